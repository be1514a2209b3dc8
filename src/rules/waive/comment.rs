//! Comments in a text that waive rules for the next block: `<!-- guidegen-ignore rule: reason -->`, or the same within the
//! shortcode `comment`.

use memchr::memmem;
use rustc_hash::FxHashMap;
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
    // All marks begin alike; few texts hold one.
    if memmem::find(text.as_bytes(), b"guidegen").is_none() {
        return found;
    }
    let code = fences(text, body);
    for mark in MARKS {
        // A page may hold thousands of marks: what was looked for once is not looked for again.
        let mut ends = Ends::default();
        let mut done = body;
        let mut close = Next::new("-->");
        let mut tag = Next::new("{{");
        let mut tag_close = Next::new("}}");
        for (at, _) in text.match_indices(mark) {
            let within = code.partition_point(|range| range.start <= at).checked_sub(1).and_then(|last| code.get(last));
            if at < done || within.is_some_and(|range| at < range.end) {
                continue;
            }
            let start = at + mark.len();
            let before = text[done..at].trim_end();
            let (open, found_end) = if before.ends_with("<!--") {
                (done + before.len() - 4, close.from(text, start).map(|end| (end, end + 3)))
            } else if let Some(open) = comment_tag(before) {
                let end = tag.from(text, start);
                (done + open, end.and_then(|end| Some((end, tag_close.from(text, end)? + 2))))
            } else {
                continue;
            };
            // In backquotes it is shown, not meant.
            let Some((end, place_end)) = found_end.filter(|_| !text[..open].ends_with('`')) else { continue };
            let place = open..place_end;
            let block = block_after(text, place.clone(), &code, &mut ends);
            found.push(Comment { rules: names(text, start..end), place, block });
            done = place_end;
        }
    }
    found.sort_by_key(|comment| comment.place.start);
    found
}

/// The next place of a mark, for questions that only go forward.
struct Next {
    mark: &'static str,
    /// From where it was looked for, and where it is.
    known: Option<(usize, Option<usize>)>,
}

impl Next {
    fn new(mark: &'static str) -> Self {
        Self { mark, known: None }
    }

    fn from(&mut self, text: &str, start: usize) -> Option<usize> {
        match self.known {
            Some((from, None)) if from <= start => return None,
            Some((from, Some(at))) if from <= start && start <= at => return Some(at),
            _ => {}
        }
        let at = text[start..].find(self.mark).map(|at| start + at);
        self.known = Some((start, at));
        at
    }
}

/// Ends of blocks that were found before: a block that begins within one of its kind ends where that one ends.
#[derive(Default)]
struct Ends {
    paragraph: Range<usize>,
    list: Range<usize>,
    /// By name: from where its closing tag was looked for, and where that ends.
    shortcodes: FxHashMap<String, (usize, Option<usize>)>,
}

/// Where the tag begins that ends here, if it opens the shortcode `comment`.
fn comment_tag(before: &str) -> Option<usize> {
    let tag = before.strip_suffix("%}}").or_else(|| before.strip_suffix(">}}"))?;
    // No such tag is longer, and nobody searches the whole page for one that has no beginning.
    let near = (tag.len().saturating_sub(64)..=tag.len()).find(|at| tag.is_char_boundary(*at))?;
    let open = near + tag[near..].rfind("{{")?;
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
fn block_after(text: &str, comment: Range<usize>, code: &[Range<usize>], ends: &mut Ends) -> Range<usize> {
    let line_end = text[comment.end..].find('\n').map_or(text.len(), |at| comment.end + at);
    if !text[comment.end..line_end].trim().is_empty() {
        return comment.end..paragraph_end(text, comment.end, ends);
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
        let fence = code.get(code.partition_point(|range| range.end <= start));
        fence.filter(|fence| fence.start <= start).map_or(text.len(), |fence| fence.end)
    } else if let Some(end) = shortcode_end(text, start, inside, ends) {
        end
    } else if is_item(inside) {
        list_end(text, start, ends)
    } else {
        paragraph_end(text, start, ends)
    };
    start..end
}

fn paragraph_end(text: &str, start: usize, ends: &mut Ends) -> usize {
    // At its very end there is no line of it left.
    if ends.paragraph.contains(&start) {
        return ends.paragraph.end;
    }
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() && end > start {
            break;
        }
        end += line.len();
    }
    ends.paragraph = start..end;
    end
}

/// The end of the shortcode that opens a block, if it is closed.
fn shortcode_end(text: &str, start: usize, line: &str, ends: &mut Ends) -> Option<usize> {
    let inside = line.strip_prefix("{{%").or_else(|| line.strip_prefix("{{<"))?;
    let name: String =
        inside.trim_start().chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
    match ends.shortcodes.get(&name) {
        Some((from, None)) if *from <= start => return None,
        Some((from, Some(end))) if *from <= start && start < *end => return Some(*end),
        _ => {}
    }
    let end = closing_tag(text, start, &name);
    ends.shortcodes.insert(name, (start, end));
    end
}

/// The end of the next closing tag of a shortcode.
fn closing_tag(text: &str, start: usize, name: &str) -> Option<usize> {
    let mut at = start;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let tag = text.get(open + 3..).unwrap_or("").trim_start();
        let end = text[open..].find("}}").map_or(text.len(), |end| open + end + 2);
        if let Some(closing) = tag.strip_prefix('/')
            && closing.trim_start().starts_with(name)
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
fn list_end(text: &str, start: usize, ends: &mut Ends) -> usize {
    if ends.list.contains(&start) {
        return ends.list.end;
    }
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
    ends.list = start..end;
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
