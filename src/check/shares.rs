//! Parts, wholes and ratios.

use num_traits::Zero;

use crate::model::{Exact, Grade, Kind, Span, Verdict};

use super::amount::{Amount, Figure, Fit};
use super::change::figure;
use super::interval::ratio;
use super::report::{Draft, Report, Way};
use super::scene::{Hit, Scene};

/// Measure words that count people alike.
pub const PEOPLE: [&str; 6] = ["人", "名", "位", "个人", "口", "員"];
/// How many characters back a whole may stand that is told by its name, for a flag.
const NAMED: usize = 160;
/// How many sentences back a base may stand, for a pass or a note.
const REACH: usize = 14;

/// Whether two counts can be part and whole.
pub fn same_unit(a: &Figure<'_>, b: &Figure<'_>) -> bool {
    let people = |f: &Figure<'_>| PEOPLE.contains(&f.unit());
    a.kind() == b.kind() && (a.unit() == b.unit() || (people(a) && people(b)))
}

/// A stated share of a part: where its whole may stand, every earlier number of the same unit is tried.
pub fn share<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(part), Some(share)) = (hit.figure("part"), hit.figure("share")) else { return };
    if let Some(whole) = hit.figure("whole") {
        judge_share(report, part, share, vec![whole], true);
        return;
    }
    // “，占35%的市场” and “占比下降” are about something else
    if hit.words("of") == "的" || report.has("check_changes", hit.words("noun")) {
        return;
    }
    let (mut bases, mut firm) = bases(report, hit, part);
    sibling_first(report, hit, part, &mut bases);
    if !firm && let Some(at) = named_whole(report, hit, &bases) {
        let whole = bases.remove(at);
        bases.insert(0, whole);
        firm = true;
    }
    judge_share(report, part, share, bases, firm);
}

/// The whole that “占某某的” names, where a number before it is described by the same words: “持有股份962万股……
/// 占其持有股份总数的57%”.
fn named_whole(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>, bases: &[&Figure<'_>]) -> Option<usize> {
    let name = hit.words("whole_name").trim_start_matches(['其', '所']);
    // what a whole company, province or market has is seldom given by the part of one holder
    if report.starts_with("check_outer_whole", name) {
        return None;
    }
    let name: Vec<char> = name.chars().collect();
    let start = hit.found.span.start;
    bases.iter().position(|base| {
        let words = hit.scene.words(hit.sentence.field, before(base, 18));
        let alike = name.windows(3).any(|w| words.contains(&w.iter().collect::<String>()));
        base.claim.quantity.end + NAMED > start && alike && !words.contains('占')
    })
}

/// Shares that follow one another are often of one whole: that of the last share is tried first.
fn sibling_first<'s, 'a>(
    report: &Report<'s, 'a>,
    hit: &Hit<'_, 's, 'a>,
    part: &Figure<'a>,
    bases: &mut Vec<&'s Figure<'a>>,
) {
    let start = part.claim.quantity.start;
    let near = |f: &Figure<'_>| {
        f.claim.field == hit.sentence.field && f.claim.quantity.end <= start && f.claim.quantity.end + 160 > start
    };
    let Some(&(_, whole)) = report.parts().iter().rfind(|(p, _)| near(p)) else { return };
    if same_unit(whole, part) && bases.iter().any(|b| std::ptr::eq(*b, whole)) {
        bases.retain(|b| !std::ptr::eq(*b, whole));
        bases.insert(0, whole);
    }
}

/// “若干件合格，合格率为几”: only where the rate is named after what was counted.
pub fn rate<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (noun, rate) = (hit.words("noun"), hit.words("rate"));
    let named = rate.strip_suffix('率').map(|r| r.trim_end_matches(['的', '比']));
    let fits = match named {
        Some(name) => shares_two(&format!("{}，{noun}", hit.words("part_before")), name),
        None => report.is_word("check_share_names", rate.trim_end_matches(['为', '约'])),
    };
    if !fits || report.has("check_changes", noun) || report.has("check_changes", rate) {
        return;
    }
    share(report, hit);
}

/// “若干家盈利，盈利的过半”, “若干人同意，三分之二的同意率”.
pub fn fraction_word<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(stated) = hit.figure("share") else { return };
    if !is_fraction_word(stated) || report.has("check_changes", hit.words("noun")) {
        return;
    }
    let named = shares_two(hit.words("noun"), hit.words("rate"))
        || (hit.words("rate").is_empty() && hit.words("tail").starts_with('的') && hit.words("tail").contains('率'));
    if named {
        share(report, hit);
    }
}

fn is_fraction_word(stated: &Figure<'_>) -> bool {
    stated.kind() == Kind::Fraction || stated.text().contains('半') || stated.text().contains("多数")
}

/// Whether two stretches share two neighbouring characters.
pub fn shares_two(a: &str, b: &str) -> bool {
    let b: Vec<char> = b.chars().collect();
    b.windows(2).any(|w| a.contains(&w.iter().collect::<String>()))
}

