//! Where exported rows go: a writer for each format.

use std::io::Write;

use heshu::export::claim_review::Reviews;
use heshu::export::sarif::{Log, Suppression};
use heshu::export::{annotation, rows};
use heshu::model::{Claim, Document, Finding, Review};
use heshu::store::entries;

#[cfg(feature = "parquet")]
use heshu::export::{columns, parquet::Writer};

use super::{Format, Options, What};
use crate::cli::Session;
use crate::cli::inputs::json_line;

/// A format and what it writes to.
pub enum Sink<W: Write + Send> {
    Jsonl(W),
    Csv(W),
    Annotations(W),
    /// The log, and the decisions that it repeats.
    Sarif(Box<(Log, Reviews)>, W),
    #[cfg(feature = "parquet")]
    Documents(Writer<Document, W>),
    #[cfg(feature = "parquet")]
    Claims(Writer<Claim, W>),
    #[cfg(feature = "parquet")]
    Findings(Writer<Finding, W>),
}

impl<W: Write + Send> Sink<W> {
    /// What the options ask for, with its head written.
    pub fn open(options: &Options, session: &Session, mut out: W) -> anyhow::Result<Self> {
        Ok(match (options.format, options.what) {
            (Format::Csv, what) => {
                let head = if what == What::Claims { rows::CLAIM.join(",") } else { rows::FINDING.join(",") };
                writeln!(out, "{head}")?;
                Sink::Csv(out)
            }
            (Format::WebAnnotation, _) => Sink::Annotations(out),
            (Format::Sarif, _) => {
                let entries: Vec<Review> = entries(&options.store).map_err(|e| session.fault(&e))?;
                let log = Log::new(session.lang, session.rules.clone());
                Sink::Sarif(Box::new((log, Reviews::new(entries, session.lang))), out)
            }
            #[cfg(feature = "parquet")]
            (Format::Parquet, What::Claims) => Sink::Claims(Writer::new(&columns::CLAIM, out)?),
            #[cfg(feature = "parquet")]
            (Format::Parquet, What::Findings) => Sink::Findings(Writer::new(&columns::FINDING, out)?),
            #[cfg(feature = "parquet")]
            (Format::Parquet, _) => Sink::Documents(Writer::new(&columns::DOCUMENT, out)?),
            (Format::Jsonl | Format::ClaimReview, _) => Sink::Jsonl(out),
        })
    }

    /// Whether a finding is written together with words of its articles.
    pub fn quotes(&self) -> bool {
        matches!(self, Sink::Annotations(_) | Sink::Sarif(..))
    }

    pub fn document(&mut self, document: Document) -> anyhow::Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Sink::Documents(writer) => Ok(writer.push(document)?),
            _ => self.lines(|lines, _| json_line(lines, &document)),
        }
    }

    pub fn claim(&mut self, claim: Claim, document: &Document) -> anyhow::Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Sink::Claims(writer) => Ok(writer.push(claim)?),
            _ => self.lines(|lines, format| match format {
                Format::Csv => rows::claim(lines, &claim),
                Format::WebAnnotation => json_line(lines, &annotation::claim(&claim, document)),
                _ => json_line(lines, &claim),
            }),
        }
    }

    /// `documents`: those that the finding's spans are in, as far as [`Sink::quotes`] asks for them.
    pub fn finding(&mut self, finding: Finding, documents: &[&Document]) -> anyhow::Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Sink::Findings(writer) => Ok(writer.push(finding)?),
            Sink::Sarif(log, out) => {
                let (log, reviews) = &mut **log;
                let decided = reviews.on(&finding, documents).filter(|r| r.decision.is_right() == Some(false));
                let reason = decided.map(why).unwrap_or_default();
                let decided = decided.map(|r| Suppression { reason: &reason, who: &r.who, when: r.when });
                Ok(log.add(out, &finding, documents, decided)?)
            }
            _ => self.lines(|lines, format| match format {
                Format::Csv => rows::finding(lines, &finding),
                Format::WebAnnotation => json_line(lines, &annotation::finding(&finding, documents)),
                _ => json_line(lines, &finding),
            }),
        }
    }

    fn lines(&mut self, write: impl FnOnce(&mut Vec<u8>, Format)) -> anyhow::Result<()> {
        let mut lines = Vec::new();
        let (out, format) = match self {
            Sink::Csv(out) => (out, Format::Csv),
            Sink::Annotations(out) => (out, Format::WebAnnotation),
            Sink::Jsonl(out) => (out, Format::Jsonl),
            _ => return Ok(()), // `open` has given the sink of what is exported
        };
        write(&mut lines, format);
        Ok(out.write_all(&lines)?)
    }

    /// Writes what stands at the end.
    pub fn finish(self) -> anyhow::Result<()> {
        let mut out = match self {
            Sink::Jsonl(out) | Sink::Csv(out) | Sink::Annotations(out) => out,
            Sink::Sarif(log, mut out) => {
                log.0.finish(&mut out, true)?;
                out
            }
            #[cfg(feature = "parquet")]
            Sink::Documents(writer) => writer.finish()?,
            #[cfg(feature = "parquet")]
            Sink::Claims(writer) => writer.finish()?,
            #[cfg(feature = "parquet")]
            Sink::Findings(writer) => writer.finish()?,
        };
        Ok(out.flush()?)
    }
}

/// A reviewer's reason in words.
fn why(review: &Review) -> String {
    let reason = serde_json::to_value(review.reason).ok().and_then(|v| v.as_str().map(str::to_owned));
    let comment = Some(review.comment.clone()).filter(|c| !c.is_empty());
    reason.into_iter().chain(comment).collect::<Vec<_>>().join(": ")
}
