//! A document that is found but not yet read: what workers turn into a document.

use std::sync::Arc;

use crate::model::{Document, Origin};

use super::fields::{Fields, Part};
use super::place::Place;
use super::problem::{Problem, Trouble};
use super::{Options, jsonl, page};

/// One input on its way: parsing pages and lines is left to whoever takes it, so that all threads do it.
pub struct Unread {
    place: Arc<Place>,
    line: Option<u64>,
    options: Arc<Options>,
    what: What,
}

enum What {
    /// Read already, or a problem.
    Done(Box<Result<Document, Problem>>),
    /// A JSON line.
    Line(String),
    /// A web page.
    Page(String),
    /// A text that stands in its file as it is.
    Text(String),
    /// Fields of a row, an item, an object.
    Fields(Box<Fields>),
}

impl From<Result<Document, Problem>> for Unread {
    fn from(done: Result<Document, Problem>) -> Self {
        let origin = match &done {
            Ok(document) => document.origin.clone(),
            Err(problem) => Origin { path: problem.path.clone(), line: problem.line, ..Origin::default() },
        };
        let place = Place { path: origin.path, ..Place::default() };
        let what = What::Done(Box::new(done));
        Unread { place: Arc::new(place), line: origin.line, options: Arc::default(), what }
    }
}

impl Unread {
    pub(super) fn line(place: &Arc<Place>, line: u64, options: &Arc<Options>, text: String) -> Unread {
        Unread { place: place.clone(), line: Some(line), options: options.clone(), what: What::Line(text) }
    }

    pub(super) fn page(place: &Arc<Place>, options: &Arc<Options>, html: String) -> Unread {
        Unread { place: place.clone(), line: None, options: options.clone(), what: What::Page(html) }
    }

    pub(super) fn text(place: &Arc<Place>, options: &Arc<Options>, text: String) -> Unread {
        Unread { place: place.clone(), line: None, options: options.clone(), what: What::Text(text) }
    }

    pub(super) fn fields(place: &Arc<Place>, line: Option<u64>, options: &Arc<Options>, fields: Fields) -> Unread {
        Unread { place: place.clone(), line, options: options.clone(), what: What::Fields(Box::new(fields)) }
    }

    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.place.origin(self.line)
    }

    /// Reads it; None for what is no article and no fault either (annotated lines that stand beside articles).
    pub fn read(self) -> Option<Result<Document, Problem>> {
        let Unread { place, line, options, what } = self;
        let document = |fields| Some(place.document(line, fields, &options));
        match what {
            What::Done(done) => Some(*done),
            What::Line(text) => match jsonl::read(&text, &options.map) {
                Err(trouble) => Some(Err(place.problem(line, trouble))),
                // In a folder, annotated lines are gold that stands beside its articles.
                Ok(fields) if fields.annotated && place.met => None,
                Ok(fields) => document(fields),
            },
            What::Page(html) => {
                let mut fields = Fields::default();
                match page::read(&html, &mut fields) {
                    // A crawl holds front pages, lists and menus beside the articles.
                    Err(Trouble::NoArticle) if place.url.is_some() => {
                        Some(Err(place.problem(None, Trouble::Aside(Box::new(Trouble::NoArticle)))))
                    }
                    Err(trouble) => Some(Err(place.problem(None, trouble))),
                    Ok(()) => document(fields),
                }
            }
            What::Text(text) => {
                let mut fields = Fields::default();
                fields.put((Part::Text, 0), text);
                Some(place.document(None, fields, &options).map(|document| {
                    let origin = Origin { text_line: Some(1), ..document.origin };
                    Document { origin, ..document }
                }))
            }
            What::Fields(fields) => document(*fields),
        }
    }
}
