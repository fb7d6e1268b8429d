//! Repairs: the smallest changes of one number, unit, word or date that would make a flagged statement
//! hold. Each is tried by the checks themselves on the sentences of the flag, so that a repair of any
//! check is one that this check passes.

pub(super) mod edits;
mod likelihood;
mod window;
mod wording;

use std::collections::{BTreeMap, HashMap, HashSet};

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::model::{Bounds, Claim, Field, FieldSpan, Finding, Kind, Number, Repair, RepairReason, Span, Verdict};

use super::Checker;
use super::interval::{nearest, ratio};
use super::scene::Scene;
use edits::{Run, chinese, distance, likeliest, nearest_to, padded, scaled_by_word, scales, turned, units, value};
use likelihood::{blind, first_digit, likelihood, magnitude, ten_to};
use window::{Edit, Window};

/// Flags of one article that get repairs; an article with more has other troubles.
const MOST_FLAGS: usize = 24;
/// Operands that are varied.
const MOST_OPERANDS: usize = 10;
/// Repairs that are kept.
const KEPT: usize = 6;
/// Digit strings that are tried for one operand.
const NEAR: usize = 14;
/// The same where it is not known what the number should be.
const BLIND: usize = 40;

/// Characters on either side that a flag may lean on.
const AROUND: usize = 260;

/// How much less likely each further repair of one place is.
const AGAIN: f64 = 0.8;

/// Checks that say nothing of what is right.
const SILENT: [&str; 6] =
    ["date_valid", "approx_contradict", "approx_redundant", "range_order", "decrease_by_times", "decrease_over_100pct"];

/// Checks that many numbers pass, so that one which does is not confirmed by it.
const ORDERS: [&str; 8] = [
    "change_direction",
    "comparison_order",
    "subset_le_total",
    "parts_pct_100",
    "share_out_of_range",
    "rank_order",
    "range_member",
    "pct_granularity",
];

/// Gives each flag its repairs.
pub fn add(checker: &Checker, scene: &Scene<'_>, findings: &mut [Finding]) {
    if !findings.iter().any(|f| f.verdict == Verdict::Flag) {
        return;
    }
    let confirms = |f: &&Finding| f.verdict == Verdict::Pass && !ORDERS.contains(&f.check.as_str());
    let confirmed: HashSet<String> = findings.iter().filter(confirms).flat_map(|f| f.claims.iter().cloned()).collect();
    let flags = findings.iter_mut().filter(|f| f.verdict == Verdict::Flag);
    for finding in flags.take(MOST_FLAGS) {
        if let Some(search) = Search::new(checker, scene, finding, &confirmed) {
            finding.repairs = search.run();
        }
    }
}

/// The search for the repairs of one flag.
struct Search<'c, 's, 'a> {
    checker: &'c Checker,
    scene: &'s Scene<'a>,
    window: Window,
    finding: Finding,
    /// Flags of the window as it stands.
    flags: usize,
    /// The equations that hold in the window as it stands.
    holding: HashSet<Equation>,
    confirmed: &'c HashSet<String>,
    /// The fields that are written in Traditional characters.
    traditional: Vec<Field>,
    found: BTreeMap<(Field, Span, String), (f64, Repair)>,
}

/// A check and the claims that it binds.
type Equation = (String, Vec<String>);

/// What the checks say of a change.
struct Trial {
    fits: bool,
    /// Equations that hold with the change and did not before.
    gained: HashSet<Equation>,
    /// Computed less stated, where both are given.
    gap: Option<BigRational>,
    /// What is stated.
    stated: Option<BigRational>,
    note: crate::model::Message,
}

impl<'c, 's, 'a> Search<'c, 's, 'a> {
    fn new(
        checker: &'c Checker,
        scene: &'s Scene<'a>,
        finding: &Finding,
        confirmed: &'c HashSet<String>,
    ) -> Option<Self> {
        // a flag that leans on the statements around it needs them too
        let (window, standing) = [0, AROUND].into_iter().find_map(|around| {
            let window = Window::of(scene, &finding.spans, around)?;
            let standing = window.as_it_stands(checker);
            standing.iter().any(|f| f.verdict == Verdict::Flag && like(f, finding)).then_some((window, standing))
        })?;
        let flags = standing.iter().filter(|f| f.verdict == Verdict::Flag).count();
        let holding = equations(&standing);
        let target = standing.into_iter().find(|f| f.verdict == Verdict::Flag && like(f, finding))?;
        let finding = Finding { spans: finding.spans.clone(), ..target };
        let pairs = checker.rules.words.get("repair_traditional").unwrap_or_default();
        let marks: Vec<char> = pairs.iter().filter_map(|p| p.chars().last()).collect();
        let traditional =
            [Field::Title, Field::Text].into_iter().filter(|f| scene.text(*f).contains(marks.as_slice())).collect();
        Some(Search { checker, scene, window, finding, flags, holding, confirmed, traditional, found: BTreeMap::new() })
    }

