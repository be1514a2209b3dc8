//! Each kind of reference by itself, and what cannot be done.

use crate::scene::Scene;
use guidegen::project::moves::{Change, Terms, Wish};
use guidegen::rename::Refusal;

const GUIDE: &str = "-- hugo.toml --
baseURL = \"https://guide.example.org/docs/\"
title = \"Guide\"
[markup.goldmark.renderer]
unsafe = true
[params]
logo = \"images/plan.png\"
landing = \"/base/keys/\"
[[menus.shortcuts]]
name = \"Keys\"
pageRef = \"/base/keys\"
[[menus.shortcuts]]
name = \"Again\"
url = \"/docs/base/keys/\"
[[cascade]]
color = \"red\"
[cascade.target]
path = \"/base/**\"
-- content/_index.md --
---
title: Home
---
-- content/base/_index.md --
---
title: Base
weight: 10
---
-- content/base/keys.md --
---
title: Keys
weight: 10
---

## Rotate

[Near](other.md), [there](../more/), [own](#rotate), ![A plan](/images/plan.png)
-- content/base/other.md --
---
title: Other
weight: 20
---

[Keys]({{< relref \"keys\" >}})
-- content/more/_index.md --
---
title: More
weight: 20
---

## A part
-- static/images/plan.png --
PNG
";

/// A guide with one more page, whose body is given.
fn with(body: &str) -> Scene {
    Scene::of(&format!("{GUIDE}-- content/more/links.md --\n---\ntitle: Links\nweight: 10\n---\n{body}\n"))
}

fn body(scene: &Scene, path: &str) -> String {
    scene.text(path).rsplit("---\n").next().unwrap_or("").trim().to_string()
}

/// What becomes of a body when `base/keys.md` goes to `more/tokens.md`.
fn moved(written: &str) -> String {
    let mut scene = with(written);
    scene
        .mv("content/base/keys.md", "content/more/tokens.md")
        .unwrap_or_else(|refusal| panic!("{written}: {refusal:?}"));
    body(&scene, "content/more/links.md")
}

#[test]
fn references_keep_their_manner() {
    for (written, becomes) in [
        ("[x]({{< relref \"keys\" >}})", "[x]({{< relref \"tokens\" >}})"),
        ("[x]({{< relref \"keys.md\" >}})", "[x]({{< relref \"tokens.md\" >}})"),
        ("[x]({{< ref \"base/keys#rotate\" >}})", "[x]({{< ref \"more/tokens#rotate\" >}})"),
        ("[x]({{% relref path=\"/base/keys.md\" %}})", "[x]({{% relref path=\"/more/tokens.md\" %}})"),
        ("[x]({{< relref \"../base/keys\" >}})", "[x]({{< relref \"./tokens\" >}})"),
        ("[x](../base/keys.md)", "[x](tokens.md)"),
        ("[x](../base/keys.md#rotate \"T\")", "[x](tokens.md#rotate \"T\")"),
        ("[x](<../base/keys.md>)", "[x](<tokens.md>)"),
        ("[x](/base/keys/)", "[x](/more/tokens/)"),
        ("[x](/docs/base/keys)", "[x](/docs/more/tokens)"),
        ("[x](/docs/base/keys/?a=b#rotate)", "[x](/docs/more/tokens/?a=b#rotate)"),
        ("[x](/base/keys.md)", "[x](/more/tokens.md)"),
        ("[x](../../base/keys/)", "[x](../tokens/)"),
        ("[x](../../base/keys/index.html)", "[x](../tokens/index.html)"),
        ("[x](https://guide.example.org/docs/base/keys/)", "[x](https://guide.example.org/docs/more/tokens/)"),
        ("<https://guide.example.org/docs/base/keys/>", "<https://guide.example.org/docs/more/tokens/>"),
        ("[x][k]\n\n[k]: /base/keys/ \"T\"", "[x][k]\n\n[k]: /more/tokens/ \"T\""),
        ("<a href=\"/docs/base/keys/\">x</a>", "<a href=\"/docs/more/tokens/\">x</a>"),
        ("<a href='../../base/keys/'>x</a>", "<a href='../tokens/'>x</a>"),
        (
            "{{% button href=\"/base/keys/\" %}}x{{% /button %}}",
            "{{% button href=\"/more/tokens/\" %}}x{{% /button %}}",
        ),
        (
            "{{% notice tip %}}\n[x]({{< relref \"keys\" >}})\n{{% /notice %}}",
            "{{% notice tip %}}\n[x]({{< relref \"tokens\" >}})\n{{% /notice %}}",
        ),
        (
            "[x](https://elsewhere.example/base/keys/) and [y](/more/)",
            "[x](https://elsewhere.example/base/keys/) and [y](/more/)",
        ),
        ("`{{</* relref \"keys\" */>}}`", "`{{</* relref \"keys\" */>}}`"),
    ] {
        assert_eq!(moved(written), becomes);
    }
}

#[test]
fn a_name_that_two_pages_have_becomes_a_path() {
    let mut scene = with("[x]({{< relref \"keys\" >}})");
    scene.mv("content/more/_index.md", "content/extra").expect("a folder");
    assert_eq!(body(&scene, "content/extra/links.md"), "[x]({{< relref \"keys\" >}})");
    scene.mv("content/extra/links.md", "content/extra/keys.md").expect("a page");
    assert_eq!(body(&scene, "content/base/other.md"), "[Keys]({{< relref \"keys\" >}})");
    // From its own folder the name would lead to itself now.
    assert_eq!(body(&scene, "content/extra/keys.md"), "[x]({{< relref \"base/keys\" >}})");
}

#[test]
fn settings_follow() {
    let mut scene = with("x");
    scene.mv("content/base", "content/foundation").expect("a folder");
    let config = scene.text("hugo.toml");
    for line in [
        "landing = \"/foundation/keys/\"",
        "pageRef = \"/foundation/keys\"",
        "url = \"/docs/foundation/keys/\"",
        "path = \"/foundation/**\"",
    ] {
        assert!(config.contains(line), "{line}\n{config}");
    }
    scene.mv("static/images/plan.png", "static/images/base/plan.png").expect("a picture");
    assert!(scene.text("hugo.toml").contains("logo = \"images/base/plan.png\""));
    assert!(scene.text("content/foundation/keys.md").contains("![A plan](/images/base/plan.png)"));
}

#[test]
fn what_moves_looks_from_its_new_place() {
    let mut scene = with("x");
    scene.write_new("content/more/deep/_index.md", "---\ntitle: Deep\nweight: 20\n---\n");
    let change = scene.mv("base/keys", "more/deep/tokens").expect("a page");
    assert_eq!(change.moves, [("content/base/keys.md".to_string(), "content/more/deep/tokens.md".to_string())]);
    let text = scene.text("content/more/deep/tokens.md");
    assert!(
        text.contains("[Near](../../base/other.md), [there](../../more/), [own](#rotate), ![A plan](/images/plan.png)"),
        "{text}"
    );
    assert!(text.contains("aliases: [\"/base/keys/\"]"), "{text}");
    assert_eq!((change.aliases, change.files.len()), (1, 1));
    // Back again: the old alias goes, and the other way round is written down.
    scene.mv("content/more/deep/tokens.md", "content/base/keys.md").expect("a page");
    let text = scene.text("content/base/keys.md");
    assert!(text.contains("aliases: [\"/more/deep/tokens/\"]"), "{text}");
    assert!(text.contains("[Near](other.md), [there](../more/), [own](#rotate)"), "{text}");
}

#[test]
fn aliases_are_written_in_the_form_that_is_there() {
    for (written, becomes) in [
        ("aliases: /one/", "aliases: [\"/one/\", \"/base/keys/\"]"),
        ("aliases: [/one/, '/two/']", "aliases: [/one/, '/two/', \"/base/keys/\"]"),
        ("aliases:\n  - /one/\n  - \"/two/\"", "aliases:\n  - /one/\n  - \"/two/\"\n  - \"/base/keys/\""),
        ("aliases: [\"/more/tokens/\", \"/one/\"]", "aliases: [\"/base/keys/\", \"/one/\"]"),
        ("aliases: [\"one\"]", "aliases: [\"/base/one/\", \"/base/keys/\"]"),
        ("weight: 10", "aliases: [\"/base/keys/\"]\nweight: 10"),
    ] {
        let guide = GUIDE.replace("title: Keys\nweight: 10\n", &format!("title: Keys\n{written}\n"));
        let mut scene = Scene::of(&guide);
        let wish = Wish::Move { from: "base/keys".into(), to: "more/tokens".into(), weight: None };
        scene
            .make(&wish, Terms { force: true, ..Terms::default() })
            .unwrap_or_else(|refusal| panic!("{written}: {refusal:?}"));
        let text = scene.text("content/more/tokens.md");
        assert!(text.contains(becomes), "{written}:\n{text}");
    }
    let mut scene =
        Scene::of(&GUIDE.replace("---\ntitle: Keys\nweight: 10\n---", "+++\ntitle = \"Keys\"\nweight = 10\n+++"));
    scene.mv("base/keys", "more/tokens").expect("a page");
    assert!(scene.text("content/more/tokens.md").starts_with("+++\ntitle = \"Keys\"\naliases = [\"/base/keys/\"]\n"));
}

#[test]
fn bundles_attachments_and_translations_go_along() {
    let mut scene = Scene::of(
        "-- hugo.toml --
defaultContentLanguage = \"en\"
[languages.en]
weight = 1
[languages.fr]
weight = 2
-- content/_index.md --
---
title: Home
---
-- content/_index.fr.md --
---
title: Accueil
---
-- content/a/_index.md --
---
title: A
---
-- content/a/_index.fr.md --
---
title: A
---
-- content/a/one.md --
---
title: One
---
![A plan](two/plan.png) [French]({{< relref path=\"two\" lang=\"fr\" >}})
-- content/a/one.fr.md --
---
title: Un
---
[x]({{< relref \"two\" >}})
-- content/a/one.files/x.pdf --
PDF
-- content/b/_index.md --
---
title: B
---
-- content/b/_index.fr.md --
---
title: B
---
-- content/a/two/index.md --
---
title: Two
---
![A plan](plan.png)
-- content/a/two/index.fr.md --
---
title: Deux
---
-- content/a/two/plan.png --
PNG
",
    );
    scene.mv("content/a/two", "content/b/three").expect("a bundle");
    assert_eq!(scene.text("content/b/three/plan.png"), "PNG\n");
    assert!(scene.text("content/b/three/index.md").contains("![A plan](plan.png)"));
    assert!(scene.text("content/b/three/index.fr.md").contains("aliases: [\"/a/two/\"]"));
    assert!(
        scene
            .text("content/a/one.md")
            .contains("![A plan](../b/three/plan.png) [French]({{< relref path=\"three\" lang=\"fr\" >}})")
    );
    assert!(scene.text("content/a/one.fr.md").contains("[x]({{< relref \"three\" >}})"));
    let change = scene.mv("content/a/one.md", "content/b/uno.md").expect("a page");
    assert_eq!(change.files.len(), 3);
    assert!(scene.text("content/b/uno.md").contains("![A plan](three/plan.png)"));
    assert!(scene.text("content/b/uno.fr.md").contains("three"));
    assert_eq!(scene.text("content/b/uno.files/x.pdf"), "PDF\n");
}

const NUMBERED: &str = "-- hugo.toml --
title = \"Guide\"
-- content/_index.md --
---
title: Home
---
-- content/base/_index.md --
---
title: Base
---
[5. Third]({{< relref \"03-third\" >}}), [3. Third]({{< relref \"03-third\" >}})
-- content/base/01-first.md --
---
title: First
menuTitle: \"1. First\"
weight: 10
---
-- content/base/02-second/index.md --
---
title: Second
menuTitle: '2. Second'
weight: 20
---
-- content/base/03-third.md --
---
title: 3. Third
weight: 30
---
-- content/base/05-fifth.md --
---
title: 4. Fifth
weight: 50
---
-- archetypes/default.md --
---
title: '{{ replace .Name \"-\" \" \" | title }}'
weight: 10
---
What it is about.
";

#[test]
fn room_is_made_for_a_new_page() {
    let mut scene = Scene::of(NUMBERED);
    let wish = Wish::Insert {
        folder: "content/base".into(),
        after: "1".into(),
        title: "Look around".into(),
        name: None,
        kind: None,
    };
    let change = scene.make(&wish, Terms::default()).expect("room");
    assert_eq!(change.created.as_deref(), Some("content/base/02-look-around.md"));
    assert_eq!(
        change.moves,
        [
            ("content/base/02-second", "content/base/03-second"),
            ("content/base/03-third.md", "content/base/04-third.md")
        ]
        .map(|(from, to)| (from.to_string(), to.to_string()))
    );
    let new = scene.text("content/base/02-look-around.md");
    assert!(
        new.contains("menuTitle: \"2. Look around\"")
            && new.contains("weight: 20")
            && new.contains("What it is about."),
        "{new}"
    );
    let second = scene.text("content/base/03-second/index.md");
    assert!(second.contains("menuTitle: '3. Second'") && second.contains("weight: 30"), "{second}");
    assert!(second.contains("aliases: [\"/base/02-second/\"]"), "{second}");
    let third = scene.text("content/base/04-third.md");
    assert!(third.contains("title: 4. Third") && third.contains("weight: 40"), "{third}");
    // Behind the gap only the typed number goes on.
    let fifth = scene.text("content/base/05-fifth.md");
    assert!(fifth.contains("title: 5. Fifth") && fifth.contains("weight: 50"), "{fifth}");
    // A link that named its target by its number names it by the new one; one that was wrong before is left alone.
    assert!(scene.text("content/base/_index.md").contains("[4. Third]({{< relref \"04-third\" >}})"));
}

#[test]
fn a_page_that_leaves_closes_the_row_and_one_that_comes_opens_it() {
    let mut scene = Scene::of(NUMBERED);
    let refusal = scene.mv("content/base/02-second", "content/more/02-second").expect_err("no chapter");
    assert!(refusal.help.iter().any(|help| help.contains("guidegen new more/")), "{refusal:?}");
    scene.write_new("content/more/_index.md", "---\ntitle: More\n---\n");
    scene.mv("content/base/02-second", "content/more/02-second").expect("a bundle");
    assert!(scene.text("content/base/03-third.md").contains("title: 2. Third"));
    assert!(scene.text("content/base/05-fifth.md").contains("title: 3. Fifth"));
    assert!(scene.text("content/more/02-second/index.md").contains("menuTitle: '1. Second'"));
    scene.mv("content/more/02-second", "content/base/02-second").expect("a bundle");
    assert!(scene.text("content/base/02-second/index.md").contains("menuTitle: '2. Second'"));
    assert!(scene.text("content/base/05-fifth.md").contains("title: 4. Fifth"));
}

#[test]
fn a_weight_follows_the_number_or_goes_last() {
    let mut scene = Scene::of(NUMBERED);
    scene.mv("content/base/05-fifth.md", "content/base/04-fifth.md").expect("a page");
    assert!(scene.text("content/base/04-fifth.md").contains("weight: 40"));
    scene.write_new("content/more/_index.md", "---\ntitle: More\n---\n");
    scene.write_new("content/more/a.md", "---\ntitle: A\nweight: 40\n---\n");
    let change = scene.mv("content/base/04-fifth.md", "content/more/").expect("a page");
    assert!(scene.text("content/more/04-fifth.md").contains("weight: 50"));
    assert!(change.notes.iter().any(|note| note.contains("--weight N")), "{:?}", change.notes);
}

fn heading(scene: &mut Scene, at: &str, title: &str, keep_id: bool) -> Result<Change, Refusal> {
    let (file, id) = at.split_once('#').expect("an id");
    let wish = Wish::Heading { file: file.into(), id: id.into(), title: title.into(), keep_id };
    scene.make(&wish, Terms::default())
}

#[test]
fn headings_take_their_links_along() {
    let links = "[a]({{< relref \"keys#rotate\" >}}) [b]({{< relref \"keys\" >}}#rotate) [c](../base/keys.md#rotate) [d](/base/keys/#rotate)";
    let mut scene = with(links);
    let change = heading(&mut scene, "base/keys#rotate", "Change the keys", false).expect("a heading");
    assert_eq!(body(&scene, "content/more/links.md"), links.replace("rotate", "change-the-keys"));
    assert!(scene.text("content/base/keys.md").contains("## Change the keys\n"));
    assert!(scene.text("content/base/keys.md").contains("[own](#change-the-keys)"));
    assert_eq!((change.references, change.pages), (5, 2));
    let mut scene = with(links);
    heading(&mut scene, "content/base/keys.md#rotate", "Change the keys", true).expect("a heading");
    assert_eq!(body(&scene, "content/more/links.md"), links);
    assert!(scene.text("content/base/keys.md").contains("## Change the keys {#rotate}\n"));
}

#[test]
fn ids_that_count_on_are_followed() {
    let mut scene = with("[a]({{< relref \"keys#rotate\" >}}) [b]({{< relref \"keys#rotate-1\" >}})");
    let text = scene.text("content/base/keys.md").replace("## Rotate\n", "## Rotate\n\nx\n\n## Rotate\n");
    scene.write_new("content/base/keys.md", &text);
    heading(&mut scene, "base/keys#rotate", "Turn", false).expect("a heading");
    // The second one is the first of its name now.
    assert_eq!(
        body(&scene, "content/more/links.md"),
        "[a]({{< relref \"keys#turn\" >}}) [b]({{< relref \"keys#rotate\" >}})"
    );
}

#[test]
fn what_cannot_be_done_is_told_and_touches_nothing() {
    let mut scene = with("x");
    let before = scene.tree();
    for (from, to, message, help) in [
        (
            "content/base/kyes.md",
            "content/x.md",
            "there is no `content/base/kyes.md`",
            "did you mean `content/base/keys.md`?",
        ),
        (
            "base/keys",
            "base/other",
            "cannot become `content/base/other.md`: that is there already",
            "choose another name",
        ),
        ("base/keys", "base/keys", "stays where it is", "another place"),
        ("base", "base/deeper", "cannot go into itself", ""),
        ("content/base/keys.md", "keys.md", "`keys.md` lies outside", "did you mean `content/keys.md`?"),
        ("content/base/keys.md", "static/keys.md", "outside the content folder", "pages stay below `content`"),
        ("content/base/keys.md", "../keys.md", "is not in the guide", ""),
        ("content", "content2", "named by the configuration", ""),
        ("hugo.toml", "content/x.toml", "neither content nor a static file", ""),
        ("content/base/keys.md", "content/base/.keys.md", "cannot be the name of a file", ""),
        (
            "content/base/keys.md",
            "content/base/keys.txt",
            "is a page, and `content/base/keys.txt` would be none",
            "`.md`",
        ),
        ("content/base/keys.md", "content/more.md", "has that place already", ""),
    ] {
        let refusal = scene.mv(from, to).expect_err(&format!("{from} to {to}"));
        assert!(refusal.message.contains(message), "{from} to {to}: {refusal:?}");
        assert!(refusal.help.iter().any(|own| own.contains(help)) || help.is_empty(), "{from} to {to}: {refusal:?}");
    }
    for (at, title, message) in [
        ("base/keys#rotat", "X", "has no heading `rotat`"),
        ("base/kyes#rotate", "X", "there is no page `base/kyes`"),
        ("base/keys#rotate", " ", "cannot be a heading"),
        ("base/keys#rotate", "Rotate", "is `Rotate` already"),
    ] {
        let refusal = heading(&mut scene, at, title, false).expect_err(at);
        assert!(refusal.message.contains(message), "{at}: {refusal:?}");
    }
    assert_eq!(scene.tree(), before);
}

#[test]
fn a_new_finding_is_a_refusal() {
    let mut scene = Scene::of(NUMBERED);
    let wish = |weight| Wish::Move { from: "base/05-fifth".into(), to: "base/06-fifth".into(), weight: Some(weight) };
    let refusal = scene.make(&wish(30), Terms::default()).expect_err("two of one weight");
    assert!(refusal.message.contains("weight-duplicate"), "{refusal:?}");
    assert!(refusal.help.iter().any(|help| help.contains("--weight N")), "{refusal:?}");
    scene.make(&wish(30), Terms { force: true, ..Terms::default() }).expect("by force");
}
