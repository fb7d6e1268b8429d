//! Who and what a number is about: candidates are ranked as subject and as metric, the best of both together.

mod bond;
mod look;
mod pair;
mod place;
mod setting;

use super::candidates::{Candidate, Decided, Origin, Target, candidates, carries};
use super::facets::Facets;
use super::linear::{Sum, Twin, Weights, softmax};
use super::phrases::Phrases;
use super::story::{Chunk, Story};

use bond::{RELATIONS, Relation};
use pair::{Bags, PAIRED, Pair, Shared};
use place::{Place, SPOTS, Spot};

pub use pair::pairs;
pub use setting::Setting;

/// Adds a feature to a sink: its template, and what fills it.
macro_rules! clue {
    ($out:expr, $name:literal $(, $part:expr)*) => {{
        const T: crate::extract::linear::Template = crate::extract::linear::Template::new($name);
        $out.add(T, &[$($part),*]);
    }};
}
use clue;

/// Decides subject and metric of numbers. Built once from rules.
#[derive(Debug, Clone)]
pub struct Attacher {
    /// The models that rank subjects and metrics.
    twin: Twin,
    /// The model that ranks the best of both together.
    pair: Twin,
}

/// A decision.
#[derive(Debug, Clone, Copy)]
pub struct Attachment {
    /// The subject, None for none.
    pub subject: Option<Chunk>,
    /// The metric, None for none.
    pub metric: Option<Chunk>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// How many candidates, at least, are looked at as a whole.
const FIRST_HEAT: usize = 18;

/// How many candidates, at least, all clues are gathered for.
const SECOND_HEAT: usize = 9;

/// How many subjects and metrics stay visible as runners-up.
const FINALISTS: usize = 8;

/// How many phrases of another sentence stay candidates, as subjects and as metrics.
const OUTSIDE: usize = 6;

/// A candidate under way.
#[derive(Debug, Clone, Copy)]
struct Entry {
    candidate: Candidate,
    place: Place,
    sum: Sum,
}

/// What is known of a document's phrases, and room to work in. One a document.
#[derive(Debug, Default)]
pub struct Desk {
    scenes: Vec<SceneWorth>,
    candidates: Vec<Candidate>,
    entries: Vec<Entry>,
    column: Vec<i32>,
    lasts: Vec<((Chunk, Spot), Sum)>,
    distances: Vec<(Place, Sum)>,
    /// By token of the number's sentence and by region.
    tokens: Vec<[Option<Sum>; 3]>,
    pairs: Vec<Pair>,
    shared: Shared,
    bags: Bags,
    probabilities: Vec<f32>,
    /// The likeliest candidates for the last number's subject with their probabilities, best first.
    pub subjects: Vec<(Candidate, f32)>,
    /// The likeliest candidates for the last number's metric.
    pub metrics: Vec<(Candidate, f32)>,
}

impl Desk {
    /// The last number's likeliest subjects and metrics together, best first.
    pub fn pairs(&self) -> impl Iterator<Item = (Option<Chunk>, Option<Chunk>, f32)> {
        self.pairs.iter().map(|p| (p.subject.chunk(), p.metric.chunk(), p.probability))
    }
}

/// What the phrases of a scene are worth by themselves.
#[derive(Debug, Default)]
struct SceneWorth {
    known: bool,
    /// By first token.
    firsts: Vec<Sum>,
    /// By last token.
    lasts: Vec<Sum>,
    /// By phrase, where it was asked for.
    wholes: Vec<Option<Sum>>,
    /// The phrases that come into question for the numbers of other sentences.
    outside: Vec<u32>,
}

impl SceneWorth {
    fn edges(&self, chunk: Chunk) -> Sum {
        let get = |of: &[Sum], at: usize| of.get(at).copied().unwrap_or_default();
        get(&self.firsts, chunk.first as usize) + get(&self.lasts, (chunk.end as usize).wrapping_sub(1))
    }
}

impl Attacher {
    /// From the models of subjects, of metrics, and of both together.
    pub fn new(subject: &Weights, metric: &Weights, pair: &Weights) -> Self {
        Attacher { twin: Twin::new(subject, metric), pair: Twin::new(pair, &Weights::new([])) }
    }

    fn know(&self, story: &Story<'_>, phrases: &Phrases, scene: usize, desk: &mut Desk) {
        if desk.scenes.len() <= scene {
            desk.scenes.resize_with(scene + 1, SceneWorth::default);
        }
        let worth = &mut desk.scenes[scene];
        if worth.known {
            return;
        }
        worth.known = true;
        let words = story.words(scene);
        let of_scene = phrases.of(scene);
        let (mut firsts, mut lasts) = (vec![false; words.len()], vec![false; words.len()]);
        for p in of_scene {
            if let Some(first) = firsts.get_mut(p.chunk.first as usize) {
                *first = true;
            }
            if let Some(last) = lasts.get_mut((p.chunk.end as usize).wrapping_sub(1)) {
                *last = true;
            }
        }
        let tally = |wanted: bool, write: &dyn Fn() -> Sum| if wanted { write() } else { Sum::default() };
        worth.firsts.extend(
            firsts.iter().enumerate().map(|(n, &w)| tally(w, &|| self.twin.tally(|t| look::first_clues(words, n, t)))),
        );
        worth.lasts.extend(
            lasts.iter().enumerate().map(|(n, &w)| tally(w, &|| self.twin.tally(|t| look::last_clues(words, n, t)))),
        );
        worth.wholes.resize(of_scene.len(), None);
    }

