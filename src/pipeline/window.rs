//! Which articles are compared with which, and the comparison of some of them, wherever they come from.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::{Across, Sheet};
use crate::model::{Claim, Finding};
use crate::rules::Rules;
use crate::store::{Article, Between};

use super::twice::Twice;

/// Days of one bucket. Articles of two neighbouring buckets are compared, so that any two that were
/// published within so many days meet; reports further apart are of different days' news.
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

/// The windows of an archive whose articles are in these buckets: a window is a bucket and the one after it, and goes by
/// the number of the first.
pub fn windows(buckets: &BTreeSet<i64>) -> impl Iterator<Item = i64> + '_ {
    // A window that is only the second half of the one before says nothing new.
    buckets.iter().copied().filter(|b| buckets.contains(&(b + 1)) || !buckets.contains(&(b - 1)))
}

/// The findings between `count` articles of one window, in an order that depends on the articles alone. `articles`
/// gives them from the first on, and is asked twice where there are many.
///
/// # Errors
/// The first article that could not be had.
pub fn compare<E, I: Iterator<Item = Result<Article, E>>>(
    rules: &Arc<Rules>,
    count: usize,
    articles: impl Fn() -> I,
) -> Result<Vec<Between>, E> {
    compare_holding(rules, count, FEW, articles)
}

/// The same; of more than `few` articles, only claims with a partner are held.
pub(super) fn compare_holding<E, I: Iterator<Item = Result<Article, E>>>(
    rules: &Arc<Rules>,
    count: usize,
    few: usize,
    articles: impl Fn() -> I,
) -> Result<Vec<Between>, E> {
    let mut across = Across::new(rules.clone());
    let mut named = Named::default();
    let twice = if count > few { Some(partnered(&across, count, articles())?) } else { None };
    for article in articles() {
        let claims = named.under_key(article?);
        let Some(mut sheet) = across.read(&claims) else { continue };
        if let Some(twice) = &twice {
            sheet.keep_keys(|key| twice.has(u64::from(key)));
        }
        across.lay(sheet);
    }
    let wanted = |f: &Finding| rules.checks.is_on(&f.check, f.grade);
    Ok(across.disagreements().into_iter().filter(wanted).map(|finding| named.under_id(finding)).collect())
}

/// The keys that claims of two articles have.
fn partnered<E>(across: &Across, count: usize, articles: impl Iterator<Item = Result<Article, E>>) -> Result<Twice, E> {
    let mut twice = Twice::new(count);
    for article in articles {
        let sheet = across.read(&article?.claims);
        sheet.iter().flat_map(Sheet::keys).for_each(|key| twice.see(u64::from(key)));
    }
    Ok(twice)
}

/// Ids of articles by their keys. Two files may give one id to different articles, so that while articles are compared
/// they go by their keys, which are their own.
#[derive(Default)]
struct Named(HashMap<String, String>);

impl Named {
    fn under_key(&mut self, article: Article) -> Vec<Claim> {
        let key = article.document.key();
        let mut claims = article.claims;
        claims.iter_mut().for_each(|claim| claim.doc.id.clone_from(&key));
        self.0.insert(key, article.document.id);
        claims
    }

    fn under_id(&self, mut finding: Finding) -> Between {
        let documents = finding.docs.clone();
        for doc in finding.docs.iter_mut().chain(finding.spans.iter_mut().map(|s| &mut s.doc)) {
            if let Some(id) = self.0.get(doc) {
                for words in [&mut finding.message.zh, &mut finding.message.en] {
                    *words = words.replace(doc.as_str(), id); // an article without a title goes by its id
                }
                doc.clone_from(id);
            }
        }
        Between { finding, documents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_bucket_and_the_next_and_none_is_the_tail_of_another() {
        let of = |buckets: &[i64]| windows(&buckets.iter().copied().collect()).collect::<Vec<_>>();
        assert_eq!(of(&[1, 2, 3, 7]), [1, 2, 7]);
        assert_eq!(of(&[5]), [5]);
        let first = bucket(jiff::civil::date(1900, 1, 4));
        assert_eq!((first, bucket(jiff::civil::date(1900, 1, 5))), (Some(0), Some(1)));
    }
}
