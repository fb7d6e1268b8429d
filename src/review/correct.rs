//! Keeping corrections of claims.

use std::sync::PoisonError;

use jiff::Timestamp;

use super::Office;
use super::decide::{COMMENT, Refused, asked, name};
use crate::model::{
    Claim, Correction, Direction, Document, EntityMention, Field, Mention, MetricMention, Modality, Period,
    ReviewedArticle, Role, SCHEMA, Span, Stated,
};
use crate::quantity::{Context, PeriodReader};
use crate::text::View;

/// The roles by their published names.
pub const ROLES: [(Role, &str); 8] = [
    (Role::Level, "level"),
    (Role::Change, "change"),
    (Role::From, "from"),
    (Role::To, "to"),
    (Role::Rank, "rank"),
    (Role::Compare, "compare"),
    (Role::Part, "part"),
    (Role::Whole, "whole"),
];
/// The directions.
pub const DIRECTIONS: [(Option<Direction>, &str); 3] =
    [(None, ""), (Some(Direction::Up), "up"), (Some(Direction::Down), "down")];
/// The modalities.
pub const MODALITIES: [(Modality, &str); 5] = [
    (Modality::Actual, "actual"),
    (Modality::Forecast, "forecast"),
    (Modality::Target, "target"),
    (Modality::Hypothetical, "hypothetical"),
    (Modality::Denied, "denied"),
];

/// What a form says of a claim.
pub struct Wanted<'f> {
    /// The key of its article.
    pub article: &'f str,
    /// Its id.
    pub claim: &'f str,
    /// Free words.
    pub comment: &'f str,
    /// Whether every correction is taken back.
    pub undo: bool,
    /// The fields by name.
    pub fields: &'f [(String, String)],
}

impl Office {
    /// Keeps a correction, which is on the disk when this returns.
    ///
    /// # Errors
    /// A claim that is not there, words that do not stand in the article, a time or number that cannot be read,
    /// nothing changed, a full disk: then nothing was kept.
    pub fn correct(&self, wanted: &Wanted<'_>, who: &str) -> Result<(), Refused> {
        let gone = || {
            asked(
                "这个数字已不在数据仓里，可能刚重跑过。",
                "This number is no longer in the store, which may have been run again.",
            )
        };
        let (number, article) = {
            let catalogue = self.catalogue();
            let number = catalogue.number_of(wanted.article).ok_or_else(gone)?;
            (number, catalogue.article(number).map_err(Refused::Store)?.ok_or_else(gone)?)
        };
        let claim = article.claims.iter().find(|c| c.id == wanted.claim).ok_or_else(gone)?;
        let was = Stated::of(claim);
        let now = if wanted.undo { None } else { Some(self.stated(wanted, claim, &article.document)?) };
        let nothing = match &now {
            Some(now) => *now == was,
            None => self.corrected().standing(wanted.claim).is_none(),
        };
        if nothing {
            return Err(asked("什么都没有改。", "Nothing was changed."));
        }
        let document = &article.document;
        let entry = Correction {
            schema: SCHEMA,
            n: 0,
            when: Timestamp::now(),
            who: name(who),
            comment: wanted.comment.trim().chars().take(COMMENT).collect(),
            claim: claim.id.clone(),
            article: ReviewedArticle {
                id: document.id.clone(),
                title: document.title.clone(),
                url: document.url.clone(),
            },
            quoted: claim.quantity.text.clone(),
            was,
            now,
        };
        let mut entries = [entry];
        {
            let mut log = self.log();
            log.corrections.keep(&mut entries).map_err(Refused::Store)?;
            let mut corrected = self.corrected.write().unwrap_or_else(PoisonError::into_inner);
            entries.into_iter().for_each(|entry| corrected.add(entry));
        }
        self.write_catalogue().tell_again(number).map_err(Refused::Store)
    }

