//! Answers that read a text: the editor's desk, and the interface for programs. Nothing that is sent is kept.

use std::fmt::Write as _;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::Office;
use super::answer::{Asked, error, html, json, pairs_of, with_type};
use super::page::{self, Pasted};
use crate::export::comments::commented;
use crate::ingest::{fetched, pasted, sent};
use crate::model::{Claim, Document, Finding, Message, SCHEMA, Verdict};
use crate::store::Article;

/// What a program gets for a text.
#[derive(Serialize)]
struct Checked<'a> {
    schema: u32,
    document: &'a Document,
    claims: &'a [Claim],
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<&'a Finding>>,
}

/// What a program sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    text: String,
    title: Option<String>,
    date: Option<String>,
    publisher: Option<String>,
}

/// The findings that are shown unasked.
fn is_shown(finding: &&Finding) -> bool {
    matches!(finding.verdict, Verdict::Flag | Verdict::Note)
}

fn some(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|t| !t.is_empty())
}

/// The editor's desk; `posted`: with a text.
pub fn desk(office: &Office, asked: &Asked, posted: bool) -> Response {
    let visit = asked.visit(office);
    if !posted {
        return html(StatusCode::OK, page::desk(office, &visit, &Pasted::default(), None));
    }
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let mut given = Pasted {
        text: get("text"),
        title: get("title"),
        date: get("date"),
        publisher: get("publisher"),
        address: get("address"),
    };
    let document = match some(&given.address) {
        Some(address) if some(&given.text).is_none() => {
            fetched(address, office.manners.clone()).map_err(|e| e.message())
        }
        _ => pasted(&given.text, some(&given.title), some(&given.publisher), some(&given.date))
            .ok_or_else(|| Message::new("没有文字，也没有网址。", "There is neither a text nor an address.")),
    };
    if let Ok(document) = document.as_ref().map_err(drop)
        && some(&given.text).is_none()
    {
        given.text.clone_from(&document.text);
        given.title = document.title.clone().unwrap_or_default();
        given.publisher = document.publisher.clone().unwrap_or_default();
        given.date = document.published.map(|d| d.to_string()).unwrap_or_default();
    }
    let outcome: Result<Article, String> =
        document.map(|d| office.readers().read(d)).map_err(|e| visit.lang.of(&e).to_owned());
    let status = if outcome.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, page::desk(office, &visit, &given, Some(outcome)))
}

/// A file in (DOCX, a page, plain text), its words out. Nothing of it is kept.
pub fn file(asked: &Asked) -> Response {
    match sent(&asked.body, "–") {
        Ok(document) => json(StatusCode::OK, &document),
        Err(problem) => {
            let Message { zh, en } = problem.message();
            error(StatusCode::UNPROCESSABLE_ENTITY, &zh, &en)
        }
    }
}

/// A text in, its claims out, and with `checked` its findings; passes among them where the address has `all=1`.
pub fn read(office: &Office, asked: &Asked, checked: bool) -> Response {
    let kind = asked.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let sent = if kind.starts_with("text/plain") {
        let text = String::from_utf8(asked.body.clone());
        text.map(|text| Sent { text, title: None, date: None, publisher: None }).map_err(|e| e.to_string())
    } else {
        serde_json::from_slice::<Sent>(&asked.body).map_err(|e| e.to_string())
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(e) => {
            let zh = format!("请发来 {{\"text\": …}} 或 text/plain 的文字：{e}");
            let en = format!("send {{\"text\": …}}, or words as text/plain: {e}");
            return error(StatusCode::BAD_REQUEST, &zh, &en);
        }
    };
    let document = pasted(&sent.text, sent.title.as_deref(), sent.publisher.as_deref(), sent.date.as_deref());
    let Some(document) = document else {
        return error(StatusCode::UNPROCESSABLE_ENTITY, "没有文字", "there is no text");
    };
    let article = office.readers().read(document);
    let all = asked.uri.query().is_some_and(|q| pairs_of(q.as_bytes()).iter().any(|(n, v)| n == "all" && v == "1"));
    let shown = |f: &&Finding| all || is_shown(f);
    let findings = checked.then(|| article.findings.iter().filter(shown).collect());
    json(StatusCode::OK, &Checked { schema: SCHEMA, document: &article.document, claims: &article.claims, findings })
}

/// A DOCX in, the same with a comment at each finding out; `date`, `publisher` and `name` (of the file) in the address.
pub fn comments(office: &Office, asked: &Asked) -> Response {
    let query = pairs_of(asked.uri.query().unwrap_or_default().as_bytes());
    let get = |name: &str| query.iter().find(|(n, _)| n == name).and_then(|(_, v)| some(v));
    let visit = asked.visit(office);
    let made = sent(&asked.body, "–").map_err(|e| e.message()).and_then(|read| {
        let given = pasted(&read.text, read.title.as_deref(), get("publisher"), get("date")).unwrap_or(read);
        let article = office.readers().read(given);
        let findings: Vec<&Finding> = article.findings.iter().filter(is_shown).collect();
        commented(&asked.body, &article.document, &findings, visit.lang)
    });
    match made {
        Err(Message { zh, en }) => error(StatusCode::UNPROCESSABLE_ENTITY, &zh, &en),
        Ok(bytes) => {
            let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            let mut response = with_type(StatusCode::OK, kind, bytes);
            if let Ok(value) = HeaderValue::from_str(&disposition(get("name").unwrap_or("heshu.docx"))) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
    }
}

/// `attachment` under a name with any characters (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    let stem = name.strip_suffix(".docx").unwrap_or(name);
    let mut out = "attachment; filename*=UTF-8''".to_owned();
    for byte in format!("{stem}-heshu.docx").bytes() {
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => write!(out, "{}", char::from(byte)),
            _ => write!(out, "%{byte:02X}"),
        };
    }
    out
}
