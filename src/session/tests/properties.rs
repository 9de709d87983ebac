//! TESTS. What holds for whatever the writers do, in whatever order it arrives.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::*;
use super::scripts::{Replica, play, turns, writers};
use crate::checklist::{RawChecklist, ReaderOptions, RecordedChecklist};
use crate::session::{Command, Entry, Event, Status, Writer, decide};

/// The logs of the writers, as far as somebody has them, by writer and number.
type Copy = BTreeMap<(Writer, u64), Entry>;

fn merged(copies: &[&Copy]) -> Copy {
    copies.iter().flat_map(|copy| (*copy).clone()).collect()
}

fn render_for(me: &Writer, copy: &Copy) -> String {
    let entries: Vec<_> = copy.iter().map(|((writer, _), entry)| (writer.clone(), entry.clone())).collect();
    render(&replay_sorted(me, &entries))
}

/// Events as no program of ours writes them.
fn foreign() -> impl Strategy<Value = Event> {
    let step = || {
        prop_oneof![Just("read"), Just("rack"), Just("cable"), Just("gone"), Just("\u{1b}")]
            .prop_map(String::from)
    };
    let question = prop_oneof![Just("site"), Just("link"), Just("port"), Just("gone")].prop_map(String::from);
    let number = || prop::option::of(prop_oneof![0..12_u64, Just(u64::MAX)]);
    let text = || {
        prop_oneof![Just(""), Just("no"), Just("yes"), Just("radio"), Just("a\nb\u{202e}")]
            .prop_map(String::from)
    };
    prop_oneof![
        (step(), 0..Status::ALL.len(), prop::option::of(text()), number()).prop_map(
            |(step, status, reason, undoes)| Event::Marked {
                step,
                status: Status::ALL[status],
                reason,
                accepts: Vec::new(),
                undoes
            }
        ),
        (question, prop::option::of(text()), number())
            .prop_map(|(question, value, undoes)| Event::Answered { question, value, undoes }),
        (step(), text(), number(), number()).prop_map(|(step, text, replaces, undoes)| Event::Noted {
            step,
            text,
            replaces,
            undoes
        }),
        Just(Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(&RawChecklist::default()),
            undoes: None
        }),
        Just(TestLog::new().entries.remove(0).1.event),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_applied_bit_by_bit_is_what_a_restart_shows(turns in turns(true)) {
        let mut same = true;
        play(&turns, |replica, _| {
            same &= render(&replica.progress) == render(&replay_sorted(&replica.me, &replica.arrived));
            assert_counts(&replica.progress);
        });
        prop_assert!(same);
    }

    #[test]
    fn every_order_of_arrival_gives_the_same(turns in turns(true), picks in prop::collection::vec(0..3_usize, 120)) {
        let all = play(&turns, |_, _| ());
        for me in writers() {
            let whole = render(&replay_sorted(&me, &all));
            // Each log in its own order, one after the other or mixed.
            let mut logs = writers().map(|by| all[1..].iter().filter(|(it, _)| *it == by).collect::<Vec<_>>());
            for log in &mut logs {
 log.reverse();
}
            let mut replica = Replica::new(me, &all[0]);
            for pick in picks.iter().chain(&[0; 99]).chain(&[1; 99]).chain(&[2; 99]) {
                if let Some(entry) = logs[*pick].pop() {
                    replica.receive(entry);
                }
            }
            prop_assert_eq!(render(&replica.progress), whole);
        }
    }

    #[test]
    fn copies_merge_in_any_order_and_more_than_once(turns in turns(true), cuts in prop::collection::vec(0..20_u64, 9)) {
        let all = play(&turns, |_, _| ());
        // Three copies of the session's folder, each with the beginnings of the logs.
        let copies: Vec<Copy> = cuts.chunks(3).map(|cuts| {
            let here = |by: &Writer, seq: u64| seq == 1 || writers().iter().zip(cuts).any(|(it, cut)| it == by && seq <= *cut);
            let kept = all.iter().enumerate().filter(|(at, (by, entry))| *at == 0 || here(by, entry.seq));
            kept.map(|(_, (by, entry))| ((by.clone(), entry.seq), entry.clone())).collect()
        }).collect();
        let [a, b, c] = [&copies[0], &copies[1], &copies[2]];
        let me = alice();
        prop_assert_eq!(render_for(&me, &merged(&[a, b])), render_for(&me, &merged(&[b, a])));
        let (left, right) = (merged(&[&merged(&[a, b]), c]), merged(&[a, &merged(&[b, c])]));
        prop_assert_eq!(render_for(&me, &left), render_for(&me, &right));
        prop_assert_eq!(render_for(&me, &merged(&[&left, a, &right])), render_for(&me, &left));
    }

    #[test]
    fn what_was_decided_is_so_and_is_not_decided_again(turns in turns(true)) {
        play(&turns, |replica, command| {
            if matches!(command, Command::Mark { .. } | Command::Answer { .. } | Command::Adopt { .. }) {
                assert_eq!(decide(&replica.progress, command), Ok(None), "{command:?}");
            }
        });
    }

    #[test]
    fn undo_and_redo_bring_back_what_was_seen(turns in turns(true), steps in 1..6_usize) {
        let all = play(&turns, |_, _| ());
        for me in writers() {
            let mut replica = Replica::new(me, &all[0]);
            replica.receive_all(&all);
            let mut stack = Vec::new();
            for _ in 0..steps {
                let before = render(&replica.progress);
                if replica.submit(&Command::Undo).is_some() {
                    stack.push(before);
                }
            }
            while let Some(before) = stack.pop() {
                prop_assert!(replica.submit(&Command::Redo).is_some());
                prop_assert_eq!(render(&replica.progress), before);
            }
        }
    }

    #[test]
    fn undo_restores_the_state_before_each_change_and_redo_the_state_after(turns in turns(true)) {
        play(&turns, |replica, command| {
            if matches!(command, Command::Undo | Command::Redo) {
                return;
            }
            let mut again = Replica { progress: replica.progress.clone(), me: replica.me.clone(), arrived: replica.arrived.clone() };
            let after = render(&again.progress);
            let without: Vec<_> = again.arrived[..again.arrived.len() - 1].to_vec();
            let before = render(&replay_sorted(&again.me, &without));
            assert!(again.submit(&Command::Undo).is_some(), "{command:?}");
            assert_eq!(render(&again.progress), before, "{command:?}");
            assert!(again.submit(&Command::Redo).is_some(), "{command:?}");
            assert_eq!(render(&again.progress), after, "{command:?}");
        });
    }

    #[test]
    fn once_all_of_mine_is_undone_it_is_as_if_i_had_never_been_here(turns in turns(false)) {
        let all = play(&turns, |_, _| ());
        let me = bob();
        let mut replica = Replica::new(me.clone(), &all[0]);
        replica.receive_all(&all);
        while replica.submit(&Command::Undo).is_some() {}
        let others: Vec<_> = all.iter().filter(|(by, _)| *by != me).cloned().collect();
        prop_assert_eq!(render(&replica.progress), render(&replay_sorted(&me, &others)));
    }

    #[test]
    fn whatever_is_recorded_is_folded(events in prop::collection::vec((0..3_usize, foreign(), any::<u64>()), 0..60), turns in turns(true)) {
        let mut all = play(&turns, |_, _| ());
        for (who, event, seq) in events {
            let clock = all.len() as u64 * 2;
            all.push((writers()[who].clone(), Entry { seq, clock, at: all[0].1.at, event }));
        }
        // The start comes first in any session.
        all[0].1.clock = 0;
        for me in writers() {
            let mut replica = Replica { progress: replay_sorted(&me, &all[..1]), me, arrived: Vec::new() };
            replica.receive_all(&all);
            assert_counts(&replica.progress);
            prop_assert_eq!(render(&replica.progress), render(&replay_sorted(&replica.me, &replica.arrived)));
            // Commands can be decided from there.
            for command in [Command::Undo, Command::Undo, Command::Redo] {
                let _ = decide(&replica.progress, &command);
            }
        }
    }
}
