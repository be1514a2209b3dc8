//! `guidegen serve`: the same build, held in memory and shown over HTTP; after each change once more.

use crate::cli::arguments::{Global, Serve};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, findings, git, guide, notes};
use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::nearest::nearest_all;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Project, judge};
use guidegen::publish::{Output, Plan};
use guidegen::rules;
use guidegen::serve::finding::Finding;
use guidegen::serve::picture::{File, Near, Picture};
use guidegen::serve::port::{self, Port};
use guidegen::serve::{Options, Server, stop, watch};
use guidegen::source::Sources;
use guidegen::source::lines::Lines;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// What the main thread waits for.
enum Event {
    /// Files changed, for the line that tells of it.
    Changed(BTreeSet<PathBuf>),
    Stop,
}

pub fn run(global: &Global, serve: &Serve, terminal: &Terminal) -> Result<Outcome, String> {
    let wish = serve.port.map_or(Port::From(port::DEFAULT), Port::Exactly);
    let listening = port::listen(serve.bind.as_deref(), wish).map_err(|error| error.to_string())?;
    if let Some(taken) = listening.instead_of {
        let port = listening.addresses.first().map_or(0, |address| address.port());
        terminal.note(&format!("note: port {taken} is taken, so this is port {port}"));
    }
    let address = listening.addresses.first().copied().ok_or("there is no address to listen on")?;
    let host = if address.ip().is_loopback() { "localhost".to_string() } else { address.ip().to_string() };
    let origin = format!("http://{host}:{}", address.port());

    let mut options = build::options(global, &serve.which);
    options.no_memory = serve.no_memory;
    if serve.which.base_url.is_none() {
        options.origin = Some(origin.clone());
    }
    let started = Instant::now();
    let mut project = guide::open(global, options)?;
    let mut loop_ = Loop {
        last: None,
        terminal,
        told: String::new(),
        errors: Vec::new(),
        shown: Picture::new("/", []),
        files: Default::default(),
    };
    let mut picture = Picture::new("/", []);
    let pages = loop_.build(&mut project, serve.which.git_info, &mut |now| picture = now);
    let base = picture.base().to_string();
    let live = !serve.no_watch;
    let server =
        Server::start(listening, Options { live, allowed_hosts: serve.allowed_host.clone(), ..editor(serve) }, picture)
            .map_err(|error| format!("the server cannot start: {error}"))?;
    terminal.note(&format!("built {pages} pages in {} ms", started.elapsed().as_millis()));
    terminal.note(&format!("serving at {origin}{base} (stop with Ctrl-C)"));
    if serve.open {
        open_browser(&format!("{origin}{base}"), terminal);
    }
    let (sender, events): (Sender<Event>, Receiver<Event>) = channel();
    let on_stop = sender.clone();
    stop::on_stop(move || {
        let _ = on_stop.send(Event::Stop);
    })?;
    let mut watched = roots(&project);
    let watching = if live { Some(start_watch(&project, sender, terminal)?) } else { None };
    while let Ok(event) = events.recv() {
        let Event::Changed(mut changed) = event else { break };
        // What changed in the meantime is part of the same build.
        let mut stopped = false;
        for later in events.try_iter() {
            match later {
                Event::Changed(more) => changed.extend(more),
                Event::Stop => stopped = true,
            }
        }
        if stopped {
            break;
        }
        let started = Instant::now();
        let mut shown = None;
        loop_.build(&mut project, serve.which.git_info, &mut |picture| {
            server.publish(picture);
            shown.get_or_insert_with(|| started.elapsed());
        });
        // What an editor or another program leaves beside a file is no file of the guide.
        if let Some(what) = loop_.what(project.root(), &changed) {
            let (work, time) = (loop_.work(), shown.unwrap_or_default().as_millis());
            terminal.note(&format!("{what}: {work} ({time} ms)"));
        }
        // The configuration may name other folders now.
        let now = roots(&project);
        if let Some(watching) = watching.as_ref().filter(|_| now != watched) {
            watching.set_roots(now.clone());
            watched = now;
        }
    }
    server.stop();
    Ok(Outcome::Clean)
}

fn editor(serve: &Serve) -> Options {
    match &serve.editor {
        Some(pattern) => Options { editor: pattern.clone(), ..Options::default() },
        None => Options::default(),
    }
}

/// What changes the site: its inputs, and the root itself for files that are yet to come.
fn roots(project: &Project) -> Vec<PathBuf> {
    project.inputs()
}

