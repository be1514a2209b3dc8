//! From a request and the picture to an answer: all that HTTP asks for, without a socket.

use crate::fingerprint::Fingerprint;
use crate::serve::conditional::Tag;
use crate::serve::disk::{self, Asset};
use crate::serve::gzip::{self, Packed};
use crate::serve::hosts::Hosts;
use crate::serve::limits;
use crate::serve::path::{self, Refusal, Target};
use crate::serve::picture::{Body, File, Found, Picture};
use crate::serve::range::{self, Part};
use crate::serve::request::Request;
use crate::serve::response::Answer;
use crate::serve::{html, mime};
use std::sync::Arc;
use tiny_http::{HTTPVersion, Method};

/// The reload script, as it is sent to browsers.
const CLIENT: &str = include_str!("client.js");

/// What happens to the connection of a request.
pub enum Reply {
    Answer(Answer),
    /// It becomes a listener on the reload channel, for the page at this decoded URL path.
    Listen(String),
}

/// All that an answer depends on besides the request and the picture.
pub struct Rules {
    pub hosts: Hosts,
    /// Whether pages carry the reload script and the reload channel exists.
    pub live: bool,
    pub packed: Packed,
}

/// Answers one request.
pub fn answer(request: &Request, picture: &Picture, rules: &Rules) -> Reply {
    let reply = decide(request, picture, rules).unwrap_or_else(Reply::Answer);
    match reply {
        Reply::Answer(answer) => {
            let answer = if request.method == Method::Head { answer.without_content() } else { answer };
            let stays = request.keeps_alive() && !request.has_body();
            Reply::Answer(if stays { answer } else { answer.closing() })
        }
        listen => listen,
    }
}

fn decide(request: &Request, picture: &Picture, rules: &Rules) -> Result<Reply, Answer> {
    guard(request, rules)?;
    let target = match path::read(&request.target) {
        Ok(target) => target,
        Err(Refusal::Malformed) => return Err(Answer::sentence(400, "This is not the path of a page.")),
        Err(Refusal::Hidden) => return Err(Answer::sentence(404, "Nothing stands here.")),
    };
    if let Some(own) = target.path.strip_prefix(picture.base()).and_then(|inner| inner.strip_prefix(super::CHANNEL)) {
        return channel(own, request, &target, rules);
    }
    Ok(Reply::Answer(match picture.find(&target.path) {
        Found::File(output, file) => show(request, picture, rules, output, file),
        Found::Redirect(to) => redirect(&to, target.query.as_deref()),
        Found::Nothing => missing(request, picture, rules, &target.path),
    }))
}

/// Refuses what is not meant for this server, before the path is looked at.
fn guard(request: &Request, rules: &Rules) -> Result<(), Answer> {
    let mut hosts = request.all("Host");
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if !rules.hosts.allow(host) => {
            return Err(Answer::sentence(
                403,
                "This development server answers only under localhost and its own address. \
                 To call it by another name, start it with --allowed-host NAME.",
            ));
        }
        (Some(_), Some(_)) => return Err(Answer::sentence(400, "A request names its host once.").closing()),
        // RFC 9112, section 3.2.
        (None, _) if request.version == HTTPVersion(1, 1) => {
            return Err(Answer::sentence(400, "A request names its host.").closing());
        }
        _ => {}
    }
    if !matches!(request.method, Method::Get | Method::Head) {
        return Err(Answer::sentence(405, "This server only shows pages: GET and HEAD.").header("Allow", "GET, HEAD"));
    }
    if request.has_body() {
        return Err(Answer::sentence(413, "A request for a page has no body."));
    }
    Ok(())
}

/// The server's own paths, below `.guidegen`.
fn channel(own: &str, request: &Request, target: &Target, rules: &Rules) -> Result<Reply, Answer> {
    let nothing = Answer::sentence(404, "Nothing stands here.");
    match own {
        "/client.js" if rules.live => {
            let bytes: Arc<[u8]> = CLIENT.as_bytes().into();
            let tag = Tag::strong(Fingerprint::of(&bytes), "");
            Ok(Reply::Answer(represent(request, rules, 200, mime::of(own), &bytes, &tag)))
        }
        "/events" if rules.live => {
            let foreign = request.header("Origin").is_some_and(|origin| !rules.hosts.allow_origin(origin));
            let crossed = request.header("Sec-Fetch-Site").is_some_and(|site| site == "cross-site");
            if foreign || crossed {
                return Err(Answer::sentence(403, "Only pages of this server may listen here."));
            }
            if request.method == Method::Head {
                return Err(Answer::new(200).header("Content-Type", "text/event-stream"));
            }
            let page = target.query.as_deref().and_then(|query| path::parameter(query, "page")).unwrap_or_default();
            let page = path::read(&page).map_err(|_| Answer::sentence(400, "This is not the path of a page."))?;
            Ok(Reply::Listen(page.path))
        }
        _ => Err(nothing),
    }
}

/// Permanent for the site, but not for the browser: tomorrow another guide may stand on this port.
fn redirect(to: &str, query: Option<&str>) -> Answer {
    let to = query.map_or_else(|| to.to_owned(), |query| format!("{to}?{query}"));
    Answer::sentence(301, &format!("This stands at {to}.")).header("Location", to)
}

