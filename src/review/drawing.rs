//! Intervals on a number line, values over time. Coordinates are rounded; nothing is decided by them.

use maud::{Markup, html};

use crate::model::{Bounds, Number};
use crate::report::number;

const WIDTH: f64 = 640.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 24.0;

/// One interval of a number line.
pub struct Bar<'a> {
    /// What it is.
    pub label: &'a str,
    /// Its class: `stated` or `computed`.
    pub class: &'static str,
    /// Its ends.
    pub bounds: &'a Bounds,
}

/// A value at a time.
pub struct Dot {
    /// Days since an arbitrary one.
    pub day: f64,
    /// The value.
    pub value: Number,
    /// Whether it is the one that is judged.
    pub own: bool,
    /// What is said where one points at it.
    pub title: String,
}

fn approximate(n: Number) -> Option<f64> {
    n.to_rational().to_f64().filter(|x| x.is_finite())
}

/// Intervals above each other on one axis; nothing where no end is known.
pub fn number_line(bars: &[Bar<'_>], label: &str) -> Option<Markup> {
    let ends = bars.iter().flat_map(|b| [b.bounds.lower, b.bounds.upper]).flatten();
    let known: Vec<f64> = ends.filter_map(approximate).collect();
    let (low, high) = (known.iter().copied().reduce(f64::min)?, known.iter().copied().reduce(f64::max)?);
    let spread = if high > low { high - low } else { low.abs().max(1.0) * 0.2 };
    let (from, to) = (low - spread * 0.25, high + spread * 0.25);
    let x = |v: f64| LEFT + (v - from) / (to - from) * (WIDTH - LEFT - RIGHT);
    let height = 46 + bars.len() * 34;
    let axis = height - 34;
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for end in bars.iter().flat_map(|b| [b.bounds.lower, b.bounds.upper]).flatten() {
        if let Some(at) = approximate(end).map(x)
            && !ticks.iter().any(|(t, _)| (t - at).abs() < 1.0)
        {
            ticks.push((at, number(end)));
        }
    }
    ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Labels that would run into the one before stand a line lower.
    let mut rows: [f64; 2] = [f64::MIN; 2];
    let placed: Vec<(f64, String, usize)> = ticks
        .into_iter()
        .map(|(at, text)| {
            let half = text.chars().count() as f64 * 4.2;
            let row = usize::from(at - half < rows[0]);
            rows[row] = at + half + 4.0;
            (at, text, row)
        })
        .collect();
    Some(html! {
        svg.line viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label=(label) {
            line.axis x1=(LEFT) x2=(WIDTH - RIGHT) y1=(axis) y2=(axis) {}
            @for (bar, n) in bars.iter().zip(0..) {
                @let y = 12 + n * 34;
                @let a = bar.bounds.lower.and_then(approximate).map_or(LEFT, x);
                @let b = bar.bounds.upper.and_then(approximate).map_or(WIDTH - RIGHT, x);
                text x="0" y=(y + 14) { (bar.label) }
                rect class=(bar.class) x=(format!("{:.1}", a - if b - a < 4.0 { 2.0 } else { 0.0 })) y=(y)
                    width=(format!("{:.1}", (b - a).max(4.0))) height="18" rx="3" {}
                @if bar.bounds.lower.is_none() { text.open x=(LEFT - 14.0) y=(y + 14) { "←" } }
                @if bar.bounds.upper.is_none() { text.open x=(WIDTH - RIGHT + 4.0) y=(y + 14) { "→" } }
            }
            @for (at, text, row) in &placed {
                line.tick x1=(format!("{at:.1}")) x2=(format!("{at:.1}")) y1="8" y2=(axis + 4) {}
                text.end x=(format!("{at:.1}")) y=(axis + 16 + row * 14) { (text) }
            }
        }
    })
}

/// Values over time; nothing where there are fewer than two.
pub fn plot(dots: &[Dot], label: &str) -> Option<Markup> {
    let points: Vec<(f64, f64, &Dot)> = dots.iter().filter_map(|d| Some((d.day, approximate(d.value)?, d))).collect();
    if points.len() < 2 {
        return None;
    }
    let range = |values: Vec<f64>| {
        let low = values.iter().copied().fold(f64::MAX, f64::min);
        let high = values.iter().copied().fold(f64::MIN, f64::max);
        let pad = if high > low { (high - low) * 0.12 } else { low.abs().max(1.0) * 0.1 };
        (low - pad, high + pad)
    };
    let (x0, x1) = range(points.iter().map(|p| p.0).collect());
    let (y0, y1) = range(points.iter().map(|p| p.1).collect());
    let x = |v: f64| LEFT + (v - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT);
    let y = |v: f64| 150.0 - (v - y0) / (y1 - y0) * 130.0;
    let highest = points.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let lowest = points.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    Some(html! {
        svg.plot viewBox={ "0 0 " (WIDTH) " 170" } role="img" aria-label=(label) {
            line.axis x1=(LEFT) x2=(WIDTH - RIGHT) y1="156" y2="156" {}
            @for (_, v, dot) in [lowest, highest].into_iter().flatten() {
                line.tick x1=(LEFT) x2=(WIDTH - RIGHT) y1=(format!("{:.1}", y(*v))) y2=(format!("{:.1}", y(*v))) {}
                text x="0" y=(format!("{:.1}", y(*v) + 4.0)) { (number(dot.value)) }
            }
            @for (day, v, dot) in &points {
                circle.own[dot.own] cx=(format!("{:.1}", x(*day))) cy=(format!("{:.1}", y(*v))) r=(if dot.own { "6" } else { "4" }) {
                    title { (dot.title) }
                }
            }
        }
    })
}
