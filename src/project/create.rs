//! Create: a new page from an archetype, with the name, the weight and the number that the folder's habit asks for.

use crate::archetype::{self, Facts, Kept};
use crate::config::Config;
use crate::page::front_matter;
use crate::page::front_matter::edit::insertion;
use crate::project::habit::{self, Numbering, Sibling};
use crate::project::snapshot::Snapshot;
use crate::rename::Refusal;
use crate::site::NodeId;
use crate::site::content_path::{self, Role};
use crate::source::span::SourceId;

/// What the author asks for.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Relative to the content folder, with `/` between the parts; the number and the extension may be missing.
    pub path: String,
    /// `chapter`, `page`, or the name of an archetype.
    pub kind: Option<String>,
    pub title: Option<String>,
    pub weight: Option<i64>,
    /// The number that readers see; without it the next one of the folder.
    pub numbering: Option<Numbering>,
    /// Seconds since 1970.
    pub now: i64,
}

/// A page that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Relative to the root of the guide.
    pub path: String,
    pub text: String,
    /// The archetype that it was made from, relative to the root; nothing for ours.
    pub archetype: Option<String>,
    /// What of the archetype could not be run.
    pub kept: Vec<Kept>,
    /// The page that it comes after, by title.
    pub after: Option<String>,
    pub weight: Option<i64>,
    /// The folder above it has no `_index.md`.
    pub parent_missing: bool,
}

/// The page that a wish asks for, or why there can be none. `snapshot` has drafts, too, so that their numbers count.
pub fn create(snapshot: &Snapshot, wish: &Wish) -> Result<New, Refusal> {
    let config = &snapshot.settings.config;
    let asked = Asked::read(snapshot, wish)?;
    let parent = asked.parent(snapshot);
    // The home page stands beside nothing.
    let is_home = asked.name.is_empty();
    let siblings = if is_home { Vec::new() } else { siblings(snapshot, parent) };
    let parent_name = asked.folder.rsplit('/').next().unwrap_or("");
    let number = match habit::file_number(&asked.name) {
        Some(_) => String::new(),
        None if is_home => String::new(),
        None => habit::next_file_number(&siblings, parent_name),
    };
    if let Some(twin) = siblings.iter().find(|sibling| {
        !number.is_empty() && habit::without_number(sibling.file_name()).eq_ignore_ascii_case(&asked.name)
    }) {
        return Err(Refusal::new(format!("there is already `{}`", place(snapshot, twin)))
            .help(format!("write `{number}{}` if another one is wanted", asked.name)));
    }
    let base_name = format!("{number}{}", asked.name);
    let inside = join(&asked.folder, &asked.file(&base_name));
    let path = join(&asked.root, &inside);
    if snapshot.sources.find(&path).is_some() {
        return Err(Refusal::new(format!("there is already `{path}`")));
    }
    let kind = wish.kind.clone().unwrap_or_else(|| if asked.chapter { "chapter" } else { "page" }.to_string());
    let archetype = archetype_of(snapshot, &kind, wish.kind.is_some(), &asked)?;
    let section = inside.split_once('/').map_or("", |(section, _)| section);
    let facts = Facts {
        name: habit::without_number(&base_name).to_string(),
        base_name: base_name.clone(),
        path: inside.clone(),
        kind: wish.kind.clone().unwrap_or_else(|| if section.is_empty() { "page" } else { section }.to_string()),
        now: wish.now,
        site_title: config.title.clone(),
        base_url: config.base_url.clone(),
        params: config.params.clone(),
    };
    let template = match &archetype {
        Some(path) => snapshot.sources.find(path).map_or("", |(_, source)| source.text()),
        None if asked.chapter => archetype::CHAPTER,
        None => archetype::PAGE,
    };
    let made = archetype::run(template, &facts);
    let weight = wish.weight.or_else(|| habit::next_weight(&siblings).filter(|_| !is_home));
    let text = adapt(
        made.text,
        wish.title.as_deref(),
        weight,
        wish.numbering.as_ref().unwrap_or(&habit::next_numbering(&siblings)),
    );
    let before = siblings.iter().rfind(|sibling| weight.is_none_or(|weight| sibling.node.weight <= weight));
    Ok(New {
        path,
        text,
        archetype,
        kept: made.kept,
        after: before.map(|sibling| sibling.node.menu_title.clone()),
        weight,
        parent_missing: parent.is_none_or(|parent| snapshot.site.node(parent).source.is_none())
            && !asked.folder.is_empty(),
    })
}

