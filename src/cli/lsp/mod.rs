//! `guidegen lsp`: a language server on standard input and output.
//!
//! The wire is our own: the reader of `lsp-server` ends at the first message that is no JSON and takes whatever length it is told,
//! and types for the hundred lines of JSON that are written here would cost 18,000 generated ones.
//!
//! Three threads besides this one: one reads messages, one writes them, one owns the project. This one answers from the
//! newest snapshot and the texts as they stand, so that a keystroke never waits for the guide.

mod answers;
mod document;
mod findings;
mod judge;
mod position;
mod server;
mod shift;
mod uri;
mod wire;
mod worker;
mod write;

use crate::cli::arguments::{Global, Lsp};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build};
use guidegen::project::snapshot::Snapshot;
use serde_json::Value;
use std::collections::VecDeque;
use std::io::BufReader;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use wire::Incoming;

/// What the server waits for.
pub enum Event {
    Message(Incoming),
    /// The editor is gone.
    Closed,
    /// A snapshot of the texts of that version.
    Snapshot(u64, Arc<Snapshot>),
    Findings(worker::Findings),
    Renamed(worker::Renamed),
    /// The project cannot be opened.
    Unusable(String),
}

pub fn run(global: &Global, lsp: &Lsp, terminal: &Terminal) -> Result<Outcome, String> {
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        terminal.note("guidegen lsp speaks to an editor over standard input; docs/editors.md says how to set one up");
    }
    let (sender, events): (Sender<Event>, Receiver<Event>) = channel();
    let input = sender.clone();
    std::thread::spawn(move || {
        let mut stdin = BufReader::new(std::io::stdin());
        while let Ok(Some(message)) = wire::read(&mut stdin) {
            if input.send(Event::Message(message)).is_err() {
                return;
            }
        }
        let _ = input.send(Event::Closed);
    });
    let (out, messages): (Sender<Value>, Receiver<Value>) = channel();
    let writing = std::thread::spawn(move || {
        let mut stdout = std::io::stdout().lock();
        while let Ok(message) = messages.recv() {
            if wire::write(&mut stdout, &message).is_err() {
                return;
            }
        }
    });
    // Without `--root` the editor says which folder it is.
    let root = (global.root.as_os_str() != ".").then(|| global.root.clone());
    let mut server = server::Server::new(root, build::options(global, &lsp.which), sender, out);
    let mut queue: VecDeque<Event> = VecDeque::new();
    let ended_well = loop {
        // All that has arrived is looked at before it is worked off: a request may have been cancelled in the meantime.
        if queue.is_empty() {
            match events.recv() {
                Ok(event) => queue.push_back(event),
                Err(_) => break false,
            }
        }
        queue.extend(events.try_iter());
        server.note_cancelled(&queue);
        let Some(event) = queue.pop_front() else { continue };
        if let Some(ended_well) = server.handle(event) {
            break ended_well;
        }
    };
    // What is still to be written is written, unless the editor is gone.
    drop(server);
    if ended_well {
        let _ = writing.join();
    }
    Ok(if ended_well { Outcome::Clean } else { Outcome::Findings })
}
