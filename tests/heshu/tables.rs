//! Articles against source tables, and against each other.

use std::sync::Arc;

use heshu::check::{Across, table};
use heshu::extract::Extractor;
use heshu::link::Index;
use heshu::model::{Document, Finding, Origin, Verdict};
use heshu::rules::Rules;
use heshu::tables::{Description, TableReader};

const TOWNS: &str = "地区,年份,常住人口(万人)\n南浦市,2022,305.2\n南浦市,2023,301.5\n北岭市,2023,280.1\n";

fn document(id: &str, date: Option<&str>, text: &str) -> Document {
    Document {
        id: id.to_owned(),
        hash: id.to_owned(),
        title: None,
        publisher: None,
        url: None,
        published: date.map(|d| d.parse().unwrap()),
        text: text.to_owned(),
        origin: Origin::default(),
    }
}

fn against(csv: &str, text: &str) -> Vec<Finding> {
    let rules = Arc::new(Rules::embedded().unwrap());
    let read = TableReader::new(&rules).parse("towns.csv", csv, &Description::default()).unwrap();
    let index = Index::new(&rules, &[read]);
    let document = document("d", Some("2024-03-01"), text);
    let extraction = Extractor::new(rules.clone()).extract(&document);
    table::check(&rules, &index, &document, &extraction)
}

fn verdicts(findings: &[Finding]) -> Vec<Verdict> {
    findings.iter().map(|f| f.verdict).collect()
}

#[test]
fn a_cell_confirms_or_contradicts() {
    let right = against(TOWNS, "2023年末，南浦市常住人口为301.5万人，比上年减少3.7万人。");
    assert_eq!(verdicts(&right), [Verdict::Pass, Verdict::Pass], "{right:#?}");
    assert_eq!(right[1].records, ["towns.csv!R2C3", "towns.csv!R3C3"]);
    let wrong = against(TOWNS, "2023年末，南浦市常住人口达到310.5万人。");
    assert_eq!(verdicts(&wrong), [Verdict::Flag]);
    assert!(
        wrong[0].message.zh.contains("towns.csv") && wrong[0].message.zh.contains("301.5万人"),
        "{:?}",
        wrong[0].message
    );
}

#[test]
fn what_narrows_a_name_is_not_contradicted() {
    for text in [
        "2023年末，南浦市城镇常住人口为210.3万人。",
        "2023年末，南浦市常住人口中老年人为61.2万人。",
        "预计2023年末，南浦市常住人口为310万人。",
        "2021年末，南浦市常住人口为310万人。",
        "2023年末，东渡市常住人口为310万人。",
    ] {
        let findings = against(TOWNS, text);
        assert!(!verdicts(&findings).contains(&Verdict::Flag), "{text}: {findings:#?}");
    }
}

#[test]
fn a_comparison_needs_no_number() {
    let wrong = against(TOWNS, "2023年末，北岭市常住人口超过南浦市。");
    assert_eq!(verdicts(&wrong), [Verdict::Flag], "{wrong:#?}");
    assert_eq!(wrong[0].grade, heshu::model::Grade::Decision);
    let right = against(TOWNS, "2023年末，南浦市常住人口超过北岭市。");
    assert_eq!(verdicts(&right), [Verdict::Pass], "{right:#?}");
}

fn between(documents: &[Document]) -> Vec<Finding> {
    let rules = Arc::new(Rules::embedded().unwrap());
    let extractor = Extractor::new(rules.clone());
    let mut across = Across::new(rules);
    for document in documents {
        across.add(&extractor.extract(document).claims);
    }
    across.finish()
}

#[test]
fn articles_on_one_thing_must_agree() {
    let a = document("a", None, "白石隧道全长4.2公里，总投资11亿元。");
    let b = document("b", None, "总投资11亿元的白石隧道全长7.2公里。");
    let flags = |documents: &[Document]| {
        between(documents).into_iter().filter(|f| f.verdict == Verdict::Flag).collect::<Vec<_>>()
    };
    let found = flags(&[a.clone(), b.clone()]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found, flags(&[b, a.clone()]), "the order of arrival must not matter");
    let other = document("c", None, "红枫隧道全长7.2公里，总投资11亿元。");
    assert!(flags(&[a, other]).is_empty());
}

#[test]
fn running_totals_of_two_days_are_no_conflict() {
    let a = document("a", Some("2024-05-03"), "截至5月2日24时，全市累计接种疫苗120人。");
    let b = document("b", Some("2024-05-04"), "截至5月3日24时，全市累计接种疫苗150人。");
    assert!(between(&[a, b]).iter().all(|f| f.verdict == Verdict::Pass));
}

#[test]
fn a_copy_is_no_second_voice() {
    let text = "白石隧道全长4.2公里，总投资11亿元。";
    let documents = [
        document("a", None, text),
        document("c", None, text),
        document("b", None, "总投资11亿元的白石隧道全长4.7公里。"),
    ];
    let found: Vec<_> = between(&documents).into_iter().filter(|f| f.verdict == Verdict::Flag).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    let mut turned = documents;
    turned.reverse();
    assert_eq!(between(&turned).into_iter().filter(|f| f.verdict == Verdict::Flag).collect::<Vec<_>>(), found);
}

#[test]
fn a_running_total_that_shrinks_is_noted() {
    let a = document("a", Some("2024-05-03"), "截至5月2日24时，白石市累计接种疫苗1520人。");
    let b = document("b", Some("2024-05-04"), "截至5月3日24时，白石市累计接种疫苗1250人。");
    let found = between(&[a, b]);
    assert_eq!(verdicts(&found), [Verdict::Note], "{found:#?}");
}