    fn run(mut self) -> Vec<Repair> {
        let operands: Vec<Claim> = self
            .window
            .claims()
            .iter()
            .filter(|c| self.finding.claims.contains(&c.id))
            .take(MOST_OPERANDS)
            .cloned()
            .collect();
        for claim in &operands {
            self.vary(claim);
        }
        self.words(&operands);
        for span in self.finding.spans.clone() {
            let number = operands
                .iter()
                .any(|c| self.window.outward(c.field, c.quantity.span()) == Some(Span::new(span.start, span.end)));
            if !number {
                self.date(&span);
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

    /// Tries another number in place of an operand.
    fn vary(&mut self, claim: &Claim) {
        let field = claim.field;
        let chars = self.window.chars(field);
        let mention = claim.quantity.span();
        for run in Run::all(&chars, mention) {
            let wanted = self.wanted(field, &run);
            let slips = run.slips();
            let tried = match &wanted {
                Some(wanted) => nearest_to(slips, wanted, NEAR),
                None => likeliest(slips, BLIND),
            };
            // nobody counts 4.8 people
            let whole = claim.quantity.kind == Kind::Count && run.places() == 0 && !scaled_by_word(&chars, &run);
            for (to, reason) in tried {
                if whole && to.contains('.') {
                    continue;
                }
                self.try_edit(claim, mention, Edit { field, span: run.span, to: run.write(&to) }, reason);
            }
            if let Some(wanted) = &wanted {
                // one place more than the number is written with, where none would not do
                for places in [run.places(), run.places() + 1] {
                    let Some(to) = nearest(wanted, places).map(|n| n.to_string()) else { continue };
                    let to = run.write(&padded(to, run.places()));
                    if self.try_edit(claim, mention, Edit { field, span: run.span, to }, RepairReason::Recomputed) {
                        break;
                    }
                }
            }
            let scaled = matches!(claim.quantity.kind, Kind::Count | Kind::Money | Kind::Measure)
                && !claim.quantity.value.is_zero()
                && (gap(&self.finding).is_some() || self.out_of_scale(claim));
            for (span, to) in scales(&chars, &run, mention.end).into_iter().filter(|_| scaled) {
                self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Scale);
            }
        }
        if let Some((span, to)) = turned(&chars, mention).filter(|_| self.finding.check == "range_order") {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Swap);
        }
        for (span, to) in chinese(&chars, mention) {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Digit);
        }
        let units = if unit_matters(&self.finding.check) { units(&chars, mention) } else { Vec::new() };
        for (span, to) in units {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Unit);
        }
        self.nearby(claim, mention);
    }

    /// What a digit string would have to be, by the secant through two trials: exact for sums and
    /// differences, near enough after a few steps for quotients.
    fn wanted(&self, field: Field, run: &Run) -> Option<BigRational> {
        let start = run.value().filter(|v| !v.is_zero())?;
        let (mut x0, mut g0) = (start.clone(), gap(&self.finding)?);
        let mut x1 = &start * ratio(6, 5);
        for _ in 0..5 {
            let to = nearest(&x1, run.places() + 3)?;
            let trial = self.trial(&Edit { field, span: run.span, to: to.to_string() }, false)?;
            let g1 = trial.gap?;
            x1 = to.to_rational();
            let close = trial.stated.as_ref().is_some_and(|s| g1.abs() * ratio(2000, 1) <= s.abs());
            if close {
                return Some(x1);
            }
            let slope = &g1 - &g0;
            if slope.is_zero() {
                return None;
            }
            let next = &x1 - &g1 * (&x1 - &x0) / slope;
            (x0, g0) = (x1, g1);
            // the search runs on few digits, not on ever longer ratios
            x1 = nearest(&next, run.places() + 4)?.to_rational();
            if !x1.is_positive() || x1 > &start * ratio(100_000, 1) {
                return None;
            }
        }
        Some(x1)
    }

    /// Numbers of the same kind in the same sentences: one may have been written for another.
    fn nearby(&mut self, claim: &Claim, mention: Span) {
        let others: Vec<String> = self
            .window
            .claims()
            .iter()
            .filter(|c| c.quantity.kind == claim.quantity.kind && c.quantity.unit == claim.quantity.unit)
            .filter(|c| c.quantity.approx == claim.quantity.approx)
            .filter(|c| c.quantity.value != claim.quantity.value && !self.finding.claims.contains(&c.id))
            .map(|c| c.quantity.text.clone())
            .take(4)
            .collect();
        for to in others {
            self.try_edit(claim, mention, Edit { field: claim.field, span: mention, to }, RepairReason::Nearby);
        }
    }

    /// Tries a change of an operand; keeps it where the statement then holds.
    fn try_edit(&mut self, claim: &Claim, mention: Span, edit: Edit, reason: RepairReason) -> bool {
        let Some(trial) = self.trial(&edit, reason == RepairReason::Unit).filter(|t| t.fits) else { return false };
        let closeness = match (&trial.gap, &trial.stated) {
            (Some(gap), Some(stated)) if !stated.is_zero() => distance(&(stated + gap), stated).min(0.25) * 4.0,
            // where any number on one side would do, a small change is likelier than a large one
            _ => {
                0.4 * self.shift(&edit, reason)
                    + 0.8 * first_digit(&self.window.chars(edit.field), &edit)
                    + blind(reason)
            }
        };
        let confirmed = if self.confirmed.contains(&claim.id) { 0.5 } else { 0.0 };
        let known = reason != RepairReason::Nearby && self.known_elsewhere(claim, mention, &edit);
        let known = if known { -0.4 } else { 0.0 };
        let double = if self.doubles(mention, &edit) { 1.0 } else { 0.0 };
        // what is derived is wrong a little more often than what it is derived from
        let derived = if self.finding.claims.last() == Some(&claim.id) { -0.1 } else { 0.0 };
        // what makes another statement hold as well is likely the number that stood there
        let other = |check: &String| family(check) != family(&self.finding.check) || check == "parts_sum_total";
        let gained = trial.gained.iter().any(|(check, claims)| other(check) && claims.contains(&claim.id));
        let gained = if gained { 0.6 } else { 0.0 };
        let scale = if self.out_of_scale(claim) { self.scale_cost(claim, &edit, reason) } else { 0.0 };
        let cost =
            likelihood(reason, &self.finding.check) + closeness + confirmed + known + double + derived + scale - gained;
        self.keep(mention, &edit, reason, cost, trial.note);
        true
    }

    /// Whether a number is fifty times another of the statement, or a fiftieth of it.
    fn out_of_scale(&self, claim: &Claim) -> bool {
        let value = claim.quantity.value.to_rational().abs();
        let others = self.window.claims().iter().filter(|c| c.id != claim.id && self.finding.claims.contains(&c.id));
        others
            .map(|c| c.quantity.value.to_rational().abs())
            .any(|o| o > &value * ratio(50, 1) || value > &o * ratio(50, 1))
    }

    /// Where numbers are many powers of ten apart, a scale word is the likeliest slip, most of all one that brings
    /// them together, and a word of direction the least likely.
    fn scale_cost(&self, claim: &Claim, to: &Edit, reason: RepairReason) -> f64 {
        match reason {
            RepairReason::Scale => {
                let factor = ten_to(&to.to) - ten_to(&self.cut(to));
                let value = magnitude(&claim.quantity.value.to_rational());
                let others =
                    self.window.claims().iter().filter(|c| c.id != claim.id && self.finding.claims.contains(&c.id));
                let nearest = others.map(|c| (magnitude(&c.quantity.value.to_rational()) - value - factor).abs()).min();
                f64::from(nearest.unwrap_or(0)) * 0.1 - 0.7
            }
            RepairReason::Direction => 0.5,
            _ => 0.0,
        }
    }

    /// What an edit replaces.
    fn cut(&self, edit: &Edit) -> String {
        self.window.chars(edit.field).get(edit.span.start..edit.span.end).unwrap_or_default().iter().collect()
    }

    /// How far a change moves a number: 0 to 1.
    fn shift(&self, edit: &Edit, reason: RepairReason) -> f64 {
        let chars = self.window.chars(edit.field);
        let old: String = chars.get(edit.span.start..edit.span.end).unwrap_or_default().iter().collect();
        match (value(&old.replace(',', "")), value(&edit.to.replace(',', ""))) {
            (Some(a), Some(b)) => distance(&a, &b),
            _ if matches!(reason, RepairReason::Digit | RepairReason::Scale) => 0.4,
            _ => 0.0,
        }
    }

    /// Whether the number becomes the same as another one of the statement: that would hold, and say nothing.
    fn doubles(&self, mention: Span, edit: &Edit) -> bool {
        let Some((_, to)) = self.wording(mention, edit) else { return false };
        self.window.claims().iter().any(|c| self.finding.claims.contains(&c.id) && c.quantity.text == to)
    }

    /// Whether the new wording of a mention stands elsewhere in the article.
    fn known_elsewhere(&self, claim: &Claim, mention: Span, edit: &Edit) -> bool {
        let Some((_, to)) = self.wording(mention, edit) else { return false };
        self.scene.figures.iter().any(|f| f.claim.id != claim.id && f.claim.quantity.text == to)
    }

    fn keep(&mut self, mention: Span, edit: &Edit, reason: RepairReason, cost: f64, note: crate::model::Message) {
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

    /// What the checks say of a change: it must leave fewer flags than there were.
    fn trial(&self, edit: &Edit, may_change_kind: bool) -> Option<Trial> {
        let findings = self.window.with(self.checker, edit, may_change_kind)?;
        let still = findings.iter().find(|f| f.verdict == Verdict::Flag && like(f, &self.finding));
        let flags = findings.iter().filter(|f| f.verdict == Verdict::Flag).count();
        let silent = SILENT.contains(&self.finding.check.as_str());
        let passed = findings.iter().find(|f| {
            matches!(f.verdict, Verdict::Pass)
                && family(&f.check) == family(&self.finding.check)
                && f.claims.iter().filter(|c| self.finding.claims.contains(c)).count() * 2 >= self.finding.claims.len()
        });
        let fits = still.is_none() && flags < self.flags && (silent || passed.is_some());
        let of = still.or(passed);
        Some(Trial {
            fits,
            gap: of.and_then(gap),
            stated: of.and_then(|f| middle(f.stated.as_ref())),
            gained: equations(&findings).difference(&self.holding).cloned().collect(),
            note: passed.map_or(crate::model::Message { zh: String::new(), en: String::new() }, |f| f.message.clone()),
        })
    }
}

