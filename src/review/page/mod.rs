//! The pages. Each is a function of what is known to what is sent; none of them changes anything.

mod article;
mod claim;
mod desk;
mod finding;
mod log;
mod names;
mod overview;
mod queue;

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

use super::decided::Decided;
use super::text::plain;
use super::{Office, words};
use crate::model::{Review, Verdict};
use crate::report::Lang;

pub use article::article;
pub use claim::{address, claim};
pub use desk::{Pasted, desk};
pub use finding::finding;
pub use log::log;
pub use names::names;
pub use overview::overview;
pub use queue::queue;

/// Who looks, and how.
#[derive(Clone)]
pub struct Visit {
    /// The language of the page.
    pub lang: Lang,
    /// The name that decisions are signed with.
    pub who: String,
    /// The address of the page, to come back to.
    pub here: String,
    /// The pairs of its query.
    pub pairs: Vec<(String, String)>,
    /// Whether the visitor has shown a token and can put it away.
    pub can_leave: bool,
}

impl Visit {
    /// The value of a pair of the query.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The keys, where they work, and what they do.
const KEYS: [(&str, &str, &str); 14] = [
    ("j k", "下一条，上一条", "next, previous finding"),
    ("Enter", "打开", "open"),
    ("x", "选中或取消（可多选，一起判）", "choose or not (several are decided at once)"),
    ("a", "确有错", "confirmed"),
    (
        "1 … 5",
        "误报：读错、不是一回事、舍入或口径、对照的数据有误、其他",
        "false alarm: misread, different things, rounding, the source is wrong, other",
    ),
    ("s", "存疑", "unsure"),
    ("d", "已改正", "fixed"),
    ("z", "撤销刚才的判断", "undo the last decision"),
    ("c", "写备注（Esc 离开）", "write a comment (Esc leaves it)"),
    ("n p", "下一条或下一页，上一条或上一页", "next, previous finding or page"),
    ("q", "回到清单", "back to the queue"),
    ("/", "搜索", "search"),
    ("e", "编辑台", "editor's desk"),
    ("?", "这张表", "this list"),
];

/// A whole page.
pub fn layout(title: &str, visit: &Visit, inner: &Markup) -> Markup {
    let lang = visit.lang;
    let places = [
        ("/", lang.pick("审核", "Queue"), "q"),
        ("/desk", lang.pick("编辑台", "Desk"), "e"),
        ("/overview", lang.pick("总览", "Overview"), "o"),
        ("/names", lang.pick("名称", "Names"), "g"),
        ("/decisions", lang.pick("记录", "Decisions"), "l"),
    ];
    let path = visit.here.split('?').next().unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang=(lang.pick("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (plain(title)) " · 核数" }
                link rel="stylesheet" href="/static/style.css";
                link rel="icon" href="/static/icon.svg";
                script src="/static/page.js" defer {}
            }
            body {
                a.skip href="#main" { (lang.pick("跳到正文", "Skip to content")) }
                header.top {
                    strong { "核数 heshu" }
                    nav aria-label=(lang.pick("页面", "Pages")) {
                        @for (at, name, key) in places {
                            a href=(at) data-key=(key) aria-current=[(at == path).then_some("page")] { (name) }
                        }
                    }
                    form method="post" action="/settings" {
                        input type="hidden" name="back" value=(visit.here);
                        label.small { (lang.pick("审核人 ", "Reviewer ")) input name="who" value=(visit.who) size="8" maxlength="40"; }
                        " "
                        button.link name="lang" value=(lang.pick("en", "zh")) { (lang.pick("English", "中文")) }
                    }
                    @if visit.can_leave {
                        form method="post" action="/leave" { button.link { (lang.pick("退出", "Leave")) } }
                    }
                    button.link type="button" data-help { kbd { "?" } " " (lang.pick("按键", "Keys")) }
                }
                main id="main" { (inner) }
                dialog id="keys" aria-label=(lang.pick("按键", "Keys")) {
                    h2 { (lang.pick("按键", "Keys")) }
                    table { @for (keys, zh, en) in KEYS { tr { td { @for key in keys.split(' ') { @if key == "…" { "–" } @else { kbd { (key) } } " " } } td { (lang.pick(zh, en)) } } } }
                    form method="dialog" { button { (lang.pick("关上", "Close")) } }
                }
            }
        }
    }
}

