//! The findings between the articles of a store.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::rules::Rules;
use crate::store::{Between, Likeness, Place, Store, StoreError};

use super::window::{FEW, MOST, bucket, compare_holding, windows};

/// Compares the articles of a store that were published within a few days of each other (those without a date,
/// all with each other) and keeps what does not agree. `stop` ends it early: then what was kept before
/// stands, and false is given. The outcome does not depend on the order in which articles were kept.
///
/// # Errors
/// A damaged block, a full disk.
pub fn between(store: &mut Store, rules: &Arc<Rules>, stop: &AtomicBool) -> Result<bool, StoreError> {
    let mut held: BTreeMap<i64, Vec<Likeness>> = BTreeMap::new();
    let mut undated = Vec::new();
    for found in store.likenesses() {
        let likeness = found?;
        match likeness.day.and_then(bucket) {
            Some(bucket) => held.entry(bucket).or_default().push(likeness),
            None => undated.push(likeness),
        }
    }
    let mut kept = Vec::new();
    let mut known = HashSet::new();
    let buckets = held.keys().copied().collect();
    let of = |bucket: i64| held.get(&bucket).map(Vec::as_slice).unwrap_or_default();
    let dated = windows(&buckets).map(|bucket| [of(bucket), of(bucket + 1)].concat());
    for window in dated.chain([undated]).flat_map(|window| split(window, MOST)).filter(|w| w.len() > 1) {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let found = compare(store, rules, &window, FEW)?;
        kept.extend(found.into_iter().filter(|b| known.insert(b.finding.id.clone())));
    }
    store.keep_between(&kept)?;
    Ok(true)
}

/// The places of a window in the order of the store; of too many, in parts of which each holds what is most alike,
/// whatever the order in which they were kept.
fn split(mut window: Vec<Likeness>, most: usize) -> Vec<Vec<Place>> {
    if window.len() > most {
        window.sort_unstable_by_key(|l| (l.bits, l.day, l.place));
    }
    let places = |part: &[Likeness]| {
        let mut places: Vec<Place> = part.iter().map(|l| l.place).collect();
        places.sort_unstable();
        places
    };
    window.chunks(most).map(places).collect()
}

fn compare(store: &Store, rules: &Arc<Rules>, window: &[Place], few: usize) -> Result<Vec<Between>, StoreError> {
    compare_holding(rules, window.len(), few, || window.iter().map(|place| store.article_at(*place)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Unread;
    use crate::model::{Document, Origin, Verdict};
    use crate::pipeline::Readers;

    fn document(id: &str, n: usize, day: Option<i8>, text: &str) -> Document {
        Document {
            id: id.to_owned(),
            hash: format!("{n:032x}"),
            title: None,
            publisher: None,
            url: None,
            published: day.map(|day| jiff::civil::date(2024, 5, day)),
            text: text.to_owned(),
            origin: Origin { path: format!("{n}"), ..Origin::default() },
        }
    }

    fn store(folder: &std::path::Path, readers: &Readers, documents: Vec<Document>) -> Store {
        let mut store = Store::open_or_create(folder).unwrap();
        let input = documents.into_iter().map(|d| Unread::from(Ok(d)));
        readers.run(input, &mut store, 2, &AtomicBool::new(false), |_| {}).unwrap();
        store
    }

    fn report(n: usize, dead: usize) -> String {
        const SIGNS: [char; 12] = ['松', '竹', '梅', '兰', '柳', '枫', '桐', '柏', '榆', '槐', '桂', '杉'];
        let sign = SIGNS[n];
        format!("{sign}岭县{sign}坪{sign}{sign}煤矿透水事故共造成{dead}人遇难。")
    }

    #[test]
    fn what_is_found_depends_neither_on_the_order_nor_on_how_much_is_held() {
        let rules = Arc::new(Rules::embedded().unwrap());
        let readers = Readers::new(&rules, &[]);
        let mut documents: Vec<Document> = Vec::new();
        for n in 0..12 {
            let id = format!("d{n}");
            documents.push(document(&id, n * 2 + 1, Some(3), &report(n, 9)));
            // Another article of the same id, from another file.
            documents.push(document(&id, n * 2 + 2, Some(3), &format!("快讯。{}", report(n, 12))));
        }
        let mut turned = documents.clone();
        turned.reverse();
        let stop = AtomicBool::new(false);
        let mut found = Vec::new();
        for documents in [documents, turned] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = store(folder.path(), &readers, documents);
            assert!(between(&mut store, &rules, &stop).unwrap());
            found.push(store.between().unwrap());
            let places: Vec<Place> = store.likenesses().map(|l| l.unwrap().place).collect();
            let mut places = places;
            places.sort_unstable();
            let ids = |found: Vec<Between>| -> Vec<String> { found.into_iter().map(|b| b.finding.id).collect() };
            assert_eq!(
                ids(compare(&store, &rules, &places, 0).unwrap()),
                ids(compare(&store, &rules, &places, FEW).unwrap())
            );
        }
        assert_eq!(found[0], found[1]);
        assert_eq!(found[0].len(), 12, "{found:?}");
        for one in &found[0] {
            assert_eq!(one.finding.verdict, Verdict::Flag);
            assert_eq!((one.documents.len(), one.finding.docs[0] == one.finding.docs[1]), (2, true));
            assert_ne!(one.documents[0], one.documents[1]);
        }
    }

    #[test]
    fn a_window_too_large_is_split_by_likeness() {
        let one = |bits, offset| Likeness { day: None, bits, place: Place { segment: 1, offset } };
        let (a, b) = (vec![one(7, 1), one(9, 2), one(7, 3)], vec![one(9, 1), one(7, 2), one(7, 3)]);
        let sizes = |window| split(window, 2).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!((sizes(a.clone()), sizes(b)), (vec![2, 1], vec![2, 1]));
        assert_eq!(split(a, 2)[0].iter().map(|p| p.offset).collect::<Vec<_>>(), [1, 3]);
    }
}
