//! What HTTP asks of a server of files.

use crate::support::*;
use guidegen::fingerprint::Fingerprint;
use guidegen::serve::Options;
use guidegen::serve::picture::{File, Picture};
use std::io::{Read, Write};
use std::sync::Arc;

fn plain() -> Options {
    Options { live: false, ..Options::default() }
}

#[test]
fn pages_carry_type_tag_and_reload_script() {
    let server = start(site("/"));
    let answer = get(&server, "/a/");
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(answer.header("etag").starts_with('"') && answer.header("date").ends_with("GMT"));
    let print = Fingerprint::of(page("chapter a").as_bytes());
    let script =
        format!("<script src=\"/.guidegen/client.js\" data-base=\"/\" data-print=\"{print}\"></script></body>");
    assert!(answer.text().contains(&script), "{}", answer.text());
    let style = get(&server, "/s.css");
    assert_eq!((style.header("content-type"), style.text()), ("text/css; charset=utf-8", "body { color: red }"));
    let client = get(&server, "/.guidegen/client.js");
    assert_eq!((client.status, client.header("content-type")), (200, "text/javascript; charset=utf-8"));
}

#[test]
fn without_reload_pages_are_as_they_were_built() {
    let server = start_with(site("/"), plain());
    assert_eq!(get(&server, "/a/").text(), page("chapter a"));
    assert_eq!(get(&server, "/.guidegen/client.js").status, 404);
    assert_eq!(get(&server, "/.guidegen/events?page=/a/").status, 404);
}

#[test]
fn folders_redirect_and_aliases_stand_as_written() {
    let server = start(site("/docs/"));
    for (target, status, location) in [
        ("/docs/a", 301, "/docs/a/"),
        ("/docs/a?x=1&y", 301, "/docs/a/?x=1&y"),
        ("/docs/%C3%A4%20b", 301, "/docs/%C3%A4%20b/"),
        ("/docs", 301, "/docs/"),
        ("/", 301, "/docs/"),
        ("/docs/a/", 200, ""),
        ("/docs/a/index.html", 200, ""),
        ("/docs/ugly.html", 200, ""),
        ("/docs/old/", 200, ""),
        ("/docs/ugly", 404, ""),
        ("/a/", 404, ""),
        ("/docsa/", 404, ""),
    ] {
        let answer = get(&server, target);
        assert_eq!((answer.status, answer.header("location")), (status, location), "{target}");
    }
    assert!(get(&server, "/docs/old/").text().contains("url=/a/"));
    assert!(get(&server, "/docs/a/").text().contains("src=\"/docs/.guidegen/client.js\" data-base=\"/docs/\""));
}

#[test]
fn a_missing_page_points_at_near_ones() {
    let server = start(site("/"));
    let answer = get(&server, "/chapterr/");
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("not found here") && answer.text().contains("<a href=\"/a/\">chapter a</a>"));
    assert!(answer.text().contains("data-print=\"\""), "the page reloads when it comes into being");
    let picture = get_with(&server, "/chapter.png", "");
    assert_eq!((picture.status, picture.header("content-type")), (404, "text/plain; charset=utf-8"));
    let bare = start(picture_at("/", &[]));
    assert!(get(&bare, "/<b>").status == 404 && get(&bare, "/%3Cb%3E").text().contains("&lt;b&gt;"));
}

#[test]
fn conditional_requests() {
    let server = start(site("/"));
    let tag = get(&server, "/a/").header("etag").to_owned();
    for list in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
        let answer = get_with(&server, "/a/", &format!("If-None-Match: {list}\r\n"));
        assert_eq!((answer.status, answer.header("etag")), (304, tag.as_str()), "{list}");
    }
    assert_eq!(get_with(&server, "/a/", "If-None-Match: \"other\"\r\n").status, 200);
    assert_eq!(get_with(&server, "/a/", &format!("If-None-Match: \"x\"\r\nIf-None-Match: {tag}\r\n")).status, 304);
    // The tag is of the content: another server of the same site gives the same one.
    assert_eq!(get(&start(site("/")), "/a/").header("etag"), tag);
    assert_ne!(get(&server, "/").header("etag"), tag);
}

#[test]
fn ranges() {
    let server = start(site("/"));
    let tag = get(&server, "/digits.txt").header("etag").to_owned();
    for (range, status, content_range, body) in [
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=7-", 206, "bytes 7-9/10", "789"),
        ("bytes=-2", 206, "bytes 8-9/10", "89"),
        ("bytes=10-", 416, "bytes */10", ""),
        ("bytes=0-1,3-4", 200, "", "0123456789"),
        ("nonsense", 200, "", "0123456789"),
    ] {
        let answer = get_with(&server, "/digits.txt", &format!("Range: {range}\r\n"));
        let found = (answer.status, answer.header("content-range"), answer.text());
        assert_eq!(found, (status, content_range, body), "{range}");
    }
    let range = "Range: bytes=0-0\r\n";
    assert_eq!(get_with(&server, "/digits.txt", &format!("{range}If-Range: {tag}\r\n")).status, 206);
    assert_eq!(get_with(&server, "/digits.txt", &format!("{range}If-Range: \"other\"\r\n")).status, 200);
    assert_eq!(get_with(&server, "/digits.txt", &format!("{range}If-None-Match: {tag}\r\n")).status, 304);
}

