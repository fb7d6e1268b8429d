//! The checks as data: what each one is, says and allows (`rules/checks/`), and the patterns that
//! find the operands of a relation in a sentence (`rules/relations/`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::model::{Exact, Grade, Message, Number};
use crate::text::Line;

use super::{Match, Pattern, Patterns, RuleError, RuleFiles, Words};

/// All checks and relations.
#[derive(Debug)]
pub struct CheckRules {
    checks: Vec<CheckRule>,
    /// Where each stands in `checks`.
    places: HashMap<String, usize>,
    relations: Vec<Relation>,
    finder: Patterns,
}

/// One check: its documentation, texts and limits. The documentation pages are made from it.
#[derive(Debug, Clone)]
pub struct CheckRule {
    /// Its name in findings (`change_pct`).
    pub name: String,
    /// The family, which is the file that it stands in (`change`).
    pub family: String,
    /// How much a flag matters, unless the case itself turns a statement around.
    pub grade: Grade,
    /// Whether it runs only when style is asked for.
    pub style: bool,
    /// What it is called.
    pub title: Both,
    /// What it reads.
    pub reads: Both,
    /// When it passes and when it flags.
    pub rule: Both,
    /// What must not set it off.
    pub traps: Both,
    /// A text that passes.
    pub pass: String,
    /// A text that is flagged.
    pub flag: String,
    /// Grades of which its findings are wanted.
    on: Vec<Grade>,
    limits: BTreeMap<String, Number>,
    messages: BTreeMap<String, Both>,
}

/// The same words in two languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

/// A pattern that finds the operands of a relation.
#[derive(Debug)]
pub struct Relation {
    /// What its operands are to one another (`from_to`); the checks are called by it.
    pub kind: String,
    /// What it is for.
    pub why: String,
    /// Texts with the stretch that must match in brackets.
    pub matches: Vec<String>,
    /// Texts in which it must not match.
    pub no_matches: Vec<String>,
    pattern: Pattern,
}

