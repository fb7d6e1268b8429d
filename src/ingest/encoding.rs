//! Bytes → UTF-8, streaming: byte order marks, declarations, detection; invalid bytes are replaced and counted.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file is looked at to tell its encoding and form.
pub(crate) const HEAD: usize = 64 << 10;

/// A reader that gives UTF-8 whatever the bytes below it are.
pub(crate) struct Decoded<R> {
    below: R,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    from: usize,
    ended: bool,
    done: bool,
    output: Vec<u8>,
    given: usize,
    replaced: Arc<AtomicU64>,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(below: R, encoding: &'static Encoding) -> Self {
        Decoded {
            below,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: Vec::new(),
            from: 0,
            ended: false,
            done: false,
            output: Vec::new(),
            given: 0,
            replaced: Arc::default(),
        }
    }

    /// How many invalid sequences have been replaced so far; stays readable while the reader is lent out.
    pub(crate) fn replaced(&self) -> Arc<AtomicU64> {
        self.replaced.clone()
    }

    /// Decodes the next stretch into `output`. Empty output afterwards means the end.
    fn fill(&mut self) -> io::Result<()> {
        self.given = 0;
        self.output.clear();
        if self.done {
            return Ok(());
        }
        self.output.resize(HEAD, 0);
        let mut written = 0;
        while written == 0 {
            if self.from == self.input.len() && !self.ended {
                self.input.resize(HEAD, 0);
                let n = loop {
                    match self.below.read(&mut self.input) {
                        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                        other => break other?,
                    }
                };
                self.input.truncate(n);
                self.from = 0;
                self.ended = n == 0;
            }
            let room = &mut self.output[written..];
            let (result, read, wrote) =
                self.decoder.decode_to_utf8_without_replacement(&self.input[self.from..], room, self.ended);
            self.from += read;
            written += wrote;
            match result {
                DecoderResult::Malformed(..) => {
                    self.replaced.fetch_add(1, Ordering::Relaxed);
                    // Room is left: the buffer is far larger than one character, and a full one ends the loop.
                    let mark = "\u{FFFD}".as_bytes();
                    if written + mark.len() > self.output.len() {
                        self.output.resize(written + mark.len(), 0);
                    }
                    self.output[written..written + mark.len()].copy_from_slice(mark);
                    written += mark.len();
                }
                DecoderResult::InputEmpty if self.ended => {
                    self.done = true; // a finished decoder must not be called again
                    break;
                }
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            }
        }
        self.output.truncate(written);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.output.len() {
            self.fill()?;
        }
        let n = into.len().min(self.output.len() - self.given);
        into[..n].copy_from_slice(&self.output[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// Tells the encoding from the first bytes of a file; None for what is no text.
///
/// A byte order mark decides; then what the bytes themselves can be (UTF-8 with a stray bad byte stays
/// UTF-8), because pages declare gb2312 and are UTF-8, and the reverse; then the declaration, where the
/// bytes agree with it, and what `told` says, which is what a server declared; then detection among the
/// encodings of Chinese.
pub(crate) fn detect(head: &[u8], complete: bool, told: Option<&'static Encoding>) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some(encoding);
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return Some(encoding);
    }
    if is_binary(head) {
        return None;
    }
    let (good, bad) = utf8_sequences(head);
    if bad == 0 || bad * 50 <= good {
        return Some(UTF_8);
    }
    let agrees = |e: &&'static Encoding| *e != UTF_8 && decodes(e, head);
    if let Some(declared) = declared(head).filter(agrees).or(told.filter(agrees)) {
        return Some(declared);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, complete);
    let guess = |home: &'static [u8]| detector.guess(Some(home), chardetng::Utf8Detection::Deny);
    // The home tilts the guess: what looks like Big5 even from Taiwan's side and holds none of the private
    // characters that wrong decoding makes is Big5.
    let (mainland, taiwan) = (guess(b"cn"), guess(b"tw"));
    Some(match (mainland.name(), taiwan.name()) {
        ("Big5", _) => mainland,
        (_, "Big5") if private(taiwan, head) < private(GB18030, head) => taiwan,
        ("GBK" | "gb18030", _) => GB18030,
        _ if decodes(GB18030, head) => GB18030,
        _ => mainland,
    })
}

/// Characters of the private use area and replacements that a decoding gives.
fn private(encoding: &'static Encoding, head: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(head);
    text.chars().filter(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}')).count()
}

/// Well-formed multi-byte sequences, and malformed ones, a cut one at the end aside.
fn utf8_sequences(mut bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    loop {
        match std::str::from_utf8(bytes) {
            Ok(text) => return (good + multibyte(text), bad),
            Err(e) => {
                let (valid, rest) = bytes.split_at(e.valid_up_to());
                good += std::str::from_utf8(valid).map_or(0, multibyte);
                match e.error_len() {
                    None => return (good, bad),
                    Some(n) => {
                        bad += 1;
                        bytes = &rest[n..];
                    }
                }
            }
        }
    }
}

fn multibyte(text: &str) -> usize {
    text.bytes().filter(|b| *b >= 0xC0).count()
}

fn decodes(encoding: &'static Encoding, head: &[u8]) -> bool {
    let mut room = vec![0; encoding.new_decoder().max_utf8_buffer_length(head.len()).unwrap_or(head.len() * 3)];
    matches!(
        encoding.new_decoder().decode_to_utf8_without_replacement(head, &mut room, false).0,
        DecoderResult::InputEmpty
    )
}

/// `charset=…` or `encoding=…` near the start of a page or feed.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["charset=", "encoding="].into_iter().find_map(|key| {
        let rest = text[text.find(key)? + key.len()..].trim_start_matches(['"', '\'', ' ']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        Encoding::for_label(&rest.as_bytes()[..end])
    })
}

fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len().min(4096) / 2;
    if pairs < 4 {
        return None;
    }
    // Every line of news holds ASCII digits, punctuation or line feeds, whose high byte is zero, and no
    // text in another encoding holds zero bytes.
    let zeros = |odd: usize| head.chunks_exact(2).take(pairs).filter(|p| p[odd] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match (first, second) {
        (0, n) if n > 0 && n * 50 > pairs => Some(UTF_16LE),
        (n, 0) if n > 0 && n * 50 > pairs => Some(UTF_16BE),
        _ => None,
    }
}

fn is_binary(head: &[u8]) -> bool {
    const MAGIC: [&[u8]; 3] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8"];
    MAGIC.iter().any(|m| head.starts_with(m)) || head.iter().filter(|b| **b == 0).count() * 200 > head.len()
}

/// The name of a member of an archive: UTF-8, or what Chinese systems wrote before.
pub(crate) fn name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::BIG5;

