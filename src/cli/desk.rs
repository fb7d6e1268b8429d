//! A command that checks articles, at work: tables read, rules compiled, decisions at hand.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use heshu::check::{Across, Tally};
use heshu::desk::{Baseline, Dismissal, Met};
use heshu::ingest;
use heshu::model::{Claim, Document, Finding, Verdict};
use heshu::pipeline::Readers;
use heshu::rules::RuleError;
use heshu::store::Article;

use super::Session;
use super::inputs::Inputs;

/// Some paths with the settings that hold for them.
pub struct Desk<'s> {
    /// Rules, settings, language.
    pub session: &'s Session,
    /// What was decided before.
    pub baseline: Option<Baseline>,
    /// Whether a source table could not be read.
    pub unreadable: bool,
    paths: &'s [PathBuf],
    readers: Readers,
}

/// An article with what is found in it.
pub struct Checked {
    /// The article.
    pub document: Document,
    /// Its numbers.
    pub claims: Vec<Claim>,
    /// Its findings, those that nobody asked for left out.
    pub findings: Vec<Finding>,
    /// The decisions to dismiss, by id of the finding.
    pub dismissed: HashMap<String, Dismissal>,
    /// What the baseline met in it.
    pub met: Met,
}

impl<'s> Desk<'s> {
    /// Reads the source tables, compiles the rules, reads the baseline, which may be missing where `must_exist` is not.
    pub fn open(
        session: &'s Session,
        paths: &'s [PathBuf],
        inputs: &Inputs,
        tables: &[PathBuf],
        baseline: Option<&Path>,
    ) -> anyhow::Result<Desk<'s>> {
        let mut files = ingest::tables(paths, &inputs.options(false));
        files.extend(tables.iter().cloned());
        files.extend(session.tables());
        let (tables, unreadable) = super::table::read_all(&files, &[], session);
        let path = baseline.or(session.settings.baseline.as_ref().map(|b| b.value.as_path()));
        let baseline = path.map(|path| session.baseline(path)).transpose()?;
        Ok(Desk { session, baseline, unreadable, paths, readers: Readers::new(&session.rules, &tables) })
    }

    /// Gives the outcome of every article to `take`, in order. True where something could not be read.
    pub fn each(
        &self,
        inputs: &Inputs,
        paths: &[PathBuf],
        take: impl FnMut(Checked) -> io::Result<()>,
    ) -> io::Result<bool> {
        inputs.each(self.session, paths, inputs.options(false), |document| self.check(document), take)
    }

    /// The same for the paths that the desk is for.
    pub fn all(&self, inputs: &Inputs, take: impl FnMut(Checked) -> io::Result<()>) -> io::Result<bool> {
        self.each(inputs, self.paths, take)
    }

    fn check(&self, document: Document) -> Checked {
        let Article { document, claims, mut findings } = self.readers.read(document);
        self.choose(&mut findings);
        let mut met = Met::default();
        let dismissed = self.decided(&findings, &[&document], &mut met);
        Checked { document, claims, findings, dismissed, met }
    }

    /// Leaves out what nobody asked for, and notes what is within the tolerance.
    fn choose(&self, findings: &mut Vec<Finding>) {
        findings.retain(|f| self.session.selection.shows(f));
        findings.iter_mut().for_each(|f| self.session.settings.tolerate(f));
    }

    /// The decisions on findings, by their id.
    fn decided(&self, findings: &[Finding], documents: &[&Document], met: &mut Met) -> HashMap<String, Dismissal> {
        let Some(baseline) = &self.baseline else { return HashMap::new() };
        documents.iter().for_each(|d| met.look_at(baseline.name(d)));
        let mut out = HashMap::new();
        for finding in findings.iter().filter(|f| is_open(f)) {
            let docs = names(baseline, finding, documents);
            if let Some(dismissal) = baseline.dismissed(finding, &docs, met) {
                out.insert(finding.id.clone(), dismissal.clone());
            }
        }
        out
    }
}

impl Session {
    /// The decisions of a file; none where it does not exist yet.
    pub fn baseline(&self, path: &Path) -> anyhow::Result<Baseline> {
        if !path.exists() {
            return Ok(Baseline::new(path));
        }
        let fault = |e: RuleError| anyhow::anyhow!("{}: {}", e.place(), self.lang.of(&e.message));
        Baseline::load(path).map_err(fault)
    }
}

impl Checked {
    /// The findings that ask for something, and were not dismissed.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| is_open(f) && !self.dismissed.contains_key(&f.id))
    }

    /// Its counts. What was dismissed counts as sound: somebody looked at it.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        tally.add(&self.claims, &settled(&self.findings, &self.dismissed));
        tally
    }
}

/// Whether a finding asks for something.
pub fn is_open(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Flag | Verdict::Note)
}

/// How a baseline names the articles of a finding.
pub fn names(baseline: &Baseline, finding: &Finding, documents: &[&Document]) -> Vec<String> {
    let of = |id: &String| documents.iter().find(|d| d.id == *id).map_or_else(|| id.clone(), |d| baseline.name(d));
    finding.docs.iter().map(of).collect()
}

fn settled(findings: &[Finding], dismissed: &HashMap<String, Dismissal>) -> Vec<Finding> {
    let mut findings = findings.to_vec();
    findings.iter_mut().filter(|f| dismissed.contains_key(&f.id)).for_each(|f| f.verdict = Verdict::Pass);
    findings
}

/// Articles that are compared with one another and held for that; `run` compares whole archives.
const TOGETHER: usize = 4000;

/// Articles that are compared with one another.
pub struct Together<'d, 's> {
    desk: &'d Desk<'s>,
    across: Across,
    documents: Vec<Document>,
}

/// What the comparison comes to.
pub struct Between {
    /// The articles.
    pub documents: Vec<Document>,
    /// The findings between them.
    pub findings: Vec<Finding>,
    /// The decisions to dismiss, by id of the finding.
    pub dismissed: HashMap<String, Dismissal>,
    /// What the baseline met.
    pub met: Met,
}

impl<'d, 's> Together<'d, 's> {
    /// With no article yet.
    pub fn new(desk: &'d Desk<'s>) -> Self {
        Together { desk, across: Across::new(desk.session.rules.clone()), documents: Vec::new() }
    }

    /// Adds an article; gives the comparison where there are enough of them.
    pub fn add(&mut self, claims: &[Claim], document: Document) -> Option<Between> {
        self.across.add(claims);
        self.documents.push(document);
        (self.documents.len() == TOGETHER).then(|| std::mem::replace(self, Together::new(self.desk)).finish())
    }

    /// Compares the articles.
    pub fn finish(self) -> Between {
        let mut findings = self.across.finish();
        let checks = &self.desk.session.rules.checks;
        findings.retain(|f| checks.is_on(&f.check, f.grade));
        self.desk.choose(&mut findings);
        let documents: Vec<&Document> = self.documents.iter().collect();
        let mut met = Met::default();
        let dismissed = self.desk.decided(&findings, &documents, &mut met);
        Between { documents: self.documents, findings, dismissed, met }
    }
}

impl Between {
    /// The findings that ask for something, and were not dismissed.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| is_open(f) && !self.dismissed.contains_key(&f.id))
    }

    /// Counts the findings.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        tally.add_findings(&settled(&self.findings, &self.dismissed));
        tally
    }

    /// The articles of a finding.
    pub fn of(&self, finding: &Finding) -> Vec<&Document> {
        self.documents.iter().filter(|d| finding.docs.contains(&d.id)).collect()
    }
}
