//! Findings as comments in the Word document that the article came in.
//!
//! The document stays as it was but for the comments: WordprocessingML (ISO/IEC 29500-1, 17.13.4) marks what a comment is
//! about by two empty elements between runs, so a run is cut in two where a comment begins or ends within it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Seek, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::ingest::{Piece, pieces};
use crate::model::{Document, Field, Finding, Lang, Message};
use crate::report::bounds;

/// Most bytes of a part that is changed: the words of a book and their layout.
const LIMIT: usize = 64 << 20;

const DOCUMENT: &str = "word/document.xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const TYPES: &str = "[Content_Types].xml";
const COMMENTS: &str = "word/comments.xml";

/// The names of ECMA-376 that most programs write, and those of the strict form.
struct Names {
    words: &'static str,
    comments: &'static str,
}

const TRANSITIONAL: Names = Names {
    words: "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    comments: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
};
const STRICT: Names = Names {
    words: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    comments: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
};

/// The DOCX with a comment at each finding. `document` is what was read from it; a finding whose place is not in
/// its body (a title that only its properties hold) stands at its first words.
///
/// # Errors
/// Bytes that are no DOCX, or one that is damaged or too large; in words.
pub fn commented(docx: &[u8], document: &Document, findings: &[&Finding], lang: Lang) -> Result<Vec<u8>, Message> {
    let mut package = ZipArchive::new(Cursor::new(docx)).map_err(|_| foreign())?;
    let body = part(&mut package, DOCUMENT)?.ok_or_else(foreign)?;
    let names = if memchr::memmem::find(&body, STRICT.words.as_bytes()).is_some() { STRICT } else { TRANSITIONAL };
    let pieces = pieces(&body, LIMIT).map_err(|e| damaged(&e))?;
    let relations = part(&mut package, RELATIONS)?.unwrap_or_else(|| EMPTY_RELATIONS.as_bytes().to_vec());
    let known = attributes(&relations, b"Relationship")?;
    let linked = known.iter().find(|r| r.of("Type").is_some_and(|t| t.ends_with("/comments")));
    let name = match linked.and_then(|r| r.of("Target")) {
        Some(target) if target.starts_with('/') => target[1..].to_owned(),
        Some(target) => format!("word/{target}"),
        None => COMMENTS.to_owned(),
    };
    let had = part(&mut package, &name)?.unwrap_or_else(|| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{}\"></w:comments>",
            names.words
        )
        .into_bytes()
    });
    let taken: HashSet<u32> = attributes(&had, b"comment")?.iter().filter_map(|c| c.of("id")?.parse().ok()).collect();
    let free = (0..u32::MAX).filter(|id| !taken.contains(id));

    let places = Places::new(&pieces, document);
    let mut edits = Vec::new();
    let mut remarks = String::new();
    for (finding, id) in findings.iter().zip(free) {
        let Some((start, end)) = places.of(finding) else { continue };
        let mark = |name: &str| format!("<w:{name} xmlns:w=\"{}\" w:id=\"{id}\"/>", names.words);
        edits.push(start.edit(&body, &mark("commentRangeStart")));
        let p = &end.piece.prefix;
        let reference = format!("<{p}r>{}</{p}r>", mark("commentReference"));
        edits.push(end.edit(&body, &(mark("commentRangeEnd") + &reference)));
        remark(&mut remarks, names.words, id, &words(finding, lang));
        for piece in [start.piece, end.piece] {
            // Words that are cut may begin or end with a space.
            edits.push(Edit { at: piece.tag.clone(), text: format!("<{}t xml:space=\"preserve\">", piece.prefix) });
        }
    }
    edits.sort_by_key(|e| (e.at.start, e.at.end));
    edits.dedup_by(|a, b| !a.at.is_empty() && a.at == b.at);

    let mut changed = vec![(DOCUMENT.to_owned(), apply(&body, &edits)), (name.clone(), before_end(&had, &remarks)?)];
    if linked.is_none() {
        let free = (1..).map(|n| format!("rIdHeshu{n}")).find(|id| known.iter().all(|r| r.of("Id") != Some(id)));
        let relation = format!(
            "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\" Id=\"{}\" Type=\"{}\" Target=\"comments.xml\"/>",
            free.unwrap_or_default(),
            names.comments
        );
        changed.push((RELATIONS.to_owned(), before_end(&relations, &relation)?));
        let types = part(&mut package, TYPES)?.ok_or_else(|| damaged(&TYPES))?;
        let kind = format!(
            "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" PartName=\"/{COMMENTS}\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>"
        );
        changed.push((TYPES.to_owned(), before_end(&types, &kind)?));
    }
    pack(package, &changed).map_err(|e| damaged(&e))
}

