//! `output-link-broken`: a link of a finished page that lands on nothing.

use crate::diagnostic::Severity;
use crate::rules::dead;
use crate::rules::facts::Dead;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "output-link-broken",
    summary: "a link of a finished page lands on nothing",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("output_link_broken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let list: Vec<&Dead> = facts.dead.iter().filter(|dead| dead.fragment.is_none()).collect();
    let words = |dead: &Dead| format!("the finished page leads to `{}`, and nothing is published there", dead.written);
    dead::tell(facts, findings, &list, &words);
}
