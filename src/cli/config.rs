//! `heshu config show [PATH]`, `heshu config init`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use heshu::desk::{At, Layer, NAME, template};
use heshu::model::Message;
use heshu::report::Lang;

use super::{Global, Session};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Print the settings that hold for an input, and where each comes from (what `heshu config` alone does)
    Show {
        /// A file or folder whose settings are asked for
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Write a heshu.toml with every setting explained
    Init {
        /// The folder to write it to
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Runs the command.
pub fn run(options: Options, global: &Global) -> anyhow::Result<ExitCode> {
    match options.task {
        Some(Task::Init { folder }) => init(&folder, global),
        Some(Task::Show { path }) => show(&path, global),
        None => show(Path::new("."), global),
    }
}

fn init(folder: &Path, global: &Global) -> anyhow::Result<ExitCode> {
    let session = global.open(None, &Layer::default())?;
    let path = if folder == Path::new(".") { PathBuf::from(NAME) } else { folder.join(NAME) };
    let shown = path.display();
    let fault = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::AlreadyExists => session.error(&Message::new(
            format!("{shown}: 已经有了，没有改动"),
            format!("{shown}: is there already and was left as it is"),
        )),
        std::io::ErrorKind::NotFound => session.error(&Message::new(
            format!("{shown}: 没有这个文件夹，请先建好"),
            format!("{shown}: there is no such folder: make it first"),
        )),
        _ => session.error(&Message::new(format!("{shown}: 写不了：{e}"), format!("{shown}: cannot be written: {e}"))),
    };
    let mut file = std::fs::File::create_new(&path).map_err(fault)?;
    file.write_all(template(&session.rules, session.lang).as_bytes()).map_err(fault)?;
    anstream::println!("{} {shown}", session.lang.pick("已写好", "wrote"));
    Ok(ExitCode::SUCCESS)
}

fn show(path: &Path, global: &Global) -> anyhow::Result<ExitCode> {
    let session = global.session(&[path.to_owned()])?;
    let lang = session.lang;
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    match &session.settings.path {
        Some(file) => writeln!(out, "# {}", file.display())?,
        None => writeln!(out, "# {}", lang.pick("没有 heshu.toml，全部是默认值", "no heshu.toml: all is as built in"))?,
    }
    let line = Line { session: &session };
    let settings = &session.settings;
    let quoted = |text: &str| format!("{text:?}");
    let path = |p: &PathBuf| quoted(&p.display().to_string());
    let list = |l: &Vec<String>| format!("[{}]", l.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(", "));
    match global.lang {
        Some(_) => line.put(&mut out, "lang", &quoted(lang.pick("zh", "en")), lang.pick("命令行", "command line"))?,
        None => {
            let name = |l: &Lang| quoted(l.pick("zh", "en"));
            line.set(&mut out, "lang", settings.lang.as_ref(), name, Some("\"zh\""))?;
        }
    }
    match &global.rules {
        Some(folder) => line.put(&mut out, "rules", &path(folder), lang.pick("命令行", "command line"))?,
        None => line.set(&mut out, "rules", settings.rules.as_ref(), path, None)?,
    }
    let tables = |l: &Vec<PathBuf>| format!("[{}]", l.iter().map(&path).collect::<Vec<_>>().join(", "));
    line.set(&mut out, "tables", settings.tables.as_ref(), tables, Some("[]"))?;
    line.set(&mut out, "baseline", settings.baseline.as_ref(), path, None)?;
    line.set(&mut out, "currency", settings.currency.as_ref(), |c| quoted(c), None)?;
    let percent = |n: &heshu::model::Number| quoted(&heshu::desk::percent(n));
    line.set(&mut out, "tolerance", settings.tolerance.as_ref(), percent, Some("\"0%\""))?;
    writeln!(out, "\n[checks]")?;
    line.set(&mut out, "select", settings.select.as_ref(), list, Some("[\"all\"]"))?;
    line.set(&mut out, "ignore", settings.ignore.as_ref(), list, Some("[]"))?;
    line.set(&mut out, "style", settings.style.as_ref(), bool::to_string, Some("false"))?;
    for limits in session.rules.limits() {
        let [zh, en] = limits.title;
        writeln!(out, "\n[limits.{}]  # {}", limits.of, lang.pick(zh, en))?;
        for (name, value) in limits.values {
            let set = settings.limits.iter().find(|l| l.check == limits.of && l.name == name);
            let from = set.map_or(limits.file.clone(), |limit| line.place(limit.value.line));
            line.put(&mut out, name, &value.to_string(), &from)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints `name = value  # where it comes from`.
struct Line<'s> {
    session: &'s Session,
}

impl Line<'_> {
    fn put(&self, out: &mut impl Write, name: &str, value: &str, from: &str) -> std::io::Result<()> {
        writeln!(out, "{:<36} # {from}", format!("{name} = {value}"))
    }

    /// A setting of the file, else its default; a comment where there is neither.
    fn set<T>(
        &self,
        out: &mut impl Write,
        name: &str,
        at: Option<&At<T>>,
        show: impl Fn(&T) -> String,
        default: Option<&str>,
    ) -> std::io::Result<()> {
        let lang = self.session.lang;
        match (at, default) {
            (Some(at), _) => self.put(out, name, &show(&at.value), &self.place(at.line)),
            (None, Some(default)) => self.put(out, name, default, lang.pick("默认", "default")),
            (None, None) => writeln!(out, "# {:<34} # {}", format!("{name} ="), lang.pick("没有设", "not set")),
        }
    }

    fn place(&self, line: usize) -> String {
        let file = self.session.settings.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
        format!("{file}:{line}")
    }
}
