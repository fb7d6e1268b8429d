//! Source tables for commands, and `heshu table show|add|list`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use heshu::store::Store;
use heshu::tables::{Field, Role, Table, TableReader};

use super::Session;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what each column of a table is taken for
    Show(Files),
    /// Keep tables in a store; the next run checks against them
    Add(Add),
    /// List the tables of a store
    List(Place),
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
struct Place {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
}

#[derive(clap::Args)]
struct Files {
    /// Tables: CSV, TSV, JSON, Excel workbooks, web pages
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What a column holds, where that was not worked out right: entity, period, metric, value, unit, measure,
    /// key, ignored …; HEADER is read in the place of its own, as in pop=measure:常住人口(万人)
    #[arg(long, value_name = "COLUMN=ROLE[:HEADER]", value_delimiter = ',')]
    map: Vec<String>,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    match options.command {
        Command::Show(files) => {
            let (tables, unreadable) = read_all(&files.files, &corrections(&files.map, session)?, session);
            tables.iter().for_each(|t| anstream::print!("{}", described(t, session)));
            Ok(ExitCode::from(if unreadable { 2 } else { 0 }))
        }
        Command::Add(add) => {
            let (tables, unreadable) = read_all(&add.files.files, &corrections(&add.files.map, session)?, session);
            let mut store = Store::open_or_create(&add.place.store).map_err(|e| session.fault(&e))?;
            for mut table in tables {
                distinguish(&mut table, &add.files.files, &store, session)?;
                anstream::print!("{}", described(&table, session));
                store.put_table(table).map_err(|e| session.fault(&e))?;
            }
            Ok(ExitCode::from(if unreadable { 2 } else { 0 }))
        }
        Command::List(place) => {
            let store = Store::open(&place.store).map_err(|e| session.fault(&e))?;
            let tables = store.tables().map_err(|e| session.fault(&e))?;
            tables.iter().for_each(|t| anstream::print!("{}", described(t, session)));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Reads tables; says which cannot be read. True where one could not.
pub fn read_all(files: &[PathBuf], corrections: &[Field], session: &Session) -> (Vec<Table>, bool) {
    let reader = TableReader::new(&session.rules);
    let mut unreadable = false;
    let mut tables = Vec::new();
    for file in files {
        match reader.read(file, corrections) {
            Ok(read) => {
                // the name of a file in another folder stands for itself only with its folder
                for mut table in read {
                    if tables.iter().any(|t: &Table| t.name == table.name) {
                        table.rename(&in_folder(file, &table.name));
                    }
                    tables.push(table);
                }
            }
            Err(e) => {
                unreadable = true;
                let line = e.line.map_or(String::new(), |l| format!(":{l}"));
                let style = anstyle::AnsiColor::Red.on_default().bold();
                let kind = session.lang.pick("错误", "error");
                anstream::eprintln!("{style}{kind}{style:#}: {}{line}: {}", e.file, session.lang.of(&e.message));
            }
        }
    }
    (tables, unreadable)
}

/// `2023/pop.csv` for `pop.csv` of the folder `2023`.
fn in_folder(file: &Path, name: &str) -> String {
    let folder =
        std::path::absolute(file).ok().and_then(|f| Some(f.parent()?.file_name()?.to_string_lossy().into_owned()));
    format!("{}/{name}", folder.unwrap_or_default())
}

/// A table of the store gives way to a newer one of its name and columns. Other columns make it another table,
/// which is named with its folder.
fn distinguish(table: &mut Table, files: &[PathBuf], store: &Store, session: &Session) -> anyhow::Result<()> {
    let kept = store.tables().map_err(|e| session.fault(&e))?;
    let Some(old) = kept.iter().find(|t| t.name == table.name) else { return Ok(()) };
    let headers = |t: &Table| t.columns.iter().map(|c| c.header.clone()).collect::<Vec<_>>();
    let base = |f: &&PathBuf| f.file_name().is_some_and(|n| table.name.split('#').next() == n.to_str());
    if headers(old) == headers(table) {
        let word = session.lang.pick("替换同名的表", "replaces the table of the same name");
        anstream::eprintln!("{}: {word}", table.name);
    } else if let Some(file) = files.iter().find(base) {
        let name = in_folder(file, &table.name);
        let word = session.lang.pick(
            "仓里已有同名而列不同的表，此表记作",
            "the store has a table of this name with other columns; this one is called",
        );
        anstream::eprintln!("{}: {word} {name}", table.name);
        table.rename(&name);
    }
    Ok(())
}

fn corrections(map: &[String], session: &Session) -> anyhow::Result<Vec<Field>> {
    map.iter().map(|m| Field::correction(m).map_err(|e| anyhow::anyhow!("--map: {}", session.lang.of(&e)))).collect()
}

/// What a table was read as, for the one who has to trust it.
fn described(table: &Table, session: &Session) -> String {
    let lang = session.lang;
    let mut out = table.name.clone();
    for part in [&table.title, &table.publisher, &table.url].into_iter().flatten() {
        out.push_str(&format!("  {part}"));
    }
    let rows = table.records.iter().map(|r| r.row).collect::<std::collections::BTreeSet<_>>().len();
    out.push_str(&match lang {
        heshu::report::Lang::Zh => format!("\n  {rows} 行，{} 个值\n", table.records.len()),
        heshu::report::Lang::En => format!("\n  {rows} rows, {} values\n", table.records.len()),
    });
    for column in &table.columns {
        let (zh, en) = match column.role {
            Role::Entity => ("主体", "entity"),
            Role::Period => ("时期", "period"),
            Role::PartOfYear => ("月或季", "month or quarter"),
            Role::Metric => ("指标", "metric"),
            Role::Value => ("数值", "value"),
            Role::Unit => ("单位", "unit"),
            Role::AsOf => ("截至", "as of"),
            Role::Publisher => ("来源", "publisher"),
            Role::Measure => ("数值，指标在列名", "values of one metric"),
            Role::OfPeriod => ("数值，时期在列名", "values of one period"),
            Role::OfEntity => ("数值，主体在列名", "values of one entity"),
            Role::Key => ("附加条件", "further key"),
            Role::Ignored => ("不用", "not used"),
        };
        let mut line = format!("  {} → {}", column.header, lang.pick(zh, en));
        let unit = [
            (&column.metric, "指标 ", "metric "),
            (&column.unit, "单位 ", "unit "),
            (&column.index_base, "基期 ", "base "),
        ];
        for (value, zh, en) in unit.into_iter().filter_map(|(v, zh, en)| v.as_ref().map(|v| (v, zh, en))) {
            line.push_str(&format!("  {}{value}", lang.pick(zh, en)));
        }
        out.push_str(&line);
        out.push('\n');
    }
    for skipped in table.skipped.iter().take(5) {
        out.push_str(&format!("  {}{}: {}\n", lang.pick("略过第", "left out, line "), skipped.line, skipped.text));
    }
    if table.skipped.len() > 5 {
        out.push_str(&format!("  … {}\n", table.skipped.len()));
    }
    out
}
