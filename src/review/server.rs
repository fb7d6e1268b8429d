//! How requests travel to their answers.

use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;

use super::Office;
use super::answer::{self, Asked, with_type};
use super::guard::put_headers;
use super::reading;

/// Largest body in bytes: a long article as a form, whose characters take nine bytes each.
const BODY: usize = 4 << 20;

/// Largest file in bytes: a manuscript with its pictures.
const FILE: usize = 32 << 20;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/page.js");
const ICON: &str = include_str!("assets/icon.svg");
const OPENAPI: &str = include_str!("assets/openapi.json");

#[derive(Clone)]
struct Desk {
    office: Arc<Office>,
    /// Texts that are read at the same time.
    working: Arc<Semaphore>,
}

/// Answers requests on a socket until the program ends. `threads`: texts that are read at the same time.
///
/// # Errors
/// The operating system's word on the socket.
pub fn serve(office: Arc<Office>, listener: TcpListener, threads: usize) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads.clamp(1, 4)).enable_all().build()?;
    let desk = Desk { office, working: Arc::new(Semaphore::new(threads.max(1))) };
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, routes(desk)).await
    })
}

fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/", get(|s, u, h| page(s, u, h, Bytes::new(), answer::queue)))
        .route("/finding/{id}", get(finding))
        .route("/article/{key}", get(article))
        .route("/claim/{article}/{claim}", get(claim))
        .route("/correct", post(|s, u, h, b| page(s, u, h, b, answer::correct)))
        .route("/corrections.jsonl", get(|s, u, h| page(s, u, h, Bytes::new(), |o, _| answer::corrections(o))))
        .route("/names", get(|s, u, h| page(s, u, h, Bytes::new(), answer::names)))
        .route("/names", post(|s, u, h, b| page(s, u, h, b, answer::rename)))
        .route("/overview", get(|s, u, h| page(s, u, h, Bytes::new(), answer::overview)))
        .route("/decisions", get(|s, u, h| page(s, u, h, Bytes::new(), answer::log)))
        .route("/decisions.jsonl", get(|s, u, h| page(s, u, h, Bytes::new(), |o, _| answer::decisions(o))))
        .route("/desk", get(|s, u, h| page(s, u, h, Bytes::new(), |o, a| reading::desk(o, a, false))))
        .route("/desk", post(|s, u, h, b| work(s, u, h, b, |o, a| reading::desk(o, a, true))))
        .route("/decide", post(|s, u, h, b| page(s, u, h, b, answer::decide)))
        .route("/undo", post(|s, u, h, b| page(s, u, h, b, answer::undo)))
        .route("/settings", post(|s, u, h, b| page(s, u, h, b, |_, a| answer::settings(a))))
        .route("/enter", post(|s, u, h, b| page(s, u, h, b, answer::enter)))
        .route("/leave", post(|s, u, h, b| page(s, u, h, b, |_, _| answer::leave())))
        .route("/check", post(|s, u, h, b| work(s, u, h, b, |o, a| reading::read(o, a, true))))
        .route("/extract", post(|s, u, h, b| work(s, u, h, b, |o, a| reading::read(o, a, false))))
        .route("/read", post(|s, u, h, b| work(s, u, h, b, |_, a| reading::file(a))).layer(files()))
        .route("/comments", post(|s, u, h, b| work(s, u, h, b, reading::comments)).layer(files()))
        .route("/openapi.json", get(|| file("application/json", OPENAPI)))
        .route("/static/style.css", get(|| file("text/css; charset=utf-8", STYLE)))
        .route("/static/page.js", get(|| file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/static/icon.svg", get(|| file("image/svg+xml", ICON)))
        .fallback(|s, u, h| {
            page(s, u, h, Bytes::new(), |o, a| {
                answer::refusal(StatusCode::NOT_FOUND, o, a, "没有这一页。", "There is no such page.")
            })
        })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(desk.clone(), guarded))
        .with_state(desk)
}

fn files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FILE)
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    with_type(StatusCode::OK, kind, text)
}

async fn finding(s: State<Desk>, Path(id): Path<String>, u: Uri, h: HeaderMap) -> Response {
    page(s, u, h, Bytes::new(), move |o, a| answer::finding(o, a, &id)).await
}

async fn article(s: State<Desk>, Path(key): Path<String>, u: Uri, h: HeaderMap) -> Response {
    page(s, u, h, Bytes::new(), move |o, a| answer::article(o, a, &key)).await
}

async fn claim(s: State<Desk>, Path((key, id)): Path<(String, String)>, u: Uri, h: HeaderMap) -> Response {
    page(s, u, h, Bytes::new(), move |o, a| answer::claim(o, a, &key, &id)).await
}

/// Makes an answer, which may read the disk, away from the threads that carry requests.
async fn page(
    State(desk): State<Desk>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    make: impl FnOnce(&Office, &Asked) -> Response + Send + 'static,
) -> Response {
    let asked = Asked { uri, headers, body: body.to_vec() };
    let made = tokio::task::spawn_blocking(move || make(&desk.office, &asked)).await;
    made.unwrap_or_else(|_| {
        let (zh, en) = ("程序出错了，请报告这篇文章", "a fault of the program; please report the text");
        answer::error(StatusCode::INTERNAL_SERVER_ERROR, zh, en)
    })
}

/// The same for answers that read a text, of which only so many are made at once.
async fn work(
    State(desk): State<Desk>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    make: impl FnOnce(&Office, &Asked) -> Response + Send + 'static,
) -> Response {
    let turn = desk.working.clone().acquire_owned().await;
    let response = page(State(desk), uri, headers, body, make).await;
    drop(turn);
    response
}

/// Turns away who may not ask, and tells browsers what they may do with answers.
async fn guarded(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let mut response = match refused(&desk, &request) {
        Some(response) => response,
        None => next.run(request).await,
    };
    put_headers(response.headers_mut());
    response
}

fn refused(desk: &Desk, request: &Request) -> Option<Response> {
    let (guard, headers) = (&desk.office.guard, request.headers());
    let path = request.uri().path();
    if !guard.knows_host(headers) {
        let (zh, en) = (
            "不是本机的地址；用 heshu serve --host 名字 准许它",
            "not an address of this page; heshu serve --host NAME allows it",
        );
        return Some(answer::error(StatusCode::MISDIRECTED_REQUEST, zh, en));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !guard.is_own(headers) {
        let (zh, en) = ("别的网站不能替你操作", "another site may not act for you");
        return Some(answer::error(StatusCode::FORBIDDEN, zh, en));
    }
    if guard.admits(headers) || path.starts_with("/static/") || path == "/enter" {
        return None;
    }
    let asked = Asked { uri: request.uri().clone(), headers: headers.clone(), body: Vec::new() };
    let is_program = matches!(
        path,
        "/check" | "/extract" | "/read" | "/comments" | "/openapi.json" | "/decisions.jsonl" | "/corrections.jsonl"
    );
    Some(if is_program {
        let (zh, en) = ("缺少口令：Authorization: Bearer …", "a token is needed: Authorization: Bearer …");
        answer::error(StatusCode::UNAUTHORIZED, zh, en)
    } else {
        answer::enter(&desk.office, &asked).into_response()
    })
}
