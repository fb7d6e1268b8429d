//! Parts, wholes and ratios.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::model::{Grade, Kind, Number, Span, Verdict};

use super::amount::{Amount, Figure, Fit};
use super::change::figure;
use super::interval::{Range, ratio};
use super::report::{Draft, Report, Way};
use super::scene::{Hit, Scene};

/// Measure words that count people alike.
const PEOPLE: [&str; 6] = ["人", "名", "位", "个人", "口", "員"];
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
    if hit.words("of") == "的" || has_change(hit.words("noun")) {
        return;
    }
    let (mut bases, mut firm) = bases(hit, part);
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
    if report.words("check_outer_whole").iter().any(|w| name.starts_with(w.as_str())) {
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
        None => matches!(rate.trim_end_matches(['为', '约']), "比例" | "占比" | "所占比例" | "比重"),
    };
    if !fits || has_change(noun) || has_change(rate) {
        return;
    }
    share(report, hit);
}

/// “若干家盈利，盈利的过半”, “若干人同意，三分之二的同意率”.
pub fn fraction_word<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(stated) = hit.figure("share") else { return };
    if !is_fraction_word(stated) || has_change(hit.words("noun")) {
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

fn has_change(words: &str) -> bool {
    ["增", "降", "减", "涨", "跌", "同比", "环比", "升"].iter().any(|w| words.contains(w))
}

/// Whether two stretches share two neighbouring characters.
fn shares_two(a: &str, b: &str) -> bool {
    let b: Vec<char> = b.chars().collect();
    b.windows(2).any(|w| a.contains(&w.iter().collect::<String>()))
}

/// Numbers that may be the whole of a part, nearest first, and whether the statement binds the part
/// to them firmly enough for a flag.
fn bases<'s, 'a>(hit: &Hit<'_, 's, 'a>, part: &Figure<'a>) -> (Vec<&'s Figure<'a>>, bool) {
    let scene = hit.scene;
    let fits = |f: &&Figure<'a>| same_unit(f, part) && f.is_plain_base();
    let numbers = &hit.sentence.numbers;
    let end = numbers.partition_point(|&i| scene.figures[i].claim.quantity.start < part.claim.quantity.start);
    let near = numbers.get(end.saturating_sub(24)..end).unwrap_or_default();
    let here: Vec<&Figure<'a>> = near.iter().rev().map(|&i| &scene.figures[i]).filter(fits).collect();
    if !here.is_empty() {
        let start = here.iter().map(|f| f.claim.quantity.end).min().unwrap_or(0);
        let between = scene.words(hit.sentence.field, Span::new(start, part.claim.quantity.start));
        let bound = ["中", "其中", "里", "内", "有", "，", ",", "、"].iter().any(|w| between.contains(w));
        // two wholes of one name (前后两年) leave open which one is meant, but a flag needs all to fail
        let named = hit.words("whole_name");
        let bound = bound && here.iter().any(|b| !has_own_share(scene, hit, b));
        let firm = bound && (named.is_empty() || names_all(named) || is_named(scene, hit, &here, named));
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

/// Whether “占…的” names the whole of the statement and no other.
fn names_all(name: &str) -> bool {
    ["总数", "总量", "全部", "全体", "总人数", "其", "总", "总额"].contains(&name.trim_matches('的'))
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
            .formula(format!("{} = {}", holds.formula, super::report::show(&holds.amount, stated)))
            .computed(&fails.amount.pass)
            .stated(&percent.pass)
            .word("other", format!("{} = {}", fails.formula, super::report::show(&fails.amount, stated)))
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
        self.amount.point > BigRational::zero() && self.claim.quantity.value_max.is_none()
    }
}

/// `share.subset`: a part is no greater than its whole.
pub fn subset<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(part)) = (hit.figure("whole"), hit.figure("part")) else { return };
    let differ = !same_unit(whole, part);
    let counts = |k: Kind| matches!(k, Kind::Count | Kind::Rank);
    if differ && !(counts(whole.kind()) && counts(part.kind())) {
        return;
    }
    let greater = whole.amount.wide.before(&part.amount.wide);
    if greater && (differ || !firm_subset(report, hit, whole, part)) {
        return;
    }
    let verdict = if greater { Verdict::Flag } else { Verdict::Pass };
    let sign = if greater { ">" } else { "≤" };
    report.push(
        Draft::new("subset_le_total", verdict)
            .figures([whole, part])
            .formula(format!("{} {sign} {}", figure(part), figure(whole)))
            .computed(&part.amount.pass)
            .stated(&Range::below(whole.amount.point.clone(), false))
            .word("part", part.text())
            .word("whole", whole.text()),
    );
}

