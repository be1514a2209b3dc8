//! A scripted editor: starts the real program, speaks to it over its standard input, and waits for what it says.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longer than any answer takes on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: u64,
    root: String,
    /// Diagnostics by URI: their version, if they have one, and the list.
    pub shown: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    /// Requests of the server.
    pub asked: Vec<Value>,
    pub capabilities: Value,
    versions: BTreeMap<String, i64>,
    texts: BTreeMap<String, String>,
}

/// What most editors can do.
pub fn able() -> Value {
    json!({
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
        },
    })
}

impl Client {
    /// Starts the program for a folder and greets it.
    pub fn start(root: &Path) -> Self {
        Self::with(root, able(), json!({}))
    }

    pub fn with(root: &Path, capabilities: Value, options: Value) -> Self {
        let mut client = Self::silent(root);
        let root = client.root.clone();
        let greeting = json!({
            "processId": null,
            "rootUri": root,
            "workspaceFolders": [{ "uri": root, "name": "guide" }],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        let answer = client.request("initialize", greeting);
        client.capabilities = answer["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    /// Starts the program and says nothing yet.
    pub fn silent(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guidegen"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            stdin,
            messages,
            next: 1,
            root: format!("file://{}", root.display()),
            shown: BTreeMap::new(),
            asked: Vec::new(),
            capabilities: Value::Null,
            versions: BTreeMap::new(),
            texts: BTreeMap::new(),
        }
    }

    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// The path of a URI below the root.
    pub fn path(&self, uri: &Value) -> String {
        let uri = uri.as_str().unwrap_or_else(|| panic!("no URI: {uri}"));
        uri.strip_prefix(&self.root).unwrap_or(uri).trim_start_matches('/').to_string()
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("an open pipe");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("a listening program");
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and does not wait.
    pub fn ask(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The result of a request; panics at an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(&json!(id));
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.receive();
            if message.get("method").is_none() && message["id"] == *id {
                return message;
            }
        }
    }

    /// The next message; diagnostics are kept, requests of the server are answered.
    pub fn receive(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("a message in time");
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a URI").to_string();
            let list = params["diagnostics"].as_array().expect("a list").clone();
            self.shown.insert(uri, (params["version"].as_i64(), list));
        } else if message.get("method").is_some() && message.get("id").is_some() {
            self.asked.push(message.clone());
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        }
        message
    }

    pub fn open(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.versions.insert(path.to_string(), 1);
        self.texts.insert(path.to_string(), text.to_string());
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Opens a file as it stands on disk.
    pub fn open_file(&mut self, root: &Path, path: &str) {
        let text = std::fs::read_to_string(root.join(path)).expect("a text");
        self.open(path, &text);
    }

    /// Replaces the whole text of an open file.
    pub fn write(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_string(), text.to_string());
        self.change(path, json!([{ "text": text }]));
    }

    /// Types at the first place of `before`, behind it, with a change of a range.
    pub fn type_behind(&mut self, path: &str, before: &str, text: &str) {
        let position = self.behind(path, before);
        let own = self.texts.get_mut(path).expect("an open text");
        let at = own.find(before).expect("the place") + before.len();
        own.insert_str(at, text);
        self.change(path, json!([{ "range": { "start": position, "end": position }, "text": text }]));
    }

    pub fn change(&mut self, path: &str, changes: Value) {
        let version = self.versions.get_mut(path).expect("an open text");
        *version += 1;
        let document = json!({ "uri": format!("{}/{path}", self.root), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The position behind the first place of some words, in UTF-16.
    pub fn behind(&self, path: &str, words: &str) -> Value {
        let text = &self.texts[path];
        let at = text.find(words).unwrap_or_else(|| panic!("no {words:?} in {text}")) + words.len();
        let line = text[..at].matches('\n').count();
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        json!({ "line": line, "character": text[start..at].encode_utf16().count() })
    }

    /// A request about the place behind some words of an open text.
    pub fn at(&mut self, method: &str, path: &str, words: &str) -> Value {
        self.at_with(method, path, words, json!({}))
    }

    pub fn at_with(&mut self, method: &str, path: &str, words: &str, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": self.behind(path, words) });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.request(method, params)
    }

    /// The labels that completion offers behind some words.
    pub fn labels(&mut self, path: &str, words: &str) -> Vec<String> {
        let completion = self.at("textDocument/completion", path, words);
        let items = completion["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["label"].as_str().expect("a label").to_string()).collect()
    }

    /// Waits for the diagnostics of an open text in its newest version.
    pub fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let wanted = self.versions.get(path).copied();
        let uri = self.uri(path);
        loop {
            if let Some((version, list)) = self.shown.get(&uri)
                && (wanted.is_none() || *version == wanted)
            {
                return list.clone();
            }
            self.receive();
        }
    }

    /// Waits until the diagnostics of a file fit.
    pub fn until(&mut self, path: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        loop {
            if let Some((_, list)) = self.shown.get(&uri)
                && fits(list)
            {
                return list.clone();
            }
            self.receive();
        }
    }

    /// Makes a `WorkspaceEdit` with the texts that are open, and gives what became of one.
    pub fn applied(&self, path: &str, edit: &Value) -> String {
        let uri = self.uri(path);
        let changes = edit["documentChanges"].as_array().expect("document changes");
        let edits = changes.iter().find(|change| change["textDocument"]["uri"] == uri.as_str());
        let edits = edits.unwrap_or_else(|| panic!("no edit of {path} in {edit}"))["edits"].as_array().expect("edits");
        let text = &self.texts[path];
        let mut places: Vec<(usize, usize, &str)> = edits
            .iter()
            .map(|edit| {
                let at = |end: &str| offset(text, &edit["range"][end]);
                (at("start"), at("end"), edit["newText"].as_str().expect("a text"))
            })
            .collect();
        places.sort_unstable();
        let mut out = text.clone();
        for (start, end, new) in places.into_iter().rev() {
            out.replace_range(start..end, new);
        }
        out
    }

    /// Ends the session as the protocol says; gives the exit code.
    pub fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.child.wait().expect("an end").code()
    }

    /// The editor is gone; gives the exit code.
    pub fn vanish(mut self) -> Option<i32> {
        self.stdin = None;
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The byte of a position in UTF-16.
fn offset(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().expect("a line") as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = position["character"].as_u64().expect("a character") as usize;
    let inside = &text[start..];
    let mut at = 0;
    for c in inside.chars() {
        if units == 0 {
            break;
        }
        units -= c.len_utf16();
        at += c.len_utf8();
    }
    start + at
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
