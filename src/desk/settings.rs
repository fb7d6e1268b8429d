//! `heshu.toml`: found upwards from an input, read strictly, laid over the built-in rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::model::{Finding, Grade, Lang, Message, Number, Verdict};
use crate::rules::{RuleError, Rules, error_at, nearest, read};

use super::selection::{Layer, Selection};

/// The name of the file.
pub const NAME: &str = "heshu.toml";

/// A value with the line of the file that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Line, from 1.
    pub line: usize,
    byte: usize,
}

/// What a newsroom set; None and empty where it leaves the default.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The file, as errors name it; None for no file.
    pub path: Option<PathBuf>,
    /// Language of messages.
    pub lang: Option<At<Lang>>,
    /// Folder of rule files laid over the built-in ones.
    pub rules: Option<At<PathBuf>>,
    /// Source tables to check against, and folders of them.
    pub tables: Option<At<Vec<PathBuf>>>,
    /// What was decided about findings.
    pub baseline: Option<At<PathBuf>>,
    /// The currency of a bare 元 where the text does not tell.
    pub currency: Option<At<String>>,
    /// The gap, as a share of what is stated, up to which a mismatch is only noted.
    pub tolerance: Option<At<Number>>,
    /// Checks that are wanted.
    pub select: Option<At<Vec<String>>>,
    /// Checks that are not.
    pub ignore: Option<At<Vec<String>>>,
    /// Whether the wording checks are wanted.
    pub style: Option<At<bool>>,
    /// Limits of checks.
    pub limits: Vec<Limit>,
    text: String,
}

/// A limit of a check that the settings change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The check.
    pub check: String,
    /// The limit.
    pub name: String,
    /// Its value.
    pub value: At<Number>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    lang: Option<Spanned<Lang>>,
    rules: Option<Spanned<PathBuf>>,
    tables: Option<Spanned<Vec<PathBuf>>>,
    baseline: Option<Spanned<PathBuf>>,
    currency: Option<Spanned<String>>,
    tolerance: Option<Spanned<String>>,
    #[serde(default)]
    checks: Checks,
    #[serde(default)]
    limits: BTreeMap<String, BTreeMap<String, Spanned<toml::Value>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Checks {
    select: Option<Spanned<Vec<String>>>,
    ignore: Option<Spanned<Vec<String>>>,
    style: Option<Spanned<bool>>,
}

/// The settings file that holds for a path: in its folder, or the nearest folder above it that has one.
pub fn find(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str() == "-" { Path::new(".") } else { path };
    let path = std::path::absolute(path).ok()?;
    let here = std::env::current_dir().ok();
    let found = path.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())?;
    let shown = here.and_then(|here| found.strip_prefix(here).map(Path::to_owned).ok());
    Some(shown.unwrap_or(found))
}

impl Settings {
    /// Reads a settings file. Paths in it are taken from its folder.
    ///
    /// # Errors
    /// What is no TOML, an unknown key, a value of the wrong kind: file, line, column and remedy.
    pub fn load(path: &Path) -> Result<Settings, RuleError> {
        let shown = path.display().to_string();
        let unreadable = |e: std::io::Error| RuleError {
            file: shown.clone(),
            line: 0,
            column: 0,
            message: Message::new(format!("读不了：{e}"), format!("cannot be read: {e}")),
        };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Settings::parse(path, text)
    }

    fn parse(path: &Path, text: String) -> Result<Settings, RuleError> {
        let shown = path.display().to_string();
        let file: File = read(&shown, &text)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let line = |byte: usize| text.get(..byte).unwrap_or_default().matches('\n').count() + 1;
        fn at<T>(value: Spanned<T>, line: impl Fn(usize) -> usize) -> At<T> {
            let byte = value.span().start;
            At { value: value.into_inner(), line: line(byte), byte }
        }
        let fault = |byte: usize, message: Message| error_at(&shown, &text, byte, message);
        let tolerance = file.tolerance.map(|t| at(t, line)).map(|t| match percent(&t.value) {
            Some(value) => Ok(At { value, line: t.line, byte: t.byte }),
            None => Err(fault(t.byte, Message::new("写成百分比，如 \"0.5%\"", "write a percentage such as \"0.5%\""))),
        });
        let mut limits = Vec::new();
        for (check, values) in file.limits {
            for (name, value) in values {
                let value = at(value, line);
                let number = match &value.value {
                    toml::Value::String(text) => text.parse().ok(),
                    toml::Value::Integer(n) => n.to_string().parse().ok(),
                    // the shortest decimal of a float is what was written
                    toml::Value::Float(n) => n.to_string().parse().ok(),
                    _ => None,
                };
                let wrong = || Message::new("要写一个不小于零的数", "write a number that is not below zero");
                let number = number.filter(|n: &Number| !n.is_negative()).ok_or_else(|| fault(value.byte, wrong()))?;
                let value = At { value: number, line: value.line, byte: value.byte };
                limits.push(Limit { check: check.clone(), name, value });
            }
        }
        let inside = |p: PathBuf| folder.join(p);
        Ok(Settings {
            path: Some(path.to_owned()),
            lang: file.lang.map(|v| at(v, line)),
            rules: file.rules.map(|v| at(v, line).map(inside)),
            tables: file.tables.map(|v| at(v, line).map(|list| list.into_iter().map(inside).collect())),
            baseline: file.baseline.map(|v| at(v, line).map(inside)),
            currency: file.currency.map(|v| at(v, line)),
            tolerance: tolerance.transpose()?,
            select: file.checks.select.map(|v| at(v, line)),
            ignore: file.checks.ignore.map(|v| at(v, line)),
            style: file.checks.style.map(|v| at(v, line)),
            limits,
            text,
        })
    }

