//! Pure Tera filters: none of them reads the site, the clock or the environment.

use crate::theme::address::is_dangerous;
use tera::{Kwargs, State, Tera, Value};

/// Adds our filters to Tera's own.
pub fn register(tera: &mut Tera) {
    tera.register_filter("plain", plain);
    tera.register_filter("json", json);
    tera.register_filter("address", address);
    tera.register_filter("safe", safe);
}

/// A value that is printed as it is, as Tera's own filter gives it, but that a text is marked and not copied: bodies of pages go
/// through it.
fn safe(value: Value, _: Kwargs, _: &State) -> Value {
    if value.is_string() { value.mark_safe() } else { Value::safe_string(&value.to_string()) }
}

/// An address for `href` or `src`; `#` in place of one that a browser would run.
fn address(written: &str, _: Kwargs, _: &State) -> String {
    if is_dangerous(written) { "#".to_string() } else { written.to_string() }
}

/// HTML as plain text: tags out, entities of our own escaping back to characters.
fn plain(html: &str, _: Kwargs, _: &State) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A value as JSON that is safe within a script element.
fn json(value: Value, _: Kwargs, _: &State) -> Value {
    let text = serde_json::to_string(&value).unwrap_or_else(|_| "null".to_string());
    Value::safe_string(&text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}
