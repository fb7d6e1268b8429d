//! `heshu export --store DIR`

mod articles;
mod sink;

use std::collections::{HashMap, HashSet};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::export::claim_review::Reviews;
use heshu::model::{Correction, Document, Finding, Lang, Review, Verdict};
use heshu::store::{Article, Reading, Run, entries};
use jiff::civil::Date;

use super::Session;
use super::inputs::json_line;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// What to export
    #[arg(long, value_enum, default_value_t = What::Findings)]
    what: What,
    /// Output format; parquet for documents, claims and findings, csv and web-annotation for claims and findings, sarif for
    /// findings, claim-review for decisions
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Only what was kept after this run (its number, see --what runs)
    #[arg(long, value_name = "RUN")]
    since: Option<u64>,
    /// Only findings of this verdict; may be repeated
    #[arg(long, value_enum)]
    verdict: Vec<Said>,
    /// Only findings of this check; may be repeated
    #[arg(long, value_name = "CHECK")]
    check: Vec<String>,
    /// Only articles of this publisher
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Documents,
    Claims,
    Findings,
    /// Where articles that are kept were met again
    Places,
    /// Articles that are others with small edits
    Versions,
    /// What reviewers decided
    Decisions,
    /// What they corrected in claims
    Corrections,
    /// The runs that filled the store
    Runs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
    /// Apache Parquet, for databases and data frames
    #[cfg(feature = "parquet")]
    Parquet,
    /// W3C Web Annotations, one a line
    WebAnnotation,
    /// SARIF 2.1.0, for code editors and continuous integration
    Sarif,
    /// schema.org ClaimReview, one a line
    ClaimReview,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Said {
    Flag,
    Note,
    Pass,
    Unchecked,
}

impl Format {
    /// What can be written in it.
    fn fits(self) -> &'static [What] {
        use What::{Claims, Decisions, Documents, Findings};
        match self {
            Format::Jsonl => What::value_variants(),
            #[cfg(feature = "parquet")]
            Format::Parquet => &[Documents, Claims, Findings],
            Format::Csv | Format::WebAnnotation => &[Claims, Findings],
            Format::Sarif => &[Findings],
            Format::ClaimReview => &[Decisions],
        }
    }

    fn is_binary(self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Format::Parquet => true,
            _ => false,
        }
    }
}

/// How a value is written on the command line.
fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
}

