//! Outputs: a page of a snapshot made, from its body through its layout; all of them are the plan.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::page::Page;
use crate::project::frame::{self, Frame};
use crate::project::machine;
use crate::project::recall::KeptPage;
use crate::project::round::{Did, Memory, Pages};
use crate::project::skeleton::Links;
use crate::project::snapshot::Snapshot;
use crate::project::trace::{self, Left};
use crate::project::watch::Part;
use crate::project::{Options, Work};
use crate::publish::bones::{Common, bones};
use crate::publish::{self, Claim, Origin, Output, Plan};
use crate::render;
use crate::render::body::{self, Bench};
use crate::render::layout;
use crate::render::relative::relativize;
use crate::render::search::terms::PageTerms;
use crate::render::shortcode::ShortcodePage;
use crate::render::view::{PageView, Views, count_words};
use crate::resolve::Resolved;
use crate::resolve::asset::Picture;
use crate::rules::facts::{Clash, Clashing};
use crate::site::nav::root_pages_in_menu;
use crate::site::{Kind, NodeId};
use crate::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A page below a section or a term, as templates see it.
#[derive(Serialize)]
struct Card<'a> {
    title: &'a str,
    menu_title: &'a str,
    url: &'a str,
    description: &'a str,
    count: usize,
    planned: bool,
}

/// A rendered body.
pub struct Body {
    pub html: String,
    pub words: usize,
    pub problems: Vec<render::Problem>,
    /// Of the HTML; the default one where nothing is remembered.
    pub print: Fingerprint,
}

/// A rendered page.
#[derive(Clone)]
pub struct Laid {
    pub html: Output,
    /// Where only links are wanted: those that it has in common with other pages.
    pub common: Common,
    pub problem: Option<render::Problem>,
}

/// All outputs of a snapshot.
#[derive(Clone)]
pub struct Rendered {
    pub plan: Plan,
    /// Where only links are wanted: those that pages have beside their bytes, by output path.
    pub common: FxHashMap<String, Common>,
    pub problems: Vec<render::Problem>,
    pub claims: Vec<Claim>,
    pub work: Work,
    pub pages: usize,
    /// For the trace of this rendering, if one was asked for.
    pub(super) left: Option<Left>,
}

/// Renders everything that a snapshot publishes.
pub fn render(snapshot: &Snapshot, options: &Options, memory: &mut Memory) -> Rendered {
    let mut pages = Pages::make(snapshot, options, memory);
    let gathered = pages.gather(snapshot, options);
    let (rendered, round) = pages.finish(snapshot, options, gathered);
    memory.keep(round);
    rendered
}

impl Rendered {
    /// The claims that the site itself could not know of: those in which not both sides are pages.
    pub fn clashes(&self) -> Vec<Clash> {
        let place = |origin: &Origin| match origin {
            Origin::Page(source) | Origin::Static(source) => Some(Span::head(*source)),
            Origin::Alias(_, span) => Some(*span),
            Origin::Theme(_) | Origin::Generated(_) => None,
        };
        let known = |claim: &&Claim| !matches!((&claim.first, &claim.second), (Origin::Page(_), Origin::Page(_)));
        let clash = |claim: &Claim| Clash {
            kind: match claim.clash {
                publish::Clash::Same => Clashing::Same,
                publish::Clash::Case => Clashing::Case,
                publish::Clash::Folder => Clashing::Folder,
            },
            path: claim.path.clone(),
            other: claim.other.clone(),
            first: place(&claim.first),
            second: place(&claim.second),
        };
        self.claims.iter().filter(known).map(clash).collect()
    }
}

/// All that was made of one page.
pub(super) struct Made {
    /// What the body was made from, where anything is remembered.
    from: Option<Ingredients>,
    /// Its body, while somebody may read it again.
    pub(super) body: Option<Arc<Body>>,
    /// Its entry in `index.json`, if that is asked for.
    pub(super) entry: Option<machine::Entry>,
    /// Its words for the search, unless it is left out.
    pub(super) terms: Option<(Fingerprint, Arc<PageTerms>)>,
    pub(super) laid: (Fingerprint, Arc<Laid>),
}

/// What a body is made from, beside what all pages share.
struct Ingredients {
    settings: Fingerprint,
    source: Fingerprint,
    page: Arc<Page>,
    resolved: Arc<Resolved>,
    url: String,
    title: String,
    language: usize,
}

