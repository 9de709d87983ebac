//! TTY. Takes the terminal over and gives it back as it was found, on every way out.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::time::Duration;

use crossterm::Command;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

use super::tty::Tty;

/// Whether the terminal is ours now, or about to be.
static ACQUIRED: AtomicBool = AtomicBool::new(false);

/// Held while something is sent to the terminal, so that an ending program does not cut into it.
static OUTPUT_LOCK: Mutex<()> = Mutex::new(());

/// The terminal, taken over while this lives: raw, on the alternate screen, the cursor hidden,
/// pasted text told apart from keys. A panic gives it back before it is told.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over, with the mouse or without it. Nothing is asked of it, so a terminal
    /// that never answers is as good.
    pub fn acquire(mouse: bool) -> io::Result<Self> {
        install_panic_hook();
        // Colours are our theme's business: with NO_COLOR set, crossterm would reset bold and
        // reverse together with the colours it leaves out.
        crossterm::style::force_color_output(true);
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    /// Takes the mouse, or leaves it to the terminal, whose own selection works then.
    pub(super) fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let _sending = lock_output();
        if on {
            crossterm::execute!(Tty, EnableMouseCapture)
        } else {
            crossterm::execute!(Tty, DisableMouseCapture)
        }
    }

    /// Takes the terminal over again, after a suspend.
    pub(super) fn enter(&self) -> io::Result<()> {
        let _sending = lock_output();
        // Before anything is changed: a signal may end the program between any two of these lines.
        ACQUIRED.store(true, Ordering::SeqCst);
        // Raw as far as we know, it may not be so any more: a shell may have had it in between.
        disable_raw_mode()?;
        enable_raw_mode()?;
        let mut codes = codes_of(&EnterAlternateScreen) + &codes_of(&Hide);
        // On Windows a paste arrives as keys anyway, and asking for this breaks its line ends.
        if cfg!(unix) {
            codes += &codes_of(&EnableBracketedPaste);
        }
        if self.mouse {
            enable_mouse(&mut codes)?;
        }
        let mut out = Tty;
        out.write_all(codes.as_bytes())?;
        out.flush()
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on Windows it can fail")]
fn enable_mouse(codes: &mut String) -> io::Result<()> {
    *codes += &codes_of(&EnableMouseCapture);
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
        restore_terminal();
    }
}

/// Gives the terminal back as it was found. Safe to call at any time, from any thread; fails
/// silently, as a terminal that has gone away cannot be told anything.
pub(super) fn restore_terminal() {
    let _sending = try_lock_output();
    restore();
}

/// The same at the end of the program: nothing is sent to the terminal any more.
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
    let _ = Tty::write_with_timeout(restore_codes().as_bytes());
    #[cfg(unix)]
    let ours = !super::job_control::in_background();
    #[cfg(not(unix))]
    let ours = true;
    if ours {
        let _ = disable_raw_mode();
    }
    // Only now: whoever ends the program while this hangs does it again.
    ACQUIRED.store(false, Ordering::SeqCst);
}

/// Waits until nothing else is being sent.
pub(super) fn lock_output() -> MutexGuard<'static, ()> {
    OUTPUT_LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same, but not for a terminal that takes nothing, nor for a panic of the sender itself.
fn try_lock_output() -> Option<MutexGuard<'static, ()>> {
    for _ in 0..20 {
        match OUTPUT_LOCK.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(guard)) => return Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    None
}

/// The codes that undo what `enter` asked of the terminal.
fn restore_codes() -> String {
    let paste = if cfg!(unix) { codes_of(&DisableBracketedPaste) } else { String::new() };
    let mouse = if cfg!(unix) { codes_of(&DisableMouseCapture) } else { String::new() };
    // Where there is no alternate screen (GNU screen, many a console) the frame stays, and what comes
    // next stands below it.
    mouse
        + &paste
        + super::title::restore_codes()
        + "\x1b[999;1H\x1b[K"
        + &codes_of(&LeaveAlternateScreen)
        + &codes_of(&Show)
}

fn codes_of(command: &impl Command) -> String {
    let mut codes = String::new();
    let _ = command.write_ansi(&mut codes);
    codes
}

/// A panic gives the terminal back before it is told, and tells what is safe.
fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        let owner = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            restore_terminal();
            before(panic);
            let mut err = io::stderr();
            let _ = writeln!(err, "This is a fault of runsheet. Everything it showed as recorded is on disk: `runsheet resume` goes on.");
            if std::thread::current().id() != owner {
                exit_after_panic();
            }
        }));
    });
}

/// Without the threads beside it, the loop would wait for ever, on a terminal that is not its own
/// any more.
#[expect(clippy::exit, clippy::disallowed_methods, reason = "no other thread can be made to end")]
fn exit_after_panic() -> ! {
    std::process::exit(101)
}
