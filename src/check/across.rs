//! `cross_article_conflict`: the same fact in different articles.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::link::{Fact, FactReader, Likeness, is_moment};
use crate::model::{Claim, DocumentRef, Field, Finding, Modality, Period, Quantity, Span, Verdict};
use crate::rules::Rules;
use crate::text::{Segmenter, Tag, View, word_hash};

use super::amount::{Amount, Fit};
use super::outcome::{Outcome, Places};

const CHECK: &str = "cross_article_conflict";
/// Articles further apart may both be right.
const DAYS: i32 = 3;
/// A key of more claims than this is of words that say nothing.
const CROWD: usize = 200;
/// Claims that are read at once.
const SLAB: usize = 4000;
/// Articles whose names are kept at once.
const LEADS: usize = 20_000;
/// A sentence with more numbers than this is a table, in which no words tell one from another.
const TABLE: usize = 60;
/// Sentences with numbers in which the names of a story are looked for.
const LEAD: usize = 12;

/// Gathers the claims of articles and compares those that state one fact. The outcome does not depend
/// on the order in which articles are added.
///
/// What is held of a claim is small (its fields packed, its sentence once an article, a few keys), and
/// facts are read for one group of claims at a time, so that the claims of a whole archive can be added.
pub struct Across {
    rules: Arc<Rules>,
    facts: FactReader,
    articles: Vec<Article>,
    claims: Vec<Held>,
    /// Key and number of a claim.
    keys: Vec<(u64, u32)>,
}

/// What the claims of an article share.
struct Article {
    doc: DocumentRef,
    /// By field and place, in order.
    sentences: Vec<((bool, usize), Box<str>)>,
}

/// A claim without its document and the words of its sentence.
struct Held {
    article: u32,
    /// No other number of the sentence has the unit.
    alone: bool,
    packed: Box<[u8]>,
}

impl Across {
    /// With no article yet.
    pub fn new(rules: Arc<Rules>) -> Self {
        let facts = FactReader::new(&rules);
        Across { rules, facts, articles: Vec::new(), claims: Vec::new(), keys: Vec::new() }
    }

    /// Keys under which a claim is compared with those of other articles.
    pub fn keys(&self, claim: &Claim) -> Vec<u64> {
        if claim.modality != Modality::Actual {
            return Vec::new();
        }
        self.facts.read(claim, false).map(|f| f.keys).unwrap_or_default()
    }

    /// Adds the claims of one article.
    pub fn add(&mut self, claims: &[Claim]) {
        self.add_where(claims, |_| true);
    }

    /// Adds those claims of one article that have a key worth comparing.
    pub fn add_where(&mut self, claims: &[Claim], worth: impl Fn(u64) -> bool) {
        let Some(first) = claims.first() else { return };
        let like = |c: &Claim| (sentence_of(c), format!("{:?}{:?}", c.quantity.kind, c.quantity.unit));
        let (mut crowded, mut alike) = (HashMap::<_, usize>::new(), HashMap::<_, usize>::new());
        for claim in claims {
            *crowded.entry(sentence_of(claim)).or_default() += 1;
            *alike.entry(like(claim)).or_default() += 1;
        }
        let article = u32::try_from(self.articles.len()).unwrap_or(u32::MAX);
        let before = self.claims.len();
        for claim in claims.iter().filter(|c| crowded.get(&sentence_of(c)).is_none_or(|&n| n <= TABLE)) {
            let mut keys = self.keys(claim);
            keys.retain(|key| worth(*key));
            let mut bare = claim.clone();
            bare.sentence.text.clear();
            bare.doc = DocumentRef { id: String::new(), title: None, publisher: None, url: None, published: None };
            let Ok(packed) = postcard::to_stdvec(&bare) else { continue };
            if !keys.is_empty() {
                let number = u32::try_from(self.claims.len()).unwrap_or(u32::MAX);
                let alone = alike.get(&like(claim)).is_some_and(|&n| n < 2);
                self.claims.push(Held { article, alone, packed: packed.into_boxed_slice() });
                self.keys.extend(keys.into_iter().map(|key| (key, number)));
            }
        }
        if self.claims.len() > before {
            let mut sentences: BTreeMap<(bool, usize), Box<str>> = BTreeMap::new();
            for claim in claims {
                sentences.entry(sentence_of(claim)).or_insert_with(|| claim.sentence.text.as_str().into());
            }
            self.articles.push(Article { doc: first.doc.clone(), sentences: sentences.into_iter().collect() });
        }
    }

