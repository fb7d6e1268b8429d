//! Learning attachments from annotated documents. Everything that one model learns from another is
//! said by a model that was not fitted on the document in question: documents are dealt into folds by
//! their group, and for each fold there are models fitted on the others.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Claim, Field};
use crate::quantity::{Context, Reader, Scan};
use crate::rules::Rules;
use crate::text::{View, sentences, word_hash};

use super::attach::{Attacher, Desk, Setting, pairs};
use super::candidates::{Candidate, Decided, Target, carries};
use super::classes::name_in_file;
use super::facets::{FacetReader, Facets, MODELS, Taught, classes_of};
use super::fit::{Choice, Settings, fit, fit_gains};
use super::gold::{Gold, GoldClaim, alike, squash};
use super::linear::{Features, Weights};
use super::models::{Models, NAMES, stored};
use super::phrases::Phrases;
use super::source::{Sourced, Sources, Talk};
use super::speaker::{speaker_clues, speakers};
use super::story::{Chunk, Story};
use super::when::{self, Dated};
use super::{Extraction, Extractor};

/// Into how many folds the documents are dealt.
const FOLDS: usize = 5;

/// How attachments are learned.
pub struct Teacher<'d> {
    rules: Arc<Rules>,
    reader: Reader,
    docs: &'d [Gold],
    oracle: bool,
    only: Vec<Part>,
}

/// A group of models that are fitted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Role, direction, modality.
    Facets,
    /// Subject, metric, and both together.
    Phrases,
    /// Time.
    Time,
    /// Who speaks, and who a number comes from.
    Source,
}

impl Part {
    /// All of them with their names, in the order of fitting.
    pub const ALL: [(&str, Part); 4] =
        [("facets", Part::Facets), ("phrases", Part::Phrases), ("time", Part::Time), ("source", Part::Source)];
}

/// What was learned.
pub struct Learned {
    /// For each fold the models that were fitted on the other folds.
    pub folds: Vec<Models>,
    /// The weights that were fitted on everything, as (model, (feature, weight)).
    pub weights: Vec<(&'static str, Vec<(String, f32)>)>,
}

/// Weights by model; for each model and fold (the last is that of all documents).
type Fitted = HashMap<&'static str, Vec<HashMap<u32, f32>>>;

struct Lesson {
    fold: usize,
    choice: Choice,
    metric_gains: Vec<f32>,
}

/// An annotated document as the models see it.
struct Exercise<'s, 'a> {
    gold: &'a Gold,
    fold: usize,
    story: &'s Story<'a>,
    phrases: &'s Phrases,
}

impl<'d> Teacher<'d> {
    /// Teaches from annotated documents; with `oracle`, numbers are taken from the annotation, which shows
    /// the faults of attachment alone. Models that are not in `only` stay as the rules have them, in the folds too.
    pub fn new(rules: Arc<Rules>, docs: &'d [Gold], oracle: bool, only: &[Part]) -> Self {
        Teacher { reader: Reader::new(&rules), rules, docs, oracle, only: only.to_vec() }
    }

    /// Fits everything. `log` is told what is being done.
    pub fn learn(&self, log: impl Fn(&str)) -> Learned {
        let mut names = Features::naming();
        let mut fitted = Fitted::new();
        let wanted = |part| self.only.contains(&part);
        if wanted(Part::Facets) {
            log("facets");
            self.learn_facets(&mut fitted, &mut names);
        }
        if wanted(Part::Phrases) {
            log("subject and metric, with what the annotation says of the numbers before");
            self.learn_phrases(&mut fitted, &mut names, false);
            log("subject and metric, with what the models say of the numbers before");
            self.learn_phrases(&mut fitted, &mut names, true);
            log("subject and metric together");
            self.learn_pairs(&mut fitted, &mut names);
        }
        if wanted(Part::Time) {
            log("time");
            self.learn_times(&mut fitted, &mut names);
        }
        if wanted(Part::Source) {
            log("source");
            self.learn_speakers(&mut fitted, &mut names);
            self.learn_sources(&mut fitted, &mut names);
        }
        let mut weights = Vec::new();
        for model in MODELS.into_iter().chain(NAMES) {
            let Some(all) = fitted.get(model).and_then(|f| f.last()) else { continue };
            let classes = classes_of(model);
            let name = |id: u32| match classes.as_slice() {
                [] => names.name(id).map(str::to_owned),
                classes => name_in_file(names.name(id)?, classes),
            };
            let mut list: Vec<(String, f32)> = all.iter().filter_map(|(&id, &w)| Some((name(id)?, w))).collect();
            list.sort_by(|a, b| a.0.cmp(&b.0));
            weights.push((model, list));
        }
        Learned { folds: (0..FOLDS).map(|n| self.models(&fitted, n)).collect(), weights }
    }

