//! Effects: what the scopes of a grammar do to the class of the text inside them.
//!
//! The names are those of Sublime Text's page "Scope Naming"; the letters those of `docs/view.md`.

use super::scopes::{Effect, KEEP, KEY, PLAIN};

/// Scopes by the begin of their names; the longest that fits counts.
const EFFECTS: &[(&str, Effect)] = {
    const KEYWORD: Effect = b'k';
    const STRING: Effect = b's';
    const COMMENT: Effect = b'c';
    const NUMBER: Effect = b'n';
    const FUNCTION: Effect = b'f';
    const TYPE: Effect = b't';
    const VARIABLE: Effect = b'v';
    const OPERATOR: Effect = b'o';
    const ATTRIBUTE: Effect = b'a';
    const TAG: Effect = b'g';
    const HEADING: Effect = b'h';
    const RESET: Effect = PLAIN;
    &[
        ("comment", COMMENT),
        ("string", STRING),
        ("constant", NUMBER),
        ("keyword", KEYWORD),
        ("keyword.operator", OPERATOR),
        ("keyword.operator.word", KEYWORD),
        ("keyword.operator.logical.python", KEYWORD),
        ("keyword.operator.new", KEYWORD),
        ("keyword.operator.assignment", RESET),
        ("keyword.operator.accessor", RESET),
        ("keyword.operator.assignment.shell", KEEP),
        ("keyword.operator.logical.continue.shell", RESET),
        ("keyword.operator.logical.sql", KEYWORD),
        ("keyword.operator.module", KEYWORD),
        ("keyword.name.ini", ATTRIBUTE),
        ("keyword.other.unit", NUMBER),
        ("storage", KEYWORD),
        ("storage.type.c", TYPE),
        ("storage.type.c++", TYPE),
        ("storage.type.java", TYPE),
        ("storage.type.go", TYPE),
        ("storage.type.primitive", TYPE),
        ("storage.type.numeric", NUMBER),
        ("entity.name", TYPE),
        ("entity.name.function", FUNCTION),
        ("entity.name.tag", TAG),
        ("entity.name.tag.yaml", ATTRIBUTE),
        ("entity.name.tag.toml", ATTRIBUTE),
        ("entity.name.tag.css", TAG),
        ("entity.name.section", HEADING),
        ("entity.name.constant", NUMBER),
        ("entity.name.label", VARIABLE),
        ("entity.other.attribute-name", ATTRIBUTE),
        ("entity.other.inherited-class", TYPE),
        ("support.function", FUNCTION),
        ("support.type", TYPE),
        ("support.type.property-name", ATTRIBUTE),
        ("support.class", TYPE),
        ("support.module", TYPE),
        ("support.constant", NUMBER),
        ("support.variable", VARIABLE),
        ("support.other.variable", VARIABLE),
        ("variable.function", FUNCTION),
        ("variable.parameter", VARIABLE),
        ("variable.parameter.option", ATTRIBUTE),
        ("variable.declaration.terraform", ATTRIBUTE),
        ("variable.language", VARIABLE),
        ("variable.annotation", ATTRIBUTE),
        ("variable.other.readwrite.shell", VARIABLE),
        ("variable.other.normal.shell", VARIABLE),
        ("variable.other.positional.shell", VARIABLE),
        ("variable.other.readwrite.powershell", VARIABLE),
        ("variable.other.php", VARIABLE),
        ("variable.other.readwrite.perl", VARIABLE),
        ("punctuation.definition.tag", TAG),
        ("punctuation.definition.variable", VARIABLE),
        ("punctuation.definition.keyword", KEYWORD),
        ("punctuation.definition.annotation", ATTRIBUTE),
        ("punctuation.separator", RESET),
        ("punctuation.separator.decimal", KEEP),
        ("punctuation.section.interpolation", RESET),
        ("punctuation.section.embedded", RESET),
        ("meta.annotation", ATTRIBUTE),
        ("meta.mapping.key", KEY),
        ("meta.interpolation", RESET),
        ("meta.group.expansion", VARIABLE),
        ("meta.group.expansion.arithmetic", RESET),
        ("meta.group.expansion.command", RESET),
        ("meta.embedded", RESET),
        ("meta.template.expression", RESET),
        ("meta.tag.section.ini", HEADING),
        ("meta.diff.header", HEADING),
        ("meta.diff.range", HEADING),
        ("markup.inserted", b'i'),
        ("markup.deleted", b'd'),
        ("markup.heading", HEADING),
        ("markup.raw", STRING),
        ("markup.quote", COMMENT),
        ("markup.underline.link", STRING),
        ("source", RESET),
        ("text", RESET),
        ("text.html.javadoc", COMMENT),
        ("invalid", KEEP),
    ]
};

/// The effect of a scope: that of the longest name in the table that it is or begins with, atom by atom.
pub fn of(scope: &str) -> Effect {
    let fits = |name: &str| scope.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let fitting = EFFECTS.iter().filter(|(name, _)| fits(name));
    fitting.max_by_key(|(name, _)| name.len()).map_or(KEEP, |&(_, effect)| effect)
}
