//! The complete texts of errors that no test of the command line can bring about.

use std::io;
use std::path::PathBuf;

use super::super::error::{CliError, Exit};
use crate::app::files::FileError;
use crate::app::open_session::{ChangeError, OpenError};
use crate::journal::{AppendError, Fault, FaultKind, JournalError};
use crate::session::{Refusal, ReplayError, SessionName};

/// What is printed, and the exit code.
fn printed(error: &CliError) -> String {
    let mut text = Vec::new();
    error.print(&mut text, false).unwrap();
    format!("{}exit {}\n", String::from_utf8(text).unwrap(), error.exit().code())
}

fn printed_append(error: AppendError) -> String {
    printed(&CliError::Change(ChangeError::Append(error)))
}

fn log() -> PathBuf {
    PathBuf::from("log")
}

#[test]
fn a_session_that_changes_all_the_time() {
    let error = CliError::Change(ChangeError::TooManyConflicts);
    assert_eq!(
        printed(&error),
        "error: the session changes faster than this change can be made\nhint: try again\nexit 1\n"
    );
}

#[test]
fn a_report_whose_name_the_disk_did_not_confirm_is_written() {
    let source = io::Error::other("input/output error");
    assert_eq!(
        printed(&CliError::Export(FileError::Unconfirmed { path: "a.md".into(), source })),
        "error: `a.md` is written, but the disk did not confirm it\n\
         caused by: input/output error\nexit 1\n"
    );
}

#[test]
fn a_log_that_went_away_or_whose_name_was_taken() {
    assert_eq!(
        printed_append(AppendError::Removed { path: log() }),
        "error: not saved: `log` was removed or replaced while the session was open\n\
         hint: put it back, or export what is shown here, then start anew\nexit 1\n"
    );
    assert_eq!(
        printed_append(AppendError::NameTaken { name: SessionName::new("site-a").unwrap() }),
        "error: not saved: there is already a session `site-a`\n\
         hint: give another name with `--name`, or resume that session\nexit 1\n"
    );
}

#[test]
fn a_disk_that_is_full_or_fails() {
    let source = || io::Error::from(io::ErrorKind::StorageFull);
    assert_eq!(
        printed_append(AppendError::Write { operation: "write", path: log(), source: source() }),
        "error: not saved: cannot write `log`\ncaused by: no storage space\n\
         hint: the disk or your quota is full: make room and try again\nexit 1\n"
    );
    let source = io::Error::other("input/output error");
    assert_eq!(
        printed_append(AppendError::Sync { path: log(), source }),
        "error: not known to be saved: the disk did not confirm `log`\ncaused by: input/output error\n\
         hint: try again; if it fails again, the disk may be failing: export now\nexit 1\n"
    );
}

#[test]
fn a_log_that_would_be_too_large_or_too_deep() {
    assert_eq!(
        printed_append(AppendError::LogFull { path: log() }),
        "error: not saved: `log` is full\nhint: export this session and start another\nexit 1\n"
    );
    assert_eq!(
        printed_append(AppendError::InvalidEntry { reason: "it is nested too deep".to_owned() }),
        "error: not saved: the entry could not be read again: it is nested too deep\nexit 1\n"
    );
}

#[test]
fn a_session_that_is_read_only() {
    let fault =
        Box::new(Fault { path: log(), line: Some(2), kind: FaultKind::Damaged { message: "x".to_owned() } });
    let printed_error = printed_append(AppendError::ReadOnly { fault });
    assert!(
        printed_error.starts_with("error: not saved: the session is read-only\ncaused by: "),
        "{printed_error}"
    );
    assert!(printed_error.ends_with("exit 5\n"), "{printed_error}");
}

#[test]
fn a_session_that_went_away_or_has_no_beginning() {
    let name = || SessionName::new("site-a").unwrap();
    let missing = JournalError::NoSession { name: name(), home: PathBuf::from("home") };
    assert!(
        printed(&CliError::Journal(missing)).starts_with("error: there is no session `site-a` in `home`\n")
    );
    let error = OpenError::Replay { name: name(), source: ReplayError::NotStarted };
    assert_eq!(
        printed(&CliError::Open(error)),
        "error: session `site-a` cannot be opened\n\
         caused by: the record does not begin with the start of a session\n\
         hint: `runsheet verify site-a` tells more\nexit 5\n"
    );
}

#[test]
fn a_machine_without_a_place_or_a_terminal() {
    assert_eq!(
        printed(&CliError::NoHome),
        "error: no folder is known for sessions\nhint: name one with `--home` or RUNSHEET_HOME\nexit 1\n"
    );
    let error = CliError::Terminal(io::Error::other("not a terminal"));
    assert_eq!(
        printed(&error),
        "error: cannot use the terminal\ncaused by: not a terminal\nhint: `--plain` needs no terminal\nexit 1\n"
    );
}

#[test]
fn a_checklist_to_take_over_that_is_not_valid() {
    let refusal = Refusal::BadChecklist("no steps".to_owned());
    assert_eq!(printed(&refusal.into()), "error: the checklist is not valid: no steps\nexit 1\n");
}

#[test]
fn the_codes_are_pinned() {
    let all = [Exit::Success, Exit::Failure, Exit::Usage, Exit::NotComplete, Exit::Invalid, Exit::Damaged];
    assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4, 5]);
}
