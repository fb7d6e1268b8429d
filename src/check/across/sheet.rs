//! What is held of an article while it is compared with others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::link::{Fact, FactReader};
use crate::model::{Claim, DocumentRef, Field, Kind, Modality};
use crate::rules::Rules;

/// A sentence with more numbers than this is a table, in which no words tell one from another.
const TABLE: usize = 60;

/// Reads articles for comparing. Built once from rules, shared by threads.
pub(super) struct SheetReader {
    pub(super) rules: Arc<Rules>,
    facts: FactReader,
}

/// One article, read.
pub struct Sheet {
    head: Head,
    claims: Vec<(Held, Vec<u32>)>,
}

/// Articles that are compared with one another, or with those of another shelf.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) heads: Vec<Head>,
    pub(super) claims: Vec<Held>,
    /// Key and number of a claim.
    pub(super) keys: Vec<(u32, u32)>,
    /// How many articles come first that are compared with all; None: every one is.
    pub(super) own: Option<u32>,
}

/// What the claims of an article share.
pub(super) struct Head {
    pub(super) doc: DocumentRef,
    /// By field and place, in order.
    pub(super) sentences: Box<[(Place, Box<str>)]>,
    /// Its claims on the shelf, from the first to the one after the last.
    pub(super) claims: (u32, u32),
}

/// A claim without its document and the words of its sentence.
pub(super) struct Held {
    /// Number of the article on its shelf.
    pub(super) article: u32,
    pub(super) fact: Fact,
    packed: Box<[u8]>,
}

/// Where a sentence stands: title first.
pub(super) type Place = (bool, usize);

impl SheetReader {
    /// Compiles the words.
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        let facts = FactReader::new(&rules);
        SheetReader { rules, facts }
    }

    /// Reads the claims of one article; None where none says enough to be compared.
    pub(super) fn read(&self, claims: &[Claim]) -> Option<Sheet> {
        let mut by_sentence: BTreeMap<Place, Vec<&Claim>> = BTreeMap::new();
        for claim in claims {
            by_sentence.entry(place_of(claim)).or_default().push(claim);
        }
        let mut held = Vec::new();
        for members in by_sentence.values().filter(|members| members.len() <= TABLE) {
            let Some(first) = members.first() else { continue };
            let sentence = self.facts.sentence(&first.sentence.text);
            let mut alike: HashMap<(Kind, Option<&str>), usize> = HashMap::new();
            for claim in members {
                *alike.entry((claim.quantity.kind, claim.quantity.unit.as_deref())).or_default() += 1;
            }
            for claim in members.iter().filter(|c| c.modality == Modality::Actual) {
                let alone = alike.get(&(claim.quantity.kind, claim.quantity.unit.as_deref())).is_some_and(|&n| n < 2);
                let Some((fact, keys)) = sentence.fact(claim, alone).filter(|(_, keys)| !keys.is_empty()) else {
                    continue;
                };
                let mut bare = (*claim).clone();
                bare.sentence.text.clear();
                bare.doc = DocumentRef { id: String::new(), title: None, publisher: None, url: None, published: None };
                let Ok(packed) = postcard::to_stdvec(&bare) else { continue };
                held.push((Held { article: 0, fact, packed: packed.into_boxed_slice() }, keys));
            }
        }
        let doc = claims.first().filter(|_| !held.is_empty())?.doc.clone();
        let text = |claims: &[&Claim]| claims.first().map_or("", |c| c.sentence.text.as_str()).into();
        let sentences = by_sentence.iter().map(|(place, claims)| (*place, text(claims))).collect();
        Some(Sheet { head: Head { doc, sentences, claims: (0, 0) }, claims: held })
    }
}

impl Sheet {
    /// The keys under which its claims may meet others, each once.
    pub fn keys(&self) -> Vec<u32> {
        let mut keys: Vec<u32> = self.claims.iter().flat_map(|(_, keys)| keys).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Leaves out the keys that are not worth comparing, and the claims that have no other.
    pub fn keep_keys(&mut self, worth: impl Fn(u32) -> bool) {
        self.claims.iter_mut().for_each(|(_, keys)| keys.retain(|key| worth(*key)));
        self.claims.retain(|(_, keys)| !keys.is_empty());
    }
}

impl Shelf {
    /// Lays an article on the shelf.
    pub(super) fn add(&mut self, sheet: Sheet) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (article, from) = (count(self.heads.len()), count(self.claims.len()));
        for (held, keys) in sheet.claims {
            let number = count(self.claims.len());
            self.keys.extend(keys.into_iter().map(|key| (key, number)));
            self.claims.push(Held { article, ..held });
        }
        let until = count(self.claims.len());
        if until > from {
            self.heads.push(Head { claims: (from, until), ..sheet.head });
        }
    }

    /// How many articles, from the first on, are compared with all behind them.
    pub(super) fn own(&self) -> u32 {
        self.own.unwrap_or_else(|| u32::try_from(self.heads.len()).unwrap_or(u32::MAX))
    }

    /// A claim as it was.
    pub(super) fn restore(&self, held: &Held) -> Option<Claim> {
        let head = self.heads.get(held.article as usize)?;
        let mut claim: Claim = postcard::from_bytes(&held.packed).ok()?;
        let at = head.sentences.binary_search_by_key(&place_of(&claim), |(place, _)| *place).ok()?;
        claim.sentence.text = head.sentences.get(at)?.1.to_string();
        claim.doc = head.doc.clone();
        Some(claim)
    }
}

fn place_of(claim: &Claim) -> Place {
    (claim.field == Field::Text, claim.sentence.start)
}
