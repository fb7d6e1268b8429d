//! WARC 1.0 and 1.1: what crawlers keep. A record is header lines, a blank line, and as many bytes as
//! `Content-Length` says; of the responses the page counts, not the talk of the servers.

use std::io::{self, BufRead, BufReader, Read, copy, sink};

use super::http;
use super::place::Place;
use super::problem::Trouble;
use super::reading::{Flow, Reading};

/// Most bytes of the header lines of a record.
const HEADER: u64 = 64 << 10;

/// Header lines: names in lower case, and their values.
#[derive(Debug, Default)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads lines up to a blank one; a line that begins with a blank goes on with the one before.
    pub(crate) fn read(reader: &mut impl BufRead) -> io::Result<Headers> {
        let mut reader = reader.take(HEADER);
        let mut out = Headers::default();
        loop {
            let mut line = Vec::new();
            if reader.read_until(b'\n', &mut line)? == 0 {
                let word = if reader.limit() == 0 { "endless header lines" } else { "header lines are cut off" };
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, word));
            }
            let line = String::from_utf8_lossy(&line);
            if line.trim().is_empty() {
                return Ok(out);
            }
            if line.starts_with([' ', '\t'])
                && let Some((_, value)) = out.0.last_mut()
            {
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                out.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }

    /// The first value of a name, which is in lower case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(had, _)| had == name).map(|(_, value)| value.as_str())
    }
}

/// Reads every record that holds a page or a text.
pub(crate) fn read(reading: &mut Reading<'_>, place: &Place, source: &mut dyn Read) -> Flow {
    let mut reader = BufReader::new(source);
    let mut lost = false;
    for number in 1_u64.. {
        match next_record(&mut reader, &mut lost) {
            Err(e) => return reading.problem(place.failure(None, &e)),
            Ok(None) => break,
            Ok(Some(headers)) => {
                if std::mem::take(&mut lost) {
                    reading.problem(place.problem(None, Trouble::Damaged("WARC".to_owned())))?;
                }
                record(reading, place, &headers, number, &mut reader)?;
            }
        }
    }
    if lost { reading.problem(place.problem(None, Trouble::Damaged("WARC".to_owned()))) } else { Flow::Continue(()) }
}

/// The headers of the next record; None at the end. Passes over what is none, and says so in `lost`.
fn next_record(reader: &mut impl BufRead, lost: &mut bool) -> io::Result<Option<Headers>> {
    loop {
        let mut line = Vec::new();
        if reader.by_ref().take(HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.starts_with(b"WARC/") {
            return Headers::read(reader).map(Some);
        }
        *lost |= !line.iter().all(u8::is_ascii_whitespace);
    }
}

fn record(reading: &mut Reading<'_>, place: &Place, headers: &Headers, number: u64, reader: &mut impl BufRead) -> Flow {
    let length: Option<u64> = headers.get("content-length").and_then(|n| n.parse().ok());
    let url = headers.get("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
    let member = Place { url: url.clone(), ..place.member(&url.unwrap_or_else(|| number.to_string())) };
    let Some(length) = length else {
        return reading.problem(member.problem(None, Trouble::Damaged("Content-Length".to_owned())));
    };
    let mut body = BufReader::new(reader.take(length));
    let kind = headers.get("content-type").unwrap_or_default();
    match headers.get("warc-type").unwrap_or_default() {
        "response"
            if kind.starts_with("application/http") || member.url.as_ref().is_some_and(|u| u.starts_with("http")) =>
        {
            http::read(reading, member.clone(), &mut body)?;
        }
        "response" | "resource" | "conversion" => {
            if http::is_text(kind) {
                reading.bytes(member.clone(), &mut body, None)?;
            } else {
                reading.problem(member.problem(None, Trouble::Aside(Box::new(Trouble::Binary))))?;
            }
        }
        // Requests, descriptions of the crawl, repetitions of what another record holds.
        _ => {}
    }
    match copy(&mut body, &mut sink()) {
        Err(e) => reading.problem(member.failure(None, &e)),
        Ok(_) if body.get_ref().limit() > 0 => {
            reading.problem(member.problem(None, Trouble::Damaged("it is cut off".to_owned())))
        }
        Ok(_) => Flow::Continue(()),
    }
}
