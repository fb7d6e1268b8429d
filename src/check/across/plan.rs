//! Which claims of a shelf meet, and what comes of it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use crate::check::amount::Fit;
use crate::link::Likeness;
use crate::model::Verdict;

use super::conflict::Conflict;
use super::meeting::{Meeting, Member, in_order};
use super::sheet::{Head, SheetReader, Shelf};
use super::story::Names;

/// A key of more claims than this is of words that say nothing.
const CROWD: usize = 200;
/// Articles that a thread takes at once, and how often at least before it must begin anew.
const SHARE: usize = 16;
const SHARES: usize = 16;
/// Articles whose names are kept at once.
const LEADS: usize = 10_000;
/// Claims that are kept unpacked at once.
const UNPACKED: usize = 10_000;

/// Which claims of a shelf share a key.
pub(super) struct Plan<'s> {
    reader: &'s SheetReader,
    shelf: &'s Shelf,
    /// Claims by key, in order.
    members: Vec<u32>,
    /// For each claim where what it shares begins in `shared`; one more at the end.
    starts: Vec<u32>,
    /// The claims behind one that share a key with it, as a part of `members`; only keys that say something.
    shared: Vec<Range<u32>>,
}

impl<'s> Plan<'s> {
    pub(super) fn new(reader: &'s SheetReader, shelf: &'s Shelf) -> Self {
        let mut keys = shelf.keys.clone();
        keys.sort_unstable();
        keys.dedup();
        let article = |claim: u32| shelf.claims.get(claim as usize).map(|held| held.article);
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut runs = Vec::new();
        let mut counts = vec![0_u32; shelf.claims.len() + 1];
        let mut from = 0;
        for members in keys.chunk_by(|a, b| a.0 == b.0) {
            let two = members.first().zip(members.last()).is_some_and(|(a, b)| article(a.1) != article(b.1));
            let one = members.first().and_then(|(_, n)| article(*n)).is_some_and(|article| article < shelf.own());
            if two && one && members.len() <= CROWD {
                runs.push(short(from)..short(from + members.len()));
                members.iter().for_each(|(_, n)| {
                    if let Some(count) = counts.get_mut(*n as usize) {
                        *count += 1;
                    }
                });
            }
            from += members.len();
        }
        let mut starts = Vec::with_capacity(counts.len());
        let mut sum = 0;
        for count in counts {
            starts.push(sum);
            sum += count;
        }
        let members: Vec<u32> = keys.into_iter().map(|(_, n)| n).collect();
        let mut next = starts.clone();
        let mut shared = vec![0..0; sum as usize];
        for range in runs {
            for at in range.clone() {
                let Some(place) = members.get(at as usize).and_then(|n| next.get_mut(*n as usize)) else { continue };
                if let Some(cell) = shared.get_mut(*place as usize) {
                    *cell = at + 1..range.end;
                }
                *place += 1;
            }
        }
        Plan { reader, shelf, members, starts, shared }
    }

    /// The claims behind this one that share a key with it.
    fn partners(&self, claim: u32) -> impl Iterator<Item = u32> {
        let start = |n: u32| self.starts.get(n as usize).copied().unwrap_or_default() as usize;
        let shared = self.shared.get(start(claim)..start(claim + 1)).unwrap_or_default();
        let part = |range: &Range<u32>| self.members.get(range.start as usize..range.end as usize);
        shared.iter().flat_map(move |range| part(range).unwrap_or_default().iter().copied())
    }

