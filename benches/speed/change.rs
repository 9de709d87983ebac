//! One change made durable, against one write and one sync of a line of the same length.

use std::fs::{self, File};
use std::io::Write as _;
use std::time::Duration;

use runsheet::app::library::Library;
use runsheet::app::open_session::OpenSession;
use runsheet::checklist::StepIx;
use runsheet::journal::Home;
use runsheet::session::{Command, SessionName, Status};

use crate::compare::{Comparison, Contender, time};
use crate::fixtures::{self, TempHome, me, now};

pub(crate) fn run(comparison: &mut Comparison) {
    for steps in comparison.sizes(&[12, 100_000]) {
        compare(comparison, steps, 0);
    }
    compare(comparison, 12, 10_000);
}

fn compare(comparison: &mut Comparison, steps: usize, entries: usize) {
    let temp_home = TempHome::new();
    let home = temp_home.home();
    let name = fixtures::recorded_session(&home, steps, entries);
    let mut ours = MarkTimer::open(&home, &name);
    let length = ours.line_length(&home, &name);
    // In the same folder, and so on the same disk.
    let mut baseline = File::create(home.session_path(&name).join("baseline")).unwrap();
    let line = vec![b'x'; length];
    let title = format!("change: {steps} steps, {entries} entries before it, {length} bytes");
    let ours = Contender::new("decided, written, synced and applied", || ours.mark_next());
    let baseline = Contender::new("written and synced", || {
        time(|| baseline.write_all(&line).and_then(|()| baseline.sync_data()).unwrap())
    });
    comparison.run(&title, 200, Some(2.0), ours, vec![baseline]);
}

/// Marks steps one after the other.
struct MarkTimer {
    session: OpenSession,
    steps: Vec<StepIx>,
    next: usize,
}

impl MarkTimer {
    fn open(home: &Home, name: &SessionName) -> Self {
        let session = OpenSession::open(home, name, &me(), &Library::default())
            .unwrap_or_else(|error| panic!("{error}"));
        let steps = session.progress.checklist().step_indices().collect();
        Self { session, steps, next: 0 }
    }

    /// Gives the next step another status than it has and returns the time.
    fn mark_next(&mut self) -> Duration {
        let step = self.steps[self.next % self.steps.len()];
        let in_progress = self.session.progress.step(step).status == Status::InProgress;
        let status = if in_progress { Status::Blocked } else { Status::InProgress };
        let reason = in_progress.then(|| "no".to_owned());
        self.next += 1;
        let command = Command::mark(&self.session.progress, step, status, reason);
        let mut saved = 0;
        let took = time(|| {
            saved = self
                .session
                .change_all(&[command], now())
                .unwrap_or_else(|(_, error)| panic!("{error}"))
                .len();
        });
        assert_eq!(saved, 1, "the mark is no change");
        took
    }

    /// Returns the length of the line of such a change.
    fn line_length(&mut self, home: &Home, name: &SessionName) -> usize {
        let log = fixtures::log_path(home, name);
        let length = || usize::try_from(fs::metadata(&log).unwrap().len()).unwrap();
        self.mark_next();
        let before = length();
        self.mark_next();
        length() - before
    }
}
