//! The door in: walks the folders of a project and reads its files.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::source::settled::{Seen, Settled};
use crate::source::{Asset, Content, Problem, Source, Sources};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A text file larger than this is published but not interpreted: no author writes such a page.
const LARGEST_TEXT: u64 = 32 << 20;
/// Samples up to this size are kept as text, so that pages can include and rules can parse them.
const LARGEST_SAMPLE: u64 = 256 << 10;
/// How long a file or folder must have been left alone before its times say something about its content: two changes can fall into one
/// tick of a coarse clock (FAT: 2 seconds).
pub const QUIET: Duration = Duration::from_secs(2);
/// The file by which a finished site is known: what lies beside it was made, and is no input.
pub const FINISHED: &str = ".guidegen-manifest";
/// The output folder if none is named. It may lie in the content where that is the whole root.
pub const OUTPUT: &str = "public";

/// Which folders of a project are read, and how. Paths are relative to the root, `/` between the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// Markdown and HTML are interpreted; the rest are assets.
    pub content: Vec<String>,
    /// Everything is an asset.
    pub assets: Vec<String>,
    /// Templates, strings, style sheets, archetypes: everything that looks like text is text.
    pub text: Vec<String>,
    /// Single files that are text.
    pub files: Vec<String>,
    /// Folders and files that are no content, even where the content is the whole root.
    pub apart: Vec<String>,
}

/// Why a project cannot be opened.
#[derive(Debug)]
pub enum Error {
    Missing(PathBuf),
    NotAFolder(PathBuf),
    Unreadable(PathBuf, std::io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Missing(path) => {
                write!(f, "there is no folder `{}`; name the folder that holds the guide with --root", path.display())
            }
            Error::NotAFolder(path) => {
                write!(f, "`{}` is a file; --root names the folder that holds the guide", path.display())
            }
            Error::Unreadable(path, reason) => write!(f, "the folder `{}` cannot be read: {reason}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// The bytes of an asset; nothing if it can no longer be read.
pub fn bytes(asset: &Asset) -> Option<Vec<u8>> {
    fs::read(&asset.file).ok()
}

/// The root of a project, checked once: an absolute path without symbolic links.
pub fn open(root: &Path) -> Result<PathBuf, Error> {
    match fs::canonicalize(root) {
        Ok(path) if path.is_dir() => match fs::read_dir(&path) {
            Ok(_) => Ok(path),
            Err(reason) => Err(Error::Unreadable(path, reason)),
        },
        Ok(path) => Err(Error::NotAFolder(path)),
        Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => Err(Error::Missing(root.to_path_buf())),
        Err(reason) => Err(Error::Unreadable(root.to_path_buf(), reason)),
    }
}

/// Reads the given folders below a root that [`open`] gave. A file whose size and time are those of `previous` is not
/// read again, and neither is a page that is `settled`. Folders that do not exist are empty.
pub fn read(root: &Path, folders: &Folders, previous: Option<&Sources>, settled: &Settled) -> Sources {
    let apart = folders.apart.iter().map(String::as_str).chain([OUTPUT]).collect();
    let mut walk = Walk { root, apart, found: Vec::new(), problems: Vec::new(), visited: FxHashSet::default() };
    for (list, kind) in [(&folders.content, Kind::Content), (&folders.text, Kind::Text), (&folders.assets, Kind::Asset)]
    {
        for folder in list {
            walk.start(folder, kind);
        }
    }
    for file in &folders.files {
        let path = root.join(file);
        if path.is_file() && stays_within(root, &path) {
            walk.found.push((file.clone(), path, Kind::Text));
        }
    }
    let Walk { found, mut problems, .. } = walk;
    let read: Vec<Result<Arc<Source>, Problem>> =
        found.par_iter().map(|(path, file, kind)| source(path, file, *kind, previous, settled)).collect();
    let mut sources = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(source) => sources.push(source),
            Err(problem) => problems.push(problem),
        }
    }
    Sources::new(sources, problems, previous)
}

/// A content file that `previous` has as a text, read again on its own; nothing if it is no such file any more, so that the
/// folders must be walked to know what there is.
pub fn again(root: &Path, path: &str, previous: &Sources) -> Option<Arc<Source>> {
    let (_, old) = previous.find(path)?;
    let file = root.join(path);
    let is_file = fs::symlink_metadata(&file).is_ok_and(|data| data.is_file());
    if old.asset().is_some() || !is_file || !stays_within(root, &file) {
        return None;
    }
    // Its time is no proof that it is as it was: two saves can fall into one tick of the clock.
    let read =
        source(path, &file, Kind::Content, None, &Settled::default()).ok().filter(|source| source.asset().is_none())?;
    Some(if read.fingerprint() == old.fingerprint() && read.stamp == old.stamp { old.clone() } else { read })
}

/// The files and folders directly within the root, sorted; for the messages about what is ignored.
pub fn top_level(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Content,
    Text,
    Asset,
}

struct Walk<'a> {
    root: &'a Path,
    apart: FxHashSet<&'a str>,
    found: Vec<(String, PathBuf, Kind)>,
    problems: Vec<Problem>,
    /// Real paths of folders that links led to: a circle of links ends here.
    visited: FxHashSet<PathBuf>,
}

