//! What the program must find in the sample corpus, and what it must not: the table of faults in
//! `corpus/README.md` is read as data, so that it can never say anything that is not so.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use crate::{root, run_in};

/// Checks whose faults the program does not find yet.
const NOT_YET: &[&str] = &["table_agreement", "fan_doubling"];

/// Flags that are known to be wrong, as (article, check).
const FALSE_ALARMS: &[(&str, &str)] = &[("macro-2024", "table_agreement"), ("population-2022", "table_agreement")];

/// Numbers that a source table confirms, as (article, quoted).
const CONFIRMED: &[(&str, &str)] = &[
    ("macro-2024", "41314元"),
    ("provinces-2020", "879例"),
    ("market-0904", "2784.28点"),
    ("paris-2024", "27枚"),
    ("power-2024", "92241亿千瓦时"),
];

/// A fault as `corpus/README.md` tells it.
struct Fault {
    articles: Vec<String>,
    check: String,
    quote: String,
}

struct Article {
    title: Vec<char>,
    text: Vec<char>,
}

struct Corpus {
    /// By name: the id of a line, the file stem of a file that holds one article.
    articles: BTreeMap<String, Article>,
    /// Document id → name.
    names: BTreeMap<String, String>,
    findings: Vec<Value>,
}

fn json_lines(arguments: &[&str]) -> Vec<Value> {
    let output = run_in(root(), &[arguments, &["--quiet"]].concat());
    assert_ne!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

fn tables() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("corpus/tables")).expect("corpus/tables");
    let mut files: Vec<_> = folder.map(|e| e.expect("entry").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "csv"));
    files.sort();
    files
}

fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let mut articles = BTreeMap::new();
        let mut names = BTreeMap::new();
        for document in json_lines(&["read", "corpus/articles", "--format", "jsonl"]) {
            let id = string(&document["id"]);
            let path = PathBuf::from(string(&document["origin"]["path"]));
            let many = path.extension().is_some_and(|e| e == "jsonl");
            let stem = path.file_stem().expect("a file").to_string_lossy().into_owned();
            let name = if many { id.clone() } else { stem };
            let chars = |field: &str| string(&document[field]).chars().collect();
            articles.insert(name.clone(), Article { title: chars("title"), text: chars("text") });
            names.insert(id, name);
        }
        let tables = tables();
        let mut arguments = vec!["check", "corpus/articles", "--all", "--format", "jsonl"];
        for table in &tables {
            arguments.extend(["--table", table.to_str().expect("UTF-8 path")]);
        }
        let findings = json_lines(&arguments);
        Corpus { articles, names, findings }
    })
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn faults() -> Vec<Fault> {
    let readme = std::fs::read_to_string(root().join("corpus/README.md")).expect("corpus/README.md");
    let section = readme.split("## Faults that were put in").nth(1).expect("the section of faults");
    let section = section.split("\n## ").next().unwrap_or_default();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        Fault { articles: quoted(cells[1]), check: quoted(cells[2]).remove(0), quote: quoted(cells[3]).remove(0) }
    })
    .collect()
}

impl Article {
    /// Where a stretch stands, as (field, start, end) in code points.
    fn places(&self, stretch: &str) -> Vec<(&'static str, usize, usize)> {
        let stretch: Vec<char> = stretch.chars().collect();
        let mut places = Vec::new();
        for (field, chars) in [("title", &self.title), ("text", &self.text)] {
            let found = chars.windows(stretch.len()).enumerate().filter(|(_, w)| *w == stretch);
            places.extend(found.map(|(at, _)| (field, at, at + stretch.len())));
        }
        places
    }
}

impl Corpus {
    fn article(&self, name: &str) -> &Article {
        self.articles.get(name).unwrap_or_else(|| panic!("corpus/README.md names `{name}`: there is no such article"))
    }

