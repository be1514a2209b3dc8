//! The site parameters that themes read: what each means, and those that are often set and never read.
//!
//! Sources: the configuration pages of learn and relearn, and the layouts of learn.

use super::Problem;
use super::keys::NEVER_PARAMS;
use super::tree::{Content, Table};
use crate::data;
use crate::nearest::nearest_within;
use serde_json::{Map, Value};

/// A parameter that learn, relearn or guidegen's theme reads, with its meaning in one line.
pub struct Param {
    pub name: &'static str,
    pub meaning: &'static str,
}

const fn param(name: &'static str, meaning: &'static str) -> Param {
    Param { name, meaning }
}

/// In the order of their names.
pub const READ: [Param; 79] = [
    param("additionalContentLanguage", "further languages whose words the search index knows"),
    param("alwaysopen", "whether sections of the menu are open from the start"),
    param("author", "who wrote the guide: a name, or a table with name and email"),
    param("boxStyle", "own styles of notice boxes"),
    param("breadcrumbSeparator", "what stands between the parts of the breadcrumbs"),
    param("collapsibleMenu", "sections of the menu can be opened and closed"),
    param("custom_css", "further style sheets, relative to static"),
    param("customMathJaxURL", "where MathJax is loaded from"),
    param("customMermaidURL", "where Mermaid is loaded from"),
    param("customOpenapiURL", "where the OpenAPI viewer is loaded from"),
    param("dateFormat", "how dates are written (relearn)"),
    param("description", "what the guide is about, for search engines"),
    param("disableAnchorCopy", "no copying of the links of headings"),
    param("disableAnchorScrolling", "no scrolling to a heading when its link is clicked"),
    param("disableAssetsBusting", "no version in the addresses of scripts and styles"),
    param("disableBreadcrumb", "no breadcrumbs above the page"),
    param("disableDefaultRelref", "take the theme's relref for Hugo's"),
    param("disableExplicitIndexURLs", "no index.html at the end of links"),
    param("disableGeneratorVersion", "no generator tag in the head of pages"),
    param("disableHoverBlockCopyToClipBoard", "the copy button of code is always seen"),
    param("disableInlineCopyToClipBoard", "no copy button for code within a line"),
    param("disableLandingPageButton", "no home button above the menu"),
    param("disableLanguageSwitchingButton", "no choice of the language"),
    param("disableMarkdownButton", "no link to the Markdown of a page"),
    param("disableMermaid", "no diagrams by Mermaid"),
    param("disableNextPrev", "no links to the next and the previous page"),
    param("disablePrintButton", "no link to the print version"),
    param("disableRandomIds", "ids that are the same in every build"),
    param("disableRootBreadcrumb", "breadcrumbs begin below the home page"),
    param("disableSearch", "no search"),
    param("disableSearchHiddenPages", "search does not find hidden pages"),
    param("disableSearchIndex", "no search index is written"),
    param("disableSearchPage", "no page for searching"),
    param("disableSeoHiddenPages", "hidden pages are not in the sitemap"),
    param("disableShortcutsTitle", "no heading above the shortcuts of the menu"),
    param("disableSourceButton", "no link to the source of a page"),
    param("disableTagHiddenPages", "hidden pages are not in the lists of tags"),
    param("disableTermBreadcrumbs", "no breadcrumbs on the pages of terms"),
    param("disableToc", "no table of contents"),
    param("editURL", "address before the path of a file, for the link that edits the page"),
    param("enableLegacyLanguageLinks", "links may begin with a language"),
    param("errorignore", "references that are not checked"),
    param("externalLinkTarget", "the target of links to other sites"),
    param("google_analytics", "an account of Google Analytics"),
    param("headingPost", "what stands behind the heading of every page"),
    param("headingPre", "what stands before the heading of every page"),
    param("hideAuthorDate", "no date below pages"),
    param("hideAuthorEmail", "no address of the author below pages"),
    param("hideAuthorName", "no name of the author below pages"),
    param("highlightWrap", "long lines of code are wrapped"),
    param("image", "what to do about images that are not found"),
    param("imageEffects", "frames, shadows and light boxes of images"),
    param("images", "the picture that social media show"),
    param("include", "what to do about included files that are not found"),
    param("landingPageName", "the words on the home button"),
    param("landingPageURL", "where the home button leads"),
    param("link", "what to do about links that lead nowhere"),
    param("linkEffects", "how links are opened"),
    param("linkTitle", "the name of the guide in links to its home page"),
    param("math", "formulae on every page"),
    param("mathJaxInitialize", "options of MathJax"),
    param("mermaid", "diagrams on every page"),
    param("mermaidInitialize", "options of Mermaid"),
    param("mermaidZoom", "diagrams can be enlarged"),
    param("minify", "scripts and styles are made smaller"),
    param("openapi", "OpenAPI on every page"),
    param("ordersectionsby", "the order of the menu: weight, title, linktitle, or one of the dates"),
    param("relearn", "dependencies of relearn"),
    param("searchIndexURL", "where the search index lies"),
    param("searchPageURL", "where the page for searching lies"),
    param("showVisitedLinks", "the menu marks pages that were seen"),
    param("sidebarfootermenus", "menus below the menu"),
    param("sidebarheadermenus", "menus above the menu"),
    param("sidebarmenus", "the menus of the side bar"),
    param("social", "accounts at social media"),
    param("themeVariant", "colours of the theme"),
    param("titleSeparator", "what stands between the titles of page and guide"),
    param("urlExternalCheck", "links to other sites are checked"),
    param("urlIgnoreCheck", "references that are not checked"),
];

