//! What a text resembles: 64 bits of which few differ between two texts that differ in few places (Charikar's
//! simhash over runs of four characters).

use std::collections::HashSet;

/// Characters of one run.
const RUN: usize = 4;

/// The likeness of a text; white space and punctuation do not count.
pub(crate) fn likeness(text: &str) -> u64 {
    let mut counts = [0_i32; 64];
    for run in runs(text) {
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += if run >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    counts.iter().enumerate().fold(0, |bits, (bit, count)| bits | u64::from(*count > 0) << bit)
}

/// Hashes of all runs of a text.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = u64> + '_ {
    let mut window = [0_u32; RUN];
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.enumerate().filter_map(move |(at, c)| {
        window.rotate_left(1);
        window[RUN - 1] = c as u32;
        (at + 1 >= RUN).then(|| window.iter().fold(0xcbf2_9ce4_8422_2325, |h, c| mix(h ^ u64::from(*c))))
    })
}

/// How much of two texts is the same, in percent: of the runs that either holds, those that both hold. Texts whose
/// numbers differ are not the same text, however like: 0.
pub fn share(a: &str, b: &str) -> u8 {
    let (numbers_a, numbers_b) = (numbers(a), numbers(b));
    let both = numbers_a.intersection(&numbers_b).count();
    // Bulletins of two days are made from one form; a corrected article has most of its numbers left.
    if both * 5 < numbers_a.len().max(numbers_b.len()) * 3 {
        return 0;
    }
    let (a, b): (HashSet<u64>, HashSet<u64>) = (runs(a).collect(), runs(b).collect());
    let both = a.intersection(&b).count();
    (both * 100).checked_div(a.len() + b.len() - both).map_or(0, |n| n as u8)
}

/// The numbers of a text in digits.
fn numbers(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|n| n.contains(|c: char| c.is_ascii_digit())).collect()
}

/// A finaliser whose every output bit depends on every input bit (splitmix64).
fn mix(mut n: u64) -> u64 {
    n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Eight bytes that tell strings apart.
pub(crate) fn fingerprint(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| mix(h ^ u64::from(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_edits_change_few_bits_and_other_texts_many() {
        let text: String =
            (0..60).map(|n| format!("第{n}村今年收获苹果{}吨，比上年多{}户。", n * 7 % 50, n * 3)).collect();
        let edited = text.replacen("苹果14吨", "苹果15吨", 1) + "（编辑：王五）";
        let other: String = (0..60).map(|n| format!("{n}号公报说，全市工业增加值为{}亿元。", n * 11 % 70)).collect();
        let distance = |a: &str, b: &str| (likeness(a) ^ likeness(b)).count_ones();
        assert_eq!(distance(&text, &text.replace('。', "。\n ")), 0);
        assert!(distance(&text, &edited) <= 4, "{}", distance(&text, &edited));
        assert!(distance(&text, &other) > 12, "{}", distance(&text, &other));
        assert_eq!((share(&text, &text), share(&text, &other)), (100, 0));
        assert!((85..100).contains(&share(&text, &edited)), "{}", share(&text, &edited));
        let next_day: String = (0..60)
            .map(|n| format!("第{n}村今年收获苹果{}吨，比上年多{}户。", n * 7 % 50 + 100, n * 3 + 400))
            .collect();
        assert_eq!(share(&text, &next_day), 0);
    }
}
