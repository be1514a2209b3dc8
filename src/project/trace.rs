//! Trace: what a build leaves of each page, from which a build in another process tells which pages it must make.

use crate::fingerprint::Fingerprint;
use crate::memo::disk::Store;
use crate::memo::folded::{self, bytes_of};
use crate::memo::pack::{self, Packed};
use crate::page::outline::Outline;
use crate::page::stub::Stub;
use crate::page::{Front, Page};
use crate::project::pictures;
use crate::project::snapshot::Snapshot;
use crate::render::search::ledger::{Ledger, Written};
use crate::render::search::terms::PageTerms;
use crate::source::Source;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// All that others may see of a page beyond its front matter, and what its own answers rest on.
#[derive(Deserialize)]
pub(super) struct Seen {
    /// Of its file, and of the part of it that is front matter.
    pub(super) source: Fingerprint,
    pub(super) head: Fingerprint,
    /// What that part says, if nothing is wrong with it.
    pub(super) front: Option<Front<'static>>,
    /// Without it; its details stand behind it all.
    pub(super) outline: Outline,
    pub(super) stubs: Vec<Stub>,
    /// See [`crate::resolve::Resolved::reads_texts`].
    pub(super) reads_texts: bool,
    /// The entries of the pages whose anchors it names.
    pub(super) names: Vec<u32>,
    /// The numbers of the sources of the pictures that it shows.
    pub(super) shows: Vec<u32>,
}

/// The same, to be written.
#[derive(Serialize)]
struct Seeing<'a> {
    source: Fingerprint,
    head: Fingerprint,
    front: Option<Front<'a>>,
    outline: &'a Outline,
    stubs: &'a [Stub],
    reads_texts: bool,
    names: Vec<u32>,
    shows: Vec<u32>,
}

/// What was gathered from a finished page: its titles, as the search has them, and the length of its entry in `index.json`.
pub(super) type Done = (Option<PageTerms>, u64);

/// A [`Done`] as bytes.
pub(super) fn done(terms: Option<&PageTerms>, length: u64) -> Vec<u8> {
    let (listed, titles) = terms.map(PageTerms::leave).unzip();
    let mut bytes = bytes_of(&(listed, length));
    bytes.extend(titles.unwrap_or_default());
    bytes
}

/// What a rendering leaves beside its snapshot.
#[derive(Clone, Default)]
pub struct Left {
    /// The files that were made from outlines alone.
    pub(super) about: Vec<String>,
    /// Of each finished page a [`Done`]; nothing for one that stays as it was.
    pub(super) pages: Vec<Option<Vec<u8>>>,
    /// The words of all pages, by language; nothing for one without a search.
    pub(super) ledgers: Vec<Option<Written>>,
}

/// What a trace is good for.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// Everything that decides the site but the texts of its pages.
    ground: Fingerprint,
    /// The manifest of what was published.
    manifest: Fingerprint,
    pages: u32,
    languages: u32,
}

/// So many pieces stand before those of the pages.
const FIRST: usize = 2;

/// A trace that was found again.
#[derive(Debug)]
pub(super) struct Trace {
    packed: Packed,
    pages: usize,
    languages: usize,
}

/// The fingerprint of the front matter of a page, with what encloses it.
pub(super) fn head_of(page: &Page, source: &Source) -> Fingerprint {
    Fingerprint::of(source.text().get(..page.front.body).unwrap_or_default().as_bytes())
}

/// Keeps the trace of a build that published a manifest of this fingerprint.
pub(super) fn leave(
    store: &Store,
    key: Fingerprint,
    ground: Fingerprint,
    manifest: Fingerprint,
    snapshot: &Snapshot,
    left: &Left,
) {
    let languages = left.ledgers.len() as u32;
    let head = bytes_of(&Head { ground, manifest, pages: snapshot.pages.len() as u32, languages });
    let kept = snapshot.kept.as_deref();
    let before = |entry: usize| kept.and_then(|kept| kept.seen(entry));
    let is_alone = snapshot.settings.config.cascade.is_empty()
        && snapshot.pages.iter().all(|page| page.front.meta.cascade.is_empty());
    let seen = |entry: usize| before(entry).is_none().then(|| seen(snapshot, entry, is_alone));
    let seen: Vec<Option<Vec<u8>>> = (0..snapshot.pages.len()).into_par_iter().map(seen).collect();
    let about = bytes_of(&left.about);
    let seen = seen.iter().enumerate().map(|(entry, new)| new.as_deref().or_else(|| before(entry)));
    let done = left.pages.iter().enumerate();
    let done = done.map(|(at, new)| new.as_deref().or_else(|| kept.and_then(|kept| kept.done(at))));
    let pages = seen.chain(done).map(Option::unwrap_or_default);
    let ledgers = left.ledgers.iter().flat_map(|ledger| match ledger {
        Some((head, lists)) => [&**head, &**lists],
        None => [&[][..]; 2],
    });
    let pieces: Vec<&[u8]> = [&*head, &*about].into_iter().chain(pages).chain(ledgers).collect();
    let head = pack::head(&pieces);
    let length = head.len() + pieces.iter().map(|piece| piece.len()).sum::<usize>();
    store.put_pieces(key, length, std::iter::once(&*head).chain(pieces));
}

