//! TTY. The terminal: takes it over, writes to it, sets its title and clipboard, and restores it as it was
//! found, on every way out.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
#[cfg(unix)]
use std::time::Duration;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::session::Mode;
use crate::terminal::timing::RESPONSE_TIMEOUT;
use crate::text::Text;
use crate::tui::Model;

/// Whether the terminal is taken over now, or about to be.
static ACQUIRED: AtomicBool = AtomicBool::new(false);

/// Held while something is written to the terminal, so that an ending program does not cut into it.
static OUTPUT_LOCK: Mutex<()> = Mutex::new(());

/// The size of a terminal that does not know its own, as on many serial lines.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// The most columns or rows that are drawn: a larger size is an error, and would cost gigabytes.
const MAX_LENGTH: u16 = 1000;

/// The terminal, taken over until this is dropped: in raw mode, on the alternate screen, without a cursor,
/// with bracketed paste. A panic restores it before the message is printed.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over, with or without the mouse. Sends no queries, so that a terminal that answers
    /// none works as well.
    pub fn acquire(mouse: bool) -> io::Result<Self> {
        install_panic_hook();
        // The theme decides about colours: with NO_COLOR set, crossterm would reset bold and reverse together
        // with the colours it leaves out.
        crossterm::style::force_color_output(true);
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    /// Captures the mouse, or leaves it to the terminal, whose own selection works then.
    pub(super) fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let _lock = lock_output();
        if on {
            crossterm::execute!(Tty, EnableMouseCapture)
        } else {
            crossterm::execute!(Tty, DisableMouseCapture)
        }
    }

    /// Takes the terminal over, for the first time or after another program had it.
    pub(super) fn enter(&self) -> io::Result<()> {
        let _lock = lock_output();
        // Before anything is changed: a signal may end the program between any two of these lines.
        ACQUIRED.store(true, Ordering::SeqCst);
        // crossterm may think that the mode is raw when a shell has changed it in between.
        disable_raw_mode()?;
        enable_raw_mode()?;
        let mut codes = codes_of(&EnterAlternateScreen) + &codes_of(&Hide);
        // On Windows a paste arrives as keys anyway, and asking for this breaks its line ends.
        if cfg!(unix) {
            codes += &codes_of(&EnableBracketedPaste);
        }
        if self.mouse && cfg!(windows) {
            crossterm::execute!(io::stdout(), EnableMouseCapture)?;
        } else if self.mouse {
            codes += &codes_of(&EnableMouseCapture);
        }
        Tty.write_all(codes.as_bytes())?;
        Tty.flush()
    }
}

/// Returns whether the terminal can be drawn on. On Windows this also enables escape codes in the console;
/// one from before Windows 10 has none.
pub(crate) fn can_draw() -> bool {
    #[cfg(windows)]
    return crossterm::ansi_support::supports_ansi();
    #[cfg(not(windows))]
    true
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore_terminal();
    }
}

/// Restores the terminal as it was found. Safe to call at any time, from any thread. Errors are ignored: the
/// terminal may have gone away.
pub(super) fn restore_terminal() {
    let _lock = try_lock_output();
    restore();
}

/// Restores the terminal, and keeps other threads from writing to it until the program has ended.
pub(super) fn restore_terminal_for_exit() {
    std::mem::forget(try_lock_output());
    restore();
}

fn restore() {
    if !ACQUIRED.load(Ordering::SeqCst) {
        return;
    }
    if cfg!(windows) {
        let _ = crossterm::execute!(io::stdout(), DisableMouseCapture);
    }
    let _ = write_with_timeout(&restore_codes());
    if !is_in_background() {
        let _ = disable_raw_mode();
    }
    // Last: if this hangs, the thread that ends the program restores the terminal again.
    ACQUIRED.store(false, Ordering::SeqCst);
}

/// Writes codes in one write, without interruption by another thread.
pub(super) fn write_codes(codes: &str) -> io::Result<()> {
    let _lock = lock_output();
    Tty.write_all(codes.as_bytes())?;
    Tty.flush()
}

