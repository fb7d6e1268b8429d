//! Totals and their listed parts, announced numbers and the lists that follow them, ordinals.

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use crate::model::{Approx, Grade, Kind, Span, Verdict};

use super::amount::{Figure, Fit};
use super::change::figure;
use super::comparison::sum;
use super::interval::{Range, ratio};
use super::report::{Draft, Report};
use super::scene::{Hit, Scene, SceneLine};
use super::shares::same_unit;

/// A total, its parts, and how they are listed.
struct Parts<'s, 'a> {
    total: &'s Figure<'a>,
    parts: Vec<&'s Figure<'a>>,
    /// Nothing is left out: 分别为, a 其他 at the end, or “共” behind the parts.
    closed: bool,
    /// The parts may overlap (党员, 女教师), or it is not sure that they are parts of this total.
    doubtful: bool,
}

/// Parts that are listed after or before their total.
pub fn parts<'s, 'a>(report: &mut Report<'s, 'a>) {
    let scene = report.scene();
    for sentence in &scene.sentences {
        let figures = outside_brackets(scene, sentence);
        let mut at = 0;
        while at < figures.len() {
            let found = after_total(report, scene, sentence, &figures, at)
                .or_else(|| before_total(report, scene, sentence, &figures, at));
            match found {
                Some((parts, next)) => {
                    judge_parts(report, parts);
                    at = next;
                }
                None => at += 1,
            }
        }
    }
}

/// The numbers of a sentence that stand outside of brackets; where a bracket opens right behind a
/// number, as in “共15人（男8人、女7人）”, those inside may be its parts and are kept if there are several.
fn outside_brackets<'s, 'a>(scene: &'s Scene<'a>, sentence: &SceneLine) -> Vec<&'s Figure<'a>> {
    let figures: Vec<&Figure<'a>> = sentence.numbers.iter().map(|&i| &scene.figures[i]).collect();
    let mut depth = 0i32;
    let mut depths = Vec::with_capacity(figures.len());
    let mut next = 0;
    for (at, c) in (sentence.span.start..).zip(scene.words(sentence.field, sentence.span).chars()) {
        while figures.get(next).is_some_and(|f| f.claim.quantity.start <= at) {
            depths.push(depth);
            next += 1;
        }
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
    }
    let outside = depths.iter().filter(|d| **d <= 0).count();
    if outside < 2 {
        return figures;
    }
    figures.into_iter().zip(depths).filter(|(_, d)| *d <= 0).map(|(f, _)| f).collect()
}

/// Words without what stands in whole brackets: “（含某县5例）” says nothing of the list.
fn without_brackets(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find(['（', '(']) {
        let (before, inside) = rest.split_at(open);
        let Some(close) = inside.find(['）', ')']) else { break };
        out.push_str(before);
        rest = inside.get(close..).unwrap_or("").trim_start_matches(['）', ')']);
    }
    out.push_str(rest);
    out
}

/// Words between two numbers.
fn between<'s>(scene: &'s Scene<'_>, sentence: &SceneLine, a: &Figure<'_>, b: &Figure<'_>) -> &'s str {
    scene.words(sentence.field, Span::new(a.claim.quantity.end, b.claim.quantity.start))
}

/// Most parts of one total.
const LONGEST: usize = 60;

/// A run of numbers of one unit from `at` on, each joined to the next by a short list-like gap.
/// Gives the index after the run.
fn run(scene: &Scene<'_>, sentence: &SceneLine, figures: &[&Figure<'_>], at: usize) -> usize {
    let mut end = at + 1;
    while end < figures.len() && end < at + LONGEST {
        let gap = between(scene, sentence, figures[end - 1], figures[end]);
        let joined = gap.contains(['、', '，', ',', '和', '及', '与']) && gap.chars().count() <= 16;
        let other = [
            "增", "降", "减", "同比", "环比", "比", "占", "超", "另", "此外", "较", "累计", "共", "合计", "。", "；",
            "其中", "均", "达", "平均", "每", "还", "已", "总", "剩", "其余", "跌", "涨", "升", "同时", "至", "到",
        ];
        let clean = !other.iter().any(|w| gap.contains(w));
        if !(joined && clean && same_unit(figures[end], figures[at]) && figures[end].is_part()) {
            break;
        }
        end += 1;
    }
    end
}

