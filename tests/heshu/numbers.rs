//! Numbers are read exactly: examples by value, and generated numerals in every style.

use heshu::model::{Approx, Kind, Number};
use heshu::quantity::{Context, Found, Reader, Scan};
use heshu::rules::Rules;
use heshu::text::View;
use proptest::prelude::*;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Rules::embedded().expect("built-in rules")));

fn scan(text: &str) -> Scan {
    READER.read(&View::new(text), &Context::default())
}

/// The only number of a text.
fn one(text: &str) -> Found {
    let mut numbers = scan(text).numbers;
    assert_eq!(numbers.len(), 1, "{text}: {numbers:?}");
    numbers.remove(0)
}

fn number(text: &str) -> Number {
    text.parse().expect(text)
}

#[test]
fn digits_after_the_unit_keep_their_place() {
    for (text, step) in
        [("十块五", "0.1"), ("两毛五", "0.01"), ("12秒7", "0.1"), ("12秒70", "0.01"), ("十二度五", "0.1")]
    {
        assert_eq!(one(text).quantity.step, number(step), "{text}");
    }
}

#[test]
fn bounds_are_in_order_whichever_end_is_named_first() {
    for text in ["湿度60%~40%", "负三四百元", "负三分之一"] {
        let q = one(text).quantity;
        assert!(q.lower.unwrap() < q.upper.unwrap(), "{text}: {:?} {:?}", q.lower, q.upper);
    }
}

#[test]
fn a_verb_between_two_numbers_belongs_to_neither() {
    let texts: Vec<_> = scan("今年收了588公斤多42公斤").numbers.into_iter().map(|f| f.quantity.text).collect();
    assert_eq!(texts, ["588公斤", "42公斤"]);
    assert_eq!(one("历时三年多，终于完工").quantity.text, "三年多");
}

#[test]
fn a_number_that_begins_in_a_fixed_word_and_one_after_it_stay_apart() {
    let numbers = scan("利润率三成半万一成半").numbers;
    assert!(numbers.is_sorted_by(|a, b| a.quantity.end <= b.quantity.start), "{numbers:?}");
}

#[test]
fn many_surface_forms_one_value() {
    let cases: &[(&str, Option<&str>, &[&str])] = &[
        ("256000", Some("人"), &["25万6千人", "25.6万人", "256000人", "256,000人", "二十五万六千人", "２５６０００人"]),
        ("20000000000000", Some("CNY"), &["二十万亿元", "20万亿元", "200000亿元"]),
        ("1500000000000", Some("CNY"), &["一万五千亿元", "1.5万亿元", "15000亿元"]),
        ("140000000", Some("吨"), &["1亿4000万吨", "1.4亿吨", "一亿四千万吨"]),
        ("-40", Some("%"), &["-40%", "负40%", "负百分之四十", "－４０％"]),
        ("70", Some("%"), &["70%", "七成", "百分之七十", "７０％"]),
        ("35", Some("%"), &["三成半", "35%", "百分之三十五"]),
        ("75", Some("%"), &["七五折", "7.5折"]),
        ("2/3", None, &["三分之二", "2/3", "三分二"]),
        ("3/1000", None, &["千分之三"]),
        ("10.5", Some("CNY"), &["十块五", "10.5元", "十块五毛", "十块半"]),
        ("300.4", Some("CNY"), &["三百块四", "300.4元"]),
        ("10.05", Some("CNY"), &["十块零五", "十块零五分", "10.05元"]),
        ("0.25", Some("CNY"), &["两毛五", "0.25元"]),
        ("3.5", Some("分钟"), &["三分半钟", "3.5分钟"]),
        ("12.70", Some("秒"), &["12秒70", "12.70秒"]),
        ("4", Some("倍"), &["翻两番", "翻了两番", "4倍"]),
        ("2", Some("倍"), &["翻一番", "翻番", "翻了一番", "两倍"]),
        ("35000", Some("个"), &["三万五个", "3.5万个", "叁万伍仟个"]),
        ("2600", Some("名"), &["两千六百名", "2600名", "两千六名"]),
        ("99.9", Some("CNY"), &["99.9元", "九十九元九角", "九十九块九", "¥99.9", "人民币99.9元"]),
        ("500", Some("HKD"), &["500港元", "HK$500", "港币500元", "五百港币"]),
        ("44", Some("个月"), &["三年零八个月", "3年8个月"]),
        ("1.5", Some("个小时"), &["一个半小时"]),
        ("-3", Some("℃"), &["零下3℃", "-3℃"]),
        ("25", Some("基点"), &["25个基点", "二十五个基点"]),
        ("1.2", Some("百分点"), &["1.2个百分点", "一点二个百分点"]),
        ("4:2", None, &["4比2", "4:2", "四比二"]),
    ];
    for (value, unit, surfaces) in cases {
        for surface in *surfaces {
            let found = one(&format!("结果为{surface}。")).quantity;
            let unit = unit.map(|u| if u == "个小时" { "小时" } else { u });
            assert_eq!((found.value, found.unit.as_deref()), (number(value), unit), "{surface}: {found:?}");
        }
    }
}

