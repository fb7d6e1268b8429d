//! An article laid out for the checks: its sentences with numbers and times as single characters,
//! and the amounts of its numbers.

use jiff::civil::Date;

use crate::extract::Extraction;
use crate::model::{Document, Field, Period, Span};
use crate::rules::{Halo, Match};
use crate::text::{Line, Slot, View, sentences};

use super::amount::Figure;

/// How far from a match the words of its sentence count.
const NEAR: usize = 300;

/// An article under check.
pub struct Scene<'a> {
    /// The article.
    pub document: &'a Document,
    /// Its numbers, in order of field and place.
    pub figures: Vec<Figure<'a>>,
    /// Its sentences, title first.
    pub sentences: Vec<SceneLine>,
    pages: Vec<Page<'a>>,
}

/// Title or text.
struct Page<'a> {
    field: Field,
    view: View<'a>,
    items: Vec<Item<'a>>,
}

/// A number or time in the text.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    /// Index in [`Scene::figures`].
    Number(usize),
    /// A time.
    Time(&'a Period),
}

/// One sentence.
pub struct SceneLine {
    /// Title or text.
    pub field: Field,
    /// Where it stands.
    pub span: Span,
    /// Its encoded form, empty where it holds no number and no time; item numbers count in the field.
    pub line: Line,
    /// Its numbers, as indices in [`Scene::figures`].
    pub numbers: Vec<usize>,
}

impl<'a> Scene<'a> {
    /// Lays out an article. Linear in its length.
    pub fn new(document: &'a Document, extraction: &'a Extraction, halo: &Halo) -> Self {
        let figures: Vec<Figure<'a>> = extraction.claims.iter().map(|claim| Figure::new(claim, halo)).collect();
        let mut scene = Scene { document, figures, sentences: Vec::new(), pages: Vec::new() };
        for field in [Field::Title, Field::Text] {
            let text = scene.text(field);
            scene.add_page(field, text, extraction);
        }
        scene
    }

    fn add_page(&mut self, field: Field, text: &'a str, extraction: &'a Extraction) {
        let numbers = self.figures.iter().enumerate().filter(|(_, f)| f.claim.field == field);
        let times = extraction.periods.iter().filter(|(f, _)| *f == field).map(|(_, p)| p);
        let mut placed: Vec<(Span, Slot, Item<'a>)> = numbers
            .map(|(i, f)| (f.claim.quantity.span(), Slot::Quantity(f.kind()), Item::Number(i)))
            .chain(times.map(|p| (p.span(), Slot::Period, Item::Time(p))))
            .collect();
        placed.sort_by_key(|(span, slot, _)| (span.start, matches!(slot, Slot::Period)));
        let slots: Vec<(Span, Slot)> = placed.iter().map(|&(span, slot, _)| (span, slot)).collect();
        let view = View::new(text);
        let items: Vec<Item<'a>> = placed.into_iter().map(|(_, _, item)| item).collect();
        let mut next = 0;
        for sentence in sentences(&view) {
            // a sentence without a number or time has its words and no more
            next += slots.iter().skip(next).take_while(|(s, _)| s.start < sentence.span.start).count();
            let empty = slots.get(next).is_none_or(|(s, _)| s.start >= sentence.span.end);
            let line = if empty { Line::default() } else { Line::new(&view, sentence.span, &slots) };
            let numbers = line.items_in(0..line.encoded().len()).filter_map(|i| match items.get(i) {
                Some(Item::Number(n)) => Some(*n),
                _ => None,
            });
            let numbers = numbers.collect();
            self.sentences.push(SceneLine { field, span: sentence.span, numbers, line });
        }
        self.pages.push(Page { field, view, items });
    }

    /// A field as written.
    pub fn text(&self, field: Field) -> &'a str {
        match field {
            Field::Title => self.document.title.as_deref().unwrap_or(""),
            Field::Text => &self.document.text,
        }
    }

    /// The normalised words of a stretch.
    pub fn words(&self, field: Field, span: Span) -> &str {
        self.page(field).map_or("", |p| p.view.norm(span))
    }

