//! Small guides made by chance: sections with numbers, weights and typed numbers, and references of every kind.

use std::collections::BTreeMap;

/// A simple generator of numbers: the same in every run.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let at = self.below(list.len());
        &list[at]
    }
}

const WORDS: [&str; 12] =
    ["plan", "base", "network", "access", "costs", "keys", "audit", "backup", "region", "limits", "roles", "tests"];

/// One page of a guide to be.
struct Leaf {
    uid: usize,
    /// Relative to the content folder.
    path: String,
    logical: String,
    bundle: bool,
    section: bool,
    headings: usize,
    typed: bool,
}

/// What decides how links look.
pub struct Manner {
    ugly: bool,
    base: &'static str,
    french: bool,
}

/// The files of a guide.
pub fn files(chance: &mut Chance) -> BTreeMap<String, Vec<u8>> {
    let manner = Manner {
        ugly: chance.one_in(3),
        base: chance.pick::<&str>(&["/", "https://guide.example.org/", "https://example.org/docs/"]),
        french: chance.one_in(3),
    };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut leaves = vec![Leaf {
        uid: 0,
        path: "_index.md".into(),
        logical: String::new(),
        bundle: false,
        section: true,
        headings: 2,
        typed: false,
    }];
    let mut heads: Vec<String> = vec!["title: Home\n".to_string()];
    let mut uid = 0;
    let mut next = |section: bool| {
        uid += 1;
        format!("{}{uid}{}", WORDS[uid % WORDS.len()], if section { "s" } else { "" })
    };
    let sections = 2 + chance.below(3);
    let mut folders: Vec<(String, bool)> = Vec::new();
    for number in 1..=sections {
        folders.push((format!("{number:02}-{}", next(true)), chance.one_in(2)));
    }
    if chance.one_in(2) {
        let parent = folders[0].0.clone();
        folders.push((format!("{parent}/09-{}", next(true)), false));
    }
    for (at, (folder, typed)) in folders.iter().enumerate() {
        let number = if folder.contains('/') { 9 } else { at + 1 };
        leaves.push(Leaf {
            uid: leaves.len(),
            path: format!("{folder}/_index.md"),
            logical: folder.clone(),
            bundle: false,
            section: true,
            headings: 2,
            typed: false,
        });
        heads.push(format!("title: \"Chapter {at}\"\nweight: {}\n", number * 10));
        let step = *chance.pick(&[1usize, 10]);
        for number in 1..=2 + chance.below(3) {
            let name = format!("{number:02}-{}", next(false));
            let bundle = chance.one_in(4);
            let logical = format!("{folder}/{name}");
            let path = if bundle { format!("{logical}/index.md") } else { format!("{logical}.md") };
            if bundle {
                files.insert(format!("content/{logical}/own{}.png", leaves.len()), png(300 + leaves.len()));
            }
            let menu = if *typed { format!("menuTitle: '{number}. Page {}'\n", leaves.len()) } else { String::new() };
            heads.push(format!("title: Page {}\n{menu}weight: {}\n", leaves.len(), number * step));
            leaves.push(Leaf {
                uid: leaves.len(),
                path,
                logical,
                bundle,
                section: false,
                headings: 1 + chance.below(3),
                typed: *typed,
            });
        }
    }
    for picture in 0..3 {
        files.insert(format!("static/images/set/shot{picture}.png"), png(100 + picture));
    }
    files.insert("static/code/sample.txt".into(), b"a sample\n".to_vec());
    let mut config = format!("baseURL = \"{}\"\ntitle = \"Guide\"\nuglyURLs = {}\n", manner.base, manner.ugly);
    if manner.french {
        config.push_str("defaultContentLanguage = \"en\"\n[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n");
    }
    config.push_str("[markup.goldmark.renderer]\nunsafe = true\n");
    let target = 1 + chance.below(leaves.len() - 1);
    config.push_str(&format!(
        "[[menus.shortcuts]]\nname = \"Quick\"\npageRef = \"/{}\"\nweight = 5\n",
        leaves[target].logical
    ));
    files.insert("hugo.toml".into(), config.into_bytes());
    for at in 0..leaves.len() {
        let mut languages = vec![""];
        if manner.french && (leaves[at].section || leaves[at].typed || chance.one_in(2)) {
            languages.push(".fr");
        }
        for code in languages {
            let text = page(chance, &manner, &leaves, at, &heads[at], code);
            let path = leaves[at].path.replace(".md", &format!("{code}.md"));
            files.insert(format!("content/{path}"), text.into_bytes());
        }
    }
    files
}

