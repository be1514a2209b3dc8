//! Highlighting against syntect, and its limits.

use super::fence::fence;
use super::*;

fn site() -> config::Highlight {
    config::Highlight {
        code_fences: true,
        line_numbers: None,
        line_number_start: 1,
        anchor_line_numbers: false,
        guess_syntax: false,
        tab_width: 4,
        style: String::new(),
    }
}

fn block(info: &str, code: &str) -> Highlighted {
    let fence = fence(info);
    Highlighter::new().highlight(&fence.language, code, &fence.options, &site())
}

#[test]
fn a_block_is_short_markup() {
    assert_eq!(
        block("yaml", "# c\nkey: \"a <b>\" # d\nx: 1\n"),
        Highlighted {
            html: "<div class=\"code\" data-lang=\"yaml\"><pre tabindex=\"0\"><code class=\"language-yaml\">\
                   <span class=\"c\"># c</span>\n\
                   <span class=\"a\">key</span>: <span class=\"s\">\"a &lt;b&gt;\"</span> <span class=\"c\"># d</span>\n\
                   <span class=\"a\">x</span>: <span class=\"n\">1</span>\n</code></pre></div>"
                .to_owned(),
            outcome: Outcome::Coloured,
        }
    );
}

#[test]
fn a_title_makes_a_figure() {
    let html = block("json {title=\"a & b\" .wide #x data-y=\"<\"}", "[1, 2]").html;
    assert_eq!(
        html,
        "<figure class=\"code wide\" id=\"x\" data-lang=\"json\" data-y=\"&lt;\"><figcaption>a &amp; b</figcaption>\
         <pre tabindex=\"0\"><code class=\"language-json\">[<span class=\"n\">1</span>, <span class=\"n\">2</span>]\
         </code></pre></figure>"
    );
}

#[test]
fn lines_are_wrapped_only_where_needed() {
    let code = "/* a\nb */\nint c;\n";
    assert!(block("c", code).html.contains("<span class=\"c\">/* a\nb */</span>\n"));
    let html = block("c {hl_lines=[2]}", code).html;
    assert!(html.contains(
        ">/* a</span>\n<span class=\"line hl\"><span class=\"c\">b */</span>\n</span><span class=\"t\">int</span> c;\n<"
    ));
    let html = block("c {linenos=inline linenostart=9 hl_lines=\"3-9\" anchorlinenos=true lineanchors=p}", code).html;
    assert!(html.contains("<span class=\"line\" id=\"p-9\" data-n=\"9\"><span class=\"c\">/* a</span>\n</span>"));
    assert!(
        html.contains("<span class=\"line hl\" id=\"p-11\" data-n=\"11\"><span class=\"t\">int</span> c;\n</span><")
    );
}

#[test]
fn unknown_and_plain_languages() {
    let unknown = block("no\"such", "a <b>\n");
    assert_eq!(unknown.outcome, Outcome::UnknownLanguage);
    assert_eq!(
        unknown.html,
        "<div class=\"code\" data-lang=\"no&quot;such\"><pre tabindex=\"0\"><code class=\"language-no&quot;such\">\
         a &lt;b&gt;\n</code></pre></div>"
    );
    let plain = block("", "a\n");
    assert_eq!(plain.outcome, Outcome::Plain);
    assert_eq!(plain.html, "<div class=\"code\"><pre tabindex=\"0\"><code>a\n</code></pre></div>");
    assert_eq!(block("text {linenos=table}", "a").outcome, Outcome::Plain);
    let off = config::Highlight { code_fences: false, ..site() };
    assert_eq!(Highlighter::new().highlight("yaml", "a: 1\n", &FenceOptions::default(), &off).outcome, Outcome::Plain);
    assert!(
        Highlighter::new().knows("Console") && Highlighter::new().knows("text") && !Highlighter::new().knows("nosuch")
    );
}

#[test]
fn a_first_line_tells_the_language_if_asked() {
    let guess = config::Highlight { guess_syntax: true, ..site() };
    let told = |code: &str| Highlighter::new().highlight("", code, &FenceOptions::default(), &guess).outcome;
    assert_eq!(told("#!/bin/sh\necho \"x\"\n"), Outcome::Coloured);
    assert_eq!(told("just text\n"), Outcome::Plain);
}

#[test]
fn first_lines_tell_what_they_tell_syntect() {
    let set = two_face::syntax::extra_newlines();
    let expressions = set.syntaxes().iter().enumerate().rev();
    let expressions = expressions.filter_map(|(index, syntax)| Some((syntax.first_line_match.as_deref()?, index)));
    assert_eq!(engine::pack::first_lines().collect::<Vec<_>>(), expressions.collect::<Vec<_>>());
    for line in [
        "#!/bin/sh",
        "#!/usr/bin/env python3",
        "\u{feff}<?xml version=\"1.0\"?>",
        "<?php",
        "-- x",
        "{",
        "#!/usr/bin/perl",
    ] {
        let theirs = set.find_syntax_by_first_line(line).map(|syntax| syntax.name.as_str());
        assert_eq!(guessed(line).map(|index| set.syntaxes()[index].name.as_str()), theirs, "{line}");
    }
}

#[test]
fn line_ends_and_tabs() {
    assert_eq!(block("yaml", "a: 1\r\nb: 2\r\n").html, block("yaml", "a: 1\nb: 2\n").html);
    assert!(block("go", "\tx := 1\n").html.contains("\">\tx := <span"));
    assert!(block("yaml", "a: 1").html.ends_with("<span class=\"n\">1</span></code></pre></div>"));
}

#[test]
fn long_code_is_plain() {
    assert_eq!(block("yaml", &format!("a: {}\n", "x".repeat(MAX_LINE))).outcome, Outcome::TooLong);
    assert_eq!(block("yaml", &"a: 1\n".repeat(MAX_CODE / 5 + 1)).outcome, Outcome::TooLong);
    assert_eq!(block("yaml", &format!("a: {}\n", "x".repeat(100_000))).outcome, Outcome::TooLong);
}

#[test]
fn hostile_code_ends() {
    for (language, piece) in
        [("bash", "<"), ("bash", "|"), ("terraform", "a-"), ("js", "("), ("yaml", "{"), ("md", "*a")]
    {
        let code = format!("{}\n", piece.repeat(2_000 / piece.len()));
        let html = block(language, &code).html;
        assert!(html.len() < code.len() * 40 + 1_000, "{language} {piece}");
    }
    for language in ["yaml", "bash", "html", "md"] {
        block(language, "\u{0}\u{fffd}ä\u{2028}\n\n\t\"");
    }
}

#[test]
fn visible_text_is_kept() {
    for (language, code) in
        [("bash", "echo \"a &  $b\" # <c>\n\n  x\n"), ("html", "<p>&amp;\n\t</p>  \n"), ("md", "# a\n\n> b ")]
    {
        let html = block(&format!("{language} {{linenos=inline}}"), code).html;
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        assert_eq!(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), code);
    }
}

#[test]
fn licences_are_there() {
    let text = acknowledgements();
    assert!(text.len() > 50_000 && text.contains("MIT License"));
}
