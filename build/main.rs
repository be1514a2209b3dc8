//! The build script: takes the collection of grammars apart, so that the program reads only those that a guide uses.

mod effects;
#[path = "../src/render/highlight/engine/line.rs"]
#[allow(dead_code, reason = "places are told apart when code is read")]
mod line;
mod pack;
#[path = "../src/render/highlight/scopes.rs"]
#[allow(dead_code, reason = "only the numbers of the effects are needed here")]
mod scopes;
mod told;

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build");
    for shared in ["scopes.rs", "engine/line.rs"] {
        println!("cargo:rerun-if-changed=src/render/highlight/{shared}");
    }
    let folder = std::env::var_os("OUT_DIR").expect("cargo names the folder");
    let packed = pack::pack(&two_face::syntax::extra_newlines());
    let licences = licences();
    let files: [(&str, &[u8]); 8] = [
        ("records.bin", &packed.records),
        ("texts.txt", packed.texts.as_bytes()),
        ("sets.bin", &packed.sets),
        ("places.bin", &packed.places),
        ("starts.bin", &packed.starts),
        ("words.bin", &packed.words),
        ("first_lines.bin", &packed.first_lines),
        ("licences.txt", licences.as_bytes()),
    ];
    for (name, bytes) in files {
        std::fs::write(Path::new(&folder).join(name), bytes).expect("cargo's folder can be written to");
    }
}

/// The licences that ask to be shipped with the program.
fn licences() -> String {
    let listing = two_face::acknowledgement::listing();
    let one = |license: &two_face::acknowledgement::License| {
        format!("\n---- {} ----\n\n{}\n", license.rel_path.display(), license.text.trim_end())
    };
    listing.for_syntaxes().iter().map(one).collect()
}
