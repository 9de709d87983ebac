//! Background tasks: when their reports are received, how they are announced, cancelled and waited for.

use jiff::tz::TimeZone;

use super::super::timing::FRAME_INTERVAL;
use super::*;
use crate::app::library::Library;
use crate::journal::Home;
use crate::session::Writer;

fn executor() -> Executor {
    let home = Home::new(std::env::temp_dir().join("runsheet-no-home"));
    let me = Writer::new("alice", "sccm01");
    let (library, zone) = (Library::default(), TimeZone::UTC);
    Executor::new(SessionActions { home, library, me, zone, has_display: false })
}

fn describe(msgs: &[Msg]) -> Vec<String> {
    msgs.iter().map(|msg| format!("{msg:?}")).collect()
}

/// A task that reports once the sender says so.
fn waiting_task() -> (mpsc::Sender<()>, impl FnOnce(&SessionActions, &Reporter) + Send + 'static) {
    let (go, wait) = mpsc::channel::<()>();
    let work = move |_: &SessionActions, reporter: &Reporter| {
        let _ = wait.recv();
        reporter.send(Msg::FolderUnreadable(None));
    };
    (go, work)
}

#[test]
fn a_report_that_comes_soon_is_received_before_anything_is_drawn() {
    let mut executor = executor();
    let work = |_: &SessionActions, reporter: &Reporter| assert!(reporter.send(Msg::FolderUnreadable(None)));
    executor.spawn(BackgroundTask::new("reading"), work).unwrap();
    let mut msgs = Vec::new();
    while executor.busy_for().is_some() {
        msgs.extend(executor.receive(FRAME_INTERVAL));
    }
    assert_eq!(describe(&msgs), ["FolderUnreadable(None)"], "and nothing is said of its being under way");
}

#[test]
fn a_task_that_takes_long_is_announced_once_and_its_end_too() {
    let mut executor = executor();
    let (go, work) = waiting_task();
    executor.spawn(BackgroundTask::new("reading the log"), work).unwrap();
    let started = Instant::now();
    assert!(executor.receive(FRAME_INTERVAL).is_empty());
    assert!(executor.receive(RESPONSE_TIMEOUT).is_empty());
    assert!(started.elapsed() < Duration::from_secs(5), "the loop goes on");
    let announced = describe(&executor.overdue());
    assert!(announced.len() == 1 && announced[0].contains("reading the log"), "{announced:?}");
    assert!(executor.overdue().is_empty(), "once");
    go.send(()).unwrap();
    let mut msgs = Vec::new();
    while executor.busy_for().is_some() {
        msgs.extend(executor.receive(FRAME_INTERVAL));
    }
    assert_eq!(describe(&msgs), ["FolderUnreadable(None)", "TaskChanged(None)"]);
}

#[test]
fn the_report_of_a_cancelled_task_is_dropped() {
    let mut executor = executor();
    let (go, wait) = mpsc::channel::<()>();
    let (sender, was_received) = mpsc::channel();
    let work = move |_: &SessionActions, reporter: &Reporter| {
        let _ = wait.recv();
        let _ = sender.send(reporter.send(Msg::FolderUnreadable(None)));
    };
    executor.spawn(BackgroundTask::new("reading"), work).unwrap();
    assert!(executor.active().is_some());
    assert!(executor.cancel().is_some());
    go.send(()).unwrap();
    assert!(!was_received.recv().unwrap(), "nobody receives it");
    assert!(executor.receive(RESPONSE_TIMEOUT).is_empty() && executor.busy_for().is_none());
}

#[test]
fn shutting_down_waits_only_for_a_task_that_leaves_something_behind() {
    let mut reading = executor();
    let (_go, work) = waiting_task();
    reading.spawn(BackgroundTask::new("reading"), work).unwrap();
    let started = Instant::now();
    assert_eq!(reading.shut_down().1, Vec::<String>::new());
    assert!(started.elapsed() < SHUTDOWN_TIMEOUT);

    let mut writing = executor();
    let (_go, work) = waiting_task();
    let task = BackgroundTask { cancel_warning: Some("half".to_owned()), ..BackgroundTask::new("writing") };
    writing.spawn(task, work).unwrap();
    let started = Instant::now();
    assert_eq!(writing.shut_down().1, ["half"]);
    assert!(started.elapsed() >= SHUTDOWN_TIMEOUT);
}
