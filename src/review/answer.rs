//! Answers to requests, apart from how they travel.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use maud::Markup;
use serde::Serialize;

use super::Office;
use super::correct::Wanted;
use super::decide::{Refused, Ruling};
use super::filter::Filter;
use super::guard::{COOKIE, cookie};
use super::page::{self, Visit};
use crate::model::{Message, NameKind};
use crate::report::Lang;
use crate::store::{Article, StoreError};

const WHO: &str = "heshu_who";
const LANG: &str = "heshu_lang";

/// A request as the pages see it.
pub struct Asked {
    /// The address.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// The fields of a form or a query.
pub fn pairs_of(query: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(query).into_owned().collect()
}

impl Asked {
    /// The fields of its form.
    pub fn form(&self) -> Vec<(String, String)> {
        pairs_of(&self.body)
    }

    /// Who looks, and in what language: what they chose, else what their browser asks for, else the program's.
    pub fn visit(&self, office: &Office) -> Visit {
        let chosen = cookie(&self.headers, LANG);
        let wanted = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let lang = match chosen.as_deref().or_else(|| wanted.get(..2)) {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => office.lang,
        };
        let named = cookie(&self.headers, WHO).and_then(|v| pairs_of(format!("n={v}").as_bytes()).pop());
        Visit {
            lang,
            who: named.map(|(_, name)| name).filter(|n| !n.is_empty()).unwrap_or_else(|| office.who.clone()),
            here: self.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            pairs: pairs_of(self.uri.query().unwrap_or_default().as_bytes()),
            can_leave: office.guard.has_token(),
        }
    }
}

/// A page.
pub fn html(status: StatusCode, page: Markup) -> Response {
    with_type(status, "text/html; charset=utf-8", page.into_string())
}

/// An answer of a type.
pub fn with_type(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn see(address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// A refusal in words, on a page.
pub fn refusal(status: StatusCode, office: &Office, asked: &Asked, zh: &str, en: &str) -> Response {
    let visit = asked.visit(office);
    html(status, page::notice(visit.lang.pick("不行", "Not done"), visit.lang.pick(zh, en), &visit))
}

fn fault(office: &Office, asked: &Asked, e: &StoreError) -> Response {
    let message = e.message();
    refusal(StatusCode::INTERNAL_SERVER_ERROR, office, asked, &message.zh, &message.en)
}

fn not_found(office: &Office, asked: &Asked) -> Response {
    let (zh, en) =
        ("没有这一页；数据仓可能刚重跑过。", "There is no such page; the store may just have been run again.");
    refusal(StatusCode::NOT_FOUND, office, asked, zh, en)
}

/// The queue.
pub fn queue(office: &Office, asked: &Asked) -> Response {
    let page = page::queue(office, &office.catalogue(), &office.decided(), &asked.visit(office));
    html(StatusCode::OK, page)
}

/// A finding.
pub fn finding(office: &Office, asked: &Asked, id: &str) -> Response {
    match page::finding(office, &office.catalogue(), &office.decided(), &asked.visit(office), id) {
        Ok(Some(page)) => html(StatusCode::OK, page),
        Ok(None) => not_found(office, asked),
        Err(e) => fault(office, asked, &e),
    }
}

/// An article.
pub fn article(office: &Office, asked: &Asked, key: &str) -> Response {
    let catalogue = office.catalogue();
    let Some(number) = catalogue.number_of(key) else { return not_found(office, asked) };
    match catalogue.article(number) {
        Ok(Some(article)) => html(StatusCode::OK, page::article(&article, &asked.visit(office))),
        Ok(None) => not_found(office, asked),
        Err(e) => fault(office, asked, &e),
    }
}

/// A number of an article.
pub fn claim(office: &Office, asked: &Asked, key: &str, id: &str) -> Response {
    let catalogue = office.catalogue();
    let Some(number) = catalogue.number_of(key) else { return not_found(office, asked) };
    let corrected = office.corrected();
    let page = |article: Article| page::claim(&article, id, corrected.of(id), &asked.visit(office));
    match catalogue.article(number).map(|article| article.and_then(page)) {
        Ok(Some(page)) => html(StatusCode::OK, page),
        Ok(None) => not_found(office, asked),
        Err(e) => fault(office, asked, &e),
    }
}

/// Keeps a correction and shows the number again.
pub fn correct(office: &Office, asked: &Asked) -> Response {
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    let (article, claim) = (get("article"), get("claim"));
    let wanted = Wanted { article, claim, comment: get("comment"), undo: get("undo") == "1", fields: &form };
    match office.correct(&wanted, &asked.visit(office).who) {
        Ok(()) => see(&page::address(article, claim)),
        Err(e) => refused(office, asked, e),
    }
}

/// The log of corrections for programs, as `heshu export --what corrections` prints it.
pub fn corrections(office: &Office) -> Response {
    let corrected = office.corrected();
    let lines = corrected.all().into_iter().filter_map(|entry| serde_json::to_string(entry).ok());
    let body: String = lines.map(|line| line + "\n").collect();
    with_type(StatusCode::OK, "application/jsonl; charset=utf-8", body)
}

/// The names.
pub fn names(office: &Office, asked: &Asked) -> Response {
    html(StatusCode::OK, page::names(office, &office.folding(), &asked.visit(office)))
}

/// Merges a name into another, or sets it apart, and shows it again.
pub fn rename(office: &Office, asked: &Asked) -> Response {
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim());
    let (kind, name) = (get("kind").unwrap_or_default(), get("name").unwrap_or_default());
    let Some(kind) = NameKind::ALL.into_iter().find(|k| k.name() == kind) else {
        let (zh, en) = ("kind 只能是 entity 或 metric。", "kind is entity or metric.");
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, office, asked, zh, en);
    };
    match office.rename(kind, name, get("into"), &asked.visit(office).who) {
        Ok(()) => {
            let pairs = [("kind", kind.name()), ("name", name)];
            see(&format!("/names?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()))
        }
        Err(e) => refused(office, asked, e),
    }
}

/// The overview.
pub fn overview(office: &Office, asked: &Asked) -> Response {
    html(StatusCode::OK, page::overview(office, &office.catalogue(), &office.decided(), &asked.visit(office)))
}

/// The log.
pub fn log(office: &Office, asked: &Asked) -> Response {
    html(StatusCode::OK, page::log(&office.catalogue(), &office.decided(), &office.corrected(), &asked.visit(office)))
}

/// The log for programs, as `heshu export --what decisions` prints it.
pub fn decisions(office: &Office) -> Response {
    let decided = office.decided();
    let lines = decided.all().iter().filter_map(|entry| serde_json::to_string(entry).ok());
    let body: String = lines.map(|line| line + "\n").collect();
    with_type(StatusCode::OK, "application/jsonl; charset=utf-8", body)
}

/// Keeps a decision and goes on.
pub fn decide(office: &Office, asked: &Asked) -> Response {
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    let ruling = Ruling {
        findings: form.iter().filter(|(n, _)| n == "finding").map(|(_, v)| v.clone()).collect(),
        decision: get("decision").to_owned(),
        comment: get("comment").to_owned(),
    };
    // Only what a filter can say goes into the address.
    let filter = Filter::read(&pairs_of(get("query").as_bytes()));
    match office.decide(&ruling, &asked.visit(office).who) {
        Ok((first, last)) => {
            let next = (get("then") == "next").then(|| office.next_after(ruling.findings.first()?, &filter)).flatten();
            see(&done(&filter, next.as_deref(), first, last))
        }
        Err(e) => refused(office, asked, e),
    }
}

fn done(filter: &Filter, finding: Option<&str>, first: u64, last: u64) -> String {
    let did = if first == last { first.to_string() } else { format!("{first}-{last}") };
    let query = form_urlencoded::Serializer::new(filter.query()).append_pair("did", &did).finish();
    match finding {
        Some(id) => format!("/finding/{id}?{query}"),
        None => format!("/?{query}"),
    }
}

fn refused(office: &Office, asked: &Asked, e: Refused) -> Response {
    match e {
        Refused::Asked(Message { zh, en }) => refusal(StatusCode::UNPROCESSABLE_ENTITY, office, asked, &zh, &en),
        Refused::Store(e) => fault(office, asked, &e),
    }
}

/// Takes decisions back and shows what they were about.
pub fn undo(office: &Office, asked: &Asked) -> Response {
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    let number = |name: &str| get(name).parse::<u64>().unwrap_or_default();
    let filter = Filter::read(&pairs_of(get("query").as_bytes()));
    match office.undo(number("from"), number("to"), &asked.visit(office).who) {
        Ok((first, last)) => {
            let decided = office.decided();
            let finding = decided.get(first).map(|e| e.finding.clone()).filter(|_| first == last);
            let finding = finding.filter(|id| office.catalogue().position(id).is_some());
            see(&done(&filter, finding.as_deref(), first, last))
        }
        Err(e) => refused(office, asked, e),
    }
}

/// Remembers the visitor's name and language, in their browser.
pub fn settings(asked: &Asked) -> Response {
    let form = asked.form();
    let get = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    // Only a place on this site.
    let back = get("back").filter(|b| b.starts_with('/') && !b.starts_with("//") && !b.contains('\\')).unwrap_or("/");
    let mut response = see(back);
    let mut keep = |name: &str, value: &str| {
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Strict");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(who) = get("who") {
        keep(WHO, &who.chars().take(40).collect::<String>());
    }
    if let Some(lang) = get("lang").filter(|l| matches!(*l, "zh" | "en")) {
        keep(LANG, lang);
    }
    response
}

/// Asks for the token, or takes it.
pub fn enter(office: &Office, asked: &Asked) -> Response {
    let lang = asked.visit(office).lang;
    let form = asked.form();
    let Some((_, token)) = form.iter().find(|(n, _)| n == "token") else {
        return html(StatusCode::UNAUTHORIZED, page::door(lang, false));
    };
    let Some(cookie) = office.guard.enter(token) else {
        std::thread::sleep(std::time::Duration::from_millis(300)); // no guessing at speed
        return html(StatusCode::UNAUTHORIZED, page::door(lang, true));
    };
    let mut response = see("/");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Puts the token away.
pub fn leave() -> Response {
    let mut response = see("/");
    let cookie = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Data for programs.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    // Plain data always serialises.
    with_type(status, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

/// A refusal for programs.
pub fn error(status: StatusCode, zh: &str, en: &str) -> Response {
    json(status, &serde_json::json!({ "error": { "zh": zh, "en": en } }))
}
