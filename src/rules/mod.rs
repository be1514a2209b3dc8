//! From facts to findings: one file for each rule, with its manual page beside it. Only rules speak.

pub mod alias_invalid;
pub mod alias_taken;
pub mod anchor_broken;
pub mod bare_url;
pub mod baseline;
pub mod catalogue;
pub mod code_language_unknown;
pub mod code_unclosed;
pub mod comment_unclosed;
pub mod config_base_url_without_host;
pub mod config_contradiction;
pub mod config_invalid;
pub mod config_level_invalid;
pub mod config_misplaced_key;
pub mod config_unknown_key;
pub mod config_unread_param;
pub mod config_wrong_type;
pub mod config_wrong_value;
pub mod conflict_marker;
pub mod dead;
pub mod doubled_word;
pub mod external_anchor_broken;
pub mod external_dead;
pub mod external_moved;
pub mod external_unknown;
pub mod facts;
pub mod file_link_outside;
pub mod file_name_odd;
pub mod file_not_utf8;
pub mod file_number_order;
pub mod file_special;
pub mod file_unreadable;
pub mod formula_unreadable;
pub mod front_matter_date_invalid;
pub mod front_matter_duplicate_key;
pub mod front_matter_invalid;
pub mod front_matter_leading_zero;
pub mod front_matter_quoted_boolean;
pub mod front_matter_unclosed;
pub mod front_matter_unknown_key;
pub mod front_matter_wrong_type;
pub mod heading_duplicate_id;
pub mod heading_glued;
pub mod heading_h1_in_body;
pub mod heading_level_skip;
pub mod heading_no_space;
pub mod heading_number_sequence;
pub mod heading_trailing_punctuation;
pub mod image_alt_missing;
pub mod image_alt_reused;
pub mod image_link_mismatch;
pub mod image_missing;
pub mod level;
pub mod license_missing;
pub mod link_broken;
pub mod link_empty_target;
pub mod link_insecure;
pub mod link_label_undefined;
pub mod link_label_unused;
pub mod link_number_stale;
pub mod link_odd_ending;
pub mod link_own_site;
pub mod link_raw_internal;
pub mod link_text_url_mismatch;
pub mod link_to_draft;
pub mod link_to_hidden;
pub mod linked;
pub mod list_glued;
pub mod list_not_markdown;
pub mod menu_number_order;
pub mod menu_target_missing;
pub mod menu_title_duplicate;
pub mod near;
pub mod notice_kind_invalid;
pub mod numbered;
pub mod output_anchor_broken;
pub mod output_link_broken;
pub mod outside;
pub mod page_below_draft;
pub mod page_orphan;
pub mod path_case;
pub mod raw_html_omitted;
pub mod ref_ambiguous;
pub mod ref_broken;
pub mod ref_with_extension;
pub mod scope;
pub mod section_index_missing;
pub mod shortcode_mixed_arguments;
pub mod shortcode_mixed_delimiters;
pub mod shortcode_syntax;
pub mod shortcode_too_deep;
pub mod shortcode_unbalanced_close;
pub mod shortcode_unclosed;
pub mod shortcode_unknown;
pub mod shortcode_unknown_argument;
pub mod shortcode_unterminated;
pub mod siblings;
pub mod static_unused;
pub mod stub_author_note;
pub mod stub_heading_only;
pub mod stub_outline;
pub mod stub_placeholder;
pub mod stub_review_note;
pub mod stub_unfinished;
pub mod template_failed;
pub mod template_invalid;
pub mod template_unused;
pub mod theme_missing;
pub mod theme_settings_invalid;
pub mod theme_strings_invalid;
pub mod title_missing;
pub mod trailing_space;
pub mod typo;
pub mod unwritten;
pub mod url_case_collision;
pub mod url_duplicate;
pub mod url_invalid;
pub mod waive;
pub mod waiver_expired;
pub mod waiver_invalid;
pub mod waiver_unused;
pub mod weight_duplicate;
pub mod weight_missing;
pub mod written;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::facts::Facts;
use crate::rules::waive::Waivers;
use crate::source::Sources;
use crate::source::span::Span;
use std::cmp::Ordering;

