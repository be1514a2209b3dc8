//! `page-orphan`: a hidden page that no page links to.

use crate::diagnostic::Severity;
use crate::resolve::Answers;
use crate::resolve::call::{CallAnswer, PageCard};
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::site::{Kind, NodeId};
use rustc_hash::FxHashSet;

pub const RULE: Rule = Rule {
    name: "page-orphan",
    summary: "a hidden page that no page links to",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("page_orphan.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let site = facts.site;
    let hidden: Vec<NodeId> = site
        .ids()
        .filter(|&id| {
            let node = site.node(id);
            let menus = node
                .entry
                .and_then(|entry| facts.pages.get(entry))
                .is_some_and(|page| !page.front.meta.menus.is_empty());
            node.hidden && node.rendered && node.listed && !menus && matches!(node.kind, Kind::Page | Kind::Section)
        })
        .collect();
    if hidden.is_empty() {
        return;
    }
    let mut linked: FxHashSet<NodeId> = FxHashSet::default();
    for pointer in facts.pointers().filter(|pointer| pointer.withheld.is_none()) {
        let from = site.lookup.of_source(pointer.page.source);
        linked.extend(linked::node_of(&pointer.reference.outcome).filter(|to| Some(*to) != from));
    }
    let mut listed: FxHashSet<&str> = FxHashSet::default();
    for resolved in facts.resolved {
        cards(&resolved.answers, &mut listed);
    }
    let entries =
        facts.config.languages.iter().flat_map(|language| language.menus.values()).chain(facts.config.menus.values());
    let in_menu: Vec<&str> =
        entries.flatten().flat_map(|entry| [entry.url.trim_matches('/'), entry.page_ref.trim_matches('/')]).collect();
    for id in hidden {
        let node = site.node(id);
        let Some(source) = node.source else { continue };
        let own = [node.url.trim_matches('/'), node.path.as_str()];
        if linked.contains(&id) || listed.contains(node.url.as_str()) || own.iter().any(|own| in_menu.contains(own)) {
            continue;
        }
        let finding = findings
            .at(facts.key_place(source, &["hidden"]), "this page is hidden, and no page links to it")
            .label("in no menu")
            .target(node.path.clone())
            .help("link to it, show it in the menu, or make it a draft");
        findings.push(finding);
    }
}

/// The addresses of the pages that `children` lists name.
fn cards<'a>(answers: &'a Answers, listed: &mut FxHashSet<&'a str>) {
    let mut open: Vec<&'a Answers> = vec![answers];
    while let Some(answers) = open.pop() {
        for answer in &answers.calls {
            let CallAnswer::Pages(pages) = answer else { continue };
            let mut pages: Vec<&'a PageCard> = pages.iter().collect();
            while let Some(page) = pages.pop() {
                listed.insert(&page.url);
                pages.extend(&page.children);
            }
        }
        open.extend(answers.nested.iter().flatten().map(|nested| &**nested));
    }
}
