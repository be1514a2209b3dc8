//! The engine against syntect's own parser, and its sets of places against Oniguruma.

use super::first::{places, simple};
use super::grammar::{Fuel, Grammars, compile, end};
use super::machine::{Machine, Sink};
use super::places::{Places, Rows};
use crate::render::highlight::language::Languages;
use crate::render::highlight::scopes::{Class, Effects, Stack};
use std::collections::BTreeSet;
use syntect::parsing::syntax_definition::Pattern as Item;
use syntect::parsing::{ParseState, ScopeStackOp};

/// One small piece of code a language, with what is hard in it: comments and strings over lines, here documents,
/// languages inside languages, back references.
const SAMPLES: &[(&str, &str)] = &[
    (
        "bash",
        "#!/bin/bash\nA=\"${1:-x}\" # c\ncat <<-'EOF' | grep -v \"a $b\"\n\thi $USER\n\tEOF\nif [[ -f x && $? -eq 0 ]]; then\n  f() { echo `date` $(ls); }\nfi\ncase $x in a|b) ;; esac\n",
    ),
    (
        "c",
        "#include <stdio.h>\n/* a\n b */\n#define X(a) \\\n  (a + 1)\nint main(void) { char *s = \"a\\n%d\"; return 'x' != 0x1F; }\n",
    ),
    ("cs", "using System;\n[Attr] public class A<T> : B { string s = $\"a {b} c\"; /// <summary>x</summary>\n}\n"),
    (
        "css",
        "@media (max-width: 10em) {\n  .a > #b::before { content: \"x\"; width: calc(1px + 2%) !important; }\n}\n/* c\n*/\n",
    ),
    ("diff", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n same\n"),
    ("dockerfile", "FROM alpine:3 AS base\nRUN apk add curl \\\n  && echo \"x $Y\"\nCMD [\"a\", \"b\"]\n"),
    (
        "go",
        "package main\n\n// c\ntype A struct { B int `json:\"b\"` }\nfunc (a *A) F(x string) (err error) { fmt.Printf(\"%d\\n\", 1); return nil }\nvar s = `raw\n text`\n",
    ),
    (
        "html",
        "<!DOCTYPE html>\n<style>a:hover { color: #fff }</style>\n<script>\nlet a = `x${1}`;\n</script>\n<p style=\"color: red\" onclick='f(\"x\")'>a &amp; b<!-- c\n--></p>\n",
    ),
    ("ini", "; c\n[sec]\nkey = value ; c\n"),
    (
        "java",
        "package a.b;\n/** doc {@code x}\n */\n@Override public class X extends Y { int n = 3; String s(List<String> a) { return \"x\"; } }\n",
    ),
    (
        "js",
        "import { a } from './b.js';\nconst x = async (y, { z }) => { await f(`/a/${y.id}?q=${z}`); };\n/* a\n b */ class A extends B { get v() { return !/ab+c/.test(\"s\") && null; } }\nconst j = <div a={1}>t</div>;\n",
    ),
    ("json", "{\"a\": [1, 2.5e3, true, null], \"b\": {\"c\": \"d\\n\"}}\n"),
    ("kotlin", "fun main(a: Array<String>) { val s = \"x ${a.size} $y\"; when (s) { is String -> 1 } }\n"),
    ("lua", "--[[ a\nb ]]\nlocal s = [==[ x\n]] ]==] .. \"y\" -- c\n"),
    (
        "markdown",
        "# A\ntext *em* **b** `c` [l](http://x \"t\")\n> q\n\n- i\n```yaml\na: 1\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    ),
    (
        "perl",
        "my %h = (a => 1); my $s = qq{x $y}; if ($s =~ m/^a(b)c$/i) { print <<EOF; }\nhi\nEOF\n=pod\n\ndoc\n\n=cut\n",
    ),
    ("php", "<p><?php\n// c\necho \"a $b {$c['d']}\"; function f(array $x = []) { return <<<X\nh $b\nX;\n}\n?></p>\n"),
    (
        "powershell",
        "# c\nfunction Get-Foo([string]$Name = \"x\") { if ($Name -eq 'y') { Write-Host \"hi $Name\" } }\n<# a\nb #> $a = @{ b = 1 }\n@\"\nx $y\n\"@\n",
    ),
    (
        "python",
        "@dec(1)\nclass A(B):\n    \"\"\"Doc\n    more\"\"\"\n    def f(self, x: int = 3, *args) -> List[str]:\n        return [f\"{x!r} {g('a')}\" for x in range(10) if x not in (1, 2)] # c\n",
    ),
    (
        "ruby",
        "# c\nclass A < B\n  def f(x) = \"a #{x + 1} b\"\n  S = <<~EOS\n    text #{y}\n  EOS\n  %w[a b].each { |i| puts :sym, /re#{i}/ }\nend\n",
    ),
    (
        "rust",
        "/// Doc\n#[derive(Debug)]\npub fn f<'a>(x: &'a str) -> Option<String> { let y = format!(\"{x}\\n\"); r#\"raw \"x\" \"#; /* a /* b */ c */ None }\n",
    ),
    ("scss", "$a: 1px;\n@mixin m($x) { &:hover { width: $x + $a; } }\n.a { @include m(2px); // c\n}\n"),
    ("sql", "SELECT a, COUNT(*) AS n FROM t WHERE x = 'it''s' AND z > 3 -- c\n/* a\nb */ GROUP BY a;\n"),
    ("swift", "struct A: B { let s = \"x \\(y + 1)\"; func f(_ a: Int) -> String? { nil } }\n"),
    (
        "terraform",
        "resource \"a\" \"b\" {\n  name = \"x-${var.y}\" # c\n  tags = { Owner = \"me\" }\n  n = var.e ? 1 : 0\n  s = <<EOT\nhi ${a}\nEOT\n}\n",
    ),
    ("toml", "# c\n[a.b]\nkey = \"v\" # c\nk2 = [1, 2.5, true, 1979-05-27]\ns = \"\"\"\nx\n\"\"\"\n"),
    (
        "ts",
        "interface A<T> { x?: number; f(a: T): Promise<void> }\nexport const g = <T,>(a: T): a is B => !!a;\nenum C { A = 1 }\n",
    ),
    (
        "vue",
        "<template>\n  <p :a=\"b + 1\" @click=\"f\">{{ x | y }}</p>\n</template>\n<script>\nexport default { data() { return {}; } }\n</script>\n",
    ),
    ("xml", "<?xml version=\"1.0\"?>\n<!-- c -->\n<a x=\"1\" y:z='2'>t &amp; <![CDATA[ <b> ]]></a>\n"),
    (
        "yaml",
        "# c\nA: \"2010\"\nb: &x\n  - c: !Sub \"${D}-x\"\n    e: [{k: a, v: 1}, *x]\n    s: |\n      multi\n      line: x\n  u: http://e.com/x?y=1\n  n: ~\n",
    ),
];

#[derive(Default, PartialEq, Debug)]
struct Runs(Vec<(usize, Class)>);

impl Runs {
    fn add(&mut self, length: usize, class: Class) {
        match self.0.last_mut() {
            Some(last) if last.1 == class => last.0 += length,
            _ => self.0.push((length, class)),
        }
    }
}

impl Sink for Runs {
    fn text(&mut self, text: &str, class: Class) {
        self.add(text.len(), class);
    }
}

/// syntect's reading of the code, line by line.
struct Oracle<'a> {
    state: ParseState,
    grammars: &'a Grammars,
    effects: Effects,
    stack: Stack,
}

impl Oracle<'_> {
    fn line(&mut self, line: &str) -> Runs {
        let mut runs = Runs::default();
        let mut at = 0;
        for (to, op) in self.state.parse_line(line, self.grammars.set()).expect("a grammar that syntect can read") {
            if to > at {
                runs.add(to - at, self.stack.class());
                at = to;
            }
            match op {
                ScopeStackOp::Push(scope) => self.stack.push(self.effects.of(scope)),
                ScopeStackOp::Pop(count) => self.stack.pop(count),
                ScopeStackOp::Clear(amount) => self.stack.clear(amount),
                ScopeStackOp::Restore => self.stack.restore(),
                ScopeStackOp::Noop => {}
            }
        }
        if line.len() > at {
            runs.add(line.len() - at, self.stack.class());
        }
        runs
    }
}

