//! One address asked over HTTP: HEAD, then GET where HEAD says too little; redirects followed by hand.
//!
//! Sources: RFC 9110, 9.3.2 (HEAD), 15.4 (redirects), 10.2.3 (Retry-After).

use std::collections::BTreeSet;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

/// More of a page is not read in search of its ids.
const LONGEST_PAGE: u64 = 4 << 20;
const MOST_REDIRECTS: usize = 10;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Code(u16),
    /// The host has no name.
    NoHost,
    Failed(String),
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Status::Code(code) => write!(f, "{code}"),
            Status::NoHost => f.write_str("no host"),
            Status::Failed(why) => f.write_str(why),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    /// The address that answered in the end, and whether every redirect to it was for good.
    pub moved: Option<(String, bool)>,
    /// The ids of a page of HTML; `None` if it was not read, or is made by scripts.
    pub anchors: Option<BTreeSet<String>>,
    /// Seconds after which the server wants to be asked again.
    pub retry_after: Option<u64>,
}

/// A client that follows no redirect by itself.
pub fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("guidegen/", env!("CARGO_PKG_VERSION"), " (checks links of documentation)"))
        .build()
        .into()
}

/// Asks for an address; with `ids` its page is read, too.
pub fn ask(agent: &Agent, url: &str, ids: bool) -> Answer {
    let mut answer = if ids { Answer::failed("") } else { follow(agent, url, false) };
    // Many servers forbid HEAD, or answer it carelessly: only a good answer is believed.
    if !matches!(answer.status, Status::Code(200..=299 | 429)) && answer.status != Status::NoHost {
        answer = follow(agent, url, true);
    }
    answer
}

impl Answer {
    fn failed(why: &str) -> Self {
        Self { status: Status::Failed(why.to_string()), moved: None, anchors: None, retry_after: None }
    }
}

fn follow(agent: &Agent, url: &str, get: bool) -> Answer {
    let mut at = url.to_string();
    let mut permanent = true;
    for _ in 0..=MOST_REDIRECTS {
        let called = if get { agent.get(&at).call() } else { agent.head(&at).call() };
        let mut response = match called {
            Ok(response) => response,
            Err(error) => return Answer { status: failure(&error), ..Answer::failed("") },
        };
        let code = response.status().as_u16();
        if let (301 | 302 | 303 | 307 | 308, Some(location)) = (code, header(&response, "location")) {
            permanent &= matches!(code, 301 | 308);
            let Some(next) = joined(&at, &location) else { return Answer::failed("a redirect that leads nowhere") };
            at = next;
            continue;
        }
        let retry_after = header(&response, "retry-after").and_then(|value| value.trim().parse().ok());
        let moved = (at != url && (200..300).contains(&code)).then(|| (at.clone(), permanent));
        let anchors = if get && code == 200 { anchors(&mut response) } else { None };
        return Answer { status: Status::Code(code), moved, anchors, retry_after };
    }
    Answer::failed("too many redirects")
}

fn header<T>(response: &Response<T>, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_string)
}

/// The ids of a page. A page without any that loads scripts makes them in the browser.
fn anchors(response: &mut Response<ureq::Body>) -> Option<BTreeSet<String>> {
    let is_html = header(response, "content-type").is_some_and(|kind| kind.contains("html"));
    if !is_html {
        return None;
    }
    let bytes = response.body_mut().with_config().limit(LONGEST_PAGE).read_to_vec().ok()?;
    let ids = guidegen::publish::prove::ids(&bytes);
    let by_script = ids.len() < 3 && bytes.windows(7).any(|bytes| bytes.eq_ignore_ascii_case(b"<script"));
    (!by_script).then_some(ids)
}

/// Why there is no answer, in words that stay the same from run to run.
fn failure(error: &ureq::Error) -> Status {
    let said = error.to_string();
    let no_name = ["Name or service not known", "nodename nor servname", "No such host is known", "no addresses"];
    match error {
        ureq::Error::HostNotFound => Status::NoHost,
        _ if no_name.iter().any(|text| said.contains(text)) => Status::NoHost,
        ureq::Error::Timeout(_) => Status::Failed("no answer in time".to_string()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Status::Failed("no secure connection".to_string()),
        ureq::Error::BadUri(_) => Status::Failed("no address that can be asked".to_string()),
        _ => Status::Failed("no connection".to_string()),
    }
}

/// An address that a redirect names, seen from the one that was asked. Source: RFC 3986, 5.2, without `.` and `..` in the
/// middle, which servers do not send.
fn joined(from: &str, to: &str) -> Option<String> {
    let to = to.trim();
    let (scheme, rest) = from.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let to = to.split('#').next().unwrap_or(to);
    if to.starts_with("http://") || to.starts_with("https://") {
        return Some(to.to_string());
    }
    if let Some(other) = to.strip_prefix("//") {
        return Some(format!("{scheme}://{other}"));
    }
    if to.starts_with('/') {
        return Some(format!("{scheme}://{host}{to}"));
    }
    if to.contains(':') {
        return None;
    }
    if to.starts_with('?') {
        return Some(format!("{scheme}://{host}{path}{to}"));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{scheme}://{host}{folder}/{to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_read_from_where_they_are_sent() {
        for (from, to, expected) in [
            ("https://a.org/b/c?x=1", "/d", Some("https://a.org/d")),
            ("https://a.org/b/c", "d#e", Some("https://a.org/b/d")),
            ("https://a.org", "d", Some("https://a.org/d")),
            ("https://a.org/b", "?y", Some("https://a.org/b?y")),
            ("http://a.org/b", "//c.org/d", Some("http://c.org/d")),
            ("http://a.org/b", "https://c.org/", Some("https://c.org/")),
            ("http://a.org/b", "javascript:x", None),
        ] {
            assert_eq!(joined(from, to).as_deref(), expected, "{from} {to}");
        }
    }
}
