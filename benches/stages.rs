//! What each stage of a build costs, on a guide of 200 pages in memory, and on a single page.
//!
//! `cargo bench --bench stages`, or one of them: `cargo bench --bench stages -- parse`. To see where the time of a real
//! guide goes use `guidegen build --timings`, and `benches/peers.py` to stand beside other programs.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use guidegen::config::{Highlight, load};
use guidegen::page::markdown::Dialect;
use guidegen::page::{self, Rules};
use guidegen::project::{Options, Project, judge};
use guidegen::publish::manifest::Manifest;
use guidegen::publish::prove::{Address, prove};
use guidegen::render::highlight::Highlighter;
use guidegen::render::highlight::fence::FenceOptions;
use guidegen::render::search::Document;
use guidegen::render::search::terms::page_terms;
use guidegen::render::view::{count_words, plain};
use guidegen::rules;
use guidegen::shortcode::Signatures;
use guidegen::source::span::SourceId;
use guidegen::source::{Content, Source, Sources};
use std::fmt::Write;

const PAGES: usize = 200;

fn main() {
    divan::main();
}

fn options() -> Options {
    Options { now: 1_767_225_600, no_memory: true, ..Options::default() }
}

/// A page of some 600 words: headings, links, a list, a table, code.
fn text(number: usize) -> String {
    let mut text = format!("---\ntitle: Page {number}\nweight: {}\n---\n\n", number + 1);
    for part in 0..6 {
        let _ = write!(
            text,
            "## Part {part} of {number}\n\nEvery role of an account *has* a policy, and the [next page](/part-{}/page-{}/) \
             tells how it is **granted**; `iam_role_{part}` is its name. Most teams ask for it once, and nobody takes it \
             away again, so that it is looked at each quarter by those who gave it. A request that is older than a \
             week falls back to the owner, who answers it or lets it go.\n\n- first it is asked for\n- then it is given\n\n",
            (number + 1) % PAGES / 20,
            (number + 1) % PAGES,
        );
        match part {
            1 => text.push_str("| Name | Meaning |\n| --- | --- |\n| role | who may act |\n| policy | what may be done |\n\n"),
            3 => text.push_str("```python\ndef find(name: str, limit: int = 10) -> list[str]:\n    \"\"\"Every role.\"\"\"\n    return [role for role in roles if name in role][:limit]\n```\n\n"),
            4 => text.push_str("```yaml\nrole:\n  - name: reader\n    allow: [\"get\", \"list\"]\n```\n\n"),
            _ => {}
        }
    }
    text
}

fn guide() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: String, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put("guidegen.toml".to_string(), "baseURL = \"https://example.org/\"\ntitle = \"Guide\"\n");
    put("content/_index.md".to_string(), "---\ntitle: Home\n---\nWelcome.\n");
    for number in 0..PAGES {
        if number % 20 == 0 {
            let part = number / 20;
            put(
                format!("content/part-{part}/_index.md"),
                &format!("---\ntitle: Part {part}\nweight: {}\n---\n", part + 1),
            );
        }
        put(format!("content/part-{}/page-{number}.md", number / 20), &text(number));
    }
    folder
}

fn project(folder: &tempfile::TempDir) -> Project {
    Project::open(folder.path(), options()).expect("a guide")
}

#[divan::bench]
fn read(bencher: Bencher) {
    let folder = guide();
    bencher.counter(ItemsCount::new(PAGES)).with_inputs(|| project(&folder)).bench_values(|mut project| project.read());
}

#[divan::bench]
fn parse_and_resolve(bencher: Bencher) {
    let folder = guide();
    let mut project = project(&folder);
    let settings = project.read();
    bencher.counter(ItemsCount::new(PAGES)).bench_local(|| project.take(&settings));
}

#[divan::bench]
fn render(bencher: Bencher) {
    let folder = guide();
    let mut project = project(&folder);
    let snapshot = project.snapshot();
    bencher.counter(ItemsCount::new(PAGES)).bench_local(|| project.render(&snapshot));
}

#[divan::bench]
fn check(bencher: Bencher) {
    let folder = guide();
    let mut project = project(&folder);
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    let published = judge::published(&snapshot, &rendered, false);
    let facts = snapshot.facts(&published);
    bencher.counter(ItemsCount::new(PAGES)).bench_local(|| rules::run(&facts, |rule| rule.default));
}

#[divan::bench]
fn prove_links(bencher: Bencher) {
    let folder = guide();
    let mut project = project(&folder);
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    let address = Address { origin: "https://example.org", base: "/" };
    bencher.counter(ItemsCount::new(PAGES)).bench_local(|| prove(&rendered.plan, &rendered.common, address));
}

#[divan::bench]
fn manifest(bencher: Bencher) {
    let folder = guide();
    let mut project = project(&folder);
    let snapshot = project.snapshot();
    bencher
        .counter(ItemsCount::new(PAGES))
        .with_inputs(|| project.render(&snapshot))
        .bench_local_values(|rendered| Manifest::of(&rendered.plan).write());
}

#[divan::bench]
fn parse_one_page(bencher: Bencher) {
    let config = load::load(&Sources::default(), None).config;
    let rules = Rules {
        signatures: Signatures::built_in(),
        dialect: Dialect { markup: config.markup, emoji: false },
        summary_words: 70,
        slips: false,
        links_only: false,
    };
    let text = text(7);
    let length = text.len();
    let content = Content::Text { text: text.into(), lossy: None };
    let source = Source::new("content/page.md".into(), content, (0, 0));
    bencher.counter(BytesCount::new(length)).bench(|| page::parse(SourceId(0), black_box(&source), &rules));
}

#[divan::bench]
fn highlight_one_block(bencher: Bencher) {
    let code = "def find(name: str, limit: int = 10) -> list[str]:\n    return [role for role in roles if name in role][:limit]\n".repeat(5);
    let highlighter = Highlighter::new();
    let (options, site) = (FenceOptions::default(), Highlight::default());
    bencher
        .counter(BytesCount::new(code.len()))
        .bench(|| highlighter.highlight("python", black_box(&code), &options, &site));
}

/// A rendered body.
fn html() -> String {
    "<h2 id=\"part\">Part</h2>\n<p>Every role of an account <em>has</em> a policy &amp; a <code>name</code>.</p>\n"
        .repeat(60)
}

#[divan::bench]
fn search_words_of_one_page(bencher: Bencher) {
    let html = html();
    let document = Document { url: "/page/", title: "Page", path: &[], description: "", tags: &[], html: &html };
    bencher.counter(BytesCount::new(html.len())).bench(|| page_terms(black_box(&document)));
}

#[divan::bench]
fn plain_text_and_count_of_one_page(bencher: Bencher) {
    let html = html();
    bencher.counter(BytesCount::new(html.len())).bench(|| (count_words(black_box(&html)), plain(black_box(&html))));
}
