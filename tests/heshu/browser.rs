//! The review page as a person meets it: Debian's chromium, driven over WebDriver. Where chromium or its driver is
//! missing the tests say that they were skipped.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::review::{Page, decisions, manuscript, sample, store_of};

/// How long something may take to show.
const PATIENCE: Duration = Duration::from_secs(60);
/// The name under which WebDriver gives elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window; it ends with the value.
struct Browser {
    driver: Child,
    host: String,
    session: String,
    _home: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = call(&self.host, "DELETE", &format!("/session/{}", self.session), &Value::Null);
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// One command to the driver.
fn call(host: &str, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(host).map_err(|e| e.to_string())?;
    stream.set_read_timeout(Some(PATIENCE * 2)).map_err(|e| e.to_string())?;
    let head =
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\n");
    let text = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).map_err(|e| e.to_string())?;
    // The driver may keep the connection, so the length says where the answer ends.
    let (mut answer, mut piece) = (Vec::new(), [0; 1 << 16]);
    loop {
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
            let length =
                head.split("content-length:").nth(1).and_then(|r| r.lines().next()?.trim().parse::<usize>().ok());
            if length.is_some_and(|n| answer.len() >= end + n) {
                let value: Value = serde_json::from_slice(&answer[end..]).map_err(|e| e.to_string())?;
                let value = value["value"].clone();
                return if value["error"].is_string() { Err(value.to_string()) } else { Ok(value) };
            }
        }
        match stream.read(&mut piece).map_err(|e| e.to_string())? {
            0 => return Err("the driver hung up".to_owned()),
            n => answer.extend_from_slice(&piece[..n]),
        }
    }
}

impl Browser {
    /// Opens a window of a width, asking for pages in a language; None, with a word, where there is no browser.
    fn open(width: u32, language: &str) -> Option<Browser> {
        let home = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("HOME", home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = driver else {
            eprintln!("skipped: chromedriver is missing (Debian: apt-get install chromium chromium-driver)");
            return None;
        };
        let host = format!("127.0.0.1:{port}");
        let began = Instant::now();
        while TcpStream::connect(&host).is_err() {
            assert!(began.elapsed() < PATIENCE, "chromedriver does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        let profile = home.path().join("profile");
        let arguments = json!([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            format!("--user-data-dir={}", profile.display()),
            format!("--accept-lang={language}"),
        ]);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": arguments}}}});
        let mut browser = Browser { driver, host, session: String::new(), _home: home };
        match call(&browser.host, "POST", "/session", &wanted) {
            Ok(made) => browser.session = made["sessionId"].as_str().expect("a session").to_owned(),
            Err(e) if e.contains("cannot find Chrome binary") => {
                eprintln!("skipped: chromium is missing (Debian: apt-get install chromium chromium-driver)");
                return None;
            }
            Err(e) => panic!("no session: {e}"),
        }
        // Windows cannot be made as narrow as a telephone, but the page can be shown as on one.
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
        );
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Value {
        call(&self.host, method, &format!("/session/{}{path}", self.session), &body).expect("the driver does it")
    }

    fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.ask("POST", "/goog/cdp/execute", json!({"cmd": command, "params": parameters}))
    }

    fn go(&self, page: &Page, path: &str) {
        self.ask("POST", "/url", json!({"url": format!("http://{}{path}", page.host)}));
    }

    /// What a script gives.
    fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", json!({"script": script, "args": []}))
    }

    fn address(&self) -> String {
        self.run("return location.pathname + location.search").as_str().unwrap_or_default().to_owned()
    }

    /// The words that are seen.
    fn words(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a script gives true.
    fn wait(&self, script: &str) {
        let began = Instant::now();
        // A page that is just being left may refuse to answer.
        let path = format!("/session/{}/execute/sync", self.session);
        while call(&self.host, "POST", &path, &json!({"script": script, "args": []})) != Ok(Value::Bool(true)) {
            assert!(began.elapsed() < PATIENCE, "never: {script}\nat {}:\n{}", self.address(), self.words());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Presses keys one after another, wherever the page has its focus.
    fn press(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        let path = format!("/session/{}/actions", self.session);
        let body = json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]});
        match call(&self.host, "POST", &path, &body) {
            // The key led to another page before it was let go.
            Err(e) if e.contains("navigation") => {}
            other => drop(other.expect("the driver presses keys")),
        }
    }

    /// Presses a key and waits for the page that it leads to.
    fn press_on(&self, key: &str) {
        self.run("window.old = true");
        self.press(key);
        self.wait("return !window.old && document.readyState === 'complete'");
    }

    fn click(&self, what: &str) {
        let found = self.ask("POST", "/element", json!({"using": "css selector", "value": what}));
        let id = found[ELEMENT].as_str().expect("an element").to_owned();
        self.run("window.old = true");
        self.ask("POST", &format!("/element/{id}/click"), json!({}));
        self.wait("return !window.old && document.readyState === 'complete'");
    }

    fn type_into(&self, what: &str, text: &str) {
        let found = self.ask("POST", "/element", json!({"using": "css selector", "value": what}));
        let id = found[ELEMENT].as_str().expect("an element").to_owned();
        self.ask("POST", &format!("/element/{id}/value"), json!({"text": text}));
    }

    /// Whether everything fits the width.
    fn fits(&self) -> bool {
        self.run("return document.documentElement.scrollWidth <= window.innerWidth").as_bool() == Some(true)
    }

    /// Keeps what is seen in a file of the folder that `HESHU_SCREENSHOTS` names.
    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("HESHU_SCREENSHOTS") else { return };
        let taken = self.devtools("Page.captureScreenshot", json!({"format": "png"}));
        let bytes = decoded(taken["data"].as_str().unwrap_or_default());
        std::fs::write(Path::new(&folder).join(name), bytes).expect("written");
    }

