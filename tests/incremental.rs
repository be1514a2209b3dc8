//! Incremental equals clean: after any sequence of edits the remembered project gives the bytes of a clean build.

mod support;

use guidegen::project::outputs::Rendered;
use guidegen::project::{Project, Work};
use guidegen::publish::Output;
use std::collections::BTreeMap;
use support::{Site, site};

/// A small generator, so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

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
    let mut literal = String::from(
        "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T\"\n[params]\nversion = \"1\"\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nWelcome. {{% children depth=2 %}}\n",
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
    site(&literal)
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

#[test]
fn any_sequence_of_edits_gives_the_bytes_of_a_clean_build() {
    for seed in 0..4 {
        let site = guide(4);
        let mut random = Random(seed * 7919 + 1);
        let mut options = site.options.clone();
        options.no_memory = false;
        let mut project = Project::open(site.root(), options).expect("a project");
        let mut log = Vec::new();
        for step in 0..60 {
            let section = random.below(4);
            let page = random.below(4);
            let path = format!("content/s{section}/p{page}.md");
            let old = std::fs::read_to_string(site.path(&path)).unwrap_or_default();
            let what = random.below(14);
            log.push(format!("{what} {path}"));
            match what {
                0 | 1 => {
                    site.write(&format!("-- {path} --\n{}", page_text(section, page, step)));
                }
                2 => {
                    site.write(&format!("-- {path} --\n{}", old.replace("title: Page", "title: Renamed")));
                }
                3 => {
                    site.write(&format!("-- {path} --\n{}", old.replace("weight: ", "weight: 1")));
                }
                4 => {
                    site.write(&format!("-- {path} --\n{}", old.replace("## Heading", "## Other heading")));
                }
                5 if site.path(&path).exists() => {
                    site.remove(&path);
                }
                6 => {
                    site.write(&format!("-- content/s{section}/new{step}.md --\n---\ntitle: New\n---\nNew.\n"));
                }
                7 => {
                    site.write(&format!(
                        "-- {path} --\n{}",
                        old.replace("---\nA", "slug: s\n---\nA").replacen("---\n", "---\nslug: moved\n", 1)
                    ));
                }
                8 => {
                    site.write(&format!("-- templates/partials/footer.html --\n<footer>{step}</footer>\n"));
                }
                9 if site.path("templates").exists() => {
                    site.remove("templates");
                }
                10 => {
                    site.write(&format!(
                        "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T{}\"\nuglyURLs = {}\n[params]\nversion = \"{step}\"\n",
                        step % 3,
                        step % 2 == 0
                    ));
                }
                11 => {
                    site.write(&format!("-- {path} --\n{old}\n{{{{% notice info %}}}}\nopen\n"));
                }
                12 => {
                    site.write(&format!("-- static/file{}.txt --\n{step}\n", step % 2));
                }
                _ => {
                    site.write(&format!("-- templates/shortcodes/box.html --\n<b>{step} {{{{ inner | safe }}}}</b>\n"));
                    site.write(&format!("-- {path} --\n{old}\n{{{{% box %}}}}x{{{{% /box %}}}}\n"));
                }
            }
            let snapshot = project.snapshot();
            let incremental = project.render(&snapshot);
            let clean = site.build();
            let (mine, theirs) = (bytes(&incremental), bytes(&clean.rendered));
            for (file, clean) in &theirs {
                let same = mine.get(file) == Some(clean);
                assert!(same, "seed {seed}, step {step}: {file} differs after\n{}", log.join("\n"));
            }
            assert_eq!(mine.len(), theirs.len(), "seed {seed}, step {step}: other files after\n{}", log.join("\n"));
            let told = |problems: &[guidegen::render::Problem]| format!("{problems:?}").len();
            assert_eq!(told(&incremental.problems), told(&clean.rendered.problems));
        }
    }
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
    assert_eq!((all.parsed, all.bodies), (29, 29));
    assert_eq!(work(""), Work { parsed: 0, bodies: 0, layouts: 0 }, "nothing changed");
    let paragraph = page_text(0, 0, 99).replace("a: 99", "a: 0");
    let first = work(&format!("-- content/s0/p0.md --\n{paragraph}"));
    // Its summary is shown by the section that lists it, and by nobody else.
    assert_eq!(first.parsed, 1, "a paragraph");
    assert!(first.bodies <= 3 && first.layouts <= 3, "a paragraph: {first:?}");
    let code = work(&format!("-- content/s0/p0.md --\n{}", paragraph.replace("a: 0", "a: 5")));
    assert_eq!((code.parsed, code.bodies, code.layouts), (1, 1, 1), "a line of code below the opening");
    let file = work("-- static/new.txt --\nx\n");
    assert_eq!((file.parsed, file.bodies, file.layouts), (0, 0, 0), "a static file");
    let layout = work("-- templates/partials/footer.html --\n<footer>f</footer>\n");
    assert_eq!(layout.parsed, 0, "a template");
}
