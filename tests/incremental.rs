//! Incremental equals clean: after any sequence of edits the remembered project gives the bytes of a clean build.

mod support;

use guidegen::project::outputs::Rendered;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Project, Work, judge};
use guidegen::publish::Output;
use guidegen::rules;
use guidegen::source::lines::Lines;
use guidegen::source::span::Span;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use support::random::Random;
use support::{Site, site};

fn bytes(rendered: &Rendered) -> BTreeMap<String, Vec<u8>> {
    rendered
        .plan
        .iter()
        .map(|(path, entry)| {
            let bytes = match &entry.output {
                Output::Bytes(bytes) => bytes.to_vec(),
                Output::Shelved(..) => unreachable!("there is no shelf"),
                Output::File { file, .. } => std::fs::read(file).expect("an asset"),
            };
            (path.to_string(), bytes)
        })
        .collect()
}

fn guide(pages: usize) -> Site {
    site(&guide_text(pages))
}

fn guide_text(pages: usize) -> String {
    let mut literal = String::from(
        "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T\"\n[params]\nversion = \"1\"\n\
         [outputs]\nhome = [\"html\", \"rss\", \"json\", \"print\"]\nsection = [\"html\", \"rss\", \"print\"]\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nWelcome. {{% children depth=2 %}}\n\
         -- content/lengths.md --\n---\ntitle: By length\nweight: 900\n---\n{{% children page=\"/s0\" sort=\"length\" %}}\n\
         -- content/quotes.md --\n---\ntitle: Quotes\nweight: 910\ntags: [one]\n---\n{{% include \"s1/p1.md\" %}}\n",
    );
    for section in 0..4 {
        literal.push_str(&format!(
            "-- content/s{section}/_index.md --\n---\ntitle: Section {section}\nweight: {}\n---\nText.\n\n{{{{% children description=\"true\" %}}}}\n",
            (section + 1) * 10
        ));
        for page in 0..pages {
            literal.push_str(&format!("-- content/s{section}/p{page}.md --\n{}", page_text(section, page, 0)));
        }
    }
    literal
}

fn page_text(section: usize, page: usize, edit: usize) -> String {
    format!(
        "---\ntitle: Page {section} {page}\nweight: {}\n---\nA paragraph, edit {edit}.\n\n## Heading {page}\n\n\
         See [next]({{{{< relref \"s{}/p{}#heading-{}\" >}}}}) and {{{{< siteparam \"version\" >}}}}.\n\n```yaml\na: {edit}\n```\n",
        (page + 1) * 10,
        (section + 1) % 4,
        page,
        page,
    )
}

