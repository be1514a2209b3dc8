//! The build script: takes the collection of grammars apart, so that the program reads only those that a guide uses, and makes
//! the built-in theme and the list of emoji ready.

mod effects;
#[path = "../src/render/highlight/engine/line.rs"]
#[allow(dead_code, reason = "places are told apart when code is read")]
mod line;
mod pack;
#[path = "../src/render/highlight/scopes.rs"]
#[allow(dead_code, reason = "only the numbers of the effects are needed here")]
mod scopes;
#[path = "../src/theme/stylesheet.rs"]
mod stylesheet;
mod theme;
mod told;

use std::collections::BTreeMap;
use std::path::Path;

/// The folder of the built-in theme.
const THEME: &str = "themes/foundation";

fn main() {
    let shared = ["src/render/highlight/scopes.rs", "src/render/highlight/engine/line.rs", "src/theme/stylesheet.rs"];
    for input in ["build", THEME].iter().chain(&shared) {
        println!("cargo:rerun-if-changed={input}");
    }
    let folder = std::env::var_os("OUT_DIR").expect("cargo names the folder");
    let packed = pack::pack(&two_face::syntax::extra_newlines());
    let (licences, theme, emoji) = (licences(), theme::as_rust(Path::new(THEME)), emoji());
    let files: [(&str, &[u8]); 10] = [
        ("records.bin", &packed.records),
        ("texts.txt", packed.texts.as_bytes()),
        ("sets.bin", &packed.sets),
        ("places.bin", &packed.places),
        ("starts.bin", &packed.starts),
        ("words.bin", &packed.words),
        ("first_lines.bin", &packed.first_lines),
        ("licences.txt", licences.as_bytes()),
        ("theme.rs", theme.as_bytes()),
        ("emoji.txt", emoji.as_bytes()),
    ];
    for (name, bytes) in files {
        std::fs::write(Path::new(&folder).join(name), bytes).expect("cargo's folder can be written to");
    }
}

/// The codes of all emoji, sorted: one a line, a tab, the emoji. A table of Rust would be 400 kB that the loader touches
/// whenever the program starts.
fn emoji() -> String {
    let codes = emojis::iter().flat_map(|emoji| emoji.shortcodes().map(move |code| (code, emoji.as_str())));
    let codes: BTreeMap<&str, &str> = codes.collect();
    codes.iter().map(|(code, emoji)| format!("{code}\t{emoji}\n")).collect()
}

/// The licences that ask to be shipped with the program.
fn licences() -> String {
    let listing = two_face::acknowledgement::listing();
    let one = |license: &two_face::acknowledgement::License| {
        format!("\n---- {} ----\n\n{}\n", license.rel_path.display(), license.text.trim_end())
    };
    listing.for_syntaxes().iter().map(one).collect()
}