impl Walk<'_> {
    fn start(&mut self, folder: &str, kind: Kind) {
        let path = self.root.join(folder);
        if !path.is_dir() {
            return;
        }
        if !stays_within(self.root, &path) {
            self.problems.push(Problem::LinkOutside { path: folder.to_string() });
            return;
        }
        // A stack instead of recursion: the depth of folders is the author's.
        let mut open = vec![(folder.trim_end_matches('/').to_string(), path)];
        while let Some((relative, path)) = open.pop() {
            let entries = match fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(reason) => {
                    self.problems.push(Problem::Unreadable { path: relative, reason: reason.to_string() });
                    continue;
                }
            };
            let entries: Vec<fs::DirEntry> = entries.flatten().collect();
            if entries.iter().any(|entry| entry.file_name() == FINISHED) {
                continue;
            }
            for entry in &entries {
                self.entry(&relative, entry, kind, &mut open);
            }
        }
    }

    fn entry(&mut self, folder: &str, entry: &fs::DirEntry, kind: Kind, open: &mut Vec<(String, PathBuf)>) {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let path = format!("{folder}/{}", name.to_string_lossy());
            self.problems.push(Problem::OddName { path });
            return;
        };
        if is_ignored(name, kind) {
            return;
        }
        let relative = format!("{folder}/{name}");
        if kind == Kind::Content && self.apart.contains(relative.trim_start_matches("./")) {
            return;
        }
        let path = entry.path();
        let Ok(file_type) = entry.file_type() else { return };
        let (is_dir, is_file) = if file_type.is_symlink() {
            let Ok(real) = fs::canonicalize(&path) else {
                self.problems.push(Problem::Unreadable {
                    path: relative,
                    reason: "the symbolic link leads nowhere".to_string(),
                });
                return;
            };
            if !real.starts_with(self.root) {
                self.problems.push(Problem::LinkOutside { path: relative });
                return;
            }
            if real.is_dir() && (!self.visited.insert(real.clone()) || path.starts_with(&real)) {
                return;
            }
            (real.is_dir(), real.is_file())
        } else {
            (file_type.is_dir(), file_type.is_file())
        };
        if is_dir {
            open.push((relative, path));
        } else if is_file {
            self.found.push((relative, path, kind));
        } else {
            // Opening a pipe would wait for ever.
            self.problems.push(Problem::NotAFile { path: relative });
        }
    }
}

fn stays_within(root: &Path, path: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|real| real.starts_with(root))
}

/// Files that editors and systems leave behind. Static folders may hold files such as `.htaccess` or `.well-known`.
fn is_ignored(name: &str, kind: Kind) -> bool {
    let leftover = name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".swx")
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(
            name,
            ".DS_Store" | "Thumbs.db" | ".git" | ".svn" | ".hg" | ".gitkeep" | ".gitignore" | ".guidegen-cache"
        );
    leftover || (name.starts_with('.') && kind != Kind::Asset)
}

