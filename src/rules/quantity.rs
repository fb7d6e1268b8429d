//! The lexicon of numbers: `rules/quantity/`. Every file of the folder may hold any of the sections;
//! their entries add up.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Approx, Kind, Message, Number};

use super::{RuleError, RuleFiles};

/// Units, measure words, approximators, names that hold digits.
#[derive(Debug, Default)]
pub struct QuantityLexicon {
    /// Units with a dimension.
    pub units: Vec<Unit>,
    /// Dimensions by name.
    pub dimensions: BTreeMap<String, Dimension>,
    /// Currencies; a code may stand in several entries.
    pub currencies: Vec<Currency>,
    /// Names of money that do not say whose (元, 块, 角).
    pub plain_money: Vec<PlainMoney>,
    /// Small coins of a certain currency (美分).
    pub coins: Vec<Coin>,
    /// Whose money a bare 元 is.
    pub homes: Vec<Home>,
    /// Whose money it is where the text does not tell, if the settings say so.
    pub default_currency: Option<String>,
    /// Words that count.
    pub measure_words: Vec<String>,
    /// Longer words that begin like a measure word or unit and are none.
    pub not_words: Vec<String>,
    /// Approximators before the number, touching it.
    pub before: Vec<Approximator>,
    /// Approximators before the number, some words away.
    pub far: Vec<Approximator>,
    /// Approximators after the number.
    pub after: Vec<Approximator>,
    /// Words that say a number without a numeral.
    pub words: Vec<ValueWord>,
    /// Names, idioms and codes that hold numerals.
    pub fixed: Vec<FixedWords>,
    /// Contexts in which a number is no claim.
    pub rejects: Vec<Reject>,
    /// Contexts in which an indefinite-looking 一 or an ordinal counts after all.
    pub keeps: Vec<Reject>,
    /// Nouns that tell what a number without a unit counts.
    pub cues: Vec<Cue>,
    /// How far approximators reach.
    pub halo: Halo,
}

/// How far a number with an approximator may be from what it rounds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halo {
    /// Of a coarse number (30%, 400), in percent of it.
    pub coarse_percent: Number,
    /// Of another (27%), in percent of it.
    pub fine_percent: Number,
    /// Up to so many times as far is noted, not flagged.
    pub stretch: Number,
}

impl Default for Halo {
    /// No give at all: what stands in the rules is not repeated here.
    fn default() -> Self {
        Halo { coarse_percent: Number::ZERO, fine_percent: Number::ZERO, stretch: Number::Decimal(1.into()) }
    }
}

impl Halo {
    /// Its limits by name.
    pub fn limits(&self) -> [(&'static str, Number); 3] {
        let Halo { coarse_percent, fine_percent, stretch } = *self;
        [("coarse_percent", coarse_percent), ("fine_percent", fine_percent), ("stretch", stretch)]
    }

    /// Changes a limit.
    ///
    /// # Errors
    /// The names that there are, where this one is unknown.
    pub(super) fn set(&mut self, name: &str, value: Number) -> Result<(), Vec<String>> {
        match name {
            "coarse_percent" => self.coarse_percent = value,
            "fine_percent" => self.fine_percent = value,
            "stretch" => self.stretch = value,
            _ => return Err(self.limits().map(|(name, _)| name.to_owned()).to_vec()),
        }
        Ok(())
    }
}

/// A unit with a dimension.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// How it is written.
    pub surfaces: Vec<String>,
    /// What it measures; a name of `dimensions.toml`.
    pub dimension: String,
    /// Its size in base units of the dimension.
    pub factor: Number,
    /// What a claim gives as its unit.
    #[serde(default)]
    pub show: Show,
}

/// What a claim gives as its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// The words of the text (公尺 stays 公尺).
    #[default]
    Surface,
    /// The words of the text without a leading 个 (个小时 → 小时).
    Bare,
    /// The unit's name (日 → 天).
    Name,
}

/// What is measured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// The kind of a number with such a unit.
    pub kind: Kind,
    /// The base unit.
    pub base: String,
}

/// A currency, or further names of one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217.
    pub code: String,
    /// Names that follow a number.
    #[serde(default)]
    pub names: Vec<String>,
    /// Names and symbols that stand before a number.
    #[serde(default)]
    pub before: Vec<String>,
}

/// A name of money that does not say whose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainMoney {
    /// Names that follow a number.
    pub names: Vec<String>,
    /// Size in 元.
    pub factor: Number,
}

/// A small coin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coin {
    /// ISO 4217 code of its currency.
    pub code: String,
    /// Names that follow a number.
    pub names: Vec<String>,
    /// Size in units of the currency.
    pub factor: Number,
}

/// Whose money a bare 元 is in a text of this script with these cues.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// ISO 4217.
    pub code: String,
    /// Whether the text is in Traditional script.
    pub traditional: bool,
    /// Words, in Simplified script, that speak for it.
    pub cues: Vec<String>,
    /// Words in the name of a publisher that decide for it, whatever the script.
    #[serde(default)]
    pub publishers: Vec<String>,
}

/// Words of one approximation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approximator {
    /// What they say.
    pub approx: Approx,
    /// The words.
    pub words: Vec<String>,
    /// Whether they only stand before a bare 百, 千, 万, 亿 (上百).
    #[serde(default)]
    pub bare: bool,
    /// Characters before the word that make it part of another (最近).
    #[serde(default)]
    pub not_after: String,
    /// Characters behind the word that make it part of another (多次).
    #[serde(default)]
    pub not_followed: String,
    /// The kinds of numbers that it stands with; all where empty.
    #[serde(default)]
    pub kinds: Vec<Kind>,
}