    /// Whether a finding uses a number inside a stretch of an article.
    fn touches(&self, finding: &Value, article: &str, stretch: &str) -> bool {
        let places = self.article(article).places(stretch);
        assert!(!places.is_empty(), "“{stretch}” does not stand in {article}");
        finding["spans"].as_array().is_some_and(|spans| {
            spans.iter().any(|span| {
                let (start, end) = (span["start"].as_u64().unwrap_or(0), span["end"].as_u64().unwrap_or(0));
                let inside = |&(field, a, b): &(&str, usize, usize)| {
                    span["field"] == field && (start as usize) < b && a < end as usize
                };
                self.names.get(&string(&span["doc"])).is_some_and(|n| n == article) && places.iter().any(inside)
            })
        })
    }

    fn findings<'a>(&'a self, verdict: &'a str) -> impl Iterator<Item = &'a Value> {
        self.findings.iter().filter(move |f| f["verdict"] == verdict)
    }

    fn names_of(&self, finding: &Value) -> Vec<&str> {
        let ids = finding["docs"].as_array().map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| self.names.get(id.as_str()?)).map(String::as_str).collect()
    }
}

#[test]
fn every_documented_fault_is_flagged_by_its_check() {
    let corpus = corpus();
    let faults = faults();
    assert!(faults.len() >= 12, "corpus/README.md tells of {} faults only", faults.len());
    let missed: Vec<_> = faults
        .iter()
        .filter(|fault| {
            let hit = |finding: &Value| {
                finding["check"] == fault.check.as_str()
                    && fault.articles.iter().all(|a| corpus.names_of(finding).contains(&a.as_str()))
                    && corpus.touches(finding, fault.articles.last().expect("an article"), &fault.quote)
            };
            !NOT_YET.contains(&fault.check.as_str()) && !corpus.findings("flag").any(hit)
        })
        .map(|fault| format!("{} “{}” by {}", fault.articles.join(" + "), fault.quote, fault.check))
        .collect();
    assert!(missed.is_empty(), "not flagged:\n  {}", missed.join("\n  "));
}

#[test]
fn nothing_but_the_documented_faults_is_flagged() {
    let corpus = corpus();
    let faults = faults();
    let false_alarms: Vec<_> = corpus
        .findings("flag")
        .filter(|finding| {
            let known = |(article, check): &(&str, &str)| {
                finding["check"] == *check && corpus.names_of(finding).contains(article)
            };
            !FALSE_ALARMS.iter().any(known)
                && !faults.iter().any(|f| corpus.touches(finding, f.articles.last().expect("an article"), &f.quote))
        })
        .map(|f| format!("{} {}: {}", corpus.names_of(f).join(" + "), f["check"], f["message"]["zh"]))
        .collect();
    assert!(false_alarms.is_empty(), "flagged, though nothing is wrong:\n  {}", false_alarms.join("\n  "));
}

#[test]
fn source_tables_confirm_what_they_hold() {
    let corpus = corpus();
    for (article, quote) in CONFIRMED {
        let confirms =
            |finding: &Value| finding["check"] == "table_agreement" && corpus.touches(finding, article, quote);
        assert!(corpus.findings("pass").any(confirms), "no table confirms “{quote}” of {article}");
    }
}

/// Figures whose subject is cut before its last noun (本科|毕业生); one that is read whole leaves the list.
const CUT_SHORT: &[&str] = &["6倍"];

#[test]
fn the_figures_of_ai_talent_say_whose_they_are_and_when() {
    let claims = json_lines(&["extract", "corpus/articles"]);
    for (figure, about, period, source) in [
        ("47%", "研究者", "2022", "MacroPolo"),
        ("6倍", "本科毕业生", "2022", "白宫经济顾问委员会"),
        ("32%", "美国科研人员", "2025-Q1", "《自然》"),
    ] {
        let claim = claims
            .iter()
            .find(|c| c["doc"]["id"] == "ai-talent" && c["quantity"]["text"] == figure)
            .unwrap_or_else(|| panic!("no claim {figure}"));
        let said = string(&claim["subject"]["text"]) + &string(&claim["metric"]["text"]);
        let short = CUT_SHORT.contains(&figure);
        assert_ne!(said.contains(about), short, "{figure} is about {about}, read as “{said}”: mend it, or CUT_SHORT");
        assert_eq!(string(&claim["time"]["norm"]), period, "{figure}");
        let from = string(&claim["source"]["text"]);
        assert!(from.contains(source), "{figure} comes from {source}, not “{from}”");
    }
}