/// One rule of the catalogue.
pub struct Rule {
    /// Kebab-case, noun first, so that families sort: `shortcode-unclosed`.
    pub name: &'static str,
    /// One line for `guidegen rules`.
    pub summary: &'static str,
    /// `None` for a rule that is off until it is asked for.
    pub default: Option<Severity>,
    /// Whether a finding keeps the site from being built, as it would in Hugo.
    pub blocks_build: bool,
    /// Markdown: what it finds, why it matters, an example that is a test, what to write instead, options.
    pub manual: &'static str,
    /// Looks at the facts and tells.
    pub check: fn(&Facts<'_>, &mut Findings),
}

/// All rules, in the order of their names.
pub const RULES: &[&Rule] = &[
    &alias_invalid::RULE,
    &alias_taken::RULE,
    &anchor_broken::RULE,
    &bare_url::RULE,
    &code_language_unknown::RULE,
    &code_unclosed::RULE,
    &comment_unclosed::RULE,
    &config_base_url_without_host::RULE,
    &config_contradiction::RULE,
    &config_invalid::RULE,
    &config_level_invalid::RULE,
    &config_misplaced_key::RULE,
    &config_unknown_key::RULE,
    &config_unread_param::RULE,
    &config_wrong_type::RULE,
    &config_wrong_value::RULE,
    &conflict_marker::RULE,
    &doubled_word::RULE,
    &external_anchor_broken::RULE,
    &external_dead::RULE,
    &external_moved::RULE,
    &external_unknown::RULE,
    &file_link_outside::RULE,
    &file_name_odd::RULE,
    &file_not_utf8::RULE,
    &file_number_order::RULE,
    &file_special::RULE,
    &file_unreadable::RULE,
    &formula_unreadable::RULE,
    &front_matter_date_invalid::RULE,
    &front_matter_duplicate_key::RULE,
    &front_matter_invalid::RULE,
    &front_matter_leading_zero::RULE,
    &front_matter_quoted_boolean::RULE,
    &front_matter_unclosed::RULE,
    &front_matter_unknown_key::RULE,
    &front_matter_wrong_type::RULE,
    &heading_duplicate_id::RULE,
    &heading_glued::RULE,
    &heading_h1_in_body::RULE,
    &heading_level_skip::RULE,
    &heading_no_space::RULE,
    &heading_number_sequence::RULE,
    &heading_trailing_punctuation::RULE,
    &image_alt_missing::RULE,
    &image_alt_reused::RULE,
    &image_link_mismatch::RULE,
    &image_missing::RULE,
    &license_missing::RULE,
    &link_broken::RULE,
    &link_empty_target::RULE,
    &link_insecure::RULE,
    &link_label_undefined::RULE,
    &link_label_unused::RULE,
    &link_number_stale::RULE,
    &link_odd_ending::RULE,
    &link_own_site::RULE,
    &link_raw_internal::RULE,
    &link_text_url_mismatch::RULE,
    &link_to_draft::RULE,
    &link_to_hidden::RULE,
    &list_glued::RULE,
    &list_not_markdown::RULE,
    &menu_number_order::RULE,
    &menu_target_missing::RULE,
    &menu_title_duplicate::RULE,
    &notice_kind_invalid::RULE,
    &output_anchor_broken::RULE,
    &output_link_broken::RULE,
    &page_below_draft::RULE,
    &page_orphan::RULE,
    &path_case::RULE,
    &raw_html_omitted::RULE,
    &ref_ambiguous::RULE,
    &ref_broken::RULE,
    &ref_with_extension::RULE,
    &section_index_missing::RULE,
    &shortcode_mixed_arguments::RULE,
    &shortcode_mixed_delimiters::RULE,
    &shortcode_syntax::RULE,
    &shortcode_too_deep::RULE,
    &shortcode_unbalanced_close::RULE,
    &shortcode_unclosed::RULE,
    &shortcode_unknown::RULE,
    &shortcode_unknown_argument::RULE,
    &shortcode_unterminated::RULE,
    &static_unused::RULE,
    &stub_author_note::RULE,
    &stub_heading_only::RULE,
    &stub_outline::RULE,
    &stub_placeholder::RULE,
    &stub_review_note::RULE,
    &stub_unfinished::RULE,
    &template_failed::RULE,
    &template_invalid::RULE,
    &template_unused::RULE,
    &theme_missing::RULE,
    &theme_settings_invalid::RULE,
    &theme_strings_invalid::RULE,
    &title_missing::RULE,
    &trailing_space::RULE,
    &typo::RULE,
    &url_case_collision::RULE,
    &url_duplicate::RULE,
    &url_invalid::RULE,
    &waiver_expired::RULE,
    &waiver_invalid::RULE,
    &waiver_unused::RULE,
    &weight_duplicate::RULE,
    &weight_missing::RULE,
];

/// What one rule has to say. Levels, waivers and the baseline are applied afterwards.
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    /// Whether anybody will read what is said.
    told: bool,
    found: Vec<Diagnostic>,
    untold: Vec<Untold>,
}

