//! Lines that a build says about what it does not do: themes that ours stands in for, Go templates.

use guidegen::project::snapshot::Snapshot;
use guidegen::render::view::is_true;
use guidegen::shortcode::Signatures;
use guidegen::site::content_path;
use guidegen::site::permalink::language_prefix;
use guidegen::theme::DEFAULT;

/// How many ignored templates are named.
const NAMED: usize = 5;

/// The notes for a project, one line each.
pub fn of(snapshot: &Snapshot) -> Vec<String> {
    let mut notes = Vec::new();
    if snapshot.settings.theme.choice.stands_for.is_some() {
        let names: Vec<&str> = snapshot.settings.config.theme_folders().filter(|name| *name != DEFAULT).collect();
        notes.push(format!(
            "note: the built-in theme `{DEFAULT}` stands in for `{}`, whose Go templates are not run",
            names.join("` and `")
        ));
    }
    let known = Signatures::built_in();
    let ours_stands_in = |path: &str| shortcode_name(path).is_some_and(|name| known.get(name).is_some());
    let ignored: Vec<(&String, String)> = snapshot
        .settings
        .ignored_layouts
        .iter()
        .map(|path| (path, counterpart(path)))
        .filter(|(_, ours)| snapshot.sources.find(ours).is_none())
        .collect();
    let (replaced, lost): (Vec<_>, Vec<_>) = ignored.iter().partition(|(path, _)| ours_stands_in(path));
    let named = |list: &[&(&String, String)]| {
        let named: Vec<String> =
            list.iter().take(NAMED).map(|(path, ours)| format!("`{path}` (write `{ours}`)")).collect();
        let more = if list.len() > NAMED { format!(" and {} more", list.len() - NAMED) } else { String::new() };
        format!("{}{more}", named.join(", "))
    };
    if !lost.is_empty() {
        notes.push(format!("note: Go templates are not run: {}", named(&lost)));
    }
    if !replaced.is_empty() {
        notes.push(format!(
            "note: our own shortcodes stand in for Go templates, which are not run: {}",
            named(&replaced)
        ));
    }
    notes.extend(unmounted(snapshot));
    notes.extend(unread(snapshot));
    notes.extend(searchless(snapshot));
    notes
}

/// Mounts of content and static files from which nothing comes.
fn unmounted(snapshot: &Snapshot) -> Vec<String> {
    let mounts = &snapshot.settings.config.unmounted;
    let told = |(source, target): &(String, String)| {
        format!(
            "note: the mount of `{source}` on `{target}` is not followed; a mount leads to `content` (one folder for each language), \
             `static` or a folder below it, and from within the guide"
        )
    };
    mounts.iter().map(told).collect()
}

/// Pages for Hugo in forms that are not read here: they go to the site as the files that they are.
fn unread(snapshot: &Snapshot) -> Option<String> {
    const FORMS: [&str; 6] = ["adoc", "asciidoc", "org", "pandoc", "pdc", "rst"];
    let roots = content_path::roots(&snapshot.settings.config);
    let is_content = |path: &str| {
        roots.iter().any(|(root, _)| path.strip_prefix(root.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let is_unread = |path: &&str| {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        FORMS.iter().any(|form| form.eq_ignore_ascii_case(extension)) && is_content(path)
    };
    let files = &snapshot.site.assets.by_source;
    let mut unread: Vec<&str> = files.keys().map(String::as_str).filter(is_unread).collect();
    unread.sort_unstable();
    let first = unread.first()?;
    let more = if unread.len() > 1 { format!(" and {} more", unread.len() - 1) } else { String::new() };
    Some(format!("note: `{first}`{more} is no page: Markdown and HTML are read, other forms are published as they are"))
}

/// A page in the place of the search page takes the search from its language, and nobody would know why.
fn searchless(snapshot: &Snapshot) -> Vec<String> {
    let config = &snapshot.settings.config;
    let taken = |(language, settings): (usize, &guidegen::config::Language)| {
        let prefix = language_prefix(config, language);
        let file = if config.ugly_urls { format!("{prefix}search.html") } else { format!("{prefix}search/index.html") };
        let page = snapshot.site.lookup.of_file(&file)?;
        let source = snapshot.site.node(page).source?;
        let path = &snapshot.sources.get(source).path;
        let off = settings.params.get("disablesearch").is_some_and(is_true);
        (!off).then(|| {
            format!(
                "note: `{path}` stands in the place of the search page, `{file}`, so there is no search; give the page a `slug`"
            )
        })
    };
    config.languages.iter().enumerate().filter_map(taken).collect()
}

/// The shortcode that a template of Go defines.
fn shortcode_name(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("layouts/shortcodes/").or_else(|| path.strip_prefix("layouts/_shortcodes/"))?;
    inside.strip_suffix(".html")
}

/// Where the Tera template stands that does what a template of Go does in Hugo.
/// Source of the left side: Hugo's page `templates/types`.
fn counterpart(path: &str) -> String {
    let inside = path.strip_prefix("layouts/").unwrap_or(path);
    let folders = [
        ("shortcodes/", "shortcodes/"),
        ("_shortcodes/", "shortcodes/"),
        ("partials/", "partials/"),
        ("_partials/", "partials/"),
    ];
    for (go, ours) in folders {
        if let Some(rest) = inside.strip_prefix(go) {
            return format!("templates/{ours}{rest}");
        }
    }
    let name = inside.rsplit('/').next().unwrap_or(inside);
    let ours = match name {
        "baseof.html" => "base.html",
        "single.html" | "page.html" => "page.html",
        "list.html" | "section.html" => "section.html",
        "index.html" | "home.html" => "home.html",
        "taxonomy.html" | "terms.html" => "taxonomy.html",
        other => other,
    };
    format!("templates/{ours}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_of_go_have_their_place_in_ours() {
        for (go, ours) in [
            ("layouts/partials/logo.html", "templates/partials/logo.html"),
            ("layouts/_default/single.html", "templates/page.html"),
            ("layouts/shortcodes/box.html", "templates/shortcodes/box.html"),
            ("layouts/index.html", "templates/home.html"),
            ("layouts/404.html", "templates/404.html"),
        ] {
            assert_eq!(counterpart(go), ours);
        }
    }
}
