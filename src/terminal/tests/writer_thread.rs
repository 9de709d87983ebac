//! The loop's end of the writer: what is passed on of an open and of a closed session.

use std::sync::mpsc;

use super::*;

fn handle_with_append() -> (WriterHandle, Receiver<WriteRequest>) {
    let (sender, requests) = mpsc::channel();
    let mut writer = WriterHandle::new(std::thread::current().id(), sender);
    writer.send(WriteRequest::Append(Vec::new()));
    (writer, requests)
}

#[test]
fn an_open_session_passes_everything_on() {
    let (mut writer, _requests) = handle_with_append();
    assert!(writer.busy_since().is_some() && writer.has_pending());
    assert!(matches!(writer.track(Some(Msg::FolderUnreadable(None))), Some(Msg::FolderUnreadable(None))));
    assert!(matches!(writer.track(Some(Msg::Conflict(Vec::new()))), Some(Msg::Conflict(_))));
    assert!(writer.busy_since().is_none(), "the outcome of the append is known");
    assert!(writer.track(None).is_none() && !writer.has_pending());
    assert!(!writer.is_finished());
}

#[test]
fn a_closed_session_passes_only_the_failure_of_its_last_change_on() {
    let failures = [
        (Msg::NotSaved("not saved: full".to_owned()), "the last change is not saved: full"),
        (Msg::Conflict(Vec::new()), "the last change is not saved: somebody was faster"),
    ];
    for (failure, expected) in failures {
        let (mut writer, _requests) = handle_with_append();
        writer.close();
        assert!(writer.unconfirmed().is_some() && !writer.is_finished());
        assert!(writer.track(Some(Msg::FolderUnreadable(None))).is_none());
        let Some(Msg::Notice(notice)) = writer.track(Some(failure)) else { panic!("nothing is passed on") };
        assert_eq!((notice.text.as_str(), notice.is_error), (expected, true));
        assert!(writer.track(None).is_none());
        assert!(writer.is_finished() && writer.unconfirmed().is_none());
    }
}
