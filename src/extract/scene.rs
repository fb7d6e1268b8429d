//! A sentence with everything that was read in it.

use crate::model::{Period, Span};
use crate::quantity::{Found, Scan};
use crate::text::{Fixed, Segmenter, Sentence, Tag, Token, View, clauses};

/// A sentence, its clauses and tokens, and the numbers and times of the whole text.
pub struct Scene<'a> {
    /// The text.
    pub view: &'a View<'a>,
    /// The sentence.
    pub sentence: Sentence,
    /// Its clauses.
    pub clauses: Vec<Span>,
    /// Its words.
    pub tokens: Vec<Token>,
    /// The numbers of the sentence, rejected ones too.
    pub numbers: &'a [Found],
    /// Place of the first of `numbers` among the numbers of the text: a number token's index counts from there.
    pub first_number: usize,
    /// The times of the sentence.
    pub periods: &'a [Period],
    /// Place of the first of `periods` among the times of the text.
    pub first_period: usize,
}

impl<'a> Scene<'a> {
    /// Segments a sentence of a scanned text.
    pub fn new(view: &'a View<'a>, scan: &'a Scan, sentence: Sentence, segmenter: &Segmenter) -> Self {
        let span = sentence.span;
        let first_number = scan.numbers.partition_point(|n| n.quantity.start < span.start);
        let end_number = scan.numbers.partition_point(|n| n.quantity.start < span.end);
        let first_period = scan.periods.partition_point(|p| p.start < span.start);
        let end_period = scan.periods.partition_point(|p| p.start < span.end);
        let numbers = &scan.numbers[first_number..end_number];
        let periods = &scan.periods[first_period..end_period];
        let mut fixed: Vec<Fixed> = Vec::with_capacity(numbers.len() + periods.len());
        for (n, found) in numbers.iter().enumerate() {
            if found.rejected.is_none() {
                let index = (first_number + n) as u32;
                fixed.push(Fixed { span: found.quantity.span(), tag: Tag::Number, index });
            }
        }
        for (n, period) in periods.iter().enumerate() {
            fixed.push(Fixed { span: period.span(), tag: Tag::Period, index: (first_period + n) as u32 });
        }
        fixed.sort_by_key(|f| f.span);
        let tokens = segmenter.tokens(view, span, fixed.into_iter());
        Scene { view, sentence, clauses: clauses(view, span), tokens, numbers, first_number, periods, first_period }
    }

    /// The clause that holds a place, counted from 0.
    pub fn clause_at(&self, place: usize) -> usize {
        self.clauses.partition_point(|c| c.end <= place).min(self.clauses.len().saturating_sub(1))
    }
}
