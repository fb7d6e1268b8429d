//! A sentence as linking sees it: names of the tables' entities and metrics, numbers, times, and
//! the words between them; whatever is none of these is unexplained.

use crate::extract::Extraction;
use crate::model::{Claim, Document, Field, Period, Span};
use crate::rules::{Facet, LinkWord};
use crate::text::{View, sentences};

use super::index::{Index, Meaning};
use super::list::Carried;

/// What stands at a place of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What<'a> {
    /// A name or a word of the index.
    Name(&'a Meaning),
    /// A time, and what a change against it is (上年同期: against the year before).
    Time(&'a Period, Option<Facet>),
    /// A number that is a claim, with the metric that its unit names (40金).
    Number(&'a Claim, Option<&'a Meaning>),
}

/// A stretch of a sentence that is explained.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark<'a> {
    pub span: Span,
    pub what: What<'a>,
}

impl<'a> Mark<'a> {
    pub fn word(&self) -> Option<LinkWord> {
        match self.what {
            What::Name(m) => m.word,
            _ => None,
        }
    }

    pub fn facet(&self) -> Option<Facet> {
        match self.word() {
            Some(LinkWord::Facet(f)) => Some(f),
            _ => None,
        }
    }

    pub fn entities(&self) -> &'a [u32] {
        match self.what {
            What::Name(m) => &m.entities,
            _ => &[],
        }
    }

    pub fn metrics(&self) -> &'a [u32] {
        match self.what {
            What::Name(m) => &m.metrics,
            _ => &[],
        }
    }

    /// Those of the metrics whose whole name it is.
    pub fn full(&self) -> &'a [u32] {
        match self.what {
            What::Name(m) => &m.full,
            _ => &[],
        }
    }

    /// Whether a word for a speed of change means a fall (降幅).
    pub fn falls(&self) -> bool {
        matches!(self.what, What::Name(m) if m.falls)
    }

    pub fn is_number(&self) -> bool {
        matches!(self.what, What::Number(..))
    }
}

/// A sentence with its marks.
pub(crate) struct Reading<'a> {
    index: &'a Index,
    pub span: Span,
    pub marks: Vec<Mark<'a>>,
    /// Unexplained characters before each place of the sentence.
    unexplained: Vec<u32>,
    /// The same without what stands in brackets.
    unexplained_outside: Vec<u32>,
    /// Stretches in brackets, from sign to sign, in order of their ends.
    brackets: Vec<Span>,
    /// Punctuation.
    stops: Vec<usize>,
    /// What the paragraph has spoken of so far, if it named it.
    pub topic: Option<&'a [u32]>,
    /// What it has counted before.
    pub carried: Carried<'a>,
}

impl<'a> Reading<'a> {
    /// The first punctuation from a place on.
    pub fn stop_after(&self, at: usize) -> usize {
        let next = self.stops.partition_point(|s| *s < at);
        self.stops.get(next).copied().unwrap_or(self.span.end)
    }

    /// Whether a name is of no weight at a later place, because the bracket that it stands in is closed:
    /// 湖北9430例（武汉8329例），….
    pub fn shut_away(&self, name: Span, at: usize) -> bool {
        self.brackets.iter().any(|b| b.contains(name) && b.end <= at)
    }

    /// Whether a stretch stands in brackets.
    pub fn in_bracket(&self, span: Span) -> bool {
        self.brackets.iter().any(|b| b.contains(span))
    }

    /// Whether a bracket holds nothing else than a stretch.
    pub fn fills_bracket(&self, span: Span) -> bool {
        self.brackets.iter().any(|b| b.start + 1 == span.start && span.end + 1 == b.end)
    }

    /// What a count of a unit is of where no metric is named.
    pub fn counted_in(&self, unit: &str) -> Option<&'a [u32]> {
        self.index.counted_in(unit).map(|m| m.metrics.as_slice())
    }

    /// Whether a stretch is all that a bracket right behind a place holds: 90例（12日）.
    pub fn bracketed_after(&self, at: usize, span: Span) -> bool {
        let fits = |b: &Span| {
            b.start == at
                && b.contains(span)
                && self.residue(b.start, span.start) == 0
                && self.residue(span.end, b.end) == 0
        };
        self.brackets.iter().any(fits)
    }

    /// The entities that a sentence opens with, before any metric.
    fn opening(&self) -> Option<&'a [u32]> {
        let front = self.marks.iter().take_while(|m| m.metrics().is_empty() && !m.is_number()).count();
        let at = self.marks.iter().take(front).position(|m| !m.entities().is_empty())?;
        // 甲市5例，乙市3例 is a list of no place
        let listed = self.marks.get(at + 1).is_some_and(Mark::is_number);
        self.marks.get(at).filter(|_| !listed).map(Mark::entities)
    }

    /// How many characters of a stretch are neither explained nor punctuation.
    pub fn residue(&self, start: usize, end: usize) -> u32 {
        self.counted(&self.unexplained, start, end)
    }

    /// The same, without what stands in brackets, unless the stretch ends in one.
    pub fn residue_outside(&self, start: usize, end: usize) -> u32 {
        let inside = self.brackets.iter().any(|b| b.start < end && end < b.end);
        self.counted(if inside { &self.unexplained } else { &self.unexplained_outside }, start, end)
    }

    fn counted(&self, counts: &[u32], start: usize, end: usize) -> u32 {
        let at = |i: usize| {
            let i = i.saturating_sub(self.span.start);
            counts.get(i).or(counts.last()).copied().unwrap_or(0)
        };
        at(end).saturating_sub(at(start))
    }

    /// Whether what ends right before `at` is explained, so that a name that begins there has no
    /// further word in front that narrows it.
    pub fn free_before(&self, at: usize) -> bool {
        at <= self.span.start || self.residue(at - 1, at) == 0
    }

    /// Whether nothing unexplained follows directly.
    pub fn free_after(&self, at: usize) -> bool {
        at >= self.span.end || self.residue(at, at + 1) == 0
    }
}