/// A flag needs 其中, or 中 and the same people or noun, and nothing that counts differently (人次, 户, 增长, 另有).
fn firm_subset(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>, whole: &Figure<'_>, part: &Figure<'_>) -> bool {
    let field = hit.sentence.field;
    let words = hit.scene.words(field, Span::new(before(whole, 8).start, whole.claim.quantity.end));
    let between = hit.scene.words(field, Span::new(whole.claim.quantity.end, part.claim.quantity.start));
    let listed = |list: &str, words: &str| report.words(list).iter().any(|w| words.contains(w.as_str()));
    if listed("check_no_subset", between) || listed("check_no_whole", words) || whole.claim.quantity.value_max.is_some()
    {
        return false;
    }
    let noun = |f: &Figure<'_>| hit.scene.words(field, Span::new(f.claim.quantity.end, f.claim.quantity.end + 8));
    let people = |f: &Figure<'_>| PEOPLE.contains(&f.unit()) || matches!(f.unit(), "例" | "宗");
    // “90种产品中，35种实现增长”: the second noun is left out; 个 counts too many things for that
    let ellipsis = whole.unit() != "个"
        && whole.unit() == part.unit()
        && between.trim_end_matches(['有', '，', ',']).ends_with('中');
    let bound =
        between.contains("其中") || people(whole) && people(part) || ellipsis || shares_two(noun(whole), noun(part));
    bound && same_unit(whole, part)
}

/// `share.remainder`: whole − parts = rest.
pub fn remainder<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(rest)) = (hit.figure("whole"), hit.figure("rest")) else { return };
    let figures = hit.figures();
    let Some(parts) = figures.get(1..figures.len().saturating_sub(1)) else { return };
    let alike = parts.iter().chain([&rest]).all(|f| same_unit(f, whole));
    if parts.is_empty() || !alike {
        return;
    }
    let words = hit.match_words();
    let third = ["失踪", "待定", "另", "失联", "每", "增", "不详", "各"];
    if third.iter().any(|w| words.contains(w)) {
        return;
    }
    let amount = parts.iter().fold(whole.amount.clone(), |a, p| a.sub(&p.amount));
    let taken: Vec<_> = parts.iter().map(|p| figure(p)).collect();
    let mut operands = vec![whole];
    operands.extend(parts);
    let way = Way { operands, amount, formula: format!("{} − {}", figure(whole), taken.join(" − ")) };
    // “甲市15例，乙州3例，尚有15例” is no account of a whole
    let gap = parts.first().map_or(Span::new(0, 0), |p| Span::new(whole.claim.quantity.end, p.claim.quantity.start));
    let head = hit.scene.words(hit.sentence.field, gap).split(['，', ',']).next().unwrap_or("");
    let said = head.ends_with(['中', '里']) || report.has("check_whole_before", hit.words("whole_before"));
    // “累计追踪到200人，已解除150人，尚有50人”
    let spent = parts.iter().all(|p| hit.scene.words(hit.sentence.field, before(p, 8)).contains("已"));
    let firm = said && (hit.words("word") != "尚有" || spent);
    if !firm && parts.iter().any(|p| p.amount.point > whole.amount.point) {
        return;
    }
    if firm || way.amount.fit(&rest.stated()) == Fit::Pass {
        report.judge("remainder", rest, &rest.stated(), vec![way], &[]);
    }
}

/// So many characters before a number, within its sentence.
fn before(figure: &Figure<'_>, reach: usize) -> Span {
    let start = figure.claim.quantity.start;
    Span::new(start.saturating_sub(reach).max(figure.claim.sentence.start), start)
}

/// `share.complement`: a rate and its contrary make 100 %.
pub fn complement<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(p), Some(q)) = (hit.figure("p"), hit.figure("q")) else { return };
    let (one, other) = (hit.words("one"), hit.words("other"));
    let stem = |s: &str| s.trim_end_matches('率').to_owned();
    let pair = ["不", "未", "非", "无"]
        .iter()
        .any(|n| other.strip_prefix(n).is_some_and(|o| stem(one).ends_with(&stem(o)) && !stem(o).is_empty()));
    let known = [("阳性", "阴性"), ("成功", "失败"), ("出勤", "缺勤"), ("就业", "失业")];
    let known = known.iter().any(|(a, b)| stem(one).ends_with(a) && stem(other).ends_with(b));
    let opinion = stem(one).ends_with("支持") && stem(other).ends_with("反对");
    if !pair && !known && !opinion {
        return;
    }
    let sum = p.amount.add(&q.amount);
    let hundred = ratio(100, 1);
    let steps = p.claim.quantity.step.to_rational().max(q.claim.quantity.step.to_rational());
    let low = if opinion { BigRational::zero() } else { &hundred - &steps };
    let stated = Amount {
        point: hundred.clone(),
        pass: Range::closed(low.clone(), hundred.clone()),
        wide: Range::closed(low, &hundred + &steps),
    };
    let exact = Amount { wide: Range::exact(sum.point.clone()), pass: sum.pass, point: sum.point };
    let verdict = match exact.fit(&stated) {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    report.push(
        Draft::new("complement_100", verdict)
            .figures([p, q])
            .formula(format!("{} + {}", figure(p), figure(q)))
            .computed(&exact.pass)
            .stated(&Range::exact(hundred))
            .word("one", one)
            .word("other", other)
            .word("value", super::report::show(&exact, p)),
    );
}

