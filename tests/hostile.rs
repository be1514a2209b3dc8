//! What nobody writes but somebody will send: odd files, circles, ways out of the folder, and markup that wants to live.
//!
//! Growth with size is held by `tests/doubling`, the server under attack by `tests/serve_http/attacks.rs`.

mod support;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use support::site;

/// The real binary, held to a time in which nothing may hang.
fn guidegen(root: &Path, arguments: &[&str]) -> (Output, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(arguments)
        .arg("--root")
        .arg(root)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("guidegen");
    let start = Instant::now();
    while child.try_wait().expect("a state").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            panic!("guidegen {arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("output");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!told.contains("panicked"), "{told}");
    assert!(output.status.code().is_some(), "killed by a signal: {told}");
    (output, told)
}

const HOME: &str = "-- hugo.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"Guide\"\n-- content/_index.md --\n---\ntitle: Home\n---\nHello.\n";

#[cfg(unix)]
#[test]
fn a_pipe_a_socket_and_a_device_are_passed_over() {
    let site = site(HOME);
    for name in ["content/pipe.md", "static/pipe.txt"] {
        std::fs::create_dir_all(site.path(name).parent().expect("a folder")).expect("a folder");
        let made = Command::new("mkfifo").arg(site.path(name)).status().expect("mkfifo");
        assert!(made.success());
    }
    let _socket = std::os::unix::net::UnixListener::bind(site.path("content/socket.md")).expect("a socket");
    std::os::unix::fs::symlink("/dev/zero", site.path("content/zero.md")).expect("a link");
    let (build, told) = guidegen(site.root(), &["build", "--out", &site.path("out").display().to_string()]);
    assert_eq!(build.status.code(), Some(0), "{told}");
    let (_, told) = guidegen(site.root(), &["check"]);
    for name in ["content/pipe.md", "content/socket.md", "content/zero.md"] {
        assert!(told.contains(name), "{name} is not told:\n{told}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_show_nothing_and_circles_end() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.md"), "---\ntitle: Canary\n---\nCANARY-OUTSIDE\n").expect("a file");
    let site = site(HOME);
    let link = |to: &Path, from: &str| {
        std::fs::create_dir_all(site.path(from).parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(to, site.path(from)).expect("a link");
    };
    link(&outside.path().join("secret.md"), "content/secret.md");
    link(outside.path(), "content/folder");
    link(outside.path(), "static/folder");
    link(&outside.path().join("secret.md"), "images/secret.png");
    link(Path::new("."), "content/self");
    link(Path::new(".."), "content/up");
    // What Emacs leaves beside a file that is being edited.
    link(Path::new("author@host.1234:1700000000"), "content/.#a.md");
    site.write(
        "-- content/a.md --\n---\ntitle: A\n---\n[x](../../../../../../../../etc/passwd) ![y](/images/secret.png)\n",
    );
    let out = site.path("out");
    let (_, told) = guidegen(site.root(), &["build", "--out", &out.display().to_string()]);
    for entry in files(&out) {
        let bytes = std::fs::read(&entry).expect("a file");
        let found = bytes.windows(14).any(|window| window == b"CANARY-OUTSIDE");
        assert!(!found, "{} shows what is outside\n{told}", entry.display());
    }
    assert!(out.join("a/index.html").is_file(), "{told}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found
}

/// Addresses that would leave the output folder, in every key that makes one.
#[test]
fn no_address_leaves_the_output_folder() {
    let place = tempfile::tempdir().expect("a folder");
    let root = place.path().join("deep/er/guide");
    std::fs::create_dir_all(root.join("content")).expect("a folder");
    std::fs::write(root.join("content/_index.md"), "---\ntitle: Home\n---\n").expect("a file");
    let out = "../../../../ESCAPED";
    for (number, key) in [
        format!("url: {out}"),
        format!("url: /{out}/"),
        format!("slug: {out}"),
        format!("aliases: [\"{out}\", \"/{out}\", \"a/{out}/b\", \"..\\\\..\\\\ESCAPED\", \"%2e%2e/%2e%2e/ESCAPED\"]"),
        format!("tags: [\"{out}\"]"),
        format!("type: {out}\nlayout: {out}"),
        format!("resources: [{{src: \"{out}\", name: \"{out}\"}}]"),
        "slug: \"..\"".to_string(),
        "slug: \"a\\0b\"".to_string(),
        "url: \"/C:/ESCAPED\"".to_string(),
    ]
    .iter()
    .enumerate()
    {
        let text = format!("---\ntitle: T\n{key}\n---\n![x]({out}.png) [y]({out}.txt)\n");
        std::fs::write(root.join(format!("content/page-{number}.md")), text).expect("a file");
    }
    let published = root.join("public");
    let (build, told) = guidegen(&root, &["build", "--out", &published.display().to_string()]);
    assert!(matches!(build.status.code(), Some(0 | 1)), "{told}");
    let strays: Vec<_> = files(place.path()).into_iter().filter(|file| !file.starts_with(&root)).collect();
    assert!(strays.is_empty(), "{strays:?}\n{told}");
    assert!(!root.join("ESCAPED").exists() && !root.join("content/ESCAPED").exists());
}

#[test]
fn templates_that_include_each_other_are_told_and_nothing_crashes() {
    for (name, files) in [
        (
            "partials",
            "-- templates/page.html --\n{% include \"partials/a.html\" %}\n\
             -- templates/partials/a.html --\n{% include \"partials/b.html\" %}\n\
             -- templates/partials/b.html --\n{% include \"partials/a.html\" %}\n",
        ),
        ("a page of itself", "-- templates/page.html --\n{% extends \"page.html\" %}\n"),
        ("a shortcode of itself", "-- templates/shortcodes/notice.html --\n{% include \"shortcodes/notice.html\" %}\n"),
    ] {
        let site = site(HOME);
        site.write(files);
        site.write("-- content/a.md --\n---\ntitle: A\n---\n{{% notice tip %}}x{{% /notice %}}\n");
        let out = site.path("out");
        let (build, told) = guidegen(site.root(), &["build", "--out", &out.display().to_string()]);
        assert_ne!(build.status.code(), Some(0), "{name}: {told}");
        assert!(told.contains("templates/"), "{name}: the template is not named:\n{told}");
        assert!(!out.exists(), "{name}: half a site was written");
    }
}

#[test]
fn thirty_thousand_equal_headings_have_ids_of_their_own() {
    let site = site(HOME);
    std::fs::write(site.path("content/a.md"), format!("---\ntitle: A\n---\n{}", "## Same\n\n".repeat(30_000)))
        .expect("a file");
    let start = Instant::now();
    let out = site.path("out");
    let (build, told) = guidegen(site.root(), &["build", "--out", &out.display().to_string()]);
    assert_eq!(build.status.code(), Some(0), "{told}");
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
    let html = std::fs::read_to_string(out.join("a/index.html")).expect("a page");
    assert!(html.contains("id=\"same-29999\""));
}

#[test]
fn bombs_end_soon() {
    let laughs: String = (1..12)
        .map(|level| format!("k{level}: &k{level} [{}]\n", vec![format!("*k{}", level - 1); 9].join(",")))
        .collect();
    let deep: String = (0..400).map(|level| format!("{}d{level}/", "")).collect();
    for (name, text) in [
        ("yaml laughs", format!("---\nk0: &k0 [x,x,x,x,x,x,x,x,x]\n{laughs}title: T\n---\nBody.\n")),
        ("yaml brackets", format!("---\ntitle: {}\n---\nBody.\n", "[".repeat(100_000))),
        ("toml brackets", format!("+++\ntitle = {}\n+++\nBody.\n", "[".repeat(100_000))),
        ("json brackets", format!("{{\"title\": {}", "[".repeat(100_000))),
        ("quotes", format!("---\ntitle: T\n---\n{}", "> ".repeat(100_000))),
        ("lists", format!("---\ntitle: T\n---\n{}", "- ".repeat(100_000))),
        ("brackets", format!("---\ntitle: T\n---\n{}", "[".repeat(100_000))),
        ("shortcodes", format!("---\ntitle: T\n---\n{}", "{{% notice tip %}}\n".repeat(20_000))),
        ("elements", format!("---\ntitle: T\n---\n{}", "<div>".repeat(100_000))),
        ("formula", format!("---\ntitle: T\nmath: true\n---\n$${}$$", "{".repeat(50_000))),
        ("fraction", format!("---\ntitle: T\nmath: true\n---\n$${}$$", "\\frac{".repeat(20_000))),
        ("a long line", format!("---\ntitle: T\n---\n{}", "word ".repeat(400_000))),
        ("nothing but NUL", "\0".repeat(1_000_000)),
        ("a long name", format!("---\ntitle: {}\nslug: {}\n---\n", "t".repeat(100_000), "s".repeat(100_000))),
        ("deep address", format!("---\ntitle: T\nurl: /{deep}\n---\n")),
    ] {
        let site = site(HOME);
        std::fs::write(site.path("content/a.md"), text).expect("a file");
        let out = site.path("out");
        let start = Instant::now();
        let (build, told) = guidegen(site.root(), &["build", "--out", &out.display().to_string()]);
        assert!(matches!(build.status.code(), Some(0..=2)), "{name}: {told}");
        assert!(told.len() < 200_000, "{name}: {} bytes are told", told.len());
        assert!(start.elapsed() < Duration::from_secs(20), "{name}: {:?}", start.elapsed());
    }
}

/// Ways to be alive: what a reader of HTML would run or show as markup.
const LIVE: &str = "\"'><script>CANARY()</script><img src=x onerror=CANARY()>";

/// Every text of an author that is no markup: it shows as it is written, wherever it is shown.
#[test]
fn what_is_text_stays_text() {
    let quoted = serde_json::to_string(LIVE).expect("text");
    let site = site(&format!(
        "-- hugo.toml --\nbaseURL = \"https://example.org/\"\ntitle = {quoted}\n\
         [params]\ndescription = {quoted}\nauthor = {quoted}\n[taxonomies]\ntag = \"tags\"\n\
         [outputs]\nhome = [\"HTML\", \"RSS\", \"JSON\", \"PRINT\"]\nsection = [\"HTML\", \"RSS\", \"PRINT\"]\n\
         [[menu.shortcuts]]\nname = \"x\"\ntitle = {quoted}\nurl = \"javascript:CANARY()\"\nidentifier = \"x\"\n\
         -- content/_index.md --\n---\ntitle: {quoted}\n---\n{{{{% children description=\"true\" %}}}}\n\
         -- content/a.md --\n---\ntitle: {quoted}\nmenuTitle: {quoted}\nlinkTitle: {quoted}\ndescription: {quoted}\n\
         tags: [{quoted}]\nauthor: {quoted}\nLastModifierDisplayName: {quoted}\nLastModifierEmail: {quoted}\n---\n\
         ## Heading `{LIVE}` {{#a\"onclick=CANARY()}}\n\n\
         ```\"><script>CANARY()</script>\ncode {LIVE}\n```\n\n\
         ``` {{title=\"{}\"}}\nx\n```\n\n`{LIVE}`\n\n![{}](/x.png \"<script>CANARY()</script>\")\n\n\
         [x](javascript:CANARY()) [y](<java\nscript:CANARY()>) [z](data:text/html,<script>CANARY()</script>)\n\n\
         <javascript:CANARY()>\n\n\
         {{{{% notice tip \"<script>CANARY()</script>\" %}}}}\nx\n{{{{% /notice %}}}}\n\n\
         {{{{% expand \"<script>CANARY()</script>\" %}}}}\nx\n{{{{% /expand %}}}}\n\n\
         {{{{< button href=\"javascript:CANARY()\" >}}}}x{{{{< /button >}}}}\n\n\
         {{{{< siteparam \"author\" >}}}}\n\n{{{{< mermaid >}}}}\ngraph TD; A[\"<script>CANARY()</script>\"]\n{{{{< /mermaid >}}}}\n\n\
         $$\\text{{<script>CANARY()</script>}}$$\n",
        LIVE.replace('"', "'"),
        LIVE.replace('"', "'").replace(['[', ']'], ""),
    ));
    let name = "content/<img src=x onerror=CANARY()>.md";
    std::fs::write(site.path(name), "---\ntitle: File\n---\nx\n").expect("a file");
    let built = site.build();
    let mut seen = 0;
    for file in built.files().iter().filter(|file| file.ends_with(".html") || file.ends_with(".xml")) {
        let html = built.text(file);
        seen += html.matches("CANARY").count();
        let alive = live(&html, file.ends_with(".xml"));
        assert!(alive.is_empty(), "{file}: {}", alive.join("\n"));
    }
    assert!(seen > 50, "the texts are not shown at all: {seen}");
}

/// Tags that come from a text: a `script`, a handler of events, an address that runs.
fn live(html: &str, xml: bool) -> Vec<String> {
    let mut found = Vec::new();
    for token in html5gum::Tokenizer::new(html).flatten() {
        let html5gum::Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        for (key, value) in &tag.attributes {
            let key = String::from_utf8_lossy(key);
            let value = String::from_utf8_lossy(value);
            let address: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let address = address.to_lowercase();
            let leads = matches!(&*key, "href" | "src" | "action" | "formaction" | "xlink:href" | "srcdoc")
                && !address.is_empty();
            let runs = leads && (address.starts_with("javascript:") || address.starts_with("data:text"));
            if value.contains("CANARY") && (key.starts_with("on") || runs) {
                found.push(format!("<{name} {key}=\"{value}\">"));
            }
        }
    }
    // Within a script element nothing is a tag: what stands there is looked at by itself.
    for part in html.split("<script").skip(1) {
        let inside = part.split("</script").next().unwrap_or(part);
        if inside.contains("CANARY") && !xml {
            found.push(format!("<script{inside}</script>"));
        }
    }
    found
}
