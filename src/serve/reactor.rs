//! The thread that waits for all sockets at once, and the few threads that work out answers.
//!
//! tiny_http's own server takes a thread and two file descriptors for every connection, has no time limit
//! (its issue 143), and stops accepting for good when descriptors run out: about 510 silent clients end it.
//! So the sockets are ours; a client that sends or takes nothing costs its descriptor and a few hundred bytes.

use crate::serve::answer::{self, Reply};
use crate::serve::connection::{Connection, Step, Worth};
use crate::serve::limits;
use crate::serve::reload::{self, Lists, Publication};
use crate::serve::request::Request;
use crate::serve::response::Answer;
use crate::serve::shared::Shared;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token, Waker};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const WAKE: Token = Token(usize::MAX);
/// Tokens from here down to the number of connections are listeners.
const LISTENERS: usize = usize::MAX / 2;

/// What other threads tell the reactor.
pub enum Command {
    Reply { place: usize, id: u64, reply: Box<Reply> },
    Published(Publication),
    Stop,
}

struct Job {
    place: usize,
    id: u64,
    request: Box<Request>,
}

/// The sockets of the server.
pub struct Reactor {
    poll: Poll,
    listeners: Vec<TcpListener>,
    connections: Vec<Option<Connection>>,
    free: Vec<usize>,
    open: usize,
    /// Falls below `limits::CONNECTIONS` where the system allows fewer descriptors.
    capacity: usize,
    next_id: u64,
    again: VecDeque<usize>,
    accept_later: bool,
    commands: Receiver<Command>,
    jobs: Sender<Job>,
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

/// How other threads reach the reactor.
pub struct Handle {
    pub commands: Sender<Command>,
    pub waker: Arc<Waker>,
}

impl Reactor {
    /// Takes bound listeners, and starts the threads that work out answers.
    pub fn new(listeners: Vec<std::net::TcpListener>, shared: Arc<Shared>) -> io::Result<(Self, Handle)> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let mut own = Vec::new();
        for (index, listener) in listeners.into_iter().enumerate() {
            listener.set_nonblocking(true)?;
            let mut listener = TcpListener::from_std(listener);
            poll.registry().register(&mut listener, Token(LISTENERS + index), Interest::READABLE)?;
            own.push(listener);
        }
        let (command_sender, commands) = channel();
        let (jobs, job_receiver) = channel();
        let job_receiver = Arc::new(Mutex::new(job_receiver));
        let count = thread::available_parallelism().map_or(2, |count| count.get()).clamp(2, 4);
        let mut workers = Vec::new();
        for _ in 0..count {
            let (jobs, shared) = (job_receiver.clone(), shared.clone());
            let (commands, waker) = (command_sender.clone(), waker.clone());
            let work = move || work(&jobs, &shared, &commands, &waker);
            workers.push(thread::Builder::new().name("serve answers".into()).spawn(work)?);
        }
        let reactor = Self {
            poll,
            listeners: own,
            connections: Vec::new(),
            free: Vec::new(),
            open: 0,
            capacity: limits::CONNECTIONS,
            next_id: 0,
            again: VecDeque::new(),
            accept_later: false,
            commands,
            jobs,
            shared,
            workers,
        };
        Ok((reactor, Handle { commands: command_sender, waker }))
    }

    /// Serves until it is told to stop; answers under way are finished, for a short while.
    pub fn run(mut self) {
        let mut events = Events::with_capacity(256);
        let mut swept = Instant::now();
        let mut stop: Option<Instant> = None;
        let mut unread = false;
        loop {
            let timeout = match () {
                () if !self.again.is_empty() || unread => Some(Duration::ZERO),
                () if stop.is_some() => Some(Duration::from_millis(10)),
                () if self.open > 0 || self.accept_later => Some(limits::SWEEP),
                () => None,
            };
            match self.poll.poll(&mut events, timeout) {
                Err(error) if error.kind() != ErrorKind::Interrupted => break,
                _ => {}
            }
            let now = Instant::now();
            for event in &events {
                match event.token() {
                    WAKE => {}
                    Token(token) if token >= LISTENERS => self.accept(now),
                    Token(place) => {
                        if let Some(connection) = self.connections.get_mut(place).and_then(Option::as_mut) {
                            connection.ready(
                                event.is_readable() || event.is_read_closed() || event.is_error(),
                                event.is_writable() || event.is_write_closed() || event.is_error(),
                            );
                            self.drive(place, now);
                        }
                    }
                }
            }
            // Every answer may bring the next question: sockets must have their turn between.
            for _ in 0..limits::COMMANDS {
                let command = self.commands.try_recv();
                unread = command.is_ok();
                let Ok(command) = command else { break };
                match command {
                    Command::Reply { place, id, reply } => self.reply(place, id, *reply, now),
                    Command::Published(publication) => self.tell(&publication, now),
                    Command::Stop => {
                        stop = Some(now);
                        self.listeners.clear();
                    }
                }
            }
            for _ in 0..self.again.len() {
                if let Some(place) = self.again.pop_front() {
                    self.drive(place, now);
                }
            }
            if now.duration_since(swept) >= limits::SWEEP {
                swept = now;
                self.sweep(now);
            }
            if let Some(since) = stop {
                let busy = self.connections.iter().flatten().any(Connection::busy);
                if !busy || now.duration_since(since) >= limits::FAREWELL {
                    break;
                }
            }
        }
        let Self { jobs, workers, connections, commands, .. } = self;
        drop((jobs, connections, commands));
        for worker in workers {
            let _ = worker.join();
        }
    }