    /// The findings between the articles.
    pub fn finish(self) -> Vec<Finding> {
        self.compare(true)
    }

    /// The findings between the articles, without the numbers that agree.
    pub fn disagreements(self) -> Vec<Finding> {
        self.compare(false)
    }

    fn compare(mut self, passes: bool) -> Vec<Finding> {
        let runs = self.runs();
        let mut leads = Leads::new();
        let mut agreed = HashSet::new();
        let mut open = Vec::new();
        let mut rest = runs.all.as_slice();
        while !rest.is_empty() {
            // what is read of a claim takes far more room than what is held, so a slab of runs at a time
            let mut members = 0;
            let until = rest.iter().position(|run| {
                members += run.members;
                members > SLAB
            });
            let (slab, after) = rest.split_at(until.unwrap_or(rest.len()).max(1));
            self.meet(slab, &runs.crowded, passes, &mut leads, &mut agreed, &mut open);
            rest = after;
        }
        once_a_voice(self.settle(&agreed, open))
    }

    /// Compares the claims that share the key of one of these runs.
    fn meet(
        &self,
        slab: &[Run],
        crowded: &HashSet<u64>,
        passes: bool,
        leads: &mut Leads,
        agreed: &mut HashSet<(u32, u32)>,
        open: &mut Vec<Open>,
    ) {
        let mut numbers: Vec<u32> = slab.iter().flat_map(|run| self.members(run)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let claims: Vec<(u32, &Held, Claim)> = numbers
            .iter()
            .filter_map(|&n| self.claims.get(n as usize).and_then(|held| Some((n, held, self.restore(held)?))))
            .collect();
        let facts: HashMap<u32, Member<'_>> = claims
            .iter()
            .filter_map(|(n, held, claim)| {
                let fact = self.facts.read(claim, held.alone)?;
                Some((*n, Member { article: held.article, fact, amount: OnceCell::new() }))
            })
            .collect();
        if leads.len() > LEADS {
            leads.clear();
        }
        let mut told: HashMap<u32, Names> = HashMap::new();
        for run in slab {
            let facts: Vec<_> = self.members(run).filter_map(|n| Some((n, facts.get(&n)?))).collect();
            for (i, &(first, one)) in facts.iter().enumerate() {
                for &(second, other) in facts.iter().skip(i + 1).filter(|(_, m)| m.article != one.article) {
                    // two claims with several keys in common meet once
                    if first_shared(&one.fact, &other.fact, crowded) != Some(run.key) {
                        continue;
                    }
                    let Some(met) = Meeting::of(one, other) else { continue };
                    if met.fit == Fit::Pass {
                        agreed.insert((first, other.article));
                        agreed.insert((second, one.article));
                    }
                    let one_story = || {
                        for (n, Member { article, fact, .. }) in [(first, one), (second, other)] {
                            told.entry(n).or_insert_with(|| {
                                let lead = leads.entry(*article).or_insert_with(|| self.lead_names(*article));
                                names(fact.claim, lead, &self.rules.segmenter)
                            });
                        }
                        told.get(&first).zip(told.get(&second)).is_some_and(|(x, y)| same_story(x, y))
                    };
                    let Some((verdict, why)) = met.verdict(one_story) else { continue };
                    if passes || verdict != Verdict::Pass {
                        let is_one = std::ptr::eq(met.first, one);
                        let (first, second) = if is_one { (first, second) } else { (second, first) };
                        open.push(Open { verdict, why, first, second });
                    }
                }
            }
        }
    }

    /// Runs of claims that share a key, those with claims in common behind one another.
    fn runs(&mut self) -> Runs {
        self.keys.sort_unstable();
        self.keys.dedup();
        let mut parent: Vec<u32> = (0..u32::try_from(self.claims.len()).unwrap_or(u32::MAX)).collect();
        let mut runs = Runs::default();
        let mut from = 0;
        for members in self.keys.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(key, first)) = members.first() else { continue };
            if members.len() > CROWD {
                runs.crowded.insert(key);
            } else if members.iter().any(|&(_, n)| self.article_of(n) != self.article_of(first)) {
                for pair in members.windows(2) {
                    if let [(_, a), (_, b)] = pair {
                        let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
                        if let Some(p) = parent.get_mut(a.max(b) as usize) {
                            *p = a.min(b);
                        }
                    }
                }
                runs.all.push(Run { group: first, key, from, members: members.len() });
            }
            from += members.len();
        }
        runs.all.iter_mut().for_each(|run| run.group = root(&mut parent, run.group));
        runs.all.sort_unstable_by_key(|run| (run.group, run.key));
        runs
    }

    fn article_of(&self, claim: u32) -> Option<u32> {
        self.claims.get(claim as usize).map(|held| held.article)
    }

    fn members(&self, run: &Run) -> impl Iterator<Item = u32> {
        self.keys.get(run.from..run.from + run.members).unwrap_or_default().iter().map(|(_, n)| *n)
    }

    /// Findings, each pair of documents and values once. A number that the other article also has, in the
    /// same words, is in no conflict with a second one there.
    fn settle(&self, agreed: &HashSet<(u32, u32)>, open: Vec<Open>) -> BTreeMap<Pair, Found> {
        let mut found: BTreeMap<Pair, Found> = BTreeMap::new();
        for Open { verdict, why, first, second } in open {
            let (Some(x), Some(y)) = (self.claims.get(first as usize), self.claims.get(second as usize)) else {
                continue;
            };
            let settled = agreed.contains(&(first, y.article)) || agreed.contains(&(second, x.article));
            if verdict != Verdict::Pass && settled {
                continue;
            }
            let (Some(a), Some(b)) = (self.restore(x), self.restore(y)) else { continue };
            let key = (a.doc.id.clone(), b.doc.id.clone(), a.quantity.text.clone(), b.quantity.text.clone());
            let order = (order(&a), order(&b));
            if found.get(&key).is_none_or(|old| (verdict, &order) < (old.verdict, &old.order)) {
                let voices = (voice(&a), voice(&b));
                found
                    .insert(key, Found { verdict, order, voices, finding: finding(&self.rules, verdict, why, &a, &b) });
            }
        }
        found
    }

    fn restore(&self, held: &Held) -> Option<Claim> {
        let article = self.articles.get(held.article as usize)?;
        let mut claim: Claim = postcard::from_bytes(&held.packed).ok()?;
        let at = article.sentences.binary_search_by_key(&sentence_of(&claim), |(place, _)| *place).ok()?;
        claim.sentence.text = article.sentences.get(at)?.1.to_string();
        claim.doc = article.doc.clone();
        Some(claim)
    }

    /// The names in an article's title and its first sentences with numbers.
    fn lead_names(&self, article: u32) -> Names {
        let mut out = Names::default();
        if let Some(article) = self.articles.get(article as usize) {
            article.doc.title.iter().for_each(|t| names_in(t, &self.rules.segmenter, &mut out));
            article.sentences.iter().take(LEAD).for_each(|(_, text)| names_in(text, &self.rules.segmenter, &mut out));
        }
        out
    }
}

