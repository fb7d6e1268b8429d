//! Two articles that do not agree, and which of several say no more than another.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::check::amount::Amount;
use crate::check::outcome::{Outcome, Places};
use crate::model::{Claim, Finding, Verdict};
use crate::rules::Rules;
use crate::text::word_hash;

use super::meeting::place;

const CHECK: &str = "cross_article_conflict";

/// Where a claim stands in an order that does not depend on arrival.
pub(super) type Order = (Option<Date>, String, bool, usize);

/// A finding between two articles, with what tells it from its likes.
pub(super) struct Conflict {
    pub(super) finding: Finding,
    order: (Order, Order),
    /// The two values as they are written.
    said: (String, String),
    /// The sentences of both, white space and punctuation aside.
    voices: (u64, u64),
}

/// Documents and values of two claims.
pub(super) type Pair<'c> = (&'c str, &'c str, &'c str, &'c str);

impl Conflict {
    pub(super) fn new(rules: &Rules, verdict: Verdict, why: &str, a: &Claim, b: &Claim) -> Conflict {
        Conflict {
            finding: finding(rules, verdict, why, a, b),
            order: (order(a), order(b)),
            said: (a.quantity.text.clone(), b.quantity.text.clone()),
            voices: (voice(a), voice(b)),
        }
    }

    pub(super) fn pair(&self) -> Pair<'_> {
        (&self.order.0.1, &self.order.1.1, &self.said.0, &self.said.1)
    }

    /// What decides which of two of the same pair is told.
    pub(super) fn rank(&self) -> (Verdict, &(Order, Order)) {
        (self.finding.verdict, &self.order)
    }
}

/// Several articles that print one text are one voice: of the findings of copies the first is kept. In an order that
/// does not depend on that of the articles.
pub(super) fn once_a_voice(conflicts: Vec<Conflict>) -> Vec<Conflict> {
    let mut firsts: BTreeMap<_, Conflict> = BTreeMap::new();
    for one in conflicts {
        let ((x, y), (said, other)) = (one.voices, one.said.clone());
        let key = if x > y { ((y, x), other, said) } else { ((x, y), said, other) };
        let key = (one.finding.verdict, key);
        if firsts.get(&key).is_none_or(|old| one.order < old.order) {
            firsts.insert(key, one);
        }
    }
    let mut kept: Vec<Conflict> = firsts.into_values().collect();
    kept.sort_by(|a, b| a.pair().cmp(&b.pair()).then_with(|| a.rank().cmp(&b.rank())));
    kept
}

fn order(claim: &Claim) -> Order {
    let (published, id, text, start) = place(claim);
    (published, id.to_owned(), text, start)
}

fn voice(claim: &Claim) -> u64 {
    word_hash(&claim.sentence.text.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
}

fn finding(rules: &Rules, verdict: Verdict, why: &str, a: &Claim, b: &Claim) -> Finding {
    let mut places = Places::default();
    places.claim(a);
    places.claim(b);
    let (x, y) = (Amount::of(&a.quantity), Amount::of(&b.quantity));
    let name = |c: &Claim| {
        let doc = c
            .doc
            .title
            .as_ref()
            .map(|t| format!("《{t}》"))
            .or_else(|| c.doc.publisher.clone())
            .unwrap_or_else(|| c.doc.id.clone());
        match &c.source {
            Some(source) => format!("{doc}（{}）", source.text),
            None => doc,
        }
    };
    let mut outcome = Outcome::new(CHECK, verdict);
    outcome.formula = format!("{} ≟ {}", x.pass.show(), y.pass.show());
    outcome.computed = Some(y.pass.clone());
    outcome.stated = Some(x.pass.clone());
    outcome.words = vec![
        ("said", a.quantity.text.clone()),
        ("other", b.quantity.text.clone()),
        ("first", name(a)),
        ("second", name(b)),
        ("what", outcome.formula.clone()),
        ("why", why.to_owned()),
    ];
    outcome.at(places, 0, rules)
}
