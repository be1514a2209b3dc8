//! What was learnt of addresses of other sites, kept in a file with dates; and what follows from it.

use crate::cli::external::client::{Answer, Status};
use guidegen::rules::facts::{External, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Days are counted in UTC, as whole numbers since 1970.
pub type Day = i64;

const SECONDS_OF_DAY: i64 = 86_400;

/// All that is known, by address.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    links: BTreeMap<String, Entry>,
}

/// What is known of one address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// A status of HTTP, `no host`, or why there was none.
    pub status: String,
    /// The day of the last answer.
    pub checked: String,
    /// The last day on which it was sound.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub good: String,
    /// The first day of an unbroken row of dead answers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub dead_since: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub moved_to: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub permanent: bool,
    /// Anchors that were looked for: those that are there, and those that are not.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub anchors: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub missing_anchors: BTreeSet<String>,
}

const VERSION: u32 = 1;

impl Cache {
    /// Reads the file. One that is torn or of another version is empty: everything is asked again.
    pub fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        let cache: Self = serde_json::from_str(&text).unwrap_or_default();
        if cache.version == VERSION { cache } else { Self { version: VERSION, links: BTreeMap::new() } }
    }

    /// Writes the file beside the old one, which it then replaces. Addresses that this run did not ask for stay in it.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let told = |error: std::io::Error| format!("`{}` cannot be written: {error}", file.display());
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(told)?;
        }
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let beside = file.with_extension(format!("new-{}", std::process::id()));
        fs::write(&beside, text + "\n").and_then(|()| fs::rename(&beside, file)).map_err(told)
    }

    /// Whether a server must be asked: nothing is known, it was not sound, it is too long ago, or an anchor is new.
    pub fn is_open(&self, url: &str, fragments: &BTreeSet<String>, today: Day, age: Day) -> bool {
        let Some(entry) = self.links.get(url) else { return true };
        let fresh = day(&entry.checked).is_some_and(|checked| (0..age.max(1)).contains(&(today - checked)));
        // A missing anchor may have been written in the meantime.
        let known = fragments.iter().all(|fragment| entry.anchors.contains(fragment));
        !(fresh && entry.good == entry.checked && known)
    }

    /// Takes in an answer.
    pub fn learn(&mut self, url: &str, answer: &Answer, fragments: &BTreeSet<String>, today: Day) {
        let now = written(today);
        let entry = self.links.entry(url.to_string()).or_default();
        entry.checked.clone_from(&now);
        entry.status = answer.status.to_string();
        match answer.status {
            Status::Code(200..=299) => {
                entry.good = now;
                entry.dead_since = String::new();
                let (to, permanent) = answer.moved.clone().unwrap_or_default();
                entry.moved_to = to;
                entry.permanent = permanent;
                if let Some(ids) = &answer.anchors {
                    for fragment in fragments {
                        // GitHub puts this before the ids of what users write.
                        let there = ids.contains(fragment) || ids.contains(&format!("user-content-{fragment}"));
                        if there {
                            entry.missing_anchors.remove(fragment);
                            entry.anchors.insert(fragment.clone());
                        } else {
                            entry.anchors.remove(fragment);
                            entry.missing_anchors.insert(fragment.clone());
                        }
                    }
                } else {
                    // Nobody can tell: not asked, no page, or made by a script.
                    entry.anchors.extend(fragments.iter().cloned());
                    entry.missing_anchors.clear();
                }
            }
            Status::Code(404 | 410) | Status::NoHost if entry.dead_since.is_empty() => entry.dead_since = now,
            _ => {}
        }
    }

    /// What is to be told of an address. Dead is what was seen dead on two days.
    pub fn verdicts(&self, url: &str, fragments: &BTreeSet<String>, today: Day) -> Vec<External> {
        let tell = |verdict| External { url: url.to_string(), verdict };
        let Some(entry) = self.links.get(url) else {
            return vec![tell(Verdict::Unknown { why: "it was not asked".to_string() })];
        };
        let dead_now = matches!(entry.status.as_str(), "404" | "410" | "no host");
        if dead_now {
            let since = day(&entry.dead_since).unwrap_or(today);
            let last = day(&entry.checked).unwrap_or(today);
            return vec![tell(if since < last {
                Verdict::Dead { status: entry.status.clone(), since: entry.dead_since.clone() }
            } else {
                Verdict::Unknown {
                    why: format!("{}, seen for the first time; dead is what is so on two days", entry.status),
                }
            })];
        }
        if entry.good != entry.checked {
            let last = if entry.good.is_empty() { String::new() } else { format!(", last sound on {}", entry.good) };
            return vec![tell(Verdict::Unknown { why: format!("{}{last}", entry.status) })];
        }
        let mut verdicts = Vec::new();
        if !entry.moved_to.is_empty() {
            verdicts.push(tell(if is_front_page(&entry.moved_to) && !is_front_page(url) {
                Verdict::FrontPage { to: entry.moved_to.clone() }
            } else {
                Verdict::Moved { to: entry.moved_to.clone(), permanent: entry.permanent }
            }));
        }
        for fragment in fragments.intersection(&entry.missing_anchors) {
            verdicts.push(tell(Verdict::NoAnchor { fragment: fragment.clone() }));
        }
        verdicts
    }
}