fn lock_output() -> MutexGuard<'static, ()> {
    OUTPUT_LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks the output unless this takes too long: the terminal may accept nothing, or the thread that holds the
/// lock may be the one that panicked.
fn try_lock_output() -> Option<MutexGuard<'static, ()>> {
    const TRIES: u32 = 20;
    for _ in 0..TRIES {
        match OUTPUT_LOCK.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(guard)) => return Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(RESPONSE_TIMEOUT / TRIES),
        }
    }
    None
}

/// Returns the codes that undo what `enter` asked of the terminal.
fn restore_codes() -> String {
    let paste = if cfg!(unix) { codes_of(&DisableBracketedPaste) } else { String::new() };
    let mouse = if cfg!(unix) { codes_of(&DisableMouseCapture) } else { String::new() };
    // Without an alternate screen (GNU screen, many consoles) the frame stays, and later output goes below it.
    let below = "\x1b[999;1H\x1b[K";
    mouse + &paste + restore_title_codes() + below + &codes_of(&LeaveAlternateScreen) + &codes_of(&Show)
}

fn codes_of(command: &impl Command) -> String {
    let mut codes = String::new();
    let _ = command.write_ansi(&mut codes);
    codes
}

/// Installs a panic hook that restores the terminal before the message, and says after it what is safe.
fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        let owner = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            restore_terminal();
            previous(panic);
            let mut err = io::stderr();
            let _ = writeln!(err, "This is a fault of runsheet. Everything it showed as recorded is on disk: `runsheet resume` goes on.");
            if std::thread::current().id() != owner {
                exit_after_panic();
            }
        }));
    });
}

/// Ends the program after a panic on another thread: the event loop would go on without that thread, on a
/// terminal that is restored already.
#[expect(clippy::exit, clippy::disallowed_methods, reason = "no other thread can be made to end")]
fn exit_after_panic() -> ! {
    std::process::exit(101)
}

/// Returns the terminal's width and height, in cells.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let (width, height) = query_size()?;
    let or = |length: u16, default| if length == 0 { default } else { length.min(MAX_LENGTH) };
    Ok((or(width, DEFAULT_SIZE.0), or(height, DEFAULT_SIZE.1)))
}

#[cfg(unix)]
fn query_size() -> io::Result<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

#[cfg(windows)]
fn query_size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}

/// Returns whether the terminal belongs to another job now. Changing its modes then would stop this one.
#[cfg(unix)]
pub(super) fn is_in_background() -> bool {
    use rustix::process::getpgrp;
    rustix::termios::tcgetpgrp(rustix::stdio::stdout()).is_ok_and(|group| group != getpgrp())
}

#[cfg(windows)]
pub(super) fn is_in_background() -> bool {
    false
}

/// Standard output without the buffer and the lock of the standard library: a write that is stuck would hold
/// them.
#[derive(Debug)]
struct Tty;

