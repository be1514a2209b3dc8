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
    let large = format!("<html>{}", "large ".repeat(100_000));
    let server = start(picture_at("/", &[("a/index.html", "<html>a"), ("large/index.html", &large)]));
    #[cfg(target_os = "linux")]
    let before = threads();
    let mut slow: Vec<TcpStream> = (0..500).map(|_| connect(&server)).collect();
    for (number, stream) in slow.iter_mut().enumerate() {
        // A third says nothing, a third begins a head, a third asks for much and takes none of it.
        let words: &[u8] = match number % 3 {
            0 => b"",
            1 => b"GET /a/ HTTP/1.1\r\nHos",
            _ => b"GET /large/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        };
        let _ = stream.write_all(&words.repeat(if number % 3 == 2 { 10 } else { 1 }));
    }
    let worst = (0..50).map(|_| answered(&server)).max().unwrap_or_default();
    println!("500 slow clients: the slowest of 50 answers took {worst:?}");
    assert!(worst < LIMIT, "{worst:?}");
    #[cfg(target_os = "linux")]
    assert!(threads() < before + 60, "no thread for each client");

    // Those that drip are dropped after their time, and told why.
    let end = Instant::now() + Duration::from_secs(9);
    let dripping = &mut slow[1];
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
    for _ in 0..guidegen::serve::limits::CONNECTIONS + 100 {
        // The test shares its descriptors with the server: where they run out, the server must make room.
        match TcpStream::connect_timeout(&address(&server), Duration::from_secs(2)) {
            Ok(stream) => crowd.push(stream),
            Err(_) => break,
        }
        if crowd.len() > 300 {
            // Keep the client's half small, so that the server's half is what fills the table.
            let _ = crowd.last_mut().map(|stream| stream.write_all(b"GET / HT"));
        }
        if crowd.len() == 420 {
            crowd.drain(..20);
        }
    }
    assert!(server.connections() <= guidegen::serve::limits::CONNECTIONS);
    drop(crowd.split_off(crowd.len().min(200)));
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
    assert_eq!(last["page"], server.picture().output("/a/").map(|(_, file)| file.print.to_string()).expect("a page"));
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
