//! Skeleton: the links of a page without a run of its layout, for those who render pages for nothing else.
//!
//! What a layout of ours makes of two pages of one shape differs in the values that it prints, and in nothing else. So it
//! runs once for each shape, with a mark in place of every value. Ids and addresses without a mark stand on all pages of
//! the shape; where a mark is, the value of each page comes. Which tags of our templates name the page is pinned by
//! `tests/skeleton.rs`; where the project has a template that may, every page is laid out as it is published.

use crate::config::forms::Forms;
use crate::project::open::Settings;
use crate::project::snapshot::Snapshot;
use crate::publish::bones::{self, Found, Piece};
use crate::render::layout::{self, Shared};
use crate::render::menu::Menu;
use crate::render::view::PageView;
use crate::site::NodeId;
use crate::source::Sources;
use crate::theme::Theme;
use memchr::memmem;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError, RwLock};

/// A mark is a number between these two, which no template and no text of a guide may hold.
const START: &str = "\u{FDD0}";
const END: &str = "\u{FDD1}";
/// More languages than this are not told apart by bits.
const MOST_LANGUAGES: usize = 64;

/// A value of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// Text, which holds no tags and is no address.
    Text,
    Content,
    Toc,
    Nav,
    Own,
    Permalink,
    Previous,
    Next,
    Feed,
    Markdown,
    Book,
    Edit,
    Mail,
    Crumb,
    Tag,
    /// What a list of pages names: the page, its own list, its headings.
    Entry,
    List,
    Part,
    /// The page, or home, in the language of that number.
    Language(u8),
}

const FIELDS: [Field; 18] = [
    Field::Text,
    Field::Content,
    Field::Toc,
    Field::Nav,
    Field::Own,
    Field::Permalink,
    Field::Previous,
    Field::Next,
    Field::Feed,
    Field::Markdown,
    Field::Book,
    Field::Edit,
    Field::Mail,
    Field::Crumb,
    Field::Tag,
    Field::Entry,
    Field::List,
    Field::Part,
];

impl Field {
    fn number(self) -> usize {
        match self {
            Field::Language(number) => FIELDS.len() + usize::from(number),
            _ => FIELDS.iter().position(|&field| field == self).unwrap_or_default(),
        }
    }

    fn of(number: usize) -> Option<Self> {
        let language = || u8::try_from(number.checked_sub(FIELDS.len())?).ok().map(Field::Language);
        FIELDS.get(number).copied().or_else(language)
    }

    /// In place of an address.
    fn mark(self) -> String {
        format!("{START}{}{END}", self.number())
    }

    /// In place of HTML: whoever finds it as an id knows that tags live there.
    fn tag(self) -> String {
        format!("<a id=\"{}\">", self.mark())
    }

    /// What comes in place of the marks.
    fn values(self, page: &Links<'_>, tell: &mut dyn FnMut(&str)) {
        let view = page.view;
        match self {
            Field::Text | Field::Content | Field::Toc | Field::Nav => {}
            Field::Tag => view.tags.iter().for_each(|tag| tell(tag["url"].as_str().unwrap_or(""))),
            Field::Entry | Field::List | Field::Part if page.listed.is_some() => {
                let what = match self {
                    Field::List => Listed::List,
                    Field::Part => Listed::Heading,
                    _ => Listed::Page,
                };
                page.listed.iter().for_each(|listed| listed(what, tell));
            }
            Field::Entry => view.pages.iter().for_each(|page| tell(text(page, "url"))),
            Field::List => {
                let lists = view.pages.iter().map(|page| text(page, "list"));
                lists.filter(|list| !list.is_empty()).for_each(tell);
            }
            Field::Part => {
                let parts = view.pages.iter().filter_map(|page| page.get_from_path("sections")?.as_array());
                parts.flatten().for_each(|part| tell(text(part, "url")));
            }
            Field::Crumb => view.breadcrumbs.iter().for_each(|link| tell(&link.url)),
            Field::Language(number) => {
                tell(
                    page.languages.get(usize::from(number)).and_then(|language| language["url"].as_str()).unwrap_or(""),
                );
            }
            Field::Own => tell(&view.url),
            Field::Permalink => tell(&view.permalink),
            Field::Previous => view.prev.iter().for_each(|link| tell(&link.url)),
            Field::Next => view.next.iter().for_each(|link| tell(&link.url)),
            Field::Feed => tell(&view.rss),
            Field::Markdown => tell(&view.markdown),
            Field::Book => tell(&view.print),
            Field::Edit => tell(&view.edit_url),
            Field::Mail => tell(&view.author_email),
        }
    }
}

