//! The findings between the articles of a store.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;

use crate::check::Across;
use crate::model::Verdict;
use crate::rules::Rules;
use crate::store::{Between, Likeness, Place, Store, StoreError};

/// Days of one bucket. Articles of two neighbouring buckets are compared, so that any two that were
/// published within so many days meet; reports further apart are of different days' news.
const DAYS: i64 = 4;
/// Most articles that are compared at once: what bounds memory and time.
const WINDOW: usize = 4000;

/// Compares the articles of a store that were published within a few days of each other (those without a date,
/// with their neighbours in the store) and keeps what does not agree. `stop` ends it early: then what was kept before
/// stands, and false is given.
///
/// # Errors
/// A damaged block, a full disk.
pub fn between(store: &mut Store, rules: &Arc<Rules>, stop: &AtomicBool) -> Result<bool, StoreError> {
    let mut buckets: BTreeMap<i64, Vec<Place>> = BTreeMap::new();
    let mut undated = Vec::new();
    for found in store.likenesses() {
        let Likeness { day: date, place, .. } = found?;
        match date.and_then(day) {
            Some(day) => buckets.entry(day.div_euclid(DAYS)).or_default().push(place),
            None => undated.push(place),
        }
    }
    buckets.values_mut().chain([&mut undated]).for_each(|places| places.sort_unstable());
    let mut windows: Vec<Vec<Place>> = undated.chunks(WINDOW).map(<[Place]>::to_vec).collect();
    for (bucket, places) in &buckets {
        let next = buckets.get(&(bucket + 1)).map(Vec::as_slice).unwrap_or_default();
        // A window that is only the second half of the one before says nothing new.
        let repeats = next.is_empty() && buckets.contains_key(&(bucket - 1));
        if !repeats {
            let both: Vec<Place> = places.iter().chain(next).copied().collect();
            windows.extend(both.chunks(WINDOW).map(<[Place]>::to_vec));
        }
    }
    let mut kept = Vec::new();
    let mut known = HashSet::new();
    for window in windows.iter().filter(|w| w.len() > 1) {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let found = compare(store, rules, window)?;
        kept.extend(found.into_iter().filter(|b| known.insert(b.finding.id.clone())));
    }
    store.keep_between(&kept)?;
    Ok(true)
}

fn compare(store: &Store, rules: &Arc<Rules>, window: &[Place]) -> Result<Vec<Between>, StoreError> {
    let mut across = Across::new(rules.clone());
    let mut keys = HashMap::new();
    for place in window {
        let article = store.article_at(*place)?;
        across.add(&article.claims);
        let key = article.document.key();
        keys.insert(article.document.id, key);
    }
    let worth_keeping = |verdict| matches!(verdict, Verdict::Flag | Verdict::Note);
    let findings = across.finish().into_iter().filter(|f| worth_keeping(f.verdict));
    let with_documents = findings.map(|finding| {
        let documents = finding.docs.iter().filter_map(|id| keys.get(id).cloned()).collect();
        Between { finding, documents }
    });
    Ok(with_documents.collect())
}

/// Days since an arbitrary one.
fn day(date: Date) -> Option<i64> {
    let span = jiff::civil::date(1900, 1, 1).until(date).ok()?;
    Some(i64::from(span.get_days()))
}
