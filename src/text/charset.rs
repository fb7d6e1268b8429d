//! Sets of characters.

/// Number of code points that a set can hold: the basic plane.
const PLANE: usize = 0x1_0000;

/// A set of characters of the basic plane.
#[derive(Debug, Clone)]
pub struct CharSet(Box<[u64]>);

impl CharSet {
    /// The set of these characters.
    pub fn of(chars: impl IntoIterator<Item = char>) -> Self {
        let mut set = CharSet(vec![0; PLANE / 64].into());
        chars.into_iter().for_each(|c| set.insert(c));
        set
    }

    fn insert(&mut self, c: char) {
        if let Some(bits) = self.0.get_mut(c as usize >> 6) {
            *bits |= 1 << (c as u32 & 63);
        }
    }

    /// Whether a character is in the set.
    #[inline]
    pub fn holds(&self, c: char) -> bool {
        self.0.get(c as usize >> 6).is_some_and(|bits| bits >> (c as u32 & 63) & 1 == 1)
    }

    /// The first place from `from` on at which a character of the set stands.
    #[inline]
    pub fn find(&self, chars: &[char], from: usize) -> Option<usize> {
        chars.get(from..)?.iter().position(|&c| self.holds(c)).map(|ahead| from + ahead)
    }
}
