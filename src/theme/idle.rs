//! Idle: templates of a project that nothing asks for, mostly since their names are not quite those of ours.

use crate::nearest::nearest;
use crate::theme::overlay::{Choice, Files};
use crate::theme::{DEFAULT, Problem};
use std::collections::BTreeSet;

/// What the templates of Hugo are called here. Source of the left side: Hugo's page `templates/types`.
const OF_HUGO: [(&str, &str); 8] = [
    ("baseof.html", "base.html"),
    ("single.html", "page.html"),
    ("list.html", "section.html"),
    ("index.html", "home.html"),
    ("terms.html", "taxonomy.html"),
    ("partials/meta.html", "partials/head.html"),
    ("partials/menu.html", "partials/nav.html"),
    ("partials/search-box.html", "partials/search.html"),
];

/// The templates of the project and of its theme that stand for none of ours, are no shortcode, and are named by no other
/// template. A page may still ask for one by its `layout`.
pub fn problems(files: &Files, choice: &Choice) -> Vec<Problem> {
    if files.templates.values().all(|file| file.source.is_none()) {
        return Vec::new();
    }
    let own = format!("themes/{}/", choice.name);
    let ours = format!("themes/{DEFAULT}/");
    let plain = |name: &'_ str| -> String {
        name.strip_prefix(&own).or_else(|| name.strip_prefix(&ours)).unwrap_or(name).to_string()
    };
    let built_in: BTreeSet<String> = super::overlay::built_in_templates();
    let is_sign = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`');
    let named: BTreeSet<&str> =
        files.templates.values().flat_map(|file| file.text.split(is_sign)).filter(|word| word.contains('.')).collect();
    let mut problems = Vec::new();
    for (name, file) in &files.templates {
        let Some(source) = file.source else { continue };
        let plain = plain(name);
        let is_template = plain.ends_with(".html") || plain.ends_with(".htm") || plain.ends_with(".xml");
        if !is_template
            || plain.starts_with("shortcodes/")
            || built_in.contains(&plain)
            || named.contains(plain.as_str())
            || named.contains(name.as_str())
        {
            continue;
        }
        problems.push(Problem::Idle { source, near: near(&plain, &built_in), name: plain });
    }
    problems
}

/// The template of ours that is probably meant: in another folder, by Hugo's name, or of a name that is near.
fn near(name: &str, built_in: &BTreeSet<String>) -> Option<String> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
    let of_hugo = || OF_HUGO.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| ours.to_string());
    let elsewhere = || built_in.iter().find(|other| last(other) == last(name)).cloned();
    let by_name = || nearest(name, built_in.iter().map(String::as_str)).map(str::to_string);
    let by_last = || {
        let lasts: Vec<(String, &String)> = built_in.iter().map(|other| (last(other), other)).collect();
        let last = last(name);
        let near = nearest(&last, lasts.iter().map(|(last, _)| last.as_str()))?;
        lasts.iter().find(|(last, _)| last == near).map(|(_, other)| other.to_string())
    };
    of_hugo().or_else(elsewhere).or_else(by_name).or_else(by_last)
}