const EMPTY_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

fn foreign() -> Message {
    Message::new("这不是 DOCX 文件", "this is no DOCX file")
}

fn damaged(why: &dyn std::fmt::Display) -> Message {
    Message::new(format!("DOCX 文件损坏：{why}"), format!("the DOCX is damaged: {why}"))
}

/// What a comment says, a paragraph each.
fn words(finding: &Finding, lang: Lang) -> Vec<String> {
    let mut out = vec![lang.of(&finding.message).to_owned()];
    let mut add = |label: &str, words: String| out.push(format!("{label}{words}"));
    if let Some(stated) = &finding.stated {
        add(lang.pick("文中写：", "stated: "), bounds(stated));
    }
    if let Some(computed) = &finding.computed {
        add(lang.pick("应当是：", "follows: "), bounds(computed));
    }
    if !finding.formula.is_empty() {
        add(lang.pick("算式：", "formula: "), finding.formula.clone());
    }
    let repairs: Vec<String> = finding.repairs.iter().take(3).map(|r| format!("{} → {}", r.from, r.to)).collect();
    if !repairs.is_empty() {
        add(lang.pick("改成这样就对得上：", "would add up: "), repairs.join(lang.pick("，或 ", ", or ")));
    }
    out
}

fn remark(out: &mut String, words: &str, id: u32, paragraphs: &[String]) {
    // Writing to a string does not fail.
    let _ = write!(out, "<w:comment xmlns:w=\"{words}\" w:id=\"{id}\" w:author=\"heshu 核数\" w:initials=\"核\">");
    for paragraph in paragraphs {
        let clean: String =
            paragraph.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        let _ = write!(out, "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(&clean));
    }
    out.push_str("</w:comment>");
}

/// A place between two characters of a piece.
struct Spot<'p> {
    piece: &'p Piece,
    byte: usize,
}

/// Bytes of a part and what stands there instead.
struct Edit {
    at: Range<usize>,
    text: String,
}

impl Spot<'_> {
    /// Ends the run here, puts marks, and goes on with the run.
    fn edit(&self, body: &[u8], marks: &str) -> Edit {
        let Piece { prefix: p, .. } = self.piece;
        let properties = self.piece.properties.clone().and_then(|at| body.get(at)).unwrap_or_default();
        let properties = String::from_utf8_lossy(properties);
        let text = format!("</{p}t></{p}r>{marks}<{p}r>{properties}<{p}t xml:space=\"preserve\">");
        Edit { at: self.byte..self.byte, text }
    }
}

/// The piece and the bytes of a character; None for white space and what no piece holds.
type Place = (usize, Option<Range<usize>>);

/// Where the characters of a document stand in its XML. The text that is read from the XML differs from it in white
/// space only, so that the n-th other character of the one is the n-th of the other.
struct Places<'p> {
    pieces: &'p [Piece],
    title: Vec<Place>,
    text: Vec<Place>,
}

impl<'p> Places<'p> {
    fn new(pieces: &'p [Piece], document: &Document) -> Self {
        let title = along(pieces, true, document.title.as_deref().unwrap_or_default());
        Places { pieces, title, text: along(pieces, false, &document.text) }
    }

