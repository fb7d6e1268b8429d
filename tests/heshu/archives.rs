//! Archives of every form give the documents that lie in them, and none of them can do harm.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run_in;

const PAGE: &str = "<html><head><title>果园丰收</title></head><body><h1>果园丰收</h1>\
    <p>今年东屏县共收获苹果200吨，比上年增加两成，价格也有所上涨。</p></body></html>";
const TEXT: &str = "全村有120户，比上年多3户。\n";
const LINES: &str = "{\"id\":\"a\",\"text\":\"甲村有12户。\"}\n{\"id\":\"b\",\"text\":\"乙村有13户。\"}\n";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // The crate refuses names that lead out; an evil archive does not.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, *bytes).expect("packed");
    }
    archive.into_inner().expect("packed")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("packed");
        archive.write_all(bytes).expect("packed");
    }
    archive.finish().expect("packed").into_inner()
}

fn record(kind: &str, url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype={kind}\r\n\
         Content-Length: {}\r\n\r\n{head}",
        head.len() + body.len()
    )
    .into_bytes();
    out.extend(body);
    out.extend(b"\r\n\r\n");
    out
}

/// Ids or texts of what `read` prints, its words on standard error, its exit code.
fn read(folder: &Path, arguments: &[&str]) -> (Vec<serde_json::Value>, String, Option<i32>) {
    let Output { status, stdout, stderr } = run_in(folder, &[&["read", "--lang", "en"], arguments].concat());
    let lines = String::from_utf8(stdout).expect("UTF-8");
    let documents = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (documents, String::from_utf8_lossy(&stderr).into_owned(), status.code())
}

#[test]
fn every_form_of_archive_gives_the_documents_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let members: [(&str, &[u8]); 4] = [
        ("news/2024/03/18/a.txt", TEXT.as_bytes()),
        ("news/20240319.html", PAGE.as_bytes()),
        ("news/b.jsonl", LINES.as_bytes()),
        ("news/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0"),
    ];
    let tarball = tar(&members);
    let archives = [
        ("a.tar", tarball.clone()),
        ("a.tgz", gz(&tarball)),
        ("a.tar.zst", zstd::bulk::compress(&tarball, 3).expect("packed")),
        ("a.zip", zip(&members)),
        ("named-wrongly.txt", zip(&members)),
        ("nested.zip", zip(&[("inner.tar.gz", &gz(&tarball))])),
        ("nested.tar", tar(&[("inner.zip", &zip(&members))])),
    ];
    for (name, bytes) in &archives {
        fs::write(folder.join(name), bytes).expect("written");
        let (documents, said, code) = read(folder, &[name]);
        assert_eq!((documents.len(), code), (4, Some(0)), "{name}: {said}");
        assert!(said.is_empty(), "{name}: {said}");
        let path = documents[0]["origin"]["path"].as_str().expect("a path");
        assert!(path.starts_with(&format!("{name}!/")) && path.ends_with("!/news/2024/03/18/a.txt"), "{path}");
        assert_eq!((&documents[0]["date"], &documents[0]["origin"]["dated"]), (&"2024-03-18".into(), &"path".into()));
        assert_eq!((&documents[1]["date"], &documents[1]["title"]), (&"2024-03-19".into(), &"果园丰收".into()));
        assert_eq!((&documents[2]["id"], &documents[3]["id"]), (&"a".into(), &"b".into()));
    }
    for (name, bytes) in
        [("b.jsonl.gz", gz(LINES.as_bytes())), ("b.zst", zstd::bulk::compress(LINES.as_bytes(), 3).expect("packed"))]
    {
        fs::write(folder.join(name), bytes).expect("written");
        let (documents, ..) = read(folder, &[name]);
        assert_eq!((documents.len(), &documents[1]["origin"]["path"]), (2, &name.into()));
    }
}

