//! What could not be read, said in both languages with the place and the remedy.

use crate::model::Message;

/// Something that could not be read. The rest of the input goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path as the user gave it, or `-`.
    pub path: String,
    /// Line of the file, from 1, where the fault has one.
    pub line: Option<u64>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// The kinds of faults in an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The operating system's word.
    Io(String),
    /// No text at all (an image, a program, an archive).
    Binary,
    /// An empty file.
    Empty,
    /// A line that is no JSON; the parser's word.
    Json(String),
    /// JSON spread over several lines that is too large to be held whole.
    JsonNotLines,
    /// A JSON object or CSV row without a text.
    NoText,
    /// Columns without a text among them.
    IsTable,
    /// Larger than the limit, in bytes.
    TooLarge(usize),
    /// A row of a CSV or TSV file; the parser's word.
    Row(String),
    /// A page without an article in it.
    NoArticle,
    /// A page whose elements are nested beyond all measure.
    TooDeep,
    /// A news feed.
    Feed,
    /// So many invalid bytes were replaced by U+FFFD. The document is read all the same.
    Replaced(u64),
    /// The program failed on this document; its word.
    Internal(String),
}

impl Problem {
    pub(crate) fn io(path: &str, e: &std::io::Error) -> Self {
        Problem { path: path.to_owned(), line: None, trouble: Trouble::Io(e.to_string()) }
    }

    /// Whether the document was read in spite of it.
    pub fn is_warning(&self) -> bool {
        matches!(self.trouble, Trouble::Replaced(_))
    }

    /// `path:line`, or the path alone.
    pub fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.path),
            None => self.path.clone(),
        }
    }

    /// The fault and its remedy, without the place.
    pub fn message(&self) -> Message {
        let (zh, en) = match &self.trouble {
            Trouble::Io(e) => (format!("读不了：{e}"), format!("cannot be read: {e}")),
            Trouble::Binary => (
                "不是文字（图片、程序或压缩包），已跳过；请先转成文本、网页或 JSONL".into(),
                "not text (an image, a program or an archive), skipped; turn it into text, HTML or JSONL first".into(),
            ),
            Trouble::Empty => ("是空文件".into(), "is empty".into()),
            Trouble::Json(e) => {
                (format!("这一行不是合法的 JSON，已跳过：{e}"), format!("this line is not valid JSON, skipped: {e}"))
            }
            Trouble::JsonNotLines => (
                "是多行 JSON，太大；请改成一行一篇（如 jq -c . 文件；数组用 jq -c '.[]' 文件）".into(),
                "JSON over several lines, too large; make it one object a line (jq -c . FILE, or jq -c '.[]' FILE for an array)"
                    .into(),
            ),
            Trouble::NoText => (
                "没有正文（text 字段），已跳过；字段另有名称时用 --map text=名称".into(),
                "has no text, skipped; where the field has another name, say --map text=NAME".into(),
            ),
            Trouble::IsTable => (
                "是表格，没有正文列；作为数据来源请用 heshu check --table，正文列另有名称时用 --map text=名称".into(),
                "a table without a text column; as source data give it to heshu check --table, and where the text \
                 column has another name, say --map text=NAME"
                    .into(),
            ),
            Trouble::TooLarge(limit) => {
                let mb = limit >> 20;
                (
                    format!("超过单篇上限 {mb} MB，已跳过"),
                    format!("larger than the limit of {mb} MB a document, skipped"),
                )
            }
            Trouble::Row(e) => {
                (format!("这一行表格读不了，已跳过：{e}"), format!("this row cannot be read, skipped: {e}"))
            }
            Trouble::NoArticle => {
                ("网页里没有找到正文，已跳过".into(), "no article found in this page, skipped".into())
            }
            Trouble::TooDeep => ("网页嵌套过深，已跳过".into(), "this page is nested too deeply, skipped".into()),
            Trouble::Feed => (
                "是新闻源（RSS/Atom），还不能读；请给出文章网页或 JSONL".into(),
                "a feed (RSS/Atom), which cannot be read yet; give the pages or JSONL".into(),
            ),
            Trouble::Replaced(n) => {
                (format!("有 {n} 处无效字节，已换成 �"), format!("{n} invalid byte sequences replaced by U+FFFD"))
            }
            Trouble::Internal(e) => (
                format!("程序在这一篇上出错，已跳过，请报告给开发者：{e}"),
                format!("the program failed on this document, skipped; please report it: {e}"),
            ),
        };
        Message { zh, en }
    }
}
