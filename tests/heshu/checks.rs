//! What the checks say of small texts: the second set of cases, the examples of their own rule files.

use std::sync::Arc;

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::model::{Document, Finding, Origin, Verdict};
use heshu::rules::Rules;
use serde::Deserialize;

use super::root;

struct Desk {
    rules: Arc<Rules>,
    extractor: Extractor,
    checker: Checker,
}

impl Desk {
    fn new() -> Self {
        let rules = Arc::new(Rules::embedded().expect("the rules load"));
        Desk { extractor: Extractor::new(rules.clone()), checker: Checker::new(rules.clone()), rules }
    }

    fn findings(&self, text: &str) -> Vec<Finding> {
        let document = document(text);
        self.checker.check(&document, &self.extractor.extract(&document))
    }

    fn flags(&self, text: &str) -> Vec<String> {
        let flags = self.findings(text).into_iter().filter(|f| f.verdict == Verdict::Flag);
        flags.map(|f| f.check).collect()
    }
}

/// A text, with its title where it begins with “标题：”.
fn document(text: &str) -> Document {
    let parts = text.strip_prefix("标题:").or(text.strip_prefix("标题：")).and_then(|rest| {
        let (title, body) = rest.split_once('\n')?;
        Some((title, body.strip_prefix("正文:").or(body.strip_prefix("正文："))?))
    });
    let (title, body) = parts.map_or((None, text), |(t, b)| (Some(t.to_owned()), b));
    Document {
        id: "case".to_owned(),
        hash: "case".to_owned(),
        title,
        publisher: None,
        url: None,
        published: None,
        text: body.to_owned(),
        origin: Origin::default(),
    }
}

/// Checks that may rightly fire for the same fault.
const SIBLINGS: [&[&str]; 10] = [
    &["share_of_total", "share_approx", "fraction_word"],
    &["growth_times", "fan_doubling", "times_ratio"],
    &["change_amount", "grow_to_vs_by"],
    &["comparison_order", "record_claim", "rank_order"],
    &["restated_conflict", "magnitude_slip"],
    &["parts_sum_total", "period_cumulative", "remainder"],
    &["time_order", "range_order"],
    &["parts_pct_100", "complement_100"],
    &["pp_unit", "change_pct"],
    &["subset_le_total", "parts_sum_total"],
];

fn same_fault(wanted: &str, flag: &str) -> bool {
    wanted == flag || SIBLINGS.iter().any(|s| s.contains(&wanted) && s.contains(&flag))
}

#[derive(Deserialize)]
struct Case {
    id: String,
    check: String,
    text: String,
    expect: String,
}

#[test]
fn the_second_set_of_cases() {
    let desk = Desk::new();
    let file = std::fs::read_to_string(root().join("tests/checks/cases.jsonl")).expect("tests/checks/cases.jsonl");
    let cases: Vec<Case> = file.lines().map(|l| serde_json::from_str(l).expect("a case a line")).collect();
    let (mut missed, mut false_alarms) = (Vec::new(), Vec::new());
    let wanted = cases.iter().filter(|c| c.expect == "flag").count();
    for case in &cases {
        let flags = desk.flags(&case.text);
        if case.expect == "flag" && !flags.iter().any(|f| same_fault(&case.check, f)) {
            missed.push((&case.id, &case.check));
        }
        if case.expect == "ok" && !flags.is_empty() {
            false_alarms.push((&case.id, flags));
        }
    }
    assert!(cases.len() >= 100 && wanted >= 50);
    assert!(false_alarms.len() * 100 <= cases.len(), "false alarms: {false_alarms:?}");
    assert!(missed.len() * 100 <= 7 * wanted, "missed: {missed:?}");
}

