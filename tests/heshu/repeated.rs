//! The same article again: kept once, with every place; versions with small edits are linked.

use std::fs;
use std::path::Path;

use crate::run_in;

fn lines(folder: &Path, what: &str) -> Vec<serde_json::Value> {
    let output = run_in(folder, &["export", "--store", "s", "--what", what]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn run(folder: &Path, paths: &[&str]) -> String {
    let output = run_in(folder, &[&["run", "--store", "s", "--show", "0", "--lang", "en"], paths].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn article(id: &str, date: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"date\":\"{date}\",\"publisher\":\"{id}报\",\"text\":\"{text}\"}}\n")
}

#[test]
fn copies_are_places_and_edits_are_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let villages = |first: usize| -> String {
        (0..30).map(|n| format!("第{}村今年收获苹果{}吨，比上年增加{}户。", first + n, n * 7 + 20, n * 3 + 2)).collect()
    };
    let text = villages(1);
    let edited = text.replace("苹果34吨", "苹果35吨");
    let other = villages(500).replace("苹果", "雪梨").replace('2', "4").replace('7', "8");
    fs::write(folder.join("a.jsonl"), article("甲", "2024-03-18", &text) + &article("丙", "2024-03-19", &other))
        .expect("written");
    let copies = article("乙", "2024-03-19", &text)
        + &article("丁", "2024-03-20", &edited)
        + &article("戊", "2024-06-01", &text);
    fs::write(folder.join("b.jsonl"), copies).expect("written");
    let said = run(folder, &["a.jsonl", "b.jsonl"]);
    assert!(
        said.contains("4 new, 1 known already") && said.contains("Copies elsewhere: 1, later versions: 1."),
        "{said}"
    );
    let places = lines(folder, "places");
    assert_eq!(places.len(), 1);
    assert_eq!(
        (&places[0]["path"], &places[0]["line"], &places[0]["publisher"]),
        (&"b.jsonl".into(), &1.into(), &"乙报".into())
    );
    let versions = lines(folder, "versions");
    assert_eq!(versions.len(), 1, "{versions:?}");
    assert_eq!((&versions[0]["id"], &versions[0]["of"]), (&"丁".into(), &"甲".into()));
    // Nothing is noted twice, and a rebuild loses nothing.
    let said = run(folder, &["b.jsonl", "./a.jsonl"]);
    assert!(said.contains("0 new, 5 known already") && said.contains("Copies elsewhere: 1"), "{said}");
    assert!(run_in(folder, &["store", "rebuild", "--store", "s"]).status.success());
    let verify = run_in(folder, &["store", "verify", "--store", "s"]);
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    assert_eq!((lines(folder, "places"), lines(folder, "versions")), (places, versions));
}

#[test]
fn the_list_of_faults_names_each_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("in")).expect("a folder");
    fs::write(
        folder.join("in/a.jsonl"),
        "{\"text\":\"全村有120户。\"}\n{\"text\":\n{\"id\":1}\n".to_owned() + &"x\n".repeat(30),
    )
    .expect("written");
    fs::write(folder.join("in/logo.gif"), b"GIF89a\0\0").expect("written");
    fs::write(folder.join("in/a.pdf"), b"%PDF-1.7").expect("written");
    for command in [&["run", "in", "--store", "s"][..], &["read", "in"]] {
        let output = run_in(folder, &[command, &["--errors", "faults.jsonl", "--lang", "en"]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("faults.jsonl") && said.lines().count() < 25, "{said}");
        let list = fs::read_to_string(folder.join("faults.jsonl")).expect("a list");
        let list: Vec<serde_json::Value> = list.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let count = |outcome: &str| list.iter().filter(|l| l["outcome"] == outcome).count();
        assert_eq!((count("lost"), count("aside")), (33, 1), "{list:?}");
        let second = list.iter().find(|l| l["line"] == 3).expect("a line");
        assert_eq!((&second["reason"], &second["path"]), (&"no_text".into(), &"in/a.jsonl".into()));
    }
}

#[test]
fn a_store_of_an_older_layout_is_refused_with_the_command_to_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("s")).expect("a folder");
    fs::write(folder.join("s/heshu-store.json"), "{\"layout\":1,\"generation\":1,\"basis\":\"\",\"sealed\":[]}")
        .expect("written");
    fs::write(folder.join("a.txt"), "全村有120户。").expect("written");
    let output = run_in(folder, &["run", "a.txt", "--store", "s", "--lang", "en"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("layout 1") && said.contains("heshu run PATH --store s-new"), "{said}");
}
