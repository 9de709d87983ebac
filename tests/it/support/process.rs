//! What the system reports about a process.

use std::path::Path;

/// The time that a process has had on a processor, in ticks of a hundredth of a second; none where
/// the system does not say.
pub(crate) fn cpu_ticks(pid: i32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it may hold blanks and parentheses.
    let (_, after) = stat.rsplit_once(')')?;
    let mut numbers = after.split_whitespace().skip(11).map_while(|number| number.parse::<u64>().ok());
    Some(numbers.next()? + numbers.next()?)
}

/// How often the threads of a process went to sleep and were woken, where the system says so.
pub(crate) fn wake_ups(pid: i32) -> Option<u64> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let of_thread = |thread: std::io::Result<std::fs::DirEntry>| {
        let status = std::fs::read_to_string(thread.ok()?.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        line.trim().parse::<u64>().ok()
    };
    threads.map(of_thread).sum()
}

/// Makes a process write until it is stuck in a write to its terminal, where the system says so;
/// else until it has been given time enough.
pub(crate) fn wait_until_writing(pid: i32, mut make_it_write: impl FnMut()) {
    let writing = if cfg!(target_arch = "x86_64") { "1 0x1 " } else { "64 0x1 " };
    let began = std::time::Instant::now();
    super::until("the program is stuck in a write", || {
        make_it_write();
        let call = std::fs::read_to_string(format!("/proc/{pid}/syscall"));
        call.map_or(began.elapsed().as_secs() >= 2, |call| call.starts_with(writing))
    });
}

/// Makes a process write until it has done nothing for a while. On a busy machine it may only have waited for
/// its turn: a test must not rest on it.
pub(crate) fn wait_until_quiet(pid: i32, mut make_it_write: impl FnMut()) {
    let (mut last, mut quiet) = (cpu_ticks(pid), 0);
    super::until("the program has nothing to do", || {
        make_it_write();
        let now = cpu_ticks(pid);
        quiet = if now == last { quiet + 1 } else { 0 };
        last = now;
        quiet > 60
    });
}

/// Whether a tool that a test needs is missing: then the test is skipped, and says so.
pub(crate) fn is_missing(tool: &str) -> bool {
    let found =
        ["/bin", "/usr/bin", "/usr/local/bin"].iter().any(|folder| Path::new(folder).join(tool).exists());
    if !found {
        eprintln!("SKIPPED: this test needs `{tool}`, which is not here");
    }
    !found
}
