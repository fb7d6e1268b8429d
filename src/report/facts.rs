//! Series over time: what an archive says about one thing.

use crate::link::{Moment, Series, Topic, Value};

use super::Lang;
use super::layout::{WIDTH, clean, cut, width_of};

/// Writes the series, each moment with its values and who states them; values that cannot both be right are marked.
pub fn facts(out: &mut String, series: &[Series], lang: Lang) {
    for (n, one) in series.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        let bold = anstyle::Style::new().bold();
        out.push_str(&format!("{bold}{}{bold:#}\n", cut(&topic(&one.topic, lang), WIDTH)));
        let widths = |f: fn(&Moment) -> usize| one.moments.iter().map(f).max().unwrap_or(0).min(24);
        let period = widths(|m| width_of(&m.period)).max(4);
        let value = widths(|m| m.values.iter().map(|v| width_of(&v.text)).max().unwrap_or(0));
        for moment in &one.moments {
            for (i, v) in moment.values.iter().enumerate() {
                let unknown = lang.pick("不详", "unknown");
                let time = if i > 0 {
                    ""
                } else if moment.period.is_empty() {
                    unknown
                } else {
                    moment.period.as_str()
                };
                let (mark, style) = if moment.conflict {
                    ("✗", anstyle::AnsiColor::Red.on_default())
                } else {
                    (" ", anstyle::Style::new())
                };
                let line = format!("{}  {}  ", padded(time, period), padded(&v.text, value));
                let rest = cut(&who(v, lang), WIDTH.saturating_sub(width_of(&line) + 4));
                out.push_str(&format!("  {style}{mark}{style:#} {line}{rest}\n"));
            }
        }
    }
}

/// `全国 · 居民消费价格指数（变化，同比） %`.
pub fn topic(topic: &Topic, lang: Lang) -> String {
    let names: Vec<&str> =
        [topic.entity.as_str(), topic.metric.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
    let mut out = names.join(" · ");
    if let Some(against) = &topic.change {
        let word = lang.pick("变化", "change");
        out.push_str(&if against.is_empty() { format!("（{word}）") } else { format!("（{word}，{against}）") });
    }
    if !topic.unit.is_empty() {
        out.push_str(&format!("  {}", topic.unit));
    }
    clean(&out)
}

/// Who states a value: the first one, and how many more.
fn who(value: &Value, lang: Lang) -> String {
    let Some(first) = value.said.first() else { return String::new() };
    let mut out = String::new();
    if let Some(day) = first.published {
        out.push_str(&format!("{day} "));
    }
    match &first.title {
        Some(title) => out.push_str(&format!("《{title}》")),
        None => out.push_str(first.publisher.as_deref().unwrap_or(&first.doc)),
    }
    if let Some(source) = &first.source {
        out.push_str(&format!("（{source}）"));
    }
    let more = value.said.len() - 1 + value.said.iter().map(|s| s.copies).sum::<usize>();
    match (more, lang) {
        (0, _) => out,
        (n, Lang::Zh) => format!("另{n}处 {out}"),
        (n, Lang::En) => format!("+{n} {out}"),
    }
}

fn padded(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let blanks = columns.saturating_sub(width_of(&text));
    format!("{text}{}", " ".repeat(blanks))
}