fn compare(grammars: &'static Grammars, syntax: usize, code: &str) {
    let name = &grammars.set().syntaxes()[syntax];
    let mut machine = Machine::new(grammars, syntax, code.len()).expect("every grammar has a start");
    let mut oracle =
        Oracle { state: ParseState::new(name), grammars, effects: Effects::new(), stack: Stack::default() };
    for line in code.split_inclusive('\n') {
        let mut ours = Runs::default();
        assert_eq!(machine.line(line, &mut ours), Ok(()), "{}: {line}", name.name);
        assert_eq!(ours, oracle.line(line), "{}: {line}", name.name);
    }
}

#[test]
fn the_machine_says_what_syntect_says() {
    let grammars: &'static Grammars = Box::leak(Box::new(Grammars::new(two_face::syntax::extra_newlines())));
    let languages = Languages::new(grammars.set());
    for (language, code) in SAMPLES {
        compare(grammars, languages.find(language).expect(language), code);
    }
    // Code in a wrong language leads a grammar where its author never was.
    for (index, (language, _)) in SAMPLES.iter().enumerate() {
        let (_, code) = SAMPLES[(index * 7 + 3) % SAMPLES.len()];
        compare(grammars, languages.find(language).expect(language), code);
    }
}

#[test]
fn every_grammar_has_a_start() {
    let grammars: &'static Grammars = Box::leak(Box::new(Grammars::new(two_face::syntax::extra_newlines())));
    for (index, syntax) in grammars.set().syntaxes().iter().enumerate() {
        assert!(grammars.start(index).is_some(), "{}", syntax.name);
    }
}