/// The texts that an earlier run saw below a root that [`open`] gave.
pub fn settled(root: &Path, seen: Vec<Seen>) -> Settled {
    let root = root.to_path_buf();
    let load = move |path: &str| {
        let mut bytes = Vec::new();
        fs::File::open(root.join(path)).ok()?.take(LARGEST_TEXT + 1).read_to_end(&mut bytes).ok()?;
        String::from_utf8(bytes).ok()
    };
    Settled::of(seen, load)
}

/// A number that is another one whenever a file may have changed, and whether it was left alone lately.
fn mark(data: &fs::Metadata, modified: u64) -> (u64, bool) {
    #[cfg(unix)]
    {
        use std::hash::{Hash, Hasher as _};
        use std::os::unix::fs::MetadataExt;
        let mut hasher = rustc_hash::FxHasher::default();
        (modified, data.ctime(), data.ctime_nsec(), data.ino(), data.dev()).hash(&mut hasher);
        let changed = (data.ctime() as u64).saturating_mul(1_000_000_000).saturating_add(data.ctime_nsec() as u64);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let is_settled = modified != 0 && u128::from(changed.max(modified)) + QUIET.as_nanos() < now.as_nanos();
        (hasher.finish().max(1), is_settled)
    }
    #[cfg(not(unix))]
    {
        let _ = data;
        (modified, false)
    }
}

fn source(
    path: &str,
    file: &Path,
    kind: Kind,
    previous: Option<&Sources>,
    settled: &Settled,
) -> Result<Arc<Source>, Problem> {
    let unreadable =
        |reason: std::io::Error| Problem::Unreadable { path: path.to_string(), reason: reason.to_string() };
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let as_text = match kind {
        Kind::Content => matches!(extension.as_str(), "md" | "markdown" | "mdown" | "html" | "htm"),
        Kind::Text => is_text(&extension),
        Kind::Asset => false,
    };
    let old = previous.and_then(|sources| sources.find(path)).map(|(_, old)| old);
    let old = old.or_else(|| settled.get(path).filter(|_| kind == Kind::Content && as_text));
    // A text that was never read is opened at once: that asks the disk once instead of twice.
    let opened = match as_text && old.is_none() {
        true => Some(fs::File::open(file).map_err(unreadable)?),
        false => None,
    };
    let data = opened.as_ref().map_or_else(|| fs::metadata(file), fs::File::metadata).map_err(unreadable)?;
    let size = data.len();
    let modified = data
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos() as u64);
    let (mark, is_settled) = mark(&data, modified);
    let stamp = (size, mark);
    if let Some(old) = old.filter(|old| old.stamp == stamp && modified != 0) {
        return Ok(old.clone());
    }
    if as_text && size <= LARGEST_TEXT {
        let opened = opened.map_or_else(|| fs::File::open(file), Ok).map_err(unreadable)?;
        let bytes = whole(opened, size as usize).map_err(unreadable)?;
        return Ok(Arc::new(match String::from_utf8(bytes) {
            Ok(text) => {
                let content = Content::Text { text: text.into(), lossy: None };
                Source { is_settled, ..Source::new(path.into(), content, stamp) }
            }
            Err(wrong) => {
                let at = wrong.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(wrong.as_bytes()).into_owned();
                let content = Content::Text { text: text.into(), lossy: Some(at) };
                Source::printed(path.into(), content, Fingerprint::of(wrong.as_bytes()), stamp)
            }
        }));
    }
    let text = if size <= LARGEST_SAMPLE && (is_text(&extension) || !is_binary(&extension)) {
        let bytes = fs::read(file).map_err(unreadable)?;
        String::from_utf8(bytes).ok().filter(|text| is_text(&extension) || !text.contains('\0')).map(Arc::from)
    } else {
        None
    };
    let dimensions = match extension.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" | "tif" | "tiff" => raster_size(file),
        "svg" => text.as_deref().and_then(svg_size),
        _ => None,
    };
    let mut hasher = Hasher::new();
    hasher.text(path).number(size).number(modified);
    let fingerprint = hasher.finish();
    let content = Content::Asset(Asset { file: file.to_path_buf(), size, modified, dimensions, text });
    Ok(Arc::new(Source::printed(path.into(), content, fingerprint, stamp)))
}

