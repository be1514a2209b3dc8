//! One connection: a socket that never blocks, and where it stands between question and answer.

use crate::serve::limits;
use crate::serve::reload::{self, Lists};
use crate::serve::request::{self, Reading, Request};
use crate::serve::response::{Answer, Payload};
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

/// What a connection needs next.
#[derive(Debug)]
pub enum Step {
    /// Nothing, until its socket is ready again.
    Wait,
    /// It had its turn and has more to do.
    Again,
    /// An answer.
    Ask(Box<Request>),
    /// To be dropped.
    Close,
}

/// A socket and its state.
pub struct Connection {
    pub stream: TcpStream,
    /// Unique while the server runs: an answer must not reach the next owner of the same place.
    pub id: u64,
    state: State,
    /// What was received and not used yet.
    input: Vec<u8>,
    searched: usize,
    /// Whether an empty (full) socket has not been met since the system said it is ready.
    readable: bool,
    writable: bool,
    /// When this state began, or last made progress.
    since: Instant,
}

enum State {
    Reading,
    Answering,
    Writing(Output),
    Listening(Listener),
    /// All is said; what the client still sends is thrown away, until it hears and closes.
    Lingering(usize),
}

struct Output {
    bytes: Vec<u8>,
    sent: usize,
    payload: Payload,
    close: bool,
}

struct Listener {
    /// The decoded URL path of the page.
    page: String,
    bytes: Vec<u8>,
    sent: usize,
    /// What is to be told when the client has taken what it was told before.
    pending: Option<Lists>,
    /// The last time it was told anything.
    told: Instant,
}

/// How easily a connection makes room for another one: the lowest first, then the oldest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Worth {
    Waiting,
    Writing,
    Listening,
    Answering,
}

impl Connection {
    pub fn new(stream: TcpStream, id: u64, now: Instant) -> Self {
        Self {
            stream,
            id,
            state: State::Reading,
            input: Vec::new(),
            searched: 0,
            readable: true,
            writable: true,
            since: now,
        }
    }

    /// The system says that the socket is ready.
    pub fn ready(&mut self, readable: bool, writable: bool) {
        self.readable |= readable;
        self.writable |= writable;
    }

    /// Does what can be done without waiting, up to one turn.
    pub fn advance(&mut self, now: Instant) -> Step {
        let mut left = limits::TURN;
        loop {
            let result = match self.state {
                State::Reading => self.read_request(now),
                State::Answering => Ok(Some(Step::Wait)),
                State::Writing(_) => self.write(now, &mut left),
                State::Listening(_) => self.tell(now),
                State::Lingering(_) => self.linger(&mut left),
            };
            match result {
                Ok(Some(step)) => return step,
                Ok(None) => {}
                Err(_) => return Step::Close,
            }
        }
    }

    /// The answer to the request that was asked for.
    pub fn reply(&mut self, answer: Answer, now: Instant) {
        let close = answer.close;
        let mut bytes = answer.head();
        let mut payload = answer.payload;
        match &mut payload {
            // A small body leaves with its head, in one packet.
            Payload::Bytes(body, part) if part.len() <= 64 * 1024 => {
                bytes.extend_from_slice(body.get(part.clone()).unwrap_or_default());
                payload = Payload::Nothing;
            }
            Payload::File(file, part) => {
                if file.seek(SeekFrom::Start(part.start)).is_err() {
                    payload = Payload::Nothing;
                }
            }
            Payload::Bytes(..) | Payload::Nothing => {}
        }
        self.state = State::Writing(Output { bytes, sent: 0, payload, close });
        self.since = now;
    }

    /// From now on the client is told of changes. `first` is what it hears at once.
    pub fn listen(&mut self, page: String, first: &str, now: Instant) {
        let bytes = [reload::HEAD, first].concat().into_bytes();
        self.state = State::Listening(Listener { page, bytes, sent: 0, pending: None, told: now });
        self.since = now;
    }

    /// The page of a client that listens for changes.
    pub fn page(&self) -> Option<&str> {
        match &self.state {
            State::Listening(listener) => Some(&listener.page),
            _ => None,
        }
    }