/// Numbers that may be the whole of a part, nearest first, and whether the statement binds the part
/// to them firmly enough for a flag.
fn bases<'s, 'a>(report: &Report<'s, 'a>, hit: &Hit<'_, 's, 'a>, part: &Figure<'a>) -> (Vec<&'s Figure<'a>>, bool) {
    let scene = hit.scene;
    let fits = |f: &&Figure<'a>| same_unit(f, part) && f.is_plain_base();
    let numbers = &hit.sentence.numbers;
    let end = numbers.partition_point(|&i| scene.figures[i].claim.quantity.start < part.claim.quantity.start);
    let near = numbers.get(end.saturating_sub(24)..end).unwrap_or_default();
    let here: Vec<&Figure<'a>> = near.iter().rev().map(|&i| &scene.figures[i]).filter(fits).collect();
    if !here.is_empty() {
        let start = here.iter().map(|f| f.claim.quantity.end).min().unwrap_or(0);
        let between = scene.words(hit.sentence.field, Span::new(start, part.claim.quantity.start));
        let bound = report.has("check_bound", between);
        // two wholes of one name (前后两年) leave open which one is meant, but a flag needs all to fail
        let named = hit.words("whole_name");
        let bound = bound && here.iter().any(|b| !has_own_share(scene, hit, b));
        let firm = bound
            && (named.is_empty()
                || report.is_word("check_names_all", named.trim_matches('的'))
                || is_named(scene, hit, &here, named));
        let mut all = here;
        all.extend(earlier(hit, part));
        return (all, firm);
    }
    (earlier(hit, part), false)
}

/// Whether a number is itself a part with a share of its own: “甲类11家（占20%）”.
fn has_own_share(scene: &Scene<'_>, hit: &Hit<'_, '_, '_>, figure: &Figure<'_>) -> bool {
    let numbers = &hit.sentence.numbers;
    let (start, end) = (figure.claim.quantity.start, figure.claim.quantity.end);
    let at = numbers.partition_point(|&i| scene.figures[i].claim.quantity.start < start);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let neighbours = beside.filter_map(|i| numbers.get(i)).map(|&i| &scene.figures[i]);
    let shares = neighbours.filter(|f| matches!(f.kind(), Kind::Percent | Kind::Fraction));
    let mut beside = shares.filter_map(|f| {
        let quantity = &f.claim.quantity;
        let gap = if quantity.start >= end { Span::new(end, quantity.start) } else { Span::new(quantity.end, start) };
        (gap.len() <= 16).then(|| (quantity.start >= end, scene.words(hit.sentence.field, gap)))
    });
    beside.any(|(behind, gap)| {
        let bracket = gap.chars().count() <= 6 && gap.contains(['（', '(']) && !gap.contains([')', '）']);
        bracket || behind && gap.contains('占') && !gap.contains(['中', '。'])
    })
}

