//! A build after a few texts changed, in a process of its own: only the pages that can differ are made, and the site is that of
//! a clean build, to the byte.

mod support;

use guidegen::fingerprint::Fingerprint;
use guidegen::memo::disk::Store;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime};
use support::program::{build, tree};
use support::random::Random;
use support::{Site, site};

const CONFIG: &str = "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T\"\n\
     [outputs]\nhome = [\"html\", \"rss\", \"json\"]\npage = [\"html\", \"markdown\"]\n\
     [guidegen.check.stubs]\npage = \"missing\"\n";

/// Sections with pages that name each other's anchors, list each other, and quote a file.
fn guide() -> Site {
    let mut literal = format!(
        "{CONFIG}-- content/_index.md --\n---\ntitle: Home\n---\nWelcome.\n\
         -- content/list.md --\n---\ntitle: List\nweight: 900\n---\n{{{{% children page=\"/s0\" description=true %}}}}\n\
         -- content/lengths.md --\n---\ntitle: By length\nweight: 901\n---\n{{{{% children page=\"/s1\" sort=\"length\" %}}}}\n\
         -- content/quotes.md --\n---\ntitle: Quotes\nweight: 902\ntags: [one]\n---\n{{{{% include \"s1/p1.md\" %}}}}\n",
    );
    for section in 0..3 {
        literal.push_str(&format!(
            "-- content/s{section}/_index.md --\n---\ntitle: Section {section}\nweight: {section}1\n---\nText.\n"
        ));
        for page in 0..4 {
            literal.push_str(&format!("-- content/s{section}/p{page}.md --\n{}", text(section, page, 0)));
        }
    }
    site(&literal)
}

fn text(section: usize, page: usize, edit: usize) -> String {
    let next = (section + 1) % 3;
    format!(
        "---\ntitle: Page {section} {page}\nweight: {page}1\ntags: [one]\n---\nA paragraph, edit {edit}.\n\n## Heading {page}\n\n\
         See [next]({{{{< relref \"s{next}/p{page}#heading-{page}\" >}}}}) and [it](../../s{next}/p{page}.md#more).\n\n\
         {{{{% notice tip \"box-{page}\" %}}}}\nA tip.\n{{{{% /notice %}}}}\n\n```yaml\na: {edit}\n```\n"
    )
}

/// Builds with the cache, and once more without; tells the pages that the first of them parsed.
fn parsed(site: &Site, what: &str) -> Vec<String> {
    let file = site.path("timings.json");
    let output = build(site, "public", &[&format!("--timings={}", file.display())]);
    let clean = build(site, "clean", &["--no-cache"]);
    let told = |output: &Output| {
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().filter(|line| !line.starts_with("built ")).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!((output.status.code(), told(&output)), (clean.status.code(), told(&clean)), "{what}");
    if output.status.success() {
        let (mine, theirs) = (tree(&site.path("public")), tree(&site.path("clean")));
        for (path, clean) in &theirs {
            assert!(mine.get(path) == Some(clean), "{path} differs after {what}");
        }
        assert_eq!(mine.len(), theirs.len(), "other files after {what}");
    }
    let told: serde_json::Value = serde_json::from_slice(&fs::read(&file).expect("timings")).expect("JSON");
    let pages = told["pages"].as_array().expect("pages").iter();
    let mut parsed: Vec<String> = pages
        .filter(|page| page["parts"]["parse"].is_number())
        .map(|page| page["path"].as_str().unwrap_or_default().to_string())
        .collect();
    parsed.sort();
    parsed
}

/// Replaces a part of a page, which must be there.
fn edit(site: &Site, path: &str, from: &str, to: &str) {
    let old = fs::read_to_string(site.path(path)).expect("a page");
    assert!(old.contains(from), "{path} has no {from}");
    fs::write(site.path(path), old.replacen(from, to, 1)).expect("a page");
}

/// Writes an asset that is as old as the files of a guide are: no record is left of one that may change once more.
fn asset(site: &Site, text: &str) {
    site.write(&format!("-- static/file.txt --\n{text}\n"));
    let file = fs::File::options().append(true).open(site.path("static/file.txt")).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_secs(100)).expect("a date");
}

