//! `heshu store verify|stats|rebuild`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use heshu::report::{self, Lang};
use heshu::store::{Fault, Soundness, Store};

use super::Session;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look at every block and every key
    Verify(Place),
    /// Say what is in the store and how large it is
    Stats(Place),
    /// Write the store anew from what is sound in it
    Rebuild(Place),
}

#[derive(clap::Args)]
struct Place {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    match options.command {
        Command::Verify(place) => verify(&place, session),
        Command::Stats(place) => stats(&place, session),
        Command::Rebuild(place) => rebuild(&place, session),
    }
}

fn verify(place: &Place, session: &Session) -> anyhow::Result<ExitCode> {
    let store = Store::open(&place.store).map_err(|e| session.fault(&e))?;
    let found = store.verify().map_err(|e| session.fault(&e))?;
    for fault in &found.faults {
        writeln!(anstream::stdout(), "{}", describe(fault, session.lang))?;
    }
    let (articles, claims) = (found.tally.articles, found.tally.claim_count());
    let dir = place.store.display();
    writeln!(
        anstream::stdout(),
        "{}",
        match (session.lang, found.faults.is_empty()) {
            (Lang::Zh, true) => format!("数据仓完好：{articles} 篇文章，{claims} 个数字。"),
            (Lang::En, true) => format!("The store is sound: articles {articles}, numbers {claims}."),
            (Lang::Zh, false) => {
                format!(
                    "{} 处有问题；用 heshu store rebuild --store {dir} 修复，再重跑 heshu run。",
                    found.faults.len()
                )
            }
            (Lang::En, false) => format!(
                "{} faults; heshu store rebuild --store {dir} mends them, then run heshu run again.",
                found.faults.len()
            ),
        }
    )?;
    Ok(ExitCode::from(if found.faults.is_empty() { 0 } else { 2 }))
}

fn describe(fault: &Fault, lang: Lang) -> String {
    match (fault, lang) {
        (Fault::Damage(e), _) => lang.of(&e.message()).to_owned(),
        (Fault::NotIndexed(at), Lang::Zh) => format!("索引里没有第 {} 段第 {} 字节处的文章", at.segment, at.offset),
        (Fault::NotIndexed(at), Lang::En) => {
            format!("the index does not know the article of segment {}, byte {}", at.segment, at.offset)
        }
        (Fault::Keys(space, had, should), Lang::Zh) => format!("索引的 {space} 键有 {had} 个，应有 {should} 个"),
        (Fault::Keys(space, had, should), Lang::En) => format!("{had} keys of space {space} instead of {should}"),
        (Fault::Counts, Lang::Zh) => "索引里的总数与数据不符".to_owned(),
        (Fault::Counts, Lang::En) => "the counts of the index are not those of the segments".to_owned(),
    }
}

fn stats(place: &Place, session: &Session) -> anyhow::Result<ExitCode> {
    let store = Store::open(&place.store).map_err(|e| session.fault(&e))?;
    let Soundness { segments, index, .. } = store.sizes();
    let tally = store.tally();
    let mut text = String::new();
    report::summary(&mut text, tally, session.lang);
    write!(anstream::stdout(), "{text}")?;
    let per_claim = (segments + index).checked_div(tally.claim_count()).unwrap_or_default();
    let (mb, index_mb) = (segments as f64 / 1e6, index as f64 / 1e6);
    writeln!(
        anstream::stdout(),
        "{}",
        match session.lang {
            Lang::Zh => format!(
                "大小  数据 {mb:.1} MB，索引 {index_mb:.1} MB，每个数字 {per_claim} 字节\n规则  {}",
                store.basis()
            ),
            Lang::En => format!(
                "size       {mb:.1} MB of articles, {index_mb:.1} MB of index, {per_claim} bytes a number\nrules      {}",
                store.basis()
            ),
        }
    )?;
    Ok(ExitCode::SUCCESS)
}

fn rebuild(place: &Place, session: &Session) -> anyhow::Result<ExitCode> {
    let (store, damaged) = Store::rebuild(&place.store).map_err(|e| session.fault(&e))?;
    let articles = store.tally().articles;
    writeln!(
        anstream::stdout(),
        "{}",
        match (session.lang, damaged) {
            (Lang::Zh, 0) => format!("重建完成：{articles} 篇文章，没有损失。"),
            (Lang::En, 0) => format!("Rebuilt: articles {articles}, nothing lost."),
            (Lang::Zh, n) => format!("重建完成：{articles} 篇文章，{n} 处损坏已去掉；重跑 heshu run 补上。"),
            (Lang::En, n) => format!("Rebuilt: articles {articles}; {n} damaged left out, heshu run brings them back."),
        }
    )?;
    Ok(ExitCode::SUCCESS)
}
