//! The durations that the event loop and the threads beside it share.

use std::time::Duration;

/// How long keys and results are collected before the next frame: one frame shows what all of them came to.
pub(super) const FRAME_INTERVAL: Duration = Duration::from_millis(50);

/// How long a disk, a share or the terminal is waited for before the loop goes on without an answer. A
/// healthy one answers far sooner, so that keys typed ahead find the result in place; a task that takes
/// longer is announced on the screen.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_millis(150);

/// How often the session's folder is read for entries of others, and the clock while text is being typed.
pub(super) const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How often an idle screen is updated: the ages on it are in minutes.
pub(super) const IDLE_INTERVAL: Duration = Duration::from_secs(60);

/// How long an ending program waits for what is being written, so that it has ended within two seconds.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(1500);