/// Where a claim's sentence stands: title first.
fn sentence_of(claim: &Claim) -> (bool, usize) {
    (claim.field == Field::Text, claim.sentence.start)
}

fn root(parent: &mut [u32], mut n: u32) -> u32 {
    while let Some(&up) = parent.get(n as usize).filter(|up| **up != n) {
        let above = parent.get(up as usize).copied().unwrap_or(up);
        if let Some(p) = parent.get_mut(n as usize) {
            *p = above;
        }
        n = up;
    }
    n
}

/// Runs of claims with a common key.
#[derive(Default)]
struct Runs {
    all: Vec<Run>,
    /// Keys that hold too much together.
    crowded: HashSet<u64>,
}

struct Run {
    /// Least number of a claim that is bound to these, directly or by way of others.
    group: u32,
    key: u64,
    /// Place in the list of keys.
    from: usize,
    members: usize,
}

/// What two claims come to, unless it is settled otherwise.
struct Open {
    verdict: Verdict,
    why: &'static str,
    first: u32,
    second: u32,
}

/// The least key that two facts have in common and that says something; both lists are in order.
fn first_shared(a: &Fact<'_>, b: &Fact<'_>, crowded: &HashSet<u64>) -> Option<u64> {
    let mut other = b.keys.iter().peekable();
    a.keys.iter().copied().find(|key| {
        while other.next_if(|k| *k < key).is_some() {}
        other.peek() == Some(&key) && !crowded.contains(key)
    })
}

