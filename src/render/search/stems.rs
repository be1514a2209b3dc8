//! Stems: which words of a language are forms of one word.

use rust_stemmers::{Algorithm, Stemmer};

/// The stemmer (Snowball) for a language tag such as `en` or `pt-BR`; nothing if there is none for it.
pub(super) fn stemmer(language: &str) -> Option<Stemmer> {
    let algorithm = match language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    };
    Some(Stemmer::create(algorithm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_any_script_makes_a_stemmer_panic() {
        let letters: Vec<char> = "aeiouysxzklmnhtdcgijßäéİıñçœøłąőűабвеёйьяαβγδεςώاأبةتوىيதமிழ்கள்日本語ﬁ𝔞'"
            .chars()
            .filter(|c| c.is_alphabetic())
            .collect();
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % below
        };
        for language in "ar da de el en es fi fr hu it nl no pt ro ru sv ta tr".split(' ') {
            let stemmer = stemmer(language).unwrap();
            for _ in 0..4000 {
                let (start, length) = (next(letters.len()), 1 + next(12));
                let near = |next: &mut dyn FnMut(usize) -> usize| letters[(start + next(14)) % letters.len()];
                let word: String = (0..length).map(|_| near(&mut next)).collect();
                stemmer.stem(&word);
            }
        }
    }

    #[test]
    fn a_region_of_a_language_has_its_stemmer() {
        assert_eq!(stemmer("pt-BR").unwrap().stem("configurações"), stemmer("pt").unwrap().stem("configuração"));
        assert!(stemmer("zh-cn").is_none());
    }
}
