//! The findings between the articles of a store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use crate::rules::Rules;
use crate::store::{Likeness, Place, Store, StoreError};

use super::window::{MOST, Window, bucket};

/// Compares the articles of a store that were published within a few days of each other (those without a date,
/// all with each other) and keeps what does not agree. What was found between articles before stands where no other came
/// to them. `stop` ends it early: then what was kept before stands, what was found meanwhile is taken over by the next
/// job, and false is given. The outcome does not depend on the order in which articles were kept. `step` is told how many
/// articles are done, of how many.
///
/// # Errors
/// A damaged block, a full disk.
pub fn between(
    store: &mut Store,
    rules: &Arc<Rules>,
    threads: usize,
    stop: &AtomicBool,
    step: impl Fn(usize, usize),
) -> Result<bool, StoreError> {
    let mut dated: BTreeMap<i64, Vec<Likeness>> = BTreeMap::new();
    let mut undated = Vec::new();
    for found in store.likenesses() {
        let likeness = found?;
        match likeness.day.and_then(bucket) {
            Some(bucket) => dated.entry(bucket).or_default().push(likeness),
            None => undated.push(likeness),
        }
    }
    let all = undated.len() + dated.values().map(Vec::len).sum::<usize>();
    let of = |bucket: i64| dated.get(&bucket).cloned().unwrap_or_default();
    let windows = dated.keys().map(|bucket| Window { own: of(*bucket), next: of(bucket + 1) });
    let undated = Window { own: undated, next: Vec::new() };
    let mut compared = store.compare()?;
    let mut done = 0;
    for window in windows.chain([undated]) {
        let own = window.own.len();
        for part in split(window, MOST).iter().filter(|part| !part.is_empty()) {
            if stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let name = name(part);
            if !compared.stands(name)? {
                let places = places(part);
                compared.add(name, &places.compare(rules, threads, |place| store.article_at(*place))?)?;
            }
        }
        done += own;
        step(done, all);
    }
    compared.end(store.tally().articles)?;
    Ok(true)
}

/// A window, or of too many articles parts of it, of which each holds what is most alike, whatever the order in which
/// the articles were kept.
fn split(window: Window<Likeness>, most: usize) -> Vec<Window<Likeness>> {
    if window.len() <= most {
        return vec![window];
    }
    let own = window.own.into_iter().map(|one| (true, one));
    let mut all: Vec<_> = own.chain(window.next.into_iter().map(|one| (false, one))).collect();
    all.sort_unstable_by_key(|(_, one)| (one.bits, one.day, one.document));
    let part = |part: &[(bool, Likeness)]| {
        let side = |own: bool| part.iter().filter(|(is, _)| *is == own).map(|(_, one)| *one).collect();
        Window { own: side(true), next: side(false) }
    };
    all.chunks(most).map(part).collect()
}

/// Tells a set of articles from others.
fn name(window: &Window<Likeness>) -> [u8; 16] {
    let mut sum = Sha256::new();
    for side in [&window.own, &window.next] {
        let mut documents: Vec<_> = side.iter().map(|one| (one.document, one.day)).collect();
        documents.sort_unstable();
        sum.update((documents.len() as u64).to_le_bytes());
        for (document, day) in documents {
            let (year, month, day) = day.map_or((0, 0, 0), |d| (d.year(), d.month(), d.day()));
            sum.update(document.to_le_bytes());
            sum.update(year.to_le_bytes());
            sum.update([month.cast_unsigned(), day.cast_unsigned()]);
        }
    }
    let mut name = [0; 16];
    name.iter_mut().zip(sum.finalize()).for_each(|(to, from)| *to = from);
    name
}

