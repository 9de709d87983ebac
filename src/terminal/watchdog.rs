//! TTY. Ends the program at once when a signal says so or the terminal has gone away.
//!
//! Its own thread, because the loop may be inside a read that never returns once the terminal is
//! gone (crossterm issue 793), or inside a write to a terminal that takes nothing.

use std::io::{self, Read as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use super::guard;

/// How long an ending program waits for the terminal.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(1);

/// How often a look is taken whether the terminal is still one, where no poll may tell: on macOS one
/// that asks for no event hears of no hangup.
const HANGUP_POLL_INTERVAL: Option<Timespec> =
    if cfg!(target_os = "linux") { None } else { Some(Timespec { tv_sec: 2, tv_nsec: 0 }) };

/// The signal that came last.
static SIGNAL: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// Whether an editor has the terminal.
static EDITOR_ACTIVE: AtomicBool = AtomicBool::new(false);

/// Watches from now on until the program ends.
pub(super) fn start() -> io::Result<()> {
    let (wake, woken) = UnixStream::pair()?;
    for number in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
        // Handlers run in the order of registering: the number is noted before the pipe wakes.
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_usize(number, Arc::clone(&SIGNAL), value)?;
        signal_hook::low_level::pipe::register(number, wake.try_clone()?)?;
    }
    let terminal = rustix::stdio::stdout().try_clone_to_owned()?;
    thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        wait_for_signal_or_hangup(&terminal, &woken);
        while discard_editor_signal() {
            let mut byte = [0];
            let _ = (&woken).read(&mut byte);
            wait_for_signal_or_hangup(&terminal, &woken);
        }
        exit_with_signal(SIGNAL.load(Ordering::SeqCst));
    })?;
    Ok(())
}

/// Whether an editor has the terminal. Ctrl-C then is meant for it, though this program, being of
/// the same job, gets it too.
pub(super) fn set_editor_active(outside: bool) {
    EDITOR_ACTIVE.store(outside, Ordering::SeqCst);
}

/// Whether what came is no reason to end, and forgets it then.
fn discard_editor_signal() -> bool {
    let signal = SIGNAL.load(Ordering::SeqCst);
    let for_it = [SIGINT, SIGQUIT].iter().any(|number| usize::try_from(*number) == Ok(signal));
    for_it
        && EDITOR_ACTIVE.load(Ordering::SeqCst)
        && SIGNAL.compare_exchange(signal, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok()
}

/// Returns when the terminal has hung up or a signal came.
fn wait_for_signal_or_hangup(terminal: &OwnedFd, woken: &UnixStream) {
    loop {
        // No event is asked for: the poll then wakes on a hangup or an error only.
        let mut fds = [
            PollFd::new(terminal, PollFlags::empty()),
            PollFd::from_borrowed_fd(woken.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, HANGUP_POLL_INTERVAL.as_ref()) {
            Ok(0) if !rustix::termios::isatty(terminal) => return,
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
    clippy::disallowed_methods,
    reason = "the loop may be stuck; nothing is unsaved, and nobody else can end the program"
)]
fn exit_with_signal(number: usize) -> ! {
    // Beside this thread, as nothing that the terminal does may keep the program from ending.
    let (done, given_back) = mpsc::channel();
    thread::spawn(move || {
        guard::restore_terminal_for_exit();
        let _ = done.send(());
    });
    let _ = given_back.recv_timeout(RESTORE_TIMEOUT);
    let number = i32::try_from(number).ok().filter(|number| *number != 0).unwrap_or(SIGHUP);
    std::process::exit(128 + number)
}

/// Where the watchdog is about to end the program, nothing else is done any more.
pub(super) fn wait_for_exit() {
    while SIGNAL.load(Ordering::SeqCst) != 0 || has_hung_up() {
        thread::sleep(RESTORE_TIMEOUT);
    }
}

fn has_hung_up() -> bool {
    let out = rustix::stdio::stdout();
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut fds, Some(&now)).is_ok() && fds.iter().any(|fd| !fd.revents().is_empty())
}
