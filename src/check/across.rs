//! `cross_article_conflict`: the same fact in different articles.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::link::{Fact, FactReader, Likeness};
use crate::model::{Claim, Field, Finding, Modality, Period, Span, Verdict};
use crate::rules::Rules;
use crate::text::{Segmenter, Tag, View};

use super::amount::{Amount, Fit};
use super::outcome::{Outcome, Places};

const CHECK: &str = "cross_article_conflict";
/// Articles further apart may both be right.
const DAYS: i32 = 3;
/// A group with more claims than this is held together by words that say nothing.
const CROWD: usize = 200;
/// A sentence with more numbers than this is a table, in which no words tell one from another.
const TABLE: usize = 60;

/// Gathers the claims of articles and compares those that state one fact. The outcome does not depend
/// on the order in which articles are added.
pub struct Across {
    rules: Arc<Rules>,
    facts: FactReader,
    /// Claims, and whether no other number of the sentence has the unit.
    claims: Vec<(Claim, bool)>,
    groups: HashMap<u64, Vec<u32>>,
}

impl Across {
    /// With no article yet.
    pub fn new(rules: Arc<Rules>) -> Self {
        let facts = FactReader::new(&rules);
        Across { rules, facts, claims: Vec::new(), groups: HashMap::new() }
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
        let place = |c: &Claim| (c.field == Field::Text, c.sentence.start);
        let like = |c: &Claim| (place(c), format!("{:?}{:?}", c.quantity.kind, c.quantity.unit));
        let (mut crowded, mut alike) = (HashMap::<_, usize>::new(), HashMap::<_, usize>::new());
        for claim in claims {
            *crowded.entry(place(claim)).or_default() += 1;
            *alike.entry(like(claim)).or_default() += 1;
        }
        for claim in claims {
            if crowded.get(&place(claim)).is_some_and(|&n| n > TABLE) {
                continue;
            }
            let keys = self.keys(claim);
            if !keys.is_empty() {
                let number = u32::try_from(self.claims.len()).unwrap_or(u32::MAX);
                let alone = alike.get(&like(claim)).is_some_and(|&n| n < 2);
                self.claims.push((claim.clone(), alone));
                keys.into_iter().for_each(|key| self.groups.entry(key).or_default().push(number));
            }
        }
    }

    /// The findings between the articles.
    pub fn finish(self) -> Vec<Finding> {
        let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
        for group in self.groups.values().filter(|g| g.len() > 1 && g.len() <= CROWD) {
            for (i, &a) in group.iter().enumerate() {
                pairs.extend(group.iter().skip(i + 1).map(|&b| (a.min(b), a.max(b))));
            }
        }
        let facts: Vec<Option<Fact<'_>>> = {
            let needed: BTreeSet<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
            let at = |i: usize| u32::try_from(i).is_ok_and(|n| needed.contains(&n));
            self.claims
                .iter()
                .enumerate()
                .map(|(i, (c, alone))| at(i).then(|| self.facts.read(c, *alone)).flatten())
                .collect()
        };
        let fact = |n: u32| facts.get(n as usize).and_then(Option::as_ref);
        let mut leads: HashMap<&str, Vec<&Claim>> = HashMap::new();
        for (claim, _) in &self.claims {
            leads.entry(claim.doc.id.as_str()).or_default().push(claim);
        }
        let met: Vec<Meeting<'_, '_>> = pairs.iter().filter_map(|&(a, b)| Meeting::of(fact(a)?, fact(b)?)).collect();
        let mut findings = report(&self.rules, &met, &leads);
        findings.retain(|f| self.rules.checks.is_on(&f.check, f.grade));
        findings
    }
}

/// Two facts of different articles that may be one.
struct Meeting<'f, 'c> {
    first: &'f Fact<'c>,
    second: &'f Fact<'c>,
    likeness: Likeness,
    fit: Fit,
}

impl<'f, 'c> Meeting<'f, 'c> {
    fn of(a: &'f Fact<'c>, b: &'f Fact<'c>) -> Option<Self> {
        if a.one_voice(b) {
            return None;
        }
        let likeness = a.likeness(b);
        let (first, second) = if place(a.claim) <= place(b.claim) { (a, b) } else { (b, a) };
        let fit = Amount::of(&a.claim.quantity).fit(&Amount::of(&b.claim.quantity));
        (likeness != Likeness::Different).then_some(Meeting { first, second, likeness, fit })
    }