/// Lines that hold about every ASCII character before and behind others.
const LINES: &[&str] = &[
    "",
    "\n",
    "  \t\n",
    "ä ß ſ K Ünï x=Ä\n",
    "`a${b}` \"x\" 'y' {z} [w] (v) <t a=\"b\"/> # c // d /* e */ -- f ; g : h , i . j ! k ? l @ m $ n % o ^ p & q * r\n",
    "STYLE endif Select from IF else return function class 0x1F 1.5e3 1_000 ~ u |> v \\ x += y -> z => a::b == c\n",
];

#[test]
fn a_place_that_is_ruled_out_never_matches() {
    let languages = Languages::new(&two_face::syntax::extra_newlines());
    let wanted: BTreeSet<usize> = SAMPLES.iter().filter_map(|(language, _)| languages.find(language)).collect();
    let definitions = two_face::syntax::extra_newlines().into_builder();
    let mut expressions = BTreeSet::new();
    for index in wanted {
        for context in definitions.syntaxes()[index].contexts.values() {
            let matches = context.patterns.iter().filter_map(|item| match item {
                Item::Match(pattern) => Some(pattern.regex.regex_str().to_owned()),
                Item::Include(_) => None,
            });
            expressions.extend(matches);
        }
    }
    assert!(expressions.len() > 2_000);
    let mut unknown = 0;
    for expression in &expressions {
        let Some(regex) = compile(expression) else { continue };
        let (places, needs) = places(expression);
        let allowed: BTreeSet<usize> = places.rows().collect();
        unknown += usize::from(places == Places::ALL);
        let simple = simple(expression);
        for line in LINES {
            let mut rows = Rows::new(line);
            for at in (0..=line.len()).filter(|&at| line.is_char_boundary(at)) {
                let found = end(&regex, line, at, None, &mut Fuel::for_code(line.len()));
                let row = rows.row(at);
                assert!(found.is_none() || allowed.contains(&row), "{expression} at {at} of {line}");
                assert!(found.is_none() || needs.are_met(&line.as_bytes()[at..]), "{expression} at {at} of {line}");
                if let Some(Ok(simple)) = simple.map(|simple| simple.end(line.as_bytes(), at)) {
                    assert_eq!(simple, found, "{expression} at {at} of {line}");
                }
            }
        }
    }
    // The sets say something about nearly every expression.
    assert!(unknown * 20 < expressions.len(), "{unknown} of {}", expressions.len());
}

/// The places of a line at which an expression may match.
fn allowed(expression: &str, line: &str) -> Vec<usize> {
    let rows: BTreeSet<usize> = places(expression).0.rows().collect();
    let mut line_rows = Rows::new(line);
    (0..=line.len()).filter(|&at| rows.contains(&line_rows.row(at))).collect()
}

#[test]
fn places_of_expressions() {
    assert_eq!(allowed("a", "abca"), [0, 3]);
    assert_eq!(allowed("^a", "aba"), [0]);
    assert_eq!(allowed(r"\bfor\b", "leaf for f"), [5, 9]);
    assert_eq!(allowed(r"\s+(#)", "a  b # c\n"), [4]);
    assert_eq!(allowed(r"(?=\S)", "a b\n"), [0, 2]);
    assert_eq!(
        allowed(
            r"(?x) a | # c
        [b-d]",
            "xaeb"
        ),
        [1, 3]
    );
    assert_eq!(allowed("(?i:k)", "kKK"), [0, 1, 2]);
    assert_eq!(allowed(r"[^\s\w]", "a .b\n"), [2]);
    assert_eq!(allowed("$", "a\n"), [1, 2]);
    assert_eq!(allowed("a*b", "cabd"), [1, 2]);
    assert_eq!(allowed(r"(\w+)\s*=", "a = b"), [0, 4]);
    assert_eq!(allowed(r"\g<x>", "ab"), [0, 1, 2]);
    assert_eq!(allowed(&"(".repeat(5_000), "ab"), [0, 1, 2]);
    assert_eq!(allowed(&"[".repeat(5_000), "ab"), [0, 1, 2]);
}

#[test]
fn needs_of_expressions() {
    for (expression, met, unmet) in [
        ("export", "xx", "eport"),
        (r"\s*(?:[^=]*)=", "a=", "a b"),
        (r"(?=\w+:)a", "a:", "a;"),
        (r"\d+(\.)\d+", "1.2", "12"),
        ("ab?c|d", "d", "ab"),
        (r"[<>]+|(=)", ">", "a"),
    ] {
        let needs = places(expression).1;
        assert!(needs.are_met(met.as_bytes()) && !needs.are_met(unmet.as_bytes()), "{expression}: {needs:?}");
    }
    for expression in ["a?", "(?!a)", "(?<=a)", "a|", r"\w", "(?i:a)", "é", r"(a)\k<x>?|", "[a-z]", "$", "a*", "a{0,2}"]
    {
        assert!(places(expression).1.are_met(b""), "{expression}");
    }
}