    fn read(bytes: &[u8]) -> (String, u64, &'static str) {
        let encoding = detect(&bytes[..bytes.len().min(HEAD)], bytes.len() <= HEAD, None).unwrap();
        let mut reader = Decoded::new(bytes, encoding);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        (text, reader.replaced().load(Ordering::Relaxed), encoding.name())
    }

    #[test]
    fn reads_every_encoding_of_chinese() {
        let simplified = "全市常住人口为508.9万人，比上年减少3.5万人。\n".repeat(4000);
        let traditional = "全縣災後重建經費增至兩億四千萬元，較去年增加百分之十二。\n".repeat(20);
        let utf16 = |bytes: fn(u16) -> [u8; 2]| simplified.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (simplified.clone().into_bytes(), "UTF-8"),
            ([b"\xef\xbb\xbf", simplified.as_bytes()].concat(), "UTF-8"),
            (GB18030.encode(&simplified).0.into_owned(), "gb18030"),
            ([&b"\xff\xfe"[..], &utf16(u16::to_le_bytes)].concat(), "UTF-16LE"),
            (utf16(u16::to_le_bytes), "UTF-16LE"),
            (utf16(u16::to_be_bytes), "UTF-16BE"),
        ];
        for (bytes, name) in cases {
            let (text, replaced, found) = read(&bytes);
            assert_eq!((replaced, found), (0, name));
            assert!(text == simplified, "{name}: {:.30}", text);
        }
        let (text, replaced, found) = read(&BIG5.encode(&traditional).0);
        assert_eq!((replaced, found), (0, "Big5"));
        assert!(text == traditional);
    }

    #[test]
    fn replaces_and_counts_invalid_bytes() {
        let mut bytes = "人口为508.9万人，".repeat(30).into_bytes();
        bytes.insert(12, 0xFF);
        let (text, replaced, name) = read(&bytes);
        assert_eq!((replaced, name), (1, "UTF-8"));
        assert_eq!(text.matches('\u{FFFD}').count(), 1);
    }

    #[test]
    fn wrong_declarations_do_not_decide() {
        let page = "<meta charset=gb2312><p>全市常住人口为508.9万人</p>";
        assert_eq!(read(page.as_bytes()).2, "UTF-8");
        let page = page.replace("gb2312", "utf-8");
        assert_eq!(read(&GB18030.encode(&page).0).0, page);
    }

    #[test]
    fn refuses_what_is_no_text() {
        assert_eq!(detect(b"PK\x03\x04\x00\x00\x00\x00\x00", true, None), None);
        assert_eq!(
            detect(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00", true, None),
            None
        );
    }
}
