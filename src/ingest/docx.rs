//! DOCX: paragraphs and tables of a document, without what its authors say about it (comments, deletions).

use std::io::BufRead;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::fields::{Fields, Part};

/// Words of a document and where they stand in its XML, so that something can be put beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the words.
    pub at: Range<usize>,
    /// The words, one character for each in `at` unless it is a reference (`&amp;`), which is one piece.
    pub text: String,
    /// Bytes of the tag that opens the words' element, `<w:t>`.
    pub tag: Range<usize>,
    /// Bytes of the properties of their run, `<w:rPr>…</w:rPr>`.
    pub properties: Option<Range<usize>>,
    /// The prefix of the element names with its colon, or nothing.
    pub prefix: String,
    /// Whether the words are the headline.
    pub is_title: bool,
    /// Byte in the text so far where they begin.
    from: usize,
}

/// Where the words of the run at hand stand.
#[derive(Default)]
struct Run {
    prefix: String,
    properties: Option<Range<usize>>,
    tag: Range<usize>,
}

/// What is being read, besides the text so far.
#[derive(Default)]
struct Body {
    text: String,
    pieces: Vec<Piece>,
    runs: Vec<Run>,
    title: Option<String>,
    /// Where the paragraph at hand begins.
    paragraph: usize,
    is_title: bool,
    /// Cells that are open; a paragraph in a cell is no line of its own.
    cells: usize,
    in_text: bool,
}

/// Reads `word/document.xml`, at most `limit` bytes of words; `core` is `docProps/core.xml`. The error is in words.
pub(crate) fn read(document: impl BufRead, core: &[u8], limit: usize) -> Result<Fields, String> {
    let body = read_body(document, limit)?;
    let mut fields = Fields::default();
    fields.put((Part::Title, 0), core_title(core).or(body.title).unwrap_or_default());
    fields.put((Part::Text, 0), body.text.trim().to_owned());
    Ok(fields)
}

/// The words of `word/document.xml` in the order in which the text of the document has them, at most `limit` bytes.
///
/// # Errors
/// What is wrong with the XML, in words.
pub fn pieces(document: &[u8], limit: usize) -> Result<Vec<Piece>, String> {
    read_body(document, limit).map(|body| body.pieces)
}

fn read_body(document: impl BufRead, limit: usize) -> Result<Body, String> {
    let mut reader = Reader::from_reader(document);
    let mut body = Body::default();
    let mut buffer = Vec::new();
    // Elements within one that is left out.
    let mut outside = 0_usize;
    // Where the properties of a run begin that was opened just now.
    let mut properties = None;
    let mut run_is_new = false;
    loop {
        let from = place(&reader);
        let event = reader.read_event_into(&mut buffer).map_err(|e| e.to_string())?;
        match event {
            Event::Eof => break,
            Event::Start(_) if outside > 0 => outside += 1,
            Event::End(_) if outside > 0 => {
                outside -= 1;
                if let (0, Some(start), Some(run)) = (outside, properties, body.runs.last_mut()) {
                    run.properties = Some(start..place(&reader));
                    properties = None;
                }
            }
            _ if outside > 0 => {}
            Event::Start(element) => match element.local_name().as_ref() {
                // Deleted and moved text, field codes, and the second form of what stands there in a newer one.
                name @ (b"del" | b"moveFrom" | b"instrText" | b"delText" | b"Fallback" | b"rPr") => {
                    outside = 1;
                    properties = (name == b"rPr" && run_is_new).then_some(from);
                    run_is_new = false;
                }
                b"r" => {
                    let prefix =
                        element.name().prefix().map(|p| String::from_utf8_lossy(p.as_ref()).into_owned() + ":");
                    body.runs.push(Run { prefix: prefix.unwrap_or_default(), ..Run::default() });
                    run_is_new = true;
                }
                name => {
                    body.open(name, &element);
                    run_is_new = false;
                    if let (b"t", Some(run)) = (name, body.runs.last_mut()) {
                        run.tag = from..place(&reader);
                    }
                }
            },
            Event::Empty(element) => match element.local_name().as_ref() {
                b"p" => body.end_paragraph(),
                b"r" => {}
                name => {
                    body.open(name, &element);
                    body.in_text = false;
                }
            },
            Event::End(element) => match element.local_name().as_ref() {
                b"r" => drop(body.runs.pop()),
                name => body.close(name),
            },
            Event::Text(text) if body.in_text => {
                body.words(&text.xml10_content().map_err(|e| e.to_string())?, from..place(&reader));
            }
            Event::GeneralRef(name) if body.in_text => {
                if let Some(c) = character(&name) {
                    body.words(c.encode_utf8(&mut [0; 4]), from..place(&reader));
                }
            }
            _ => {}
        }
        buffer.clear();
        if body.text.len() > limit {
            return Err(format!("more than {} MB of text", limit >> 20));
        }
    }
    Ok(body)
}

