//! What a store holds, as far as the page must look through it: a row for every finding that a person should see,
//! where every article lies, which numbers speak of the same thing. Read once, and on as the store grows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use jiff::civil::Date;

use crate::check::Tally;
use crate::model::{Claim, Finding, Grade, Message, Record, Verdict};
use crate::store::{Article, Between, Corrected, Place, Reading, StoreError};
use crate::tables::Table;

use super::folding::Folding;

/// Characters of the sentence that a row shows.
const EXCERPT: usize = 90;

/// An article, as rows and lists name it.
pub struct Entry {
    /// What the store tells it by.
    pub key: String,
    /// Where it lies.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When.
    pub published: Option<Date>,
}

/// A finding in the queue.
pub struct Row {
    /// Its id.
    pub id: String,
    /// What decisions hang on.
    pub fingerprint: String,
    /// Its check.
    pub check: String,
    /// What the check says.
    pub verdict: Verdict,
    /// How much it matters.
    pub grade: Grade,
    /// How sure the least sure number is attached, in per cent.
    pub score: u8,
    /// Numbers of its articles.
    pub articles: Vec<u32>,
    /// When the first of them was published.
    pub published: Option<Date>,
    /// What its numbers are of.
    pub entities: Vec<String>,
    /// What they measure.
    pub metrics: Vec<String>,
    /// The sentence, cut.
    pub excerpt: String,
    /// The finding in words.
    pub message: Message,
    /// The finding itself where it stands between articles, and so in no article's block.
    pub between: Option<Box<Finding>>,
}

/// A number that can be compared: which thing it speaks of, and where it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    thing: u64,
    /// Number of its article.
    pub article: u32,
    /// Number of the claim in it.
    pub claim: u32,
}

/// What the page looks through.
pub struct Catalogue {
    reading: Reading,
    corrected: Arc<RwLock<Corrected>>,
    folding: Arc<RwLock<Folding>>,
    through: Place,
    lists: [Option<SystemTime>; 2],
    /// The articles, in the order of the store.
    pub articles: Vec<Entry>,
    by_key: HashMap<String, u32>,
    /// The findings, in the order of the queue.
    pub rows: Vec<Row>,
    by_id: HashMap<String, u32>,
    prints: HashSet<String>,
    told: Vec<Told>,
    told_sorted: usize,
    /// Counts over all articles.
    pub tally: Tally,
    /// Findings by check and verdict.
    pub checks: BTreeMap<String, [u64; 4]>,
    /// The source tables.
    pub tables: Vec<Table>,
    /// Blocks that could not be read.
    pub damaged: u64,
}

impl Catalogue {
    /// A catalogue of a store, with nothing read yet.
    pub fn new(reading: Reading, corrected: Arc<RwLock<Corrected>>, folding: Arc<RwLock<Folding>>) -> Catalogue {
        Catalogue {
            reading,
            corrected,
            folding,
            through: Place::default(),
            lists: [None; 2],
            articles: Vec::new(),
            by_key: HashMap::new(),
            rows: Vec::new(),
            by_id: HashMap::new(),
            prints: HashSet::new(),
            told: Vec::new(),
            told_sorted: 0,
            tally: Tally::default(),
            checks: BTreeMap::new(),
            tables: Vec::new(),
            damaged: 0,
        }
    }

    /// Whether the store was written anew, so that a new catalogue has to be made.
    ///
    /// # Errors
    /// The operating system's word on a file.
    pub fn is_stale(&mut self) -> Result<bool, StoreError> {
        self.reading.renew()
    }

    /// Reads at most `blocks` more of the store. True where there may be more to read; what was read is in order once
    /// there is not.
    ///
    /// # Errors
    /// The operating system's word on a file.
    pub fn read_on(&mut self, blocks: usize) -> Result<bool, StoreError> {
        let mut more = true;
        for _ in 0..blocks {
            let Some(step) = self.reading.step(self.through)? else {
                more = false;
                break;
            };
            match step.article {
                Ok(mut article) => {
                    self.amend(&mut article);
                    self.add(step.place, &article);
                }
                Err(_) => self.damaged += 1,
            }
            self.through = step.next;
        }
        if more {
            return Ok(true);
        }
        if self.read_lists()? || self.by_id.len() != self.rows.len() {
            self.rows.sort_by(|a, b| key(a).cmp(&key(b)));
            self.by_id = self.rows.iter().zip(0..).map(|(row, n)| (row.id.clone(), n)).collect();
            self.prints = self.rows.iter().map(|row| row.fingerprint.clone()).collect();
        }
        if self.told.len() != self.told_sorted {
            self.told.sort_unstable();
            self.told_sorted = self.told.len();
        }
        Ok(false)
    }