#[test]
fn warc_records_in_chunks_and_compressed_are_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let ok = |more: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{more}\r\n");
    let page = |n: usize| PAGE.replace("200吨", &format!("{n}00吨"));
    let chunked = |bytes: &[u8]| {
        let (a, b) = bytes.split_at(bytes.len() / 2);
        let mut out = format!("{:x}\r\n", a.len()).into_bytes();
        out.extend(a);
        out.extend(format!("\r\n{:X};x\r\n", b.len()).into_bytes());
        out.extend(b);
        out.extend(b"\r\n0\r\n\r\n");
        out
    };
    let gbk = encoding_rs::GBK.encode(&page(4)).0.into_owned();
    let mut records = [
        record("request", "http://a.example/1", "GET / HTTP/1.1\r\n\r\n", b""),
        record("response", "http://a.example/2024/03/18/1.html", &ok(""), page(1).as_bytes()),
        record(
            "response",
            "<http://a.example/2.html>",
            &ok("Transfer-Encoding: chunked\r\n"),
            &chunked(page(2).as_bytes()),
        ),
        record(
            "response",
            "http://a.example/3.html",
            &ok("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
            &chunked(&gz(page(3).as_bytes())),
        ),
        record(
            "response",
            "http://a.example/4.html",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gb2312\r\n\r\n",
            &gbk,
        ),
        record(
            "response",
            "http://a.example/5.html",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n",
            page(5).as_bytes(),
        ),
        record(
            "response",
            "http://a.example/6.css",
            "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\n",
            b"p{color:red}",
        ),
        record(
            "response",
            "http://a.example/robots.txt",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
            b"User-agent: *",
        ),
    ];
    // Some crawlers leave the header of a compression that they have undone.
    records[1] = record(
        "response",
        "http://a.example/2024/03/18/1.html",
        &ok("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        page(1).as_bytes(),
    );
    let by_record: Vec<u8> = records.iter().flat_map(|r| gz(r)).collect();
    fs::write(folder.path().join("a.warc.gz"), by_record).expect("written");
    fs::write(folder.path().join("a.warc"), records.concat()).expect("written");
    for name in ["a.warc", "a.warc.gz"] {
        let (documents, said, code) = read(folder.path(), &[name]);
        assert_eq!((documents.len(), code), (4, Some(0)), "{name}: {said}");
        for (n, document) in documents.iter().enumerate() {
            assert!(document["text"].as_str().expect("a text").contains(&format!("苹果{}00吨", n + 1)), "{document}");
        }
        assert_eq!(
            (&documents[0]["date"], &documents[1]["url"]),
            (&"2024-03-18".into(), &"http://a.example/2.html".into())
        );
    }
    // A length that is wrong costs its record, and the next is found again.
    let mut wrong = records[2].clone();
    let length = wrong.windows(16).position(|w| w == b"Content-Length: ").expect("a length") + 16;
    wrong[length] = b'1';
    fs::write(folder.path().join("b.warc"), [records[1].clone(), wrong, records[3].clone()].concat()).expect("written");
    let (documents, said, code) = read(folder.path(), &["b.warc"]);
    assert!(documents.len() >= 2 && code == Some(2) && said.contains("damaged"), "{}: {said}", documents.len());
}

#[test]
fn bombs_depth_and_odd_names_are_limited_and_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("good.txt"), TEXT).expect("written");
    let mut deep = gz(TEXT.as_bytes());
    for _ in 0..12 {
        deep = gz(&deep);
    }
    let mut cut = gz(LINES.repeat(5000).as_bytes());
    cut.truncate(cut.len() / 2);
    let mut bomb = zstd::stream::Encoder::new(Vec::new(), 3).expect("packed");
    bomb.write_all(LINES.as_bytes()).expect("packed");
    std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), 200 << 20), &mut bomb).expect("packed");
    let cases = [
        ("deep.gz", deep, 0, "archives inside one another"),
        ("bomb.zst", bomb.finish().expect("packed"), 2, "bomb"),
        ("cut.jsonl.gz", cut, 100, "damaged or cut off"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), 0, "unpack it first"),
        ("a.parquet", b"PAR1\x15\x04\x15\x10".to_vec(), 0, "damaged or cut off"),
        ("a.pdf", b"%PDF-1.4\n%\xe2\xe3".to_vec(), 0, "pdftotext"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(), 0, "docx"),
        ("a.xlsx", zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), 0, "CSV"),
    ];
    for (name, bytes, least, words) in cases {
        fs::write(folder.join(name), bytes).expect("written");
        let (documents, said, code) = read(folder, &[name, "good.txt"]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert!(said.contains(words) && said.contains(name), "{name}: {said}");
        assert_eq!(said.lines().count(), 1, "{name}: {said}");
        assert!(documents.len() > least, "{name}: {} documents", documents.len());
        assert_eq!(documents.last().expect("a document")["origin"]["path"], "good.txt", "{name}: the rest goes on");
    }
    let evil = tar(&[("../../evil.txt", TEXT.as_bytes()), ("/etc/evil.txt", TEXT.as_bytes())]);
    fs::create_dir(folder.join("in")).expect("a folder");
    fs::write(folder.join("in/evil.tar"), evil).expect("written");
    let (documents, said, code) = read(&folder.join("in"), &["evil.tar"]);
    assert_eq!((documents.len(), code, said.lines().count()), (2, Some(0), 2), "{said}");
    assert_eq!(documents[0]["origin"]["path"], "evil.tar!/evil.txt");
    assert!(!folder.join("evil.txt").exists() && said.contains("leads out"), "{said}");
}

