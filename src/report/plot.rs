//! Series over time as a picture (SVG). Positions are binary floating point, as pictures are; values are not.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::link::{Moment, Series, Value};

use super::Lang;
use super::facts::topic;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 460.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 50.0;
/// Most series of one picture.
const SERIES: usize = 6;
const COLOURS: [&str; SERIES] = ["#0b6e99", "#b35c00", "#3f7d20", "#7b3fa0", "#555555", "#a0522d"];

/// Draws the series of the first one's unit, at most six; None where none has two values with a time.
pub fn plot(series: &[Series], lang: Lang) -> Option<String> {
    let first = series.iter().max_by_key(|s| points(s).len())?;
    let alike =
        |s: &&Series| (&s.topic.unit, s.topic.change.is_some()) == (&first.topic.unit, first.topic.change.is_some());
    let mut drawn: Vec<&Series> = series.iter().filter(alike).filter(|s| !points(s).is_empty()).collect();
    drawn.sort_by_key(|s| std::cmp::Reverse(points(s).len()));
    drawn.truncate(SERIES);
    let all: Vec<(Date, &Value, bool)> = drawn.iter().flat_map(|s| points(s)).collect();
    if all.len() < 2 {
        return None;
    }
    let days = |d: Date| f64::from((d - jiff::civil::date(1970, 1, 1)).get_days());
    let span = |values: Vec<f64>| {
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        if high > low { (low, high) } else { (low - 1.0, high + 1.0) }
    };
    let (x0, x1) = span(all.iter().map(|(d, ..)| days(*d)).collect());
    let (y0, y1) =
        span(all.iter().flat_map(|(_, v, _)| [v.lower, v.upper, Some(v.value)]).flatten().map(float).collect());
    let (y0, y1) = (y0 - (y1 - y0) * 0.05, y1 + (y1 - y0) * 0.05);
    let x = |d: Date| LEFT + (days(d) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT);
    let y = |v: f64| HEIGHT - BOTTOM - (v - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    for step in 0..=5 {
        let value = y0 + (y1 - y0) * f64::from(step) / 5.0;
        let at = y(value);
        out.push_str(&format!(
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#dddddd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#444444\">{}</text>\n",
            WIDTH - RIGHT,
            LEFT - 6.0,
            at + 4.0,
            rounded(value, y1 - y0)
        ));
    }
    let mut dates: Vec<Date> = all.iter().map(|(d, ..)| *d).collect();
    dates.sort_unstable();
    dates.dedup();
    let stride = dates.len().div_ceil(8).max(1);
    for date in dates.iter().step_by(stride) {
        let at = x(*date);
        out.push_str(&format!(
            "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#444444\">{date}</text>\n",
            HEIGHT - BOTTOM + 20.0
        ));
    }
    for (n, one) in drawn.iter().enumerate() {
        let colour = COLOURS.get(n).copied().unwrap_or("#000000");
        let line: Vec<String> = one
            .moments
            .iter()
            .filter_map(|m| Some((m.to?, m.values.first()?)))
            .map(|(d, v)| format!("{:.1},{:.1}", x(d), y(float(v.value))))
            .collect();
        out.push_str(&format!("<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\"/>\n", line.join(" ")));
        for (date, value, conflict) in points(one) {
            let at = x(date);
            if let (Some(low), Some(high)) = (value.lower, value.upper) {
                out.push_str(&format!(
                    "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-opacity=\"0.5\"/>\n",
                    y(float(low)), y(float(high))
                ));
            }
            let (fill, size) = if conflict { ("#c00000", 5.0) } else { (colour, 3.5) };
            let who = value.said.first().map_or("", |s| s.title.as_deref().unwrap_or(&s.doc));
            out.push_str(&format!(
                "<circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"{size}\" fill=\"{fill}\"><title>{date} {} {}</title></circle>\n",
                y(float(value.value)), escaped(&value.text), escaped(who)
            ));
        }
        out.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>\n",
            LEFT + f64::from(u32::try_from(n % 2).unwrap_or(0)) * 380.0,
            18.0 + f64::from(u32::try_from(n / 2).unwrap_or(0)) * 16.0,
            escaped(&topic(&one.topic, lang))
        ));
    }
    out.push_str("</svg>\n");
    Some(out)
}

/// Values with a time, and whether others of the same time disagree.
fn points(series: &Series) -> Vec<(Date, &Value, bool)> {
    let of = |m: &'_ Moment| m.to;
    series
        .moments
        .iter()
        .filter_map(|m| Some((of(m)?, m)))
        .flat_map(|(d, m)| m.values.iter().map(move |v| (d, v, m.conflict)))
        .collect()
}

fn float(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

/// A mark of the axis with as many digits as its steps need.
fn rounded(value: f64, span: f64) -> String {
    let (value, scale) = match span {
        s if s >= 5e8 => (value / 1e8, "亿"),
        s if s >= 5e4 => (value / 1e4, "万"),
        _ => (value, ""),
    };
    let step = span
        / if scale == "亿" {
            1e8
        } else if scale == "万" {
            1e4
        } else {
            1.0
        };
    let places = if step >= 20.0 {
        0
    } else if step >= 2.0 {
        1
    } else if step >= 0.2 {
        2
    } else {
        4
    };
    format!("{value:.places$}{scale}")
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            '"' => "&quot;".to_owned(),
            c if c.is_control() => " ".to_owned(),
            c => c.to_string(),
        })
        .collect()
}
