//! TTY. On Windows: ends the program at once when the console says so.
//!
//! Ctrl-C is a key while the screen is ours, but Ctrl-Break is not, and another program may send
//! either. Without this the shell would be left in the alternate screen, without a cursor. When the
//! window itself is closed there is nothing to give back: Windows ends the program whatever it
//! does, and nothing is unsaved.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use super::guard;

/// What Windows ends a program with that does nothing about Ctrl-C.
const STATUS_CONTROL_C_EXIT: u32 = 0xC000_013A;

/// How long the console may take to be given back: while text is being selected in it, it takes nothing.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whether an editor has the console.
static OUTSIDE: AtomicBool = AtomicBool::new(false);

/// Notes whether an editor has the console. Ctrl-C then is meant for it, though Windows tells every
/// program of the console; a window that is closed ends them all whatever they do.
pub(super) fn outside(outside: bool) {
    OUTSIDE.store(outside, Ordering::SeqCst);
}

/// Watches from now on until the program ends.
pub(super) fn watch() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| result = ctrlc::set_handler(end).map_err(io::Error::other));
    result
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the loop may be stuck; nothing is unsaved, and nobody else can end the program"
)]
fn end() {
    if OUTSIDE.load(Ordering::SeqCst) {
        return;
    }
    let (tell, given_back) = mpsc::channel();
    let work = move || {
        guard::give_back_for_good();
        let _ = tell.send(());
    };
    if thread::Builder::new().name("give back".to_owned()).spawn(work).is_ok() {
        let _ = given_back.recv_timeout(PATIENCE);
    }
    std::process::exit(STATUS_CONTROL_C_EXIT.cast_signed())
}
