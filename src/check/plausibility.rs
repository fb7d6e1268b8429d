//! Identities of one account: exports − imports, births − deaths, income − spending, goals.

use super::amount::Figure;
use super::change::figure;
use super::interval::ratio;
use super::report::{Report, Way};
use super::scene::Hit;
use super::shares::same_unit;

/// `identity.*`: a − b is the stated difference, in the direction that its name says.
pub fn identity<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b), Some(stated)) = (hit.figure("a"), hit.figure("b"), hit.figure("d")) else { return };
    let money = |f: &Figure<'a>| f.claim.quantity.unit.clone();
    if a.kind() != b.kind() || a.kind() != stated.kind() {
        return;
    }
    if !same_unit(a, b) || !(same_unit(a, stated) || money(a) == money(stated)) {
        return;
    }
    let negative = report.has("check_negative_balance", hit.words("word"));
    if report.has("check_balance_foreign", hit.match_words()) {
        return;
    }
    let difference = a.amount.sub(&b.amount);
    let (amount, formula) = if negative {
        (difference.scale(&ratio(-1, 1)), format!("{} − {}", figure(b), figure(a)))
    } else {
        (difference, format!("{} − {}", figure(a), figure(b)))
    };
    let way = Way { operands: vec![a, b], amount, formula };
    report.judge("difference_identity", stated, &stated.amount, vec![way], &[]);
}