fn start_watch(project: &Project, sender: Sender<Event>, terminal: &Terminal) -> Result<watch::Watch, String> {
    let ignore =
        vec![project.root().join("public"), project.root().join(".guidegen-cache"), project.root().join(".git")];
    let watching = watch::watch(roots(project), ignore, move |changed| {
        let _ = sender.send(Event::Changed(changed.paths));
    })
    .map_err(|error| error.to_string())?;
    if watching.polls() {
        terminal.note("note: this file system tells nothing of changes, so files are looked at every second");
    }
    Ok(watching)
}

/// What is kept from one build to the next.
struct Loop<'t> {
    /// The last picture without errors: it stays while there are some.
    last: Option<Picture>,
    terminal: &'t Terminal,
    /// What the last build made anew, in words.
    told: String,
    /// The errors that the terminal shows already.
    errors: Vec<Diagnostic>,
    /// What was shown last, with its findings.
    shown: Picture,
    /// The files of the last build, and of the one before.
    files: [Sources; 2],
}

impl Loop<'_> {
    fn work(&self) -> &str {
        &self.told
    }

    /// What changed, for the line that tells of it: the first file that is or was one of the guide; nothing if none is.
    fn what(&self, root: &Path, changed: &BTreeSet<PathBuf>) -> Option<String> {
        if changed.is_empty() {
            return Some("files".to_string());
        }
        let relative = |path: &PathBuf| {
            let parts: Vec<String> =
                path.strip_prefix(root).ok()?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            Some(parts.join("/"))
        };
        let names: Vec<String> = changed.iter().filter_map(relative).collect();
        let is_of =
            |files: &Sources, name: &str| files.find(name).is_some() || files.find(&format!("./{name}")).is_some();
        self.files.iter().find_map(|files| names.iter().find(|name| is_of(files, name)).cloned())
    }

    /// Builds, and hands over what is to be shown: at once, with the findings of before, and a moment later with those of
    /// now. With errors that is the last good picture. Gives the last one handed over and how many pages it has.
    fn build(&mut self, project: &mut Project, with_git: bool, show: &mut dyn FnMut(Picture)) -> usize {
        let snapshot = project.snapshot();
        self.files.swap(0, 1);
        self.files[0] = snapshot.sources.clone();
        let first = self.last.is_none();
        if first {
            notes::of(&snapshot).iter().for_each(|note| self.terminal.note(note));
        }
        if first && (with_git || snapshot.settings.config.enable_git_info) {
            let folders = snapshot.settings.folders.content.clone();
            if let Ok(dates) = git::changes(project.root(), &folders) {
                project.options_mut().dates = Arc::new(dates);
            }
        }
        let rendered = project.render(&snapshot);
        let published = judge::published(&snapshot, &rendered, false);
        let facts = snapshot.facts(&published);
        let levels = findings::levels(&snapshot);
        let now = project.options_mut().now;
        // A reference that leads nowhere is told, but must not keep the author from seeing the page it stands in.
        let may_block = |rule: &rules::Rule| rule.blocks_build && !rule.name.starts_with("ref-");
        let blocking: Vec<Diagnostic> =
            rules::judge(&facts, |rule| levels.of(rule).filter(|_| may_block(rule)), now, false)
                .findings
                .into_iter()
                .filter(|finding| finding.severity == Severity::Error)
                .collect();
        self.told = match (blocking.is_empty(), rendered.work.layouts) {
            (false, _) => "not shown, the last good site stays".to_string(),
            (true, 0) if rendered.work.parsed + rendered.work.bodies == 0 => "no page changed".to_string(),
            (true, layouts) => format!("{layouts} of {} pages rendered", rendered.pages),
        };
        let picture = match &self.last {
            Some(last) if !blocking.is_empty() => last.clone(),
            _ => picture(project, &snapshot, &rendered.plan),
        };
        if blocking.is_empty() {
            self.last = Some(picture.clone());
            // The author waits for the page, not for what there is to say of it.
            if !first {
                show(picture.clone().with_findings_of(&self.shown));
            }
        }
        let level =
            |rule: &rules::Rule| levels.of(rule).filter(|level| *level >= Severity::Warning || rule.blocks_build);
        let found = rules::judge(&facts, level, now, false).findings;
        let errors: Vec<Diagnostic> =
            found.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        if errors != self.errors {
            findings::print(&errors, &snapshot.sources, self.terminal);
            if errors.is_empty() {
                self.terminal.note("mended");
            }
            self.errors = errors;
        }
        let (mut everywhere, mut by_page) = told(&snapshot, project.root(), &found);
        // What keeps the site from being renewed is said on every page.
        let (own, pages) = told(&snapshot, project.root(), &blocking);
        for finding in own.into_iter().chain(pages.into_values().flatten()) {
            by_page.values_mut().for_each(|list| list.retain(|other| *other != finding));
            if !everywhere.contains(&finding) {
                everywhere.push(finding);
            }
        }
        let picture = picture.with_findings(everywhere, by_page);
        self.shown = picture.clone();
        show(picture);
        rendered.pages
    }
}