/// “共46人，包括甲28人、乙9人、丙12人”.
fn after_total<'s, 'a>(
    report: &Report<'s, 'a>,
    scene: &'s Scene<'a>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Parts<'s, 'a>, usize)> {
    let total = *figures.get(at)?;
    let first = *figures.get(at + 1)?;
    if !same_unit(total, first) || !total.is_part() || !first.is_part() {
        return None;
    }
    let gap = without_brackets(between(scene, sentence, total, first));
    let gap = gap.as_str();
    let marker =
        ["其中", "包括", "分别为", "分别是", "包含", "即", "含", "：", ":"].into_iter().find(|m| gap.contains(m))?;
    let foreign = ["增", "降", "比", "占", "超", "另", "此外", "较", "平均", "每", "累计", "。", "；", "「", "“", "被"];
    // the marker stands right behind the total's noun
    let head = gap.split(marker).next().unwrap_or("");
    let near = head.chars().count() <= 12 && head.matches(['，', ',']).count() <= 1;
    if !near || gap.chars().count() > 22 || foreign.iter().any(|w| gap.contains(w)) {
        return None;
    }
    let end = run(scene, sentence, figures, at + 1);
    let parts: Vec<&Figure<'a>> = figures.get(at + 1..end)?.to_vec();
    if parts.len() < 2 {
        return None;
    }
    let last = parts.last()?;
    let tail_end = figures.get(end).map_or(sentence.span.end, |f| f.claim.quantity.start);
    let tail = scene.words(sentence.field, Span::new(last.claim.quantity.end, tail_end));
    let list_end = last.claim.quantity.end;
    let list = scene.words(sentence.field, Span::new(total.claim.quantity.end, list_end));
    let tail_head: String = tail.chars().take(6).collect();
    let open =
        tail_head.contains('等') || list.contains('等') || tail.chars().take(8).collect::<String>().contains("另");
    let rest = ["其他", "其它", "其余"].iter().any(|w| list.contains(w));
    let closed = !open && (rest || marker.starts_with("分别"));
    let doubtful = overlapping(report, list) || commas_only(list) || gap.contains("分别") && parts.len() > 6;
    Some((Parts { total, parts, closed, doubtful }, end))
}

/// “甲1.1万辆、乙0.9万辆，共2万辆”.
fn before_total<'s, 'a>(
    report: &Report<'s, 'a>,
    scene: &'s Scene<'a>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Parts<'s, 'a>, usize)> {
    let end = run(scene, sentence, figures, at);
    let total = *figures.get(end)?;
    let parts: Vec<&Figure<'a>> = figures.get(at..end)?.to_vec();
    let (first, last) = (parts.first()?, parts.last()?);
    if parts.len() < 2 || !same_unit(total, first) || !total.is_part() || !first.is_part() {
        return None;
    }
    let gap = between(scene, sentence, last, total);
    let marker = ["合计", "总计", "累计", "共计", "一共", "总共", "共"].into_iter().find(|m| gap.contains(m))?;
    let foreign = [
        "增", "降", "比", "占", "超", "另", "此外", "较", "平均", "每", "。", "；", "其中", "全市", "全省", "全国",
        "截至",
    ];
    if gap.chars().count() > 14 || foreign.iter().any(|w| gap.contains(w)) {
        return None;
    }
    // “男子组18人、女子组14人”: the first item's name stands before its number
    let start = first.claim.quantity.start.saturating_sub(6).max(sentence.span.start);
    let list = scene.words(sentence.field, Span::new(start, last.claim.quantity.end));
    let open = gap.chars().take(4).collect::<String>().contains('等');
    // 累计 may reach further back than the list
    let verbal = gap.contains("有") && commas_only(list);
    let doubtful =
        verbal || overlapping(report, list) || (marker == "累计" && !gap.contains("季") && !gap.contains("半年"));
    Some((Parts { total, parts, closed: !open, doubtful }, end + 1))
}