/// A claim among those that share a key.
struct Member<'c> {
    article: u32,
    fact: Fact<'c>,
    /// Reckoned when it is first asked for: few claims come so far, and those mostly more than once.
    amount: OnceCell<Amount>,
}

impl Member<'_> {
    fn amount(&self) -> &Amount {
        self.amount.get_or_init(|| Amount::of(&self.fact.claim.quantity))
    }
}

/// Two facts of different articles that may be one.
struct Meeting<'f, 'c> {
    first: &'f Member<'c>,
    second: &'f Member<'c>,
    likeness: Likeness,
    fit: Fit,
}

impl<'f, 'c> Meeting<'f, 'c> {
    fn of(a: &'f Member<'c>, b: &'f Member<'c>) -> Option<Self> {
        let likeness = a.fact.likeness(&b.fact);
        if likeness == Likeness::Different || a.fact.one_voice(&b.fact) {
            return None;
        }
        let (first, second) = if place(a.fact.claim) <= place(b.fact.claim) { (a, b) } else { (b, a) };
        let fit = a.amount().fit(b.amount());
        Some(Meeting { first, second, likeness, fit })
    }

    /// What the two numbers come to; None where they are known to be of different things.
    fn verdict(&self, same_story: impl FnOnce() -> bool) -> Option<(Verdict, &'static str)> {
        let (a, b) = (self.first.fact.claim, self.second.fact.claim);
        let times = same_time(a.time.as_ref(), b.time.as_ref());
        if a.quantity.kind != b.quantity.kind {
            return None;
        }
        if times == Some(false) {
            return self.shrinks(same_story);
        }
        // a time carried over from elsewhere proves nothing
        let timed =
            times == Some(true) && [a, b].iter().all(|c| c.time.as_ref().is_some_and(|t| t.start >= c.sentence.start));
        let days = match (a.doc.published, b.doc.published) {
            (Some(x), Some(y)) => Some((x - y).get_days().abs()),
            (None, None) => Some(0),
            _ => None,
        };
        let outcome = if self.fit != Fit::No {
            let near = days.is_some_and(|d| d <= DAYS && (d == 0 || timed));
            (self.fit == Fit::Pass && near).then_some((Verdict::Pass, ""))
        } else {
            self.conflict(days, timed)
        };
        // The names of two articles take longest to compare.
        outcome.filter(|_| same_story())
    }

