//! Where a candidate stands relative to the number.

use crate::extract::candidates::{Origin, Target};
use crate::extract::linear::Atom;
use crate::extract::story::{Chunk, Story};
use crate::text::Tag;

/// A region of the text as seen from a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Spot {
    /// No phrase.
    Nothing,
    /// What an earlier number's subject was.
    PastSubject,
    /// What an earlier number's metric was.
    PastMetric,
    /// In the sentence before.
    SentenceBefore,
    /// In the first sentence.
    Lead,
    /// Anywhere else outside the sentence.
    Elsewhere,
    /// Right after the number.
    After,
    /// After the number and 的.
    AfterDe,
    /// Later in the clause.
    AfterClause,
    /// In a later clause.
    AfterFar,
    /// Right before the number.
    Before,
    /// Earlier in the clause.
    BeforeClause,
    /// In the clause before.
    Clause1,
    /// Two clauses before.
    Clause2,
    /// In an earlier clause.
    ClauseFar,
}

/// How many spots there are.
pub const SPOTS: usize = 15;

const ATOMS: [Atom<'static>; SPOTS] = [
    Atom::new("nothing"),
    Atom::new("past-subject"),
    Atom::new("past-metric"),
    Atom::new("sentence-before"),
    Atom::new("lead"),
    Atom::new("elsewhere"),
    Atom::new("after"),
    Atom::new("after-de"),
    Atom::new("after-clause"),
    Atom::new("after-far"),
    Atom::new("before"),
    Atom::new("before-clause"),
    Atom::new("clause-1"),
    Atom::new("clause-2"),
    Atom::new("clause-far"),
];

impl Spot {
    /// The spot as it stands in features.
    #[inline]
    pub fn atom(self) -> Atom<'static> {
        ATOMS[self as usize % SPOTS]
    }

    /// The spot without how near it is.
    #[inline]
    pub fn region(self) -> Spot {
        match self {
            Spot::After | Spot::AfterDe | Spot::AfterClause | Spot::AfterFar => Spot::After,
            Spot::Before | Spot::BeforeClause => Spot::Before,
            Spot::Clause1 | Spot::Clause2 | Spot::ClauseFar => Spot::Clause1,
            spot => spot,
        }
    }
}

/// Where a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The region.
    pub spot: Spot,
    /// Tokens between.
    pub gap: u16,
    /// Numbers between.
    pub numbers: u16,
}

/// The place of a candidate as seen from a number.
#[inline]
pub fn place_of(story: &Story<'_>, target: Target, chunk: Option<Chunk>, origin: Origin) -> Place {
    let plain = |spot| Place { spot, gap: 0, numbers: 0 };
    let Some(chunk) = chunk else { return plain(Spot::Nothing) };
    match origin {
        Origin::Nothing => return plain(Spot::Nothing),
        Origin::Subject(_) => return plain(Spot::PastSubject),
        Origin::Metric(_) => return plain(Spot::PastMetric),
        Origin::Before => return plain(Spot::SentenceBefore),
        Origin::Lead => return plain(Spot::Lead),
        Origin::Here => {}
    }
    if chunk.scene as usize != target.scene {
        return plain(Spot::Elsewhere);
    }
    let words = story.words(target.scene);
    let at = target.token;
    let (first, last) = (chunk.first as usize, (chunk.end as usize).saturating_sub(1));
    let edge = if first > at { first } else { last };
    let (Some(own), Some(theirs)) = (words.get(at), words.get(edge)) else { return plain(Spot::Elsewhere) };
    let clauses = own.clause.abs_diff(theirs.clause);
    if first > at {
        let gap = first - at - 1;
        let de = || story.scenes.get(target.scene).and_then(|s| s.tokens.get(at + 1)).is_some_and(|t| t.tag == Tag::De);
        let spot = match (gap, clauses) {
            (0, _) => Spot::After,
            (1, _) if de() => Spot::AfterDe,
            (_, 0) => Spot::AfterClause,
            _ => Spot::AfterFar,
        };
        let numbers = theirs.numbers.saturating_sub(own.numbers + 1);
        Place { spot, gap: gap as u16, numbers }
    } else {
        let gap = at.saturating_sub(last + 1);
        let spot = match (gap, clauses) {
            (0, 0) => Spot::Before,
            (_, 0) => Spot::BeforeClause,
            (_, 1) => Spot::Clause1,
            (_, 2) => Spot::Clause2,
            _ => Spot::ClauseFar,
        };
        let numbers = own.numbers.saturating_sub(theirs.numbers);
        Place { spot, gap: gap as u16, numbers }
    }
}