impl Said {
    fn is(self, verdict: Verdict) -> bool {
        let own = match self {
            Said::Flag => Verdict::Flag,
            Said::Note => Verdict::Note,
            Said::Pass => Verdict::Pass,
            Said::Unchecked => Verdict::Unchecked,
        };
        own == verdict
    }
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    options.fit(session)?;
    // Without holding the store, so that it works while a job writes there.
    let store = Reading::open(&options.store).map_err(|e| session.fault(&e))?;
    if matches!(options.what, What::Documents | What::Claims | What::Findings) {
        articles::export(&options, &store, session)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = Vec::new();
    match options.what {
        What::Places => store.sightings().map_err(|e| session.fault(&e))?.for_each(|s| json_line(&mut lines, &s)),
        What::Versions => {
            store.versions().map_err(|e| session.fault(&e))?.iter().for_each(|v| json_line(&mut lines, v));
        }
        What::Runs => store.runs().map_err(|e| session.fault(&e))?.iter().for_each(|r| json_line(&mut lines, r)),
        What::Decisions => {
            let entries: Vec<Review> = entries(&options.store).map_err(|e| session.fault(&e))?;
            match options.format {
                Format::ClaimReview => reviews(&store, Reviews::new(entries, session.lang), session, &mut lines)?,
                _ => entries.iter().for_each(|entry| json_line(&mut lines, entry)),
            }
        }
        What::Corrections => {
            let entries: Vec<Correction> = entries(&options.store).map_err(|e| session.fault(&e))?;
            entries.iter().for_each(|entry| json_line(&mut lines, entry));
        }
        What::Documents | What::Claims | What::Findings => {}
    }
    let mut out = io::stdout().lock();
    out.write_all(&lines)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

impl Options {
    /// Says what does not go together.
    fn fit(&self, session: &Session) -> anyhow::Result<()> {
        let fits = self.format.fits();
        let list = || fits.iter().map(|what| name(*what)).collect::<Vec<_>>();
        anyhow::ensure!(
            fits.contains(&self.what),
            "{}",
            match session.lang {
                Lang::Zh => format!("--format {} 用于 --what {}", name(self.format), list().join("、")),
                Lang::En => format!("--format {} goes with --what {}", name(self.format), list().join(", ")),
            }
        );
        anyhow::ensure!(
            !(self.format.is_binary() && io::stdout().is_terminal()),
            "{}",
            session.lang.pick(
                "Parquet 不是给屏幕看的：写到文件里，如 heshu export --format parquet > findings.parquet",
                "Parquet is not for a screen: send it to a file, as in heshu export --format parquet > findings.parquet",
            )
        );
        let of_articles = matches!(self.what, What::Documents | What::Claims | What::Findings);
        let narrowed = self.publisher.is_some() || self.from.is_some() || self.to.is_some() || self.since.is_some();
        let judged = !self.verdict.is_empty() || !self.check.is_empty();
        anyhow::ensure!(
            (of_articles || !narrowed) && (self.what == What::Findings || !judged),
            "{}",
            session.lang.pick(
                "--since、--publisher、--from、--to 用于 --what documents、claims、findings；--verdict、--check 只用于 findings",
                "--since, --publisher, --from and --to go with --what documents, claims and findings; --verdict and --check with findings alone",
            )
        );
        Ok(())
    }

    fn takes(&self, document: &Document) -> bool {
        let day = document.published;
        (self.publisher.is_none() || self.publisher == document.publisher)
            && self.from.is_none_or(|from| day.is_some_and(|d| d >= from))
            && self.to.is_none_or(|to| day.is_some_and(|d| d <= to))
    }

    fn wants(&self, finding: &Finding) -> bool {
        (self.verdict.is_empty() || self.verdict.iter().any(|v| v.is(finding.verdict)))
            && (self.check.is_empty() || self.check.contains(&finding.check))
    }

    /// The run to begin after.
    fn run<'r>(&self, runs: &'r [Run], session: &Session) -> anyhow::Result<Option<&'r Run>> {
        let Some(number) = self.since else { return Ok(None) };
        let found = runs.iter().find(|r| r.run == number);
        let known = runs.last().map_or_else(|| "–".to_owned(), |last| format!("1–{}", last.run));
        let missing = || match session.lang {
            Lang::Zh => {
                format!("--since {number}：没有这次运行，现有 {known}（heshu export --what runs）")
            }
            Lang::En => {
                format!("--since {number}: there is no such run, there are {known} (heshu export --what runs)")
            }
        };
        found.map(Some).ok_or_else(|| anyhow::anyhow!(missing()))
    }
}

/// Decisions as reviews, with the words of their findings where these are still found.
fn reviews(store: &Reading, mut reviews: Reviews, session: &Session, lines: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut documents = HashMap::new();
    let mut compared = HashSet::new();
    for one in store.between().map_err(|e| session.fault(&e))? {
        compared.extend(one.map_err(|e| session.fault(&e))?.documents);
    }
    for article in store.articles() {
        let Article { document, findings, .. } = article.map_err(|e| session.fault(&e))?;
        findings.iter().for_each(|f| reviews.see(f, &[&document]));
        let key = document.key();
        if compared.contains(&key) {
            documents.insert(key, document);
        }
    }
    for one in store.between().map_err(|e| session.fault(&e))? {
        let one = one.map_err(|e| session.fault(&e))?;
        let own: Vec<&Document> = one.documents.iter().filter_map(|key| documents.get(key)).collect();
        reviews.see(&one.finding, &own);
    }
    reviews.finish().for_each(|review| json_line(lines, &review));
    Ok(())
}
