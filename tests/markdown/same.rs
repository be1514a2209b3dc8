//! HTML of Hugo and of ours in one form, in which only what means something to a reader is left.
//!
//! What is put aside, and nothing else:
//! - how characters are written (`&ldquo;` or the character itself), the order of attributes, blanks within `style`;
//! - blanks and line breaks next to block elements, for they are not shown;
//! - what our theme adds: `div.table` around tables and `scope` in their heads, `a.anchor` in headings, links around
//!   pictures that can be zoomed, `loading` and `decoding` of pictures, classes, `rel` and `target` of links to other
//!   sites, labels and the class of task lists, words for screen readers;
//! - the element that holds the footnotes (`section` here, `div` there);
//! - how often in a row raw HTML was omitted;
//! - how code is coloured and framed: its text and its language count, and which element it is.

use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Token {
    Open(String, BTreeMap<String, String>),
    Close(String),
    Text(String),
    Comment(String),
}

/// The form that is compared: one line for a document, blocks and texts in order.
pub fn same(html: &str) -> String {
    let tokens = code(tokens(html));
    let tokens = without_chrome(tokens);
    print(&tokens)
}

fn tokens(html: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else {
            out.push(Token::Text(characters(rest)));
            break;
        };
        if open > 0 {
            out.push(Token::Text(characters(&rest[..open])));
        }
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            out.push(Token::Comment(comment[..end].trim_end_matches('\n').to_string()));
            rest = comment.get(end + 3..).unwrap_or("");
            continue;
        }
        match tag(rest) {
            Some((token, length)) => {
                out.push(token);
                rest = &rest[length..];
            }
            None => {
                out.push(Token::Text("<".to_string()));
                rest = &rest[1..];
            }
        }
    }
    // Raw HTML with a bare `<` makes texts that lie side by side.
    let mut joined: Vec<Token> = Vec::with_capacity(out.len());
    for token in out {
        match (joined.last_mut(), token) {
            (Some(Token::Text(last)), Token::Text(text)) => last.push_str(&text),
            (_, token) => joined.push(token),
        }
    }
    joined
}

