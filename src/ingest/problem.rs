//! What could not be read, said in both languages with the place and the remedy.

use std::io;

use crate::model::Message;

use super::limit::Bomb;
pub use super::magic::Remedy;

/// Something that could not be read. The rest of the input goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path as the user gave it, or `-`; a member of an archive follows after `!/`.
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
    /// No text at all (an image, a program).
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
    /// The same inside an archive, where tables are not looked for.
    TableInside,
    /// Larger than the limit, in bytes.
    TooLarge(usize),
    /// A row of a CSV or TSV file; what is wrong with it.
    Row(String),
    /// A page without an article in it.
    NoArticle,
    /// A page whose elements are nested beyond all measure.
    TooDeep,
    /// A file that another program made: its kind, and what to do.
    Foreign(&'static str, Remedy),
    /// An archive, feed or document that is damaged or cut off; the parser's word.
    Damaged(String),
    /// An archive that unpacks to far more than it could hold.
    Bomb,
    /// Archives inside one another, more than so many.
    Nested(usize),
    /// An archive that needs a password.
    Encrypted,
    /// An answer of a server that is no page (404 …).
    Status(u16),
    /// An address that cannot be fetched; the word of the network.
    Fetch(String),
    /// An address that the robots.txt of its host forbids.
    Robots,
    /// An address of this machine or a private network.
    Private,
    /// More redirects than are followed.
    Redirects(usize),
    /// An address whose answer is the one that is kept.
    Unchanged,
    /// A database whose newest changes stand in a file beside it.
    Unmerged,
    /// A member of an archive that is no file (a link, a device).
    NoFile,
    /// The name of a member leads out of its archive. It is read under the rest of its name.
    OddName,
    /// So many invalid bytes were replaced by U+FFFD. The document is read all the same.
    Replaced(u64),
    /// Something else than an article in a folder, an archive or a crawl: counted, no fault.
    Aside(Box<Trouble>),
    /// The program failed on this document; its word.
    Internal(String),
}

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something that is no article was passed over.
    Aside,
    /// The document was read in spite of it.
    Warning,
    /// Something was lost.
    Loss,
}

impl Trouble {
    /// What an error of reading means; inside an archive it is mostly the archive that is damaged.
    pub(crate) fn of(e: &io::Error, in_archive: bool) -> Trouble {
        match e {
            e if e.get_ref().is_some_and(|inner| inner.is::<Bomb>()) => Trouble::Bomb,
            e if e.raw_os_error().is_some() => Trouble::Io(e.to_string()),
            e if in_archive || e.kind() == io::ErrorKind::UnexpectedEof => Trouble::Damaged(e.to_string()),
            e => Trouble::Io(e.to_string()),
        }
    }

    /// Whether it says that something is no article, rather than a bad one.
    pub(crate) fn is_of_another_kind(&self) -> bool {
        matches!(self, Trouble::Binary | Trouble::Empty)
    }

