//! Publishing through the public door: what stands on the disk before and after, whatever happens between.

#[path = "publish/support.rs"]
mod support;

#[path = "publish/builds.rs"]
mod builds;
#[path = "publish/figures.rs"]
mod figures;
#[path = "publish/foreign.rs"]
mod foreign;
#[path = "publish/guard.rs"]
mod guard;
#[cfg(unix)]
#[path = "publish/hardship.rs"]
mod hardship;
#[cfg(unix)]
#[path = "publish/kill.rs"]
mod kill;
#[path = "publish/stand.rs"]
mod stand;
