//! temporary
use super::*;
use serde_json::json;
pub struct Loaded {
    pub config: Config,
    pub problems: Vec<Problem>,
}
fn lower(v: Value) -> Value {
    match v {
        Value::Object(m) => Value::Object(m.into_iter().map(|(k, v)| (k.to_lowercase(), lower(v))).collect()),
        Value::Array(a) => Value::Array(a.into_iter().map(lower).collect()),
        o => o,
    }
}
pub fn load(sources: &crate::source::Sources, _named: Option<&str>) -> Loaded {
    let text = ["guidegen.toml", "hugo.toml", "config.toml"]
        .iter()
        .find_map(|f| sources.find(f))
        .map(|(_, s)| s.text().to_string())
        .unwrap_or_default();
    let v: Value = lower(serde_json::to_value(text.parse::<::toml::Table>().unwrap()).unwrap());
    let s = |k: &str, d: &str| v.pointer(k).and_then(|x| x.as_str()).unwrap_or(d).to_string();
    let b = |k: &str, d: bool| v.pointer(k).and_then(|x| x.as_bool()).unwrap_or(d);
    let i = |k: &str, d: i64| v.pointer(k).and_then(|x| x.as_i64()).unwrap_or(d);
    let obj = |k: &str| v.pointer(k).and_then(|x| x.as_object()).cloned().unwrap_or_default();
    let menus = |m: Map<String, Value>| -> BTreeMap<String, Vec<MenuEntry>> {
        m.into_iter()
            .map(|(k, l)| {
                let mut l: Vec<MenuEntry> = l
                    .as_array()
                    .cloned()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|e| {
                        let t = |k: &str| e.get(k).and_then(|x| x.as_str()).unwrap_or("").to_string();
                        MenuEntry {
                            identifier: t("identifier"),
                            name: t("name"),
                            url: t("url"),
                            page_ref: t("pageref"),
                            title: t("title"),
                            pre: t("pre"),
                            post: t("post"),
                            parent: t("parent"),
                            weight: e.get("weight").and_then(|x| x.as_i64()).unwrap_or(0),
                            params: Map::new(),
                            span: None,
                        }
                    })
                    .collect();
                l.sort_by_key(|e| e.weight);
                (k, l)
            })
            .collect()
    };
    let params = obj("/params");
    let sm = menus(obj("/menu"));
    let def = s("/defaultcontentlanguage", "en");
    let mut languages: Vec<Language> = obj("/languages")
        .into_iter()
        .map(|(code, l)| {
            let t = |k: &str, d: &str| l.get(k).and_then(|x| x.as_str()).unwrap_or(d).to_string();
            let mut p = params.clone();
            for (k, x) in l.as_object().unwrap() {
                if !["title", "weight", "languagename", "menu"].contains(&k.as_str()) {
                    p.insert(k.clone(), x.clone());
                }
            }
            let mut m = sm.clone();
            m.extend(menus(l.get("menu").and_then(|x| x.as_object()).cloned().unwrap_or_default()));
            Language {
                tag: code.clone(),
                name: t("languagename", &code),
                right_to_left: false,
                weight: l.get("weight").and_then(|x| x.as_i64()).unwrap_or(0),
                title: t("title", &s("/title", "")),
                content_dir: None,
                params: p,
                menus: m,
                disabled: false,
                code,
            }
        })
        .collect();
    languages.sort_by_key(|l| l.weight);
    if languages.is_empty() {
        languages.push(Language {
            code: def.clone(),
            tag: s("/languagecode", &def),
            name: def.clone(),
            right_to_left: false,
            weight: 0,
            title: s("/title", ""),
            content_dir: None,
            params: params.clone(),
            menus: sm.clone(),
            disabled: false,
        });
    }
    let mut base = s("/baseurl", "/");
    if !base.ends_with('/') {
        base.push('/')
    }
    let _ = json!(0);
    Loaded {
        config: Config {
            files: vec![],
            base_url: base,
            title: s("/title", ""),
            theme: v.get("theme").and_then(|x| x.as_str()).map(|x| (x.to_string(), None)),
            languages,
            default_language: def,
            default_language_in_subdir: b("/defaultcontentlanguageinsubdir", false),
            content_dir: s("/contentdir", "content"),
            static_dirs: vec!["static".into()],
            archetype_dir: "archetypes".into(),
            ugly_urls: b("/uglyurls", false),
            relative_urls: b("/relativeurls", false),
            canonify_urls: false,
            disable_path_to_lower: false,
            remove_path_accents: false,
            enable_emoji: b("/enableemoji", false),
            enable_git_info: false,
            enable_robots_txt: false,
            build_drafts: false,
            build_future: false,
            build_expired: false,
            summary_length: 70,
            ref_links_error: true,
            ref_links_not_found_url: String::new(),
            markup: Markup {
                unsafe_html: b("/markup/goldmark/renderer/unsafe", false),
                hard_wraps: false,
                typographer: true,
                linkify: true,
                linkify_protocol: "https".into(),
                strikethrough: true,
                table: true,
                task_list: true,
                definition_list: true,
                footnote: true,
                auto_heading_id: true,
                auto_id_type: AutoIdType::Github,
                heading_attributes: true,
                passthrough: None,
                toc_start: i("/markup/tableofcontents/startlevel", 2),
                toc_end: i("/markup/tableofcontents/endlevel", 3),
                toc_ordered: false,
            },
            highlight: Highlight {
                code_fences: true,
                line_numbers: None,
                line_number_start: 1,
                anchor_line_numbers: false,
                guess_syntax: false,
                tab_width: 4,
                style: String::new(),
            },
            outputs: BTreeMap::new(),
            taxonomies: [("tags".to_string(), "tag".to_string()), ("categories".to_string(), "category".to_string())]
                .into(),
            disable_kinds: vec![],
            permalinks: BTreeMap::new(),
            menus: sm,
            params,
            cascade: vec![],
            check: obj("/check"),
            guidegen: Map::new(),
        },
        problems: vec![],
    }
}
