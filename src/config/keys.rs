//! The keys of a configuration that mean something, to Hugo of any age or to guidegen.
//!
//! Sources: what `hugo config --printZero` of Hugo 0.168 lists; Hugo's page `configuration/all`; the keys that
//! older versions had and guides still carry.

/// The keys of the top level.
pub const TOP: [&str; 137] = [
    "archetypeDir",
    "assetDir",
    "author",
    "baseURL",
    "blackfriday",
    "build",
    "buildDrafts",
    "buildExpired",
    "buildFuture",
    "cacheDir",
    "caches",
    "canonifyURLs",
    "capitalizeListTitles",
    "cascade",
    "check",
    "cleanDestinationDir",
    "contentDir",
    "contentTypes",
    "copyright",
    "dataDir",
    "defaultContentLanguage",
    "defaultContentLanguageInSubdir",
    "defaultContentRole",
    "defaultContentRoleInSubdir",
    "defaultContentVersion",
    "defaultContentVersionInSubdir",
    "defaultMarkdownHandler",
    "defaultOutputFormat",
    "deployment",
    "disableAliases",
    "disableBrowserError",
    "disableDefaultLanguageRedirect",
    "disableDefaultSiteRedirect",
    "disableFastRender",
    "disableHugoGeneratorInject",
    "disableKinds",
    "disableLanguages",
    "disableLiveReload",
    "disablePathToLower",
    "disqusShortname",
    "enableEmoji",
    "enableGitInfo",
    "enableInlineShortcodes",
    "enableMissingTranslationPlaceholders",
    "enableRobotsTXT",
    "environment",
    "footnoteAnchorPrefix",
    "footnoteReturnLinkContents",
    "frontmatter",
    "googleAnalytics",
    "guidegen",
    "hasCJKLanguage",
    "httpCache",
    "i18nDir",
    "ignoreCache",
    "ignoreErrors",
    "ignoreFiles",
    "ignoreLogs",
    "ignoreVendor",
    "ignoreVendorPaths",
    "imaging",
    "languageCode",
    "languageDirection",
    "languageName",
    "languages",
    "layoutDir",
    "locale",
    "logLevel",
    "mainSections",
    "markup",
    "mediaTypes",
    "menu",
    "menus",
    "metaDataFormat",
    "minify",
    "module",
    "newContentEditor",
    "noBuildLock",
    "noChmod",
    "noTimes",
    "outputFormats",
    "outputs",
    "page",
    "paginate",
    "paginatePath",
    "pagination",
    "panicOnWarning",
    "params",
    "permalinks",
    "pluralizeListTitles",
    "preserveTaxonomyNames",
    "printI18nWarnings",
    "printPathWarnings",
    "printUnusedTemplates",
    "privacy",
    "publishDir",
    "pygmentsCodeFences",
    "pygmentsCodeFencesGuessSyntax",
    "pygmentsOptions",
    "pygmentsStyle",
    "pygmentsUseClasses",
    "pygmentsUseClassic",
    "quiet",
    "refLinksErrorLevel",
    "refLinksNotFoundURL",
    "related",
    "relativeURLs",
    "removePathAccents",
    "renderSegments",
    "resourceDir",
    "roles",
    "rssLimit",
    "rssURI",
    "sectionPagesMenu",
    "security",
    "segments",
    "server",
    "services",
    "sitemap",
    "social",
    "staticDir",
    "summaryLength",
    "taxonomies",
    "templateMetrics",
    "templateMetricsHints",
    "theme",
    "themesDir",
    "timeout",
    "timeZone",
    "title",
    "titleCaseStyle",
    "uglyURLs",
    "verbose",
    "verboseLog",
    "versions",
    "watch",
    "workingDir",
];

/// `staticDir0` to `staticDir10`: further folders of static files.
pub const STATIC_DIRS: [&str; 12] = [
    "staticDir",
    "staticDir0",
    "staticDir1",
    "staticDir2",
    "staticDir3",
    "staticDir4",
    "staticDir5",
    "staticDir6",
    "staticDir7",
    "staticDir8",
    "staticDir9",
    "staticDir10",
];