    /// The words of a stretch as written.
    pub fn original(&self, field: Field, span: Span) -> &'a str {
        self.page(field).map_or("", |p| p.view.original(span))
    }

    /// The text of a field that holds a time.
    pub fn view_with_times(&self, field: Field) -> Option<&View<'a>> {
        let page = self.page(field)?;
        page.items.iter().any(|i| matches!(i, Item::Time(_))).then_some(&page.view)
    }

    /// Every number and time with its field.
    pub fn items(&self) -> impl Iterator<Item = (Field, Item<'a>)> {
        self.pages.iter().flat_map(|p| p.items.iter().map(|i| (p.field, *i)))
    }

    /// The item of a field.
    pub fn item(&self, field: Field, index: usize) -> Option<Item<'a>> {
        self.page(field)?.items.get(index).copied()
    }

    /// The figure that a slot of a line holds.
    pub fn figure(&self, field: Field, index: usize) -> Option<&Figure<'a>> {
        match self.item(field, index)? {
            Item::Number(n) => self.figures.get(n),
            Item::Time(_) => None,
        }
    }

    fn page(&self, field: Field) -> Option<&Page<'a>> {
        self.pages.iter().find(|p| p.field == field)
    }
}

/// A place where a relation's pattern matches.
pub struct Hit<'h, 's, 'a> {
    /// The article.
    pub scene: &'s Scene<'a>,
    /// The sentence.
    pub sentence: &'s SceneLine,
    /// Index of the sentence.
    pub index: usize,
    /// The match.
    pub found: &'h Match<'s>,
}

impl<'s, 'a> Hit<'_, 's, 'a> {
    /// The number in a slot.
    pub fn figure(&self, name: &str) -> Option<&'s Figure<'a>> {
        self.scene.figure(self.sentence.field, self.found.item(name)?)
    }

    /// The time in a slot.
    pub fn time(&self, name: &str) -> Option<&'a Period> {
        match self.scene.item(self.sentence.field, self.found.item(name)?)? {
            Item::Time(period) => Some(period),
            Item::Number(_) => None,
        }
    }

    /// All numbers inside the match, in order.
    pub fn figures(&self) -> Vec<&'s Figure<'a>> {
        self.found.items.iter().filter_map(|&i| self.scene.figure(self.sentence.field, i)).collect()
    }

    /// Normalised words of a named group, empty where it took no part.
    pub fn words(&self, name: &str) -> &'s str {
        self.found.group(name).map_or("", |span| self.scene.words(self.sentence.field, span))
    }

    /// The sentence, as far as [`NEAR`] characters to either side of the match: a line of a megabyte must
    /// not be read once a match.
    fn window(&self) -> Span {
        let (sentence, found) = (self.sentence.span, self.found.span);
        Span::new(sentence.start.max(found.start.saturating_sub(NEAR)), sentence.end.min(found.end + NEAR))
    }

    /// Normalised words of the sentence before the match.
    pub fn before(&self) -> &'s str {
        let span = Span::new(self.window().start, self.found.span.start);
        self.scene.words(self.sentence.field, span)
    }

    /// Normalised words of the sentence after the match.
    pub fn after(&self) -> &'s str {
        self.scene.words(self.sentence.field, Span::new(self.found.span.end, self.window().end))
    }

    /// Normalised words of the whole sentence.
    pub fn sentence_words(&self) -> &'s str {
        self.scene.words(self.sentence.field, self.window())
    }

    /// Normalised words of the match.
    pub fn match_words(&self) -> &'s str {
        self.scene.words(self.sentence.field, self.found.span)
    }
}

/// The year that a period lies in, where it lies in one.
pub fn year(period: &Period) -> Option<i16> {
    let (from, to) = (period.from?, period.to?);
    (from.year() == to.year()).then(|| from.year())
}

/// First and last year of a period of several.
pub fn years(period: &Period) -> Option<(i16, i16)> {
    let (from, to): (Date, Date) = (period.from?, period.to?);
    (from.year() < to.year()).then(|| (from.year(), to.year()))
}