    /// What the two numbers come to; None where they are known to be of different things.
    fn verdict(&self, leads: &Leads<'_>, words: &Segmenter) -> Option<(Verdict, &'static str)> {
        let (a, b) = (self.first.claim, self.second.claim);
        let times = same_time(a.time.as_ref(), b.time.as_ref());
        if times == Some(false) || a.quantity.kind != b.quantity.kind {
            return None;
        }
        // a time carried over from elsewhere proves nothing
        let timed =
            times == Some(true) && [a, b].iter().all(|c| c.time.as_ref().is_some_and(|t| t.start >= c.sentence.start));
        let days = match (a.doc.published, b.doc.published) {
            (Some(x), Some(y)) => Some((x - y).get_days().abs()),
            (None, None) => Some(0),
            _ => None,
        };
        if !same_story(&names(a, leads, words), &names(b, leads, words)) {
            return None;
        }
        if self.fit != Fit::No {
            let near = days.is_some_and(|d| d <= DAYS && (d == 0 || timed));
            return (self.fit == Fit::Pass && near).then_some((Verdict::Pass, ""));
        }
        match days {
            None => None,
            Some(d) if d > DAYS => timed.then_some((Verdict::Note, "发表相隔3天以上 / more than 3 days apart")),
            Some(d) if d > 0 && !timed => None,
            _ if self.first.is_running_total() && !timed => {
                Some((Verdict::Note, "累计数的截止时间不明 / the as-of time of a running total is not given"))
            }
            _ if self.likeness == Likeness::Similar => Some((Verdict::Note, "用词不尽相同 / the words differ in part")),
            _ => Some((Verdict::Flag, "")),
        }
    }
}

/// The claims of each article.
type Leads<'c> = HashMap<&'c str, Vec<&'c Claim>>;

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

/// The names in a claim's sentence, its article's title, and the first sentences with numbers there.
fn names(claim: &Claim, leads: &Leads<'_>, words: &Segmenter) -> Names {
    let (mut all, mut places) = (BTreeSet::new(), BTreeSet::new());
    let lead = leads.get(claim.doc.id.as_str()).into_iter().flatten().take(12).map(|c| &c.sentence.text);
    let texts: BTreeSet<&String> = claim.doc.title.iter().chain([&claim.sentence.text]).chain(lead).collect();
    for text in texts {
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
    (all, places)
}

/// Whether two times are known to be the same, or known to differ.
fn same_time(a: Option<&Period>, b: Option<&Period>) -> Option<bool> {
    let (a, b) = (a?, b?);
    match (&a.norm, &b.norm) {
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

/// Findings, each pair of documents and values once. A number that the other article also has, in the
/// same words, is in no conflict with a second one there.
fn report(rules: &Rules, met: &[Meeting<'_, '_>], leads: &Leads<'_>) -> Vec<Finding> {
    let mut agreed: BTreeSet<(&str, &str)> = BTreeSet::new();
    for m in met.iter().filter(|m| m.fit == Fit::Pass) {
        agreed.insert((m.first.claim.id.as_str(), m.second.claim.doc.id.as_str()));
        agreed.insert((m.second.claim.id.as_str(), m.first.claim.doc.id.as_str()));
    }
    let settled = |a: &Claim, b: &Claim| agreed.contains(&(a.id.as_str(), b.doc.id.as_str()));
    let mut found: BTreeMap<_, (Verdict, &'static str, &Meeting<'_, '_>)> = BTreeMap::new();
    for m in met {
        let (a, b) = (m.first.claim, m.second.claim);
        let Some((verdict, why)) = m.verdict(leads, &rules.segmenter) else { continue };
        if verdict != Verdict::Pass && (settled(a, b) || settled(b, a)) {
            continue;
        }
        let key = (a.doc.id.as_str(), b.doc.id.as_str(), a.quantity.text.as_str(), b.quantity.text.as_str());
        let better = |old: &(Verdict, &str, &Meeting<'_, '_>)| {
            (verdict, place(a), place(b)) < (old.0, place(old.2.first.claim), place(old.2.second.claim))
        };
        if found.get(&key).is_none_or(better) {
            found.insert(key, (verdict, why, m));
        }
    }
    found.into_values().map(|(verdict, why, m)| finding(rules, verdict, why, m)).collect()
}

fn finding(rules: &Rules, verdict: Verdict, why: &str, m: &Meeting<'_, '_>) -> Finding {
    let (a, b) = (m.first.claim, m.second.claim);
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
    outcome.computed = Some(y.pass.bounds());
    outcome.stated = Some(x.pass.bounds());
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