#[test]
fn only_what_can_differ_is_made() {
    let site = guide();
    let all = parsed(&site, "the first build").len();
    assert_eq!(all, 19);
    // These read texts of others, so they are always asked.
    let readers = ["content/lengths.md", "content/list.md", "content/quotes.md"];
    let with = |pages: &[&str]| {
        let mut all: Vec<String> = pages.iter().chain(&readers).map(|page| page.to_string()).collect();
        all.sort();
        all
    };
    let (p0, p2) = ("content/s0/p0.md", "content/s2/p0.md");
    edit(&site, p0, "edit 0", "edit 1");
    assert_eq!(parsed(&site, "a paragraph"), with(&[p0]));
    edit(&site, p0, "a: 0", "a: 1\nb: 2");
    assert_eq!(parsed(&site, "code"), with(&[p0]));
    edit(&site, p0, "```\n", "```\n\n## More\n\nText.\n\n```text\n");
    assert_eq!(parsed(&site, "a heading that another page names"), with(&[p0, p2]));
    edit(&site, p0, "box-0", "box");
    assert_eq!(parsed(&site, "an id of a shortcode"), with(&[p0, p2]));
    edit(&site, p0, "title: Page", "title: Other page");
    assert_eq!(parsed(&site, "a title").len(), all);
    edit(&site, p0, "A paragraph", "## Later\n\nTBD\n\n## Now\n\nA paragraph");
    assert_eq!(parsed(&site, "a stub").len(), all, "a page that became unfinished is marked in every menu");
    edit(&site, p0, "edit", "later edit");
    edit(&site, p2, "edit", "later edit");
    assert_eq!(parsed(&site, "two pages"), with(&[p0, p2]));
    asset(&site, "new");
    assert_eq!(parsed(&site, "a static file").len(), all);
    assert_eq!(parsed(&site, "nothing").len(), 0);
    edit(&site, p2, "## Heading 0", "## Another heading");
    assert_eq!(parsed(&site, "a heading that a relref names"), with(&["content/s1/p0.md", p2]));
    edit(&site, p2, "## Another heading", "## Heading 0");
    assert_eq!(parsed(&site, "the heading again"), with(&["content/s1/p0.md", p2]));
}

#[test]
fn a_file_that_only_looks_untouched_is_read() {
    let site = guide();
    let readers = 3;
    let settle = || std::thread::sleep(Duration::from_millis(2100));
    parsed(&site, "the first build");
    settle();
    edit(&site, "content/s0/p0.md", "edit 0", "edit 1");
    assert_eq!(parsed(&site, "an edit").len(), 1 + readers);
    // From here on all files but that one are known by their times.
    let page = site.path("content/s2/p2.md");
    let date = fs::metadata(&page).and_then(|meta| meta.modified()).expect("a date");
    let dated =
        |path: &Path| fs::File::options().append(true).open(path).expect("a file").set_modified(date).expect("a date");
    edit(&site, "content/s2/p2.md", "edit 0", "edit 7");
    dated(&page);
    assert_eq!(parsed(&site, "an edit with the date of before").len(), 1 + readers);
    settle();
    edit(&site, "content/s0/p0.md", "edit 1", "edit 2");
    assert_eq!(parsed(&site, "another edit").len(), 1 + readers);
    let other = site.path("content/s2/other");
    fs::write(&other, fs::read_to_string(&page).expect("a page").replace("edit 7", "edit 8")).expect("a file");
    dated(&other);
    fs::rename(&other, &page).expect("a file");
    assert_eq!(parsed(&site, "a file of the same size and date in its place").len(), 1 + readers);
    // A page that quotes another asks for a text that was not read.
    edit(&site, "content/quotes.md", "title: Quotes", "title: More quotes");
    assert_eq!(parsed(&site, "a title").len(), 19);
    let texts = site.path(".guidegen-cache/texts");
    let texts = fs::read_dir(texts).expect("a folder").flatten().next().expect("a file").path();
    for torn in ["", "torn"] {
        fs::write(&texts, torn).expect("a file");
        edit(&site, "content/s0/p1.md", "A paragraph", "A paragraph, torn");
        assert_eq!(parsed(&site, "torn texts").len(), 1 + readers);
    }
    // A text that turns out to be another one while it is used: then all are read.
    settle();
    edit(&site, "content/s0/p0.md", "edit 2", "edit 3");
    assert_eq!(parsed(&site, "texts once more").len(), 1 + readers);
    let store = Store::find(site.root(), "texts");
    let mut seen: Vec<(String, (u64, u64), Fingerprint)> =
        postcard::from_bytes(&store.get(Fingerprint::default()).expect("texts")).expect("texts");
    assert!(seen.len() > 15, "only {} texts are known", seen.len());
    seen.iter_mut().for_each(|(_, _, print)| *print = Fingerprint::of(b"something else"));
    store.put(Fingerprint::default(), &postcard::to_allocvec(&seen).expect("texts"));
    edit(&site, "content/s0/p0.md", "edit 3", "edit 4");
    assert_eq!(parsed(&site, "texts that are not what they were").len(), 1 + readers);
}