/// A page that says one thing.
pub fn notice(title: &str, text: &str, visit: &Visit) -> Markup {
    layout(
        title,
        visit,
        &html! { h1 { (title) } p { (plain(text)) } p { a href="/" { (visit.lang.pick("回到清单", "Back to the queue")) } } },
    )
}

/// Where a token is asked for.
pub fn door(lang: Lang, wrong: bool) -> Markup {
    let title = lang.pick("请出示口令", "Token needed");
    html! {
        (DOCTYPE)
        html lang=(lang.pick("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · 核数" }
                link rel="stylesheet" href="/static/style.css";
            }
            body { main {
                h1 { (title) }
                @if wrong { p.said.bad role="alert" { (lang.pick("口令不对。", "That is not the token.")) } }
                form method="post" action="/enter" {
                    label { (lang.pick("口令 ", "Token ")) input type="password" name="token" autocomplete="current-password" required autofocus; }
                    " " button { (lang.pick("进入", "Enter")) }
                }
                p.dim { (lang.pick("口令在启动 heshu serve 时 --token-file 所指的文件里。", "It is in the file that heshu serve was given with --token-file.")) }
            } }
        }
    }
}

/// What was just decided, with the way back, where the address names it.
fn just_done(visit: &Visit, decided: &Decided) -> Markup {
    let lang = visit.lang;
    let range = visit.get("did").and_then(|did| {
        let (from, to) = did.split_once('-').unwrap_or((did, did));
        Some((from.parse::<u64>().ok()?, to.parse::<u64>().ok()?))
    });
    let Some((from, to)) = range else { return html! {} };
    let Some(entry) = decided.get(from) else { return html! {} };
    let n = to.saturating_sub(from) + 1;
    html! {
        div.said role="status" {
            form.row method="post" action="/undo" {
                span {
                    (lang.pick("已记下：", "Noted: ")) (said(entry, lang))
                    @if n > 1 { (match lang { Lang::Zh => format!("（共 {n} 条）"), Lang::En => format!(" ({n} findings)") }) }
                    " " span.dim { (plain(&entry.quoted)) }
                }
                @if entry.undoes.is_none() && !decided.is_undone(entry) {
                    input type="hidden" name="from" value=(from);
                    input type="hidden" name="to" value=(to);
                    input type="hidden" name="query" value=(visit.get("query").unwrap_or_default());
                    button data-key="z" { (lang.pick("撤销 ", "Undo ")) kbd { "z" } }
                }
            }
        }
    }
}

/// A decision in words.
fn said(entry: &Review, lang: Lang) -> String {
    let mut out = words::decision(entry.decision, lang).to_owned();
    if let Some(reason) = entry.reason {
        out.push_str(lang.pick("：", ": "));
        out.push_str(words::reason(reason, lang));
    }
    if let Some(n) = entry.undoes {
        out.push_str(&format!(" #{n}"));
    }
    out
}

/// The buttons that decide. `bulk`: about the findings that were chosen in the queue.
fn buttons(lang: Lang, bulk: bool) -> Markup {
    use crate::model::{Decision, FalseAlarm};
    let button = |value: &str, key: &str, name: &str| {
        html! { button name="decision" value=(value) data-key=(key) data-bulk[bulk] { (name) " " kbd.opt { (key) } } }
    };
    html! {
        (button("confirmed", "a", words::decision(Decision::Confirmed, lang)))
        (button("unsure", "s", words::decision(Decision::Unsure, lang)))
        (button("fixed", "d", words::decision(Decision::Fixed, lang)))
        span { (lang.pick("误报：", "False alarm:")) }
        @for (reason, n) in FalseAlarm::ALL.into_iter().zip(1..) {
            (button(&format!("false_alarm:{}", reason.name()), &n.to_string(), words::reason(reason, lang)))
        }
    }
}

/// When something was decided, to the minute.
fn when(entry: &Review) -> String {
    minute(entry.when)
}

fn minute(when: Timestamp) -> String {
    when.to_string().chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect::<String>() + " UTC"
}

/// The name of a check, as its rule file has it.
fn check_title(office: &Office, check: &str, lang: Lang) -> String {
    let title = office.rules.checks.get(check).map(|rule| lang.pick(&rule.title.zh, &rule.title.en).to_owned());
    title.unwrap_or_else(|| check.to_owned())
}

/// The class of a verdict.
fn class_of(verdict: Verdict) -> &'static str {
    super::filter::verdict_name(verdict)
}
