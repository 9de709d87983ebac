//! TTY. Wakes the loop from waiting for keys: when a thread beside it has news, when the size of the
//! terminal changed, when the job goes on. So that it need not look up by itself again and again.

use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGWINCH};

/// Both ends: one is rung, the other heard. Nothing where the system has no more files to give: the
/// loop then wakes by the clock alone.
static WAKER: LazyLock<Option<(UnixStream, UnixStream)>> = LazyLock::new(|| open_pipe().ok());

/// Whether the terminal has another size since the last time.
static RESIZED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

fn open_pipe() -> io::Result<(UnixStream, UnixStream)> {
    let (rung, heard) = UnixStream::pair()?;
    rung.set_nonblocking(true)?;
    heard.set_nonblocking(true)?;
    // Handlers run in the order of registering: it is noted before the bell rings.
    signal_hook::flag::register(SIGWINCH, Arc::clone(&RESIZED))?;
    for signal in [SIGWINCH, SIGCONT] {
        signal_hook::low_level::pipe::register(signal, rung.try_clone()?)?;
    }
    Ok((rung, heard))
}

/// Wakes the loop.
pub(super) fn wake() {
    if let Some((rung, _)) = &*WAKER {
        // One that is full has been rung often enough.
        let _ = (&*rung).write(&[0]);
    }
}

/// Whether the bell wakes the loop at all.
pub(super) fn is_available() -> bool {
    WAKER.is_some()
}

/// Waits for something to read from the terminal, for the bell, or for the time. Whether the terminal
/// has something to say: keys, or another size.
pub(super) fn wait_for_input(within: Duration) -> io::Result<bool> {
    let time = Timespec {
        tv_sec: i64::try_from(within.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: within.subsec_nanos().into(),
    };
    let (stdin, stdout) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    let terminal = if rustix::termios::isatty(stdin) { stdin } else { stdout };
    let mut fds = vec![PollFd::new(&terminal, PollFlags::IN)];
    if let Some((_, heard)) = &*WAKER {
        fds.push(PollFd::from_borrowed_fd(heard.as_fd(), PollFlags::IN));
    }
    match poll(&mut fds, Some(&time)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let is_set = |fd: &PollFd<'_>| !fd.revents().is_empty();
    let readable = fds.first().is_some_and(is_set);
    if fds.get(1).is_some_and(is_set)
        && let Some((_, heard)) = &*WAKER
    {
        let _ = (&*heard).read(&mut [0; 64]);
    }
    Ok(readable | RESIZED.swap(false, Ordering::SeqCst))
}
