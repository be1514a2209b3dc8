//! The guide that the command line points at: its folder, and the files and folders in it that are named.

use crate::cli::arguments::{Format, Global};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, findings};
use guidegen::nearest::nearest_all;
use guidegen::project::open::CONFIG_FILES;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::why::find::{Found, find};
use guidegen::project::{Options, Project, judge};
use guidegen::rename::Refusal;
use guidegen::rules::level::Levels;
use guidegen::site::content_path;
use std::fs;
use std::path::{Path, PathBuf};

/// How many near names are offered.
const NEAR: usize = 3;

/// Opens the guide. A folder without configuration and content is refused: nothing in it could be wrong, so that a check in
/// the wrong folder would pass for ever.
pub fn open(global: &Global, options: Options) -> Result<Project, String> {
    let project = Project::open(&global.root, options).map_err(|error| error.to_string())?;
    let named = global.config.as_deref().unwrap_or("").split(',').map(str::trim).filter(|file| !file.is_empty());
    for file in named {
        let found = fs::canonicalize(project.root().join(file));
        if !found.is_ok_and(|found| found.is_file() && found.starts_with(project.root())) {
            let root = global.root.display();
            return Err(format!("there is no configuration `{file}` in `{root}`; --config names files of the guide"));
        }
    }
    if global.config.is_none() && !is_guide(project.root()) {
        return Err(no_guide(&global.root, project.root()));
    }
    Ok(project)
}

/// Reads the guide; nothing if it [`is_usable`] not.
pub fn snapshot(project: &mut Project, terminal: &Terminal) -> Option<Snapshot> {
    terminal.progress("reading");
    let snapshot = project.snapshot();
    is_usable(&snapshot, Format::Human, terminal).then_some(snapshot)
}

/// Without a configuration that parses and a theme there is nothing to work on: that is told, and no more.
pub fn is_usable(snapshot: &Snapshot, format: Format, terminal: &Terminal) -> bool {
    let broken = judge::unusable(snapshot);
    if !broken.is_empty() {
        findings::tell(format, &broken, &snapshot.sources, &Levels::default(), true, terminal);
    }
    broken.is_empty()
}

/// The page that is meant by a file, an address, a name or a title, as its place in the list of pages.
pub fn page(snapshot: &Snapshot, written: &str) -> Result<usize, String> {
    match find(snapshot, written) {
        Found::Page(entry) => Ok(entry),
        Found::Several(paths) => Err(format!("several pages fit `{written}`: {}", paths.join(", "))),
        Found::Nothing(near) if near.is_empty() => {
            Err(format!("there is no page `{written}`; `guidegen list pages` lists them"))
        }
        Found::Nothing(near) => Err(format!("there is no page `{written}`; near names: {}", near.join(", "))),
    }
}

/// Tells why something was not done, and how that ends: a wish at fault is usage, a guide that forbids it is not.
pub fn refuse(refusal: &Refusal, terminal: &Terminal) -> Outcome {
    let mut text = format!("{}; nothing was changed", refusal.message);
    refusal.help.iter().for_each(|help| text.push_str(&format!("\n  {help}")));
    terminal.error(&text);
    if refusal.is_usage { Outcome::Failed } else { Outcome::Findings }
}

fn is_guide(folder: &Path) -> bool {
    CONFIG_FILES.iter().any(|file| folder.join(file).is_file())
        || ["config", "content"].iter().any(|inner| folder.join(inner).is_dir())
}

/// Says that a folder is no guide, and where one is near: a folder above it, else one in it.
fn no_guide(written: &Path, root: &Path) -> String {
    let above = root.ancestors().skip(1).find(|folder| CONFIG_FILES.iter().any(|file| folder.join(file).is_file()));
    let near = above.map(Path::to_path_buf).or_else(|| {
        let mut inner: Vec<PathBuf> = fs::read_dir(root).ok()?.flatten().map(|entry| entry.path()).collect();
        inner.retain(|folder| folder.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
        inner.sort();
        let inner = inner.into_iter().find(|folder| is_guide(folder))?;
        Some(written.join(inner.file_name()?))
    });
    let remedy = near.map_or_else(
        || "name its folder with --root, or begin one with `guidegen init`".to_string(),
        |near| format!("is `{}` meant? name it with --root", near.display()),
    );
    format!("there is no guide in `{}`: neither a configuration nor a folder `content`; {remedy}", written.display())
}

/// A file or folder that the command line names, relative to the root and with `/` between its parts. It is looked for in
/// the current folder, in the guide, and in its content, there also without the ending `.md`.
pub fn inside(root: &Path, snapshot: &Snapshot, path: &Path) -> Result<String, String> {
    let contents: Vec<String> =
        content_path::roots(&snapshot.settings.config).into_iter().map(|(content, _)| content).collect();
    let mut page = path.as_os_str().to_os_string();
    page.push(".md");
    let in_content = contents.iter().flat_map(|content| {
        let content = root.join(content);
        [content.join(path), content.join(&page)]
    });
    let mut places = [path.to_path_buf(), root.join(path)].into_iter().chain(in_content);
    let found = places.find_map(|place| fs::canonicalize(place).ok());
    let found = found.ok_or_else(|| missing(&contents, snapshot, path))?;
    let inside = found.strip_prefix(root).map_err(|_| format!("`{}` is not in the guide", path.display()))?;
    let parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Ok(parts.join("/"))
}

fn missing(contents: &[String], snapshot: &Snapshot, path: &Path) -> String {
    let written = path.to_string_lossy().replace('\\', "/");
    let files: Vec<&str> =
        contents.iter().flat_map(|content| snapshot.sources.under(content).map(|(_, source)| &*source.path)).collect();
    let mut near = nearest_all(&written, files.iter().copied(), NEAR);
    if near.is_empty() {
        let bare = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md").to_string();
        let names: Vec<String> = files.iter().map(|file| bare(file)).collect();
        let found = nearest_all(&bare(&written), names.iter().map(String::as_str), NEAR);
        near = files
            .iter()
            .zip(&names)
            .filter(|(_, name)| found.contains(&name.as_str()))
            .map(|(file, _)| *file)
            .collect();
        near.truncate(NEAR);
    }
    let offer = if near.is_empty() {
        "`guidegen list pages` lists the pages".to_string()
    } else {
        format!("near names: {}", near.join(", "))
    };
    format!("there is no `{}`; {offer}", path.display())
}
