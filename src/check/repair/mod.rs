//! Repairs: the smallest changes of one number, unit, word or date that would make a flagged statement
//! hold. Each is tried by the checks themselves on the sentences of the flag, so that a repair of any
//! check is one that this check passes.

pub(super) mod edits;
mod likelihood;
mod target;
mod vary;
mod weighing;
mod window;
mod wording;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Claim, Field, FieldSpan, Message, Repair, RepairReason, Span, Verdict};

use super::Checker;
use super::draft::Draft;
use super::judged::Judged;
use super::scene::Scene;
use target::{Standing, Target, Trial};
use window::{Edit, Window};

/// Flags of one article that get repairs; an article with more has other troubles.
const MOST_FLAGS: usize = 24;
/// Operands that are varied.
const MOST_OPERANDS: usize = 10;
/// Repairs that are kept.
const KEPT: usize = 6;

/// Characters on either side that a flag may lean on.
const AROUND: usize = 260;

/// How much less likely each further repair of one place is.
const AGAIN: f64 = 0.8;

/// The repairs of each flag, with the place of the flag among the findings.
pub fn of_flags(checker: &Checker, scene: &Scene<'_>, judged: &Judged<'_, '_>) -> Vec<(usize, Vec<Repair>)> {
    let flags = judged.drafts().iter().enumerate().filter(|(_, d)| d.verdict() == Verdict::Flag);
    let flags: Vec<(usize, &Draft<'_, '_>)> = flags.take(MOST_FLAGS).collect();
    if flags.is_empty() {
        return Vec::new();
    }
    let confirmed = target::confirmed(judged);
    let search = |draft| Search::new(checker, scene, draft, &confirmed);
    flags.into_iter().filter_map(|(at, draft)| Some((at, search(draft)?.run()))).collect()
}

/// The search for the repairs of one flag.
struct Search<'c, 's, 'a> {
    checker: &'c Checker,
    scene: &'s Scene<'a>,
    window: Window,
    target: Target,
    /// What the checks say of the window as it stands.
    standing: Standing,
    confirmed: &'c HashSet<&'a str>,
    /// The fields that are written in Traditional characters.
    traditional: Vec<Field>,
    found: BTreeMap<(Field, Span, String), (f64, Repair)>,
}

impl<'c, 's, 'a> Search<'c, 's, 'a> {
    fn new(
        checker: &'c Checker,
        scene: &'s Scene<'a>,
        draft: &Draft<'_, '_>,
        confirmed: &'c HashSet<&'a str>,
    ) -> Option<Self> {
        let flag = Target::of(draft);
        // a flag that leans on the statements around it needs them too
        let (window, (standing, found)) = [0, AROUND].into_iter().find_map(|around| {
            let window = Window::of(scene, &flag.spans, around)?;
            let found = window.as_it_stands(checker, |judged| {
                let found = judged.drafts().iter().find(|d| flag.is(d))?;
                Some((Standing::of(judged), Target::of(found)))
            })?;
            Some((window, found))
        })?;
        // in the window it may be held against less than in the article
        let target = Target { spans: flag.spans, ..found };
        let pairs = checker.rules.words.get("repair_traditional").unwrap_or_default();
        let marks: Vec<char> = pairs.iter().filter_map(|p| p.chars().last()).collect();
        let traditional =
            [Field::Title, Field::Text].into_iter().filter(|f| scene.text(*f).contains(marks.as_slice())).collect();
        Some(Search { checker, scene, window, target, standing, confirmed, traditional, found: BTreeMap::new() })
    }

    fn run(mut self) -> Vec<Repair> {
        let operands: Vec<Claim> =
            self.window.claims().iter().filter(|c| self.target.has(&c.id)).take(MOST_OPERANDS).cloned().collect();
        for claim in &operands {
            self.vary(claim);
        }
        self.words(&operands);
        for (field, span) in self.target.spans.clone() {
            let number = operands.iter().any(|c| self.window.outward(c.field, c.quantity.span()) == Some(span));
            if !number {
                self.date(field, span);
            }
        }
        let mut found: Vec<(f64, Repair)> = self.found.into_values().collect();
        found.sort_by(|a, b| {
            a.0.total_cmp(&b.0).then_with(|| a.1.span.cmp(&b.1.span)).then_with(|| a.1.to.cmp(&b.1.to))
        });
        // one repair a place comes before a second one of the same place
        let mut seen: HashMap<(Field, usize), u8> = HashMap::new();
        for (cost, repair) in &mut found {
            let before = seen.entry((repair.span.field, repair.span.start)).or_default();
            *cost += AGAIN * f64::from(*before);
            *before = before.saturating_add(1);
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut kept: Vec<Repair> = Vec::new();
        for (_, repair) in found {
            let most = if repair.reason == RepairReason::DigitDropped { 1 } else { 3 };
            let alike = kept.iter().filter(|k| k.span == repair.span && k.reason == repair.reason).count();
            if alike < most && kept.len() < KEPT {
                kept.push(repair);
            }
        }
        kept
    }

    /// Tries a change of an operand; keeps it where the statement then holds.
    fn try_edit(&mut self, claim: &Claim, mention: Span, edit: Edit, reason: RepairReason) -> bool {
        let Some(trial) = self.trial(&edit, reason == RepairReason::Unit).filter(|t| t.fits) else { return false };
        let cost = self.cost(claim, mention, &edit, reason, &trial);
        self.keep(mention, &edit, reason, cost, trial.note);
        true
    }

    fn keep(&mut self, mention: Span, edit: &Edit, reason: RepairReason, cost: f64, note: Message) {
        let Some((from, to)) = self.wording(mention, edit) else { return };
        let Some(span) = self.window.outward(edit.field, mention) else { return };
        if from == to {
            return;
        }
        let doc = self.scene.document.id.clone();
        let place = FieldSpan { doc, field: edit.field, start: span.start, end: span.end };
        let key = (edit.field, span, to.clone());
        let better = self.found.get(&key).is_none_or(|(old, _)| cost < *old);
        if better {
            self.found.insert(key, (cost, Repair { span: place, from, to, reason, note }));
        }
    }

    /// A mention as it stands and as it would stand, in the words of the article.
    fn wording(&self, mention: Span, edit: &Edit) -> Option<(String, String)> {
        let span = self.window.outward(edit.field, mention)?;
        let original: Vec<char> = self.scene.original(edit.field, span).chars().collect();
        let (start, end) = (edit.span.start.checked_sub(mention.start)?, edit.span.end.checked_sub(mention.start)?);
        let before = original.get(..start)?.iter().collect::<String>();
        let after = original.get(end..)?.iter().collect::<String>();
        let to: String = edit.to.chars().map(|c| self.in_script(edit.field, c)).collect();
        Some((original.iter().collect(), format!("{before}{to}{after}")))
    }

    /// A character as the article writes it: 萬 for 万 in Traditional characters.
    fn in_script(&self, field: Field, c: char) -> char {
        if !self.traditional.contains(&field) {
            return c;
        }
        let pairs = self.checker.rules.words.get("repair_traditional").unwrap_or_default();
        let other = pairs.iter().find_map(|p| p.strip_prefix(c)?.strip_prefix('/')?.chars().next());
        other.unwrap_or(c)
    }

    /// What the checks say of a change; None where the changed number or time is none any more.
    fn trial(&self, edit: &Edit, may_change_kind: bool) -> Option<Trial> {
        self.window.with(self.checker, edit, may_change_kind, |judged| self.target.trial(&self.standing, judged))
    }
}