    fn accept(&mut self, now: Instant) {
        self.accept_later = false;
        let mut index = 0;
        while let Some(listener) = self.listeners.get(index) {
            match listener.accept() {
                Ok((stream, _)) => self.admit(stream, now),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => index += 1,
                    ErrorKind::Interrupted | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => {}
                    // No descriptor is left. Room is made, for this program's other work too.
                    _ if self.open > limits::SPARE_DESCRIPTORS => {
                        self.capacity = (self.open - limits::SPARE_DESCRIPTORS).max(limits::SPARE_DESCRIPTORS);
                        while self.open > self.capacity && self.evict() {}
                    }
                    _ => {
                        self.accept_later = true;
                        index += 1;
                    }
                },
            }
        }
    }

    fn admit(&mut self, mut stream: mio::net::TcpStream, now: Instant) {
        while self.open >= self.capacity {
            if !self.evict() {
                return;
            }
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.connections.push(None);
            self.connections.len() - 1
        });
        let _ = stream.set_nodelay(true);
        let interest = Interest::READABLE | Interest::WRITABLE;
        if self.poll.registry().register(&mut stream, Token(place), interest).is_err() {
            self.free.push(place);
            return;
        }
        self.next_id += 1;
        if let Some(slot) = self.connections.get_mut(place) {
            *slot = Some(Connection::new(stream, self.next_id, now));
            self.count(1);
        }
        self.drive(place, now);
    }

    /// Closes the connection that is worth least. False if every one of them waits for us.
    fn evict(&mut self) -> bool {
        let least = self
            .connections
            .iter()
            .enumerate()
            .filter_map(|(place, connection)| Some((connection.as_ref()?.worth(), place)))
            .filter(|((worth, _), _)| *worth != Worth::Answering)
            .min();
        if let Some((_, place)) = least {
            self.close(place);
        }
        least.is_some()
    }

    fn close(&mut self, place: usize) {
        if let Some(mut connection) = self.connections.get_mut(place).and_then(Option::take) {
            let _ = self.poll.registry().deregister(&mut connection.stream);
            self.free.push(place);
            self.count(-1);
        }
    }

    fn count(&mut self, change: isize) {
        self.open = self.open.saturating_add_signed(change);
        self.shared.connections.store(self.open, Ordering::Relaxed);
    }

    fn drive(&mut self, place: usize, now: Instant) {
        let Some(connection) = self.connections.get_mut(place).and_then(Option::as_mut) else { return };
        if let Some((page, lists)) = connection.due() {
            let event = self.shared.event(&page, &lists);
            connection.hear(&event, now);
        }
        match connection.advance(now) {
            Step::Wait => {}
            Step::Again => self.again.push_back(place),
            Step::Ask(request) => {
                let id = connection.id;
                if self.jobs.send(Job { place, id, request }).is_err() {
                    self.close(place);
                }
            }
            Step::Close => self.close(place),
        }
    }

    fn reply(&mut self, place: usize, id: u64, reply: Reply, now: Instant) {
        let connection = self.connections.get_mut(place).and_then(Option::as_mut);
        let Some(connection) = connection.filter(|connection| connection.id == id) else { return };
        match reply {
            Reply::Answer(answer) => connection.reply(answer, now),
            Reply::Listen(page) => {
                let first = self.shared.event(&page, &Lists::default());
                connection.listen(page, &first, now);
            }
        }
        self.drive(place, now);
    }

    fn tell(&mut self, publication: &Publication, now: Instant) {
        for place in 0..self.connections.len() {
            let Some(connection) = self.connections.get_mut(place).and_then(Option::as_mut) else { continue };
            if let Some(lists) = connection.page().and_then(|page| Lists::of(page, publication)) {
                connection.note(lists);
                self.drive(place, now);
            }
        }
    }

    fn sweep(&mut self, now: Instant) {
        if self.accept_later {
            self.accept(now);
        }
        for place in 0..self.connections.len() {
            let Some(connection) = self.connections.get_mut(place).and_then(Option::as_mut) else { continue };
            match connection.expire(now) {
                Step::Close => self.close(place),
                Step::Again => self.drive(place, now),
                _ if connection.needs_beat(now) => {
                    connection.hear(reload::BEAT, now);
                    self.drive(place, now);
                }
                _ => {}
            }
        }
    }
}

/// Works out answers until the reactor is gone. An answer that panics is told as a fault of ours, and ends nothing.
fn work(jobs: &Mutex<Receiver<Job>>, shared: &Shared, commands: &Sender<Command>, waker: &Waker) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { place, id, request }) = job else { return };
        let picture = shared.picture();
        let reply = catch_unwind(AssertUnwindSafe(|| answer::answer(&request, &picture, &shared.rules)))
            .unwrap_or_else(|_| {
                Reply::Answer(Answer::sentence(500, "guidegen failed here; please report it.").closing())
            });
        if commands.send(Command::Reply { place, id, reply: Box::new(reply) }).is_err() || waker.wake().is_err() {
            return;
        }
    }
}
