//! Near: what was probably meant by a page or a file that is not there, and how it is best written.

use crate::nearest::nearest;
use crate::resolve::target;
use crate::rules::facts::Facts;
use crate::site::lookup::Found;
use crate::site::permalink::{encode, join};
use crate::site::{Kind, NodeId};
use rustc_hash::FxHashMap;

/// After so many broken references no more near names are looked for: a guide in which everything is broken has
/// another trouble, and each search looks at every name.
const MOST: usize = 300;

/// Finds near names; made once for a run of a rule.
pub struct Near<'a> {
    facts: &'a Facts<'a>,
    left: usize,
    /// By language: the last part of every path in lower case, with its pages.
    names: FxHashMap<usize, Vec<(String, NodeId)>>,
    /// The last part of every published file in lower case, with the file.
    files: Option<Vec<(String, &'a str)>>,
}

impl<'a> Near<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, left: MOST, names: FxHashMap::default(), files: None }
    }

    /// The page that was probably meant by a content path: one of the same name elsewhere, of the same name but for the
    /// number before it, or of a name that is near.
    pub fn page(&mut self, language: usize, written: &str) -> Option<NodeId> {
        self.left = self.left.checked_sub(1)?;
        let wanted = page_name(written)?;
        let facts = self.facts;
        let names = self.names.entry(language).or_insert_with(|| names(facts, language));
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut found = names.iter().filter(|(name, _)| fits(name));
            found.next().filter(|_| found.next().is_none()).map(|(_, node)| *node)
        };
        let bare = without_number(&wanted);
        only(&|name| name == wanted).or_else(|| only(&|name| !bare.is_empty() && without_number(name) == bare)).or_else(
            || {
                let near = nearest(&wanted, names.iter().map(|(name, _)| name.as_str()))?.to_string();
                only(&|name| name == near)
            },
        )
    }

    /// The published file that was probably meant by one: the only one of the same name, else the one whose path is near.
    pub fn file(&mut self, wanted: &str) -> Option<&'a str> {
        self.left = self.left.checked_sub(1)?;
        let facts = self.facts;
        let files = self.files.get_or_insert_with(|| {
            let last = |file: &str| file.rsplit('/').next().unwrap_or(file).to_lowercase();
            facts.site.assets.by_file.keys().map(|file| (last(file), file.as_str())).collect()
        });
        let name = wanted.rsplit('/').next().unwrap_or(wanted).to_lowercase();
        let mut same = files.iter().filter(|(last, _)| *last == name);
        if let Some((_, file)) = same.next()
            && same.next().is_none()
        {
            return Some(file);
        }
        // In the same folder a name may differ more than a path as a whole.
        let folder = wanted.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = files.iter().filter(|(_, file)| file.rsplit_once('/').map_or("", |(folder, _)| folder) == folder);
        let near = nearest(&name, beside.map(|(last, _)| last.as_str()));
        let in_folder = near.and_then(|near| {
            files.iter().find(|(last, file)| last == near && file.rsplit_once('/').map_or("", |(own, _)| own) == folder)
        });
        let found = in_folder.map(|(_, file)| *file);
        found.or_else(|| nearest(wanted, files.iter().map(|(_, file)| *file)))
    }
}

/// The name of a page in a written path: its last part in lower case without extension; the folder of an index file.
fn page_name(written: &str) -> Option<String> {
    let path = target::split(written).path.trim_end_matches('/').to_lowercase();
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    let last = parts.next()?;
    let stem = last.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(last, |(stem, _)| stem);
    let name = if matches!(stem, "_index" | "index") { parts.next()? } else { stem };
    let name = name.trim_matches('.');
    (!name.is_empty()).then(|| name.to_string())
}

fn names(facts: &Facts<'_>, language: usize) -> Vec<(String, NodeId)> {
    let site = facts.site;
    let mut names: Vec<(String, NodeId)> = site
        .ids()
        .filter(|&id| site.node(id).language == language && matches!(site.node(id).kind, Kind::Section | Kind::Page))
        .map(|id| (site.node(id).path.rsplit('/').next().unwrap_or("").to_lowercase(), id))
        .collect();
    names.sort();
    names
}

/// A file name without the number before it: `04-plan` is `plan`.
fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == name.len() { name } else { rest.trim_start_matches(['-', '_', '.', ' ']) }
}

/// The shortest path by which `relref` finds a page from a folder, here and under the theme learn, where a name that two
/// pages share is ambiguous even if one of them is near.
pub fn spelling(facts: &Facts<'_>, language: usize, folder: &str, id: NodeId) -> String {
    let site = facts.site;
    let path = &site.node(id).path;
    if path.is_empty() {
        return "/".to_string();
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let own = site.node(id).language == language;
    if own && site.lookup.named(language, name).len() == 1 {
        return name.to_string();
    }
    let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).filter(|rest| rest.contains('/'));
    let candidates = below.into_iter().chain([path.as_str()]);
    let found = candidates.into_iter().find(|candidate| {
        let from_root = site.lookup.at(language, candidate).is_none_or(|other| other == id);
        from_root && site.lookup.reference_in(language, folder, candidate) == Found::Page(id)
    });
    found.map_or_else(|| format!("/{path}"), str::to_string)
}

/// The address of a published file in the manner of a written one: from the root of the site, or relative to `url_folder`.
pub fn file_path(facts: &Facts<'_>, written: &str, url_folder: Option<&str>, file: &str) -> Option<String> {
    let base = facts.config.base_path();
    let mut url = String::new();
    if written.starts_with('/') {
        url.push_str(if base != "/" && written.starts_with(base) { base } else { "/" });
        encode(file, &mut url);
        return Some(url);
    }
    let from = url_folder?;
    let mut common = 0;
    for (at, _) in from.match_indices('/') {
        if file.get(..=at) == from.get(..=at) {
            common = at + 1;
        } else {
            break;
        }
    }
    let up = from.get(common..)?.matches('/').count();
    url.push_str(&"../".repeat(up));
    encode(file.get(common..)?, &mut url);
    // It must lead there as a browser reads it.
    (join(from, &target::decode(&url))? == file).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_name_of_a_page() {
        for (path, name) in [
            ("04-plan", Some("04-plan")),
            ("../02-base/04-Plan.md#x", Some("04-plan")),
            ("02-base/_index.md", Some("02-base")),
            ("/02-base/", Some("02-base")),
            ("..", None),
            ("#x", None),
        ] {
            assert_eq!(page_name(path).as_deref(), name, "{path}");
        }
        assert_eq!((without_number("04-plan"), without_number("plan"), without_number("2020")), ("plan", "plan", ""));
    }
}