    /// Chooses the phrases of a scene that come into question for the numbers of other sentences.
    fn know_outside(&self, story: &Story<'_>, phrases: &Phrases, scene: usize, desk: &mut Desk) {
        self.know(story, phrases, scene, desk);
        let Some(worth) = desk.scenes.get_mut(scene) else { return };
        if !worth.outside.is_empty() {
            return;
        }
        let mut sums: Vec<(u32, Sum)> = Vec::new();
        for (p, n) in phrases.of(scene).iter().zip(0..) {
            if carries(story, p) {
                let whole = self.twin.tally(|t| look::whole_clues(story, p, t));
                sums.push((n, worth.edges(p.chunk) + whole));
            }
        }
        for by in [|s: &Sum| s.0, |s: &Sum| s.1] {
            sums.sort_by_key(|(n, s)| (-by(s), *n));
            for (n, _) in sums.iter().take(OUTSIDE) {
                if !worth.outside.contains(n) {
                    worth.outside.push(*n);
                }
            }
        }
        worth.outside.sort_unstable();
    }

    /// Decides one number, given the decisions on the numbers before it.
    pub fn decide(
        &self,
        story: &Story<'_>,
        phrases: &Phrases,
        (target, facets): (Target, &Facets),
        past: &[Decided],
        desk: &mut Desk,
    ) -> Attachment {
        let setting = Setting::new(story, target, facets, past);
        self.know(story, phrases, target.scene, desk);
        if target.scene > 0 {
            self.know_outside(story, phrases, target.scene - 1, desk);
            self.know_outside(story, phrases, 0, desk);
        }
        let outside = |scene: usize| desk.scenes.get(scene).map_or(&[][..], |s| s.outside.as_slice());
        candidates(phrases, target, past, outside, &mut desk.candidates);
        let mut spots: [Option<Sum>; SPOTS] = [None; SPOTS];
        desk.entries.clear();
        for n in 0..desk.candidates.len() {
            let candidate = desk.candidates[n];
            let place = setting.place(&candidate);
            let spot = &mut spots[place.spot as usize % SPOTS];
            let mut sum = *spot.get_or_insert_with(|| self.twin.tally(|t| setting.spot_clues(place.spot, t)));
            if let Some(chunk) = candidate.chunk() {
                self.know(story, phrases, chunk.scene as usize, desk);
                sum = sum + desk.scenes[chunk.scene as usize].edges(chunk);
            }
            desk.entries.push(Entry { candidate, place, sum });
        }
        // What place and words by themselves speak against is looked at no further.
        cut(&mut desk.entries, FIRST_HEAT, &mut desk.column);
        for entry in &mut desk.entries {
            let Some(phrase) = &entry.candidate.phrase else { continue };
            let whole = || self.twin.tally(|t| look::whole_clues(story, phrase, t));
            let scene = desk.scenes.get_mut(phrase.chunk.scene as usize);
            let kept = entry.candidate.place.and_then(|n| scene.and_then(|s| s.wholes.get_mut(n as usize)));
            entry.sum = entry.sum + kept.map_or_else(whole, |kept| *kept.get_or_insert_with(whole));
        }
        cut(&mut desk.entries, SECOND_HEAT, &mut desk.column);
        desk.lasts.clear();
        desk.distances.clear();
        desk.tokens.clear();
        desk.tokens.resize(story.words(target.scene).len(), [None; 3]);
        let mut relations: [Option<Sum>; RELATIONS] = [None; RELATIONS];
        for n in 0..desk.entries.len() {
            let bond = self.bond(&setting, &desk.entries[n], desk.lasts.as_mut(), &mut desk.distances, &mut relations);
            let tokens = self.tokens(&setting, &desk.entries[n], &mut desk.tokens);
            desk.entries[n].sum = desk.entries[n].sum + bond + tokens;
        }
        finalists(&desk.entries, |s| s.0, &mut desk.probabilities, &mut desk.subjects);
        finalists(&desk.entries, |s| s.1, &mut desk.probabilities, &mut desk.metrics);
        pairs(story, &desk.subjects, &desk.metrics, &mut desk.pairs);
        desk.probabilities.clear();
        desk.shared.clear();
        let side = |list: &[(Candidate, f32)], n: usize| list.get(n).map(|(c, _)| setting.side(c));
        let subjects: [_; PAIRED] = std::array::from_fn(|n| side(&desk.subjects, n));
        let metrics: [_; PAIRED] = std::array::from_fn(|n| side(&desk.metrics, n));
        for pair in &desk.pairs {
            let sides = (&subjects[pair.ranks.0 as usize % PAIRED], &metrics[pair.ranks.1 as usize % PAIRED]);
            let bond = match sides {
                (Some(s), Some(m)) => setting.pair_score(&self.pair, s, m, &mut desk.shared),
                _ => 0,
            };
            desk.probabilities.push(pair.base + bond as f32 / 100.0);
        }
        softmax(&mut desk.probabilities);
        for (pair, &p) in desk.pairs.iter_mut().zip(&desk.probabilities) {
            pair.probability = p;
        }
        let (best, score) = pair::safest(story, &mut desk.pairs, &desk.subjects, &desk.metrics, &mut desk.bags);
        Attachment { subject: best.0, metric: best.1, score }
    }

