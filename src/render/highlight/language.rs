//! Language: from the word behind a fence to a grammar.
//!
//! The words are those that Chroma (Hugo's highlighter), GitHub and Sublime Text know; case does not matter.

use super::engine::pack;

/// Words for code without a grammar.
const PLAIN: &[&str] = &[
    "ascii",
    "no-highlight",
    "nohighlight",
    "none",
    "output",
    "plain",
    "plain-text",
    "plaintext",
    "raw",
    "text",
    "txt",
];

/// Words that are neither the name nor a file extension of a grammar, and the name or extension to take instead.
const ALIASES: &[(&str, &str)] = &[
    ("apache", "apache conf"),
    ("apacheconf", "apache conf"),
    ("asciidoctor", "asciidoc"),
    ("bash-session", "bash"),
    ("batch", "bat"),
    ("batchfile", "bat"),
    ("c-objdump", "c"),
    ("clang", "c"),
    ("commandline", "bash"),
    ("conf", "ini"),
    ("config", "ini"),
    ("console", "bash"),
    ("csharp", "cs"),
    ("cue", "go"),
    ("docker", "dockerfile"),
    ("dosbatch", "bat"),
    ("dosini", "ini"),
    ("ecmascript", "js"),
    ("fsharp", "f#"),
    ("git-config", "gitconfig"),
    ("git-ignore", "gitignore"),
    ("go-html-template", "html"),
    ("go-template", "html"),
    ("go-text-template", "html"),
    ("gohtml", "html"),
    ("gohtmltmpl", "html"),
    ("golang", "go"),
    ("gotemplate", "html"),
    ("gotmpl", "html"),
    ("graphviz", "dot"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("html+django", "jinja2"),
    ("html+erb", "erb"),
    ("html+jinja", "jinja2"),
    ("html5", "html"),
    ("javascriptreact", "jsx"),
    ("json-with-comments", "json"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("ksh", "bash"),
    ("mariadb", "sql"),
    ("mustache", "html"),
    ("mysql", "sql"),
    ("ndjson", "json"),
    ("nixos", "nix"),
    ("obj-c", "objective-c"),
    ("objc", "objective-c"),
    ("objectivec", "objective-c"),
    ("opentofu", "terraform"),
    ("plpgsql", "sql"),
    ("posh", "powershell"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("pwsh", "powershell"),
    ("py2", "python"),
    ("python2", "python"),
    ("python3", "python"),
    ("regex", "regular expression"),
    ("regexp", "regular expression"),
    ("session", "bash"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-script", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("shellsession", "bash"),
    ("splus", "r"),
    ("sqlite", "sql"),
    ("systemd", "ini"),
    ("terminal", "bash"),
    ("tofu", "terraform"),
    ("tsql", "sql"),
    ("udiff", "diff"),
    ("winbatch", "bat"),
];

/// The number of the grammar to which a word leads.
pub fn find(word: &str) -> Option<usize> {
    find_lower(word).or_else(|| find_lower(&word.to_lowercase()))
}

fn find_lower(word: &str) -> Option<usize> {
    let alias = ALIASES.binary_search_by_key(&word, |(alias, _)| alias).ok().and_then(|at| ALIASES.get(at));
    pack::find(alias.map_or(word, |(_, to)| to))
}

/// All words that lead to a grammar or mean plain text, sorted.
pub fn words() -> Vec<&'static str> {
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    let mut words: Vec<&str> =
        pack::words().map(|(word, _)| word).chain(aliases).chain(PLAIN.iter().copied()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether the author says that there is nothing to highlight.
pub fn is_plain(word: &str) -> bool {
    word.is_empty() || PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_extension_finds_the_grammar_that_syntect_finds() {
        let set = two_face::syntax::extra_newlines();
        let mut words = 0;
        for syntax in set.syntaxes().iter().filter(|syntax| !syntax.hidden) {
            for word in syntax.file_extensions.iter().chain([&syntax.name]) {
                let lower = word.to_lowercase();
                if ALIASES.iter().any(|(alias, _)| *alias == lower) {
                    continue;
                }
                words += 1;
                let found = |word| find(word).map(|index| set.syntaxes()[index].name.as_str());
                let theirs = set.find_syntax_by_token(word).map(|syntax| syntax.name.as_str());
                assert_eq!((found(word), found(&lower)), (theirs, theirs), "{word}");
            }
        }
        assert!(words > 500, "{words}");
        assert!(super::words().iter().all(|word| is_plain(word) || find(word).is_some()));
    }

    #[test]
    fn every_alias_leads_to_a_grammar_and_is_needed() {
        assert!(ALIASES.is_sorted());
        let set = two_face::syntax::extra_newlines();
        let lost: Vec<_> =
            ALIASES.iter().filter(|(alias, to)| find(alias).is_none() || find(to) != find(alias)).collect();
        assert_eq!(lost, Vec::<&(&str, &str)>::new());
        let idle: Vec<_> = ALIASES
            .iter()
            .filter(|(alias, to)| {
                let token = set.find_syntax_by_token(alias).map(|syntax| &syntax.name);
                token.is_some() && token == set.find_syntax_by_token(to).map(|syntax| &syntax.name)
            })
            .collect();
        assert_eq!(idle, Vec::<&(&str, &str)>::new());
    }

    #[test]
    fn words_lead_to_the_grammars_that_authors_mean() {
        let set = two_face::syntax::extra_newlines();
        let name = |word: &str| find(word).map_or("", |index| set.syntaxes()[index].name.as_str());
        assert_eq!(name("YAML"), "YAML");
        assert_eq!(name("yml"), "YAML");
        assert_eq!(name("shell"), "Bourne Again Shell (bash)");
        assert_eq!(name("console"), "Bourne Again Shell (bash)");
        assert_eq!(name("hcl"), "Terraform");
        assert_eq!(name("terraform"), "Terraform");
        assert_eq!(name("golang"), "Go");
        assert_eq!(name("go-html-template"), "HTML");
        assert_eq!(name("ps1"), "PowerShell");
        assert_eq!(name("docker"), "Dockerfile");
        assert_eq!(name("jsonc"), "JSON");
        assert_eq!(name("c"), "C");
        assert_eq!(name("C++"), "C++");
        assert_eq!(name("toml"), "TOML");
        assert_eq!(name("nosuch"), "");
        assert!(is_plain("Text") && is_plain("") && !is_plain("yaml"));
    }
}
