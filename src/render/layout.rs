//! A view through the layout of its kind.

use crate::render::Problem;
use crate::render::view::PageView;
use crate::theme::Theme;
use crate::theme::constant::constant;
use crate::theme::overlay::place_of;
use tera::{Context, Tera, Value};

/// Below so many pages it does not pay to print first what is the same on all.
const MANY: usize = 50;
/// So many bytes a layout writes around the body and the menu of a page, roughly: room that need not be made while it writes.
const AROUND: usize = 8 * 1024;

/// What all pages of one language share, as values that are made once.
pub struct Shared {
    pub site: Value,
    pub assets: Value,
    pub strings: Value,
    pub nav_shared: String,
    /// The theme's templates with all that is the same on these pages printed; made by [`Shared::print`].
    pub constant: Option<Tera>,
}

impl Shared {
    /// Prints what is the same on so many pages; `site` is not, where it names the page in other languages.
    pub fn print(mut self, theme: &Theme, pages: usize, has_languages: bool) -> Self {
        let mut names = vec!["assets", "strings", "nav_shared"];
        if !has_languages {
            names.push("site");
        }
        self.constant = (pages >= MANY).then(|| constant(theme, &self.context(self.site.clone()), &names)).flatten();
        self
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
    let constant = shared.constant.as_ref();
    if constant.is_some_and(|constant| constant.render_to(&template, &context, &mut html).is_ok())
        && let Ok(html) = String::from_utf8(html)
    {
        return Ok(html);
    }
    // Only the theme itself knows the names and places for a message.
    theme.tera.render(&template, &context).map_err(|error| {
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
