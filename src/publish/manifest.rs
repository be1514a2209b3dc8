//! The list of what guidegen wrote into a folder: from plan to text, and from text back.
//!
//! One line says what it is and how many lines follow; then one line a file: what it holds, its size, its path. No
//! date and nothing of the machine is in it, so the same site has the same manifest everywhere.

use super::rows::Rows;
use super::{Output, Plan, is_output_path};
use crate::fingerprint::Fingerprint;
use memchr::{memchr, memchr2};
use std::fmt::Write;
use std::sync::Arc;

/// The name of the manifest in the folder it speaks of.
pub const NAME: &str = crate::source::read::FINISHED;
const HEAD: &str = "guidegen-manifest";
const VERSION: &str = "1";

/// What a file of ours holds, as far as the manifest knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Bytes with this fingerprint.
    Bytes(Fingerprint),
    /// A copy of an input; the input itself is what it is compared with.
    Copy,
    /// Ours, but a build was cut short while it was written: look before you trust it.
    Unknown,
}

/// One file of ours: what it holds and its size in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub seal: Seal,
    pub size: u64,
}

/// Every file that guidegen wrote into a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest(pub Rows<Arc<str>, Line>);

/// A manifest with the text of its file.
#[derive(Debug, Clone)]
pub struct Written {
    pub manifest: Manifest,
    pub text: String,
}

impl From<Manifest> for Written {
    fn from(manifest: Manifest) -> Self {
        Self { text: manifest.write(), manifest }
    }
}

/// What a manifest file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    Known(Manifest),
    /// Ours, but cut short or damaged, as after a power cut.
    Torn,
    /// Written by a guidegen that counts its manifests further.
    OtherVersion,
}

impl Manifest {
    /// What will stand in the folder once the plan is published.
    pub fn of(plan: &Plan) -> Self {
        let prints = plan.fingerprints().into_iter();
        let lines = prints.zip(&plan.entries).map(|((_, print), (path, entry))| {
            let seal = match &entry.output {
                Output::Bytes(_) | Output::Shelved(..) => Seal::Bytes(print),
                Output::File { .. } => Seal::Copy,
            };
            (path.clone(), Line { seal, size: entry.output.size() })
        });
        Self(Rows::of(lines.collect()))
    }

    /// The text of the manifest file.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(64 + self.0.len() * 80);
        let _ = writeln!(text, "{HEAD} {VERSION} {}", self.0.len());
        for (path, line) in self.0.iter() {
            match line.seal {
                Seal::Bytes(print) => text.push_str(print.digits(&mut [0; 32])),
                Seal::Copy => text.push('-'),
                Seal::Unknown => text.push('?'),
            }
            let _ = write!(text, " {} ", line.size);
            // A backslash never is in an output path, so it is free to carry the two signs that end a line.
            match memchr2(b'\n', b'\r', path.as_bytes()) {
                None => text.push_str(path),
                Some(_) => text.push_str(&path.replace('\n', "\\n").replace('\r', "\\r")),
            }
            text.push('\n');
        }
        text
    }

    /// Reads a manifest file. A path that leads out of the folder makes the whole of it worthless.
    pub fn read(text: &str) -> Reading {
        let Some((head, lines)) = text.split_once('\n') else { return Reading::Torn };
        let mut words = head.split(' ');
        if words.next() != Some(HEAD) {
            return Reading::Torn;
        }
        if words.next() != Some(VERSION) {
            return Reading::OtherVersion;
        }
        let count = words.next().and_then(|word| word.parse::<usize>().ok());
        let whole = lines.is_empty() || lines.ends_with('\n');
        let read: Option<Vec<_>> = lines.split_terminator('\n').map(line).collect();
        match read.map(Rows::of) {
            Some(read) if whole && Some(read.len()) == count => Reading::Known(Self(read)),
            _ => Reading::Torn,
        }
    }
}

fn line(text: &str) -> Option<(Arc<str>, Line)> {
    let (seal, rest) = text.split_once(' ')?;
    let (size, path) = rest.split_once(' ')?;
    let path: Arc<str> = match memchr(b'\\', path.as_bytes()) {
        None => path.into(),
        Some(_) => path.replace("\\n", "\n").replace("\\r", "\r").into(),
    };
    let seal = match seal {
        "-" => Seal::Copy,
        "?" => Seal::Unknown,
        _ => Seal::Bytes(Fingerprint::parse(seal)?),
    };
    let size = size.parse().ok()?;
    is_output_path(&path).then_some((path, Line { seal, size }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Origin;

    fn manifest() -> Manifest {
        let mut plan = Plan::default();
        let file = Output::File { file: "/x/logo".into(), size: 7, stamp: Fingerprint::default() };
        for (path, output) in [
            ("index.html", Output::Bytes(b"hello"[..].into())),
            ("logo a.svg", file),
            ("odd\nname\r", Output::Bytes(b""[..].into())),
        ] {
            plan.add(path, output, Origin::Generated("test")).unwrap();
        }
        Manifest::of(&plan)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = manifest().write();
        let (hello, empty) = (Fingerprint::of(b"hello"), Fingerprint::of(b""));
        assert_eq!(
            text,
            format!("guidegen-manifest 1 3\n{hello} 5 index.html\n- 7 logo a.svg\n{empty} 0 odd\\nname\\r\n")
        );
        assert_eq!(Manifest::read(&text), Reading::Known(manifest()));
        assert_eq!(Manifest::read("guidegen-manifest 1 0\n"), Reading::Known(Manifest::default()));
    }

    #[test]
    fn a_torn_manifest_is_not_trusted_in_part() {
        let text = manifest().write();
        for end in 0..text.len() {
            assert_eq!(Manifest::read(&text[..end]), Reading::Torn, "cut at {end}");
        }
        assert_eq!(Manifest::read(&text.replace(" 1 3", " 1 4")), Reading::Torn);
        assert_eq!(Manifest::read(&"\0".repeat(100)), Reading::Torn);
        assert_eq!(Manifest::read("guidegen-manifest 2 0\n"), Reading::OtherVersion);
    }

    #[test]
    fn a_manifest_cannot_point_out_of_its_folder() {
        for path in ["../x", "/etc/passwd", "a/../../x", "a//b", ".guidegen-manifest", "", "c:/x"] {
            assert_eq!(Manifest::read(&format!("guidegen-manifest 1 1\n- 1 {path}\n")), Reading::Torn, "{path}");
        }
    }
}
