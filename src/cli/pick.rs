//! Which session is meant, and where sessions are kept.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use super::{CliError, World};
use crate::journal::Home;
use crate::library::Library;
use crate::session::SessionName;
use crate::text::closest;
use crate::who::STATIC_GLIBC;

/// The session of this name, or the one changed last.
pub(crate) fn session(home: &Home, name: Option<&str>) -> Result<SessionName, CliError> {
    let Some(name) = name else {
        return home.latest()?.ok_or(CliError::NoSessions);
    };
    let checked = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if home.exists(&checked) {
        return Ok(checked);
    }
    let names = home.session_names()?;
    let near = closest(name, names.iter().map(SessionName::as_str)).map(str::to_owned);
    Err(CliError::NoSession(checked, near))
}

/// The folder that sessions are kept in: as said, else `RUNSHEET_HOME`, else the platform's.
pub(crate) fn home(said: Option<PathBuf>, world: &World<'_>) -> Result<Home, CliError> {
    let path = |name: &str| (world.var)(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    said.or_else(|| path("RUNSHEET_HOME"))
        .or_else(|| platform_home(&path))
        .map(Home::new)
        .ok_or(CliError::NoHome)
}

#[cfg(not(windows))]
fn platform_home(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let state = path("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(path("HOME").or_else(home_dir)?.join(".local/state")));
    state.map(|state| state.join("runsheet"))
}

#[cfg(windows)]
fn platform_home(path: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let local =
        path("LOCALAPPDATA").or_else(|| etcetera::choose_base_strategy().ok().map(|base| base.cache_dir()));
    local.map(|local| local.join("runsheet"))
}

/// The user's folder where the environment does not name it. Nobody may be asked for it in a
/// program with glibc linked in.
#[cfg(not(windows))]
fn home_dir() -> Option<PathBuf> {
    if STATIC_GLIBC { None } else { std::env::home_dir() }
}

/// Where checklists are looked for.
pub(crate) fn library(world: &World<'_>) -> Library {
    let path = |name: &str| (world.var)(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let set = path("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let known = path("HOME").is_some() || !STATIC_GLIBC;
    let platform = || etcetera::choose_base_strategy().ok().map(|base| base.config_dir());
    let config = set.or_else(|| if known { platform() } else { None });
    Library { folder: config.map(|config| config.join("runsheet").join("checklists")) }
}
