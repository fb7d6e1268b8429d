//! `heshu rules test|explain|list`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use heshu::extract::frames::{Encoded, Hit, hits};
use heshu::extract::{Considered, Extractor, Scene, trial};
use heshu::model::{Claim, Mention, Span};
use heshu::quantity::{Context, Reader};
use heshu::rules::{RuleFiles, Rules};
use heshu::text::{View, sentences};

use super::{Session, trials};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Load rule files and run their examples: frames, relations between numbers, numbers that are no claims
    Test {
        /// Folder of your own rule files, laid over the built-in ones
        folder: Option<PathBuf>,
    },
    /// Show what is read in a text, which frames match, and what each makes of it
    Explain {
        /// The text
        text: String,
        /// Publication date, for relative times
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// List the frames
    List,
}

/// Runs the command. Exit code 1: an example fails; 2: a rule file is faulty.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    match options.task {
        Task::Test { folder } => test(folder, session, &mut out),
        Task::Explain { text, date } => {
            explain_text(&mut out, &text, date, session)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::List => {
            for frame in &session.rules.frames.list {
                writeln!(out, "{:<32} {}", frame.id, frame.why)?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn test(folder: Option<PathBuf>, session: &Session, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let folder = folder.or_else(|| session.folder.clone());
    let built_in = RuleFiles::embedded();
    let files = match &folder {
        Some(folder) => built_in.clone().with_folder(folder)?,
        None => built_in.clone(),
    };
    let rules = Arc::new(Rules::load(&files)?);
    // With a folder, only what it brings or replaces is tried.
    let theirs = |path: &str| {
        let text = |files: &RuleFiles| files.all().find(|(p, _)| *p == path).map(|(_, t)| t.to_owned());
        folder.is_none() || text(&files) != text(&built_in)
    };
    let brings = |kind: &str| files.all().any(|(path, _)| path.starts_with(kind) && theirs(path));
    let frames = rules.frames.list.iter().filter(|f| theirs(&f.path)).count();
    let mut faults = Vec::new();
    for fault in trial::faults(&rules, &files, theirs) {
        let message = session.lang.of(&fault.message);
        faults.push(format!("{}: {message}", fault.place()));
    }
    let (mut relations, mut numbers) = (0, 0);
    if brings("relations/") {
        let found;
        (relations, found) = trials::relations(&rules);
        faults.extend(found.iter().map(|m| session.lang.of(m).to_owned()));
    }
    if brings("quantity/") {
        let found;
        (numbers, found) = trials::numbers(&rules);
        faults.extend(found.iter().map(|m| session.lang.of(m).to_owned()));
    }
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    let failed = faults.len();
    match session.lang {
        heshu::report::Lang::Zh => {
            writeln!(out, "{frames} 个句式，{relations} 条数间关系，{numbers} 条取舍规则，{failed} 个例句不符")?
        }
        heshu::report::Lang::En => writeln!(
            out,
            "{frames} frames, {relations} relations, {numbers} rules on which numbers count, {failed} examples fail"
        )?,
    }
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

fn explain_text(
    out: &mut impl Write,
    text: &str,
    date: Option<jiff::civil::Date>,
    session: &Session,
) -> anyhow::Result<()> {
    let rules = &session.rules;
    let view = View::new(text);
    let scan = Reader::new(rules).read(&view, &Context { reference: date, ..Context::default() });
    let document = trials::document(text, date);
    let extractor = Extractor::new(rules.clone());
    let claims = extractor.extract(&document).claims;
    let considered = extractor.explain(&document);
    let say = |zh, en| session.lang.pick(zh, en);
    for sentence in sentences(&view) {
        let scene = Scene::new(&view, &scan, sentence, &rules.segmenter);
        writeln!(out, "{}", view.original(sentence.span))?;
        for found in scene.numbers {
            let q = &found.quantity;
            let unit = q.unit.as_deref().unwrap_or("–");
            write!(
                out,
                "  {} {}: {} {unit} ({}, {})",
                say("数", "number"),
                q.text,
                q.value,
                name(q.kind),
                name(q.approx)
            )?;
            match &found.rejected {
                Some(r) => {
                    writeln!(out, " – {} {} “{}”", say("不是论断：", "no claim:"), r.rule, view.original(r.span))?
                }
                None => writeln!(out)?,
            }
        }
        for period in scene.periods {
            writeln!(out, "  {} {}: {}", say("时间", "time"), period.text, period.norm.as_deref().unwrap_or("–"))?;
        }
        for hit in hits(&rules.frames, &scene, &Encoded::new(&scene)) {
            show_hit(out, &scene, &hit, rules, session)?;
        }
        let inside = |c: &&Claim| sentence.span.contains(c.quantity.span());
        for claim in claims.iter().filter(inside) {
            show_claim(out, claim, session)?;
            if let Some(considered) = considered.iter().find(|c| c.claim == claim.id) {
                show_considered(out, considered, session)?;
            }
        }
    }
    Ok(())
}

fn show_hit(
    out: &mut impl Write,
    scene: &Scene<'_>,
    hit: &Hit,
    rules: &Rules,
    session: &Session,
) -> anyhow::Result<()> {
    let Some(frame) = rules.frames.list.get(hit.frame) else { return Ok(()) };
    let words = |span: Span| scene.view.original(span);
    writeln!(out, "  {} {} “{}”", session.lang.pick("句式", "frame"), frame.id, words(hit.span))?;
    for vote in &hit.votes {
        let number = scene.numbers.get(vote.number).map_or("", |f| f.quantity.text.as_str());
        let mut said = Vec::new();
        said.extend(vote.role.map(|r| format!("role {}", name(r))));
        said.extend(vote.direction.map(|d| format!("direction {}", name(d))));
        said.extend(vote.baseline.map(|b| format!("baseline “{}”", words(b))));
        said.extend(vote.modality.map(|m| format!("modality {}", name(m))));
        said.extend(vote.subject.map(|s| format!("subject “{}”", words(s))));
        said.extend(vote.metric.map(|m| format!("metric “{}”", words(m))));
        said.extend(vote.time.and_then(|t| scene.periods.get(t)).map(|t| format!("time “{}”", t.text)));
        said.extend(vote.whole.and_then(|w| scene.numbers.get(w)).map(|w| format!("whole “{}”", w.quantity.text)));
        writeln!(out, "    {number}: {}", said.join(", "))?;
    }
    if let Some(scope) = &hit.scope {
        let reach = words(Span::new(hit.span.end.max(scope.from), scope.end));
        let baseline = scope.baseline.map(|b| format!("baseline “{}”", words(b)));
        let modality = scope.modality.map(|m| format!("modality {}", name(m)));
        let said: Vec<_> = baseline.into_iter().chain(modality).collect();
        writeln!(out, "    → “{reach}”: {}", said.join(", "))?;
    }
    Ok(())
}

fn show_claim(out: &mut impl Write, claim: &Claim, session: &Session) -> anyhow::Result<()> {
    let mut said = vec![format!("role {}", name(claim.role))];
    said.extend(claim.direction.map(|d| format!("direction {}", name(d))));
    said.extend(claim.subject.as_ref().map(|s| format!("subject “{}”", s.text)));
    said.extend(claim.metric.as_ref().map(|m| format!("metric “{}”", m.text)));
    said.extend(claim.time.as_ref().map(|t| format!("time “{}”", t.text)));
    said.extend(claim.baseline.as_ref().map(|b| format!("baseline “{}”", b.text)));
    said.extend(claim.source.as_ref().map(|s| format!("source “{}”", s.text)));
    said.push(format!("modality {}", name(claim.modality)));
    let (text, rule, score) = (&claim.quantity.text, &claim.rule, claim.score);
    writeln!(out, "  {} {text}: {} [{rule}, {score:.2}]", session.lang.pick("论断", "claim"), said.join(", "))?;
    Ok(())
}

/// How many candidates are shown in a row.
const SHOWN: usize = 4;

/// The candidates for subject and metric, each by itself and both together, best first.
fn show_considered(out: &mut impl Write, considered: &Considered, session: &Session) -> anyhow::Result<()> {
    let words = |m: &Option<Mention>| m.as_ref().map_or_else(|| "–".to_owned(), |m| format!("“{}”", m.text));
    let row = |list: &[(Option<Mention>, f32)]| {
        let shown: Vec<_> = list.iter().take(SHOWN).map(|(m, p)| format!("{} {p:.2}", words(m))).collect();
        shown.join("  ")
    };
    writeln!(out, "    {} {}", session.lang.pick("主体候选", "subjects"), row(&considered.subjects))?;
    writeln!(out, "    {} {}", session.lang.pick("指标候选", "metrics "), row(&considered.metrics))?;
    let pairs = considered.pairs.iter().take(SHOWN);
    let pairs: Vec<_> = pairs.map(|(s, m, p)| format!("{} + {} {p:.2}", words(s), words(m))).collect();
    writeln!(out, "    {} {}", session.lang.pick("合看    ", "together"), pairs.join("  "))?;
    Ok(())
}

/// The name of a role, kind and so on as claims write it.
fn name(value: impl std::fmt::Debug) -> String {
    let mut out = String::new();
    for (i, c) in format!("{value:?}").chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
