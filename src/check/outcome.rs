//! What a check says, and how it becomes a finding: its names and its words for people.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::model::{Claim, FieldSpan, Finding, Grade, Message, SCHEMA, Verdict};
use crate::rules::{CheckRule, Rules};

use super::interval::Range;

/// A finding without the places that it is about and without words.
pub(super) struct Outcome {
    pub check: &'static str,
    pub verdict: Verdict,
    /// Another grade than the check's.
    pub grade: Option<Grade>,
    /// Why it was not checked.
    pub reason: Option<&'static str>,
    /// Key of the message in the check's rule file.
    pub message: &'static str,
    /// Words for the message.
    pub words: Vec<(&'static str, String)>,
    /// Ids of the table records used.
    pub records: Vec<String>,
    pub formula: String,
    pub computed: Option<Range>,
    pub stated: Option<Range>,
    pub alternatives: Vec<String>,
}

/// Where a finding stands: its documents, claims and places with their words.
#[derive(Default)]
pub(super) struct Places {
    pub docs: Vec<String>,
    pub claims: Vec<String>,
    pub spans: Vec<FieldSpan>,
    /// The words of the places without blanks, for the fingerprint.
    pub quoted: Vec<String>,
}

/// What a finding is known by.
pub(super) struct Names {
    pub fingerprint: String,
    pub id: String,
}

impl Places {
    /// Adds a claim.
    pub fn claim(&mut self, claim: &Claim) {
        if !self.docs.contains(&claim.doc.id) {
            self.docs.push(claim.doc.id.clone());
        }
        self.claims.push(claim.id.clone());
        let q = &claim.quantity;
        self.spans.push(FieldSpan { doc: claim.doc.id.clone(), field: claim.field, start: q.start, end: q.end });
        self.quoted.push(q.text.split_whitespace().collect());
    }
}

impl Outcome {
    /// An outcome of a check.
    pub fn new(check: &'static str, verdict: Verdict) -> Self {
        let message = match verdict {
            Verdict::Flag => "flag",
            Verdict::Note => "note",
            Verdict::Pass => "pass",
            Verdict::Unchecked => "unchecked",
        };
        Outcome {
            check,
            verdict,
            grade: None,
            reason: None,
            message,
            words: Vec::new(),
            records: Vec::new(),
            formula: String::new(),
            computed: None,
            stated: None,
            alternatives: Vec::new(),
        }
    }

    /// The finding where it is between documents or with source tables. `occurrence` tells apart findings of one
    /// document with the same words.
    pub fn at(self, places: Places, occurrence: usize, rules: &Rules) -> Finding {
        let quoted = places.quoted.join("|");
        let fingerprint = digest(&format!("{}|{quoted}|{}|{occurrence}", self.check, self.records.join("|")));
        let spans: Vec<String> =
            places.spans.iter().map(|s| format!("{}:{:?}:{}-{}", s.doc, s.field, s.start, s.end)).collect();
        let id = digest(&format!("{fingerprint}|{}|{}", spans.join("|"), rules.version));
        self.finding(places, Names { fingerprint, id }, rules)
    }

    /// The finding under names of its own.
    pub fn finding(self, places: Places, names: Names, rules: &Rules) -> Finding {
        let message = self.in_words(&places.quoted, rules);
        let grade = self.final_grade(rules);
        Finding {
            schema: SCHEMA,
            id: names.id,
            fingerprint: names.fingerprint,
            check: self.check.to_owned(),
            verdict: self.verdict,
            grade,
            reason: self.reason.map(str::to_owned),
            docs: places.docs,
            claims: places.claims,
            records: self.records,
            spans: places.spans,
            formula: self.formula,
            computed: self.computed.as_ref().map(Range::bounds),
            stated: self.stated.as_ref().map(Range::bounds),
            alternatives: self.alternatives,
            repairs: Vec::new(),
            message,
            rule_version: rules.version.clone(),
        }
    }

    /// Its grade, else that of its check.
    pub fn final_grade(&self, rules: &Rules) -> Grade {
        let usual = || rules.checks.get(self.check).map(|r| r.grade);
        self.grade.or_else(usual).unwrap_or(Grade::Arithmetic)
    }

    /// The words for people; what passes or is merely noted has a common form where its check has none of its own.
    pub fn in_words(&self, quoted: &[String], rules: &Rules) -> Message {
        let formula = &self.formula;
        let both = |zh: String, en: String| Message { zh, en };
        let Some(rule) = rules.checks.get(self.check) else { return both(formula.clone(), formula.clone()) };
        if let Some(message) = self.fill(self.message, quoted, rule) {
            return message;
        }
        let show = |r: &Option<Range>| r.as_ref().map_or(String::new(), Range::show);
        match self.verdict {
            Verdict::Pass => both(format!("相符：{formula}"), format!("It adds up: {formula}")),
            Verdict::Note if self.computed.is_none() => {
                both(format!("请留意：{formula}"), format!("Worth a look: {formula}"))
            }
            Verdict::Note => {
                let (computed, stated) = (show(&self.computed), show(&self.stated));
                both(
                    format!("大致相符，但偏松：{formula} = {computed}，文中为{stated}"),
                    format!("It fits only loosely: {formula} = {computed}, the text states {stated}"),
                )
            }
            _ => self.fill("flag", quoted, rule).unwrap_or_else(|| both(formula.clone(), formula.clone())),
        }
    }

    /// A message of the check's file with its places filled in.
    fn fill(&self, key: &str, quoted: &[String], rule: &CheckRule) -> Option<Message> {
        let show = |r: &Option<Range>| r.as_ref().map_or(String::new(), Range::show);
        rule.message(key, |name| {
            if let Some((_, word)) = self.words.iter().find(|(n, _)| *n == name) {
                return Some(Cow::Borrowed(word.as_str()));
            }
            Some(match name {
                "formula" => Cow::Borrowed(self.formula.as_str()),
                "computed" => Cow::Owned(show(&self.computed)),
                "stated" => Cow::Owned(show(&self.stated)),
                "quoted" => Cow::Owned(quoted.join("、")),
                "reason" => Cow::Borrowed(self.reason?),
                _ => return None,
            })
        })
    }
}

/// Sixteen hexadecimal digits that stand for a text.
pub(super) fn digest(text: &str) -> String {
    let digits = b"0123456789abcdef";
    let halves = |b: u8| [b >> 4, b & 15].map(|half| char::from(digits[usize::from(half)]));
    Sha256::digest(text.as_bytes()).iter().take(8).flat_map(|&b| halves(b)).collect()
}
