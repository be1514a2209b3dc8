//! Comments in a text that waive rules for the next block: `<!-- guidegen-ignore rule: reason -->`, or the same within the
//! shortcode `comment`.

use std::ops::Range;

/// One such comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Each rule or family with its place in the text.
    pub rules: Vec<(String, Range<usize>)>,
    /// The comment as a whole.
    pub place: Range<usize>,
    /// The block that it is about.
    pub block: Range<usize>,
}

const MARKS: [&str; 3] = ["guidegen-ignore", "guidegen: allow", "guidegen:allow"];

/// All comments of a text from `body` on, in its order. Those within code are code.
pub fn find(text: &str, body: usize) -> Vec<Comment> {
    let mut found = Vec::new();
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return found;
    }
    let code = fences(text, body);
    for mark in MARKS {
        for (at, _) in text.match_indices(mark).filter(|(at, _)| *at >= body) {
            if code.iter().any(|range| range.contains(&at)) {
                continue;
            }
            let before = text[body..at].trim_end();
            let rest = &text[at + mark.len()..];
            let (open, end) = if before.ends_with("<!--") {
                (body + before.len() - 4, rest.find("-->").map(|end| (end, 3)))
            } else if let Some(open) = comment_tag(before) {
                let close = rest.find("{{").and_then(|end| Some((end, rest[end..].find("}}")? + 2)));
                (body + open, close)
            } else {
                continue;
            };
            // In backquotes it is shown, not meant.
            let Some((end, length)) = end.filter(|_| !text[..open].ends_with('`')) else { continue };
            let inside = at + mark.len()..at + mark.len() + end;
            let place = open..inside.end + length;
            let block = block_after(text, place.clone());
            found.push(Comment { rules: names(text, inside), place, block });
        }
    }
    found.sort_by_key(|comment| comment.place.start);
    found
}

/// Where the tag begins that ends here, if it opens the shortcode `comment`.
fn comment_tag(before: &str) -> Option<usize> {
    let tag = before.strip_suffix("%}}").or_else(|| before.strip_suffix(">}}"))?;
    let open = tag.rfind("{{")?;
    (tag[open..].trim_start_matches(['{', '%', '<']).trim() == "comment").then_some(open)
}

/// The names before the reason, separated by blanks or commas.
fn names(text: &str, inside: Range<usize>) -> Vec<(String, Range<usize>)> {
    let part = &text[inside.clone()];
    let end = part.find(':').unwrap_or(part.len());
    let mut names = Vec::new();
    let mut at = 0;
    for word in part[..end].split([' ', ',', '\t', '\n', '\r']) {
        if !word.is_empty() {
            let start = inside.start + at;
            names.push((word.to_string(), start..start + word.len()));
        }
        at += word.len() + 1;
    }
    names
}

/// Fenced code. Source: CommonMark 0.31, 4.5.
fn fences(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<(usize, char, usize)> = None;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let inside = line.trim_start_matches([' ', '>']);
        let mark = inside.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| inside.chars().take_while(|c| *c == mark).count());
        match (open, mark) {
            (None, Some(mark)) if length >= 3 => open = Some((at, mark, length)),
            (Some((start, own, least)), Some(mark))
                if mark == own && length >= least && inside[length..].trim().is_empty() =>
            {
                ranges.push(start..at + line.len());
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    if let Some((start, ..)) = open {
        ranges.push(start..text.len());
    }
    ranges
}

/// The block that a comment is about: the paragraph in which it stands, or what follows it, up to a blank line; a heading
/// is its line, a code block and a shortcode end where they are closed, a list is one block.
fn block_after(text: &str, comment: Range<usize>) -> Range<usize> {
    let line_end = text[comment.end..].find('\n').map_or(text.len(), |at| comment.end + at);
    if !text[comment.end..line_end].trim().is_empty() {
        return comment.end..paragraph_end(text, comment.end);
    }
    let line_start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    if !text[line_start..comment.start].trim().is_empty() {
        return line_start..line_end;
    }
    let mut start = line_end;
    for line in text[line_end..].split_inclusive('\n') {
        if !line.trim().is_empty() {
            break;
        }
        start += line.len();
    }
    let first = text[start..].lines().next().unwrap_or("");
    let inside = first.trim_start();
    let end = if inside.starts_with('#') {
        start + first.len()
    } else if inside.starts_with("```") || inside.starts_with("~~~") {
        fences(text, start).first().map_or(text.len(), |fence| fence.end)
    } else if let Some(end) = shortcode_end(text, start, inside) {
        end
    } else if is_item(inside) {
        list_end(text, start)
    } else {
        paragraph_end(text, start)
    };
    start..end
}

fn paragraph_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() && end > start {
            break;
        }
        end += line.len();
    }
    end
}

