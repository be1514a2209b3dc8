//! Links to other sites, against a server on this machine that plays every part.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Requests as they came: time, method, path.
type Log = Arc<Mutex<Vec<(Instant, String, String)>>>;

fn serve() -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let seen = log.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = seen.clone();
            std::thread::spawn(move || answer(stream, &seen));
        }
    });
    (address, log)
}

fn answer(mut stream: TcpStream, log: &Log) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() {
        return;
    }
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
        line.clear();
    }
    let mut words = first.split_whitespace();
    let (method, path) = (words.next().unwrap_or("").to_string(), words.next().unwrap_or("").to_string());
    let before = {
        let mut log = log.lock().unwrap();
        let before = log.iter().filter(|(_, _, own)| *own == path).count();
        log.push((Instant::now(), method.clone(), path.clone()));
        before
    };
    let page = "<h2 id=\"setup\">Set up</h2><h2 id=\"plan\">Plan</h2><h2 id=\"use\">Use</h2>";
    let (status, headers, body) = match (method.as_str(), path.as_str()) {
        (_, "/ok" | "/new" | "/") => ("200 OK", String::new(), "fine"),
        (_, "/moved") => ("301 Moved", "Location: /new\r\n".to_string(), ""),
        (_, "/for-a-while") => ("302 Found", "Location: /new\r\n".to_string(), ""),
        (_, "/front/deep/page") => ("301 Moved", "Location: /\r\n".to_string(), ""),
        (_, "/circle") => ("302 Found", "Location: /circle\r\n".to_string(), ""),
        (_, "/busy") if before == 0 => ("429 Busy", "Retry-After: 1\r\n".to_string(), ""),
        (_, "/busy") => ("200 OK", String::new(), ""),
        (_, "/always-busy") => ("429 Busy", String::new(), ""),
        (_, "/forbidden") => ("403 Forbidden", String::new(), ""),
        (_, "/failing") => ("500 Failed", String::new(), ""),
        ("HEAD", "/no-head") => ("405 No", String::new(), ""),
        ("HEAD", "/careless-head") => ("404 None", String::new(), ""),
        (_, "/no-head" | "/careless-head") => ("200 OK", String::new(), "fine"),
        (_, "/page") => ("200 OK", "Content-Type: text/html; charset=utf-8\r\n".to_string(), page),
        (_, "/script") => {
            ("200 OK", "Content-Type: text/html\r\n".to_string(), "<script src=x></script><div id=app></div>")
        }
        (_, "/slow") => {
            std::thread::sleep(Duration::from_secs(5));
            return;
        }
        _ => ("404 None", String::new(), ""),
    };
    let body = if method == "HEAD" { "" } else { body };
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
}

/// A guide whose home links to paths of the server.
fn guide(root: &Path, address: &str, paths: &[&str]) {
    fs::create_dir_all(root.join("content")).unwrap();
    let config = "baseURL = \"https://guide.example.org/\"\ntitle = \"Guide\"\n[check.external]\nlocal = true\npace = 0.05\ntimeout = 1\n";
    fs::write(root.join("hugo.toml"), config).unwrap();
    let links: String = paths.iter().map(|path| format!("Look at [this page]({address}{path}).\n\n")).collect();
    fs::write(root.join("content/_index.md"), format!("---\ntitle: Home\n---\n{links}")).unwrap();
}

/// Runs the check; gives the external findings by path of the target: severity, rule, message.
fn check(root: &Path, address: &str, more: &[&str]) -> BTreeMap<String, (String, String, String)> {
    let run = Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(["check", "--all", "--format", "json", "-C"])
        .arg(root)
        .args(more)
        .output()
        .unwrap();
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|finding| finding["rule"].as_str().unwrap().starts_with("external-"))
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or("").replace(address, "");
            (text("target"), (text("severity"), text("rule"), text("message")))
        })
        .collect()
}