#[test]
fn head_has_the_length_and_no_body() {
    let server = start(site("/"));
    let whole = get(&server, "/a/");
    let mut stream = connect(&server);
    stream
        .write_all(b"HEAD /a/ HTTP/1.1\r\nHost: localhost\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("sent");
    let head = read_answer(&mut stream, false);
    assert_eq!((head.status, head.header("etag")), (200, whole.header("etag")));
    assert_eq!(head.header("content-length"), whole.body.len().to_string());
    assert_eq!(read_answer(&mut stream, true).text(), "0123456789", "the next answer follows at once");
}

#[test]
fn gzip_where_it_pays() {
    let server = start(site("/"));
    let plain = get(&server, "/long/");
    let packed = get_with(&server, "/long/", "Accept-Encoding: gzip, deflate, br\r\n");
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "Accept-Encoding"));
    assert!(packed.body.len() * 10 < plain.body.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&*packed.body).read_to_end(&mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain.body);
    assert_eq!(plain.header("vary"), "Accept-Encoding");
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let again = format!("Accept-Encoding: gzip\r\nIf-None-Match: {}\r\n", packed.header("etag"));
    assert_eq!(get_with(&server, "/long/", &again).status, 304);
    assert_eq!(
        get_with(&server, "/digits.txt", "Accept-Encoding: gzip\r\n").header("content-encoding"),
        "",
        "too small"
    );
    assert_eq!(get_with(&server, "/long/", "Accept-Encoding: gzip;q=0\r\n").header("content-encoding"), "");
    let part = get_with(&server, "/long/", "Accept-Encoding: gzip\r\nRange: bytes=0-9\r\n");
    assert_eq!((part.status, part.header("content-encoding")), (206, ""));
}

#[test]
fn a_connection_serves_many_requests_in_order() {
    let server = start(site("/"));
    let mut stream = connect(&server);
    let one = "GET /digits.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET /s.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(one.repeat(50).as_bytes()).expect("sent");
    for _ in 0..50 {
        assert_eq!(read_answer(&mut stream, true).text(), "0123456789");
        assert_eq!(read_answer(&mut stream, true).text(), "body { color: red }");
    }
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    assert_eq!(read_answer(&mut stream, true).header("connection"), "close");
    assert_eq!(stream.read(&mut [0]).expect("closed"), 0);
    let mut old = connect(&server);
    old.write_all(b"GET /digits.txt HTTP/1.0\r\n\r\n").expect("sent");
    let mut all = String::new();
    old.read_to_string(&mut all).expect("until the end");
    assert!(all.ends_with("0123456789") && all.contains("200 OK"), "HTTP/1.0 needs no Host and closes");
}

#[test]
fn assets_are_read_from_disk_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("static");
    std::fs::create_dir(&root).expect("made");
    let small = root.join("small.svg");
    std::fs::write(&small, "<svg/>").expect("written");
    let large: Vec<u8> = (0..9 * 1024 * 1024u32).map(|number| (number % 251) as u8).collect();
    std::fs::write(root.join("large.mp4"), &large).expect("written");
    let on_disk = |name: &str| (Arc::from(name), File::disk(root.join(name), Fingerprint::default()));
    let files = [on_disk("small.svg"), on_disk("large.mp4"), on_disk("gone.png")];
    let server = start(Picture::new("/", files).with_roots([root.clone()]));

    let first = get(&server, "/small.svg");
    assert_eq!((first.text(), first.header("content-type")), ("<svg/>", "image/svg+xml; charset=utf-8"));
    std::fs::write(&small, "<svg></svg>").expect("written");
    let second = get(&server, "/small.svg");
    assert_eq!(second.text(), "<svg></svg>");
    assert_ne!(first.header("etag"), second.header("etag"), "the tag is of the bytes that are sent");

    let whole = get(&server, "/large.mp4");
    assert!(whole.body == large && whole.header("content-type") == "video/mp4");
    assert!(whole.header("etag").starts_with("W/"));
    let part = get_with(&server, "/large.mp4", "Range: bytes=9000000-9000099\r\n");
    assert_eq!((part.status, &*part.body), (206, &large[9_000_000..9_000_100]));
    let again = format!("If-None-Match: {}\r\n", whole.header("etag"));
    assert_eq!(get_with(&server, "/large.mp4", &again).status, 304);
    assert_eq!(get(&server, "/gone.png").status, 404);
}

#[test]
fn what_is_published_is_shown_at_once_and_whole() {
    let server = start(picture_at("/", &[("index.html", "1"), ("a.txt", "one")]));
    assert_eq!(get(&server, "/a.txt").text(), "one");
    server.publish(picture_at("/new/", &[("a.txt", "two")]));
    assert_eq!((get(&server, "/new/a.txt").text(), get(&server, "/a.txt").status), ("two", 404));
}

#[test]
fn a_failing_suggestion_ends_nothing() {
    let server = start(picture_at("/", &[("a.txt", "one")]).with_suggestions(|_| panic!("on purpose")));
    assert_eq!(get(&server, "/missing/").status, 500);
    assert_eq!(get(&server, "/a.txt").text(), "one");
}
