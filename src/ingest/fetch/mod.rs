//! Addresses → what their servers answer: politely (robots.txt, a pause per host, conditional requests), within
//! limits (time, size, redirects), and never from a private network unless that is allowed.
//!
//! What was fetched is kept as WARC, so that a job can be repeated offline.

mod guard;
mod kept;
mod polite;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, StatusCode, Url};
use tokio::runtime::Runtime;

use super::problem::Trouble;
use guard::Guard;
use kept::Kept;
use polite::Hosts;

/// How the program names itself to servers.
const AGENT: &str = concat!("heshu/", env!("CARGO_PKG_VERSION"));
/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// Times that a request is made before it is given up.
const TRIES: u32 = 3;
/// Longest pause that a server may ask for; beyond that it is given up.
const LONGEST: Duration = Duration::from_secs(60);

/// How addresses are fetched.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Whether private and loopback addresses are allowed.
    pub allow_private: bool,
    /// Least time between two requests to a host.
    pub pause: Duration,
    /// Most time for one request.
    pub patience: Duration,
    /// The WARC file, compressed by record, to which answers are added; beside it stands a list of what they
    /// were, for conditional requests.
    pub keep: Option<PathBuf>,
}

impl Default for Manners {
    fn default() -> Self {
        let (pause, patience) = (Duration::from_secs(1), Duration::from_secs(30));
        Manners { allow_private: false, pause, patience, keep: None }
    }
}

/// The answer of a server.
pub(crate) struct Answer {
    /// The address after all redirects.
    pub(crate) url: String,
    /// `Content-Type`.
    pub(crate) kind: String,
    pub(crate) body: Vec<u8>,
    status: StatusCode,
    headers: HeaderMap,
}

/// What came of an address; nothing where its answer is the one that is kept.
pub(crate) type Fetched = Result<Option<Answer>, Trouble>;

/// Whoever fetches; it remembers hosts and their rules.
pub(crate) struct Fetcher {
    runtime: Runtime,
    client: Client,
    manners: Manners,
    hosts: Mutex<Hosts>,
    kept: Option<Kept>,
    limit: usize,
}

