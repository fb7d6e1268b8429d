//! All that articles say about one thing, over time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::{Claim, Direction, Field, Modality, Role};
use crate::rules::{Facet, LinkLexicon, Rules};

use super::index::folded;
use super::metric::{MetricName, Stat};

/// What to gather.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A name of the entity: its id or a part of the words.
    pub entity: Option<String>,
    /// A name of the metric, in the same way.
    pub metric: Option<String>,
}

/// What the values of a series are of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Topic {
    /// Whose value: the entity's id, or its words.
    pub entity: String,
    /// What is measured; empty for a bare count.
    pub metric: String,
    /// The base unit of the values; empty where there is none.
    pub unit: String,
    /// For sizes of change: what they are against, as written, empty where it is not said; None for states.
    pub change: Option<String>,
}

/// One value that is stated for one period.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// The number as first printed.
    pub text: String,
    /// The value in the series' unit, falls negative.
    pub value: Decimal,
    /// What its wording allows, None where unbounded.
    pub lower: Option<Decimal>,
    /// The upper end.
    pub upper: Option<Decimal>,
    /// Who states it, by day of printing; copies of one sentence once.
    pub said: Vec<Said>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs)] // as in Claim
pub struct Said {
    pub published: Option<Date>,
    pub doc: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub source: Option<String>,
    pub field: Field,
    pub start: usize,
    pub end: usize,
    /// Further articles that print the same sentence.
    pub copies: usize,
    #[serde(skip)]
    sentence: String,
}

/// What is stated for one period.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// The period in its normal form, else its words; empty where none is known.
    pub period: String,
    /// First and last day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The values, the most often stated first.
    pub values: Vec<Value>,
    /// Whether some of them cannot both be right.
    pub conflict: bool,
}

/// A topic over time.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    /// What it is of.
    pub topic: Topic,
    /// By time, those without one last.
    pub moments: Vec<Moment>,
}

/// First day, last day and normal form of a period.
type When = (Option<Date>, Option<Date>, String);

/// Gathers series claim by claim; the outcome does not depend on their order.
pub struct Gathering<'r> {
    rules: &'r Rules,
    wanted: Wanted,
    found: BTreeMap<Topic, BTreeMap<When, Vec<Value>>>,
}

impl<'r> Gathering<'r> {
    /// With nothing yet. Names are folded to the ids of the rules where they are known.
    pub fn new(rules: &'r Rules, wanted: Wanted) -> Self {
        Gathering { rules, wanted, found: BTreeMap::new() }
    }