    /// Between which characters a finding's comment belongs: what would be changed first, else the number that is judged.
    fn of(&self, finding: &Finding) -> Option<(Spot<'p>, Spot<'p>)> {
        let span = finding.repairs.first().map(|r| &r.span).or(finding.spans.last())?;
        let places = match span.field {
            Field::Title => &self.title,
            Field::Text => &self.text,
        };
        let known = places.get(span.start..span.end).unwrap_or_default().iter();
        let known: Vec<_> = known.filter_map(|(piece, at)| Some((*piece, at.clone()?))).collect();
        let spot = |piece: usize, byte| Some(Spot { piece: self.pieces.get(piece)?, byte });
        match (known.first(), known.last()) {
            (Some((a, from)), Some((b, to))) => Some((spot(*a, from.start)?, spot(*b, to.end)?)),
            _ => {
                let first = self.pieces.first()?;
                Some((spot(0, first.at.start)?, spot(0, first.at.end)?))
            }
        }
    }
}

/// The place of every character of a text, in the pieces that are (or are not) of the headline.
fn along(pieces: &[Piece], is_title: bool, text: &str) -> Vec<Place> {
    let mut there = pieces.iter().enumerate().filter(|(_, p)| p.is_title == is_title).flat_map(|(n, piece)| {
        // A reference is one character for all its bytes.
        let is_plain = piece.at.len() == piece.text.len();
        let at = move |(from, c): (usize, char)| {
            let from = piece.at.start + from;
            let at = if is_plain { from..from + c.len_utf8() } else { piece.at.clone() };
            (n, at, c)
        };
        piece.text.char_indices().map(at).filter(|(_, _, c)| !c.is_whitespace())
    });
    let mut next = there.next();
    let mut out = Vec::new();
    for c in text.chars() {
        match &next {
            Some((piece, at, same)) if *same == c => {
                out.push((*piece, Some(at.clone())));
                next = there.next();
            }
            _ => out.push((0, None)),
        }
    }
    out
}

/// A part with edits made, which are in order and do not overlap.
fn apply(part: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in edits {
        out.extend(part.get(done..edit.at.start).unwrap_or_default());
        out.extend(edit.text.bytes());
        done = edit.at.end.max(done);
    }
    out.extend(part.get(done..).unwrap_or_default());
    out
}

/// A part with elements added at the end of its root.
fn before_end(part: &[u8], elements: &str) -> Result<Vec<u8>, Message> {
    match memchr::memmem::rfind(part, b"</") {
        Some(end) => Ok(apply(part, &[Edit { at: end..end, text: elements.to_owned() }])),
        None => {
            // `<root …/>`
            let end = memchr::memmem::rfind(part, b"/>").ok_or_else(|| damaged(&"XML"))?;
            let start = memchr::memrchr(b'<', part.get(..end).unwrap_or_default()).ok_or_else(|| damaged(&"XML"))?;
            let name =
                part.get(start + 1..end).unwrap_or_default().split(u8::is_ascii_whitespace).next().unwrap_or_default();
            let text = format!(">{elements}</{}>", String::from_utf8_lossy(name));
            Ok(apply(part, &[Edit { at: end..end + 2, text }]))
        }
    }
}

