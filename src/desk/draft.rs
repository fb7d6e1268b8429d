//! What a new draft of an article changed: findings gone, new and still there, numbers changed, added and removed.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Claim, Document, Field, Finding};

/// An article as it was checked.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The article.
    pub document: Document,
    /// Its numbers, in order.
    pub claims: Vec<Claim>,
    /// The findings that ask for something.
    pub findings: Vec<Finding>,
}

/// What became of one article; each list in order of place.
#[derive(Debug, Clone, Default)]
pub struct Changes<'d> {
    /// Findings of the old draft that the new one has no more.
    pub gone: Vec<&'d Finding>,
    /// Findings of the new draft that the old one had not.
    pub new: Vec<&'d Finding>,
    /// Findings of the new draft that the old one had too, though perhaps of another number.
    pub standing: Vec<&'d Finding>,
    /// Numbers that say something else of the same thing.
    pub changed: Vec<(&'d Claim, &'d Claim)>,
    /// Numbers that only the new draft has.
    pub added: Vec<&'d Claim>,
    /// Numbers that only the old draft had.
    pub removed: Vec<&'d Claim>,
}

impl Changes<'_> {
    /// Whether nothing changed that heshu sees.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty()
            && self.new.is_empty()
            && self.changed.is_empty()
            && self.added.is_empty()
            && self.removed.is_empty()
    }
}

/// What a draft is known by.
type Key<'f> = &'f dyn Fn(&Draft) -> Option<String>;

/// A draft with the older one that it follows.
pub type Followed<'d> = (Option<&'d Draft>, &'d Draft);

/// Which draft of the old ones each new one follows: the one of the same id, else of the same title, else of the same
/// file name; a single one left over follows the single one left over. Gives also the old ones that none follows.
pub fn pair<'d>(old: &'d [Draft], new: &'d [Draft]) -> (Vec<Followed<'d>>, Vec<&'d Draft>) {
    let id = |d: &Draft| (d.document.id != d.document.hash).then(|| d.document.id.clone());
    let title = |d: &Draft| d.document.title.clone();
    let name = |d: &Draft| {
        let file = d.document.origin.path.rsplit(['/', '\\']).next()?.to_owned();
        Some(format!("{file}:{}", d.document.origin.line.unwrap_or_default()))
    };
    let mut before: Vec<Option<&Draft>> = vec![None; new.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    let keys: [Key<'_>; 3] = [&id, &title, &name];
    for key in keys {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, draft) in old.iter().enumerate().rev().filter(|(n, _)| !taken.contains(n)) {
            key(draft).into_iter().for_each(|k| places.entry(k).or_default().push(n));
        }
        for (slot, draft) in before.iter_mut().zip(new).filter(|(slot, _)| slot.is_none()) {
            if let Some(n) = key(draft).and_then(|k| places.get_mut(&k)?.pop()) {
                *slot = old.get(n);
                taken.insert(n);
            }
        }
    }
    let mut left: Vec<&Draft> = old.iter().enumerate().filter(|(n, _)| !taken.contains(n)).map(|(_, d)| d).collect();
    let open: Vec<usize> = (0..new.len()).filter(|n| before.get(*n).is_some_and(Option::is_none)).collect();
    if let ([only], [last]) = (open.as_slice(), left.as_slice()) {
        if let Some(slot) = before.get_mut(*only) {
            *slot = Some(last);
        }
        left.clear();
    }
    (before.into_iter().zip(new).collect(), left)
}

/// Compares two drafts of one article.
pub fn changes<'d>(old: &'d Draft, new: &'d Draft) -> Changes<'d> {
    let followed = align(&old.claims, &new.claims);
    let mut out = Changes::default();
    let mut met: HashSet<usize> = HashSet::new();
    let mut now: HashMap<&str, &str> = HashMap::new();
    for (claim, next) in old.claims.iter().zip(&followed) {
        match next.and_then(|n| Some((n, new.claims.get(n)?))) {
            Some((n, after)) => {
                met.insert(n);
                now.insert(&claim.id, &after.id);
                if claim.quantity.text != after.quantity.text {
                    out.changed.push((claim, after));
                }
            }
            None => out.removed.push(claim),
        }
    }
    out.added = new.claims.iter().enumerate().filter(|(n, _)| !met.contains(n)).map(|(_, c)| c).collect();
    out.changed.sort_by_key(|(_, after)| (after.field == Field::Text, after.quantity.start));
    // A finding is the same if its fingerprint is, or its check with the numbers that follow its numbers.
    let follows = |before: &Finding, after: &Finding| {
        let moved: Option<Vec<&str>> = before.claims.iter().map(|c| now.get(c.as_str()).copied()).collect();
        before.fingerprint == after.fingerprint
            || before.check == after.check && !after.claims.is_empty() && moved.is_some_and(|m| m == after.claims)
    };
    let mut left: Vec<&Finding> = old.findings.iter().collect();
    for finding in &new.findings {
        match left.iter().position(|f| follows(f, finding)) {
            Some(at) => {
                left.remove(at);
                out.standing.push(finding);
            }
            None => out.new.push(finding),
        }
    }
    out.gone = left;
    out
}