/// Where the articles are, in the order of the store.
fn places(window: &Window<Likeness>) -> Window<Place> {
    let [own, next] = [&window.own, &window.next].map(|side| {
        let mut places: Vec<Place> = side.iter().map(|one| one.place).collect();
        places.sort_unstable();
        places
    });
    Window { own, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Unread;
    use crate::model::{Document, Origin, Verdict};
    use crate::pipeline::Readers;
    use crate::store::Between;

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

    fn run(store: &mut Store, rules: &Arc<Rules>) -> Vec<Between> {
        assert!(between(store, rules, 2, &AtomicBool::new(false), |_, _| {}).unwrap());
        store.between().unwrap().map(Result::unwrap).collect()
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
        let mut found = Vec::new();
        for documents in [documents, turned] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = store(folder.path(), &readers, documents);
            found.push(run(&mut store, &rules));
            let own: Vec<Likeness> = store.likenesses().map(Result::unwrap).collect();
            let all = places(&Window { own, next: Vec::new() });
            let ids = |few: usize, threads: usize| -> Vec<String> {
                let found = all.compare_holding(&rules, threads, few, |place| store.article_at(*place)).unwrap();
                found.into_iter().map(|b| b.finding.id).collect()
            };
            assert_eq!(ids(0, 1), ids(100, 3));
            assert_eq!(ids(0, 2), ids(100, 1));
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
    fn articles_that_come_later_change_only_what_they_touch() {
        let rules = Arc::new(Rules::embedded().unwrap());
        let readers = Readers::new(&rules, &[]);
        // Days 4 and 5 are of one bucket, 6 of the next, 24 and 25 of one far away.
        let text = |n: usize, dead: usize| format!("第{n}版。5月1日，{}", report(1, dead));
        let all: Vec<Document> = [(4, 9), (5, 12), (6, 14), (24, 9), (25, 12)]
            .into_iter()
            .zip(1..)
            .map(|((day, dead), n)| document(&format!("d{n}"), n, Some(day), &text(n, dead)))
            .collect();
        let whole = tempfile::tempdir().unwrap();
        let expected = run(&mut store(whole.path(), &readers, all.clone()), &rules);
        let pairs: Vec<&[String]> = expected.iter().map(|b| b.finding.docs.as_slice()).collect();
        assert_eq!(pairs, [["d1", "d2"], ["d1", "d3"], ["d2", "d3"], ["d4", "d5"]], "{expected:?}");
        let folder = tempfile::tempdir().unwrap();
        for later in [4, 0, 2, 1, 3] {
            let mut store = store(folder.path(), &readers, vec![all[later].clone()]);
            run(&mut store, &rules);
        }
        let mut store = Store::open(folder.path()).unwrap();
        assert!(store.is_compared().unwrap());
        assert_eq!(run(&mut store, &rules), expected);
        // What stands is not compared again: of a window that stands not even the articles are read.
        let window = Window { own: store.likenesses().map(Result::unwrap).collect(), next: Vec::new() };
        let mut compared = store.compare().unwrap();
        assert!(!compared.stands(name(&window)).unwrap());
        let days = |days: &[i8]| -> Vec<Likeness> {
            window.own.iter().filter(|l| l.day.is_some_and(|d| days.contains(&d.day()))).copied().collect()
        };
        assert!(compared.stands(name(&Window { own: days(&[4, 5]), next: days(&[6]) })).unwrap());
        assert!(!compared.stands(name(&Window { own: days(&[4, 5]), next: Vec::new() })).unwrap());
    }

    #[test]
    fn a_window_too_large_is_split_by_likeness() {
        let one = |bits, offset| Likeness { day: None, bits, place: Place { segment: 1, offset }, document: bits };
        let (own, next) = (vec![one(7, 1), one(9, 2)], vec![one(9, 1), one(7, 2), one(7, 3)]);
        let parts = split(Window { own, next }, 3);
        let offsets = |side: &[Likeness]| side.iter().map(|l| l.place.offset).collect::<Vec<_>>();
        let parts: Vec<_> = parts.iter().map(|p| (offsets(&p.own), offsets(&p.next))).collect();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].0.clone(), parts[0].1.len(), parts[1].clone()), (vec![1], 2, (vec![2], vec![1])));
    }
}
