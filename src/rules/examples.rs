//! The examples that every rule carries: `[[match]]` texts, in which brackets mark the stretch that the
//! rule must match exactly once, and `[[no_match]]` texts, which it must not match.

use serde::Deserialize;
use toml::Spanned;

use crate::model::{Direction, Message, Modality, Role, Span};

/// The examples of one rule.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// Texts that it must match.
    pub matches: Vec<Wanted>,
    /// Texts that it must not match.
    pub no_matches: Vec<NoMatch>,
}

/// A text that a rule must match.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Byte of the file at which the text stands.
    pub byte: usize,
    /// The text, without the brackets.
    pub text: String,
    /// The stretch between the brackets.
    pub span: Span,
    /// What the match must make of its numbers.
    pub claims: Vec<WantedClaim>,
}

/// A text that a rule must not match.
#[derive(Debug, Clone)]
pub struct NoMatch {
    /// Byte of the file at which the text stands.
    pub byte: usize,
    /// The text.
    pub text: String,
}

/// What a number of an example must become. Fields left out are not looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedClaim {
    /// The number as written.
    pub quantity: String,
    /// Its role.
    pub role: Option<Role>,
    /// Its direction.
    pub direction: Option<Direction>,
    /// Its baseline.
    pub baseline: Option<String>,
    /// Its modality.
    pub modality: Option<Modality>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its metric.
    pub metric: Option<String>,
    /// Its time as written.
    pub time: Option<String>,
    /// The whole that it is a part of, as written.
    pub whole: Option<String>,
}

/// `[[match]]` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedEntry {
    text: Spanned<String>,
    #[serde(default)]
    claims: Vec<WantedClaim>,
}

/// `[[no_match]]` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMatchEntry {
    text: Spanned<String>,
}

impl Examples {
    /// Reads the brackets.
    ///
    /// # Errors
    /// Byte (where known) and message: fewer than two matches or one no-match; a match without exactly
    /// one pair of brackets round something.
    pub fn new(matches: Vec<WantedEntry>, no_matches: Vec<NoMatchEntry>) -> Result<Self, (Option<usize>, Message)> {
        if matches.len() < 2 || no_matches.is_empty() {
            let (yes, no) = (matches.len(), no_matches.len());
            let message = Message::new(
                format!("一条规则至少要两个 [[match]] 和一个 [[no_match]]，这里是 {yes} 个和 {no} 个"),
                format!("a rule needs at least two [[match]] and one [[no_match]]; this one has {yes} and {no}"),
            );
            return Err((None, message));
        }
        let matches = matches.into_iter().map(wanted).collect::<Result<_, _>>()?;
        let plain = |e: NoMatchEntry| NoMatch { byte: e.text.span().start, text: e.text.into_inner() };
        Ok(Examples { matches, no_matches: no_matches.into_iter().map(plain).collect() })
    }
}

fn wanted(entry: WantedEntry) -> Result<Wanted, (Option<usize>, Message)> {
    let byte = entry.text.span().start;
    let text = entry.text.into_inner();
    let places = |mark| text.chars().enumerate().filter(|(_, c)| *c == mark).map(|(i, _)| i).collect::<Vec<_>>();
    match (places('[').as_slice(), places(']').as_slice()) {
        (&[open], &[close]) if open + 1 < close => Ok(Wanted {
            byte,
            text: text.chars().filter(|c| !matches!(c, '[' | ']')).collect(),
            span: Span::new(open, close - 1),
            claims: entry.claims,
        }),
        _ => Err((
            Some(byte),
            Message::new(
                "用一对方括号标出必须匹配的一段：“占比[升至47%]。”",
                "mark the stretch that must match with one pair of brackets: “占比[升至47%]。”",
            ),
        )),
    }
}
