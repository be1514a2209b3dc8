//! The state of a session: what the editor can do, which texts are open, what is known of the guide, who waits for what.

use crate::cli::lsp::document::Document;
use crate::cli::lsp::position::Encoding;
use crate::cli::lsp::wire::{self, Incoming};
use crate::cli::lsp::worker::{self, Findings, Job, Renamed};
use crate::cli::lsp::{Event, answers, findings, uri, write};
use guidegen::diagnostic::Edit;
use guidegen::project::Options;
use guidegen::project::snapshot::Snapshot;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What the editor says it can do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Can {
    pub snippets: bool,
    /// `documentChanges` with versions, and files that are renamed and created.
    pub document_changes: bool,
    pub rename_files: bool,
    pub create_files: bool,
    pub nested_symbols: bool,
    pub watch_files: bool,
    pub related: bool,
    pub code_href: bool,
}

/// What a request needs before it can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// Any snapshot: what stands in the text itself is read from the text.
    Guide,
    /// The findings of the texts as they are.
    Findings,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

struct Waiting {
    id: Value,
    method: String,
    params: Value,
    need: Need,
}

pub struct Server {
    /// `--root`.
    named_root: Option<PathBuf>,
    options: Options,
    events: Sender<Event>,
    out: Sender<Value>,
    jobs: Option<Sender<Job>>,
    phase: Phase,
    cancelled: BTreeSet<String>,
    waiting: Vec<Waiting>,
    /// Requests that the worker has.
    asked: Vec<Value>,
    unusable: bool,
    /// The folder of the guide as the editor names it, and as the disk does.
    pub roots: Vec<PathBuf>,
    pub encoding: Encoding,
    pub can: Can,
    /// Where the manual of the rules stands on the web, if the editor's settings say so.
    pub manual: Option<String>,
    pub documents: BTreeMap<String, Document>,
    /// Counts changes of open texts.
    version: u64,
    pub snapshot: Option<Arc<Snapshot>>,
    snapshot_version: u64,
    pub findings: Option<Findings>,
    /// Files whose findings the editor shows.
    shown: BTreeMap<String, Value>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::Stop);
        }
    }
}

impl Server {
    pub fn new(named_root: Option<PathBuf>, options: Options, events: Sender<Event>, out: Sender<Value>) -> Self {
        Self {
            named_root,
            options,
            events,
            out,
            jobs: None,
            phase: Phase::New,
            cancelled: BTreeSet::new(),
            waiting: Vec::new(),
            asked: Vec::new(),
            unusable: false,
            roots: Vec::new(),
            encoding: Encoding::Utf16,
            can: Can::default(),
            manual: None,
            documents: BTreeMap::new(),
            version: 0,
            snapshot: None,
            snapshot_version: 0,
            findings: None,
            shown: BTreeMap::new(),
        }
    }

    /// Remembers which of the requests that wait in the queue are cancelled in it.
    pub fn note_cancelled(&mut self, queue: &VecDeque<Event>) {
        for event in queue {
            if let Event::Message(Incoming::Notification { method, params }) = event
                && method == "$/cancelRequest"
                && let Some(id) = params.get("id")
            {
                self.cancelled.insert(id.to_string());
            }
        }
    }

    /// Works off an event. `Some` ends the session: true if it ended as the protocol wants it.
    pub fn handle(&mut self, event: Event) -> Option<bool> {
        match event {
            Event::Closed => return Some(false),
            Event::Unusable(reason) => {
                self.unusable = true;
                self.tell(wire::notification(
                    "window/showMessage",
                    json!({ "type": 1, "message": format!("guidegen: {reason}") }),
                ));
                self.release();
            }
            Event::Snapshot(version, snapshot) => {
                let is_first = self.snapshot.replace(snapshot).is_none();
                self.snapshot_version = version;
                if is_first && !self.documents.is_empty() {
                    // Only now it is known which of the open texts belong to the guide.
                    self.texts();
                }
                self.release();
            }
            Event::Findings(found) => {
                if self.findings.as_ref().is_some_and(|newer| newer.version > found.version) {
                    return None;
                }
                self.findings = Some(found);
                self.show();
                self.release();
            }
            Event::Renamed(Renamed { id, outcome }) => self.renamed(&id, outcome),
            Event::Message(Incoming::Request { id, method, params }) => self.request(id, method, params),
            Event::Message(Incoming::Notification { method, params }) => return self.notification(&method, &params),
            Event::Message(Incoming::Response) => {}
            Event::Message(Incoming::Broken(code, reason)) => self.tell(wire::error(&Value::Null, code, &reason)),
        }
        None
    }

