//! Computed amounts in the manner of the number that they are held against.

use num_traits::Zero;

use crate::model::{Exact, Kind};

use super::amount::{Amount, Figure};
use super::interval::{nearest, ratio};

/// A computed amount as the stated number would be written: with its scale word, its unit and as many
/// places.
pub fn show(amount: &Amount, like: &Figure<'_>) -> String {
    let quantity = &like.claim.quantity;
    let (scale, word) = scale_word(&quantity.text);
    let unit = match quantity.kind {
        Kind::Percent | Kind::Multiple | Kind::Point => like.unit(),
        Kind::Fraction => "%",
        _ => word,
    };
    let mut point = &amount.point / &scale;
    if quantity.kind == Kind::Fraction && amount.point <= ratio(1, 1) {
        point *= &ratio(100, 1);
    }
    // as many places as the number is written with, one more for a share that has none
    let step = quantity.step.to_rational() / &scale;
    let mut places = 0;
    let mut place = ratio(1, 1);
    while step < place && places < 8 && !step.is_zero() {
        place /= &ratio(10, 1);
        places += 1;
    }
    let whole = quantity.kind == Kind::Count && point.is_integer();
    let places = if whole { 0 } else { places.max(1) };
    nearest(&point, places).map_or(String::from("?"), |n| format!("{n}{unit}"))
}

/// The scale word that a number is written with.
fn scale_word(text: &str) -> (Exact, &'static str) {
    let digits = |w: &str| text.find(w).is_some_and(|i| text[..i].ends_with(|c: char| c.is_ascii_digit()));
    for (word, factor) in
        [("万亿", 1_000_000_000_000), ("亿", 100_000_000), ("億", 100_000_000), ("万", 10_000), ("萬", 10_000)]
    {
        if digits(word) {
            return (ratio(factor, 1), word);
        }
    }
    (ratio(1, 1), "")
}
