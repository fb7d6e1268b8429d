//! Findings as SARIF 2.1.0 (OASIS), which code editors and continuous integration read.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::desk::Dismissal;
use crate::model::{Document, Field, FieldSpan, Finding, Grade, Lang, Verdict};
use crate::rules::{CheckRule, Rules};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A person's decision that a finding is a false alarm.
#[derive(Debug, Clone, Copy)]
pub struct Suppression<'d> {
    /// Why.
    pub reason: &'d str,
    /// By whom; empty where nobody said.
    pub who: &'d str,
    /// When.
    pub when: jiff::Timestamp,
}

impl<'d> From<&'d Dismissal> for Suppression<'d> {
    fn from(dismissal: &'d Dismissal) -> Self {
        Suppression { reason: &dismissal.reason, who: &dismissal.who, when: dismissal.when }
    }
}

/// A log in the making, written result by result: one run.
pub struct Log {
    lang: Lang,
    rules: Arc<Rules>,
    begun: bool,
    notes: Vec<Value>,
}

impl Log {
    /// Without results yet.
    pub fn new(lang: Lang, rules: Arc<Rules>) -> Self {
        Log { lang, rules, begun: false, notes: Vec::new() }
    }

    /// Writes a finding. `documents` are those that its spans are in; `decided` is a decision that it is a false alarm.
    pub fn add(
        &mut self,
        out: &mut impl Write,
        finding: &Finding,
        documents: &[&Document],
        decided: Option<Suppression<'_>>,
    ) -> io::Result<()> {
        let place = |span: &FieldSpan| documents.iter().find(|d| d.id == span.doc).map(|d| location(d, span));
        // what would be changed first, else the stated number, which stands behind its operands
        let main = finding.repairs.first().map(|r| &r.span).or(finding.spans.last());
        let others = finding.spans.iter().filter(|s| Some(*s) != main).filter_map(place);
        let related: Vec<Value> = others.enumerate().map(|(n, l)| with(l, "id", json!(n + 1))).collect();
        let (kind, level) = match (finding.verdict, finding.grade) {
            (Verdict::Flag, Grade::Style) => ("fail", "warning"),
            (Verdict::Flag, _) => ("fail", "error"),
            (Verdict::Note, _) => ("fail", "note"),
            (Verdict::Pass, _) => ("pass", "none"),
            (Verdict::Unchecked, _) => ("open", "none"),
        };
        let mut result = json!({
            "ruleId": finding.check,
            "kind": kind,
            "level": level,
            "message": { "text": self.lang.of(&finding.message) },
            "locations": main.and_then(place).into_iter().collect::<Vec<_>>(),
            "partialFingerprints": { "heshu/v1": finding.fingerprint },
            "properties": {
                "verdict": finding.verdict, "grade": finding.grade, "reason": finding.reason, "formula": finding.formula,
                "stated": finding.stated, "computed": finding.computed, "alternatives": finding.alternatives,
                "docs": finding.docs, "claims": finding.claims, "records": finding.records, "id": finding.id,
            },
        });
        if !related.is_empty() {
            result = with(result, "relatedLocations", json!(related));
        }
        let fixes: Vec<Value> = finding.repairs.iter().filter_map(|r| fix(r, documents, self.lang)).collect();
        if !fixes.is_empty() {
            result = with(result, "fixes", json!(fixes));
        }
        if let Some(Suppression { reason, who, when }) = decided {
            let suppression = json!({
                "kind": "external", "status": "accepted", "justification": reason,
                "properties": { "who": who, "when": when },
            });
            result = with(result, "suppressions", json!([suppression]));
        }
        if let Some(n) = self.rules.checks.all().iter().position(|c| c.name == finding.check) {
            result = with(result, "ruleIndex", json!(n));
        }
        let before = if self.begun { ",\n" } else { "\n" };
        self.begin(out)?;
        out.write_all(before.as_bytes())?;
        Ok(serde_json::to_writer(out, &result)?)
    }

    /// What stands before the first result.
    fn begin(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        let driver = json!({
            "name": "heshu", "fullName": "heshu 核数", "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"), "language": self.lang.pick("zh-CN", "en-US"),
            "properties": { "rules": self.rules.version },
            "rules": self.rules.checks.all().iter().map(|c| rule(c, self.lang)).collect::<Vec<_>>(),
        });
        let tool = json!({ "driver": driver });
        write!(
            out,
            r#"{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"columnKind":"unicodeCodePoints","tool":{tool},"#
        )?;
        out.write_all(b"\n\"results\":[")
    }

    /// Adds a decision that no finding meets any more.
    pub fn orphan(&mut self, dismissal: &Dismissal) {
        let (docs, said) = (dismissal.docs.join(" "), &dismissal.said);
        let text = match self.lang {
            Lang::Zh => format!("核定已对不上任何一处：{docs} [{}] {said}", dismissal.check),
            Lang::En => format!("a decision no longer meets a finding: {docs} [{}] {said}", dismissal.check),
        };
        self.notes.push(json!({
            "level": "warning", "message": { "text": text },
            "properties": { "fingerprint": dismissal.fingerprint, "reason": dismissal.reason },
        }));
    }

    /// Ends the log. `complete`: whether everything could be read.
    pub fn finish(mut self, out: &mut impl Write, complete: bool) -> io::Result<()> {
        self.begin(out)?;
        let invocation = json!({ "executionSuccessful": complete, "toolExecutionNotifications": self.notes });
        writeln!(out, "\n],\"invocations\":[{invocation}]}}]}}")
    }
}

