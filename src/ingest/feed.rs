//! News feeds: RSS, Atom and JSON Feed, one article an item.

use std::io::BufRead;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx::character;
use super::fields::{Fields, Part};
use super::page;
use super::place::Place;
use super::problem::Trouble;
use super::reading::{Flow, Reading};
use super::unread::Unread;

/// The elements of an item that are read: name, what it is, and its rank among those that are the same.
const ELEMENTS: [(&[u8], Part, usize); 16] = [
    (b"guid", Part::Id, 2),
    (b"id", Part::Id, 1),
    (b"title", Part::Title, 1),
    (b"pubDate", Part::Date, 1),
    (b"published", Part::Date, 1),
    (b"date", Part::Date, 2),
    (b"issued", Part::Date, 2),
    (b"updated", Part::Date, 3),
    (b"source", Part::Publisher, 1),
    (b"publisher", Part::Publisher, 2),
    (b"creator", Part::Publisher, 9),
    (b"link", Part::Url, 1),
    (b"encoded", Part::Text, 1),
    (b"content", Part::Text, 1),
    (b"description", Part::Text, 2),
    (b"summary", Part::Text, 3),
];

/// Reads the items of an RSS or Atom feed, one at a time.
pub(crate) fn read(reading: &mut Reading<'_>, place: &Arc<Place>, reader: impl BufRead) -> Flow {
    let limit = reading.options.limit();
    let mut reader = Reader::from_reader(reader);
    let config = reader.config_mut();
    // Feeds are written by templates and hands.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut channel = String::new();
    let mut item: Option<Item> = None;
    let mut in_channel_title = false;
    loop {
        match reader.read_event_into(&mut buffer) {
            Err(quick_xml::Error::Io(e)) => return reading.problem(place.failure(None, &e)),
            Err(e) => return reading.problem(place.problem(None, Trouble::Damaged(e.to_string()))),
            Ok(Event::Eof) => break,
            Ok(Event::Start(e)) => match (&mut item, e.local_name().as_ref()) {
                (None, b"item" | b"entry") => item = Some(Item::default()),
                (None, b"title") => in_channel_title = channel.is_empty(),
                (Some(item), name) => item.open(name, &e),
                _ => {}
            },
            Ok(Event::Empty(e)) => {
                if let Some(item) = &mut item {
                    item.link(e.local_name().as_ref(), &e);
                }
            }
            Ok(Event::End(e)) => match (&mut item, e.local_name().as_ref()) {
                (Some(_), b"item" | b"entry") => {
                    if let Some(item) = item.take() {
                        let fields = item.fields(&channel);
                        reading.give(Unread::fields(place, None, &reading.options, fields))?;
                    }
                }
                (Some(item), name) => item.close(name),
                (None, _) => in_channel_title = false,
            },
            Ok(Event::Text(text)) => {
                let text = String::from_utf8_lossy(&text);
                match &mut item {
                    Some(item) => item.push(&text, limit),
                    None if in_channel_title => channel.push_str(text.trim()),
                    None => {}
                }
            }
            Ok(Event::CData(text)) => {
                let text = String::from_utf8_lossy(&text);
                match &mut item {
                    Some(item) => item.push(&text, limit),
                    None if in_channel_title => channel.push_str(text.trim()),
                    None => {}
                }
            }
            Ok(Event::GeneralRef(name)) => {
                if let (Some(item), Some(c)) = (&mut item, character(&name)) {
                    item.push(c.encode_utf8(&mut [0; 4]), limit);
                }
            }
            Ok(_) => {}
        }
        buffer.clear();
    }
    Flow::Continue(())
}

/// An item being read.
#[derive(Default)]
struct Item {
    fields: Fields,
    /// The element at hand: what it is, how many elements are open within it, and what it holds.
    open: Option<(Part, usize)>,
    within: usize,
    text: String,
}

impl Item {
    fn open(&mut self, name: &[u8], element: &BytesStart<'_>) {
        if self.open.is_some() {
            // XHTML inside Atom: its blocks are lines.
            self.within += 1;
            self.text.push_str(if matches!(name, b"p" | b"div" | b"br" | b"li") { "<br>" } else { "" });
            return;
        }
        self.link(name, element);
        let found = ELEMENTS.iter().find(|(known, ..)| *known == name);
        self.open = found.map(|(_, part, rank)| (*part, *rank));
        self.text.clear();
        self.within = 0;
    }

    /// Atom says addresses in an attribute.
    fn link(&mut self, name: &[u8], element: &BytesStart<'_>) {
        if name != b"link" || self.open.is_some() {
            return;
        }
        let attribute = |name: &[u8]| {
            let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
            Some(String::from_utf8_lossy(&found.value).replace("&amp;", "&"))
        };
        if attribute(b"rel").is_none_or(|rel| rel == "alternate") {
            self.fields.put((Part::Url, 0), attribute(b"href").unwrap_or_default());
        }
    }

    fn close(&mut self, name: &[u8]) {
        let Some((part, rank)) = self.open else { return };
        let same = ELEMENTS.iter().any(|(known, p, r)| *known == name && (*p, *r) == (part, rank));
        if self.within > 0 && !same {
            self.within -= 1;
            return;
        }
        let text = std::mem::take(&mut self.text);
        let value = match part {
            Part::Text | Part::Title => page::words(&text),
            _ => text.trim().to_owned(),
        };
        self.fields.put((part, rank), value);
        self.open = None;
    }

    fn push(&mut self, text: &str, limit: usize) {
        // One byte more than allowed, so that it is refused with its reason.
        if self.open.is_some() && self.text.len() <= limit {
            self.text.push_str(text);
        }
    }

    fn fields(mut self, channel: &str) -> Fields {
        self.fields.put((Part::Publisher, 5), channel.to_owned());
        self.fields
    }
}

/// Reads a JSON Feed.
pub(crate) fn read_json(reading: &mut Reading<'_>, place: &Arc<Place>, text: String) -> Flow {
    let feed: serde_json::Value = match serde_json::from_str(&text) {
        Ok(feed) => feed,
        Err(e) => return reading.problem(place.problem(Some(e.line() as u64), Trouble::Json(e.to_string()))),
    };
    let text = |value: &serde_json::Value, name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let channel = text(&feed, "title").unwrap_or_default();
    for item in feed.get("items").and_then(|i| i.as_array()).into_iter().flatten() {
        let mut fields = Fields::default();
        let html = text(item, "content_html").map(|html| page::words(&html));
        let values = [
            (Part::Id, 1, text(item, "id")),
            (Part::Title, 1, text(item, "title")),
            (Part::Date, 1, text(item, "date_published")),
            (Part::Date, 2, text(item, "date_modified")),
            (Part::Url, 1, text(item, "url")),
            (Part::Publisher, 1, Some(channel.clone())),
            (Part::Text, 1, text(item, "content_text")),
            (Part::Text, 2, html),
            (Part::Text, 3, text(item, "summary")),
        ];
        for (part, rank, value) in values {
            fields.put((part, rank), value.unwrap_or_default());
        }
        reading.give(Unread::fields(place, None, &reading.options, fields))?;
    }
    Flow::Continue(())
}
