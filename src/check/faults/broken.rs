//! Whether a relation between numbers is broken, told from their values alone: a second opinion that
//! does not share the intervals of the checks.

use num_traits::Zero;

use crate::check::interval::ratio;
use crate::model::{Approx, Claim, Exact, Finding, Kind};

/// Whether the finding's relation, which holds for `values`, is clearly broken when the number at `index`
/// becomes `new`: off by a tenth of what is stated, or a quarter beside an approximator.
pub fn breaks(finding: &Finding, claims: &[&Claim], values: &[Exact], index: usize, new: &Exact) -> bool {
    if values.len() != claims.len() || values.get(index) == Some(new) {
        return false;
    }
    let mut changed = values.to_vec();
    if let Some(slot) = changed.get_mut(index) {
        *slot = new.clone();
    }
    let kinds: Vec<Kind> = claims.iter().map(|c| c.quantity.kind).collect();
    let vague = claims.iter().any(|c| c.quantity.approx != Approx::Exact || c.quantity.value_max.is_some());
    let give = if vague { ratio(1, 4) } else { ratio(1, 10) };
    // the same number twice in a text may well be two things; title and text are held to one another
    if finding.check == "restated_conflict" && claims.iter().all(|c| claims.first().is_some_and(|f| f.field == c.field))
    {
        return false;
    }
    match excess(finding, &changed, &kinds, &give) {
        Some(broken) => broken && excess(finding, values, &kinds, &give) == Some(false),
        None => false,
    }
}

/// Whether two values differ by more than a twentieth, so that an order between them can be wrong.
pub fn apart(values: &[Exact]) -> bool {
    matches!(values, [a, b] if (a - b).abs() > a.abs().max(b.abs()) * ratio(1, 20))
}

fn off(computed: &Exact, stated: &Exact, give: &Exact) -> bool {
    (computed - stated).abs() > stated.abs().max(computed.abs()) * give
}

fn sum(values: &[Exact]) -> Exact {
    values.iter().fold(Exact::zero(), |a, b| a + b)
}

/// Whether the relation of a finding is off by more than `give`; None for a check that is not judged here.
fn excess(finding: &Finding, v: &[Exact], kinds: &[Kind], give: &Exact) -> Option<bool> {
    let hundred = ratio(100, 1);
    let percent = |i: usize| {
        let value = v.get(i)?;
        Some(if kinds.get(i) == Some(&Kind::Fraction) { value * &hundred } else { value.clone() })
    };
    let div = |a: &Exact, b: &Exact| if b.is_zero() { None } else { Some(a / b) };
    let falls = finding.formula.contains('<') || finding.formula.contains('≤');
    Some(match (finding.check.as_str(), v) {
        ("share_of_total" | "share_approx" | "fraction_word", [base, part, _]) => {
            off(&(div(part, base)? * &hundred), &percent(2)?, give)
        }
        ("change_pct", [a, b, _]) => off(&((div(b, a)? - ratio(1, 1)) * &hundred).abs(), &percent(2)?.abs(), give),
        ("pp_diff" | "change_amount" | "comparison_diff", [a, b, d]) => off(&(b - a).abs(), &d.abs(), give),
        ("base_recover", [level, d, _]) => {
            let up = div(d, &(level - d))? * &hundred;
            let down = div(d, &(level + d))? * &hundred;
            off(&up, &percent(2)?.abs(), give) && off(&down, &percent(2)?.abs(), give)
        }
        ("growth_times", [a, b, n]) => off(&(div(b, a)? - ratio(1, 1)), n, give) && off(&div(b, a)?, n, give),
        ("times_ratio", [a, b, n]) => off(&div(a, b)?, n, give),
        ("change_direction" | "comparison_order", [a, b]) => {
            let gap = (a - b).abs() > a.abs().max(b.abs()) * give;
            gap && if falls { a > b } else { a < b }
        }
        ("subset_le_total", [whole, part]) => *part > whole * (ratio(1, 1) + give),
        ("parts_sum_total", [total, parts @ ..]) => {
            let equal = !finding.formula.contains(['<', '≤', '>']);
            let all = sum(parts);
            if equal { off(&all, total, give) } else { all > total * (ratio(1, 1) + give) }
        }
        ("parts_pct_100", shares) => sum(shares) > hundred * (ratio(1, 1) + give),
        ("remainder", [whole, rest @ ..]) => off(whole, &sum(rest), give),
        ("complement_100", [p, q]) => off(&(p + q), &hundred, &ratio(2, 100)),
        ("enum_count", [n]) => {
            let told: Exact = finding.computed.as_ref()?.lower?.to_rational();
            finding.formula.starts_with(&format!("{} =", told.to_integer())) && *n != told
        }
        ("average_total", [total, n, mean]) => off(&div(total, n)?, mean, give),
        ("difference_identity", [a, b, d]) => off(&(a - b).abs(), &d.abs(), give),
        ("rate_times_quantity", [a, b, t]) => off(&(a * b), t, give),
        ("restated_conflict", [a, b]) => off(a, b, give),
        ("share_out_of_range", [p]) => *p > hundred,
        _ => return None,
    })
}
