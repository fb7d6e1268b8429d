//! Which articles are compared with which, and the comparison of some of them, wherever they come from.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::{Across, Sheet};
use crate::model::{Claim, Finding};
use crate::rules::Rules;
use crate::store::{Article, Between};

use super::ordered;
use super::twice::Twice;

/// Days of one bucket. The articles of a bucket are compared with one another and with those of the next, so that any two
/// that were published within so many days meet, and meet once; reports further apart are of different days' news.
const DAYS: i64 = 4;
/// Articles whose claims are all held, in 10 KB an article. Of more, a first pass finds the claims that have a partner.
pub(super) const FEW: usize = 9_000;
/// Most articles that are compared at once, which bounds the memory: 12,000 a day, or so many without a date.
pub const MOST: usize = 100_000;

/// The bucket of a day of publication.
pub fn bucket(day: Date) -> Option<i64> {
    let span = jiff::civil::date(1900, 1, 1).until(day).ok()?;
    Some(i64::from(span.get_days()).div_euclid(DAYS))
}

/// Articles that are compared: where each is to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window<P> {
    /// Those of a bucket: with one another and with `next`.
    pub own: Vec<P>,
    /// Those of the bucket after it, which are compared with one another elsewhere.
    pub next: Vec<P>,
}

impl<P> Default for Window<P> {
    fn default() -> Self {
        Window { own: Vec::new(), next: Vec::new() }
    }
}

impl<P: Sync> Window<P> {
    /// How many articles are compared.
    pub fn len(&self) -> usize {
        self.own.len() + self.next.len()
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() || self.len() < 2
    }

    /// The findings between the articles, in an order that depends on the articles alone. `read` gives an article, and
    /// is asked twice for each where there are many.
    ///
    /// # Errors
    /// The first article that could not be had.
    pub fn compare<E: Send>(
        &self,
        rules: &Arc<Rules>,
        threads: usize,
        read: impl Fn(&P) -> Result<Article, E> + Sync,
    ) -> Result<Vec<Between>, E> {
        self.compare_holding(rules, threads, FEW, read)
    }

    /// The same; of more than `few` articles, only claims with a partner are held.
    pub(super) fn compare_holding<E: Send>(
        &self,
        rules: &Arc<Rules>,
        threads: usize,
        few: usize,
        read: impl Fn(&P) -> Result<Article, E> + Sync,
    ) -> Result<Vec<Between>, E> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let reader = Across::new(rules.clone());
        let mut twice = None;
        if self.len() > few {
            let seen = twice.insert(Twice::new(self.len()));
            let keys = |place: &P| Ok(reader.read(&read(place)?.claims).map_or_else(Vec::new, |sheet| sheet.keys()));
            each(&self.own, threads, keys, |keys| keys.into_iter().for_each(|key| seen.see(u64::from(key))))?;
            // Two of the next have nothing to say to each other here.
            each(&self.next, threads, keys, |keys| keys.into_iter().for_each(|key| seen.meet(u64::from(key))))?;
        }
        let sheet = |place: &P| {
            let article = read(place)?;
            let (key, id, claims) = under_key(article);
            let mut sheet = reader.read(&claims);
            if let (Some(sheet), Some(twice)) = (&mut sheet, &twice) {
                sheet.keep_keys(|key| twice.has(u64::from(key)));
            }
            Ok((key, id, sheet))
        };
        let mut across = Across::new(rules.clone());
        let mut named = HashMap::new();
        let mut lay = |across: &mut Across, (key, id, sheet): (String, String, Option<Sheet>)| {
            if let Some(sheet) = sheet {
                named.insert(key, id);
                across.lay(sheet);
            }
        };
        each(&self.own, threads, sheet, |laid| lay(&mut across, laid))?;
        across.fence();
        each(&self.next, threads, sheet, |laid| lay(&mut across, laid))?;
        let wanted = |f: &Finding| rules.checks.is_on(&f.check, f.grade);
        let found = across.disagreements(threads).into_iter().filter(wanted);
        Ok(found.map(|finding| under_id(finding, &named)).collect())
    }
}

/// Does some work on each place, in any number of threads, and gives what comes of it in order.
fn each<P: Sync, T: Send, E: Send>(
    places: &[P],
    threads: usize,
    work: impl Fn(&P) -> Result<T, E> + Sync,
    mut take: impl FnMut(T),
) -> Result<(), E> {
    if threads < 2 {
        return places.iter().try_for_each(|place| {
            take(work(place)?);
            Ok(())
        });
    }
    let mut fault = Ok(());
    // Some at once, so that the threads do not spend their time on handing over.
    let some = |places: &[P]| places.iter().map(&work).collect::<Result<Vec<T>, E>>();
    ordered(places.chunks(16), threads, some, |done| match done {
        Ok(done) => {
            done.into_iter().for_each(&mut take);
            ControlFlow::Continue(())
        }
        Err(e) => {
            fault = Err(e);
            ControlFlow::Break(())
        }
    });
    fault
}

/// An article's key, its id, and its claims under the key. Two files may give one id to different articles, so that while
/// articles are compared they go by their keys, which are their own.
fn under_key(article: Article) -> (String, String, Vec<Claim>) {
    let key = article.document.key();
    let mut claims = article.claims;
    claims.iter_mut().for_each(|claim| claim.doc.id.clone_from(&key));
    (key, article.document.id, claims)
}

/// A finding under the ids of its articles again; `named` has them by key.
fn under_id(mut finding: Finding, named: &HashMap<String, String>) -> Between {
    let documents = finding.docs.clone();
    for doc in finding.docs.iter_mut().chain(finding.spans.iter_mut().map(|s| &mut s.doc)) {
        if let Some(id) = named.get(doc) {
            for words in [&mut finding.message.zh, &mut finding.message.en] {
                *words = words.replace(doc.as_str(), id); // an article without a title goes by its id
            }
            doc.clone_from(id);
        }
    }
    Between { finding, documents }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_days_are_a_bucket() {
        let of = |day| bucket(jiff::civil::date(1900, 1, day));
        assert_eq!((of(1), of(4), of(5)), (Some(0), Some(0), Some(1)));
        assert_eq!(bucket(jiff::civil::date(1899, 12, 31)), Some(-1));
    }

    #[test]
    fn work_is_taken_in_order_up_to_the_first_fault() {
        let places: Vec<u32> = (0..100).collect();
        for threads in [1, 3] {
            let mut taken = Vec::new();
            let work = |n: &u32| if *n == 50 { Err("fifty") } else { Ok(*n) };
            assert_eq!(each(&places, threads, work, |n| taken.push(n)), Err("fifty"));
            assert!(taken.len() >= 48 && taken.iter().copied().eq(0..taken.len() as u32), "{taken:?}");
        }
    }
}
