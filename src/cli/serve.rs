//! `guidegen serve`: the same build, held in memory and shown over HTTP; after each change once more.

use crate::cli::arguments::{Global, Serve};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, findings, git, guide, notes};
use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::nearest::nearest_all;
use guidegen::project::Project;
use guidegen::project::snapshot::Snapshot;
use guidegen::publish::{Output, Plan};
use guidegen::serve::finding::Finding;
use guidegen::serve::picture::{File, Near, Picture};
use guidegen::serve::port::{self, Port};
use guidegen::serve::{Options, Server, stop, watch};
use guidegen::site::Site;
use guidegen::source::Sources;
use guidegen::source::lines::Lines;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

mod settle;

use settle::{Job, Settled, Settler};

/// What the main thread waits for.
enum Event {
    Changed(watch::Changed),
    /// All that was left to do after pages were shown.
    Settled(Box<Settled>),
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
    let (sender, events): (Sender<Event>, Receiver<Event>) = channel();
    let settler = {
        let sender = sender.clone();
        Settler::start(move |settled| {
            let _ = sender.send(Event::Settled(Box::new(settled)));
        })?
    };
    let mut loop_ = Loop {
        last: None,
        terminal,
        told: String::new(),
        errors: Vec::new(),
        shown: Picture::new("/", []),
        files: Default::default(),
    };
    let (picture, pages) = loop_.begin(&mut project, serve.which.git_info);
    let base = picture.base().to_string();
    let live = !serve.no_watch;
    let server =
        Server::start(listening, Options { live, allowed_hosts: serve.allowed_host.clone(), ..editor(serve) }, picture)
            .map_err(|error| format!("the server cannot start: {error}"))?;
    let on_stop = sender.clone();
    stop::on_stop(move || {
        let _ = on_stop.send(Event::Stop);
    })?;
    // Whoever reads that the server is there may save at once.
    let mut watched = roots(&project);
    let watching = if live { Some(start_watch(&project, sender, terminal)?) } else { None };
    terminal.note(&format!("built {pages} pages in {} ms", started.elapsed().as_millis()));
    terminal.note(&format!("serving at {origin}{base} (stop with Ctrl-C)"));
    if serve.open {
        open_browser(&format!("{origin}{base}"), terminal);
    }
    while let Ok(event) = events.recv() {
        // What changed in the meantime is part of the same build.
        let mut changed: Option<watch::Changed> = None;
        let mut settled = None;
        let mut stopped = false;
        for event in std::iter::once(event).chain(events.try_iter()) {
            match event {
                Event::Changed(later) => match &mut changed {
                    Some(changed) => changed.merge(later),
                    None => changed = Some(later),
                },
                Event::Settled(last) => settled = Some(last),
                Event::Stop => stopped = true,
            }
        }
        if stopped {
            break;
        }
        if let Some(settled) = settled.filter(|settled| changed.is_none() && settler.is_latest(settled.number)) {
            server.publish(loop_.settle(&mut project, *settled));
        }
        let Some(changed) = changed else { continue };
        let started = Instant::now();
        settler.interrupt();
        let (shown, job) = loop_.edit(&mut project, &changed);
        if let Some(picture) = shown {
            server.publish(picture);
        }
        let took = started.elapsed();
        settler.take(job);
        // What an editor or another program leaves beside a file is no file of the guide.
        if let Some(what) = loop_.what(project.root(), &changed.paths) {
            terminal.note(&format!("{what}: {} ({} ms)", loop_.work(), took.as_millis()));
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
        let _ = sender.send(Event::Changed(changed));
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

    /// Builds for the first time. Gives the picture and how many pages it has.
    fn begin(&mut self, project: &mut Project, with_git: bool) -> (Picture, usize) {
        let snapshot = Arc::new(project.snapshot());
        self.files[0] = snapshot.sources.clone();
        notes::of(&snapshot).iter().for_each(|note| self.terminal.note(note));
        if with_git || snapshot.settings.config.enable_git_info {
            let folders = snapshot.settings.folders.content.clone();
            if let Ok(dates) = git::changes(project.root(), &folders) {
                project.options_mut().dates = Arc::new(dates);
            }
        }
        let (rendered, pages) = project.render_pages(&snapshot);
        let job = Job { number: 0, snapshot, options: project.options_mut().clone(), pages };
        let settled = job.done(&|| true);
        (settled.map_or_else(|| Picture::new("/", []), |settled| self.settle(project, settled)), rendered.pages)
    }

    /// Makes the pages that a change concerns, and shows them with what is known from before of all else: an author waits
    /// for the page. Gives the picture, unless an error keeps the last good one, and what is left to do.
    fn edit(&mut self, project: &mut Project, changed: &watch::Changed) -> (Option<Picture>, Job) {
        project.options_mut().now = build::now();
        let snapshot =
            Arc::new(if changed.whole { project.snapshot() } else { project.snapshot_after(&changed.paths) });
        self.files.swap(0, 1);
        self.files[0] = snapshot.sources.clone();
        let (rendered, pages) = project.render_pages(&snapshot);
        let blocked = settle::is_blocked(&snapshot, &rendered, project.options_mut().now);
        self.told = match (blocked, rendered.work.layouts) {
            (true, _) => "not shown, the last good site stays".to_string(),
            (false, 0) if rendered.work.parsed + rendered.work.bodies == 0 => "no page changed".to_string(),
            (false, layouts) => format!("{layouts} of {} pages rendered", rendered.pages),
        };
        let picture = (!blocked || self.last.is_none()).then(|| {
            let picture = picture(project, &snapshot, &rendered.plan);
            self.last = Some(picture.clone());
            picture.with_findings_of(&self.shown)
        });
        (picture, Job { number: 0, snapshot, options: project.options_mut().clone(), pages })
    }

    /// Takes over all that was left to do, and tells what there is to say. With errors the last good picture stays.
    fn settle(&mut self, project: &mut Project, settled: Settled) -> Picture {
        let Settled { snapshot, rendered, round, found, blocking, .. } = settled;
        project.keep(round);
        let picture = match &self.last {
            Some(last) if !blocking.is_empty() => last.clone(),
            _ => picture(project, &snapshot, &rendered.plan),
        };
        if blocking.is_empty() {
            self.last = Some(picture.clone());
        }
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
        picture
    }
}

/// The plan as the server shows it.
fn picture(project: &Project, snapshot: &Snapshot, plan: &Plan) -> Picture {
    let files = plan.entries().map(|(path, entry)| {
        let file = match &entry.output {
            Output::Bytes(bytes) => File::memory(bytes.clone()),
            Output::Shelved(shelved, _) => File::memory(shelved.read().unwrap_or_default().into()),
            Output::File { file, .. } => File::disk(file.clone(), entry.fingerprint()),
        };
        (path.clone(), file)
    });
    let site = snapshot.site.clone();
    let suggest = move |path: &str| near_pages(&site, path);
    Picture::new(snapshot.settings.config.base_path(), files)
        .with_roots([project.root().to_path_buf()])
        .with_suggestions(suggest)
}

/// The pages whose last part of the path is most like that of a path that leads nowhere.
fn near_pages(site: &Site, path: &str) -> Vec<Near> {
    let name = |path: &str| {
        let path = path.trim_end_matches("index.html").trim_end_matches('/');
        path.rsplit('/').next().unwrap_or("").trim_end_matches(".html").to_string()
    };
    let pages: Vec<_> = site.nodes.iter().filter(|node| node.rendered).collect();
    let names: Vec<String> = pages.iter().map(|node| name(&node.url)).collect();
    nearest_all(&name(path), names.iter().map(String::as_str), 5)
        .into_iter()
        .filter_map(|near| names.iter().position(|name| name == near))
        .map(|place| Near { url: pages[place].url.clone(), title: pages[place].title.clone() })
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
