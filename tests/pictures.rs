//! Smaller versions of pictures, through the public door.

mod support;

use guidegen::project::Project;
use guidegen::publish::Output;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{Built, Site, site};

const GUIDE: &str = "\
-- guidegen.toml --
baseURL = \"https://example.org/g/\"
title = \"G\"
-- content/_index.md --
---
title: Home
---
![wide](/images/wide.png) ![narrow](/images/narrow.png) ![drawing](/images/d.svg)

{{< figure src=\"/images/flat.png\" alt=\"flat\" >}}
-- images/d.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2000\" height=\"10\"></svg>
";

fn png(path: &Path, width: u32, height: u32, is_noise: bool) {
    let mut state = 7u64;
    let pixels: Vec<u8> = (0..width * height * 3)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if is_noise { (state >> 56) as u8 } else { 255 }
        })
        .collect();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let file = std::fs::File::create(path).expect("a file");
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().expect("a head").write_image_data(&pixels).expect("pixels");
}

fn guide(config: &str) -> Site {
    let site = site(&GUIDE.replace("title = \"G\"\n", &format!("title = \"G\"\n{config}")));
    png(&site.path("images/wide.png"), 2000, 20, true);
    png(&site.path("images/narrow.png"), 700, 20, true);
    png(&site.path("images/flat.png"), 1000, 1, false);
    png(&site.path("images/unused.png"), 1800, 20, true);
    site
}

fn build(site: &Site) -> (Built, usize) {
    let mut project = Project::open(site.root(), site.options.clone()).expect("a project");
    let snapshot = project.snapshot();
    let told = AtomicUsize::new(0);
    project.shrink_pictures(&snapshot, &|_, of| {
        told.store(of, Ordering::Relaxed);
    });
    let rendered = project.render(&snapshot);
    (Built { snapshot, rendered }, told.into_inner())
}

fn versions(built: &Built) -> Vec<(String, Vec<u8>)> {
    let pictures = built.rendered.plan.iter().filter(|(path, _)| path.starts_with("assets/pictures/"));
    pictures
        .filter_map(|(path, entry)| match &entry.output {
            Output::Bytes(bytes) => Some((path.to_string(), bytes.to_vec())),
            Output::File { .. } | Output::Shelved(..) => None,
        })
        .collect()
}

#[test]
fn a_wide_picture_is_shown_smaller_with_its_original_one_click_away() {
    let site = guide("");
    let (built, told) = build(&site);
    let made = versions(&built);
    let names: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(made.len(), 2, "{names:?}");
    let [large, small] = [1520, 760].map(|width| {
        let head = format!("assets/pictures/wide.{width}.");
        names.iter().find(|name| name.starts_with(&head)).copied().unwrap_or_else(|| panic!("{names:?}"))
    });
    let html = built.text("index.html");
    let img = format!(
        "<a class=\"lightbox-link\" href=\"/g/images/wide.png\"><img src=\"/g/images/wide.png\" \
         srcset=\"/g/{small} 760w, /g/{large} 1520w\" sizes=\"(min-width: 48rem) 44rem, 100vw\" width=\"2000\" height=\"20\""
    );
    assert!(html.contains(&img), "{html}");
    for untouched in ["narrow.png", "d.svg", "flat.png"] {
        assert!(html.contains(&format!("src=\"/g/images/{untouched}\"")), "{untouched}");
    }
    // A narrow picture, a small file, a drawing, a picture that no page shows are not even looked at.
    assert_eq!(told, 1);
    for file in ["images/wide.png", "images/unused.png"] {
        assert!(built.has(file));
    }
}

#[test]
fn the_cache_gives_the_same_bytes_and_may_be_torn_or_deleted() {
    let site = guide("");
    let first = versions(&build(&site).0);
    let folder = site.path(".guidegen-cache/pictures");
    let entries = || std::fs::read_dir(&folder).expect("a cache").flatten().map(|entry| entry.path());
    assert_eq!(entries().count(), 1);
    assert_eq!(versions(&build(&site).0), first);
    for entry in entries() {
        std::fs::write(entry, "torn").expect("a file");
    }
    assert_eq!(versions(&build(&site).0), first);
    std::fs::remove_dir_all(site.path(".guidegen-cache")).expect("a cache");
    assert_eq!(versions(&build(&site).0), first);
}

#[test]
fn a_changed_picture_has_other_versions() {
    let site = guide("");
    let first = versions(&build(&site).0);
    png(&site.path("images/wide.png"), 2001, 20, true);
    let second = versions(&build(&site).0);
    assert_eq!(second.len(), 2);
    assert!(first.iter().zip(&second).all(|(a, b)| a.0 != b.0));
}

#[test]
fn pictures_stay_as_they_are_where_that_is_wanted() {
    let site = guide("[guidegen]\nimages = false\n");
    let (built, _) = build(&site);
    assert!(versions(&built).is_empty());
    assert!(built.text("index.html").contains("src=\"/g/images/wide.png\" width=\"2000\""));
    assert!(!site.path(".guidegen-cache").exists());
    // Without being asked, as while serving.
    assert!(versions(&guide("").build()).is_empty());
}