    /// Notes what a client that listens is to be told. What it has not taken yet is merged.
    pub fn note(&mut self, lists: Lists) {
        if let State::Listening(listener) = &mut self.state {
            match &mut listener.pending {
                Some(pending) => pending.merge(lists),
                None => listener.pending = Some(lists),
            }
        }
    }

    /// What a client that listens can be told now: its page, and what concerns it.
    pub fn due(&mut self) -> Option<(String, Lists)> {
        match &mut self.state {
            State::Listening(listener) if listener.sent == listener.bytes.len() => {
                listener.pending.take().map(|lists| (listener.page.clone(), lists))
            }
            _ => None,
        }
    }

    /// Hands a client that listens its next event.
    pub fn hear(&mut self, event: &str, now: Instant) {
        if let State::Listening(listener) = &mut self.state {
            if listener.sent == listener.bytes.len() {
                listener.bytes.clear();
                listener.sent = 0;
                self.since = now;
            }
            listener.bytes.extend_from_slice(event.as_bytes());
            listener.told = now;
        }
    }

    /// Whether a client that listens has heard nothing for so long that it needs a sign of life.
    pub fn needs_beat(&self, now: Instant) -> bool {
        match &self.state {
            State::Listening(listener) => {
                listener.sent == listener.bytes.len() && now.duration_since(listener.told) >= limits::BEAT
            }
            _ => false,
        }
    }

    /// Looks at the clock: what has taken too long is told so, or is to be dropped.
    pub fn expire(&mut self, now: Instant) -> Step {
        let over = |limit: Duration| now.saturating_duration_since(self.since) >= limit;
        match &self.state {
            State::Reading if self.input.is_empty() && over(limits::IDLE_TIME) => Step::Close,
            State::Reading if !self.input.is_empty() && over(limits::HEAD_TIME) => {
                self.refuse(408, now);
                Step::Again
            }
            State::Writing(_) if over(limits::STALL_TIME) => Step::Close,
            State::Listening(listener) if listener.sent < listener.bytes.len() && over(limits::STALL_TIME) => {
                Step::Close
            }
            State::Lingering(_) if over(limits::LINGER_TIME) => Step::Close,
            _ => Step::Wait,
        }
    }

    /// How easily this connection makes room for another one.
    pub fn worth(&self) -> (Worth, Instant) {
        let worth = match self.state {
            State::Reading | State::Lingering(_) => Worth::Waiting,
            State::Writing(_) => Worth::Writing,
            State::Listening(_) => Worth::Listening,
            State::Answering => Worth::Answering,
        };
        (worth, self.since)
    }

    /// Whether an answer is under way, so that a stopping server should wait for it.
    pub fn busy(&self) -> bool {
        matches!(self.state, State::Answering | State::Writing(_))
    }

    fn refuse(&mut self, status: u16, now: Instant) {
        let text = match status {
            408 => "The request did not come in time.",
            414 => "This address is too long.",
            431 => "The headers of this request are too long.",
            505 => "This server speaks HTTP/1.1.",
            _ => "This is not a request that this server understands.",
        };
        self.reply(Answer::sentence(status, text).closing(), now);
    }

    fn read_request(&mut self, now: Instant) -> io::Result<Option<Step>> {
        if !self.input.is_empty() {
            match request::read(&self.input, &mut self.searched) {
                Reading::Done(request, used) => {
                    self.input.drain(..used);
                    self.searched = 0;
                    self.state = State::Answering;
                    self.since = now;
                    return Ok(Some(Step::Ask(request)));
                }
                Reading::Bad(status) => {
                    self.refuse(status, now);
                    return Ok(None);
                }
                Reading::More => {}
            }
        }
        let mut chunk = [0; 8 * 1024];
        match self.receive(&mut chunk)? {
            None => Ok(Some(Step::Wait)),
            Some(0) => Ok(Some(Step::Close)),
            Some(length) => {
                if self.input.is_empty() {
                    self.since = now;
                }
                self.input.extend_from_slice(chunk.get(..length).unwrap_or_default());
                Ok(None)
            }
        }
    }

