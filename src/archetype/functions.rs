//! The fields and functions of Hugo that archetypes use.

use super::expression::Value;
use super::{Facts, date, title};
use regex_lite::Regex;

/// Calls a function or reads a field.
pub fn call(name: &str, arguments: Vec<Value>, facts: &Facts) -> Result<Value, String> {
    if arguments.is_empty()
        && let Some(value) = field(name, facts)
    {
        return Ok(value);
    }
    let is_other = name.starts_with(['$', '.']) || name.contains(":=") || matches!(name, "=" | ",");
    let count = arguments.len();
    let wrong = || format!("`{name}` does not take {count} values here");
    let text = |at: usize| arguments.get(at).map(Value::text);
    let texts = (text(0), text(1), text(2));
    Ok(match (bare(name), texts) {
        ("replace", (Some(text), Some(old), Some(new))) => match arguments.get(3) {
            Some(Value::Number(limit)) if *limit >= 0 => {
                Value::Text(text.replacen(&old, &new, usize::try_from(*limit).unwrap_or(usize::MAX)))
            }
            _ => Value::Text(text.replace(&old, &new)),
        },
        ("replaceRE", (Some(pattern), Some(new), Some(text))) => {
            let pattern = Regex::new(&pattern).map_err(|error| format!("the pattern cannot be read: {error}"))?;
            Value::Text(pattern.replace_all(&text, new.as_str()).into_owned())
        }
        ("title", (Some(text), None, _)) => Value::Text(title::title(&text)),
        ("humanize", (Some(text), None, _)) => Value::Text(title::humanize(&text)),
        ("lower", (Some(text), None, _)) => Value::Text(text.to_lowercase()),
        ("upper", (Some(text), None, _)) => Value::Text(text.to_uppercase()),
        ("firstUpper", (Some(text), None, _)) => Value::Text(title::first_upper(&text)),
        ("urlize" | "anchorize", (Some(text), None, _)) => Value::Text(slug(&text)),
        ("trim", (Some(text), Some(cut), _)) => Value::Text(text.trim_matches(|c| cut.contains(c)).to_string()),
        ("trimLeft", (Some(cut), Some(text), _)) => {
            Value::Text(text.trim_start_matches(|c| cut.contains(c)).to_string())
        }
        ("trimRight", (Some(cut), Some(text), _)) => {
            Value::Text(text.trim_end_matches(|c| cut.contains(c)).to_string())
        }
        ("trimPrefix", (Some(cut), Some(text), _)) => {
            Value::Text(text.strip_prefix(cut.as_str()).unwrap_or(&text).to_string())
        }
        ("trimSuffix", (Some(cut), Some(text), _)) => {
            Value::Text(text.strip_suffix(cut.as_str()).unwrap_or(&text).to_string())
        }
        ("default", (Some(other), Some(text), _)) => Value::Text(if text.is_empty() { other } else { text }),
        ("base", (Some(path), None, _)) => {
            Value::Text(path.trim_end_matches('/').rsplit('/').next().unwrap_or("").into())
        }
        ("substr", (Some(text), Some(_), _)) => substr(&text, &arguments).ok_or_else(wrong)?,
        ("split", (Some(text), Some(sign), _)) => Value::List(text.split(&sign).map(str::to_string).collect()),
        ("index" | "delimit", _) => of_list(bare(name), &arguments).ok_or_else(wrong)?,
        ("printf", (Some(format), ..)) => Value::Text(printf(&format, &arguments[1..]).ok_or_else(wrong)?),
        ("print", (Some(_), ..)) => Value::Text(arguments.iter().map(Value::text).collect()),
        ("dateFormat", (Some(layout), Some(_), None)) => {
            let time = date::read(&arguments[1]).ok_or_else(wrong)?;
            Value::Text(date::format(time, &layout))
        }
        ("now.Format", (Some(layout), None, _)) => Value::Text(date::format(facts.now, &layout)),
        ("<value>.Format", (Some(_), Some(layout), None)) => {
            let time = date::read(&arguments[0]).ok_or_else(wrong)?;
            Value::Text(date::format(time, &layout))
        }
        _ if is_other => return Err("archetypes run no such thing here".to_string()),
        ("if" | "else" | "end" | "range" | "with" | "define" | "template" | "block" | "partial" | "return", _) => {
            return Err(format!("`{name}` is not run in archetypes"));
        }
        (known, _) if KNOWN.contains(&known) => return Err(wrong()),
        _ => return Err(format!("archetypes know no `{name}` here")),
    })
}

const KNOWN: [&str; 21] = [
    "replace",
    "replaceRE",
    "title",
    "humanize",
    "lower",
    "upper",
    "firstUpper",
    "urlize",
    "anchorize",
    "trim",
    "trimLeft",
    "trimRight",
    "trimPrefix",
    "trimSuffix",
    "default",
    "base",
    "substr",
    "split",
    "printf",
    "dateFormat",
    "now.Format",
];

