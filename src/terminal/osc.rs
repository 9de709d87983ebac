//! TTY. Operating system commands for the terminal: the window's title and the clipboard.

use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

use crate::text::Text;
use crate::tui::Model;

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

/// Returns a title such as `7/12 Site A - runsheet`.
fn title_text(model: &Model) -> String {
    let Some(session) = &model.session else { return "runsheet".to_owned() };
    let (total, title): (_, &Text) = (session.progress.total(), session.progress.title());
    let title: String = title.as_str().chars().take(MAX_TITLE_CHARS).collect();
    format!("{}/{} {title} - runsheet", total.done(), total.applicable())
}

#[cfg(all(test, unix))]
#[path = "tests/osc.rs"]
mod tests;
