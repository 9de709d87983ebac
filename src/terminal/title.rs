//! TTY. The terminal's title while the wizard runs: what is worked on, and how far it is.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::Text;
use crate::wizard::Model;

/// Whether the title that was there before is on the terminal's stack.
static PUSHED: AtomicBool = AtomicBool::new(false);

/// The most characters of a session's title that are shown.
const LONGEST: usize = 60;

/// Terminals that have no title and may show the codes for one.
const WITHOUT: [&str; 8] = ["", "dumb", "linux", "console", "vt52", "vt100", "vt102", "vt220"];

/// The title, as it was set last.
pub(super) struct Title {
    works: bool,
    shown: String,
}

impl Title {
    pub(super) fn new(var: &dyn Fn(&str) -> Option<String>) -> Self {
        let term = var("TERM").unwrap_or_default();
        // GNU screen keeps no stack of titles, and Windows' console none either.
        let screen = var("STY").is_some_and(|name| !name.is_empty());
        Self { works: cfg!(unix) && !screen && !WITHOUT.contains(&term.as_str()), shown: String::new() }
    }

    /// The codes that set the title, where it is not the one that is shown. The first time, the one
    /// from before is kept on the terminal's own stack.
    pub(super) fn follow(&mut self, model: &Model) -> Option<String> {
        let title = of(model);
        let kept = PUSHED.load(Ordering::SeqCst);
        if !self.works || (kept && title == self.shown) {
            return None;
        }
        PUSHED.store(true, Ordering::SeqCst);
        let push = if kept { "" } else { "\x1b[22;0t" };
        let codes = format!("{push}\x1b]2;{title}\x1b\\");
        self.shown = title;
        Some(codes)
    }
}

/// The codes that bring back the title from before; none where it was never changed.
pub(super) fn back() -> &'static str {
    if PUSHED.swap(false, Ordering::SeqCst) { "\x1b[23;0t" } else { "" }
}

/// `7/12 Site A - runsheet`.
fn of(model: &Model) -> String {
    let Some(walk) = &model.walk else { return "runsheet".to_owned() };
    let (total, title): (_, &Text) = (walk.progress.total(), walk.progress.title());
    let title: String = title.as_str().chars().take(LONGEST).collect();
    format!("{}/{} {title} - runsheet", total.done(), total.applicable())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::wizard::{Board, Look};

    #[cfg(unix)]
    #[test]
    fn the_title_is_set_once_and_given_back_once() {
        let look = Look { colour: false, ascii: true, hyperlinks: false };
        let model = Model::for_board(Board::default(), look, Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let mut none = Title::new(&|name| (name == "TERM").then(|| "linux".to_owned()));
        assert_eq!(none.follow(&model), None);
        assert_eq!(back(), "");
        let mut title = Title::new(&|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
        assert_eq!(title.follow(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
        assert_eq!(title.follow(&model), None);
        assert_eq!((back(), back()), ("\x1b[23;0t", ""));
        // After a suspend it is set anew.
        assert_eq!(title.follow(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
        back();
    }
}
