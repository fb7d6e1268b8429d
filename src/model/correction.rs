//! What a person corrected in a claim.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Approx, Claim, Direction, EntityMention, Mention, MetricMention, Modality, Number, Period, ReviewedArticle, Role,
};

/// One entry of the log of corrections. Entries are never changed: whoever thinks better of one adds another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// Number of the entry, from 1.
    pub n: u64,
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// Free words.
    #[serde(default)]
    pub comment: String,
    /// The claim's id, the same as long as its article is.
    pub claim: String,
    /// The article that it stands in.
    pub article: ReviewedArticle,
    /// The number as it is written.
    pub quoted: String,
    /// What the claim said, as the program or an earlier correction had it.
    pub was: Stated,
    /// What it says; None takes every correction back.
    pub now: Option<Stated>,
}

/// The fields of a claim that can be corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // as in Claim and Quantity
pub struct Stated {
    pub value: Number,
    pub unit: Option<String>,
    pub subject: Option<EntityMention>,
    pub metric: Option<MetricMention>,
    pub time: Option<Period>,
    pub role: Role,
    pub direction: Option<Direction>,
    pub baseline: Option<Mention>,
    pub source: Option<Mention>,
    pub modality: Modality,
}

impl Stated {
    /// What a claim says.
    pub fn of(claim: &Claim) -> Stated {
        Stated {
            value: claim.quantity.value,
            unit: claim.quantity.unit.clone(),
            subject: claim.subject.clone(),
            metric: claim.metric.clone(),
            time: claim.time.clone(),
            role: claim.role,
            direction: claim.direction,
            baseline: claim.baseline.clone(),
            source: claim.source.clone(),
            modality: claim.modality,
        }
    }

    /// Makes a claim say it. A number that was misread is taken as exact, without other readings and base unit.
    pub fn put(self, claim: &mut Claim) {
        let quantity = &mut claim.quantity;
        if quantity.value != self.value || quantity.unit != self.unit {
            quantity.value = self.value;
            quantity.unit = self.unit;
            (quantity.value_max, quantity.hard, quantity.base) = (None, None, None);
            (quantity.lower, quantity.upper) = (Some(self.value), Some(self.value));
            (quantity.lower_open, quantity.upper_open) = (false, false);
            quantity.approx = Approx::Exact;
            quantity.readings.clear();
        }
        claim.subject = self.subject;
        claim.metric = self.metric;
        claim.time = self.time;
        claim.role = self.role;
        claim.direction = self.direction;
        claim.baseline = self.baseline;
        claim.source = self.source;
        claim.modality = self.modality;
    }
}
