//! The head of a request: from bytes, as far as they have come, to method, target and headers.

use crate::serve::limits;
use std::str::FromStr;
use tiny_http::{HTTPVersion, Header, Method};

/// A request whose head is complete and well formed. It has no body: none is taken.
#[derive(Debug)]
pub struct Request {
    pub method: Method,
    /// The target as it was sent, not looked at yet.
    pub target: String,
    pub version: HTTPVersion,
    headers: Vec<Header>,
}

/// What the bytes of a connection amount to.
#[derive(Debug)]
pub enum Reading {
    /// The head is not complete yet.
    More,
    /// A request, and the length of its head.
    Done(Box<Request>, usize),
    /// No request that is answered; the status says why. The connection is to be closed.
    Bad(u16),
}

/// Reads a head. `searched` is kept between calls for one head, so that a client that sends single bytes
/// does not make us search them all again; it begins at 0.
pub fn read(input: &[u8], searched: &mut usize) -> Reading {
    // An empty line before a request line is to be ignored (RFC 9112, section 2.2).
    let skipped = input.iter().take_while(|byte| **byte == b'\r' || **byte == b'\n').count();
    let head = input.get(skipped..).unwrap_or_default();
    if head.first().is_some_and(|byte| !byte.is_ascii_alphabetic()) {
        return Reading::Bad(400); // Most likely the first byte of TLS: nobody should wait for the rest.
    }
    let from = (*searched).max(skipped).saturating_sub(3).max(skipped);
    let end = input.get(from..).and_then(|rest| rest.windows(4).position(|four| four == b"\r\n\r\n"));
    *searched = input.len();
    match end {
        Some(end) if from + end <= limits::HEAD => {
            let text = input.get(skipped..from + end).unwrap_or_default();
            match parse(text) {
                Ok(request) => Reading::Done(Box::new(request), from + end + 4),
                Err(status) => Reading::Bad(status),
            }
        }
        Some(_) => Reading::Bad(431),
        None if input.len() > limits::HEAD => Reading::Bad(too_long(head)),
        None if head.len() > limits::REQUEST_LINE && too_long(head) == 414 => Reading::Bad(414),
        None => Reading::More,
    }
}

/// 414 if the request line is what is too long, else 431.
fn too_long(head: &[u8]) -> u16 {
    if head.iter().take(limits::REQUEST_LINE).any(|byte| *byte == b'\n') { 431 } else { 414 }
}

fn parse(head: &[u8]) -> Result<Request, u16> {
    // A header that is not ASCII is not one that is read here (a cookie of some other program): its bytes are
    // replaced, so that the rest can be read.
    let text: String = head.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{fffd}' }).collect();
    let mut lines = text.split("\r\n");
    let line = lines.next().unwrap_or_default();
    if line.len() > limits::REQUEST_LINE {
        return Err(414);
    }
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(400);
    };
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) || target.is_empty() {
        return Err(400);
    }
    let version = match version {
        "HTTP/1.1" => HTTPVersion(1, 1),
        "HTTP/1.0" => HTTPVersion(1, 0),
        _ if version.starts_with("HTTP/") => return Err(505),
        _ => return Err(400),
    };
    let mut headers = Vec::new();
    for line in lines {
        if headers.len() == limits::HEADERS {
            return Err(431);
        }
        if line.contains(|character: char| character.is_ascii_control() && character != '\t') {
            return Err(400);
        }
        if line.contains('\u{fffd}') {
            continue;
        }
        // tiny_http refuses white space in and around the name.
        let header = Header::from_str(line).map_err(|()| 400u16)?;
        if header.field.as_str().is_empty() {
            return Err(400);
        }
        headers.push(header);
    }
    Ok(Request { method: Method::from_str(method).map_err(|()| 400u16)?, target: target.to_owned(), version, headers })
}

impl Request {
    /// All values of a header, in order.
    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |header| header.field.equiv(name)).map(|header| header.value.as_str())
    }

    /// The first value of a header.
    pub fn header(&self, name: &'static str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of a header that is a list, joined (RFC 9110, section 5.3).
    pub fn list(&self, name: &'static str) -> Option<String> {
        let values: Vec<&str> = self.all(name).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// Whether the client means to ask again on the same connection (RFC 9112, section 9.3).
    pub fn keeps_alive(&self) -> bool {
        let close = self
            .list("Connection")
            .is_some_and(|list| list.split(',').any(|option| option.trim().eq_ignore_ascii_case("close")));
        self.version == HTTPVersion(1, 1) && !close
    }

    /// Whether a body follows the head.
    pub fn has_body(&self) -> bool {
        self.header("Transfer-Encoding").is_some() || self.all("Content-Length").any(|length| length != "0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str) -> u16 {
        match read(head.as_bytes(), &mut 0) {
            Reading::More => 0,
            Reading::Done(..) => 200,
            Reading::Bad(status) => status,
        }
    }

    #[test]
    fn a_head_that_comes_byte_by_byte_is_read_once() {
        let head =
            b"\r\nGET /a/?b HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"a\"\r\nif-none-match: \"b\"\r\n\r\nGET";
        let mut searched = 0;
        for length in 0..head.len() - 4 {
            assert!(matches!(read(&head[..length], &mut searched), Reading::More), "{length}");
        }
        let Reading::Done(request, used) = read(head, &mut searched) else { panic!("complete") };
        assert_eq!(used, head.len() - 3);
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/a/?b"));
        assert_eq!(request.list("If-None-Match").as_deref(), Some("\"a\",\"b\""));
        assert!(request.keeps_alive() && !request.has_body());
    }

    #[test]
    fn crooked_heads() {
        for (head, expected) in [
            ("GET / HTTP/1.1\r\n\r\n", 200),
            ("GET / HTTP/1.1\r\nCookie: caf\u{e9}\r\n\r\n", 200),
            ("GET /", 0),
            ("GET  / HTTP/1.1\r\n\r\n", 400),
            ("GET /a b HTTP/1.1\r\n\r\n", 400),
            ("GET /\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 505),
            ("GET / FTP/1.1\r\n\r\n", 400),
            ("G@T / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1}", 400),
        ] {
            assert_eq!(status(head), expected, "{head:?}");
        }
    }

    #[test]
    fn too_long_is_told_before_it_ends() {
        assert_eq!(status(&format!("GET /{}", "a".repeat(limits::REQUEST_LINE))), 414);
        assert_eq!(status(&format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(limits::REQUEST_LINE))), 414);
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(limits::HEAD))), 431);
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}\r\n", "A: a\r\n".repeat(limits::HEADERS + 1))), 431);
    }

    #[test]
    fn bodies_are_seen() {
        for (header, expected) in
            [("Content-Length: 0", false), ("Content-Length: 5", true), ("Transfer-Encoding: chunked", true)]
        {
            let head = format!("POST / HTTP/1.0\r\n{header}\r\n\r\n");
            let Reading::Done(request, _) = read(head.as_bytes(), &mut 0) else { panic!("{header}") };
            assert_eq!(request.has_body(), expected, "{header}");
            assert!(!request.keeps_alive());
        }
    }
}