/// What a list of pages names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// The pages.
    Page,
    /// Lists of their own.
    List,
    /// Their headings.
    Heading,
}

/// Tells the addresses of a list.
pub(super) type Tell<'p> = &'p dyn Fn(Listed, &mut dyn FnMut(&str));

/// The text of a key; empty if there is none.
fn text<'v>(value: &'v tera::Value, key: &'v str) -> &'v str {
    value.get_from_path(key).and_then(tera::Value::as_str).unwrap_or("")
}

/// A page whose links are wanted.
pub(super) struct Links<'p> {
    /// Without its content.
    pub(super) view: &'p PageView,
    pub(super) content: &'p str,
    /// What its list of pages names, where the view has only the first of them.
    pub(super) listed: Option<Tell<'p>>,
    pub(super) language: usize,
    pub(super) languages: &'p [Value],
    /// From home to the page.
    pub(super) trail: &'p [NodeId],
}

/// All that decides which ids and addresses stand on a page, beside its values.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Shape {
    language: usize,
    kind: &'static str,
    planned: &'static str,
    bits: u64,
    translated: u64,
}

/// A stretch of a page.
enum Part {
    /// Bones that stand on every page of the shape.
    Fixed(Arc<[u8]>),
    /// An address, with what stands around the value.
    Address {
        field: Field,
        before: Vec<u8>,
        after: Vec<u8>,
    },
    Html(Field),
}

/// What stands on every page of a shape, in its order; none where the layout must run.
type Skeleton = Option<Vec<Part>>;

/// Of its own bones a page has at most about so many bytes in one piece: a list of all pages would be copied whenever it grows.
const LONGEST: usize = 32 * 1024;

/// Bones that a page has in common with others, each with the offset among its own before which they stand.
type Pieces = Vec<Piece>;

/// The skeletons of a site, made as they are asked for.
pub(super) struct Skeletons {
    menus: Vec<Option<MenuBones>>,
    made: RwLock<FxHashMap<Shape, Arc<Skeleton>>>,
}

/// The bones of a menu.
struct MenuBones {
    /// Those of a menu that shows all on every page.
    whole: Option<Arc<[u8]>>,
    /// Those of the entries below a node, and where those of each entry end.
    below: Vec<(Arc<[u8]>, Vec<usize>)>,
}

impl Skeletons {
    /// None, if a template of the project may look at pages.
    pub(super) fn new(snapshot: &Snapshot, menus: &[Menu]) -> Option<Self> {
        if !is_usable(&snapshot.settings, &snapshot.sources) {
            return None;
        }
        Some(Self { menus: menus.iter().map(MenuBones::new).collect(), made: RwLock::default() })
    }

    /// The bones of a page, and those that it has in common with others; none, if its layout must run.
    pub(super) fn bones(
        &self,
        theme: &Theme,
        shared: &Shared,
        menu: &Menu,
        page: &Links<'_>,
    ) -> Option<(Vec<u8>, Pieces)> {
        let bones_of_menu = self.menus.get(page.language)?.as_ref()?;
        let shape = shape(page)?;
        let known = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&shape).cloned();
        let skeleton = known.unwrap_or_else(|| {
            let made = Arc::new(skeleton(theme, shared, page));
            self.made.write().unwrap_or_else(PoisonError::into_inner).insert(shape, made.clone());
            made
        });
        let (mut bones, mut common) = (Vec::with_capacity(1024 + page.content.len() / 8), Vec::with_capacity(8));
        for part in skeleton.as_ref().as_ref()? {
            match part {
                Part::Fixed(fixed) => common.push((bones.len() as u32, fixed.clone())),
                Part::Address { field, before, after } => {
                    field.values(page, &mut |value| {
                        address(before, value, after, &mut bones);
                        if bones.len() > LONGEST {
                            set_aside(&mut bones, &mut common);
                        }
                    });
                }
                Part::Html(Field::Nav) => bones_of_menu.write(menu, page.trail, &mut bones, &mut common),
                Part::Html(field) => {
                    let html = if *field == Field::Toc { &page.view.toc } else { page.content };
                    let mut write = |found: Found<'_>| bones::push(found, &mut bones);
                    // A comment without an end would hide what stands behind it.
                    if !bones::scan(html.as_bytes(), &mut write) {
                        return None;
                    }
                }
            }
        }
        Some((bones, common))
    }
}

