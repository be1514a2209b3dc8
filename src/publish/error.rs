//! What can keep a site from being published, each as one or two plain sentences: what, where, why, what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The flag of the command line that stands for [`crate::publish::disk::Protect::adopt`].
pub const ADOPT_FLAG: &str = "--force";

/// Why a folder must not become the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Danger {
    /// It is the project itself, or a folder around it.
    Root(PathBuf),
    /// It is the home folder of the user, or a folder around it.
    Home(PathBuf),
    /// It is the top of a disk.
    Top,
    /// It is an input folder, lies in one, or has one inside.
    Input(PathBuf),
    /// It belongs to a version control system.
    Repository(PathBuf),
}

/// What guidegen was about to do with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Look,
    Read,
    Write,
    MakeFolder,
    Link,
    Move,
    Remove,
    Swap,
}

/// What the output folder holds after the failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Exactly what it held before.
    Unchanged,
    /// Some files of the new site among files of the old: only where the two folders could not be swapped.
    Partly,
}

/// Why nothing, or not all, was published.
#[derive(Debug)]
pub enum Error {
    Danger {
        out: PathBuf,
        danger: Danger,
    },
    /// A file, pipe or device stands where the output folder should be.
    NotAFolder {
        out: PathBuf,
    },
    /// The output folder is a symbolic link whose target does not exist.
    LeadsNowhere {
        out: PathBuf,
    },
    /// The folder holds files and was not written by guidegen; `example` is one of them.
    NotOurs {
        out: PathBuf,
        example: String,
    },
    /// The folder was written by another version of guidegen, whose manifest this one cannot read.
    OtherVersion {
        out: PathBuf,
    },
    /// Files that guidegen did not write stand where outputs belong: the first few, and how many more.
    InTheWay {
        out: PathBuf,
        paths: Vec<PathBuf>,
        more: usize,
    },
    /// Another process is publishing into the folder.
    Busy {
        out: PathBuf,
    },
    /// A path in the plan that is no output path: a mistake of guidegen itself.
    BadPath {
        path: String,
    },
    /// Two outputs differ only in case, and this disk cannot hold both.
    Case {
        path: PathBuf,
    },
    /// An input that is to be copied is no longer there, or not a file any more.
    InputGone {
        file: PathBuf,
    },
    /// An input changed again and again while it was copied.
    InputRestless {
        file: PathBuf,
    },
    /// The system refused.
    System {
        act: Act,
        path: PathBuf,
        error: io::Error,
        after: After,
    },
}

impl Error {
    /// The same failure, after outputs have been changed one by one.
    pub(crate) fn partly(self) -> Self {
        match self {
            Error::System { act, path, error, .. } => Error::System { act, path, error, after: After::Partly },
            other => other,
        }
    }
}

/// Gives a failure of the system the words it needs.
pub(crate) trait Told<T> {
    fn told(self, act: Act, path: &Path) -> Result<T, Error>;
}

