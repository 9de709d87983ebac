//! DISK. The first append of a new session: it appears with its first entries, or not at all.
//!
//! The folder is made under a hidden name, filled, synced and then renamed, so that no reader and
//! no crash ever finds a session without its start.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::append::{AppendOutcome, Journal};
use super::failure::AppendError;
use super::write::EncodedEntries;
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
        let lines = self.encode(events, at)?;
        self.create_folders()?;
        let hidden = self.home.sessions().join(format!(".new-{}", self.id.simple()));
        let published = self.create_hidden(&hidden, &lines).and_then(|()| self.publish(&hidden));
        if let Err(error) = published {
            return Err(self.roll_back_creation(&hidden, error));
        }
        self.created = true;
        self.advance(lines.position);
        Ok(AppendOutcome::Saved(lines.entries))
    }

    /// Something of our name is there. If it is what we made ourselves, in an append that was not
    /// confirmed and could not be taken back, its entries are there after all.
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

    /// Takes a session back whose append failed. What failed is told, unless the name was taken
    /// by somebody else in this very moment.
    fn roll_back_creation(&mut self, hidden: &Path, error: AppendError) -> AppendError {
        let there = self.home.exists(&self.name);
        let ours = there && self.home.read(&self.name).is_ok_and(|logs| logs.id == Some(self.id));
        if ours {
            let _ = self.fs.rename(&self.folder, hidden);
        }
        // The folder has another name than a session's: what may be left of it is never read.
        let _ = self.fs.remove_folder(hidden);
        if there && !ours { AppendError::NameTaken { name: self.name.clone() } } else { error }
    }

    /// Creates what is missing of the home.
    fn create_folders(&mut self) -> Result<(), AppendError> {
        let sessions = self.home.sessions();
        let missing: Vec<PathBuf> = sessions
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
            .map(Path::to_owned)
            .collect();
        for path in missing.into_iter().rev() {
            match self.fs.create_folder(&path) {
                // Another process was quicker.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                result => result.map_err(|source| io_error("create", &path)(source))?,
            }
            self.unsynced.push(path.parent().map(Path::to_owned).unwrap_or_default());
        }
        Ok(())
    }

    /// Makes the folder under its hidden name, with the log in it, and brings both to the disk.
    fn create_hidden(&mut self, hidden: &Path, lines: &EncodedEntries) -> Result<(), AppendError> {
        if hidden.exists() {
            self.fs.remove_folder(hidden).map_err(io_error("remove", hidden))?;
        }
        self.fs.create_folder(hidden).map_err(io_error("create", hidden))?;
        let log = hidden.join(self.log.file_name().unwrap_or_default());
        let file = self.fs.create_file(&log).map_err(io_error("create", &log))?;
        self.unsynced.push(hidden.to_owned());
        let put = self.write_and_sync(&file, &lines.bytes);
        self.unsynced.retain(|path| path != hidden);
        put
    }

    /// Gives the folder its name, and brings that to the disk.
    fn publish(&mut self, hidden: &Path) -> Result<(), AppendError> {
        let folder = self.folder.clone();
        self.fs.rename(hidden, &folder).map_err(io_error("create", &folder))?;
        self.unsynced.push(self.home.sessions());
        self.sync_folders()
    }
}

fn io_error<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> AppendError + 'a {
    move |source| AppendError::Write { doing, path: path.to_owned(), source }
}