/// What a check is, for the reader of a result.
fn rule(check: &CheckRule, lang: Lang) -> Value {
    let pick = |both: &crate::rules::Both| lang.pick(&both.zh, &both.en).to_owned();
    let (reads, rule, traps) = (pick(&check.reads), pick(&check.rule), pick(&check.traps));
    let name = |zh, en| lang.pick(zh, en);
    let (good, bad) = (check.pass.replace('\n', " / "), check.flag.replace('\n', " / "));
    let help = format!(
        "**{}** {reads}\n\n**{}** {rule}\n\n**{}** {traps}\n\n- ✓ {good}\n- ✗ {bad}\n",
        name("读", "Reads."),
        name("判", "Rule."),
        name("慎", "Traps.")
    );
    let level = if check.grade == Grade::Style { "warning" } else { "error" };
    json!({
        "id": check.name,
        "shortDescription": { "text": pick(&check.title) },
        "fullDescription": { "text": rule },
        "help": { "text": help.replace("**", ""), "markdown": help },
        "defaultConfiguration": { "level": level, "enabled": !check.style },
        "properties": { "tags": [check.family, check.grade] },
    })
}

/// Where a span stands: exactly in a plain text, at the line of the record in JSONL and CSV, in the file elsewhere.
fn location(document: &Document, span: &FieldSpan) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&document.origin.path) } });
    let quoted = words(document, span);
    if let Some(region) = region(document, span) {
        physical = with(physical, "region", with(region, "snippet", json!({ "text": quoted })));
    } else if let Some(line) = document.origin.line {
        physical = with(physical, "region", json!({ "startLine": line, "snippet": { "text": quoted } }));
    }
    let field = match span.field {
        Field::Title => "title",
        Field::Text => "text",
    };
    let mut logical = json!({
        "kind": "article",
        // RFC 5147
        "fullyQualifiedName": format!("{}/{field}#char={},{}", document.id, span.start, span.end),
    });
    if let Some(title) = &document.title {
        logical = with(logical, "name", json!(title));
    }
    json!({ "physicalLocation": physical, "logicalLocations": [logical] })
}

/// The region of a span in a file that is the text itself, in code points.
fn region(document: &Document, span: &FieldSpan) -> Option<Value> {
    let first = document.origin.text_line.filter(|_| span.field == Field::Text)?;
    let (mut line, mut column, mut start) = (first, 1, None);
    for (at, c) in document.text.chars().chain(['\n']).enumerate() {
        if at == span.start {
            start = Some((line, column));
        }
        if at == span.end {
            let (start_line, start_column) = start?;
            return Some(json!({
                "startLine": start_line, "startColumn": start_column, "endLine": line, "endColumn": column,
                "charOffset": span.start, "charLength": span.end - span.start,
            }));
        }
        if c == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    None
}

/// A repair as an edit; only in a file that is the text itself.
fn fix(repair: &crate::model::Repair, documents: &[&Document], lang: Lang) -> Option<Value> {
    let document = documents.iter().find(|d| d.id == repair.span.doc)?;
    let region = region(document, &repair.span)?;
    let note = lang.of(&repair.note);
    let change = format!("{} → {}", repair.from, repair.to);
    let text = if note.is_empty() { change } else { format!("{change} ({note})") };
    Some(json!({
        "description": { "text": text },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(&document.origin.path) },
            "replacements": [{ "deletedRegion": region, "insertedContent": { "text": repair.to } }],
        }],
    }))
}

fn words(document: &Document, span: &FieldSpan) -> String {
    let text = match span.field {
        Field::Title => document.title.as_deref().unwrap_or_default(),
        Field::Text => &document.text,
    };
    text.chars().skip(span.start).take(span.end - span.start).collect()
}

/// A path as a reference by URI: relative as it was given, absolute with `file://`.
fn uri(path: &str) -> String {
    let scheme = path.split_once("://").is_some_and(|(s, _)| s.chars().all(|c| c.is_ascii_alphanumeric()));
    if scheme {
        return path.to_owned();
    }
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An object with a further key.
fn with(object: Value, key: &str, value: Value) -> Value {
    let mut map: Map<String, Value> = match object {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    map.insert(key.to_owned(), value);
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("articles/bus.txt"), "articles/bus.txt");
        assert_eq!(uri("/稿/a b.txt"), "file:///%E7%A8%BF/a%20b.txt");
        assert_eq!(uri("https://a.example/x"), "https://a.example/x");
    }
}
