//! Writes texts of the guide: mended ones over the author's files, each whole or not at all, and new ones over nothing.

use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes texts by their path relative to the root, each to a file beside the old one that then takes its name.
pub fn texts<'t>(root: &Path, texts: impl Iterator<Item = (&'t str, &'t str)>) -> Result<(), String> {
    for (path, text) in texts {
        let file = root.join(path);
        let told = |error: std::io::Error| format!("`{path}` cannot be written: {error}");
        let real = fs::canonicalize(&file).unwrap_or(file);
        let beside = real.with_file_name(format!(
            ".{}.guidegen-{}",
            real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            std::process::id()
        ));
        let written = fs::File::create(&beside).and_then(|mut new| {
            new.write_all(text.as_bytes())?;
            if let Ok(old) = fs::metadata(&real) {
                new.set_permissions(old.permissions())?;
            }
            new.sync_all()?;
            fs::rename(&beside, &real)
        });
        if let Err(error) = written {
            let _ = fs::remove_file(&beside);
            return Err(told(error));
        }
    }
    Ok(())
}

/// Writes a file that must not be there yet, with the folders above it.
pub fn new(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}