    /// What models say of the documents of their fold.
    pub fn extract(&self, folds: &[Models]) -> Vec<Claim> {
        let extractors: Vec<Extractor> =
            folds.iter().map(|m| Extractor::with_models(Arc::clone(&self.rules), m.clone())).collect();
        self.docs
            .par_iter()
            .flat_map_iter(|gold| {
                let document = gold.document();
                let view = View::new(&document.text);
                let mut out = Extraction::default();
                if let Some(extractor) = extractors.get(fold_of(gold) % extractors.len().max(1)) {
                    extractor.attach(&document, Field::Text, &view, self.scan(gold, &view), &mut out, None);
                }
                out.claims
            })
            .collect()
    }

    fn scan(&self, gold: &Gold, view: &View<'_>) -> Scan {
        let reference = gold.document().published;
        let mut scan = self.reader.read(view, &Context { reference, ..Context::default() });
        if self.oracle {
            scan.numbers = gold.numbers();
            let numbers = &scan.numbers;
            scan.periods.retain(|p| !numbers.iter().any(|n| n.quantity.span().overlaps(p.span())));
        }
        scan
    }

    /// Every document with its scenes, in parallel.
    fn over<T: Send>(&self, work: impl Fn(&Exercise<'_, '_>) -> Vec<T> + Sync) -> Vec<T> {
        let parts: Vec<Vec<T>> = self
            .docs
            .par_iter()
            .map(|gold| {
                let view = View::new(&gold.text);
                let scan = self.scan(gold, &view);
                let sentences = sentences(&view);
                let story = Story::new(&view, &scan, &sentences, &self.rules);
                let phrases = Phrases::new(&story, &self.rules.attribution);
                work(&Exercise { gold, fold: fold_of(gold), story: &story, phrases: &phrases })
            })
            .collect();
        parts.into_iter().flatten().collect()
    }

    /// Collects the names of all features that the lessons of `work` use.
    fn name(&self, names: &mut Features, work: impl Fn(&Exercise<'_, '_>, &mut Features)) {
        for gold in self.docs {
            let view = View::new(&gold.text);
            let scan = self.scan(gold, &view);
            let sentences = sentences(&view);
            let story = Story::new(&view, &scan, &sentences, &self.rules);
            let phrases = Phrases::new(&story, &self.rules.attribution);
            names.ids.clear();
            work(&Exercise { gold, fold: fold_of(gold), story: &story, phrases: &phrases }, names);
        }
    }

    fn learn_facets(&self, fitted: &mut Fitted, names: &mut Features) {
        let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
            let taught = |span| {
                let c = e.gold.claim_at(span)?;
                Some(Taught { role: c.role, direction: c.direction, modality: c.modality })
            };
            let published = e.gold.document().published;
            FacetReader::lessons(&self.rules, &e.story.scenes, published, taught, features)
                .into_iter()
                .map(|(model, choice)| (e.fold, model, Choice { group: e.group(), ..choice }))
                .collect::<Vec<_>>()
        };
        let lessons = self.over(|e| teach(e, &mut Features::new()));
        let settings = Settings {
            epochs: 10,
            rate: 0.1,
            decay: 0.001,
            start: 1.0,
            smallest: 0.06,
            least: 3,
            ..Settings::default()
        };
        // Few numbers are no facts: what tells them is pulled to zero harder.
        let decays = [0.001, 0.001, 0.005];
        for (n, model) in MODELS.into_iter().enumerate() {
            let fits = folded(|out| {
                let train = lessons.iter().filter(|(fold, m, _)| Some(*fold) != out && *m == n).map(|(_, _, c)| c);
                fit(train, Settings { decay: decays[n], ..settings })
            });
            fitted.insert(model, fits);
        }
        self.name(names, |e, features| {
            teach(e, features);
        });
    }

