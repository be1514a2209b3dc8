//! From facts to findings: one file for each rule, with its manual page beside it. Only rules speak.

pub mod facts;
pub mod shortcode_unclosed;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::facts::Facts;

/// One rule of the catalogue.
pub struct Rule {
    /// Kebab-case, noun first, so that families sort: `shortcode-unclosed`.
    pub name: &'static str,
    /// One line for `guidegen rules`.
    pub summary: &'static str,
    /// `None` for a rule that is off until it is asked for.
    pub default: Option<Severity>,
    /// Whether a finding keeps the site from being built, as it would in Hugo.
    pub blocks_build: bool,
    /// Markdown: what it finds, why it matters, an example that is a test, what to write instead, options.
    pub manual: &'static str,
    /// Looks at the facts and tells.
    pub check: fn(&Facts<'_>, &mut Findings),
}

/// All rules, in the order of their names.
pub const RULES: &[&Rule] = &[&shortcode_unclosed::RULE];

/// What one rule has to say. Levels, waivers and the baseline are applied afterwards.
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    found: Vec<Diagnostic>,
}

impl Findings {
    /// Starts a finding at a place; the rule's name and level are filled in.
    pub fn at(&self, span: crate::source::span::Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, self.severity, message, span)
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

/// Runs rules over the facts; `level` says at which level a rule runs, or that it is off. The findings are in the order
/// of path, place and rule, each once.
pub fn run(facts: &Facts<'_>, level: impl Fn(&Rule) -> Option<Severity>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for rule in RULES {
        let Some(severity) = level(rule) else { continue };
        let mut findings = Findings { rule: rule.name, severity, found: Vec::new() };
        (rule.check)(facts, &mut findings);
        all.append(&mut findings.found);
    }
    all.sort_by(|a, b| {
        let key = |diagnostic: &Diagnostic| {
            let span = diagnostic.primary.span;
            (facts.sources.get(span.source).path.clone(), span.start, span.end, diagnostic.rule)
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    all.dedup();
    all
}
