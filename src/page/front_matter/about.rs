//! The keys of front matter in words, with the sort of value each takes: for the tips of editors and the schema.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Text,
    Flag,
    Number,
    Date,
    List,
    Table,
    /// One of some words.
    Words(&'static [&'static str]),
}

impl Takes {
    /// How it is said.
    pub fn words(self) -> &'static str {
        match self {
            Takes::Text => "text",
            Takes::Flag => "true or false",
            Takes::Number => "whole number",
            Takes::Date => "date",
            Takes::List => "list of texts",
            Takes::Table => "table",
            Takes::Words(_) => "word",
        }
    }
}

/// A key, what it takes, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub takes: Takes,
    pub help: &'static str,
}

const fn key(name: &'static str, takes: Takes, help: &'static str) -> Key {
    Key { name, takes, help }
}

/// The keys that do something here, those that most pages have first.
pub const KEYS: &[Key] = &[
    key(
        "title",
        Takes::Text,
        "The title: heading of the page, name in lists, and in the menu if nothing else is said.",
    ),
    key("menuTitle", Takes::Text, "The name in the menu, in place of the title."),
    key("linkTitle", Takes::Text, "A shorter title for lists and menu; `menuTitle` goes before it."),
    key("weight", Takes::Number, "The place among the pages of its section: small numbers first; without one, last."),
    key("description", Takes::Text, "A sentence on the page, for lists, search engines and previews."),
    key("draft", Takes::Flag, "A draft is not published, unless `--drafts` asks for it."),
    key("hidden", Takes::Flag, "A hidden page is published, but menus and arrows leave it out."),
    key("chapter", Takes::Flag, "Shows the page as the opening of a chapter: large and centred."),
    key("tags", Takes::List, "The tags of the page; each has a page that lists what it is on."),
    key("categories", Takes::List, "The categories of the page."),
    key(
        "aliases",
        Takes::List,
        "Old addresses that lead here: `/x/` from the folder of the language, `x` beside the page.",
    ),
    key("slug", Takes::Text, "The last part of the address, in place of the name of the file."),
    key(
        "url",
        Takes::Text,
        "The whole address, in place of what folder and file name make of it: `/x/` from the root of the site, `x` from the folder of the language.",
    ),
    key("date", Takes::Date, "When the page was written."),
    key("lastmod", Takes::Date, "When it was last changed; with `--git-info` the history knows it."),
    key("publishDate", Takes::Date, "The page is published from then on."),
    key("expiryDate", Takes::Date, "The page is published until then."),
    key("summary", Takes::Text, "What lists show of the page, in place of its opening."),
    key("keywords", Takes::List, "Words for search engines."),
    key("pre", Takes::Text, "HTML before the name in the menu: an icon, a number."),
    key("post", Takes::Text, "HTML behind the name in the menu."),
    key("menuPre", Takes::Text, "relearn's name for `pre`."),
    key("menuPost", Takes::Text, "relearn's name for `post`."),
    key("alwaysopen", Takes::Flag, "Shows what stands below the page in the menu always, not only when it is read."),
    key("collapsibleMenu", Takes::Flag, "Whether the branch of the menu can be folded."),
    key("disableToc", Takes::Flag, "Leaves out the contents of the page."),
    key("disableBreadcrumb", Takes::Flag, "Leaves out the path above the title."),
    key("disableNextPrev", Takes::Flag, "Leaves out the arrows to the pages before and after."),
    key(
        "ordersectionsby",
        Takes::Words(&["weight", "title", "linktitle", "date", "modifieddate", "publishdate", "expirydate"]),
        "What the pages below are sorted by.",
    ),
    key("search", Takes::Flag, "`false` keeps the page out of the search."),
    key("searchHidden", Takes::Flag, "`true` keeps the page out of the search."),
    key("layout", Takes::Text, "The template that renders the page, without `.html`, in place of the one of its kind."),
    key(
        "type",
        Takes::Words(&["chapter", "home", "default"]),
        "The sort of page; `chapter` and `home` make it a chapter.",
    ),
    key("archetype", Takes::Words(&["chapter", "home", "default"]), "relearn's older name for `type`."),
    key(
        "markup",
        Takes::Words(&["markdown", "html"]),
        "What the body is written in, if the extension does not say it.",
    ),
    key("headless", Takes::Flag, "A bundle without an address of its own; its files can be shown by others."),
    key(
        "build",
        Takes::Table,
        "`list`, `render` and `publishResources`: whether lists name the page and whether it is written.",
    ),
    key("cascade", Takes::Table, "Front matter for the pages below that do not set it themselves."),
    key("menus", Takes::Table, "Further menus that the page is in."),
    key("menu", Takes::Table, "Further menus that the page is in."),
    key("outputs", Takes::List, "The forms in which the page is written: `html`, `rss`, `print`, `markdown`."),
    key("resources", Takes::Table, "Names and titles of the files beside the page."),
    key("params", Takes::Table, "Parameters that templates and the shortcode `param` read."),
    key("translationKey", Takes::Text, "The same word in each language makes pages translations of each other."),
    key("head", Takes::Text, "HTML for the head of the page."),
    key("image", Takes::Text, "The picture of cards and previews."),
    key("images", Takes::List, "Pictures for previews."),
    key("math", Takes::Flag, "Kept for other generators: formulae are rendered wherever they stand."),
    key("mermaid", Takes::Flag, "Kept for other generators: diagrams are rendered wherever they stand."),
    key("LastModifierDisplayName", Takes::Text, "Who changed the page last, shown at its foot."),
    key("LastModifierEmail", Takes::Text, "The address of who changed the page last."),
    key("editURL", Takes::Text, "Where the page can be edited, in place of what the configuration says."),
    key("guidegen", Takes::Table, "`allow` waives rules for this page: `guidegen: {allow: [typo]}`."),
    key("check", Takes::Table, "`ignore` waives rules for this page."),
];

/// The row of a key, in any case.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::front_matter::keys::is_known;

    #[test]
    fn every_key_is_one_that_is_read_and_stands_once() {
        for (at, key) in KEYS.iter().enumerate() {
            assert!(is_known(key.name), "{}", key.name);
            assert!(!KEYS[..at].iter().any(|other| other.name.eq_ignore_ascii_case(key.name)), "{}", key.name);
        }
    }
}