    /// What the words of a candidate say one by one; those of the number's own sentence are reckoned once.
    fn tokens(&self, setting: &Setting<'_>, entry: &Entry, known: &mut [[Option<Sum>; 3]]) -> Sum {
        let Some(chunk) = entry.candidate.chunk() else { return Sum::default() };
        let words = setting.story.words(chunk.scene as usize);
        let spot = entry.place.spot;
        let column = match spot.region() {
            Spot::Before => Some(0),
            Spot::Clause1 => Some(1),
            Spot::After => Some(2),
            _ => None,
        };
        let mut sum = Sum::default();
        for at in chunk.first as usize..chunk.end as usize {
            let reckon = || self.twin.tally(|t| setting.token_clues(spot, words, at, t));
            let kept = column.and_then(|c| known.get_mut(at)?.get_mut(c));
            sum = sum + kept.map_or_else(reckon, |kept| *kept.get_or_insert_with(reckon));
        }
        sum
    }

    /// What binds a candidate to the number; what candidates share is reckoned once.
    #[inline]
    fn bond(
        &self,
        setting: &Setting<'_>,
        entry: &Entry,
        lasts: &mut Vec<((Chunk, Spot), Sum)>,
        distances: &mut Vec<(Place, Sum)>,
        relations: &mut [Option<Sum>; RELATIONS],
    ) -> Sum {
        let (candidate, place) = (&entry.candidate, entry.place);
        let relation: Relation = setting.relation(candidate.hash());
        let memory = relations[relation as usize % RELATIONS]
            .get_or_insert_with(|| self.twin.tally(|t| setting.memory_clues(relation, t)));
        let own = self.twin.tally(|t| setting.candidate_clues(candidate, place, relation, t));
        let mut sum = *memory + own;
        let Some(phrase) = &candidate.phrase else { return sum };
        let chunk = phrase.chunk;
        // Only the last token counts.
        let key = (Chunk { first: 0, ..chunk }, place.spot);
        sum = sum + remembered(lasts, key, || self.twin.tally(|t| setting.last_clues(place.spot, chunk, t)));
        if candidate.origin == Origin::Here {
            // The gap and the region tell where the facing edge is.
            sum = sum + remembered(distances, place, || self.twin.tally(|t| setting.distance_clues(place, chunk, t)));
        }
        sum + self.twin.tally(|t| setting.whole_clues(place.spot, phrase, t))
    }
}

fn remembered<K: PartialEq + Copy>(list: &mut Vec<(K, Sum)>, key: K, reckon: impl FnOnce() -> Sum) -> Sum {
    if let Some((_, sum)) = list.iter().find(|(k, _)| *k == key) {
        return *sum;
    }
    let sum = reckon();
    list.push((key, sum));
    sum
}

/// Keeps about the best `most` as subjects and as metrics, and what is carried on.
fn cut(entries: &mut Vec<Entry>, most: usize, column: &mut Vec<i32>) {
    if entries.len() <= most {
        return;
    }
    let mut floor = |by: fn(&Sum) -> i32| {
        column.clear();
        column.extend(entries.iter().map(|e| by(&e.sum)));
        *column.select_nth_unstable_by(most, |a, b| b.cmp(a)).1
    };
    let (subject, metric) = (floor(|s| s.0), floor(|s| s.1));
    entries.retain(|e| {
        let carried = matches!(e.candidate.origin, Origin::Nothing | Origin::Subject(_) | Origin::Metric(_));
        e.sum.0 > subject || e.sum.1 > metric || carried
    });
}

/// The likeliest entries with their probabilities among all of them, best first.
fn finalists(entries: &[Entry], by: fn(&Sum) -> i32, scores: &mut Vec<f32>, out: &mut Vec<(Candidate, f32)>) {
    scores.clear();
    scores.extend(entries.iter().map(|e| by(&e.sum) as f32 / 100.0));
    softmax(scores);
    out.clear();
    for (entry, &p) in entries.iter().zip(scores.iter()) {
        if out.len() == FINALISTS && out.last().is_some_and(|l| l.1 >= p) {
            continue;
        }
        out.truncate(FINALISTS - 1);
        let at = out.partition_point(|o| o.1 >= p);
        out.insert(at, (entry.candidate, p));
    }
}
