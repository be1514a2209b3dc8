//! `guidegen explain RULE` and `guidegen rules`: the manual of a rule, and the list of all.

use crate::cli::Outcome;
use crate::cli::arguments::{Catalogue, Explain, Rules};
use crate::cli::terminal::Terminal;
use guidegen::rules::catalogue;
use guidegen::rules::level::near;
use guidegen::rules::{RULES, Rule};
use serde_json::json;

/// Prints the manual of a rule.
pub fn run(explain: &Explain, terminal: &Terminal) -> Result<Outcome, String> {
    let Some(name) = &explain.rule else { return list(&Rules { format: Catalogue::Human, json: false }, terminal) };
    match RULES.iter().find(|rule| rule.name == name) {
        Some(rule) => {
            terminal.print(rule.manual);
            Ok(Outcome::Clean)
        }
        None => Err(match near(name) {
            Some(near) => format!("there is no rule `{name}`; is `{near}` meant?"),
            None => format!("there is no rule `{name}`; `guidegen rules` lists them"),
        }),
    }
}

/// Prints one line for each rule.
pub fn list(rules: &Rules, terminal: &Terminal) -> Result<Outcome, String> {
    let format = if rules.json { Catalogue::Json } else { rules.format };
    if format == Catalogue::Markdown {
        terminal.print(&catalogue::page());
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        if format == Catalogue::Json {
            let line = json!({
                "rule": rule.name, "level": level(rule), "stops_build": rule.blocks_build, "summary": rule.summary,
            });
            text.push_str(&format!("{line}\n"));
        } else {
            text.push_str(&format!("{:width$}  {:7}  {}\n", rule.name, level(rule), rule.summary));
        }
    }
    terminal.print(&text);
    Ok(Outcome::Clean)
}

fn level(rule: &Rule) -> &'static str {
    rule.default.map_or("off", |severity| severity.name())
}