/// Whether an address names the top of a site, or of one of its languages.
fn is_front_page(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let language = path.len() <= 5 && !path.contains('/') && path.split(['-', '_']).all(|part| part.len() == 2);
    path.is_empty()
        || language
        || (!path.contains('/') && matches!(name, "index.html" | "index.htm" | "home" | "404" | "404.html"))
}

/// The day of a moment in seconds since 1970.
pub fn day_of(now: i64) -> Day {
    now.div_euclid(SECONDS_OF_DAY)
}

fn written(day: Day) -> String {
    jiff::Timestamp::from_second(day * SECONDS_OF_DAY)
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        .unwrap_or_default()
}

fn day(text: &str) -> Option<Day> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let time = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(day_of(time.timestamp().as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: Status) -> Answer {
        Answer { status, moved: None, anchors: None, retry_after: None }
    }

    fn told(cache: &Cache, today: Day) -> Vec<Verdict> {
        cache
            .verdicts("https://a.org/x", &BTreeSet::new(), today)
            .into_iter()
            .map(|external| external.verdict)
            .collect()
    }

    #[test]
    fn dead_is_what_is_dead_on_two_days() {
        let mut cache = Cache::default();
        let none = BTreeSet::new();
        cache.learn("https://a.org/x", &answer(Status::Code(404)), &none, 20_000);
        assert!(matches!(&told(&cache, 20_000)[..], [Verdict::Unknown { why }] if why.contains("first time")));
        cache.learn("https://a.org/x", &answer(Status::Code(404)), &none, 20_000);
        assert!(matches!(&told(&cache, 20_000)[..], [Verdict::Unknown { .. }]));
        // A busy server in between neither proves nor clears it.
        cache.learn("https://a.org/x", &answer(Status::Code(503)), &none, 20_001);
        assert!(matches!(&told(&cache, 20_001)[..], [Verdict::Unknown { why }] if why == "503"));
        cache.learn("https://a.org/x", &answer(Status::Code(410)), &none, 20_002);
        assert_eq!(told(&cache, 20_002), [Verdict::Dead { status: "410".into(), since: "2024-10-04".into() }]);
        cache.learn("https://a.org/x", &answer(Status::Code(200)), &none, 20_003);
        assert_eq!(told(&cache, 20_003), []);
        cache.learn("https://a.org/x", &answer(Status::NoHost), &none, 20_004);
        assert!(matches!(&told(&cache, 20_004)[..], [Verdict::Unknown { .. }]));
    }

    #[test]
    fn what_forbids_or_fails_is_unknown_with_its_last_good_day() {
        let mut cache = Cache::default();
        let none = BTreeSet::new();
        cache.learn("https://a.org/x", &answer(Status::Code(200)), &none, 20_000);
        for status in
            [Status::Code(429), Status::Code(403), Status::Code(500), Status::Failed("no answer in time".into())]
        {
            cache.learn("https://a.org/x", &answer(status), &none, 20_001);
            assert!(
                matches!(&told(&cache, 20_001)[..], [Verdict::Unknown { why }] if why.ends_with("last sound on 2024-10-04"))
            );
        }
    }

    #[test]
    fn a_good_answer_holds_for_some_days_and_a_missing_anchor_is_asked_again() {
        let mut cache = Cache::default();
        let wanted = BTreeSet::from(["there".to_string(), "gone".to_string()]);
        let there = BTreeSet::from(["there".to_string()]);
        let ids = Answer { anchors: Some(["user-content-there".to_string()].into()), ..answer(Status::Code(200)) };
        cache.learn("u", &ids, &wanted, 20_000);
        assert!(!cache.is_open("u", &there, 20_006, 7));
        assert!(cache.is_open("u", &there, 20_007, 7));
        assert!(cache.is_open("u", &wanted, 20_000, 7));
        assert!(cache.is_open("v", &there, 20_000, 7));
        assert_eq!(
            cache.verdicts("u", &wanted, 20_000),
            [External { url: "u".into(), verdict: Verdict::NoAnchor { fragment: "gone".into() } }]
        );
    }

    #[test]
    fn a_redirect_to_a_front_page_is_no_move() {
        for (url, front) in [
            ("https://a.org/", true),
            ("https://a.org", true),
            ("https://a.org/en/", true),
            ("https://a.org/en-us/?from=x", true),
            ("https://a.org/guide/", false),
            ("https://a.org/guide/index.html", false),
        ] {
            assert_eq!(is_front_page(url), front, "{url}");
        }
    }
}