#[test]
fn approximators_belong_to_the_mention_and_set_the_interval() {
    for (text, mention, approx, lower, upper) in [
        ("共有约30家企业", "约30家", Approx::About, Some("27"), Some("33")),
        ("近60%的人", "近60%", Approx::Near, Some("54"), Some("60")),
        ("有60多万人", "60多万人", Approx::Over, Some("600000"), Some("700000")),
        ("有十几个", "十几个", Approx::Over, Some("10"), Some("20")),
        ("不到5年", "不到5年", Approx::Under, None, Some("5")),
        ("10人以上", "10人以上", Approx::AtLeast, Some("10"), None),
        ("不超过3次", "不超过3次", Approx::AtMost, None, Some("3")),
        ("上千人", "上千人", Approx::AtLeast, Some("1000"), None),
        ("三四百人", "三四百人", Approx::Exact, Some("300"), Some("499")),
        ("七八成", "七八成", Approx::Exact, Some("70"), Some("90")),
        ("共29%", "29%", Approx::Exact, Some("28.5"), Some("29.5")),
        ("共1.20亿元", "1.20亿元", Approx::Exact, Some("119500000"), Some("120500000")),
        ("共49名", "49名", Approx::Exact, Some("49"), Some("49")),
        ("起码超过10天以上", "起码超过10天以上", Approx::AtLeast, Some("10"), None),
    ] {
        let q = one(text).quantity;
        assert_eq!((q.text.as_str(), q.approx), (mention, approx), "{q:?}");
        assert_eq!((q.lower, q.upper), (lower.map(number), upper.map(number)), "{text}: {q:?}");
    }
}

#[test]
fn ranges_share_unit_scale_and_sign() {
    for (text, low, high) in [
        ("5-20%", "5", "20"),
        ("5-10万元", "50000", "100000"),
        ("七千到九千亿元", "700000000000", "900000000000"),
        ("八到九百亿元", "80000000000", "90000000000"),
        ("100至200万元", "1000000", "2000000"),
        ("人民币1.4亿元至人民币1.9亿元", "140000000", "190000000"),
        ("两、三个", "2", "3"),
        ("-5~-10℃", "-5", "-10"),
        ("8500到3万港元", "8500", "30000"),
    ] {
        let q = one(text).quantity;
        assert_eq!((q.value, q.value_max), (number(low), Some(number(high))), "{text}: {q:?}");
        assert_eq!(q.text, text);
    }
    let ambiguous = one("八到九百亿元").quantity;
    assert_eq!(ambiguous.readings.len(), 1, "{ambiguous:?}");
    assert_eq!(ambiguous.readings[0].value, number("800000000"));
}