fn is_named(scene: &Scene<'_>, hit: &Hit<'_, '_, '_>, here: &[&Figure<'_>], name: &str) -> bool {
    let Some(first) = here.last() else { return false };
    let end = here.first().map_or(0, |f| f.claim.quantity.end) + 12;
    let start = first.claim.quantity.start.saturating_sub(14).max(hit.sentence.span.start);
    let words = scene.words(hit.sentence.field, Span::new(start, end.min(hit.sentence.span.end)));
    let core = name.trim_end_matches("总数").trim_end_matches("总量").trim_end_matches("人数").trim_end_matches("总");
    shares_two(words, core)
}

/// Wholes in the sentences before, nearest first.
fn earlier<'s, 'a>(hit: &Hit<'_, 's, 'a>, part: &Figure<'a>) -> Vec<&'s Figure<'a>> {
    let scene = hit.scene;
    let from = hit.index.saturating_sub(REACH);
    let lines = scene.sentences.get(from..hit.index).unwrap_or_default();
    let same = lines.iter().rev().filter(|l| l.field == hit.sentence.field);
    let numbers = same.flat_map(|l| l.numbers.iter().rev()).map(|&i| &scene.figures[i]);
    numbers.filter(|f| same_unit(f, part) && f.amount.point > part.amount.point && f.is_plain_base()).take(12).collect()
}

fn judge_share<'s, 'a>(
    report: &mut Report<'s, 'a>,
    part: &'s Figure<'a>,
    stated: &'s Figure<'a>,
    bases: Vec<&'s Figure<'a>>,
    firm: bool,
) {
    let Some(percent) = stated.stated_percent() else { return };
    let check = if is_fraction_word(stated) {
        "fraction_word"
    } else if !stated.is_plain() || stated.text().contains('成') {
        "share_approx"
    } else {
        "share_of_total"
    };
    let ways: Vec<Way<'s, 'a>> = bases
        .iter()
        .filter(|b| !std::ptr::eq(**b, part) && b.claim.quantity.start != stated.claim.quantity.start)
        .filter_map(|base| {
            let amount = part.amount.percent_of(&base.amount)?;
            let formula = format!("{} / {}", figure(part), figure(base));
            Some(Way { operands: vec![*base, part], amount, formula })
        })
        .collect();
    let fit = ways.iter().map(|w| w.amount.fit(&percent)).min();
    match fit {
        None => report.push(unchecked(check, part, stated)),
        Some(Fit::No) if !firm => report.defer(Pending { check, part, stated, percent, ways }),
        // one of several far bases fits by chance as easily as by right
        Some(fit) => {
            let more = ways.first().is_some_and(|w| w.amount.point > ratio(100, 1)) && ways.len() == 1;
            if fit == Fit::No && more && !part_of(part) {
                report.push(unchecked(check, part, stated));
                return;
            }
            let majority = stated.text().contains("半") && check == "fraction_word";
            if check == "fraction_word" || majority {
                ambiguous(report, stated, &percent, &ways);
            }
            let before = report.len();
            let whole =
                ways.iter().find(|w| w.amount.fit(&percent) == Fit::Pass).and_then(|w| w.operands.first().copied());
            report.judge(check, stated, &percent, ways, &[]);
            if let Some(whole) = whole {
                report.add_part(part, whole);
            }
            if majority {
                report.grade_since(before, Grade::Decision);
            }
        }
    }
}

/// `base_ambiguous`: it holds of one whole and not of another that is nearly as large.
fn ambiguous<'s, 'a>(report: &mut Report<'s, 'a>, stated: &'s Figure<'a>, percent: &Amount, ways: &[Way<'s, 'a>]) {
    let fits = |w: &&Way<'s, 'a>| w.amount.fit(percent) == Fit::Pass;
    let Some(holds) = ways.iter().find(fits) else { return };
    let near = |w: &&Way<'s, 'a>| {
        let (a, b) = (&w.amount.point, &holds.amount.point);
        !fits(w) && (a - b).abs() <= b * ratio(1, 5)
    };
    let Some(fails) = ways.iter().find(near) else { return };
    let mut figures = holds.operands.clone();
    figures.extend(fails.operands.first());
    report.push(
        Draft::new("base_ambiguous", Verdict::Note)
            .figures(figures)
            .figures([stated])
            .formula(format!("{} = {}", holds.formula, super::shown::show(&holds.amount, stated)))
            .computed(&fails.amount.pass)
            .stated(&percent.pass)
            .word("other", format!("{} = {}", fails.formula, super::shown::show(&fails.amount, stated)))
            .word("said", stated.text()),
    );
}

/// Whether 其中 says that a number is part of the one before it.
fn part_of(part: &Figure<'_>) -> bool {
    let at = part.claim.quantity.start.saturating_sub(part.claim.sentence.start);
    let clause: String = part.claim.sentence.text.chars().skip(at.saturating_sub(24)).take(at.min(24)).collect();
    clause.contains("其中")
}

/// A share that none of the numbers before it explains, and that no word ties to one of them.
pub struct Pending<'s, 'a> {
    check: &'static str,
    part: &'s Figure<'a>,
    stated: &'s Figure<'a>,
    percent: Amount,
    ways: Vec<Way<'s, 'a>>,
}

/// How far from a share the shares beside it may stand that tell its whole.
const BESIDE: usize = 240;

/// Shares left open: where two others beside one were found to be of one whole, it is of that whole too,
/// and flagged if neither that nor any other fits.
pub fn settle(report: &mut Report<'_, '_>) {
    let parts = report.parts().to_vec();
    for pending in report.take_pending() {
        let Pending { check, part, stated, percent, ways } = pending;
        let start = part.claim.quantity.start;
        let near =
            |f: &Figure<'_>| f.claim.field == part.claim.field && f.claim.quantity.start.abs_diff(start) < BESIDE;
        let wholes: Vec<_> = parts.iter().filter(|(p, _)| near(p)).map(|(_, whole)| *whole).collect();
        let told = ways.iter().position(|w| {
            w.operands
                .first()
                .is_some_and(|base| wholes.iter().filter(|whole| std::ptr::eq(**whole, *base)).count() > 1)
        });
        match told {
            Some(at) if percent_possible(&ways, at) => {
                let mut ways = ways;
                let way = ways.remove(at);
                ways.insert(0, way);
                report.judge(check, stated, &percent, ways, &[]);
            }
            _ => report.push(unchecked(check, part, stated)),
        }
    }
}

/// Whether a part is no more than the whole that it would be of.
fn percent_possible(ways: &[Way<'_, '_>], at: usize) -> bool {
    ways.get(at).is_some_and(|w| w.amount.point <= ratio(100, 1))
}

fn unchecked<'s, 'a>(check: &'static str, part: &'s Figure<'a>, stated: &'s Figure<'a>) -> Draft<'s, 'a> {
    Draft::new(check, Verdict::Unchecked).figures([part, stated]).reason("no_base").word("said", stated.text())
}

impl Figure<'_> {
    /// Whether the number may be a whole: above zero, no range.
    fn is_plain_base(&self) -> bool {
        self.amount.point > Exact::zero() && self.claim.quantity.value_max.is_none()
    }
}

/// So many characters before a number, within its sentence.
pub fn before(figure: &Figure<'_>, reach: usize) -> Span {
    let start = figure.claim.quantity.start;
    Span::new(start.saturating_sub(reach).max(figure.claim.sentence.start), start)
}
