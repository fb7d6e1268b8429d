//! Which findings of the queue are shown, as the address of the page says it.

use std::str::FromStr;

use jiff::civil::Date;

use super::catalogue::{Catalogue, Row};
use super::decided::Decided;
use crate::model::{Grade, Verdict};

/// What findings are filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// What the check says.
    Verdict,
    /// How much it matters.
    Grade,
    /// What was decided.
    Status,
    /// Which check.
    Check,
    /// Which article, by its key in the store.
    Article,
    /// Who published it.
    Publisher,
    /// What the numbers are of.
    Entity,
    /// What they measure.
    Metric,
    /// Published on or after.
    From,
    /// Published on or before.
    To,
    /// Who decided.
    Reviewer,
    /// Words of the message, the sentence or the title.
    Words,
}

/// All of them with their names in the address.
pub const ALL: [(By, &str); 12] = [
    (By::Verdict, "verdict"),
    (By::Grade, "grade"),
    (By::Status, "status"),
    (By::Check, "check"),
    (By::Article, "article"),
    (By::Publisher, "publisher"),
    (By::Entity, "entity"),
    (By::Metric, "metric"),
    (By::From, "from"),
    (By::To, "to"),
    (By::Reviewer, "reviewer"),
    (By::Words, "q"),
];

/// The value that stands for “whatever it is”.
pub const ANY: &str = "any";

/// What is filtered unless the address says otherwise: mismatches that matter and await a decision.
const USUAL: [(By, &str); 4] =
    [(By::Verdict, "flag"), (By::Grade, "decision"), (By::Grade, "arithmetic"), (By::Status, "open")];

/// A choice of findings. Values of one kind are alternatives, kinds are joined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    values: Vec<(By, String)>,
}

impl By {
    /// Its name in the address.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(by, _)| *by == self).map_or("", |(_, name)| name)
    }

    fn is_usual(self) -> bool {
        USUAL.iter().any(|(by, _)| *by == self)
    }
}

impl Filter {
    /// Reads the pairs of an address; others are left alone.
    pub fn read(pairs: &[(String, String)]) -> Filter {
        let named = |name: &str| ALL.iter().find(|(_, n)| *n == name).map(|(by, _)| *by);
        let given = pairs.iter().filter_map(|(name, value)| Some((named(name)?, value.trim().to_owned())));
        let mut values: Vec<(By, String)> = given.filter(|(_, value)| !value.is_empty()).collect();
        for (by, value) in USUAL {
            if !pairs.iter().any(|(name, _)| name == by.name()) {
                values.push((by, value.to_owned()));
            }
        }
        values.sort();
        values.dedup();
        Filter { values }
    }

    /// The values of a kind; none where everything is shown.
    pub fn of(&self, by: By) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(b, value)| *b == by && value != ANY).map(|(_, value)| value.as_str())
    }

    /// The kinds that narrow the choice.
    pub fn kinds(&self) -> Vec<By> {
        ALL.iter().map(|(by, _)| *by).filter(|by| self.of(*by).next().is_some()).collect()
    }

    /// The same without a kind.
    #[must_use]
    pub fn without(&self, by: By) -> Filter {
        let mut values: Vec<_> = self.values.iter().filter(|(b, _)| *b != by).cloned().collect();
        if by.is_usual() {
            values.push((by, ANY.to_owned()));
        }
        Filter { values }
    }

    /// The same with one value of a kind alone.
    #[must_use]
    pub fn with(&self, by: By, value: &str) -> Filter {
        let mut values: Vec<_> = self.values.iter().filter(|(b, _)| *b != by).cloned().collect();
        values.push((by, value.to_owned()));
        Filter { values }
    }

    /// The pairs that an address needs to say the same.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let is_usual = |by: By| {
            let usual = USUAL.iter().filter(|(b, _)| *b == by).count();
            usual > 0
                && self.values.iter().filter(|(b, _)| *b == by).count() == usual
                && USUAL.iter().filter(|(b, _)| *b == by).all(|(_, v)| self.of(by).any(|w| w == *v))
        };
        let said = self.values.iter().filter(|(by, _)| !is_usual(*by));
        said.map(|(by, value)| (by.name(), value.as_str())).collect()
    }

    /// The same as the part of an address behind `?`; empty where nothing has to be said.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }

    /// Whether a finding is shown.
    pub fn shows(&self, row: &Row, catalogue: &Catalogue, decided: &Decided) -> bool {
        self.misses(row, catalogue, decided) == 0
    }

    /// The kinds by which a finding is hidden, one bit each; see [`bit`].
    pub fn misses(&self, row: &Row, catalogue: &Catalogue, decided: &Decided) -> u16 {
        let (mut wanted, mut met) = (0, 0);
        for (by, value) in self.values.iter().filter(|(_, value)| value != ANY) {
            wanted |= bit(*by);
            if met & bit(*by) == 0 && matches(row, *by, value, catalogue, decided) {
                met |= bit(*by);
            }
        }
        wanted & !met
    }
}