#[test]
fn whose_money_a_yuan_is() {
    let unit = |reader: &Reader, text: &str, publisher: Option<&str>| {
        let context = Context { publisher: publisher.map(str::to_owned), ..Context::default() };
        reader.read(&View::new(text), &context).numbers.remove(0).quantity.unit.unwrap()
    };
    let plain = "票价为300元";
    assert_eq!(unit(&READER, plain, None), "CNY");
    assert_eq!(unit(&READER, "香港票價為300元", None), "HKD");
    assert_eq!(unit(&READER, "臺灣票價為300元", None), "TWD");
    assert_eq!(unit(&READER, plain, Some("中央社")), "TWD");
    assert_eq!(unit(&READER, plain, Some("明報")), "HKD");
    assert_eq!(unit(&READER, "票價為300元", Some("新华社")), "CNY");
    let mut rules = Rules::embedded().unwrap();
    rules.set_currency("MOP").unwrap();
    let set = Reader::new(&rules);
    assert_eq!(unit(&set, plain, None), "MOP");
    assert_eq!(unit(&set, plain, Some("新华社")), "CNY");
    assert_eq!(unit(&set, "金额（美元，下同）共300元", None), "USD");
    assert_eq!(unit(&set, "共300欧元", None), "EUR");
}

#[test]
fn more_than_28_digits_are_a_code() {
    let found = one("编码12345678901234567890123456789012号");
    assert!(!found.is_number(), "{found:?}");
}

#[test]
fn a_long_line_of_digits_is_read_in_linear_time() {
    for filler in ["9", "一", "1,", "第", "约", "-1", "十", "(1", "1:", "www.", "1美元兑7元"] {
        let started = std::time::Instant::now();
        scan(&filler.repeat(300_000 / filler.len()));
        assert!(started.elapsed().as_secs() < 20, "{filler}: {:?}", started.elapsed());
    }
    for (first, filler, last) in [("", "一", "亿"), ("十", "零", "一"), ("", "〇", "万")] {
        let started = std::time::Instant::now();
        scan(&format!("{first}{}{last}", filler.repeat(100_000)));
        assert!(started.elapsed().as_secs() < 20, "{filler}{last}: {:?}", started.elapsed());
    }
}

/// A whole number below 10^16 in Chinese numerals.
pub fn chinese(n: u64, traditional: bool) -> String {
    let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
    let scales = if traditional { ["", "萬", "億", "萬億"] } else { ["", "万", "亿", "万亿"] };
    if n == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for group in (0..4).rev() {
        let value = n / 10u64.pow(group * 4) % 10_000;
        if value == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if (gap || value < 1000) && !out.is_empty() {
            out.push('零');
        }
        gap = false;
        let mut zero = false;
        let mut begun = false;
        for (place, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let d = value / place % 10;
            if d == 0 {
                zero = begun;
                continue;
            }
            if zero {
                out.push('零');
                zero = false;
            }
            out.push(digits[d as usize]);
            out.push_str(name);
            begun = true;
        }
        // 万亿 above a written 亿 group is 万 only.
        let scale =
            if group == 3 && !(n / 100_000_000).is_multiple_of(10_000) { scales[1] } else { scales[group as usize] };
        out.push_str(scale);
    }
    out
}

/// In the numerals of cheques.
pub fn capital(text: &str) -> String {
    text.chars()
        .map(|c| match "零一二三四五六七八九十百千".chars().position(|p| p == c) {
            Some(i) => "零壹贰叁肆伍陆柒捌玖拾佰仟".chars().nth(i).unwrap_or(c),
            None => c,
        })
        .collect()
}