/// The attributes of an element, by local name.
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn of(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The attributes of all elements of a name.
fn attributes(part: &[u8], name: &[u8]) -> Result<Vec<Attributes>, Message> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut out = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| damaged(&e))? {
            Event::Eof => return Ok(out),
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == name => {
                let read = |a: quick_xml::events::attributes::Attribute<'_>| {
                    let name = String::from_utf8_lossy(a.key.local_name().as_ref()).into_owned();
                    (name, a.unescape_value().unwrap_or_default().into_owned())
                };
                out.push(Attributes(e.attributes().flatten().map(read).collect()));
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// A part of the package; None where there is none of that name.
fn part<R: Read + Seek>(package: &mut ZipArchive<R>, name: &str) -> Result<Option<Vec<u8>>, Message> {
    let Some(at) = package.index_for_name(name) else { return Ok(None) };
    let entry = package.by_index(at).map_err(|e| damaged(&e))?;
    let mut out = Vec::new();
    entry.take(LIMIT as u64 + 1).read_to_end(&mut out).map_err(|e| damaged(&e))?;
    if out.len() > LIMIT {
        let (name, most) = (name.to_owned(), LIMIT >> 20);
        return Err(Message::new(format!("{name} 超过 {most} MB"), format!("{name} is larger than {most} MB")));
    }
    Ok(Some(out))
}

/// The package with some parts changed or added; all others as they are packed.
fn pack<R: Read + Seek>(mut package: ZipArchive<R>, changed: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut added: Vec<&(String, Vec<u8>)> = changed.iter().collect();
    for at in 0..package.len() {
        let name = package.name_for_index(at).and_then(Result::ok).unwrap_or_default().into_owned();
        match added.iter().position(|(changed, _)| *changed == name) {
            Some(n) => write(&mut out, added.remove(n))?,
            None => out.raw_copy_file(package.by_index_raw(at)?)?,
        }
    }
    added.into_iter().try_for_each(|part| write(&mut out, part))?;
    Ok(out.finish()?.into_inner())
}

fn write(out: &mut ZipWriter<Cursor<Vec<u8>>>, (name, bytes): &(String, Vec<u8>)) -> zip::result::ZipResult<()> {
    out.start_file(name.as_str(), SimpleFileOptions::default())?;
    Ok(out.write_all(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::sent;
    use crate::model::Verdict;
    use crate::pipeline::Readers;
    use crate::rules::Rules;
    use std::sync::Arc;

    const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
        let document = format!("<w:document xmlns:w=\"{WORDS}\"><w:body>{body}</w:body></w:document>");
        let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [(TYPES, types), (DOCUMENT, document.as_str())];
        for (name, text) in parts.iter().chain(more) {
            write(&mut out, &((*name).to_owned(), text.as_bytes().to_vec())).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn checked(docx: &[u8]) -> (Document, Vec<Finding>) {
        let rules = Arc::new(Rules::embedded().unwrap());
        let article = Readers::new(&rules, &[]).read(sent(docx, "x").unwrap());
        (article.document, article.findings.into_iter().filter(|f| f.verdict == Verdict::Flag).collect())
    }

    fn text_of(docx: &[u8], name: &str) -> String {
        let mut package = ZipArchive::new(Cursor::new(docx)).unwrap();
        String::from_utf8(part(&mut package, name).unwrap().unwrap()).unwrap()
    }

    #[test]
    fn a_comment_stands_at_the_words_and_the_text_stays() {
        let made = docx(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>全市造林面积从2021年的80公顷</w:t></w:r><w:r><w:t>增至2022年的120公顷，\
             增长</w:t></w:r><w:r><w:t>40% &amp; 成活率提高。</w:t></w:r></w:p>",
            &[],
        );
        let (document, findings) = checked(&made);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let findings: Vec<&Finding> = findings.iter().collect();
        let out = commented(&made, &document, &findings, Lang::Zh).unwrap();
        assert_eq!(sent(&out, "x").unwrap().text, document.text);
        let body = text_of(&out, DOCUMENT);
        let between = body.split("commentRangeStart").nth(1).unwrap().split("commentRangeEnd").next().unwrap();
        let words: String = between.split("preserve\">").skip(1).filter_map(|t| t.split('<').next()).collect();
        assert_eq!(words, "40%");
        assert_eq!(body.matches("w:id=\"0\"").count(), 3);
        assert!(text_of(&out, "word/comments.xml").contains("40% → 50%"));
        assert!(text_of(&out, TYPES).contains("/word/comments.xml"));
        assert!(text_of(&out, RELATIONS).contains("comments.xml"));
        // The part that was there gets one more comment.
        let again = commented(&out, &document, &findings, Lang::En).unwrap();
        assert_eq!(text_of(&again, "word/comments.xml").matches("<w:comment ").count(), 2);
        assert_eq!(text_of(&again, RELATIONS).matches("<Relationship ").count(), 1);
        assert!(text_of(&again, DOCUMENT).contains("w:id=\"1\""));
        assert_eq!(sent(&again, "x").unwrap().text, document.text);
    }

    #[test]
    fn what_is_no_docx_is_refused() {
        let (document, _) = checked(&docx("<w:p><w:r><w:t>好</w:t></w:r></w:p>", &[]));
        assert_eq!(commented(b"PK", &document, &[], Lang::Zh).unwrap_err().en, "this is no DOCX file");
        let torn = docx("<w:p></w:r>", &[]);
        assert!(commented(&torn, &document, &[], Lang::Zh).unwrap_err().en.contains("damaged"));
    }
}
