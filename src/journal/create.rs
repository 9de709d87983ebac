//! DISK. Creates a session with its first entries.
//!
//! A new session appears with its first entries, or not at all: its folder is created under a hidden
//! name, filled, synced and then renamed, so that no reader and no crash ever finds a session without
//! its start.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::AppendError;
use super::writer::{AppendOutcome, EncodedEntries, Journal};
use crate::session::Event;

impl Journal {
    pub(super) fn create_session(
        &mut self,
        events: &[Event],
        at: Timestamp,
    ) -> Result<AppendOutcome, AppendError> {
        if self.home.exists(&self.name) {
            return self.open_existing();
        }
        let encoded = self.encode(events, at)?;
        self.create_home()?;
        let hidden = self.home.sessions().join(format!(".new-{}", self.id.simple()));
        let published = self.create_hidden(&hidden, &encoded).and_then(|()| self.publish(&hidden));
        if let Err(error) = published {
            return Err(self.roll_back_creation(&hidden, error));
        }
        self.created = true;
        self.advance(encoded.position);
        Ok(AppendOutcome::Saved(encoded.entries))
    }

    /// Handles a session name that exists already. It may be our own session, from an append that
    /// was neither confirmed nor rolled back: then its entries are saved after all.
    fn open_existing(&mut self) -> Result<AppendOutcome, AppendError> {
        let taken = || AppendError::NameTaken { name: self.name.clone() };
        let logs = self.home.read(&self.name).map_err(|_| taken())?;
        if logs.id != Some(self.id) {
            return Err(taken());
        }
        self.sync_folders()?;
        self.resume_from(&logs);
        let owned = logs.entries().into_iter().map(|(writer, entry)| (writer.clone(), entry.clone()));
        Ok(AppendOutcome::Conflict(owned.collect()))
    }

    /// Removes a session whose first append failed. Returns the error to report: the given one,
    /// unless somebody else took the name at this very moment.
    fn roll_back_creation(&mut self, hidden: &Path, error: AppendError) -> AppendError {
        let exists = self.home.exists(&self.name);
        let ours = exists && self.home.read(&self.name).is_ok_and(|logs| logs.id == Some(self.id));
        if ours {
            let _ = self.fs.rename(&self.folder, hidden);
        }
        // Remains of the folder do no harm: its name is not a session's, so nobody reads it.
        let _ = self.fs.remove_folder(hidden);
        if exists && !ours { AppendError::NameTaken { name: self.name.clone() } } else { error }
    }

    /// Creates the folder of all sessions and its missing ancestors.
    fn create_home(&mut self) -> Result<(), AppendError> {
        let sessions = self.home.sessions();
        let missing: Vec<PathBuf> = sessions
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
            .map(Path::to_owned)
            .collect();
        for path in missing.into_iter().rev() {
            // A home that was there before may be shared; one that this creates is not.
            let created = if path.starts_with(self.home.path()) && path != self.home.path() {
                self.fs.create_folder(&path)
            } else {
                self.fs.create_private_folder(&path)
            };
            match created {
                // Another process was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                result => result.map_err(write_error("create", &path))?,
            }
            self.unsynced.push(path.parent().map(Path::to_owned).unwrap_or_default());
        }
        Ok(())
    }

    /// Creates the session's folder under its hidden name, with the log in it, and syncs both.
    fn create_hidden(&mut self, hidden: &Path, encoded: &EncodedEntries) -> Result<(), AppendError> {
        if hidden.exists() {
            self.fs.remove_folder(hidden).map_err(write_error("remove", hidden))?;
        }
        self.fs.create_folder(hidden).map_err(write_error("create", hidden))?;
        let log = hidden.join(self.log.file_name().unwrap_or_default());
        let file = self.fs.create_file(&log).map_err(write_error("create", &log))?;
        self.unsynced.push(hidden.to_owned());
        let result = self.write_and_sync(&file, &encoded.bytes);
        self.unsynced.retain(|path| path != hidden);
        result
    }

    /// Renames the hidden folder to the session's name, and syncs the name.
    fn publish(&mut self, hidden: &Path) -> Result<(), AppendError> {
        let folder = self.folder.clone();
        self.fs.rename(hidden, &folder).map_err(write_error("create", &folder))?;
        self.unsynced.push(self.home.sessions());
        self.sync_folders()
    }
}

fn write_error<'a>(operation: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> AppendError + 'a {
    move |source| AppendError::Write { operation, path: path.to_owned(), source }
}
