//! The `<img>` of a picture: size, learn's wishes, the way to the original.

use crate::page::text::escape::{escape_attribute, escape_url};
use crate::resolve::asset::Picture;

/// Smaller versions of a picture that the plan holds: URL and width in pixels, smallest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variants {
    pub of: Vec<(String, u32)>,
}

/// How a picture is shown.
pub struct Shown<'a> {
    pub alt: &'a str,
    pub title: &'a str,
    /// Within a link a picture is not zoomed.
    pub in_link: bool,
    /// Below the first screen a picture is loaded when it is needed.
    pub lazy: bool,
}

/// Writes the picture. A picture of the site that can be zoomed stands in a link to the original.
pub fn write(picture: &Picture, variants: &Variants, shown: &Shown<'_>, out: &mut String) {
    let zoom = picture.zoom && !shown.in_link && picture.source.is_some();
    if zoom {
        out.push_str("<a class=\"lightbox-link\" href=\"");
        escape_url(&picture.url, out);
        out.push_str("\">");
    }
    // Without `srcset` a reader gets the picture itself, under the address that the guide gives it.
    out.push_str("<img src=\"");
    escape_url(&picture.url, out);
    out.push('"');
    if !variants.of.is_empty() {
        out.push_str(" srcset=\"");
        for (index, (url, width)) in variants.of.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            escape_url(url, out);
            out.push_str(&format!(" {width}w"));
        }
        out.push_str("\" sizes=\"(min-width: 48rem) 44rem, 100vw\"");
    }
    if let Some((width, height)) = picture.dimensions {
        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    if !picture.classes.is_empty() {
        out.push_str(" class=\"");
        escape_attribute(&picture.classes.join(" "), out);
        out.push('"');
    }
    if picture.width.is_some() || picture.height.is_some() {
        let width = picture.width.as_deref().unwrap_or("auto");
        let height = picture.height.as_deref().unwrap_or("auto");
        out.push_str(&format!(" style=\"width:{width};height:{height}\""));
    }
    out.push_str(" alt=\"");
    escape_attribute(shown.alt, out);
    out.push('"');
    if !shown.title.is_empty() {
        out.push_str(" title=\"");
        escape_attribute(shown.title, out);
        out.push('"');
    }
    if shown.lazy {
        out.push_str(" loading=\"lazy\"");
    }
    out.push_str(" decoding=\"async\">");
    if zoom {
        out.push_str("</a>");
    }
}
