//! What the arguments and the environment leave open: the session, the folders, who is recorded, standard input.

use std::io::{self, Read as _};
use std::path::PathBuf;

use super::context::Env;
use super::error::CliError;
use crate::app::STATIC_GLIBC;
use crate::app::library::Library;
use crate::journal::Home;
use crate::session::{SessionName, Writer};
use crate::text::{BOM, closest};

/// The most that is read from standard input, in bytes.
const MAX_STDIN: u64 = 64 * 1024 * 1024;

/// Returns the session of this name, or the one changed last.
pub(super) fn session(home: &Home, name: Option<&str>) -> Result<SessionName, CliError> {
    let Some(name) = name else {
        return home.latest_session()?.ok_or(CliError::NoSessions);
    };
    let checked = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if home.exists(&checked) {
        return Ok(checked);
    }
    let names = home.session_names()?;
    let near = closest(name, names.iter().map(SessionName::as_str)).map(str::to_owned);
    Err(CliError::NoSession(checked, near))
}

/// Replaces a leading `~/` by the home folder, where no shell has done so.
pub(super) fn expand_tilde(path: PathBuf, env: &Env<'_>) -> PathBuf {
    match (path.strip_prefix("~"), (env.var)("HOME")) {
        (Ok(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => path,
    }
}

/// Returns the folder of the sessions: the named one, else `RUNSHEET_HOME`, else the platform's.
pub(super) fn home(named: Option<PathBuf>, env: &Env<'_>) -> Result<Home, CliError> {
    let path = |name: &str| env.var_if_set(name).map(PathBuf::from);
    let chosen = named.or_else(|| path("RUNSHEET_HOME")).map(|path| expand_tilde(path, env));
    chosen.or_else(|| platform_home(&path)).map(Home::new).ok_or(CliError::NoHome)
}

/// Returns the folder for state in the layout of the XDG specification, on macOS too.
#[cfg(not(windows))]
fn platform_home(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = path("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let state = set.or_else(|| Some(user_folder(path)?.join(".local/state")))?;
    Some(state.join("runsheet"))
}

#[cfg(windows)]
fn platform_home(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let local = path("LOCALAPPDATA").or_else(|| Some(user_folder(path)?.join("AppData").join("Local")))?;
    Some(local.join("runsheet"))
}

/// Returns the library with the user's folder of checklists.
pub(super) fn library(env: &Env<'_>) -> Library {
    let path = |name: &str| env.var_if_set(name).map(PathBuf::from);
    // Nobody sets it by accident, so it counts on Windows too.
    let set = path("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let config = set.or_else(|| config_folder(&path));
    Library { folder: config.map(|config| config.join("runsheet").join("checklists")) }
}

#[cfg(not(windows))]
fn config_folder(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(user_folder(path)?.join(".config"))
}

#[cfg(windows)]
fn config_folder(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    path("APPDATA").or_else(|| Some(user_folder(path)?.join("AppData").join("Roaming")))
}

/// Returns the user's own folder from the environment, else from the system. With glibc linked in the
/// system cannot be asked.
fn user_folder(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let system = || if STATIC_GLIBC { None } else { std::env::home_dir() };
    path(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).or_else(system)
}

/// Returns who is recorded: the name given with `--as`; else, under `sudo` or `doas`, the user who called
/// it. Both are recorded as claims, since the system does not vouch for them.
pub(super) fn writer(claimed: Option<&str>, env: &Env<'_>) -> Writer {
    let set = |name: &str| env.text_var(name).filter(|value| !value.trim().is_empty());
    let claimed = claimed.map(str::to_owned).or_else(|| set("SUDO_USER")).or_else(|| set("DOAS_USER"));
    claimed.map_or_else(|| env.writer.clone(), |name| env.writer.with_claimed_name(&name))
}

/// Parses the value of `--as`, one line of visible text.
pub(super) fn parse_claimed_name(text: &str) -> Result<String, String> {
    let shown = crate::text::Text::line(text);
    if text.trim().is_empty() || shown.as_str() != text || text.chars().count() > 64 {
        return Err("a name is one line of up to 64 characters that can be seen".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// Reads standard input as text, up to a size.
pub(super) fn read_stdin(env: &mut Env<'_>) -> Result<String, CliError> {
    let mut text = String::new();
    (&mut *env.stdin).take(MAX_STDIN + 1).read_to_string(&mut text).map_err(CliError::Input)?;
    if text.len() as u64 > MAX_STDIN {
        return Err(CliError::Input(io::Error::other("it is larger than 64 MiB")));
    }
    // PowerShell puts a byte order mark before what it pipes.
    if text.starts_with(BOM) {
        text.drain(..BOM.len());
    }
    Ok(text)
}
