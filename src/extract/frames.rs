//! Frames at work: which of them match a sentence, and what each says of its numbers.

use crate::model::{Direction, Modality, Role, Span};
use crate::quantity::Found;
use crate::rules::{Frame, Frames, Match, Reach, Shape};
use crate::text::{Line, Slot};

use super::Scene;

/// What one match of a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Place of the frame in [`Frames::list`].
    pub frame: usize,
    /// What it matched.
    pub span: Span,
    /// What it says of the numbers inside.
    pub votes: Vec<Vote>,
    /// What it means for the numbers after it.
    pub scope: Option<ScopeVote>,
}

/// What a frame says of one number. What it leaves open is None.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Place in [`Scene::numbers`].
    pub number: usize,
    /// Its role.
    pub role: Option<Role>,
    /// Its direction.
    pub direction: Option<Direction>,
    /// Its baseline.
    pub baseline: Option<Span>,
    /// Its modality.
    pub modality: Option<Modality>,
    /// Its subject.
    pub subject: Option<Span>,
    /// Its metric.
    pub metric: Option<Span>,
    /// Place of its time in [`Scene::periods`].
    pub time: Option<usize>,
    /// Place in [`Scene::numbers`] of the whole that it is a part of.
    pub whole: Option<usize>,
}

/// What a frame means for the numbers from `from` to `end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeVote {
    /// The first place that it reaches.
    pub from: usize,
    /// One past the last place that it reaches.
    pub end: usize,
    /// The baseline of the numbers there.
    pub baseline: Option<Span>,
    /// The modality of the numbers there.
    pub modality: Option<Modality>,
    /// Only numbers of these roles; all where empty.
    pub roles: Vec<Role>,
}

/// A sentence encoded for patterns.
pub struct Encoded {
    /// The line.
    pub line: Line,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Number(usize),
    Period(usize),
}

impl Encoded {
    /// Encodes the sentence of a scene; rejected numbers stay text.
    pub fn new(scene: &Scene<'_>) -> Self {
        let accepted = |found: &&Found| found.rejected.is_none();
        let mut items: Vec<(Span, Slot, Item)> = Vec::with_capacity(scene.numbers.len() + scene.periods.len());
        for (n, found) in scene.numbers.iter().enumerate().filter(|(_, f)| accepted(f)) {
            items.push((found.quantity.span(), Slot::Quantity(found.quantity.kind), Item::Number(n)));
        }
        for (n, period) in scene.periods.iter().enumerate() {
            items.push((period.span(), Slot::Period, Item::Period(n)));
        }
        items.sort_by_key(|(span, ..)| *span);
        let slots: Vec<_> = items.iter().map(|&(span, slot, _)| (span, slot)).collect();
        let line = Line::new(scene.view, scene.sentence.span, &slots);
        Encoded { line, items: items.into_iter().map(|(.., item)| item).collect() }
    }

    fn number(&self, item: usize) -> Option<usize> {
        match self.items.get(item)? {
            Item::Number(n) => Some(*n),
            Item::Period(_) => None,
        }
    }

    fn period(&self, item: usize) -> Option<usize> {
        match self.items.get(item)? {
            Item::Period(n) => Some(*n),
            Item::Number(_) => None,
        }
    }

    /// The numbers inside a stretch, by their places in [`Scene::numbers`].
    fn numbers_in(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        let bytes = self.line.byte_of(span.start)..self.line.byte_of(span.end);
        self.line.items_in(bytes).filter_map(|i| self.number(i))
    }
}

/// All matches of all frames in a sentence, in order of frame and place.
pub fn hits(frames: &Frames, scene: &Scene<'_>, encoded: &Encoded) -> Vec<Hit> {
    let mut out = Vec::new();
    for number in frames.filter.candidates(&encoded.line) {
        let Some(frame) = frames.list.get(number) else { continue };
        let mut excluded: Option<Vec<Span>> = None;
        for found in frame.pattern.find_iter(&encoded.line) {
            if let Some(unless) = &frame.unless {
                let spans = excluded.get_or_insert_with(|| unless.find_iter(&encoded.line).map(|m| m.span).collect());
                // In order of place and apart from each other, so that one look is enough.
                let next = spans.partition_point(|s| s.end <= found.span.start);
                if spans.get(next).is_some_and(|s| s.overlaps(found.span)) {
                    continue;
                }
            }
            out.push(read(number, frame, &found, scene, encoded));
        }
    }
    out
}

fn read(number: usize, frame: &Frame, found: &Match<'_>, scene: &Scene<'_>, encoded: &Encoded) -> Hit {
    let mut votes = Vec::new();
    for shape in &frame.claims {
        if let Some(slot) = &shape.slot {
            let n = found.item(slot.get_ref()).and_then(|item| encoded.number(item));
            votes.extend(n.map(|n| vote(n, shape, found, encoded)));
        }
        if let Some(span) = shape.each.as_ref().and_then(|each| found.group(each.get_ref())) {
            votes.extend(encoded.numbers_in(span).map(|n| vote(n, shape, found, encoded)));
        }
    }
    let scope = frame.scope.as_ref().map(|scope| ScopeVote {
        from: found.span.start,
        end: match scope.reach {
            Reach::Sentence => scene.sentence.span.end,
            Reach::Clause => scene
                .clauses
                .get(scene.clause_at(found.span.end.saturating_sub(1)))
                .map_or(scene.sentence.span.end, |c| c.end),
        },
        baseline: scope.baseline.as_ref().and_then(|g| found.group(g.get_ref())),
        modality: scope.modality,
        roles: scope.roles.clone(),
    });
    Hit { frame: number, span: found.span, votes, scope }
}

fn vote(number: usize, shape: &Shape, found: &Match<'_>, encoded: &Encoded) -> Vote {
    let group = |name: &Option<toml::Spanned<String>>| name.as_ref().and_then(|g| found.group(g.get_ref()));
    let item = |name: &Option<toml::Spanned<String>>| name.as_ref().and_then(|s| found.item(s.get_ref()));
    Vote {
        number,
        role: shape.role,
        direction: shape.direction_in(&found.groups),
        baseline: group(&shape.baseline),
        modality: shape.modality,
        subject: group(&shape.subject),
        metric: group(&shape.metric),
        time: item(&shape.time).and_then(|i| encoded.period(i)),
        whole: item(&shape.whole).and_then(|i| encoded.number(i)).filter(|w| *w != number),
    }
}
