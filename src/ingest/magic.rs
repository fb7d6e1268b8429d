//! What bytes are, told from how they begin: archives, and files that only other programs read.

use crate::model::Message;

/// What begins with bytes that no text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    Gzip,
    Zstd,
    Tar,
    Zip,
    Warc,
    Sqlite,
    /// Only where the program was built to read it.
    #[cfg(feature = "parquet")]
    Parquet,
    /// Something that cannot be read: its name, and what to do.
    Other(&'static str, Remedy),
}

/// What to do with a file that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Unpack it with the program that made it.
    Unpack,
    /// Save it in another form (the form and the command).
    Convert(&'static str),
}

impl Magic {
    pub(crate) fn is_archive(self) -> bool {
        !matches!(self, Magic::Other(..))
    }
}

impl Remedy {
    /// In words.
    pub(crate) fn message(self) -> Message {
        match self {
            Remedy::Unpack => Message { zh: "请先解压".into(), en: "unpack it first".into() },
            Remedy::Convert(how) => {
                Message { zh: format!("请先转换：{how}"), en: format!("convert it first: {how}") }
            }
        }
    }
}

const OTHERS: &[(&[u8], &str, Remedy)] = &[
    (b"7z\xbc\xaf\x27\x1c", "7z", Remedy::Unpack),
    (b"Rar!\x1a\x07", "RAR", Remedy::Unpack),
    (b"\xfd7zXZ\0", "xz", Remedy::Unpack),
    (b"BZh", "bzip2", Remedy::Unpack),
    #[cfg(not(feature = "parquet"))]
    (b"PAR1", "Parquet", Remedy::Convert("duckdb -c \"COPY (FROM 'FILE.parquet') TO 'FILE.jsonl'\"")),
    (b"%PDF-", "PDF", Remedy::Convert("pdftotext FILE.pdf FILE.txt")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS", Remedy::Convert("libreoffice --convert-to docx FILE.doc")),
    (b"{\\rtf", "RTF", Remedy::Convert("libreoffice --convert-to docx FILE.rtf")),
];

/// Tells what bytes are; None for what may be a text.
pub(crate) fn detect(head: &[u8]) -> Option<Magic> {
    if let Some((_, name, remedy)) = OTHERS.iter().find(|(magic, ..)| head.starts_with(magic)) {
        // A text may begin with BZh; the format goes on with a digit and a mark.
        if *name != "bzip2" || head.get(4..10) == Some(b"1AY&SY") {
            return Some(Magic::Other(name, *remedy));
        }
    }
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Magic::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Magic::Zstd),
        // Skippable frames of zstd may stand first.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Magic::Zstd),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Magic::Zip),
        _ if head.starts_with(b"WARC/") => Some(Magic::Warc),
        #[cfg(feature = "parquet")]
        [b'P', b'A', b'R', b'1', ..] => Some(Magic::Parquet),
        _ if head.starts_with(b"SQLite format 3\0") => Some(Magic::Sqlite),
        _ if is_tar(head) => Some(Magic::Tar),
        _ => None,
    }
}

/// Whether a header block of tar begins here, which bears the sum of its bytes (old ones have no other mark).
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else { return false };
    let field = &block[148..156];
    let digits = field.iter().skip_while(|b| **b == b' ').take_while(|b| b.is_ascii_digit());
    let stated = digits.fold(0_u32, |n, b| n.wrapping_mul(8).wrapping_add(u32::from(b - b'0')));
    let sum: u32 =
        block.iter().enumerate().map(|(at, b)| if (148..156).contains(&at) { 32 } else { u32::from(*b) }).sum();
    stated == sum && block[0] != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_archives_from_texts() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_old();
        header.set_size(1);
        header.set_cksum();
        tar.append_data(&mut header, "a", &b"x"[..]).unwrap();
        assert_eq!(detect(&tar.into_inner().unwrap()), Some(Magic::Tar));
        assert_eq!(detect(b"WARC/1.1\r\n"), Some(Magic::Warc));
        assert!(matches!(detect(b"%PDF-1.7"), Some(Magic::Other("PDF", _))));
        for text in ["BZhang said", "PK", "", "全村有120户。", "{\"text\":1}"] {
            assert_eq!(detect(text.as_bytes()), None, "{text}");
        }
        assert_eq!(detect(&[0; 1024]), None);
        assert_eq!(detect(&[b' '; 1024]), None);
    }
}
