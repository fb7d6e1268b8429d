//! Repairs that change no number: words turned round or left out, other dates.

use super::Search;
use super::edits::{Run, distance, value};
use super::window::Edit;
use crate::check::interval::ratio;
use crate::model::{Claim, Field, RepairReason, Span};
impl Search<'_, '_, '_> {
    /// Words of direction and approximators turned round, beside and between the operands.
    pub fn words(&mut self, operands: &[Claim]) {
        let Some(first) = operands.first() else { return };
        let field = first.field;
        let here = operands.iter().filter(|c| c.field == field).map(|c| c.quantity.span());
        let Some(stretch) = here.reduce(Span::join) else { return };
        let stretch = Span::new(
            stretch.start.max(first.sentence.start).saturating_sub(8),
            (stretch.end + 8).min(first.sentence.end.max(stretch.end)),
        );
        let chars = self.window.chars(field);
        let text: String = chars.get(stretch.start..stretch.end.min(chars.len())).unwrap_or_default().iter().collect();
        let lists =
            [("repair_opposites", RepairReason::Direction), ("repair_approximators", RepairReason::Approximator)];
        let rules = std::sync::Arc::clone(&self.checker.rules);
        for (list, reason) in lists {
            let pairs = rules.words.get(list).unwrap_or_default().iter().filter_map(|p| p.split_once('/'));
            let mut words: Vec<(&str, &str)> = pairs.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
            words.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
            let mut done: Vec<Span> = Vec::new();
            for (from, to) in words {
                let Some(byte) = text.find(from) else { continue };
                let at = stretch.start + text[..byte].chars().count();
                let span = Span::new(at, at + from.chars().count());
                if done.iter().any(|d| d.overlaps(span)) {
                    continue;
                }
                let owner = operands.iter().find(|c| c.quantity.span().overlaps(span));
                let mention = owner.map_or(span, |c| c.quantity.span());
                let claim = owner.unwrap_or(first);
                if self.try_edit(claim, mention, Edit { field, span, to: to.to_owned() }, reason) {
                    done.push(span);
                }
            }
        }
        if self.target.check.starts_with("approx_") {
            let lists = [
                "check_before_about",
                "check_before_below",
                "check_before_above",
                "check_after_about",
                "check_after_below",
                "check_after_above",
            ];
            let words = lists.iter().flat_map(|l| rules.words.get(l).unwrap_or_default());
            let found = words.flat_map(|word| {
                text.match_indices(word.as_str()).map(|(byte, w)| {
                    let at = stretch.start + text[..byte].chars().count();
                    Span::new(at, at + w.chars().count())
                })
            });
            let found: Vec<Span> = found.collect();
            // a whole word is taken away: 大约, not the 约 of it
            let whole = |s: &&Span| !found.iter().any(|other| other.len() > s.len() && other.contains(**s));
            for &span in found.iter().filter(whole) {
                let mention = first.quantity.span().join(span);
                self.try_edit(first, mention, Edit { field, span, to: String::new() }, RepairReason::Approximator);
            }
        }
    }

    /// Another digit or weekday in a date.
    pub fn date(&mut self, field: Field, place: Span) {
        let Some(span) = self.window.inward(field, place) else { return };
        if span.len() > 40 {
            return;
        }
        let chars = self.window.chars(field);
        let weekday = |at: usize| {
            matches!(chars.get(at.wrapping_sub(1)), Some('期' | '周' | '拜'))
                && chars.get(at).is_some_and(|c| "一二三四五六日天".contains(*c))
        };
        for at in (span.start..span.end).filter(|&at| weekday(at)) {
            for day in "一二三四五六日".chars().filter(|d| chars.get(at) != Some(d)) {
                self.try_date(
                    span,
                    Edit { field, span: Span::new(at, at + 1), to: day.to_string() },
                    RepairReason::Date,
                    0.0,
                );
            }
        }
        for run in Run::all(&chars, span).into_iter().filter(|r| r.digits.len() <= 4) {
            // a year is seldom the wrong one, and seldom far off
            let year = run.digits.len() == 4;
            let slips = run.slips().into_iter().filter(|(to, reason)| {
                let near = |a: &str| value(a).zip(run.value()).is_some_and(|(a, b)| (a - b).abs() <= ratio(60, 1));
                *reason != RepairReason::DigitDropped && (!year || to.len() == 4 && near(to))
            });
            for (to, _) in slips.collect::<Vec<_>>() {
                let far = value(&to).zip(run.value()).map_or(0.0, |(a, b)| distance(&a, &b));
                let cost = if year { 0.4 + far * 20.0 } else { 0.2 + far * 0.2 };
                self.try_date(span, Edit { field, span: run.span, to }, RepairReason::Date, cost);
            }
        }
    }

    fn try_date(&mut self, mention: Span, edit: Edit, reason: RepairReason, cost: f64) {
        if let Some(trial) = self.trial(&edit, false).filter(|t| t.fits) {
            self.keep(mention, &edit, reason, 1.0 + cost, trial.note);
        }
    }
}
