//! Shares, money, spans and dates written in every style are read back exactly.

use std::sync::LazyLock;

use heshu::model::{Kind, Number, Period, Quantity};
use heshu::quantity::{Context, Reader};
use heshu::rules::Rules;
use heshu::text::View;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::numbers::{capital, chinese, grouped, wide};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Rules::embedded().expect("built-in rules")));
const PUBLISHED: Date = date(2025, 6, 15);

/// The only number of a text.
fn number(text: &str) -> Result<Quantity, TestCaseError> {
    let mut found = READER.read(&View::new(text), &Context::default()).numbers;
    prop_assert_eq!(found.len(), 1, "{}: {:?}", text, found);
    Ok(found.remove(0).quantity)
}

/// The only time of a text.
fn time(text: &str) -> Result<Period, TestCaseError> {
    let context = Context { reference: Some(PUBLISHED), ..Context::default() };
    let mut found = READER.read(&View::new(text), &context).periods;
    prop_assert_eq!(found.len(), 1, "{}: {:?}", text, found);
    Ok(found.remove(0))
}

/// A number below 100 as dates and rates have it: 十二, 二十.
fn spoken(n: u64) -> String {
    let written = chinese(n, false);
    written.strip_prefix("一十").map(|rest| format!("十{rest}")).unwrap_or(written)
}

/// Digit by digit: 二〇二五.
fn digit_by_digit(n: u64, zero: char) -> String {
    let digit = |c: char| "一二三四五六七八九".chars().nth((c as usize).wrapping_sub('1' as usize)).unwrap_or(zero);
    n.to_string().chars().map(digit).collect()
}

