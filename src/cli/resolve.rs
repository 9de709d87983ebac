//! Which session is meant, and where sessions are kept.

use std::path::PathBuf;

use super::{CliError, Env};
use crate::app::identity::STATIC_GLIBC;
use crate::app::library::Library;
use crate::journal::Home;
use crate::session::SessionName;
use crate::text::closest;

/// The session of this name, or the one changed last.
pub(crate) fn session(home: &Home, name: Option<&str>) -> Result<SessionName, CliError> {
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

/// A path that was typed with `~/` in front, for which no shell has put in the home folder yet.
pub(crate) fn expand_tilde(path: PathBuf, world: &Env<'_>) -> PathBuf {
    match (path.strip_prefix("~"), (world.var)("HOME")) {
        (Ok(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => path,
    }
}

/// The folder that sessions are kept in: as said, else `RUNSHEET_HOME`, else the platform's.
pub(crate) fn home(said: Option<PathBuf>, world: &Env<'_>) -> Result<Home, CliError> {
    let path = |name: &str| (world.var)(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    said.or_else(|| path("RUNSHEET_HOME"))
        .or_else(|| platform_home(&path))
        .map(Home::new)
        .ok_or(CliError::NoHome)
}

/// The state folder as users of command-line programs expect it, on macOS too.
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

/// Where checklists are looked for.
pub(crate) fn library(world: &Env<'_>) -> Library {
    let path = |name: &str| (world.var)(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // Whoever sets it means it, on Windows too.
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

/// The user's own folder, as the environment or else the system says. Nobody may be asked for it in
/// a program with glibc linked in.
fn user_folder(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let system = || if STATIC_GLIBC { None } else { std::env::home_dir() };
    path(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).or_else(system)
}
