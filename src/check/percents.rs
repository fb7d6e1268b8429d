//! Shares of one whole: together they leave it whole.

use crate::model::{Kind, Span, Verdict};

use super::amount::Figure;
use super::change::figure;
use super::comparison::sum;
use super::interval::{Range, ratio};
use super::report::{Draft, Report};

/// Shares of one whole in one sentence.
pub fn together<'s, 'a>(report: &mut Report<'s, 'a>) {
    let scene = report.scene();
    for sentence in &scene.sentences {
        let words = scene.words(sentence.field, sentence.span);
        let figures: Vec<&Figure<'a>> = sentence.numbers.iter().filter_map(|&i| scene.figures.get(i)).collect();
        let percents = figures.iter().filter(|f| f.kind() == Kind::Percent).count();
        if percents < 2 || report.has("check_several_answers", words) {
            continue;
        }
        let mut shares: Vec<&Figure<'a>> = Vec::new();
        let mut tied = 0;
        let mut start = sentence.span.start;
        let mut foreign = false;
        for share in &figures {
            let gap = scene.words(sentence.field, Span::new(start, share.claim.quantity.start));
            start = share.claim.quantity.end;
            if share.kind() != Kind::Percent {
                continue;
            }
            if share.claim.quantity.value_max.is_some() {
                foreign = true;
                continue;
            }
            if report.has("check_share_moves", gap) || report.has("check_moves", gap) {
                foreign = true;
                continue;
            }
            let clause = gap.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or("");
            let verb = report.has("check_share_verbs", clause);
            let of = clause.rfind('占').is_some_and(|i| clause[i..].chars().count() > 3);
            foreign |= of && !shares.is_empty();
            tied += usize::from(verb || shares.is_empty());
            shares.push(share);
        }
        if shares.len() < 3 || tied < shares.len() || !(words.contains('占') || words.contains("选择")) {
            pair_below_hundred(report, &shares, tied, words);
            continue;
        }
        let amount = sum(shares.iter().map(|p| &p.amount));
        let hundred = ratio(100, 1);
        let rest = report.has("check_rest", words);
        let over = amount.pass.low().is_some_and(|l| *l > hundred);
        let verdict = if over && (foreign || shares.len() > 8) {
            continue;
        } else if over {
            Verdict::Flag
        } else {
            Verdict::Pass
        };
        let formula = shares.iter().map(|p| figure(p)).collect::<Vec<_>>().join(" + ");
        let value = super::shown::show(&amount, shares[0]);
        report.push(
            Draft::new("parts_pct_100", verdict)
                .figures(shares)
                .formula(format!("{formula} = {value}"))
                .computed(&amount.pass)
                .stated(&if rest { Range::exact(hundred) } else { Range::below(hundred, false) })
                .word("value", value),
        );
    }
}

/// Two shares that leave room for each other.
fn pair_below_hundred<'s, 'a>(report: &mut Report<'s, 'a>, shares: &[&'s Figure<'a>], tied: usize, words: &str) {
    let [a, b] = shares else { return };
    let contrast = report.has("check_share_contrast", words);
    if tied < 2 && !words.contains('占') && !contrast {
        return;
    }
    let amount = a.amount.add(&b.amount);
    let hundred = ratio(100, 1);
    let exclusive = report.has_pair("check_apart_shares", words);
    if exclusive && tied == 2 && words.matches('占').count() == 2 && amount.pass.low().is_some_and(|l| *l > hundred) {
        let value = super::shown::show(&amount, a);
        report.push(
            Draft::new("parts_pct_100", Verdict::Flag)
                .figures([*a, *b])
                .formula(format!("{} + {} = {value}", figure(a), figure(b)))
                .computed(&amount.pass)
                .stated(&Range::below(hundred.clone(), false))
                .word("value", value),
        );
        return;
    }
    if amount.point <= hundred && amount.pass.meets(&Range::below(hundred.clone(), false)) {
        report.push(
            Draft::new("parts_pct_100", Verdict::Pass)
                .figures([*a, *b])
                .formula(format!("{} + {} = {} ≤ 100", figure(a), figure(b), super::shown::show(&amount, a)))
                .computed(&amount.pass)
                .stated(&Range::below(hundred, false)),
        );
    }
}
