//! From a mention to the quantity that the other rooms see.

use rust_decimal::Decimal;

use crate::model::{BaseValue, Kind, Number, Quantity, Span};
use crate::rules::Halo;
use crate::text::View;

use super::attach::shown_unit;
use super::core::{Form, UnitText};
use super::interval::allowed;
use super::mention::Mention;

/// Builds the quantity; `home` gives the currency of a bare 元.
pub(super) fn quantity(view: &View<'_>, mention: &Mention, halo: &Halo, home: impl FnOnce() -> String) -> Quantity {
    let core = &mention.core;
    let words = |from: usize, to: usize| view.original(Span::new(from, to));
    let needs_home = matches!(core.unit, UnitText::PlainMoney) || mention.dollar;
    let home = if needs_home { home() } else { String::new() };
    let mut unit = match &core.unit {
        UnitText::None => None,
        UnitText::Unit(unit, from, to) => {
            let surface = words(*from, *to);
            let split = |c: char| matches!(c, '多' | '半' | '来' | '來');
            Some(if surface.contains(split) {
                shown_unit(unit, &surface.replace(split, ""))
            } else {
                shown_unit(unit, surface)
            })
        }
        UnitText::Money(_) if mention.dollar && home != "CNY" => Some(home.clone()),
        UnitText::Money(code) => Some(code.to_string()),
        UnitText::PlainMoney => Some(home.clone()),
        UnitText::Count(from, to) => Some(words(*from, *to).to_owned()),
        UnitText::Word(word) => word.unit.clone(),
    };
    if core.form == Form::Big {
        unit = None;
    }
    let per = mention.per.map(|(from, to)| words(from, to));
    if let (Some(unit), Some(per)) = (&mut unit, per) {
        *unit = format!("{unit}/{per}");
    }
    if let (Some(unit), Some(per)) = (&mut unit, &mention.per_money) {
        *unit = format!("{unit}/{per}");
    }
    let allowed = allowed(mention, halo);
    let base = base(mention, unit.as_deref(), &allowed);
    Quantity {
        start: mention.start,
        end: mention.end,
        text: words(mention.start, mention.end).to_owned(),
        kind: core.kind,
        value: core.value,
        value_max: core.max.filter(|_| !(core.few && core.tail.is_some())),
        unit,
        approx: mention.approx,
        lower: allowed.lower,
        upper: allowed.upper,
        lower_open: allowed.lower_open,
        upper_open: allowed.upper_open,
        hard: allowed.hard,
        step: Number::Decimal(core.step),
        base,
        readings: mention.readings.clone(),
    }
}

/// The quantity in its dimension's base unit.
fn base(mention: &Mention, unit: Option<&str>, allowed: &super::interval::Allowed) -> Option<BaseValue> {
    let core = &mention.core;
    let (factor, name) = match (&core.unit, core.kind) {
        (_, Kind::Fraction | Kind::Multiple | Kind::Ratio) => (Number::Decimal(Decimal::ONE), "1".to_owned()),
        (UnitText::Unit(u, ..), Kind::Percent | Kind::Point) if u.dimension != "pip" => {
            let share = if u.kind == Kind::Percent { Number::Decimal(Decimal::new(1, 2)) } else { u.factor };
            (share, "1".to_owned())
        }
        (UnitText::Word(_), Kind::Percent) => (Number::Decimal(Decimal::new(1, 2)), "1".to_owned()),
        (UnitText::Unit(u, ..), _) if mention.per.is_none() => (u.factor, u.base.clone()),
        (UnitText::Unit(..), _) => return None,
        (_, Kind::Rank | Kind::Score) => return None,
        _ => (Number::Decimal(Decimal::ONE), unit.unwrap_or("1").to_owned()),
    };
    let by = |n: Number| -> Option<Decimal> {
        let product = match (n, factor) {
            (Number::Decimal(n), Number::Decimal(f)) if f == Decimal::ONE => n,
            (Number::Decimal(n), Number::Decimal(f)) => n.checked_mul(f)?,
            (n, Number::Ratio(a, b)) => n.to_decimal().checked_mul(a.into())?.checked_div(b.into())?,
            (n, f) => n.to_decimal().checked_mul(f.to_decimal())?,
        };
        Some(if product.scale() > 12 { product.round_dp(12) } else { product }.normalize())
    };
    let bound = |n: Option<Number>| match n {
        Some(n) => by(n).map(Some),
        None => Some(None),
    };
    Some(BaseValue { value: by(core.value)?, lower: bound(allowed.lower)?, upper: bound(allowed.upper)?, unit: name })
}
