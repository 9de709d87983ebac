//! TTY. Signals, and the waker of the event loop.
//!
//! A watchdog on a thread of its own ends the program, as the loop may be inside a read that never returns
//! once the terminal is gone (crossterm issue 793), or inside a write to a terminal that accepts nothing. Job
//! control, a new size of the terminal and the executor's reports wake the loop.

use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};

use super::guard;
use super::timing::{FRAME_INTERVAL, POLL_INTERVAL, SHUTDOWN_TIMEOUT};

/// How often the watchdog checks that the terminal is still there: on macOS, a poll that asks for no event
/// does not return on a hangup.
const HANGUP_POLL_INTERVAL: Option<Duration> =
    if cfg!(target_os = "linux") { None } else { Some(POLL_INTERVAL) };

/// The signal that is to end the program.
static SIGNAL: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// Whether an editor has the terminal.
static EDITOR_ACTIVE: AtomicBool = AtomicBool::new(false);

/// Whether the job was continued since the loop last asked.
static CONTINUED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Whether the size of the terminal has changed since the loop last asked.
static RESIZED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// The writing and the reading end of a pipe that the loop polls. None if the system has no more files: the
/// loop then wakes by its timeouts alone.
static WAKER: LazyLock<Option<(UnixStream, UnixStream)>> = LazyLock::new(|| open_waker().ok());

/// Starts to handle signals.
pub(super) fn start() -> io::Result<()> {
    let (sender, receiver) = UnixStream::pair()?;
    for number in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
        // Handlers run in the order of registering: the number is noted before the pipe wakes.
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_usize(number, Arc::clone(&SIGNAL), value)?;
        signal_hook::low_level::pipe::register(number, sender.try_clone()?)?;
    }
    signal_hook::flag::register(SIGCONT, Arc::clone(&CONTINUED))?;
    let terminal = rustix::stdio::stdout().try_clone_to_owned()?;
    thread::Builder::new().name("watchdog".to_owned()).spawn(move || watch(&terminal, &receiver))?;
    Ok(())
}

/// Ends the program on a hangup of the terminal or a signal.
fn watch(terminal: &OwnedFd, receiver: &UnixStream) {
    wait_for_signal_or_hangup(terminal, receiver);
    while discard_editor_signal() {
        let _ = (&*receiver).read(&mut [0]);
        wait_for_signal_or_hangup(terminal, receiver);
    }
    exit_with_signal(SIGNAL.load(Ordering::SeqCst));
}

/// Returns on a hangup of the terminal or a signal.
fn wait_for_signal_or_hangup(terminal: &OwnedFd, receiver: &UnixStream) {
    loop {
        // No event is asked for: the poll then wakes on a hangup or an error only.
        let mut fds = [
            PollFd::new(terminal, PollFlags::empty()),
            PollFd::from_borrowed_fd(receiver.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, HANGUP_POLL_INTERVAL.map(timespec).as_ref()) {
            Ok(0) if !rustix::termios::isatty(terminal) => return,
            Ok(_) if fds.iter().any(is_ready) => return,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

/// Returns whether the last signal was meant for the editor that has the terminal, and forgets it then.
fn discard_editor_signal() -> bool {
    let signal = SIGNAL.load(Ordering::SeqCst);
    let is_from_key = [SIGINT, SIGQUIT].iter().any(|number| usize::try_from(*number) == Ok(signal));
    is_from_key
        && EDITOR_ACTIVE.load(Ordering::SeqCst)
        && SIGNAL.compare_exchange(signal, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok()
}

/// Restores the terminal and ends the program with the code that a shell shows for the signal. A hangup
/// without a signal counts as SIGHUP.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the loop may be stuck; nothing is unsaved, and nothing else can end the program"
)]
fn exit_with_signal(number: usize) -> ! {
    // On a thread of its own: the terminal must not keep the program from ending.
    let (done, restored) = mpsc::channel();
    thread::spawn(move || {
        guard::restore_terminal_for_exit();
        let _ = done.send(());
    });
    let _ = restored.recv_timeout(SHUTDOWN_TIMEOUT);
    let number = i32::try_from(number).ok().filter(|number| *number != 0).unwrap_or(SIGHUP);
    std::process::exit(128 + number)
}

/// Waits for the watchdog, if it is about to end the program.
pub(super) fn wait_for_exit() {
    while SIGNAL.load(Ordering::SeqCst) != 0 || has_hung_up() {
        thread::sleep(POLL_INTERVAL);
    }
}

fn has_hung_up() -> bool {
    let out = rustix::stdio::stdout();
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    poll(&mut fds, Some(&timespec(Duration::ZERO))).is_ok() && fds.iter().any(is_ready)
}

/// Notes whether an editor has the terminal. Ctrl-C is then meant for the editor, but reaches this program as
/// well, which is part of the same job.
pub(super) fn set_editor_active(is_active: bool) {
    EDITOR_ACTIVE.store(is_active, Ordering::SeqCst);
}

/// Returns whether the job was stopped and continued since the last call.
pub(super) fn take_continued() -> bool {
    CONTINUED.swap(false, Ordering::SeqCst)
}

/// Waits until this job has the terminal. It does not stop itself, as the terminal would: a stopped job could
/// not be ended by a signal that is on its way.
pub(super) fn wait_for_foreground() {
    while guard::is_in_background() {
        thread::sleep(FRAME_INTERVAL);
    }
    CONTINUED.store(false, Ordering::SeqCst);
}

/// Stops the whole job, as the terminal would: the shell would go on waiting for a wrapper that is not
/// stopped. Without a shell that could continue the job, the system does not stop it.
pub(super) fn suspend_job() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::TSTP)?)
}

fn open_waker() -> io::Result<(UnixStream, UnixStream)> {
    let (sender, receiver) = UnixStream::pair()?;
    sender.set_nonblocking(true)?;
    receiver.set_nonblocking(true)?;
    // Handlers run in the order of registering: the size is noted before the loop wakes.
    signal_hook::flag::register(SIGWINCH, Arc::clone(&RESIZED))?;
    for signal in [SIGWINCH, SIGCONT] {
        signal_hook::low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    Ok((sender, receiver))
}

/// Wakes the loop.
pub(super) fn wake() {
    if let Some((sender, _)) = &*WAKER {
        // A full pipe wakes the loop as well.
        let _ = (&*sender).write(&[0]);
    }
}

/// Returns whether the loop can be woken at all.
pub(super) fn can_wake() -> bool {
    WAKER.is_some()
}

/// Waits for input, the waker or the timeout. Returns whether crossterm has an event to read: input, or
/// another size.
pub(super) fn wait_for_input(within: Duration) -> io::Result<bool> {
    let (stdin, stdout) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    let terminal = if rustix::termios::isatty(stdin) { stdin } else { stdout };
    let mut fds = vec![PollFd::new(&terminal, PollFlags::IN)];
    fds.extend(WAKER.iter().map(|(_, receiver)| PollFd::from_borrowed_fd(receiver.as_fd(), PollFlags::IN)));
    match poll(&mut fds, Some(&timespec(within))) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let is_readable = fds.first().is_some_and(is_ready);
    if fds.get(1).is_some_and(is_ready)
        && let Some((_, receiver)) = &*WAKER
    {
        let _ = (&*receiver).read(&mut [0; 64]);
    }
    Ok(is_readable | RESIZED.swap(false, Ordering::SeqCst))
}

fn is_ready(fd: &PollFd<'_>) -> bool {
    !fd.revents().is_empty()
}

fn timespec(time: Duration) -> Timespec {
    let tv_sec = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timespec { tv_sec, tv_nsec: time.subsec_nanos().into() }
}
