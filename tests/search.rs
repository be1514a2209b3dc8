//! The search, from pages to results: indexes are built here, and `search/*.test.mjs` asks them in Node, if it is there.

#[path = "search/guide.rs"]
mod guide;
#[path = "support/random.rs"]
mod random;
#[path = "search/renew.rs"]
mod renew;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guide::Page;
use guidegen::render::search::{self, Document};

fn content() -> Vec<Page> {
    guide::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))
}

/// Pages that show one thing each.
fn samples() -> Vec<Page> {
    let page = |url: &str, title: &str, html: &str| Page {
        url: url.into(),
        title: title.into(),
        html: html.into(),
        ..Page::default()
    };
    vec![
        page("/", "Home", "<p>All samples.</p>"),
        page("/accents.html", "Équipes et rôles", "<p>Le déploiement à São Paulo, die Größe der Straße.</p>"),
        page(
            "/japanese.html",
            "アカウントの作成",
            "<h2 id=\"network\">ネットワーク設計</h2><p>東京リージョンで開発環境を作成します。</p>",
        ),
        page("/chinese.html", "网络规划", "<p>在开发环境中创建账户，然后配置权限边界。</p>"),
        page("/korean.html", "계정 만들기", "<p>데이터를 보호합니다.</p>"),
        page(
            "/identifiers.html",
            "Roles",
            "<p>The role <code>AWSReservedSSO_Admin</code> uses CloudFormation and dev_network_id.</p>",
        ),
        page("/words.html", "Words apart", "<p>The control tower stands near the landing zone.</p>"),
        page("/stems.html", "Encrypting volumes", "<p>Nothing else.</p>"),
        page("/title.html", "Quota", "<p>Short.</p>"),
        page("/heading.html", "Limits", "<h2 id=\"quota\">Quota</h2><p>Short.</p>"),
        page("/body.html", "Numbers", "<p>Every quota has a number. A quota can be raised.</p>"),
        page("/odd.html", "Odd \"titles\" \\ & <signs>", "<h2 id=\"fn:1\">Räume & Türen</h2><p>zebra</p>"),
        page("/chapter/", "A chapter", "<p>With a folder of its own: xylophone.</p>"),
    ]
}

/// A guide that does not fit into one file: a word in all pages, some in many, one in each.
fn large() -> Vec<Page> {
    let mut state = 7_u64;
    let mut word = move |count: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = ((state >> 33) % count) * ((state >> 41) % 64) / 64;
        // Words that can be spoken, so that they have neighbours that differ by a letter.
        let syllables = ["ba", "ri", "tom", "ne", "lu", "ska", "vo", "pel", "di", "gru", "wen", "cho"];
        (0..4).map(|place| syllables[(number / 12_u64.pow(place) % 12) as usize]).collect::<String>()
    };
    (0..4000)
        .map(|number| {
            let mut html = String::from("<p>platform ");
            for section in 0..4 {
                let heading = format!("{} {}", word(4000), word(4000));
                html += &format!("</p><h2 id=\"s{section}\">{heading}</h2><p>");
                (0..60).for_each(|_| html += &format!("{} ", word(20_000)));
            }
            Page {
                url: format!("/part-{}/page-{number}.html", number / 50),
                title: format!("Serial{number} {}", word(4000)),
                path: vec![format!("Part {}", number / 50)],
                html,
                ..Page::default()
            }
        })
        .collect()
}

fn write(name: &str, pages: &[Page]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in Page::documents(pages, |documents| search::build(documents, "en")) {
        fs::write(folder.join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn queries_are_answered_as_readers_expect() {
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("skipped: node is not installed");
        return;
    }
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .args(["guide", "samples", "large"].map(|name| scripts.join(format!("{name}.test.mjs"))))
        .env("SEARCH_GUIDE", write("guide", &content()))
        .env("SEARCH_SAMPLES", write("samples", &samples()))
        .env("SEARCH_LARGE", write("large", &large()))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn equal_pages_give_equal_files() {
    let pages = large();
    let build = |pages: &[Page]| Page::documents(pages, |documents| search::build(documents, "en"));
    let files = build(&pages);
    assert_eq!(files, build(&pages));
    let names: BTreeMap<&str, &[u8]> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(names.len(), files.len(), "two files have one name");
    assert!(files.len() > 100);

    let mut changed = large();
    changed[1234].html += "<p>onenewword</p>";
    let after = build(&changed);
    let new = after.iter().filter(|(name, _)| !names.contains_key(name.as_str())).count();
    assert!(new <= 4, "one new word in one page changed {new} of {} files", after.len());
}

#[test]
fn a_small_guide_is_one_file() {
    let build = |documents: &[Document]| search::build(documents, "en");
    assert_eq!(Page::documents(&content(), build).len(), 1);
    assert_eq!(build(&[]).len(), 1);
    let files = build(&[Document { url: "/", ..Document::default() }]);
    assert!(files[0].0.starts_with("index-") && files[0].0.ends_with(".js"), "{}", files[0].0);
}