/// What a path says.
struct Asked {
    /// The content folder.
    root: String,
    /// Relative to it.
    folder: String,
    /// Of the file, or of the folder of a chapter or a bundle; without extension and language.
    name: String,
    /// What stands behind the name: `.md`, `.de.md`, `/_index.md`, `/index.md`.
    ending: String,
    chapter: bool,
    language: usize,
}

impl Asked {
    fn read(snapshot: &Snapshot, wish: &Wish) -> Result<Self, Refusal> {
        let config = &snapshot.settings.config;
        let written = wish.path.replace('\\', "/");
        let told =
            |reason: &str| Err(Refusal::usage(format!("`{}` cannot be the path of a page: {reason}", wish.path)));
        let roots = content_path::roots(config);
        let written = written.trim_start_matches("./");
        let (root, inside) = roots
            .iter()
            .find_map(|(root, _)| Some((root.clone(), written.strip_prefix(root.as_str())?.strip_prefix('/')?)))
            .unwrap_or_else(|| (shared_root(config), written));
        let is_folder = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        if inside.is_empty() && wish.title.is_none() {
            return told("it has no name");
        }
        if inside.starts_with('/') || inside.contains(['\0', ':']) {
            return told("name it relative to the folder of the content");
        }
        if inside.split('/').any(|part| (part.is_empty() && !inside.is_empty()) || part.starts_with('.')) {
            return told("its parts must have names, and `.` and `..` are none");
        }
        let (mut folder, file) = inside.rsplit_once('/').unwrap_or(("", inside));
        let wants_chapter = wish.kind.as_deref() == Some("chapter");
        let language_of = |path: &str| content_path::read(config, &roots, path).map_or(0, |path| path.language);
        let default = language_of(&join(&root, "x.md"));
        let parsed = content_path::read(config, &roots, &join(&root, inside));
        if let Some(parsed) = parsed {
            let (role, language) = (parsed.role, parsed.language);
            if role == Role::Resource {
                return told("a folder of attachments holds no pages");
            }
            let stem = &parsed.name;
            let ending = file.strip_prefix(stem.as_str()).unwrap_or(".md").to_string();
            if matches!(role, Role::Section | Role::Bundle) {
                let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
                if name.is_empty() {
                    // The home page: it has no number and no siblings.
                    let name = String::new();
                    return Ok(Self { root, folder: name.clone(), name, ending: file.into(), chapter: true, language });
                }
                let chapter = role == Role::Section;
                return Ok(Self {
                    root,
                    folder: above.into(),
                    name: name.into(),
                    ending: format!("/{file}"),
                    chapter,
                    language,
                });
            }
            return Ok(Self { root, folder: folder.into(), name: stem.clone(), ending, chapter: false, language });
        }
        // An existing folder and a title: the page is named by its title.
        let mut name = file.to_string();
        if let Some(title) = &wish.title
            && (inside.is_empty()
                || snapshot.site.lookup.at(default, inside).is_some_and(|id| is_folder_of(snapshot, id)))
        {
            folder = inside;
            name = archetype::slug(title);
            if name.is_empty() {
                return told("its title gives no name for a file");
            }
        } else if let Some(id) = snapshot.site.lookup.at(default, inside)
            && let Some(source) = snapshot.site.node(id).source
        {
            let path = &snapshot.sources.get(source).path;
            return Err(Refusal::new(format!("there is already `{path}`"))
                .help(format!("a page below it needs a name, as in `{inside}/NAME`")));
        }
        let chapter = wants_chapter
            || (is_folder && wish.kind.is_none() && folder != inside)
            || (snapshot.site.lookup.at(default, inside).is_some() && folder != inside);
        let ending = if chapter { "/_index.md" } else { ".md" }.to_string();
        Ok(Self { root, folder: folder.to_string(), name, ending, chapter, language: default })
    }

    fn file(&self, name: &str) -> String {
        format!("{name}{}", self.ending)
    }

    fn parent(&self, snapshot: &Snapshot) -> Option<NodeId> {
        let home = || snapshot.site.homes.get(self.language).copied().flatten();
        if self.folder.is_empty() { home() } else { snapshot.site.lookup.at(self.language, &self.folder) }
    }
}

fn is_folder_of(snapshot: &Snapshot, id: NodeId) -> bool {
    matches!(snapshot.site.node(id).kind, crate::site::Kind::Section | crate::site::Kind::Home)
}

fn shared_root(config: &Config) -> String {
    config.content_dir.trim_start_matches("./").trim_end_matches('/').to_string()
}

fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() || folder == "." { file.to_string() } else { format!("{folder}/{file}") }
}

