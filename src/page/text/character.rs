//! Classes of characters as Hugo's Markdown sees them: by Unicode's general category.
//!
//! The placeholders of shortcode calls are noncharacters (U+FDD0 to U+FDEF). Where Hugo parses Markdown, letters and
//! digits stand in for a call, so these count as letters.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A letter of any script: categories L*. Not the marks that Rust calls alphabetic.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.general_category_group() == GeneralCategoryGroup::Letter || is_placeholder(c)
}

/// A decimal digit of any script: category Nd.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category() == GeneralCategory::DecimalNumber
}

/// A number of any kind: categories N*, such as `½` and `Ⅳ`.
pub fn is_number(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category_group() == GeneralCategoryGroup::Number
}

/// Punctuation in the narrow sense: categories P*. `$ + < = > ^ | ~` and the backtick are symbols.
pub fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~');
    }
    c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Punctuation as CommonMark 0.31 has it for emphasis: categories P* and S*.
pub fn is_punctuation_or_symbol(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(c.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol)
}

/// A part of the placeholder of a shortcode call.
pub fn is_placeholder(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_not_letters() {
        assert!(is_letter('ह') && !is_letter('ि'));
        assert!(is_letter('\u{FDD0}') && !is_letter('\u{FFFE}'));
    }

    #[test]
    fn currency_is_a_symbol() {
        assert!(is_punctuation_or_symbol('€') && !is_punctuation('€'));
        assert!(is_punctuation('“') && is_punctuation('-') && !is_punctuation('+'));
        assert!(is_number('½') && !is_digit('½') && is_digit('٣'));
    }
}
