//! Documents, claims or findings, article by article in the order of keeping, then the findings between articles.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use heshu::model::Document;
use heshu::store::{Article, Between, Corrected, Reading, StoreError, entries};

use super::sink::Sink;
use super::{Options, What};
use crate::cli::Session;

/// Writes what the options ask for to standard output.
pub fn export(options: &Options, store: &Reading, session: &Session) -> anyhow::Result<()> {
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
    let between = || -> anyhow::Result<_> {
        let all = if options.what == What::Findings { Some(store.between().map_err(fault)?) } else { None };
        let wanted = |b: &Result<Between, _>| b.as_ref().map_or(true, |b| options.wants(&b.finding));
        Ok(all.into_iter().flatten().filter(wanted))
    };
    let mut compared = HashSet::new();
    for one in between()? {
        compared.extend(one.map_err(fault)?.documents);
    }
    let mut taken = HashSet::new();
    let from: Box<dyn Iterator<Item = _>> = match since {
        Some(run) => Box::new(store.articles_since(run)),
        None => Box::new(store.articles()),
    };
    let mut sink = Sink::open(options, session, io::BufWriter::new(io::stdout()))?;
    for article in from {
        let mut article = article.map_err(fault)?;
        if !options.takes(&article.document) {
            continue;
        }
        let key = article.document.key();
        if compared.contains(&key) {
            taken.insert(key);
        }
        corrected.correct(&mut article);
        one(options, article, &mut sink)?;
    }
    let is_taken = |b: &Between| b.documents.iter().any(|d| taken.contains(d));
    let mut documents = HashMap::new();
    if sink.quotes() && !taken.is_empty() {
        for article in store.articles() {
            let document = article.map_err(fault)?.document;
            let key = document.key();
            if compared.contains(&key) {
                documents.insert(key, document);
            }
        }
    }
    drop(compared);
    for one in between()? {
        let one = one.map_err(fault)?;
        if !is_taken(&one) {
            continue;
        }
        let own: Vec<&Document> = one.documents.iter().filter_map(|key| documents.get(key)).collect();
        sink.finding(one.finding, &own)?;
    }
    sink.finish()
}

/// What an article gives.
fn one(options: &Options, article: Article, sink: &mut Sink<impl Write + Send>) -> anyhow::Result<()> {
    let Article { document, claims, findings } = article;
    match options.what {
        What::Claims => claims.into_iter().try_for_each(|claim| sink.claim(claim, &document)),
        What::Findings => {
            findings.into_iter().filter(|f| options.wants(f)).try_for_each(|f| sink.finding(f, &[&document]))
        }
        _ => sink.document(document),
    }
}
