//! What a store says about one thing over time.

use crate::run_in;

#[test]
fn facts_tell_who_states_what_and_where_they_disagree() {
    let folder = tempfile::tempdir().unwrap();
    let articles = [
        r#"{"id":"a","title":"甲报<记者>","date":"2024-03-01","text":"2023年末，北京市常住人口为2185.8万人。"}"#,
        r#"{"id":"b","title":"乙报","date":"2024-03-02","text":"2023年末，北京市常住人口为2158.8万人。"}"#,
        r#"{"id":"c","title":"丙报","date":"2023-03-02","text":"2022年末，北京市常住人口为2184.3万人。"}"#,
    ];
    std::fs::write(folder.path().join("a.jsonl"), articles.join("\n")).unwrap();
    run_in(folder.path(), &["run", "a.jsonl", "--store", "s", "--quiet"]);
    let told = run_in(folder.path(), &["facts", "--store", "s", "--entity", "北京", "--svg", "p.svg"]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert_eq!(text.matches('✗').count(), 2, "{text}");
    assert!(text.contains("2184.3万人") && text.contains("《乙报》"), "{text}");
    let svg = std::fs::read_to_string(folder.path().join("p.svg")).unwrap();
    assert!(svg.contains("甲报&lt;记者&gt;") && !svg.contains("<记者>"), "{svg}");
    let lines = run_in(folder.path(), &["facts", "--store", "s", "--entity", "北京", "--format", "jsonl"]).stdout;
    let lines: Vec<serde_json::Value> =
        String::from_utf8(lines).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.iter().filter(|l| l["conflict"] == true).count(), 2, "{lines:?}");
    let csv = run_in(folder.path(), &["facts", "--store", "s", "--entity", "北京", "--format", "csv"]).stdout;
    let mut read = csv::Reader::from_reader(csv.as_slice());
    let columns = read.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(&lines) {
        let cell = |name: &str| columns.iter().position(|c| c == name).and_then(|n| row.get(n)).unwrap();
        assert_eq!(
            (cell("value"), cell("period")),
            (line["value"].as_str().unwrap(), line["period"].as_str().unwrap())
        );
        assert_eq!(cell("conflict"), line["conflict"].to_string());
        assert_eq!(cell("title"), line["said"][0]["title"].as_str().unwrap());
    }
}

#[test]
fn wordings_of_one_metric_make_one_series() {
    let folder = tempfile::tempdir().unwrap();
    let articles = [
        r#"{"id":"a","date":"2024-03-01","text":"2023年，东林省粮食产量达到2185万吨。"}"#,
        r#"{"id":"b","date":"2023-03-02","text":"2022年，东林省粮食总产量为2158万吨。"}"#,
    ];
    std::fs::write(folder.path().join("a.jsonl"), articles.join("\n")).unwrap();
    run_in(folder.path(), &["run", "a.jsonl", "--store", "s", "--quiet"]);
    let lines = run_in(folder.path(), &["facts", "--store", "s", "--metric", "粮食", "--format", "jsonl"]).stdout;
    let lines: Vec<serde_json::Value> =
        String::from_utf8(lines).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let metrics: std::collections::BTreeSet<&str> = lines.iter().filter_map(|l| l["metric"].as_str()).collect();
    assert_eq!((lines.len(), metrics.len()), (2, 1), "{lines:#?}");
    let periods: Vec<&str> = lines.iter().filter_map(|l| l["period"].as_str()).collect();
    assert_eq!(periods, ["2022", "2023"]);
}
