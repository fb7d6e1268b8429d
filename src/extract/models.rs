//! The fitted models of extraction.

use crate::rules::WeightTables;

use super::attach::Attacher;
use super::classes::{Classes, named_of};
use super::facets::{FacetWeights, classes_of};
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
        Models::from_weights(|name| stored(tables, name))
    }

    /// Models of weights by their names.
    pub(super) fn from_weights(model: impl Fn(&str) -> Weights) -> Self {
        let [role, direction, modality] = super::facets::MODELS.map(&model);
        let [subject, metric, pair, when, speaker, source] = NAMES.map(&model);
        Models {
            facets: FacetWeights {
                role: Classes::new(&role),
                direction: Classes::new(&direction),
                modality: Classes::new(&modality),
            },
            attacher: Attacher::new(&subject, &metric, &pair),
            when,
            speaker,
            source,
        }
    }
}

/// The weights of one model as the rules have them.
pub(super) fn stored(tables: &WeightTables, model: &str) -> Weights {
    let entries = tables.get(model).iter();
    match classes_of(model).as_slice() {
        [] => Weights::new(entries.map(|(f, w)| (named(f), *w))),
        classes => Weights::new(entries.filter_map(|(f, w)| Some((named_of(f, classes)?, *w)))),
    }
}
