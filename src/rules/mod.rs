//! The rule files: what the language is, as data. Loaded strictly (an unknown key is an error with
//! file and line), validated and compiled once; pure afterwards.
//!
//! One family of rules is one folder under `rules/` and one file here. A file given by `--rules DIR`
//! under the same path replaces the built-in one; a further file in a folder extends it.

mod attribution;
mod checks;
mod examples;
mod exchange;
mod frames;
mod link;
mod names;
mod pattern;
mod patterns;
mod period;
mod quantity;
mod segment;
mod source;
mod tables;
mod weights;
mod words;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::Number;
use crate::text::Segmenter;

pub use attribution::{AttributionLexicon, Saying};
pub use checks::{Both, CheckRule, CheckRules, Relation};
pub use examples::{Examples, NoMatch, NoMatchEntry, Wanted, WantedClaim, WantedEntry};
pub use exchange::ExchangeRates;
pub use frames::{Frame, Frames, Reach, Scope, Shape, Way};
pub use link::{Facet, LinkLexicon, LinkWord};
pub use names::{Names, OWN, OwnNames};
pub use pattern::{Match, Pattern, PatternError};
pub use patterns::Patterns;
pub use period::{Example as PeriodExample, FestivalDay, Head, Holiday, PeriodLexicon};
pub use quantity::{
    Approximator, Coin, Cue, Currency, Dimension, FixedWords, Halo, Home, PlainMoney, QuantityLexicon, Reject,
    RejectWhy, Script, Show, Unit, ValueWord,
};
pub use source::{RuleError, RuleFiles, error_at, nearest, read};
pub use tables::{HeaderWord, TableLexicon};
pub use weights::WeightTables;
pub use words::{WordMap, Words};

/// All rules, loaded.
#[derive(Debug)]
pub struct Rules {
    /// Numerals, units, approximators, names that hold digits.
    pub quantity: QuantityLexicon,
    /// Words of time.
    pub period: Arc<PeriodLexicon>,
    /// Words of linking.
    pub link: LinkLexicon,
    /// Header words, missing marks and units of source tables.
    pub tables: TableLexicon,
    /// Word lists that patterns name.
    pub words: Words,
    /// The checks, and the relations that they read.
    pub checks: CheckRules,
    /// Exchange rates of the yuan by year.
    pub rates: ExchangeRates,
    /// The ways in which numbers are stated.
    pub frames: Frames,
    /// Entities and their other names.
    pub entities: Names,
    /// Metrics and their other names.
    pub metrics: Names,
    /// Words of saying.
    pub attribution: AttributionLexicon,
    /// What cuts text into words.
    pub segmenter: Segmenter,
    /// Fitted weights.
    pub weights: WeightTables,
    /// The version of the rule files, and of what settings changed in them.
    pub version: String,
}

/// What the limits of approximators are called in settings.
const APPROXIMATORS: &str = "approximators";

/// The limits of one check.
#[derive(Debug)]
pub struct Limits<'r> {
    /// The check, or `approximators`.
    pub of: &'r str,
    /// What it is called, in Chinese and in English.
    pub title: [&'r str; 2],
    /// The rule file that they stand in.
    pub file: String,
    /// Their names and values.
    pub values: Vec<(&'r str, Number)>,
}

impl Rules {
    /// The rules built into the program.
    ///
    /// # Errors
    /// None in a released program: a test loads them.
    pub fn embedded() -> Result<Rules, RuleError> {
        Rules::load(&RuleFiles::embedded())
    }

    /// Loads and validates rule files.
    ///
    /// # Errors
    /// The first fault, with file, line and column.
    pub fn load(files: &RuleFiles) -> Result<Rules, RuleError> {
        let version = files.version();
        let words = Words::load(files)?;
        Ok(Rules {
            quantity: QuantityLexicon::load(files)?,
            period: Arc::new(PeriodLexicon::load(files)?),
            frames: Frames::load(files, &words)?,
            checks: CheckRules::load(files, &words)?,
            rates: ExchangeRates::load(files)?,
            words,
            link: LinkLexicon::load(files)?,
            tables: TableLexicon::load(files)?,
            entities: Names::load(files, "entities/")?,
            metrics: Names::load(files, "metrics/")?,
            attribution: AttributionLexicon::load(files)?,
            segmenter: segment::load(files)?,
            weights: WeightTables::load(files)?,
            version,
        })
    }
    /// Every limit that settings may change: those of approximators, then those of each check.
    pub fn limits(&self) -> Vec<Limits<'_>> {
        let halo = Limits {
            of: APPROXIMATORS,
            title: ["约数词容许的出入", "how far approximators reach"],
            file: "rules/quantity/approximators.toml".to_owned(),
            values: self.quantity.halo.limits().to_vec(),
        };
        let checks = self.checks.all().iter().map(|check| Limits {
            of: &check.name,
            title: [&check.title.zh, &check.title.en],
            file: format!("rules/checks/{}.toml", check.family),
            values: check.limits().collect(),
        });
        std::iter::once(halo).chain(checks).filter(|l| !l.values.is_empty()).collect()
    }

    /// Changes a limit of a check or of approximators, and with it the version.
    ///
    /// # Errors
    /// The names that there are, where the check or its limit is unknown.
    pub fn set_limit(&mut self, check: &str, name: &str, value: Number) -> Result<(), Vec<String>> {
        if check == APPROXIMATORS {
            self.quantity.halo.set(name, value)?;
        } else {
            self.checks.set_limit(check, name, value).map_err(|mut known| {
                if self.checks.get(check).is_none() {
                    known.push(APPROXIMATORS.to_owned());
                }
                known
            })?;
        }
        self.version = version(Sha256::new().chain_update(format!("{} {check}.{name} = {value}", self.version)));
        Ok(())
    }

    /// Says whose money a bare 元 is where the text does not tell, and changes the version with it.
    ///
    /// # Errors
    /// The codes that there are, where the currency is unknown.
    pub fn set_currency(&mut self, code: &str) -> Result<(), Vec<String>> {
        if !self.quantity.knows_currency(code) {
            return Err(self.quantity.currencies.iter().map(|c| c.code.clone()).collect());
        }
        self.quantity.default_currency = Some(code.to_owned());
        self.version = version(Sha256::new().chain_update(format!("{} currency = {code}", self.version)));
        Ok(())
    }
}

impl RuleFiles {
    /// First 12 hex digits of the SHA-256 over all files: the rules' version.
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in self.all() {
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        version(hash)
    }
}

/// First 12 hex digits of a hash.
fn version(hash: Sha256) -> String {
    hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect()
}
