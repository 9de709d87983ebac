//! A terminal with a program on it: what it shows, what it was sent, keys, its end.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::{DEADLINE, keys, until};

/// A terminal, and the program on it.
pub(crate) struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    reader: Option<std::thread::JoinHandle<()>>,
    shared: Arc<(Mutex<Shared>, Condvar)>,
    found: String,
}

/// What the reader keeps.
struct Shared {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// What the reader does when the next bytes have come.
    next_read: NextRead,
    over: bool,
}

impl Shared {
    /// The screen, without the blanks at the ends of its lines.
    fn text(&self) -> String {
        let contents = self.parser.screen().contents();
        contents.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum NextRead {
    /// Reads on.
    Read,
    /// Reads no more: the terminal takes nothing from now on.
    Stall,
    /// Closes the terminal.
    Close,
}

/// How a program left its terminal.
#[derive(Debug)]
pub(crate) struct Left {
    /// Its exit code; 128 and more for a signal, as shells report it.
    pub(crate) code: u32,
    /// The signal that killed it.
    pub(crate) killed: Option<String>,
    /// The normal screen.
    pub(crate) screen: String,
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap_or(NonZeroU16::MIN)
}

impl Terminal {
    pub(super) fn start(command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let found = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(24), cells(80), 0);
        let shared = Shared { parser, bytes: Vec::new(), next_read: NextRead::Read, over: false };
        let shared = Arc::new((Mutex::new(shared), Condvar::new()));
        let (source, sink) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&shared));
        let reader = std::thread::spawn(move || read(source, &sink));
        let writer = pair.master.take_writer().unwrap();
        let (master, reader) = (Some(pair.master), Some(reader));
        Self { master, writer: Some(writer), child, reader, shared, found }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something is so on the screen or in the bytes.
    #[track_caller]
    fn wait(&self, what: &str, mut is_so: impl FnMut(&Shared) -> bool) {
        let began = Instant::now();
        let mut shared = self.shared();
        while !is_so(&shared) {
            let left = DEADLINE.saturating_sub(began.elapsed());
            let screen = shared.text();
            assert!(!left.is_zero(), "waited in vain for {what}; the screen is\n{screen}");
            assert!(!shared.over, "the program ended while waiting for {what}; the screen was\n{screen}");
            shared = self.shared.1.wait_timeout(shared, left.min(Duration::from_millis(500))).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?}"), |shared| shared.text().contains(text));
    }

    /// Waits until the screen does not show a text any more.
    #[track_caller]
    pub(crate) fn wait_for_no(&self, text: &str) {
        self.wait(&format!("the end of {text:?}"), |shared| !shared.text().contains(text));
    }

    /// Waits until the screen shows this text and nothing else.
    #[track_caller]
    pub(crate) fn wait_for_all_of(&self, text: &str) {
        self.wait(&format!("all of\n{text}"), |shared| shared.text() == text);
    }