/// All bytes of a text of which the disk said that it has so many. One that gives just these at once has no more: that asks
/// the disk once instead of twice.
fn whole(mut file: fs::File, size: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; size + 1];
    let first = match file.read(&mut bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => 0,
        read => read?,
    };
    bytes.truncate(first);
    if first != size || first == 0 {
        file.take(LARGEST_TEXT + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn is_text(extension: &str) -> bool {
    matches!(
        extension,
        "html"
            | "htm"
            | "xml"
            | "txt"
            | "md"
            | "markdown"
            | "toml"
            | "yaml"
            | "yml"
            | "json"
            | "css"
            | "js"
            | "svg"
            | "csv"
            | "tera"
            | "tf"
            | "hcl"
            | "sh"
            | "py"
            | "rs"
            | "go"
            | "ts"
            | "java"
            | "sql"
            | "ini"
            | "cfg"
            | "conf"
    )
}

/// Whether a file is no text by its ending, so that nobody reads it to find out: pictures, sounds, fonts, archives, documents.
/// Whatever else is small may be a sample that a page includes, whatever its language is called.
fn is_binary(extension: &str) -> bool {
    const BINARY: [&str; 63] = [
        "7z", "ai", "apk", "avi", "avif", "bin", "bmp", "bz2", "class", "db", "deb", "dll", "dmg", "doc", "docx",
        "dylib", "eot", "epub", "exe", "flac", "gif", "gz", "heic", "ico", "iso", "jar", "jpeg", "jpg", "m4a", "mkv",
        "mov", "mp3", "mp4", "odp", "ods", "odt", "ogg", "otf", "pdf", "png", "ppt", "pptx", "psd", "rar", "rpm", "so",
        "tar", "tgz", "tif", "tiff", "ttf", "vsdx", "wasm", "wav", "webm", "webp", "woff", "woff2", "xls", "xlsx",
        "xz", "zip", "zst",
    ];
    BINARY.contains(&extension)
}

fn raster_size(file: &Path) -> Option<(u32, u32)> {
    let mut head = Vec::with_capacity(16 << 10);
    fs::File::open(file).ok()?.take(16 << 10).read_to_end(&mut head).ok()?;
    let size = match imagesize::blob_size(&head) {
        Ok(size) => size,
        // A JPEG may carry a long profile before its frame.
        Err(_) => imagesize::size(file).ok()?,
    };
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// Width and height of an SVG: its own, else those of its view box. Source: SVG 2, 8.2 and 8.3.
pub fn svg_size(svg: &str) -> Option<(u32, u32)> {
    let start = svg.find("<svg")?;
    let tag = &svg[start..start + svg[start..].find('>')?];
    let attribute = |name: &str| {
        tag.match_indices(name).find_map(|(at, _)| {
            let before = tag[..at].chars().next_back()?;
            let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let value = &rest[1..];
            before.is_whitespace().then(|| value.find(quote).map(|end| &value[..end]))?
        })
    };
    let pixels = |value: &str| {
        let digits = value.trim().trim_end_matches("px");
        digits
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite() && *number >= 1.0)
            .map(|number| number.round() as u32)
    };
    if let (Some(width), Some(height)) = (attribute("width").and_then(pixels), attribute("height").and_then(pixels)) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, width, height] if width >= 1.0 && height >= 1.0 => Some((width.round() as u32, height.round() as u32)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_tells_its_size() {
        assert_eq!(svg_size("<?xml?><svg width=\"120px\" height='80' viewBox=\"0 0 9 9\">"), Some((120, 80)));
        assert_eq!(svg_size("<svg xmlns=\"x\" viewBox=\"0 0 300.4 150\"></svg>"), Some((300, 150)));
        assert_eq!(svg_size("<svg stroke-width=\"3\">"), None);
        assert_eq!(svg_size("<p>"), None);
    }
}
