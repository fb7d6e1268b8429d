//! The characters of a sentence and their neighbours, as words are told from one another without a dictionary.

use crate::model::Span;
use crate::text::word_hash;

/// A part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    from: u32,
    to: u32,
}

impl Stretch {
    /// Of a sentence, which has far fewer than 4 G characters.
    pub(super) fn of(span: Span) -> Stretch {
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Stretch { from: short(span.start), to: short(span.end) }
    }
}

/// Two neighbouring characters and the place of the first; a lone character stands twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    first: char,
    second: char,
    at: u32,
}

impl Pair {
    pub(super) fn at(self) -> usize {
        self.at as usize
    }

    /// The same for the same characters, on every machine.
    pub(super) fn hash(self) -> u64 {
        spread(u64::from(code(self.first, self.second)))
    }

    /// The bit that [`Letters::bits`] has where the pair may stand.
    pub(super) fn bit(self) -> u128 {
        1 << (spread(u64::from(code(self.first, self.second))) & 127)
    }

    /// Word and bit of [`Letters::sieve`].
    fn mark(self) -> (usize, u64) {
        let hash = spread(u64::from(code(self.first, self.second)));
        ((hash >> 16 & 3) as usize, 1 << (hash >> 8 & 63))
    }

    /// Where what it covers ends. A lone character and a pair of two alike cover one.
    fn end(self) -> u32 {
        self.at.saturating_add(if self.first == self.second { 1 } else { 2 })
    }
}

/// Characters of the basic plane side by side; of those beyond, which names hardly hold, some share a code.
fn code(first: char, second: char) -> u32 {
    u32::from(first) << 16 ^ u32::from(second)
}

