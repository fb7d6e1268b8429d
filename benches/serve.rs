//! The review page under load: 50 readers and 5 reviewers for a minute, then a kill. Prints answers by kind of page with
//! their times, and whether every acknowledged decision is in the log. `cargo bench --bench serve -- STORE SECONDS`;
//! decisions are added to the store, so give it a copy.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const READERS: u64 = 50;
const REVIEWERS: u64 = 5;

/// An answer: its status and body. None where the connection broke.
fn ask(host: &str, request: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let form = "Content-Type: application/x-www-form-urlencoded";
    let head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{form}\r\nConnection: close");
    stream.write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer))
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, from: &'t str, to: [char; 2]) -> impl Iterator<Item = String> + 't {
    text.split(from).skip(1).filter_map(move |rest| rest.split(to).next()).map(str::to_owned)
}

fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let Some(store) = arguments.first() else {
        println!("skipped: give a store, cargo bench --bench serve -- STORE [SECONDS]");
        return;
    };
    let seconds = arguments.get(1).and_then(|s| s.parse().ok()).unwrap_or(60);
    let mut page = Command::new(env!("CARGO_BIN_EXE_heshu"))
        .args(["serve", "--store", store, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("heshu starts");
    let began = Instant::now();
    let mut line = String::new();
    let mut out = BufReader::new(page.stdout.take().expect("output"));
    out.read_line(&mut line).expect("a line");
    let host = line.split("http://").nth(1).expect("an address").trim().trim_end_matches('/').to_owned();
    let queue = loop {
        let (_, queue) = ask(&host, "GET /?status=any", "").expect("a page");
        if queue.contains("\"/finding/") {
            break queue;
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    println!("read in {:.1} s", began.elapsed().as_secs_f64());
    let mut findings: Vec<String> = between(&queue, "\"/finding/", ['"', '?']).collect();
    let mut next = queue;
    while findings.len() < 2_000 {
        let Some(more) = between(&next, "href=\"/?", ['"', '\u{0}']).find(|q| q.contains("after=")) else { break };
        next = ask(&host, &format!("GET /?{}", more.replace("&amp;", "&")), "").expect("a page").1;
        findings.extend(between(&next, "\"/finding/", ['"', '?']));
    }
    findings.dedup();
    println!("{} findings to look at", findings.len());
    let (times, faults, stop) =
        (Mutex::new(BTreeMap::<&str, Vec<Duration>>::new()), AtomicU64::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(HashSet::new());
    let took = |kind: &'static str, began: Instant| {
        times.lock().expect("times").entry(kind).or_default().push(began.elapsed());
    };
    std::thread::scope(|threads| {
        for n in 0..READERS {
            let (host, findings, stop, faults, took) = (&host, &findings, &stop, &faults, &took);
            threads.spawn(move || {
                let mut state = n + 1;
                while !stop.load(Ordering::Relaxed) {
                    let finding = &findings[random(&mut state) as usize % findings.len()];
                    let (kind, path) = match random(&mut state) % 8 {
                        0 | 1 => ("queue", "/".to_owned()),
                        2 => ("queue, all", "/?status=any&verdict=any&grade=any".to_owned()),
                        3 => ("overview", "/overview".to_owned()),
                        4 => ("decisions", "/decisions".to_owned()),
                        _ => ("finding", format!("/finding/{finding}")),
                    };
                    let began = Instant::now();
                    match ask(host, &format!("GET {path}"), "") {
                        Some((200, _)) => took(kind, began),
                        _ if stop.load(Ordering::Relaxed) => {}
                        _ => drop(faults.fetch_add(1, Ordering::Relaxed)),
                    }
                    std::thread::sleep(Duration::from_millis(random(&mut state) % 1000)); // a reader reads
                }
            });
        }
        for n in 0..REVIEWERS {
            let (host, findings, stop, faults, took, acknowledged) =
                (&host, &findings, &stop, &faults, &took, &acknowledged);
            threads.spawn(move || {
                let mut state = 1_000 + n;
                for count in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let finding = &findings[random(&mut state) as usize % findings.len()];
                    let comment = format!("{n}-{count}");
                    let began = Instant::now();
                    let form = format!("finding={finding}&decision=unsure&then=next&comment={comment}");
                    match ask(host, "POST /decide", &form) {
                        Some((303, _)) => {
                            took("decide", began);
                            acknowledged.lock().expect("a set").insert(comment);
                        }
                        _ if stop.load(Ordering::Relaxed) => {}
                        _ => drop(faults.fetch_add(1, Ordering::Relaxed)),
                    }
                    std::thread::sleep(Duration::from_millis(random(&mut state) % 100));
                }
            });
        }
        std::thread::sleep(Duration::from_secs(seconds));
        // Killed in the middle of it; what breaks from here on is no fault.
        stop.store(true, Ordering::Relaxed);
        page.kill().expect("it ends");
    });
    page.wait().expect("it ends");
    for (kind, times) in times.lock().expect("times").iter_mut() {
        times.sort();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
        println!("{kind:12} {:6} answers, median {:7.1} ms, p99 {:7.1} ms", times.len(), at(50), at(99));
    }
    let log = std::fs::read_to_string(Path::new(store).join("reviews/decisions.jsonl")).expect("the log");
    let kept: HashSet<String> = between(&log, "\"comment\":\"", ['"', '\n']).collect();
    let acknowledged = acknowledged.into_inner().expect("a set");
    let lost = acknowledged.difference(&kept).count();
    println!("{} faults; {} decisions acknowledged, {lost} of them lost", faults.into_inner(), acknowledged.len());
    assert_eq!(lost, 0);
}
