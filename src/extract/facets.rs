//! The facets of every number: role, direction, baseline, modality. Frames say what they can; linear
//! models decide, with the frames' votes among their features.

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::{Direction, Modality, Role, Span};
use crate::rules::Rules;

use super::Scene;
use super::classes::{Classes, of_class};
use super::cues::{direction_cues, modality_cues, role_cues};
use super::fit::Choice;
use super::frames::{Encoded, Hit, Vote, hits};
use super::hints::{Earlier, Hints, Lookup};
use super::linear::{Features, softmax};

/// What a number does in its statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Facets {
    /// Its role.
    pub role: Role,
    /// For `change`, `from`, `to`.
    pub direction: Option<Direction>,
    /// What a change or comparison is against.
    pub baseline: Option<Span>,
    /// Whether it is stated as a fact.
    pub modality: Modality,
    /// Id of the frame that agrees with the role, or of the model that decided it alone.
    pub rule: Arc<str>,
    /// Probability of the role, 0 to 1.
    pub confidence: f64,
    /// The subject, where a frame knows it.
    pub subject: Option<Span>,
    /// The metric, where a frame knows it.
    pub metric: Option<Span>,
    /// The time, where a frame knows it: place in [`Scene::periods`].
    pub time: Option<usize>,
    /// The whole that it is a part of, where a frame knows it: place in [`Scene::numbers`].
    pub whole: Option<usize>,
}

/// What the gold says of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taught {
    /// Its role.
    pub role: Role,
    /// Its direction.
    pub direction: Option<Direction>,
    /// Its modality.
    pub modality: Modality,
}

/// The weights of the three models.
#[derive(Debug, Clone)]
pub struct FacetWeights {
    /// `facets_role`.
    pub role: Classes<8>,
    /// `facets_direction`.
    pub direction: Classes<3>,
    /// `facets_modality`.
    pub modality: Classes<5>,
}

/// Names of the models, as in `rules/weights/`, in the order of [`FacetReader::lessons`].
pub const MODELS: [&str; 3] = ["facets_role", "facets_direction", "facets_modality"];

const ROLES: [(Role, &str); 8] = [
    (Role::Level, "level"),
    (Role::Change, "change"),
    (Role::From, "from"),
    (Role::To, "to"),
    (Role::Rank, "rank"),
    (Role::Compare, "compare"),
    (Role::Part, "part"),
    (Role::Whole, "whole"),
];
const DIRECTIONS: [(Option<Direction>, &str); 3] =
    [(Some(Direction::Up), "up"), (Some(Direction::Down), "down"), (None, "none")];
const MODALITIES: [(Modality, &str); 5] = [
    (Modality::Actual, "actual"),
    (Modality::Forecast, "forecast"),
    (Modality::Target, "target"),
    (Modality::Hypothetical, "hypothetical"),
    (Modality::Denied, "denied"),
];

/// By how much the likeliest other modality may fall short of `actual` and still be taken: of the few numbers that
/// are no facts, more are found than are wrongly taken for one.
const LEAN: f32 = 0.6;

/// The names of the classes of one of [`MODELS`]; none for another model.
pub(super) fn classes_of(model: &str) -> Vec<&'static str> {
    match MODELS.iter().position(|m| *m == model) {
        Some(0) => ROLES.iter().map(|(_, n)| *n).collect(),
        Some(1) => DIRECTIONS.iter().map(|(_, n)| *n).collect(),
        Some(2) => MODALITIES.iter().map(|(_, n)| *n).collect(),
        _ => Vec::new(),
    }
}

/// The name of a role in features.
pub(super) fn role_name(role: Role) -> &'static str {
    ROLES.iter().find(|(r, _)| *r == role).map_or("level", |(_, n)| n)
}

fn modality_name(modality: Modality) -> &'static str {
    MODALITIES.iter().find(|(m, _)| *m == modality).map_or("actual", |(_, n)| n)
}

/// Reads facets. Built once; `Send + Sync`.
pub struct FacetReader {
    rules: Arc<Rules>,
    weights: FacetWeights,
    lookup: Lookup,
}