#[test]
fn the_examples_of_each_check_pass_and_are_flagged() {
    let desk = Desk::new();
    let alone = desk.rules.checks.all().iter().filter(|c| !matches!(c.family.as_str(), "sources" | "coverage"));
    let mut faults = Vec::new();
    for check in alone {
        let passed = desk.flags(&check.pass);
        if !passed.is_empty() {
            faults.push(format!("{}: the passing example is flagged by {passed:?}", check.name));
        }
        let found = desk.findings(&check.flag);
        let wanted = if check.family == "notes" { Verdict::Note } else { Verdict::Flag };
        if !found.iter().any(|f| f.check == check.name && f.verdict == wanted) {
            let found: Vec<_> = found.iter().map(|f| (&f.check, f.verdict)).collect();
            faults.push(format!("{}: the flagged example gives {found:?}", check.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_number_whose_wording_alone_is_noted_is_still_unchecked() {
    let desk = Desk::new();
    let findings = desk.findings("修缮花费5千三百元。");
    let said: Vec<_> = findings.iter().map(|f| (f.check.as_str(), f.verdict)).collect();
    assert!(said.contains(&("mixed_numerals", Verdict::Note)), "{said:?}");
    assert!(said.contains(&("coverage", Verdict::Unchecked)), "{said:?}");
}

#[test]
fn messages_have_no_open_places() {
    let desk = Desk::new();
    let checks = desk.rules.checks.all().iter();
    for text in checks.filter(|c| c.family != "sources").flat_map(|c| [&c.pass, &c.flag]) {
        for finding in desk.findings(text) {
            for words in [&finding.message.zh, &finding.message.en] {
                assert!(!words.is_empty() && !words.contains('{'), "{}: {words}", finding.check);
            }
        }
    }
}

#[test]
fn the_examples_of_each_relation_match_where_they_say() {
    let desk = Desk::new();
    let mut faults = Vec::new();
    for relation in desk.rules.checks.relations() {
        for example in &relation.matches {
            let plain: String = example.chars().filter(|c| !matches!(c, '[' | ']')).collect();
            let place = |mark| example.chars().position(|c| c == mark);
            let (Some(start), Some(end)) = (place('['), place(']')) else {
                faults.push(format!("{}: no brackets in {example}", relation.kind));
                continue;
            };
            let document = document(&plain);
            let extraction = desk.extractor.extract(&document);
            let found = desk.checker.relations(&document, &extraction);
            let here: Vec<_> = found.iter().filter(|(kind, ..)| *kind == relation.kind).map(|(.., s)| *s).collect();
            if !here.iter().any(|s| s.start == start && s.end + 1 == end) {
                let got: Vec<String> =
                    here.iter().map(|s| plain.chars().skip(s.start).take(s.len()).collect()).collect();
                faults.push(format!("{}: {example} matches at {got:?}", relation.kind));
            }
        }
        for example in &relation.no_matches {
            let document = document(example);
            let extraction = desk.extractor.extract(&document);
            if relation_matches(&desk, relation, &document, &extraction) {
                faults.push(format!("{}: {example} must not match", relation.kind));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Whether this very pattern matches, not another of its kind.
fn relation_matches(
    desk: &Desk,
    relation: &heshu::rules::Relation,
    document: &Document,
    extraction: &heshu::extract::Extraction,
) -> bool {
    let alone = desk.rules.checks.relations().iter().filter(|r| r.kind == relation.kind).count() == 1;
    alone && desk.checker.relations(document, extraction).iter().any(|(kind, ..)| *kind == relation.kind)
}

#[test]
fn the_same_words_give_the_same_findings_and_fingerprints() {
    let desk = Desk::new();
    let text = "全年用电240万千瓦时，比上年增加40万千瓦时，增长30%。";
    let first = desk.findings(text);
    assert_eq!(first, desk.findings(text));
    // a comma and a paragraph elsewhere change no fingerprint
    let edited = desk.findings(&format!("入夏以来，天气炎热。\n{text}"));
    let prints = |f: &[Finding]| f.iter().map(|f| f.fingerprint.clone()).collect::<Vec<_>>();
    assert_eq!(prints(&first), prints(&edited));
}

#[test]
fn a_fingerprint_survives_a_change_of_the_rules() {
    let text = "全年用电240万千瓦时，比上年增加40万千瓦时，增长30%。";
    let with = |slack: &str| {
        let mut rules = Rules::embedded().expect("the rules load");
        rules.set_limit("unit_conversion", "slack_percent", slack.parse().expect("a number")).expect("a limit");
        let rules = Arc::new(rules);
        Desk { extractor: Extractor::new(rules.clone()), checker: Checker::new(rules.clone()), rules }.findings(text)
    };
    let (first, second) = (with("1.5"), with("2"));
    assert_eq!(first.len(), second.len());
    for (a, b) in first.iter().zip(&second) {
        assert_ne!(a.rule_version, b.rule_version);
        assert_eq!(a.fingerprint, b.fingerprint);
    }
}

#[test]
fn a_flag_comes_with_the_changes_that_would_make_it_hold() {
    let desk = Desk::new();
    let wanted = [
        ("客流从80万人次降至68万人次，下降12%。", "12%", "15%"),
        ("客流从80万人次降至68万人次，下降12%。", "80万人次", "77万人次"),
        ("票价由180元上调至150元。", "上调", "下调"),
        ("市占率从22%升到27%，提高了5%。", "5%", "5个百分点"),
        ("论坛将于2021年10月12日（星期四）开幕。", "2021年10月12日（星期四）", "2021年10月12日（星期二）"),
        ("仓库湿度应保持在65%~45%。", "65%~45%", "45%~65%"),
        ("设长跑、跳绳、拔河、毽球五个项目。", "五个", "四个"),
    ];
    for (text, from, to) in wanted {
        let findings = desk.findings(text);
        let repairs: Vec<_> =
            findings.iter().flat_map(|f| f.repairs.iter().take(3)).map(|r| (&r.from, &r.to)).collect();
        assert!(repairs.iter().any(|(a, b)| *a == from && *b == to), "{text}: {repairs:?}");
    }
}

#[test]
fn every_repair_makes_its_statement_hold() {
    let desk = Desk::new();
    for check in desk.rules.checks.all().iter().filter(|c| !c.flag.starts_with("标题")) {
        let text: Vec<char> = check.flag.chars().collect();
        for finding in desk.findings(&check.flag).into_iter().filter(|f| f.verdict == Verdict::Flag) {
            for repair in finding.repairs {
                let (before, after) = (&text[..repair.span.start], &text[repair.span.end..]);
                assert_eq!(text[repair.span.start..repair.span.end].iter().collect::<String>(), repair.from);
                let mended: String =
                    before.iter().copied().chain(repair.to.chars()).chain(after.iter().copied()).collect();
                let still = desk.flags(&mended).contains(&finding.check);
                assert!(!still, "{}: {} → {} leaves the flag", finding.check, repair.from, repair.to);
            }
        }
    }
}

#[test]
fn seeded_faults_are_flagged_and_repaired() {
    let desk = Desk::new();
    let (mut made, mut flagged, mut repaired) = (0, 0, 0);
    let file = std::fs::read_to_string(root().join("tests/checks/cases.jsonl")).expect("tests/checks/cases.jsonl");
    let cases = file.lines().map(|l| serde_json::from_str::<Case>(l).expect("a case a line"));
    for case in cases.filter(|c| c.expect == "ok").step_by(4) {
        let document = document(&case.text);
        let extraction = desk.extractor.extract(&document);
        let findings = desk.checker.check(&document, &extraction);
        for fault in heshu::check::faults::seed(&desk.rules, &document, &extraction, &findings, 7) {
            let outcome = heshu::check::faults::judge(&desk.extractor, &desk.checker, &fault);
            made += 1;
            flagged += usize::from(outcome.flagged);
            repaired += usize::from(outcome.repaired.is_some_and(|n| n < 3));
        }
    }
    assert!(made >= 20, "{made}");
    assert!(flagged * 10 >= made * 7, "{flagged} of {made} flagged");
    assert!(repaired * 10 >= flagged * 7, "{repaired} of {flagged} repaired");
}

/// Faults seeded in the sample articles: floors at what was reached (86 % flagged, 90 % of those with the original
/// among the first three repairs).
#[test]
fn faults_seeded_in_the_sample_corpus_are_flagged_and_repaired() {
    let run = crate::run_in(root(), &["eval", "faults", "corpus"]);
    let table = String::from_utf8(run.stdout).expect("text");
    let all = table.lines().find(|l| l.starts_with("all ")).expect("a line for all faults");
    let number = |at| all.split_whitespace().nth(at).and_then(|n: &str| n.parse::<u32>().ok()).expect("a number");
    let (made, flagged, repaired) = (number(1), number(2), number(4));
    assert!(made >= 110, "{table}");
    assert!(flagged * 100 >= made * 83, "{table}");
    assert!(repaired * 100 >= flagged * 86, "{table}");
}

#[test]
fn findings_are_the_same_bytes_whatever_the_threads() {
    let with = |threads| {
        crate::run_in(root(), &["check", "corpus/articles", "--all", "--format", "jsonl", "--threads", threads])
    };
    let one = with("1").stdout;
    assert!(one.split(|b| *b == b'\n').count() > 100);
    for threads in ["2", "8"] {
        assert!(with(threads).stdout == one, "{threads} threads");
    }
}

#[test]
fn a_list_in_a_bracket_of_its_own_is_added_up() {
    let desk = Desk::new();
    let right = "全州新增病例12例（其中北山市7例、南山市5例），累计病例40例（其中北山市30例、南山市10例）。";
    assert!(desk.flags(right).is_empty());
    let sums = desk.findings(right).into_iter().filter(|f| f.check == "parts_sum_total" && f.verdict == Verdict::Pass);
    assert_eq!(sums.count(), 2);
    assert_eq!(desk.flags(&right.replace("10例", "19例")), ["parts_sum_total"]);
}

#[test]
fn a_repair_is_written_as_the_article_is() {
    let desk = Desk::new();
    let findings = desk.findings("渡輪乘客由去年的3400億人次增至約4450萬人次。");
    let repairs: Vec<_> = findings.iter().flat_map(|f| f.repairs.iter().take(3)).map(|r| r.to.as_str()).collect();
    assert!(repairs.contains(&"3400萬人次"), "{repairs:?}");
    // nobody counts half a boat
    let findings = desk.findings("船队有渔船48艘，其中新船61艘。");
    assert!(findings.iter().flat_map(|f| &f.repairs).all(|r| !r.to.contains('.')), "{findings:?}");
}
