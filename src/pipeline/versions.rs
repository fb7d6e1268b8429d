//! Articles that are others with small edits: re-published, corrected, with another last line.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::store::{Likeness, Place, Store, StoreError, Version, share};

/// Most days between two versions.
const DAYS: i32 = 30;
/// Most bits in which the likenesses of two versions differ.
const BITS: u32 = 6;
/// Bits of a band. Likenesses that differ in few bits have a band in common; those that have are compared.
const BAND: u32 = 16;
/// Neighbours in a band that an article is compared with, so that a thousand bulletins from one form take no
/// more than a thousand times as long as one.
const NEIGHBOURS: usize = 8;
/// Least share of the words that versions have in common, in percent.
const SAME: u8 = 80;

/// One of two articles that are alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    day: Option<jiff::civil::Date>,
    key: String,
    id: String,
}

/// Finds the versions among all articles of a store and keeps the list of them. `stop` ends it early: then the list
/// that was kept before stands, and false is given. Holds 40 bytes an article.
///
/// # Errors
/// A damaged block, a full disk.
pub fn versions(store: &mut Store, stop: &AtomicBool) -> Result<bool, StoreError> {
    let mut likenesses = store.likenesses().collect::<Result<Vec<_>, _>>()?;
    let mut compared: HashSet<(Place, Place)> = HashSet::new();
    let mut links: BTreeMap<Known, (Known, u8)> = BTreeMap::new();
    for band in 0..u64::BITS / BAND {
        let bits = |l: &Likeness| l.bits >> (band * BAND) & ((1 << BAND) - 1);
        likenesses.sort_unstable_by_key(|l| (bits(l), l.day, l.place));
        for (at, one) in likenesses.iter().enumerate() {
            let near = |other: &&Likeness| bits(other) == bits(one) && is_near(one, other);
            let others = likenesses.get(at + 1..).unwrap_or_default();
            for other in others.iter().take(NEIGHBOURS).take_while(near) {
                let pair = (one.place.min(other.place), one.place.max(other.place));
                if (one.bits ^ other.bits).count_ones() > BITS || !compared.insert(pair) {
                    continue;
                }
                if stop.load(Ordering::Relaxed) {
                    return Ok(false);
                }
                link(store, pair, &mut links)?;
            }
        }
    }
    let versions: Vec<Version> = links
        .iter()
        .map(|(version, (of, same))| {
            let mut first = of;
            while let Some((before, _)) = links.get(first) {
                first = before; // each is earlier than the one before, so this ends
            }
            Version {
                id: version.id.clone(),
                document: version.key.clone(),
                of: first.id.clone(),
                of_document: first.key.clone(),
                same: *same,
            }
        })
        .collect();
    store.keep_versions(&versions)?;
    Ok(true)
}

fn is_near(one: &Likeness, other: &Likeness) -> bool {
    match (one.day, other.day) {
        (Some(a), Some(b)) => a.until(b).is_ok_and(|span| span.get_days().abs() <= DAYS),
        _ => true,
    }
}

/// Looks at two articles that seem alike.
fn link(store: &Store, (a, b): (Place, Place), links: &mut BTreeMap<Known, (Known, u8)>) -> Result<(), StoreError> {
    let (a, b) = (store.article_at(a)?.document, store.article_at(b)?.document);
    let same = share(&a.text, &b.text);
    if same < SAME {
        return Ok(());
    }
    let known = |d: crate::model::Document| Known { day: d.published, key: d.key(), id: d.id };
    let (a, b) = (known(a), known(b));
    let (first, later) = if a <= b { (a, b) } else { (b, a) };
    // The nearest of several, and the earliest of those.
    let better =
        links.get(&later).is_none_or(|(of, had)| (same, std::cmp::Reverse(&first)) > (*had, std::cmp::Reverse(of)));
    if better {
        links.insert(later, (first, same));
    }
    Ok(())
}