/// What the sentences read so far say of the next one.
#[derive(Default)]
struct Memory {
    modality: [Option<&'static str>; 2],
    lead: Vec<usize>,
    previous: Vec<usize>,
}

impl Memory {
    /// Hints for a scene. The numbers of one without claims say nothing, but its words do.
    fn hints<'s>(
        &'s self,
        (rules, lookup): (&'s Rules, &Lookup),
        scenes: &'s [Scene<'s>],
        at: usize,
        hits: &'s [Hit],
        published: Option<Date>,
    ) -> Hints<'s> {
        let next = |n: Option<usize>| n.and_then(|n| scenes.get(n));
        let earlier = Earlier {
            modality: self.modality,
            lead: &self.lead,
            previous: &self.previous,
            scenes: [next(at.checked_sub(1)), next(at.checked_add(1))],
        };
        Hints::new(&scenes[at], rules, lookup, hits, earlier, published)
    }

    /// Keeps what a scene said.
    fn keep(&mut self, first: bool, hits: &[Hit], modality: [Option<&'static str>; 2]) {
        self.modality = modality;
        self.previous.clear();
        for hit in hits.iter().filter(|h| h.scope.as_ref().is_some_and(|s| s.modality.is_some())) {
            if !self.previous.contains(&hit.frame) {
                self.previous.push(hit.frame);
            }
        }
        if first {
            self.lead.clone_from(&self.previous);
        }
    }
}

impl FacetReader {
    /// A reader with given weights.
    pub fn with_weights(rules: Arc<Rules>, weights: FacetWeights) -> Self {
        FacetReader { lookup: Lookup::new(&rules), rules, weights }
    }