    fn add(&mut self, place: Place, article: &Article) {
        let document = &article.document;
        let number = self.articles.len() as u32;
        self.by_key.insert(document.key(), number);
        self.articles.push(Entry {
            key: document.key(),
            place,
            id: document.id.clone(),
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            url: document.url.clone(),
            published: document.published,
        });
        self.tally.add(&article.claims, &article.findings);
        for finding in &article.findings {
            if finding.verdict != Verdict::Unchecked {
                self.checks.entry(finding.check.clone()).or_default()[finding.verdict as usize] += 1;
            }
            if is_shown(finding) {
                self.rows.push(row(finding, vec![number], std::slice::from_ref(article)));
            }
        }
        self.tell(number, article);
    }

    fn tell(&mut self, number: u32, article: &Article) {
        for (claim, n) in article.claims.iter().zip(0..) {
            if let Some(thing) = thing(claim) {
                self.told.push(Told { thing, article: number, claim: n });
            }
        }
    }

    /// Notes again what an article tells, after a claim of it was corrected.
    ///
    /// # Errors
    /// A damaged block.
    pub fn tell_again(&mut self, number: u32) -> Result<(), StoreError> {
        let Some(article) = self.article(number)? else { return Ok(()) };
        self.told.retain(|told| told.article != number);
        self.tell(number, &article);
        self.told.sort_unstable();
        self.told_sorted = self.told.len();
        Ok(())
    }

    /// Makes an article say what people corrected, under the names that they merged.
    fn amend(&self, article: &mut Article) {
        self.corrected().correct(article);
        self.folding.read().unwrap_or_else(PoisonError::into_inner).fold(article);
    }

    /// The corrections of claims.
    pub fn corrected(&self) -> RwLockReadGuard<'_, Corrected> {
        self.corrected.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads findings between articles and tables again where their files changed.
    fn read_lists(&mut self) -> Result<bool, StoreError> {
        let changed = self.reading.lists_changed();
        if changed == self.lists {
            return Ok(false);
        }
        self.lists = changed;
        self.tables = self.reading.tables()?;
        self.rows.retain(|row| row.between.is_none());
        for read in self.reading.between()? {
            let Between { finding, documents } = read?;
            let numbers: Vec<u32> = documents.iter().filter_map(|key| self.by_key.get(key).copied()).collect();
            if !is_shown(&finding) || numbers.is_empty() {
                continue;
            }
            let articles: Vec<Article> = numbers.iter().filter_map(|n| self.article(*n).ok().flatten()).collect();
            let mut row = row(&finding, numbers, &articles);
            row.between = Some(Box::new(finding));
            self.rows.push(row);
        }
        Ok(true)
    }

    /// The article of a number.
    ///
    /// # Errors
    /// A damaged block; a store that was written anew and not looked at again yet.
    pub fn article(&self, number: u32) -> Result<Option<Article>, StoreError> {
        let Some(entry) = self.articles.get(number as usize) else { return Ok(None) };
        let mut article = self.reading.article_at(entry.place)?;
        self.amend(&mut article);
        Ok(Some(article))
    }

    /// The number of the article with a key.
    pub fn number_of(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// The place in the queue of a finding.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|n| *n as usize)
    }

