//! Every kind of fault, put into a sound guide, is found: under its rule, at its line, and nothing else at error level.

#[path = "mutations/guide.rs"]
mod guide;
#[path = "support/random.rs"]
mod random;

use guide::Guide;
use guidegen::diagnostic::Severity;
use guidegen::project::{Options, Project, judge, mend};
use guidegen::rules::level::Levels;
use guidegen::source::lines::Lines;
use random::Random;
use std::collections::BTreeSet;
use std::fs;

/// How many guides each fault is put into.
const SEEDS: u64 = 20;

/// Rule, path, line.
type Place = (String, String, usize);

/// Changes a guide and says what is to be found.
type Fault = fn(&mut Guide, &mut Random) -> Vec<Place>;

/// The findings of a guide at warning level and above, as severity and place.
fn check(guide: &Guide) -> BTreeSet<(Severity, Place, String)> {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &guide.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let options = Options { now: 1_767_225_600, no_memory: true, ..Options::default() };
    let mut project = Project::open(folder.path(), options).unwrap();
    let snapshot = project.snapshot();
    let levels = Levels::read(&snapshot.settings.config).0;
    let judged = judge::whole(&mut project, &snapshot, Vec::new(), |rule| levels.of(rule), Severity::Info);
    let told = judged.findings.iter().filter(|finding| finding.severity > Severity::Info).map(|finding| {
        let source = judged.sources.get(finding.primary.span.source);
        let line = Lines::new(source.text()).line(finding.primary.span.start as usize);
        (finding.severity, (finding.rule.to_string(), source.path.to_string(), line), finding.message.clone())
    });
    told.collect()
}

fn place(rule: &str, path: &str, line: usize) -> Place {
    (rule.to_string(), path.to_string(), line)
}

/// Every place of a text, under a rule.
fn everywhere(rule: &str, places: Vec<(String, usize)>) -> Vec<Place> {
    assert!(!places.is_empty());
    places.into_iter().map(|(path, line)| place(rule, &path, line)).collect()
}

/// A change of one line of one page, found at that line.
fn at_line(guide: &mut Guide, random: &mut Random, rule: &str, old: &str, new: &str) -> Vec<Place> {
    let (chapter, page) = guide.any(random);
    let path = guide.path(chapter, page);
    let own = guide.name(chapter, page);
    let line = guide.replace(&path, &old.replace("OWN", &own), &new.replace("OWN", &own));
    vec![place(rule, &path, line)]
}