/// One random edit; tells the files it wrote, or nothing if it did more than write pages that there were.
fn edit(site: &Site, random: &mut Random, step: usize) -> (String, Option<BTreeSet<PathBuf>>) {
    let section = random.below(4);
    let page = random.below(4);
    let path = format!("content/s{section}/p{page}.md");
    let old = std::fs::read_to_string(site.path(&path)).unwrap_or_default();
    let fresh = if old.is_empty() { page_text(section, page, step) } else { old.clone() };
    let mut files = BTreeSet::new();
    let mut write = |path: &str, text: &str| {
        if site.path(path).exists() {
            files.insert(site.path(path));
        }
        site.write(&format!("-- {path} --\n{text}"));
    };
    let what = random.below(24);
    let front = |line: &str| fresh.replacen("---\n", &format!("---\n{line}\n"), 1);
    match what {
        0..=3 => write(&path, &page_text(section, page, step)),
        4 => write(&path, &fresh.replace("title: Page", &format!("title: Renamed {step}"))),
        5 => write(&path, &fresh.replace("weight: ", "weight: 1")),
        6 => write(&path, &fresh.replace("## Heading", "## Other heading")),
        7 => write(&path, &format!("{fresh}\n## More {step}\n\nText of {step}.\n")),
        8 => write(&path, &front(&format!("tags: [one, t{}]", step % 3))),
        9 => write(&path, &front(&format!("aliases: [/old-{}/]", step % 4))),
        10 => write(&path, &front("draft: true")),
        11 => write(&path, &front("slug: moved")),
        12 => write(&path, &front("hidden: true")),
        13 => write(&path, &format!("{fresh}\n{{{{% notice info %}}}}\nopen\n")),
        14 => write(
            &format!("content/s{section}/_index.md"),
            &format!(
                "---\ntitle: Section {section}\nweight: {}\ncascade:\n  params:\n    own: {step}\n---\nText {step}.\n\n{{{{% children sort=\"length\" %}}}}\n",
                (step % 5 + 1) * 10
            ),
        ),
        15 if site.path(&path).exists() => {
            site.remove(&path);
            return (format!("{what} {path}"), None);
        }
        16 => write(&format!("content/s{section}/new{step}.md"), "---\ntitle: New\n---\nNew.\n"),
        17 => {
            // Moved into another folder.
            let to = format!("content/s{}/p{page}.md", (section + 1) % 4);
            site.write(&format!("-- {to} --\n{fresh}"));
            if site.path(&path).exists() {
                site.remove(&path);
            }
            return (format!("{what} {path}"), None);
        }
        18 => {
            site.write(&format!("-- templates/partials/footer.html --\n<footer>{step}</footer>\n"));
            return (format!("{what}"), None);
        }
        19 if site.path("templates").exists() => {
            site.remove("templates");
            return (format!("{what}"), None);
        }
        20 => {
            site.write(&format!(
                "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T{}\"\nuglyURLs = {}\n[params]\nversion = \"{step}\"\n\
                 [outputs]\nhome = [\"html\", \"rss\", \"json\", \"print\"]\n{}",
                step % 3,
                step.is_multiple_of(2),
                if step % 4 < 2 { "section = [\"html\", \"print\"]\n" } else { "" },
            ));
            return (format!("{what}"), None);
        }
        21 => {
            site.write(&format!("-- static/file{}.txt --\n{step}\n", step % 2));
            return (format!("{what}"), None);
        }
        22 => {
            site.write(&format!("-- i18n/en.toml --\nsearch = \"Find {step}\"\n"));
            return (format!("{what}"), None);
        }
        _ => {
            site.write(&format!("-- templates/shortcodes/box.html --\n<b>{step} {{{{ inner | safe }}}}</b>\n"));
            site.write(&format!("-- {path} --\n{fresh}\n{{{{% box %}}}}x{{{{% /box %}}}}\n"));
            return (format!("{what} {path}"), None);
        }
    }
    (format!("{what} {path}"), Some(files).filter(|files| !files.is_empty()))
}

