//! What publishing costs beside a plain copy of the same files. Run it by hand:
//! `cargo test --release --test publish -- --ignored figures --nocapture`.

use crate::support::*;
use guidegen::publish::{Origin, Output, Plan};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

fn pages(count: usize, changed: &str) -> Plan {
    let mut plan = Plan::default();
    for number in 0..count {
        let mut text = format!("<h1>{number}</h1>{}", if number == count / 2 { changed } else { "" });
        text.push_str(&"<p>A paragraph of a page as long as they are.</p>\n".repeat(340));
        let path = format!("section-{}/page-{number}/index.html", number / 50);
        plan.add(&path, Output::Bytes(text.into_bytes().into()), Origin::Generated("test")).unwrap();
    }
    plan
}

/// User and system time of this process and of its children so far, in milliseconds.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let fields: Vec<f64> = after.split_whitespace().skip(11).take(4).filter_map(|word| word.parse().ok()).collect();
    fields.iter().sum::<f64>() * 10.0
}

fn time<T>(name: &str, work: impl FnOnce() -> T) -> T {
    // Dates of the last two seconds are not believed, and nobody builds again so soon.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    let (wall, before) = (Instant::now(), cpu());
    let done = work();
    println!("  {name:<34}{:>7.0} ms wall {:>7.0} ms CPU", wall.elapsed().as_secs_f64() * 1000.0, cpu() - before);
    done
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap().success());
}

#[test]
#[ignore = "a measurement"]
fn figures() {
    let counts = std::env::var("PUBLISH_PAGES").unwrap_or("1000 2000 10000".to_owned());
    let only = std::env::var("PUBLISH_WAY").unwrap_or_default();
    for count in counts.split(' ').filter_map(|count| count.parse::<usize>().ok()) {
        for (name, durable, keep, in_place) in [
            ("swap", false, false, false),
            ("swap, keep", false, true, false),
            ("file by file", false, false, true),
            ("durable", true, false, false),
        ] {
            if !name.starts_with(&only) {
                continue;
            }
            println!("{count} pages of 17 kB, {name}");
            let mut place = place();
            place.protect.durable = durable;
            place.protect.in_place = in_place;
            place.protect.keep = keep.then(|| place.root.join(".guidegen-cache"));
            let (one, two, three) = (pages(count, ""), pages(count, "changed"), pages(count, "changed again"));
            time("first", || place.publish(&one).unwrap());
            if only.is_empty() {
                time("cp -r of it", || copy(&place.out, &place.dir.path().join("copy")));
                fs::remove_dir_all(place.dir.path().join("copy")).unwrap();
            }
            time("nothing changed", || place.publish(&one).unwrap());
            assert_eq!(time("one changed", || place.publish(&two).unwrap()).written, 1);
            assert_eq!(time("one changed, again", || place.publish(&three).unwrap()).written, 1);
            assert_eq!(time("one changed, a third time", || place.publish(&one).unwrap()).written, 1);
        }
    }
}
