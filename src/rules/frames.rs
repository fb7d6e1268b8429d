//! Frames: the ways in which the language states numbers. `rules/frames/**.toml`, one frame a file; its
//! id is its path (`frames/change/from_to.toml` is `frames.change.from_to`).
//!
//! ```toml
//! why      = "…"                 # what the frame is for
//! pattern  = "从{quantity:from}(?<up>{@rise})[到至]{quantity:to}"
//! unless   = "…"                 # optional: no match where this one overlaps it
//! priority = 1                   # optional: wins over frames of a lower one at the same number; 0 if left out
//!
//! [[claim]]                      # what one number of the match is
//! slot      = "from"             # a slot, or `each = "list"`: every number inside that group
//! role      = "from"
//! direction = "verb"             # up, down, or verb: by which of the groups `up` and `down` took part
//! baseline  = "base"             # names of groups of the pattern: baseline, subject, metric
//! time      = "t0"               # name of a period slot
//! whole     = "all"              # name of the slot of the whole that this number is a part of
//!
//! [scope]                        # what the match means for the numbers after it
//! modality  = "forecast"         # or baseline = "base" (a group)
//! roles     = ["change"]         # only for numbers of these roles; all if left out
//! reach     = "sentence"         # or "clause"
//! ```
//! A frame has claims or a scope, or both, and at least two `[[match]]` and one `[[no_match]]`.

use serde::Deserialize;
use toml::Spanned;

use crate::model::{Direction, Message, Modality, Role};

use super::examples::{Examples, NoMatchEntry, WantedEntry};
use super::{Pattern, Patterns, RuleError, RuleFiles, Words};

/// One frame.
#[derive(Debug)]
pub struct Frame {
    /// `frames.change.from_to`.
    pub id: std::sync::Arc<str>,
    /// Path of its file below `rules/`.
    pub path: String,
    /// What it is for.
    pub why: String,
    /// Where it matches.
    pub pattern: Pattern,
    /// Where it does not.
    pub unless: Option<Pattern>,
    /// Higher wins at the same number.
    pub priority: i32,
    /// What the numbers of a match are.
    pub claims: Vec<Shape>,
    /// What a match means for the numbers after it.
    pub scope: Option<Scope>,
    /// Texts that it must and must not match.
    pub examples: Examples,
}

/// What a frame says of one number, or of each number in a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// The slot of the number.
    pub slot: Option<Spanned<String>>,
    /// The group of words whose numbers are all meant.
    pub each: Option<Spanned<String>>,
    /// Its role.
    pub role: Option<Role>,
    /// Its direction.
    pub direction: Option<Way>,
    /// The group that holds the baseline.
    pub baseline: Option<Spanned<String>>,
    /// The group that holds the subject.
    pub subject: Option<Spanned<String>>,
    /// The group that holds the metric.
    pub metric: Option<Spanned<String>>,
    /// The slot that holds its time.
    pub time: Option<Spanned<String>>,
    /// The slot that holds the whole that it is a part of.
    pub whole: Option<Spanned<String>>,
    /// Its modality.
    pub modality: Option<Modality>,
}

/// A direction, or where to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Up.
    Up,
    /// Down.
    Down,
    /// By which of the groups `up` and `down` took part.
    Verb,
}

/// What a match means for the numbers that stand after it, up to the next match of the same kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The group that holds the baseline.
    pub baseline: Option<Spanned<String>>,
    /// How the text stands to the numbers.
    pub modality: Option<Modality>,
    /// Only numbers of these roles; all where empty.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// How far it reaches.
    pub reach: Reach,
}

/// How far a scope reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// To the end of the clause.
    Clause,
    /// To the end of the sentence.
    Sentence,
}

/// All frames, with their pre-filter.
#[derive(Debug)]
pub struct Frames {
    /// In order of id.
    pub list: Vec<Frame>,
    /// Which of them may match a line.
    pub filter: Patterns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    why: Spanned<String>,
    pattern: Spanned<String>,
    unless: Option<Spanned<String>>,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    claim: Vec<Shape>,
    scope: Option<Scope>,
    #[serde(default, rename = "match")]
    matches: Vec<WantedEntry>,
    #[serde(default)]
    no_match: Vec<NoMatchEntry>,
}

