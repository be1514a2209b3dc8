//! The names of front matter: those that Hugo reserves, those that themes read, and the nearest of them.

use crate::nearest::nearest_within;

/// The keys that are no parameters. Source: Hugo's page `content-management/front-matter`, and the aliases of
/// dates in `configuration/front-matter`.
const RESERVED: [&str; 36] = [
    "_build",
    "aliases",
    "build",
    "cascade",
    "date",
    "description",
    "draft",
    "expiryDate",
    "headless",
    "isCJKLanguage",
    "keywords",
    "lastmod",
    "layout",
    "linkTitle",
    "markup",
    "menu",
    "menus",
    "modified",
    "outputs",
    "params",
    "pubdate",
    "publishDate",
    "published",
    "resources",
    "sitemap",
    "sites",
    "slug",
    "summary",
    "title",
    "translationKey",
    "type",
    "unpublishdate",
    "url",
    "weight",
    // Ours: they steer guidegen and are no parameters of the page.
    "check",
    "guidegen",
];

/// The parameters of a page that guidegen, learn or relearn read, and a few that are common on sites of all sorts.
/// Source: the page documentation of learn and of relearn (`authoring/frontmatter/reference`).
const READ: [&str; 65] = [
    "alwaysopen",
    "archetype",
    "author",
    "authors",
    "categories",
    "chapter",
    "collapsibleMenu",
    "customMathJaxURL",
    "customMermaidURL",
    "customOpenapiURL",
    "data",
    "disableBreadcrumb",
    "disableMarkdownButton",
    "disableMermaid",
    "disableNextPrev",
    "disablePrintButton",
    "disableSourceButton",
    "disableToc",
    "editURL",
    "errorignore",
    "externalLinkTarget",
    "head",
    "headingPost",
    "headingPre",
    "hidden",
    "highlightWrap",
    "icon",
    "image",
    "imageEffects",
    "images",
    "include",
    "kind",
    "lang",
    "LastModifierDisplayName",
    "LastModifierEmail",
    "link",
    "linkEffects",
    "links",
    "math",
    "mathJaxInitialize",
    "menuPageRef",
    "menuPost",
    "menuPre",
    "menuTitle",
    "menuUrl",
    "mermaid",
    "mermaidInitialize",
    "mermaidZoom",
    "openapi",
    "ordersectionsby",
    "path",
    "post",
    "posts",
    "pre",
    "search",
    "searchHidden",
    "series",
    "sidebarfootermenus",
    "sidebarheadermenus",
    "sidebarmenus",
    "subtitle",
    "tag",
    "tags",
    "urlExternalCheck",
    "urlIgnoreCheck",
];

/// Parameters that steer a theme and are never the name of a taxonomy.
const SWITCHES: [&str; 17] = [
    "alwaysopen",
    "chapter",
    "disablebreadcrumb",
    "disablemermaid",
    "disablenextprev",
    "disabletoc",
    "head",
    "hidden",
    "lastmodifierdisplayname",
    "lastmodifieremail",
    "menupost",
    "menupre",
    "menutitle",
    "post",
    "pre",
    "search",
    "searchhidden",
];

/// Every key that somebody reads: reserved ones first.
pub fn known() -> impl Iterator<Item = &'static str> {
    RESERVED.iter().chain(READ.iter()).copied()
}

/// Whether Hugo (or guidegen) reserves a key of the first level, given in lower case.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|key| key.eq_ignore_ascii_case(name))
}

/// Whether a key of the first level is reserved, or read by a theme, in any case.
pub fn is_known(name: &str) -> bool {
    RESERVED.iter().chain(READ.iter()).any(|key| key.eq_ignore_ascii_case(name))
}

/// Whether the values of a parameter can be terms of a taxonomy.
pub fn may_be_taxonomy(name: &str) -> bool {
    !SWITCHES.contains(&name)
}

/// The known key that was probably meant by one that nobody reads: at most two edits away, and not for names of
/// less than four letters, which are near everything.
pub fn nearest_key(name: &str) -> Option<&'static str> {
    if name.chars().count() < 4 || known().any(|key| key.eq_ignore_ascii_case(name)) {
        return None;
    }
    nearest_within(2, name, known())
}

/// The name under which a key of `params` counts as set: its own, or `params.` before a reserved one, which
/// there is a parameter only.
pub fn param_name(name: &str) -> String {
    if is_reserved(name) { format!("params.{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_keys_find_their_meaning() {
        for (wrong, right) in [
            ("menutitel", Some("menuTitle")),
            ("wieght", Some("weight")),
            ("Titel", Some("title")),
            ("disableTOCs", Some("disableToc")),
            ("hiden", Some("hidden")),
            ("discription", Some("description")),
            ("menuTitle", None),
            ("MENUTITLE", None),
            ("disableHomeIcon", None),
            ("toc", None),
            ("foo", None),
            ("owner", None),
            ("guidegenn", Some("guidegen")),
        ] {
            assert_eq!(nearest_key(wrong), right, "{wrong}");
        }
    }

    #[test]
    fn lists_are_sorted_so_that_a_key_is_found() {
        assert!(READ.is_sorted_by_key(|key| key.to_lowercase()));
        assert!(SWITCHES.is_sorted());
    }
}