/// Whether the listed things are attributes that may go together (女, 党员), not groups apart.
fn overlapping(report: &Report<'_, '_>, list: &str) -> bool {
    let apart = [("男", "女"), ("城镇", "农村"), ("本科", "硕士"), ("境内", "境外")];
    if apart.iter().any(|(a, b)| list.contains(a) && list.contains(b)) {
        return false;
    }
    report.has("check_attributes", list)
}

/// Whether the items are parted by commas alone: clauses rather than a list.
fn commas_only(list: &str) -> bool {
    !list.contains(['、', '和', '及', '与'])
}

/// Parts whose shares were taken of one whole: together they do not exceed it.
pub fn parts_of_shares(report: &mut Report<'_, '_>) {
    let found = report.parts().to_vec();
    let mut at = 0;
    while let Some(&(_, whole)) = found.get(at) {
        let end = found.iter().skip(at).take_while(|(_, w)| std::ptr::eq(*w, whole)).count() + at;
        let parts: Vec<_> = found.get(at..end).unwrap_or_default().iter().map(|(p, _)| *p).collect();
        at = end;
        let amount = sum(parts.iter().map(|p| &p.amount));
        if parts.len() > 1 && !whole.amount.wide.before(&amount.wide) {
            let formula = parts.iter().map(|p| figure(p)).collect::<Vec<_>>().join(" + ");
            report.push(
                Draft::new("parts_sum_total", Verdict::Pass)
                    .figures([whole])
                    .figures(parts)
                    .formula(format!("{formula} = {} ≤ {}", super::report::show(&amount, whole), figure(whole)))
                    .computed(&amount.pass)
                    .stated(&whole.amount.pass),
            );
        }
    }
}

fn judge_parts<'s, 'a>(report: &mut Report<'s, 'a>, found: Parts<'s, 'a>) {
    let Parts { total, parts, closed, doubtful } = found;
    let amount = sum(parts.iter().map(|p| &p.amount));
    let words: Vec<String> = parts.iter().map(|p| figure(p)).collect();
    let formula = words.join(" + ");
    let fit = amount.fit(&total.stated());
    let under = amount.wide.before(&total.stated().wide);
    // one number may be wrong; where the others alone exceed the total, the items overlap
    let largest = parts.iter().max_by(|a, b| a.amount.point.cmp(&b.amount.point));
    let others = largest.map(|l| amount.sub(&l.amount));
    let doubtful = doubtful || !closed && others.is_some_and(|o| total.amount.wide.before(&o.wide));
    let verdict = match fit {
        Fit::Pass => Verdict::Pass,
        _ if under && !closed => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No if doubtful => return,
        Fit::No => Verdict::Flag,
    };
    let sign = if fit == Fit::Pass {
        "="
    } else if under {
        "<"
    } else {
        ">"
    };
    let way = format!("{formula} = {} {sign} {}", super::report::show(&amount, total), figure(total));
    let mut draft = Draft::new("parts_sum_total", verdict)
        .figures([total])
        .figures(parts)
        .formula(way)
        .computed(&amount.pass)
        .stated(&total.amount.pass)
        .word("value", super::report::show(&amount, total))
        .word("said", total.text());
    if verdict == Verdict::Flag && !under {
        draft = draft.grade(Grade::Decision).message("exceeds");
    }
    report.push(draft);
}

impl Figure<'_> {
    /// Whether the number can be added up: a count, money or measure above zero.
    fn is_part(&self) -> bool {
        matches!(self.kind(), Kind::Count | Kind::Money | Kind::Measure)
            && self.claim.quantity.value_max.is_none()
            && !self.unit().is_empty()
            && self.amount.point > BigRational::zero()
    }
}

/// Shares of one whole in one sentence.
pub fn percent_parts<'s, 'a>(report: &mut Report<'s, 'a>) {
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
        let value = super::report::show(&amount, shares[0]);
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
        let value = super::report::show(&amount, a);
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
                .formula(format!("{} + {} = {} ≤ 100", figure(a), figure(b), super::report::show(&amount, a)))
                .computed(&amount.pass)
                .stated(&Range::below(hundred, false)),
        );
    }
}

