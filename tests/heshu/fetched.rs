//! Addresses: politely, within limits, never into private networks unasked, and again without the network.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::run_in;

/// A server on this machine that answers by path; what it was asked is listed with the conditions of the request.
pub struct Server {
    pub base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn page(n: usize) -> String {
    format!(
        "<html><head><title>果园丰收{n}</title></head><body><p>今年东屏县共收获苹果{n}00吨，比上年增加两成，价格也有所上涨。</p></body></html>"
    )
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (list, own) = (asked.clone(), base.clone());
        std::thread::spawn(move || {
            let mut times: HashMap<String, usize> = HashMap::new();
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let Some(path) = lines.next().and_then(|l| l.split(' ').nth(1).map(str::to_owned)) else { continue };
                let conditional =
                    lines.take_while(|l| !l.is_empty()).any(|l| l.to_lowercase().starts_with("if-none-match: \"one\""));
                let n = times.entry(path.clone()).or_default();
                *n += 1;
                list.lock().expect("a list").push(format!("{path}{}", if conditional { " again" } else { "" }));
                let html = "Content-Type: text/html\r\n";
                let (status, head, body) = match path.as_str() {
                    "/robots.txt" => (
                        "200 OK",
                        "Content-Type: text/plain\r\n".to_owned(),
                        "User-agent: *\nDisallow: /secret\n".to_owned(),
                    ),
                    "/1.html" if conditional => ("304 Not Modified", String::new(), String::new()),
                    "/1.html" => ("200 OK", format!("{html}ETag: \"one\"\r\n"), page(1)),
                    "/2.html" => ("200 OK", html.to_owned(), page(2)),
                    "/busy.html" if *n < 3 => ("503 Busy", "Retry-After: 0\r\n".to_owned(), String::new()),
                    "/busy.html" => ("200 OK", html.to_owned(), page(3)),
                    "/moved.html" => ("302 Found", "Location: /2.html\r\n".to_owned(), String::new()),
                    "/round.html" => ("302 Found", "Location: /round.html\r\n".to_owned(), String::new()),
                    "/large.html" => ("200 OK", html.to_owned(), "甲".repeat(7 << 20)),
                    "/feed.xml" => (
                        "200 OK",
                        "Content-Type: application/rss+xml\r\n".to_owned(),
                        format!(
                            "<rss version=\"2.0\"><channel><title>东屏日报</title><item><title>一</title><link>{own}/1.html</link><description>摘要</description></item>\
                         <item><title>二</title><description>没有网址的一条，收获梨60吨。</description></item></channel></rss>"
                        ),
                    ),
                    _ => ("404 Not Found", html.to_owned(), page(9)),
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = (&stream).write_all(answer.as_bytes()); // whoever has seen enough hangs up
            }
        });
        Server { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("a list"))
    }
}

fn read(folder: &Path, arguments: &[&str]) -> (Vec<serde_json::Value>, String, Option<i32>) {
    let output = run_in(folder, &[&["read", "--lang", "en", "--pause", "0.01"], arguments].concat());
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let documents = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (documents, String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

#[test]
fn addresses_are_fetched_politely_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let server = Server::start();
    let at = |path: &str| format!("{}{path}", server.base);
    let (one, moved, busy) = (at("/1.html"), at("/moved.html"), at("/busy.html"));
    let arguments = ["--allow-private", "--keep-fetched", "kept.warc.gz", &one, &moved, &busy];
    let (documents, said, code) = read(folder, &arguments);
    assert_eq!((documents.len(), code), (3, Some(0)), "{said}");
    assert_eq!((&documents[0]["url"], &documents[1]["url"]), (&one.clone().into(), &at("/2.html").into()));
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|a| *a == "/robots.txt").count(), 1, "{asked:?}");
    assert_eq!(asked.iter().filter(|a| *a == "/busy.html").count(), 3, "{asked:?}");
    // Without the network, the same documents.
    let (offline, said, code) = read(folder, &["kept.warc.gz"]);
    assert_eq!((offline.len(), code), (3, Some(0)), "{said}");
    let content = |d: &serde_json::Value| (d["title"].clone(), d["text"].clone(), d["url"].clone());
    assert!(offline.iter().map(content).eq(documents.iter().map(content)));
    assert!(server.asked().is_empty());
    // Asked again, a page that has not changed is not sent again.
    let (again, said, code) = read(folder, &arguments);
    assert_eq!((again.len(), code), (2, Some(0)), "{said}");
    assert!(
        said.contains("the same as when it was fetched") && server.asked().contains(&"/1.html again".to_owned()),
        "{said}"
    );
}

