//! Content types: from the name of an output to its media type.

/// The media type of a file, by its extension (IANA's registry; RFC 9239 for JavaScript).
/// Text carries its charset, because all that guidegen writes is UTF-8.
pub fn of(path: &str) -> &'static str {
    match extension(path).as_str() {
        "html" | "htm" | "xhtml" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" | "cjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" | "xsl" => "application/xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "txt" | "log" | "conf" | "ini" | "sh" | "ps1" | "tf" | "toml" | "hcl" => "text/plain; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "apng" => "image/apng",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "ogv" => "video/ogg",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}

/// Whether gzip makes a media type smaller: text does, pictures are packed already.
pub fn packs(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type);
    essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || matches!(
            essence,
            "application/yaml" | "application/wasm" | "font/ttf" | "font/otf" | "image/bmp" | "image/x-icon"
        )
}

/// Whether an output is a page in which the reload script may stand.
pub fn is_html(path: &str) -> bool {
    of(path).starts_with("text/html")
}

/// What a change of an output means to an open page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Page,
    Style,
    Script,
    Picture,
    Other,
}

/// The kind of an output, by its media type.
pub fn kind(path: &str) -> Kind {
    let media_type = of(path);
    match media_type.split('/').next() {
        _ if media_type.starts_with("text/html") => Kind::Page,
        _ if media_type.starts_with("text/css") => Kind::Style,
        _ if media_type.starts_with("text/javascript") => Kind::Script,
        Some("image" | "video" | "audio") => Kind::Picture,
        _ => Kind::Other,
    }
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_carries_its_charset() {
        assert_eq!(of("a/index.HTML"), "text/html; charset=utf-8");
        assert_eq!(of("x.tar.gz"), "application/gzip");
        assert_eq!(of("CNAME"), "application/octet-stream");
        assert_eq!(of("v1.2/LICENSE"), "application/octet-stream");
    }

    #[test]
    fn pictures_are_not_packed_again() {
        assert!(packs(of("a.svg")) && packs(of("a.json")) && packs(of("a.html")) && packs(of("index.xml")));
        assert!(!packs(of("a.png")) && !packs(of("a.woff2")) && !packs(of("a.zip")));
    }
}
