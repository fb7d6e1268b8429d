//! Why numbers were not checked, in a few words.

use super::Lang;

/// Reasons that findings give, in both languages.
const REASONS: [(&str, &str, &str); 12] = [
    ("", "没有适用的检查", "no check applies"),
    ("no_second", "只出现一次", "stated once"),
    ("no_base", "没有总数和分项", "no counts behind the share"),
    ("no_levels", "只有变化没有前后", "a change without its two levels"),
    ("no_operands", "没有可以相除的两个数", "a ratio without its two values"),
    ("no_ranking", "没有完整的榜单", "a rank without its ranking"),
    ("not_yet", "预测、目标或假设", "forecasts, targets, suppositions"),
    ("no_period_in_tables", "数据表里没有这个时期", "the tables lack the period"),
    ("other_kind_of_figure", "数据表里是另一种数", "the tables hold another kind of figure"),
    ("not_stated_as_fact", "不是作为事实陈述的", "not stated as a fact"),
    ("open_list", "列举不全", "an open list"),
    ("unknown_unit", "单位不明", "an unknown unit"),
];

/// The words for a reason; the reason itself where it is a new one.
pub(crate) fn words(reason: &str, lang: Lang) -> String {
    match REASONS.iter().find(|(name, ..)| *name == reason) {
        Some((_, zh, en)) => lang.pick(zh, en).to_owned(),
        None => reason.replace('_', " "),
    }
}
