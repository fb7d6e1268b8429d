//! Fitting of linear models: log-linear choice among candidates, AdaGrad, deterministic.

use std::collections::HashMap;

/// One decision: candidates with their features, and how right each is.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Features of all candidates, one after the other.
    pub features: Vec<u32>,
    /// Where the features of each candidate end.
    pub ends: Vec<u32>,
    /// How right each candidate is, 0 to 1; a choice without a right candidate teaches nothing.
    pub gains: Vec<f32>,
    /// A score that each candidate brings along (from an earlier model).
    pub base: Vec<f32>,
    /// The group (near-duplicates share one), 0 where not known: a feature counts once a group.
    pub group: u32,
}

impl Choice {
    /// Adds a candidate.
    pub fn push(&mut self, features: &[u32], gain: f32, base: f32) {
        self.features.extend_from_slice(features);
        self.ends.push(self.features.len() as u32);
        self.gains.push(gain);
        self.base.push(base);
    }

    fn range(&self, candidate: usize) -> std::ops::Range<usize> {
        let start = if candidate == 0 { 0 } else { self.ends[candidate - 1] as usize };
        start..self.ends[candidate] as usize
    }
}

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Passes over the choices.
    pub epochs: usize,
    /// Step size of AdaGrad.
    pub rate: f32,
    /// L2 pull towards zero on each touched weight.
    pub decay: f32,
    /// Weights smaller than this are left out.
    pub smallest: f32,
    /// A feature must occur in this many groups (choices, where no groups are known).
    pub least: u32,
    /// Where the sum of squares of AdaGrad starts: the larger, the less a feature learns from its first meetings.
    pub start: f32,
    /// The share of features that are hidden from each visit to a choice, so that none is leant on alone.
    pub hidden: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { epochs: 8, rate: 0.15, decay: 1e-4, least: 3, start: 1e-6, smallest: 0.01, hidden: 0.0 }
    }
}

/// Weights that make the right candidates likely: maximises the expected log of the probability
/// given to right candidates, weighted by their gain. Choices are visited in a fixed pseudo-random order.
pub fn fit<'a>(choices: impl Iterator<Item = &'a Choice>, settings: Settings) -> HashMap<u32, f32> {
    fit_gains(choices.map(|c| (c, c.gains.as_slice())), settings)
}

/// As [`fit`], with gains that stand apart from the choices (two decisions over the same candidates).
pub fn fit_gains<'a>(lessons: impl Iterator<Item = (&'a Choice, &'a [f32])>, settings: Settings) -> HashMap<u32, f32> {
    let (choices, gains): (Vec<&Choice>, Vec<&[f32]>) =
        lessons.filter(|(_, gains)| gains.iter().any(|&g| g > 0.0)).unzip();
    let mut index: HashMap<u32, u32> = HashMap::new();
    let mut seen: HashMap<u32, (u32, u32)> = HashMap::new();
    for (n, choice) in choices.iter().enumerate() {
        for &f in &choice.features {
            // Choices of a group stand together.
            let from = if choice.group == 0 { n as u32 } else { choice.group };
            let entry = seen.entry(f).or_insert((0, u32::MAX));
            if entry.1 != from {
                *entry = (entry.0 + 1, from);
            }
        }
    }
    let mut ids: Vec<u32> = seen.iter().filter(|(_, s)| s.0 >= settings.least).map(|(&f, _)| f).collect();
    ids.sort_unstable();
    for (n, &id) in ids.iter().enumerate() {
        index.insert(id, n as u32);
    }
    let dense: Vec<Vec<u32>> = choices
        .iter()
        .map(|c| c.features.iter().map(|f| index.get(f).copied().unwrap_or(u32::MAX)).collect())
        .collect();
    let mut sums = vec![0f64; ids.len()];
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut veil = 0x9e37_79b9u32;
    let (mut scores, mut right, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    let mut weights = vec![0f32; ids.len()];
    let mut squares = vec![settings.start; ids.len()];
    for epoch in 0..settings.epochs {
        for i in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (state >> 33) as usize % (i + 1));
        }
        for &n in &order {
            let choice = choices[n];
            veil = veil.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            shown.clear();
            shown.extend(dense[n].iter().map(|&f| if hides(f, veil, settings.hidden) { u32::MAX } else { f }));
            let features = &shown;
            scores.clear();
            for c in 0..choice.ends.len() {
                let sum: f32 =
                    features[choice.range(c)].iter().filter(|&&f| f != u32::MAX).map(|&f| weights[f as usize]).sum();
                scores.push(sum + choice.base[c]);
            }
            super::linear::softmax(&mut scores);
            right.clear();
            right.extend(scores.iter().zip(gains[n]).map(|(p, g)| (p + 1e-6) * g));
            let total: f32 = right.iter().sum();
            for c in 0..choice.ends.len() {
                let gradient = right[c] / total - scores[c];
                if gradient.abs() < 1e-4 {
                    continue;
                }
                for &f in features[choice.range(c)].iter().filter(|&&f| f != u32::MAX) {
                    let f = f as usize;
                    let g = gradient - settings.decay * weights[f];
                    squares[f] += g * g;
                    let step = settings.rate / squares[f].sqrt();
                    weights[f] += step * g;
                }
            }
        }
        // The mean over the later passes is steadier than the last.
        if epoch >= settings.epochs / 2 {
            for (sum, w) in sums.iter_mut().zip(&weights) {
                *sum += f64::from(*w);
            }
        }
    }
    let passes = (settings.epochs - settings.epochs / 2).max(1) as f64;
    // Two decimals are what the weight files keep.
    // With nothing hidden more features speak at once.
    let share = f64::from(1.0 - settings.hidden);
    let mean = |sum: f64| ((sum / passes) * share * 100.0).round() as f32 / 100.0;
    ids.into_iter().zip(sums).map(|(id, sum)| (id, mean(sum))).filter(|(_, w)| w.abs() >= settings.smallest).collect()
}

/// Whether a feature is hidden from a visit: by chance, but the same on every machine.
fn hides(feature: u32, veil: u32, share: f32) -> bool {
    let x = (feature ^ veil).wrapping_mul(0x9e37_79b1);
    let x = (x ^ (x >> 15)).wrapping_mul(0x85eb_ca77);
    ((x >> 16) as f32) < share * 65536.0
}