/// `GUIDEGEN_STEPS` asks for more steps than the suite has time for.
#[test]
fn any_sequence_of_edits_gives_the_bytes_of_a_clean_build() {
    let steps = std::env::var("GUIDEGEN_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(60);
    for seed in 0..4 {
        let site = guide(4);
        let mut random = Random(seed * 7919 + 1);
        let mut options = site.options.clone();
        options.no_memory = false;
        let mut project = Project::open(site.root(), options.clone()).expect("a project");
        let mut log: VecDeque<String> = VecDeque::new();
        for step in 0..steps {
            if step % 200 == 199 {
                // The guide grows with every step: now and then it starts again, and the project must follow.
                site.remove("content");
                for file in ["templates", "static", "i18n"].iter().filter(|folder| site.path(folder).exists()) {
                    site.remove(file);
                }
                site.write(&guide_text(4));
            }
            let (what, files) = edit(&site, &mut random, step);
            let files = files.filter(|_| step % 200 != 199);
            log.push_back(what);
            log.truncate(400);
            // As the server does it, and as a build does it.
            let snapshot = match &files {
                Some(files) if random.below(3) > 0 => project.snapshot_after(files),
                _ => project.snapshot(),
            };
            let incremental = if random.below(3) > 0 {
                let (shown, mut pages) = project.render_pages(&snapshot);
                if random.below(4) == 0 {
                    // Another save came before this one was settled; what was shown had the pages of a clean build.
                    let (mine, theirs) = (bytes(&shown), bytes(&site.build().rendered));
                    for id in snapshot.rendered() {
                        let file = &snapshot.site.node(id).file;
                        assert!(
                            mine.get(file) == theirs.get(file),
                            "seed {seed}, step {step}: {file} was shown stale after\n{log:?}"
                        );
                    }
                    continue;
                }
                let gathered = pages.gather(&snapshot, &options);
                let (rendered, round) = pages.finish(&snapshot, &options, gathered);
                project.keep(round);
                rendered
            } else {
                project.render(&snapshot)
            };
            let clean = site.build();
            let (mine, theirs) = (bytes(&incremental), bytes(&clean.rendered));
            for (file, clean) in &theirs {
                let same = mine.get(file) == Some(clean);
                assert!(same, "seed {seed}, step {step}: {file} differs after\n{log:?}");
            }
            assert_eq!(mine.len(), theirs.len(), "seed {seed}, step {step}: other files after\n{log:?}");
            let told = |problems: &[guidegen::render::Problem]| format!("{problems:?}").len();
            assert_eq!(told(&incremental.problems), told(&clean.rendered.problems));
            let found = |snapshot: &Snapshot, rendered: &Rendered| {
                let published = judge::published(snapshot, rendered, false);
                let found = rules::run(&snapshot.facts(&published), |rule| rule.default);
                let place = |span: Span| {
                    let source = snapshot.sources.get(span.source);
                    format!("{}:{}", source.path, Lines::new(source.text()).line(span.start as usize))
                };
                found
                    .iter()
                    .map(|finding| format!("{} {} {}", place(finding.primary.span), finding.rule, finding.message))
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                found(&snapshot, &incremental),
                found(&clean.snapshot, &clean.rendered),
                "seed {seed}, step {step}: other findings after\n{log:?}"
            );
        }
    }
}

/// An id that a shortcode makes is no heading, but links lead to it all the same.
#[test]
fn a_link_to_the_id_of_a_shortcode_is_looked_at_again() {
    let notice = |id: &str| {
        format!("-- content/b.md --\n---\ntitle: B\n---\n{{{{% notice tip \"{id}\" %}}}}\nx\n{{{{% /notice %}}}}\n")
    };
    let site = site(&format!(
        "-- content/_index.md --\n---\ntitle: Home\n---\nHi.\n-- content/a.md --\n---\ntitle: A\n---\n[b](../b/#one)\n{}",
        notice("one")
    ));
    let mut options = site.options.clone();
    options.no_memory = false;
    let mut project = Project::open(site.root(), options).expect("a project");
    let mut broken = || {
        let snapshot = project.snapshot();
        let found = rules::run(&snapshot.facts(&Default::default()), |rule| rule.default);
        found.iter().filter(|finding| finding.rule == "anchor-broken").count()
    };
    assert_eq!(broken(), 0);
    site.write(&notice("two"));
    assert_eq!(broken(), 1);
    site.write(&notice("one"));
    assert_eq!(broken(), 0);
}

/// What an edit costs, pinned: only what can differ is made anew.
#[test]
fn an_edit_costs_what_it_must() {
    let site = guide(6);
    let mut options = site.options.clone();
    options.no_memory = false;
    let mut project = Project::open(site.root(), options).expect("a project");
    let mut work = |literal: &str| -> Work {
        site.write(literal);
        let snapshot = project.snapshot();
        project.render(&snapshot).work
    };
    let all = work("");
    assert_eq!((all.parsed, all.bodies), (31, 31));
    assert_eq!(work(""), Work { parsed: 0, bodies: 0, layouts: 0 }, "nothing changed");
    let paragraph = page_text(0, 0, 99).replace("a: 99", "a: 0");
    let first = work(&format!("-- content/s0/p0.md --\n{paragraph}"));
    // Its opening is an answer to home, its section and the list by length; it stands in two books.
    assert_eq!(first.parsed, 1, "a paragraph");
    assert_eq!((first.bodies, first.layouts), (4, 5), "a paragraph");
    let code = work(&format!("-- content/s0/p0.md --\n{}", paragraph.replace("a: 0", "a: 5")));
    assert_eq!((code.parsed, code.bodies, code.layouts), (1, 1, 3), "a line of code below the opening");
    let heading = work(&format!("-- content/s0/p0.md --\n{}", paragraph.replace("## Heading 0", "## Heading zero")));
    assert_eq!((heading.parsed, heading.bodies, heading.layouts), (1, 4, 4), "a heading");
    let file = work("-- static/new.txt --\nx\n");
    assert_eq!((file.parsed, file.bodies, file.layouts), (0, 0, 0), "a static file");
    let layout = work("-- templates/partials/footer.html --\n<footer>f</footer>\n");
    assert_eq!(layout.parsed, 0, "a template");
}
