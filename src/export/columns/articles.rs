//! The columns in which articles and what is found between them travel between the machines of a cluster.

use crate::pipeline::bucket;
use crate::store::{Article, Between, likeness};

use super::Get::{Bytes, Date, Int, Long, Text, Texts};
use super::{Column, borrowed, column, text};

/// An article with everything that was made of it, packed.
pub struct Packed {
    key: String,
    article: Article,
    basis: String,
    likeness: u64,
    bytes: Vec<u8>,
}

impl Packed {
    /// Packs an article; `basis` is what it was made with.
    ///
    /// # Errors
    /// An article too large for a block of a store; in words.
    pub fn new(article: Article, basis: &str) -> Result<Packed, String> {
        let bytes = article.pack()?;
        let key = article.document.key();
        let likeness = likeness(&article.document.text);
        Ok(Packed { key, article, basis: basis.to_owned(), likeness, bytes })
    }
}

/// Articles, one a row.
pub static ARTICLE: [Column<Packed>; 13] = [
    column("key", Text(|p| borrowed(&p.key)), false, "hash and day: what a store tells articles by"),
    column("hash", Text(|p| borrowed(&p.article.document.hash)), false, "of title and text without white space"),
    column("id", Text(|p| borrowed(&p.article.document.id)), false, "as claims and findings name it"),
    column("title", Text(|p| text(&p.article.document.title)), true, ""),
    column("publisher", Text(|p| text(&p.article.document.publisher)), true, ""),
    column("url", Text(|p| text(&p.article.document.url)), true, ""),
    column("published", Date(|p| p.article.document.published), true, "day of publication"),
    column(
        "bucket",
        Long(|p| p.article.document.published.and_then(bucket)),
        true,
        "four days; neighbours are compared",
    ),
    // With the first bit turned, numbers with a sign sort as those without.
    column("likeness", Long(|p| Some((p.likeness ^ (1 << 63)).cast_signed())), false, "like texts, like numbers"),
    column("claims", Int(|p| Some(p.article.claims.len())), false, "how many numbers it has"),
    column("findings", Int(|p| Some(p.article.findings.len())), false, "how many findings stand inside it"),
    column("basis", Text(|p| borrowed(&p.basis)), false, "versions of program, rules and tables"),
    column("article", Bytes(|p| &p.bytes), false, "document, claims and findings as a store keeps them"),
];

/// What stands beside the columns of a finding where it is one between articles.
pub static BETWEEN: [Column<Between>; 1] =
    [column("documents", Texts(|b| &b.documents), false, "keys of the articles, as `docs` lists their ids")];
