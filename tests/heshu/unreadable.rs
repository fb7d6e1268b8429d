//! What cannot be read is named with its place, the rest goes on, and the exit code says so.

use std::fs;

use crate::run_in;

const GOOD: &str = "{\"id\":\"good\",\"text\":\"全村有120户。\"}\n";

#[test]
fn a_bad_input_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("good.jsonl"), GOOD).expect("written");
    let cases: [(&str, &[u8], &str); 7] = [
        ("broken.jsonl", b"{\"text\":\"\xe7\x94\xb2\"}\n{\"text\": \n", "broken.jsonl:2"),
        ("nothing.jsonl", b"{\"id\":\"x\"}\n", "nothing.jsonl:1"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture.png"),
        ("empty.txt", b"", "empty.txt"),
        ("program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0\x01\0\0\0", "program"),
        (
            "feed.xml",
            b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><title>x</title></item></channel></rss>",
            "feed.xml",
        ),
        ("page.html", b"<!doctype html><html><body><script>x</script></body></html>", "page.html"),
    ];
    for (name, bytes, place) in cases {
        fs::write(folder.join(name), bytes).expect("written");
        for lang in ["zh", "en"] {
            let output = run_in(folder, &["read", name, "good.jsonl", "--lang", lang]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{name}: {said}");
            assert!(said.contains(place), "{name}: {said}");
            assert_eq!(said.lines().count(), 1, "{name}: {said}");
            assert_eq!(lang == "zh", said.starts_with("错误"), "{said}");
            assert!(String::from_utf8_lossy(&output.stdout).contains("\"good\""), "{name}: the rest goes on");
        }
    }
    let missing = run_in(folder, &["read", "no-such-file", "good.jsonl"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no-such-file"));
}

#[test]
fn invalid_bytes_are_replaced_counted_and_no_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "全村有120户，比上年多3户。".repeat(20).into_bytes();
    text.insert(9, 0xFF);
    fs::write(folder.path().join("a.txt"), text).expect("written");
    let output = run_in(folder.path(), &["read", "a.txt", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 invalid byte"));
    assert_eq!(String::from_utf8_lossy(&output.stdout).matches('\u{FFFD}').count(), 1);
}

#[test]
fn a_folder_holds_other_things_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("archive");
    fs::create_dir_all(folder.join("tables")).expect("a folder");
    fs::write(folder.join("a.jsonl"), GOOD).expect("written");
    fs::write(folder.join("gold.jsonl"), GOOD.replace("\"text\"", "\"claims\":[],\"text\"")).expect("written");
    fs::write(folder.join("README.md"), "说明").expect("written");
    fs::write(folder.join(".hidden"), "密").expect("written");
    fs::write(folder.join("logo.gif"), b"GIF89a\0\0").expect("written");
    fs::write(folder.join("package.json"), "{\n \"name\": \"表\"\n}\n").expect("written");
    fs::write(folder.join("tables/t.csv"), "地区,户数\n甲村,120\n乙村,80\n").expect("written");
    let output = run_in(&folder, &["read", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
    // Named by the user, gold is an article like any other.
    let named = run_in(&folder, &["read", "gold.jsonl"]);
    assert_eq!(String::from_utf8_lossy(&named.stdout).lines().count(), 1);
}

#[test]
fn fields_have_the_names_that_the_user_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("a.csv"), "编号,稿件,时间\n7,\"全村有120户，\n比上年多3户。\",2024年3月18日\n")
        .expect("written");
    let output = run_in(folder, &["read", "a.csv", "--map", "id=编号,text=稿件,date=时间"]);
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(line.contains("\"id\":\"7\"") && line.contains("2024-03-18") && line.contains("户，\\n比"), "{line}");
    let table = run_in(folder, &["read", "a.csv"]);
    assert_eq!(table.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&table.stderr).contains("--map"));
}
