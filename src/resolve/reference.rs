//! relref, ref and plain links to a target, or the reason there is none.

use crate::fit::fit_text;
use crate::resolve::Resolver;
use crate::resolve::target::{self, Target, split};
use crate::site::lookup::Found;
use crate::site::permalink::join;
use crate::site::{NodeId, Reason};
use crate::source::span::{SourceId, Span};

/// One pointer of a page, as written, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    pub role: Role,
    pub written: String,
    /// The destination as it stands in the source.
    pub span: Span,
    pub outcome: Outcome,
}

/// How the pointer was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `relref` and `ref`.
    Ref,
    /// `[text](destination)` and reference links.
    Link,
    /// A bare or bracketed URL.
    AutoLink,
    Image,
    /// `href` and `src` of raw HTML.
    RawLink,
    RawImage,
    /// An argument of a shortcode: `href` of `button`, `src` of `figure`, `file` of `include`.
    Argument,
    /// A menu entry, in the configuration or in front matter.
    Menu,
}

/// What a reference leads to, or why it leads nowhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A page, and the anchor on it if one was named; both exist.
    Page { node: NodeId, fragment: Option<String> },
    /// A published file.
    Asset { file: String },
    /// Another site, or a scheme of its own.
    External,
    /// Nothing was written: `[x]()`, `#`, or `relref ""`.
    Empty,
    /// The page exists, the anchor does not; `None` for the own page.
    AnchorMissing { node: Option<NodeId>, fragment: String },
    /// No page, no file.
    Missing,
    /// A file or page that differs from what was written only in case.
    WrongCase { actual: String },
    /// Several pages fit.
    Ambiguous { candidates: Vec<NodeId> },
    /// There is a page, but it is not published.
    Withheld { source: SourceId, reason: Reason },
    /// There is a page, but only in another language.
    OtherLanguage { node: NodeId },
    /// `lang` names a language that the site does not have.
    UnknownLanguage { language: String },
    /// `outputFormat` names a form that the page does not have.
    UnknownFormat { format: String },
    /// An included file includes itself.
    Circle,
}

impl Outcome {
    /// Whether the reader of the page arrives somewhere.
    pub fn is_sound(&self) -> bool {
        matches!(self, Outcome::Page { .. } | Outcome::Asset { .. } | Outcome::External)
    }
}

impl Resolver<'_, '_> {
    /// The page that `relref` names, with the fragment that was written.
    pub(crate) fn relref(&self, written: &str, language: Option<&str>) -> (Option<(NodeId, Option<String>)>, Outcome) {
        let parts = split(written.trim());
        let fragment = parts.fragment.as_deref().map(str::to_string);
        let own = self.place.language;
        let language = match language.filter(|code| !code.is_empty()) {
            None => own,
            Some(code) => {
                let code = code.to_lowercase();
                match self.world.config.languages.iter().position(|language| language.code == code) {
                    Some(index) => index,
                    None => return (None, Outcome::UnknownLanguage { language: code }),
                }
            }
        };
        if parts.path.is_empty() {
            return match (&fragment, self.place.node) {
                (Some(fragment), node) if !fragment.is_empty() => {
                    let sound = self.own_anchor(fragment);
                    let outcome = if sound {
                        node.map_or(Outcome::External, |node| Outcome::Page { node, fragment: Some(fragment.clone()) })
                    } else {
                        Outcome::AnchorMissing { node: None, fragment: fragment.clone() }
                    };
                    (None, outcome)
                }
                _ => (None, Outcome::Empty),
            };
        }
        if target::is_external(written.trim()) {
            return (None, Outcome::Missing);
        }
        let site = self.world.site;
        let found = site.lookup.reference_in(language, &self.place.folder, &parts.path);
        match found {
            Found::Page(node) => {
                let unrendered = self.unrendered(node);
                let outcome = unrendered.unwrap_or_else(|| self.with_fragment(node, fragment.as_deref()));
                (Some((node, fragment)), outcome)
            }
            Found::Ambiguous(candidates) => (None, Outcome::Ambiguous { candidates }),
            Found::Nothing => (None, self.why_missing(language, &parts.path)),
        }
    }

    /// What a page is to those who link to it that has no address.
    fn unrendered(&self, node: NodeId) -> Option<Outcome> {
        let node = self.world.site.node(node);
        let source = node.source.filter(|_| !node.rendered)?;
        Some(Outcome::Withheld { source, reason: Reason::Unrendered })
    }

