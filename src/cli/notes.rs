//! Lines that a build says about what it does not do: themes that ours stands in for, Go templates.

use guidegen::project::snapshot::Snapshot;
use guidegen::render::view::is_true;
use guidegen::shortcode::Signatures;
use guidegen::site::permalink::language_prefix;
use guidegen::theme::DEFAULT;

/// How many ignored templates are named.
const NAMED: usize = 5;

/// The notes for a project, one line each.
pub fn of(snapshot: &Snapshot) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(name) = &snapshot.settings.theme.choice.stands_for {
        notes.push(format!(
            "note: the built-in theme `{DEFAULT}` stands in for `{name}`, whose Go templates are not run"
        ));
    }
    let known = Signatures::built_in();
    let ignored: Vec<(&str, String)> = snapshot
        .settings
        .ignored_layouts
        .iter()
        .filter(|path| shortcode_name(path).is_none_or(|name| known.get(name).is_none()))
        .map(|path| (path.as_str(), counterpart(path)))
        .filter(|(_, ours)| snapshot.sources.find(ours).is_none())
        .collect();
    if !ignored.is_empty() {
        let named: Vec<String> =
            ignored.iter().take(NAMED).map(|(path, ours)| format!("`{path}` (write `{ours}`)")).collect();
        let more = if ignored.len() > NAMED { format!(" and {} more", ignored.len() - NAMED) } else { String::new() };
        notes.push(format!("note: Go templates are not run: {}{more}", named.join(", ")));
    }
    notes.extend(searchless(snapshot));
    notes
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
