//! A second build: nothing that is as it was is made or written again, and what the cache saves never shows in the site.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};
use support::program::{build as run, tree as bytes};
use support::random::Random;
use support::{Site, site};

fn guide() -> Site {
    let mut literal = String::from(
        "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T\"\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nWelcome.\n\
         -- static/logo.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>\n",
    );
    for page in 0..6 {
        literal.push_str(&format!(
            "-- content/p{page}.md --\n---\ntitle: Page {page}\nweight: {page}1\n---\nText {page}.\n"
        ));
    }
    let site = site(&literal);
    // As old as the files of a guide are.
    age(&site.path("static/logo.svg"), 100);
    site
}

fn age(path: &Path, seconds: u64) {
    let file = fs::File::options().append(true).open(path).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).expect("a date");
}

/// Builds and gives the last line that was told.
fn build(site: &Site, arguments: &[&str]) -> String {
    let output = run(site, "public", arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    told.lines().last().unwrap_or_default().to_string()
}

fn is_untouched(line: &str) -> bool {
    line.contains(" 0 written, ") && line.ends_with("(nothing changed)")
}

/// Every file below a folder with its bytes and date.
fn tree(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut tree = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                let date = entry.metadata().and_then(|meta| meta.modified()).expect("a date");
                tree.insert(path, (fs::read(entry.path()).expect("a file"), date));
            }
        }
    }
    tree
}

/// Whether the last build found its record, told by the stages that it went through.
fn was_short(site: &Site) -> bool {
    let file = site.path("timings.json");
    let line = build(site, &[&format!("--timings={}", file.display())]);
    let told = fs::read_to_string(&file).expect("timings");
    fs::remove_file(&file).expect("timings");
    let short = !told.contains("\"parse\"");
    assert!(!short || is_untouched(&line), "{line}");
    short
}

#[test]
fn a_build_of_what_was_built_does_nothing() {
    let site = guide();
    assert!(!is_untouched(&build(&site, &[])));
    assert_eq!(fs::read(site.path(".guidegen-cache/.gitignore")).expect("a file"), b"*\n");
    let before = tree(&site.path("public"));
    assert!(was_short(&site));
    assert!(was_short(&site));
    assert_eq!(tree(&site.path("public")), before);
    // The same choices, but no cache: everything is made, and nothing is written.
    assert!(is_untouched(&build(&site, &["--no-cache"])));
    assert_eq!(tree(&site.path("public")), before);
}

