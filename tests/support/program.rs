//! The program itself: a site built into a folder, and what stands in a folder.

use super::Site;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// `guidegen build` of a site into one of its folders.
pub fn build(site: &Site, out: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.arg("build").arg("--root").arg(site.root()).arg("--out").arg(site.path(out)).args(arguments);
    command.output().expect("a run")
}

/// Every file below a folder with its bytes, `.git` left out.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if entry.file_name() != ".git" {
                    open.push(path);
                }
            } else {
                let inside = path.strip_prefix(root).expect("a path").to_string_lossy().replace('\\', "/");
                files.insert(inside, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}