impl Ingredients {
    /// Whether a body made from others would be the same.
    fn gives_the_same(&self, other: &Ingredients) -> bool {
        let same_page = Arc::ptr_eq(&self.page, &other.page)
            || (self.source == other.source && self.page.front.meta.params == other.page.front.meta.params);
        let same_answers =
            Arc::ptr_eq(&self.resolved, &other.resolved) || self.resolved.answers == other.resolved.answers;
        self.settings == other.settings
            && self.language == other.language
            && self.url == other.url
            && self.title == other.title
            && same_page
            && same_answers
    }
}

impl Made {
    /// A page that stays as it was published.
    pub(super) fn kept(page: &KeptPage) -> Self {
        let none = Fingerprint::default();
        Self {
            from: None,
            body: None,
            entry: page.entry.clone().map(machine::Entry::Published),
            terms: page.terms.clone().map(|terms| (none, terms)),
            laid: (none, Arc::new(Laid { html: page.html.clone(), common: Common::default(), problem: None })),
        }
    }

    /// What a trace holds of it.
    pub(super) fn left(&self) -> Vec<u8> {
        let terms = self.terms.as_ref().map(|(_, terms)| &**terms);
        trace::done(terms, self.entry.as_ref().map_or(0, machine::Entry::size))
    }

    /// Everything that was met while the page was made.
    pub(super) fn problems(&self) -> impl Iterator<Item = &render::Problem> {
        self.body.iter().flat_map(|body| &body.problems).chain(&self.laid.1.problem)
    }

    /// Whether it shows others the same as another one, anchors and opening included.
    pub(super) fn shows_what(&self, other: &Made) -> bool {
        let print = |made: &Made| made.from.as_ref().map(|from| from.page.outline.fingerprint());
        print(self) == print(other)
    }

    /// Whether it was made from these very values.
    pub(super) fn is_of(&self, page: &Arc<Page>, resolved: &Arc<Resolved>) -> bool {
        self.from.as_ref().is_some_and(|from| Arc::ptr_eq(&from.page, page) && Arc::ptr_eq(&from.resolved, resolved))
    }
}

pub(super) struct Maker<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) options: &'s Options,
    pub(super) frame: Arc<Frame>,
    /// Whether the next rendering will want to know what this one was made from.
    pub(super) remembers: bool,
}

impl<'s> Maker<'s> {
    /// The words of the interface in a language.
    pub(super) fn words_of(&self, language: usize) -> BTreeMap<String, String> {
        self.frame.words.get(language).cloned().unwrap_or_default()
    }