    /// Lays limits and currency over the rules, and gives the choice of checks.
    ///
    /// # Errors
    /// A check, limit or currency that there is not, with the nearest there is.
    pub fn apply(&self, rules: &mut Rules) -> Result<Selection, RuleError> {
        for limit in &self.limits {
            let Limit { check, name, value } = limit;
            rules.set_limit(check, name, value.value).map_err(|known| {
                let known_check = rules.limits().iter().any(|l| l.of == check) || rules.checks.get(check).is_some();
                let (what, word) = if known_check {
                    (("上限或参数", "limit"), name)
                } else {
                    (("带上下限的检查", "check with limits"), check)
                };
                self.unknown(value.byte, what, word, known.iter().map(String::as_str))
            })?;
        }
        if let Some(currency) = &self.currency {
            rules.set_currency(&currency.value).map_err(|known| {
                self.unknown(currency.byte, ("货币代码", "currency"), &currency.value, known.iter().map(String::as_str))
            })?;
        }
        let layer = self.layer();
        Selection::default().with(&layer, &rules.checks).map_err(|unknown| {
            let lists = [&self.select, &self.ignore].into_iter().flatten();
            let at = lists.filter(|list| list.value.contains(&unknown.word)).map(|list| {
                let quoted = format!("\"{}\"", unknown.word);
                list.byte + self.text.get(list.byte..).and_then(|rest| rest.find(&quoted)).unwrap_or(0)
            });
            self.fault(at.min().unwrap_or(0), unknown.message())
        })
    }

    /// What is said about checks.
    pub fn layer(&self) -> Layer {
        let list = |at: &Option<At<Vec<String>>>| at.as_ref().map(|at| at.value.clone()).unwrap_or_default();
        Layer {
            select: list(&self.select),
            ignore: list(&self.ignore),
            style: self.style.as_ref().map(|style| style.value),
        }
    }

    /// A mismatch whose gap is within the tolerance becomes a note.
    pub fn tolerate(&self, finding: &mut Finding) {
        let Some(tolerance) = &self.tolerance else { return };
        if finding.verdict == Verdict::Flag
            && finding.grade == Grade::Arithmetic
            && gap(finding).is_some_and(|gap| gap <= tolerance.value.to_rational())
        {
            finding.verdict = Verdict::Note;
            finding.message.zh.push_str("（差距在设定的容许范围之内）");
            finding.message.en.push_str(" (The gap is within the tolerance that is set.)");
        }
    }

    fn fault(&self, byte: usize, message: Message) -> RuleError {
        let path = self.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
        error_at(&path, &self.text, byte, message)
    }

    fn unknown<'k>(
        &self,
        byte: usize,
        (zh, en): (&str, &str),
        word: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> RuleError {
        let near = nearest(word, known.clone());
        let all: Vec<_> = known.take(20).collect();
        let message = Message::new(
            match near {
                Some(near) => format!("没有{zh}“{word}”，是不是“{near}”？"),
                None => format!("没有{zh}“{word}”，有的是：{}", all.join("、")),
            },
            match near {
                Some(near) => format!("there is no {en} “{word}”, did you mean “{near}”?"),
                None => format!("there is no {en} “{word}”; there are: {}", all.join(", ")),
            },
        );
        self.fault(byte, message)
    }
}

impl<T> At<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> At<U> {
        At { value: f(self.value), line: self.line, byte: self.byte }
    }
}

/// `0.5%` as 1/200.
fn percent(text: &str) -> Option<Number> {
    let number: Number = text.trim().strip_suffix(['%', '％'])?.trim().parse().ok()?;
    let Number::Decimal(d) = number else { return None };
    (!d.is_sign_negative()).then(|| d.checked_mul(rust_decimal::Decimal::new(1, 2)).map(Number::Decimal))?
}

/// How far what follows lies from what is stated, as a share of the nearer stated end.
fn gap(finding: &Finding) -> Option<crate::model::Exact> {
    use num_traits::Zero;
    let (stated, computed) = (finding.stated.as_ref()?, finding.computed.as_ref()?);
    let (gap, end) = match (stated.upper, computed.lower, stated.lower, computed.upper) {
        (Some(end), Some(next), ..) if end.to_rational() < next.to_rational() => {
            (next.to_rational() - end.to_rational(), end)
        }
        (.., Some(end), Some(next)) if next.to_rational() < end.to_rational() => {
            (end.to_rational() - next.to_rational(), end)
        }
        _ => return None,
    };
    let end = end.to_rational().abs();
    (!end.is_zero()).then(|| gap / end)
}
