//! Findings that name source tables or several documents.

use sha2::{Digest, Sha256};

use crate::model::{Bounds, Claim, FieldSpan, Finding, Grade, Message, SCHEMA, Verdict};
use crate::rules::Rules;

/// A finding in the making.
pub(super) struct Outcome {
    pub check: &'static str,
    pub verdict: Verdict,
    pub grade: Grade,
    pub reason: Option<&'static str>,
    /// Key of the message in the check's rule file.
    pub message: &'static str,
    /// Words for the message.
    pub words: Vec<(&'static str, String)>,
    pub records: Vec<String>,
    pub formula: String,
    pub computed: Option<Bounds>,
    pub stated: Option<Bounds>,
    pub alternatives: Vec<String>,
}

/// Where a finding stands: its documents, claims and places with their words.
#[derive(Default)]
pub(super) struct Places {
    pub docs: Vec<String>,
    pub claims: Vec<String>,
    pub spans: Vec<FieldSpan>,
    /// The words of the places, for the fingerprint.
    pub quoted: Vec<String>,
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
            grade: Grade::Arithmetic,
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

    /// The finding. `occurrence` tells apart findings of one document with the same words.
    pub fn at(self, places: Places, occurrence: usize, rules: &Rules) -> Finding {
        let quoted = places.quoted.join("|");
        let fingerprint = digest(&format!("{}|{quoted}|{}|{occurrence}", self.check, self.records.join("|")));
        let spans: Vec<String> =
            places.spans.iter().map(|s| format!("{}:{:?}:{}-{}", s.doc, s.field, s.start, s.end)).collect();
        let id = digest(&format!("{fingerprint}|{}|{}", spans.join("|"), rules.version));
        let mut words = self.words;
        words.push(("formula", self.formula.clone()));
        let message = match rules.checks.get(self.check) {
            Some(rule) => rule.message(self.message, &words),
            None => Message { zh: self.formula.clone(), en: self.formula.clone() },
        };
        Finding {
            schema: SCHEMA,
            id,
            fingerprint,
            check: self.check.to_owned(),
            verdict: self.verdict,
            grade: self.grade,
            reason: self.reason.map(str::to_owned),
            docs: places.docs,
            claims: places.claims,
            records: self.records,
            spans: places.spans,
            formula: self.formula,
            computed: self.computed,
            stated: self.stated,
            alternatives: self.alternatives,
            repairs: Vec::new(),
            message,
            rule_version: rules.version.clone(),
        }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
}
