//! TTY. Standard output as a terminal: every byte is sent at once, its size is known.

use std::io;

/// A size for a terminal that does not know its own, as many a serial line.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// More than these are no window, but a mistake that would cost gigabytes to draw.
const MAX_LENGTH: u16 = 1000;

/// The terminal's width and height, in cells.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let (width, height) = query_size()?;
    let or = |length: u16, common| if length == 0 { common } else { length.min(MAX_LENGTH) };
    Ok((or(width, DEFAULT_SIZE.0), or(height, DEFAULT_SIZE.1)))
}

#[cfg(unix)]
fn query_size() -> io::Result<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn measured() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}

/// Standard output without the buffer and the lock of the standard library's, which a write that is
/// stuck would hold.
#[derive(Debug)]
pub(super) struct Tty;

#[cfg(unix)]
impl io::Write for Tty {
    /// Another program on this terminal may have told it not to wait: then this waits by itself.
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

#[cfg(unix)]
impl Tty {
    /// Writes, but gives up on a terminal that takes nothing.
    pub(super) fn write_with_timeout(bytes: &[u8]) -> io::Result<()> {
        let patience = rustix::event::Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
        if wait_writable(Some(&patience))? {
            io::Write::write_all(&mut Self, bytes)?;
        }
        Ok(())
    }
}

/// Waits until the terminal takes something.
#[cfg(unix)]
fn wait_writable(patience: Option<&rustix::event::Timespec>) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, poll};
    let out = rustix::stdio::stdout();
    let mut ready = [PollFd::new(&out, PollFlags::OUT)];
    rustix::io::retry_on_intr(|| poll(&mut ready, patience))?;
    Ok(ready.iter().all(|fd| fd.revents().contains(PollFlags::OUT)))
}

#[cfg(not(unix))]
impl io::Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

#[cfg(not(unix))]
impl Tty {
    pub(super) fn write_now(bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(&mut Self, bytes)?;
        io::Write::flush(&mut Self)
    }
}