#[test]
fn a_guide_that_was_just_fetched_does_not_stay_new() {
    let site = guide();
    // Its copy gets a date of its own, as this date proves nothing yet.
    age(&site.path("static/logo.svg"), 0);
    build(&site, &[]);
    std::thread::sleep(Duration::from_millis(2200));
    // Now the record is one of files that are old enough.
    build(&site, &[]);
    assert!(was_short(&site));
    fs::write(site.path("public/logo.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"8\"/>\n")
        .expect("a file");
    assert!(!was_short(&site));
}

#[test]
fn other_choices_are_another_build() {
    let site = guide();
    build(&site, &[]);
    for choice in ["--base-url=https://other.example/", "--drafts", "--strict", "--rule=typo=off", "--no-images"] {
        let line = build(&site, &[choice]);
        let clean = run(&site, "clean", &[choice, "--no-cache"]);
        assert!(clean.status.success());
        assert_eq!(bytes(&site.path("public")), bytes(&site.path("clean")), "{choice}: {line}");
        build(&site, &[]);
    }
}

#[test]
fn what_happens_to_the_output_is_seen() {
    let site = guide();
    build(&site, &[]);
    let whole = bytes(&site.path("public"));
    let page = site.path("public/p1/index.html");
    let hurt: [(&str, &dyn Fn()); 5] = [
        ("changed", &|| fs::write(&page, "x").expect("a file")),
        ("changed in place", &|| {
            let text = fs::read_to_string(&page).expect("a page").replace("Text 1", "Text 7");
            fs::write(&page, text).expect("a file");
        }),
        ("removed", &|| fs::remove_file(&page).expect("a file")),
        ("copy changed", &|| fs::write(site.path("public/logo.svg"), "y").expect("a file")),
        ("all removed", &|| fs::remove_dir_all(site.path("public")).expect("a folder")),
    ];
    for (what, how) in hurt {
        how();
        assert!(!was_short(&site), "{what}");
        assert_eq!(bytes(&site.path("public")), whole, "{what}");
        assert!(was_short(&site), "{what}: the build after it");
    }
}

#[test]
fn a_torn_or_foreign_record_is_none() {
    let site = guide();
    build(&site, &[]);
    let folder = site.path(".guidegen-cache/builds");
    let record = fs::read_dir(&folder).expect("a folder").flatten().next().expect("a record").path();
    let whole = fs::read(&record).expect("a record");
    for wrong in [&whole[..whole.len() / 2], b"", b"guidegen cache 1\nand then something else entirely"] {
        fs::write(&record, wrong).expect("a file");
        assert!(!was_short(&site));
        assert!(was_short(&site));
    }
    fs::remove_dir_all(site.path(".guidegen-cache")).expect("a folder");
    assert!(!was_short(&site));
    assert!(was_short(&site));
}

#[test]
fn a_page_of_the_future_is_waited_for() {
    let site = guide();
    let soon = SystemTime::now() + Duration::from_secs(3);
    let soon = soon.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let date = guidegen::render::view::iso_date(soon as i64);
    let (hours, minutes, seconds) = (soon / 3600 % 24, soon / 60 % 60, soon % 60);
    site.write(&format!(
        "-- content/soon.md --\n---\ntitle: Soon\ndate: {date}T{hours:02}:{minutes:02}:{seconds:02}Z\n---\nNow.\n"
    ));
    build(&site, &[]);
    assert!(!site.path("public/soon/index.html").exists());
    std::thread::sleep(Duration::from_secs(4));
    assert!(!was_short(&site));
    assert!(site.path("public/soon/index.html").exists());
}

#[test]
fn a_guide_that_is_built_elsewhere_keeps_its_folder_clean() {
    let site = guide();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.arg("build").arg("--root").arg(site.root()).arg("--out").arg(elsewhere.path().join("site"));
    assert!(command.status().expect("a run").success());
    assert!(!site.path(".guidegen-cache").exists());
}

#[test]
fn after_any_edit_the_site_is_that_of_a_clean_build() {
    let site = guide();
    let mut random = Random(11);
    for step in 0..30 {
        let page = format!("content/p{}.md", random.below(6));
        let what = random.below(8);
        match what {
            0 => drop(site.write(&format!("-- {page} --\n---\ntitle: New {step}\n---\nText {step}.\n"))),
            1 => drop(fs::remove_file(site.path(&page))),
            2 => drop(site.write(&format!("-- content/new{step}.md --\n---\ntitle: Added\n---\n[home](/)\n"))),
            3 => drop(site.write(&format!("-- templates/partials/custom-footer.html --\n{step}\n"))),
            4 => drop(site.write(&format!("-- static/file{}.txt --\n{step}\n", random.below(3)))),
            5 => drop(
                site.write(&format!("-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"T{step}\"\n")),
            ),
            6 => drop(fs::rename(site.path(&page), site.path("content/moved.md"))),
            _ => {}
        }
        build(&site, &[]);
        let clean = run(&site, "clean", &["--no-cache"]);
        assert!(clean.status.success());
        assert_eq!(bytes(&site.path("public")), bytes(&site.path("clean")), "step {step}: {what} {page}");
    }
}

#[test]
fn timings_name_every_stage_and_page() {
    let site = guide();
    let file = site.path("timings.json");
    build(&site, &[&format!("--timings={}", file.display())]);
    let told: serde_json::Value = serde_json::from_slice(&fs::read(&file).expect("timings")).expect("JSON");
    assert_eq!(told["unit"], "ms");
    let names =
        |key: &str| told[key].as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let stages = ["read", "parse", "assemble", "resolve", "pictures", "pages", "search", "outputs", "rules", "publish"];
    assert_eq!(names("stages"), stages);
    assert_eq!(names("parts"), ["parse", "resolve", "body", "layout", "words"]);
    let whole = told["whole"].as_f64().expect("a number");
    let sum: f64 = told["stages"].as_object().expect("stages").values().filter_map(serde_json::Value::as_f64).sum();
    assert!(sum > 0.0 && sum <= whole, "{sum} of {whole}");
    let pages: Vec<&str> =
        told["pages"].as_array().expect("pages").iter().filter_map(|page| page["path"].as_str()).collect();
    for page in 0..6 {
        assert!(pages.contains(&format!("content/p{page}.md").as_str()), "{pages:?}");
    }
    let times: Vec<f64> =
        told["pages"].as_array().expect("pages").iter().filter_map(|page| page["ms"].as_f64()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    let table = run(&site, "public", &["--timings", "--no-cache"]);
    let table = String::from_utf8_lossy(&table.stderr).into_owned();
    assert!(stages.iter().all(|stage| table.contains(stage)) && table.contains("the slowest pages"), "{table}");
}

#[test]
fn the_number_of_threads_does_not_show() {
    let site = guide();
    let mut first = None;
    for jobs in ["1", "2", "8"] {
        let output = run(&site, "jobs", &["--no-cache", "--force", "--jobs", jobs]);
        assert!(output.status.success());
        let made = bytes(&site.path("jobs"));
        fs::remove_dir_all(site.path("jobs")).expect("a folder");
        assert_eq!(first.get_or_insert_with(|| made.clone()), &made, "{jobs} threads");
    }
}
