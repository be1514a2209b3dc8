//! The terminal: progress and notes on stderr, findings on stdout, colour only where a person looks.

use crate::cli::arguments::{Color, Global};
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub struct Terminal {
    quiet: bool,
    color: bool,
    live: bool,
    shown: AtomicUsize,
    /// Results could not be written, and somebody may wait for them.
    failed: AtomicBool,
}

impl Terminal {
    pub fn new(global: &Global) -> Self {
        let live = std::io::stderr().is_terminal() && !global.quiet;
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && !plain,
        };
        Self { quiet: global.quiet, color, live, shown: AtomicUsize::new(0), failed: AtomicBool::new(false) }
    }

    /// Whether findings are coloured.
    pub fn color(&self) -> bool {
        self.color
    }

    /// The width of the terminal in characters, for findings.
    pub fn width(&self) -> usize {
        std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(120)
    }

    /// A line for people.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.clear();
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Why the command could not work.
    pub fn error(&self, text: &str) {
        self.clear();
        let _ = writeln!(std::io::stderr(), "error: {text}");
    }

    /// What is going on, in one line that the next one replaces; nothing where no person looks.
    pub fn progress(&self, text: &str) {
        if self.live {
            let width = text.chars().count();
            let before = self.shown.swap(width, Ordering::Relaxed);
            let pad = " ".repeat(before.saturating_sub(width));
            let _ = write!(std::io::stderr(), "\r{text}{pad}");
            let _ = std::io::stderr().flush();
        }
    }

    fn clear(&self) {
        let before = self.shown.swap(0, Ordering::Relaxed);
        if before > 0 {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(before));
        }
    }

    /// Findings and other results.
    pub fn print(&self, text: &str) {
        self.clear();
        let mut out = std::io::stdout().lock();
        let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) else { return };
        // A reader that has read enough, such as `head`, is no fault.
        if error.kind() != ErrorKind::BrokenPipe && !self.failed.swap(true, Ordering::Relaxed) {
            self.error(&format!("the results cannot be written: {error}"));
        }
    }

    /// Whether results could not be written.
    pub fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}
