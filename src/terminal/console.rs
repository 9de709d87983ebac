//! TTY. Signals on Windows: ends the program when the console asks for it.
//!
//! Ctrl-C is a key while the screen is ours, but Ctrl-Break is not, and another program may send
//! either. Without this the shell would be left in the alternate screen, without a cursor. When the
//! window itself is closed there is nothing to restore: Windows ends the program whatever it does, and
//! nothing is unsaved.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, mpsc};
use std::thread;

use super::guard;
use super::timing::RESPONSE_TIMEOUT;

/// The exit status of a program that does not handle Ctrl-C.
const STATUS_CONTROL_C_EXIT: u32 = 0xC000_013A;

/// Whether an editor has the console.
static EDITOR_ACTIVE: AtomicBool = AtomicBool::new(false);

/// Notes whether an editor has the console. Ctrl-C is then meant for the editor, but Windows reports it to
/// every program of the console.
pub(super) fn set_editor_active(is_active: bool) {
    EDITOR_ACTIVE.store(is_active, Ordering::SeqCst);
}

/// Starts to handle signals, until the program ends.
pub(super) fn start() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| result = ctrlc::set_handler(exit_on_signal).map_err(io::Error::other));
    result
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the loop may be stuck; nothing is unsaved, and nothing else can end the program"
)]
fn exit_on_signal() {
    if EDITOR_ACTIVE.load(Ordering::SeqCst) {
        return;
    }
    let (done, restored) = mpsc::channel();
    let work = move || {
        guard::restore_terminal_for_exit();
        let _ = done.send(());
    };
    // A console in which text is being selected accepts nothing.
    if thread::Builder::new().name("restore".to_owned()).spawn(work).is_ok() {
        let _ = restored.recv_timeout(RESPONSE_TIMEOUT);
    }
    std::process::exit(STATUS_CONTROL_C_EXIT.cast_signed())
}

/// Does nothing: crossterm waits for keys only, so the event loop polls for reports.
pub(super) fn wake() {}

pub(super) fn can_wake() -> bool {
    false
}

/// Returns false: Windows does not stop programs.
pub(super) fn take_continued() -> bool {
    false
}

pub(super) fn wait_for_foreground() {}

pub(super) fn suspend_job() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn wait_for_exit() {}