/// The bit of a kind in [`Filter::misses`].
pub fn bit(by: By) -> u16 {
    1 << by as u16
}

/// Gives every value that a finding has of a kind whose values can be listed.
pub fn each_value<'r>(
    row: &'r Row,
    by: By,
    catalogue: &'r Catalogue,
    decided: &'r Decided,
    mut take: impl FnMut(&'r str),
) {
    let articles = row.articles.iter().filter_map(|n| catalogue.articles.get(*n as usize));
    match by {
        By::Verdict => take(verdict_name(row.verdict)),
        By::Grade => take(grade_name(row.grade)),
        By::Status => take(status(row, catalogue, decided)),
        By::Check => take(&row.check),
        By::Article => articles.for_each(|a| take(&a.key)),
        By::Publisher => {
            let mut last = None;
            for publisher in articles.filter_map(|a| a.publisher.as_deref()) {
                if last != Some(publisher) {
                    take(publisher);
                }
                last = Some(publisher);
            }
        }
        By::Entity => row.entities.iter().for_each(|e| take(e)),
        By::Metric => row.metrics.iter().for_each(|m| take(m)),
        By::Reviewer => decided.of(row, catalogue).for_each(|e| take(&e.who)),
        By::From | By::To | By::Words => {}
    }
}

fn matches(row: &Row, by: By, value: &str, catalogue: &Catalogue, decided: &Decided) -> bool {
    let date = || Date::from_str(value).ok();
    match by {
        By::From => row.published.zip(date()).is_some_and(|(p, d)| p >= d),
        By::To => row.published.zip(date()).is_some_and(|(p, d)| p <= d),
        By::Words => {
            let titles = row.articles.iter().filter_map(|n| catalogue.articles.get(*n as usize)?.title.as_deref());
            let mut texts = titles.chain([row.message.zh.as_str(), &row.message.en, &row.excerpt, &row.id]);
            let wanted = value.to_lowercase();
            texts.any(|text| text.to_lowercase().contains(&wanted))
        }
        _ => {
            let mut found = false;
            each_value(row, by, catalogue, decided, |v| found |= v == value);
            found
        }
    }
}

/// `open`, or the name of the decision that stands.
pub fn status(row: &Row, catalogue: &Catalogue, decided: &Decided) -> &'static str {
    decided.standing(row, catalogue).map_or("open", |e| e.decision.name())
}

/// The published name of a verdict.
pub fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Flag => "flag",
        Verdict::Note => "note",
        Verdict::Pass => "pass",
        Verdict::Unchecked => "unchecked",
    }
}

/// The published name of a grade.
pub fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Decision => "decision",
        Grade::Arithmetic => "arithmetic",
        Grade::Style => "style",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Filter {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Filter::read(&pairs)
    }

    #[test]
    fn an_address_says_only_what_is_unusual_and_reads_back() {
        assert_eq!(read("").query(), "");
        for query in ["verdict=any", "status=confirmed&publisher=%E6%A0%B7%E5%88%8A", "q=a%26b", "grade=style"] {
            assert_eq!(read(&read(query).query()), read(query), "{query}");
        }
        assert!(read("").without(By::Status).query().contains("status=any"));
        assert_eq!(read("verdict=any").kinds(), [By::Grade, By::Status]);
        assert_eq!(read("check=x&check=y").of(By::Check).count(), 2);
    }
}
