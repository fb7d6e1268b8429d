//! The examples of the rules that are no frames: relations between numbers, and which numbers are no claims.

use std::sync::Arc;

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::model::{Document, Message, Origin};
use heshu::quantity::{Context, Found, Reader};
use heshu::rules::{Relation, Rules};
use heshu::text::View;

/// A text of its own, as rules are tried on.
pub fn document(text: &str, date: Option<jiff::civil::Date>) -> Document {
    Document {
        id: "-".to_owned(),
        hash: String::new(),
        title: None,
        publisher: None,
        url: None,
        published: date,
        text: text.to_owned(),
        origin: Origin::default(),
    }
}

/// A text without its brackets, and the stretch of it that they hold.
fn marked(example: &str) -> Option<(String, usize, usize)> {
    let place = |mark| example.chars().position(|c| c == mark);
    let (start, end) = (place('[')?, place(']')?);
    Some((example.chars().filter(|c| !matches!(c, '[' | ']')).collect(), start, end.checked_sub(1)?))
}

fn fault(rule: &str, example: &str, matching: bool) -> Message {
    let (zh, en) = match matching {
        true => ("应当匹配方括号里的那一段", "does not match the stretch in brackets"),
        false => ("不该匹配", "must not match"),
    };
    Message::new(format!("{rule}：“{example}”：{zh}"), format!("{rule}: “{example}”: {en}"))
}

/// Runs the examples of all relations: how many relations, and what does not hold.
pub fn relations(rules: &Arc<Rules>) -> (usize, Vec<Message>) {
    let (extractor, checker) = (Extractor::new(Arc::clone(rules)), Checker::new(Arc::clone(rules)));
    let all = rules.checks.relations();
    let found = |relation: &Relation, text: &str| -> Vec<(usize, usize)> {
        let document = document(text, jiff::civil::Date::new(2025, 6, 15).ok());
        let extraction = extractor.extract(&document);
        let here = checker.relations(&document, &extraction).into_iter().filter(|(kind, ..)| *kind == relation.kind);
        here.map(|(.., span)| (span.start, span.end)).collect()
    };
    let mut out = Vec::new();
    for relation in all {
        // What another pattern of the same kind finds says nothing against this one.
        let alone = all.iter().filter(|r| r.kind == relation.kind).count() == 1;
        let holds =
            |e: &str| marked(e).is_some_and(|(text, start, end)| found(relation, &text).contains(&(start, end)));
        let failing = relation.matches.iter().filter(|e| !holds(e));
        out.extend(failing.map(|e| fault(&relation.kind, e, true)));
        let matching = relation.no_matches.iter().filter(|e| alone && !found(relation, e).is_empty());
        out.extend(matching.map(|e| fault(&relation.kind, e, false)));
    }
    (all.len(), out)
}

/// Runs the examples of the rules that reject and keep numbers: how many rules, and what does not hold.
pub fn numbers(rules: &Rules) -> (usize, Vec<Message>) {
    let reader = Reader::new(rules);
    let read = |text: &str| reader.read(&View::new(text), &Context::default()).numbers;
    let mut out = Vec::new();
    for rule in &rules.quantity.rejects {
        let by_rule = |f: &Found| f.rejected.as_ref().is_some_and(|r| r.rule == rule.id);
        let holds = |e: &str| {
            let at = |f: &Found, start, end| (f.quantity.start, f.quantity.end) == (start, end);
            marked(e).is_some_and(|(text, start, end)| read(&text).iter().any(|f| by_rule(f) && at(f, start, end)))
        };
        out.extend(rule.matches.iter().filter(|e| !holds(e)).map(|e| fault(&rule.id, e, true)));
        out.extend(rule.no_match.iter().filter(|e| read(e).iter().any(by_rule)).map(|e| fault(&rule.id, e, false)));
    }
    for rule in &rules.quantity.keeps {
        let kept = |f: &Found| f.rejected.is_none();
        let holds = |e: &str| {
            let over = |f: &Found, start, end| f.quantity.start <= start && end <= f.quantity.end;
            marked(e).is_some_and(|(text, start, end)| read(&text).iter().any(|f| kept(f) && over(f, start, end)))
        };
        out.extend(rule.matches.iter().filter(|e| !holds(e)).map(|e| fault(&rule.id, e, true)));
        out.extend(rule.no_match.iter().filter(|e| read(e).iter().any(kept)).map(|e| fault(&rule.id, e, false)));
    }
    (rules.quantity.rejects.len() + rules.quantity.keeps.len(), out)
}
