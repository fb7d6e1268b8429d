//! Who may ask, and what a browser may do with the answer.
//!
//! The page listens on loopback unless a token is asked for. A page of another site must not read or change anything:
//! its requests carry its own origin, and a name that it lets point to this machine is no name of ours.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};

/// The cookie that shows the token.
pub const COOKIE: &str = "heshu_token";

/// Only files of the program, and no script in a page: whatever an article holds, it is not run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// What is asked of a request.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    names: Vec<String>,
    token: Option<[u8; 32]>,
}

impl Guard {
    /// A guard that knows host names besides IP addresses and `localhost`, and asks for a token if there is one.
    pub fn new(names: Vec<String>, token: Option<&str>) -> Guard {
        Guard { names, token: token.map(|t| digest(t.as_bytes())) }
    }

    /// Whether the address that was asked for is one of ours. A name that merely points here is not.
    pub fn knows_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = text(headers, header::HOST) else { return false };
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        name.parse::<std::net::IpAddr>().is_ok()
            || name.eq_ignore_ascii_case("localhost")
            || self.names.iter().any(|n| n.eq_ignore_ascii_case(name))
    }

    /// Whether a change was asked for by a page of ours, or by a program that is no browser.
    pub fn is_own(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = text(headers, HeaderName::from_static("sec-fetch-site")) {
            return site == "same-origin";
        }
        let Some(origin) = text(headers, header::ORIGIN) else { return true };
        let host = text(headers, header::HOST).unwrap_or_default();
        ["http://", "https://"].iter().any(|scheme| origin.strip_prefix(scheme) == Some(host))
    }

    /// Whether a token is asked for.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether the request shows the token, in its cookie or as `Authorization: Bearer`.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let bearer = text(headers, header::AUTHORIZATION).and_then(|a| a.strip_prefix("Bearer "));
        let shown = cookie(headers, COOKIE).and_then(|value| unhex(&value));
        bearer.is_some_and(|t| is_same(&digest(t.as_bytes()), token))
            || shown.is_some_and(|value| is_same(&digest(&value), &digest(&cookie_of(token))))
    }

    /// The cookie for one who gave the token; None for a wrong one.
    pub fn enter(&self, token: &str) -> Option<String> {
        let expected = self.token.as_ref()?;
        if !is_same(&digest(token.trim().as_bytes()), expected) {
            return None;
        }
        let value: String = cookie_of(expected).iter().map(|b| format!("{b:02x}")).collect();
        Some(format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict"))
    }
}

/// What every answer says to the browser.
pub fn put_headers(headers: &mut HeaderMap) {
    let own = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not no-referrer, with which browsers hide the origin of our own forms too.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in own {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value.to_owned())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What the cookie holds: not the token, and not what it is compared by.
fn cookie_of(token: &[u8; 32]) -> [u8; 32] {
    digest(&[b"heshu cookie ".as_slice(), token].concat())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok()).collect()
}

/// Compares digests, so that time tells nothing of what was compared.
fn is_same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), v.parse().unwrap())).collect()
    }

    #[test]
    fn names_that_merely_point_here_are_strange() {
        let guard = Guard::new(vec!["desk.example".to_owned()], None);
        for host in ["localhost:8470", "127.0.0.1", "[::1]:8470", "192.168.1.7:80", "desk.example:8470"] {
            assert!(guard.knows_host(&headers(&[("host", host)])), "{host}");
        }
        for host in ["evil.example:8470", "localhost.evil.example", "127.0.0.1.evil.example", ""] {
            assert!(!guard.knows_host(&headers(&[("host", host)])), "{host}");
        }
        assert!(!guard.knows_host(&HeaderMap::new()));
    }

    #[test]
    fn changes_are_asked_for_by_our_own_pages_only() {
        let own = |more: &[(&'static str, &str)]| {
            Guard::default().is_own(&headers(&[&[("host", "127.0.0.1:8470")], more].concat()))
        };
        assert!(own(&[]) && own(&[("origin", "http://127.0.0.1:8470")]) && own(&[("sec-fetch-site", "same-origin")]));
        for origin in ["http://evil.example", "null", "http://127.0.0.1:9999", "http://127.0.0.1:8470.evil.example"] {
            assert!(!own(&[("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!own(&[("sec-fetch-site", site), ("origin", "http://127.0.0.1:8470")]), "{site}");
        }
    }

    #[test]
    fn the_token_or_its_cookie_is_shown() {
        let guard = Guard::new(Vec::new(), Some("correct horse battery"));
        assert!(!guard.admits(&HeaderMap::new()) && guard.enter("wrong").is_none());
        let given = guard.enter(" correct horse battery\n").unwrap();
        let given = given.split(';').next().unwrap();
        assert!(guard.admits(&headers(&[("cookie", &format!("a=b; {given}"))])));
        assert!(guard.admits(&headers(&[("authorization", "Bearer correct horse battery")])));
        assert!(!guard.admits(&headers(&[("cookie", "heshu_token=00"), ("authorization", "Bearer x")])));
        assert!(!given.contains("horse"));
    }
}