    /// Subject and metric, each for itself; the numbers before are as annotated, or as the models of an
    /// earlier round say.
    fn learn_phrases(&self, fitted: &mut Fitted, names: &mut Features, again: bool) {
        let readers = self.facet_readers(fitted);
        let models: Option<Vec<Attacher>> =
            again.then(|| (0..FOLDS).map(|n| self.models(fitted, n).attacher).collect());
        let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
            let mut past: Vec<Decided> = Vec::new();
            let mut desk = Desk::default();
            let outside = e.outside();
            let mut candidates = Vec::new();
            let mut out = Vec::new();
            let facets = e.facets(&readers);
            for target in e.story.targets() {
                let facets = &facets[target.scene][target.number - e.story.scenes[target.scene].first_number];
                let of_scene = |scene: usize| outside.get(scene).map_or(&[][..], Vec::as_slice);
                super::candidates::candidates(e.phrases, target, &past, of_scene, &mut candidates);
                let mut decided = (None, None);
                if let Some(claim) = e.claim(target) {
                    let setting = Setting::new(e.story, target, facets, &past);
                    let subject = gains(e.story, &candidates, claim.subject.as_deref());
                    let metric = gains(e.story, &candidates, claim.metric.as_deref());
                    decided = (best(&candidates, &subject), best(&candidates, &metric));
                    let mut choice = Choice { group: e.group(), ..Choice::default() };
                    for (candidate, gain) in candidates.iter().zip(subject) {
                        features.ids.clear();
                        setting.clues(candidate, features);
                        choice.push(&features.ids, gain, 0.0);
                    }
                    out.push(Lesson { choice, metric_gains: metric, fold: e.fold });
                }
                if let Some(models) = &models {
                    let a = models[e.fold].decide(e.story, e.phrases, (target, facets), &past, &mut desk);
                    decided = (a.subject, a.metric);
                }
                past.push(Decided::new(e.story, target, facets.role, decided));
            }
            out
        };
        let lessons = self.over(|e| teach(e, &mut Features::new()));
        let epochs = if again { 10 } else { 4 };
        let settings = Settings { epochs, rate: 0.05, decay: 0.001, start: 1.0, smallest: 0.02, least: 3, hidden: 0.3 };
        for (name, metric) in [("subject", false), ("metric", true)] {
            let fits = folded(|out| {
                let train = lessons.iter().filter(|l| Some(l.fold) != out);
                fit_gains(
                    train.map(|l| (&l.choice, if metric { &l.metric_gains[..] } else { &l.choice.gains[..] })),
                    settings,
                )
            });
            fitted.insert(name, fits);
        }
        if again {
            self.name(names, |e, features| {
                teach(e, features);
            });
        }
    }

    fn learn_pairs(&self, fitted: &mut Fitted, names: &mut Features) {
        let readers = self.facet_readers(fitted);
        let models: Vec<Attacher> = (0..FOLDS).map(|n| self.models(fitted, n).attacher).collect();
        let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
            let mut past: Vec<Decided> = Vec::new();
            let mut desk = Desk::default();
            let mut paired = Vec::new();
            let mut out = Vec::new();
            let facets = e.facets(&readers);
            for target in e.story.targets() {
                let facets = &facets[target.scene][target.number - e.story.scenes[target.scene].first_number];
                let a = models[e.fold].decide(e.story, e.phrases, (target, facets), &past, &mut desk);
                if let Some(claim) = e.claim(target) {
                    let setting = Setting::new(e.story, target, facets, &past);
                    let mut choice = Choice { group: e.group(), ..Choice::default() };
                    pairs(e.story, &desk.subjects, &desk.metrics, &mut paired);
                    for pair in &paired {
                        features.ids.clear();
                        setting.pair_clues(&pair.subject, &pair.metric, features);
                        choice.push(&features.ids, pair_gain(e.story, pair.subject, pair.metric, claim), pair.base);
                    }
                    out.push((e.fold, choice));
                }
                past.push(Decided::new(e.story, target, facets.role, (a.subject, a.metric)));
            }
            out
        };
        let lessons = self.over(|e| teach(e, &mut Features::new()));
        let settings = Settings {
            epochs: 8,
            rate: 0.01,
            decay: 0.002,
            start: 1.0,
            smallest: 0.02,
            least: 3,
            ..Settings::default()
        };
        let fits = folded(|out| fit(lessons.iter().filter(|l| Some(l.0) != out).map(|l| &l.1), settings));
        fitted.insert("pair", fits);
        self.name(names, |e, features| {
            teach(e, features);
        });
    }

    /// The models of a fold: as fitted, or as the rules have those that are not fitted anew.
    fn models(&self, fitted: &Fitted, n: usize) -> Models {
        Models::from_weights(|name| match fitted.get(name).and_then(|f| f.get(n)) {
            Some(weights) => Weights::new(weights.iter().map(|(&f, &w)| (f, w))),
            None if self.only.len() < Part::ALL.len() => stored(&self.rules.weights, name),
            None => Weights::new([]),
        })
    }

    fn facet_readers(&self, fitted: &Fitted) -> Vec<FacetReader> {
        (0..FOLDS).map(|n| FacetReader::with_weights(Arc::clone(&self.rules), self.models(fitted, n).facets)).collect()
    }

    fn learn_times(&self, fitted: &mut Fitted, names: &mut Features) {
        let readers: Vec<FacetReader> = (0..FOLDS)
            .map(|n| FacetReader::with_weights(Arc::clone(&self.rules), self.models(fitted, n).facets))
            .collect();
        for again in [false, true] {
            let models: Option<Vec<Weights>> = again.then(|| (0..FOLDS).map(|n| self.models(fitted, n).when).collect());
            let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
                let mut past: Vec<Dated> = Vec::new();
                let mut out = Vec::new();
                let facets = e.facets(&readers);
                for target in e.story.targets() {
                    let facets = &facets[target.scene][target.number - e.story.scenes[target.scene].first_number];
                    let mut time = None;
                    if let Some(claim) = e.claim(target) {
                        let want = claim.time.as_ref().and_then(|t| t.norm.as_deref());
                        let mut choice = Choice { group: e.group(), ..Choice::default() };
                        for candidate in when::candidates(e.story, target, &past) {
                            let right = when::norm_of(e.story, candidate) == want;
                            if right && time.is_none() {
                                time = candidate;
                            }
                            features.ids.clear();
                            when::clues(e.story, target, facets, &past, candidate, features);
                            choice.push(&features.ids, f32::from(right), 0.0);
                        }
                        out.push((e.fold, choice));
                    }
                    if let Some(models) = &models {
                        let quiet = &mut Features::new();
                        time = when::decide(&models[e.fold], e.story, target, facets, &past, quiet).0;
                    }
                    past.push(Dated { target, time });
                }
                out
            };
            let lessons = self.over(|e| teach(e, &mut Features::new()));
            let fits = folded(|out| fit(lessons.iter().filter(|l| Some(l.0) != out).map(|l| &l.1), SMALL));
            fitted.insert("time", fits);
            if again {
                self.name(names, |e, features| {
                    teach(e, features);
                });
            }
        }
    }

    /// Which phrase names the speaker, in the sentences where the annotation knows one; nobody, in those with numbers
    /// where it knows none.
    fn learn_speakers(&self, fitted: &mut Fitted, names: &mut Features) {
        let words = &self.rules.attribution;
        let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
            let mut known: Vec<Vec<char>> =
                e.gold.claims.iter().filter_map(|c| c.source.as_deref()).map(squash).collect();
            known.sort();
            known.dedup();
            let mut out = Vec::new();
            for scene in 0..e.story.scenes.len() {
                let mut choice = Choice { group: e.group(), ..Choice::default() };
                let mut any = false;
                for voice in speakers(e.story, words, scene) {
                    features.ids.clear();
                    speaker_clues(e.story, words, scene, Some(&voice), features);
                    let own = squash(e.story.view.original(e.story.span(voice.chunk)));
                    let f1 = known.iter().map(|k| alike(k, &own)).fold(0.0, f32::max);
                    any |= f1 > 0.0;
                    choice.push(&features.ids, if f1 > 0.999 { 1.0 } else { f1 * 0.3 }, 0.0);
                }
                features.ids.clear();
                speaker_clues(e.story, words, scene, None, features);
                let nobody = !any && e.story.counted.get(scene) == Some(&true);
                choice.push(&features.ids, f32::from(nobody), 0.0);
                out.push((e.fold, choice));
            }
            out
        };
        let lessons = self.over(|e| teach(e, &mut Features::new()));
        let fits = folded(|out| fit(lessons.iter().filter(|l| Some(l.0) != out).map(|l| &l.1), SPEAKER));
        fitted.insert("speaker", fits);
        self.name(names, |e, features| {
            teach(e, features);
        });
    }

    fn learn_sources(&self, fitted: &mut Fitted, names: &mut Features) {
        let words = &self.rules.attribution;
        for again in [false, true] {
            let models: Vec<Models> = (0..FOLDS).map(|n| self.models(fitted, n)).collect();
            let teach = |e: &Exercise<'_, '_>, features: &mut Features| {
                let model = &models[e.fold];
                let mut quiet = Features::new();
                let talk = Talk::new(e.story, words, &model.speaker, &mut quiet);
                let sources = Sources { story: e.story, words, talk: &talk };
                let mut past: Vec<Sourced> = Vec::new();
                let mut out = Vec::new();
                for target in e.story.targets() {
                    let mut voice = None;
                    if let Some(claim) = e.claim(target) {
                        let want = squash(claim.source.as_deref().unwrap_or(""));
                        let mut choice = Choice { group: e.group(), ..Choice::default() };
                        let mut top = 0.0;
                        sources.consider(target, &past, features, |candidate, ids| {
                            let text = candidate.map_or("", |v| e.story.view.original(e.story.span(v.chunk)));
                            let gain = alike(&squash(text), &want);
                            if gain > top {
                                (voice, top) = (candidate, gain);
                            }
                            choice.push(ids, gain, 0.0);
                        });
                        out.push((e.fold, choice));
                    }
                    if again {
                        voice = sources.decide(&model.source, target, &past, &mut quiet);
                    }
                    past.push(Sourced { target, voice });
                }
                out
            };
            let lessons = self.over(|e| teach(e, &mut Features::new()));
            let fits = folded(|out| fit(lessons.iter().filter(|l| Some(l.0) != out).map(|l| &l.1), SOURCE));
            fitted.insert("source", fits);
            if again {
                self.name(names, |e, features| {
                    teach(e, features);
                });
            }
        }
    }
}