/// Every output bit depends on every input bit (splitmix64).
fn spread(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Which characters of a sentence count.
#[derive(Debug, Clone)]
pub(super) struct Mask(Box<[u64]>);

impl Mask {
    pub(super) fn of(counts: impl ExactSizeIterator<Item = bool>) -> Mask {
        let mut words = vec![0; counts.len().div_ceil(64)].into_boxed_slice();
        for (at, counts) in counts.enumerate() {
            if let Some(word) = words.get_mut(at / 64) {
                *word |= u64::from(counts) << (at % 64);
            }
        }
        Mask(words)
    }

    pub(super) fn clear(&mut self, span: Span) {
        for at in span.start..span.end.min(self.0.len() * 64) {
            if let Some(word) = self.0.get_mut(at / 64) {
                *word &= !(1 << (at % 64));
            }
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

/// A sentence, looked up by pairs of its characters.
#[derive(Debug)]
pub(super) struct Letters {
    chars: Box<[char]>,
    /// Code and place of every pair, in order.
    pairs: Box<[(u32, u32)]>,
    /// A bit for every pair and every character, by which most of what stands nowhere is known without looking.
    sieve: [u64; 4],
    /// The same for sentences of the same letters, white space aside.
    pub(super) voice: u64,
}

impl Letters {
    pub(super) fn new(chars: &[char]) -> Letters {
        let mut pairs: Vec<(u32, u32)> =
            chars.iter().zip(chars.iter().skip(1)).zip(0..).map(|((a, b), at)| (code(*a, *b), at)).collect();
        pairs.sort_unstable();
        let voice = word_hash(&chars.iter().filter(|c| !c.is_whitespace()).collect::<String>());
        let mut letters = Letters { chars: chars.into(), pairs: pairs.into(), sieve: [0; 4], voice };
        for pair in letters.all(letters.whole()) {
            let (word, bit) = pair.mark();
            letters.sieve[word] |= bit;
        }
        letters
    }

    /// All of it.
    pub(super) fn whole(&self) -> Stretch {
        Stretch::of(Span::new(0, self.chars.len()))
    }

    /// Pairs of neighbouring characters that count; one between two that do not stands alone.
    pub(super) fn pairs<'l>(&'l self, mask: &'l Mask, within: Stretch) -> impl Iterator<Item = Pair> + use<'l> {
        let is = move |at: u32| (within.from..within.to).contains(&at) && mask.has(at as usize);
        let chars = self.chars.get(within.from as usize..).unwrap_or_default();
        let places = (within.from..within.to).zip(chars).filter(move |(at, _)| is(*at));
        places.filter_map(move |(at, &first)| {
            let next = self.chars.get(at as usize + 1).filter(|_| is(at + 1));
            let alone = next.is_none() && (at == 0 || !is(at - 1));
            (next.is_some() || alone).then(|| Pair { first, second: *next.unwrap_or(&first), at })
        })
    }

    /// How many characters the pairs that count cover.
    pub(super) fn size(&self, mask: &Mask, within: Stretch) -> usize {
        let mut cover = Cover::default();
        self.pairs(mask, within).for_each(|pair| cover.add(pair));
        cover.count as usize
    }

    /// How many characters of the pairs that count stand nowhere in a part of another sentence.
    pub(super) fn lacks(&self, mask: &Mask, within: Stretch, other: &Letters, of: Stretch) -> usize {
        let (mut all, mut there) = (Cover::default(), Cover::default());
        for pair in self.pairs(mask, within) {
            all.add(pair);
            if other.has(pair, of) {
                there.add(pair);
            }
        }
        all.count.saturating_sub(there.count) as usize
    }

    /// The most characters in a row that count, numerals apart, and stand in no pair that another sentence has too.
    pub(super) fn strange(&self, mask: &Mask, within: Stretch, other: &Letters) -> usize {
        let mut shared = vec![false; self.chars.len()];
        for pair in self.pairs(mask, within).filter(|pair| other.has(*pair, other.whole())) {
            // of a doubled character the second is as well known as the first
            shared.iter_mut().skip(pair.at()).take(2).for_each(|shared| *shared = true);
        }
        let (mut longest, mut run) = (0, 0);
        for (at, (c, shared)) in self.chars.iter().zip(shared).enumerate().take(within.to as usize) {
            let is_strange = at >= within.from as usize && mask.has(at) && !shared && !c.is_numeric();
            run = if is_strange { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        longest
    }

    /// Whether a pair stands in a part.
    pub(super) fn has(&self, pair: Pair, of: Stretch) -> bool {
        let (word, bit) = pair.mark();
        if self.sieve[word] & bit == 0 {
            return false;
        }
        if pair.first == pair.second {
            let part = self.chars.get(of.from as usize..of.to as usize).unwrap_or_default();
            return part.contains(&pair.first);
        }
        let code = code(pair.first, pair.second);
        let from = self.pairs.partition_point(|known| *known < (code, of.from));
        self.pairs.get(from).is_some_and(|&(found, at)| found == code && at + 1 < of.to)
    }

    /// One bit for every pair of a part and every character; more than one may have the same.
    pub(super) fn bits(&self, of: Stretch) -> u128 {
        self.all(of).iter().fold(0, |bits, pair| bits | pair.bit())
    }

    /// The pairs of a part, and its characters each alone.
    fn all(&self, of: Stretch) -> Vec<Pair> {
        let part = self.chars.get(of.from as usize..of.to as usize).unwrap_or_default();
        let lone = part.iter().map(|&c| Pair { first: c, second: c, at: 0 });
        let pairs = part.iter().zip(part.iter().skip(1)).map(|(&first, &second)| Pair { first, second, at: 0 });
        lone.chain(pairs).collect()
    }
}

/// How many characters pairs cover that come in order.
#[derive(Default)]
struct Cover {
    count: u32,
    until: u32,
}

impl Cover {
    fn add(&mut self, pair: Pair) {
        let end = pair.end();
        self.count += end.saturating_sub(self.until.max(pair.at));
        self.until = self.until.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> (Letters, Mask) {
        let chars: Vec<char> = text.chars().collect();
        (Letters::new(&chars), Mask::of(chars.iter().map(|c| c.is_alphanumeric())))
    }

    #[test]
    fn what_one_sentence_says_and_another_does_not_is_counted_in_characters() {
        let ((one, mask), (other, _)) = (letters("白石隧道，长"), letters("红石隧道长"));
        assert_eq!(one.pairs(&mask, one.whole()).count(), 4);
        assert_eq!(one.size(&mask, one.whole()), 5);
        assert_eq!(one.lacks(&mask, one.whole(), &other, other.whole()), 1);
        let front = Stretch::of(Span::new(0, 2));
        assert_eq!(one.lacks(&mask, one.whole(), &other, front), 5);
        let mut less = mask.clone();
        less.clear(Span::new(0, 4));
        assert_eq!((one.size(&less, one.whole()), one.pairs(&less, one.whole()).count()), (1, 1));
    }

    #[test]
    fn words_in_a_row_that_another_sentence_lacks_are_found() {
        let ((one, mask), (other, _)) = (letters("龙碧节持续47天，吸引"), letters("鹤安节持续52天，吸引"));
        assert_eq!(one.strange(&mask, one.whole(), &other), 2);
        let rest = Stretch::of(Span::new(2, 11));
        assert!(one.strange(&mask, rest, &other) < 2, "numerals are no words");
        let (longer, _) = letters("龙碧节共持续47天，吸引");
        assert_eq!(one.strange(&mask, one.whole(), &longer), 0);
    }

    #[test]
    fn a_pair_that_stands_in_a_part_has_its_bit_there() {
        let (one, mask) = letters("白石隧道长四公里");
        assert!(one.pairs(&mask, one.whole()).all(|pair| one.bits(one.whole()) & pair.bit() != 0));
        assert_eq!(one.voice, letters("白石 隧道长\n四公里").0.voice);
    }
}