    fn write(&mut self, now: Instant, left: &mut usize) -> io::Result<Option<Step>> {
        let State::Writing(output) = &mut self.state else { return Ok(None) };
        let bytes = if output.sent < output.bytes.len() {
            output.bytes.get(output.sent..)
        } else {
            match &mut output.payload {
                Payload::Bytes(body, part) if part.start < part.end => body.get(part.clone()),
                Payload::File(file, part) if part.start < part.end => {
                    let wanted = usize::try_from(part.end - part.start).unwrap_or(usize::MAX).min(256 * 1024);
                    output.bytes.resize(wanted, 0);
                    output.sent = 0;
                    // A file that became shorter cannot keep the promise of its length: the client must see that.
                    file.read_exact(&mut output.bytes)?;
                    part.start += wanted as u64;
                    return Ok(None);
                }
                _ if output.close => {
                    self.stream.shutdown(Shutdown::Write)?;
                    self.state = State::Lingering(limits::LINGER_BYTES);
                    self.since = now;
                    return Ok(None);
                }
                _ => {
                    self.state = State::Reading;
                    self.since = now;
                    return Ok(None);
                }
            }
        };
        if *left == 0 {
            return Ok(Some(Step::Again));
        }
        let bytes = bytes.unwrap_or_default();
        let bytes = bytes.get(..bytes.len().min(*left)).unwrap_or_default();
        if !self.writable {
            return Ok(Some(Step::Wait));
        }
        match self.stream.write(bytes) {
            Ok(0) => Ok(Some(Step::Close)),
            Ok(length) => {
                *left -= length.min(*left);
                self.since = now;
                if output.sent < output.bytes.len() {
                    output.sent += length;
                } else if let Payload::Bytes(_, part) = &mut output.payload {
                    part.start += length;
                }
                Ok(None)
            }
            Err(error) => self.blocked_writing(error),
        }
    }

    fn tell(&mut self, now: Instant) -> io::Result<Option<Step>> {
        let mut chunk = [0; 1024];
        while let Some(length) = self.receive(&mut chunk)? {
            if length == 0 {
                return Ok(Some(Step::Close));
            }
        }
        let State::Listening(listener) = &mut self.state else { return Ok(None) };
        if listener.sent == listener.bytes.len() {
            // A pending event can be told now: `due` is asked again.
            return Ok(Some(if listener.pending.is_some() { Step::Again } else { Step::Wait }));
        }
        if !self.writable {
            return Ok(Some(Step::Wait));
        }
        match self.stream.write(listener.bytes.get(listener.sent..).unwrap_or_default()) {
            Ok(0) => Ok(Some(Step::Close)),
            Ok(length) => {
                listener.sent += length;
                self.since = now;
                Ok(None)
            }
            Err(error) => self.blocked_writing(error),
        }
    }

    fn linger(&mut self, left: &mut usize) -> io::Result<Option<Step>> {
        let mut chunk = [0; 16 * 1024];
        let length = self.receive(&mut chunk)?;
        let State::Lingering(rest) = &mut self.state else { return Ok(None) };
        match length {
            None => Ok(Some(Step::Wait)),
            Some(0) => Ok(Some(Step::Close)),
            Some(length) if length >= *rest => Ok(Some(Step::Close)),
            Some(length) => {
                *rest -= length;
                *left = left.saturating_sub(length);
                Ok((*left == 0).then_some(Step::Again))
            }
        }
    }

    /// Reads what is there. None if nothing is, until the system says otherwise.
    fn receive(&mut self, chunk: &mut [u8]) -> io::Result<Option<usize>> {
        while self.readable {
            match self.stream.read(chunk) {
                Ok(length) => return Ok(Some(length)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.readable = false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn blocked_writing(&mut self, error: io::Error) -> io::Result<Option<Step>> {
        match error.kind() {
            ErrorKind::WouldBlock => {
                self.writable = false;
                Ok(Some(Step::Wait))
            }
            ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        }
    }
}
