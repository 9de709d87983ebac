//! TESTS. The queue of unsaved changes, whatever happens in whatever order: nothing that was accepted is
//! lost or recorded twice, and the preview is the progress with everything that is unsaved.

use proptest::prelude::*;

use super::fixture::*;
use super::scripts::{Replica, ScriptedAction, actions};
use crate::session::{Command, Entry, Event, OnSaved, Outbox, Submitted, UnsavedChange, Writer, decide};

#[derive(Debug, Clone)]
enum Happening {
    /// Alice makes a change.
    Submit(ScriptedAction),
    /// The disk has taken what is being saved, unless another process of hers was faster.
    Write,
    /// The disk has not taken it.
    Fail,
    /// Another process of alice records something.
    OtherProcess(ScriptedAction),
    /// Bob records something; late by his clock if he has not seen the rest.
    Remote(ScriptedAction, bool),
    /// Alice sees what the others recorded.
    Follow,
    /// A replay that was asked for is done.
    Replay,
    Retry,
    GiveUp,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let happening = prop_oneof![
        10 => actions(true).prop_map(Happening::Submit),
        4 => Just(Happening::Write),
        1 => Just(Happening::Fail),
        2 => actions(true).prop_map(Happening::OtherProcess),
        2 => (actions(true), any::<bool>()).prop_map(|(action, syncs)| Happening::Remote(action, syncs)),
        2 => Just(Happening::Follow),
        2 => Just(Happening::Replay),
        1 => Just(Happening::Retry),
        1 => Just(Happening::GiveUp),
    ];
    prop::collection::vec(happening, 0..60)
}

/// Alice, her disk, and the others who write to it.
struct Simulation {
    disk: Vec<(Writer, Entry)>,
    alice: Replica,
    other_process: Replica,
    bob: Replica,
    outbox: Outbox,
    /// The events that are being written.
    writing: Option<Vec<Event>>,
    /// Whether entries came out of order.
    replay_due: bool,
    /// The commands that were accepted and neither saved nor given back, in their order.
    accepted: Vec<Command>,
    /// The notes that were accepted, and those that were saved.
    notes: (Vec<String>, Vec<String>),
}