#[test]
fn every_part_is_played_and_told_apart() {
    let (address, log) = serve();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let paths = [
        "/ok",
        "/moved",
        "/for-a-while",
        "/front/deep/page",
        "/circle",
        "/busy",
        "/always-busy",
        "/forbidden",
        "/failing",
        "/no-head",
        "/careless-head",
        "/page#setup",
        "/page#gone",
        "/script#made",
        "/slow",
        "/none",
    ];
    guide(root, &address, &paths);
    let told = check(root, &address, &["--external"]);
    let expected = [
        ("/moved", "warning", "external-moved", "moved to `/new`"),
        ("/front/deep/page", "warning", "external-moved", "front page"),
        ("/circle", "info", "external-unknown", "too many redirects"),
        ("/always-busy", "info", "external-unknown", "429"),
        ("/forbidden", "info", "external-unknown", "403"),
        ("/failing", "info", "external-unknown", "500"),
        ("/page#gone", "warning", "external-anchor-broken", "`#gone`"),
        ("/slow", "info", "external-unknown", "no answer in time"),
        ("/none", "info", "external-unknown", "first time"),
    ];
    for (path, severity, rule, words) in expected {
        let found = told.get(path).unwrap_or_else(|| panic!("nothing of {path}: {told:#?}"));
        assert_eq!((found.0.as_str(), found.1.as_str()), (severity, rule), "{path}");
        assert!(found.2.contains(words), "{path}: {}", found.2);
    }
    // `/for-a-while` is told by nobody, nor is anything that is sound.
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    let log = log.lock().unwrap();
    let mut times: Vec<Instant> = Vec::new();
    let mut last = "";
    for (time, _, path) in log.iter() {
        if path != last && path != "/new" && path != "/" {
            times.push(*time);
        }
        last = path;
    }
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(45)),
        "one host, one request at a time"
    );
    let busy: Vec<&Instant> = log.iter().filter(|(_, _, path)| path == "/busy").map(|(time, ..)| time).collect();
    assert!(*busy[1] - *busy[0] >= Duration::from_secs(1), "the server asked to wait");
}

#[test]
fn nothing_is_asked_without_the_flag_and_good_answers_are_remembered() {
    let (address, log) = serve();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    guide(root, &address, &["/ok", "/page#setup", "/none"]);
    assert!(check(root, &address, &[]).is_empty());
    assert!(log.lock().unwrap().is_empty());
    check(root, &address, &["--external"]);
    let first = log.lock().unwrap().len();
    check(root, &address, &["--external"]);
    let paths: Vec<String> = log.lock().unwrap()[first..].iter().map(|(_, _, path)| path.clone()).collect();
    assert!(!paths.is_empty() && paths.iter().all(|path| path == "/none"), "{paths:?}");
}

#[test]
fn dead_on_two_days_is_an_error_and_a_move_is_mended() {
    let (address, _) = serve();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    guide(root, &address, &["/none", "/moved#top", "/ok"]);
    let cache = root.join("cache.json");
    let entry = format!(
        "{{\"version\":1,\"links\":{{\"{address}/none\":{{\"status\":\"404\",\"checked\":\"2024-05-01\",\"dead_since\":\"2024-05-01\"}}}}}}"
    );
    fs::write(&cache, entry).unwrap();
    let flags = ["--external", "--external-cache", cache.to_str().unwrap()];
    let told = check(root, &address, &flags);
    assert_eq!(
        told["/none"],
        ("error".into(), "external-dead".into(), "this address is dead since 2024-05-01: 404".into())
    );
    let told = check(root, &address, &[&flags[..], &["--fix"]].concat());
    assert!(!told.contains_key("/moved#top"), "{told:?}");
    let text = fs::read_to_string(root.join("content/_index.md")).unwrap();
    assert!(text.contains(&format!("({address}/new#top)")), "{text}");
}

#[test]
fn a_network_that_is_down_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // A port that nobody listens on.
    let address = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    guide(root, &address, &["/ok"]);
    let told = check(root, &address, &["--external"]);
    assert_eq!(told["/ok"].1, "external-unknown");
    assert!(!root.join(".guidegen-cache/external.json").exists());
}
