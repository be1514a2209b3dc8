//! From outputs to new files.

use super::compare::{Difference, Job};
use super::system;
use crate::publish::Output;
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest::Written;
use crate::publish::shelf::Shelved;
use crate::source::read::QUIET;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

/// How often an input that changes under our hands is copied anew.
const PATIENCE: usize = 4;

/// Tells how many files of how many are written.
pub(super) struct Progress<'a> {
    pub done: AtomicUsize,
    pub total: usize,
    pub tell: &'a (dyn Fn(usize, usize) + Sync),
}

impl<'a> Progress<'a> {
    pub fn new(total: usize, tell: &'a (dyn Fn(usize, usize) + Sync)) -> Self {
        Self { done: AtomicUsize::new(0), total, tell }
    }

    pub fn step(&self) {
        (self.tell)(self.done.fetch_add(1, Ordering::Relaxed) + 1, self.total);
    }
}

/// Writes every fresh file to its place, on all cores, neighbours together. Returns the manifest of the new site, now
/// with the sizes that copies really have, and the bytes written. With `moves` outputs that wait in files of their own
/// are moved: then this cannot be done a second time.
pub(super) fn all<'a>(
    found: &Difference<'a>,
    place: impl Fn(usize, &str) -> PathBuf + Sync,
    progress: &Progress<'_>,
    durable: bool,
    moves: bool,
) -> Result<(Cow<'a, Written>, u64), Error> {
    let write = |(number, job): (usize, &Job<'a>)| {
        let path = place(number, job.path);
        let size = match job.output {
            Output::Shelved(shelved, _) if moves && moved(shelved, &path)? => shelved.len() as u64,
            other => output(&path, other, durable)?,
        };
        progress.step();
        Ok(size)
    };
    let sizes: Result<Vec<u64>, Error> = found.fresh.par_iter().enumerate().with_min_len(4).map(write).collect();
    let sizes = sizes?;
    let written = found.sized(found.fresh.iter().map(|job| job.path).zip(sizes.iter().copied()));
    Ok((written, sizes.iter().sum()))
}

/// Writes an output to a path where nothing stands; returns its size in bytes.
fn output(path: &Path, output: &Output, durable: bool) -> Result<u64, Error> {
    match output {
        Output::Bytes(content) => bytes(path, content, durable).map(|()| content.len() as u64),
        // Where that is not possible it is copied.
        Output::Shelved(shelved, _) if shelved.link(path).is_ok() => Ok(shelved.len() as u64),
        Output::Shelved(shelved, _) => {
            let mut file = create(path)?;
            for piece in shelved.pieces() {
                let piece = piece.told(Act::Read, path)?;
                file.write_all(&piece).told(Act::Write, path)?;
            }
            sync(&file, durable).told(Act::Write, path)?;
            Ok(shelved.len() as u64)
        }
        Output::File { file, .. } => copy_input(file, path, durable),
    }
}

/// Moves an output to a path where nothing stands; `false` if it must be copied.
fn moved(shelved: &Shelved, path: &Path) -> Result<bool, Error> {
    let Some(file) = shelved.file() else { return Ok(false) };
    match system::move_new(&file, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Error::Case { path: path.to_owned() }),
        moved => Ok(moved.is_ok()),
    }
}

/// Writes a manifest. The system is asked about the file between two writes: one that tells a change after a question by
/// its finest clock gives it a date behind all that was written before, and then those files need not be read to be believed.
pub(super) fn manifest(path: &Path, text: &str, durable: bool) -> Result<(), Error> {
    let (head, lines) = text.split_at(text.find('\n').map_or(0, |end| end + 1));
    let mut file = create(path)?;
    let mut write = || {
        file.write_all(head.as_bytes())?;
        let _ = file.metadata();
        file.write_all(lines.as_bytes())?;
        sync(&file, durable)
    };
    write().told(Act::Write, path)
}

pub(super) fn bytes(path: &Path, content: &[u8], durable: bool) -> Result<(), Error> {
    let mut file = create(path)?;
    file.write_all(content).and_then(|()| sync(&file, durable)).told(Act::Write, path)
}

fn create(path: &Path) -> Result<File, Error> {
    match File::options().write(true).create_new(true).open(path) {
        // The tree was empty and no two paths are equal, so the disk takes two names for one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Error::Case { path: path.to_owned() }),
        opened => opened.told(Act::Write, path),
    }
}

/// Where one call can sync the whole disk later, single files need not be.
fn sync(file: &File, durable: bool) -> io::Result<()> {
    if durable && !cfg!(target_os = "linux") { file.sync_data() } else { Ok(()) }
}

/// Sees to it that what was written below a folder survives a power cut.
pub(super) fn settle(folder: &Path) -> Result<(), Error> {
    system::sync_disk(folder).told(Act::Write, folder)
}

/// Copies an input; the kernel shares the blocks where the disk can. The copy gets the date of the input, by which
/// the next build knows that nothing has changed, unless the input is so young that its date proves nothing.
fn copy_input(from: &Path, to: &Path, durable: bool) -> Result<u64, Error> {
    let gone = || Error::InputGone { file: from.to_owned() };
    for _ in 0..PATIENCE {
        let mut input = match system::open_input(from) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(gone()),
            opened => opened.told(Act::Read, from)?,
        };
        let before = input.metadata().told(Act::Read, from)?;
        if !before.is_file() {
            return Err(gone());
        }
        let mut file = create(to)?;
        let size = io::copy(&mut input, &mut file).told(Act::Write, to)?;
        let after = input.metadata().told(Act::Read, from)?;
        let date = before.modified().ok();
        if size == after.len() && size == before.len() && date == after.modified().ok() {
            let quiet = |date: &SystemTime| SystemTime::now().duration_since(*date).is_ok_and(|age| age > QUIET);
            if let Some(date) = date.filter(quiet) {
                // A disk that cannot keep dates makes the next build compare contents, no more.
                let _ = file.set_modified(date);
            }
            sync(&file, durable).told(Act::Write, to)?;
            return Ok(size);
        }
        fs::remove_file(to).told(Act::Remove, to)?;
    }
    Err(Error::InputRestless { file: from.to_owned() })
}

/// Copies a file of the old tree that cannot be linked, with its date.
pub(super) fn copy_with_date(from: &Path, to: &Path) -> Result<(), Error> {
    let mut input = system::open_input(from).told(Act::Read, from)?;
    let meta = input.metadata().told(Act::Read, from)?;
    let mut file = create(to)?;
    io::copy(&mut input, &mut file).told(Act::Write, to)?;
    if let Ok(date) = meta.modified() {
        let _ = file.set_modified(date);
    }
    Ok(())
}
