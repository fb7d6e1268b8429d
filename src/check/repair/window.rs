//! The sentences of one flag as a small document of their own, in which a changed number can be tried.

use crate::check::Checker;
use crate::check::judged::Judged;
use crate::check::scene::{Item, Scene};
use crate::extract::Extraction;
use crate::model::{Claim, Document, Field, Origin, Period, Span};
use crate::quantity::Context;
use crate::text::View;

/// Most characters of a window: beyond it the other numbers are no help to a person either.
const LONGEST: usize = 3000;

/// The sentences that a flag's operands stand in.
pub struct Window {
    document: Document,
    claims: Vec<Claim>,
    periods: Vec<(Field, Period)>,
    pieces: Vec<Piece>,
}

/// A stretch of the document and where it lies in the window.
struct Piece {
    field: Field,
    from: Span,
    at: usize,
}

/// One change of the window's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Title or text.
    pub field: Field,
    /// What is replaced, in the window.
    pub span: Span,
    /// What stands there instead.
    pub to: String,
}

impl Window {
    /// The window of a finding, with the sentences that lie within `around` characters of it; None where it would be
    /// too large.
    pub fn of(scene: &Scene<'_>, spans: &[(Field, Span)], around: usize) -> Option<Self> {
        let titled = spans.iter().any(|(field, _)| *field == Field::Title);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut text = String::new();
        let mut length = 0;
        for sentence in &scene.sentences {
            let near = |(field, s): &(Field, Span)| {
                *field == sentence.field && s.start < sentence.span.end + around && sentence.span.start < s.end + around
            };
            if sentence.field == Field::Title || !spans.iter().any(near) {
                continue;
            }
            if let Some(last) = pieces.last_mut()
                && last.from.end + 1 >= sentence.span.start
            {
                let gap = Span::new(last.from.end, sentence.span.end);
                text.push_str(scene.words(sentence.field, gap));
                length += gap.len();
                last.from.end = sentence.span.end;
                continue;
            }
            if !pieces.is_empty() {
                text.push('\n');
                length += 1;
            }
            pieces.push(Piece { field: sentence.field, from: sentence.span, at: length });
            text.push_str(scene.words(sentence.field, sentence.span));
            length += sentence.span.len();
        }
        let title = scene.document.title.as_ref().map(|t| {
            let whole = Span::new(0, t.chars().count());
            if titled { scene.words(Field::Title, whole).to_owned() } else { String::new() }
        });
        if titled {
            let whole = Span::new(0, title.as_deref().unwrap_or("").chars().count());
            pieces.push(Piece { field: Field::Title, from: whole, at: 0 });
            length += whole.len();
        }
        if length > LONGEST || pieces.is_empty() {
            return None;
        }
        let of = scene.document;
        let document = Document {
            id: of.id.clone(),
            hash: of.hash.clone(),
            title,
            publisher: None,
            url: None,
            published: of.published,
            text,
            origin: Origin::default(),
        };
        let mut window = Window { document, claims: Vec::new(), periods: Vec::new(), pieces };
        window.claims = scene.figures.iter().filter_map(|f| window.claim(f.claim)).collect();
        let periods = scene.items().filter_map(|(field, item)| match item {
            Item::Time(p) => Some((field, p)),
            Item::Number(_) => None,
        });
        window.periods = periods.filter_map(|(field, p)| Some((field, window.period(field, p)?))).collect();
        Some(window)
    }

    /// A place of the document in the window.
    pub fn inward(&self, field: Field, span: Span) -> Option<Span> {
        let piece = self.pieces.iter().find(|p| p.field == field && p.from.contains(span))?;
        let at = |n: usize| n - piece.from.start + piece.at;
        Some(Span::new(at(span.start), at(span.end)))
    }

    /// A place of the window in the document.
    pub fn outward(&self, field: Field, span: Span) -> Option<Span> {
        let piece =
            self.pieces.iter().find(|p| p.field == field && p.at <= span.start && span.end <= p.at + p.from.len())?;
        let at = |n: usize| n - piece.at + piece.from.start;
        Some(Span::new(at(span.start), at(span.end)))
    }

    /// The claims of the window, in its own offsets.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The characters of a field.
    pub fn chars(&self, field: Field) -> Vec<char> {
        self.text(field).chars().collect()
    }

