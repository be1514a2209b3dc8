//! Every manual of a rule is a test: its example is written to a folder, checked, and must give the report that it shows.

use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project, judge};
use guidegen::rules::facts::{External, Published, Verdict};
use guidegen::rules::{self, RULES, Rule, scope};
use guidegen::source::lines::Lines;
use std::fs;
use std::path::Path;

/// One fenced block: its info string and its text.
fn blocks(manual: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in manual.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) if !info.is_empty() => open = Some((info.to_string(), String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    blocks
}

/// `\xNN` as bytes.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        out.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap());
        rest = &rest[at + 4..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Writes one block: `PATH`, `PATH bytes` with `\xNN` in path or text, `PATH -> TARGET` for a link, `PATH pipe`.
fn write(root: &Path, info: &str, text: &str) {
    let parent = |path: &Path| fs::create_dir_all(path.parent().unwrap()).unwrap();
    if let Some((path, target)) = info.split_once(" -> ") {
        let path = root.join(path);
        parent(&path);
        #[cfg(unix)]
        std::os::unix::fs::symlink(target, path).unwrap();
    } else if let Some(path) = info.strip_suffix(" pipe") {
        let path = root.join(path);
        parent(&path);
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    } else if let Some(path) = info.strip_suffix(" bytes") {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let path = root.join(std::ffi::OsStr::from_bytes(&bytes(path)));
            parent(&path);
            fs::write(path, bytes(text)).unwrap();
        }
    } else {
        let path = root.join(info);
        parent(&path);
        fs::write(path, text).unwrap();
    }
}

/// What another site said: address, verdict, and what the verdict needs.
fn external(line: &str) -> External {
    let words: Vec<&str> = line.split_whitespace().collect();
    let verdict = match words[1..] {
        ["dead", status, since] => Verdict::Dead { status: status.to_string(), since: since.to_string() },
        ["moved", to] => Verdict::Moved { to: to.to_string(), permanent: true },
        ["no-anchor", fragment] => Verdict::NoAnchor { fragment: fragment.to_string() },
        ["unknown", why] => Verdict::Unknown { why: why.to_string() },
        _ => panic!("{line}"),
    };
    External { url: words[0].to_string(), verdict }
}

/// The guide of an example, read and rendered.
struct Example {
    snapshot: Snapshot,
    published: Published,
    _folder: tempfile::TempDir,
}

fn example(blocks: &[(String, String)]) -> Example {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("guide");
    fs::create_dir_all(&root).unwrap();
    fs::write(folder.path().join("outside.md"), "Outside.").unwrap();
    for (info, text) in blocks.iter().filter(|(info, _)| info != "report" && info != "external") {
        write(&root, info, text);
    }
    if !blocks.iter().any(|(info, _)| info.starts_with("hugo.toml")) {
        fs::write(root.join("hugo.toml"), "baseURL = \"https://guide.example.org/\"\ntitle = \"Guide\"\n").unwrap();
    }
    let mut project = Project::open(&root, Options { now: 1_600_000_000, ..Options::default() }).unwrap();
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    let mut published = judge::published(&snapshot, &rendered, true);
    let told = blocks.iter().filter(|(info, _)| info == "external").flat_map(|(_, text)| text.lines());
    published.external = told.map(external).collect();
    Example { snapshot, published, _folder: folder }
}

/// What one rule reports of the example of its manual.
fn report(rule: &Rule, blocks: &[(String, String)]) -> String {
    let Example { snapshot, published, .. } = &example(blocks);
    let facts = snapshot.facts(published);
    // A waiver is judged by what all rules say.
    let with_all = rule.name.starts_with("waiver-");
    let level = |other: &Rule| match other.name == rule.name {
        true => rule.default.or(Some(Severity::Warning)),
        false => other.default.filter(|_| with_all),
    };
    let mut told = String::new();
    let judgement = rules::judge(&facts, level, 1_600_000_000, true);
    for finding in judgement.findings.iter().filter(|finding| finding.rule == rule.name) {
        let source = snapshot.sources.get(finding.primary.span.source);
        let (line, column) = Lines::new(source.text()).position(finding.primary.span.start as usize);
        let severity = finding.severity.name();
        told.push_str(&format!("{severity}[{}] {}:{line}:{column}: {}\n", finding.rule, source.path, finding.message));
    }
    told
}

#[test]
fn every_example_gives_its_report() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let blocks = blocks(rule.manual);
        let expected: String = blocks.iter().filter(|(info, _)| info == "report").map(|(_, text)| &**text).collect();
        let told = std::panic::catch_unwind(|| report(rule, &blocks)).unwrap_or_else(|_| "panicked\n".to_string());
        if told != expected || expected.is_empty() {
            wrong.push(format!("{}\n--- its manual says\n{expected}--- the rule says\n{told}", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{} manuals are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn page_by_page_the_rules_of_a_page_say_what_they_say_of_all_pages() {
    let mut heard = 0;
    for rule in RULES {
        let Example { snapshot, published, .. } = &example(&blocks(rule.manual));
        let facts = snapshot.facts(published);
        let level = |rule: &Rule| rule.default.or(Some(Severity::Warning));
        let of_page = |rule: &Rule| level(rule).filter(|_| scope::is_of_page(rule.name));
        let whole = rules::judge(&facts, of_page, 1_600_000_000, false).findings;
        let mut parts: Vec<Diagnostic> = (0..snapshot.pages.len())
            .flat_map(|entry| scope::judge_page(&facts, level, 1_600_000_000, entry))
            .collect();
        rules::sort(&snapshot.sources, &mut parts);
        assert_eq!(parts, whole, "the example of {}", rule.name);
        heard += parts.iter().filter(|finding| finding.rule == rule.name).count();
    }
    assert!(heard > 60, "only {heard} findings");
}

#[test]
fn every_manual_has_its_parts() {
    for rule in RULES {
        let parts = ["**What it finds.** ", "**Why it matters.** ", "## Example", "```report", "## Instead"];
        for part in parts {
            assert!(rule.manual.contains(part), "{} lacks {part:?}", rule.name);
        }
        assert!(rule.manual.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
    }
}

#[test]
fn names_are_sorted_and_each_is_there_once() {
    assert!(RULES.is_sorted_by(|a, b| a.name < b.name));
}