    /// Where the same thing is told, this claim left out.
    pub fn told_elsewhere(&self, article: u32, claim: &Claim) -> impl Iterator<Item = Told> + '_ {
        let thing = thing(claim);
        let from = self.told.partition_point(|t| Some(t.thing) < thing);
        let same = self.told.get(from..).unwrap_or_default().iter().copied();
        same.take_while(move |t| Some(t.thing) == thing).filter(move |t| t.article != article)
    }

    /// Whether a finding with this fingerprint is in the queue.
    pub fn has_print(&self, fingerprint: &str) -> bool {
        self.prints.contains(fingerprint)
    }

    /// A record of the tables, and its table.
    pub fn record(&self, id: &str) -> Option<(&Table, &Record)> {
        self.tables.iter().find_map(|table| table.records.iter().find(|r| r.id == id).map(|r| (table, r)))
    }

    /// What the store was made with.
    pub fn basis(&self) -> &str {
        self.reading.basis()
    }
}

fn is_shown(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Flag | Verdict::Note)
}

/// The order of the queue: what matters most first.
fn key(row: &Row) -> (Verdict, Grade, std::cmp::Reverse<u8>, std::cmp::Reverse<Option<Date>>, &str) {
    (row.verdict, row.grade, std::cmp::Reverse(row.score), std::cmp::Reverse(row.published), &row.id)
}

fn row(finding: &Finding, numbers: Vec<u32>, articles: &[Article]) -> Row {
    let claims: Vec<&Claim> = articles.iter().flat_map(|a| &a.claims).collect();
    let concerned: Vec<&Claim> = claims.into_iter().filter(|c| finding.claims.contains(&c.id)).collect();
    let score = concerned.iter().map(|c| c.score).fold(1.0, f64::min);
    let mut entities: Vec<String> = Vec::new();
    let mut metrics: Vec<String> = Vec::new();
    for claim in &concerned {
        entities.extend(claim.subject.as_ref().map(|s| s.entity.clone().unwrap_or_else(|| s.text.clone())));
        metrics.extend(claim.metric.as_ref().map(|m| m.id.clone().unwrap_or_else(|| m.text.clone())));
    }
    for names in [&mut entities, &mut metrics] {
        names.sort();
        names.dedup();
    }
    Row {
        id: finding.id.clone(),
        fingerprint: finding.fingerprint.clone(),
        check: finding.check.clone(),
        verdict: finding.verdict,
        grade: finding.grade,
        score: (score * 100.0).round().clamp(0.0, 100.0) as u8,
        published: articles.first().and_then(|a| a.document.published),
        articles: numbers,
        entities,
        metrics,
        excerpt: excerpt(finding, articles),
        message: finding.message.clone(),
        between: None,
    }
}

/// The words around the first operand.
fn excerpt(finding: &Finding, articles: &[Article]) -> String {
    let Some(span) = finding.spans.first() else { return String::new() };
    let Some(article) = articles.iter().find(|a| a.document.id == span.doc) else { return String::new() };
    let text = match span.field {
        crate::model::Field::Title => article.document.title.as_deref().unwrap_or_default(),
        crate::model::Field::Text => &article.document.text,
    };
    let sentence = article
        .claims
        .iter()
        .find(|c| c.field == span.field && c.sentence.start <= span.start && span.start < c.sentence.end);
    let from = sentence.map_or(span.start.saturating_sub(20), |c| c.sentence.start);
    let from = if span.start.saturating_sub(from) > EXCERPT / 2 { span.start - EXCERPT / 4 } else { from };
    let to = sentence.map_or(span.end + 20, |c| c.sentence.end);
    let cut: String = text.chars().skip(from).take((to.saturating_sub(from)).min(EXCERPT)).collect();
    let ends = if to.saturating_sub(from) > EXCERPT { "…" } else { "" };
    format!("{}{ends}", cut.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a claim speaks of: bearer, measure, unit and part in the statement; None without a bearer.
fn thing(claim: &Claim) -> Option<u64> {
    let subject = claim.subject.as_ref()?;
    let mut hash = DefaultHasher::new();
    subject.entity.as_ref().unwrap_or(&subject.text).hash(&mut hash);
    claim.metric.as_ref().map(|m| m.id.as_ref().unwrap_or(&m.text)).hash(&mut hash);
    claim.quantity.base.as_ref().map_or(claim.quantity.unit.as_ref(), |b| Some(&b.unit)).hash(&mut hash);
    claim.quantity.kind.hash(&mut hash);
    let is_change = matches!(claim.role, crate::model::Role::Change | crate::model::Role::Compare);
    is_change.hash(&mut hash);
    Some(hash.finish())
}