impl Shape {
    /// The direction that the shape gives a match in which these groups took part.
    pub fn direction_in(&self, groups: &[(&str, crate::model::Span)]) -> Option<Direction> {
        let took_part = |name| groups.iter().any(|(n, _)| *n == name);
        match self.direction? {
            Way::Up => Some(Direction::Up),
            Way::Down => Some(Direction::Down),
            Way::Verb if took_part("up") => Some(Direction::Up),
            Way::Verb if took_part("down") => Some(Direction::Down),
            Way::Verb => None,
        }
    }
}

impl Frames {
    /// Loads, compiles and validates every frame.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn load(files: &RuleFiles, words: &Words) -> Result<Self, RuleError> {
        let read = files.read_all::<FrameFile>("frames/")?;
        let list = read.into_iter().map(|(path, f)| frame(files, path, f, words)).collect::<Result<Vec<_>, _>>()?;
        let filter = Patterns::new(list.iter().map(|f| &f.pattern));
        Ok(Frames { list, filter })
    }
}

fn frame(files: &RuleFiles, path: String, file: FrameFile, words: &Words) -> Result<Frame, RuleError> {
    let fault = |at: usize, message: Message| files.error_at(&path, at, message);
    let compile = |source: &Spanned<String>| {
        // The place within the quoted string; exact for strings without escapes.
        Pattern::compile(source.get_ref(), words).map_err(|e| fault(source.span().start + 1 + e.byte, e.message))
    };
    if file.why.get_ref().trim().is_empty() {
        return Err(fault(
            file.why.span().start,
            Message::new("请写明这个句式是做什么的", "say what the frame is for"),
        ));
    }
    let pattern = compile(&file.pattern)?;
    let unless = file.unless.as_ref().map(&compile).transpose()?;
    let here = file.pattern.span().start;
    check_names(&file, &pattern).map_err(|(at, message)| fault(at.unwrap_or(here), message))?;
    let examples =
        Examples::new(file.matches, file.no_match).map_err(|(at, message)| fault(at.unwrap_or(here), message))?;
    Ok(Frame {
        id: path.trim_end_matches(".toml").replace('/', ".").into(),
        path,
        why: file.why.into_inner(),
        pattern,
        unless,
        priority: file.priority,
        claims: file.claim,
        scope: file.scope,
        examples,
    })
}

/// Whether every name that claims and scope use stands in the pattern.
fn check_names(file: &FrameFile, pattern: &Pattern) -> Result<(), (Option<usize>, Message)> {
    let (slots, groups) = pattern.names();
    let known = |name: &Option<Spanned<String>>, names: &[&str], what: (&str, &str)| match name {
        Some(n) if !names.contains(&n.get_ref().as_str()) => {
            let (name, (zh, en)) = (n.get_ref(), what);
            let message = Message::new(
                format!(
                    "式子里没有{zh}“{name}”，有的是：{}",
                    if names.is_empty() { "无".to_owned() } else { names.join("、") }
                ),
                format!(
                    "the pattern has no {en} “{name}”; it has: {}",
                    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
                ),
            );
            Err((Some(n.span().start), message))
        }
        _ => Ok(()),
    };
    if file.claim.is_empty() && file.scope.is_none() {
        let message = Message::new(
            "这个句式什么也没说：加上 [[claim]] 或 [scope]",
            "the frame says nothing: add a [[claim]] or a [scope]",
        );
        return Err((None, message));
    }
    for claim in &file.claim {
        if claim.slot.is_some() == claim.each.is_some() {
            let at = claim.slot.as_ref().map(|s| s.span().start);
            let message = Message::new("[[claim]] 要么写 slot，要么写 each", "a claim needs either `slot` or `each`");
            return Err((at, message));
        }
        for name in [&claim.slot, &claim.time, &claim.whole] {
            known(name, &slots, ("空位", "slot"))?;
        }
        for name in [&claim.each, &claim.baseline, &claim.subject, &claim.metric] {
            known(name, &groups, ("词组", "group"))?;
        }
        if claim.direction == Some(Way::Verb) && !groups.iter().any(|g| matches!(*g, "up" | "down")) {
            let message = Message::new(
                "direction = \"verb\" 要求式子里有名为 up 或 down 的词组",
                "`direction = \"verb\"` needs a group named up or down in the pattern",
            );
            return Err((None, message));
        }
    }
    if let Some(scope) = &file.scope {
        known(&scope.baseline, &groups, ("词组", "group"))?;
        if scope.baseline.is_none() && scope.modality.is_none() {
            let message = Message::new("[scope] 要写 baseline 或 modality", "a scope needs `baseline` or `modality`");
            return Err((None, message));
        }
    }
    Ok(())
}
