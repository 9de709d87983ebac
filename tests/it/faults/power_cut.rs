//! A power cut: what a disk holds without what only the cache has is everything that was acknowledged.

use std::process::Command;

use super::admins::list_of;
use crate::support::{TestEnv, is_missing, skipped};

/// Makes changes on a disk in a file, copies the file as it is at that moment, and prints the log on the copy.
/// A run under `$1` is the negative control: there no sync reaches the disk.
const SCRIPT: &str = r#"
cd "$2" && mkdir -p disk copy && truncate -s 16M image && mkfs.ext4 -q -F image || exit 77
mount -o loop,commit=300 image disk || exit 77
export RUNSHEET_HOME="$2/disk/home"
$1 "$RUNSHEET" start list.json --name site-a --no-open >&2 || exit 1
for step in 1 2 3 4 5; do $1 "$RUNSHEET" mark site-a "$step" done >&2 || exit 1; done
cp image image-after-the-cut
mount -o loop image-after-the-cut copy || exit 77
RUNSHEET_HOME="$2/copy/home" "$RUNSHEET" log site-a --json
umount copy disk
"#;

/// Returns what the log says after the cut, or nothing where no such disk can be had.
fn after_the_cut(prefix: &str) -> Option<String> {
    let env = TestEnv::new();
    env.write("list.json", &list_of(12));
    let folder = env.path("");
    let done = Command::new("unshare")
        .args(["-m", "sh", "-c", SCRIPT, "sh", prefix])
        .arg(folder)
        .env("RUNSHEET", env!("CARGO_BIN_EXE_runsheet"))
        .output()
        .ok()?;
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    if done.status.code() == Some(77) || err.contains("unshare:") {
        return None;
    }
    assert_eq!(err.matches(" is done").count(), 5, "{err}");
    Some(out.into_owned())
}

#[test]
fn what_was_acknowledged_is_on_the_disk_after_a_power_cut() {
    if is_missing("unshare") {
        return;
    }
    let Some(log) = after_the_cut("") else {
        return skipped("a disk in a file cannot be mounted here");
    };
    assert_eq!(log.matches("\"marked\"").count(), 5, "{log}");
    if is_missing("eatmydata") {
        return;
    }
    // Without syncs it is lost: otherwise this test could not see a loss.
    let log = after_the_cut("eatmydata").unwrap_or_default();
    assert_eq!(log.matches("\"marked\"").count(), 0, "{log}");
}