/// Whether nobody needs more of a page without a layout than its opening and its links: no template of the project looks at
/// texts or counts words, and no page holds the texts of others.
pub(super) fn suffices(settings: &Settings, sources: &Sources) -> bool {
    let forms = Forms::of(&settings.config);
    let has_books = forms.print_home || forms.print_section;
    !settings.theme.may_show_words && !has_books && is_usable(settings, sources)
}

/// Whether pages are known by their shapes.
fn is_usable(settings: &Settings, sources: &Sources) -> bool {
    !settings.config.relative_urls && are_ours(&settings.theme, sources)
}

/// Whether nothing but our own templates can look at the page: other words for it are not in what the project adds.
fn are_ours(theme: &Theme, sources: &Sources) -> bool {
    let is_shortcode = |name: &str| name.split('/').any(|part| part == "shortcodes");
    theme.origins.iter().filter(|(name, _)| !is_shortcode(name)).all(|(_, source)| {
        source.is_none_or(|source| {
            let text = sources.get(source).text();
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            !words.into_iter().any(|word| {
                matches!(word, "page" | "nav" | "languages" | "shortcodes" | "__tera_context" | "__tera_context_raw")
            })
        })
    })
}

fn shape(page: &Links<'_>) -> Option<Shape> {
    let view = page.view;
    let wishes = view.layout.is_some() || view.params.contains_key("layout");
    // Home asks its content for classes; every other page that is not listed here is rare.
    if wishes || !matches!(view.kind, "page" | "section" | "term" | "taxonomy" | "search") {
        return None;
    }
    if page.languages.len() > MOST_LANGUAGES || view.translations.iter().any(|other| !other["permalink"].is_null()) {
        return None;
    }
    let texts = [
        &view.title,
        &view.menu_title,
        &view.description,
        &view.date,
        &view.lastmod,
        &view.author_name,
        &view.source,
        &view.head,
        &view.toc,
        &view.url,
        &view.permalink,
        &view.rss,
        &view.markdown,
        &view.print,
        &view.edit_url,
        &view.author_email,
    ];
    // `content` of a `meta` may be the address of a redirect.
    let leads_on = |text: &&String| {
        text.starts_with(|c: char| c.is_ascii_digit()) && memmem::find(text.as_bytes(), b"url=").is_some()
    };
    if texts.iter().any(leads_on) {
        return None;
    }
    let flags = [
        view.described,
        view.toc_count > 0,
        view.toc_count > 1,
        view.show_toc,
        view.show_breadcrumb,
        view.chapter,
        view.hidden,
        view.draft,
        view.noindex,
        view.searchable,
        view.words > 0,
        view.minutes > 0,
        view.breadcrumbs.is_empty(),
        view.prev.is_some(),
        view.next.is_some(),
        view.tags.is_empty(),
        view.pages.is_empty(),
        view.params.contains_key("parts"),
        has_title(page.content),
        page.content.trim().is_empty(),
    ];
    let bits = flags.into_iter().chain(texts.iter().map(|text| text.is_empty()));
    let is_translated = |code: &Value| view.translations.iter().any(|other| other["code"] == *code);
    let translated = page.languages.iter().map(|language| is_translated(&language["code"]));
    let number = |bits: &mut dyn Iterator<Item = bool>| bits.fold(0_u64, |all, bit| all << 1 | u64::from(bit));
    Some(Shape {
        language: page.language,
        kind: view.kind,
        planned: view.planned,
        bits: number(&mut bits.into_iter()),
        translated: number(&mut translated.into_iter()),
    })
}