    pub(super) fn views(&self) -> Views<'_> {
        frame::views(self.snapshot, self.options, &self.frame.urls, &self.frame.terms)
    }

    /// A page; `before` is what was made of it the last time, and `did` counts what is made anew.
    pub(super) fn page(&self, id: NodeId, before: Option<&Made>, did: &Did) -> Made {
        let node = self.snapshot.site.node(id);
        let path = node.source.map_or(&*node.url, |source| &*self.snapshot.sources.get(source).path);
        let watch = &self.options.watch;
        let from = node.entry.filter(|_| self.remembers).map(|entry| self.ingredients(id, entry));
        let known = before
            .zip(from.as_ref())
            .filter(|(before, from)| before.from.as_ref().is_some_and(|old| old.gives_the_same(from)))
            .and_then(|(before, _)| before.body.clone());
        let body = match (known, node.entry) {
            (Some(body), _) => Some(body),
            (None, None) => None,
            (None, Some(entry)) => {
                did.bodies.fetch_add(1, Ordering::Relaxed);
                Some(Arc::new(watch.page(path, Part::Body, || self.body(id, entry))))
            }
        };
        let views = self.views();
        let mut view = views.page(id);
        self.complete(id, &mut view);
        if let Some(body) = &body {
            view.words = body.words;
            view.minutes = body.words.div_ceil(220);
        }
        let mut trail = self.snapshot.site.ancestors(id);
        trail.push(id);
        let languages = views.languages(Some(id), node.language);
        let known = before.and_then(|before| before.terms.as_ref());
        let terms = watch.page(path, Part::Words, || self.terms(id, &view, body.as_deref(), known));
        let key = if self.remembers {
            let mut hasher = Hasher::new();
            let nav = self.frame.menus[node.language].html(&trail);
            hasher.fingerprint(self.frame.settings_key).text(&nav).text(&self.frame.shared[node.language].nav_shared);
            hasher.text(&serde_json::to_string(&view).unwrap_or_default());
            if self.frame.shared.len() > 1 {
                hasher.text(&format!("{languages:?}"));
            }
            hasher.fingerprint(body.as_ref().map(|body| body.print).unwrap_or_default());
            hasher.finish()
        } else {
            Fingerprint::default()
        };
        let known = before.filter(|before| self.remembers && before.laid.0 == key).map(|before| before.laid.1.clone());
        let laid = known.unwrap_or_else(|| {
            did.layouts.fetch_add(1, Ordering::Relaxed);
            let content = body.as_ref().map_or("", |body| &body.html);
            let lay = || self.laid(&mut view, content, node.language, &node.file, &languages, &trail);
            Arc::new(watch.page(path, Part::Layout, lay))
        });
        let known = before.filter(|before| match (&before.from, &from, &before.body, &body) {
            (Some(old), Some(new), Some(before), Some(now)) => {
                Arc::ptr_eq(&old.page, &new.page) && Arc::ptr_eq(before, now)
            }
            _ => false,
        });
        let known = known.and_then(|before| before.entry.clone());
        let entry = known.or_else(|| {
            // Nobody who only wants the links looks into it.
            (self.frame.forms.json && !self.options.links_only).then(|| {
                let html = body.as_ref().map_or("", |body| &body.html);
                let entry = self.entry(id, html).into_bytes();
                machine::Entry::Made(Output::piece(entry, self.options.shelf.as_ref()))
            })
        });
        // A body that nobody reads again is a quarter of the memory of a large site; what it met is told all the same.
        let kept = self.remembers || self.frame.forms.print_home || self.frame.forms.print_section;
        let body = body.filter(|body| kept || !body.problems.is_empty()).map(|body| match kept {
            true => body,
            false => {
                Arc::new(Body { html: String::new(), words: 0, problems: body.problems.clone(), print: body.print })
            }
        });
        Made { from, body, entry, terms, laid: (key, laid) }
    }

    /// What the body of a page is made from.
    fn ingredients(&self, id: NodeId, entry: usize) -> Ingredients {
        let snapshot = self.snapshot;
        let node = snapshot.site.node(id);
        let page = snapshot.pages[entry].clone();
        Ingredients {
            settings: self.frame.settings_key,
            source: snapshot.sources.get(page.source).fingerprint(),
            page,
            resolved: snapshot.resolved[entry].clone(),
            url: node.url.clone(),
            title: node.title.clone(),
            language: node.language,
        }
    }

    /// A page through its layout, or what is wanted of it. `trail` leads to it from home.
    pub(super) fn laid(
        &self,
        view: &mut PageView,
        content: &str,
        language: usize,
        file: &str,
        languages: &[Value],
        trail: &[NodeId],
    ) -> Laid {
        let links = Links { view, content, listed: None, language, languages, trail };
        if let Some(laid) = self.links(&links) {
            return laid;
        }
        view.content = content.to_string();
        let nav = self.frame.menus[language].html(trail);
        self.lay(view, language, file, &tera::Value::from_serializable(&languages), &nav)
    }

    /// The links of a page, where nothing else is wanted of it and its layout need not run.
    pub(super) fn links(&self, page: &Links<'_>) -> Option<Laid> {
        let skeletons = self.frame.skeletons.as_ref()?;
        let (shared, menu) = (self.frame.shared.get(page.language)?, self.frame.menus.get(page.language)?);
        let (bones, common) = skeletons.bones(&self.snapshot.settings.theme, shared, menu, page)?;
        Some(Laid { html: Output::Bytes(bones.into()), common: common.into(), problem: None })
    }

    pub(super) fn lay(&self, view: &PageView, language: usize, file: &str, languages: &tera::Value, nav: &str) -> Laid {
        let settings = &self.snapshot.settings;
        match layout::render(&settings.theme, &self.frame.shared[language], view, languages, nav) {
            Ok(html) => {
                let relative = settings.config.relative_urls && file != "404.html";
                let html = if relative { relativize(&html, file, settings.config.base_path()) } else { html };
                let bytes = if self.options.links_only { bones(html.as_bytes()) } else { html.into_bytes() };
                Laid { html: self.output(bytes), common: Common::default(), problem: None }
            }
            Err(problem) => {
                Laid { html: Output::Bytes(Arc::default()), common: Common::default(), problem: Some(problem) }
            }
        }
    }

    /// Bytes as an output, on the shelf if there is one that takes them.
    pub(super) fn output(&self, bytes: Vec<u8>) -> Output {
        Output::shelved(bytes, self.options.shelf.as_ref())
    }

    /// What lists show, and the addresses of a page's other forms.
    fn complete(&self, id: NodeId, view: &mut PageView) {
        let site = &self.snapshot.site;
        let node = site.node(id);
        let config = &self.snapshot.settings.config;
        if node.kind != Kind::Page && frame::feeds_of(&self.snapshot.settings.config, node.kind) {
            view.rss = format!("{}{}index.xml", config.base_path(), node.folder);
        }
        view.markdown = self.markdown_url(id, self.frame.forms);
        view.print = self.book_url(id, self.frame.forms);
        match node.kind {
            Kind::Taxonomy => {
                let taxonomy = site.taxonomies.iter().find(|taxonomy| taxonomy.node == id);
                view.pages = taxonomy.map_or(Vec::new(), |taxonomy| {
                    let term = |term: &crate::site::taxonomy::Term| {
                        let url = &site.node(term.node).url;
                        tera::Value::from_serializable(
                            &json!({ "title": term.name, "url": url, "description": "", "count": term.pages.len() }),
                        )
                    };
                    taxonomy.terms.iter().map(term).collect()
                });
            }
            Kind::Term => {
                let places = self.frame.term_pages.get(&id);
                let term = places.and_then(|&(taxonomy, term)| site.taxonomies.get(taxonomy)?.terms.get(term));
                view.pages = term.map_or(Vec::new(), |term| term.pages.iter().map(|&page| self.card(page)).collect());
            }
            Kind::Home | Kind::Section => {
                view.pages = crate::site::nav::menu_children(site, config, id)
                    .into_iter()
                    .map(|child| self.card(child))
                    .collect();
            }
            Kind::Page => {}
        }
    }

    fn card(&self, id: NodeId) -> tera::Value {
        let node = self.snapshot.site.node(id);
        let page = node.entry.map(|entry| &self.snapshot.pages[entry]);
        let description = page.and_then(|page| page.front.meta.description.as_deref()).unwrap_or_default();
        let planned = page.is_some_and(|page| page.outline.planned());
        let (title, menu_title, url) = (&*node.title, &*node.menu_title, &*node.url);
        tera::Value::from_serializable(&Card { title, menu_title, url, description, count: 0, planned })
    }

    /// The body of a page.
    pub(super) fn body(&self, id: NodeId, entry: usize) -> Body {
        let snapshot = self.snapshot;
        let page: &Page = &snapshot.pages[entry];
        let resolved = &snapshot.resolved[entry];
        let node = snapshot.site.node(id);
        let source = snapshot.sources.get(page.source);
        let settings = &snapshot.settings;
        let config = &settings.config;
        let mut base = tera::Context::new();
        base.insert_value("site", self.frame.shortcode_site[node.language].clone());
        base.insert_value("strings", self.frame.shared[node.language].strings.clone());
        base.insert(
            "page",
            &json!({
                "title": node.title, "url": node.url, "kind": node.kind.name(),
                "lang": config.languages[node.language].code, "params": page.front.meta.params,
            }),
        );
        let files = |id: SourceId| snapshot.sources.get(id).text().to_string();
        let shown =
            ShortcodePage { base, outline: &page.outline, markup: &config.markup, text: source.text(), files: &files };
        let variants = |picture: &Picture| self.options.pictures.variants(picture, config.base_path());
        let external = config.params.get("externallinktarget").and_then(Value::as_str).unwrap_or("_blank");
        let bench = Bench {
            theme: &settings.theme,
            signatures: &settings.signatures,
            highlighter: &self.frame.highlighter,
            highlight: &config.highlight,
            variants: &variants,
            external_target: if external == "_self" { "" } else { external },
            notice_id: !root_pages_in_menu(config),
        };
        let (html, problems) = body::render(page, resolved, &shown, &self.frame.words[node.language], &bench);
        let words = if settings.theme.may_show_words { count_words(&html) } else { 0 };
        let print = if self.remembers { Fingerprint::of(html.as_bytes()) } else { Fingerprint::default() };
        Body { html, words, problems, print }
    }
}
