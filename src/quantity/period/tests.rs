//! What the reader makes of whole sentences, and of any text at all.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

fn reader() -> (PeriodReader, Rules) {
    let rules = Rules::embedded().unwrap();
    (PeriodReader::new(&rules), rules)
}

fn read(reader: &PeriodReader, text: &str, reference: Option<Date>) -> Vec<(String, String)> {
    let periods = reader.read(&View::new(text), &Context { reference, ..Context::default() });
    periods.into_iter().map(|p| (p.text, p.norm.unwrap_or_default())).collect()
}

#[test]
fn examples_of_the_rules_hold() {
    let (reader, rules) = reader();
    assert!(rules.period.examples.len() > 10);
    for example in &rules.period.examples {
        assert_eq!(read(&reader, &example.text, example.reference), example.times, "{}", example.text);
    }
}

#[test]
fn dates_come_out_as_written_even_if_no_calendar_has_them() {
    let (reader, _) = reader();
    let view = View::new("2023年2月30日（星期三）25时10分开幕，4月31日闭幕");
    let got = reader.read_calendar(&view);
    let first = got[0];
    assert_eq!((first.year, first.month, first.day), (Some(2023), Some(2), Some(30)));
    assert_eq!((first.weekday, first.hour, first.minute), (Some(3), Some(25), Some(10)));
    assert_eq!((got[1].year, got[1].month, got[1].day), (None, Some(4), Some(31)));
    assert_eq!(reader.read(&view, &Context::default())[0].norm, None);
}

#[test]
fn every_date_of_a_century_is_read_back_in_every_style() {
    let (reader, _) = reader();
    let digits = |n: i16| {
        n.to_string()
            .bytes()
            .map(|b| "〇一二三四五六七八九".chars().nth(usize::from(b - b'0')).unwrap())
            .collect::<String>()
    };
    let tens = |n: i8| {
        let unit = if n % 10 == 0 { String::new() } else { digits((n % 10).into()) };
        match n / 10 {
            0 => unit,
            1 => format!("十{unit}"),
            t => format!("{}十{unit}", digits(t.into())),
        }
    };
    let mut day = date(1949, 10, 1);
    while day.year() < 2049 {
        let (y, m, d) = (day.year(), day.month(), day.day());
        for text in [
            format!("{y}年{m}月{d}日"),
            format!("{}年{}月{}日", digits(y), tens(m), tens(d)),
            day.to_string(),
            format!("{y}/{m}/{d}"),
            format!("{y}.{m:02}.{d:02}"),
        ] {
            assert_eq!(read(&reader, &format!("于{text}公布"), None), [(text.clone(), day.to_string())], "{text}");
        }
        day = day.checked_add(jiff::ToSpan::days(37)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_gives_ordered_disjoint_spans(
        text in "([0-9]{1,5}|[零〇一二两三四五六七八九十廿百千]{1,4}|[年月日号时点分季度半周天前后来内间至到—~./:()（）“”，。 \n-]|今年|去年|上周|星期|世纪|年代|十四五|春节|民国|截至|以来|个月|近|过去|未来|第|Q|前|\\PC){0,40}",
        year in -9998i16..=9998,
    ) {
                let view = View::new(&text);
        let context = Context { reference: Date::new(year, 3, 31).ok(), ..Context::default() };
        let mut free = 0;
        for period in READER.with(|reader| reader.read(&view, &context)) {
            prop_assert!(free <= period.start && period.start < period.end && period.end <= view.len());
            prop_assert_eq!(view.original(period.span()), period.text.as_str());
            prop_assert!(period.from <= period.to);
            prop_assert_eq!(period.from.is_some(), period.norm.is_some());
            free = period.end;
        }
    }
}

thread_local! {
    static READER: PeriodReader = reader().0;
}
