//! Addresses among the paths: a page is read as it is fetched, a feed has the pages of its items fetched.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use super::encoding::{self, Decoded};
use super::fetch::{Answer, Fetched, Fetcher};
use super::form::{self, Form};
use super::http;
use super::place::Place;
use super::problem::{Problem, Trouble};
use super::reading::{Flow, Reading};
use super::unread::Unread;

/// Addresses that are asked for at once, and whose answers are held.
const BATCH: usize = 8;
/// Longest line of a list of addresses.
const LONGEST: u64 = 16 << 10;

impl Reading<'_> {
    /// Reads the addresses of the list that the options name.
    pub(crate) fn listed(&mut self) -> Flow {
        let Some(path) = self.options.addresses.clone() else { return Flow::Continue(()) };
        let place = Place { path: path.display().to_string(), ..Place::default() };
        let mut reader = match File::open(&path) {
            Ok(file) => BufReader::new(file),
            Err(e) => return self.problem(place.failure(None, &e)),
        };
        let mut batch = Vec::new();
        for number in 1.. {
            let mut line = String::new();
            match reader.by_ref().take(LONGEST).read_line(&mut line) {
                Err(e) => return self.problem(place.failure(Some(number), &e)),
                Ok(0) => break,
                Ok(_) => {}
            }
            let address = line.trim();
            if !address.is_empty() && !address.starts_with('#') {
                batch.push(address.to_owned());
            }
            if batch.len() == BATCH {
                self.addresses(&std::mem::take(&mut batch), true)?;
            }
        }
        self.addresses(&batch, true)
    }

    /// Reads what stands at some addresses; `follow` the items of a feed to their pages.
    pub(crate) fn addresses(&mut self, addresses: &[String], follow: bool) -> Flow {
        let fetched = self.fetch(addresses);
        addresses.iter().zip(fetched).try_for_each(|(address, fetched)| self.answer(address, fetched, follow))
    }

    fn answer(&mut self, address: &str, fetched: Fetched, follow: bool) -> Flow {
        let problem = |trouble| Problem { path: address.to_owned(), line: None, trouble };
        let Answer { url, kind, body, .. } = match fetched {
            Err(trouble) => return self.problem(problem(trouble)),
            Ok(None) => return self.problem(problem(Trouble::Unchanged)),
            Ok(Some(answer)) => answer,
        };
        self.count(body.len() as u64);
        if !http::is_text(&kind) {
            return self.problem(problem(Trouble::Binary));
        }
        let charset = http::charset(&kind);
        let place = Place { path: address.to_owned(), url: Some(url), charset, ..Place::default() };
        if !follow || !is_feed(&body) {
            return self.bytes(place, &mut body.as_slice(), None);
        }
        let mut batch = Vec::new();
        for item in self.items(place, &body) {
            match item.read() {
                Some(Ok(document)) if document.url.as_deref().is_some_and(|url| url.starts_with("http")) => {
                    batch.extend(document.url);
                    if batch.len() == BATCH {
                        self.addresses(&std::mem::take(&mut batch), false)?;
                    }
                }
                Some(read) => {
                    self.addresses(&std::mem::take(&mut batch), false)?;
                    self.give(Unread::from(read))?;
                }
                None => {}
            }
        }
        self.addresses(&batch, false)
    }

    fn fetch(&mut self, addresses: &[String]) -> Vec<Fetched> {
        if self.fetcher.is_none() {
            match Fetcher::new(&self.options.manners, self.options.limit()) {
                Ok(fetcher) => self.fetcher = Some(fetcher),
                Err(e) => return addresses.iter().map(|_| Err(Trouble::Fetch(e.clone()))).collect(),
            }
        }
        self.fetcher.as_mut().map(|fetcher| fetcher.get_all(addresses)).unwrap_or_default()
    }

    /// The items of a feed, held. The address of the feed is not theirs.
    fn items(&self, place: Place, body: &[u8]) -> Vec<Unread> {
        let place = Place { url: None, ..place };
        let mut items = Vec::new();
        let mut take = |item| {
            items.push(item);
            ControlFlow::Continue(())
        };
        let _ = Reading::new(self.options.clone(), Default::default(), &mut take).bytes(place, &mut &*body, None);
        items
    }
}

fn is_feed(body: &[u8]) -> bool {
    let head = &body[..body.len().min(encoding::HEAD)];
    let Some(encoding) = encoding::detect(head, head.len() == body.len(), None) else { return false };
    let mut start = String::new();
    // Bytes in memory cannot fail to be read.
    let _ = Decoded::new(head, encoding).read_to_string(&mut start);
    matches!(form::detect(&start, head.len() == body.len()), Form::Feed | Form::JsonFeed)
}
