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

pub(crate) fn run(races: &mut Comparison) {
    for steps in races.sizes(&[12, 100_000]) {
        compare(races, steps, 0);
    }
    compare(races, 12, 10_000);
}

fn compare(races: &mut Comparison, steps: usize, entries: usize) {
    let place = TempHome::new();
    let home = place.home();
    let name = fixtures::recorded_session(&home, steps, entries);
    let mut ours = StepMarker::open(&home, &name);
    let length = ours.line_length(&home, &name);
    // In the same folder, for as long as this runs.
    let mut floor = File::create(home.session_path(&name).join("floor")).unwrap();
    let line = vec![b'x'; length];
    let title = format!("change: {steps} steps, {entries} entries before it, {length} bytes");
    let ours = Contender::new("decided, written, synced and applied", || ours.mark_next());
    let floor = Contender::new("written and synced", || {
        time(|| floor.write_all(&line).and_then(|()| floor.sync_data()).unwrap())
    });
    races.run(&title, 200, Some(2.0), ours, vec![floor]);
}

/// Marks steps one after the other.
struct StepMarker {
    desk: OpenSession,
    steps: Vec<StepIx>,
    next: usize,
}

impl StepMarker {
    fn open(home: &Home, name: &SessionName) -> Self {
        let desk = OpenSession::open(home, name, &me(), &Library::default())
            .unwrap_or_else(|error| panic!("{error}"));
        let steps = desk.progress.checklist().step_indices().collect();
        Self { desk, steps, next: 0 }
    }

    /// Each mark gives a step another status than it has.
    fn mark_next(&mut self) -> Duration {
        let step = self.steps[self.next % self.steps.len()];
        let begun = self.desk.progress.step(step).status == Status::InProgress;
        let status = if begun { Status::Blocked } else { Status::InProgress };
        let reason = begun.then(|| "no".to_owned());
        self.next += 1;
        let command = Command::mark(&self.desk.progress, step, status, reason);
        let mut saved = 0;
        let took = time(|| {
            saved =
                self.desk.change_all(&[command], now()).unwrap_or_else(|(_, error)| panic!("{error}")).len();
        });
        assert_eq!(saved, 1, "the mark is no change");
        took
    }

    /// How long a line of such a change is.
    fn line_length(&mut self, home: &Home, name: &SessionName) -> usize {
        let log = fixtures::log_path(home, name);
        let length = || usize::try_from(fs::metadata(&log).unwrap().len()).unwrap();
        self.mark_next();
        let before = length();
        self.mark_next();
        length() - before
    }
}
