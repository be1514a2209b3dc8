//! The answer to a request, and the bytes of its head.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

/// What follows the head.
#[derive(Debug)]
pub enum Payload {
    Nothing,
    /// A part of bytes in memory.
    Bytes(Arc<[u8]>, Range<usize>),
    /// A part of an open file.
    File(File, Range<u64>),
}

/// One answer, complete.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    pub payload: Payload,
    /// The value of Content-Length, also where the payload is left out (HEAD, 304).
    length: u64,
    /// Whether the connection ends with this answer.
    pub close: bool,
}

impl Answer {
    /// An answer without content, and with the headers that every answer has.
    pub fn new(status: u16) -> Self {
        let headers = vec![
            ("Server", "guidegen".to_owned()),
            ("Cache-Control", "no-cache".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ];
        Self { status, headers, payload: Payload::Nothing, length: 0, close: false }
    }

    /// A sentence for the person who reads it in a terminal or a browser.
    pub fn sentence(status: u16, text: &str) -> Self {
        Self::new(status)
            .header("Content-Type", "text/plain; charset=utf-8")
            .content(format!("{text}\n").into_bytes().into())
    }

    /// Adds a header. The value must be ASCII without control characters, or it is left out.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The whole of some bytes.
    pub fn content(self, bytes: Arc<[u8]>) -> Self {
        let all = 0..bytes.len();
        self.part(bytes, all)
    }

    /// A part of some bytes; it must lie within them.
    pub fn part(mut self, bytes: Arc<[u8]>, part: Range<usize>) -> Self {
        self.length = part.len() as u64;
        self.payload = Payload::Bytes(bytes, part);
        self
    }

    /// A part of a file.
    pub fn file(mut self, file: File, part: Range<u64>) -> Self {
        self.length = part.end.saturating_sub(part.start);
        self.payload = Payload::File(file, part);
        self
    }

    /// The same head, without the content (RFC 9110, section 9.3.2).
    pub fn without_content(mut self) -> Self {
        self.payload = Payload::Nothing;
        self
    }

    /// The same answer, after which the connection ends.
    pub fn closing(mut self) -> Self {
        self.close = true;
        self
    }

    /// The bytes of the head, with the empty line.
    pub fn head(&self) -> Vec<u8> {
        let plain = |value: &str| value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let headers: Vec<Header> = self
            .headers
            .iter()
            .filter(|(_, value)| plain(value))
            .filter_map(|(name, value)| Header::from_bytes(*name, value.as_bytes()).ok())
            .collect();
        let mut head = Vec::with_capacity(512);
        // The length of a 204 or 304 would be allowed; tiny_http prints it for every answer that is not chunked.
        let length = usize::try_from(self.length).unwrap_or(usize::MAX);
        let printed = Response::new(StatusCode(self.status), headers, io::empty(), Some(length), None)
            .with_chunked_threshold(usize::MAX)
            .raw_print(&mut head, HTTPVersion(1, 1), &[], true, None);
        debug_assert!(printed.is_ok(), "a vector takes all bytes");
        if self.close && head.ends_with(b"\r\n\r\n") {
            // tiny_http keeps this header to itself, and would leave it out.
            head.truncate(head.len() - 2);
            head.extend_from_slice(b"Connection: close\r\n\r\n");
        }
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_complete() {
        let answer = Answer::new(200).header("ETag", "\"a\"").content(b"abc"[..].into()).closing();
        let head = String::from_utf8(answer.head()).expect("ASCII");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        for line in ["Server: guidegen", "ETag: \"a\"", "Content-Length: 3", "Connection: close"] {
            assert!(head.contains(&format!("\r\n{line}\r\n")), "{line} in {head}");
        }
        assert!(head.contains("\r\nDate: ") && head.ends_with("\r\n\r\n"));
        assert_eq!(head.matches("Server:").count(), 1);
    }

    #[test]
    fn a_large_body_is_not_chunked() {
        let head = Answer::new(200).content(vec![0; 100_000].into()).head();
        let head = String::from_utf8(head).expect("ASCII");
        assert!(head.contains("Content-Length: 100000\r\n") && !head.contains("chunked"));
    }

    #[test]
    fn a_header_cannot_be_split() {
        let head = Answer::new(301).header("Location", "/a\r\nSet-Cookie: x").head();
        assert!(!String::from_utf8(head).expect("ASCII").contains("Set-Cookie"));
    }
}