/// An output that exists.
fn show(request: &Request, picture: &Picture, rules: &Rules, output: &Arc<str>, file: &File) -> Answer {
    let media_type = mime::of(output);
    let (bytes, print) = match file.body() {
        Body::Memory(bytes) => (bytes.clone(), file.print()),
        Body::Disk(path) => match disk::open(picture, path) {
            Ok(Asset::Whole(bytes)) => {
                let print = Fingerprint::of(&bytes);
                (bytes.into(), print)
            }
            Ok(Asset::Large(file, length, tag)) => return stream(request, media_type, file, length, &tag),
            Err(_) => return missing(request, picture, rules, &format!("{}{output}", picture.base())),
        },
    };
    if rules.live && mime::is_html(output) {
        let script = html::script(picture.base(), &file.print().to_string());
        let form = format!("-{}", Fingerprint::of(script.as_bytes()).short(8));
        let shown = html::with(&bytes, &script);
        return represent(request, rules, 200, media_type, &shown.into(), &Tag::strong(print, &form));
    }
    represent(request, rules, 200, media_type, &bytes, &Tag::strong(print, ""))
}

/// Bytes in the form the client asks for: not again, in part, packed, or as they are.
fn represent(
    request: &Request,
    rules: &Rules,
    status: u16,
    media_type: &'static str,
    bytes: &Arc<[u8]>,
    tag: &Tag,
) -> Answer {
    let asked_range = request.header("Range").filter(|_| request.method == Method::Get);
    let asked_range = asked_range.filter(|_| request.header("If-Range").is_none_or(|header| tag.is(header)));
    let packs = bytes.len() >= limits::GZIP_FROM && mime::packs(media_type);
    let wants_packed = packs && asked_range.is_none() && gzip::accepted(request.list("Accept-Encoding").as_deref());
    let packed = if wants_packed { rules.packed.get(&tag.header(), bytes) } else { None };
    let own_tag = if packed.is_some() { tag.packed() } else { tag.clone() };
    let head = |status: u16| {
        let answer = Answer::new(status).header("Content-Type", media_type).header("ETag", own_tag.header());
        let answer = answer.header("Accept-Ranges", "bytes");
        if packs { answer.header("Vary", "Accept-Encoding") } else { answer }
    };
    if request.list("If-None-Match").is_some_and(|list| own_tag.is_in(&list)) {
        let length = packed.as_ref().unwrap_or(bytes).clone();
        return head(304).content(length).without_content();
    }
    if let Some(packed) = &packed {
        return head(status).header("Content-Encoding", "gzip").content(packed.clone());
    }
    let length = bytes.len() as u64;
    match range::read(asked_range, length) {
        Part::Whole => head(status).content(bytes.clone()),
        Part::Beyond => head(416).header("Content-Range", format!("bytes */{length}")),
        Part::Bytes(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1));
            let within = |end: u64| usize::try_from(end).unwrap_or(bytes.len()).min(bytes.len());
            head(206).header("Content-Range", range).part(bytes.clone(), within(part.start)..within(part.end))
        }
    }
}

/// A large file, of which only the part that is asked for is read.
fn stream(request: &Request, media_type: &'static str, file: std::fs::File, length: u64, tag: &Tag) -> Answer {
    let head = |status: u16| {
        Answer::new(status)
            .header("Content-Type", media_type)
            .header("ETag", tag.header())
            .header("Accept-Ranges", "bytes")
    };
    if request.list("If-None-Match").is_some_and(|list| tag.is_in(&list)) {
        return head(304).file(file, 0..length).without_content();
    }
    let asked = request.header("Range").filter(|_| request.method == Method::Get);
    let asked = asked.filter(|_| request.header("If-Range").is_none_or(|header| tag.is(header)));
    match range::read(asked, length) {
        Part::Whole => head(200).file(file, 0..length),
        Part::Beyond => head(416).header("Content-Range", format!("bytes */{length}")),
        Part::Bytes(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1));
            head(206).header("Content-Range", range).file(file, part)
        }
    }
}

/// The site's own 404 page and the pages that may have been meant; one sentence where no person looks.
fn missing(request: &Request, picture: &Picture, rules: &Rules, path: &str) -> Answer {
    let person = request.header("Sec-Fetch-Dest").is_none_or(|kind| matches!(kind, "document" | "iframe" | "empty"));
    let asset = path.rsplit('/').next().is_some_and(|name| name.contains('.')) && !mime::is_html(path);
    if !person || asset {
        return Answer::sentence(404, "Nothing stands here.");
    }
    let near = picture.near(path);
    let own = picture.file("404.html").and_then(|file| match file.body() {
        Body::Memory(bytes) => Some(html::with_near(bytes, &near)),
        Body::Disk(path) => match disk::open(picture, path) {
            Ok(Asset::Whole(bytes)) => Some(html::with_near(&bytes, &near)),
            _ => None,
        },
    });
    let page = own.unwrap_or_else(|| html::missing(path, &near).into_bytes());
    let page = if rules.live { html::with(&page, &html::script(picture.base(), "")) } else { page };
    Answer::new(404).header("Content-Type", "text/html; charset=utf-8").content(page.into())
}