/// For who speaks: bold, since most sentences of saying teach little.
const SPEAKER: Settings = Settings { rate: 0.1, ..SMALL };

/// For who a number comes from: slow, since the numbers of a text mostly come from one.
const SOURCE: Settings = Settings { rate: 0.02, ..SMALL };

/// For the models with few features.
const SMALL: Settings =
    Settings { epochs: 12, rate: 0.05, decay: 0.005, start: 1.0, smallest: 0.05, least: 3, hidden: 0.0 };

impl Exercise<'_, '_> {
    /// The group of the document, never 0.
    fn group(&self) -> u32 {
        word_hash(self.gold.group.as_deref().unwrap_or(&self.gold.doc)) as u32 | 1
    }

    /// The facets of all numbers by scene, as models say that were not fitted on the document.
    fn facets(&self, readers: &[FacetReader]) -> Vec<Vec<Facets>> {
        readers[self.fold].read(&self.story.scenes, self.gold.document().published)
    }

    /// For each scene all phrases that may be candidates for the numbers of other sentences.
    fn outside(&self) -> Vec<Vec<u32>> {
        let of_scene = |scene| {
            let all = self.phrases.of(scene).iter().zip(0..);
            all.filter(|(p, _)| carries(self.story, p)).map(|(_, n)| n).collect()
        };
        (0..self.story.scenes.len()).map(of_scene).collect()
    }

