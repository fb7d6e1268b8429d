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

const CASES: &str = "日期,省,市,累计确诊,累计治愈,累计死亡\n\
    2024-02-10,东林省,,40,10,1\n2024-02-11,东林省,,45,14,1\n2024-02-12,东林省,,52,20,2\n\
    2024-02-11,东林省,白石市,30,9,1\n2024-02-12,东林省,白石市,34,12,1\n\
    2024-02-11,东林省,红枫市,15,5,0\n2024-02-12,东林省,红枫市,18,8,1\n";

/// The formula of each number that is linked, by its words.
fn linked(text: &str) -> Vec<(String, String)> {
    let found = against(CASES, text);
    let words = |f: &Finding| {
        let span = &f.spans[0];
        text.chars().skip(span.start).take(span.end - span.start).collect::<String>()
    };
    found.iter().filter(|f| !f.records.is_empty()).map(|f| (words(f), f.formula.clone())).collect()
}

fn says(text: &str, number: &str, formula: &str) {
    let found = linked(text);
    assert!(found.iter().any(|(n, f)| n == number && f == formula), "{text}: {number}: {found:#?}");
}

#[test]
fn a_day_in_brackets_is_the_numbers_own() {
    let text = "从2月11日至12日，东林省连续治愈人数分别为4人（11日）、6人（12日）。";
    says(text, "4人", "[东林省 累计治愈 2024-02-11]14 − [东林省 累计治愈 2024-02-10]10");
    says(text, "6人", "[东林省 累计治愈 2024-02-12]20 − [东林省 累计治愈 2024-02-11]14");
}

#[test]
fn a_list_of_places_divides_the_count_it_adds_up_to() {
    let text = "截至2月12日24时，东林省累计确诊病例52例，外地来人12例；累计治愈20例，病情平稳30例；男性25例，女性27例；\
                白石市34例（12例已治愈），红枫市18例（8例已治愈）。";
    says(text, "34例", "[白石市 累计确诊 2024-02-12]34");
    says(text, "12例", "[白石市 累计治愈 2024-02-12]12");
    let text = "2月12日，东林省新增确诊病例7例。其中，外地来人2例、本地5例。白石市4例、红枫市3例。";
    says(text, "4例", "[白石市 累计确诊 2024-02-12]34 − [白石市 累计确诊 2024-02-11]30");
}

#[test]
fn a_unit_tells_what_is_counted_where_no_name_does() {
    let text = "2月12日，东林省新增7例累计52例。";
    says(text, "7例", "[东林省 累计确诊 2024-02-12]52 − [东林省 累计确诊 2024-02-11]45");
    says(text, "52例", "[东林省 累计确诊 2024-02-12]52");
    assert!(linked("2月12日，东林省新增7例轻症。").is_empty(), "轻症 is something else");
}

#[test]
fn a_rate_without_a_column_follows_from_two() {
    let text = "截至2月12日24时，东林省累计确诊52例，治愈率38.5%。";
    says(text, "38.5%", "[东林省 累计治愈 2024-02-12]20 / [东林省 累计确诊 2024-02-12]52");
    let wrong = against(CASES, "截至2月12日24时，东林省累计确诊52例，治愈率48.5%。");
    assert!(!verdicts(&wrong).contains(&Verdict::Flag), "whose rate it is may be told otherwise: {wrong:#?}");
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