    /// A draft, a page of another language, or nothing at all.
    fn why_missing(&self, language: usize, path: &str) -> Outcome {
        let site = self.world.site;
        let wanted = path.trim_matches('/').to_lowercase();
        // The extension is that of the last part: `../plan` has none.
        let last = wanted.rfind('/').map_or(0, |at| at + 1);
        let stem = match wanted[last..].rfind('.') {
            Some(dot) if dot > 0 => &wanted[..last + dot],
            _ => wanted.as_str(),
        };
        let stem = stem.strip_suffix("/_index").or(stem.strip_suffix("/index")).unwrap_or(stem);
        let relative = join(&self.place.folder, stem).unwrap_or_default().to_lowercase();
        let fits = |own: &str| {
            let own = own.to_lowercase();
            own == stem || own == relative || (!stem.contains('/') && own.rsplit('/').next() == Some(stem))
        };
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let named = site.lookup.withheld_named(site, language, name);
        if let Some(withheld) = named.iter().map(|&at| &site.withheld[at]).find(|page| fits(&page.path)) {
            return Outcome::Withheld { source: withheld.source, reason: withheld.reason };
        }
        for other in (0..self.world.config.languages.len()).filter(|&other| other != language) {
            if let Found::Page(node) = site.lookup.reference_in(other, &self.place.folder, path) {
                return Outcome::OtherLanguage { node };
            }
        }
        Outcome::Missing
    }

    fn with_fragment(&self, node: NodeId, fragment: Option<&str>) -> Outcome {
        match fragment.filter(|fragment| !fragment.is_empty()) {
            Some(fragment) if !self.has_anchor(node, fragment) => {
                Outcome::AnchorMissing { node: Some(node), fragment: fragment.to_string() }
            }
            fragment => Outcome::Page { node, fragment: fragment.map(str::to_string) },
        }
    }

    /// Whether a page has an anchor. A page without a file is made by the theme; its ids are proved later.
    fn has_anchor(&self, node: NodeId, fragment: &str) -> bool {
        match self.world.site.node(node).entry {
            Some(entry) => {
                self.world.pages[entry].outline.has_anchor(fragment) || self.includes_anchor(Some(node), fragment)
            }
            None => true,
        }
    }

    fn own_anchor(&self, fragment: &str) -> bool {
        self.page.outline.has_anchor(fragment) || self.includes_anchor(None, fragment)
    }

    /// The URL for a written destination, and what it leads to. Pages and files are found as a browser finds them, then as
    /// an author means them: by the place of the file in the content folder.
    pub(crate) fn url(&mut self, written: &str, is_image: bool) -> (String, Outcome) {
        let trimmed = written.trim();
        if trimmed.is_empty() || trimmed == "#" {
            return (written.to_string(), Outcome::Empty);
        }
        if target::is_external(trimmed) {
            return (written.to_string(), self.external(trimmed));
        }
        let parts = split(trimmed);
        if parts.path.is_empty() {
            let Some(fragment) = parts.fragment.as_deref() else { return (written.to_string(), Outcome::Empty) };
            let outcome = match (self.own_anchor(fragment), self.place.node) {
                (true, Some(node)) => Outcome::Page { node, fragment: Some(fragment.to_string()) },
                (true, None) => Outcome::External,
                (false, _) => Outcome::AnchorMissing { node: None, fragment: fragment.to_string() },
            };
            return (written.to_string(), outcome);
        }
        self.local(written, &parts, is_image)
    }

    /// A link to the site's own address is a link within the site.
    fn external(&self, written: &str) -> Outcome {
        Outcome::from_external(written)
    }

