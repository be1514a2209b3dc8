//! The end: Ctrl-C, SIGTERM and the closing of the terminal become one call.

use std::sync::atomic::{AtomicBool, Ordering};

/// Calls back once when the program is asked to stop. Asked a second time, it ends at once, with the exit code
/// that shells expect of an interrupted program. One call for each process; a second one is an error.
pub fn on_stop(mut callback: impl FnMut() + Send + 'static) -> Result<(), String> {
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        callback();
    })
    .map_err(|error| format!("cannot listen for Ctrl-C: {error}"))
}
