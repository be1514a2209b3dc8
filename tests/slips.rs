//! Slips of the pen: what is one, where it stands, and what only looks like one.

mod support;

use guidegen::page::Problem;
use guidegen::page::slip::Slip;
use support::parse;

/// Each slip as its kind and the text at its place.
fn slips(text: &str) -> Vec<String> {
    let told = |problem: &Problem| {
        let Problem::Slip(slip) = problem else { return None };
        let kind = match slip {
            Slip::ListNotMarkdown { .. } => "bullet",
            Slip::ListGlued { .. } => "list",
            Slip::HeadingNoSpace { .. } => "no space",
            Slip::HeadingGlued { .. } => "glued",
            Slip::DoubledWord { .. } => "doubled",
            Slip::Typo { .. } => "typo",
            Slip::CommentUnclosed { .. } => "comment",
            Slip::FenceUnclosed { .. } => "fence",
        };
        let span = slip.place();
        let line = text[..span.start as usize].matches('\n').count() + 1;
        Some(format!("{line} {kind} {}", &text[span.range()]))
    };
    parse(text).problems.iter().filter_map(told).collect()
}

#[track_caller]
fn none(text: &str) {
    assert_eq!(slips(text), [""; 0]);
}

#[test]
fn doubled_words() {
    assert_eq!(slips("Enter the the name.\n"), ["1 doubled the"]);
    assert_eq!(slips("The end of the\nthe line.\n"), ["2 doubled the"]);
    assert_eq!(slips("- One and **and** two\n"), ["1 doubled and"]);
    assert_eq!(slips("> of the\n> the line\n"), ["2 doubled the"]);
    assert_eq!(slips("## The the\n\n| a a | b |\n|-|-|\n"), ["1 doubled the", "3 doubled a"]);
    assert_eq!(slips("{{% notice tip %}}\nnow now\n{{% /notice %}}\n"), ["2 doubled now"]);
    assert_eq!(slips("\"the the\" and the the.\n"), ["1 doubled the", "1 doubled the"]);
    none(
        "An example `example-x`, example example.org, one, one, 10 10, a. A, well-known known, the (the), it's its.\n",
    );
    none("one\n\none\n\n- two\n- two\n\n| b | b |\n|-|-|\n");
    none("yes<br>yes and yes <br> yes\n\n`the` the and the `the` the\n\n```\nthe the\n```\n");
    none("{{< relref \"a\" >}} a {{< siteparam \"x\" >}} a\n");
}

#[test]
fn headings() {
    assert_eq!(slips("##Accounts\n"), ["1 no space ##Accounts"]);
    assert_eq!(slips("Text\n###1. Accounts\n"), ["2 no space ###1. Accounts"]);
    assert_eq!(slips("#Getting Started\n"), ["1 no space #Getting Started"]);
    none("#12\n\n#tag and #other\n\n#Cloud #Accounts\n\n\\##Accounts\n\n`##Accounts`\n\n#######Seven\n\n#Tag\nmore\n");
    assert_eq!(slips("Text.\n## A\nMore.\n"), ["2 glued ## A"]);
    assert_eq!(slips("- a\n## A\n"), ["2 glued ## A"]);
    none("## A\n## B\nText.\n\n## C\n```\nx\n```\n## D\n\n{{% notice tip %}}\nx\n{{% /notice %}}\n## E\n");
}

#[test]
fn lists() {
    assert_eq!(slips("You need:\n\n  \u{2022} a card\n  \u{2022} a box\n"), ["3 bullet \u{2022}"]);
    none("a \u{2022} b\n\n\u{2022}x\n\n- \u{2022} in a list\n\n1) one\n\n## A\n\n    \u{2022} code\n");
    assert_eq!(slips("You need:\n- a card\n"), ["2 list - a card"]);
    none("You need:\n\n- a card\n\n## A\n- b\n");
}

#[test]
fn comments() {
    assert_eq!(slips("Text.\n\n<!-- never\n\n## A\n"), ["3 comment <!--"]);
    assert_eq!(slips("Text <!-- never ends.\n"), ["1 comment <!--"]);
    none("<!-- one --> <!-- two -->\n\nText <!-- three --> and `<!--`\n\n```html\n<!--\n```\n");
}

#[test]
fn frequent_mistakes() {
    assert_eq!(slips("An Enviroment, seperate.\n"), ["1 typo Enviroment", "1 typo seperate"]);
    none("`seperate`, seperate-x, seperate_x, a/seperate, https://example.org/enviroment\n");
}

#[test]
fn fences_without_an_end() {
    assert_eq!(slips("Text.\n\n```sh\nx\n\n## Swallowed\n"), ["3 fence ```"]);
    assert_eq!(slips("~~~~\nx\n~~~\n"), ["1 fence ~~~~"], "too short to close");
    assert_eq!(slips("```\nx\n``` sh\n"), ["1 fence ```"], "a closing fence says nothing");
    assert_eq!(slips("```"), ["1 fence ```"]);
    assert_eq!(slips("- a\n\n  ```\n  x\n\nText.\n"), ["3 fence ```"]);
    assert_eq!(slips("> ```\n> x\n\nText.\n"), ["1 fence ```"]);
    none("```sh\nx\n```\n\nText.\n");
    none("```\n```\n");
    none("   ~~~ a\n  x\n  ~~~~~  \n");
    none("- a\n\n  ```\n  x\n  ```\n- b\n");
    none("> ```\n> x\n> ```\n");
    none("1. a\n   > ~~~\n   > x\n   > ~~~\n\nText.\n");
    none("```\nx\n```\r\n\r\nText.\r\n");
    none("    ```\n    indented\n");
    none("{{% notice tip %}}\n```\nx\n```\n{{% /notice %}}\n");
}
