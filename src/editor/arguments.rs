//! Shortcodes in words, and the values that their arguments take.

use crate::project::snapshot::Snapshot;
use crate::rules::facts::Published;
use crate::rules::notice_kind_invalid::{KINDS, boxes};
use crate::shortcode::{Body, Signature};

/// The kinds of notices that come first: those of learn.
const FIRST: [&str; 8] = ["note", "info", "tip", "warning", "important", "caution", "danger", "success"];

/// What a built-in shortcode does.
pub fn help(name: &str) -> Option<&'static str> {
    Some(match name {
        "notice" | "callout" => "A box that stands out. The first value is its kind, the second its title.",
        "comment" => "A remark for authors: nothing of it is published.",
        "toc" => "The contents of the page.",
        "children" => "A list of the pages below this one.",
        "relref" => {
            "The address of a page, for the destination of a link: a content path or a name, and `#` with an anchor."
        }
        "ref" => "The same with scheme and host.",
        "expand" | "details" => "Text that the reader unfolds.",
        "tabs" => "Tabs, of which the reader sees one at a time.",
        "tab" => "One tab within `tabs`.",
        "button" => "A link that looks like a button.",
        "attachments" | "resources" => "A list of the files that belong to the page.",
        "mermaid" => "A diagram, written in the language of Mermaid.",
        "siteparam" => "The value of a parameter of the configuration.",
        "param" => "The value of a parameter of the page, else of the configuration.",
        "figure" => "A picture with a caption.",
        "highlight" => "Code in colours.",
        "badge" => "A word on a coloured ground.",
        "icon" => "An icon.",
        "math" => "A formula in LaTeX.",
        "tree" => "A tree of folders and files, written as a list.",
        "openapi" => "The description of an interface.",
        "cards" => "Cards side by side.",
        "card" => "One card within `cards`.",
        "include" => "The text of another file.",
        "youtube" | "vimeo" => "A film.",
        "gist" => "A piece of code from GitHub.",
        "ghcontributors" => "A link to the list of contributors.",
        "instagram" | "x" | "tweet" => "A post.",
        _ => return None,
    })
}

/// What a shortcode is called with, in one line.
pub fn usage(signature: &Signature) -> String {
    let mut words = Vec::new();
    let mut is_positional = true;
    for param in signature.params {
        match *param {
            "*" => is_positional = false,
            name if is_positional => words.push(format!("[{name}]")),
            name => words.push(format!("{name}=…")),
        }
    }
    let arguments = if words.is_empty() { String::new() } else { format!(" {}", words.join(" ")) };
    let name = &signature.name;
    match signature.body {
        Body::None => format!("{{{{< {name}{arguments} >}}}}"),
        Body::Items(item) => {
            format!("{{{{< {name}{arguments} >}}}} {{{{% {item} %}}}} … {{{{% /{item} %}}}} {{{{< /{name} >}}}}")
        }
        _ => format!("{{{{% {name}{arguments} %}}}} … {{{{% /{name} %}}}}"),
    }
}

/// The values that an argument takes, the usual ones first; none if anything may stand there.
pub fn values(snapshot: &Snapshot, shortcode: &str, argument: &str) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
    match (shortcode, argument.to_ascii_lowercase().as_str()) {
        (_, "style")
            if matches!(shortcode, "notice" | "callout" | "expand" | "tabs" | "tab" | "badge" | "button" | "icon") =>
        {
            kinds(snapshot)
        }
        ("attachments" | "resources", "style") => words(&["orange", "grey", "blue", "green"]),
        ("children", "style") => words(&["li", "h2", "h3", "h4", "h5", "h6", "div"]),
        ("children", "sort") => words(&["weight", "title", "date", "publishdate", "length"]),
        ("children", "type") => words(&["tree", "list", "flat", "card"]),
        ("children", "depth") => words(&["1", "2", "3", "999"]),
        ("attachments" | "resources", "sort") => words(&["asc", "desc"]),
        ("button", "icon-position" | "iconposition") => words(&["left", "right"]),
        ("button" | "figure", "target") => words(&["_blank", "_self"]),
        ("mermaid" | "math", "align") => words(&["center", "left", "right"]),
        ("relref" | "ref", "lang") => snapshot.settings.config.languages.iter().map(|own| own.code.clone()).collect(),
        (
            _,
            "showhidden" | "description" | "expanded" | "open" | "zoom" | "breadcrumb" | "image" | "wrap"
            | "hidefirstheading",
        ) if shortcode != "card" => words(&["true", "false"]),
        ("siteparam", "name") => snapshot.settings.config.params.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// The kinds of notices: the usual ones, those of the site, the others.
pub fn kinds(snapshot: &Snapshot) -> Vec<String> {
    let published = Published::default();
    let mut kinds: Vec<String> = FIRST.iter().map(|kind| kind.to_string()).collect();
    kinds.extend(boxes(&snapshot.facts(&published)));
    for kind in KINDS {
        if !kinds.iter().any(|known| known == kind) {
            kinds.push(kind.to_string());
        }
    }
    kinds
}

/// The kinds of alerts that GitHub knows.
pub const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shortcode::Signatures;

    #[test]
    fn usage_shows_positions_names_and_the_end() {
        let signatures = Signatures::built_in();
        let usage = |name: &str| usage(signatures.get(name).expect("a row"));
        assert_eq!(usage("relref"), "{{< relref [path] lang=… outputFormat=… >}}");
        assert_eq!(usage("comment"), "{{% comment %}} … {{% /comment %}}");
        assert!(usage("tabs").contains("{{% tab %}}"));
        for name in signatures.names() {
            assert!(help(name).is_some(), "{name}");
        }
    }
}