#[cfg(unix)]
impl io::Write for Tty {
    /// Writes, and waits where another program has made the terminal non-blocking.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        use rustix::io::Errno;
        let out = rustix::stdio::stdout();
        loop {
            match rustix::io::write(out, bytes) {
                Err(Errno::AGAIN) => {
                    wait_writable(None)?;
                }
                Err(Errno::INTR) => {}
                result => return Ok(result?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes codes, unless the terminal accepts nothing.
fn write_with_timeout(codes: &str) -> io::Result<()> {
    #[cfg(unix)]
    if !wait_writable(Some(&timespec(RESPONSE_TIMEOUT)))? {
        return Ok(());
    }
    Tty.write_all(codes.as_bytes())?;
    Tty.flush()
}

/// Waits until the terminal accepts something. Returns false after the timeout.
#[cfg(unix)]
fn wait_writable(timeout: Option<&Timespec>) -> io::Result<bool> {
    let out = rustix::stdio::stdout();
    let mut ready = [PollFd::new(&out, PollFlags::OUT)];
    rustix::io::retry_on_intr(|| poll(&mut ready, timeout))?;
    Ok(ready.iter().all(|fd| fd.revents().contains(PollFlags::OUT)))
}

#[cfg(unix)]
pub(super) fn timespec(time: Duration) -> Timespec {
    let tv_sec = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timespec { tv_sec, tv_nsec: time.subsec_nanos().into() }
}

#[cfg(windows)]
impl io::Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

/// Whether the previous title is on the terminal's stack.
static PUSHED: AtomicBool = AtomicBool::new(false);

/// The most characters of a session's title that are shown.
const MAX_TITLE_CHARS: usize = 60;

/// Terminals without a title, which may print the codes for one.
const UNSUPPORTED_TERMS: [&str; 8] = ["", "dumb", "linux", "console", "vt52", "vt100", "vt102", "vt220"];

/// A terminal multiplexer between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Multiplexer {
    None,
    Tmux,
    /// GNU screen.
    Screen,
}

impl Multiplexer {
    pub(super) fn from_env(var: &dyn Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        match (is_set("TMUX"), is_set("STY")) {
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::None,
        }
    }
}

/// Returns the codes that put text on the terminal's clipboard (OSC 52), also through a multiplexer.
pub(super) fn clipboard_codes(text: &str, multiplexer: Multiplexer) -> String {
    let mut codes = String::new();
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut codes);
    match multiplexer {
        Multiplexer::None => codes,
        // tmux handles the plain form where it may set the clipboard, and passes the wrapped one on where only
        // that is allowed.
        Multiplexer::Tmux => format!("{codes}\x1bPtmux;{}\x1b\\", codes.replace('\x1b', "\x1b\x1b")),
        // GNU screen passes short pieces on, each up to its first ESC \.
        Multiplexer::Screen => {
            let codes: Vec<char> = codes.replace("\x1b\\", "\x07").chars().collect();
            let wrapped = |piece: &[char]| ["\x1bP".to_owned(), piece.iter().collect(), "\x1b\\".to_owned()];
            codes.chunks(200).flat_map(wrapped).collect()
        }
    }
}

/// The window's title: the session and its progress.
pub(super) struct WindowTitle {
    is_supported: bool,
    current: String,
}

impl WindowTitle {
    pub(super) fn new(var: &dyn Fn(&str) -> Option<String>) -> Self {
        let term = var("TERM").unwrap_or_default();
        // GNU screen has no stack of titles, nor has Windows' console.
        let in_screen = var("STY").is_some_and(|name| !name.is_empty());
        let is_supported = cfg!(unix) && !in_screen && !UNSUPPORTED_TERMS.contains(&term.as_str());
        Self { is_supported, current: String::new() }
    }

    /// Returns the codes that set the title, if it has changed. The first time, they push the previous title
    /// onto the terminal's stack.
    pub(super) fn update(&mut self, model: &Model) -> Option<String> {
        let title = title_text(model);
        let is_pushed = PUSHED.load(Ordering::SeqCst);
        if !self.is_supported || (is_pushed && title == self.current) {
            return None;
        }
        PUSHED.store(true, Ordering::SeqCst);
        let push = if is_pushed { "" } else { "\x1b[22;0t" };
        let codes = format!("{push}\x1b]2;{title}\x1b\\");
        self.current = title;
        Some(codes)
    }
}

/// Returns the codes that restore the previous title, if it was changed.
pub(super) fn restore_title_codes() -> &'static str {
    if PUSHED.swap(false, Ordering::SeqCst) { "\x1b[23;0t" } else { "" }
}

/// Returns a title such as `7/12 Site A - runsheet`, with REHEARSAL before a rehearsal's.
fn title_text(model: &Model) -> String {
    let Some(session) = &model.session else { return "runsheet".to_owned() };
    let (total, title): (_, &Text) = (session.progress.total(), session.progress.title());
    let title: String = title.as_str().chars().take(MAX_TITLE_CHARS).collect();
    let mode = if session.progress.mode() == Mode::Rehearsal { "REHEARSAL " } else { "" };
    format!("{mode}{}/{} {title} - runsheet", total.done(), total.applicable())
}

#[cfg(all(test, unix))]
#[path = "tests/osc.rs"]
mod osc_tests;
