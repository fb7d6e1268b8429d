//! Models that choose among a few fixed classes: one look into the table gives a feature's weights for all of them.

use std::collections::HashMap;

use super::linear::{Sieve, Weights, named};

/// The low bits of an id that hold the class.
const CLASS: u32 = 7;
/// Keeps the ids of features by class apart from those of features as such.
const APART: u32 = 0x5bd1_e995;

/// The id of a feature as one class sees it, which is what such models are fitted with.
#[inline]
pub fn of_class(feature: u32, class: usize) -> u32 {
    (feature & !CLASS | class as u32 & CLASS) ^ APART
}

/// The id of a feature by its name as written in a file, `template|class|word…`.
pub fn named_of(name: &str, classes: &[&str]) -> Option<u32> {
    let (template, rest) = name.split_once('|')?;
    let (class, words) = rest.split_once('|').map_or((rest, None), |(class, words)| (class, Some(words)));
    let class = classes.iter().position(|c| *c == class)?;
    let feature = words.map_or_else(|| named(template), |words| named(&format!("{template}|{words}")));
    Some(of_class(feature, class))
}

/// The name that a file has for a feature as one class sees it, from that of [`Features::name`], where the class stands
/// by its place.
///
/// [`Features::name`]: super::linear::Features::name
pub fn name_in_file(name: &str, classes: &[&str]) -> Option<String> {
    let (template, rest) = name.split_once('|')?;
    let end = rest.find('|').unwrap_or(rest.len());
    let class = classes.get(rest[..end].parse::<usize>().ok()?)?;
    Some(format!("{template}|{class}{}", &rest[end..]))
}

/// Weights of `N` classes by feature.
#[derive(Debug, Clone)]
pub struct Classes<const N: usize> {
    sieve: Sieve,
    slots: Vec<(u32, [i16; N])>,
    mask: usize,
}

impl<const N: usize> Classes<N> {
    /// Reads weights by ids of [`of_class`].
    pub fn new(weights: &Weights) -> Self {
        let mut all: HashMap<u32, [i16; N]> = HashMap::new();
        for (id, weight) in weights.entries() {
            let id = id ^ APART;
            if let Some(slot) = all.entry(id & !CLASS).or_insert([0; N]).get_mut((id & CLASS) as usize) {
                *slot = (weight * 100.0).round() as i16;
            }
        }
        all.retain(|_, w| *w != [0; N]);
        let size = (all.len() * 2 + 2).next_power_of_two();
        let mut out =
            Classes { sieve: Sieve::new(all.keys().copied()), slots: vec![(0, [0; N]); size], mask: size - 1 };
        for (id, weights) in all {
            let mut at = out.place(id);
            while out.slots[at].1 != [0; N] {
                at = (at + 1) & out.mask;
            }
            out.slots[at] = (id, weights);
        }
        out
    }

    #[inline]
    fn place(&self, id: u32) -> usize {
        (id >> 3) as usize & self.mask
    }

    /// The score of each class: the sums of the weights of all features.
    pub fn scores(&self, features: &[u32]) -> [f32; N] {
        let mut sums = [0i32; N];
        for id in features.iter().map(|f| f & !CLASS).filter(|&id| self.sieve.may_hold(id)) {
            let mut at = self.place(id);
            while self.slots[at].0 != id && self.slots[at].1 != [0; N] {
                at = (at + 1) & self.mask;
            }
            for (sum, weight) in sums.iter_mut().zip(self.slots[at].1) {
                *sum += i32::from(weight);
            }
        }
        sums.map(|s| s as f32 / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::linear::{Atom, Features, Template};

    #[test]
    fn a_feature_made_and_a_feature_named_in_a_file_are_one() {
        let mut features = Features::naming();
        features.add(Template::new("b1"), &[Atom::new("增长")]);
        features.add(Template::new("bias"), &[]);
        let ids = features.ids.clone();
        features.name_class(1);
        let classes = ["down", "up"];
        for (name, id) in [("b1|up|增长", of_class(ids[0], 1)), ("bias|up", of_class(ids[1], 1))] {
            assert_eq!(named_of(name, &classes), Some(id));
            assert_eq!(features.name(id).and_then(|n| name_in_file(n, &classes)).as_deref(), Some(name));
        }
        let weights = Weights::new([(of_class(ids[0], 1), 0.5), (of_class(ids[1], 0), 0.25)]);
        assert_eq!(Classes::<2>::new(&weights).scores(&ids), [0.25, 0.5]);
    }
}