/// Parameters of other themes (docdock and its family) that guides still carry and that learn never read.
const DEAD: [&str; 5] =
    ["disablehomeicon", "disablenavchevron", "highlightclientside", "menushortcutsnewtab", "dateformat"];

/// The colours that `themeVariant` names, the default first: a text, or relearn's list of texts and of tables with `identifier`.
pub fn variants(params: &Map<String, Value>) -> Vec<&str> {
    let written = match params.get("themevariant") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    fn name(variant: &Value) -> Option<&str> {
        match variant {
            Value::Object(table) => table.get("identifier").and_then(Value::as_str),
            other => other.as_str(),
        }
    }
    written.iter().filter_map(name).filter(|name| !name.is_empty()).collect()
}

/// What is to be said about the keys of `params`: those that were meant for Hugo, those that nobody reads, and those
/// that are spelled nearly like one that is read. All others may be read by the shortcodes `param` and `siteparam`.
pub fn judge(params: &Table, theme: Option<&str>, problems: &mut Vec<Problem>) {
    // relearn reads `dateFormat`; learn does not.
    let is_relearn = theme.is_some_and(|theme| theme.to_lowercase().contains("relearn"));
    for (name, setting) in params {
        let (span, key) = (setting.key_span, setting.key.clone());
        // Footers are made of it: a list, of which each table is a link.
        let is_list = |content: &Content| match content {
            Content::Other(data::Value::List(links)) => {
                links.iter().all(|link| matches!(link.value, data::Value::Table(_)))
            }
            Content::Other(data::Value::Null) => true,
            _ => false,
        };
        if name == "footerlinks" && !is_list(&setting.content) {
            problems.push(Problem::WrongType { span: setting.span, key: key.clone(), expected: "a list of tables" });
        }
        let is_read = READ.iter().any(|param| param.name.eq_ignore_ascii_case(name));
        if NEVER_PARAMS.iter().any(|key| key.eq_ignore_ascii_case(name)) {
            problems.push(Problem::MisplacedKey { span, key });
        } else if DEAD.contains(&name.as_str()) && !(is_relearn && is_read) {
            problems.push(Problem::UnreadParam { span, key, near: None });
        } else if !is_read && name.chars().count() > 3 {
            let near = nearest_within(2, name, READ.iter().map(|param| param.name));
            if let Some(near) = near {
                problems.push(Problem::UnreadParam { span, key, near: Some(near.to_owned()) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn params_are_in_order_and_have_a_meaning() {
        assert!(READ.is_sorted_by_key(|param| param.name.replace('_', "").to_lowercase()));
        assert!(READ.iter().all(|param| !param.meaning.is_empty()));
    }
}
