//! Findings as they are made: operands, formula, both intervals, the words for people.

use std::collections::{BTreeMap, HashSet};

use sha2::{Digest, Sha256};

use crate::model::{Field, FieldSpan, Finding, Grade, SCHEMA, Span, Verdict};
use crate::rules::Rules;

use super::amount::{Amount, Figure, Fit};

use super::interval::Range;
use super::scene::Scene;
use super::shares::Pending;
use super::shown::show;

/// The findings of one article, in the making.
pub struct Report<'s, 'a> {
    scene: &'s Scene<'a>,
    rules: &'s Rules,
    drafts: Vec<Draft<'s, 'a>>,
    /// Parts whose share was judged, with the whole that fitted.
    parts: Vec<(&'s Figure<'a>, &'s Figure<'a>)>,
    /// Shares that are not judged yet.
    pending: Vec<Pending<'s, 'a>>,
}

/// One finding in the making.
pub struct Draft<'s, 'a> {
    check: &'static str,
    verdict: Verdict,
    grade: Option<Grade>,
    reason: Option<String>,
    figures: Vec<&'s Figure<'a>>,
    places: Vec<(Field, Span)>,
    formula: String,
    computed: Option<Range>,
    stated: Option<Range>,
    alternatives: Vec<String>,
    message: &'static str,
    words: Vec<(&'static str, String)>,
}

impl<'s, 'a> Draft<'s, 'a> {
    /// A finding of a check.
    pub fn new(check: &'static str, verdict: Verdict) -> Self {
        let message = match verdict {
            Verdict::Flag => "flag",
            Verdict::Note => "note",
            Verdict::Pass => "pass",
            Verdict::Unchecked => "unchecked",
        };
        Draft {
            check,
            verdict,
            grade: None,
            reason: None,
            figures: Vec::new(),
            places: Vec::new(),
            formula: String::new(),
            computed: None,
            stated: None,
            alternatives: Vec::new(),
            message,
            words: Vec::new(),
        }
    }

    /// With the numbers that it is about.
    pub fn figures(mut self, figures: impl IntoIterator<Item = &'s Figure<'a>>) -> Self {
        self.figures.extend(figures);
        self
    }

    /// With a place that is no number (a list, a date).
    pub fn place(mut self, field: Field, span: Span) -> Self {
        self.places.push((field, span));
        self
    }

    /// With the calculation in figures.
    pub fn formula(mut self, formula: impl Into<String>) -> Self {
        self.formula = formula.into();
        self
    }

    /// With what follows from the operands.
    pub fn computed(mut self, range: &Range) -> Self {
        self.computed = Some(range.clone());
        self
    }

    /// With what the text states.
    pub fn stated(mut self, range: &Range) -> Self {
        self.stated = Some(range.clone());
        self
    }

    /// With a word for the message.
    pub fn word(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.words.push((name, value.into()));
        self
    }

    /// With another message than that of the verdict.
    pub fn message(mut self, key: &'static str) -> Self {
        self.message = key;
        self
    }

    /// With another grade than the check's.
    pub fn grade(mut self, grade: Grade) -> Self {
        self.grade = Some(grade);
        self
    }

    /// With the reason why it was not checked.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// One way to compute what is stated.
pub struct Way<'s, 'a> {
    /// The operands, without the stated number.
    pub operands: Vec<&'s Figure<'a>>,
    /// What comes out.
    pub amount: Amount,
    /// The calculation in figures.
    pub formula: String,
}

impl<'s, 'a> Report<'s, 'a> {
    /// An empty report.
    pub fn new(scene: &'s Scene<'a>, rules: &'s Rules) -> Self {
        Report { scene, rules, drafts: Vec::new(), parts: Vec::new(), pending: Vec::new() }
    }

    /// The article.
    pub fn scene(&self) -> &'s Scene<'a> {
        self.scene
    }

    /// Exchange rates of the yuan.
    pub fn rates(&self) -> &'s crate::rules::ExchangeRates {
        &self.rules.rates
    }

    /// A limit of a check from its rule file.
    pub fn limit(&self, check: &str, name: &str) -> num_rational::BigRational {
        self.rules.checks.get(check).map_or_else(num_rational::BigRational::default, |c| c.limit(name))
    }

    /// Whether a word stands in a word list.
    pub fn is_word(&self, list: &str, word: &str) -> bool {
        self.words(list).iter().any(|w| w == word)
    }

