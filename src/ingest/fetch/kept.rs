//! What was fetched, kept as WARC/1.1, compressed by record; and beside it a list of what the answers were
//! (`NAME.etags`), for conditional requests.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a server said of an answer so that it can be asked whether it has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Known {
    url: String,
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
}

/// The file, open for adding.
pub(super) struct Kept {
    warc: File,
    list: File,
    known: HashMap<String, Known>,
}

impl Kept {
    pub(super) fn open(path: &Path) -> io::Result<Kept> {
        let append = |path: &Path| OpenOptions::new().create(true).append(true).open(path);
        let list: PathBuf = path.with_added_extension("etags");
        // Without the answers nothing can be left out.
        let known = if path.exists() { fs::read_to_string(&list).unwrap_or_default() } else { String::new() };
        let known = known.lines().filter_map(|line| serde_json::from_str::<Known>(line).ok());
        Ok(Kept { warc: append(path)?, list: append(&list)?, known: known.map(|k| (k.url.clone(), k)).collect() })
    }

    pub(super) fn known(&self, url: &str) -> Option<Known> {
        self.known.get(url).cloned()
    }

    /// Adds an answer, whose body is unpacked.
    pub(super) fn add(&mut self, url: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> io::Result<()> {
        let mut http = format!("HTTP/1.1 {} \r\n", status.as_u16()).into_bytes();
        let packed = [header::CONTENT_ENCODING, header::TRANSFER_ENCODING, header::CONTENT_LENGTH];
        for (name, value) in headers.iter().filter(|(name, _)| !packed.contains(name)) {
            http.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        http.extend(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let sum: Vec<u8> = Sha256::digest([url.as_bytes(), now.as_bytes(), body].concat()).to_vec();
        let id: String = sum.iter().take(16).map(|b| format!("{b:02x}")).collect();
        let [a, b, c, d, e] = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map(|(from, to)| &id[from..to]);
        let mut record = GzEncoder::new(Vec::new(), Compression::default());
        write!(
            record,
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{a}-{b}-{c}-{d}-{e}>\r\nWARC-Date: {now}\r\n\
             WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            http.len() + body.len()
        )?;
        record.write_all(&http)?;
        record.write_all(body)?;
        record.write_all(b"\r\n\r\n")?;
        // One write, so that a stop leaves whole records.
        self.warc.write_all(&record.finish()?)?;
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let known = Known { url: url.to_owned(), etag: text(header::ETAG), modified: text(header::LAST_MODIFIED) };
        if known.etag.is_some() || known.modified.is_some() {
            writeln!(self.list, "{}", serde_json::to_string(&known).map_err(io::Error::other)?)?;
            self.known.insert(url.to_owned(), known);
        }
        Ok(())
    }
}
