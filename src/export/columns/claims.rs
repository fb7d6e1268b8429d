//! The columns of claims. `docs/claims.md` says what the fields mean.

use crate::model::{Claim, Mention, Number};

use super::Get::{Bool, Date, Decimal, Float, Int, Text};
use super::{Column, borrowed, column, name, text, written};

/// Claims, one a row.
pub static CLAIM: [Column<Claim>; 56] = [
    column("id", Text(|c| borrowed(&c.id)), false, "the same for the same document, place and wording"),
    column("doc", Text(|c| borrowed(&c.doc.id)), false, "id of the article"),
    column("title", Text(|c| text(&c.doc.title)), true, "title of the article"),
    column("publisher", Text(|c| text(&c.doc.publisher)), true, "who printed it"),
    column("url", Text(|c| text(&c.doc.url)), true, "its address"),
    column("published", Date(|c| c.doc.published), true, "its day of publication"),
    column("field", Text(|c| name(c.field)), false, "what offsets count in: title or text"),
    column("sentence", Text(|c| borrowed(&c.sentence.text)), false, "the sentence of the number"),
    column("sentence_start", Int(|c| Some(c.sentence.start)), false, ""),
    column("sentence_end", Int(|c| Some(c.sentence.end)), false, ""),
    column("quantity", Text(|c| borrowed(&c.quantity.text)), false, "the number with its unit, literally"),
    column("start", Int(|c| Some(c.quantity.start)), false, "first code point of the number"),
    column("end", Int(|c| Some(c.quantity.end)), false, "one past its last"),
    column("kind", Text(|c| name(c.quantity.kind)), false, "percent, money, count, …"),
    column("value", Decimal(|c| Some(c.quantity.value)), true, "the value, scale words folded in"),
    column("value_max", Decimal(|c| c.quantity.value_max), true, "upper end of a range"),
    column("value_text", Text(|c| written(c.quantity.value)), false, "the value exactly: 29, 1/3, 3:1"),
    column("unit", Text(|c| text(&c.quantity.unit)), true, "%, 百分点, 倍, an ISO 4217 code, a measure word"),
    column("approx", Text(|c| name(c.quantity.approx)), false, "exact, about, near, over, …"),
    column("lower", Decimal(|c| c.quantity.lower), true, "the interval that the wording allows"),
    column("upper", Decimal(|c| c.quantity.upper), true, ""),
    column("lower_open", Bool(|c| c.quantity.lower_open), false, "whether the end itself is excluded"),
    column("upper_open", Bool(|c| c.quantity.upper_open), false, ""),
    column("step", Decimal(|c| Some(c.quantity.step)), true, "place value of the last written digit"),
    column("base_value", Decimal(|c| base(c).map(|b| b.value.into())), true, "in the base unit of its dimension"),
    column("base_lower", Decimal(|c| base(c).and_then(|b| b.lower).map(Number::from)), true, ""),
    column("base_upper", Decimal(|c| base(c).and_then(|b| b.upper).map(Number::from)), true, ""),
    column("base_unit", Text(|c| base(c).and_then(|b| borrowed(&b.unit))), true, "m, kg, s, CNY, 1, 人, …"),
    column("subject", Text(|c| c.subject.as_ref().and_then(|s| borrowed(&s.text))), true, "whose number it is"),
    column("subject_start", Int(|c| c.subject.as_ref().map(|s| s.start)), true, ""),
    column("subject_end", Int(|c| c.subject.as_ref().map(|s| s.end)), true, ""),
    column("entity", Text(|c| c.subject.as_ref().and_then(|s| text(&s.entity))), true, "what its aliases fold to"),
    column("metric", Text(|c| c.metric.as_ref().and_then(|m| borrowed(&m.text))), true, "what is measured"),
    column("metric_start", Int(|c| c.metric.as_ref().map(|m| m.start)), true, ""),
    column("metric_end", Int(|c| c.metric.as_ref().map(|m| m.end)), true, ""),
    column("metric_id", Text(|c| c.metric.as_ref().and_then(|m| text(&m.id))), true, "what its aliases fold to"),
    column("time", Text(|c| c.time.as_ref().and_then(|t| borrowed(&t.text))), true, "the period as written"),
    column("time_start", Int(|c| c.time.as_ref().map(|t| t.start)), true, ""),
    column("time_end", Int(|c| c.time.as_ref().map(|t| t.end)), true, ""),
    column("period", Text(|c| c.time.as_ref().and_then(|t| text(&t.norm))), true, "2024, 2024-Q1, 2024-10, …"),
    column("period_from", Date(|c| c.time.as_ref().and_then(|t| t.from)), true, "its first day"),
    column("period_to", Date(|c| c.time.as_ref().and_then(|t| t.to)), true, "its last day"),
    column("role", Text(|c| name(c.role)), false, "level, change, from, to, rank, compare, part, whole"),
    column("direction", Text(|c| c.direction.and_then(name)), true, "up or down"),
    column("baseline", Text(|c| words(&c.baseline)), true, "what a change or comparison is against"),
    column("baseline_start", Int(|c| c.baseline.as_ref().map(|m| m.start)), true, ""),
    column("baseline_end", Int(|c| c.baseline.as_ref().map(|m| m.end)), true, ""),
    column("source", Text(|c| words(&c.source)), true, "who is quoted for it"),
    column("source_start", Int(|c| c.source.as_ref().map(|m| m.start)), true, ""),
    column("source_end", Int(|c| c.source.as_ref().map(|m| m.end)), true, ""),
    column("modality", Text(|c| name(c.modality)), false, "actual, forecast, target, hypothetical, denied"),
    column("rule", Text(|c| borrowed(&c.rule)), false, "what decided"),
    column("score", Float(|c| c.score), false, "how sure it was, 0 to 1"),
    column("hard_lower", Decimal(|c| c.quantity.hard.and_then(|h| h[0])), true, "the approximator's meaning alone"),
    column("hard_upper", Decimal(|c| c.quantity.hard.and_then(|h| h[1])), true, ""),
    column("schema", Int(|c| usize::try_from(c.schema).ok()), false, "version of the form"),
];

fn base(claim: &Claim) -> Option<&crate::model::BaseValue> {
    claim.quantity.base.as_ref()
}

fn words(mention: &Option<Mention>) -> Option<std::borrow::Cow<'_, str>> {
    mention.as_ref().and_then(|m| borrowed(&m.text))
}
