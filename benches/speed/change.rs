//! One change made durable, against one write and one sync of a line of the same length.

use std::fs::{self, File};
use std::io::Write as _;
use std::time::Duration;

use runsheet::checklist::StepIx;
use runsheet::desk::Desk;
use runsheet::journal::Home;
use runsheet::library::Library;
use runsheet::session::{Command, SessionName, Status};

use crate::made::{self, Place, me, now};
use crate::race::{Races, Runner, timed};

pub(crate) fn run(races: &mut Races) {
    for steps in races.sizes(&[12, 100_000]) {
        race(races, steps, 0);
    }
    race(races, 12, 10_000);
}

fn race(races: &mut Races, steps: usize, entries: usize) {
    let place = Place::new();
    let home = place.home();
    let name = made::recorded(&home, steps, entries);
    let mut ours = Marks::on(&home, &name);
    let length = ours.line_length(&home, &name);
    // In the same folder, for as long as this runs.
    let mut floor = File::create(home.session_path(&name).join("floor")).unwrap();
    let line = vec![b'x'; length];
    let title = format!("change: {steps} steps, {entries} entries before it, {length} bytes");
    let ours = Runner::new("decided, written, synced and applied", || ours.next());
    let floor = Runner::new("written and synced", || {
        timed(|| floor.write_all(&line).and_then(|()| floor.sync_data()).unwrap())
    });
    races.run(&title, 200, Some(2.0), ours, vec![floor]);
}

/// Marks steps one after the other.
struct Marks {
    desk: Desk,
    steps: Vec<StepIx>,
    next: usize,
}

impl Marks {
    fn on(home: &Home, name: &SessionName) -> Self {
        let desk =
            Desk::open(home, name, &me(), &Library::default()).unwrap_or_else(|error| panic!("{error}"));
        let steps = desk.progress.checklist().step_indices().collect();
        Self { desk, steps, next: 0 }
    }

    /// Each mark gives a step another status than it has.
    fn next(&mut self) -> Duration {
        let step = self.steps[self.next % self.steps.len()];
        let begun = self.desk.progress.step(step).status == Status::InProgress;
        let status = if begun { Status::Blocked } else { Status::InProgress };
        let reason = begun.then(|| "no".to_owned());
        self.next += 1;
        let command = Command::Mark { step, status, reason };
        let mut saved = 0;
        let took = timed(|| {
            saved =
                self.desk.carry_out(&[command], now()).unwrap_or_else(|(_, error)| panic!("{error}")).len();
        });
        assert_eq!(saved, 1, "the mark is no change");
        took
    }

    /// How long a line of such a change is.
    fn line_length(&mut self, home: &Home, name: &SessionName) -> usize {
        let log = made::log_of(home, name);
        let length = || usize::try_from(fs::metadata(&log).unwrap().len()).unwrap();
        self.next();
        let before = length();
        self.next();
        length() - before
    }
}
