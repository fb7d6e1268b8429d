//! Segments, generations and what is lost with them.

use super::*;
use crate::model::{Document, Origin, Verdict};

fn article(n: u32) -> Article {
    let text = format!("第{n}村收获苹果{}吨。", n * 3 + 1);
    let (id, hash) = (format!("v{n}"), format!("{n:032x}"));
    let origin = Origin::default();
    let document = Document { id, hash, title: None, publisher: None, url: None, published: None, text, origin };
    Article { document, claims: Vec::new(), findings: Vec::new() }
}

#[test]
fn the_stored_form_does_not_change_without_a_new_layout() {
    let path = format!("{}/src/store/layout-{}.block", env!("CARGO_MANIFEST_DIR"), manifest::LAYOUT);
    let remedy =
        "raise LAYOUT in store/manifest.rs and write the sample with HESHU_WRITE_LAYOUT=1 cargo test --lib stored_form";
    if std::env::var_os("HESHU_WRITE_LAYOUT").is_some() {
        fs::write(&path, block::encode(&kept::strip(&checked())).unwrap()).unwrap();
    }
    let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}; {remedy}"));
    let plain = zstd::stream::decode_all(&bytes[block::HEADER..]).unwrap();
    let kept: kept::Kept = postcard::from_bytes(&plain).unwrap_or_else(|e| panic!("{e}: {remedy}"));
    let article = kept::restore(kept);
    assert!(postcard::to_stdvec(&kept::strip(&article)).unwrap() == plain, "{remedy}");
    // What was kept is what was meant, wherever a field may have changed places with another.
    let claim = &article.claims[0];
    assert_eq!((claim.quantity.text.as_str(), claim.doc.id.as_str()), ("200亩", "v1"));
    let flagged: Vec<_> = article.findings.iter().filter(|f| f.verdict == Verdict::Flag).collect();
    assert!(flagged.iter().any(|f| f.message.zh.contains("35%") && !f.repairs.is_empty()), "{flagged:?}");
}

/// An article with claims and findings of several kinds.
fn checked() -> Article {
    let rules = std::sync::Arc::new(crate::rules::Rules::embedded().unwrap());
    let text = "石桥镇果园面积由200亩增至250亩，增长35%。据县统计局介绍，截至2024年底，全镇约有1.2万户，比上年多3户。";
    let mut document = article(1).document;
    document.text = text.to_owned();
    document.title = Some("果园扩种".to_owned());
    document.published = Some(jiff::civil::date(2025, 1, 8));
    let extraction = crate::extract::Extractor::new(rules.clone()).extract(&document);
    let findings = crate::check::Checker::new(rules).check(&document, &extraction);
    Article { document, claims: extraction.claims, findings }
}

fn keep(store: &mut Store, numbers: std::ops::Range<u32>) {
    for n in numbers {
        store.keep(Encoded::new(&article(n)).unwrap()).unwrap();
        if n % 10 == 9 {
            store.commit().unwrap();
        }
    }
    store.commit().unwrap();
}

fn held(store: &Store) -> Vec<String> {
    store.articles().filter_map(Result::ok).map(|a| a.document.id).collect()
}

#[test]
fn sealed_segments_are_read_on_and_a_lost_one_costs_only_its_own() {
    let root = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(root.path()).unwrap();
    store.full = 1000;
    keep(&mut store, 0..60);
    assert!(store.manifest.sealed.len() >= 3, "{:?}", store.manifest);
    drop(store);
    let mut store = Store::open(root.path()).unwrap();
    keep(&mut store, 55..70);
    assert_eq!(held(&store).len(), 70);
    assert!(store.verify().unwrap().faults.is_empty());
    assert_eq!(store.article(&format!("{:032x}", 42)).unwrap().map(|a| a.document.id).as_deref(), Some("v42"));
    let lost = segment::path(&store.folder, 2);
    drop(store);
    fs::remove_file(lost).unwrap();
    let (store, damaged) = Store::rebuild(root.path()).unwrap();
    let left = held(&store);
    assert_eq!(damaged, 1);
    assert!(left.len() >= 40 && left.contains(&"v0".to_owned()) && left.contains(&"v69".to_owned()), "{left:?}");
    assert!(store.verify().unwrap().faults.is_empty());
    assert_eq!(store.tally().articles, left.len() as u64);
}

#[test]
fn a_store_stopped_while_being_made_is_made() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("heshu-store.json.new"), "{").unwrap();
    assert!(Store::open_or_create(root.path()).is_ok());
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("letter.txt"), "").unwrap();
    assert!(matches!(Store::open_or_create(other.path()), Err(StoreError::Foreign(_))));
}

#[test]
fn a_missing_open_segment_is_said_and_not_begun_anew() {
    let root = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(root.path()).unwrap();
    keep(&mut store, 0..5);
    let open = segment::path(&store.folder, 1);
    drop(store);
    fs::remove_file(open).unwrap();
    assert!(matches!(Store::open(root.path()), Err(StoreError::Block(..))));
    let (store, damaged) = Store::rebuild(root.path()).unwrap();
    assert_eq!((held(&store).len(), damaged), (0, 0));
}

#[test]
fn a_successor_takes_the_place_only_when_it_is_complete() {
    let root = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_create(root.path()).unwrap();
    keep(&mut store, 0..5);
    let mut next = store.successor("new rules").unwrap();
    keep(&mut next, 0..3);
    drop((store, next));
    let store = Store::open(root.path()).unwrap();
    assert_eq!((held(&store).len(), store.basis()), (5, ""));
    let mut next = store.successor("new rules").unwrap();
    keep(&mut next, 0..3);
    let store = store.replace(next).unwrap();
    assert_eq!((held(&store).len(), store.basis()), (3, "new rules"));
    drop(store);
    assert_eq!(held(&Store::open(root.path()).unwrap()).len(), 3);
}
