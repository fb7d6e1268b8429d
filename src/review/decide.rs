//! Keeping decisions.

use jiff::Timestamp;

use super::Office;
use super::catalogue::{Catalogue, Row};
use super::filter::Filter;
use crate::model::{Decision, FalseAlarm, Message, Review, ReviewedArticle, SCHEMA};
use crate::store::StoreError;

/// Longest comment that is kept, in characters.
pub(super) const COMMENT: usize = 2000;
/// Longest name.
const NAME: usize = 40;

/// Why a decision was not kept.
pub enum Refused {
    /// What was asked makes no sense, in words.
    Asked(Message),
    /// The disk's word on it.
    Store(StoreError),
}

/// What is decided about findings.
pub struct Ruling {
    /// Their ids.
    pub findings: Vec<String>,
    /// `confirmed`, `unsure`, `fixed`, or `false_alarm:` with a reason.
    pub decision: String,
    /// Free words.
    pub comment: String,
}

pub(super) fn asked(zh: &str, en: &str) -> Refused {
    Refused::Asked(Message { zh: zh.to_owned(), en: en.to_owned() })
}

/// The decision that a name stands for, with its reason.
fn read(name: &str) -> Option<(Decision, Option<FalseAlarm>)> {
    let (name, reason) = name.split_once(':').map_or((name, None), |(name, reason)| (name, Some(reason)));
    let decision = Decision::ALL.into_iter().find(|d| d.name() == name)?;
    let reason = reason.and_then(|r| FalseAlarm::ALL.into_iter().find(|f| f.name() == r));
    let with_reason = decision == Decision::FalseAlarm;
    (with_reason == reason.is_some()).then_some((decision, reason))
}

impl Office {
    /// Keeps a decision on some findings; gives the numbers of the first and the last entry, which are on the disk.
    ///
    /// # Errors
    /// Nothing chosen, a finding that is not there, a full disk: then nothing was kept.
    pub fn decide(&self, ruling: &Ruling, who: &str) -> Result<(u64, u64), Refused> {
        let (decision, reason) =
            read(&ruling.decision).ok_or_else(|| asked("不认识这种判断。", "No such decision."))?;
        if ruling.findings.is_empty() {
            return Err(asked("先选中要判的条目。", "Choose findings first."));
        }
        let mut entries = Vec::new();
        {
            let catalogue = self.catalogue();
            for id in &ruling.findings {
                let row = catalogue.position(id).and_then(|n| catalogue.rows.get(n));
                let gone = || {
                    asked(
                        "这一处已不在数据仓里，可能刚重跑过；请回到清单。",
                        "This finding is no longer in the store, which may have been run again; go back to the queue.",
                    )
                };
                let mut entry = entry(row.ok_or_else(gone)?, &catalogue);
                entry.decision = decision;
                entry.reason = reason;
                entry.comment = ruling.comment.trim().chars().take(COMMENT).collect();
                entry.who = name(who);
                entries.push(entry);
            }
        }
        self.keep(entries)
    }

    /// Takes back the entries of a range that stand; gives the numbers of the entries that do so.
    ///
    /// # Errors
    /// Nothing to take back, a full disk.
    pub fn undo(&self, from: u64, to: u64, who: &str) -> Result<(u64, u64), Refused> {
        let mut entries = Vec::new();
        {
            let decided = self.decided();
            let meant = decided.all().iter().filter(|e| (from..=to).contains(&e.n));
            for entry in meant.filter(|e| e.decision != Decision::Undone && !decided.is_undone(e)) {
                let mut undone = entry.clone();
                undone.decision = Decision::Undone;
                undone.undoes = Some(entry.n);
                undone.reason = None;
                undone.comment = String::new();
                undone.who = name(who);
                undone.when = Timestamp::now();
                entries.push(undone);
            }
        }
        if entries.is_empty() {
            return Err(asked("没有可撤销的。", "There is nothing to take back."));
        }
        self.keep(entries)
    }

    fn keep(&self, mut entries: Vec<Review>) -> Result<(u64, u64), Refused> {
        let mut log = self.log();
        let first = log.decisions.next();
        log.decisions.keep(&mut entries).map_err(Refused::Store)?;
        let last = log.decisions.next() - 1;
        let mut decided = self.decided.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        entries.into_iter().for_each(|entry| decided.add(entry));
        Ok((first, last))
    }

    /// The finding to look at after one, in the order of the queue and by the same filter; the first one where none
    /// follows.
    pub fn next_after(&self, id: &str, filter: &Filter) -> Option<String> {
        let (catalogue, decided) = (self.catalogue(), self.decided());
        let at = catalogue.position(id)?;
        let shown = |row: &&Row| row.id != id && filter.shows(row, &catalogue, &decided);
        let next = catalogue.rows.iter().skip(at + 1).find(shown);
        next.or_else(|| catalogue.rows.iter().find(shown)).map(|row| row.id.clone())
    }
}

pub(super) fn name(who: &str) -> String {
    let name: String = who.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
    if name.is_empty() { "–".to_owned() } else { name }
}

fn entry(row: &Row, catalogue: &Catalogue) -> Review {
    let articles = row.articles.iter().filter_map(|n| catalogue.articles.get(*n as usize));
    let known =
        |a: &super::catalogue::Entry| ReviewedArticle { id: a.id.clone(), title: a.title.clone(), url: a.url.clone() };
    Review {
        schema: SCHEMA,
        n: 0,
        when: Timestamp::now(),
        who: String::new(),
        decision: Decision::Unsure,
        reason: None,
        comment: String::new(),
        undoes: None,
        fingerprint: row.fingerprint.clone(),
        finding: row.id.clone(),
        check: row.check.clone(),
        articles: articles.map(known).collect(),
        quoted: row.excerpt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_alarm_has_a_reason_and_nothing_else_has() {
        assert_eq!(read("confirmed"), Some((Decision::Confirmed, None)));
        assert_eq!(read("false_alarm:misread"), Some((Decision::FalseAlarm, Some(FalseAlarm::Misread))));
        for wrong in ["false_alarm", "false_alarm:because", "fixed:misread", "undone", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
