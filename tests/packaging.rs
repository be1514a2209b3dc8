//! What a release is made of: every place names the version of this package, and the scripts make packages that hold it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

/// Runs a script of Python; nothing where there is no Python.
fn python(arguments: &[&str]) -> Option<Output> {
    let output =
        Command::new("python3").args(arguments).current_dir(root()).env("PYTHONDONTWRITEBYTECODE", "1").output();
    if output.is_err() {
        eprintln!("skipped: there is no python3 here");
    }
    output.ok()
}

fn made(arguments: &[&str]) -> Option<Vec<PathBuf>> {
    let output = python(arguments)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(PathBuf::from).collect())
}

/// A program that is small and says the version: what the packages carry need not be ours.
fn program(folder: &Path) -> String {
    let path = folder.join("a-program");
    std::fs::write(&path, format!("#!/bin/sh\necho guidegen {}\n", env!("CARGO_PKG_VERSION"))).expect("a file");
    path.to_string_lossy().into_owned()
}

#[test]
fn one_version_is_named_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(text("action.yml").contains(&format!("default: v{version}\n")), "action.yml is pinned to another version");
    assert!(text("docs/workflows/guide.yml").contains(&format!("guidegen@v{version}\n")), "docs/workflows/guide.yml");
}

#[test]
fn the_manual_names_the_repository_that_cargo_toml_names() {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_end_matches('/').trim_end_matches(".git");
    let owner = repository.strip_prefix("https://github.com/").unwrap_or("OWNER/guidegen");
    for (page, count) in [("docs/publishing.md", 3), ("docs/workflows/guide.yml", 1)] {
        let text = text(page);
        let named = text.matches(&format!("{owner}@v")).count() + text.matches(&format!("github.com/{owner}")).count();
        assert_eq!(named, count, "{page} does not name {owner}");
    }
    let says = text("docs/publishing.md").contains("stands for the repository");
    assert_eq!(says, owner.starts_with("OWNER/"), "docs/publishing.md says that OWNER stands for something");
}

#[test]
fn the_image_is_made_from_all_that_cargo_asks_for() {
    let (cargo, docker, ignore) = (text("Cargo.toml"), text("Dockerfile"), text(".dockerignore"));
    let folders = [
        ("[[bench]]", "benches"),
        ("[[test]]", "tests"),
        ("[[example]]", "examples"),
        ("[lib]", "src"),
        ("build = \"build/", "build"),
    ];
    let wanted = folders.iter().filter(|(target, _)| cargo.contains(target)).map(|(_, folder)| *folder);
    for folder in wanted.chain(["themes"]) {
        assert!(docker.contains(&format!("COPY {folder} {folder}\n")), "Dockerfile does not copy {folder}");
        assert!(ignore.lines().any(|line| line == format!("!{folder}")), ".dockerignore leaves {folder} out");
    }
}

#[test]
fn the_platforms_of_the_release_are_those_of_the_packages() {
    let targets: serde_json::Value = serde_json::from_str(&text("packaging/targets.json")).expect("JSON");
    let workflow = text(".github/workflows/release.yml");
    let install = text("packaging/install.sh");
    for target in targets.as_array().expect("a list").iter().filter_map(|target| target["target"].as_str()) {
        assert!(workflow.contains(&format!("target: {target}\n")), "release.yml: {target}");
        assert!(install.contains(&format!("target={target} ")), "install.sh: {target}");
    }
    assert_eq!(workflow.matches("- target: ").count(), targets.as_array().map_or(0, Vec::len));
}

