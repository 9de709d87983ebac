//! TTY. Takes the terminal over and gives it back as it was found, on every way out.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::Command;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Whether the terminal is ours now: so that it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, taken over while this lives.
pub(super) struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over. Nothing is asked of it, so a terminal that never answers is as good.
    pub(super) fn take(mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        // Colours are our theme's business: with NO_COLOR set, crossterm would reset bold and
        // reverse together with the colours it leaves out.
        crossterm::style::force_color_output(true);
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    /// Takes the terminal over again, after a suspend.
    pub(super) fn enter(&self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut codes = ansi(&EnterAlternateScreen) + &ansi(&Hide);
        // On Windows a paste arrives as keys anyway, and asking for this breaks its line ends.
        if cfg!(unix) {
            codes += &ansi(&EnableBracketedPaste);
        }
        if self.mouse {
            enable_mouse(&mut codes)?;
        }
        let mut out = io::stdout();
        out.write_all(codes.as_bytes())?;
        out.flush()
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on Windows it can fail")]
fn enable_mouse(codes: &mut String) -> io::Result<()> {
    *codes += &ansi(&EnableMouseCapture);
    Ok(())
}

#[cfg(windows)]
fn enable_mouse(_codes: &mut String) -> io::Result<()> {
    crossterm::execute!(io::stdout(), EnableMouseCapture)
}

/// Whether the terminal that is there can be drawn on. On Windows this also has the console heed
/// the codes that we send, which it does not by itself; one from before Windows 10 cannot.
pub(crate) fn can_draw() -> bool {
    #[cfg(windows)]
    return crossterm::ansi_support::supports_ansi();
    #[cfg(not(windows))]
    true
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was found. Safe to call at any time, from any thread; fails
/// silently, as a terminal that has gone away cannot be told anything.
pub(super) fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if cfg!(windows) {
        let _ = crossterm::execute!(io::stdout(), DisableMouseCapture);
    }
    let _ = write_now(leaving().as_bytes());
    let _ = disable_raw_mode();
}

/// The codes that undo what `enter` asked of the terminal.
fn leaving() -> String {
    let paste = if cfg!(unix) { ansi(&DisableBracketedPaste) } else { String::new() };
    let mouse = if cfg!(unix) { ansi(&DisableMouseCapture) } else { String::new() };
    mouse + &paste + &ansi(&LeaveAlternateScreen) + &ansi(&Show)
}

fn ansi(command: &impl Command) -> String {
    let mut codes = String::new();
    let _ = command.write_ansi(&mut codes);
    let _ = codes.write_str("");
    codes
}

/// Writes past the buffer and lock of standard output, which a stuck draw may hold; gives up on a
/// terminal that takes nothing.
#[cfg(unix)]
fn write_now(bytes: &[u8]) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let out = rustix::stdio::stdout();
    let mut ready = [PollFd::new(&out, PollFlags::OUT)];
    let patience = rustix::event::Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
    poll(&mut ready, Some(&patience))?;
    let takes = ready.iter().all(|fd| fd.revents().contains(PollFlags::OUT));
    if takes {
        rustix::io::write(out, bytes)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn write_now(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(bytes)?;
    out.flush()
}

/// A panic gives the terminal back before it is told, and tells what is safe.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
            let mut err = io::stderr();
            let _ = writeln!(err, "This is a fault of runsheet. Everything it showed as recorded is on disk: `runsheet resume` goes on.");
        }));
    });
}