/// The short name of a function: `strings.Title` is `title`.
fn bare(name: &str) -> &str {
    match name {
        "strings.Replace" => "replace",
        "strings.ReplaceRE" => "replaceRE",
        "strings.Title" => "title",
        "inflect.Humanize" => "humanize",
        "strings.ToLower" => "lower",
        "strings.ToUpper" => "upper",
        "strings.FirstUpper" => "firstUpper",
        "urls.URLize" => "urlize",
        "urls.Anchorize" => "anchorize",
        "strings.Trim" => "trim",
        "strings.TrimLeft" => "trimLeft",
        "strings.TrimRight" => "trimRight",
        "strings.TrimPrefix" => "trimPrefix",
        "strings.TrimSuffix" => "trimSuffix",
        "compare.Default" => "default",
        "path.Base" | "path.BaseName" => "base",
        "strings.Substr" => "substr",
        "strings.Split" => "split",
        "collections.Index" => "index",
        "collections.Delimit" => "delimit",
        "fmt.Printf" => "printf",
        "fmt.Print" => "print",
        "time.Format" => "dateFormat",
        "time.Now.Format" => "now.Format",
        other => other,
    }
}

fn field(name: &str, facts: &Facts) -> Option<Value> {
    let text = |text: &str| Some(Value::Text(text.to_string()));
    let (folder, file) = facts.path.rsplit_once('/').map_or(("", &*facts.path), |(folder, file)| (folder, file));
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    if let Some(param) = name.strip_prefix(".Site.Params.").or_else(|| name.strip_prefix("site.Params.")) {
        return match facts.params.get(&param.to_lowercase()) {
            Some(serde_json::Value::String(value)) => text(value),
            Some(value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_))) => text(&value.to_string()),
            _ => None,
        };
    }
    match name {
        ".Name" => text(&facts.name),
        ".Date" => Some(Value::Text(date::format(facts.now, "2006-01-02T15:04:05Z07:00"))),
        "now" | "time.Now" => Some(Value::Time(facts.now)),
        "now.Year" | "time.Now.Year" => Some(Value::Number(date::format(facts.now, "2006").parse().ok()?)),
        "now.Unix" | "time.Now.Unix" => Some(Value::Number(facts.now)),
        ".Type" => text(&facts.kind),
        ".Site.Title" | "site.Title" => text(&facts.site_title),
        ".Site.BaseURL" | "site.BaseURL" => text(&facts.base_url),
        ".File.ContentBaseName" => text(&facts.base_name),
        ".File.BaseFileName" | ".File.TranslationBaseName" => text(stem),
        ".File.LogicalName" => text(file),
        ".File.Ext" => text(extension),
        ".File.Path" => text(&facts.path),
        ".File.Dir" if folder.is_empty() => text(""),
        ".File.Dir" => text(&format!("{folder}/")),
        ".File.Section" => text(facts.path.split_once('/').map_or("", |(section, _)| section)),
        _ => None,
    }
}

/// `substr TEXT START [LENGTH]`; a negative start counts from the end.
fn substr(text: &str, arguments: &[Value]) -> Option<Value> {
    let number = |at: usize| match arguments.get(at) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let letters: Vec<char> = text.chars().collect();
    let length = i64::try_from(letters.len()).ok()?;
    let start = number(1)?;
    let start = if start < 0 { (length + start).max(0) } else { start.min(length) };
    let end = match (number(2), arguments.len()) {
        (None, 2) => length,
        (Some(count), 3) if count >= 0 => start.saturating_add(count).min(length),
        (Some(count), 3) => (length + count).max(start),
        _ => return None,
    };
    let cut = letters.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
    Some(Value::Text(cut.iter().collect()))
}

fn of_list(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("index", [Value::List(items), Value::Number(at)]) => {
            Some(Value::Text(items.get(usize::try_from(*at).ok()?)?.clone()))
        }
        ("delimit", [Value::List(items), Value::Text(sign)]) => Some(Value::Text(items.join(sign))),
        _ => None,
    }
}

/// `%s`, `%v`, `%q`, `%d` and `%05d`.
fn printf(format: &str, arguments: &[Value]) -> Option<String> {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let width: usize = rest[..digits].parse().unwrap_or(0);
        let zero = rest.starts_with('0');
        let verb = rest[digits..].chars().next()?;
        rest = &rest[digits + verb.len_utf8()..];
        let shown = match verb {
            '%' => "%".to_string(),
            's' | 'v' | 'd' => arguments.next()?.text(),
            'q' => serde_json::to_string(&arguments.next()?.text()).ok()?,
            _ => return None,
        };
        let pad = if zero && verb == 'd' { '0' } else { ' ' };
        out.extend(std::iter::repeat_n(pad, width.min(64).saturating_sub(shown.chars().count())));
        out.push_str(&shown);
    }
    out.push_str(rest);
    Some(out)
}

/// A text fit for an address: small letters, digits, hyphens.
pub fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}