    fn local(&mut self, written: &str, parts: &Target<'_>, is_image: bool) -> (String, Outcome) {
        let base = self.world.config.base_path();
        let path = &*parts.path;
        // As a browser reads it.
        let (as_file, needs_base) = match path.strip_prefix('/') {
            Some(rest) => {
                let below = path.strip_prefix(base).filter(|_| base != "/");
                (join("", below.unwrap_or(rest)), below.is_none() && base != "/")
            }
            None => (join(&self.place.url_folder, path), false),
        };
        if let Some(file) = &as_file {
            let ends_as_folder = path.ends_with('/');
            if let Some(outcome) = self.published(file, ends_as_folder, parts.fragment.as_deref()) {
                let url = if needs_base {
                    format!("{}{}", base.trim_end_matches('/'), written.trim())
                } else {
                    written.to_string()
                };
                return (url, outcome);
            }
        }
        // As an author means it: the content folder, by logical path or file name.
        let site = self.world.site;
        let lookup_path = if path.starts_with('/') { path.to_string() } else { format!("./{path}") };
        if !is_image
            && let Found::Page(node) = site.lookup.reference_in(self.place.language, &self.place.folder, &lookup_path)
        {
            if let Some(outcome) = self.unrendered(node) {
                return (String::new(), outcome);
            }
            let outcome = self.with_fragment(node, parts.fragment.as_deref());
            let looks_like_file = path.ends_with(".md") || path.ends_with(".markdown");
            let mut url = site.node(node).url.clone();
            if !looks_like_file && path.starts_with('/') && as_file.is_none() {
                url = written.to_string();
            }
            url.push_str(parts.query);
            push_fragment(&mut url, parts.fragment.as_deref());
            return (url, outcome);
        }
        let in_content = match path.strip_prefix('/') {
            Some(rest) => join("", rest),
            None => join(&self.place.folder, path),
        };
        if let Some(inside) = &in_content
            && let Some(file) = self.asset_beside(inside)
        {
            let mut url = base.to_string();
            crate::site::permalink::encode(&file, &mut url);
            url.push_str(parts.query);
            push_fragment(&mut url, parts.fragment.as_deref());
            return (url, Outcome::Asset { file });
        }
        let outcome = self
            .wrong_case(as_file.as_deref())
            .unwrap_or_else(|| self.why_missing(self.place.language, if is_image { "\0" } else { path }));
        let url = if needs_base && path.starts_with('/') {
            format!("{}{}", base.trim_end_matches('/'), written.trim())
        } else {
            written.to_string()
        };
        (url, outcome)
    }

    /// What is published at an output path: a page, an alias, a file.
    pub(crate) fn published(&self, file: &str, as_folder: bool, fragment: Option<&str>) -> Option<Outcome> {
        let site = self.world.site;
        let index = if file.is_empty() { "index.html".to_string() } else { format!("{file}/index.html") };
        if !as_folder {
            if let Some(node) = site.lookup.of_file(file).filter(|&node| site.node(node).rendered) {
                return Some(self.with_fragment(node, fragment));
            }
            if site.assets.by_file.contains_key(file) || (self.world.published)(file) {
                return Some(Outcome::Asset { file: file.to_string() });
            }
            if let Some(node) = site.lookup.of_alias(file) {
                return Some(self.with_fragment(node, None));
            }
        }
        if let Some(node) = site.lookup.of_file(&index).filter(|&node| site.node(node).rendered) {
            return Some(self.with_fragment(node, fragment));
        }
        if let Some(node) = site.lookup.of_alias(&index) {
            return Some(self.with_fragment(node, None));
        }
        if site.assets.by_file.contains_key(&index) || (self.world.published)(&index) {
            return Some(Outcome::Asset { file: index });
        }
        None
    }

    /// A file in the content folder, by its path there.
    fn asset_beside(&self, inside: &str) -> Option<String> {
        let folder = inside.rsplit_once('/').map_or("", |(folder, _)| folder);
        let list = self.world.site.assets.in_folder.get(folder)?;
        let (_, source) = list.iter().find(|(path, _)| path == inside)?;
        let path = &self.world.sources.get(*source).path;
        let files = self.world.site.assets.by_source.get(&**path)?;
        let prefix = crate::site::permalink::language_prefix(self.world.config, self.place.language);
        files.iter().find(|file| file.starts_with(&prefix)).or(files.first()).cloned()
    }

    /// A published file or page whose path differs in case alone.
    fn wrong_case(&self, file: Option<&str>) -> Option<Outcome> {
        let site = self.world.site;
        let actual = site.lookup.in_any_case(site, file?)?;
        let page = site.lookup.of_file(actual).map(|node| site.node(node).url.clone());
        Some(Outcome::WrongCase { actual: page.unwrap_or_else(|| format!("/{actual}")) })
    }
}

impl Outcome {
    fn from_external(_written: &str) -> Self {
        Outcome::External
    }
}

pub(crate) fn push_fragment(url: &mut String, fragment: Option<&str>) {
    if let Some(fragment) = fragment {
        url.push('#');
        crate::page::text::escape::escape_url(fragment, url);
        fit_text(url);
    }
}
