//! Findings as they are made: what the checks say, one after the other, and the judgement that most of them share.

use std::collections::HashSet;

use num_traits::Zero;

use crate::model::{Exact, Grade, Verdict};
use crate::rules::Rules;

use super::amount::{Amount, Figure, Fit};
use super::judged::Judged;
use super::scene::Scene;
use super::shares::Pending;
use super::shown::show;

pub use super::draft::Draft;

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
    pub fn limit(&self, check: &str, name: &str) -> Exact {
        self.rules.checks.get(check).map_or_else(Exact::zero, |c| c.limit(name))
    }

    /// Whether a word stands in a word list.
    pub fn is_word(&self, list: &str, word: &str) -> bool {
        self.words(list).iter().any(|w| w == word)
    }

    /// Whether some words hold one of a list.
    pub fn has(&self, list: &str, words: &str) -> bool {
        self.rules.words.holds(list, words)
    }

    /// Whether some words begin with one of a list.
    pub fn starts_with(&self, list: &str, words: &str) -> bool {
        self.words(list).iter().any(|w| words.starts_with(w.as_str()))
    }

    /// Whether some words end with one of a list.
    pub fn ends_with(&self, list: &str, words: &str) -> bool {
        self.words(list).iter().any(|w| words.ends_with(w.as_str()))
    }

    /// The first word of a list in some words, the longest of those that begin there.
    pub fn first_of(&self, list: &str, words: &str) -> Option<&'s str> {
        self.rules.words.first_in(list, words)
    }

    /// A list of pairs that are written `one/other`.
    pub fn pairs(&self, list: &str) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.words(list).iter().filter_map(|w| w.split_once('/'))
    }

    /// Whether some words hold both of a pair.
    pub fn has_pair(&self, list: &str, words: &str) -> bool {
        self.pairs(list).any(|(one, other)| words.contains(one) && words.contains(other))
    }

    /// A word list, empty where there is none of this name.
    pub fn words(&self, list: &str) -> &'s [String] {
        self.rules.words.get(list).unwrap_or_default()
    }

    /// Ids of the claims that findings name so far; what is said of the wording alone leaves a number unchecked.
    pub fn claims_used(&self) -> HashSet<&'a str> {
        let checks = |d: &&Draft<'_, '_>| d.is_on(self.rules) && d.outcome.final_grade(self.rules) != Grade::Style;
        let on = self.drafts.iter().filter(checks);
        on.flat_map(Draft::claims).collect()
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
            draft.outcome.grade = Some(grade);
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
        misuses: &[(&'static str, &dyn Fn() -> Option<Amount>)],
    ) -> Option<Verdict> {
        let fits: Vec<Fit> = ways.iter().map(|w| w.amount.fit(amount)).collect();
        let best = (0..ways.len()).min_by_key(|&i| (fits[i], i))?;
        let verdict = match fits[best] {
            Fit::Pass => Verdict::Pass,
            Fit::Loose => Verdict::Note,
            Fit::No => Verdict::Flag,
        };
        let told = &ways.get(best)?.formula;
        let mut alternatives: Vec<String> = Vec::new();
        // the same figures of another place say nothing new
        for way in ways.iter().filter(|w| w.formula != *told) {
            let words = format!("{} = {}", way.formula, show(&way.amount, stated));
            if !alternatives.contains(&words) {
                alternatives.push(words);
            }
        }
        let way = ways.into_iter().nth(best)?;
        let mut draft = Draft::new(check, verdict)
            .figures(way.operands.iter().copied())
            .figures([stated])
            .formula(way.formula)
            .computed(&way.amount.pass)
            .stated(&amount.pass)
            .word("value", show(&way.amount, stated))
            .word("said", stated.text())
            .word("operands", way.operands.iter().map(|f| f.text()).collect::<Vec<_>>().join("、"))
            .alternatives(alternatives);
        if verdict == Verdict::Flag {
            let misuse = misuses.iter().find(|(_, m)| m().is_some_and(|m| m.fit(amount) == Fit::Pass));
            if let Some((key, _)) = misuse {
                draft = draft.message(key);
            }
        }
        self.push(draft);
        Some(verdict)
    }

    /// What all checks said.
    pub fn finish(self) -> Judged<'s, 'a> {
        Judged::new(self.scene, self.rules, self.drafts)
    }
}