fn tag(html: &str) -> Option<(Token, usize)> {
    let closes = html.starts_with("</");
    let start = if closes { 2 } else { 1 };
    let name_length = html[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
    if name_length == 0 {
        return None;
    }
    let name = html[start..start + name_length].to_string();
    let mut attributes = BTreeMap::new();
    let mut at = start + name_length;
    loop {
        at += html[at..].find(|c: char| !c.is_whitespace() && c != '/')?;
        if html[at..].starts_with('>') {
            break;
        }
        let end = at + html[at..].find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let attribute = html[at..end].to_string();
        if end == at {
            return None;
        }
        at = end;
        let mut value = String::new();
        if html[at..].starts_with('=') {
            at += 1;
            let quote = html[at..].chars().next()?;
            if quote == '"' || quote == '\'' {
                let end = at + 1 + html[at + 1..].find(quote)?;
                value = characters(&html[at + 1..end]);
                at = end + 1;
            } else {
                let end = at + html[at..].find(|c: char| c.is_whitespace() || c == '>')?;
                value = characters(&html[at..end]);
                at = end;
            }
        }
        if attribute == "style" {
            value.retain(|c| c != ' ');
        }
        attributes.insert(attribute, value);
    }
    let token = if closes { Token::Close(name) } else { Token::Open(name, attributes) };
    Some((token, at + 1))
}

/// The characters that entities stand for.
fn characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').map_or(0, |end| end + 1);
        let named = match &rest[..end] {
            "&lsquo;" => "‘",
            "&rsquo;" => "’",
            "&ldquo;" => "“",
            "&rdquo;" => "”",
            "&ndash;" => "–",
            "&mdash;" => "—",
            "&hellip;" => "…",
            "&laquo;" => "«",
            "&raquo;" => "»",
            "&zwj;" => "\u{200D}",
            "&amp;" => "&",
            "&lt;" => "<",
            "&gt;" => ">",
            "&quot;" => "\"",
            "&nbsp;" => "\u{A0}",
            _ => "",
        };
        let number = rest[..end].strip_prefix("&#").and_then(|number| {
            let number = number.trim_end_matches(';');
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        });
        match number {
            Some(character) => out.push(character),
            None if !named.is_empty() => out.push_str(named),
            None => {
                out.push('&');
                rest = &rest[1..];
                continue;
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Blocks of code as one element with a language and a text.
fn code(tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let frame = match &tokens[at] {
            Token::Open(name, attributes) if name == "div" => {
                attributes.get("class").is_some_and(|class| class.split(' ').any(|c| c == "highlight" || c == "code"))
            }
            Token::Open(name, _) if name == "pre" => {
                matches!(tokens.get(at + 1), Some(Token::Open(name, _)) if name == "code")
            }
            _ => false,
        };
        if !frame {
            out.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let Token::Open(frame, _) = &tokens[at] else { unreachable!("an opening tag") };
        let mut depth = 0;
        let mut within = 0;
        let (mut language, mut text) = (String::new(), String::new());
        while at < tokens.len() {
            match &tokens[at] {
                Token::Open(name, attributes) => {
                    depth += usize::from(name == frame);
                    // Numbers of lines stand in a `code` of their own, or in a span.
                    let class = attributes.get("class").map_or("", String::as_str);
                    if name == "code" {
                        text.clear();
                    }
                    within += usize::from(name == "button" || matches!(class, "ln" | "lnt") || within > 0);
                    if let Some(data) = attributes.get("data-lang").or(attributes.get("data-language")) {
                        language.clone_from(data);
                    }
                    if name == "code"
                        && let Some(named) = class.split(' ').find_map(|c| c.strip_prefix("language-"))
                    {
                        language = named.to_string();
                    }
                }
                Token::Close(name) => {
                    within -= usize::from(within > 0);
                    depth -= usize::from(name == frame);
                    if depth == 0 {
                        at += 1;
                        break;
                    }
                }
                Token::Text(run) if within == 0 => text.push_str(run),
                _ => {}
            }
            at += 1;
        }
        out.push(Token::Open("pre".to_string(), BTreeMap::from([("language".to_string(), language)])));
        out.push(Token::Text(text.trim_end_matches('\n').to_string()));
        out.push(Token::Close("pre".to_string()));
    }
    out
}

fn without_chrome(tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::new();
    // For each open element, under which name it is closed; nothing if it is left out.
    let mut open: Vec<(String, Option<String>)> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(name, mut attributes) => {
                let class = attributes.get("class").cloned().unwrap_or_default();
                if name == "a" && class == "anchor" {
                    for token in tokens.by_ref() {
                        if matches!(&token, Token::Close(name) if name == "a") {
                            break;
                        }
                    }
                    continue;
                }
                let shown = match (name.as_str(), class.as_str()) {
                    ("div", "table") | ("a", "lightbox-link") | ("label", _) => None,
                    ("section", "footnotes") => Some("div".to_string()),
                    _ => Some(name.clone()),
                };
                if matches!(class.as_str(), "external" | "zoom" | "tasks" | "footnotes") {
                    attributes.remove("class");
                }
                for chrome in ["rel", "target", "loading", "decoding", "scope", "tabindex"] {
                    attributes.remove(chrome);
                }
                if attributes.get("role").is_some_and(|role| role.starts_with("doc-")) {
                    attributes.remove("aria-label");
                }
                if let Some(shown) = &shown {
                    out.push(Token::Open(shown.clone(), attributes));
                }
                if !matches!(name.as_str(), "br" | "hr" | "img" | "input") {
                    open.push((name, shown));
                }
            }
            Token::Close(name) => match open.iter().rposition(|(other, _)| *other == name) {
                Some(at) => {
                    let (_, shown) = open.remove(at);
                    out.extend(shown.map(Token::Close));
                }
                None => out.push(Token::Close(name)),
            },
            other => out.push(other),
        }
    }
    out
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "blockquote" | "pre"
    ) || matches!(name, "table" | "thead" | "tbody" | "tr" | "th" | "td" | "div" | "section" | "hr" | "br" | "details")
}

fn print(tokens: &[Token]) -> String {
    let edge = |token: Option<&Token>| match token {
        None | Some(Token::Comment(_)) => true,
        Some(Token::Open(name, _) | Token::Close(name)) => is_block(name),
        Some(Token::Text(_)) => false,
    };
    let mut out = String::new();
    let mut code = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(name, attributes) => {
                code = name == "pre";
                out.push_str(&format!("<{name}"));
                for (name, value) in attributes {
                    out.push_str(&format!(" {name}={value:?}"));
                }
                out.push('>');
            }
            Token::Close(name) => {
                code = false;
                out.push_str(&format!("</{name}>"));
            }
            Token::Text(text) => {
                let mut text = text.as_str();
                if !code && edge(at.checked_sub(1).and_then(|before| tokens.get(before))) {
                    text = text.trim_start_matches([' ', '\t', '\n']);
                }
                if !code && edge(tokens.get(at + 1)) {
                    text = text.trim_end_matches([' ', '\t', '\n']);
                }
                out.push_str(text);
            }
            Token::Comment(text) => out.push_str(&format!("<!--{text}-->")),
        }
    }
    let omitted = "<!-- raw HTML omitted -->";
    out.replace(&omitted.repeat(2), omitted)
}
