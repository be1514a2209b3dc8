//! Many clients at once: those that listen cost little, those that are slow hold up nobody.

use crate::support::*;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(1);

/// Answers one page, over a new connection, and says how long it took.
fn answered(server: &guidegen::serve::Server) -> Duration {
    let start = Instant::now();
    assert_eq!(get(server, "/a/").status, 200);
    start.elapsed()
}

#[cfg(target_os = "linux")]
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, |tasks| tasks.count())
}

#[test]
fn slow_clients_hold_nothing() {
    let large = format!("<html><body>{}</body></html>", "large ".repeat(50_000));
    let server = start(picture_at("/", &[("a/index.html", "<html>a"), ("large/index.html", &large)]));
    #[cfg(target_os = "linux")]
    let before = threads();
    // Where this process may not open a thousand sockets, fewer clients have to do.
    let mut slow: Vec<TcpStream> =
        (0..500).map_while(|_| TcpStream::connect_timeout(&address(&server), LIMIT).ok()).collect();
    slow.truncate(slow.len() - if slow.len() < 500 { 30 } else { 0 });
    for (number, stream) in slow.iter_mut().enumerate() {
        // Some say nothing, some ask for much and take none of it, most begin a head.
        let words = match number % 10 {
            0 => "GET /large/ HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(30),
            1..4 => String::new(),
            _ => "GET /a/ HTTP/1.1\r\nHos".to_owned(),
        };
        let _ = stream.write_all(words.as_bytes());
    }
    let worst = (0..50).map(|_| answered(&server)).max().unwrap_or_default();
    println!("{} slow clients: the slowest of 50 answers took {worst:?}", slow.len());
    assert!(worst < LIMIT, "{worst:?}");
    #[cfg(target_os = "linux")]
    assert!(threads() < before + 60, "no thread for each client");

    // Those that drip are dropped after their time, and told why.
    let end = Instant::now() + Duration::from_secs(9);
    let dripping = &mut slow[4];
    let mut told = Vec::new();
    dripping.set_read_timeout(Some(Duration::from_millis(300))).expect("a time limit");
    while Instant::now() < end {
        let _ = dripping.write_all(b"t");
        let mut chunk = [0; 1024];
        match dripping.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => told.extend_from_slice(&chunk[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    assert!(told.starts_with(b"HTTP/1.1 408"), "{:?}", String::from_utf8_lossy(&told));
    assert!(answered(&server) < LIMIT);
}

#[test]
fn more_clients_than_there_are_places() {
    let server = start(site("/"));
    let mut crowd = Vec::new();
    for _ in 0..guidegen::serve::limits::CONNECTIONS + 50 {
        // The test shares its descriptors with the server: they may run out for both.
        let Ok(mut stream) = TcpStream::connect_timeout(&address(&server), Duration::from_secs(2)) else { break };
        let _ = stream.write_all(b"GET / HT");
        crowd.push(stream);
    }
    assert!(server.connections() <= guidegen::serve::limits::CONNECTIONS);
    crowd.truncate(crowd.len() / 2);
    assert!(answered(&server) < LIMIT);
}

#[test]
fn two_hundred_pages_listen() {
    let server = start(picture_at("/", &[("a/index.html", "<html>1"), ("b/index.html", "<html>1")]));
    #[cfg(target_os = "linux")]
    let before = threads();
    let mut concerned: Vec<Listener> = (0..100).map(|_| Listener::new(&server, "/a/")).collect();
    let mut others: Vec<Listener> = (0..100).map(|_| Listener::new(&server, "/b/")).collect();
    for listener in concerned.iter_mut().chain(&mut others) {
        assert_eq!(listener.expect()["generation"], 1);
    }
    #[cfg(target_os = "linux")]
    assert!(threads() < before + 60, "no thread for each client");
    let start = Instant::now();
    server.publish(picture_at("/", &[("a/index.html", "<html>2"), ("b/index.html", "<html>1")]));
    for listener in &mut concerned {
        assert_eq!(listener.expect()["changed"][0], "/a/");
    }
    println!("200 listening pages: the last of 100 was told after {:?}", start.elapsed());
    assert!(start.elapsed() < LIMIT);
    assert!(others.iter_mut().all(|listener| listener.next(Duration::from_millis(2)).is_none()), "not concerned");
    assert!(answered_page(&server) < LIMIT);
}

fn answered_page(server: &guidegen::serve::Server) -> Duration {
    let start = Instant::now();
    assert!(get(server, "/a/").text().starts_with("<html>2"));
    start.elapsed()
}

#[test]
fn a_listener_that_does_not_listen_delays_nobody() {
    let long = |step: usize| format!("<html>{step}");
    let server = start(picture_at("/", &[("a/index.html", &long(0))]));
    let deaf = Listener::new(&server, "/a/");
    let mut awake = Listener::new(&server, "/a/");
    awake.expect();
    for step in 1..=2000 {
        server.publish(picture_at("/", &[("a/index.html", &long(step))]));
    }
    let last = loop {
        let state = awake.expect();
        if state["generation"] == 2001 {
            break state;
        }
    };
    assert_eq!(last["page"], server.picture().output("/a/").map(|(_, file)| file.print().to_string()).expect("a page"));
    drop(deaf);
}

#[test]
fn a_stop_is_clean() {
    let server = start(site("/"));
    let address = address(&server);
    let mut listener = Listener::new(&server, "/a/");
    listener.expect();
    let idle = connect(&server);
    let start = Instant::now();
    server.stop();
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
    assert!(listener.next(Duration::from_secs(1)).is_none());
    assert!(TcpStream::connect_timeout(&address, Duration::from_millis(500)).is_err(), "the port is free");
    drop(idle);
}