fn place<R>(reader: &Reader<R>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

impl Body {
    fn words(&mut self, text: &str, at: Range<usize>) {
        if let Some(run) = self.runs.last() {
            self.pieces.push(Piece {
                at,
                text: text.to_owned(),
                tag: run.tag.clone(),
                properties: run.properties.clone(),
                prefix: run.prefix.clone(),
                is_title: false,
                from: self.text.len(),
            });
        }
        self.text.push_str(text);
    }

    fn open(&mut self, name: &[u8], element: &BytesStart<'_>) {
        match name {
            b"p" => {
                self.paragraph = self.text.len();
                self.is_title = false;
            }
            b"pStyle" => {
                let style = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == b"val");
                let style = style.map(|a| String::from_utf8_lossy(&a.value).to_ascii_lowercase()).unwrap_or_default();
                self.is_title = matches!(style.as_str(), "title" | "heading1" | "1");
            }
            b"t" => self.in_text = true,
            b"tab" if self.text.len() > self.paragraph => self.text.push('\t'),
            b"br" | b"cr" => self.text.push('\n'),
            b"noBreakHyphen" => self.text.push('-'),
            b"tc" => {
                self.cells += 1;
                if !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push('\t');
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"t" => self.in_text = false,
            b"p" => self.end_paragraph(),
            b"tc" => {
                self.cells = self.cells.saturating_sub(1);
                let end = self.text.trim_end_matches(' ').len();
                self.text.truncate(end);
            }
            b"tr" => self.end_line(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let words = self.text.get(self.paragraph..).unwrap_or_default().trim();
        if self.is_title && self.title.is_none() && !words.is_empty() {
            // The headline is no sentence of the text.
            self.title = Some(words.to_owned());
            self.text.truncate(self.paragraph);
            let of_title = self.pieces.iter_mut().rev().take_while(|piece| piece.from >= self.paragraph);
            of_title.for_each(|piece| piece.is_title = true);
        } else if self.cells == 0 {
            self.end_line();
        } else if !words.is_empty() {
            self.text.push(' ');
        }
        self.is_title = false;
        self.paragraph = self.text.len();
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// What a reference (`&amp;`, `&#8212;`) stands for.
pub(crate) fn character(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match name.resolve_char_ref() {
        Ok(Some(c)) => return Some(c),
        Err(_) => return None,
        Ok(None) => {}
    }
    match &**name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        b"nbsp" => Some('\u{a0}'),
        _ => None,
    }
}

/// The title among the properties of a document.
fn core_title(core: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(core);
    let mut buffer = Vec::new();
    let mut title: Option<String> = None;
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return None,
            Event::Start(e) if e.local_name().as_ref() == b"title" => title = Some(String::new()),
            Event::End(e) if e.local_name().as_ref() == b"title" => {
                return title.filter(|t| t.trim().chars().count() >= 4).map(|t| t.trim().to_owned());
            }
            Event::Text(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&text.xml10_content().ok()?);
                }
            }
            _ => {}
        }
        buffer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::place::Place;
    use crate::ingest::{Options, Supplied};

    #[test]
    fn paragraphs_and_tables_without_comments_and_deletions() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>果园丰收</w:t></w:r></w:p>
            <w:p><w:r><w:t>今年收获苹果</w:t></w:r><w:commentRangeStart w:id="0"/><w:del><w:r><w:delText>300</w:delText></w:r></w:del>
            <w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t xml:space="preserve">吨 &amp; 梨。</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>早熟</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>60吨</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p/><w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p></w:body></w:document>"#;
        let fields = read(xml.as_bytes(), b"<cp><dc:title></dc:title></cp>", 1 << 20).unwrap();
        let d = fields.document(&Place::default(), None, &Supplied::default()).unwrap();
        assert_eq!(d.title.as_deref(), Some("果园丰收"));
        assert_eq!(d.text, "今年收获苹果200吨 & 梨。\n早熟\t60吨\n甲\n乙");
        assert!(read(&b"<a><b></a>"[..], b"", Options::default().limit()).is_err());
    }
}
