//! Which keys came more than once, in a fixed amount of memory.

/// Bits for an article; one with thirty numbers has some 300 keys.
const BITS: usize = 3072;

/// Counts keys up to two. A key may be taken for another one that was seen, never the other way round: what is said
/// to have come twice has perhaps come once.
pub(super) struct Twice {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Twice {
    /// For the keys of so many articles.
    pub(super) fn new(articles: usize) -> Self {
        let words = articles.max(1) * BITS / 64;
        Twice { once: vec![0; words], twice: vec![0; words] }
    }

    /// Counts a key.
    pub(super) fn see(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        if self.once[word] & bit != 0 {
            self.twice[word] |= bit;
        }
        self.once[word] |= bit;
    }

    /// Counts a key only where it was seen before.
    pub(super) fn meet(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.twice[word] |= self.once[word] & bit;
    }

    /// Whether a key came more than once.
    pub(super) fn has(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.twice[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        // the keys are made of hashes by rotation, so all bits are mixed once more
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (u128::from(mixed) * self.once.len() as u128) >> 64;
        (usize::try_from(word).unwrap_or_default(), 1 << (mixed & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_came_twice_is_never_missed_and_few_others_are_taken_for_one() {
        let mut twice = Twice::new(100);
        (0..20_000).for_each(|n| twice.see(n));
        (0..20_000).step_by(10).for_each(|n| twice.see(n));
        assert!((0..20_000).step_by(10).all(|n| twice.has(n)));
        let wrong = (0..20_000).filter(|n| n % 10 != 0 && twice.has(*n)).count();
        assert!(wrong < 3000, "{wrong}");
    }

    #[test]
    fn keys_that_only_meet_were_not_seen() {
        let mut twice = Twice::new(1);
        twice.meet(7);
        twice.meet(7);
        assert!(!twice.has(7));
        twice.see(7);
        twice.meet(7);
        assert!(twice.has(7));
    }
}