/// The head of a PNG, and so many bytes: the size tells which picture it is.
fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x02\0\0\0".to_vec();
    bytes.resize(size, 0);
    bytes
}

fn page(chance: &mut Chance, manner: &Manner, leaves: &[Leaf], at: usize, head: &str, code: &str) -> String {
    let own = &leaves[at];
    let mut text = format!("---\n{head}uid: u{}\n", own.uid);
    if chance.one_in(6) && code.is_empty() {
        text.push_str(&format!("aliases:\n  - /before/{}/\n", own.uid));
    }
    if chance.one_in(5) {
        text.push_str("images: [\"/images/set/shot1.png\"]\n");
    }
    text.push_str("---\n\nSome words about it.\n");
    let mut definitions = String::new();
    for heading in 0..own.headings {
        text.push_str(&format!("\n## Part {heading} of {}\n\nA sentence.\n", own.uid));
        for link in 0..1 + chance.below(3) {
            let target = chance.below(leaves.len());
            let name = format!("L{heading}{link}");
            // French pages name what surely is there in French: sections.
            let target = if code.is_empty() || leaves[target].section { target } else { at };
            text.push_str(&reference(chance, manner, own, &leaves[target], &name, &mut definitions, code));
        }
    }
    text.push('\n');
    text.push_str(&definitions);
    text
}

/// A link of some kind in a paragraph of its own.
fn reference(
    chance: &mut Chance,
    manner: &Manner,
    own: &Leaf,
    target: &Leaf,
    name: &str,
    definitions: &mut String,
    code: &str,
) -> String {
    let fragment = match chance.below(3) {
        0 => format!("#part-{}-of-{}", chance.below(target.headings), target.uid),
        _ => String::new(),
    };
    let base = if manner.base.ends_with("/docs/") && chance.one_in(2) { "/docs/" } else { "/" };
    let prefix = if code.is_empty() { "" } else { "fr/" };
    let address = match target {
        Leaf { logical, .. } if logical.is_empty() => prefix.to_string(),
        Leaf { section: false, logical, .. } if manner.ugly => format!("{prefix}{logical}.html"),
        Leaf { logical, .. } => format!("{prefix}{logical}/"),
    };
    let folder = if own.section || own.bundle { own.logical.as_str() } else { parent(&own.logical) };
    let md = target.path.clone();
    let short = target.logical.rsplit('/').next().unwrap_or("");
    let is_home = target.logical.is_empty();
    match chance.below(15) {
        0 | 1 if !is_home => format!("\n[{name}]({{{{< relref \"{short}{fragment}\" >}}}})\n"),
        2 if !is_home => format!("\n[{name}]({{{{< ref \"{}{fragment}\" >}}}})\n", target.logical),
        3 if !is_home => format!("\n[{name}]({{{{< relref \"/{}{fragment}\" >}}}})\n", target.logical),
        4 if !is_home => format!("\n[{name}]({{{{% relref \"/{md}{fragment}\" %}}}})\n"),
        5 if !is_home => {
            let way = way(folder, &target.logical);
            let way = if way.starts_with('.') { way } else { format!("./{way}") };
            format!("\n[{name}]({{{{< relref \"{way}{fragment}\" >}}}})\n")
        }
        6 if !is_home => format!("\n[{name}]({}{fragment})\n", way(folder, &md)),
        7 => format!("\n[{name}]({base}{address}{fragment})\n"),
        8 if !is_home => {
            definitions.push_str(&format!("[d{name}]: {base}{address}{fragment} \"A title\"\n"));
            format!("\nSee [{name}][d{name}] and [again][d{name}].\n")
        }
        9 => format!("\n![{name}](/images/set/shot{}.png?width=20pc)\n", chance.below(3)),
        10 if own.bundle && code.is_empty() => format!("\n![{name}](own{}.png)\n", own.uid),
        11 => format!(
            "\n<a href=\"{}{address}?{name}\">x</a>\n",
            if manner.base.ends_with("/docs/") { "/docs/" } else { "/" }
        ),
        12 => "\n{{< include file=\"static/code/sample.txt\" >}}\n".to_string(),
        13 if manner.base.starts_with("https://guide") => {
            format!("\n[{name}](https://guide.example.org/{address}{fragment})\n")
        }
        14 => format!("\n[{name}](#part-0-of-{})\n", own.uid),
        _ => format!("\n[{name}]({{{{< relref \"#part-0-of-{}\" >}}}})\n", own.uid),
    }
}

pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The way from a folder to a path.
fn way(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let mut common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == to.len() {
        common -= 1;
    }
    let mut parts = vec![".."; from.len() - common];
    parts.extend(&to[common..]);
    parts.join("/")
}