    fn dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": value}]}),
        );
    }
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sixes: Vec<u32> = text.bytes().filter_map(|b| LETTERS.iter().position(|l| *l == b)).map(|n| n as u32).collect();
    let bytes = sixes.chunks(4).flat_map(|four| {
        let whole = four.iter().fold(0, |all, six| all << 6 | six) << (6 * (4 - four.len()));
        let three = [(whole >> 16) as u8, (whole >> 8) as u8, whole as u8];
        three.into_iter().take(four.len() - 1)
    });
    bytes.collect()
}

#[test]
fn from_the_queue_to_the_export_by_keys_alone() {
    let Some(browser) = Browser::open(1200, "zh-CN") else { return };
    let folder = sample();
    let page = Page::of(folder.path(), &[]);
    browser.go(&page, "/");
    browser.picture("review-queue.png");
    let total = page.queue("").len();
    browser.press("j");
    browser.press("j");
    browser.press_on("\u{e007}"); // Enter: the second one
    assert!(browser.address().starts_with(&format!("/finding/{}", page.queue("")[1])), "{}", browser.address());
    let judged = page.queue("")[1].clone();
    browser.press("c");
    browser.press("a"); // a letter of the comment, no decision
    browser.press("\u{e00c}"); // Escape
    browser.press_on("2");
    assert!(browser.words().contains("误报：说的不是一回事"), "{}", browser.words());
    let log = decisions(folder.path());
    assert_eq!(
        (log.len(), log[0]["finding"].as_str(), log[0]["comment"].as_str()),
        (1, Some(judged.as_str()), Some("a"))
    );
    browser.press_on("a");
    assert_eq!(decisions(folder.path())[1]["decision"], "confirmed");
    browser.press_on("z");
    assert_eq!(decisions(folder.path())[2]["decision"], "undone");
    browser.press_on("q");
    assert_eq!(page.queue("").len(), total - 1);
    // Several at once.
    browser.press("jxjx");
    assert_eq!(browser.run("return document.querySelector('[data-chosen]').textContent"), "2");
    browser.press_on("s");
    assert!(browser.words().contains("共 2 条"), "{}", browser.words());
    assert_eq!(page.queue("status=unsure").len(), 2);
    browser.press_on("z");
    assert_eq!(page.queue("status=unsure").len(), 0);
    browser.press_on("q");
    // The row that one is at.
    browser.press("j");
    browser.press_on("d");
    let said: Vec<_> = decisions(folder.path()).iter().map(|e| e["decision"].as_str().map(str::to_owned)).collect();
    let expected = ["false_alarm", "confirmed", "undone", "unsure", "unsure", "undone", "undone", "fixed"];
    assert_eq!(said, expected.map(|s| Some(s.to_owned())));
    browser.press("?");
    assert_eq!(browser.run("return document.querySelector('#keys').open"), true);
    assert!(browser.words().contains("撤销刚才的判断"));
}

