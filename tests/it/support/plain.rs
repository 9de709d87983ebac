//! The plain face in a test's machine: lines go in, what is printed comes out.

use std::io::{self, Read};

use super::TestEnv;

/// What happens while the plain face waits for a line.
pub(crate) type BeforePiece<'a> = Box<dyn FnMut(&TestEnv) + 'a>;

/// Standard input in pieces, with something happening before each.
struct PiecewiseInput<'a> {
    env: &'a TestEnv,
    left: Vec<(BeforePiece<'a>, String)>,
}

impl Read for PiecewiseInput<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() {
            return Ok(0);
        }
        let (mut before, text) = self.left.remove(0);
        before(self.env);
        let room = buf.get_mut(..text.len()).expect("a piece is read at once");
        room.copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

/// The command that starts `site-a`.
const START: [&str; 6] = ["start", "--plain", "--name", "site-a", "--title", "Site A"];

impl TestEnv {
    /// Starts `site-a` in the plain face and types these lines.
    pub(crate) fn start_plain(&self, lines: &str) -> String {
        self.run_args(&START).stdin(lines).printed().0
    }

    /// Resumes `site-a` and types these lines.
    pub(crate) fn resume_plain(&self, lines: &str) -> String {
        self.run_args(&["resume", "site-a", "--plain"]).stdin(lines).printed().0
    }

    /// Starts `site-a`; before each piece is read, something happens.
    pub(crate) fn start_with_pieces(&self, pieces: Vec<(BeforePiece<'_>, &str)>) -> String {
        let left = pieces.into_iter().map(|(before, text)| (before, text.to_owned())).collect();
        self.run_args(&START).read_from(PiecewiseInput { env: self, left }).printed().0
    }
}
