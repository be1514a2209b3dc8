//! `output-anchor-broken`: a link of a finished page to an anchor that is not there.

use crate::diagnostic::Severity;
use crate::rules::dead;
use crate::rules::facts::Dead;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "output-anchor-broken",
    summary: "a link of a finished page names an anchor that is not there",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("output_anchor_broken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let list: Vec<&Dead> = facts.dead.iter().filter(|dead| dead.fragment.is_some()).collect();
    let words = |dead: &Dead| {
        let fragment = dead.fragment.as_deref().unwrap_or("");
        format!("the finished page leads to `{}`, and `/{}` has no `#{fragment}`", dead.written, dead.target)
    };
    dead::tell(facts, findings, &list, &words);
}
