//! The reload channel: what an open page is told, and which page is told it (server-sent events,
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! An event is not a step but a state: the fingerprint of the page as it stands now, of all styles and scripts,
//! and the findings. A page compares it with what it has. So nothing is lost when events are merged, when a laptop
//! sleeps or when the server is started anew, and nothing has to be remembered for those who are away.

use crate::serve::limits;
use crate::serve::mime::{self, Kind};
use crate::serve::picture::{Body, Difference, Picture};
use crate::serve::{finding, html};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The head of the answer that never ends. It has no length, so the connection ends with it.
pub const HEAD: &str = "HTTP/1.1 200 OK\r\nServer: guidegen\r\nContent-Type: text/event-stream\r\n\
    Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
    Connection: close\r\n\r\nretry: 500\n\n";

/// A sign of life. An event and not a comment, so that a page notices when it stays away.
pub const BEAT: &str = "event: beat\ndata: \n\n";

/// One change of what is shown.
pub struct Publication {
    pub old: Arc<Picture>,
    pub new: Arc<Picture>,
    pub difference: Difference,
}

/// What of a publication concerns one page: URL paths.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lists {
    changed: BTreeSet<String>,
    removed: BTreeSet<String>,
    css: BTreeSet<String>,
}

impl Lists {
    /// What concerns the page at a decoded URL path; none if it need not be told. It is told if its own bytes or
    /// findings changed, if it came or went, if any style changed, or a script or picture it loads.
    pub fn of(page: &str, publication: &Publication) -> Option<Self> {
        let Publication { old, new, difference } = publication;
        let (before, now) = (old.output(page), new.output(page));
        let mut lists = Self::default();
        let mut told = !findings_equal(old, new, before.map(|(path, _)| &**path), now.map(|(path, _)| &**path));
        match (before, now) {
            (Some((_, before)), Some((path, now))) if !before.same(now) => {
                lists.changed.insert(new.url(path));
            }
            (None, Some((path, _))) => {
                lists.changed.insert(new.url(path));
            }
            (Some((path, _)), None) => {
                lists.removed.insert(new.url(path));
            }
            _ => {}
        }
        let bytes = now.and_then(|(_, file)| match file.body() {
            Body::Memory(bytes) => Some(bytes),
            Body::Disk(_) => None,
        });
        for asset in difference.changed.iter().chain(&difference.removed) {
            match mime::kind(asset) {
                Kind::Style => {
                    lists.css.insert(new.url(asset));
                }
                Kind::Script | Kind::Picture if bytes.is_some_and(|bytes| html::loads(bytes, asset)) => {
                    lists.changed.insert(new.url(asset));
                }
                Kind::Script | Kind::Picture | Kind::Page | Kind::Other => {}
            }
            if lists.changed.len() + lists.css.len() >= limits::EVENT_PATHS {
                break;
            }
        }
        told |= lists != Self::default();
        told.then_some(lists)
    }

    /// Adds what a later publication changed, for a client that has not taken the earlier event yet.
    pub fn merge(&mut self, later: Self) {
        self.removed.retain(|url| !later.changed.contains(url));
        self.changed.retain(|url| !later.removed.contains(url));
        self.changed.extend(later.changed);
        self.removed.extend(later.removed);
        self.css.extend(later.css);
    }
}

fn findings_equal(old: &Picture, new: &Picture, before: Option<&str>, now: Option<&str>) -> bool {
    old.findings(before).eq(new.findings(now))
}

/// What never changes while the server runs.
pub struct Channel {
    /// Tells one run of the server from another.
    pub boot: String,
    /// The pattern of links that open a source in an editor.
    pub editor: String,
}

impl Channel {
    /// The event for the page at a decoded URL path, as it stands in this picture.
    pub fn event(&self, picture: &Picture, generation: u64, page: &str, lists: &Lists) -> String {
        let output = picture.output(page);
        let findings: Vec<Value> =
            picture.findings(output.map(|(path, _)| &**path)).map(|finding| finding.json(&self.editor)).collect();
        let state = json!({
            "generation": generation,
            "boot": self.boot,
            "page": output.map(|(_, file)| file.print().to_string()),
            "styles": picture.styles().to_string(),
            "scripts": picture.scripts().to_string(),
            "changed": lists.changed,
            "removed": lists.removed,
            "css": lists.css,
            "findings": findings,
        });
        // JSON has no line breaks outside strings, and escapes those within: it is one line.
        format!("id: {}-{generation}\nevent: state\ndata: {state}\n\n", self.boot)
    }
}