    /// Whether some words hold one of a list.
    pub fn has(&self, list: &str, words: &str) -> bool {
        self.words(list).iter().any(|w| words.contains(w.as_str()))
    }

    /// A word list, empty where there is none of this name.
    pub fn words(&self, list: &str) -> &'s [String] {
        self.rules.words.get(list).unwrap_or_default()
    }

    /// Ids of the claims that findings name so far.
    pub fn claims_used(&self) -> HashSet<String> {
        let on = self.drafts.iter().filter(|d| d.is_on(self.rules));
        on.flat_map(|d| &d.figures).map(|f| f.claim.id.clone()).collect()
    }

    /// Remembers the whole that a part was found to be of.
    pub fn add_part(&mut self, part: &'s Figure<'a>, whole: &'s Figure<'a>) {
        self.parts.push((part, whole));
    }

    /// Parts with their wholes, in the order in which they were found.
    pub fn parts(&self) -> &[(&'s Figure<'a>, &'s Figure<'a>)] {
        &self.parts
    }

    /// Leaves a share for when its neighbours are judged.
    pub fn defer(&mut self, share: Pending<'s, 'a>) {
        self.pending.push(share);
    }

    /// The shares that were left.
    pub fn take_pending(&mut self) -> Vec<Pending<'s, 'a>> {
        std::mem::take(&mut self.pending)
    }

    /// How many findings there are so far.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Gives the findings made since to another grade.
    pub fn grade_since(&mut self, len: usize, grade: Grade) {
        for draft in self.drafts.iter_mut().skip(len) {
            draft.grade = Some(grade);
        }
    }

    /// Adds a finding.
    pub fn push(&mut self, draft: Draft<'s, 'a>) {
        self.drafts.push(draft);
    }

