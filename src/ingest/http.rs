//! The answer of a server as it went over the line: status, headers, and a body that may be in chunks and compressed.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;

use super::limit::Watched;
use super::place::Place;
use super::problem::Trouble;
use super::reading::{Flow, Reading};
use super::warc::Headers;

/// Longest line that says the size of a chunk.
const SIZE_LINE: u64 = 4096;

/// Reads the body of an answer.
pub(crate) fn read(reading: &mut Reading<'_>, place: Place, source: &mut dyn Read) -> Flow {
    let mut reader = BufReader::new(source);
    let mut status = String::new();
    let head = reader.by_ref().take(SIZE_LINE).read_line(&mut status).and_then(|_| Headers::read(&mut reader));
    let headers = match head {
        Ok(headers) => headers,
        Err(e) => return reading.problem(place.failure(None, &e)),
    };
    let code: Option<u16> = status.split_ascii_whitespace().nth(1).and_then(|code| code.parse().ok());
    let kind = headers.get("content-type").unwrap_or_default();
    let aside = match code {
        Some(200..=299) if is_text(kind) && !is_robots(place.url.as_deref()) => None,
        Some(200..=299) => Some(Trouble::Binary),
        code => Some(Trouble::Status(code.unwrap_or_default())),
    };
    if let Some(trouble) = aside {
        return reading.problem(place.problem(None, Trouble::Aside(Box::new(trouble))));
    }
    let place = Place { charset: charset(kind), ..place };
    let chunked = headers.get("transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked"));
    // Some crawlers keep the headers of a body that they have put together and unpacked.
    let mut body: Box<dyn BufRead + '_> = match chunked && begins_with_size(&mut reader) {
        true => Box::new(BufReader::new(Chunked { source: reader, left: 0, ended: false })),
        false => Box::new(reader),
    };
    let encoding = headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let start = match body.fill_buf() {
        Ok(start) => [start.first().copied().unwrap_or_default(), start.get(1).copied().unwrap_or_default()],
        Err(e) => return reading.problem(place.failure(None, &e)),
    };
    let fed = reading.fed.clone();
    let mut given = 0;
    let unpacked: Box<dyn Read + '_> = match (encoding.trim(), start) {
        ("" | "identity", _) => body,
        ("gzip" | "x-gzip", [0x1f, 0x8b]) => Box::new(flate2::read::MultiGzDecoder::new(body)),
        ("gzip" | "x-gzip", _) => body,
        // Two forms go by this name; the first begins with a header whose two bytes are a multiple of 31.
        ("deflate", [a, b]) if a & 15 == 8 && u16::from_be_bytes([a, b]) % 31 == 0 => {
            Box::new(flate2::bufread::ZlibDecoder::new(body))
        }
        ("deflate", _) => Box::new(flate2::bufread::DeflateDecoder::new(body)),
        ("zstd", _) => match zstd::stream::read::Decoder::with_buffer(body) {
            Ok(unpacked) => Box::new(unpacked),
            Err(e) => return reading.problem(place.failure(None, &e)),
        },
        (other, _) => {
            return reading.problem(place.problem(None, Trouble::Damaged(format!("Content-Encoding: {other}"))));
        }
    };
    reading.bytes(place, &mut Watched::new(unpacked, &fed, &mut given), None)
}

/// Whether a content type is one that articles come in; servers say nothing or "bytes" of some.
pub(crate) fn is_text(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let code = ["css", "javascript", "ecmascript", "font"];
    match kind.split_once('/') {
        Some(("text", what)) => !code.contains(&what),
        Some(("application", what)) => !code.iter().any(|c| what.contains(c)),
        Some(_) => false,
        None => true,
    }
}

fn is_robots(url: Option<&str>) -> bool {
    url.is_some_and(|u| u.ends_with("/robots.txt"))
}

pub(crate) fn charset(kind: &str) -> Option<&'static Encoding> {
    let rest = kind.to_ascii_lowercase();
    let rest = rest.split_once("charset=")?.1.trim_matches(['"', '\'', ' ']);
    Encoding::for_label(rest.split([';', '"', '\'', ' ']).next()?.as_bytes())
}

fn begins_with_size(reader: &mut impl BufRead) -> bool {
    let Ok(start) = reader.fill_buf() else { return false };
    let digits = start.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let after = start.iter().skip(digits).find(|b| **b != b' ');
    (1..=16).contains(&digits) && matches!(after, Some(b'\r' | b'\n' | b';'))
}

/// A body in chunks: its size in hexadecimal on a line, so many bytes, a line feed; the last is of size 0.
struct Chunked<R> {
    source: R,
    left: u64,
    ended: bool,
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            let mut line = String::new();
            self.source.by_ref().take(SIZE_LINE).read_line(&mut line)?;
            let digits = line.trim_start().split(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or_default();
            match (u64::from_str_radix(digits, 16), line.is_empty(), line.trim().is_empty()) {
                (_, true, _) => return Err(io::ErrorKind::UnexpectedEof.into()),
                (_, _, true) => {} // what ends the chunk before
                (Ok(0), ..) => self.ended = true,
                (Ok(n), ..) => self.left = n,
                (Err(_), ..) => return Err(io::Error::new(io::ErrorKind::InvalidData, "a chunk without a size")),
            }
        }
        let most = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n = self.source.read(&mut into[..most])?;
        if n == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dechunk(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Chunked { source: bytes, left: 0, ended: false }.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(dechunk(b"5;x=1\r\nhello\r\n1\r\n!\r\n0\r\n\r\n").unwrap(), "hello!");
        assert!(dechunk(b"5\r\nhel").is_err());
        assert!(dechunk(b"5\r\nhello\r\nzz\r\n").is_err());
        assert!(begins_with_size(&mut &b"1f4\r\n<html"[..]));
        assert!(!begins_with_size(&mut &b"<html"[..]));
        assert!(!begins_with_size(&mut &b"fade out"[..]));
    }

    #[test]
    fn content_types_and_charsets() {
        assert!(is_text("") && is_text("text/html; charset=GBK") && is_text("application/octet-stream"));
        assert!(!is_text("image/png") && !is_text("text/css") && !is_text("application/javascript"));
        assert_eq!(charset("text/html; charset=\"GB2312\"").map(Encoding::name), Some("GBK"));
        assert_eq!(charset("text/html"), None);
    }
}