#[test]
fn what_happened_to_the_output_is_mended() {
    let site = guide();
    parsed(&site, "the first build");
    let hurt: [(&str, &dyn Fn()); 4] = [
        ("a page", &|| fs::write(site.path("public/s1/p1/index.html"), "x").expect("a file")),
        ("a page that is gone", &|| fs::remove_file(site.path("public/s2/index.html")).expect("a file")),
        ("the index", &|| fs::write(site.path("public/index.json"), "[]").expect("a file")),
        ("the manifest", &|| fs::write(site.path("public/.guidegen-manifest"), "x").expect("a file")),
    ];
    for (number, (what, hurt)) in hurt.iter().enumerate() {
        hurt();
        edit(&site, "content/s0/p3.md", "A paragraph", &format!("Paragraph {number}. A paragraph"));
        assert_eq!(parsed(&site, what).len(), 19, "{what}");
        edit(&site, "content/s0/p3.md", "A paragraph", &format!("And {number}. A paragraph"));
        assert_eq!(parsed(&site, "an edit after it").len(), 4, "{what}");
    }
    // A trace that is torn, foreign or gone is none.
    let folder = site.path(".guidegen-cache/traces");
    let trace = fs::read_dir(&folder).expect("traces").flatten().next().expect("a trace").path();
    let whole = fs::read(&trace).expect("a trace");
    for (number, bytes) in [&whole[..whole.len() - 1], &whole[..40], b"".as_slice(), &[7; 400]].iter().enumerate() {
        fs::write(&trace, bytes).expect("a trace");
        edit(&site, "content/s0/p3.md", "A paragraph", &format!("Torn {number}. A paragraph"));
        assert_eq!(parsed(&site, "a torn trace").len(), 19);
    }
}

/// `GUIDEGEN_STEPS` asks for more steps than the suite has time for.
#[test]
fn any_sequence_of_builds_gives_the_bytes_of_clean_ones() {
    let steps = std::env::var("GUIDEGEN_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(30);
    let site = guide();
    let mut random = Random(11);
    let mut few = 0;
    for step in 0..steps {
        let (section, page) = (random.below(3), random.below(4));
        let path = format!("content/s{section}/p{page}.md");
        let old = fs::read_to_string(site.path(&path)).unwrap_or_else(|_| text(section, page, step));
        let new = match random.below(20) {
            0..=3 => text(section, page, step),
            4 if old.contains("## Heading") => old.replace("## Heading", "## Other heading"),
            // A reference that leads nowhere stops the build until somebody mends it.
            4 => old.replace("## Other heading", "## Heading"),
            5 => format!("{old}\n## More {step}\n\nText of {step}.\n"),
            6 => format!("{old}\n## More\n\nText of {step}.\n"),
            7 => old.replace("box-", "own-"),
            8 => old.replace("title: Page", "title: Renamed"),
            9 if old.contains("hidden") => old.replace("hidden: true\n", ""),
            9 => old.replacen("---\n", "---\nhidden: true\n", 1),
            10 if old.contains("open\n") => text(section, page, step),
            10 => format!("{old}\n{{{{% notice info %}}}}\nopen\n"),
            11 => old.replace("A paragraph", "TBD\n\nA paragraph"),
            12..=17 => format!("{old}\nOne more paragraph, {step}.\n"),
            18 => {
                site.write(&format!("-- content/s{section}/new{step}.md --\n---\ntitle: New\n---\nNew.\n"));
                old
            }
            _ => {
                asset(&site, &step.to_string());
                old
            }
        };
        fs::write(site.path(&path), new).expect("a page");
        let pages = parsed(&site, &format!("step {step} at {path}")).len();
        few += usize::from((1..=8).contains(&pages));
        if step % 8 == 7 {
            // What an edit broke would stop every build from here on.
            (0..12).for_each(|page| {
                fs::write(
                    site.path(&format!("content/s{}/p{}.md", page / 4, page % 4)),
                    text(page / 4, page % 4, step),
                )
                .expect("a page");
            });
        }
    }
    assert!(few * 4 > steps, "only {few} of {steps} builds made few pages");
}