    /// The facets of every number of a text: for each of its sentences in order, aligned with
    /// [`Scene::numbers`]; a rejected number gets those of a bare level.
    pub fn read(&self, scenes: &[Scene<'_>], published: Option<Date>) -> Vec<Vec<Facets>> {
        let mut memory = Memory::default();
        let mut features = Features::new();
        (0..scenes.len()).map(|at| self.sentence(scenes, at, published, &mut memory, &mut features)).collect()
    }

    fn sentence(
        &self,
        scenes: &[Scene<'_>],
        at: usize,
        published: Option<Date>,
        memory: &mut Memory,
        features: &mut Features,
    ) -> Vec<Facets> {
        let scene = &scenes[at];
        if scene.numbers.iter().all(|f| f.rejected.is_some()) {
            return scene.numbers.iter().map(|_| plain()).collect();
        }
        let hits = hits(&self.rules.frames, scene, &Encoded::new(scene));
        let hints = memory.hints((&self.rules, &self.lookup), scenes, at, &hits, published);
        let mut roles: Vec<Option<Role>> = vec![None; scene.numbers.len()];
        let mut before = hints.earlier.modality;
        let mut out = Vec::with_capacity(scene.numbers.len());
        for (n, found) in scene.numbers.iter().enumerate() {
            if found.rejected.is_some() {
                out.push(plain());
                continue;
            }
            features.ids.clear();
            role_cues(scene, &hints, &roles, n, features);
            let (role, sure) = choose(&self.weights.role, &ROLES, features, 0.0);
            roles[n] = Some(role);
            let direction = match role {
                Role::Change | Role::From | Role::To => {
                    features.ids.clear();
                    direction_cues(scene, &hints, role, n, features);
                    choose(&self.weights.direction, &DIRECTIONS, features, 0.0).0
                }
                _ => None,
            };
            features.ids.clear();
            modality_cues(scene, &hints, role, before, n, features);
            let modality = choose(&self.weights.modality, &MODALITIES, features, LEAN).0;
            before = [Some(modality_name(modality)), before[0]];
            let votes = votes(&hints, n, role);
            let first = |pick: fn(&Vote) -> Option<Span>| votes.iter().find_map(|(_, v)| pick(v));
            let rule = votes.iter().find(|(_, v)| v.role.is_some());
            out.push(Facets {
                role,
                direction,
                baseline: first(|v| v.baseline).or_else(|| scoped_baseline(&hints, scene, role, n)),
                modality,
                rule: rule.map_or_else(|| MODELS[0].into(), |(id, _)| Arc::clone(id)),
                confidence: f64::from(sure),
                subject: first(|v| v.subject),
                metric: first(|v| v.metric),
                time: votes.iter().find_map(|(_, v)| v.time),
                whole: votes.iter().find_map(|(_, v)| v.whole),
            });
        }
        memory.keep(at == 0, &hits, before);
        out
    }

    /// One choice a number and model from annotated numbers: `taught` tells what is annotated at a place. The place
    /// of a choice's model in [`MODELS`] comes first.
    pub fn lessons(
        rules: &Rules,
        scenes: &[Scene<'_>],
        published: Option<Date>,
        taught: impl Fn(Span) -> Option<Taught>,
        features: &mut Features,
    ) -> Vec<(usize, Choice)> {
        let lookup = Lookup::new(rules);
        let mut out = Vec::new();
        let mut memory = Memory::default();
        for (at, scene) in scenes.iter().enumerate() {
            if scene.numbers.iter().all(|f| f.rejected.is_some()) {
                continue;
            }
            let hits = hits(&rules.frames, scene, &Encoded::new(scene));
            let hints = memory.hints((rules, &lookup), scenes, at, &hits, published);
            let mut roles: Vec<Option<Role>> = vec![None; scene.numbers.len()];
            let mut before = hints.earlier.modality;
            for (n, found) in scene.numbers.iter().enumerate().filter(|(_, f)| f.rejected.is_none()) {
                let Some(taught) = taught(found.quantity.span()) else { continue };
                features.ids.clear();
                role_cues(scene, &hints, &roles, n, features);
                out.push((0, lesson(&ROLES, taught.role, features)));
                roles[n] = Some(taught.role);
                if matches!(taught.role, Role::Change | Role::From | Role::To) {
                    features.ids.clear();
                    direction_cues(scene, &hints, taught.role, n, features);
                    out.push((1, lesson(&DIRECTIONS, taught.direction, features)));
                }
                features.ids.clear();
                modality_cues(scene, &hints, taught.role, before, n, features);
                out.push((2, lesson(&MODALITIES, taught.modality, features)));
                before = [Some(modality_name(taught.modality)), before[0]];
            }
            memory.keep(at == 0, &hits, before);
        }
        out
    }
}

/// The facets of a number of which nothing is known.
fn plain() -> Facets {
    Facets {
        role: Role::Level,
        direction: None,
        baseline: None,
        modality: Modality::Actual,
        rule: MODELS[0].into(),
        confidence: 0.0,
        subject: None,
        metric: None,
        time: None,
        whole: None,
    }
}

/// The likeliest class and its probability; the first class has to lead by `lean`.
fn choose<T: Copy, const N: usize>(
    weights: &Classes<N>,
    classes: &[(T, &str); N],
    features: &Features,
    lean: f32,
) -> (T, f32) {
    let mut scores = weights.scores(&features.ids);
    scores[0] -= lean;
    softmax(&mut scores);
    let best = (1..N).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
    (classes[best].0, scores[best])
}

/// The choice among all classes with the features at hand.
fn lesson<T: Copy + PartialEq>(classes: &[(T, &str)], right: T, features: &mut Features) -> Choice {
    let mut choice = Choice::default();
    for (place, (class, _)) in classes.iter().enumerate() {
        features.name_class(place);
        let ids: Vec<u32> = features.ids.iter().map(|&id| of_class(id, place)).collect();
        choice.push(&ids, f32::from(*class == right), 0.0);
    }
    choice
}

/// The votes for a number that do not speak against its role, the weightiest first.
fn votes<'s>(hints: &Hints<'s>, n: usize, role: Role) -> Vec<(&'s Arc<str>, &'s Vote)> {
    let mut out: Vec<_> = hints
        .votes_for(n)
        .filter(|(_, v)| v.role.is_none_or(|r| r == role))
        .filter_map(|(h, v)| Some((hints.rules.frames.list.get(h.frame)?, h, v)))
        .collect();
    out.sort_by_key(|(frame, h, v)| (v.role.is_none(), -frame.priority, std::cmp::Reverse(h.span.len())));
    out.into_iter().map(|(frame, _, v)| (&frame.id, v)).collect()
}

/// The baseline that the nearest scope before a number gives to numbers of its role.
fn scoped_baseline(hints: &Hints<'_>, scene: &Scene<'_>, role: Role, n: usize) -> Option<Span> {
    let at = scene.numbers.get(n)?.quantity.start;
    hints
        .scopes_before(at)
        .filter_map(|h| h.scope.as_ref())
        .filter(|s| at < s.end && (s.roles.is_empty() || s.roles.contains(&role)))
        .find_map(|s| s.baseline)
}
