//! From a root to its settings: configuration, theme, and the folders that hold the rest.

use crate::config::{self, Config, load};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::Options;
use crate::shortcode::Signatures;
use crate::site::content_path;
use crate::source::Sources;
use crate::source::read::{self, Folders};
use crate::theme::{self, Theme};
use std::path::Path;
use std::sync::Arc;

/// What all pages share: made anew only when a file of the configuration or of the theme changed.
pub struct Settings {
    pub config: Config,
    pub config_problems: Vec<config::Problem>,
    pub theme: Theme,
    pub theme_problems: Vec<theme::Problem>,
    pub signatures: Signatures,
    pub folders: Folders,
    /// Go templates that are not run: paths relative to the root.
    pub ignored_layouts: Vec<String>,
    key: Fingerprint,
}

/// Configuration files in the order in which Hugo looks for them, ours first.
pub const CONFIG_FILES: &[&str] = &[
    "guidegen.toml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// Reads all sources; keeps the settings where nothing of them changed.
pub fn read(
    root: &Path,
    options: &Options,
    previous: &Sources,
    settings: Option<&Arc<Settings>>,
) -> (Sources, Arc<Settings>) {
    let mut folders = Folders {
        text: vec!["config".to_string()],
        files: CONFIG_FILES.iter().map(|file| file.to_string()).collect(),
        ..Folders::default()
    };
    if let Some(named) = &options.config {
        folders.files.extend(named.split(',').map(|file| file.trim().trim_start_matches("./").to_string()));
    }
    let config_sources = read::read(root, &folders, Some(previous), &options.settled)
        .with_texts(&options.unsaved, |path| {
            folders.files.iter().any(|file| file == path) || path.starts_with("config/")
        });
    let load::Loaded { config, problems } = loaded(&config_sources, options);
    let content: Vec<String> = content_path::roots(&config).into_iter().map(|(folder, _)| folder).collect();
    folders.content = content;
    folders.assets = config.static_dirs.clone();
    folders.assets.extend(config.static_mounts.iter().map(|(folder, _)| folder.clone()));
    folders.assets.push("images".to_string());
    folders.assets.push("layouts".to_string());
    folders.text.extend(["templates", "i18n", "assets", &config.archetype_dir].map(str::to_string));
    for name in config.theme_folders() {
        for part in ["templates", "i18n", "assets", "layouts", "archetypes"] {
            folders.text.push(format!("themes/{name}/{part}"));
        }
        folders.files.push(format!("themes/{name}/theme.toml"));
        folders.assets.push(format!("themes/{name}/static"));
    }
    if !config.theme_folders().any(|name| name == theme::DEFAULT) {
        for part in ["templates", "i18n", "assets"] {
            folders.text.push(format!("themes/{}/{part}", theme::DEFAULT));
        }
        folders.files.push(format!("themes/{}/theme.toml", theme::DEFAULT));
    }
    folders.apart =
        folders.text.iter().filter(|folder| !matches!(folder.as_str(), "config" | "assets")).cloned().collect();
    folders.apart.extend(folders.files.iter().chain(&folders.assets).filter(|folder| *folder != "images").cloned());
    folders.apart.push("layouts".to_string());
    // The ids of the first reading stand in the spans of the configuration: the second one must keep them.
    let sources = read::read(root, &folders, Some(&config_sources.atop(previous)), &options.settled)
        .with_texts(&options.unsaved, |_| true);
    let key = key(&sources, &folders, options);
    if let Some(settings) = settings.filter(|settings| settings.key == key) {
        return (sources, settings.clone());
    }
    let settings = made(config, problems, folders, key, &sources);
    (sources, settings)
}

/// The settings of a picture of the sources that differs from the disk in texts and paths, but not in where its folders are.
pub fn supposed(sources: &Sources, options: &Options, settings: &Arc<Settings>) -> Arc<Settings> {
    let key = key(sources, &settings.folders, options);
    if settings.key == key {
        return settings.clone();
    }
    let load::Loaded { config, problems } = loaded(sources, options);
    made(config, problems, settings.folders.clone(), key, sources)
}

/// The configuration under what the command line says.
fn loaded(sources: &Sources, options: &Options) -> load::Loaded {
    let mut loaded = load::load(sources, options.config.as_deref());
    let config = &mut loaded.config;
    if let Some(base) = &options.base_url {
        config.base_url = if base.ends_with('/') { base.clone() } else { format!("{base}/") };
    }
    if let Some(origin) = &options.origin {
        config.base_url = format!("{origin}{}", config.base_path());
    }
    loaded
}

fn made(
    config: Config,
    config_problems: Vec<config::Problem>,
    folders: Folders,
    key: Fingerprint,
    sources: &Sources,
) -> Arc<Settings> {
    let (theme, theme_problems) = theme::load(&config, sources);
    let signatures = theme.signatures();
    let mut ignored_layouts: Vec<String> =
        sources.under("layouts").map(|(_, source)| source.path.to_string()).collect();
    ignored_layouts.retain(|path| path.ends_with(".html") || path.ends_with(".xml") || path.ends_with(".json"));
    Arc::new(Settings { config, config_problems, theme, theme_problems, signatures, folders, ignored_layouts, key })
}

/// Changes with every file that settings are made from.
fn key(sources: &Sources, folders: &Folders, options: &Options) -> Fingerprint {
    let mut hasher = Hasher::new();
    let mut add = |source: &crate::source::Source| {
        hasher.text(&source.path).fingerprint(source.fingerprint());
    };
    for file in &folders.files {
        if let Some((_, source)) = sources.find(file) {
            add(source);
        }
    }
    for folder in folders.text.iter().chain(["layouts".to_string()].iter()) {
        for (_, source) in sources.under(folder) {
            add(source);
        }
    }
    hasher.text(&format!("{:?} {:?} {:?}", options.base_url, options.origin, options.config));
    hasher.finish()
}
