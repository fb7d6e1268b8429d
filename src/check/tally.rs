//! How much was found and checked, and why the rest was not: counts over any number of documents.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::model::{Claim, Finding, Grade, Kind, Verdict};

/// Counts over documents. Adding is commutative, so the order of documents does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Documents.
    pub articles: u64,
    /// Claims by kind.
    pub kinds: BTreeMap<Kind, u64>,
    /// Claims by the strongest thing said of them; a claim that no finding names is `unchecked`.
    pub claims: BTreeMap<Verdict, u64>,
    /// Findings by verdict and grade.
    pub findings: BTreeMap<(Verdict, Grade), u64>,
    /// Why claims were not checked: the reason of an `unchecked` finding, or `""` where no check applied.
    pub reasons: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one document.
    pub fn add(&mut self, claims: &[Claim], findings: &[Finding]) {
        self.articles += 1;
        for claim in claims {
            *self.kinds.entry(claim.quantity.kind).or_default() += 1;
        }
        let strongest = strongest(findings);
        for claim in claims {
            let finding = strongest.get(claim.id.as_str());
            let verdict = finding.map_or(Verdict::Unchecked, |f| f.verdict);
            *self.claims.entry(verdict).or_default() += 1;
            if verdict == Verdict::Unchecked {
                let reason = finding.and_then(|f| f.reason.clone()).unwrap_or_default();
                *self.reasons.entry(reason).or_default() += 1;
            }
        }
        self.add_findings(findings);
    }

    /// Counts findings between documents, whose claims are counted already.
    pub fn add_findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            *self.findings.entry((finding.verdict, finding.grade)).or_default() += 1;
        }
    }

    /// Adds the counts of other documents.
    pub fn merge(&mut self, other: &Tally) {
        fn sum<K: Ord + Clone>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
            for (key, n) in from {
                *into.entry(key.clone()).or_default() += n;
            }
        }
        self.articles += other.articles;
        sum(&mut self.kinds, &other.kinds);
        sum(&mut self.claims, &other.claims);
        sum(&mut self.findings, &other.findings);
        sum(&mut self.reasons, &other.reasons);
    }

    /// Number of claims.
    pub fn claim_count(&self) -> u64 {
        self.claims.values().sum()
    }

    /// Number of findings of a verdict.
    pub fn findings_of(&self, verdict: Verdict) -> u64 {
        self.findings.iter().filter(|((v, _), _)| *v == verdict).map(|(_, n)| n).sum()
    }
}

/// For each claim that a finding names, the one that says most: flag, note, pass, unchecked.
pub fn strongest(findings: &[Finding]) -> HashMap<&str, &Finding> {
    let mut out: HashMap<&str, &Finding> = HashMap::new();
    for finding in findings {
        for claim in &finding.claims {
            let slot = out.entry(claim).or_insert(finding);
            if finding.verdict < slot.verdict {
                *slot = finding;
            }
        }
    }
    out
}
