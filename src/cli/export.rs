//! `heshu export --store DIR`

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::export::claim_review::Reviews;
use heshu::export::{annotation, rows};
use heshu::model::{Correction, Document, Finding, Review, Verdict};
use heshu::store::{Article, Between, Corrected, Reading, Run, StoreError, entries};
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
    /// Output format; csv and web-annotation for claims and findings, claim-review for decisions
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
    /// W3C Web Annotations, one a line
    WebAnnotation,
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
    let mut out = io::BufWriter::new(io::stdout().lock());
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
        What::Documents | What::Claims | What::Findings => articles(&options, &store, session, &mut out)?,
    }
    out.write_all(&lines)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

impl Options {
    /// Says what does not go together.
    fn fit(&self, session: &Session) -> anyhow::Result<()> {
        let of_articles = matches!(self.what, What::Documents | What::Claims | What::Findings);
        let rows = matches!(self.what, What::Claims | What::Findings);
        let fits = match self.format {
            Format::Jsonl => true,
            Format::Csv | Format::WebAnnotation => rows,
            Format::ClaimReview => self.what == What::Decisions,
        };
        anyhow::ensure!(
            fits,
            "{}",
            session.lang.pick(
                "--format csv 和 web-annotation 用于 --what claims 或 findings，claim-review 用于 --what decisions",
                "--format csv and web-annotation go with --what claims or findings, claim-review with --what decisions",
            )
        );
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
            heshu::model::Lang::Zh => {
                format!("--since {number}：没有这次运行，现有 {known}（heshu export --what runs）")
            }
            heshu::model::Lang::En => {
                format!("--since {number}: there is no such run, there are {known} (heshu export --what runs)")
            }
        };
        found.map(Some).ok_or_else(|| anyhow::anyhow!(missing()))
    }
}

/// Documents, claims or findings, article by article in the order of keeping, then the findings between articles.
fn articles(options: &Options, store: &Reading, session: &Session, out: &mut impl Write) -> anyhow::Result<()> {
    let fault = |e: StoreError| session.fault(&e);
    let runs = store.runs().map_err(fault)?;
    let since = options.run(&runs, session)?;
    if let Some(run) = since.filter(|run| !store.is_current(run) && !session.quiet) {
        let word = session.lang.pick(
            "之后规则或数据表变了，全部重新核对过，因此全部导出",
            "rules or tables have changed since and everything was worked on again, so everything is exported",
        );
        anstream::eprintln!("--since {}: {word}", run.run);
    }
    // What people corrected counts for claims; findings are as they were made.
    let corrected = match options.what {
        What::Claims => Corrected::new(entries(&options.store).map_err(fault)?),
        _ => Corrected::default(),
    };
    let between = match options.what {
        What::Findings => store.between().map_err(fault)?,
        _ => Vec::new(),
    };
    let between: Vec<Between> = between.into_iter().filter(|b| options.wants(&b.finding)).collect();
    let header = match (options.format, options.what) {
        (Format::Csv, What::Claims) => Some(rows::CLAIM.join(",")),
        (Format::Csv, _) => Some(rows::FINDING.join(",")),
        _ => None,
    };
    if let Some(header) = header {
        writeln!(out, "{header}")?;
    }
    let compared: HashSet<&String> = between.iter().flat_map(|b| &b.documents).collect();
    let mut taken = HashSet::new();
    let from: Box<dyn Iterator<Item = _>> = match since {
        Some(run) => Box::new(store.articles_since(run)),
        None => Box::new(store.articles()),
    };
    for article in from {
        let mut article = article.map_err(fault)?;
        if !options.takes(&article.document) {
            continue;
        }
        let key = article.document.key();
        if compared.contains(&key) {
            taken.insert(key);
        }
        let mut lines = Vec::new();
        corrected.correct(&mut article);
        one(options, &article, &mut lines);
        out.write_all(&lines)?;
    }
    let between: Vec<&Between> = between.iter().filter(|b| b.documents.iter().any(|d| taken.contains(d))).collect();
    let mut documents = HashMap::new();
    if options.format == Format::WebAnnotation && !between.is_empty() {
        let wanted: HashSet<&String> = between.iter().flat_map(|b| &b.documents).collect();
        for article in store.articles() {
            let document = article.map_err(fault)?.document;
            let key = document.key();
            if wanted.contains(&key) {
                documents.insert(key, document);
            }
        }
    }
    let mut lines = Vec::new();
    for one in between {
        let own: Vec<&Document> = one.documents.iter().filter_map(|key| documents.get(key)).collect();
        finding(options.format, &one.finding, &own, &mut lines);
    }
    out.write_all(&lines)?;
    Ok(())
}

/// What an article gives.
fn one(options: &Options, article: &Article, lines: &mut Vec<u8>) {
    let Article { document, claims, findings } = article;
    match (options.what, options.format) {
        (What::Claims, Format::Csv) => claims.iter().for_each(|c| rows::claim(lines, c)),
        (What::Claims, Format::WebAnnotation) => {
            claims.iter().for_each(|c| json_line(lines, &annotation::claim(c, document)));
        }
        (What::Claims, _) => claims.iter().for_each(|c| json_line(lines, c)),
        (What::Findings, format) => {
            findings.iter().filter(|f| options.wants(f)).for_each(|f| finding(format, f, &[document], lines));
        }
        _ => json_line(lines, document),
    }
}

fn finding(format: Format, finding: &Finding, documents: &[&Document], lines: &mut Vec<u8>) {
    match format {
        Format::Csv => rows::finding(lines, finding),
        Format::WebAnnotation => json_line(lines, &annotation::finding(finding, documents)),
        _ => json_line(lines, finding),
    }
}

/// Decisions as reviews, with the words of their findings where these are still found.
fn reviews(store: &Reading, mut reviews: Reviews, session: &Session, lines: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut documents = HashMap::new();
    let between = store.between().map_err(|e| session.fault(&e))?;
    let compared: HashSet<&String> = between.iter().flat_map(|b| &b.documents).collect();
    for article in store.articles() {
        let Article { document, findings, .. } = article.map_err(|e| session.fault(&e))?;
        findings.iter().for_each(|f| reviews.see(f, &[&document]));
        let key = document.key();
        if compared.contains(&key) {
            documents.insert(key, document);
        }
    }
    for one in &between {
        let own: Vec<&Document> = one.documents.iter().filter_map(|key| documents.get(key)).collect();
        reviews.see(&one.finding, &own);
    }
    reviews.finish().for_each(|review| json_line(lines, &review));
    Ok(())
}