    /// What two numbers that do not fit come to, published so many days apart, where both name one time or do not.
    fn conflict(&self, days: Option<i32>, timed: bool) -> Option<(Verdict, &'static str)> {
        match days {
            None => None,
            Some(d) if d > DAYS => timed.then_some((Verdict::Note, "发表相隔3天以上 / more than 3 days apart")),
            Some(d) if d > 0 && !timed => None,
            _ if self.first.fact.is_running_total() && !timed => {
                Some((Verdict::Note, "累计数的截止时间不明 / the as-of time of a running total is not given"))
            }
            _ if self.likeness == Likeness::Similar => Some((Verdict::Note, "用词不尽相同 / the words differ in part")),
            _ => {
                let [a, b] = [self.first, self.second].map(|m| &m.fact.claim.quantity);
                Some((Verdict::Flag, near_miss(a, b).unwrap_or("")))
            }
        }
    }

    /// A running total that is less at a later time.
    fn shrinks(&self, same_story: impl FnOnce() -> bool) -> Option<(Verdict, &'static str)> {
        let (a, b) = (self.first, self.second);
        let (earlier, later) = match (a.fact.claim.time.as_ref()?.to?, b.fact.claim.time.as_ref()?.to?) {
            (x, y) if x < y => (a, b),
            (x, y) if y < x => (b, a),
            _ => return None,
        };
        let totals = a.fact.is_running_total() && b.fact.is_running_total() && self.likeness == Likeness::Same;
        let less = || later.amount().pass.before(&earlier.amount().pass);
        (totals && less() && same_story())
            .then_some((Verdict::Note, "累计数后来反而变小 / a running total that is less at a later time"))
    }
}

/// How two numbers may have come of each other by a slip of the pen.
fn near_miss(a: &Quantity, b: &Quantity) -> Option<&'static str> {
    let (x, y) = (a.value.to_decimal().normalize(), b.value.to_decimal().normalize());
    let digits = |d: rust_decimal::Decimal| d.mantissa().unsigned_abs().to_string();
    let (p, q) = (digits(x), digits(y));
    let bare = |t: &str| t.trim_end_matches('0').to_owned();
    if x != y && bare(&p) == bare(&q) {
        return Some("只差10的整数次方 / they differ by a power of ten");
    }
    if p.len() != q.len() || p.len() < 2 || x.scale() != y.scale() {
        return None;
    }
    let differ: Vec<usize> =
        p.bytes().zip(q.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(i, _)| i).collect();
    let at = |t: &str, i: usize| t.as_bytes().get(i).copied();
    match differ[..] {
        [_] if p.len() > 2 => Some("只差一位数字 / they differ by one digit"),
        [i, j] if j == i + 1 && at(&p, i) == at(&q, j) && at(&p, j) == at(&q, i) => {
            Some("两位数字互换 / two digits changed places")
        }
        _ => None,
    }
}

/// Names in title and lead, by article.
type Leads = HashMap<u32, Names>;

/// Names, and the places among them.
type Names = (BTreeSet<String>, BTreeSet<String>);

/// Whether the names of two articles allow them to speak of one thing: names of both, if there are any,
/// must have one in common, and so must their places.
fn same_story(a: &Names, b: &Names) -> bool {
    let share = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.iter().any(|x| b.iter().any(|y| x.contains(y.as_str()) || y.contains(x.as_str())))
    };
    let places = a.1.is_empty() || b.1.is_empty() || share(&a.1, &b.1);
    let names = a.0.is_empty() && b.0.is_empty() || share(&a.0, &b.0);
    places && names
}

/// The names in a claim's sentence and in title and lead of its article.
fn names(claim: &Claim, lead: &Names, words: &Segmenter) -> Names {
    let mut out = lead.clone();
    names_in(&claim.sentence.text, words, &mut out);
    out
}

fn names_in(text: &str, words: &Segmenter, (all, places): &mut Names) {
    let view = View::new(text);
    for token in words.tokens(&view, Span::new(0, view.len()), std::iter::empty()) {
        if token.span.len() >= 2 && matches!(token.tag, Tag::Place | Tag::Organisation | Tag::Person | Tag::Name) {
            let word = view.norm(token.span).to_owned();
            if token.tag == Tag::Place {
                places.insert(word.clone());
            }
            all.insert(word);
        }
    }
}