    /// What is found between the articles, by so many threads, in any order. `passes`: numbers that agree too.
    pub(super) fn meet(&self, passes: bool, threads: usize) -> Vec<Conflict> {
        let heads = self.shelf.heads.get(..self.shelf.own() as usize).unwrap_or_default();
        let scratch = || (Seen::default(), vec![u32::MAX; self.shelf.claims.len()]);
        let some = |(seen, met): &mut (Seen<'s>, Vec<u32>), heads: &[Head]| {
            let mut out = Vec::new();
            self.meet_some(heads, passes, met, seen, &mut out);
            out
        };
        let pool = (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
        match pool {
            Some(Ok(pool)) => {
                let shares = heads.par_chunks(SHARE).with_min_len(SHARES);
                pool.install(|| shares.map_init(scratch, some).flatten_iter().collect())
            }
            _ => some(&mut scratch(), heads),
        }
    }

    /// What is found between some articles and those behind them.
    fn meet_some(&self, heads: &[Head], passes: bool, met: &mut [u32], seen: &mut Seen<'s>, out: &mut Vec<Conflict>) {
        for head in heads {
            // by the other article: a pair of claims that like each other
            let mut pairs: BTreeMap<u32, Vec<(u32, u32, Likeness)>> = BTreeMap::new();
            for first in head.claims.0..head.claims.1 {
                let Some(one) = self.shelf.claims.get(first as usize) else { continue };
                for second in self.partners(first) {
                    // two claims with several keys in common meet once
                    let Some(mark) = met.get_mut(second as usize).filter(|mark| **mark != first) else { continue };
                    *mark = first;
                    let Some(other) = self.shelf.claims.get(second as usize) else { continue };
                    if other.article == one.article {
                        continue;
                    }
                    let likeness = one.fact.likeness(&other.fact);
                    if likeness != Likeness::Different && !one.fact.one_voice(&other.fact) {
                        pairs.entry(other.article).or_default().push((first, second, likeness));
                    }
                }
            }
            pairs.values().for_each(|pairs| self.settle(pairs, passes, seen, out));
            seen.trim();
        }
    }

    /// What two articles come to, each pair of values once. A number that the other article also has, in the
    /// same words, is in no conflict with a second one there.
    fn settle(&self, pairs: &[(u32, u32, Likeness)], passes: bool, seen: &mut Seen<'s>, out: &mut Vec<Conflict>) {
        let mut agreed = Vec::new();
        let mut open = Vec::new();
        for &(a, b, likeness) in pairs {
            seen.unpack(self.shelf, a);
            seen.unpack(self.shelf, b);
            let Some((one, other)) = seen.members.get(&a).zip(seen.members.get(&b)) else { continue };
            let met = Meeting::of(one, other, likeness);
            if met.fit == Fit::Pass {
                agreed.extend([a, b]);
            }
            let words = &self.reader.rules.segmenter;
            let one_story = || {
                for (n, member) in [(a, one), (b, other)] {
                    if let Entry::Vacant(place) = seen.told.entry(n)
                        && let Some(article) = self.shelf.claims.get(n as usize).map(|held| held.article)
                        && let Some(head) = self.shelf.heads.get(article as usize)
                    {
                        let lead = seen.leads.entry(article).or_insert_with(|| Names::of_lead(head, words));
                        place.insert(lead.with(&member.claim, words));
                    }
                }
                seen.told.get(&a).zip(seen.told.get(&b)).is_some_and(|(x, y)| x.allow(y))
            };
            if let Some((verdict, why)) = met.verdict(one_story)
                && (passes || verdict != Verdict::Pass)
            {
                open.push((a, b, verdict, why));
            }
        }
        let mut best: Vec<Conflict> = Vec::new();
        for (a, b, verdict, why) in open {
            if verdict != Verdict::Pass && (agreed.contains(&a) || agreed.contains(&b)) {
                continue;
            }
            let Some((one, other)) = seen.members.get(&a).zip(seen.members.get(&b)) else { continue };
            let (first, second) = in_order(one, other);
            let conflict = Conflict::new(&self.reader.rules, verdict, why, &first.claim, &second.claim);
            match best.iter_mut().find(|old| old.pair() == conflict.pair()) {
                None => best.push(conflict),
                Some(old) if conflict.rank() < old.rank() => *old = conflict,
                Some(_) => {}
            }
        }
        out.extend(best);
    }
}

/// What is kept while claims meet.
#[derive(Default)]
struct Seen<'s> {
    members: HashMap<u32, Member<'s>>,
    /// By article.
    leads: HashMap<u32, Names>,
    /// By claim.
    told: HashMap<u32, Names>,
}

impl<'s> Seen<'s> {
    fn unpack(&mut self, shelf: &'s Shelf, claim: u32) {
        if !self.members.contains_key(&claim)
            && let Some(held) = shelf.claims.get(claim as usize)
            && let Some(restored) = shelf.restore(held)
        {
            self.members.insert(claim, Member::new(&held.fact, restored));
        }
    }

    fn trim(&mut self) {
        if self.members.len() > UNPACKED {
            self.members.clear();
            self.told.clear();
        }
        if self.leads.len() > LEADS {
            self.leads.clear();
        }
    }
}
