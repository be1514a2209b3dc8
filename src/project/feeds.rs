//! Sitemap, robots.txt and the RSS feeds of a site.

use crate::project::frame;
use crate::project::outputs::Maker;
use crate::project::round::Batch;
use crate::publish::{Origin, Output};
use crate::render::feed::{self, Channel, FeedItem, SitemapEntry};
use crate::site::{Kind, NodeId};

impl Maker<'_> {
    /// Adds sitemap, robots.txt and feeds.
    pub(super) fn feeds(&self, batch: &mut Batch) {
        let config = &self.snapshot.settings.config;
        let site = &self.snapshot.site;
        let views = self.views();
        let absolute = |url: &str| format!("{}{url}", config.origin());
        let time_of = |id: NodeId| {
            let node = site.node(id);
            let path = node.source.map(|source| self.snapshot.sources.get(source).path.clone());
            path.and_then(|path| self.options.dates.get(&*path).map(|change| change.time))
                .or((node.date != 0).then_some(node.date))
        };
        if !config.disable_kinds.iter().any(|kind| kind == "sitemap") {
            let mut entries = Vec::new();
            for id in self.snapshot.rendered() {
                let node = site.node(id);
                let page = node.entry.map(|entry| &self.snapshot.pages[entry]);
                if page.is_some_and(|page| page.front.meta.build_list.as_deref() == Some("never")) {
                    continue;
                }
                let alternates = views
                    .languages(Some(id), node.language)
                    .iter()
                    .filter(|language| language["translated"] == true)
                    .map(|language| {
                        let text = |key: &str| language[key].as_str().unwrap_or("").to_string();
                        (text("tag"), absolute(&text("url")))
                    })
                    .collect();
                entries.push(SitemapEntry { url: absolute(&node.url), lastmod: time_of(id), alternates });
            }
            let file = feed::sitemap(&entries).into_bytes();
            batch.add("sitemap.xml".to_string(), Output::Bytes(file.into()), Origin::Generated("sitemap"));
        }
        if config.enable_robots_txt && !site.assets.by_file.contains_key("robots.txt") {
            let map = absolute(&format!("{}sitemap.xml", config.base_path()));
            let text = feed::robots((!config.origin().is_empty()).then_some(map.as_str()));
            batch.add("robots.txt".to_string(), Output::Bytes(text.into_bytes().into()), Origin::Generated("robots"));
        }
        for id in self.snapshot.rendered() {
            let node = site.node(id);
            if node.kind == Kind::Page || !frame::feeds_of(config, node.kind) {
                continue;
            }
            let items = self.feed_items(id);
            let urls: Vec<String> = items.iter().map(|&item| absolute(&site.node(item).url)).collect();
            let summaries: Vec<&str> = items
                .iter()
                .map(|&item| {
                    let entry = site.node(item).entry;
                    entry.map_or("", |entry| self.snapshot.pages[entry].outline.summary())
                })
                .collect();
            let list: Vec<FeedItem<'_>> = items
                .iter()
                .enumerate()
                .map(|(index, &item)| FeedItem {
                    title: &site.node(item).title,
                    url: &urls[index],
                    time: time_of(item),
                    summary: summaries[index],
                })
                .collect();
            let own = absolute(&format!("{}{}index.xml", config.base_path(), node.folder));
            let link = absolute(&node.url);
            let language = &config.languages[node.language];
            let title = if node.kind == Kind::Home {
                language.title.clone()
            } else {
                format!("{} · {}", node.title, language.title)
            };
            let channel =
                Channel { title: &title, link: &link, own: &own, language: &language.tag, description: &title };
            let xml = feed::rss(&channel, &list);
            let file = format!("{}index.xml", node.folder);
            batch.add(file, Output::Bytes(xml.into_bytes().into()), Origin::Generated("feed"));
        }
    }

    /// Home lists all regular pages, a section its own, a term its pages; newest first, then reading order.
    fn feed_items(&self, id: NodeId) -> Vec<NodeId> {
        let site = &self.snapshot.site;
        let node = site.node(id);
        let mut items: Vec<NodeId> = match node.kind {
            Kind::Home => {
                site.walks[node.language].iter().copied().filter(|&page| site.node(page).kind == Kind::Page).collect()
            }
            Kind::Term => {
                let term = site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms).find(|term| term.node == id);
                term.map_or(Vec::new(), |term| term.pages.clone())
            }
            Kind::Taxonomy => {
                let taxonomy = site.taxonomies.iter().find(|taxonomy| taxonomy.node == id);
                taxonomy.map_or(Vec::new(), |taxonomy| taxonomy.terms.iter().map(|term| term.node).collect())
            }
            _ => node.children.iter().copied().filter(|&page| site.node(page).listed).collect(),
        };
        items.retain(|&item| site.node(item).rendered);
        items.sort_by_key(|&item| std::cmp::Reverse(site.node(item).date));
        items
    }
}
