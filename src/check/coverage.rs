//! Every number gets a verdict: what no check could use is unchecked, with the reason.

use crate::model::{Claim, Kind, Modality, Role, Verdict};

use super::report::{Draft, Report};

/// Adds an `unchecked` finding for each number that no finding names.
pub fn unchecked(report: &mut Report<'_, '_>) {
    let used = report.claims_used();
    let scene = report.scene();
    for figure in scene.figures.iter().filter(|f| !used.contains(f.claim.id.as_str())) {
        let reason = reason(figure.claim);
        report.push(
            Draft::new("coverage", Verdict::Unchecked)
                .figures([figure])
                .reason(reason)
                .message(reason)
                .word("said", figure.text()),
        );
    }
}

/// Why a number could not be held against another: a key of the messages of `coverage`.
fn reason(claim: &Claim) -> &'static str {
    if matches!(claim.modality, Modality::Forecast | Modality::Target | Modality::Hypothetical) {
        return "not_yet";
    }
    match (claim.quantity.kind, claim.role) {
        (Kind::Rank, _) => "no_ranking",
        (Kind::Point, _) | (_, Role::Change) => "no_levels",
        (Kind::Multiple, _) | (_, Role::Compare) => "no_operands",
        (Kind::Percent | Kind::Fraction, _) => "no_base",
        _ => "no_second",
    }
}