#[test]
fn filters_are_seen_and_taken_away() {
    let Some(browser) = Browser::open(1200, "zh-CN") else { return };
    let folder = sample();
    let page = Page::of(folder.path(), &[]);
    browser.go(&page, "/");
    browser.press("/");
    browser.wait("return document.activeElement.name === 'q'");
    browser.press("禾川");
    browser.wait("return document.activeElement.value === '禾川'");
    browser.press("\u{e007}");
    browser.wait("return location.search.includes('q=')");
    browser.wait("return document.querySelectorAll('ol.queue li').length === 2");
    assert!(browser.words().contains("含有：禾川"), "{}", browser.words());
    browser.click("a.chip[href='/?']");
    assert!(browser.run("return document.querySelectorAll('ol.queue li').length").as_u64() > Some(2));
    browser.click("aside a[href='/?check=pp_unit']");
    assert_eq!(browser.run("return document.querySelectorAll('ol.queue li').length"), 1);
    assert!(browser.words().contains("筛掉了"));
}

#[test]
fn both_languages_narrow_and_wide_light_and_dark() {
    let folder = sample();
    let page = Page::of(folder.path(), &[]);
    let table = page.queue("check=table_agreement").pop().expect("a finding");
    let between = page.queue("check=cross_article_conflict").pop().expect("a finding");
    let shown = page.get(&format!("/finding/{between}")).body;
    let claim = shown.split("\"/claim/").nth(1).and_then(|s| s.split('"').next()).expect("a number's page");
    let paths = [
        "/",
        &format!("/finding/{table}"),
        &format!("/finding/{between}"),
        "/desk",
        "/overview",
        "/names?kind=entity&name=%E5%A4%AE%E8%A1%8C",
        &format!("/claim/{claim}"),
        "/decisions",
    ];
    for (width, language) in [(360, "en"), (1600, "zh-CN")] {
        let Some(browser) = Browser::open(width, language) else { return };
        browser.dark(width == 1600);
        for (path, n) in paths.iter().zip(0..) {
            browser.go(&page, path);
            assert!(browser.fits(), "{path} is wider than {width}");
            browser.picture(&format!("page-{width}-{n}.png"));
        }
        let (own, other) = if language == "en" { ("Decisions", "审核记录") } else { ("审核记录", "Decisions") };
        assert!(browser.words().contains(own), "{}", browser.words());
        browser.click("header button[name=lang]");
        assert!(browser.words().contains(other) && browser.address() == "/decisions", "{}", browser.words());
        browser.go(&page, &format!("/finding/{table}"));
        assert_eq!(browser.run("return document.querySelectorAll('svg.line rect').length"), 2);
        assert_eq!(browser.run("return document.querySelectorAll('td.hit').length > 0"), true);
        assert_eq!(browser.run("return document.querySelectorAll('mark.operand').length > 0"), true);
    }
}

