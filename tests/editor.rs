//! The answers to an editor hold for every half-written text and every place in it.

mod support;

use guidegen::editor::complete::complete;
use guidegen::editor::hover::hover;
use guidegen::editor::{Desk, goto, outline, parse};
use guidegen::project::Project;
use std::sync::Arc;
use support::site;

const TEXTS: [&str; 4] = [
    "---\ntitle: \"Ü 😀\"\ntags: [a, \"b\"]\naliases:\n  - /x\ndraft: fal\n---\n\n# Ä {#ä}\n\n[x]({{< relref \"b#t\" >}}) ![p](/i.svg?width=3) <a href=\"/b/\">\n",
    "+++\ntitle = \"A\"\nweight = 1\n[params]\nx = [1,\n+++\n{{% notice note \"t\" %}}\n> [!NOTE]\n> x [y][z]\n{{% /notice %}}\n\n[z]: /b/#t \"ü\"\n",
    "{\"title\": \"A\"}\n{{< tabs groupid=`g` >}}{{% tab title=\"ü\" %}}**x** {{</* relref \"a\" */>}}{{% /tab %}}{{< /tabs >}}{{% include \"b\" %}}",
    "\u{feff}---\r\ntitle: A\r\n---\r\n## B\r\n{{< children sort=\"ti\" depth=2 />}}\r\n### C `{{% x %}}`\r\n[](<>)[]()![](](\r\n",
];

#[test]
fn no_half_written_text_and_no_place_in_it_is_too_odd() {
    let site = site(
        "-- guidegen.toml --\ntheme = \"foundation\"\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
         -- content/a.md --\n---\ntitle: A\n---\nText.\n-- content/b.md --\n---\ntitle: B\ntags: [q]\n---\n## T\n\nText.\n\
         -- images/i.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>\n",
    );
    let mut project = Project::open(site.root(), site.options.clone()).expect("a project");
    let snapshot = project.snapshot();
    let mut asked = 0;
    for whole in TEXTS {
        for (end, _) in whole.char_indices().chain([(whole.len(), ' ')]) {
            let text = &whole[..end];
            for path in ["content/a.md", "content/new/page.md"] {
                let page = parse(&snapshot, path, &Arc::from(text)).expect("a page");
                let desk = Desk::new(&snapshot, path, text, page, &[]).expect("a desk");
                outline::symbols(&desk);
                outline::links(&desk);
                // Where the author is, and a few other places.
                let places = text.char_indices().map(|(at, _)| at).step_by(7).chain([text.len()]);
                for offset in places {
                    asked += 1;
                    let completion = complete(&desk, offset, true);
                    if let Some(completion) = &completion {
                        let range = &completion.range;
                        assert!(range.start <= offset && offset <= range.end, "{text:?} {offset} {range:?}");
                        assert!(text.get(range.clone()).is_some_and(|old| !old.contains('\n')), "{text:?} {range:?}");
                    }
                    let found = hover(&desk, offset);
                    assert!(found.is_none_or(|found| text.get(found.range).is_some()), "{text:?} {offset}");
                    goto::definition(&desk, offset);
                    if let Some(subject) = goto::subject(&desk, offset) {
                        goto::references(&desk, &subject, true);
                    }
                }
            }
        }
    }
    assert!(asked > 5_000, "{asked}");
}
