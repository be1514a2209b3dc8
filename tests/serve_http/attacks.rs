//! Whoever means harm: each attack is refused, and the server goes on.

use crate::support::*;
use guidegen::fingerprint::Fingerprint;
use guidegen::serve::Options;
use guidegen::serve::picture::{File, Picture};
use std::io::{Read, Write};
use std::sync::Arc;

const SECRET: &str = "canary-in-the-coal-mine";

/// A site whose assets lie beside a secret.
fn beside_a_secret() -> (tempfile::TempDir, guidegen::serve::Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("static");
    std::fs::create_dir_all(root.join("inner")).expect("made");
    std::fs::write(folder.path().join("secret.txt"), SECRET).expect("written");
    std::fs::write(root.join("inner/a.txt"), "a").expect("written");
    std::fs::write(root.join("unlisted.txt"), SECRET).expect("written");
    let on_disk = |name: &str, path: &str| (Arc::from(name), File::disk(root.join(path), Fingerprint::default()));
    let mut files =
        vec![on_disk("inner/a.txt", "inner/a.txt"), on_disk("up.txt", "../secret.txt"), on_disk("folder", "inner")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), root.join("link.txt")).expect("linked");
        std::os::unix::fs::symlink(folder.path(), root.join("outside")).expect("linked");
        std::os::unix::fs::symlink(root.join("inner/a.txt"), root.join("within.txt")).expect("linked");
        files.extend([
            on_disk("link.txt", "link.txt"),
            on_disk("through.txt", "outside/secret.txt"),
            on_disk("within.txt", "within.txt"),
        ]);
    }
    files.push((Arc::from("index.html"), in_memory(page("home"))));
    let server = start(Picture::new("/", files).with_roots([root]));
    (folder, server)
}