/// Whether two times are known to be the same, or known to differ.
fn same_time(a: Option<&Period>, b: Option<&Period>) -> Option<bool> {
    let (a, b) = (a?, b?);
    match (&a.norm, &b.norm) {
        // two moments of one day are not known to be the same
        (Some(x), Some(y)) if x == y && a.text != b.text && (is_moment(&a.text) || is_moment(&b.text)) => None,
        (Some(x), Some(y)) => Some(x == y),
        // 8月8日18时 without a year cannot be resolved, and is still another time than 8月9日18时
        _ => {
            let digits = |t: &str| t.chars().any(|c| c.is_numeric());
            (digits(&a.text) && digits(&b.text)).then(|| a.text == b.text)
        }
    }
}

/// Order that does not depend on the order of arrival.
fn place(claim: &Claim) -> (Option<Date>, &str, bool, usize) {
    (claim.doc.published, &claim.doc.id, claim.field == Field::Text, claim.quantity.start)
}

/// Documents and values of two claims.
type Pair = (String, String, String, String);

/// Where a claim stands in an order that does not depend on arrival.
type Order = (Option<Date>, String, bool, usize);

/// A finding with what tells it from its likes.
struct Found {
    verdict: Verdict,
    order: (Order, Order),
    /// The sentences of both, white space aside.
    voices: (u64, u64),
    finding: Finding,
}

fn order(claim: &Claim) -> Order {
    let (published, id, text, start) = place(claim);
    (published, id.to_owned(), text, start)
}

fn voice(claim: &Claim) -> u64 {
    word_hash(&claim.sentence.text.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
}

/// Several articles that print one text are one voice: of the findings of copies the first is kept.
fn once_a_voice(found: BTreeMap<Pair, Found>) -> Vec<Finding> {
    let mut firsts: BTreeMap<_, (Pair, Found)> = BTreeMap::new();
    for (pair, one) in found {
        let flipped = one.voices.0 > one.voices.1;
        let voices = if flipped { (one.voices.1, one.voices.0) } else { one.voices };
        let (said, other) = if flipped { (&pair.3, &pair.2) } else { (&pair.2, &pair.3) };
        let key = (one.verdict, voices, said.clone(), other.clone());
        if firsts.get(&key).is_none_or(|(_, old)| one.order < old.order) {
            firsts.insert(key, (pair, one));
        }
    }
    let by_pair: BTreeMap<Pair, Finding> = firsts.into_values().map(|(pair, one)| (pair, one.finding)).collect();
    by_pair.into_values().collect()
}

fn finding(rules: &Rules, verdict: Verdict, why: &str, a: &Claim, b: &Claim) -> Finding {
    let mut places = Places::default();
    places.claim(a);
    places.claim(b);
    let (x, y) = (Amount::of(&a.quantity), Amount::of(&b.quantity));
    let name = |c: &Claim| {
        let doc = c
            .doc
            .title
            .as_ref()
            .map(|t| format!("《{t}》"))
            .or_else(|| c.doc.publisher.clone())
            .unwrap_or_else(|| c.doc.id.clone());
        match &c.source {
            Some(source) => format!("{doc}（{}）", source.text),
            None => doc,
        }
    };
    let mut outcome = Outcome::new(CHECK, verdict);
    outcome.formula = format!("{} ≟ {}", x.pass.show(), y.pass.show());
    outcome.computed = Some(y.pass.clone());
    outcome.stated = Some(x.pass.clone());
    outcome.words = vec![
        ("said", a.quantity.text.clone()),
        ("other", b.quantity.text.clone()),
        ("first", name(a)),
        ("second", name(b)),
        ("what", outcome.formula.clone()),
        ("why", why.to_owned()),
    ];
    outcome.at(places, 0, rules)
}
