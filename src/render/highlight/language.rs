//! Language: from the word behind a fence to a grammar.
//!
//! The words are those that Chroma (Hugo's highlighter), GitHub and Sublime Text know; case does not matter.

use rustc_hash::FxHashMap;
use syntect::parsing::SyntaxSet;

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

/// Words that lead to a grammar, whatever else does: for them nobody who shows no colours must load the list of grammars.
const COMMON: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "css",
    "diff",
    "dockerfile",
    "go",
    "hcl",
    "html",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "kotlin",
    "makefile",
    "markdown",
    "md",
    "php",
    "powershell",
    "py",
    "python",
    "ruby",
    "rust",
    "sh",
    "shell",
    "sql",
    "terraform",
    "toml",
    "ts",
    "typescript",
    "xml",
    "yaml",
    "yml",
    "zsh",
];

/// The grammars by every word that leads to them.
pub struct Languages {
    by_word: FxHashMap<String, usize>,
}

impl Languages {
    /// Of two grammars with one file extension the later counts, and an extension counts more than a name: the same as
    /// in syntect's own search, without walking through all grammars for each block.
    pub fn new(set: &SyntaxSet) -> Self {
        let mut by_word = FxHashMap::default();
        let visible = || set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden);
        for (index, syntax) in visible() {
            by_word.insert(syntax.name.to_lowercase(), index);
        }
        for (index, syntax) in visible() {
            for extension in &syntax.file_extensions {
                by_word.insert(extension.to_lowercase(), index);
            }
        }
        let aliases: Vec<_> =
            ALIASES.iter().filter_map(|(alias, to)| Some(((*alias).to_owned(), *by_word.get(*to)?))).collect();
        by_word.extend(aliases);
        Self { by_word }
    }

    /// The number of the grammar in the set.
    pub fn find(&self, word: &str) -> Option<usize> {
        self.by_word.get(word).or_else(|| self.by_word.get(&word.to_lowercase())).copied()
    }

    /// All words that lead to a grammar or mean plain text, sorted.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.by_word.keys().map(String::as_str).chain(PLAIN.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// Whether there is a grammar for the word, known without a look at the grammars; false says nothing.
pub fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Whether the author says that there is nothing to highlight.
pub fn is_plain(word: &str) -> bool {
    word.is_empty() || PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_lead_to_a_grammar() {
        let languages = Languages::new(&two_face::syntax::extra_newlines());
        assert!(COMMON.is_sorted());
        for word in COMMON {
            assert!(languages.find(word).is_some() && is_common(word), "{word}");
        }
    }

    #[test]
    fn every_alias_leads_to_a_grammar_and_is_needed() {
        let set = two_face::syntax::extra_newlines();
        let languages = Languages::new(&set);
        let lost: Vec<_> = ALIASES.iter().filter(|(_, to)| languages.find(to).is_none()).collect();
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
        let languages = Languages::new(&set);
        let name = |word: &str| languages.find(word).map_or("", |index| set.syntaxes()[index].name.as_str());
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