fn refused(server: &guidegen::serve::Server, target: &str) {
    let answer = raw(server, format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assert!((400..500).contains(&answer.status), "{target}: {}", answer.status);
    assert!(!String::from_utf8_lossy(&answer.body).contains(SECRET), "{target}");
}

#[test]
fn traversal_in_every_encoding() {
    let (_folder, server) = beside_a_secret();
    assert_eq!(get(&server, "/inner/a.txt").text(), "a");
    for target in [
        "/../secret.txt",
        "/inner/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/.%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%255csecret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/%5c..%5csecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/%ef%bc%8e%ef%bc%8e/secret.txt",
        "/....//secret.txt",
        "/..;/secret.txt",
        "/./../secret.txt",
        "//../secret.txt",
        "/inner/..%00/secret.txt",
        "/..",
        "/inner%2fa.txt",
        "/unlisted.txt",
        "/static/unlisted.txt",
        "/content/a.md",
        "/etc/passwd",
        "//etc/passwd",
        "/C:/Windows/win.ini",
        "/secret.txt",
    ] {
        refused(&server, target);
    }
}

#[test]
fn files_outside_the_roots_and_what_is_no_file() {
    let (_folder, server) = beside_a_secret();
    for target in ["/up.txt", "/link.txt", "/through.txt", "/folder"] {
        refused(&server, target);
    }
    #[cfg(unix)]
    assert_eq!(get(&server, "/within.txt").text(), "a", "a link within the roots is followed");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    assert!(made, "mkfifo");
    let files = [(Arc::from("pipe.txt"), File::disk(pipe, Fingerprint::default()))];
    let server = start(Picture::new("/", files).with_roots([folder.path().to_owned()]));
    for _ in 0..8 {
        refused(&server, "/pipe.txt");
    }
}

#[test]
fn dot_files() {
    let server = start(site("/"));
    for target in [
        "/.htaccess",
        "/.git/config",
        "/.env",
        "/a/.DS_Store",
        "/%2ehtaccess",
        "/.guidegen/",
        "/.guidegen",
        "/.guidegenx",
    ] {
        assert_eq!(get(&server, target).status, 404, "{target}");
    }
    assert_eq!(get(&server, "/.well-known/security.txt").text(), "Contact: x");
}

#[test]
fn absolute_and_crooked_targets() {
    let server = start(site("/"));
    for target in [
        "http://localhost/",
        "http://evil.test/a/",
        "https://localhost/",
        "file:///etc/passwd",
        "*",
        "a/",
        "?",
        "localhost:80",
        "/a#b",
    ] {
        let answer = raw(&server, format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!(answer.status, 400, "{target}");
    }
}

#[test]
fn control_characters() {
    let server = start(site("/"));
    for request in [
        &b"GET /a%00/ HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"GET /a\0/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /a/ HTTP/1.1\r\nHost: local\0host\r\n\r\n",
        b"GET /a/%0d%0aX:%20y HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /a\xff/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /a/\tb HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\0\0\0\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\nHost: localhost\n\nGET / HTTP/1.1\r\n\r\n",
    ] {
        assert_eq!(raw(&server, request).status, 400, "{:?}", String::from_utf8_lossy(request));
    }
    assert_eq!(get(&server, "/a/").status, 200);
}

#[test]
fn a_redirect_stays_here() {
    let server = start(picture_at("/", &[("evil.test/index.html", "x"), ("a\"b/index.html", "x")]));
    assert_eq!(get(&server, "//evil.test").status, 404);
    assert_eq!(get(&server, "/evil.test").header("location"), "/evil.test/");
    assert_eq!(get(&server, "/a%22b?\"><script>").header("location"), "/a%22b/?\"><script>");
    assert_eq!(get(&server, "/a%22b").header("content-type"), "text/plain; charset=utf-8");
}

#[test]
fn too_much() {
    let server = start(site("/"));
    let megabyte = "a".repeat(1024 * 1024);
    for (request, status) in [
        (format!("GET /{megabyte} HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {megabyte}\r\n\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(200_000)), 431),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n{megabyte}"), 413),
        (format!("{megabyte} / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n{megabyte}\r\n0\r\n\r\n"
            ),
            413,
        ),
    ] {
        let answer = raw(&server, &request);
        assert_eq!((answer.status, answer.header("connection")), (status, "close"), "{}", &request[..60]);
    }
    assert_eq!(get(&server, &format!("/{}", "a/".repeat(3000))).status, 404);
}

#[test]
fn foreign_hosts() {
    let options = Options { allowed_hosts: vec!["guide.test".into()], ..Options::default() };
    let server = start_with(site("/"), options);
    for own in
        ["localhost", "localhost:1", "LocalHost:99", "docs.localhost", "127.0.0.1:80", "[::1]:1313", "guide.test"]
    {
        assert_eq!(raw(&server, format!("GET /a/ HTTP/1.1\r\nHost: {own}\r\n\r\n")).status, 200, "{own}");
    }
    for foreign in [
        "evil.test",
        "localhost.evil.test",
        "evil.test:1313",
        "192.168.0.1",
        "a@localhost",
        "[::1",
        "",
        "localhost evil.test",
    ] {
        let answer = raw(&server, format!("GET /a/ HTTP/1.1\r\nHost: {foreign}\r\n\r\n"));
        assert_eq!(answer.status, 403, "{foreign}");
        assert!(answer.text().contains("--allowed-host"));
    }
    for (head, status) in [
        ("GET /a/ HTTP/1.1\r\n\r\n", 400),
        ("GET /a/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n", 400),
        ("GET /a/ HTTP/1.1\r\nHost: evil.test\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a/ HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        ("GET /a/ HTTP/1.0\r\nHost: evil.test\r\n\r\n", 403),
    ] {
        assert_eq!(raw(&server, head).status, status, "{head}");
    }
}

#[test]
fn foreign_origins_do_not_listen() {
    let server = start(site("/"));
    let events = |headers: &str| {
        raw(&server, format!("GET /.guidegen/events?page=/a/ HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"))
    };
    for headers in [
        "Origin: http://evil.test\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Origin: http://localhost.evil.test\r\n",
    ] {
        assert_eq!(events(headers).status, 403, "{headers}");
    }
    for headers in ["", "Origin: http://localhost:1313\r\n", "Sec-Fetch-Site: same-origin\r\n"] {
        assert_eq!(
            (events(headers).status, events(headers).header("content-type")),
            (200, "text/event-stream"),
            "{headers}"
        );
    }
    assert_eq!(get(&server, "/.guidegen/events?page=/../x").status, 400);
    assert_eq!(get(&server, "/.guidegen/events").status, 400);
}

#[test]
fn other_methods() {
    let server = start(site("/"));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"] {
        let answer = raw(&server, format!("{method} /a/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"));
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    for (version, status) in [("HTTP/2.0", 505), ("HTTP/0.9", 505), ("HTTX/1.1", 400)] {
        assert_eq!(raw(&server, format!("GET / {version}\r\nHost: localhost\r\n\r\n")).status, status, "{version}");
    }
}

#[test]
fn a_body_is_not_taken_for_the_next_request() {
    let server = start(site("/"));
    let mut stream = connect(&server);
    let hidden = "GET /digits.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let request = format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{hidden}", hidden.len());
    stream.write_all(request.as_bytes()).expect("sent");
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("until the end");
    assert!(all.starts_with("HTTP/1.1 405") && !all.contains("0123456789"), "{all}");
}
