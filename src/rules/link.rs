//! Words of linking: `rules/link/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Message;

use super::{RuleError, RuleFiles};

/// What kind of figure a word makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Against the same period of the year before.
    Yoy,
    /// Against the period before.
    Mom,
    /// Added in the period.
    New,
    /// Added up since a start.
    Cumulative,
    /// Standing at present.
    Current,
    /// Of this month or quarter alone.
    Single,
    /// A mean.
    Mean,
    /// A part of a whole.
    Share,
    /// A speed of change.
    Rate,
    /// More.
    Rise,
    /// Less.
    Fall,
    /// No change.
    Flat,
}

/// A word between a name and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkWord {
    /// Changes nothing.
    Neutral,
    /// Says what kind of figure it is.
    Facet(Facet),
    /// A 超过 B.
    More,
    /// A 低于 B.
    Less,
}

/// Words and names that linking knows.
#[derive(Debug)]
pub struct LinkLexicon {
    /// Every word with its meaning.
    pub words: BTreeMap<String, LinkWord>,
    /// Fronts of metric names that an article may leave out.
    pub qualifiers: Vec<String>,
    /// Words for the whole country at the front of a metric's name.
    pub national: Vec<String>,
    /// Words for a part of the country, or for more than it, that is not named.
    pub local: Vec<String>,
    /// Words before what something is compared with (比, 较).
    pub bases: Vec<String>,
    /// Words for a speed of change that mean a fall.
    pub falling: Vec<String>,
    /// The metric that counts of a unit are of, where no name stands beside them (例: 确诊).
    pub unit_metrics: BTreeMap<String, String>,
    /// Rates, each with the metrics whose ratio it is.
    pub rates: BTreeMap<String, (String, String)>,
    metrics: BTreeMap<String, Vec<String>>,
    entities: BTreeMap<String, Vec<String>>,
    endings: Vec<String>,
    peoples: Vec<String>,
    home_rule: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    qualifiers: List,
    national: List,
    local: List,
    bases: List,
    falling: List,
    neutral: BTreeMap<String, Vec<String>>,
    facets: BTreeMap<Facet, Vec<String>>,
    order: Order,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    more: Vec<String>,
    less: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameFile {
    unit_metrics: BTreeMap<String, String>,
    rates: BTreeMap<String, (String, String)>,
    metrics: BTreeMap<String, Vec<String>>,
    entities: BTreeMap<String, Vec<String>>,
    entity_endings: List,
    peoples: List,
    home_rule: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    words: Vec<String>,
}

impl LinkLexicon {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        const WORDS: &str = "link/words.toml";
        let file: WordFile = files.read(WORDS)?;
        let names: NameFile = files.read("link/names.toml")?;
        let mut words = BTreeMap::new();
        for word in file.neutral.into_values().flatten() {
            words.insert(word, LinkWord::Neutral);
        }
        let facets =
            file.facets.into_iter().flat_map(|(f, list)| list.into_iter().map(move |w| (w, LinkWord::Facet(f))));
        let order = file.order;
        let more = order.more.into_iter().map(|w| (w, LinkWord::More));
        for (word, meaning) in facets.chain(more).chain(order.less.into_iter().map(|w| (w, LinkWord::Less))) {
            match words.insert(word.clone(), meaning) {
                None | Some(LinkWord::Neutral) => {}
                Some(other) => {
                    let message = Message::new(
                        format!("{word:?} 写在两个词表里：{other:?} 和 {meaning:?}"),
                        format!("{word:?} stands in two lists, as {other:?} and as {meaning:?}"),
                    );
                    return Err(files.error_at(WORDS, 0, message));
                }
            }
        }
        let (qualifiers, national) = (file.qualifiers.words, file.national.words);
        let (bases, falling, local) = (file.bases.words, file.falling.words, file.local.words);
        Ok(LinkLexicon {
            words,
            qualifiers,
            national,
            local,
            bases,
            falling,
            unit_metrics: names.unit_metrics,
            rates: names.rates,
            metrics: names.metrics,
            entities: names.entities,
            endings: names.entity_endings.words,
            peoples: names.peoples.words,
            home_rule: names.home_rule,
        })
    }

    /// Other names of a metric whose qualifiers are taken off.
    pub fn metric_aliases(&self, core: &str) -> &[String] {
        self.metrics.get(core).map_or(&[], Vec::as_slice)
    }

    /// The name that a metric goes by, if this is another one of it: the longer names alone, since 总数 and 出院 mean
    /// more than one thing where no table stands beside them. Of several the first.
    pub fn metric_of(&self, alias: &str) -> Option<&str> {
        if alias.chars().count() < 3 || self.metrics.contains_key(alias) {
            return None;
        }
        let named = self.metrics.iter().find(|(_, aliases)| aliases.iter().any(|a| a == alias));
        named.map(|(name, _)| name.as_str())
    }

    /// Other names of an entity, the shorter one of a place (东林市 → 东林) last.
    pub fn entity_aliases(&self, name: &str) -> Vec<String> {
        let mut out = self.entities.get(name).cloned().unwrap_or_default();
        let short = self.endings.iter().find_map(|e| name.strip_suffix(e.as_str()));
        let long = |s: &&str| s.chars().count() >= 2;
        out.extend(self.home_rule(name));
        out.extend(short.filter(long).map(str::to_owned));
        out
    }

    /// 东川彝族苗族自治州 is also called 东川自治州, 东川州 and 东川.
    fn home_rule(&self, name: &str) -> Vec<String> {
        let ending =
            self.home_rule.iter().find_map(|(ending, short)| Some((name.strip_suffix(ending.as_str())?, short)));
        let Some((full, short)) = ending else { return Vec::new() };
        let mut base = full;
        while let Some(rest) = self.peoples.iter().find_map(|p| base.strip_suffix(p.as_str())) {
            base = rest;
        }
        let known = base.chars().count() >= 2 && base.len() < full.len();
        let short = short.iter().filter(|_| known).map(|s| format!("{base}{s}"));
        short.collect()
    }

    /// What is taken off the end of a place's name.
    pub fn endings(&self) -> &[String] {
        &self.endings
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    #[test]
    fn places_have_a_short_name() {
        let rules = Rules::embedded().unwrap();
        assert_eq!(rules.link.entity_aliases("东林市"), ["东林"]);
        assert!(rules.link.entity_aliases("沙市").is_empty());
        let home = rules.link.entity_aliases("东川彝族苗族自治州");
        assert!(["东川自治州", "东川州", "东川"].iter().all(|n| home.iter().any(|h| h == n)), "{home:?}");
        assert!(rules.link.metric_aliases("国内生产总值").contains(&"GDP".to_owned()));
    }
}
