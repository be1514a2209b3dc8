//! Theme: the files of the built-in theme as they are needed, and what tells them from those of another version.

use crate::stylesheet;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// The files of a folder as Rust: `FILES`, pairs of a path and a text by path, style sheets without what no browser needs, and
/// `FINGERPRINT`, a text that changes with any of them.
pub fn as_rust(folder: &Path) -> String {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(inner) = open.pop() {
        for entry in std::fs::read_dir(&inner).expect("a folder of the theme").flatten() {
            let path = entry.path();
            // What a system leaves in folders, such as `.DS_Store`.
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("the theme consists of texts");
            let inside = path.strip_prefix(folder).expect("a file of the folder");
            let inside: Vec<&str> = inside.iter().map(|part| part.to_str().expect("a name in ASCII")).collect();
            let is_css = path.extension().is_some_and(|extension| extension == "css");
            files.insert(inside.join("/"), if is_css { stylesheet::compact(&text) } else { text });
        }
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let mut rust = format!("pub static FINGERPRINT: &str = \"{:016x}\";\n", hasher.finish());
    rust.push_str("pub static FILES: &[(&str, &str)] = &[\n");
    for (path, text) in &files {
        let _ = writeln!(rust, "    ({path:?}, {text:?}),");
    }
    rust + "];\n"
}
