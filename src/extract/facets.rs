//! The facets of every number: role, direction, baseline, modality. Frames say what they can; linear
//! models decide, with the frames' votes among their features.

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::{Direction, Modality, Role, Span};
use crate::quantity::Found;
use crate::rules::Rules;

use super::Scene;
use super::cues::{Cues, direction_cues, modality_cues, role_cues};
use super::fit::Choice;
use super::frames::{Encoded, Vote, hits};
use super::hints::{Hints, Ways};
use super::linear::{Atom, Features, Weights, softmax};

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
    pub role: Weights,
    /// `facets_direction`.
    pub direction: Weights,
    /// `facets_modality`.
    pub modality: Weights,
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
    ways: Ways,
}

impl FacetReader {
    /// A reader with given weights.
    pub fn with_weights(rules: Arc<Rules>, weights: FacetWeights) -> Self {
        FacetReader { ways: Ways::new(&rules), rules, weights }
    }

    /// The facets of every number of a text: for each of its sentences in order, aligned with
    /// [`Scene::numbers`]; a rejected number gets those of a bare level.
    pub fn read(&self, scenes: &[Scene<'_>], published: Option<Date>) -> Vec<Vec<Facets>> {
        let mut carried = None;
        scenes
            .iter()
            .map(|scene| {
                let facets = self.sentence(scene, published, carried);
                let told = |(f, found): (&Facets, &Found)| found.rejected.is_none().then(|| modality_name(f.modality));
                carried = facets.iter().zip(scene.numbers).rev().find_map(told).or(carried);
                facets
            })
            .collect()
    }

    fn sentence(&self, scene: &Scene<'_>, published: Option<Date>, carried: Option<&'static str>) -> Vec<Facets> {
        if scene.numbers.iter().all(|f| f.rejected.is_some()) {
            return scene.numbers.iter().map(|_| plain()).collect();
        }
        let hits = hits(&self.rules.frames, scene, &Encoded::new(scene));
        let hints = Hints::new(scene, &self.rules, &self.ways, &hits, carried, published);
        let mut roles: Vec<Option<Role>> = vec![None; scene.numbers.len()];
        let mut before = None;
        let mut features = Features::new();
        let mut out = Vec::with_capacity(scene.numbers.len());
        for (n, found) in scene.numbers.iter().enumerate() {
            if found.rejected.is_some() {
                out.push(plain());
                continue;
            }
            let cues = role_cues(scene, &hints, &roles, n);
            let (role, sure) = choose(&self.weights.role, &ROLES, &cues, &mut features);
            roles[n] = Some(role);
            let direction = match role {
                Role::Change | Role::From | Role::To => {
                    let cues = direction_cues(scene, &hints, role, n);
                    choose(&self.weights.direction, &DIRECTIONS, &cues, &mut features).0
                }
                _ => None,
            };
            let cues = modality_cues(scene, &hints, role, before, n);
            let modality = choose(&self.weights.modality, &MODALITIES, &cues, &mut features).0;
            before = Some(modality_name(modality));
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
        out
    }

    /// One choice a number and model from annotated numbers: `taught` is aligned with the numbers of
    /// the scenes. The place of a choice's model in [`MODELS`] comes first.
    pub fn lessons(
        rules: &Rules,
        scenes: &[Scene<'_>],
        published: Option<Date>,
        taught: impl Fn(Span) -> Option<Taught>,
        features: &mut Features,
    ) -> Vec<(usize, Choice)> {
        let ways = Ways::new(rules);
        let mut out = Vec::new();
        let mut carried = None;
        for scene in scenes.iter().filter(|s| s.numbers.iter().any(|f| f.rejected.is_none())) {
            let hits = hits(&rules.frames, scene, &Encoded::new(scene));
            let hints = Hints::new(scene, rules, &ways, &hits, carried, published);
            let mut roles: Vec<Option<Role>> = vec![None; scene.numbers.len()];
            let mut before = None;
            for (n, found) in scene.numbers.iter().enumerate().filter(|(_, f)| f.rejected.is_none()) {
                let Some(taught) = taught(found.quantity.span()) else { continue };
                out.push((0, lesson(&ROLES, taught.role, &role_cues(scene, &hints, &roles, n), features)));
                roles[n] = Some(taught.role);
                if matches!(taught.role, Role::Change | Role::From | Role::To) {
                    let cues = direction_cues(scene, &hints, taught.role, n);
                    out.push((1, lesson(&DIRECTIONS, taught.direction, &cues, features)));
                }
                let cues = modality_cues(scene, &hints, taught.role, before, n);
                out.push((2, lesson(&MODALITIES, taught.modality, &cues, features)));
                before = Some(modality_name(taught.modality));
                carried = before;
            }
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

/// The likeliest class and its probability.
fn choose<T: Copy, const N: usize>(
    weights: &Weights,
    classes: &[(T, &str); N],
    cues: &Cues<'_>,
    features: &mut Features,
) -> (T, f32) {
    let mut scores = [0f32; N];
    for (score, (_, name)) in scores.iter_mut().zip(classes) {
        features.ids.clear();
        cues.write(Atom::new(name), features);
        *score = weights.score(&features.ids);
    }
    softmax(&mut scores);
    let best = (1..N).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
    (classes[best].0, scores[best])
}

fn lesson<T: Copy + PartialEq>(classes: &[(T, &str)], right: T, cues: &Cues<'_>, features: &mut Features) -> Choice {
    let mut choice = Choice::default();
    for (class, name) in classes {
        features.ids.clear();
        cues.write(Atom::new(name), features);
        choice.push(&features.ids, f32::from(*class == right), 0.0);
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