/// The keys of `languages.X` that the top level does not have.
pub const LANGUAGE: [&str; 5] = ["direction", "disabled", "label", "weight", "params"];

/// The keys of the top level that are read for one language as well.
pub const PER_LANGUAGE: [&str; 7] =
    ["contentDir", "languageCode", "languageDirection", "languageName", "locale", "menus", "title"];

/// The keys of one menu entry.
pub const MENU_ENTRY: [&str; 10] =
    ["identifier", "name", "pageRef", "params", "parent", "post", "pre", "title", "url", "weight"];

/// Page kinds, for `outputs` and `disableKinds`.
pub const KINDS: [&str; 9] = ["home", "page", "section", "taxonomy", "term", "rss", "sitemap", "robotsTXT", "404"];

pub const MARKUP: [&str; 8] = [
    "asciidocExt",
    "blackfriday",
    "defaultMarkdownHandler",
    "goldmark",
    "highlight",
    "mmark",
    "rst",
    "tableOfContents",
];

pub const GOLDMARK: [&str; 5] = ["duplicateResourceFiles", "extensions", "parser", "renderHooks", "renderer"];

pub const GOLDMARK_EXTENSIONS: [&str; 11] = [
    "cjk",
    "definitionList",
    "extras",
    "footnote",
    "linkify",
    "linkifyProtocol",
    "passthrough",
    "strikethrough",
    "table",
    "taskList",
    "typographer",
];

pub const GOLDMARK_PARSER: [&str; 6] = [
    "attribute",
    "autoDefinitionTermID",
    "autoHeadingID",
    "autoHeadingIDType",
    "autoIDType",
    "wrapStandAloneImageWithinParagraph",
];

pub const GOLDMARK_RENDERER: [&str; 3] = ["hardWraps", "unsafe", "xhtml"];

pub const HIGHLIGHT: [&str; 15] = [
    "anchorLineNos",
    "codeFences",
    "guessSyntax",
    "hl_inline",
    "hl_lines",
    "lineAnchors",
    "lineNos",
    "lineNoStart",
    "lineNumbersInTable",
    "noClasses",
    "noHl",
    "style",
    "tabWidth",
    "wrapperClass",
    "type",
];

pub const TABLE_OF_CONTENTS: [&str; 3] = ["endLevel", "ordered", "startLevel"];

/// Keys of the top level that no theme reads under `params`: there they were meant for Hugo.
pub const NEVER_PARAMS: [&str; 32] = [
    "baseURL",
    "buildDrafts",
    "buildExpired",
    "buildFuture",
    "canonifyURLs",
    "contentDir",
    "defaultContentLanguage",
    "defaultContentLanguageInSubdir",
    "disableHugoGeneratorInject",
    "disableKinds",
    "disableLanguages",
    "disablePathToLower",
    "enableEmoji",
    "enableGitInfo",
    "enableInlineShortcodes",
    "enableMissingTranslationPlaceholders",
    "enableRobotsTXT",
    "hasCJKLanguage",
    "languageCode",
    "pluralizeListTitles",
    "publishDir",
    "pygmentsCodeFences",
    "pygmentsCodeFencesGuessSyntax",
    "pygmentsOptions",
    "pygmentsStyle",
    "pygmentsUseClasses",
    "refLinksErrorLevel",
    "refLinksNotFoundURL",
    "relativeURLs",
    "removePathAccents",
    "staticDir",
    "uglyURLs",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_every_key_once() {
        let mut names: Vec<String> = TOP.iter().map(|key| key.to_lowercase()).collect();
        assert!(names.is_sorted());
        names.dedup();
        assert_eq!(names.len(), TOP.len());
        assert!(NEVER_PARAMS.iter().all(|key| TOP.contains(key)));
        assert!(PER_LANGUAGE.iter().all(|key| TOP.contains(key)));
    }
}
