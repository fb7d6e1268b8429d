//! The flag that a repair is for, and what the checks say of a changed statement.

use std::collections::HashSet;

use crate::check::draft::Draft;
use crate::check::interval::{Range, ratio};
use crate::check::judged::Judged;
use crate::model::{Exact, Field, Message, Span, Verdict};

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

/// A check and the claims that it binds.
type Equation = (&'static str, Vec<String>);

/// A flag.
pub struct Target {
    pub check: &'static str,
    pub claims: Vec<String>,
    /// Its places in the article.
    pub spans: Vec<(Field, Span)>,
    /// Computed less stated, where both are given.
    pub gap: Option<Exact>,
    /// How large the gap may be with the two intervals still meeting, the numbers being as precise as they are.
    pub slack: Option<Exact>,
}

/// What the checks say of a window of the article, as it stands or with a change.
pub struct Trial {
    /// Whether the statement holds, with fewer flags than before.
    pub fits: bool,
    /// Equations that hold with the change and did not before; looked for only where it fits.
    pub gained: Vec<Equation>,
    /// Computed less stated, where both are given.
    pub gap: Option<Exact>,
    /// What is stated.
    pub stated: Option<Exact>,
    /// What the check says of the changed statement.
    pub note: Message,
}

/// What holds before any change.
pub struct Standing {
    flags: usize,
    holding: HashSet<Equation>,
}

impl Target {
    /// A flag of the article.
    pub fn of(draft: &Draft<'_, '_>) -> Self {
        Target {
            check: draft.check(),
            claims: draft.claims().into_iter().map(str::to_owned).collect(),
            spans: draft.spans(),
            gap: gap(draft),
            slack: slack(draft),
        }
    }

    /// Whether a flag is of this statement.
    pub fn is(&self, draft: &Draft<'_, '_>) -> bool {
        draft.verdict() == Verdict::Flag && draft.check() == self.check && {
            let claims = draft.claims();
            claims.len() == self.claims.len()
                && claims.iter().all(|c| self.has(c))
                && draft.spans().len() == self.spans.len()
        }
    }

    /// Whether a claim is one of its operands.
    pub fn has(&self, claim: &str) -> bool {
        self.claims.iter().any(|c| c == claim)
    }

    /// What is derived from the other operands, where there are several.
    pub fn derived(&self) -> Option<&str> {
        self.claims.last().map(String::as_str)
    }

    /// Whether another check's equation says more than this one.
    pub fn is_other(&self, check: &str) -> bool {
        family(check) != family(self.check) || check == "parts_sum_total"
    }

    /// What the checks say of a changed window: it must leave fewer flags than there were.
    pub fn trial(&self, standing: &Standing, judged: &Judged<'_, '_>) -> Trial {
        let drafts = judged.drafts();
        let still = drafts.iter().find(|d| self.is(d));
        let flags = drafts.iter().filter(|d| d.verdict() == Verdict::Flag).count();
        let passed = drafts.iter().find(|d| {
            d.verdict() == Verdict::Pass
                && family(d.check()) == family(self.check)
                && d.claims().into_iter().filter(|c| self.has(c)).count() * 2 >= self.claims.len()
        });
        let holds = SILENT.contains(&self.check) || passed.is_some();
        let fits = still.is_none() && flags < standing.flags && holds;
        let of = still.or(passed);
        let empty = || Message { zh: String::new(), en: String::new() };
        Trial {
            fits,
            gap: of.and_then(gap),
            stated: of.and_then(|d| middle(d.outcome.stated.as_ref())),
            gained: if fits {
                equations(judged).filter(|e| !standing.holding.contains(e)).collect()
            } else {
                Vec::new()
            },
            note: passed.filter(|_| fits).map_or_else(empty, |d| judged.message(d)),
        }
    }
}

impl Standing {
    /// What the checks say of a window as it stands.
    pub fn of(judged: &Judged<'_, '_>) -> Self {
        let flags = judged.drafts().iter().filter(|d| d.verdict() == Verdict::Flag).count();
        Standing { flags, holding: equations(judged).collect() }
    }
}

/// Claims that a pass of a check which few numbers pass speaks for.
pub fn confirmed<'a>(judged: &Judged<'_, 'a>) -> HashSet<&'a str> {
    let confirms = |d: &&Draft<'_, '_>| d.verdict() == Verdict::Pass && !ORDERS.contains(&d.check());
    judged.drafts().iter().filter(confirms).flat_map(Draft::claims).collect()
}

/// The equations that hold: those that few numbers pass.
fn equations(judged: &Judged<'_, '_>) -> impl Iterator<Item = Equation> {
    let firm = |d: &&Draft<'_, '_>| {
        let check = d.check();
        let open = matches!(check, "restated_conflict" | "enum_count")
            || check == "parts_sum_total" && d.outcome.formula.contains(['<', '≤']);
        d.verdict() == Verdict::Pass && !open && !ORDERS.contains(&check)
    };
    let equation = |d: &Draft<'_, '_>| (d.check(), d.claims().into_iter().map(str::to_owned).collect());
    judged.drafts().iter().filter(firm).map(equation)
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

fn gap(draft: &Draft<'_, '_>) -> Option<Exact> {
    Some(middle(draft.outcome.computed.as_ref())? - middle(draft.outcome.stated.as_ref())?)
}

fn slack(draft: &Draft<'_, '_>) -> Option<Exact> {
    let width = |r: &Range| Some(r.high()? - r.low()?);
    let both = width(draft.outcome.computed.as_ref()?)? + width(draft.outcome.stated.as_ref()?)?;
    Some(both / ratio(2, 1))
}

fn middle(range: Option<&Range>) -> Option<Exact> {
    let range = range?;
    Some((range.low()? + range.high()?) / ratio(2, 1))
}