    /// Judges a stated number by every way to compute it: the first that fits makes it pass, else the
    /// first that fits loosely makes a note, else it is flagged, with the first known misuse that
    /// fits as the explanation. Gives the verdict; None where there is no way.
    pub fn judge(
        &mut self,
        check: &'static str,
        stated: &'s Figure<'a>,
        amount: &Amount,
        ways: Vec<Way<'s, 'a>>,
        misuses: &[(&'static str, Option<Amount>)],
    ) -> Option<Verdict> {
        let fits: Vec<Fit> = ways.iter().map(|w| w.amount.fit(amount)).collect();
        let best = (0..ways.len()).min_by_key(|&i| (fits[i], i))?;
        let verdict = match fits[best] {
            Fit::Pass => Verdict::Pass,
            Fit::Loose => Verdict::Note,
            Fit::No => Verdict::Flag,
        };
        let others = ways.iter().enumerate().filter(|&(i, _)| i != best);
        let alternatives = others.map(|(_, w)| format!("{} = {}", w.formula, show(&w.amount, stated)));
        let alternatives: Vec<String> = alternatives.collect();
        let way = ways.into_iter().nth(best)?;
        let mut draft = Draft::new(check, verdict)
            .figures(way.operands.iter().copied())
            .figures([stated])
            .formula(way.formula)
            .computed(&way.amount.pass)
            .stated(&amount.pass)
            .word("value", show(&way.amount, stated))
            .word("said", stated.text())
            .word("operands", way.operands.iter().map(|f| f.text()).collect::<Vec<_>>().join("、"));
        draft.alternatives = alternatives;
        if verdict == Verdict::Flag {
            let misuse = misuses.iter().find(|(_, m)| m.as_ref().is_some_and(|m| m.fit(amount) == Fit::Pass));
            if let Some((key, _)) = misuse {
                draft.message = key;
            }
        }
        self.push(draft);
        Some(verdict)
    }

    /// The findings in order of place, none twice: of two on the same operands by the same check the
    /// better one stays, a flag last of all.
    pub fn finish(self) -> Vec<Finding> {
        let mut drafts = self.drafts;
        drafts.retain(|d| d.is_on(self.rules));
        let key = |d: &Draft<'_, '_>| {
            let mut spans = d.spans();
            spans.sort();
            spans.dedup();
            spans
        };
        drafts.sort_by_cached_key(|d| (key(d), d.check, rank(d.verdict)));
        let mut seen = HashSet::new();
        drafts.retain(|d| seen.insert((key(d), d.check)));
        let mut occurrences = BTreeMap::<String, usize>::new();
        let mut findings = Vec::with_capacity(drafts.len());
        for draft in drafts {
            findings.push(finding(self.scene, self.rules, draft, &mut occurrences));
        }
        findings
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Note => 1,
        Verdict::Flag => 2,
        Verdict::Unchecked => 3,
    }
}

impl Draft<'_, '_> {
    /// Whether the check that made it is wanted.
    fn is_on(&self, rules: &Rules) -> bool {
        rules.checks.is_on(self.check, self.final_grade(rules))
    }

    fn final_grade(&self, rules: &Rules) -> Grade {
        let usual = rules.checks.get(self.check).map(|r| r.grade);
        self.grade.or(usual).unwrap_or(Grade::Arithmetic)
    }

    fn spans(&self) -> Vec<(Field, Span)> {
        let numbers = self.figures.iter().map(|f| (f.claim.field, f.claim.quantity.span()));
        let mut spans: Vec<_> = Vec::new();
        for place in numbers.chain(self.places.iter().copied()) {
            if !spans.contains(&place) {
                spans.push(place);
            }
        }
        spans
    }
}

fn finding(
    scene: &Scene<'_>,
    rules: &Rules,
    draft: Draft<'_, '_>,
    occurrences: &mut BTreeMap<String, usize>,
) -> Finding {
    let rule = rules.checks.get(draft.check);
    let spans = draft.spans();
    let quoted: Vec<String> =
        spans.iter().map(|&(f, s)| scene.words(f, s).chars().filter(|c| !c.is_whitespace()).collect()).collect();
    let operands = format!("{}|{}", draft.check, quoted.join("|"));
    let occurrence = occurrences.entry(operands.clone()).or_default();
    let fingerprint = digest(&format!("{operands}|{occurrence}"));
    *occurrence += 1;
    let doc = &scene.document.id;
    let id = digest(&format!("{}|{fingerprint}|{spans:?}|{}", scene.document.hash, rules.version));
    let grade = draft.final_grade(rules);
    let mut words = draft.words;
    let show = |r: &Option<Range>| r.as_ref().map_or(String::new(), Range::show);
    words.push(("formula", draft.formula.clone()));
    words.push(("computed", show(&draft.computed)));
    words.push(("stated", show(&draft.stated)));
    words.push(("quoted", quoted.join("、")));
    if let Some(reason) = &draft.reason {
        words.push(("reason", reason.clone()));
    }
    let message = rule.map_or_else(
        || crate::model::Message { zh: draft.formula.clone(), en: draft.formula.clone() },
        |r| message(r, draft.message, draft.verdict, &words),
    );
    let mut claims: Vec<String> = Vec::new();
    for figure in &draft.figures {
        if !claims.contains(&figure.claim.id) {
            claims.push(figure.claim.id.clone());
        }
    }
    Finding {
        schema: SCHEMA,
        id,
        fingerprint,
        check: draft.check.to_owned(),
        verdict: draft.verdict,
        grade,
        reason: draft.reason,
        docs: vec![doc.clone()],
        claims,
        records: Vec::new(),
        spans: spans
            .into_iter()
            .map(|(field, s)| FieldSpan { doc: doc.clone(), field, start: s.start, end: s.end })
            .collect(),
        formula: draft.formula,
        computed: draft.computed.as_ref().map(Range::bounds),
        stated: draft.stated.as_ref().map(Range::bounds),
        alternatives: draft.alternatives,
        repairs: Vec::new(),
        message,
        rule_version: rules.version.clone(),
    }
}

/// The words for people; what passes or is merely noted has a common form.
fn message(
    rule: &crate::rules::CheckRule,
    key: &str,
    verdict: Verdict,
    words: &[(&str, String)],
) -> crate::model::Message {
    if rule.has_message(key) {
        return rule.message(key, words);
    }
    let get = |name: &str| words.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v.as_str());
    let (formula, computed, stated) = (get("formula"), get("computed"), get("stated"));
    let both = |zh: String, en: String| crate::model::Message { zh, en };
    match verdict {
        Verdict::Pass => both(format!("相符：{formula}"), format!("It adds up: {formula}")),
        Verdict::Note if computed.is_empty() => both(format!("请留意：{formula}"), format!("Worth a look: {formula}")),
        Verdict::Note => both(
            format!("大致相符，但偏松：{formula} = {computed}，文中为{stated}"),
            format!("It fits only loosely: {formula} = {computed}, the text states {stated}"),
        ),
        _ => rule.message(key, words),
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
}