impl<T> Told<T> for io::Result<T> {
    fn told(self, act: Act, path: &Path) -> Result<T, Error> {
        self.map_err(|error| Error::System { act, path: path.to_owned(), error, after: After::Unchanged })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Danger { out, danger } => {
                let out = out.display();
                match danger {
                    Danger::Root(root) => {
                        write!(f, "cannot publish into `{out}`: it holds the project `{}` itself", root.display())?;
                    }
                    Danger::Home(home) => {
                        write!(f, "cannot publish into `{out}`: it holds the home folder `{}`", home.display())?;
                    }
                    Danger::Top => write!(f, "cannot publish into `{out}`: it is the top of the disk")?,
                    Danger::Input(input) => write!(
                        f,
                        "cannot publish into `{out}`: it is, lies in or holds `{}`, which guidegen works with",
                        input.display()
                    )?,
                    Danger::Repository(folder) => {
                        write!(f, "cannot publish into `{out}`: `{}` belongs to version control", folder.display())?
                    }
                }
                write!(f, "; choose a folder of its own for the site, such as `public`")
            }
            Error::NotAFolder { out } => {
                write!(
                    f,
                    "cannot publish into `{}`: it is not a folder; choose another name or move it away",
                    out.display()
                )
            }
            Error::LeadsNowhere { out } => write!(
                f,
                "cannot publish into `{}`: it is a symbolic link to a folder that does not exist; make that folder or \
                 remove the link",
                out.display()
            ),
            Error::NotOurs { out, example } => write!(
                f,
                "cannot publish into `{}`: it holds files that guidegen did not write, such as `{example}`; choose an \
                 empty folder, or add {ADOPT_FLAG} to publish beside them (files of the same name are replaced)",
                out.display()
            ),
            Error::OtherVersion { out } => write!(
                f,
                "cannot publish into `{}`: another version of guidegen wrote it, and its list of files cannot be read; \
                 empty the folder, or add {ADOPT_FLAG} to publish over it",
                out.display()
            ),
            Error::InTheWay { out, paths, more } => {
                let names: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
                write!(
                    f,
                    "cannot publish into `{}`: {}{more} stand where the site has files of its own, and guidegen did \
                     not write them; nothing was changed. Move them away, or add {ADOPT_FLAG} to replace ordinary files",
                    out.display(),
                    names.join(", ")
                )
            }
            Error::Busy { out } => write!(
                f,
                "another guidegen is publishing into `{}`; wait until it is done, or choose another output folder",
                out.display()
            ),
            Error::BadPath { path } => write!(
                f,
                "`{}` is not a path that a site can have; nothing was changed. This is a mistake in guidegen: please \
                 report it",
                path.escape_debug()
            ),
            Error::Case { path } => write!(
                f,
                "cannot write `{}`: another output has the same name but for upper and lower case, and this disk \
                 cannot hold both; rename one of them",
                path.display()
            ),
            Error::InputGone { file } => write!(
                f,
                "cannot copy `{}`: it was there when the sources were read and is gone or no file now; build again",
                file.display()
            ),
            Error::InputRestless { file } => write!(
                f,
                "cannot copy `{}`: it changes while it is copied; build again when it is finished",
                file.display()
            ),
            Error::System { act, path, error, after } => {
                let path = path.display();
                match act {
                    Act::Look => write!(f, "cannot look into `{path}`")?,
                    Act::Read => write!(f, "cannot read `{path}`")?,
                    Act::Write => write!(f, "cannot write `{path}`")?,
                    Act::MakeFolder => write!(f, "cannot make the folder `{path}`")?,
                    Act::Link => write!(f, "cannot carry `{path}` over to the new site")?,
                    Act::Move => write!(f, "cannot move `{path}`")?,
                    Act::Remove => write!(f, "cannot remove `{path}`")?,
                    Act::Swap => write!(f, "cannot put the new site in the place of `{path}`")?,
                }
                let (why, what_to_do) = reason(error);
                write!(f, ": {why}. ")?;
                match after {
                    After::Unchanged => write!(f, "The site is as it was; {what_to_do}"),
                    After::Partly => write!(
                        f,
                        "Part of the new site is already in place and the rest is still the old one; {what_to_do}, and \
                         the next build completes it"
                    ),
                }
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::System { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Why the system refused, and what helps, in words of everyday.
pub(crate) fn reason(error: &io::Error) -> (String, &'static str) {
    use io::ErrorKind as Kind;
    let (why, what_to_do) = match error.kind() {
        Kind::StorageFull => ("the disk is full", "free some space and build again"),
        Kind::QuotaExceeded => ("your share of the disk is used up", "free some space and build again"),
        Kind::FileTooLarge => ("the file is larger than the system allows", "raise the limit and build again"),
        Kind::PermissionDenied => {
            ("permission denied", "change the permissions of the folder or choose another output folder")
        }
        Kind::ReadOnlyFilesystem => ("the disk is read-only", "choose an output folder on another disk"),
        Kind::NotFound => ("it does not exist any more", "something else is changing it; build again"),
        Kind::AlreadyExists => ("something else stands there", "something else is changing the folder; build again"),
        Kind::NotADirectory => ("a part of the path is not a folder", "choose another output folder"),
        Kind::InvalidFilename => {
            ("the name is longer than the disk allows", "shorten the title, the slug or the output folder")
        }
        Kind::ResourceBusy => ("it is in use", "close what uses it and build again"),
        _ => {
            let words = error.to_string();
            let words = words.split(" (os error").next().unwrap_or(&words);
            return (words.to_lowercase(), "mend that and build again");
        }
    };
    (why.to_owned(), what_to_do)
}