/// The plan as the server shows it.
fn picture(project: &Project, snapshot: &Snapshot, plan: &Plan) -> Picture {
    let files = plan.iter().map(|(path, entry)| {
        let file = match &entry.output {
            Output::Bytes(bytes) => File::memory(bytes.clone()),
            Output::Shelved(shelved, _) => File::memory(shelved.read().unwrap_or_default().into()),
            Output::File { file, .. } => File::disk(file.clone(), entry.fingerprint()),
        };
        (Arc::from(path), file)
    });
    let pages: Vec<(String, String)> = snapshot
        .rendered()
        .into_iter()
        .map(|id| (snapshot.site.node(id).url.clone(), snapshot.site.node(id).title.clone()))
        .collect();
    let suggest = move |path: &str| near_pages(&pages, path);
    Picture::new(snapshot.settings.config.base_path(), files)
        .with_roots([project.root().to_path_buf()])
        .with_suggestions(suggest)
}

/// The pages whose last part of the path is most like that of a path that leads nowhere.
fn near_pages(pages: &[(String, String)], path: &str) -> Vec<Near> {
    let name = |path: &str| {
        let path = path.trim_end_matches("index.html").trim_end_matches('/');
        path.rsplit('/').next().unwrap_or("").trim_end_matches(".html").to_string()
    };
    let names: Vec<String> = pages.iter().map(|(url, _)| name(url)).collect();
    nearest_all(&name(path), names.iter().map(String::as_str), 5)
        .into_iter()
        .filter_map(|near| names.iter().position(|name| name == near))
        .map(|place| Near { url: pages[place].0.clone(), title: pages[place].1.clone() })
        .collect()
}

/// Findings for the strip: those of a page on that page, those of configuration and templates everywhere.
fn told(snapshot: &Snapshot, root: &Path, found: &[Diagnostic]) -> (Vec<Finding>, BTreeMap<Arc<str>, Vec<Finding>>) {
    let mut everywhere = Vec::new();
    let mut by_page: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for diagnostic in found {
        let span = diagnostic.primary.span;
        let source = snapshot.sources.get(span.source);
        let (line, column) = Lines::new(source.text()).position(span.start as usize);
        let finding = Finding {
            severity: diagnostic.severity,
            rule: diagnostic.rule.to_string(),
            message: diagnostic.message.clone(),
            source: source.path.to_string(),
            file: root.join(&*source.path),
            line: line as u32,
            column: column as u32,
            text: report_of(diagnostic, &source.path, line, column),
        };
        match snapshot.site.lookup.of_source(span.source) {
            Some(node) => by_page.entry(Arc::from(snapshot.site.node(node).file.as_str())).or_default().push(finding),
            None if diagnostic.severity == Severity::Error => everywhere.push(finding),
            None => {}
        }
    }
    (everywhere, by_page)
}

/// A finding as the terminal shows it.
fn report_of(diagnostic: &Diagnostic, path: &str, line: usize, column: usize) -> String {
    let severity = diagnostic.severity.name();
    let mut text = format!("{path}:{line}:{column}: {severity}[{}]: {}", diagnostic.rule, diagnostic.message);
    if let Some(label) = Some(&diagnostic.primary.text).filter(|label| !label.is_empty()) {
        text.push_str(&format!("\n  {label}"));
    }
    for help in &diagnostic.help {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}

/// Opens the address in the browser of the system; says so where that cannot be done.
fn open_browser(url: &str, terminal: &Terminal) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(program)
        .arg(url)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if started.is_err() {
        terminal.note(&format!("note: `{program}` cannot be run; open {url} yourself"));
    }
}
