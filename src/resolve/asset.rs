//! Pictures and downloads to a published file, with size and the wishes of learn's query.

use crate::resolve::Resolver;
use crate::resolve::reference::Outcome;
use crate::resolve::target::split;
use crate::source::span::SourceId;

/// A picture as a page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// For `src`, without the query if the picture is ours.
    pub url: String,
    pub source: Option<SourceId>,
    /// Its own size in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// `?width=`, `?height=` as written: CSS lengths.
    pub width: Option<String>,
    pub height: Option<String>,
    /// `?classes=a,b`.
    pub classes: Vec<String>,
    /// `?featherlight=false` and `?lightbox=false` are false.
    pub zoom: bool,
}

impl Resolver<'_, '_> {
    /// The picture at a written destination.
    pub(crate) fn picture(&mut self, written: &str) -> (Picture, Outcome) {
        let (url, outcome) = self.url(written, true);
        let mut picture = Picture { zoom: true, ..Picture::default() };
        let query = split(written).query.trim_start_matches('?').to_string();
        let mut known = false;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key.to_ascii_lowercase().as_str() {
                "width" => picture.width = length(value),
                "height" => picture.height = length(value),
                "classes" => picture.classes = classes(value),
                "featherlight" | "lightbox" => picture.zoom = value != "false",
                _ => continue,
            }
            known = true;
        }
        picture.url = match (&outcome, known) {
            // The wishes are fulfilled at build; the file itself knows no query.
            (Outcome::Asset { .. }, true) => url.split('?').next().unwrap_or("").to_string(),
            _ => url,
        };
        if let Outcome::Asset { file } = &outcome
            && let Some(&source) = self.world.site.assets.by_file.get(file)
        {
            picture.source = Some(source);
            picture.dimensions = self.world.sources.get(source).asset().and_then(|asset| asset.dimensions);
        }
        (picture, outcome)
    }
}

/// A CSS length: a number is pixels. Anything that could be more than a length is dropped.
fn length(value: &str) -> Option<String> {
    let value = crate::resolve::target::decode(value).trim().to_string();
    if value.is_empty() || !value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '%')) {
        return None;
    }
    if value.chars().all(|c| c.is_ascii_digit()) { Some(format!("{value}px")) } else { Some(value) }
}

fn classes(value: &str) -> Vec<String> {
    crate::resolve::target::decode(value)
        .split([',', ' '])
        .filter(|class| !class.is_empty() && class.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')))
        .map(str::to_string)
        .collect()
}
