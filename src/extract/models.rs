//! The fitted models of extraction.

use crate::rules::WeightTables;

use super::attach::Attacher;
use super::facets::FacetWeights;
use super::linear::{Weights, named};

/// All weights, compiled.
#[derive(Debug, Clone)]
pub struct Models {
    /// Role, direction, modality.
    pub facets: FacetWeights,
    /// Subject and metric.
    pub(super) attacher: Attacher,
    /// Time.
    pub(super) when: Weights,
    /// Who speaks in a sentence.
    pub(super) speaker: Weights,
    /// Who a number comes from.
    pub(super) source: Weights,
}

/// Names of the models below `rules/weights/`, besides [`super::facets::MODELS`].
pub const NAMES: [&str; 6] = ["subject", "metric", "pair", "time", "speaker", "source"];

impl Models {
    /// Compiles the weights of the rules.
    pub fn load(tables: &WeightTables) -> Self {
        let model = |name: &str| Weights::new(tables.get(name).iter().map(|(f, w)| (named(f), *w)));
        let [role, direction, modality] = super::facets::MODELS.map(model);
        let [subject, metric, pair, when, speaker, source] = NAMES.map(model);
        Models {
            facets: FacetWeights { role, direction, modality },
            attacher: Attacher::new(&subject, &metric, &pair),
            when,
            speaker,
            source,
        }
    }
}