/// Title or text of a document.
pub(crate) struct Page<'a> {
    pub field: Field,
    view: View<'a>,
    claims: Vec<&'a Claim>,
    periods: Vec<&'a Period>,
}

impl<'a> Page<'a> {
    /// Title and text, as far as there are any.
    pub fn of(document: &'a Document, extraction: &'a Extraction) -> Vec<Page<'a>> {
        let title = document.title.as_deref().map(|t| (Field::Title, t));
        title
            .into_iter()
            .chain([(Field::Text, document.text.as_str())])
            .map(|(field, text)| Page {
                field,
                view: View::new(text),
                claims: extraction.claims.iter().filter(|c| c.field == field).collect(),
                periods: extraction.periods.iter().filter(|(f, _)| *f == field).map(|(_, p)| p).collect(),
            })
            .collect()
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &'a str {
        self.view.original(span)
    }

    /// The sentences in which a name of the index stands.
    pub fn readings(&self, index: &'a Index) -> Vec<Reading<'a>> {
        let named = |r: &Reading<'_>| {
            r.marks.iter().any(|m| {
                !m.entities().is_empty() || !m.metrics().is_empty() || matches!(m.what, What::Number(_, Some(_)))
            })
        };
        let mut topic: Option<&'a [u32]> = None;
        let mut carried = Carried::default();
        let mut at = 0;
        let read = self.lists(index).into_iter().map(|mut reading| {
            let between = self.view.chars().get(at..reading.span.start).unwrap_or_default();
            if between.contains(&'\n') {
                (topic, carried) = (None, Carried::default());
            }
            at = reading.span.start;
            reading.topic = topic;
            reading.carried = carried.clone();
            topic = reading.opening().or(topic);
            if reading.marks.iter().any(|m| !m.metrics().is_empty()) {
                carried.follow(&reading);
            }
            reading
        });
        read.filter(named).collect()
    }

    /// Readings of the sentences; one that ends in a semicolon goes on in those that name no metric of their
    /// own: 确诊病例中，甲市5例；乙市3例.
    fn lists(&self, index: &'a Index) -> Vec<Reading<'a>> {
        let mut out: Vec<Reading<'a>> = Vec::new();
        let mut joined = false;
        for sentence in sentences(&self.view) {
            let reading = self.reading(sentence.span, index);
            let last = sentence.span.start.checked_sub(1).and_then(|at| self.view.chars().get(at));
            let goes_on = matches!(last, Some('；' | ';')) && reading.marks.iter().all(|m| m.metrics().is_empty());
            match out.last_mut().filter(|_| goes_on) {
                Some(list) => {
                    list.span = Span::new(list.span.start, sentence.span.end);
                    joined = true;
                }
                None => {
                    if std::mem::take(&mut joined) {
                        self.read_again(&mut out, index);
                    }
                    out.push(reading);
                }
            }
        }
        if joined {
            self.read_again(&mut out, index);
        }
        out
    }

    fn read_again(&self, out: &mut [Reading<'a>], index: &'a Index) {
        if let Some(list) = out.last_mut() {
            *list = self.reading(list.span, index);
        }
    }

    fn reading(&self, span: Span, index: &'a Index) -> Reading<'a> {
        let mut fixed: Vec<Mark<'a>> = Vec::new();
        let from = self.claims.partition_point(|c| c.quantity.start < span.start);
        for claim in self.claims.iter().skip(from).take_while(|c| c.quantity.start < span.end) {
            fixed.push(Mark {
                span: claim.quantity.span(),
                what: What::Number(claim, self.unit_name(claim.quantity.span(), index)),
            });
        }
        let from = self.periods.partition_point(|p| p.start < span.start);
        for period in self.periods.iter().skip(from).take_while(|p| p.start < span.end) {
            fixed.push(Mark { span: period.span(), what: What::Time(period, self.basis(period.span(), index)) });
        }
        fixed.sort_by_key(|m| (m.span.start, m.span.end));
        let mut marks: Vec<Mark<'a>> = Vec::new();
        let mut at = span.start;
        for mark in fixed {
            if mark.span.start >= at {
                self.scan(Span::new(at, mark.span.start), index, &mut marks);
                at = mark.span.end;
                marks.push(mark);
            }
        }
        self.scan(Span::new(at, span.end), index, &mut marks);
        self.drop_lone_singles(&mut marks);
        let brackets = self.brackets(span);
        let unexplained = self.unexplained(span, &marks, &[]);
        let unexplained_outside = self.unexplained(span, &marks, &brackets);
        Reading {
            index,
            span,
            marks,
            unexplained,
            unexplained_outside,
            brackets,
            stops: self.stops(span),
            topic: None,
            carried: Carried::default(),
        }
    }

    /// The metric that ends a number's own words: 40金.
    fn unit_name(&self, span: Span, index: &'a Index) -> Option<&'a Meaning> {
        let text = self.view.norm(span);
        let found = index.names.as_ref()?.find_iter(text).find(|m| m.end() == text.len())?;
        index.meanings.get(found.pattern().as_usize()).filter(|m| !m.metrics.is_empty())
    }

    /// What a change is against that is against this time.
    fn basis(&self, span: Span, index: &Index) -> Option<Facet> {
        let text = self.view.norm(span);
        let found = index.names.as_ref()?.find(text).filter(|m| m.end() == text.len() && m.start() == 0)?;
        match index.meanings.get(found.pattern().as_usize())?.word {
            Some(LinkWord::Facet(f @ (Facet::Yoy | Facet::Mom))) => Some(f),
            _ => None,
        }
    }

    fn scan(&self, span: Span, index: &'a Index, marks: &mut Vec<Mark<'a>>) {
        let Some(names) = &index.names else { return };
        let (text, base) = (self.view.norm(span), self.view.byte(span.start));
        for found in names.find_iter(text) {
            let Some(meaning) = index.meanings.get(found.pattern().as_usize()) else { continue };
            // 吉林 of 吉林市 is not the province 吉林省
            if meaning.short_place && text.get(found.end()..).is_some_and(|rest| index.lexicon.begin(rest)) {
                continue;
            }
            let place = self.view.span_of_bytes(base + found.start()..base + found.end());
            marks.push(Mark { span: place, what: What::Name(meaning) });
        }
    }

    fn stops(&self, span: Span) -> Vec<usize> {
        let chars = self.view.chars().iter().enumerate().take(span.end).skip(span.start);
        chars.filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at).collect()
    }

    fn brackets(&self, span: Span) -> Vec<Span> {
        let mut open = Vec::new();
        let mut out = Vec::new();
        for (at, c) in self.view.chars().iter().enumerate().take(span.end).skip(span.start) {
            match c {
                '(' | '（' | '[' | '【' => open.push(at),
                ')' | '）' | ']' | '】' => out.extend(open.pop().map(|from| Span::new(from, at + 1))),
                _ => {}
            }
        }
        out
    }

    fn unexplained(&self, span: Span, marks: &[Mark<'_>], without: &[Span]) -> Vec<u32> {
        let mut depth = vec![0_i32; span.len() + 2];
        for bracket in without {
            for (at, step) in [(bracket.start, 1), (bracket.end, -1)] {
                if let Some(d) = depth.get_mut(at.saturating_sub(span.start)) {
                    *d += step;
                }
            }
        }
        let mut within = 0;
        let mut out = Vec::with_capacity(span.len() + 1);
        let (mut count, mut next) = (0, marks.iter().peekable());
        out.push(0);
        for at in span.start..span.end {
            while next.peek().is_some_and(|m| m.span.end <= at) {
                next.next();
            }
            let explained = next.peek().is_some_and(|m| m.span.start <= at);
            let sign = self.view.chars().get(at).is_none_or(|c| !c.is_alphanumeric());
            within += depth.get(at - span.start).copied().unwrap_or(0);
            count += u32::from(!explained && !sign && within <= 0);
            out.push(count);
        }
        out
    }

    /// 金 and 跌 name a metric beside a number only; blanks between do not count.
    fn drop_lone_singles(&self, marks: &mut Vec<Mark<'_>>) {
        let blank = |from: usize, to: usize| {
            self.view.chars().get(from..to).is_some_and(|between| between.iter().all(|c| c.is_whitespace()))
        };
        let beside: Vec<bool> = (0..marks.len())
            .map(|i| {
                let Some(mark) = marks.get(i) else { return false };
                let What::Name(meaning) = mark.what else { return true };
                let touches = |other: Option<&Mark<'_>>| {
                    other.is_some_and(|o| {
                        o.is_number() && (blank(mark.span.end, o.span.start) || blank(o.span.end, mark.span.start))
                    })
                };
                !meaning.single
                    || meaning.word.is_some()
                    || touches(marks.get(i + 1))
                    || touches(i.checked_sub(1).and_then(|p| marks.get(p)))
            })
            .collect();
        let mut keep = beside.into_iter();
        marks.retain(|_| keep.next().unwrap_or(true));
    }
}