/// The end of the shortcode that opens a block, if it is closed.
fn shortcode_end(text: &str, start: usize, line: &str) -> Option<usize> {
    let inside = line.strip_prefix("{{%").or_else(|| line.strip_prefix("{{<"))?;
    let name: String =
        inside.trim_start().chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
    let mut at = start;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let tag = text.get(open + 3..).unwrap_or("").trim_start();
        let end = text[open..].find("}}").map_or(text.len(), |end| open + end + 2);
        if let Some(closing) = tag.strip_prefix('/')
            && closing.trim_start().starts_with(&name)
        {
            return Some(end);
        }
        at = end.max(open + 2);
    }
    None
}

fn is_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && rest.starts_with(['.', ')']);
    (numbered && rest[1..].starts_with(' ')) || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
}

/// A list goes on over blank lines while what follows is indented or another item.
fn list_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    let mut blank = false;
    for line in text[start..].split_inclusive('\n') {
        let empty = line.trim().is_empty();
        if !empty && blank && !line.starts_with([' ', '\t']) && !is_item(line) {
            break;
        }
        at += line.len();
        blank = empty;
        if !empty {
            end = at;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> &str {
        let found = find(text, 0);
        assert_eq!(found.len(), 1, "{text}");
        &text[found[0].block.clone()]
    }

    #[test]
    fn rules_and_reason_are_read() {
        let text = "<!-- guidegen-ignore link-broken, stub-*: it comes next week -->\nText.";
        let found = find(text, 0);
        let names: Vec<&str> = found[0].rules.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["link-broken", "stub-*"]);
        for (name, place) in &found[0].rules {
            assert_eq!(&text[place.clone()], name);
        }
    }

    #[test]
    fn a_comment_is_about_the_block_that_follows() {
        let mark = "<!-- guidegen-ignore x -->";
        for (text, expected) in [
            (format!("{mark}\nOne\ntwo.\n\nThree."), "One\ntwo.\n"),
            (format!("{mark}\n\n## Four\nfive"), "## Four"),
            (format!("{mark}\n\n```\na\n\nb\n```\nc"), "```\na\n\nb\n```\n"),
            (format!("{mark}\n- a\n\n  b\n\n- c\n\nd"), "- a\n\n  b\n\n- c\n"),
            (
                format!("{mark}\n{{{{% notice info %}}}}\na\n\nb\n{{{{% /notice %}}}}\nc"),
                "{{% notice info %}}\na\n\nb\n{{% /notice %}}",
            ),
            (format!("a {mark} b\nc\n\nd"), " b\nc\n"),
            (format!("a [b]() {mark}\nc"), "a [b]() <!-- guidegen-ignore x -->"),
            ("{{% comment %}}guidegen-ignore x: later{{% /comment %}}\nOne.\n\nTwo.".to_string(), "One.\n"),
        ] {
            assert_eq!(block(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_in_code_is_code() {
        assert!(find("```\n<!-- guidegen-ignore x -->\n```\n", 0).is_empty());
        assert!(find("Write `<!-- guidegen-ignore x -->` before it.", 0).is_empty());
        assert!(find("guidegen-ignore x", 0).is_empty());
    }

    #[test]
    fn torn_comments_are_passed_over() {
        for text in [
            "<!-- guidegen-ignore x",
            "{{% comment %}}guidegen-ignore x",
            "<!-- guidegen-ignore -->",
            "{{ guidegen-ignore",
        ] {
            find(text, 0);
        }
    }
}