#[test]
fn feeds_give_an_article_an_item() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let rss = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="c"><channel><title>东屏日报</title>
        <item><title>果园丰收</title><link>https://a.example/1</link><pubDate>Mon, 18 Mar 2024 08:00:00 +0800</pubDate>
        <description>摘要</description><content:encoded><![CDATA[<p>收获苹果200吨，</p><p>比上年&amp;前年多。</p>]]></content:encoded></item>
        <item><title>梨园 &amp; 枣园</title><description>&lt;p&gt;收获梨60吨。&lt;/p&gt;</description></item></channel></rss>"#;
    let atom = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>东屏日报</title>
        <entry><id>tag:1</id><title>果园丰收</title><link rel="alternate" href="https://a.example/1"/><published>2024-03-18T08:00:00Z</published>
        <content type="xhtml"><div><p>收获苹果200吨，</p><p>比上年&amp;前年多。</p></div></content></entry>
        <entry><title>梨园 &amp; 枣园</title><summary>收获梨60吨。</summary></entry></feed>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"东屏日报","items":[
        {"id":"1","title":"果园丰收","url":"https://a.example/1","date_published":"2024-03-18T08:00:00Z","content_html":"<p>收获苹果200吨，</p><p>比上年&amp;前年多。</p>"},
        {"id":"2","title":"梨园 & 枣园","content_text":"收获梨60吨。"}]}"#;
    for (name, text) in [("a.rss", rss), ("a.atom", atom), ("a.json", json)] {
        fs::write(folder.join(name), text).expect("written");
        let (documents, said, code) = read(folder, &[name]);
        assert_eq!((documents.len(), code), (2, Some(0)), "{name}: {said}");
        let first = &documents[0];
        assert_eq!((&first["title"], &first["date"]), (&"果园丰收".into(), &"2024-03-18".into()), "{name}");
        assert_eq!((&first["url"], &first["publisher"]), (&"https://a.example/1".into(), &"东屏日报".into()), "{name}");
        assert_eq!(first["text"], "收获苹果200吨，\n比上年&前年多。", "{name}");
        assert_eq!(
            (&documents[1]["title"], &documents[1]["text"]),
            (&"梨园 & 枣园".into(), &"收获梨60吨。".into()),
            "{name}"
        );
    }
}

#[test]
fn the_pages_in_a_warc_are_the_pages_in_the_folder() {
    let shared = std::env::var_os("HESHU_SHARED").map_or_else(|| crate::root().join("../shared"), Into::into);
    let pages = shared.join("corpus/pages");
    if !pages.join("pages.warc.gz").exists() {
        println!("skipped: no shared pages here");
        return;
    }
    let list = fs::read_to_string(pages.join("pages.jsonl")).expect("a list");
    let files: Vec<String> = list
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["file"].as_str().expect("a file").to_owned()
        })
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let said = |documents: &[serde_json::Value]| -> Vec<[serde_json::Value; 4]> {
        documents.iter().map(|d| ["title", "date", "publisher", "text"].map(|field| d[field].clone())).collect()
    };
    let (folder, words, _) = read(&pages, &files);
    let (warc, more, code) = read(&pages, &["pages.warc.gz"]);
    assert_eq!(code, Some(0), "{more}");
    assert!(folder.len() >= 16, "{words}");
    assert_eq!(said(&warc), said(&folder));
}