fn has_title(content: &str) -> bool {
    memmem::find(content.as_bytes(), b"<h1").is_some()
}

/// Runs the layout of a page with marks in place of the values.
fn skeleton(theme: &Theme, shared: &Shared, page: &Links<'_>) -> Skeleton {
    let view = marked(page);
    let languages = page.languages.iter().cloned().enumerate().map(|(number, mut language)| {
        language["url"] = Field::Language(u8::try_from(number).unwrap_or_default()).mark().into();
        language
    });
    let languages = tera::Value::from_serializable(&languages.collect::<Vec<Value>>());
    let html = layout::render(theme, shared, &view, &languages, &Field::Nav.tag()).ok()?;
    let mut parts: Vec<Part> = Vec::new();
    let mut fixed = Vec::new();
    let mut is_sound = true;
    let ended = bones::scan(html.as_bytes(), &mut |found| match part(found) {
        Ok(None) => bones::push(found, &mut fixed),
        // Once is enough.
        Ok(Some(part)) if !parts.iter().any(|other| other.is(&part)) => {
            if !fixed.is_empty() {
                parts.push(Part::Fixed(std::mem::take(&mut fixed).into()));
            }
            parts.push(part);
        }
        Ok(Some(_)) => {}
        Err(()) => is_sound = false,
    });
    parts.push(Part::Fixed(fixed.into()));
    (ended && is_sound).then_some(parts)
}

impl Part {
    fn is(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Html(one), Part::Html(two)) => one == two,
            (Part::Address { field, before, after }, Part::Address { field: to, before: from, after: until }) => {
                (field, before, after) == (to, from, until)
            }
            _ => false,
        }
    }
}

/// What an id or address means that was found on a page with marks: none if it holds no mark, an error for a mark where no
/// value should stand.
fn part(found: Found<'_>) -> Result<Option<Part>, ()> {
    let (Found::Id(written) | Found::Address(written)) = found;
    let Some(start) = memmem::find(written, START.as_bytes()) else { return Ok(None) };
    let rest = &written[start + START.len()..];
    let end = memmem::find(rest, END.as_bytes()).ok_or(())?;
    let number = std::str::from_utf8(&rest[..end]).ok().and_then(|number| number.parse().ok());
    let field = number.and_then(Field::of).ok_or(())?;
    let (before, after) = (&written[..start], &rest[end + END.len()..]);
    let is_html = matches!(field, Field::Content | Field::Toc | Field::Nav);
    let is_plain = memmem::find(after, START.as_bytes()).is_none() && !before.contains(&b'"') && !after.contains(&b'"');
    match found {
        Found::Id(_) if is_html && before.is_empty() && after.is_empty() => Ok(Some(Part::Html(field))),
        Found::Address(_) if !is_html && field != Field::Text && is_plain => {
            Ok(Some(Part::Address { field, before: before.to_vec(), after: after.to_vec() }))
        }
        _ => Err(()),
    }
}