/// `list.after` and `list.before`: as many items as announced.
pub fn enumeration<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(number) = hit.figure("number") else { return };
    let plain = number.claim.quantity.approx == Approx::Exact && number.claim.quantity.value_max.is_none();
    let Some(announced) = number.amount.point.to_integer().to_usize() else { return };
    if !plain || !(2..=30).contains(&announced) || !matches!(number.kind(), Kind::Count | Kind::Rank) {
        return;
    }
    if number.kind() == Kind::Rank && !number.text().starts_with('前') {
        return;
    }
    // “9人感染是否…” is no list, “12个字：” counts characters
    let noun = hit.words("noun");
    let verbal = report.has("check_verbs", noun);
    if hit.words("list").starts_with(['否', '及', '以', '不']) || noun.starts_with('字') || verbal {
        return;
    }
    let Some(span) = hit.found.group("list") else { return };
    let list = hit.words("list");
    let after = hit.found.group("noun").is_some_and(|n| n.start < span.start);
    let Some(list) = (if after { whole_list(list, hit) } else { Some(list_before(list)) }) else { return };
    let items = items(list.text, report);
    let found = items.len();
    let sure = list.sure || !after && !list.open && names_things(hit, &items) && (found > 2 || announced < 10);
    if found < 2 {
        return;
    }
    let bad_unit = ["岁", "年", "天", "次", "元", "分", "月", "小时", "分钟", "人次", "倍", "度", "米", "公里", "吨"];
    if bad_unit.contains(&number.unit()) {
        return;
    }
    // the last item may be joined by 和, and a name may hold 和
    let most = items.iter().map(|i| 1 + i.joins).sum::<usize>();
    let fits =
        (found..=most).contains(&announced) || (list.open || hit.words("marker") == "包括") && announced >= found;
    let verdict = if fits {
        Verdict::Pass
    } else if sure && items.iter().all(|i| i.short) && (2..=12).contains(&found) && !(list.open && found < announced) {
        Verdict::Flag
    } else {
        return;
    };
    let start = span.start + list.skipped;
    let place = Span::new(start, start + list.text.chars().count());
    report.push(
        Draft::new("enum_count", verdict)
            .figures([number])
            .place(hit.sentence.field, place)
            .formula(format!("{announced} {} {found}", if fits { "=" } else { "≠" }))
            .computed(&Range::exact(ratio(found as i64, 1)))
            .stated(&number.amount.pass)
            .word("said", number.text())
            .word("value", found.to_string())
            .word("list", list.text),
    );
}

/// `list.of`: “两大产区的甲与乙”.
pub fn pair<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(number), Some(span)) = (hit.figure("number"), hit.found.group("list")) else { return };
    if number.amount.point != ratio(2, 1) || !number.is_plain() || !(number.unit().is_empty() || number.unit() == "个")
    {
        return;
    }
    report.push(
        Draft::new("enum_count", Verdict::Pass)
            .figures([number])
            .place(hit.sentence.field, span)
            .formula("2 = 2")
            .stated(&number.amount.pass)
            .word("said", number.text())
            .word("value", "2")
            .word("list", hit.words("list")),
    );
}

/// A stretch that holds a list.
struct List<'s> {
    text: &'s str,
    /// Characters of the group before the list.
    skipped: usize,
    /// 等 stands behind it.
    open: bool,
    /// The signs of a list are clear enough for a flag.
    sure: bool,
}

/// The list behind an announcement, up to the end of its clause or bracket.
fn whole_list<'s>(list: &'s str, hit: &Hit<'_, 's, '_>) -> Option<List<'s>> {
    let marker: String = hit.match_words().chars().rev().skip(list.chars().count()).take(1).collect();
    let bracket =
        marker.starts_with(['（', '(']) || hit.match_words().contains(['（', '(']) && !list.contains(['（', '(']);
    let end = if bracket { list.find(['）', ')'])? } else { end_of_list(list) };
    let text = list.get(..end)?;
    if !text.contains('、') && !text.contains('和') {
        return None;
    }
    let rest = list.get(end..).unwrap_or("");
    let open = text.ends_with('等') || text.contains('等') && !text.contains("等级") || rest.starts_with('等');
    Some(List { text, skipped: 0, open, sure: text.contains('、') || bracket })
}