/// The equations among findings that hold: those that few numbers pass.
fn equations(findings: &[Finding]) -> HashSet<Equation> {
    let firm = |f: &&Finding| {
        let check = f.check.as_str();
        let open = matches!(check, "restated_conflict" | "enum_count")
            || check == "parts_sum_total" && f.formula.contains(['<', '≤']);
        f.verdict == Verdict::Pass && !open && !ORDERS.contains(&check)
    };
    findings.iter().filter(firm).map(|f| (f.check.clone(), f.claims.clone())).collect()
}

/// Checks whose statement may hold with another unit.
fn unit_matters(check: &str) -> bool {
    matches!(check, "pp_unit" | "pp_diff" | "change_pct" | "unit_conversion" | "rate_times_quantity")
}

/// Whether two findings are of one statement.
fn like(a: &Finding, b: &Finding) -> bool {
    let within = |x: &Finding, y: &Finding| x.claims.iter().all(|c| y.claims.contains(c));
    a.check == b.check && within(a, b) && within(b, a) && a.spans.len() == b.spans.len()
}

/// Checks that take one another's place when a unit or an approximator changes.
fn family(check: &str) -> &str {
    match check {
        "share_approx" | "share_of_total" | "fraction_word" => "share",
        "pp_unit" | "pp_diff" | "change_pct" => "change",
        "growth_times" | "fan_doubling" => "times",
        "magnitude_slip" | "restated_conflict" => "restated",
        other => other,
    }
}

fn gap(finding: &Finding) -> Option<BigRational> {
    Some(middle(finding.computed.as_ref())? - middle(finding.stated.as_ref())?)
}

fn middle(bounds: Option<&Bounds>) -> Option<BigRational> {
    let bounds = bounds?;
    Some((bounds.lower.map(Number::to_rational)? + bounds.upper.map(Number::to_rational)?) / ratio(2, 1))
}