/// A decimal in Chinese: 十二点零五.
fn chinese_decimal(whole: u64, digits: &str) -> String {
    let digit = |c: char| "零一二三四五六七八九".chars().nth(c as usize - '0' as usize).unwrap_or('零');
    format!("{}点{}", spoken(whole), digits.chars().map(digit).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_read_back_in_every_style(n in 1u64..100, digits in "[0-9]{1,2}") {
        let whole = Decimal::from(n);
        let broken: Decimal = format!("{n}.{digits}").parse().unwrap();
        let spoken_decimal = chinese_decimal(n, &digits);
        for (surface, kind, value) in [
            (format!("{n}％"), Kind::Percent, Number::Decimal(whole)),
            (format!("{n} %"), Kind::Percent, Number::Decimal(whole)),
            (format!("百分之{}", spoken(n)), Kind::Percent, Number::Decimal(whole)),
            (format!("负百分之{}", spoken(n)), Kind::Percent, Number::Decimal(-whole)),
            (format!("负{n}%"), Kind::Percent, Number::Decimal(-whole)),
            (format!("百分之{spoken_decimal}"), Kind::Percent, Number::Decimal(broken)),
            (format!("{}个百分点", spoken(n)), Kind::Point, Number::Decimal(whole)),
            (format!("{spoken_decimal}个百分点"), Kind::Point, Number::Decimal(broken)),
            (format!("{n}个基点"), Kind::Point, Number::Decimal(whole)),
            (format!("{}个基点", spoken(n)), Kind::Point, Number::Decimal(whole)),
            (format!("千分之{}", spoken(n)), Kind::Fraction, Number::Ratio(n as i64, 1000)),
            (format!("万分之{}", spoken(n)), Kind::Fraction, Number::Ratio(n as i64, 10_000)),
            (format!("{n}‰"), Kind::Percent, Number::Decimal((whole / Decimal::TEN).normalize())),
            (format!("{n}倍"), Kind::Multiple, Number::Decimal(whole)),
            (format!("{spoken_decimal}倍"), Kind::Multiple, Number::Decimal(broken)),
        ] {
            let q = number(&format!("变动{surface}。"))?;
            prop_assert_eq!((q.kind, q.value), (kind, value), "{}: {:?}", surface, q);
        }
    }

    #[test]
    fn tenths_discounts_and_fractions_are_read_back(n in 1u64..10, m in 2u64..100, part in 1u64..99) {
        prop_assume!(part < m);
        let digit = chinese(n, false);
        let value = |text: &str| number(text).map(|q| (q.kind, q.value));
        let percent = |v: Decimal| (Kind::Percent, Number::Decimal(v));
        prop_assert_eq!(value(&format!("占{digit}成。"))?, percent(Decimal::from(n * 10)));
        prop_assert_eq!(value(&format!("占{n}成。"))?, percent(Decimal::from(n * 10)));
        prop_assert_eq!(value(&format!("占{digit}成半。"))?, percent(Decimal::from(n * 10 + 5)));
        prop_assert_eq!(value(&format!("打{digit}折。"))?, percent(Decimal::from(n * 10)));
        prop_assert_eq!(value(&format!("打{n}.5折。"))?, percent(Decimal::from(n * 10 + 5)));
        let fraction = (Kind::Fraction, Number::Ratio(part as i64, m as i64));
        prop_assert_eq!(value(&format!("占{}分之{}。", spoken(m), spoken(part)))?, fraction);
        prop_assert_eq!(value(&format!("占 {part}/{m}。"))?, fraction);
    }

    #[test]
    fn money_is_read_back_in_every_style(n in 21u64..1_000_000_000, cents in 0u64..100, wan in 1u64..10_000, rest in 1u64..10) {
        let exact = Decimal::from(n * 100 + cents) / Decimal::ONE_HUNDRED;
        let with_cents = format!("{}.{cents:02}", grouped(n));
        let mixed = Decimal::from(wan * 10_000 + rest * 1000);
        let coins = format!("{}元{}角{}分", chinese(n, false), chinese(rest, false), chinese(rest, false));
        let whole = Decimal::from(n);
        for (surface, unit, value) in [
            (format!("{with_cents}元"), "CNY", exact),
            (format!("¥{with_cents}"), "CNY", exact),
            (format!("人民币{with_cents}元"), "CNY", exact),
            (wide(&format!("{with_cents}元")), "CNY", exact),
            (format!("US${with_cents}"), "USD", exact),
            (format!("HK${with_cents}"), "HKD", exact),
            (format!("NT${n}"), "TWD", whole),
            (format!("新台币{n}元"), "TWD", whole),
            (format!("€{with_cents}"), "EUR", exact),
            (format!("{n}日元"), "JPY", whole),
            (format!("{}英镑", chinese(n, false)), "GBP", whole),
            (format!("{}元", capital(&chinese(n, false))), "CNY", whole),
            (format!("{}港元", chinese(n, true)), "HKD", whole),
            (format!("负{n}元"), "CNY", -whole),
            (format!("-{n}元"), "CNY", -whole),
            (format!("{wan}万{rest}千元"), "CNY", mixed),
            (format!("{}万{}千美元", chinese(wan, false), chinese(rest, false)), "USD", mixed),
            (coins, "CNY", whole + Decimal::from(rest * 11) / Decimal::ONE_HUNDRED),
        ] {
            let q = number(&format!("共计{surface}。"))?;
            prop_assert_eq!((q.kind, q.unit.as_deref()), (Kind::Money, Some(unit)), "{}: {:?}", surface, q);
            prop_assert_eq!(q.value, Number::Decimal(value), "{}: {:?}", surface, q);
        }
    }

    #[test]
    fn ranges_are_read_back(low in 1u64..50, more in 1u64..50) {
        let high = low + more;
        let (low_spoken, high_spoken) = (spoken(low), spoken(high));
        for (surface, scale) in [
            (format!("{low}-{high}%"), 1),
            (format!("{low}%-{high}%"), 1),
            (format!("{low}%至{high}%"), 1),
            (format!("{low}%~{high}%"), 1),
            (format!("百分之{low_spoken}到百分之{high_spoken}"), 1),
            (format!("{low}万—{high}万人"), 10_000),
            (format!("{low}万至{high}万元"), 10_000),
            (format!("{low_spoken}万到{high_spoken}万吨"), 10_000),
        ] {
            let q = number(&format!("约为{surface}。"))?;
            let wanted = |n: u64| Number::Decimal(Decimal::from(n * scale));
            prop_assert_eq!((q.value, q.value_max), (wanted(low), Some(wanted(high))), "{}: {:?}", surface, q);
        }
    }

    #[test]
    fn dates_are_read_back_in_every_style(day in 0i32..36_500) {
        let day = date(1950, 1, 1).checked_add(jiff::ToSpan::days(day)).unwrap();
        let (y, m, d) = (day.year() as u64, day.month() as u64, day.day() as u64);
        let full = day.to_string();
        let mut surfaces = vec![
            (format!("{y}年{m}月{d}日"), full.clone()),
            (format!("{y}年{m:02}月{d:02}日"), full.clone()),
            (format!("{y}年{m}月{d}号"), full.clone()),
            (wide(&format!("{y}年{m}月{d}日")), full.clone()),
            (format!("{y} 年 {m} 月 {d} 日"), full.clone()),
            (format!("{}年{}月{}日", digit_by_digit(y, '〇'), spoken(m), spoken(d)), full.clone()),
            (format!("{}年{}月{}日", digit_by_digit(y, '零'), spoken(m), spoken(d)), full.clone()),
            (format!("{y}-{m:02}-{d:02}"), full.clone()),
            (format!("{y}/{m}/{d}"), full.clone()),
            (format!("{y}.{m:02}.{d:02}"), full.clone()),
            (format!("民国{}年{m}月{d}日", y - 1911), full.clone()),
            (format!("民國{}年{m}月{d}日", y - 1911), full.clone()),
            (format!("公元{y}年{m}月{d}日"), full.clone()),
            (format!("{y}年{m}月"), full[..7].to_owned()),
            (format!("{}年{}月", digit_by_digit(y, '〇'), spoken(m)), full[..7].to_owned()),
            (format!("{y}年"), full[..4].to_owned()),
        ];
        if (2011..=2041).contains(&y) {
            surfaces.push((format!("{}年{m}月{d}日", y - 1911), full.clone()));
        }
        if y >= 2020 {
            surfaces.push((format!("令和{}年{m}月{d}日", y - 2018), full.clone()));
        }
        for (surface, norm) in surfaces {
            let period = time(&format!("会议于{surface}举行。"))?;
            prop_assert_eq!(period.norm.as_deref(), Some(norm.as_str()), "{}: {:?}", surface, period);
        }
    }

    #[test]
    fn parts_of_years_and_spans_are_read_back(y in 2000u64..2025, q in 1u64..5, m in 2u64..12, more in 1u64..20) {
        let numeral = spoken(q);
        for (surface, norm) in [
            (format!("{y}年第{numeral}季度"), format!("{y}-Q{q}")),
            (format!("{y}年{numeral}季度"), format!("{y}-Q{q}")),
            (format!("{y}年第{q}季度"), format!("{y}-Q{q}")),
            (format!("{y}年上半年"), format!("{y}-01/{y}-06")),
            (format!("{y}年下半年"), format!("{y}-07/{y}-12")),
            (format!("{y}年前{m}个月"), format!("{y}-01/{y}-{m:02}")),
            (format!("{y}年前{}个月", if m == 2 { "两".to_owned() } else { spoken(m) }), format!("{y}-01/{y}-{m:02}")),
            (format!("{y}年1—{m}月"), format!("{y}-01/{y}-{m:02}")),
            (format!("{y}年1月至{m}月"), format!("{y}-01/{y}-{m:02}")),
            (format!("{y}年至{}年", y + more), format!("{y}/{}", y + more)),
            (format!("{y}—{}年", y + more), format!("{y}/{}", y + more)),
        ] {
            let period = time(&format!("数据为{surface}的情况。"))?;
            prop_assert_eq!(period.norm.as_deref(), Some(norm.as_str()), "{}: {:?}", surface, period);
        }
    }
}
