//! `heshu facts --store DIR`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::link::{Gathering, Series, Topic, Value, Wanted};
use heshu::report;
use heshu::store::Store;

use super::Session;
use super::inputs::json_line;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// Whose numbers: a name of a place, body, company … or a part of it
    #[arg(long, value_name = "NAME")]
    entity: Option<String>,
    /// What they measure, in the same way
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Draw the values over time into this file too
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Csv,
}

/// Series that are listed where nothing narrows the choice.
const MOST: usize = 40;

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let store = Store::open(&options.store).map_err(|e| session.fault(&e))?;
    let wanted = Wanted { entity: options.entity.clone(), metric: options.metric.clone() };
    let narrowed = wanted.entity.is_some() || wanted.metric.is_some();
    let mut gathering = Gathering::new(&session.rules, wanted);
    for article in store.articles() {
        article.map_err(|e| session.fault(&e))?.claims.iter().for_each(|c| gathering.add(c));
    }
    let series = gathering.finish();
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    match options.format {
        Format::Text if narrowed => {
            let mut text = String::new();
            report::facts(&mut text, &series, session.lang);
            out.write_all(text.as_bytes())?;
        }
        Format::Text => overview(&mut out, &series, session)?,
        Format::Jsonl => {
            let mut lines = Vec::new();
            rows(&series).for_each(|row| json_line(&mut lines, &row));
            out.write_all(&lines)?;
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record([
                "entity",
                "metric",
                "unit",
                "change",
                "period",
                "from",
                "to",
                "value",
                "lower",
                "upper",
                "text",
                "conflict",
                "times",
                "doc",
                "title",
                "publisher",
                "published",
                "source",
            ])?;
            for row in rows(&series) {
                csv.write_record(row.cells())?;
            }
            csv.flush()?;
        }
    }
    out.flush()?;
    if series.is_empty() && !session.quiet {
        let word = session.lang.pick(
            "没有这样的数；不带 --entity、--metric 可看有哪些",
            "no such numbers; without --entity and --metric you see what there is",
        );
        anstream::eprintln!("{word}");
    }
    if let Some(file) = &options.svg {
        match report::plot(&series, session.lang) {
            Some(svg) => std::fs::write(file, svg).map_err(|e| anyhow::anyhow!("{}: {e}", file.display()))?,
            None => {
                let word = session
                    .lang
                    .pick("带时间的数不足两个，没有画图", "fewer than two values with a time: nothing is drawn");
                anstream::eprintln!("{}: {word}", file.display());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What there is most of.
fn overview(out: &mut impl Write, series: &[Series], session: &Session) -> io::Result<()> {
    let count = |s: &Series| s.moments.iter().flat_map(|m| &m.values).map(|v| v.said.len()).sum::<usize>();
    let mut by_count: Vec<(usize, &Topic)> = series.iter().map(|s| (count(s), &s.topic)).collect();
    by_count.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    for (n, topic) in by_count.iter().take(MOST) {
        writeln!(out, "{n:>6}  {}", report::topic(topic, session.lang))?;
    }
    if by_count.len() > MOST {
        writeln!(out, "     …  {}", by_count.len())?;
    }
    Ok(())
}

/// One value of one period, for programs.
#[derive(serde::Serialize)]
struct Row<'s> {
    #[serde(flatten)]
    topic: &'s Topic,
    period: &'s str,
    from: Option<String>,
    to: Option<String>,
    conflict: bool,
    #[serde(flatten)]
    value: &'s Value,
}

impl Row<'_> {
    fn cells(&self) -> Vec<String> {
        let bound = |d: Option<rust_decimal::Decimal>| d.map_or(String::new(), |d| d.to_string());
        let said = self.value.said.first();
        let text = |t: Option<&Option<String>>| t.cloned().flatten().unwrap_or_default();
        vec![
            self.topic.entity.clone(),
            self.topic.metric.clone(),
            self.topic.unit.clone(),
            self.topic.change.clone().unwrap_or_default(),
            self.period.to_owned(),
            self.from.clone().unwrap_or_default(),
            self.to.clone().unwrap_or_default(),
            self.value.value.to_string(),
            bound(self.value.lower),
            bound(self.value.upper),
            self.value.text.clone(),
            self.conflict.to_string(),
            self.value.said.len().to_string(),
            said.map_or(String::new(), |s| s.doc.clone()),
            text(said.map(|s| &s.title)),
            text(said.map(|s| &s.publisher)),
            said.and_then(|s| s.published).map_or(String::new(), |d| d.to_string()),
            text(said.map(|s| &s.source)),
        ]
    }
}

fn rows(series: &[Series]) -> impl Iterator<Item = Row<'_>> {
    series.iter().flat_map(|s| {
        s.moments.iter().flat_map(|m| {
            m.values.iter().map(|value| Row {
                topic: &s.topic,
                period: &m.period,
                from: m.from.map(|d| d.to_string()),
                to: m.to.map(|d| d.to_string()),
                conflict: m.conflict,
                value,
            })
        })
    })
}