/// A finding that nobody will read, since it is below the level that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untold {
    pub place: Span,
    pub rule: &'static str,
}

impl Findings {
    /// Starts a finding at a place; the rule's name and level are filled in.
    pub fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, self.severity, message, span)
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Whether nobody will read this finding; then it is counted here, and its words need not be made. For rules that may have
    /// a finding in every line, of which two at one place say the same.
    pub fn count(&mut self, place: Span) -> bool {
        if !self.told {
            self.untold.push(Untold { place, rule: self.rule });
        }
        !self.told
    }
}

/// What a run of the rules came to.
pub struct Judgement {
    /// In the order of path, place and rule, each once.
    pub findings: Vec<Diagnostic>,
    /// Some of those below the level that is told, each once.
    pub untold: Vec<Untold>,
    /// How many findings the author's waivers held back.
    pub waived: usize,
}

/// Runs the rules at their levels and holds back what is waived. `now`, in seconds since 1970, says which waivers are past.
/// Waivers that waive nothing are told if all rules run, that is if `whole`.
pub fn judge(facts: &Facts<'_>, level: impl Fn(&Rule) -> Option<Severity>, now: i64, whole: bool) -> Judgement {
    judge_from(facts, level, now, whole, Severity::Info)
}

/// The same for those who tell nothing below the level `least`.
pub fn judge_from(
    facts: &Facts<'_>,
    level: impl Fn(&Rule) -> Option<Severity>,
    now: i64,
    whole: bool,
    least: Severity,
) -> Judgement {
    let (mut findings, mut untold) = run_from(facts, &level, least);
    if findings.is_empty() && untold.is_empty() && !whole {
        // Nothing to hold back, and nobody asks which waivers are idle: the texts need not be searched for them.
        return Judgement { findings, untold, waived: 0 };
    }
    let mut waivers = Waivers::collect(facts, now);
    let waived = waivers.apply(facts, &mut findings, |finding| (finding.primary.span, finding.rule))
        + waivers.apply(facts, &mut untold, |finding| (finding.place, finding.rule));
    let ran = |name: &str| RULES.iter().any(|rule| rule.name == name && level(rule).is_some());
    let idle = waivers.idle(ran);
    if whole && !idle.is_empty() {
        let facts = Facts { idle_waivers: &idle, ..*facts };
        findings.append(&mut run(&facts, |rule| level(rule).filter(|_| rule.name.starts_with("waiver-"))));
        sort(facts.sources, &mut findings);
    }
    Judgement { findings, untold, waived }
}

/// Runs rules over the facts; `level` says at which level a rule runs, or that it is off. The findings are in the order
/// of path, place and rule, each once.
pub fn run(facts: &Facts<'_>, level: impl Fn(&Rule) -> Option<Severity>) -> Vec<Diagnostic> {
    run_from(facts, level, Severity::Info).0
}

/// The same, and some of the findings below the level `least` apart from the others.
fn run_from(
    facts: &Facts<'_>,
    level: impl Fn(&Rule) -> Option<Severity>,
    least: Severity,
) -> (Vec<Diagnostic>, Vec<Untold>) {
    let (mut all, mut all_untold) = (Vec::new(), Vec::new());
    for rule in RULES {
        let Some(severity) = level(rule) else { continue };
        let (found, untold) = (Vec::new(), Vec::new());
        let mut findings = Findings { rule: rule.name, severity, told: severity >= least, found, untold };
        (rule.check)(facts, &mut findings);
        all.append(&mut findings.found);
        all_untold.append(&mut findings.untold);
    }
    sort(facts.sources, &mut all);
    all_untold.sort_unstable();
    all_untold.dedup();
    (all, all_untold)
}

/// The order of path, place and rule; each finding once.
pub fn sort(sources: &Sources, all: &mut Vec<Diagnostic>) {
    all.sort_by(|a, b| {
        let (one, other) = (a.primary.span, b.primary.span);
        let by_path = || {
            if one.source == other.source {
                Ordering::Equal
            } else {
                sources.get(one.source).path.cmp(&sources.get(other.source).path)
            }
        };
        by_path()
            .then_with(|| (one.start, one.end, a.rule).cmp(&(other.start, other.end, b.rule)))
            .then_with(|| a.message.cmp(&b.message))
    });
    all.dedup();
}
