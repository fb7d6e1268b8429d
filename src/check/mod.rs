//! Claims → findings. One file a family of checks; the intervals, the report and the scene that they
//! share. What a check is called, says and allows is data in `rules/checks/`, the patterns that find
//! its operands are in `rules/relations/`.

mod across;
mod amount;
mod change;
mod comparison;
mod copied;
mod coverage;
mod draft;
mod enumeration;
pub mod faults;
mod growth;
pub mod interval;
mod judged;
mod notes;
mod ordinals;
mod outcome;
mod parts;
mod percents;
mod plausibility;
mod ratios;
mod repair;
mod repetition;
mod report;
mod scene;
mod shares;
mod shown;
mod subsets;
pub mod table;
mod tally;
mod time;
mod units;
mod wording;

use std::sync::Arc;

use crate::extract::Extraction;
use crate::model::{Document, Field, Finding, Span};
use crate::quantity::{PeriodReader, Reader};
use crate::rules::Rules;

pub use across::{Across, Sheet};
pub use tally::{Tally, strongest};

use judged::Judged;
use report::Report;
use scene::{Hit, Scene};

/// Checks documents. Built once from rules; `Send + Sync`; pure.
pub struct Checker {
    rules: Arc<Rules>,
    periods: PeriodReader,
    reader: Reader,
}

impl Checker {
    /// Compiles the checks' texts and limits.
    pub fn new(rules: Arc<Rules>) -> Self {
        Checker { periods: PeriodReader::new(&rules), reader: Reader::new(&rules), rules }
    }

    /// Every finding inside one document, in order of place, passes and unchecked included; each
    /// number that no check could use has an `unchecked` one with its reason.
    pub fn check(&self, document: &Document, extraction: &Extraction) -> Vec<Finding> {
        let scene = Scene::new(document, extraction, &self.rules.quantity.halo);
        let judged = self.judge(&scene);
        let repairs = repair::of_flags(self, &scene, &judged);
        let mut findings = judged.findings();
        for (at, repairs) in repairs {
            if let Some(finding) = findings.get_mut(at) {
                finding.repairs = repairs;
            }
        }
        findings
    }

    /// What every check says, not yet in words.
    fn judge<'s, 'a>(&'s self, scene: &'s Scene<'a>) -> Judged<'s, 'a> {
        let mut report = Report::new(scene, &self.rules);
        for (index, sentence) in scene.sentences.iter().enumerate().filter(|(_, s)| !s.line.encoded().is_empty()) {
            for relation in self.rules.checks.candidates(&sentence.line) {
                let Some(check) = relation_check(&relation.kind) else { continue };
                for found in relation.find_iter(&sentence.line) {
                    check(&mut report, &Hit { scene, sentence, index, found: &found });
                }
            }
        }
        shares::settle(&mut report);
        parts::listed(&mut report);
        parts::of_shares(&mut report);
        percents::together(&mut report);
        ordinals::labelled(&mut report);
        comparison::ranks(&mut report);
        comparison::ranges(&mut report);
        repetition::title_and_text(&mut report);
        repetition::restated(&mut report);
        copied::near_misses(&mut report);
        wording::approximators(&mut report);
        notes::wording(&mut report);
        notes::stale_year(&mut report);
        notes::nested(&mut report);
        notes::mixed_dates(&mut report);
        time::calendar(&mut report, &self.periods);
        coverage::unchecked(&mut report);
        report.finish()
    }
}

impl Checker {
    /// Every place where a relation between numbers is found, as (kind, field, stretch), whatever its
    /// check makes of it: for the examples of the rule files, and for whoever writes a rule.
    pub fn relations(&self, document: &Document, extraction: &Extraction) -> Vec<(&str, Field, Span)> {
        let scene = Scene::new(document, extraction, &self.rules.quantity.halo);
        let mut out = Vec::new();
        for sentence in &scene.sentences {
            for relation in self.rules.checks.candidates(&sentence.line) {
                let places =
                    relation.find_iter(&sentence.line).map(|m| (relation.kind.as_str(), sentence.field, m.span));
                out.extend(places);
            }
        }
        out
    }
}

/// What is done where a relation is found.
type RelationCheck = for<'h, 's, 'a> fn(&mut Report<'s, 'a>, &Hit<'h, 's, 'a>);

/// The check that a relation of a kind is for.
fn relation_check(kind: &str) -> Option<RelationCheck> {
    Some(match kind {
        "change.from_to" | "change.to_from" | "change.years" => change::pair,
        "change.by_amount" => change::base_recover,
        "change.grow_by" => change::grow_by,
        "change.fall_times" => change::fall_times,
        "change.fall_percent" => change::fall_percent,
        "share.tie" | "share.tie_of" | "share.tie_whole" | "share.bracket" => shares::share,
        "share.rate" => shares::rate,
        "share.fraction_word" => shares::fraction_word,
        "share.subset" | "share.subset_loose" => subsets::subset,
        "share.remainder" => subsets::remainder,
        "share.complement" => ratios::complement,
        "share.of_all" => ratios::out_of_range,
        "share.people_percent" => ratios::granularity,
        "share.ratio" => ratios::colon,
        "share.times" => ratios::times,
        "compare.order" => comparison::order,
        "compare.order_next" => comparison::order,
        "compare.diff" => comparison::diff,
        "compare.record" => comparison::record,
        "compare.range_extreme" => comparison::range_extreme,
        "compare.mean_bounds" => comparison::mean_bounds,
        "compare.average" => comparison::average,
        "note.missing_base" => notes::missing_base,
        "compare.crossover" => notes::crossover,
        "list.after" | "list.before" => enumeration::listed,
        "list.of" => enumeration::pair,
        "unit.same" => units::same,
        "unit.rate" => units::product,
        "unit.speed" => units::speed,
        "time.duration" => time::duration,
        "time.age" => time::age,
        "time.order" | "time.before_after" => time::order,
        "time.span_member" => time::member,
        "time.cumulative" => time::cumulative,
        "identity.trade" | "identity.births" | "identity.budget" | "identity.goals" => plausibility::identity,
        _ => return None,
    })
}
