//! A sound guide to break: chapters and pages that refer to each other in every way there is, made from a seed.

use crate::random::Random;
use std::collections::BTreeMap;

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A guide with its shape, so that a mutation knows what it breaks.
pub struct Guide {
    pub files: Files,
    pub chapters: usize,
    /// Pages of a chapter.
    pub pages: usize,
}

const NAMES: [&str; 8] = ["network", "accounts", "access", "logging", "budget", "workloads", "backup", "naming"];

impl Guide {
    pub fn new(random: &mut Random) -> Self {
        let (chapters, pages) = (2 + random.below(2), 3 + random.below(2));
        let mut guide = Self { files: Files::new(), chapters, pages };
        guide.put("hugo.toml", CONFIG);
        guide.put("templates/partials/custom-footer.html", "<p>\n<a href=\"/chapter-1/\">First chapter</a>\n</p>\n");
        guide.put("static/samples/policy.json", "{}\n");
        guide.put(
            "content/_index.md",
            "---\ntitle: Home\n---\nWelcome to the guide.\n\n{{% children %}}\n\nTake [the policy](/samples/policy.json).\n",
        );
        for chapter in 1..=chapters {
            guide.put(
                &format!("content/chapter-{chapter}/_index.md"),
                &format!(
                    "---\ntitle: Chapter {chapter}\nweight: {}\n---\nThis chapter has some pages.\n\n{{{{% children %}}}}\n",
                    chapter * 10
                ),
            );
            for page in 1..=pages {
                guide.put(
                    &format!("static/images/{}.svg", guide.name(chapter, page)),
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"60\"/>\n",
                );
                let text = guide.text(random, chapter, page);
                guide.put(&guide.path(chapter, page), &text);
            }
        }
        guide
    }

    pub fn name(&self, chapter: usize, page: usize) -> String {
        format!("{}-{chapter}", NAMES[(chapter * 3 + page) % NAMES.len()])
    }

    pub fn path(&self, chapter: usize, page: usize) -> String {
        format!("content/chapter-{chapter}/{}.md", self.name(chapter, page))
    }

    /// The page after one, in another chapter if it is the last.
    pub fn next(&self, chapter: usize, page: usize) -> (usize, usize) {
        if page < self.pages { (chapter, page + 1) } else { (chapter % self.chapters + 1, 1) }
    }

    pub fn any(&self, random: &mut Random) -> (usize, usize) {
        (1 + random.below(self.chapters), 1 + random.below(self.pages))
    }

    fn text(&self, random: &mut Random, chapter: usize, page: usize) -> String {
        let own = self.name(chapter, page);
        let (next_chapter, next_page) = self.next(chapter, page);
        let next = self.name(next_chapter, next_page);
        let (far_chapter, far_page) = self.next(next_chapter, next_page);
        let far = self.name(far_chapter, far_page);
        let mut blocks = vec![
            format!("The next page is [{next}]({{{{< relref \"{next}\" >}}}})."),
            format!("Its steps are [here]({{{{< relref \"/chapter-{next_chapter}/{next}#steps-of-{next}\" >}}}})."),
            format!("Before it moved, [it]({{{{< relref \"{next}#check\" >}}}}) had [another address](/old/{next}/)."),
            format!("[1. Check]({{{{< relref \"{far}#check\" >}}}}) follows later."),
            format!("![The {own} as a drawing](/images/{own}.svg?height=20pc)"),
            format!(
                "See <a href=\"#steps-of-{own}\">the steps</a> and <img src=\"/images/{next}.svg\" alt=\"the next drawing\"> as well."
            ),
            "{{% notice info %}}\nRead this with care.\n{{% /notice %}}".to_string(),
            "| Key | Value |\n|-|-|\n| Size | Small |".to_string(),
            format!("A file beside it: [the far page](../chapter-{far_chapter}/{far}.md)."),
            "{{< button href=\"https://docs.aws.amazon.com/organizations/\" >}}Read on{{< /button >}}".to_string(),
        ];
        for at in (1..blocks.len()).rev() {
            blocks.swap(at, random.below(at + 1));
        }
        format!(
            "---\ntitle: About {own}\nmenuTitle: {own}\nweight: {}\naliases:\n  - /old/{own}/\n---\nThis page is about {own}.\n\n{}\n\n## Steps of {own}\n\nDo the first thing.\n\n## 1. Check {{#check}}\n\nLook at the result.\n",
            page * 10,
            blocks.join("\n\n")
        )
    }

    pub fn put(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_string(), text.as_bytes().to_vec());
    }

    pub fn get(&self, path: &str) -> String {
        String::from_utf8(self.files[path].clone()).unwrap()
    }

    /// Replaces the first occurrence, which must be there; gives its line.
    pub fn replace(&mut self, path: &str, old: &str, new: &str) -> usize {
        let text = self.get(path);
        let at = text.find(old).unwrap_or_else(|| panic!("{old:?} is not in {path}:\n{text}"));
        let line = text[..at].matches('\n').count() + 1;
        self.put(path, &text.replacen(old, new, 1));
        line
    }

    /// All places of a text in all pages, as path and line.
    pub fn places(&self, what: &str) -> Vec<(String, usize)> {
        let mut places = Vec::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.ends_with(".md")) {
            let text = String::from_utf8_lossy(bytes);
            for (number, line) in text.lines().enumerate() {
                places.extend(line.matches(what).map(|_| (path.clone(), number + 1)));
            }
        }
        places
    }
}

const CONFIG: &str = "baseURL = \"https://guide.example.org/\"
title = \"Guide\"
disableKinds = [\"taxonomy\", \"term\"]

[params]
disableSearch = true

[check.rules]
link-raw-internal = \"off\"

[markup.goldmark.renderer]
unsafe = true

[[menu.shortcuts]]
name = \"First\"
pageRef = \"/chapter-1\"

[[menu.shortcuts]]
name = \"Policy\"
url = \"/samples/policy.json\"
";
