//! TTY. The durations that the event loop and the threads beside it share.

use std::time::Duration;

/// How long keys and reports are collected before the next frame, which shows the result of all of them.
pub(super) const FRAME_INTERVAL: Duration = Duration::from_millis(50);

/// How long a disk, a share or the terminal may take to answer before the program goes on without it. Keys
/// typed ahead wait as long, so that they meet the result; a task that takes longer is announced.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_millis(150);

/// How often the session's folder is read for entries of others, and the clock while text is typed.
pub(super) const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How often an idle screen is updated: it shows ages in minutes.
pub(super) const IDLE_INTERVAL: Duration = Duration::from_secs(60);

/// How long an ending program waits for what is being written. It has to end within two seconds.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(1500);