#[test]
fn a_pasted_text_is_checked_and_the_reviewer_has_a_name() {
    let Some(browser) = Browser::open(1200, "zh-CN") else { return };
    let folder = store_of(r#"{"id":"w","text":"石桥镇果园面积由200亩增至250亩，增长35%。"}"#);
    let page = Page::of(folder.path(), &[]);
    browser.go(&page, "/desk");
    browser.type_into("textarea.paste", "柳湾村收获花生80吨，比前年的60吨增长50%。");
    browser.click("main form button");
    let words = browser.words();
    assert!(words.contains("核数单") && words.contains("改成这样就对得上"), "{words}");
    browser.picture("review-desk.png");
    assert_eq!(browser.run("return document.querySelector('[data-comments]').hidden"), true);
    let file = folder.path().join("稿.docx");
    std::fs::write(&file, manuscript("柳湾村收获花生80吨，比前年的60吨增长50%。")).expect("written");
    browser.type_into("input[type=file]", &file.to_string_lossy());
    browser.wait("return !document.querySelector('[data-comments]').hidden");
    browser.run("document.querySelector('[data-comments]').click()");
    browser.wait("return document.querySelector('#file').textContent === '稿-heshu.docx'");
    browser.go(&page, "/");
    // The name is kept when the page it leads to is there, not when it is typed.
    browser.run("window.old = true; document.querySelector('input[name=who]').value = ''");
    browser.type_into("input[name=who]", "阿岩\u{e007}");
    browser.wait("return !window.old && document.readyState === 'complete'");
    browser.go(&page, "/");
    browser.press("j");
    browser.press_on("a");
    assert_eq!(decisions(folder.path())[0]["who"], "阿岩");
}

#[test]
fn a_browser_runs_nothing_of_an_article_and_other_sites_decide_nothing() {
    let Some(browser) = Browser::open(1200, "zh-CN") else { return };
    let hostile = r#"{"id":"h","title":"</title><script>window.done=1</script>","text":"<img src=x onerror='window.done=1'>石桥镇果园面积由200亩增至250亩，增长35%。<style>body{display:none}</style>"}"#;
    let folder = store_of(hostile);
    let page = Page::of(folder.path(), &[]);
    let id = page.queue("").pop().expect("a finding");
    browser.go(&page, &format!("/finding/{id}"));
    assert_eq!(browser.run("return window.done === undefined"), true);
    assert!(browser.words().contains("<img src=x"), "{}", browser.words());
    // The browser itself refuses a script in the page.
    browser
        .run("const s = document.createElement('script'); s.textContent = 'window.done = 2'; document.body.append(s)");
    assert_eq!(browser.run("return window.done === undefined"), true);
    // A page of another origin sends a form.
    let stranger = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = stranger.local_addr().expect("an address");
    let form = format!(
        "<form method=post action='http://{}/decide'><input name=finding value={id}><input name=decision value=confirmed><button>x</button></form>",
        page.host
    );
    std::thread::spawn(move || {
        for stream in stranger.incoming().take(6).flatten() {
            let mut stream = stream;
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{form}", form.len());
        }
    });
    browser.ask("POST", "/url", json!({"url": format!("http://{address}/")}));
    browser.click("button");
    assert!(browser.words().contains("another site may not act for you"), "{}", browser.words());
    assert!(decisions(folder.path()).is_empty());
}

#[test]
fn a_wrong_token_opens_nothing_and_the_right_one_does() {
    let Some(browser) = Browser::open(800, "en") else { return };
    let folder = store_of(r#"{"id":"w","text":"石桥镇果园面积由200亩增至250亩，增长35%。"}"#);
    std::fs::write(folder.path().join("token"), "a long and winding token\n").expect("written");
    let page = Page::of(folder.path(), &["--token-file", "token"]);
    browser.go(&page, "/");
    browser.type_into("input[name=token]", "a short token");
    browser.click("button");
    assert!(browser.words().contains("not the token") && !browser.words().contains("石桥镇"), "{}", browser.words());
    browser.type_into("input[name=token]", "a long and winding token");
    browser.click("button");
    assert!(browser.words().contains("石桥镇"), "{}", browser.words());
    browser.click("form[action='/leave'] button");
    assert!(browser.words().contains("Token needed"), "{}", browser.words());
}