const FAULTS: &[(&str, Fault)] = &[
    ("a heading is renamed", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.replace(&guide.path(chapter, page), &format!("## Steps of {own}"), &format!("## Path to {own}"));
        everywhere("anchor-broken", guide.places(&format!("#steps-of-{own}\"")))
    }),
    ("an explicit id is taken away", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.replace(&guide.path(chapter, page), "## 1. Check {#check}", "## Look");
        everywhere("anchor-broken", guide.places(&format!("{own}#check")))
    }),
    ("a picture is deleted", |guide, random| {
        let (chapter, page) = guide.any(random);
        let file = format!("/images/{}.svg", guide.name(chapter, page));
        guide.files.remove(&format!("static{file}"));
        everywhere("image-missing", guide.places(&file))
    }),
    ("a picture is renamed", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        let bytes = guide.files.remove(&format!("static/images/{own}.svg")).unwrap();
        guide.files.insert(format!("static/images/{own}-new.svg"), bytes);
        everywhere("image-missing", guide.places(&format!("/images/{own}.svg")))
    }),
    ("the case of a path is wrong", |guide, random| at_line(guide, random, "path-case", "(/images/", "(/Images/")),
    ("a sample is deleted", |guide, _| {
        guide.files.remove("static/samples/policy.json");
        let mut found = everywhere("link-broken", guide.places("/samples/policy.json"));
        found.push(place("menu-target-missing", "hugo.toml", 18));
        found
    }),
    ("a brace is lost", |guide, random| {
        at_line(guide, random, "shortcode-unterminated", "{{% /notice %}}", "{{% /notice %}")
    }),
    ("a brace of the opening tag is lost", |guide, random| {
        at_line(guide, random, "shortcode-unterminated", "{{% notice info %}}", "{{% notice info %}")
    }),
    ("a closing tag is lost", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        guide.replace(&path, "{{% /notice %}}", "Done.");
        let text = guide.get(&path);
        let line = text[..text.find("{{% notice").unwrap()].matches('\n').count() + 1;
        vec![place("shortcode-unclosed", &path, line)]
    }),
    ("an opening tag is lost", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        guide.replace(&path, "{{% notice info %}}", "Note.");
        let text = guide.get(&path);
        let line = text[..text.find("{{% /notice").unwrap()].matches('\n').count() + 1;
        vec![place("shortcode-unbalanced-close", &path, line)]
    }),
    ("a shortcode is misspelt", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, "{{% notice info", "{{% notcie info");
        guide.replace(&path, "{{% /notice", "{{% /notcie");
        vec![place("shortcode-unknown", &path, line)]
    }),
    ("a value stands in single quotes", |guide, random| {
        at_line(guide, random, "shortcode-syntax", "href=\"https://docs.aws.amazon.com/organizations/\"", "href='x'")
    }),
    ("a quote is lost", |guide, random| {
        at_line(guide, random, "shortcode-syntax", "organizations/\" >}}", "organizations/ >}}")
    }),
    ("arguments are mixed", |guide, random| {
        at_line(guide, random, "shortcode-mixed-arguments", "{{< button href", "{{< button blue href")
    }),
    ("an argument is misspelt", |guide, random| {
        at_line(guide, random, "shortcode-unknown-argument", "{{< button href=\"https", "{{< button hrfe=\"https")
    }),
    ("a delimiter is changed", |guide, random| {
        at_line(guide, random, "shortcode-mixed-delimiters", "{{% /notice %}}", "{{< /notice >}}")
    }),
    ("a page is moved to another chapter", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        let bytes = guide.files.remove(&guide.path(chapter, page)).unwrap();
        let to = chapter % guide.chapters + 1;
        let text = String::from_utf8(bytes).unwrap();
        // Out of the way of the weights there.
        let text = text.replacen("\nweight: ", "\nweight: 9", 1);
        guide.put(&format!("content/chapter-{to}/{own}.md"), &text);
        let mut found = everywhere("ref-broken", guide.places(&format!("\"/chapter-{chapter}/{own}#")));
        found.extend(everywhere("link-broken", guide.places(&format!("chapter-{chapter}/{own}.md"))));
        found
    }),
    ("a page is deleted", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.files.remove(&guide.path(chapter, page));
        let mut found = everywhere("ref-broken", guide.places(&format!("relref \"{own}")));
        found.extend(everywhere("ref-broken", guide.places(&format!("\"/chapter-{chapter}/{own}#"))));
        found.extend(everywhere("link-broken", guide.places(&format!("chapter-{chapter}/{own}.md"))));
        found.extend(everywhere("link-broken", guide.places(&format!("(/old/{own}/)"))));
        found
    }),
    ("a chapter loses its index", |guide, random| {
        let chapter = 2 + random.below(guide.chapters - 1);
        guide.files.remove(&format!("content/chapter-{chapter}/_index.md"));
        let first = (1..=guide.pages).map(|page| guide.path(chapter, page)).min().unwrap();
        vec![place("section-index-missing", &first, 1)]
    }),
    ("a reference is misspelt", |guide, random| {
        let (chapter, page) = guide.any(random);
        let (next_chapter, next_page) = guide.next(chapter, page);
        let next = guide.name(next_chapter, next_page);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, &format!("relref \"{next}\""), &format!("relref \"{next}x\""));
        vec![place("ref-broken", &path, line)]
    }),
    ("two pages get one name", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.put("content/more/_index.md", "---\ntitle: More\nweight: 90\n---\nMore of it.\n");
        guide.put(&format!("content/more/{own}.md"), "---\ntitle: Another\nweight: 10\n---\nAnother page.\n");
        let other = |place: &(String, usize)| !place.0.starts_with(&format!("content/chapter-{chapter}/"));
        let refs = guide.places(&format!("relref \"{own}\"")).into_iter();
        let all = refs.chain(guide.places(&format!("relref \"{own}#"))).filter(other).collect::<Vec<_>>();
        all.into_iter().map(|(path, line)| place("ref-ambiguous", &path, line)).collect()
    }),
    ("a page becomes a draft", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.replace(&guide.path(chapter, page), "\nweight:", "\ndraft: true\nweight:");
        let mut found = everywhere("ref-broken", guide.places(&format!("relref \"{own}")));
        found.extend(everywhere("ref-broken", guide.places(&format!("\"/chapter-{chapter}/{own}#"))));
        found.extend(everywhere("link-to-draft", guide.places(&format!("chapter-{chapter}/{own}.md"))));
        found.extend(everywhere("link-broken", guide.places(&format!("(/old/{own}/)"))));
        found
    }),
    ("a link loses its target", |guide, random| {
        let (chapter, page) = guide.any(random);
        let (next_chapter, next_page) = guide.next(chapter, page);
        let path = guide.path(chapter, page);
        let next = guide.name(next_chapter, next_page);
        let line = guide.replace(&path, &format!("(/old/{next}/)"), "()");
        vec![place("link-empty-target", &path, line)]
    }),
    ("an alias is taken away", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.replace(&guide.path(chapter, page), &format!("  - /old/{own}/\n"), "  - /older/\n");
        everywhere("link-broken", guide.places(&format!("(/old/{own}/)")))
    }),
    ("an alias climbs out", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        guide.replace(&path, "aliases:\n", "aliases:\n  - ../../../out/\n");
        vec![place("alias-invalid", &path, 6)]
    }),
    ("an alias is that of a page", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        guide.replace(&path, "aliases:\n", "aliases:\n  - /chapter-1/\n");
        vec![place("alias-taken", &path, 6)]
    }),
    ("two pages get one address", |guide, random| {
        let (chapter, page) = guide.any(random);
        guide.replace(&guide.path(chapter, page), "\nweight:", "\nslug: same\nweight:");
        let other = page % guide.pages + 1;
        guide.replace(&guide.path(chapter, other), "\nweight:", "\nslug: same\nweight:");
        let second = guide.path(chapter, page).max(guide.path(chapter, other));
        vec![place("url-duplicate", &second, 4)]
    }),
    ("front matter is not closed", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        guide.replace(&path, "/\n---\n", "/\n\n");
        vec![place("front-matter-unclosed", &path, 1)]
    }),
    ("front matter does not parse", |guide, random| {
        at_line(guide, random, "front-matter-invalid", "title: About OWN", "title: \"About OWN")
    }),
    ("a key stands twice", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, "\naliases:", "\nweight: 7\naliases:");
        vec![place("front-matter-duplicate-key", &path, line + 1)]
    }),
    ("a date is none", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, "\naliases:", "\ndate: soon\naliases:");
        vec![place("front-matter-date-invalid", &path, line + 1)]
    }),
    ("a flag has the wrong type", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, "\naliases:", "\ndraft: [perhaps]\naliases:");
        vec![place("front-matter-wrong-type", &path, line + 1)]
    }),
    ("a key is misspelt", |guide, random| {
        at_line(guide, random, "front-matter-unknown-key", "menuTitle:", "menuTitel:")
    }),
    ("a link of the text is broken", |guide, random| {
        at_line(guide, random, "link-broken", "[another address](/old/", "[another address](/odl/")
    }),
    ("a fragment of raw HTML is broken", |guide, random| {
        at_line(guide, random, "anchor-broken", "<a href=\"#steps", "<a href=\"#stpes")
    }),
    ("a picture of raw HTML is broken", |guide, random| {
        at_line(guide, random, "image-missing", "<img src=\"/images/", "<img src=\"/imgs/")
    }),
    ("an alternative text is lost", |guide, random| {
        at_line(guide, random, "image-alt-missing", "![The OWN as a drawing]", "![]")
    }),
    ("an alternative text of raw HTML is lost", |guide, random| {
        at_line(guide, random, "image-alt-missing", " alt=\"the next drawing\"", "")
    }),
    ("a step is renumbered", |guide, random| {
        let (chapter, page) = guide.any(random);
        let own = guide.name(chapter, page);
        guide.replace(&guide.path(chapter, page), "## 1. Check", "## 2. Check");
        everywhere("link-number-stale", guide.places(&format!("[1. Check]({{{{< relref \"{own}#")))
    }),
    ("a merge leaves its marks", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line =
            guide.replace(&path, "Do the first thing.", "<<<<<<< HEAD\nDo this.\n=======\nDo that.\n>>>>>>> other");
        vec![place("conflict-marker", &path, line)]
    }),
    ("two pages get one weight", |guide, random| {
        let (chapter, page) = guide.any(random);
        let page = page % (guide.pages - 1) + 1;
        guide.replace(
            &guide.path(chapter, page + 1),
            &format!("weight: {}", (page + 1) * 10),
            &format!("weight: {}", page * 10),
        );
        // The second of the two, as they now stand in the menu: by title.
        let second = guide.path(chapter, page).max(guide.path(chapter, page + 1));
        vec![place("weight-duplicate", &second, 4)]
    }),
    ("a title is lost", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let own = guide.name(chapter, page);
        guide.replace(&path, &format!("title: About {own}\nmenuTitle: {own}\n"), "");
        vec![place("title-missing", &path, 1)]
    }),
    ("a notice gets a kind of its own", |guide, random| {
        at_line(guide, random, "notice-kind-invalid", "{{% notice info", "{{% notice infro")
    }),
    ("a heading skips a level", |guide, random| {
        at_line(guide, random, "heading-level-skip", "## Steps of OWN", "#### Steps of OWN")
    }),
    ("a word stands twice", |guide, random| {
        at_line(guide, random, "doubled-word", "Look at the result.", "Look at the the result.")
    }),
    ("a file is not UTF-8", |guide, random| {
        let (chapter, page) = guide.any(random);
        let path = guide.path(chapter, page);
        let line = guide.replace(&path, "Do the first thing.", "Do the \u{fffd} thing.");
        let bytes = guide.files.get_mut(&path).unwrap();
        let at = bytes.windows(3).position(|bytes| bytes == "\u{fffd}".as_bytes()).unwrap();
        bytes.splice(at..at + 3, [0xdf]);
        vec![place("file-not-utf8", &path, line)]
    }),
    ("a setting is misspelt", |guide, _| {
        let line = guide.replace("hugo.toml", "title =", "titel =");
        vec![place("config-unknown-key", "hugo.toml", line)]
    }),
    ("a setting has the wrong type", |guide, _| {
        let line = guide.replace("hugo.toml", "unsafe = true", "unsafe = \"often\"");
        vec![place("config-wrong-type", "hugo.toml", line)]
    }),
    ("the theme is misspelt", |guide, _| {
        let line = guide.replace("hugo.toml", "title =", "theme = \"founation\"\ntitle =");
        vec![place("theme-missing", "hugo.toml", line)]
    }),
    ("a menu entry leads nowhere", |guide, _| {
        guide.replace("hugo.toml", "pageRef = \"/chapter-1\"", "pageRef = \"/chapter-7\"");
        vec![place("menu-target-missing", "hugo.toml", 14)]
    }),
    ("a link of a template is broken", |guide, _| {
        let path = "templates/partials/custom-footer.html";
        let line = guide.replace(path, "/chapter-1/", "/chapter-9/");
        vec![place("output-link-broken", path, line)]
    }),
    ("a fragment of a template is broken", |guide, _| {
        let path = "templates/partials/custom-footer.html";
        let line = guide.replace(path, "/chapter-1/", "/chapter-1/#nothing");
        vec![place("output-anchor-broken", path, line)]
    }),
    ("a template does not parse", |guide, _| {
        let path = "templates/partials/custom-footer.html";
        let line = guide.replace(path, "First chapter", "{{ page.title }");
        vec![place("template-invalid", path, line)]
    }),
    ("a template names what is not there", |guide, _| {
        let path = "templates/partials/custom-footer.html";
        let line = guide.replace(path, "First chapter", "{{ page.titel }}");
        vec![place("template-failed", path, line)]
    }),
];

