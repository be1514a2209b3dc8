//! The engine against syntect's own parser, and its sets of places against Oniguruma.

use super::grammar::{Fuel, Grammars, compile, end};
use super::line::{self, Line, Place};
use super::machine::{Machine, Sink};
use super::needs::Needs;
use super::pack;
use crate::render::highlight::language;
use crate::render::highlight::scopes::{self, Class, Clear, Stack};
use std::collections::BTreeMap;
use syntect::parsing::syntax_definition::{ContextReference, MatchOperation, MatchPattern, Pattern as Item};
use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxSet};
use told::first::places;
use told::places::Places;

#[path = "../../../../build/effects.rs"]
mod effects;
#[path = "../../../../build/told/mod.rs"]
#[allow(dead_code, reason = "the build script calls more of it")]
mod told;

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
    set: &'a SyntaxSet,
    stack: Stack,
}

impl Oracle<'_> {
    fn line(&mut self, line: &str) -> Runs {
        let mut runs = Runs::default();
        let mut at = 0;
        for (to, op) in self.state.parse_line(line, self.set).expect("a grammar that syntect can read") {
            if to > at {
                runs.add(to - at, self.stack.class());
                at = to;
            }
            match op {
                ScopeStackOp::Push(scope) => self.stack.push(effect(scope)),
                ScopeStackOp::Pop(count) => self.stack.pop(count),
                ScopeStackOp::Clear(amount) => self.stack.clear(clear(amount)),
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

fn effect(scope: Scope) -> Class {
    effects::of(&scope.build_string())
}

fn clear(amount: ClearAmount) -> Clear {
    match amount {
        ClearAmount::All => Clear::All,
        ClearAmount::TopN(count) => Clear::Top(count),
    }
}

fn grammars() -> &'static Grammars {
    Box::leak(Box::default())
}

fn compare(grammars: &'static Grammars, set: &SyntaxSet, syntax: usize, code: &str) {
    let name = &set.syntaxes()[syntax];
    let mut machine = Machine::new(grammars, syntax, code.len()).expect("every grammar has a start");
    let mut oracle = Oracle { state: ParseState::new(name), set, stack: Stack::default() };
    for line in code.split_inclusive('\n') {
        let mut ours = Runs::default();
        assert_eq!(machine.line(line, &mut ours), Ok(()), "{}: {line}", name.name);
        assert_eq!(ours, oracle.line(line), "{}: {line}", name.name);
    }
}

#[test]
fn the_machine_says_what_syntect_says() {
    let (grammars, set) = (grammars(), two_face::syntax::extra_newlines());
    for (language, code) in SAMPLES {
        compare(grammars, &set, language::find(language).expect(language), code);
    }
    // Code in a wrong language leads a grammar where its author never was.
    for (index, (language, _)) in SAMPLES.iter().enumerate() {
        let (_, code) = SAMPLES[(index * 7 + 3) % SAMPLES.len()];
        compare(grammars, &set, language::find(language).expect(language), code);
    }
}

/// Contexts that were reached in the pack and in syntect's set, by their address in the pack.
#[derive(Default)]
struct Pairs {
    known: BTreeMap<u32, ContextReference>,
    open: Vec<u32>,
}

impl Pairs {
    fn meet(&mut self, address: u32, reference: &ContextReference) {
        match self.known.insert(address, reference.clone()) {
            Some(before) => assert_eq!(before.id().ok(), reference.id().ok(), "two contexts at one address"),
            None => self.open.push(address),
        }
    }

    fn pattern(&mut self, address: u32, theirs: &MatchPattern) {
        let ours = pack::pattern(address).expect("a pattern");
        let effects = |scopes: &[Scope]| scopes.iter().map(|scope| effect(*scope)).collect::<Vec<_>>();
        assert_eq!(ours.expression, theirs.regex.regex_str());
        assert_eq!(ours.refers_back, theirs.has_captures);
        assert_eq!(ours.has_search_start, theirs.regex.regex_str().replace("\\\\", "").contains("\\G"));
        assert_eq!(ours.scopes, effects(&theirs.scope));
        let groups: Vec<_> = ours.groups.iter().map(|(group, effects)| (*group, effects.to_vec())).collect();
        let captures = theirs.captures.iter().flatten().map(|(group, scopes)| (*group, effects(scopes)));
        assert_eq!(groups, captures.collect::<Vec<_>>());
        let (operation, targets) = match &theirs.operation {
            MatchOperation::None => (pack::Operation::Stay, &[][..]),
            MatchOperation::Pop => (pack::Operation::Pop, &[][..]),
            MatchOperation::Push(to) => (pack::Operation::Push, &to[..]),
            MatchOperation::Set(to) => (pack::Operation::Set, &to[..]),
        };
        let targets = if targets.iter().all(|target| target.id().is_ok()) {
            assert_eq!(ours.operation, operation);
            targets
        } else {
            assert_eq!(ours.operation, pack::Operation::Broken);
            &[]
        };
        assert_eq!(ours.targets.len(), targets.len());
        ours.targets.iter().zip(targets).for_each(|(address, reference)| self.meet(*address, reference));
        let with_prototype = theirs.with_prototype.as_ref().filter(|reference| reference.id().is_ok());
        assert_eq!(ours.with_prototype.is_some(), with_prototype.is_some());
        ours.with_prototype.iter().zip(with_prototype).for_each(|(address, reference)| self.meet(*address, reference));
    }
}

#[test]
fn the_pack_holds_what_syntect_holds() {
    let (grammars, set) = (grammars(), two_face::syntax::extra_newlines());
    let named = set.clone().into_builder();
    assert_eq!(pack::syntaxes(), set.syntaxes().len());
    let mut pairs = Pairs::default();
    for (syntax, theirs) in set.syntaxes().iter().enumerate() {
        assert!(grammars.start(syntax).is_some(), "{}", theirs.name);
        // syntect knows the context in which it begins by its name, which only a builder tells.
        let address = pack::start(syntax).expect("a start");
        let start = &named.syntaxes()[syntax].contexts["__start"];
        let is_start = |reference: &ContextReference| reference.resolve(&set).is_ok_and(|context| context == start);
        let direct = |context| reference(serde_json::json!({ "syntax_index": syntax, "context_index": context }));
        let theirs = (0..10_000).map(direct).find(is_start).expect(&theirs.name);
        pairs.meet(address, &theirs);
    }
    while let Some(address) = pairs.open.pop() {
        let ours = pack::context(address).expect("a context");
        let theirs = pairs.known[&address].clone();
        let theirs = theirs.resolve(&set).expect("a context");
        assert_eq!(ours.meta.to_vec(), theirs.meta_scope.iter().map(|scope| effect(*scope)).collect::<Vec<_>>());
        assert_eq!(
            ours.content.to_vec(),
            theirs.meta_content_scope.iter().map(|scope| effect(*scope)).collect::<Vec<_>>()
        );
        assert_eq!(ours.clear, theirs.clear_scopes.map(clear));
        assert_eq!(ours.wants_groups, theirs.uses_backrefs);
        assert_eq!(ours.prototype.is_some(), theirs.prototype.is_some());
        if let (Some(address), Some(id)) = (ours.prototype, &theirs.prototype) {
            pairs.meet(address, &reference(serde_json::to_value(id).expect("two numbers")));
        }
        let linked = |item: &&Item| !matches!(item, Item::Include(reference) if reference.id().is_err());
        let items: Vec<&Item> = theirs.patterns.iter().filter(linked).collect();
        let own: Vec<pack::Item> = ours.items.collect();
        assert_eq!(own.len(), items.len());
        for (ours, theirs) in own.into_iter().zip(items) {
            match (ours, theirs) {
                (pack::Item::Include(address), Item::Include(reference)) => pairs.meet(address, reference),
                (pack::Item::Pattern(address), Item::Match(pattern)) => pairs.pattern(address, pattern),
                _ => panic!("an include is no pattern"),
            }
        }
        assert!(grammars.at(address).is_some(), "a context that cannot be prepared");
    }
    assert!(pairs.known.len() > 5_000, "{}", pairs.known.len());
}

/// A reference to the context with the given id; syntect has no constructor for it, but reads it with serde.
fn reference(id: serde_json::Value) -> ContextReference {
    serde_json::from_value(serde_json::json!({ "Direct": id })).expect("a reference")
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

/// All patterns of a grammar, its own and those of grammars inside it.
fn patterns(syntax: usize) -> Vec<pack::Pattern> {
    let mut patterns = Vec::new();
    let mut known = vec![pack::start(syntax).expect("a start")];
    let mut next = 0;
    while let Some(address) = known.get(next).copied() {
        next += 1;
        let context = pack::context(address).expect("a context");
        let mut reached: Vec<u32> = context.prototype.into_iter().collect();
        for item in context.items {
            match item {
                pack::Item::Include(address) => reached.push(address),
                pack::Item::Pattern(address) => {
                    let pattern = pack::pattern(address).expect("a pattern");
                    reached.extend(pattern.targets.iter().copied().chain(pattern.with_prototype));
                    patterns.push(pattern);
                }
            }
        }
        for address in reached {
            if !known.contains(&address) {
                known.push(address);
            }
        }
    }
    patterns
}

#[test]
fn a_place_that_is_ruled_out_never_matches() {
    let mut patterns: BTreeMap<&str, pack::Pattern> = BTreeMap::new();
    for (language, _) in SAMPLES {
        let found = self::patterns(language::find(language).expect(language));
        patterns.extend(found.into_iter().map(|pattern| (pattern.expression, pattern)));
    }
    assert!(patterns.len() > 2_000, "{}", patterns.len());
    let mut unknown = 0;
    for (expression, pattern) in &patterns {
        let Some(regex) = compile(expression) else { continue };
        let sets = pack::places(pattern.places).expect("places");
        let sets = sets.map(|number| pack::set(usize::from(number)).expect("a set"));
        unknown += usize::from(sets.iter().all(|set| set.end && set.bits == told::symbols::Symbols::ANY.bits));
        for line in LINES {
            let mut places = Line::new(line);
            for at in (0..=line.len()).filter(|&at| line.is_char_boundary(at)) {
                let found = end(&regex, line, at, None, &mut Fuel::for_code(line.len()));
                let Place { kind, symbol } = places.place(at);
                let allowed = sets[kind].symbols().any(|member| member == symbol);
                assert!(found.is_none() || allowed, "{expression} at {at} of {line}");
                assert!(
                    found.is_none() || pattern.needs.are_met(&line.as_bytes()[at..]),
                    "{expression} at {at} of {line}"
                );
                if let Some(Ok(simple)) = pattern.simple.map(|simple| simple.end(line.as_bytes(), at)) {
                    assert_eq!(simple, found, "{expression} at {at} of {line}");
                }
            }
        }
    }
    // The sets say something about nearly every expression.
    assert!(unknown * 20 < patterns.len(), "{unknown} of {}", patterns.len());
}

fn has(places: &Places, place: Place) -> bool {
    let (bits, end) = places.kinds().nth(place.kind).expect("a kind");
    bits.get(place.symbol / 64).map_or(end, |word| word >> (place.symbol % 64) & 1 == 1)
}

/// The places of a line at which an expression may match.
fn allowed(expression: &str, line: &str) -> Vec<usize> {
    let places = places(expression).0;
    let mut line_places = Line::new(line);
    (0..=line.len()).filter(|&at| has(&places, line_places.place(at))).collect()
}

/// What the rest of a line needs so that an expression matches.
fn needs(expression: &str) -> Needs {
    places(expression).1.bytes().map_or(Needs::NOTHING, |bytes| Needs::one_of(bytes).expect("few bytes"))
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
        let needs = needs(expression);
        assert!(needs.are_met(met.as_bytes()) && !needs.are_met(unmet.as_bytes()), "{expression}: {needs:?}");
    }
    for expression in ["a?", "(?!a)", "(?<=a)", "a|", r"\w", "(?i:a)", "é", r"(a)\k<x>?|", "[a-z]", "$", "a*", "a{0,2}"]
    {
        assert!(needs(expression).are_met(b""), "{expression}");
    }
}
