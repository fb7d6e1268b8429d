//! Which checks are wanted: by name, family or grade.

use crate::model::{Finding, Grade, Message};
use crate::rules::{CheckRules, nearest};

/// What one place (the settings, the command line) says about checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// Only these; empty for what the layer below chose.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// Whether the wording checks are wanted; None where nothing is said.
    pub style: Option<bool>,
}

/// A choice of checks. The later of two layers wins, and within a layer the narrower word: a name over a family,
/// a family over a grade, a grade over `all`; between equals, what is ignored stays ignored.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    layers: Vec<Resolved>,
    style: bool,
}

#[derive(Debug, Clone, Default)]
struct Resolved {
    select: Vec<Selector>,
    ignore: Vec<Selector>,
}

/// One word of a choice, in order of width.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Selector {
    All,
    Grade(Grade),
    Family(String),
    Check(String),
}

/// A word that names no check, family or grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The word.
    pub word: String,
    /// The known one that it is most like.
    pub nearest: Option<String>,
}

impl Unknown {
    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        let (word, near) = (&self.word, self.nearest.as_deref());
        Message::new(
            format!(
                "没有叫“{word}”的检查、门类或等级{}heshu checks 列出全部",
                near.map_or("；".to_owned(), |n| format!("，是不是“{n}”？"))
            ),
            format!(
                "no check, family or grade is called “{word}”{}; `heshu checks` lists them",
                near.map_or(String::new(), |n| format!(", did you mean “{n}”?"))
            ),
        )
    }
}

impl Selection {
    /// This choice with a further layer over it.
    ///
    /// # Errors
    /// The first word that is not known.
    pub fn with(mut self, layer: &Layer, checks: &CheckRules) -> Result<Selection, Unknown> {
        let read = |words: &[String]| words.iter().map(|w| Selector::read(w, checks)).collect::<Result<Vec<_>, _>>();
        self.layers.push(Resolved { select: read(&layer.select)?, ignore: read(&layer.ignore)? });
        self.style = layer.style.unwrap_or(self.style);
        Ok(self)
    }

    /// Turns off the checks that are not wanted. The wording checks stay: whether they are shown is asked later.
    pub fn apply(&self, checks: &mut CheckRules) {
        checks.turn_on(|check, family, grade| self.wants(check, family, grade));
    }

    /// Whether a finding is to be shown: those of the wording checks only when they are asked for.
    pub fn shows(&self, finding: &Finding) -> bool {
        let asked = |s: &Selector| match s {
            Selector::Check(name) => *name == finding.check,
            Selector::Grade(grade) => *grade == Grade::Style,
            Selector::All | Selector::Family(_) => false,
        };
        finding.grade != Grade::Style || self.style || self.layers.iter().any(|l| l.select.iter().any(asked))
    }

    /// Whether the wording checks are wanted.
    pub fn style(&self) -> bool {
        self.style
    }

    fn wants(&self, check: &str, family: &str, grade: Grade) -> bool {
        let widest = |list: &[Selector]| list.iter().filter(|s| s.covers(check, family, grade)).max().cloned();
        let mut wanted = true;
        for layer in &self.layers {
            let (select, ignore) = (widest(&layer.select), widest(&layer.ignore));
            if !layer.select.is_empty() {
                wanted = select.is_some();
            }
            if let Some(ignore) = ignore
                && select.is_none_or(|select| select.rank() <= ignore.rank())
            {
                wanted = false;
            }
        }
        wanted
    }
}

impl Selector {
    fn read(word: &str, checks: &CheckRules) -> Result<Selector, Unknown> {
        let grade = |word: &str| match word {
            "decision" => Some(Grade::Decision),
            "arithmetic" => Some(Grade::Arithmetic),
            "style" => Some(Grade::Style),
            _ => None,
        };
        if word == "all" {
            Ok(Selector::All)
        } else if let Some(grade) = grade(word) {
            Ok(Selector::Grade(grade))
        } else if checks.get(word).is_some() {
            Ok(Selector::Check(word.to_owned()))
        } else if checks.all().iter().any(|c| c.family == word) {
            Ok(Selector::Family(word.to_owned()))
        } else {
            let names = checks.all().iter().flat_map(|c| [c.name.as_str(), c.family.as_str()]);
            let known = names.chain(["all", "decision", "arithmetic", "style"]);
            Err(Unknown { word: word.to_owned(), nearest: nearest(word, known).map(str::to_owned) })
        }
    }

    fn covers(&self, check: &str, family: &str, grade: Grade) -> bool {
        match self {
            Selector::All => true,
            Selector::Grade(g) => *g == grade,
            Selector::Family(f) => f == family,
            Selector::Check(c) => c == check,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Selector::All => 0,
            Selector::Grade(_) => 1,
            Selector::Family(_) => 2,
            Selector::Check(_) => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn layer(select: &[&str], ignore: &[&str]) -> Layer {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Layer { select: own(select), ignore: own(ignore), style: None }
    }

    #[test]
    fn the_narrower_word_wins_and_the_later_layer() {
        let rules = Rules::embedded().unwrap();
        let wants = |layers: &[Layer], check: &str, family: &str, grade| {
            let all = layers.iter().try_fold(Selection::default(), |s, l| s.with(l, &rules.checks)).unwrap();
            all.wants(check, family, grade)
        };
        let arithmetic = Grade::Arithmetic;
        assert!(wants(&[], "change_pct", "change", arithmetic));
        assert!(!wants(&[layer(&["shares"], &[])], "change_pct", "change", arithmetic));
        assert!(wants(&[layer(&["change_pct"], &["change"])], "change_pct", "change", arithmetic));
        assert!(!wants(&[layer(&["change"], &["change_pct"])], "change_pct", "change", arithmetic));
        assert!(!wants(&[layer(&["decision"], &[])], "change_pct", "change", arithmetic));
        assert!(wants(&[layer(&[], &["change"]), layer(&["change_pct"], &[])], "change_pct", "change", arithmetic));
        assert!(!wants(&[layer(&["change"], &[]), layer(&[], &["arithmetic"])], "change_pct", "change", arithmetic));
    }

    #[test]
    fn an_unknown_word_is_told_with_the_nearest() {
        let rules = Rules::embedded().unwrap();
        let unknown = Selection::default().with(&layer(&["chang_pct"], &[]), &rules.checks).unwrap_err();
        assert_eq!(unknown.nearest.as_deref(), Some("change_pct"));
    }

    #[test]
    fn no_word_names_two_things() {
        let rules = Rules::embedded().unwrap();
        // `coverage` cannot be chosen
        for check in rules.checks.all().iter().filter(|c| c.name != "coverage") {
            for word in ["all", "decision", "arithmetic", "style"] {
                assert!(check.name != word && check.family != word);
            }
            assert!(rules.checks.all().iter().all(|c| c.name != check.family), "{} is a family too", check.family);
        }
    }
}
