//! The findings of one article once every check has spoken: each once, in order of place, and put into words
//! only when asked for.

use std::collections::HashMap;

use crate::model::{Field, FieldSpan, Finding, Message, Span, Verdict};
use crate::rules::Rules;

use super::draft::Draft;
use super::outcome::{Names, Places, digest};
use super::scene::Scene;

/// The findings of one article, not yet in words.
pub struct Judged<'s, 'a> {
    scene: &'s Scene<'a>,
    rules: &'s Rules,
    drafts: Vec<Draft<'s, 'a>>,
}

impl<'s, 'a> Judged<'s, 'a> {
    /// Those of checks that are turned on, in order of place, none twice: of two on the same operands by the same check
    /// the better one stays, a flag last of all.
    pub fn new(scene: &'s Scene<'a>, rules: &'s Rules, drafts: Vec<Draft<'s, 'a>>) -> Self {
        let place = |draft: Draft<'s, 'a>| {
            let mut spans = draft.spans();
            spans.sort_unstable();
            (spans, draft)
        };
        let mut placed: Vec<_> = drafts.into_iter().filter(|d| d.is_on(rules)).map(place).collect();
        placed.sort_by(|(a, x), (b, y)| {
            let (x, y) = ((x.check(), rank(x.verdict())), (y.check(), rank(y.verdict())));
            a.cmp(b).then_with(|| x.cmp(&y))
        });
        placed.dedup_by(|(b, y), (a, x)| a == b && x.check() == y.check());
        Judged { scene, rules, drafts: placed.into_iter().map(|(_, draft)| draft).collect() }
    }

    /// Each in turn.
    pub fn drafts(&self) -> &[Draft<'s, 'a>] {
        &self.drafts
    }

    /// What one of them says to people.
    pub fn message(&self, draft: &Draft<'_, '_>) -> Message {
        draft.outcome.in_words(&quoted(self.scene, &draft.spans()), self.rules)
    }

    /// All of them in words.
    pub fn findings(self) -> Vec<Finding> {
        let Judged { scene, rules, drafts } = self;
        let mut occurrences = HashMap::new();
        drafts.into_iter().map(|draft| finding(scene, rules, draft, &mut occurrences)).collect()
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Note => 1,
        Verdict::Flag => 2,
        Verdict::Unchecked => 3,
    }
}

/// The words of some places without blanks.
fn quoted(scene: &Scene<'_>, spans: &[(Field, Span)]) -> Vec<String> {
    let words = spans.iter().map(|&(field, span)| scene.words(field, span));
    words.map(|w| w.split_whitespace().collect()).collect()
}

/// One finding. `occurrences` counts those with the same check and words: their fingerprints differ by it, and by
/// nothing that an edit elsewhere in the article changes.
fn finding(
    scene: &Scene<'_>,
    rules: &Rules,
    draft: Draft<'_, '_>,
    occurrences: &mut HashMap<String, usize>,
) -> Finding {
    let spans = draft.spans();
    let claims = draft.claims().into_iter().map(str::to_owned).collect();
    let quoted = quoted(scene, &spans);
    let operands = format!("{}|{}", draft.check(), quoted.join("|"));
    let fingerprint = match occurrences.get_mut(&operands) {
        Some(before) => {
            *before += 1;
            digest(&format!("{operands}|{before}"))
        }
        None => {
            let fingerprint = digest(&format!("{operands}|0"));
            occurrences.insert(operands, 0);
            fingerprint
        }
    };
    let id = digest(&format!("{}|{fingerprint}|{spans:?}|{}", scene.document.hash, rules.version));
    let doc = &scene.document.id;
    let places = spans.iter().map(|&(field, s)| FieldSpan { doc: doc.clone(), field, start: s.start, end: s.end });
    let places = Places { docs: vec![doc.clone()], claims, spans: places.collect(), quoted };
    draft.outcome.finding(places, Names { fingerprint, id }, rules)
}
