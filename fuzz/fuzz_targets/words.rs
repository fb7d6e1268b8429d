//! Mutations that keep to the language: words of news about numbers, set into a text at any character.

use libfuzzer_sys::fuzzer_mutate;

/// One word a line.
const WORDS: &str = include_str!("../words.txt");

/// Puts a word into the text, or takes out, doubles or moves a stretch of it; every third time the bytes are
/// changed as libFuzzer would. Returns the new size, at most `max_size`.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed) + 1);
    if dice.below(3) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let words: Vec<&str> = WORDS.lines().collect();
    let mut chars: Vec<char> = String::from_utf8_lossy(&data[..size]).chars().collect();
    for _ in 0..=dice.below(3) {
        let start = dice.below(chars.len() + 1);
        let end = (start + dice.below(8)).min(chars.len());
        let stretch: Vec<char> = chars[start..end].to_vec();
        match dice.below(6) {
            0 => drop(chars.drain(start..end)),
            1 => drop(chars.splice(start..start, stretch)),
            2 => {
                chars.drain(start..end);
                let to = dice.below(chars.len() + 1);
                chars.splice(to..to, stretch);
            }
            3 => drop(chars.splice(start..end, words[dice.below(words.len())].chars())),
            _ => drop(chars.splice(start..start, words[dice.below(words.len())].chars())),
        }
    }
    let text: String = chars.into_iter().collect();
    let new = text.floor_char_boundary(max_size);
    data[..new].copy_from_slice(&text.as_bytes()[..new]);
    new
}

/// Numbers that follow from a seed (the linear congruential generator of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    /// A number from 0 to one below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end as u64) as usize
    }
}
