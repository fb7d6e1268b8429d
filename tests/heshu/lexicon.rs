//! The lexicon of numbers: every rejecting rule does what its examples say, units agree with one another.

use std::collections::BTreeMap;

use heshu::model::Number;
use heshu::quantity::{Context, Found, Reader};
use heshu::rules::{Reject, Rules};
use heshu::text::{View, normal};

fn read(reader: &Reader, text: &str) -> Vec<Found> {
    reader.read(&View::new(text), &Context::default()).numbers
}

/// The text without its brackets, and the characters that they hold.
fn marked(example: &str) -> (String, usize, usize) {
    let start = example.chars().position(|c| c == '[').unwrap_or_else(|| panic!("no bracket in {example:?}"));
    let end = example.chars().position(|c| c == ']').unwrap_or_else(|| panic!("no closing bracket in {example:?}")) - 1;
    (example.chars().filter(|c| !matches!(c, '[' | ']')).collect(), start, end)
}

fn all_examples(rules: &[Reject], check: impl Fn(&Reject, &str, bool) -> Option<String>) {
    let mut faults = Vec::new();
    for rule in rules {
        assert!(rule.matches.len() >= 2 && !rule.no_match.is_empty(), "{}: two match and one no_match", rule.id);
        faults.extend(rule.matches.iter().filter_map(|text| check(rule, text, true)));
        faults.extend(rule.no_match.iter().filter_map(|text| check(rule, text, false)));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn each_rejecting_rule_rejects_its_examples_and_no_others() {
    let rules = Rules::embedded().expect("built-in rules");
    let reader = Reader::new(&rules);
    all_examples(&rules.quantity.rejects, |rule, text, matching| {
        let by_rule = |f: &&Found| f.rejected.as_ref().is_some_and(|r| r.rule == rule.id);
        if !matching {
            let found = read(&reader, text);
            return found
                .iter()
                .find(by_rule)
                .map(|f| format!("{} rejects {:?} of {text:?}", rule.id, f.quantity.text));
        }
        let (text, start, end) = marked(text);
        let found = read(&reader, &text);
        let hit = found.iter().filter(by_rule).any(|f| (f.quantity.start, f.quantity.end) == (start, end));
        (!hit).then(|| {
            let seen: Vec<_> = found.iter().map(|f| (&f.quantity.text, f.rejected.as_ref().map(|r| &r.rule))).collect();
            format!("{} does not reject its mention of {text:?}; found {seen:?}", rule.id)
        })
    });
}

#[test]
fn each_keeping_rule_keeps_its_examples_and_no_others() {
    let rules = Rules::embedded().expect("built-in rules");
    let reader = Reader::new(&rules);
    all_examples(&rules.quantity.keeps, |rule, text, matching| {
        let kept = |f: &&Found| f.rejected.is_none();
        if !matching {
            let found = read(&reader, text);
            return found.iter().find(kept).map(|f| format!("{}: {:?} of {text:?} is kept", rule.id, f.quantity.text));
        }
        let (text, start, end) = marked(text);
        let found = read(&reader, &text);
        let hit = found.iter().filter(kept).any(|f| f.quantity.start <= start && end <= f.quantity.end);
        (!hit).then(|| {
            let seen: Vec<_> = found.iter().map(|f| (&f.quantity.text, f.rejected.as_ref().map(|r| &r.rule))).collect();
            format!("{} does not keep its mention of {text:?}; found {seen:?}", rule.id)
        })
    });
}

#[test]
fn units_agree_with_one_another() {
    let rules = Rules::embedded().expect("built-in rules");
    let size = |name: &str| {
        let unit = rules.quantity.units.iter().find(|u| u.surfaces.iter().any(|s| s == name));
        unit.unwrap_or_else(|| panic!("no unit {name}"))
    };
    let times = |n: Number, k: i64| n.to_rational() * heshu::model::Exact::from(k);
    for (large, k, small) in [
        ("千米", 1000, "米"),
        ("米", 10, "分米"),
        ("米", 100, "厘米"),
        ("米", 1000, "毫米"),
        ("毫米", 1000, "微米"),
        ("微米", 1000, "纳米"),
        ("纳米", 1000, "皮米"),
        ("里", 150, "丈"),
        ("丈", 10, "尺"),
        ("尺", 10, "寸"),
        ("英尺", 12, "英寸"),
        ("码", 3, "英尺"),
        ("英里", 5280, "英尺"),
        ("公顷", 15, "亩"),
        ("公顷", 100, "公亩"),
        ("平方公里", 100, "公顷"),
        ("平方公里", 1500, "亩"),
        ("平方英里", 640, "英亩"),
        ("英亩", 43560, "平方英尺"),
        ("立方米", 1000, "升"),
        ("升", 1000, "毫升"),
        ("吨", 1000, "千克"),
        ("吨", 20, "担"),
        ("担", 100, "斤"),
        ("公斤", 2, "斤"),
        ("斤", 10, "两"),
        ("千克", 1000, "克"),
        ("克", 1000, "毫克"),
        ("毫克", 1000, "微克"),
        ("克", 5, "克拉"),
        ("千瓦时", 1000, "瓦时"),
        ("兆瓦时", 1000, "千瓦时"),
        ("吉瓦时", 1000, "兆瓦时"),
        ("太瓦时", 1000, "吉瓦时"),
        ("千卡", 1000, "卡路里"),
        ("兆瓦", 1000, "千瓦"),
        ("吉瓦", 1000, "兆瓦"),
        ("字节", 8, "比特"),
        ("MB", 1000, "KB"),
        ("GB", 1000, "MB"),
        ("TB", 1000, "GB"),
        ("千帕", 10, "百帕"),
        ("兆帕", 1000, "千帕"),
        ("小时", 60, "分钟"),
        ("分钟", 60, "秒"),
        ("天", 24, "小时"),
        ("周", 7, "天"),
        ("年", 12, "个月"),
        ("个季度", 3, "个月"),
        ("世纪", 100, "年"),
        ("百分点", 100, "基点"),
        ("平方英尺", 144, "平方英寸"),
        ("平方码", 9, "平方英尺"),
        ("立方码", 27, "立方英尺"),
        ("立方英尺", 1728, "立方英寸"),
        ("英寻", 6, "英尺"),
        ("加仑", 4, "夸脱"),
        ("夸脱", 2, "品脱"),
        ("英制加仑", 4, "英制夸脱"),
        ("英亩英尺", 43560, "立方英尺"),
        ("英石", 14, "磅"),
        ("短吨", 2000, "磅"),
        ("磅", 7000, "格令"),
        ("升", 10, "分升"),
        ("升", 100, "厘升"),
        ("公石", 100, "升"),
        ("兆比特", 1000, "千比特"),
        ("大气压", 101325, "帕斯卡"),
        ("瓦", 1000, "毫瓦"),
        ("西弗", 1000, "毫西弗"),
    ] {
        let (l, s) = (size(large), size(small));
        assert_eq!(l.dimension, s.dimension, "{large} and {small}");
        assert_eq!(l.factor.to_rational(), times(s.factor, k), "1 {large} = {k} {small}");
    }
    // The entries of one unit in several files are one unit.
    let mut sizes = BTreeMap::new();
    for unit in &rules.quantity.units {
        let size = (&unit.dimension, unit.factor.to_rational());
        let first = sizes.entry(&unit.name).or_insert_with(|| size.clone());
        assert_eq!(*first, size, "{} has two sizes", unit.name);
    }
}

#[test]
fn no_surface_stands_twice_and_codes_are_iso_4217() {
    let rules = Rules::embedded().expect("built-in rules");
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    let mut add = |surface: &str, of: &str| {
        let folded: String = surface.chars().map(normal).collect();
        match seen.insert(folded, of.to_owned()) {
            Some(other) if other != of => faults.push(format!("{surface} is {other} and {of}")),
            _ => {}
        }
    };
    for unit in &rules.quantity.units {
        unit.surfaces.iter().for_each(|s| add(s, &unit.name));
    }
    for currency in &rules.quantity.currencies {
        assert!(currency.code.len() == 3 && currency.code.bytes().all(|b| b.is_ascii_uppercase()), "{}", currency.code);
        currency.names.iter().for_each(|s| add(s, &currency.code));
    }
    for coin in &rules.quantity.coins {
        coin.names.iter().for_each(|s| add(s, &format!("{} coin", coin.code)));
    }
    for plain in &rules.quantity.plain_money {
        plain.names.iter().for_each(|s| add(s, &format!("{} 元", plain.factor)));
    }
    for word in &rules.quantity.measure_words {
        add(word, "a measure word");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let codes: Vec<&str> = rules.quantity.currencies.iter().map(|c| c.code.as_str()).collect();
    for currency in ["CNY", "USD", "EUR", "JPY", "GBP", "HKD", "TWD", "MOP", "KRW", "RUB", "CHF", "NOK", "NGN", "UZS"] {
        assert!(codes.contains(&currency), "{currency} is missing");
    }
    assert!(rules.quantity.coins.iter().all(|c| codes.contains(&c.code.as_str())));
}