    fn tell(&self, message: Value) {
        let _ = self.out.send(message);
    }

    fn request(&mut self, id: Value, method: String, params: Value) {
        if self.cancelled.remove(&id.to_string()) {
            self.tell(wire::error(&id, wire::CANCELLED, "cancelled"));
            return;
        }
        match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => {
                let result = self.initialize(&params);
                self.phase = Phase::Running;
                self.tell(wire::answer(&id, result));
                return;
            }
            (Phase::New, _) => {
                self.tell(wire::error(&id, wire::NOT_INITIALIZED, "`initialize` comes first"));
                return;
            }
            (Phase::ShutDown, _) | (_, "initialize") => {
                self.tell(wire::error(&id, wire::INVALID_REQUEST, "not at this stage of a session"));
                return;
            }
            (_, "shutdown") => {
                self.phase = Phase::ShutDown;
                self.tell(wire::answer(&id, Value::Null));
                return;
            }
            _ => {}
        }
        let need = match method.as_str() {
            "textDocument/hover"
            | "textDocument/completion"
            | "textDocument/definition"
            | "textDocument/documentSymbol"
            | "textDocument/documentLink"
            | "textDocument/references"
            | "textDocument/prepareRename"
            | "textDocument/rename"
            | "workspace/willRenameFiles"
            | "workspace/symbol" => Need::Guide,
            "textDocument/codeAction" => Need::Findings,
            _ => {
                self.tell(wire::error(&id, wire::METHOD_NOT_FOUND, &format!("there is no `{method}`")));
                return;
            }
        };
        self.waiting.push(Waiting { id, method, params, need });
        self.release();
    }

    /// Answers all that waits and can be answered.
    fn release(&mut self) {
        let is_ready = |server: &Self, need: Need| match need {
            _ if server.unusable => true,
            _ if server.snapshot.is_none() => false,
            Need::Guide => true,
            Need::Findings => server.findings.as_ref().is_some_and(|found| found.version == server.version),
        };
        let (ready, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|waiting| is_ready(self, waiting.need));
        self.waiting = waiting;
        let ready: Vec<Waiting> = ready;
        for Waiting { id, method, params, .. } in ready {
            if matches!(method.as_str(), "textDocument/rename" | "workspace/willRenameFiles") {
                self.rename(id, &method, &params);
                continue;
            }
            let answer = match self.snapshot.clone() {
                Some(snapshot) => answers::answer(self, &snapshot, &method, &params),
                None => Ok(Value::Null),
            };
            self.tell(match answer {
                Ok(result) => wire::answer(&id, result),
                Err((code, reason)) => wire::error(&id, code, &reason),
            });
        }
    }

    /// Hands a new name on to the worker, who knows the whole guide.
    fn rename(&mut self, id: Value, method: &str, params: &Value) {
        let wish = match self.snapshot.clone() {
            Some(snapshot) => answers::wish(self, &snapshot, method, params),
            None => Ok(None),
        };
        match wish {
            Ok(Some(wish)) => {
                self.asked.push(id.clone());
                self.job(Job::Rename(id, self.version, wish));
            }
            Ok(None) => self.tell(wire::answer(&id, Value::Null)),
            Err((code, reason)) => self.tell(wire::error(&id, code, &reason)),
        }
    }

    fn renamed(&mut self, id: &Value, outcome: Result<(Arc<Snapshot>, Vec<Edit>), String>) {
        let Some(at) = self.asked.iter().position(|asked| asked == id) else { return };
        self.asked.remove(at);
        let edit = outcome.and_then(|(snapshot, edits)| {
            let edit = write::edit(self, &snapshot.sources, &edits);
            edit.ok_or_else(|| "this editor cannot rename files as part of an edit; use `guidegen mv`".to_string())
        });
        self.tell(match edit {
            Ok(edit) => wire::answer(id, edit),
            Err(reason) => wire::error(id, wire::FAILED, &reason),
        });
    }

    fn notification(&mut self, method: &str, params: &Value) -> Option<bool> {
        match method {
            "exit" => return Some(self.phase == Phase::ShutDown),
            _ if self.phase != Phase::Running => {}
            "$/cancelRequest" => self.cancel(params),
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => {
                if let Some(uri) = params.pointer("/textDocument/uri").and_then(Value::as_str) {
                    self.documents.remove(uri);
                    self.texts();
                }
            }
            "textDocument/didSave"
            | "workspace/didChangeWatchedFiles"
            | "workspace/didRenameFiles"
            | "workspace/didCreateFiles"
            | "workspace/didDeleteFiles" => self.job(Job::Disk),
            _ => {}
        }
        None
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = params.get("id") else { return };
        // It was answered, or it waits, or it was never asked.
        self.cancelled.remove(&id.to_string());
        let waiting = self.waiting.len() + self.asked.len();
        self.waiting.retain(|waiting| waiting.id != *id);
        self.asked.retain(|asked| asked != id);
        if self.waiting.len() + self.asked.len() < waiting {
            self.tell(wire::error(id, wire::CANCELLED, "cancelled"));
        }
    }

    fn job(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let flag = |path: &str| params.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str, word: &str| {
            let list = params.pointer(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|item| item == word))
        };
        if has("/capabilities/general/positionEncodings", "utf-8") {
            self.encoding = Encoding::Utf8;
        }
        let edits = "/capabilities/workspace/workspaceEdit";
        self.can = Can {
            snippets: flag("/capabilities/textDocument/completion/completionItem/snippetSupport"),
            document_changes: flag(&format!("{edits}/documentChanges")),
            rename_files: has(&format!("{edits}/resourceOperations"), "rename"),
            create_files: has(&format!("{edits}/resourceOperations"), "create"),
            nested_symbols: flag("/capabilities/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            watch_files: flag("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            related: flag("/capabilities/textDocument/publishDiagnostics/relatedInformation"),
            code_href: flag("/capabilities/textDocument/publishDiagnostics/codeDescriptionSupport"),
        };
        self.manual =
            params.pointer("/initializationOptions/manual").and_then(Value::as_str).map(|url| url.to_string());
        let root = self.root_of(params);
        let canonical = std::fs::canonicalize(&root).unwrap_or_else(|_| root.clone());
        self.roots = vec![root.clone()];
        if canonical != root {
            self.roots.push(canonical);
        }
        if let Some(drafts) = params.pointer("/initializationOptions/drafts").and_then(Value::as_bool) {
            self.options.drafts |= drafts;
        }
        self.jobs = Some(worker::start(root, self.options.clone(), self.events.clone()));
        let files = json!({ "filters": [{ "scheme": "file", "pattern": { "glob": "**/*" } }] });
        json!({
            "capabilities": {
                "positionEncoding": self.encoding.name(),
                "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
                "completionProvider": { "triggerCharacters": ["\"", "/", "#", "(", "<", "%", "!", " "] },
                "hoverProvider": true,
                "definitionProvider": true,
                "referencesProvider": true,
                "documentSymbolProvider": true,
                "workspaceSymbolProvider": true,
                "documentLinkProvider": {},
                "codeActionProvider": { "codeActionKinds": ["quickfix", findings::FIX_ALL] },
                "renameProvider": { "prepareProvider": true },
                "workspace": { "fileOperations": { "willRename": files, "didRename": files } },
            },
            "serverInfo": { "name": "guidegen", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    /// `--root`, the option `root` of the editor (from its folder), else the first of its folders that looks like a guide,
    /// else the first.
    fn root_of(&self, params: &Value) -> PathBuf {
        let path = |value: &Value| value.as_str().and_then(uri::to_path);
        let mut folders: Vec<PathBuf> = Vec::new();
        if let Some(list) = params.get("workspaceFolders").and_then(Value::as_array) {
            folders.extend(list.iter().filter_map(|folder| folder.get("uri").and_then(path)));
        }
        folders.extend(params.get("rootUri").and_then(path));
        folders.extend(params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
        let wished = params.pointer("/initializationOptions/root").and_then(Value::as_str).map(PathBuf::from);
        let named = self.named_root.clone().or_else(|| match (wished, folders.first()) {
            (Some(wished), Some(folder)) => Some(folder.join(wished)),
            (wished, _) => wished,
        });
        let guide = |folder: &&PathBuf| looks_like_guide(folder);
        named
            .or_else(|| folders.iter().find(guide).or(folders.first()).cloned())
            .map(|root| if root.is_absolute() { root } else { std::env::current_dir().unwrap_or_default().join(root) })
            .unwrap_or_else(|| std::env::current_dir().unwrap_or_default())
    }

    fn initialized(&mut self) {
        if !self.can.watch_files {
            self.job(Job::Watch);
            return;
        }
        let watchers = json!([{ "globPattern": "**/*" }]);
        let registration = json!({ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers } });
        self.tell(wire::request("watch", "client/registerCapability", json!({ "registrations": [registration] })));
    }

    fn open(&mut self, params: &Value) {
        let get = |key: &str| params.pointer(&format!("/textDocument/{key}"));
        let (Some(uri), Some(text)) = (get("uri").and_then(Value::as_str), get("text").and_then(Value::as_str)) else {
            return;
        };
        let version = get("version").and_then(Value::as_i64).unwrap_or(0);
        let path = uri::to_path(uri).and_then(|path| uri::below(&self.roots, &path));
        self.documents.insert(uri.to_string(), Document::new(uri.to_string(), path, version, text));
        self.texts();
    }

    fn change(&mut self, params: &Value) {
        let Some(uri) = params.pointer("/textDocument/uri").and_then(Value::as_str) else { return };
        let Some(changes) = params.get("contentChanges").and_then(Value::as_array) else { return };
        let encoding = self.encoding;
        let Some(document) = self.documents.get_mut(uri) else { return };
        let version = params.pointer("/textDocument/version").and_then(Value::as_i64).unwrap_or(document.version + 1);
        document.change(version, changes, encoding);
        self.texts();
    }

    /// Tells the worker which texts are open now.
    fn texts(&mut self) {
        self.version += 1;
        let texts = self
            .documents
            .values()
            .filter_map(|document| Some((document.path.clone()?, document.text.clone())))
            .filter(|(path, _)| self.is_interpreted(path))
            .collect();
        self.job(Job::Texts(self.version, texts));
    }

    /// Whether guidegen reads a file as text: a page, a template, the configuration. Others would only be in the way.
    fn is_interpreted(&self, path: &str) -> bool {
        let of_source = self.snapshot.as_ref().and_then(|snapshot| snapshot.sources.find(path));
        match of_source {
            Some((_, source)) => source.asset().is_none(),
            None => {
                let is_text = [".md", ".markdown", ".html", ".toml", ".yaml", ".yml", ".json"];
                let first = path.split('/').next().unwrap_or("");
                let contents = self.snapshot.as_ref().map(|snapshot| &snapshot.settings.folders.content);
                let in_content = match contents {
                    Some(folders) => folders.iter().any(|folder| path.starts_with(&format!("{folder}/"))),
                    None => first == "content",
                };
                let is_page = in_content && [".md", ".markdown", ".html"].iter().any(|end| path.ends_with(end));
                let is_theme = matches!(first, "templates" | "i18n" | "config" | "archetypes");
                is_page || (is_theme && is_text.iter().any(|end| path.ends_with(end)))
            }
        }
    }

    /// The URI of a file of the guide, as the editor spells it if it is open there.
    pub fn uri_of(&self, path: &str) -> String {
        let open = self.documents.values().find(|document| document.path.as_deref() == Some(path));
        match (open, self.roots.first()) {
            (Some(document), _) => document.uri.clone(),
            (None, Some(root)) => uri::from_path(&root.join(path)),
            (None, None) => uri::from_path(Path::new(path)),
        }
    }

    /// The open text of a file of the guide.
    pub fn document_of(&self, path: &str) -> Option<&Document> {
        self.documents.values().find(|document| document.path.as_deref() == Some(path))
    }

    /// Shows the newest findings. Of a text that has changed since, the next ones are waited for.
    fn show(&mut self) {
        let Some(found) = &self.findings else { return };
        if found.version != self.version {
            return;
        }
        let mut files = findings::by_file(self, found);
        // Files that are clean now are told so, and open ones always: the editor waits for their version.
        for path in self.shown.keys() {
            files.entry(path.clone()).or_insert_with(|| json!([]));
        }
        for document in self.documents.values() {
            if let Some(path) = &document.path {
                files.entry(path.clone()).or_insert_with(|| json!([]));
            }
        }
        for (path, list) in files {
            let open = self.document_of(&path);
            let version = open.map(|document| document.version);
            let state = json!([version, list]);
            if self.shown.get(&path) == Some(&state) {
                continue;
            }
            let mut params = json!({ "uri": self.uri_of(&path), "diagnostics": list });
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            self.tell(wire::notification("textDocument/publishDiagnostics", params));
            if state[1] == json!([]) && version.is_none() {
                self.shown.remove(&path);
            } else {
                self.shown.insert(path, state);
            }
        }
    }
}

/// Whether a folder has what a guide has.
fn looks_like_guide(folder: &Path) -> bool {
    let names =
        ["guidegen.toml", "hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "content", "config"];
    names.iter().any(|name| folder.join(name).exists())
}
