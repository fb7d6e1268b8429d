//! Records by entity, metric and period, and one automaton over all their names and the words
//! that may stand between them.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::Record;
use crate::rules::{LinkLexicon, LinkWord, Rules};
use crate::tables::Table;
use crate::text::normal;

use super::metric::{MetricName, Stat};

/// Source data to look claims up in. Built once; `Send + Sync`.
pub struct Index {
    /// Every record of every table.
    pub(crate) records: Vec<Record>,
    pub(crate) metrics: Vec<Metric>,
    pub(crate) entities: Vec<String>,
    pub(crate) names: Option<AhoCorasick>,
    pub(crate) meanings: Vec<Meaning>,
    cells: HashMap<(u32, u32), Vec<u32>>,
    /// What a count of a unit is of where no metric is named.
    unit_meanings: BTreeMap<String, Meaning>,
    /// Other names of what further keys say (全球顶尖AI研究者).
    keys: BTreeMap<String, Vec<String>>,
    /// Entities that stand for the whole country, and the nameless entity of tables without one.
    pub(crate) national: Vec<u32>,
    pub(crate) nameless: Option<u32>,
    /// Words that keep a text from speaking of the whole country.
    pub(crate) local: Vec<String>,
    pub(crate) lexicon: Endings,
}

/// A metric of one table.
pub(crate) struct Metric {
    pub name: MetricName,
    pub index_base: bool,
    /// For a rate that has no column of its own: the metrics whose ratio it is.
    pub ratio: Option<(u32, u32)>,
}

/// What a name or word means.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meaning {
    pub entities: Vec<u32>,
    pub metrics: Vec<u32>,
    /// Those of the metrics whose whole name this is, qualifiers and all.
    pub full: Vec<u32>,
    pub word: Option<LinkWord>,
    /// Whether the entity's name stands without its ending (东林 for 东林市).
    pub short_place: bool,
    /// Whether the name is a single character, which means something beside a number only.
    pub single: bool,
    /// Whether what follows is what something is compared with (比, 较).
    pub base: bool,
    /// Whether a speed of change is one of falling (降幅).
    pub falls: bool,
}

/// The endings of place names.
pub(crate) struct Endings(Vec<String>);

impl Endings {
    /// Whether a text begins with one.
    pub fn begin(&self, text: &str) -> bool {
        self.0.iter().any(|e| text.starts_with(e.as_str()))
    }
}

