//! Announced numbers and the lists beside them.

use num_traits::ToPrimitive;

use crate::model::{Approx, Kind, Span, Verdict};

use super::interval::{Range, ratio};
use super::report::{Draft, Report};
use super::scene::Hit;

/// `list.after` and `list.before`: as many items as announced.
pub fn listed<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
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
    if report.starts_with("check_list_no_start", hit.words("list")) || noun.starts_with('字') || verbal {
        return;
    }
    let Some(span) = hit.found.group("list") else { return };
    let list = hit.words("list");
    let after = hit.found.group("noun").is_some_and(|n| n.start < span.start);
    let Some(list) = (if after { whole_list(report, list, hit) } else { Some(list_before(list)) }) else { return };
    let items = items(list.text, report);
    let found = items.len();
    let sure = list.sure || !after && !list.open && names_things(report, hit, &items) && (found > 2 || announced < 10);
    if found < 2 {
        return;
    }
    if report.is_word("check_uncounted_units", number.unit()) {
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
fn whole_list<'s>(report: &Report<'_, '_>, list: &'s str, hit: &Hit<'_, 's, '_>) -> Option<List<'s>> {
    let marker: String = hit.match_words().chars().rev().skip(list.chars().count()).take(1).collect();
    let bracket =
        marker.starts_with(['（', '(']) || hit.match_words().contains(['（', '(']) && !list.contains(['（', '(']);
    let end = if bracket { list.find(['）', ')'])? } else { end_of_list(report, list) };
    let text = list.get(..end)?;
    if !text.contains('、') && !text.contains('和') {
        return None;
    }
    let rest = list.get(end..).unwrap_or("");
    let open = text.ends_with('等') || text.contains('等') && !text.contains("等级") || rest.starts_with('等');
    Some(List { text, skipped: 0, open, sure: text.contains('、') || bracket })
}

/// A list ends at a comma that begins a new clause; “，以及” and “，和” go on.
fn end_of_list(report: &Report<'_, '_>, list: &str) -> usize {
    let mut from = 0;
    while let Some(at) = list.get(from..).and_then(|r| r.find(['，', ','])) {
        let at = from + at;
        let after = list.get(at..).unwrap_or("").trim_start_matches(['，', ',']);
        if !report.starts_with("check_list_more", after) {
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
fn names_things(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>, items: &[ListItem]) -> bool {
    let list = hit.words("list");
    let named = match items {
        [first, second] => first.length <= 8 && second.length <= 8 && first.name && second.name,
        _ => items.iter().skip(1).all(|i| i.name),
    };
    !list.contains('等') && !report.ends_with("check_list_no_end", list) && !hit.words("noun").is_empty() && named
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