/// With thousands marks.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// In full-width forms.
pub fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' | '.' | '%' | '-' | ',' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_read_back_in_every_style(n in prop_oneof![0u64..200, 200u64..100_000, 1u64..10_000_000_000_000_000]) {
        let mut surfaces = vec![n.to_string(), grouped(n), wide(&grouped(n)), chinese(n, false), chinese(n, true)];
        // A lone capital numeral is mostly another word (大陆).
        surfaces.extend((n > 20).then(|| capital(&chinese(n, false))));
        for surface in surfaces {
            let text = format!("共计{surface}吨。");
            let found = one(&text).quantity;
            prop_assert_eq!(found.value, Number::Decimal(n.into()), "{}", text);
            prop_assert_eq!(&found.text, &format!("{surface}吨"));
        }
    }

    #[test]
    fn decimals_and_shares_are_read_back(mantissa in 0u64..10_000_000, places in 0u32..5, negative: bool) {
        let sign = if negative && mantissa > 0 { "-" } else { "" };
        let value = format!("{sign}{}", rust_decimal::Decimal::new(mantissa as i64, places));
        for (surface, kind, unit) in [
            (format!("{value}%"), Kind::Percent, "%"),
            (wide(&format!("{value}%")), Kind::Percent, "%"),
            (format!("{value}亿元"), Kind::Money, "CNY"),
            (format!("{value}万美元"), Kind::Money, "USD"),
            (format!("{value}个百分点"), Kind::Point, "百分点"),
            (format!("{value}公里"), Kind::Measure, "公里"),
        ] {
            let found = one(&format!("变动{surface}。")).quantity;
            let scale = if surface.contains('亿') { 100_000_000 } else if surface.contains('万') { 10_000 } else { 1 };
            let wanted: rust_decimal::Decimal = value.parse().unwrap();
            prop_assert_eq!(found.value, Number::Decimal(wanted * rust_decimal::Decimal::from(scale)), "{}", surface);
            prop_assert_eq!((found.kind, found.unit.as_deref()), (kind, Some(unit)));
            let step = rust_decimal::Decimal::new(scale, places);
            prop_assert_eq!(found.step, Number::Decimal(step), "the last written digit of {}", surface);
        }
    }

    #[test]
    fn any_text_gives_ordered_disjoint_spans_that_cut_the_quoted_words(
        text in prop_oneof![
            "\\PC{0,60}",
            proptest::collection::vec(prop_oneof![
                Just("一"), Just("两"), Just("十"), Just("百"), Just("千"), Just("万"), Just("亿"), Just("零"), Just("点"), Just("半"),
                Just("几"), Just("多"), Just("第"), Just("前"), Just("翻"), Just("番"), Just("约"), Just("近"), Just("超过"), Just("以上"),
                Just("至"), Just("-"), Just("~"), Just("、"), Just("，"), Just(","), Just("."), Just(":"), Just("/"), Just("%"), Just("个"),
                Just("元"), Just("角"), Just("美元"), Just("年"), Just("月"), Just("日"), Just("小时"), Just("分"), Just("秒"), Just("成"), Just("倍"),
                Just("分之"), Just("比"), Just("又"), Just("负"), Just("零下"), Just("$"), Just("("), Just(")"), Just(" "), Just("1"), Just("20"),
                Just("305"), Just("1,000"), Just("0.5"), Just("每"), Just("人"), Just("兑"), Just("99999999999999999999"), Just("兆"), Just("k"),
            ], 0..40).prop_map(|parts| parts.concat()),
        ]
    ) {
        let view = View::new(&text);
        let chars: Vec<char> = text.chars().collect();
        let scan = READER.read(&view, &Context::default());
        let mut end = 0;
        for found in &scan.numbers {
            let q = &found.quantity;
            prop_assert!(q.start >= end && q.start < q.end && q.end <= chars.len(), "{:?}", q);
            prop_assert_eq!(chars[q.start..q.end].iter().collect::<String>(), q.text.clone());
            prop_assert!(scan.periods.iter().all(|p| !p.span().overlaps(q.span())), "{:?}", q);
            if let (Some(lower), Some(upper)) = (q.lower, q.upper) && q.value_max.is_none_or(|max| max >= q.value) {
                prop_assert!(lower <= upper, "{:?}", q);
            }
            end = q.end;
        }
    }
}
