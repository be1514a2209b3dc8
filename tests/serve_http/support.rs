//! A small site, a server that shows it, and a client that says exactly what a test wants it to say.

use guidegen::serve::picture::{File, Near, Picture};
use guidegen::serve::port::{self, Port};
use guidegen::serve::{Options, Server};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

pub fn in_memory(bytes: impl AsRef<[u8]>) -> File {
    File::memory(bytes.as_ref().into())
}

pub fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title><link rel=stylesheet href=/s.css></head><body><main>{title}</main></body></html>\n"
    )
}

pub fn picture_at(base: &str, files: &[(&str, &str)]) -> Picture {
    Picture::new(base, files.iter().map(|(path, text)| (Arc::from(*path), in_memory(text))))
}

/// A site with a bit of everything.
pub fn site(base: &str) -> Picture {
    let long = page(&"a long page ".repeat(500));
    let files = [
        ("index.html", page("home")),
        ("a/index.html", page("chapter a")),
        ("ä b/index.html", page("umlaut")),
        ("ugly.html", page("ugly")),
        ("long/index.html", long),
        (
            "old/index.html",
            "<!DOCTYPE html><html><head><meta http-equiv=refresh content='0; url=/a/'></head></html>".into(),
        ),
        ("404.html", page("not found here")),
        ("s.css", "body { color: red }".into()),
        ("digits.txt", "0123456789".into()),
        (".well-known/security.txt", "Contact: x".into()),
        (".htaccess", "secret".into()),
    ];
    Picture::new(base, files.iter().map(|(path, text)| (Arc::from(*path), in_memory(text)))).with_suggestions(|path| {
        if path.contains("chapter") { vec![Near { url: "/a/".into(), title: "chapter a".into() }] } else { Vec::new() }
    })
}

pub fn start(picture: Picture) -> Server {
    start_with(picture, Options::default())
}

pub fn start_with(picture: Picture, options: Options) -> Server {
    let listening = port::listen(Some("127.0.0.1"), Port::Exactly(0)).expect("a free port");
    Server::start(listening, options, picture).expect("a server")
}

pub fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address(server), Duration::from_secs(5)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
    stream.set_write_timeout(Some(Duration::from_secs(10))).expect("a time limit");
    stream
}

pub fn address(server: &Server) -> SocketAddr {
    server.addresses()[0]
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
}

/// Reads one answer. `body` is false where none follows the head (HEAD, 304).
pub fn read_answer(stream: &mut TcpStream, body: bool) -> Answer {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            other => panic!("the answer ends in its head: {other:?} after {:?}", String::from_utf8_lossy(&head)),
        }
    }
    let head = String::from_utf8(head).expect("ASCII");
    let mut lines = head.lines();
    let status_line = lines.next().expect("a status line");
    let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut bytes = vec![0; if body { length } else { 0 }];
    stream.read_exact(&mut bytes).expect("the whole body");
    Answer { status, headers, body: bytes }
}

/// Sends bytes as they are and reads one answer.
pub fn raw(server: &Server, bytes: impl AsRef<[u8]>) -> Answer {
    let mut stream = connect(server);
    // A refusal may come, and the other side stop listening, before everything is sent.
    let _ = stream.write_all(bytes.as_ref());
    read_answer(&mut stream, true)
}

pub fn get(server: &Server, target: &str) -> Answer {
    get_with(server, target, "")
}

/// `headers` are whole lines, each with its line end.
pub fn get_with(server: &Server, target: &str, headers: &str) -> Answer {
    let mut stream = connect(server);
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut peek = [0; 13];
    let _ = stream.peek(&mut peek);
    read_answer(&mut stream, !peek.ends_with(b"304 ") && !peek.windows(3).any(|status| status == b"304"))
}

/// A page that listens on the reload channel.
pub struct Listener {
    stream: TcpStream,
    buffer: String,
}

impl Listener {
    pub fn new(server: &Server, page: &str) -> Self {
        let mut stream = connect(server);
        let base = server.picture().base().to_owned();
        let request = format!("GET {base}.guidegen/events?page={page} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        Self { stream, buffer: String::new() }
    }

    /// The next state the page is told, if there is one in this time.
    pub fn next(&mut self, limit: Duration) -> Option<serde_json::Value> {
        let end = std::time::Instant::now() + limit;
        loop {
            if let Some(at) = self.buffer.find("\n\n") {
                let event: String = self.buffer.drain(..at + 2).collect();
                match event.lines().find_map(|line| line.strip_prefix("data: {")) {
                    Some(data) => return Some(serde_json::from_str(&format!("{{{data}")).expect("JSON")),
                    None => continue,
                }
            }
            let left = end.checked_duration_since(std::time::Instant::now()).filter(|left| !left.is_zero())?;
            self.stream.set_read_timeout(Some(left)).expect("a time limit");
            let mut chunk = [0; 4096];
            match self.stream.read(&mut chunk) {
                Ok(0) => return None,
                Ok(length) => self.buffer.push_str(std::str::from_utf8(&chunk[..length]).expect("UTF-8")),
                Err(_) => return None,
            }
        }
    }

    pub fn expect(&mut self) -> serde_json::Value {
        self.next(Duration::from_secs(5)).expect("an event")
    }
}