    /// Adds a claim if it is of what is wanted and states a fact.
    pub fn add(&mut self, claim: &Claim) {
        let (Some(topic), true) = (self.topic(claim), claim.modality == Modality::Actual) else { return };
        let time = claim.time.as_ref();
        let period = time.map_or(String::new(), |t| t.norm.clone().unwrap_or_else(|| t.text.clone()));
        let key = (time.and_then(|t| t.from), time.and_then(|t| t.to), period);
        let sign = if topic.change.is_some() && claim.direction == Some(Direction::Down) {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        let Some((value, lower, upper)) = amount(claim, sign) else { return };
        let said = Said {
            published: claim.doc.published,
            doc: claim.doc.id.clone(),
            title: claim.doc.title.clone(),
            publisher: claim.doc.publisher.clone(),
            source: claim.source.as_ref().map(|s| s.text.clone()),
            field: claim.field,
            start: claim.quantity.start,
            end: claim.quantity.end,
            copies: 0,
            sentence: claim.sentence.text.chars().filter(|c| c.is_alphanumeric()).collect(),
        };
        let values = self.found.entry(topic).or_default().entry(key).or_default();
        match values.iter_mut().find(|v| (v.value, v.lower, v.upper) == (value, lower, upper)) {
            Some(known) => known.said.push(said),
            None => values.push(Value { text: claim.quantity.text.clone(), value, lower, upper, said: vec![said] }),
        }
    }

    fn topic(&self, claim: &Claim) -> Option<Topic> {
        let subject = claim.subject.as_ref();
        let entity = subject.map_or(String::new(), |s| s.entity.clone().unwrap_or_else(|| folded(&s.text)));
        let metric = claim.metric.as_ref().map_or(String::new(), |m| match &m.id {
            Some(id) => id.clone(),
            None => one_name(&folded(&m.text), subject.map_or("", |s| s.text.as_str()), &self.rules.link),
        });
        let matches = |wanted: &Option<String>, id: Option<&str>, name: &str, words: Option<&str>| {
            wanted.as_deref().is_none_or(|w| {
                id.is_some_and(|id| id == name) || name.contains(w) || words.is_some_and(|t| folded(t).contains(w))
            })
        };
        let id_of = |wanted: &Option<String>, names: &crate::rules::Names| {
            wanted.as_deref().and_then(|w| names.id(w)).map(str::to_owned)
        };
        let entity_id = id_of(&self.wanted.entity, &self.rules.entities);
        let metric_id = id_of(&self.wanted.metric, &self.rules.metrics);
        let fits = matches(&self.wanted.entity, entity_id.as_deref(), &entity, subject.map(|s| s.text.as_str()))
            && matches(
                &self.wanted.metric,
                metric_id.as_deref(),
                &metric,
                claim.metric.as_ref().map(|m| m.text.as_str()),
            );
        if !fits || entity.is_empty() && metric.is_empty() {
            return None;
        }
        let quantity = &claim.quantity;
        let unit = quantity.base.as_ref().filter(|b| b.unit != "1").map(|b| b.unit.clone()).or(quantity.unit.clone());
        let change = match claim.role {
            Role::Change => Some(claim.baseline.as_ref().map_or(String::new(), |b| folded(&b.text))),
            Role::Rank | Role::Compare | Role::From => return None,
            _ => None,
        };
        Some(Topic { entity, metric, unit: unit.unwrap_or_default(), change })
    }

    /// The series, in order of their topics.
    pub fn finish(self) -> Vec<Series> {
        let series = self.found.into_iter().map(|(topic, moments)| {
            let moments = moments.into_iter().map(|((from, to, period), mut values)| {
                values.iter_mut().for_each(|v| v.said = voices(std::mem::take(&mut v.said)));
                values.sort_by(|a, b| {
                    b.said.len().cmp(&a.said.len()).then_with(|| (a.value, &a.text).cmp(&(b.value, &b.text)))
                });
                let dated = !period.is_empty();
                let conflict =
                    dated && values.iter().enumerate().any(|(i, a)| values.iter().skip(i + 1).any(|b| !meet(a, b)));
                Moment { period, from, to, values, conflict }
            });
            let mut moments: Vec<Moment> = moments.collect();
            moments.sort_by(|a, b| {
                (a.to.is_none(), a.to, a.from, &a.period).cmp(&(b.to.is_none(), b.to, b.from, &b.period))
            });
            Series { topic, moments }
        });
        series.collect()
    }
}

/// One name for the wordings of a metric: without the name of whose it is, without the qualifiers that an article may
/// leave out, and the first of its aliases. 累计 and 新增 are other figures and stay.
fn one_name(written: &str, subject: &str, lexicon: &LinkLexicon) -> String {
    let bare = written.strip_prefix(folded(subject).as_str()).map(|t| t.trim_start_matches('的'));
    let bare = bare.filter(|t| t.chars().count() >= 2).unwrap_or(written);
    let name = MetricName::read(bare, None, lexicon);
    if name.stat == Stat::Share {
        return bare.to_owned();
    }
    let kind = match name.scope {
        Some(Facet::New) => "新增",
        Some(Facet::Cumulative) => "累计",
        Some(Facet::Current) => "现有",
        Some(Facet::Mean) => return bare.to_owned(),
        _ => "",
    };
    let rate = if name.stat == Stat::Rate { "增速" } else { "" };
    let core = lexicon.metric_of(&name.core).unwrap_or(&name.core);
    format!("{kind}{core}{rate}")
}

/// The value and its bounds in the unit of the series.
fn amount(claim: &Claim, sign: Decimal) -> Option<(Decimal, Option<Decimal>, Option<Decimal>)> {
    let q = &claim.quantity;
    let (value, lower, upper) = match q.base.as_ref().filter(|b| b.unit != "1") {
        Some(b) => (b.value, b.lower, b.upper),
        None => (q.value.to_decimal(), q.lower.map(|n| n.to_decimal()), q.upper.map(|n| n.to_decimal())),
    };
    let turn = |d: Decimal| d.checked_mul(sign).map(|d| d.normalize());
    let (low, high) = (lower.and_then(turn), upper.and_then(turn));
    let (low, high) = if sign.is_sign_negative() { (high, low) } else { (low, high) };
    Some((turn(value)?, low, high))
}

fn meet(a: &Value, b: &Value) -> bool {
    let below = |x: &Value, y: &Value| x.upper.zip(y.lower).is_some_and(|(u, l)| u < l);
    !below(a, b) && !below(b, a)
}

/// Statements in order of printing; of copies the first, with their number.
fn voices(mut said: Vec<Said>) -> Vec<Said> {
    said.sort();
    let mut out: Vec<Said> = Vec::new();
    for one in said {
        match out.iter_mut().find(|o| o.sentence == one.sentence) {
            Some(first) if first.doc != one.doc => first.copies += 1,
            Some(_) => {}
            None => out.push(one),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_of_one_metric_have_one_name() {
        let rules = Rules::embedded().unwrap();
        let name = |written: &str| one_name(written, "南浦市", &rules.link);
        assert_eq!(name("南浦市的常住人口总量"), "常住人口");
        assert_eq!(name("年末常住人口"), "常住人口");
        assert_eq!(name("粮食总产量"), name("粮食产量"));
        assert_ne!(name("新增确诊病例"), name("累计确诊病例"));
        assert_eq!(name("累计确诊病例"), name("累计报告确诊人数"));
        assert_ne!(name("粮食产量增速"), name("粮食产量"));
        assert_eq!(name("南浦市"), "南浦市", "a name that is nothing else stays");
    }
}