const GRADES: [Grade; 3] = [Grade::Decision, Grade::Arithmetic, Grade::Style];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    check: Vec<RawCheck>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    name: toml::Spanned<String>,
    grade: Grade,
    #[serde(default)]
    style: bool,
    title: Both,
    reads: Both,
    rule: Both,
    traps: Both,
    pass: String,
    flag: String,
    #[serde(default)]
    limits: BTreeMap<String, Number>,
    messages: BTreeMap<String, Both>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationFile {
    #[serde(default)]
    fragments: BTreeMap<String, String>,
    #[serde(default)]
    relation: Vec<RawRelation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRelation {
    kind: String,
    why: String,
    pattern: toml::Spanned<String>,
    r#match: Vec<String>,
    no_match: Vec<String>,
}

impl CheckRules {
    /// Loads and compiles.
    ///
    /// # Errors
    /// The first fault: a check defined twice or without its flag message, a bad pattern, a relation
    /// with fewer than two `match` or no `no_match` examples.
    pub(super) fn load(files: &RuleFiles, words: &Words) -> Result<Self, RuleError> {
        let mut checks = Vec::<CheckRule>::new();
        for (path, file) in files.read_all::<CheckFile>("checks/")? {
            let family = path.trim_start_matches("checks/").trim_end_matches(".toml").to_owned();
            for raw in file.check {
                let at = raw.name.span().start;
                let name = raw.name.into_inner();
                if checks.iter().any(|c| c.name == name) {
                    return Err(files.error_at(
                        &path,
                        at,
                        Message::new(format!("检查“{name}”已经有了"), format!("a check “{name}” is already defined")),
                    ));
                }
                if !raw.messages.contains_key("flag") {
                    return Err(files.error_at(
                        &path,
                        at,
                        Message::new(
                            format!("“{name}”缺少 [check.messages.flag]"),
                            format!("“{name}” needs [check.messages.flag]"),
                        ),
                    ));
                }
                checks.push(CheckRule {
                    name,
                    family: family.clone(),
                    grade: raw.grade,
                    style: raw.style,
                    title: raw.title,
                    reads: raw.reads,
                    rule: raw.rule,
                    traps: raw.traps,
                    pass: raw.pass,
                    flag: raw.flag,
                    on: GRADES.to_vec(),
                    limits: raw.limits,
                    messages: raw.messages,
                });
            }
        }
        let read = files.read_all::<RelationFile>("relations/")?;
        let fragments: Vec<_> = read.iter().flat_map(|(_, f)| &f.fragments).collect();
        let mut relations = Vec::new();
        for (path, file) in &read {
            for raw in &file.relation {
                let fault = |m: Message| files.error_at(path, raw.pattern.span().start, m);
                if raw.r#match.len() < 2 || raw.no_match.is_empty() {
                    return Err(fault(Message::new(
                        "一条关系至少要两个 match 例句和一个 no_match 例句",
                        "a relation needs two “match” examples and one “no_match”",
                    )));
                }
                let source = expand(raw.pattern.get_ref(), &fragments);
                relations.push(Relation {
                    kind: raw.kind.clone(),
                    why: raw.why.clone(),
                    matches: raw.r#match.clone(),
                    no_matches: raw.no_match.clone(),
                    pattern: Pattern::compile(&source, words).map_err(|e| fault(e.message))?,
                });
            }
        }
        let finder = Patterns::new(relations.iter().map(|r| &r.pattern));
        let places = checks.iter().enumerate().map(|(i, c)| (c.name.clone(), i)).collect();
        Ok(CheckRules { checks, places, relations, finder })
    }

    /// Every check, in order of family and file.
    pub fn all(&self) -> &[CheckRule] {
        &self.checks
    }

    /// One check by name.
    pub fn get(&self, name: &str) -> Option<&CheckRule> {
        self.checks.get(*self.places.get(name)?)
    }

    /// Chooses the checks that run, asked for by name, family and grade of the finding.
    pub fn turn_on(&mut self, wanted: impl Fn(&str, &str, Grade) -> bool) {
        for check in self.checks.iter_mut().filter(|c| c.family != "coverage") {
            check.on = GRADES.into_iter().filter(|g| wanted(&check.name, &check.family, *g)).collect();
        }
    }

    /// Whether findings of a check and grade are wanted.
    pub fn is_on(&self, name: &str, grade: Grade) -> bool {
        self.get(name).is_none_or(|c| c.on.contains(&grade))
    }

    /// The checks that were turned off, whole or in part, in few words: part of what a result stands on.
    pub fn turned_off(&self) -> String {
        let off = self.checks.iter().filter(|c| c.on.len() < GRADES.len());
        off.map(|c| format!("{}{:?}", c.name, c.on)).collect::<Vec<_>>().join(" ")
    }

    /// Changes a limit of a check.
    ///
    /// # Errors
    /// The names that there are, where the check or its limit is unknown.
    pub(super) fn set_limit(&mut self, check: &str, name: &str, value: Number) -> Result<(), Vec<String>> {
        let Some(rule) = self.checks.iter_mut().find(|c| c.name == check) else {
            return Err(self.checks.iter().filter(|c| !c.limits.is_empty()).map(|c| c.name.clone()).collect());
        };
        match rule.limits.get_mut(name) {
            Some(limit) => *limit = value,
            None => return Err(rule.limits.keys().cloned().collect()),
        }
        Ok(())
    }

    /// Every relation.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The relations that may stand in a line.
    pub fn candidates(&self, line: &Line) -> impl Iterator<Item = &Relation> {
        self.finder.candidates(line).into_iter().filter_map(|i| self.relations.get(i))
    }
}

impl CheckRule {
    /// A limit; zero where the file does not name it (a test walks those that the code asks for).
    pub fn limit(&self, name: &str) -> Exact {
        self.limits.get(name).copied().unwrap_or(Number::ZERO).to_rational()
    }

    /// The limits by name.
    pub fn limits(&self) -> impl Iterator<Item = (&str, Number)> {
        self.limits.iter().map(|(k, v)| (k.as_str(), *v))
    }

    /// A message with its places filled in, `word` giving the words of a place; None where there is no message of this
    /// name.
    pub fn message<'w>(&self, key: &str, word: impl Fn(&str) -> Option<Cow<'w, str>>) -> Option<Message> {
        let both = self.messages.get(key)?;
        Some(Message { zh: fill(&both.zh, &word), en: fill(&both.en, &word) })
    }
}

impl Relation {
    /// All places in a line where it holds.
    pub fn find_iter<'p>(&'p self, line: &'p Line) -> impl Iterator<Item = Match<'p>> {
        self.pattern.find_iter(line)
    }
}

/// Writes `{=name}` fragments out.
fn expand(pattern: &str, fragments: &[(&String, &String)]) -> String {
    let mut out = pattern.to_owned();
    for _ in 0..3 {
        for (name, text) in fragments {
            out = out.replace(&format!("{{={name}}}"), text);
        }
    }
    out
}

fn fill<'w>(template: &str, word: impl Fn(&str) -> Option<Cow<'w, str>>) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        match from.find('}') {
            Some(close) => {
                let name = &from[1..close];
                match word(name) {
                    Some(value) => out.push_str(&value),
                    None => out.push_str(&from[..=close]),
                }
                rest = &from[close + 1..];
            }
            None => {
                out.push_str(from);
                rest = "";
            }
        }
    }
    out.push_str(rest);
    out
}