/// One answer as it came.
struct Raw {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Fetcher {
    /// The error is in words.
    pub(crate) fn new(manners: &Manners, limit: usize) -> Result<Fetcher, String> {
        // Fails where another part of the program has chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
        let client = Client::builder()
            .user_agent(AGENT)
            .timeout(manners.patience)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Guard { allow_private: manners.allow_private }))
            .build()
            .map_err(|e| e.to_string())?;
        let kept = manners.keep.as_deref().map(Kept::open).transpose().map_err(|e| e.to_string())?;
        Ok(Fetcher { runtime, client, manners: manners.clone(), hosts: Mutex::default(), kept, limit })
    }

    /// What stands at some addresses, in their order: hosts are asked side by side, each for one page at a time.
    pub(crate) fn get_all(&mut self, addresses: &[String]) -> Vec<Fetched> {
        let mut by_host: BTreeMap<Option<String>, Vec<(usize, &str)>> = BTreeMap::new();
        for (at, address) in addresses.iter().enumerate() {
            let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
            by_host.entry(host).or_default().push((at, address));
        }
        let this = &*self;
        let mut fetched: BTreeMap<usize, Fetched> = thread::scope(|scope| {
            let ask =
                |own: Vec<(usize, &str)>| own.into_iter().map(|(at, url)| (at, this.get(url))).collect::<Vec<_>>();
            let hosts: Vec<_> = by_host.into_values().map(|own| scope.spawn(move || ask(own))).collect();
            hosts.into_iter().flat_map(|host| host.join().unwrap_or_default()).collect()
        });
        let lost = || Err(Trouble::Internal("panic".to_owned()));
        let in_order = (0..addresses.len()).map(|at| fetched.remove(&at).unwrap_or_else(lost)).collect::<Vec<_>>();
        in_order.into_iter().map(|answer| answer.and_then(|answer| self.keep(answer))).collect()
    }

    /// Adds an answer to the file of what was fetched.
    fn keep(&mut self, answer: Option<Answer>) -> Fetched {
        if let (Some(kept), Some(Answer { url, body, status, headers, .. })) = (&mut self.kept, &answer) {
            kept.add(url, *status, headers, body).map_err(|e| Trouble::Io(e.to_string()))?;
        }
        Ok(answer)
    }

    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stands at an address; None where it is the same as when it was fetched and kept before.
    fn get(&self, address: &str) -> Fetched {
        let mut url = Url::parse(address).map_err(|e| Trouble::Fetch(e.to_string()))?;
        for _ in 0..=REDIRECTS {
            self.check(&url)?;
            if !self.may(&url)? {
                return Err(Trouble::Robots);
            }
            let known = self.kept.as_ref().and_then(|kept| kept.known(url.as_str()));
            let raw = self.ask(&url, known.as_ref())?;
            match raw.status {
                StatusCode::NOT_MODIFIED => return Ok(None),
                status if status.is_redirection() => {
                    let to = raw.headers.get(header::LOCATION).and_then(|l| l.to_str().ok());
                    let to = to.ok_or_else(|| Trouble::Fetch("a redirect to nowhere".to_owned()))?;
                    url = url.join(to).map_err(|e| Trouble::Fetch(e.to_string()))?;
                }
                status if status.is_success() => {
                    let kind = raw.headers.get(header::CONTENT_TYPE).and_then(|k| k.to_str().ok());
                    let kind = kind.unwrap_or_default().to_owned();
                    let Raw { headers, body, .. } = raw;
                    return Ok(Some(Answer { url: url.to_string(), kind, body, status, headers }));
                }
                status => return Err(Trouble::Status(status.as_u16())),
            }
        }
        Err(Trouble::Redirects(REDIRECTS))
    }

    /// Whether an address may be asked at all. Names are checked again when they are resolved, by [`Guard`].
    fn check(&self, url: &Url) -> Result<(), Trouble> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Trouble::Fetch(format!("{}:", url.scheme())));
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let private = host.parse().is_ok_and(guard::is_private);
        if private && !self.manners.allow_private { Err(Trouble::Private) } else { Ok(()) }
    }

    /// Whether the rules of the host allow it. They are asked for once.
    fn may(&self, url: &Url) -> Result<bool, Trouble> {
        let origin = url.origin().ascii_serialization();
        let known = self.hosts().knows(&origin);
        if !known && let Ok(robots) = url.join("/robots.txt") {
            let answer = match self.ask(&robots, None) {
                Ok(raw) => Some((raw.status.as_u16(), raw.body)),
                Err(Trouble::Private) => return Err(Trouble::Private),
                Err(_) => None,
            };
            self.hosts().learn(&origin, answer);
        }
        Ok(self.hosts().allows(&origin, url.as_str()))
    }

    /// Makes a request, and again after a while where the server is busy or out of reach.
    fn ask(&self, url: &Url, known: Option<&kept::Known>) -> Result<Raw, Trouble> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut pause = self.manners.pause;
        for attempt in 1.. {
            let wait = self.hosts().turn(&host, self.manners.pause);
            thread::sleep(wait);
            let answer = self.runtime.block_on(once(&self.client, url, known, self.limit));
            self.hosts().answered(&host, self.manners.pause);
            let retry = match &answer {
                Ok(raw) if raw.status == StatusCode::TOO_MANY_REQUESTS || raw.status.is_server_error() => {
                    raw.headers.get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()?.trim().parse().ok())
                }
                Err(Trouble::Fetch(_)) => None,
                _ => return answer,
            };
            pause = retry.map_or(pause * 2, Duration::from_secs);
            if attempt >= TRIES || pause > LONGEST {
                return answer;
            }
            thread::sleep(pause);
        }
        Err(Trouble::Fetch("no answer".to_owned()))
    }
}

async fn once(client: &Client, url: &Url, known: Option<&kept::Known>, limit: usize) -> Result<Raw, Trouble> {
    let mut request = client.get(url.clone());
    let conditions = known.map(|k| [(header::IF_NONE_MATCH, &k.etag), (header::IF_MODIFIED_SINCE, &k.modified)]);
    for (name, value) in conditions.into_iter().flatten() {
        if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
            request = request.header(name, value);
        }
    }
    let mut answer = request.send().await.map_err(|e| trouble(&e))?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| trouble(&e))? {
        if body.len() + chunk.len() > limit {
            return Err(Trouble::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Raw { status, headers, body })
}

/// The innermost word of an error, which is the one that tells.
fn trouble(e: &reqwest::Error) -> Trouble {
    let mut word = e.to_string();
    let mut source = std::error::Error::source(e);
    while let Some(inner) = source {
        if inner.is::<guard::Private>() {
            return Trouble::Private;
        }
        word = inner.to_string();
        source = inner.source();
    }
    Trouble::Fetch(if e.is_timeout() { "timeout".to_owned() } else { word })
}