    /// The kind of fault in one word, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Io(_) => "io",
            Trouble::Binary => "binary",
            Trouble::Empty => "empty",
            Trouble::Json(_) => "json",
            Trouble::JsonNotLines => "json_not_lines",
            Trouble::NoText => "no_text",
            Trouble::IsTable | Trouble::TableInside => "table",
            Trouble::TooLarge(_) => "too_large",
            Trouble::Row(_) => "row",
            Trouble::NoArticle => "no_article",
            Trouble::TooDeep => "too_deep",
            Trouble::Foreign(..) => "foreign",
            Trouble::Damaged(_) => "damaged",
            Trouble::Bomb => "bomb",
            Trouble::Nested(_) => "nested",
            Trouble::Encrypted => "encrypted",
            Trouble::Status(_) => "status",
            Trouble::Fetch(_) => "fetch",
            Trouble::Robots => "robots",
            Trouble::Private => "private",
            Trouble::Redirects(_) => "redirects",
            Trouble::Unchanged => "unchanged",
            Trouble::Unmerged => "unmerged",
            Trouble::NoFile => "no_file",
            Trouble::OddName => "odd_name",
            Trouble::Replaced(_) => "replaced",
            Trouble::Aside(inner) => inner.code(),
            Trouble::Internal(_) => "internal",
        }
    }

    /// The English words.
    pub(crate) fn word(&self) -> String {
        self.message().en
    }

    /// The fault and its remedy.
    pub fn message(&self) -> Message {
        let (zh, en) = match self {
            Trouble::Io(e) => (format!("读不了：{e}"), format!("cannot be read: {e}")),
            Trouble::Binary => (
                "不是文字（图片或程序），已跳过；请先转成文本、网页或 JSONL".into(),
                "not text (an image or a program), skipped; turn it into text, HTML or JSONL first".into(),
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
            Trouble::TableInside => (
                "是压缩包里的表格，没有正文列，没有采用；作为数据来源请先解压，正文列另有名称时用 --map text=名称".into(),
                "a table in an archive, without a text column, not used; as source data unpack it, and where the text \
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
            Trouble::Foreign(kind, remedy) => {
                let remedy = remedy.message();
                (
                    format!("是 {kind} 文件，不能直接读，已跳过；{}", remedy.zh),
                    format!("a {kind} file, which is not read, skipped; {}", remedy.en),
                )
            }
            Trouble::Damaged(e) => (
                format!("已损坏或不完整（{e}）；此前读出的仍然有效"),
                format!("damaged or cut off ({e}); what came before was read"),
            ),
            Trouble::Bomb => (
                "解压后远大于压缩包应有的大小，疑为压缩炸弹，已停止解压；此前读出的仍然有效".into(),
                "unpacks to far more than it could hold (a decompression bomb?), stopped; what came before was read".into(),
            ),
            Trouble::Nested(n) => (
                format!("压缩包套了 {n} 层以上，已跳过；请先解开外层"),
                format!("more than {n} archives inside one another, skipped; unpack the outer ones first"),
            ),
            Trouble::Encrypted => {
                ("加了密码，已跳过；请先解压".into(), "needs a password, skipped; unpack it first".into())
            }
            Trouble::Status(code) => {
                (format!("服务器的回答是 {code}，不是网页"), format!("the server answered {code}, no page"))
            }
            Trouble::Fetch(e) => (format!("取不到：{e}"), format!("cannot be fetched: {e}")),
            Trouble::Robots => (
                "网站的 robots.txt 不允许抓取，已跳过".into(),
                "the robots.txt of the host forbids it (or cannot be read), skipped".into(),
            ),
            Trouble::Private => (
                "是本机或内网地址，已跳过；确要读取请加 --allow-private".into(),
                "an address of this machine or a private network, skipped; say --allow-private to fetch it".into(),
            ),
            Trouble::Redirects(n) => {
                (format!("重定向超过 {n} 次，已跳过"), format!("more than {n} redirects, skipped"))
            }
            Trouble::Unchanged => (
                "与上次取到的一样，已在 --keep-fetched 的文件里".into(),
                "the same as when it was fetched before; it is in the file of --keep-fetched".into(),
            ),
            Trouble::Unmerged => (
                "最新的改动还在旁边的 -wal 文件里，没有读到；先执行 sqlite3 文件 'PRAGMA wal_checkpoint(TRUNCATE)'".into(),
                "its newest changes stand in the -wal file beside it and were not read; run sqlite3 FILE 'PRAGMA \
                 wal_checkpoint(TRUNCATE)' first"
                    .into(),
            ),
            Trouble::NoFile => ("是链接或设备，不是文件，已跳过".into(), "a link or device, no file, skipped".into()),
            Trouble::OddName => (
                "在压缩包里的名字指向包外，已去掉那一段，照常读入".into(),
                "its name leads out of the archive; that part was dropped, the file was read".into(),
            ),
            Trouble::Replaced(n) => {
                (format!("有 {n} 处无效字节，已换成 �"), format!("{n} invalid byte sequences replaced by U+FFFD"))
            }
            Trouble::Aside(inner) => return inner.message(),
            Trouble::Internal(e) => (
                format!("程序在这一篇上出错，已跳过，请报告给开发者：{e}"),
                format!("the program failed on this document, skipped; please report it: {e}"),
            ),
        };
        Message { zh, en }
    }
}

impl Problem {
    /// How much it matters.
    pub fn weight(&self) -> Weight {
        match &self.trouble {
            Trouble::Aside(_) => Weight::Aside,
            Trouble::Replaced(_) | Trouble::OddName | Trouble::TableInside | Trouble::Unchanged => Weight::Warning,
            _ => Weight::Loss,
        }
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
        self.trouble.message()
    }
}
