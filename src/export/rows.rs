//! Claims and findings as rows of comma-separated values. Numbers are plain decimals; what a row does not have is empty.

use crate::model::{Bounds, Claim, Finding, Number};

/// Columns of claims.
pub const CLAIM: [&str; 27] = [
    "doc",
    "title",
    "publisher",
    "published",
    "start",
    "end",
    "quantity",
    "kind",
    "value",
    "value_max",
    "unit",
    "approx",
    "lower",
    "upper",
    "subject",
    "entity",
    "metric",
    "metric_id",
    "time",
    "from",
    "to",
    "role",
    "direction",
    "baseline",
    "source",
    "modality",
    "sentence",
];

/// Adds the row of a claim.
pub fn claim(out: &mut Vec<u8>, claim: &Claim) {
    let text = |v: &Option<String>| v.clone().unwrap_or_default();
    let q = &claim.quantity;
    let time = claim.time.as_ref();
    let cells = [
        claim.doc.id.clone(),
        text(&claim.doc.title),
        text(&claim.doc.publisher),
        claim.doc.published.map(|d| d.to_string()).unwrap_or_default(),
        q.start.to_string(),
        q.end.to_string(),
        q.text.clone(),
        name(&q.kind),
        q.value.to_string(),
        q.value_max.map(|v| v.to_string()).unwrap_or_default(),
        text(&q.unit),
        name(&q.approx),
        q.lower.map(|v| v.to_string()).unwrap_or_default(),
        q.upper.map(|v| v.to_string()).unwrap_or_default(),
        claim.subject.as_ref().map(|s| s.text.clone()).unwrap_or_default(),
        claim.subject.as_ref().and_then(|s| s.entity.clone()).unwrap_or_default(),
        claim.metric.as_ref().map(|m| m.text.clone()).unwrap_or_default(),
        claim.metric.as_ref().and_then(|m| m.id.clone()).unwrap_or_default(),
        time.and_then(|t| t.norm.clone()).unwrap_or_default(),
        time.and_then(|t| t.from).map(|d| d.to_string()).unwrap_or_default(),
        time.and_then(|t| t.to).map(|d| d.to_string()).unwrap_or_default(),
        name(&claim.role),
        claim.direction.as_ref().map(name).unwrap_or_default(),
        claim.baseline.as_ref().map(|b| b.text.clone()).unwrap_or_default(),
        claim.source.as_ref().map(|s| s.text.clone()).unwrap_or_default(),
        name(&claim.modality),
        claim.sentence.text.clone(),
    ];
    row(out, &cells);
}

/// Columns of findings.
pub const FINDING: [&str; 20] = [
    "id",
    "fingerprint",
    "check",
    "verdict",
    "grade",
    "reason",
    "docs",
    "field",
    "start",
    "end",
    "formula",
    "computed_lower",
    "computed_upper",
    "stated_lower",
    "stated_upper",
    "claims",
    "records",
    "message_zh",
    "message_en",
    "rule_version",
];

/// Adds the row of a finding; its place is that of the stated number, the last of the operands.
pub fn finding(out: &mut Vec<u8>, finding: &Finding) {
    let place = finding.spans.last();
    let ends = |bounds: &Option<Bounds>| {
        let of = |end: Option<Number>| end.map(|n| n.to_string()).unwrap_or_default();
        [of(bounds.as_ref().and_then(|b| b.lower)), of(bounds.as_ref().and_then(|b| b.upper))]
    };
    let ([computed_lower, computed_upper], [stated_lower, stated_upper]) =
        (ends(&finding.computed), ends(&finding.stated));
    let cells = [
        finding.id.clone(),
        finding.fingerprint.clone(),
        finding.check.clone(),
        name(&finding.verdict),
        name(&finding.grade),
        finding.reason.clone().unwrap_or_default(),
        finding.docs.join(" "),
        place.map(|p| name(&p.field)).unwrap_or_default(),
        place.map(|p| p.start.to_string()).unwrap_or_default(),
        place.map(|p| p.end.to_string()).unwrap_or_default(),
        finding.formula.clone(),
        computed_lower,
        computed_upper,
        stated_lower,
        stated_upper,
        finding.claims.join(" "),
        finding.records.join(" "),
        finding.message.zh.clone(),
        finding.message.en.clone(),
        finding.rule_version.clone(),
    ];
    row(out, &cells);
}

fn row(out: &mut Vec<u8>, cells: &[String]) {
    let mut row = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    // writing to memory cannot fail
    let _ = row.write_record(cells);
    let _ = row.flush();
}

/// The published name of a closed list's member.
fn name(member: &impl serde::Serialize) -> String {
    match serde_json::to_value(member) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
