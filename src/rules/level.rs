//! Level: at which severity a rule runs, from its default, the configuration, and the command line.

use crate::config::Config;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{RULES, Rule};
use serde_json::Value;

/// One line of settings: a rule or a family with `*`, and its level; `None` is off.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    pattern: String,
    level: Option<Severity>,
}

/// All levels of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// The most particular setting last.
    settings: Vec<Setting>,
    /// `refLinksErrorLevel` of the configuration is not `ERROR`.
    broken_refs_warn: bool,
}

/// A setting that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No rule has this name, and no family fits it.
    UnknownRule { name: String, near: Option<&'static str> },
    /// The level is none of `off`, `info`, `warning`, `error`.
    UnknownLevel { name: String, level: String },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::UnknownRule { name, near: Some(near) } => write!(f, "there is no rule `{name}`; is `{near}` meant?"),
            Fault::UnknownRule { name, near: None } => {
                write!(f, "there is no rule `{name}`; `guidegen rules` lists them")
            }
            Fault::UnknownLevel { name, level } => {
                write!(f, "`{level}` is no level for `{name}`: off, info, warning and error are")
            }
        }
    }
}

impl Levels {
    /// The levels that the configuration sets under `[check.rules]`.
    pub fn read(config: &Config) -> (Self, Vec<Fault>) {
        let mut levels = Self { settings: Vec::new(), broken_refs_warn: !config.ref_links_error };
        let mut faults = Vec::new();
        let rules = config.check.iter().find(|(key, _)| key.eq_ignore_ascii_case("rules")).map(|(_, value)| value);
        for (name, value) in rules.and_then(Value::as_object).into_iter().flatten() {
            let level = match value {
                Value::String(level) => level.clone(),
                other => other.to_string(),
            };
            faults.extend(levels.set(name, &level).err());
        }
        levels.settings.sort_by_key(|setting| (!setting.pattern.contains('*'), setting.pattern.len()));
        (levels, faults)
    }

    /// Adds `NAME=LEVEL` of the command line, which outweighs all before it.
    pub fn add_flag(&mut self, flag: &str) -> Result<(), Fault> {
        let (name, level) = flag.split_once('=').unwrap_or((flag, "error"));
        self.set(name.trim(), level.trim())
    }

    fn set(&mut self, name: &str, level: &str) -> Result<(), Fault> {
        let level = match level.to_ascii_lowercase().as_str() {
            "off" | "none" | "false" => None,
            "info" => Some(Severity::Info),
            "warning" | "warn" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => return Err(Fault::UnknownLevel { name: name.to_string(), level: level.to_string() }),
        };
        if !RULES.iter().any(|rule| fits(name, rule.name)) {
            return Err(Fault::UnknownRule { name: name.to_string(), near: near(name) });
        }
        self.settings.push(Setting { pattern: name.to_string(), level });
        Ok(())
    }

    /// The level of a rule; `None` if it is off.
    pub fn of(&self, rule: &Rule) -> Option<Severity> {
        if let Some(setting) = self.settings.iter().rev().find(|setting| fits(&setting.pattern, rule.name)) {
            return setting.level;
        }
        match rule.default {
            Some(Severity::Error) if rule.name == "ref-broken" && self.broken_refs_warn => Some(Severity::Warning),
            level => level,
        }
    }
}

/// The rule whose name is nearest to one that is not there.
pub fn near(name: &str) -> Option<&'static str> {
    nearest(name, RULES.iter().map(|rule| rule.name))
}

/// Whether a name, or a family such as `link-*`, means a rule.
pub fn fits(pattern: &str, rule: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            rule.len() >= before.len() + after.len() && rule.starts_with(before) && rule.ends_with(after)
        }
        None => pattern == rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> &'static Rule {
        RULES.iter().find(|rule| rule.name == name).unwrap()
    }

    fn levels(lines: &[(&str, &str)]) -> Levels {
        let mut levels = Levels::default();
        for (name, level) in lines {
            levels.set(name, level).unwrap();
        }
        levels.settings.sort_by_key(|setting| (!setting.pattern.contains('*'), setting.pattern.len()));
        levels
    }

    #[test]
    fn the_most_particular_setting_wins_and_flags_outweigh_it() {
        let mut levels = levels(&[("shortcode-unclosed", "warning"), ("shortcode-*", "off"), ("*", "info")]);
        assert_eq!(levels.of(rule("shortcode-unclosed")), Some(Severity::Warning));
        assert_eq!(levels.of(rule("shortcode-unknown")), None);
        assert_eq!(levels.of(rule("url-duplicate")), Some(Severity::Info));
        levels.add_flag("shortcode-*=error").unwrap();
        assert_eq!(levels.of(rule("shortcode-unclosed")), Some(Severity::Error));
    }

    #[test]
    fn wrong_settings_are_told() {
        let mut levels = Levels::default();
        assert_eq!(
            levels.add_flag("shortcode-unclosd=error").unwrap_err().to_string(),
            "there is no rule `shortcode-unclosd`; is `shortcode-unclosed` meant?"
        );
        assert_eq!(
            levels.add_flag("shortcode-*=loud").unwrap_err().to_string(),
            "`loud` is no level for `shortcode-*`: off, info, warning and error are"
        );
        assert!(levels.add_flag("nothing-*=off").is_err());
    }
}