#[test]
fn archives_wheels_and_npm_packages_hold_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    let (dist_name, npm) = (dist.to_string_lossy().into_owned(), folder.path().join("npm"));
    let binary = program(folder.path());
    let tools = env!("CARGO_BIN_EXE_guidegen");
    let target = "x86_64-unknown-linux-gnu";
    let arguments =
        ["packaging/archive.py", "--binary", &binary, "--target", target, "--out", &dist_name, "--tools", tools];
    let Some(archives) = made(&arguments) else { return };
    let first = std::fs::read(&archives[0]).expect("the archive");
    assert!(archives[0].ends_with(format!("guidegen-v{}-{target}.tar.gz", env!("CARGO_PKG_VERSION"))));
    made(&arguments);
    assert_eq!(std::fs::read(&archives[0]).expect("the archive"), first, "the same input gives the same bytes");

    let wheels = made(&["packaging/pypi/build.py", &dist_name, "--out", &dist_name]).expect("wheels");
    // Installed by hand, as installers do: unpacked, and run by its own script.
    let check = "import sys, zipfile, hashlib, base64, csv, io\n\
                 wheel = zipfile.ZipFile(sys.argv[1])\n\
                 record = next(name for name in wheel.namelist() if name.endswith('RECORD'))\n\
                 rows = [row for row in csv.reader(io.StringIO(wheel.read(record).decode())) if row[1]]\n\
                 assert len(rows) == len(wheel.namelist()) - 1\n\
                 for name, digest, size in rows:\n\
                 \x20   data = wheel.read(name)\n\
                 \x20   told = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()\n\
                 \x20   assert digest == 'sha256=' + told and int(size) == len(data), name\n\
                 wheel.extractall(sys.argv[2])\n";
    let site = folder.path().join("site").to_string_lossy().into_owned();
    let checked = python(&["-c", check, &wheels[0].to_string_lossy(), &site]).expect("python");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    if cfg!(unix) {
        let run = Command::new("python3").args(["-m", "guidegen", "--version"]).env("PYTHONPATH", &site).output();
        let told = String::from_utf8_lossy(&run.expect("python").stdout).into_owned();
        assert_eq!(told.trim(), format!("guidegen {}", env!("CARGO_PKG_VERSION")));
    }

    let packages = made(&["packaging/npm/build.py", &dist_name, "--out", &npm.to_string_lossy()]).expect("packages");
    assert_eq!(packages.len(), 2);
    let manifest = std::fs::read_to_string(npm.join("guidegen/package.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["optionalDependencies"].as_object().map(serde_json::Map::len), Some(5));
    assert_eq!(
        std::fs::metadata(npm.join("guidegen-linux-x64/guidegen")).expect("the program").len(),
        std::fs::metadata(&binary).expect("the program").len()
    );
    let none = python(&["packaging/pypi/build.py", &npm.to_string_lossy(), "--out", &dist_name]).expect("python");
    assert!(!none.status.success() && String::from_utf8_lossy(&none.stderr).contains("no archive"));
}

/// The script that the action runs, against a folder instead of a release.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn the_action_installs_what_the_checksum_tells_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    let target = "x86_64-unknown-linux-gnu";
    let binary = program(folder.path());
    let tools = env!("CARGO_BIN_EXE_guidegen");
    let out = dist.to_string_lossy().into_owned();
    let arguments = ["packaging/archive.py", "--binary", &binary, "--target", target, "--out", &out, "--tools", tools];
    if made(&arguments).is_none() {
        return;
    }
    let install = || {
        Command::new("bash")
            .arg(root().join("packaging/install.sh"))
            .env("VERSION", &version)
            .env("RUNNER_TEMP", folder.path())
            .env("GITHUB_PATH", folder.path().join("path"))
            .env("RELEASES", format!("file://{out}"))
            .output()
            .expect("bash")
    };
    let told = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let missing = install();
    if told(&missing).contains("curl: command not found") {
        eprintln!("skipped: there is no curl here");
        return;
    }
    assert!(!missing.status.success() && told(&missing).contains("cannot be fetched"), "{}", told(&missing));
    let archive = format!("guidegen-{version}-{target}.tar.gz");
    let sums = std::fs::read_to_string(dist.join(format!("{archive}.sha256"))).expect("a checksum");
    std::fs::write(dist.join("SHA256SUMS"), format!("zzzz{}", &sums[4..])).expect("a file");
    let wrong = install();
    assert!(!wrong.status.success() && told(&wrong).contains("the checksum"), "{}", told(&wrong));
    std::fs::write(dist.join("SHA256SUMS"), &sums).expect("a file");
    let right = install();
    assert!(right.status.success(), "{}", told(&right));
    assert!(String::from_utf8_lossy(&right.stdout).contains("guidegen 0."), "{}", told(&right));
    let path = std::fs::read_to_string(folder.path().join("path")).expect("the path");
    assert!(path.trim_end().ends_with("guidegen/bin"), "{path}");
}