/// A list ends at a comma that begins a new clause; “，以及” and “，和” go on.
fn end_of_list(list: &str) -> usize {
    let mut from = 0;
    while let Some(at) = list.get(from..).and_then(|r| r.find(['，', ','])) {
        let at = from + at;
        let after = list.get(at..).unwrap_or("").trim_start_matches(['，', ',']);
        if !["以及", "和", "及"].iter().any(|w| after.starts_with(w)) {
            return at;
        }
        from = list.len() - after.len();
    }
    list.len()
}

/// The list before a number: from the start of the clause on.
fn list_before(list: &str) -> List<'_> {
    let open = list.ends_with('等');
    List { text: list, skipped: 0, open, sure: false }
}

struct ListItem {
    /// Places in it where 和 or 与 may join two items.
    joins: usize,
    /// Short enough for a name.
    short: bool,
    /// With no 的 or verb in it.
    name: bool,
    /// Characters.
    length: usize,
}

/// Whether a number behind a list counts its items: “甲、乙、丙三家企业”, not “甲、乙、丙的三家企业”. What
/// stands before the first item in the clause does not change their number; of two, both must be short.
fn names_things(hit: &Hit<'_, '_, '_>, items: &[ListItem]) -> bool {
    let list = hit.words("list");
    let ends =
        ['的', '那', '共', '及', '和', '与', '后', '前', '第', '各', '每', '另', '括', '有', '是', '为', '含', '增'];
    let named = match items {
        [first, second] => first.length <= 8 && second.length <= 8 && first.name && second.name,
        _ => items.iter().skip(1).all(|i| i.name),
    };
    !list.contains('等') && !list.ends_with(ends) && !hit.words("noun").is_empty() && named
}

/// The items between 、 outside of brackets and quotes; the last one may be joined by 和.
fn items(list: &str, report: &Report<'_, '_>) -> Vec<ListItem> {
    let mut out: Vec<String> = vec![String::new()];
    let mut depth = 0i32;
    for c in list.chars() {
        match c {
            '（' | '(' | '“' | '《' | '「' => depth += 1,
            '）' | ')' | '”' | '》' | '」' => depth -= 1,
            _ => {}
        }
        if depth <= 0 && matches!(c, '、' | '，' | ',') {
            out.push(String::new());
        } else if let Some(item) = out.last_mut() {
            item.push(c);
        }
    }
    let mut items = Vec::new();
    let count = out.len();
    for (i, item) in out.into_iter().enumerate() {
        let text = item.trim_start_matches("以及").trim_start_matches(['和', '及', '与']).trim_end_matches('等');
        if text.is_empty() {
            continue;
        }
        // “甲和乙” at the end are two items; elsewhere 和 belongs to the name
        let joined = i + 1 == count && !item.starts_with("以及") && !item.starts_with(['和', '及', '与']);
        let joins = if joined { text.matches(['和', '与', '及']).count() } else { 0 };
        let other = if joined { joins } else { text.matches(['和', '与']).count() };
        let clause = report.has("check_clause", text);
        let name = |part: &str| (2..=16).contains(&part.chars().count());
        let short = !clause && if joins == 1 { text.split(['和', '与', '及']).all(name) } else { name(text) };
        let length = text.chars().count() / (1 + usize::from(joined && joins == 1));
        let brief = short && text.chars().count() <= 16 && !text.contains(['的', '在', '了', '是']);
        if joined && joins == 1 {
            items.push(ListItem { joins: 0, short, name: brief, length });
            items.push(ListItem { joins: 0, short, name: brief, length });
        } else {
            items.push(ListItem { joins: other, short, name: brief, length });
        }
    }
    items
}

