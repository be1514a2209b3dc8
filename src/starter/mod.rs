//! Starter: the files of a small good guide to begin with.

/// The files in the order in which they are told: path relative to the folder of the guide, and text. `title` is the name of
/// the guide, `action` the repository and version of the GitHub action that CI uses, such as `owner/guidegen@v1.0.0`.
pub fn files(title: &str, action: &str) -> Vec<(&'static str, String)> {
    let quoted = serde_json::to_string(title).unwrap_or_default();
    let of = |text: &str| text.replace("__TITLE__", &quoted).replace("__ACTION__", action);
    FILES.iter().map(|(path, text)| (*path, of(text))).collect()
}

const FILES: [(&str, &str); 8] = [
    ("guidegen.toml", include_str!("guidegen.toml")),
    ("content/_index.md", include_str!("home.md")),
    ("content/01-start/_index.md", include_str!("start.md")),
    ("content/01-start/01-first-steps.md", include_str!("first-steps.md")),
    ("content/02-operate/_index.md", include_str!("operate.md")),
    ("content/02-operate/01-backups.md", include_str!("backups.md")),
    (".gitignore", include_str!("gitignore")),
    (".github/workflows/guide.yml", include_str!("workflow.yml")),
];

/// The name of a guide from that of its folder: `our-guide` is `Our guide`.
pub fn title_of(folder: &str) -> String {
    let words = folder.replace(['-', '_', '.'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let title: String = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
    if title.is_empty() { "My guide".to_string() } else { title }
}