/// The page with marks in place of its values; what is empty stays so.
fn marked(page: &Links<'_>) -> PageView {
    let mut view = page.view.clone();
    let put = |text: &mut String, mark: String| {
        if !text.is_empty() {
            *text = mark;
        }
    };
    for text in [
        &mut view.title,
        &mut view.menu_title,
        &mut view.description,
        &mut view.date,
        &mut view.lastmod,
        &mut view.author_name,
        &mut view.source,
        &mut view.head,
    ] {
        put(text, Field::Text.tag());
    }
    for (text, field) in [
        (&mut view.url, Field::Own),
        (&mut view.permalink, Field::Permalink),
        (&mut view.rss, Field::Feed),
        (&mut view.markdown, Field::Markdown),
        (&mut view.print, Field::Book),
        (&mut view.edit_url, Field::Edit),
        (&mut view.author_email, Field::Mail),
    ] {
        put(text, field.mark());
    }
    put(&mut view.toc, Field::Toc.tag());
    view.content = match (page.content.trim().is_empty(), has_title(page.content)) {
        (true, _) => String::new(),
        (false, true) => format!("{}<h1>", Field::Content.tag()),
        (false, false) => Field::Content.tag(),
    };
    for (link, field) in [(&mut view.prev, Field::Previous), (&mut view.next, Field::Next)] {
        if let Some(link) = link {
            link.title = Field::Text.tag();
            link.url = field.mark();
        }
    }
    view.breadcrumbs.truncate(1);
    for link in &mut view.breadcrumbs {
        link.title = Field::Text.tag();
        link.url = Field::Crumb.mark();
    }
    let text = Field::Text.tag();
    if !view.tags.is_empty() {
        view.tags = vec![json!({ "taxonomy": text, "name": text, "url": Field::Tag.mark() })];
    }
    if !view.pages.is_empty() {
        let parts = json!([{ "title": text, "url": Field::Part.mark() }]);
        let page = json!({
            "title": text, "menu_title": text, "url": Field::Entry.mark(), "description": text, "count": 1,
            "planned": false, "level": 1, "sections": parts, "list": Field::List.mark(),
        });
        view.pages = vec![tera::Value::from_serializable(&page)];
    }
    for other in &mut view.translations {
        let number = page.languages.iter().position(|language| language["code"] == other["code"]);
        let number = number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX);
        other["url"] = Field::Language(number).mark().into();
    }
    view
}

/// Puts the own bones that stand behind all pieces among the pieces.
fn set_aside(bones: &mut Vec<u8>, pieces: &mut Pieces) {
    let from = pieces.last().map_or(0, |(offset, _)| *offset as usize).min(bones.len());
    pieces.push((from as u32, bones[from..].into()));
    bones.truncate(from);
}

/// Writes an address as it would be escaped in a page; what has none is no link.
fn address(before: &[u8], value: &str, after: &[u8], bones: &mut Vec<u8>) {
    if value.is_empty() {
        return;
    }
    bones.extend_from_slice(b"<a href=\"");
    bones.extend_from_slice(before);
    if memchr::memchr2(b'&', b'"', value.as_bytes()).is_none() {
        bones.extend_from_slice(value.as_bytes());
    } else {
        bones.extend_from_slice(value.replace('&', "&amp;").replace('"', "&quot;").as_bytes());
    }
    bones.extend_from_slice(after);
    bones.extend_from_slice(b"\">");
}

impl MenuBones {
    /// None, if an author's HTML in it goes on behind its entry.
    fn new(menu: &Menu) -> Option<Self> {
        let mut below: Vec<(Arc<[u8]>, Vec<usize>)> = Vec::with_capacity(menu.lists().len());
        for children in menu.lists() {
            let (mut list, mut ends) = (Vec::new(), Vec::with_capacity(children.len()));
            for &child in children {
                let (before, after) = menu.link(child);
                let html = [before, after].concat();
                if !bones::scan(html.as_bytes(), &mut |found| bones::push(found, &mut list)) {
                    return None;
                }
                ends.push(list.len());
            }
            below.push((Arc::from(list), ends));
        }
        let lists = || below.iter().flat_map(|(list, _)| list.iter().copied());
        let whole = (!menu.is_branch()).then(|| lists().collect());
        Some(Self { whole, below })
    }

    /// Those of a page: whole levels are common, a part of a level is its own.
    fn write(&self, menu: &Menu, trail: &[NodeId], bones: &mut Vec<u8>, common: &mut Pieces) {
        if menu.home().is_none() {
            return;
        }
        if let Some(whole) = &self.whole {
            common.push((bones.len() as u32, whole.clone()));
            return;
        }
        for (of, shown, rest) in menu.levels(trail) {
            let Some((list, ends)) = self.below.get(of.0 as usize) else { continue };
            if shown.len() == ends.len() {
                if !list.is_empty() {
                    common.push((bones.len() as u32, list.clone()));
                }
                continue;
            }
            let end = |count: usize| count.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
            bones.extend_from_slice(&list[end(shown.start)..end(shown.end)]);
            if let Some(rest) = rest {
                bones::push(Found::Address(rest.as_bytes()), bones);
            }
        }
    }
}
