//! A view through the layout of its kind.

use crate::render::Problem;
use crate::render::view::PageView;
use crate::theme::Theme;
use crate::theme::constant::constant;
use crate::theme::overlay::place_of;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tera::{Context, Tera, Value};

/// Below so many pages it does not pay to print first what is the same on all.
const MANY: usize = 50;
/// So many of them are laid out before: a build that makes only what changed need not print for the others.
const FEW: usize = 16;
/// So many bytes a layout writes around the body and the menu of a page, roughly: room that need not be made while it writes.
const AROUND: usize = 8 * 1024;

/// What all pages of one language share, as values that are made once.
pub struct Shared {
    pub site: Value,
    pub assets: Value,
    pub strings: Value,
    pub nav_shared: String,
    /// The theme's templates with all that is the same on these pages printed.
    pub constant: Constant,
}

/// The theme's templates with all that is the same on many pages printed, made when it begins to pay.
#[derive(Default)]
pub struct Constant {
    /// The variables that are the same on all pages; none if there are too few pages.
    same: Vec<&'static str>,
    /// How many pages were laid out without it.
    without: AtomicUsize,
    made: OnceLock<Option<Tera>>,
}

impl Shared {
    /// Says what is the same on so many pages, so that it is printed once; `site` is not, where it names the page in other languages.
    pub fn of_pages(mut self, pages: usize, has_languages: bool) -> Self {
        if pages >= MANY {
            self.constant.same.extend(["assets", "strings", "nav_shared"]);
            self.constant.same.extend((!has_languages).then_some("site"));
        }
        self
    }

    /// What pages are laid out with, if it was made, or pays from this page on.
    fn constant(&self, theme: &Theme) -> Option<&Tera> {
        let Constant { same, without, made } = &self.constant;
        if same.is_empty() || made.get().is_none() && without.fetch_add(1, Ordering::Relaxed) < FEW {
            return None;
        }
        made.get_or_init(|| constant(theme, &self.context(self.site.clone()), same)).as_ref()
    }

    fn context(&self, site: Value) -> Context {
        let mut context = Context::new();
        context.insert_value("site", site);
        context.insert_value("assets", self.assets.clone());
        context.insert_value("strings", self.strings.clone());
        context.insert("nav_shared", &self.nav_shared);
        context
    }
}

/// Renders a page. A template that fails gives a problem and no page.
pub fn render(
    theme: &Theme,
    shared: &Shared,
    page: &PageView,
    languages: &Value,
    nav: &str,
) -> Result<String, Problem> {
    let mut context = shared.context(with_languages(&shared.site, languages));
    context.insert("nav", nav);
    context.insert("page", page);
    let template = template_of(theme, page);
    let mut html = Vec::with_capacity(page.content.len() + 2 * page.toc.len() + nav.len() + AROUND);
    if shared.constant(theme).is_some_and(|constant| constant.render_to(&template, &context, &mut html).is_ok())
        && let Ok(html) = String::from_utf8(html)
    {
        return Ok(html);
    }
    // Only the theme itself knows the names and places for a message.
    theme.templates.render(&template, &context).map_err(|error| {
        let (name, place, reason) = place_of(&error);
        let name = if name.is_empty() { template } else { name };
        let source = theme.origins.get(&name).copied().flatten();
        Problem::Template { source, name, place, reason, page: None }
    })
}

/// `layout: name` of the front matter, where there is such a template, else the template of the kind.
fn template_of(theme: &Theme, page: &PageView) -> String {
    let from_params = || page.params.get("layout").and_then(serde_json::Value::as_str);
    template_name(theme, page.kind, page.layout.as_deref().or_else(from_params))
}

/// The template of a page of a kind that wishes for a layout.
pub fn template_name(theme: &Theme, kind: &str, layout: Option<&str>) -> String {
    let wished = layout.map(|layout| format!("{layout}.html")).filter(|wished| theme.has_template(wished));
    wished.unwrap_or_else(|| format!("{kind}.html"))
}

/// The site value with the languages of one page.
fn with_languages(site: &Value, languages: &Value) -> Value {
    if languages.len().unwrap_or(0) == 0 {
        return site.clone();
    }
    match site.clone().into_map() {
        Some(mut map) => {
            map.insert("languages".into(), languages.clone());
            Value::from(map)
        }
        None => site.clone(),
    }
}