    /// Waits until the screen meets a condition.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, mut is_so: impl FnMut(&vt100::Screen) -> bool) {
        self.wait(what, |shared| is_so(shared.parser.screen()));
    }

    /// Waits until a text is on the screen after keys, and says so with the screen if not.
    #[track_caller]
    pub(crate) fn press(&mut self, keys: &str, expected: &str) {
        self.keys(keys);
        self.wait_for(expected);
    }

    /// Sends keys.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.send(&keys::bytes(keys));
    }

    /// Sends bytes as the terminal would.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Gives the terminal another size, of its own screen as well.
    pub(crate) fn resize(&self, cols: u16, rows: u16) {
        self.shared().parser.set_size(cells(rows), cells(cols));
        self.master.as_ref().unwrap().resize(size(cols, rows)).unwrap();
    }

    /// The text on the screen.
    pub(crate) fn screen(&self) -> String {
        self.shared().text()
    }

    /// How many bytes came so far.
    pub(crate) fn count(&self) -> usize {
        self.shared().bytes.len()
    }

    /// All bytes that came once the program has ended.
    pub(crate) fn all_bytes(&mut self) -> Vec<u8> {
        self.ended();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.bytes_since(0)
    }

    /// What came since.
    pub(crate) fn bytes_since(&self, count: usize) -> Vec<u8> {
        self.shared().bytes.get(count..).unwrap_or_default().to_vec()
    }

    /// The process that was started.
    pub(crate) fn pid(&self) -> i32 {
        self.child.process_id().and_then(|pid| i32::try_from(pid).ok()).unwrap()
    }

    /// The process group of the job that has the terminal.
    pub(crate) fn job(&self) -> Pid {
        let group = self.master.as_ref().unwrap().process_group_leader().unwrap();
        Pid::from_raw(group).unwrap()
    }

    /// Sends a signal to the process that was started.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid()).unwrap(), signal).unwrap();
    }

    /// Whether the modes of the terminal are those before the program.
    pub(crate) fn is_as_found(&self) -> bool {
        modes(&**self.master.as_ref().unwrap()) == self.found
    }

    /// Waits for the end of the program, and for all that it wrote.
    #[track_caller]
    pub(crate) fn left(mut self) -> Left {
        let status = self.ended();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        assert!(self.is_as_found(), "the modes of the terminal are not as before");
        let shared = self.shared();
        let screen = shared.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was not left");
        assert!(!screen.hide_cursor(), "the cursor is not shown");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is still on");
        let killed = status.signal().map(str::to_owned);
        Left { code: status.exit_code(), killed, screen: shared.text() }
    }

    /// Waits for the end of the process, whatever it does with the terminal.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> portable_pty::ExitStatus {
        let mut status = None;
        until("the program ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// How the process ended, if it has.
    pub(crate) fn try_ended(&mut self) -> Option<portable_pty::ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// From now on the terminal takes nothing more. The keys have to make the program write.
    pub(crate) fn stall(&mut self, keys: &str) {
        self.next_read(NextRead::Stall, keys);
    }

    /// From now on the terminal takes everything again.
    pub(crate) fn flow(&mut self) {
        self.shared().next_read = NextRead::Read;
        self.shared.1.notify_all();
    }

    /// The terminal goes away, as when a line drops. The keys have to make the program write.
    pub(crate) fn hang_up(&mut self, keys: &str) {
        self.next_read(NextRead::Close, keys);
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.writer = None;
        self.master = None;
    }

    /// The reader is inside a read: it obeys once the program writes again.
    fn next_read(&mut self, next_read: NextRead, keys: &str) {
        let count = {
            let mut shared = self.shared();
            shared.next_read = next_read;
            shared.bytes.len()
        };
        self.keys(keys);
        self.wait("the program to write", |shared| shared.bytes.len() > count || shared.over);
    }
}

impl Drop for Terminal {
    /// Nothing outlives its test. The process is not asked: it may be stuck, that is what is tested.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process(Pid::from_raw(self.pid()).unwrap(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

fn read(mut source: Box<dyn Read + Send>, sink: &(Mutex<Shared>, Condvar)) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        // At the end of the last program on it a terminal reports an error, not an end.
        let count = source.read(&mut buffer).unwrap_or(0);
        let mut shared = sink.0.lock().unwrap_or_else(PoisonError::into_inner);
        shared.over = count == 0;
        let came = buffer.get(..count).unwrap_or_default();
        shared.bytes.extend_from_slice(came);
        shared.parser.process(came);
        let next_read = shared.next_read;
        let over = shared.over;
        drop(shared);
        sink.1.notify_all();
        match next_read {
            _ if over => return,
            NextRead::Read => {}
            NextRead::Close => return,
            NextRead::Stall => {
                drop(sink.1.wait_while(sink.0.lock().unwrap(), |shared| shared.next_read == NextRead::Stall));
            }
        }
    }
}

/// The terminal's modes, in words that can be compared.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}
