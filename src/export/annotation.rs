//! Claims and findings as W3C Web Annotations, one JSON-LD object each.
//!
//! A place is given twice: by its offsets, which count Unicode code points of the article's text, and by its words with
//! those around them, which still find it after an edit elsewhere. Offsets of a title would be taken for offsets of the
//! text, so in a title there are words alone.

use serde_json::{Value, json};

use crate::model::{Claim, Document, Field, FieldSpan, Finding, Verdict};

/// Code points before and behind the quoted words.
const AROUND: usize = 32;

/// The annotation of a claim: a description of the number in words, and the claim as it is.
pub fn claim(claim: &Claim, document: &Document) -> Value {
    let span = FieldSpan {
        doc: claim.doc.id.clone(),
        field: claim.field,
        start: claim.quantity.start,
        end: claim.quantity.end,
    };
    let words: Vec<&str> = [
        claim.time.as_ref().map(|t| t.text.as_str()),
        claim.subject.as_ref().map(|s| s.text.as_str()),
        claim.metric.as_ref().map(|m| m.text.as_str()),
        Some(claim.quantity.text.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let told = json!({
        "type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "zh",
        "value": words.join(" "),
    });
    let whole = json!({
        "type": "TextualBody", "purpose": "describing", "format": "application/json",
        "value": serde_json::to_string(claim).unwrap_or_default(),
    });
    annotation("claim", &claim.id, "describing", vec![told, whole], target(&span, document).into_iter().collect())
}

/// The annotation of a finding: what it says in both languages, at each of its operands. `documents` are those that its
/// places are in.
pub fn finding(finding: &Finding, documents: &[&Document]) -> Value {
    let says = |language: &str, value: &str| {
        json!({
            "type": "TextualBody", "purpose": "assessing", "format": "text/plain", "language": language, "value": value,
        })
    };
    let tag = match finding.verdict {
        Verdict::Flag => "flag",
        Verdict::Note => "note",
        Verdict::Pass => "pass",
        Verdict::Unchecked => "unchecked",
    };
    let tags =
        [tag, finding.check.as_str()].map(|t| json!({ "type": "TextualBody", "purpose": "tagging", "value": t }));
    let mut bodies = vec![says("zh", &finding.message.zh), says("en", &finding.message.en)];
    bodies.extend(tags);
    let of = |span: &FieldSpan| documents.iter().find(|d| d.id == span.doc).and_then(|d| target(span, d));
    annotation("finding", &finding.id, "assessing", bodies, finding.spans.iter().filter_map(of).collect())
}

fn annotation(kind: &str, id: &str, motivation: &str, bodies: Vec<Value>, targets: Vec<Value>) -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("urn:heshu:{kind}:{id}"),
        "type": "Annotation",
        "motivation": motivation,
        "generator": { "id": "urn:heshu", "type": "Software", "name": format!("heshu {}", env!("CARGO_PKG_VERSION")) },
        "body": bodies,
        "target": targets,
    })
}

/// The article, and where in it.
fn target(span: &FieldSpan, document: &Document) -> Option<Value> {
    let text = match span.field {
        Field::Text => document.text.as_str(),
        Field::Title => document.title.as_deref()?,
    };
    let cut = |from: usize, to: usize| text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>();
    let quote = json!({
        "type": "TextQuoteSelector",
        "exact": cut(span.start, span.end),
        "prefix": cut(span.start.saturating_sub(AROUND), span.start),
        "suffix": cut(span.end, span.end.saturating_add(AROUND)),
    });
    let mut selectors = Vec::new();
    if span.field == Field::Text {
        selectors.push(json!({ "type": "TextPositionSelector", "start": span.start, "end": span.end }));
    }
    selectors.push(quote);
    let source = document.url.clone().unwrap_or_else(|| format!("urn:heshu:document:{}", document.hash));
    Some(json!({ "source": source, "selector": selectors }))
}
