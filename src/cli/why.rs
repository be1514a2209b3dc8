//! `guidegen why PAGE`: all that is known of one page.

use crate::cli::arguments::{Global, Tree, Why as Arguments};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, findings, guide};
use guidegen::diagnostic::Diagnostic;
use guidegen::project::judge;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::why::cost::{self, Changed, Cost};
use guidegen::project::why::makers::{self, Makers};
use guidegen::project::why::{self, Pointer, Why};
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::source::lines::Lines;
use serde_json::{Value, json};

/// So many pages that an edit changes are named to people.
const NAMED: usize = 8;

/// All that is told.
struct Told {
    why: Why,
    makers: Option<Makers>,
    cost: Option<Cost>,
    findings: Vec<Diagnostic>,
}

pub fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, String> {
    let mut project = guide::open(global, build::options(global, &arguments.which))?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let entry = guide::page(&snapshot, &arguments.page)?;
    let mut told = Told { why: why::explain(&snapshot, entry), makers: None, cost: None, findings: Vec::new() };
    let mut published = Published::default();
    if !arguments.quick {
        terminal.progress("rendering");
        let rendered = project.render(&snapshot);
        published = judge::published(&snapshot, &rendered, true);
        if let Some(node) = snapshot.site.lookup.of_source(snapshot.pages[entry].source) {
            told.makers = Some(makers::of(&snapshot, &rendered, node));
            terminal.progress("trying edits");
            told.cost = Some(cost::of(&mut project, &snapshot, &rendered, entry));
        }
    }
    let levels = findings::levels(&snapshot);
    let now = project.options_mut().now;
    told.findings = rules::judge(&snapshot.facts(&published), |rule| levels.of(rule), now, true).findings;
    told.findings.retain(|finding| finding.primary.span.source == snapshot.pages[entry].source);
    match arguments.format {
        Tree::Human => {
            terminal.print(&human(&told));
            if !told.findings.is_empty() {
                findings::tell(
                    crate::cli::arguments::Format::Human,
                    &told.findings,
                    &snapshot.sources,
                    &levels,
                    true,
                    terminal,
                );
            }
        }
        Tree::Json => terminal.print(&format!("{}\n", object(&told, &snapshot))),
    }
    Ok(Outcome::Clean)
}

fn object(told: &Told, snapshot: &Snapshot) -> Value {
    let value = |part: serde_json::Result<Value>| part.unwrap_or(Value::Null);
    let mut object = value(serde_json::to_value(&told.why));
    object["rendered_by"] = value(serde_json::to_value(&told.makers));
    object["rendered_again"] = value(serde_json::to_value(&told.cost));
    let finding = |finding: &Diagnostic| {
        let text = snapshot.sources.get(finding.primary.span.source).text();
        let (line, column) = Lines::new(text).position(finding.primary.span.start as usize);
        json!({
            "rule": finding.rule, "severity": finding.severity.name(), "line": line, "column": column,
            "message": finding.message, "help": finding.help,
        })
    };
    object["findings"] = told.findings.iter().map(finding).collect();
    object
}

fn human(told: &Told) -> String {
    let why = &told.why;
    let mut out = String::new();
    let mut line = |label: &str, text: &str| {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        out.push_str(format!("{label:<13}{text}").trim_end());
        out.push('\n');
    };
    line("page", &format!("{} ({})", why.path, why.title));
    line("state", &format!("{}, language {}", why.state, why.language));
    line("menu", &menu(why));
    let address = &why.address;
    line("address", address.url.as_deref().unwrap_or("none"));
    address.because.iter().for_each(|step| line("", &format!("- {step}")));
    if !address.aliases.is_empty() {
        line("", &format!("- old addresses lead here: {}", address.aliases.join(", ")));
    }
    line("linked from", &count(why.linked_from.len(), "place"));
    for pointer in &why.linked_from {
        line("", &format!("{}:{}:{} `{}`", pointer.path, pointer.line, pointer.column, pointer.written));
    }
    line("links to", &count(why.links.len(), "place"));
    why.links.iter().for_each(|pointer| line("", &link(pointer)));
    if let Some(makers) = &told.makers {
        line("made by", &makers.template);
        for maker in &makers.templates {
            line("", &format!("{:<9} {} ({})", maker.role, maker.name, maker.path.as_deref().unwrap_or("built in")));
        }
        if !makers.assets.is_empty() {
            line("", &format!("assets    {}", makers.assets.join(", ")));
        }
    }
    if let Some(cost) = &told.cost {
        line("an edit", &format!("of a paragraph renders {}", changed(&cost.body, &why.path)));
        line("", &format!("of the title renders {}", changed(&cost.title, &why.path)));
    }
    if told.findings.is_empty() {
        line("findings", "none");
    } else {
        line("findings", &format!("{}\n", findings::count(&told.findings)));
    }
    out
}

fn menu(why: &Why) -> String {
    let menu = &why.menu;
    let trail = menu.trail.join(" > ");
    if !menu.shown {
        return format!("not shown: {}", menu.reason);
    }
    let mut text = trail;
    if menu.of > 0 {
        text.push_str(&format!(", {} of {}", menu.position, menu.of));
    }
    text.push_str(&format!(" ({})", menu.reason));
    let beside = [("after", &menu.before), ("before", &menu.after)];
    for (word, title) in beside {
        title.iter().for_each(|title| text.push_str(&format!(", {word} `{title}`")));
    }
    text
}

fn link(pointer: &Pointer) -> String {
    let target = pointer.target.as_deref().unwrap_or("nothing");
    let state =
        if matches!(pointer.state, "ok" | "external") { String::new() } else { format!(" ({})", pointer.state) };
    let written = match pointer.state {
        "external" => String::new(),
        _ => format!("`{}` -> ", pointer.written),
    };
    format!("{}:{} {} {written}{target}{state}", pointer.line, pointer.column, pointer.kind)
}

/// The pages that come out otherwise, the page itself first.
fn changed(changed: &Changed, own: &str) -> String {
    let mut others: Vec<&str> = changed.pages.iter().map(String::as_str).filter(|path| *path != own).collect();
    others.dedup();
    let itself = if changed.pages.iter().any(|path| path == own) { "this page" } else { "not even this page" };
    let mut parts = vec![itself.to_string()];
    if !others.is_empty() {
        let more = others.len().saturating_sub(NAMED);
        let named = others.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("{} ({named}{more})", count(others.len(), "other page")));
    }
    parts.extend(changed.shared.iter().map(|(name, files)| match files {
        1 => name.clone(),
        files => format!("{name} ({files} files)"),
    }));
    parts.join(", ")
}

fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}
