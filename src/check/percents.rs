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
        let change = ["同比", "环比", "增速", "可多选", "多选", "按年", "上季", "次季", "上月"];
        let moves = |gap: &str| {
            ["check_rise", "check_fall"]
                .iter()
                .any(|l| report.words(l).iter().any(|w| w.chars().count() > 1 && gap.contains(w.as_str())))
        };
        let several = ["多选", "可选多", "同时", "或者"];
        let figures: Vec<&Figure<'a>> = sentence.numbers.iter().map(|&i| &scene.figures[i]).collect();
        if several.iter().any(|w| words.contains(w)) {
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
            if gap.contains(['涨', '跌', '升', '降']) || change.iter().any(|w| gap.contains(w)) || moves(gap) {
                foreign = true;
                continue;
            }
            let clause = gap.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or("");
            let verb =
                ["占", "选择", "比例为", "比重为", "认为", "表示", "来自", "是"].iter().any(|w| clause.contains(w));
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
        let rest = ["其他", "其它", "其余"].iter().any(|w| words.contains(w));
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
    let contrast = ["只有", "其余", "剩下", "而", "仅有"].iter().any(|w| words.contains(w));
    if tied < 2 && !words.contains('占') && !contrast {
        return;
    }
    let amount = a.amount.add(&b.amount);
    let hundred = ratio(100, 1);
    let apart = [("男", "女"), ("城镇", "农村"), ("线上", "线下"), ("境内", "境外"), ("国内", "国外")];
    let exclusive = apart.iter().any(|(x, y)| words.contains(x) && words.contains(y));
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