/// `share.of_all`: a part of all is no more than all.
pub fn out_of_range<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(stated) = hit.figure("share") else { return };
    let words = hit.words("whole");
    let may_exceed = report.has("check_over_whole", words);
    if may_exceed {
        return;
    }
    let over = stated.amount.wide.low().is_some_and(|l| *l > ratio(100, 1));
    let below = stated.amount.point.is_negative();
    let verdict = if over || below { Verdict::Flag } else { Verdict::Pass };
    report.push(
        Draft::new("share_out_of_range", verdict)
            .figures([stated])
            .formula(format!("0 ≤ {} ≤ 100", figure(stated)))
            .stated(&stated.amount.pass)
            .word("said", stated.text())
            .word("whole", words),
    );
}

/// `share.people_percent`: a whole number of people makes the percentage (the GRIM test).
pub fn granularity<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(stated)) = (hit.figure("whole"), hit.figure("share")) else { return };
    let Some(n) = whole.amount.point.to_integer().to_i64() else { return };
    if !whole.is_plain() || !stated.is_plain() || n <= 0 || stated.text().contains(['成', '半', '分']) {
        return;
    }
    let step = stated.claim.quantity.step.to_rational();
    let coarse = BigRational::from_integer(n.into()) < ratio(100, 1) / step.clone().max(ratio(1, 1_000_000));
    let count = |up: bool| {
        let k = &stated.amount.point * BigRational::from_integer(n.into()) / ratio(100, 1);
        if up { k.ceil() } else { k.floor() }
    };
    let hundred = ratio(100, 1);
    let mut found = None;
    for k in [count(false), count(true)] {
        let share = &k / BigRational::from_integer(n.into()) * &hundred;
        if stated.stated().wide.contains(&share) {
            found = Some(k);
            break;
        }
    }
    let weighted = hit.sentence_words().contains("加权") || n < 5;
    let verdict = match (&found, coarse && !weighted) {
        (Some(_), _) => Verdict::Pass,
        (None, true) => Verdict::Flag,
        (None, false) => return,
    };
    let formula = match &found {
        Some(k) => format!("{k} / {n} = {}%", figure(stated)),
        None => format!("k / {n} ≠ {}%", figure(stated)),
    };
    report.push(
        Draft::new("pct_granularity", verdict)
            .figures([whole, stated])
            .formula(formula)
            .stated(&stated.amount.pass)
            .word("said", stated.text())
            .word("whole", whole.text())
            .word("low", count(false).to_string())
            .word("high", count(true).to_string()),
    );
}

/// `share.ratio`: a : b against two counts.
pub fn colon<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b), Some(stated)) = (hit.figure("a"), hit.figure("b"), hit.figure("stated")) else { return };
    let Number::Terms(x, y) = stated.claim.quantity.value else { return };
    if !same_unit(a, b) && a.kind() != b.kind() {
        return;
    }
    let terms = |x: rust_decimal::Decimal| {
        let scale = num_traits::pow(num_bigint::BigInt::from(10), x.scale() as usize);
        let half = BigRational::new(1.into(), scale * 2);
        let value = Number::Decimal(x).to_rational();
        // a whole term of a ratio is meant exactly: 3:2
        if x.scale() == 0 { Range::exact(value) } else { Range::closed(&value - &half, value + half) }
    };
    let (Some(said), Some(quotient)) = (terms(x).div(&terms(y)), a.amount.div(&b.amount)) else { return };
    let point = stated.claim.quantity.value.to_rational();
    // 1:12.3 and the like are rounded; whole terms are taken with 5 % to either side, noted up to 15 %
    let around = |p: i64| said.mul(&Range::closed(ratio(1000 - p, 1000), ratio(1000 + p, 1000)));
    let said = Amount { point, pass: around(50), wide: around(150) };
    let mut ways =
        vec![Way { operands: vec![a, b], amount: quotient, formula: format!("{} : {}", figure(a), figure(b)) }];
    if !named_in_order(hit)
        && let Some(other) = b.amount.div(&a.amount)
    {
        ways.push(Way { operands: vec![a, b], amount: other, formula: format!("{} : {}", figure(b), figure(a)) });
    }
    report.judge("ratio_colon", stated, &said, ways, &[]);
}

/// Whether the name of the ratio (男女比, 医护比) gives the order of its terms.
fn named_in_order(hit: &Hit<'_, '_, '_>) -> bool {
    let mut name = hit.words("name").chars();
    let (Some(a), Some(b)) = (name.next(), name.next()) else { return false };
    hit.words("a_name").contains(a) && hit.words("b_name").contains(b)
}

/// `share.times`: a is N times b.
pub fn times<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b), Some(stated)) = (hit.figure("a"), hit.figure("b"), hit.figure("times")) else { return };
    if !a.comparable(b) || matches!(a.kind(), Kind::Rank | Kind::Multiple) {
        return;
    }
    let Some(amount) = a.amount.div(&b.amount) else { return };
    let more = amount.shift(&-BigRational::one());
    let way = Way { operands: vec![a, b], amount, formula: format!("{} / {}", figure(a), figure(b)) };
    report.judge("times_ratio", stated, &stated.stated(), vec![way], &[("off_by_one", Some(more))]);
}