fn seen(snapshot: &Snapshot, entry: usize, is_alone: bool) -> Vec<u8> {
    let (page, resolved) = (&snapshot.pages[entry], &snapshot.resolved[entry]);
    let source = snapshot.sources.get(page.source);
    let named = resolved.pages_by_anchor().filter_map(|node| snapshot.site.node(node).entry);
    let mut names: Vec<u32> = named.map(|entry| entry as u32).collect();
    names.sort_unstable();
    names.dedup();
    let mut bytes = bytes_of(&Seeing {
        source: source.fingerprint(),
        head: head_of(page, source),
        front: Front::of(page, source.text(), is_alone),
        outline: &page.outline,
        stubs: &page.stubs,
        reads_texts: resolved.reads_texts,
        names,
        shows: pictures::of_page(snapshot, entry).into_iter().map(|source| source.0).collect(),
    });
    bytes.extend(page.outline.leave());
    bytes
}

impl Trace {
    /// A trace that fits; nothing if it is one of something else.
    pub(super) fn open(
        bytes: Vec<u8>,
        ground: Fingerprint,
        manifest: Fingerprint,
        pages: usize,
        languages: usize,
    ) -> Option<Self> {
        let packed = Packed::open(bytes)?;
        let head: Head = postcard::from_bytes(packed.get(0)).ok()?;
        let fits = head == Head { ground, manifest, pages: pages as u32, languages: languages as u32 }
            && packed.len() >= FIRST + pages + 2 * languages;
        fits.then_some(Self { packed, pages, languages })
    }

    /// The files that were made from outlines alone.
    pub(super) fn about(&self) -> Option<Vec<String>> {
        postcard::from_bytes(self.packed.get(1)).ok()
    }

    pub(super) fn seen(&self, entry: usize) -> &[u8] {
        self.packed.get(FIRST + entry)
    }

    /// How many finished pages there were.
    pub(super) fn finished(&self) -> usize {
        self.packed.len() - FIRST - self.pages - 2 * self.languages
    }

    /// The words of all pages of a language, if it has a search.
    pub(super) fn ledger(&self, language: usize) -> Option<Ledger<'_>> {
        let at = FIRST + self.pages + self.finished() + 2 * language;
        Ledger::open(self.packed.get(at), self.packed.get(at + 1))
    }

    pub(super) fn done(&self, number: usize) -> &[u8] {
        self.packed.get(FIRST + self.pages + number)
    }

    /// What is known of each page.
    pub(super) fn all_seen(&self) -> Option<Vec<Seen>> {
        let seen = |entry| {
            let (mut seen, details): (Seen, _) = self.unpack(FIRST + entry)?;
            seen.outline.set_left(details);
            Some(seen)
        };
        (0..self.pages).into_par_iter().map(seen).collect()
    }

    /// What was gathered from a finished page.
    pub(super) fn gathered(&self, number: usize) -> Option<Done> {
        let ((listed, length), titles): ((Option<u32>, u64), _) = self.unpack(FIRST + self.pages + number)?;
        Some((listed.map(|listed| PageTerms::left(listed, titles)), length))
    }

    /// A value at the head of a piece, and the rest of it.
    fn unpack<T: DeserializeOwned>(&self, piece: usize) -> Option<(T, folded::Left)> {
        let (value, rest) = postcard::take_from_bytes(self.packed.get(piece)).ok()?;
        let end = self.packed.place(piece).end;
        Some((value, folded::Left { bytes: self.packed.bytes().clone(), place: end - rest.len()..end }))
    }
}
