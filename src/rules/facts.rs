//! Facts: all that rules may look at. Rules neither read the disk nor render.

use crate::config::{self, Config};
use crate::page::Page;
use crate::render;
use crate::resolve::Resolved;
use crate::shortcode::Signatures;
use crate::site::Site;
use crate::site::content_path::ContentPath;
use crate::source::Sources;
use crate::theme;
use std::sync::Arc;

/// One consistent picture of a project for the rules.
pub struct Facts<'a> {
    pub config: &'a Config,
    pub config_problems: &'a [config::Problem],
    pub theme_problems: &'a [theme::Problem],
    pub signatures: &'a Signatures,
    pub sources: &'a Sources,
    /// Every content file that is a page, drafts included; `paths` and `resolved` have the same order.
    pub pages: &'a [Arc<Page>],
    pub paths: &'a [ContentPath],
    pub resolved: &'a [Resolved],
    pub site: &'a Site,
    /// Facts met while rendering; empty if nothing was rendered.
    pub render_problems: &'a [render::Problem],
    /// Go templates of the project, which are not run.
    pub ignored_layouts: &'a [String],
}
