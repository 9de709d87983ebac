//! TTY. Ends the program at once when a signal says so or the terminal has gone away.
//!
//! Its own thread, because the loop may be inside a read that never returns once the terminal is
//! gone (crossterm issue 793), or inside a write to a terminal that takes nothing.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use super::{draw, guard};

/// Watches from now on until the program ends.
pub(super) fn watch() -> io::Result<()> {
    let signal = Arc::new(AtomicUsize::new(0));
    let (wake, woken) = UnixStream::pair()?;
    for number in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
        // Handlers run in the order of registering: the number is noted before the pipe wakes.
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_usize(number, Arc::clone(&signal), value)?;
        signal_hook::low_level::pipe::register(number, wake.try_clone()?)?;
    }
    let terminal = rustix::stdio::stdout().try_clone_to_owned()?;
    thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        wait(&terminal, &woken);
        end(signal.load(Ordering::SeqCst));
    })?;
    Ok(())
}

/// Returns when the terminal has hung up or a signal came.
fn wait(terminal: &OwnedFd, woken: &UnixStream) {
    loop {
        // No event is asked for: the poll then wakes on a hangup or an error only.
        let mut fds = [
            PollFd::new(terminal, PollFlags::empty()),
            PollFd::from_borrowed_fd(woken.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, None) {
            Ok(_) if fds.iter().any(|fd| !fd.revents().is_empty()) => return,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

/// Gives the terminal back where there is one, and ends with the code that a shell shows for the
/// signal; a terminal that hung up without a signal counts as SIGHUP.
#[expect(
    clippy::exit,
    reason = "the loop may be stuck; nothing is unsaved, and nobody else can end the program"
)]
fn end(number: usize) -> ! {
    draw::hold();
    guard::give_back();
    let number = i32::try_from(number).ok().filter(|number| *number != 0).unwrap_or(SIGHUP);
    std::process::exit(128 + number)
}
