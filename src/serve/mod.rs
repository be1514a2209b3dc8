//! The development server: from pictures of the site to answers over HTTP, and from changed files to the call
//! that makes the next picture.
//!
//! It stands beside `cli/`, on the same floor, and may touch network, clock, threads and disk as that may. It is part
//! of the library, and not of the binary, so that tests can reach it through its public door. It knows no project
//! and no page: only outputs, their bytes and their fingerprints.
//!
//! One thread waits for all sockets (`reactor`), a few work out answers (`answer`), which are pure but for
//! assets on disk (`disk`). `reload` decides which open pages hear of a change; `watch` tells of changed files.

pub mod answer;
pub mod conditional;
pub mod connection;
pub mod disk;
pub mod finding;
pub mod gzip;
pub mod hosts;
pub mod html;
pub mod limits;
pub mod mime;
pub mod path;
pub mod picture;
pub mod port;
pub mod range;
pub mod reactor;
pub mod reload;
pub mod request;
pub mod response;
pub mod shared;
pub mod stop;
pub mod watch;

use crate::fingerprint::Hasher;
use crate::serve::answer::Rules;
use crate::serve::gzip::Packed;
use crate::serve::hosts::Hosts;
use crate::serve::picture::{Difference, Picture};
use crate::serve::port::Listening;
use crate::serve::reactor::{Command, Handle, Reactor};
use crate::serve::reload::{Channel, Publication};
use crate::serve::shared::Shared;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

/// The folder below the base path that belongs to the server: the reload script and the reload channel.
pub const CHANNEL: &str = ".guidegen";

/// What the author may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether pages carry the reload script.
    pub live: bool,
    /// Names under which the server may be called besides `localhost` and its own address; `*.name` for all below.
    pub allowed_hosts: Vec<String>,
    /// The link that opens a source in an editor, with `{path}`, `{line}` and `{column}`.
    pub editor: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { live: true, allowed_hosts: Vec::new(), editor: finding::VS_CODE.to_owned() }
    }
}

/// A running server. Dropping it stops it.
pub struct Server {
    addresses: Vec<SocketAddr>,
    shared: Arc<Shared>,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
    /// Publications follow one another, also if several threads publish.
    order: Mutex<()>,
}

impl Server {
    /// Starts to serve a picture on sockets that are bound already.
    pub fn start(listening: Listening, options: Options, picture: Picture) -> io::Result<Self> {
        let addresses = listening.addresses.clone();
        let rules = Rules {
            hosts: Hosts::new(&addresses, &options.allowed_hosts),
            live: options.live,
            packed: Packed::default(),
        };
        let shared = Arc::new(Shared::new(picture, rules, Channel { boot: boot(), editor: options.editor }));
        let (reactor, handle) = Reactor::new(listening.sockets, shared.clone())?;
        let thread = thread::Builder::new().name("serve sockets".into()).spawn(move || reactor.run())?;
        Ok(Self { addresses, shared, handle, thread: Some(thread), order: Mutex::new(()) })
    }

    /// Where the server listens; the first is the one to tell the author.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The picture that is shown.
    pub fn picture(&self) -> Arc<Picture> {
        self.shared.picture()
    }

    /// Shows a new picture: every answer begun from now on is from it. Then the open pages that it concerns are told.
    pub fn publish(&self, picture: Picture) {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let new = Arc::new(picture);
        let old = self.shared.show(new.clone());
        let difference = Difference::between(&old, &new);
        self.send(Command::Published(Publication { old, new, difference }));
    }

    /// Open connections, those of listening pages among them.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Stops accepting, finishes the answers under way, and comes back when all is closed: after a second at most.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn send(&self, command: Command) {
        // The reactor is gone only after a stop.
        if self.handle.commands.send(command).is_ok() {
            let _ = self.handle.waker.wake();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A name for this run of the server.
fn boot() -> String {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut hasher = Hasher::new();
    hasher.number(u64::from(std::process::id())).number(time.as_secs()).number(u64::from(time.subsec_nanos()));
    hasher.finish().short(12)
}