    fn text(&self, field: Field) -> &str {
        match field {
            Field::Title => self.document.title.as_deref().unwrap_or(""),
            Field::Text => &self.document.text,
        }
    }

    fn claim(&self, claim: &Claim) -> Option<Claim> {
        let span = self.inward(claim.field, claim.quantity.span())?;
        let sentence = self.inward(claim.field, claim.sentence.span())?;
        let mut own = claim.clone();
        (own.quantity.start, own.quantity.end) = (span.start, span.end);
        (own.sentence.start, own.sentence.end) = (sentence.start, sentence.end);
        Some(own)
    }

    fn period(&self, field: Field, period: &Period) -> Option<Period> {
        let span = self.inward(field, period.span())?;
        Some(Period { start: span.start, end: span.end, ..period.clone() })
    }

    /// What the checks say of the window as it stands.
    pub fn as_it_stands<T>(&self, checker: &Checker, read: impl FnOnce(&Judged<'_, '_>) -> T) -> T {
        let extraction =
            Extraction { claims: self.claims.clone(), periods: self.periods.clone(), ..Extraction::default() };
        read(&checker.judge(&Scene::new(&self.document, &extraction, &checker.rules.quantity.halo)))
    }

    /// What the checks say of the window with a change; None where the changed number or time is none any more.
    pub fn with<T>(
        &self,
        checker: &Checker,
        edit: &Edit,
        may_change_kind: bool,
        read: impl FnOnce(&Judged<'_, '_>) -> T,
    ) -> Option<T> {
        let chars = self.chars(edit.field);
        let (before, after) = (chars.get(..edit.span.start)?, chars.get(edit.span.end..)?);
        let text: String = before.iter().copied().chain(edit.to.chars()).chain(after.iter().copied()).collect();
        let width = edit.to.chars().count();
        let moved = |n: usize| {
            if n <= edit.span.start {
                n
            } else {
                (n + width).checked_sub(edit.span.len()).unwrap_or(n).max(edit.span.start)
            }
        };
        let view = View::new(&text);
        let touches = |s: Span| s.start < edit.span.end && edit.span.start < s.end;
        let touched = self.claims.iter().find(|c| c.field == edit.field && touches(c.quantity.span()));
        let unit = touched.and_then(|c| c.quantity.unit.clone());
        let currency = unit.filter(|u| u.len() == 3 && u.bytes().all(|b| b.is_ascii_uppercase()));
        let scan =
            checker.reader.read(&view, &Context { reference: self.document.published, currency, publisher: None });
        let mut claims = Vec::with_capacity(self.claims.len());
        for claim in &self.claims {
            let mut claim = claim.clone();
            if claim.field == edit.field {
                let old = claim.quantity.span();
                let new = Span::new(moved(old.start), moved(old.end));
                (claim.sentence.start, claim.sentence.end) = (moved(claim.sentence.start), moved(claim.sentence.end));
                if touches(old) {
                    let mut here = scan.numbers.iter().filter(|n| n.quantity.span().overlaps(new));
                    let found = here.next().filter(|n| n.rejected.is_none())?;
                    if here.next().is_some() || !may_change_kind && found.quantity.kind != claim.quantity.kind {
                        return None;
                    }
                    claim.quantity = found.quantity.clone();
                } else {
                    (claim.quantity.start, claim.quantity.end) = (new.start, new.end);
                }
            }
            claims.push(claim);
        }
        let mut periods = Vec::with_capacity(self.periods.len());
        for (field, period) in &self.periods {
            let mut period = period.clone();
            if *field == edit.field {
                let new = Span::new(moved(period.start), moved(period.end));
                if touches(period.span()) {
                    period = scan.periods.iter().find(|p| p.span().overlaps(new))?.clone();
                } else {
                    (period.start, period.end) = (new.start, new.end);
                }
            }
            periods.push((*field, period));
        }
        let mut document = self.document.clone();
        match edit.field {
            Field::Title => document.title = Some(text.clone()),
            Field::Text => document.text.clone_from(&text),
        }
        let extraction = Extraction { claims, periods, ..Extraction::default() };
        Some(read(&checker.judge(&Scene::new(&document, &extraction, &checker.rules.quantity.halo))))
    }
}
