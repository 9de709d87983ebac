//! A full disk, a read-only one, a limit on the size of files: the error is shown, nothing is ticked or
//! lost, and the session goes on once the fault is gone.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::admins::{list_of, marked_steps, read_logs};
use crate::support::TestEnv;
use crate::support::{Terminal, is_missing};

const ALARM: &str = "NOT SAVED: R retries";

/// How a mount namespace of one's own is had here: as root, or as the root of a user namespace.
fn unshare() -> Option<&'static str> {
    if is_missing("unshare") || is_missing("nsenter") {
        return None;
    }
    let works = |how: &str| {
        let script = "mount -t tmpfs -o size=64k tmpfs /mnt";
        Command::new("unshare").args([how, "sh", "-c", script]).output().is_ok_and(|it| it.status.success())
    };
    let found = ["-m", "-Urm"].into_iter().find(|how| works(how));
    if found.is_none() {
        eprintln!("SKIPPED: this test needs to mount a file system, which is not allowed here");
    }
    found
}

/// The program on a disk of its own, of 64 KiB, that only it sees.
struct SmallDisk {
    screen: Terminal,
    how: &'static str,
    at: PathBuf,
}

impl SmallDisk {
    fn start(env: &TestEnv) -> Option<Self> {
        let how = unshare()?;
        std::fs::write(env.path("list.json"), list_of(12)).unwrap();
        std::fs::create_dir(env.home()).unwrap();
        let script = "mount -t tmpfs -o size=64k tmpfs \"$RUNSHEET_HOME\" && \
                      exec \"$RUNSHEET\" start list.json --name site-a";
        let screen = env.open_other("unshare", &[how, "sh", "-c", script]);
        screen.wait_for("nothing recorded yet");
        Some(Self { screen, how, at: env.home() })
    }

    /// The disk as seen from outside.
    fn home(&self) -> PathBuf {
        let inside = Path::new("/proc").join(self.screen.pid().to_string()).join("root");
        inside.join(self.at.strip_prefix("/").unwrap())
    }

    /// Runs a command where the disk is.
    fn inside(&self, command: &str) {
        let mut enter = Command::new("nsenter");
        enter.args(["-t", &self.screen.pid().to_string(), "-m"]);
        if self.how.contains('U') {
            enter.args(["-U", "--preserve-credentials"]);
        }
        let script = command.replace("HOME", &self.at.to_string_lossy());
        let output = enter.args(["sh", "-c", &script]).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Takes all room there is, but for so many pages.
    fn fill(&self, pages: usize) {
        let filler = self.home().join("filler");
        let mut bytes = vec![0_u8; 64 << 10];
        while std::fs::write(&filler, &bytes).is_err() {
            bytes.truncate(bytes.len() - 4096);
        }
        bytes.truncate(bytes.len() - pages * 4096);
        std::fs::write(&filler, &bytes).unwrap();
    }

    fn assert_sound(&self, expected: &[&str]) {
        let logs = read_logs(&self.home());
        assert!(logs.is_sound() && logs.notices().is_empty(), "{:?} {:?}", logs.faults, logs.notices());
        assert_eq!(marked_steps(&logs), expected);
    }
}

#[test]
fn a_full_disk_is_told_and_the_session_goes_on_when_there_is_room() {
    let env = TestEnv::new();
    let Some(mut disk) = SmallDisk::start(&env) else { return };
    // Not even the folder can be made.
    disk.fill(0);
    disk.screen.press("<space>", ALARM);
    disk.screen.wait_for("the disk or your quota is full");
    disk.screen.wait_for("0/12");
    disk.inside("rm HOME/filler");
    disk.screen.press("R", "1/12");
    disk.screen.wait_for_no(ALARM);
    disk.assert_sound(&["s1"]);

    // A part of a long note finds room, the rest does not: no half line is left.
    disk.fill(1);
    let note = "x".repeat(9000);
    disk.screen.keys("jn");
    disk.screen.wait_for("Note on: Do 2");
    disk.screen.send(format!("\x1b[200~{note}\x1b[201~").as_bytes());
    disk.screen.wait_for("xxxxxx");
    disk.screen.press("<c-s>", ALARM);
    disk.screen.wait_for("Note on: Do 2");
    disk.assert_sound(&["s1"]);
    disk.inside("rm HOME/filler");
    disk.screen.keys("<c-s>");
    disk.screen.wait_for_no(ALARM);
    disk.screen.wait_for_no("Note on: Do 2");
    assert!(has_note_once(&disk, &note));

    // The next change does as well as a retry.
    disk.screen.press("<space>", "2/12");
    disk.assert_sound(&["s1", "s2"]);
    disk.screen.keys("q");
    assert_eq!(disk.screen.left().code, 0);
}

fn has_note_once(disk: &SmallDisk, note: &str) -> bool {
    use runsheet::session::Event;
    let logs = read_logs(&disk.home());
    let has = |event: &Event| matches!(event, Event::Noted { text, .. } if text == note);
    logs.entries().iter().filter(|(_, entry)| has(&entry.event)).count() == 1
}

#[test]
fn a_disk_that_becomes_read_only_is_told_and_the_next_change_goes_on() {
    let env = TestEnv::new();
    let Some(mut disk) = SmallDisk::start(&env) else { return };
    disk.screen.press("<space>", "1/12");
    disk.inside("mount -o remount,ro HOME");
    disk.screen.press("j<space>", ALARM);
    disk.screen.wait_for("the file system is read-only");
    disk.screen.wait_for("1/12");
    // Reading goes on, and another change does not ask again for the one that could not be saved.
    disk.screen.press("j", "3. Do 3");
    disk.inside("mount -o remount,rw HOME");
    disk.screen.press("<space>", "2/12");
    disk.screen.wait_for("given up");
    disk.screen.wait_for_no(ALARM);
    disk.assert_sound(&["s1", "s3"]);
    disk.screen.keys("q");
    assert_eq!(disk.screen.left().code, 0);
}

#[test]
fn a_limit_on_the_size_of_files_is_told_and_kills_nothing() {
    if is_missing("bash") {
        return;
    }
    let env = TestEnv::new();
    let mut screen = env.shell(r#"ulimit -f 1; exec "$RUNSHEET" start --name site-a"#);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", ALARM);
    screen.wait_for("0/12");
    screen.keys("q");
    let left = screen.left();
    assert!(left.screen.contains("not known to be saved: not saved: "), "{}", left.screen);
    // Nothing of it is left behind, and without the limit it goes.
    assert_eq!(std::fs::read_dir(env.home().join("sessions")).unwrap().count(), 0);
    env.exec_ok(&["start", "--no-open", "--name", "site-a"]);
    assert!(env.exec_ok(&["verify"]).contains("site-a: sound"));
}

/// After leaving for the board all the same, the message is there.
#[test]
fn a_change_that_is_not_saved_is_told_on_the_board() {
    let env = TestEnv::new();
    std::fs::write(env.home(), "in the way").unwrap();
    let mut screen = env.open(&[]);
    screen.wait_for("Planning and Preparing");
    screen.press("<enter>", "What is it for?");
    screen.press("<enter>", "The session's name");
    screen.press("<enter>", "nothing recorded yet");
    screen.press("<space>", ALARM);
    screen.keys("q");
    screen.wait_for("the last change is not saved: ");
    screen.wait_for_no(ALARM);
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}