#[test]
fn the_guide_is_sound_before_it_is_broken() {
    for seed in 0..SEEDS {
        let guide = Guide::new(&mut Random::new(seed));
        assert_eq!(check(&guide), BTreeSet::new(), "seed {seed}");
    }
}

/// Puts one fault into all guides; gives what is wrong with the findings.
fn try_fault(number: usize, name: &str, fault: Fault) -> Vec<String> {
    let mut wrong = Vec::new();
    for seed in 0..SEEDS {
        let mut random = Random::new(seed * 1000 + number as u64);
        let mut guide = Guide::new(&mut random);
        let expected: BTreeSet<Place> = fault(&mut guide, &mut random).into_iter().collect();
        let found = check(&guide);
        for place in &expected {
            if !found.iter().any(|(_, own, _)| own == place) {
                wrong.push(format!("{name}, seed {seed}: not found: {place:?}"));
            }
        }
        for (severity, place, message) in &found {
            if *severity == Severity::Error && !expected.contains(place) {
                wrong.push(format!("{name}, seed {seed}: too much: {place:?} {message}"));
            }
        }
    }
    wrong
}

#[test]
fn every_fault_is_found_where_it_is() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let own = FAULTS.iter().enumerate().skip(worker).step_by(threads);
                scope.spawn(move || {
                    own.flat_map(|(number, (name, fault))| try_fault(number, name, *fault)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        FAULTS.len() as u64 * SEEDS,
        wrong[..wrong.len().min(60)].join("\n")
    );
}

/// A change and what `--fix` must make of it: the text before.
const FIXABLE: &[(&str, &str)] = &[
    ("(/images/", "(/Images/"),
    ("{{% /notice %}}", "{{< /notice >}}"),
    ("\nweight: 10\n", "\nweight: 010\n"),
    ("\nhidden: false\n", "\nhidden: \"false\"\n"),
    ("#steps-of-", "#Steps-Of-"),
    ("<https://docs.example.com/start/>", "https://docs.example.com/start/"),
    ("[the policy](/samples/policy.json)", "[the policy](https://guide.example.org/samples/policy.json)"),
];

#[test]
fn fixes_leave_nothing_behind_and_change_nothing_else() {
    let mut sound = Guide::new(&mut Random::new(3));
    let places: Vec<(usize, usize)> =
        (1..=sound.chapters).flat_map(|chapter| (1..=sound.pages).map(move |page| (chapter, page))).collect();
    for &(chapter, page) in &places {
        let path = sound.path(chapter, page);
        sound.replace(&path, "\naliases:", "\nhidden: false\naliases:");
        sound.replace(
            &path,
            "\n\n## Steps",
            "\n\nStart at <https://docs.example.com/start/>.\n\nTake [the policy](/samples/policy.json).\n\n## Steps",
        );
    }
    let mut broken = Guide { files: sound.files.clone(), chapters: sound.chapters, pages: sound.pages };
    let mut faults = 0;
    for &(chapter, page) in &places {
        let path = broken.path(chapter, page);
        for (right, wrong) in FIXABLE {
            if broken.get(&path).contains(right) {
                broken.replace(&path, right, wrong);
                faults += 1;
            }
        }
        // Extensions and stale numbers, each in another page.
        let (next_chapter, next_page) = broken.next(chapter, page);
        let next = broken.name(next_chapter, next_page);
        broken.replace(&path, &format!("relref \"{next}\""), &format!("relref \"{next}.md\""));
        broken.replace(&path, "[1. Check]", "[8. Check]");
        faults += 2;
    }
    assert!(faults >= 50, "{faults}");
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &broken.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let open = || Project::open(folder.path(), Options { now: 1_767_225_600, ..Options::default() }).unwrap();
    let mut project = open();
    let levels = Levels::read(&project.snapshot().settings.config).0;
    let terms = mend::Terms { levels: &levels, external: &[] };
    let mended = mend::mend(&mut project, terms, false, |_, _| true);
    assert_eq!((mended.fixed, mended.refused), (faults, 0));
    for (path, (_, text)) in &mended.texts {
        assert_eq!(text, &sound.get(path), "{path}");
        fs::write(folder.path().join(path), text).unwrap();
    }
    let again = mend::mend(&mut open(), terms, false, |_, _| true);
    assert_eq!(again, mend::Mended::default());
}