/// Announced points and their labels: 一是…二是…, 首先…其次…, 第一…第二…; they may run over several
/// sentences of a paragraph.
pub fn ordinals(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    let mut index = 0;
    while let Some(sentence) = scene.sentences.get(index) {
        let mut labels = labels(scene.words(sentence.field, sentence.span));
        let mut span = sentence.span;
        index += 1;
        if labels.first() != Some(&1) && announcement(scene, sentence).is_none() {
            continue;
        }
        while let Some(next) = scene.sentences.get(index) {
            let words = scene.words(next.field, next.span);
            let follows = next.field == sentence.field && starts_with_label(words);
            if !follows || self::labels(words).first().is_some_and(|l| *l <= labels.last().copied().unwrap_or(0)) {
                break;
            }
            labels.extend(self::labels(words));
            span = span.join(next.span);
            index += 1;
        }
        judge_ordinals(report, sentence, span, &labels);
    }
}

fn judge_ordinals(report: &mut Report<'_, '_>, sentence: &SceneLine, span: Span, labels: &[i64]) {
    let scene = report.scene();
    let (Some(first), Some(last)) = (labels.first().copied(), labels.last().copied()) else { return };
    let jump = labels.windows(2).any(|w| w[1] != w[0] + 1);
    if labels.len() < 2 || first != 1 {
        return;
    }
    let quoted = scene.words(sentence.field, span).contains('“');
    let draft = |verdict| {
        Draft::new("ordinal_sequence", verdict)
            .place(sentence.field, span)
            .word("value", last.to_string())
            .formula(labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    let Some(number) = announcement(scene, sentence) else {
        if jump && !quoted {
            report.push(draft(Verdict::Note).message("jump"));
        }
        return;
    };
    let stated = number.amount.point.to_integer().to_i64().unwrap_or(0);
    let verdict = match (!jump && last == stated, quoted) {
        (true, _) => Verdict::Pass,
        (false, true) => Verdict::Note,
        (false, false) => Verdict::Flag,
    };
    let formula = format!("{last} {} {stated}", if verdict == Verdict::Pass { "=" } else { "≠" });
    report.push(draft(verdict).figures([number]).formula(formula).word("said", number.text()));
}

/// The number that announces the points: “三点建议：”, right before the first label.
fn announcement<'s, 'a>(scene: &'s Scene<'a>, sentence: &SceneLine) -> Option<&'s Figure<'a>> {
    let words = scene.words(sentence.field, sentence.span);
    let colon = words.find(['：', ':'])?;
    let at = sentence.span.start + words.get(..colon)?.chars().count();
    let mut figures = sentence.numbers.iter().map(|&i| &scene.figures[i]);
    let near = |f: &&Figure<'a>| {
        f.claim.quantity.end <= at && at - f.claim.quantity.end <= 6 && f.kind() == Kind::Count && f.is_plain()
    };
    figures.rfind(near)
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

fn starts_with_label(words: &str) -> bool {
    let trimmed = words.trim_start_matches(['“', ' ']);
    trimmed.split(['，', ',', '、', '：']).next().and_then(label_at).is_some()
}

/// The label that a clause begins with.
fn label_at(clause: &str) -> Option<i64> {
    let mut chars = clause.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let number = |c: char| NUMERALS.iter().position(|n| *n == c).map(|i| i as i64 + 1);
    if let Some(n) = number(first)
        && (rest.starts_with('是') || rest.starts_with('要') && !rest.starts_with("要求"))
    {
        return Some(n);
    }
    if first == '第'
        && let Some(second) = chars.next()
        && let Some(n) = number(second)
        && chars.as_str().is_empty()
    {
        return Some(n);
    }
    if clause.starts_with("首先") {
        return Some(1);
    }
    if clause.starts_with("其次") {
        return Some(2);
    }
    None
}

/// The labels of a sentence in order.
fn labels(words: &str) -> Vec<i64> {
    words
        .split(['，', ',', '；', ';', '：', ':', '。', '、'])
        .filter_map(|clause| label_at(clause.trim_start()))
        .collect()
}