impl Default for Channel {
    fn default() -> Self {
        Self { boot: String::new(), editor: finding::VS_CODE.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::serve::finding::Finding;
    use crate::serve::picture::File;

    fn picture(files: &[(&str, &str)]) -> Picture {
        let file = |text: &str| File::memory(text.as_bytes().into());
        Picture::new("/", files.iter().map(|(path, text)| (Arc::from(*path), file(text))))
    }

    fn told(page: &str, old: &Picture, new: &Picture) -> Option<Lists> {
        let difference = Difference::between(old, new);
        Lists::of(page, &Publication { old: Arc::new(old.clone()), new: Arc::new(new.clone()), difference })
    }

    fn finding() -> Finding {
        Finding {
            severity: Severity::Error,
            rule: "r".into(),
            message: "line\nbreak".into(),
            source: "a.md".into(),
            file: "/a.md".into(),
            line: 1,
            column: 2,
            text: String::new(),
        }
    }

    #[test]
    fn only_the_concerned_are_told() {
        let old = picture(&[
            ("a/index.html", "<script src=/s.js>"),
            ("b/index.html", "2"),
            ("s.js", "1"),
            ("i.js", "1"),
            ("x.css", "1"),
        ]);
        let edited = picture(&[
            ("a/index.html", "<script src=/s.js>!"),
            ("b/index.html", "2"),
            ("s.js", "1"),
            ("i.js", "2"),
            ("x.css", "1"),
        ]);
        let lists = told("/a/", &old, &edited).expect("told");
        assert_eq!(lists.changed.iter().collect::<Vec<_>>(), ["/a/"]);
        assert_eq!(told("/b/", &old, &edited), None);
        let script = picture(&[
            ("a/index.html", "<script src=/s.js>"),
            ("b/index.html", "2"),
            ("s.js", "2"),
            ("i.js", "1"),
            ("x.css", "1"),
        ]);
        assert!(told("/a/", &old, &script).is_some_and(|lists| lists.changed.contains("/s.js")));
        assert_eq!(told("/b/", &old, &script), None);
        let style = picture(&[
            ("a/index.html", "<script src=/s.js>"),
            ("b/index.html", "2"),
            ("s.js", "1"),
            ("i.js", "1"),
            ("x.css", "2"),
        ]);
        assert!(
            told("/b/", &old, &style).is_some_and(|lists| lists.css.contains("/x.css") && lists.changed.is_empty())
        );
    }

    #[test]
    fn pages_that_come_and_go() {
        let (with, without) = (picture(&[("a/index.html", "1")]), picture(&[]));
        assert!(told("/a/", &with, &without).is_some_and(|lists| lists.removed.contains("/a/")));
        assert!(told("/a/", &without, &with).is_some_and(|lists| lists.changed.contains("/a/")));
        assert_eq!(told("/c/", &without, &with), None);
    }

    #[test]
    fn findings_reach_their_page_or_all_pages() {
        let site = picture(&[("a/index.html", "1"), ("b/index.html", "1")]);
        let own = site.clone().with_findings(vec![], [("a/index.html".into(), vec![finding()])]);
        assert!(told("/a/", &site, &own).is_some() && told("/b/", &site, &own).is_none());
        let all = site.clone().with_findings(vec![finding()], []);
        assert!(told("/a/", &site, &all).is_some() && told("/missing/", &site, &all).is_some());
        assert!(told("/a/", &all, &all).is_none());
    }

    #[test]
    fn an_event_is_one_line_of_data() {
        let site = picture(&[("a/index.html", "1")]).with_findings(vec![finding()], []);
        let event = Channel::default().event(&site, 7, "/a/", &Lists::default());
        assert_eq!(event.lines().count(), 4, "{event}");
        assert!(event.ends_with("\n\n") && event.contains("line\\nbreak") && event.contains("\"generation\":7"));
        assert!(Channel::default().event(&site, 7, "/b/", &Lists::default()).contains("\"page\":null"));
    }

    #[test]
    fn merged_lists_end_in_the_last_state() {
        let (with, without) = (picture(&[("a/index.html", "1")]), picture(&[]));
        let mut lists = told("/a/", &with, &without).expect("removed");
        lists.merge(told("/a/", &without, &with).expect("back"));
        assert!(lists.removed.is_empty() && lists.changed.contains("/a/"));
    }
}