    fn stated(&self, wanted: &Wanted<'_>, claim: &Claim, document: &Document) -> Result<Stated, Refused> {
        let get = |name: &str| wanted.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim());
        let text = match claim.field {
            Field::Title => document.title.as_deref().unwrap_or_default(),
            Field::Text => &document.text,
        };
        let at = claim.quantity.start;
        let words = |name: &str, had: Option<Mention>| match get(name) {
            "" => Ok(None),
            same if had.as_ref().is_some_and(|had| had.text == same) => Ok(had),
            other => nearest(text, other, at).map(Some).ok_or_else(|| {
                asked(
                    &format!("文章里没有“{other}”这几个字；请照原文填写。"),
                    &format!("“{other}” does not stand in the article; write the words as they stand there."),
                )
            }),
        };
        let unknown = |what: &str| asked(&format!("不认识“{what}”。",), &format!("“{what}” is not known."));
        let listed = |name: &str| unknown(get(name));
        let view = View::new(text);
        let id = |names: &crate::rules::Names, m: &Mention| {
            names.id(view.norm(Span::new(m.start, m.end))).map(str::to_owned)
        };
        let subject = words(
            "subject",
            claim.subject.as_ref().map(|s| Mention { text: s.text.clone(), start: s.start, end: s.end }),
        )?;
        let metric = words(
            "metric",
            claim.metric.as_ref().map(|m| Mention { text: m.text.clone(), start: m.start, end: m.end }),
        )?;
        let unit = Some(get("unit")).filter(|u| !u.is_empty()).map(|u| u.chars().take(20).collect());
        Ok(Stated {
            value: get("value").parse().map_err(|_| unknown(get("value")))?,
            unit,
            subject: subject.map(|m| EntityMention {
                entity: id(&self.rules.entities, &m),
                text: m.text,
                start: m.start,
                end: m.end,
            }),
            metric: metric.map(|m| MetricMention {
                id: id(&self.rules.metrics, &m),
                text: m.text,
                start: m.start,
                end: m.end,
            }),
            time: self.time(get("time"), claim, document)?,
            role: ROLES.iter().find(|(_, n)| *n == get("role")).map(|(r, _)| *r).ok_or_else(|| listed("role"))?,
            direction: DIRECTIONS
                .iter()
                .find(|(_, n)| *n == get("direction"))
                .map(|(d, _)| *d)
                .ok_or_else(|| listed("direction"))?,
            baseline: words("baseline", claim.baseline.clone())?,
            source: words("source", claim.source.clone())?,
            modality: MODALITIES
                .iter()
                .find(|(_, n)| *n == get("modality"))
                .map(|(m, _)| *m)
                .ok_or_else(|| listed("modality"))?,
        })
    }

    /// A time in words or as a date, counted from the day of the article.
    fn time(&self, words: &str, claim: &Claim, document: &Document) -> Result<Option<Period>, Refused> {
        if words.is_empty() {
            return Ok(None);
        }
        if let Some(had) = claim.time.as_ref().filter(|had| had.text == words) {
            return Ok(Some(had.clone()));
        }
        let view = View::new(words);
        let context = Context { reference: document.published, ..Context::default() };
        let mut read = PeriodReader::new(&self.rules).read(&view, &context);
        let one = read.pop().filter(|one| read.is_empty() && one.start == 0 && one.end == view.len());
        let text = match claim.field {
            Field::Title => document.title.as_deref().unwrap_or_default(),
            Field::Text => &document.text,
        };
        // A time that the article does not have in these words stands, without length, at its number.
        let at = claim.quantity.start;
        let (start, end) = nearest(text, words, at).map_or((at, at), |m| (m.start, m.end));
        one.map(|one| Some(Period { start, end, ..one })).ok_or_else(|| {
            asked(
                &format!("“{words}”读不成一个时间；可写 2024年、2024年3月、去年一季度。"),
                &format!("“{words}” is not read as a time; write 2024年, 2024年3月 or 去年一季度."),
            )
        })
    }
}

/// Words where they stand in a text, as near to a place as they do.
fn nearest(text: &str, words: &str, at: usize) -> Option<Mention> {
    let length = words.chars().count();
    let mut best: Option<usize> = None;
    let mut counted = (0, 0);
    for (byte, _) in text.match_indices(words) {
        let start = counted.1 + text.get(counted.0..byte)?.chars().count();
        counted = (byte, start);
        if best.is_none_or(|had| start.abs_diff(at) < had.abs_diff(at)) {
            best = Some(start);
        }
    }
    best.map(|start| Mention { text: words.to_owned(), start, end: start + length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_words_are_meant() {
        let found = |at| nearest("果园和果园，果园", "果园", at).map(|m| (m.start, m.end));
        assert_eq!((found(0), found(4), found(9)), (Some((0, 2)), Some((3, 5)), Some((6, 8))));
        assert_eq!(nearest("果园", "菜园", 0), None);
    }
}
