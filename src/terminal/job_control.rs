//! TTY. The program as a job of a shell: stopped, in the background, continued.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rustix::process::{Signal, getpgrp, kill_current_process_group};
use signal_hook::consts::SIGCONT;

static CONTINUED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Notes from now on when the shell goes on with the job.
pub(super) fn register() -> io::Result<()> {
    signal_hook::flag::register(SIGCONT, Arc::clone(&CONTINUED)).map(drop)
}

/// Whether the job was stopped and continued since the last time, so that somebody else had the
/// terminal.
pub(super) fn take_continued() -> bool {
    CONTINUED.swap(false, Ordering::SeqCst)
}

/// Whether the terminal belongs to another job now. To change its modes then would stop this one.
pub(super) fn in_background() -> bool {
    rustix::termios::tcgetpgrp(rustix::stdio::stdout()).is_ok_and(|group| group != getpgrp())
}

/// Waits until this job has the terminal. It does not stop by itself, as a terminal would make it:
/// a signal that is on its way could then not end it.
pub(super) fn wait_for_foreground() {
    while in_background() {
        std::thread::sleep(Duration::from_millis(100));
    }
    CONTINUED.store(false, Ordering::SeqCst);
}

/// Stops the whole job, as the terminal itself would: a wrapper that did not stop would keep the
/// shell waiting. Where there is no shell to go on with it, the system does not stop it at all.
pub(super) fn suspend_job() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::TSTP)?)
}