#[test]
fn feeds_and_lists_of_addresses_are_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let server = Server::start();
    fs::write(folder.join("list.txt"), format!("# pages\n{0}/2.html\n\n{0}/feed.xml\n", server.base)).expect("written");
    let (documents, said, code) = read(folder, &["--allow-private", "--addresses", "list.txt"]);
    assert_eq!((documents.len(), code), (3, Some(0)), "{said}");
    let titles: Vec<_> = documents.iter().map(|d| d["title"].as_str().unwrap_or_default()).collect();
    assert_eq!(titles, ["果园丰收2", "果园丰收1", "二"]);
}

#[test]
fn what_may_not_be_fetched_is_said_and_not_fetched() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start();
    let at = |path: &str| format!("{}{path}", server.base);
    let port = server.base.rsplit(':').next().expect("a port").to_owned();
    for address in
        [at("/2.html"), format!("http://localhost:{port}/2.html"), format!("http://[::ffff:127.0.0.1]:{port}/2.html")]
    {
        let (documents, said, code) = read(folder.path(), &[&address]);
        assert_eq!((documents.len(), code), (0, Some(2)), "{address}: {said}");
        assert!(said.contains("--allow-private"), "{address}: {said}");
    }
    assert!(server.asked().is_empty(), "nothing was asked of a private address");
    let cases = [
        ("/secret/1.html", "robots.txt"),
        ("/round.html", "5 redirects"),
        ("/large.html", "16 MB"),
        ("/none.html", "404"),
    ];
    for (path, words) in cases {
        let (documents, said, code) = read(folder.path(), &["--allow-private", &at(path)]);
        assert_eq!((documents.len(), code), (0, Some(2)), "{path}: {said}");
        assert!(said.contains(words) && said.contains(path), "{path}: {said}");
    }
    assert!(!server.asked().iter().any(|a| a.starts_with("/secret")));
}

#[test]
fn hosts_are_asked_side_by_side_and_the_order_is_that_of_the_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let (told, hears) = std::sync::mpsc::channel::<()>();
    let mut bases = Vec::new();
    let mut told = Some(told);
    let mut hears = Some(hears);
    // The first host answers only when the second has been asked.
    for (n, host) in [(1, "127.0.0.1"), (2, "localhost")] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        bases.push(format!("http://{host}:{}", listener.local_addr().expect("an address").port()));
        let (tell, hear) = if n == 1 { (None, hears.take()) } else { (told.take(), None) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let robots = lines.next().is_some_and(|l| l.contains("robots.txt"));
                lines.take_while(|l| !l.is_empty()).for_each(drop);
                if let Some(tell) = &tell {
                    let _ = tell.send(()); // the first host may have heard already
                }
                let met = hear.as_ref().is_none_or(|h| h.recv_timeout(std::time::Duration::from_secs(20)).is_ok());
                let (status, body) =
                    if robots || !met { ("404 Not Found", String::new()) } else { ("200 OK", page(n)) };
                let head =
                    format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n", body.len());
                let _ = (&stream).write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
            }
        });
    }
    fs::write(folder.path().join("list.txt"), format!("{0}/1.html\n{1}/1.html\n", bases[0], bases[1]))
        .expect("written");
    let (documents, said, code) = read(folder.path(), &["--allow-private", "--addresses", "list.txt"]);
    assert_eq!(code, Some(0), "{said}");
    let titles: Vec<_> = documents.iter().map(|d| d["title"].as_str().unwrap_or_default()).collect();
    assert_eq!(titles, ["果园丰收1", "果园丰收2"]);
}
