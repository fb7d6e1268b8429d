//! What a file is, told from how it begins.

/// The forms that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One JSON object a line.
    Jsonl,
    /// JSON that is not one object a line.
    Json,
    /// A web page.
    Page,
    /// A news feed (RSS, Atom).
    Feed,
    /// A news feed (JSON Feed).
    JsonFeed,
    /// Columns, and the byte between them.
    Delimited(u8),
    /// Plain text.
    Text,
}

/// Tells the form from the beginning of a text. `complete` says that the head is the whole text.
pub(crate) fn detect(head: &str, complete: bool) -> Form {
    let start = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with('{') {
        if start.chars().take(1000).collect::<String>().contains("jsonfeed.org/version") {
            return Form::JsonFeed;
        }
        let line = start.lines().next().unwrap_or_default();
        let whole = complete || start.contains('\n');
        let object = serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
        // A first line that is broken JSON is still JSON; one that is only an opening is spread over lines.
        return if object || !whole || line.trim_end().ends_with('}') || line.len() > 80 {
            Form::Jsonl
        } else {
            Form::Json
        };
    }
    if start.starts_with('[') && start[1..].trim_start().starts_with(['{', '[', ']']) {
        return Form::Json;
    }
    if start.starts_with('<')
        && let Some(form) = markup(start)
    {
        return form;
    }
    delimiter(start, complete).map_or(Form::Text, Form::Delimited)
}

fn markup(start: &str) -> Option<Form> {
    let head: String = start.chars().take(4000).collect::<String>().to_ascii_lowercase();
    if ["<rss", "<feed", "<rdf:rdf"].iter().any(|t| head.contains(t)) {
        return Some(Form::Feed);
    }
    let tags =
        ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<div", "<p>", "<p ", "<article", "<table"];
    tags.iter().any(|t| head.contains(t)).then_some(Form::Page)
}

/// A table has a header of short cells and rows of as many cells; prose has neither.
fn delimiter(start: &str, complete: bool) -> Option<u8> {
    let first = start.lines().next()?;
    [b'\t', b',', b';'].into_iter().find(|&mark| {
        if !first.contains(char::from(mark)) {
            return false;
        }
        let mut rows =
            csv::ReaderBuilder::new().delimiter(mark).flexible(true).has_headers(false).from_reader(start.as_bytes());
        let mut seen: Vec<csv::StringRecord> = rows.records().take(12).map_while(Result::ok).collect();
        if !complete && seen.len() < 12 {
            seen.pop(); // cut off by the end of the head
        }
        let Some(header) = seen.first() else { return false };
        let short = header.iter().all(|cell| cell.chars().count() <= 40 && !cell.contains(['。', '！', '？', '，']));
        let same = seen.iter().skip(1).filter(|row| row.len() == header.len()).count();
        let rows = seen.len() - 1;
        header.len() >= 2 && short && rows >= 1 && same * 10 >= rows * 9
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_forms_by_content() {
        let cases = [
            ("{\"text\": \"好\"}\n", Form::Jsonl),
            ("{\"text\": 坏}\n", Form::Jsonl),
            ("{\n  \"text\": \"好\"\n}\n", Form::Json),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Form::JsonFeed),
            ("[{\"text\": \"好\"}]", Form::Json),
            ("\n<!DOCTYPE html><html>", Form::Page),
            ("<?xml version=\"1.0\"?><rss version=\"2.0\">", Form::Feed),
            ("地区,年份,人口(万人)\n东林市,2022,512.4\n", Form::Delimited(b',')),
            ("地区\t年份\n东林市\t2022\n", Form::Delimited(b'\t')),
            ("今天, 天气好。\n有1,200人, 都来了, 很好。\n", Form::Text),
            ("据统计,该市有1,200人。", Form::Text),
            ("【快讯】全市新增3家。", Form::Text),
            ("[快讯]全市新增3家。", Form::Text),
            ("<正文>全市新增3家。", Form::Text),
            ("", Form::Text),
        ];
        for (text, form) in cases {
            assert_eq!(detect(text, true), form, "{text}");
        }
    }
}
