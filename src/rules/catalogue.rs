//! Catalogue: the page of the manual that tells of every rule, made from the rules themselves.

use crate::rules::{RULES, Rule};

/// The whole page as Markdown of a guide: front matter, a table of all rules, then the manual of each under a heading
/// with the rule's name, so that `#anchor-broken` leads to it.
pub fn page() -> String {
    let mut page = String::from(
        "---\ntitle: \"All rules\"\nmenuTitle: \"Rules\"\nweight: 90\n\
         description: \"Every rule of guidegen: what it finds, why it matters, an example, and what to write instead.\"\n\
         ---\n\n\
         <!-- Made by `guidegen rules --format markdown`: change src/rules/*.md instead. -->\n\n\
         `guidegen explain RULE` prints each of these manuals. [Checking](checking.md) tells how levels are changed and \
         findings waived.\nA rule that *stops the build* runs with `guidegen build`, too, and nothing is written while it \
         finds an error.\n\n\
         | rule | level | stops the build | what it finds |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        let stops = if rule.blocks_build { "yes" } else { "" };
        page.push_str(&format!(
            "| [{0}](#{0}) | {1} | {stops} | {2} |\n",
            rule.name,
            level(rule),
            prose(rule.summary).replace('|', "\\|")
        ));
    }
    for rule in RULES {
        let stops = if rule.blocks_build { "; stops the build" } else { "" };
        page.push_str(&format!("\n## {}\n\nLevel: {}{stops}.\n", rule.name, level(rule)));
        manual(rule.manual, &mut page);
    }
    page
}

fn level(rule: &Rule) -> &'static str {
    rule.default.map_or("off", |severity| severity.name())
}

/// The manual without its title, its headings as bold words, its code as code that runs no shortcode.
fn manual(text: &str, page: &mut String) {
    let mut lines = text.lines().skip(1).peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            block(name, &code, page);
        } else if line.starts_with("    ") {
            let mut code = vec![line.get(4..).unwrap_or("")];
            while let Some(line) = lines.next_if(|line| line.starts_with("    ") || line.is_empty()) {
                code.push(line.get(4..).unwrap_or(""));
            }
            while code.last().is_some_and(|line| line.is_empty()) {
                code.pop();
            }
            block("", &code, page);
            page.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            page.push_str(&format!("**{heading}**\n"));
        } else {
            page.push_str(&format!("{}\n", prose(line)));
        }
    }
}

/// A block of code. The name of an example is a path; the block of what must be told is named `report`.
fn block(name: &str, code: &[&str], page: &mut String) {
    let path = name.split(' ').next().unwrap_or("");
    let language = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("md") => "markdown",
        Some("toml") => "toml",
        Some("html") => "html",
        Some("json") => "json",
        _ => "text",
    };
    match name {
        "" => {}
        "report" => page.push_str("guidegen tells:\n\n"),
        name => page.push_str(&format!("`{name}`\n\n")),
    }
    let text = shown(&code.join("\n"));
    if has_call(&text) {
        // A call without an end cannot be shown in a fence: there, too, it would be read.
        page.push_str(&format!("<pre><code>{}</code></pre>\n", entities(&text)));
    } else {
        // A fence is longer than those within it.
        let fence = if text.contains("```") { "````" } else { "```" };
        page.push_str(&format!("{fence}{language}\n{text}\n{fence}\n"));
    }
}

/// Prose with the shortcodes in its code shown instead of run.
fn prose(line: &str) -> String {
    let text = shown(line);
    if !has_call(&text) {
        return text;
    }
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        1 if has_call(part) => format!("<code>{}</code>", entities(part)),
        1 => format!("`{part}`"),
        _ => part.to_string(),
    });
    parts.collect()
}

/// Calls that have an end, written so that they are shown: `{{</* x */>}}`.
fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{<").into_iter().chain(rest.find("{{%")).min() {
        let (before, call) = rest.split_at(at);
        out.push_str(before);
        let close = if call.starts_with("{{<") { ">}}" } else { "%}}" };
        // The end stands before the next beginning.
        let end = call.find(close).filter(|end| !call.get(3..*end).unwrap_or("").contains("{{"));
        match end {
            Some(end) => {
                let (opening, inner) = (call.get(..3).unwrap_or(""), call.get(3..end).unwrap_or(""));
                // One step deeper than it is, where it is only shown already.
                out.push_str(&format!("{opening}/*{inner}*/{close}"));
                rest = call.get(end + 3..).unwrap_or("");
            }
            None => {
                out.push_str(call.get(..3).unwrap_or(""));
                rest = call.get(3..).unwrap_or("");
            }
        }
    }
    out + rest
}

/// Whether a shortcode would be run, or looked for.
fn has_call(text: &str) -> bool {
    let calls = text.match_indices("{{<").chain(text.match_indices("{{%"));
    calls.into_iter().any(|(at, opening)| !text[at + opening.len()..].starts_with("/*"))
}

fn entities(text: &str) -> String {
    // Shown calls are taken back: nothing of this is read as one.
    let text = text.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace("{{", "&#123;&#123;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_shown_and_never_run() {
        assert_eq!(prose("Write `{{< x >}}` and {{% y %}}."), "Write `{{</* x */>}}` and {{%/* y */%}}.");
        assert_eq!(
            prose("A `{{<` or `{{%` alone."),
            "A <code>&#123;&#123;&lt;</code> or <code>&#123;&#123;%</code> alone."
        );
        assert_eq!(shown("{{< a {{% b %}}"), "{{< a {{%/* b */%}}");
        assert!(has_call("{{< a {{%/* b */%}}") && !has_call("{{</* a */>}}"));
        let mut out = String::new();
        block("content/a.md", &["{{% a %}}", "{{% /a }"], &mut out);
        assert_eq!(out, "`content/a.md`\n\n<pre><code>&#123;&#123;% a %}}\n&#123;&#123;% /a }</code></pre>\n");
    }

    #[test]
    fn every_rule_has_a_heading_and_a_row() {
        let page = page();
        for rule in RULES {
            assert!(page.contains(&format!("\n## {}\n", rule.name)), "{}", rule.name);
            assert!(page.contains(&format!("| [{0}](#{0}) |", rule.name)), "{}", rule.name);
        }
    }
}
