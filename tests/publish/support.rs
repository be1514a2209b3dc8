//! A project folder to publish from and into, and pictures of what stands in a folder.

use guidegen::fingerprint::Fingerprint;
use guidegen::publish::disk::{self, Protect, Report};
use guidegen::publish::error::Error;
use guidegen::publish::{Origin, Output, Plan};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub struct Place {
    pub dir: tempfile::TempDir,
    pub root: PathBuf,
    pub out: PathBuf,
    pub protect: Protect,
}

/// A project with a page and an image, and nothing published yet.
pub fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap().join("guide");
    for (path, text) in [("content/_index.md", "# Home\n"), ("static/logo.svg", "<svg/>"), ("guidegen.toml", "")] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let inputs = ["content", "static", "images", "themes", "templates"].map(|name| root.join(name)).to_vec();
    let protect = Protect { root: root.clone(), inputs, ..Protect::default() };
    Place { out: root.join("public"), dir, root, protect }
}

impl Place {
    pub fn publish(&self, plan: &Plan) -> Result<Report, Error> {
        disk::publish(plan, &self.out, &self.protect, &|_, _| {})
    }

    /// What stands beside the output folder that has no business there.
    pub fn litter(&self) -> Vec<String> {
        let names = fs::read_dir(&self.root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut litter: Vec<_> = names.filter(|name| name.starts_with(".public.")).collect();
        litter.extend(look(&self.out).into_keys().filter(|name| name.contains("guidegen-new")));
        litter
    }

    /// A file of the project that is old enough for its date to count.
    pub fn input(&self, path: &str, text: &str) -> PathBuf {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        set_date(&path, 100);
        path
    }
}

pub fn set_date(path: &Path, seconds_ago: u64) {
    let date = SystemTime::now() - Duration::from_secs(seconds_ago);
    fs::File::options().write(true).open(path).unwrap().set_modified(date).unwrap();
}

pub fn plan(files: &[(&str, &str)]) -> Plan {
    let mut plan = Plan::default();
    for (path, text) in files {
        plan.add(path, Output::Bytes(text.as_bytes().into()), Origin::Generated("test")).unwrap();
    }
    plan
}

pub fn with_file(mut plan: Plan, path: &str, file: &Path) -> Plan {
    let size = fs::metadata(file).unwrap().len();
    let output = Output::File { file: file.to_owned(), size, stamp: Fingerprint::default() };
    plan.add(path, output, Origin::Generated("test")).unwrap();
    plan
}

/// Everything in a folder: folders end in `/` and are empty, links are `-> target`, pipes are `pipe`.
pub fn look(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                found.insert(format!("{name}/"), String::new());
                open.push(path);
            } else if kind.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else if kind.is_file() {
                found.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            } else {
                found.insert(name, "pipe".to_owned());
            }
        }
    }
    found
}

/// The files in a folder but for the manifest.
pub fn files(folder: &Path) -> Vec<(String, String)> {
    look(folder).into_iter().filter(|(name, _)| name != ".guidegen-manifest").collect()
}

/// Which file stands at each path (by number) and when it was written; with folders.
#[cfg(unix)]
pub fn identities(folder: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let names = look(folder).into_keys().chain([String::new()]);
    names
        .map(|name| {
            let meta = fs::symlink_metadata(folder.join(name.trim_end_matches('/'))).unwrap();
            (name, (meta.ino(), meta.mtime(), meta.mtime_nsec()))
        })
        .collect()
}

/// The paths in order, with texts, as [`files`] gives them.
pub fn listed(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}
