//! The review page over HTTP: what it shows, keeps and refuses. `browser.rs` looks at it with a browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::{heshu, root, run_in};

/// A running page; it ends with the value.
pub struct Page {
    child: Child,
    /// `127.0.0.1:port`.
    pub host: String,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.headers.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Sends one request.
pub fn send(host: &str, request: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut stream = TcpStream::connect(host).expect("the page listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    let own = if headers.iter().any(|(n, _)| *n == "Host") { String::new() } else { format!("Host: {host}\r\n") };
    let headers: String = headers.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
    let text =
        format!("{request} HTTP/1.1\r\n{own}{headers}Connection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[text.as_bytes(), body].concat()).ok(); // a page that has heard enough may close
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(answer.len());
    let bytes = answer.split_off((end + 4).min(answer.len()));
    let headers = String::from_utf8_lossy(&answer).trim_end().to_owned();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let status = headers.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Answer { status, headers, body, bytes }
}

impl Page {
    /// Serves the store of a folder.
    pub fn of(folder: &Path, more: &[&str]) -> Page {
        let mut arguments = vec!["serve", "--store", "s"];
        if !more.contains(&"--listen") {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        arguments.extend(more);
        let mut child = heshu(&arguments).current_dir(folder).stdout(Stdio::piped()).spawn().expect("heshu starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("output")).read_line(&mut line).expect("a line");
        let host = line.split("http://").nth(1).expect("an address").trim().trim_end_matches('/').to_owned();
        Page { child, host }
    }

    pub fn get(&self, path: &str) -> Answer {
        send(&self.host, &format!("GET {path}"), &[("Accept-Language", "zh")], "")
    }

    pub fn post(&self, path: &str, form: &str) -> Answer {
        let origin = format!("http://{}", self.host);
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        send(&self.host, &format!("POST {path}"), &headers, form)
    }

    /// Ids of the findings that the queue shows with a query.
    pub fn queue(&self, query: &str) -> Vec<String> {
        let body = self.get(&format!("/?{query}")).body;
        body.split("name=\"finding\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    }

    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("an end");
    }
}

/// A folder with the store `s` of the sample corpus.
pub fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = root().join("corpus").display().to_string();
    let output = run_in(folder.path(), &["run", &corpus, "--store", "s", "--show", "0", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

/// A folder with the store `s` of some articles, given as JSON lines.
pub fn store_of(lines: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    add(folder.path(), lines);
    folder
}

pub fn add(folder: &Path, lines: &str) {
    std::fs::write(folder.join("a.jsonl"), lines).expect("written");
    let output = run_in(folder, &["run", "a.jsonl", "--store", "s", "--show", "0", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub fn decisions(folder: &Path) -> Vec<serde_json::Value> {
    let output = run_in(folder, &["export", "--store", "s", "--what", "decisions"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

const WRONG: &str =
    r#"{"id":"w","title":"石桥镇的果园","date":"2024-10-08","text":"石桥镇果园面积由200亩增至250亩，增长35%。"}"#;

#[test]
fn decisions_are_kept_undone_and_exported() {
    let folder = sample();
    let page = Page::of(folder.path(), &[]);
    let open = page.queue("");
    assert!(open.len() >= 12, "{open:?}");
    let answer =
        page.post("/decide", &format!("finding={}&decision=confirmed&comment=%E5%B7%B2%E9%97%AE&then=next", open[0]));
    assert_eq!(answer.status, 303, "{}", answer.headers);
    let next = answer.header("location").expect("a place").to_owned();
    assert!(next.starts_with(&format!("/finding/{}?", open[1])) && next.contains("did=1"), "{next}");
    assert!(page.get(&next).body.contains("已记下"));
    let both = format!("finding={}&finding={}&decision=false_alarm%3Arounding", open[2], open[3]);
    assert!(page.post("/decide", &both).header("location").expect("a place").contains("did=2-3"));
    assert_eq!(page.queue("").len(), open.len() - 3);
    assert_eq!(page.queue("status=false_alarm").len(), 2);
    assert_eq!(page.post("/undo", "from=2&to=3").status, 303);
    assert_eq!(page.queue("").len(), open.len() - 1);
    assert_eq!(page.post("/undo", "from=2&to=3").status, 422, "what is undone is not undone again");
    let log = decisions(folder.path());
    let said: Vec<_> = log.iter().map(|e| e["decision"].as_str().expect("a decision")).collect();
    assert_eq!(said, ["confirmed", "false_alarm", "false_alarm", "undone", "undone"]);
    assert_eq!((log[0]["comment"].as_str(), log[1]["reason"].as_str()), (Some("已问"), Some("rounding")));
    assert_eq!(page.get("/decisions.jsonl").body.lines().count(), 5);
    for wrong in
        ["finding=nothing&decision=confirmed", "decision=confirmed", &format!("finding={}&decision=maybe", open[0])]
    {
        assert_eq!(page.post("/decide", wrong).status, 422, "{wrong}");
    }
}

#[test]
fn a_killed_page_loses_no_acknowledged_decision() {
    let folder = sample();
    let mut kept = 0;
    for _ in 0..3 {
        let mut page = Page::of(folder.path(), &[]);
        let open = page.queue("");
        for id in open.iter().take(3) {
            let answer = page.post("/decide", &format!("finding={id}&decision=unsure"));
            assert_eq!(answer.status, 303);
            kept += 1;
        }
        page.kill();
        assert_eq!(decisions(folder.path()).len(), kept);
    }
}

#[test]
fn decisions_survive_another_run_and_a_rebuild_and_mark_their_like() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    let id = page.queue("").pop().expect("a finding");
    page.post("/decide", &format!("finding={id}&decision=false_alarm%3Aother"));
    drop(page);
    assert!(run_in(folder.path(), &["store", "rebuild", "--store", "s"]).status.success());
    // The article corrected elsewhere, and another one with the same words.
    let corrected = WRONG.replace("增长35%。", "增长35%。镇里说，明年再扩种。");
    let other = WRONG.replace("\"w\"", "\"v\"").replace("石桥镇的果园", "别处也登了");
    let page = Page::of(folder.path(), &[]);
    assert!(page.queue("").is_empty());
    add(folder.path(), &format!("{corrected}\n{other}\n"));
    std::thread::sleep(Duration::from_secs(3)); // the page looks at the store now and then
    let decided = page.queue("status=false_alarm");
    let open = page.queue("");
    assert_eq!(
        (decided.len(), open.len()),
        (2, 1),
        "the old and the corrected article are decided, the other one is not"
    );
    let queue = page.get("/").body;
    assert!(queue.contains("同样的话曾判"), "{queue}");
    assert!(page.get(&format!("/finding/{}", open[0])).body.contains("石桥镇的果园"));
}

#[test]
fn the_page_reads_while_a_job_writes_and_a_second_page_is_told_who_holds_the_log() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    add(folder.path(), &WRONG.replace("\"w\"", "\"x\"").replace("200亩", "20亩").replace("250亩", "26亩"));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(page.queue("").len(), 2);
    let second = run_in(folder.path(), &["serve", "--store", "s", "--listen", "127.0.0.1:0", "--lang", "en"]);
    assert_eq!(second.status.code(), Some(2));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("heshu serve, pid"), "{said}");
}

#[test]
fn filters_narrow_and_say_what_they_hide() {
    let folder = sample();
    let page = Page::of(folder.path(), &[]);
    let all = page.queue("verdict=any&grade=any&status=any").len();
    let usual = page.queue("").len();
    assert!(page.queue("check=pp_unit").len() == 1 && all >= usual);
    assert_eq!(page.queue("q=%E7%A6%BE%E5%B7%9D").len(), 2, "two findings in the article whose title has 禾川");
    assert_eq!(page.queue("from=2025-01-01&to=2025-12-31").len() + page.queue("to=2024-12-31").len(), usual);
    let shown = page.get("/?check=pp_unit").body;
    assert!(
        shown.contains(&format!("筛掉了 {} 处", all - 1)) && shown.contains(&format!("另有{}", usual - 1)),
        "{shown}"
    );
    assert!(page.get("/?publisher=nobody").body.contains("没有符合筛选的"));
}

#[test]
fn a_hostile_article_is_shown_as_text() {
    let hostile = r#"{"id":"<img src=x onerror=alert(1)>","title":"</title><script>alert(2)</script>\u202e反转","publisher":"\"><b>x","url":"javascript:alert(3)","date":"2024-10-08","text":"<script>alert(4)</script>石桥镇果园面积由200亩增至250亩，增长35%。\u2066隐\u200b形</p></article><style>*{display:none}</style>"}"#;
    let folder = store_of(hostile);
    let page = Page::of(folder.path(), &[]);
    let id = page.queue("").pop().expect("a finding");
    let article = page.get(&format!("/finding/{id}")).body;
    let hash = article.split("/article/").nth(1).and_then(|r| r.split('"').next()).expect("a link").to_owned();
    page.post("/decide", &format!("finding={id}&decision=confirmed&comment=%3Cscript%3Ealert(5)%3C%2Fscript%3E"));
    let pages = [
        "/?status=any",
        &format!("/finding/{id}?status=any"),
        &format!("/article/{hash}"),
        "/decisions",
        "/?q=%22%3E%3Cscript%3Ealert(6)%3C%2Fscript%3E",
    ];
    for path in pages {
        let answer = page.get(path);
        assert_eq!(answer.status, 200, "{path}");
        for evil in ["<script>", "<img", "<style>", "<b>x", "href=\"javascript", "\u{202e}", "\u{2066}", "\u{200b}"] {
            assert!(!answer.body.contains(evil), "{path} holds {evil}: {}", answer.body);
        }
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    assert!(article.contains("⟨202E⟩") && article.contains("&lt;script&gt;alert(4)"), "{article}");
}

#[test]
fn strangers_are_refused() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    let id = page.queue("").pop().expect("a finding");
    let form = format!("finding={id}&decision=confirmed");
    for headers in [
        vec![("Origin", "http://evil.example")],
        vec![("Origin", "null")],
        vec![("Sec-Fetch-Site", "cross-site")],
        vec![("Sec-Fetch-Site", "same-site")],
    ] {
        assert_eq!(send(&page.host, "POST /decide", &headers, &form).status, 403, "{headers:?}");
        assert_eq!(send(&page.host, "POST /settings", &headers, "lang=en").status, 403, "{headers:?}");
    }
    assert_eq!(send(&page.host, "GET /", &[("Host", "evil.example:8470")], "").status, 421);
    assert_eq!(page.get("/nowhere").status, 404);
    assert_eq!(page.get("/finding/nothing").status, 404);
    assert_eq!(page.get("/decide").status, 405);
    let long = "x".repeat(5 << 20);
    assert!(matches!(page.post("/desk", &long).status, 413 | 0), "a body beyond the limit is not read");
    assert!(decisions(folder.path()).is_empty());
    let back = page.post("/settings", "lang=en&back=%2F%2Fevil.example");
    assert_eq!(back.header("location"), Some("/"), "nobody is led elsewhere");
}

#[test]
fn another_address_needs_a_token_and_the_page_asks_for_it() {
    let folder = store_of(WRONG);
    let open = run_in(folder.path(), &["serve", "--store", "s", "--listen", "0.0.0.0:0", "--lang", "en"]);
    assert_eq!(open.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&open.stderr).contains("--token-file"));
    std::fs::write(folder.path().join("short"), "abc\n").expect("written");
    let short = run_in(folder.path(), &["serve", "--store", "s", "--token-file", "short", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&short.stderr).contains("16 characters"), "{short:?}");
    std::fs::write(folder.path().join("token"), "a long and winding token\n").expect("written");
    let page = Page::of(folder.path(), &["--token-file", "token"]);
    assert_eq!((page.get("/").status, page.get("/decisions.jsonl").status), (401, 401));
    assert!(!page.get("/").body.contains("石桥镇"));
    assert_eq!(page.post("/enter", "token=a+long+and+winding+tokem").status, 401);
    assert_eq!(page.post("/check", "x").status, 401);
    let entered = page.post("/enter", "token=a+long+and+winding+token");
    let cookie = entered.header("set-cookie").expect("a cookie").to_owned();
    assert!(entered.status == 303 && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let shown = send(&page.host, "GET /", &[("Cookie", cookie.split(';').next().expect("a pair"))], "");
    assert!(shown.status == 200 && shown.body.contains("石桥镇"));
    let bearer = [("Authorization", "Bearer a long and winding token"), ("Content-Type", "text/plain")];
    assert_eq!(send(&page.host, "POST /check", &bearer, "共有3人。").status, 200);
}

#[test]
fn programs_get_claims_and_findings_and_nothing_is_kept() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    let sent = r#"{"text":"去年柳湾村收获花生80吨，比前年的60吨增长50%。玉米由20吨增至30吨，增长50%。","date":"2024-03-01","title":"柳湾村"}"#;
    let json = [("Content-Type", "application/json")];
    let answer = send(&page.host, "POST /check?all=1", &json, sent);
    let checked: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((answer.status, checked["document"]["title"].as_str()), (200, Some("柳湾村")));
    let findings = checked["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|f| f["verdict"] == "flag" && f["check"] == "change_pct"), "{}", answer.body);
    assert!(checked["claims"].as_array().is_some_and(|c| c.len() == 6));
    let few = send(&page.host, "POST /check", &json, sent);
    assert!(few.body.len() < answer.body.len());
    let extracted = send(&page.host, "POST /extract", &json, sent);
    assert!(extracted.status == 200 && !extracted.body.contains("\"findings\""));
    for (body, status) in [("{", 400), (r#"{"words":"x"}"#, 400), (r#"{"text":" "}"#, 422)] {
        let answer = send(&page.host, "POST /check", &json, body);
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.body.contains("\"en\""), "{}", answer.body);
    }
    let desk = page.post("/desk", "text=%E5%85%B1%E6%9C%893%E4%BA%BA%E3%80%82%3Cscript%3E&title=&date=&publisher=");
    assert!(desk.status == 200 && desk.body.contains("核数单") && !desk.body.contains("<script>"));
    let documents = run_in(folder.path(), &["export", "--store", "s", "--what", "documents"]).stdout;
    assert_eq!(String::from_utf8_lossy(&documents).lines().count(), 1);
}

#[test]
fn a_number_is_corrected_and_the_export_follows() {
    let folder = store_of(WRONG);
    let export = |what: &str| {
        let out = run_in(folder.path(), &["export", "--store", "s", "--what", what]).stdout;
        let text = String::from_utf8(out).expect("words");
        text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect::<Vec<serde_json::Value>>()
    };
    let claims = export("claims");
    let old = claims.iter().find(|c| c["quantity"]["text"] == "250亩").expect("a claim").clone();
    let id = old["id"].as_str().expect("an id");
    let page = Page::of(folder.path(), &[]);
    let finding = page.queue("").pop().expect("a finding");
    let shown = page.get(&format!("/finding/{finding}")).body;
    let at = shown.split("/claim/").find(|s| s.contains(&format!("/{id}\""))).expect("a link");
    let at = format!("/claim/{}", at.split('"').next().expect("an address"));
    let article = at.split('/').nth(2).expect("a key").to_owned();
    assert!(page.get(&at).body.contains("name=\"subject\""));
    let form = |value: &str, subject: &str, time: &str| {
        let pairs = [
            ("article", article.as_str()),
            ("claim", id),
            ("value", value),
            ("unit", "亩"),
            ("subject", subject),
            ("metric", "果园面积"),
            ("time", time),
            ("role", "to"),
            ("direction", "up"),
            ("modality", "actual"),
            ("baseline", ""),
            ("source", ""),
            ("comment", "<b>照原文"),
        ];
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    };
    for (value, subject, time) in [("250", "别的镇", ""), ("二百五", "石桥镇", ""), ("250", "石桥镇", "不久以前啊")]
    {
        assert_eq!(page.post("/correct", &form(value, subject, time)).status, 422, "{value} {subject} {time}");
    }
    assert_eq!(
        send(&page.host, "POST /correct", &[("Origin", "http://evil.example")], form("25", "石桥镇", "")).status,
        403
    );
    let kept = page.post("/correct", &form("25", "石桥镇", "2023年"));
    assert_eq!((kept.status, kept.header("location")), (303, Some(at.as_str())), "{}", kept.body);
    let shown = page.get(&at).body;
    assert!(shown.contains("已更正") && shown.contains("&lt;b&gt;照原文") && shown.contains("<ins"), "{shown}");
    assert_eq!(page.post("/correct", &form("25", "石桥镇", "2023年")).status, 422, "nothing changed");
    drop(page);
    // Another run, a rebuild, another page: it stands.
    assert!(run_in(folder.path(), &["store", "rebuild", "--store", "s"]).status.success());
    let new = export("claims").into_iter().find(|c| c["id"] == id).expect("the claim");
    assert_eq!((&new["quantity"]["value"], &new["subject"]["text"]), (&"25".into(), &"石桥镇".into()), "{new}");
    assert_eq!((&new["time"]["norm"], &new["quantity"]["lower"]), (&"2023".into(), &"25".into()));
    let log = export("corrections");
    assert_eq!((log.len(), &log[0]["quoted"], &log[0]["n"]), (1, &"250亩".into(), &1.into()));
    let page = Page::of(folder.path(), &[]);
    assert!(page.get("/decisions").body.contains("更正的数字"));
    let undo = form("25", "石桥镇", "2023年") + "&undo=1";
    assert_eq!(page.post("/correct", &undo).status, 303);
    assert_eq!(page.post("/correct", &undo).status, 422);
    assert_eq!(page.get("/corrections.jsonl").body.lines().count(), 2);
    assert_eq!(export("claims"), claims);
}

#[test]
fn names_are_merged_and_set_apart_in_the_users_own_rules() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    assert_eq!(page.post("/names", "kind=entity&name=a&into=b").status, 422, "nowhere to write them");
    drop(page);
    let rules = folder.path().join("own");
    std::fs::create_dir(&rules).expect("a folder");
    let claims = |more: &[&str]| {
        let run = run_in(folder.path(), &[&["run", "a.jsonl", "--store", "s", "-q"], more].concat());
        assert_ne!(run.status.code(), Some(2), "{run:?}");
        let out = run_in(folder.path(), &["export", "--store", "s", "--what", "claims"]).stdout;
        String::from_utf8(out).expect("words")
    };
    std::fs::write(folder.path().join("a.jsonl"), WRONG).expect("written");
    let subject = |text: &str| {
        let first: serde_json::Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
        (first["subject"]["text"].as_str().map(str::to_owned), first["subject"]["entity"].as_str().map(str::to_owned))
    };
    let (Some(name), None) = subject(&claims(&[])) else { panic!("a subject without an id") };
    let page = Page::of(folder.path(), &["--rules", "own"]);
    let form = |into: Option<&str>| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("kind", "entity").append_pair("name", &name);
        if let Some(into) = into {
            form.append_pair("into", into);
        }
        form.finish()
    };
    let seen = |entity: &str| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("entity", entity).finish();
        let began = std::time::Instant::now();
        while page.queue(&query).is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "the page never counted with {entity}");
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    seen(&name);
    assert_eq!(page.post("/names", &form(Some(&name))).status, 422, "a name and itself");
    assert_eq!(send(&page.host, "POST /names", &[("Origin", "http://evil.example")], form(Some("石桥"))).status, 403);
    let merged = page.post("/names", &form(Some("<石桥>")));
    assert_eq!(merged.status, 303, "{}", merged.body);
    let shown = page.get(merged.header("location").expect("a place")).body;
    assert!(shown.contains("&lt;石桥&gt;") && !shown.contains("<石桥>"), "{shown}");
    seen("<石桥>");
    assert!(std::fs::read_to_string(rules.join("entities/own.toml")).expect("the file").contains(&name));
    assert_eq!(subject(&claims(&["--rules", "own"])).1.as_deref(), Some("<石桥>"));
    assert_eq!(page.post("/names", &form(None)).status, 303);
    seen(&name);
    assert_eq!(page.post("/names", &form(None)).status, 422, "it is so already");
    assert_eq!(subject(&claims(&["--rules", "own"])), (Some(name.clone()), None));
    let log = std::fs::read_to_string(folder.path().join("s/reviews/names.jsonl")).expect("the log");
    assert_eq!(log.lines().count(), 2);
}

/// A manuscript of one paragraph.
pub fn manuscript(words: &str) -> Vec<u8> {
    let body = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", types), ("word/document.xml", body)] {
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        out.write_all(text.as_bytes()).expect("written");
    }
    out.finish().expect("an archive").into_inner()
}

#[test]
fn a_manuscript_comes_back_with_comments() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    let sent = manuscript("去年柳湾村收获花生80吨，比前年的60吨增长50%。");
    let answer =
        send(&page.host, "POST /comments?date=2024-03-01&name=%E7%A8%BF.docx", &[("Accept-Language", "zh")], &sent);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let name = answer.header("content-disposition").expect("a name");
    assert!(name.ends_with("UTF-8''%E7%A8%BF-heshu.docx"), "{name}");
    let mut made = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes)).expect("an archive");
    let mut comments = String::new();
    made.by_name("word/comments.xml").expect("comments").read_to_string(&mut comments).expect("words");
    assert!(comments.contains("改成这样就对得上") && comments.contains("→"), "{comments}");
    let refused = send(&page.host, "POST /comments", &[], "no manuscript");
    assert!(refused.status == 422 && refused.body.contains("DOCX"), "{}", refused.body);
    assert_eq!(send(&page.host, "POST /comments", &[("Origin", "http://evil.example")], &sent).status, 403);
}

#[test]
fn an_address_is_read_at_the_desk_but_not_within_private_networks_unasked() {
    let folder = store_of(WRONG);
    let server = crate::fetched::Server::start();
    let address: String = server.base.replace(':', "%3A").replace('/', "%2F");
    let form = format!("text=&address={address}%2F1.html");
    let page = Page::of(folder.path(), &[]);
    assert_eq!(page.post("/desk", &form).status, 422);
    for wrong in ["file%3A%2F%2F%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "ftp%3A%2F%2Fa"] {
        let answer = page.post("/desk", &format!("text=&address={wrong}"));
        assert!(answer.status == 422 && answer.body.contains("https://"), "{wrong}: {}", answer.status);
    }
    drop(page);
    let page = Page::of(folder.path(), &["--allow-private"]);
    let answer = page.post("/desk", &form);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("东屏县共收获苹果") && answer.body.contains("核数单"), "{}", answer.body);
}

#[test]
fn the_interface_is_the_one_that_is_described() {
    let folder = store_of(WRONG);
    let page = Page::of(folder.path(), &[]);
    let described: serde_json::Value = serde_json::from_str(&page.get("/openapi.json").body).expect("JSON");
    let paths = described["paths"].as_object().expect("paths");
    assert!(paths.len() >= 5);
    for (path, methods) in paths {
        for method in methods.as_object().expect("methods").keys() {
            let answer = send(&page.host, &format!("{} {path}", method.to_uppercase()), &[], "");
            assert!(!matches!(answer.status, 404 | 405), "{method} {path}: {}", answer.status);
        }
    }
}
