//! The columns of findings. `docs/claims.md` says what the fields mean.

use crate::model::{Bounds, FieldSpan, Finding, Repair};

use super::Get::{Decimal, Int, Rows, Text, Texts};
use super::{Column, borrowed, column, fields, lists, name, text};

/// Findings, one a row.
pub static FINDING: [Column<Finding>; 24] = [
    column("id", Text(|f| borrowed(&f.id)), false, "the same for the same documents and rules"),
    column("fingerprint", Text(|f| borrowed(&f.fingerprint)), false, "what decisions hang on"),
    column("check", Text(|f| borrowed(&f.check)), false, "name of the check"),
    column("verdict", Text(|f| name(f.verdict)), false, "flag, note, pass, unchecked"),
    column("grade", Text(|f| name(f.grade)), false, "decision, arithmetic, style"),
    column("reason", Text(|f| text(&f.reason)), true, "why it was not checked"),
    column("docs", Texts(|f| &f.docs), false, "ids of the articles"),
    column("claims", Texts(|f| &f.claims), false, "ids of the claims"),
    column("records", Texts(|f| &f.records), false, "ids of the cells of source tables"),
    column(
        "spans",
        Rows(|| fields(&SPAN), |r| lists(&SPAN, r.iter().map(|f| f.spans.as_slice()))),
        false,
        "every operand's place",
    ),
    column(
        "field",
        Text(|f| place(f).and_then(|p| name(p.field))),
        true,
        "place of the stated number, the last operand",
    ),
    column("start", Int(|f| place(f).map(|p| p.start)), true, ""),
    column("end", Int(|f| place(f).map(|p| p.end)), true, ""),
    column("formula", Text(|f| borrowed(&f.formula)), false, "with its numbers"),
    column(
        "computed_lower",
        Decimal(|f| of(&f.computed).and_then(|b| b.lower)),
        true,
        "what follows from the operands",
    ),
    column("computed_upper", Decimal(|f| of(&f.computed).and_then(|b| b.upper)), true, ""),
    column("stated_lower", Decimal(|f| of(&f.stated).and_then(|b| b.lower)), true, "what the text states"),
    column("stated_upper", Decimal(|f| of(&f.stated).and_then(|b| b.upper)), true, ""),
    column("alternatives", Texts(|f| &f.alternatives), false, "other readings that were tried"),
    column(
        "repairs",
        Rows(|| fields(&REPAIR), |r| lists(&REPAIR, r.iter().map(|f| f.repairs.as_slice()))),
        false,
        "smallest changes that would make it hold",
    ),
    column("message_zh", Text(|f| borrowed(&f.message.zh)), false, "in plain words"),
    column("message_en", Text(|f| borrowed(&f.message.en)), false, ""),
    column("rule_version", Text(|f| borrowed(&f.rule_version)), false, "which rules were loaded"),
    column("schema", Int(|f| usize::try_from(f.schema).ok()), false, "version of the form"),
];

static SPAN: [Column<FieldSpan>; 4] = [
    column("doc", Text(|s| borrowed(&s.doc)), false, ""),
    column("field", Text(|s| name(s.field)), false, ""),
    column("start", Int(|s| Some(s.start)), false, ""),
    column("end", Int(|s| Some(s.end)), false, ""),
];

static REPAIR: [Column<Repair>; 9] = [
    column("doc", Text(|r| borrowed(&r.span.doc)), false, ""),
    column("field", Text(|r| name(r.span.field)), false, ""),
    column("start", Int(|r| Some(r.span.start)), false, ""),
    column("end", Int(|r| Some(r.span.end)), false, ""),
    column("from", Text(|r| borrowed(&r.from)), false, ""),
    column("to", Text(|r| borrowed(&r.to)), false, ""),
    column("reason", Text(|r| name(r.reason)), false, ""),
    column("note_zh", Text(|r| borrowed(&r.note.zh)), false, ""),
    column("note_en", Text(|r| borrowed(&r.note.en)), false, ""),
];

fn place(finding: &Finding) -> Option<&FieldSpan> {
    finding.spans.last()
}

fn of(bounds: &Option<Bounds>) -> Option<&Bounds> {
    bounds.as_ref()
}