impl Index {
    /// Indexes the records of tables.
    pub fn new(rules: &Rules, tables: &[Table]) -> Self {
        let lexicon = &rules.link;
        let mut meanings: BTreeMap<String, Meaning> = BTreeMap::new();
        for (word, meaning) in &lexicon.words {
            let entry = meanings.entry(folded(word)).or_default();
            entry.word = Some(*meaning);
            entry.base = lexicon.bases.contains(word);
            entry.falls = lexicon.falling.contains(word);
        }
        for word in lexicon.bases.iter().filter(|w| !lexicon.words.contains_key(*w)) {
            let entry = meanings.entry(folded(word)).or_default();
            (entry.word, entry.base) = (Some(LinkWord::Neutral), true);
        }
        let mut index = Index {
            records: Vec::new(),
            metrics: Vec::new(),
            entities: Vec::new(),
            names: None,
            meanings: Vec::new(),
            cells: HashMap::new(),
            unit_meanings: BTreeMap::new(),
            keys: BTreeMap::new(),
            national: Vec::new(),
            nameless: None,
            local: lexicon.local.clone(),
            lexicon: Endings(lexicon.endings().to_vec()),
        };
        let mut entity_numbers: HashMap<String, u32> = HashMap::new();
        for table in tables {
            let mut metric_numbers: HashMap<(String, Option<String>), u32> = HashMap::new();
            for record in &table.records {
                let (entity, metric) = split_national(record, lexicon);
                let entity = *entity_numbers
                    .entry(entity.clone())
                    .or_insert_with(|| index.add_entity(&entity, table, lexicon, &mut meanings));
                for (_, key) in
                    record.keys.iter().filter(|(_, k)| !index.keys.contains_key(k)).cloned().collect::<Vec<_>>()
                {
                    index.add_key(&key, table, &mut meanings);
                }
                let base = record.keys.iter().find(|(k, _)| k == crate::tables::INDEX_BASE).map(|(_, v)| v.clone());
                let metric = *metric_numbers
                    .entry((metric.clone(), base.clone()))
                    .or_insert_with(|| index.add_metric(&metric, base.as_deref(), table, lexicon, &mut meanings));
                let number = u32::try_from(index.records.len()).unwrap_or(u32::MAX);
                index.cells.entry((entity, metric)).or_default().push(number);
                index.records.push(record.clone());
            }
            let columns: Vec<u32> = metric_numbers.into_values().collect();
            index.add_rates(&columns, lexicon, &mut meanings);
            index.add_units(&columns, lexicon);
        }
        for cells in index.cells.values_mut() {
            let records = &index.records;
            cells.sort_by_key(|&n| (records.get(n as usize).and_then(|r| r.period.as_ref()?.from), n));
        }
        let (patterns, meanings): (Vec<String>, Vec<Meaning>) = meanings.into_iter().unzip();
        index.names = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&patterns)
            .ok();
        index.meanings = meanings;
        index
    }

    /// Whether there is anything to look up.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether a key of a record is the name of an entity (the country of a province).
    pub(crate) fn has_entity(&self, name: &str) -> bool {
        self.entities.iter().any(|e| e == name)
    }

    /// A record by its number.
    pub(crate) fn record(&self, number: u32) -> Option<&Record> {
        self.records.get(number as usize)
    }

    /// The cells of one entity and metric, in order of time.
    pub(crate) fn cells(&self, entity: u32, metric: u32) -> &[u32] {
        self.cells.get(&(entity, metric)).map_or(&[], Vec::as_slice)
    }

    /// Other names of a further key of a record.
    pub(crate) fn key_aliases(&self, key: &str) -> &[String] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// The words of a further key narrow nothing that the record itself does not.
    fn add_key(&mut self, key: &str, table: &Table, meanings: &mut BTreeMap<String, Meaning>) {
        let aliases: Vec<String> = table.aliases(key).cloned().collect();
        for surface in aliases.iter().map(String::as_str).chain([key]) {
            let surface = folded(surface);
            if surface.chars().count() >= 2 {
                meanings.entry(surface).or_default().word.get_or_insert(LinkWord::Neutral);
            }
        }
        self.keys.insert(key.to_owned(), aliases);
    }

    fn add_entity(
        &mut self,
        name: &str,
        table: &Table,
        lexicon: &LinkLexicon,
        meanings: &mut BTreeMap<String, Meaning>,
    ) -> u32 {
        let number = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
        self.entities.push(name.to_owned());
        if name.is_empty() {
            self.nameless = Some(number);
            return number;
        }
        if lexicon.national.iter().any(|n| n == name) {
            self.national.push(number);
        }
        let mut add = |surface: &str, short: bool| {
            let meaning = meanings.entry(folded(surface)).or_default();
            if !meaning.entities.contains(&number) {
                meaning.entities.push(number);
                meaning.short_place = short;
            }
        };
        add(name, false);
        for alias in lexicon.entity_aliases(name).iter().chain(table.aliases(name)) {
            add(alias, name.starts_with(alias.as_str()));
        }
        number
    }

    fn add_metric(
        &mut self,
        name: &str,
        base: Option<&str>,
        table: &Table,
        lexicon: &LinkLexicon,
        meanings: &mut BTreeMap<String, Meaning>,
    ) -> u32 {
        let number = u32::try_from(self.metrics.len()).unwrap_or(u32::MAX);
        let read = MetricName::read(&folded(name), base, lexicon);
        let (whole, core) = (folded(name), folded(&read.core));
        let surfaces = [read.core.as_str(), name].into_iter().map(str::to_owned);
        let aliases =
            lexicon.metric_aliases(&read.core).iter().chain(table.aliases(name)).chain(table.aliases(&read.core));
        for surface in surfaces.chain(aliases.cloned()) {
            let surface = folded(&surface);
            let single = surface.chars().count() == 1;
            let meaning = meanings.entry(surface.clone()).or_default();
            if !meaning.metrics.contains(&number) {
                meaning.metrics.push(number);
                meaning.single = single;
            }
            if surface == whole && surface != core {
                meaning.full.push(number);
            }
        }
        self.metrics.push(Metric { name: read, index_base: base.is_some(), ratio: None });
        number
    }

    /// The first of a table's metrics with this core; levels alone.
    fn column(&self, columns: &[u32], core: &str) -> Option<u32> {
        let is = |m: &Metric| m.name.core == core && m.name.stat == Stat::Level && !m.index_base;
        columns.iter().copied().filter(|&n| self.metrics.get(n as usize).is_some_and(is)).min()
    }

    /// Rates that a table has no column for, but the two that they follow from.
    fn add_rates(&mut self, columns: &[u32], lexicon: &LinkLexicon, meanings: &mut BTreeMap<String, Meaning>) {
        for (rate, (part, whole)) in &lexicon.rates {
            let ratio = self.column(columns, part).zip(self.column(columns, whole));
            let scope = ratio.and_then(|(part, _)| self.metrics.get(part as usize)?.name.scope);
            if ratio.is_none() || self.column(columns, rate).is_some() {
                continue;
            }
            let number = u32::try_from(self.metrics.len()).unwrap_or(u32::MAX);
            meanings.entry(folded(rate)).or_default().metrics.push(number);
            let name = MetricName { core: rate.clone(), stat: Stat::Share, basis: None, scope, qualifiers: Vec::new() };
            self.metrics.push(Metric { name, index_base: false, ratio });
        }
    }

    fn add_units(&mut self, columns: &[u32], lexicon: &LinkLexicon) {
        for (unit, core) in &lexicon.unit_metrics {
            if let Some(metric) = self.column(columns, core) {
                self.unit_meanings.entry(unit.clone()).or_default().metrics.push(metric);
            }
        }
    }

    /// What a count of this unit is of, where no metric is named.
    pub(crate) fn counted_in(&self, unit: &str) -> Option<&Meaning> {
        self.unit_meanings.get(unit)
    }
}

/// 全国高考报名人数 of a table without entities is 高考报名人数 of 全国.
fn split_national(record: &Record, lexicon: &LinkLexicon) -> (String, String) {
    let front =
        lexicon.national.iter().find(|n| record.metric.starts_with(n.as_str()) && record.metric.len() > n.len());
    match front
        .filter(|n| record.entity.is_empty() || lexicon.national.contains(&record.entity) && **n != record.entity)
    {
        Some(front) => (front.clone(), record.metric.get(front.len()..).unwrap_or_default().to_owned()),
        None => (record.entity.clone(), record.metric.clone()),
    }
}

/// The form in which names are looked for: normalised, without white space.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(normal).filter(|c| !c.is_whitespace()).collect()
}