/// Words that say a number without a numeral.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueWord {
    /// The words.
    pub surfaces: Vec<String>,
    /// Kind of the number.
    pub kind: Kind,
    /// Its value.
    pub value: Number,
    /// Its unit.
    pub unit: Option<String>,
    /// The approximation that the word holds.
    pub approx: Option<Approx>,
    /// Lower end of the pass interval.
    pub lower: Option<Number>,
    /// Upper end of the pass interval.
    pub upper: Option<Number>,
}

/// Nouns that tell what a number without a unit counts (亏损267亿 is money, 人口2.8亿 is none).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// The kind of the number.
    pub kind: Kind,
    /// The nouns.
    pub words: Vec<String>,
}

/// Why a number is no claim, as rule files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the closed list of the annotation guidelines
pub enum RejectWhy {
    Time,
    Name,
    #[default]
    Idiom,
    Indefinite,
    Enumeration,
    Code,
}

/// Names, idioms and codes that hold numerals, found as they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedWords {
    /// Id within the file.
    pub id: String,
    /// Why they are no claims.
    pub why: RejectWhy,
    /// The words.
    pub words: Vec<String>,
}

/// A context in which a number is no claim: all given conditions must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Id within the file.
    pub id: String,
    /// Why it is no claim.
    #[serde(default)]
    pub why: RejectWhy,
    /// One of these ends where the number begins.
    #[serde(default)]
    pub before: Vec<String>,
    /// None of these ends where the number begins.
    #[serde(default)]
    pub not_before: Vec<String>,
    /// One of these begins where the number ends.
    #[serde(default)]
    pub after: Vec<String>,
    /// None of these begins where the number ends.
    #[serde(default)]
    pub not_after: Vec<String>,
    /// The number has one of these units, `""` standing for none.
    #[serde(default)]
    pub units: Vec<String>,
    /// The numeral is one of these (`一`, `两`).
    #[serde(default)]
    pub numerals: Vec<String>,
    /// The numeral is written so.
    pub script: Option<Script>,
    /// The number has one of these kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Whether the words still say a number; as `why` has it where it is not given.
    pub number: Option<bool>,
    /// Only an exact number (no approximator).
    #[serde(default)]
    pub exact: bool,
    /// Texts in which the rule rejects the bracketed stretch.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    /// Texts in which it rejects nothing.
    pub no_match: Vec<String>,
}

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// 12, 1.5万
    Arabic,
    /// 十二
    Chinese,
    /// Nothing but 百, 千, 万, 亿.
    Bare,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    unit: Vec<Unit>,
    dimension: BTreeMap<String, Dimension>,
    currency: Vec<Currency>,
    plain: Vec<PlainMoney>,
    coin: Vec<Coin>,
    home: Vec<Home>,
    words: Vec<String>,
    not_words: Vec<String>,
    before: Vec<Approximator>,
    far: Vec<Approximator>,
    after: Vec<Approximator>,
    word: Vec<ValueWord>,
    fixed: Vec<FixedWords>,
    reject: Vec<Reject>,
    keep: Vec<Reject>,
    cue: Vec<Cue>,
    halo: Option<Halo>,
}

impl QuantityLexicon {
    /// Whether a currency of this ISO 4217 code is known.
    pub fn knows_currency(&self, code: &str) -> bool {
        self.currencies.iter().any(|c| c.code == code)
    }

    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let mut all = QuantityLexicon::default();
        for (path, file) in files.read_all::<File>("quantity/")? {
            for unit in &file.unit {
                if unit.factor <= Number::ZERO {
                    return Err(at_word(
                        files,
                        &path,
                        &unit.name,
                        Message::new("换算系数必须大于零", "a factor must be above zero"),
                    ));
                }
            }
            for rule in file.reject.iter().chain(&file.keep) {
                if rule.matches.len() < 2 || rule.no_match.is_empty() {
                    return Err(at_word(
                        files,
                        &path,
                        &rule.id,
                        Message::new(
                            "一条排除规则至少要两个 match 和一个 no_match",
                            "a rejecting rule needs two `match` and one `no_match`",
                        ),
                    ));
                }
            }
            all.units.extend(file.unit);
            all.dimensions.extend(file.dimension);
            all.currencies.extend(file.currency);
            all.plain_money.extend(file.plain);
            all.coins.extend(file.coin);
            all.homes.extend(file.home);
            all.measure_words.extend(file.words);
            all.not_words.extend(file.not_words);
            all.before.extend(file.before);
            all.far.extend(file.far);
            all.after.extend(file.after);
            all.words.extend(file.word);
            let id = path.trim_end_matches(".toml").replace('/', ".");
            all.fixed.extend(file.fixed.into_iter().map(|f| FixedWords { id: format!("{id}.{}", f.id), ..f }));
            all.rejects.extend(file.reject.into_iter().map(|r| Reject { id: format!("{id}.{}", r.id), ..r }));
            all.keeps.extend(file.keep.into_iter().map(|r| Reject { id: format!("{id}.{}", r.id), ..r }));
            all.cues.extend(file.cue);
            all.halo = file.halo.unwrap_or(all.halo);
        }
        if let Some(unit) = all.units.iter().find(|u| !all.dimensions.contains_key(&u.dimension)) {
            let message = Message::new(
                format!("没有量纲 {:?}；请加进 quantity/dimensions.toml", unit.dimension),
                format!("no dimension {:?}; add it to quantity/dimensions.toml", unit.dimension),
            );
            return Err(at_word(files, "quantity/units.toml", &unit.name, message));
        }
        Ok(all)
    }
}

fn at_word(files: &RuleFiles, path: &str, word: &str, message: Message) -> RuleError {
    let text = files.all().find(|(p, _)| *p == path).map_or("", |(_, t)| t);
    files.error_at(path, text.find(&format!("{word:?}")).unwrap_or(0), message)
}