/// How many of the numbers that are left are looked at on either side of the place where one should be.
const REACH: usize = 100;

/// Which new number follows each old one.
fn align(old: &[Claim], new: &[Claim]) -> Vec<Option<usize>> {
    let mut followed: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    // the same words: in the same sentence, or said of the same thing
    let here = |c: &Claim| format!("{}\u{0}{}", c.quantity.text, c.sentence.text);
    let of = |c: &Claim| {
        let subject = c.subject.as_ref().map_or("", |s| s.text.as_str());
        let metric = c.metric.as_ref().map_or("", |m| m.text.as_str());
        format!("{}\u{0}{subject}\u{0}{metric}", c.quantity.text)
    };
    let keys: [&dyn Fn(&Claim) -> String; 2] = [&here, &of];
    for key in keys {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, claim) in new.iter().enumerate().rev().filter(|(n, _)| !taken[*n]) {
            places.entry(key(claim)).or_default().push(n);
        }
        for (slot, claim) in followed.iter_mut().zip(old).filter(|(slot, _)| slot.is_none()) {
            *slot = places.get_mut(&key(claim)).and_then(Vec::pop);
            slot.iter().for_each(|n| taken[*n] = true);
        }
    }
    // the rest: the likeliest pairs first
    let rest_old: Vec<usize> = (0..old.len()).filter(|n| followed[*n].is_none()).collect();
    let rest_new: Vec<usize> = (0..new.len()).filter(|n| !taken[*n]).collect();
    let shapes_old: Vec<Shape> = rest_old.iter().map(|n| Shape::of(&old[*n])).collect();
    let shapes_new: Vec<Shape> = rest_new.iter().map(|n| Shape::of(&new[*n])).collect();
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (i, before) in shapes_old.iter().enumerate() {
        let middle = i * rest_new.len().max(1) / rest_old.len().max(1);
        let range = middle.saturating_sub(REACH)..(middle + REACH).min(rest_new.len());
        for (j, after) in range.clone().zip(&shapes_new[range]) {
            let likeness = before.likeness(after, &old[rest_old[i]], &new[rest_new[j]]);
            if likeness >= 60 {
                pairs.push((likeness, i, j));
            }
        }
    }
    pairs.sort_by_key(|(likeness, i, j)| (std::cmp::Reverse(*likeness), *i, *j));
    for (_, i, j) in pairs {
        let (before, after) = (rest_old[i], rest_new[j]);
        if followed[before].is_none() && !taken[after] {
            followed[before] = Some(after);
            taken[after] = true;
        }
    }
    followed
}

/// The pairs of neighbouring characters of a sentence, its digits aside.
struct Shape(BTreeMap<(char, char), u32>, u32);

impl Shape {
    fn of(claim: &Claim) -> Shape {
        let chars: Vec<char> = claim.sentence.text.chars().filter(|c| c.is_alphabetic()).collect();
        let mut pairs = BTreeMap::new();
        for pair in chars.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_default() += 1;
        }
        Shape(pairs, chars.len().saturating_sub(1) as u32)
    }

    /// How likely two numbers speak of one thing, in hundredths and more; 0 for numbers of different kinds.
    fn likeness(&self, other: &Shape, a: &Claim, b: &Claim) -> u32 {
        if a.quantity.kind != b.quantity.kind || a.field != b.field {
            return 0;
        }
        let shared: u32 = self.0.iter().map(|(pair, n)| *n.min(other.0.get(pair).unwrap_or(&0))).sum();
        let sentence = 200 * shared / (self.1 + other.1).max(1);
        let same = |equal: bool, weight: u32| if equal { weight } else { 0 };
        let words = |c: &Claim| (c.subject.as_ref().map(|s| s.text.clone()), c.metric.as_ref().map(|m| m.text.clone()));
        let ((subject_a, metric_a), (subject_b, metric_b)) = (words(a), words(b));
        let time = |c: &Claim| c.time.as_ref().map(|t| t.norm.clone().unwrap_or_else(|| t.text.clone()));
        let about = same(subject_a.is_some() && subject_a == subject_b, 25)
            + same(metric_a.is_some() && metric_a == metric_b, 15)
            + same(a.quantity.unit == b.quantity.unit, 10)
            + same(a.role == b.role, 10)
            + same(time(a) == time(b), 10);
        if sentence < 30 { 0 } else { sentence / 2 + about }
    }
}