    fn claim(&self, target: Target) -> Option<&GoldClaim> {
        self.gold.claim_at(self.story.scan.numbers.get(target.number)?.quantity.span())
    }
}

/// The fold of a document, the same on every machine.
fn fold_of(gold: &Gold) -> usize {
    (word_hash(gold.group.as_deref().unwrap_or(&gold.doc)) % FOLDS as u64) as usize
}

/// One fit without each fold, and one with all.
fn folded(fit: impl Fn(Option<usize>) -> HashMap<u32, f32> + Sync) -> Vec<HashMap<u32, f32>> {
    (0..=FOLDS).into_par_iter().map(|n| fit((n < FOLDS).then_some(n))).collect()
}

fn gains(story: &Story<'_>, candidates: &[Candidate], gold: Option<&str>) -> Vec<f32> {
    let want = gold.map(squash);
    candidates
        .iter()
        .map(|c| match (&want, c.chunk()) {
            (None, None) => 1.0,
            (Some(want), Some(chunk)) => {
                let f1 = alike(&squash(story.view.original(story.span(chunk))), want);
                if f1 > 0.999 { 1.0 } else { f1 * 0.4 }
            }
            _ => 0.0,
        })
        .collect()
}

fn best(candidates: &[Candidate], gains: &[f32]) -> Option<Chunk> {
    let mut best = (None, 0.0);
    for (c, &g) in candidates.iter().zip(gains) {
        if g > best.1 {
            best = (c.chunk(), g);
        }
    }
    best.0
}

fn pair_gain(story: &Story<'_>, subject: Candidate, metric: Candidate, claim: &GoldClaim) -> f32 {
    let text = |c: Candidate| c.chunk().map_or("", |c| story.view.original(story.span(c)));
    let (s, m) = (text(subject), text(metric));
    let (gs, gm) = (claim.subject.as_deref().unwrap_or(""), claim.metric.as_deref().unwrap_or(""));
    let f = |a: &str, b: &str| alike(&squash(a), &squash(b));
    let about = f(&format!("{s}{m}"), &format!("{gs}{gm}"));
    let (fs, fm) = (f(s, gs), f(m, gm));
    let both = if fs > 0.0 && fm > 0.0 { (fs + fm) / 2.0 } else { 0.0 };
    0.4 * about * about + 0.6 * both * both
}