impl Simulation {
    fn new() -> Self {
        let disk = TestLog::new().entries;
        let replica = |me| Replica::new(me, &disk[0]);
        Self {
            alice: replica(alice()),
            other_process: replica(alice()),
            bob: replica(bob()),
            disk,
            outbox: Outbox::default(),
            writing: None,
            replay_due: false,
            accepted: Vec::new(),
            notes: (Vec::new(), Vec::new()),
        }
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Submit(action) => self.submit(action),
            Happening::Write => self.write(),
            Happening::Fail => self.fail(),
            Happening::OtherProcess(action) => {
                self.other_process.receive_all(&self.disk);
                self.disk.extend(act(&mut self.other_process, action));
            }
            Happening::Remote(action, syncs) => {
                if *syncs {
                    self.bob.receive_all(&self.disk);
                }
                self.disk.extend(act(&mut self.bob, action));
            }
            Happening::Follow => {
                let unseen = self.unseen(&bob());
                self.receive(unseen);
            }
            Happening::Replay => self.replay(),
            Happening::Retry => {
                if self.outbox.retry() {
                    self.dispatch();
                }
            }
            Happening::GiveUp => {
                let dropped = self.outbox.discard_waiting();
                self.given_back_last(&dropped);
            }
        }
    }

    fn submit(&mut self, action: &ScriptedAction) {
        let Some(mut command) = self.alice.command(action) else { return };
        if let Command::Note { text, .. } = &mut command {
            *text = format!("{text}note {}", self.notes.0.len());
        }
        let change = UnsavedChange { command: command.clone(), on_saved: OnSaved::Stay };
        match self.outbox.submit(&self.alice.progress, &change, self.alice.progress.started().at) {
            Submitted::Dispatched { event, gave_up } => {
                assert_eq!(gave_up, self.accepted.iter().any(|failed| *failed != command));
                assert_eq!(self.writing.replace(vec![event]), None);
                self.accepted = vec![command.clone()];
            }
            Submitted::Queued => self.accepted.push(command.clone()),
            Submitted::Unchanged | Submitted::Refused(..) | Submitted::Adopting => return,
        }
        self.notes.0.extend(note_text(&command));
    }

    fn write(&mut self) {
        let Some(events) = self.writing.take() else { return };
        let faster = self.unseen(&alice());
        if !faster.is_empty() {
            let in_order = self.receive(faster);
            self.outbox.conflict(in_order);
            self.return_orphans();
            return self.dispatch();
        }
        let saved = self.outbox.saved();
        assert_eq!(saved.len(), events.len());
        for (change, event) in saved.into_iter().zip(events) {
            assert_eq!(change.command, self.accepted.remove(0));
            self.notes.1.extend(note_text(&change.command));
            self.append(event);
        }
        self.dispatch();
    }

    /// Records an event of alice as the last of what she has seen.
    fn append(&mut self, event: Event) {
        let seq = self.disk.iter().filter(|(by, _)| *by == alice()).count() as u64 + 1;
        let clock = self.alice.arrived.iter().map(|(_, entry)| entry.clock).max().unwrap_or(0) + 1;
        let entry = (alice(), Entry { seq, clock, at: self.alice.progress.started().at, event });
        self.disk.push(entry.clone());
        self.receive(vec![entry]);
    }

    fn fail(&mut self) {
        if self.writing.take().is_some() {
            let dropped = self.outbox.failed("full".to_owned());
            self.given_back_last(&dropped);
            self.return_orphans();
        }
    }

    fn replay(&mut self) {
        if std::mem::take(&mut self.replay_due) {
            self.alice.arrived.clone_from(&self.disk);
            self.alice.progress = replay_sorted(&alice(), &self.disk);
            self.outbox.replayed();
            self.return_orphans();
            self.dispatch();
        }
    }

    fn dispatch(&mut self) {
        let dispatched = self.outbox.dispatch(&self.alice.progress, self.alice.progress.started().at);
        for (change, _) in dispatched.settled {
            assert_eq!(change.command, self.accepted.remove(0));
        }
        if !dispatched.events.is_empty() {
            assert_eq!(self.writing.replace(dispatched.events), None);
        }
    }

    /// The entries of a writer on disk that alice has not seen.
    fn unseen(&self, writer: &Writer) -> Vec<(Writer, Entry)> {
        let is_unseen = |(by, entry): &&(Writer, Entry)| {
            by == writer && !self.alice.arrived.iter().any(|(known, it)| known == by && it.seq == entry.seq)
        };
        self.disk.iter().filter(is_unseen).cloned().collect()
    }

    /// Applies entries as far as they come in order.
    fn receive(&mut self, entries: Vec<(Writer, Entry)>) -> bool {
        let in_order = self.alice.progress.apply_all(&entries);
        self.alice.arrived.extend(entries);
        self.replay_due |= !in_order;
        self.return_orphans();
        in_order
    }

    fn given_back_last(&mut self, dropped: &[UnsavedChange]) {
        let kept = self.accepted.len() - dropped.len();
        assert!(self.accepted.split_off(kept).iter().eq(dropped.iter().map(|change| &change.command)));
    }

    /// Changes to what the checklist no longer has go back to alice, but for those that are being written.
    fn return_orphans(&mut self) {
        let orphans = self.outbox.remove_orphans(self.alice.progress.checklist());
        for (change, _) in orphans {
            let place = self.accepted.iter().rposition(|command| *command == change.command);
            self.accepted.remove(place.unwrap());
        }
    }

    /// What holds at any time.
    fn check(&mut self) {
        let unsaved: Vec<Command> = self.outbox.unsaved().map(|change| change.command.clone()).collect();
        assert_eq!(unsaved, self.accepted);
        let mut expected = self.alice.progress.clone();
        if self.outbox.is_saving() {
            for command in &unsaved {
                if let Ok(Some(event)) = decide(&expected, command) {
                    if matches!(event, Event::Adopted { .. }) {
                        // Nothing is shown by a checklist that is not in use yet.
                        expected = self.alice.progress.clone();
                        break;
                    }
                    let (seq, at) = (expected.last_own_seq() + 1, expected.started().at);
                    expected.apply(&alice(), &Entry { seq, clock: u64::MAX, at, event });
                }
            }
        }
        assert_eq!(render(self.outbox.preview(&self.alice.progress)), render(&expected));
    }

    /// The disk works again and the others are quiet: everything is saved or given back.
    fn drain(&mut self) {
        for _ in 0..100 {
            self.happen(&Happening::Retry);
            self.happen(&Happening::Write);
            self.happen(&Happening::Replay);
            self.check();
        }
        assert_eq!((self.accepted.as_slice(), &self.writing), (&[][..], &None));
        let (accepted, saved) = &self.notes;
        for text in accepted {
            let is_it = |(_, entry): &&(Writer, Entry)| matches!(&entry.event, Event::Noted { text: it, undoes: None, .. } if it == text);
            let times = self.disk.iter().filter(is_it).count();
            assert_eq!(times, usize::from(saved.contains(text)), "{text}");
        }
    }
}

fn act(replica: &mut Replica, action: &ScriptedAction) -> Option<(Writer, Entry)> {
    let command = replica.command(action)?;
    replica.submit(&command)
}

fn note_text(command: &Command) -> Option<String> {
    match command {
        Command::Note { text, .. } => Some(text.trim().to_owned()),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_accepted_is_lost_or_recorded_twice(happenings in happenings()) {
        let mut simulation = Simulation::new();
        for happening in &happenings {
            simulation.happen(happening);
            simulation.check();
        }
        simulation.drain();
    }
}