fn siblings(snapshot: &Snapshot, parent: Option<NodeId>) -> Vec<Sibling<'_>> {
    let Some(parent) = parent else { return Vec::new() };
    let site = &snapshot.site;
    site.node(parent)
        .children
        .iter()
        .map(|&id| site.node(id))
        .filter(|node| matches!(node.kind, crate::site::Kind::Section | crate::site::Kind::Page))
        .map(|node| Sibling { node, page: node.entry.and_then(|entry| snapshot.pages.get(entry)).map(|page| &**page) })
        .collect()
}

fn place(snapshot: &Snapshot, sibling: &Sibling<'_>) -> String {
    match sibling.node.source {
        Some(source) => snapshot.sources.get(source).path.to_string(),
        None => join(&shared_root(&snapshot.settings.config), &sibling.node.path),
    }
}

/// The archetype of the guide or of its theme: that of the kind, of the section, or the default one. Nothing if ours is
/// to be taken; an error if a kind was asked for that nobody knows.
fn archetype_of(snapshot: &Snapshot, kind: &str, asked_for: bool, asked: &Asked) -> Result<Option<String>, Refusal> {
    let config = &snapshot.settings.config;
    let mut folders = vec![config.archetype_dir.clone()];
    folders.extend(config.theme_folders().map(|theme| format!("themes/{theme}/archetypes")));
    let section = asked.folder.split('/').next().unwrap_or("");
    let names = match kind {
        "chapter" => vec!["chapter"],
        "page" => vec![section, "page", "default"],
        other => vec![other],
    };
    for name in names.iter().filter(|name| !name.is_empty()) {
        for folder in &folders {
            let path = format!("{folder}/{name}.md");
            if snapshot.sources.find(&path).is_some() {
                return Ok(Some(path));
            }
        }
    }
    if asked_for && !matches!(kind, "chapter" | "page") {
        let mut known = vec!["chapter".to_string(), "page".to_string()];
        for folder in &folders {
            known.extend(
                snapshot
                    .sources
                    .under(folder)
                    .filter_map(|(_, source)| Some(source.path.rsplit('/').next()?.strip_suffix(".md")?.to_string())),
            );
        }
        known.sort();
        known.dedup();
        let known = known.join(", ");
        return Err(Refusal::usage(format!("there is no archetype `{}/{kind}.md`", config.archetype_dir))
            .help(format!("kinds are: {known}")));
    }
    Ok(None)
}

/// Puts the title that was asked for, the weight and the number of the row into the front matter.
fn adapt(text: String, title: Option<&str>, weight: Option<i64>, numbering: &Numbering) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let mut text = text;
    if let Some(title) = title {
        text = set(&text, "title", &quoted(title), true);
        // A menu title that the archetype made from the name of the file would say something else.
        text = set(&text, "menuTitle", &quoted(title), false);
    }
    if let Some(weight) = weight {
        text = set(&text, "weight", &weight.to_string(), true);
    }
    let meta = front_matter::read(SourceId(0), &text).0.meta;
    let own = meta.title.clone().unwrap_or_default();
    match numbering {
        Numbering::None => text,
        Numbering::Title(number) => set(&text, "title", &quoted(&format!("{number}{own}")), true),
        Numbering::MenuTitle(number) => {
            let shown = meta.menu_title.clone().unwrap_or(own);
            set(&text, "menuTitle", &quoted(&format!("{number}{shown}")), true)
        }
        Numbering::Pre(pre) => set(&text, "pre", &quoted(pre), true),
    }
}

/// Front matter in which a key has a value, spelled so that YAML, TOML and JSON read the same. A key that is not there is
/// only added if it is `wanted`.
fn set(text: &str, key: &str, value: &str, wanted: bool) -> String {
    let source = SourceId(0);
    let (front, _) = front_matter::read(source, text);
    if let Some(entry) = front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)) {
        let (start, end) = (entry.value_span.start as usize, entry.value_span.end as usize);
        return match (text.get(..start), text.get(end..)) {
            (Some(before), Some(behind)) => {
                // `title:` without a value has its place directly behind the colon.
                let gap = if start == end && before.ends_with(':') { " " } else { "" };
                format!("{before}{gap}{value}{behind}")
            }
            _ => text.to_string(),
        };
    }
    if !wanted {
        return text.to_string();
    }
    let (at, inserted) = insertion(&front, source, text, key, value);
    let mut text = text.to_string();
    if text.is_char_boundary(at) {
        text.insert_str(at, &inserted);
    }
    text
}
