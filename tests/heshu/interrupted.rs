//! A job that is killed, and one that is not, end with the same store.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::{heshu, run_in};

/// Writes articles of made-up towns, each with numbers of its own.
fn write_articles(path: &Path, n: usize) {
    let mut text = String::new();
    for i in 0..n {
        let (a, b) = (200 + i % 700, 100 + i * 7 % 400);
        let body = format!(
            "第{i}号村镇公报：今年共收获苹果{a}吨，其中早熟品种{b}吨，占{}%。\\n全镇有{}户，比上年增加{}户，增长{}.{}%。",
            b * 100 / a,
            a * 3,
            b % 50,
            i % 20,
            i % 10
        );
        text.push_str(&format!("{{\"id\":\"town-{i}\",\"date\":\"2024-10-{:02}\",\"text\":\"{body}\"}}\n", i % 28 + 1));
    }
    std::fs::write(path, text).expect("articles are written");
}

fn export(folder: &Path, store: &str, what: &str) -> String {
    let output = run_in(folder, &["export", "--store", store, "--what", what]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn assert_same(folder: &Path, a: &str, b: &str) {
    for what in ["documents", "claims", "findings"] {
        assert!(export(folder, a, what) == export(folder, b, what), "{what} of {a} and {b} differ");
    }
}

fn assert_sound(folder: &Path, store: &str) {
    let output = run_in(folder, &["store", "verify", "--store", store]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Kills of one job; `HESHU_KILLS` for a longer test.
fn rounds() -> u64 {
    std::env::var("HESHU_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

#[test]
fn a_killed_job_ends_with_the_same_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let articles = 120 * rounds();
    write_articles(&folder.join("a.jsonl"), articles as usize);
    let run = |store: &str, threads: &str| {
        let output = run_in(folder, &["run", "a.jsonl", "--store", store, "--threads", threads, "--show", "0"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    run("whole", "2");
    assert_sound(folder, "whole");
    let segment = folder.join("killed/0001/000001.seg");
    let length = || std::fs::metadata(&segment).map_or(0, |m| m.len());
    let mut kills = 0;
    for round in 0..rounds() {
        let before = length();
        let arguments = ["run", "a.jsonl", "--store", "killed", "--show", "0", "--quiet"];
        let mut child = heshu(&arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("heshu starts");
        // Somewhere after its first new article.
        while length() == before && child.try_wait().expect("a status").is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(round * 37 % 150));
        let done = child.try_wait().expect("a status").is_some();
        child.kill().ok();
        child.wait().expect("an end");
        if done {
            break;
        }
        kills += 1;
        assert_sound(folder, "killed");
    }
    assert!(kills > 0, "the job ended before it could be killed");
    run("killed", "2");
    assert_sound(folder, "killed");
    assert_same(folder, "whole", "killed");
    // Nothing is done twice, and the number of threads changes nothing.
    assert!(run("killed", "1").contains(&format!("新读 0 篇，已有 {articles} 篇")));
    run("single", "1");
    assert_same(folder, "whole", "single");
}

#[test]
fn a_torn_tail_is_cut_at_the_last_whole_block() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write_articles(&folder.join("a.jsonl"), 5);
    run_in(folder, &["run", "a.jsonl", "--store", "s"]);
    let whole = export(folder, "s", "claims");
    let segment = folder.join("s/0001/000001.seg");
    let bytes = std::fs::read(&segment).expect("a segment");
    for tail in [&bytes[..40], b"hsb1\x00\x00\x00\x00\x00", b"hsb1\xff\xff\xff\xff\x00\x00\x00\x00", &[0; 64]] {
        std::fs::write(&segment, [&bytes, tail].concat()).expect("written");
        assert_sound(folder, "s");
        assert_eq!(std::fs::metadata(&segment).expect("a segment").len(), bytes.len() as u64);
        assert_eq!(export(folder, "s", "claims"), whole);
    }
}

#[test]
fn damage_is_found_named_and_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write_articles(&folder.join("a.jsonl"), 20);
    run_in(folder, &["run", "a.jsonl", "--store", "s"]);
    let whole = export(folder, "s", "claims");
    let segment = folder.join("s/0001/000001.seg");
    let mut bytes = std::fs::read(&segment).expect("a segment");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&segment, bytes).expect("written");
    let verify = run_in(folder, &["store", "verify", "--store", "s", "--lang", "en"]);
    let said = String::from_utf8_lossy(&verify.stdout).into_owned();
    assert_eq!(verify.status.code(), Some(2));
    assert!(said.contains("000001.seg") && said.contains("checksum") && said.contains("heshu store rebuild"), "{said}");
    let rebuilt = run_in(folder, &["store", "rebuild", "--store", "s", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&rebuilt.stdout).contains("articles 19"), "{rebuilt:?}");
    assert_sound(folder, "s");
    run_in(folder, &["run", "a.jsonl", "--store", "s"]);
    let sorted = |text: String| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(export(folder, "s", "claims")), sorted(whole.clone()));

    // A damaged index names the command that makes it again.
    let index = folder.join("s/0002/index/db");
    let length = std::fs::metadata(&index).expect("an index").len() as usize;
    std::fs::write(&index, vec![0xAB; length]).expect("written");
    let verify = run_in(folder, &["store", "verify", "--store", "s", "--lang", "en"]);
    if verify.status.code() != Some(0) {
        let said = format!("{}{}", String::from_utf8_lossy(&verify.stdout), String::from_utf8_lossy(&verify.stderr));
        assert!(said.contains("heshu store rebuild"), "{said}");
        let rebuilt = run_in(folder, &["store", "rebuild", "--store", "s", "--lang", "en"]);
        assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    }
    assert_sound(folder, "s");
    assert_eq!(sorted(export(folder, "s", "claims")), sorted(whole));
}

#[test]
fn a_store_in_use_says_who_holds_it_and_is_exported_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write_articles(&folder.join("a.jsonl"), 5);
    // Standard input that never ends keeps the store open.
    let mut child = heshu(&["run", "a.jsonl", "-", "--store", "s", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("heshu starts");
    for _ in 0..200 {
        if folder.join("s/holder").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = run_in(folder, &["store", "stats", "--store", "s", "--lang", "en"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let pid = child.id();
    let kept = || export(folder, "s", "documents").lines().count();
    let exported = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        kept() == 5
    });
    child.kill().ok();
    child.wait().ok();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("in use") && said.contains(&format!("pid {pid}")), "{said}");
    assert!(exported, "what a job has kept can be exported while it goes on");
}

#[test]
fn a_changed_rule_starts_over_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write_articles(&folder.join("a.jsonl"), 5);
    run_in(folder, &["run", "a.jsonl", "--store", "s"]);
    let whole = export(folder, "s", "claims");
    std::fs::create_dir_all(folder.join("rules/words")).expect("a folder");
    let words = "[extra_words]\nwhy = \"只为换一个规则版本\"\nwords = [\"测试用词\"]\n";
    std::fs::write(folder.join("rules/words/extra.toml"), words).expect("written");
    let again = run_in(folder, &["run", "a.jsonl", "--store", "s", "--rules", "rules", "--lang", "en"]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("working again on the 5 articles"), "{said}");
    assert_sound(folder, "s");
    assert_eq!(export(folder, "s", "claims"), whole);
    assert!(!folder.join("s/0001").exists(), "the old generation is gone");
}

#[test]
fn a_full_disk_is_a_clean_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write_articles(&folder.join("a.jsonl"), 150);
    // A limit on the size of files stands for the disk; the program is to see the error, not to be ended by it.
    let limited = "trap '' XFSZ; ulimit -f 40; exec \"$0\" run a.jsonl --store s --show 0 --lang en";
    let mut sh = std::process::Command::new("sh");
    let output = sh.args(["-c", limited, env!("CARGO_BIN_EXE_heshu")]).current_dir(folder).output().expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("disk is full") && !said.contains("panic"), "{said}");
    assert_sound(folder, "s");
    for store in ["s", "whole"] {
        assert!(run_in(folder, &["run", "a.jsonl", "--store", store, "--show", "0"]).status.success());
    }
    assert_sound(folder, "s");
    assert_same(folder, "s", "whole");
}
