//! DISK. The actions that the wizard and `--plain` share: export the report, open or read a document,
//! read the log. Their results are sentences for the user.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::app::files::{self, FileError};
use crate::app::library::Library;
use crate::app::open_session;
use crate::app::recovery::read_logs;
use crate::checklist::{Checklist, LinkTarget, ReaderOptions};
use crate::journal::{Home, SessionLogs};
use crate::report::{ReportInput, markdown};
use crate::session::{
    Entry, Event, Progress, SessionName, UndoIndex, Writer, describe, describe_with_titles,
};
use crate::text::{Text, format_minute};

/// Marks an entry behind the damage of its log.
pub const AFTER_DAMAGE: &str = "after damage: ";

/// The surroundings of every action.
#[derive(Debug, Clone)]
pub struct SessionActions {
    pub home: Home,
    pub library: Library,
    pub me: Writer,
    /// The time zone of displayed times.
    pub zone: TimeZone,
    /// Whether a browser can open here.
    pub has_display: bool,
}

/// The failure of an action.
#[derive(Debug, PartialEq, Eq)]
pub enum ActionError {
    /// The report would replace this file.
    FileExists(PathBuf),
    /// The message.
    Failed(String),
}

/// Returns true if a browser can open here: there is a display, and not at the other end of an SSH
/// connection.
pub fn has_display(var: &dyn Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    !set("SSH_CONNECTION") && (!needs_one || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}

impl SessionActions {
    /// Writes the report of a session to a file.
    pub fn export_report(
        &self,
        (name, progress, problems): (&SessionName, &Progress, &[String]),
        path: &Path,
        replace: bool,
    ) -> Result<String, ActionError> {
        if !replace && path.symlink_metadata().is_ok() {
            return Err(ActionError::FileExists(path.to_owned()));
        }
        let logs = read_logs(&self.home, name, &self.library).ok();
        let heads = logs.as_ref().map(open_session::log_heads_of).unwrap_or_default();
        let entries = logs.as_ref().map(SessionLogs::entries).unwrap_or_default();
        let text = markdown(&ReportInput {
            logs: &heads,
            entries: &entries,
            problems,
            sound: logs.as_ref().is_none_or(SessionLogs::is_sound),
            ..ReportInput::new(progress, name, &self.zone)
        });
        match files::write(path, text.as_bytes(), replace) {
            Ok(()) => Ok(format!("the report is in {}", Text::path(path))),
            Err(FileError::Exists(path)) => Err(ActionError::FileExists(path)),
            Err(error) => {
                Err(ActionError::Failed(format!("the report was not written: {}", with_causes(&error))))
            }
        }
    }

    /// Opens an address in the browser, or a local document of the checklist in its default program.
    /// `source` is the checklist's.
    pub fn open_target(&self, source: &str, target: &LinkTarget) -> Result<String, String> {
        let address = match target {
            LinkTarget::Address(address) => address.to_string(),
            LinkTarget::File(relative) => {
                let path = document_path(source, relative)?;
                if !is_document(relative) {
                    let shown = Text::path(&path);
                    return Err(format!("not opened, as it may be a program: {shown}; v shows a text here"));
                }
                path.to_string_lossy().into_owned()
            }
            LinkTarget::Unknown => return Ok("no known address".to_owned()),
        };
        let shown = Text::line(&address);
        if !self.has_display {
            return Ok(format!("no display here to open {shown} on: y copies it, v shows it whole"));
        }
        match open::that_detached(&address) {
            Ok(()) => Ok(format!("opened {shown}")),
            Err(error) => Err(format!("cannot open {shown}: {error}")),
        }
    }

    /// Returns the lines of a local document of the checklist.
    pub fn read_document(&self, source: &str, path: &str) -> Result<Vec<String>, String> {
        let bytes = files::read(&document_path(source, path)?).map_err(|error| with_causes(&error))?;
        let text = Text::block(&String::from_utf8_lossy(&bytes));
        Ok(text.as_str().lines().map(str::to_owned).collect())
    }

    /// Returns the log as one line for each entry: when, by whom, what. A session that is not on disk
    /// yet has none.
    pub fn log_lines(&self, name: &SessionName) -> Result<Vec<String>, String> {
        if !self.home.exists(name) {
            return Ok(Vec::new());
        }
        let logs = read_logs(&self.home, name, &self.library).map_err(|error| with_causes(&error))?;
        let entries = logs.entries();
        let undo = UndoIndex::of(&entries);
        let progress = open_session::progress_from_logs(&logs, &self.me).ok();
        let text = |event: &Event| match &progress {
            Some(progress) => describe_with_titles(progress, event),
            None => describe(event),
        };
        let line = |(writer, entry): &(&Writer, &Entry)| {
            let undone = if undo.is_undone(writer, entry) { "  (undone)" } else { "" };
            let (at, role) = (format_minute(entry.at, &self.zone), undo.role(writer, entry));
            let place = if logs.is_after_damage(writer, entry) { AFTER_DAMAGE } else { "" };
            format!("{at}  {writer}  {place}{role}{}{undone}", text(&entry.event))
        };
        Ok(entries.iter().map(line).collect())
    }

    /// Replays the session from its logs.
    pub fn replay(&self, name: &SessionName) -> Result<Progress, String> {
        let logs = read_logs(&self.home, name, &self.library).map_err(|error| with_causes(&error))?;
        open_session::progress_from_logs(&logs, &self.me).map_err(|error| with_causes(&error))
    }

    /// Reads the checklist's source again, as the session read it.
    pub fn reread(&self, source: &str, options: &ReaderOptions) -> Result<Arc<Checklist>, String> {
        match self.library.reread(source, options) {
            None => Err(format!("the checklist's source is not there: {}", Text::line(source))),
            Some(Ok(found)) => Ok(found.parsed.checklist),
            Some(Err(error)) => Err(with_causes(&error)),
        }
    }
}

/// The extensions of files that no program executes when they are opened. Opening a `.bat`, a `.lnk`, a
/// `.command` or a `.desktop` runs it, and a checklist must never run anything.
const DOCUMENT_EXTENSIONS: [&str; 38] = [
    "bmp", "csv", "doc", "docx", "epub", "gif", "htm", "html", "jpeg", "jpg", "json", "log", "markdown",
    "md", "odg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rst", "rtf", "svg", "tif", "tiff",
    "toml", "tsv", "txt", "vsd", "vsdx", "webp", "xls", "xlsx", "xml", "yaml", "yml",
];

fn is_document(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| DOCUMENT_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}

/// Returns the path of a local document, which is relative to the checklist's file.
fn document_path(source: &str, path: &str) -> Result<PathBuf, String> {
    let folder = Path::new(source).parent().filter(|folder| folder.is_absolute());
    folder.map(|folder| folder.join(path)).ok_or_else(|| {
        "where this document lies is not known: the checklist did not come from a file".to_owned()
    })
}

/// Formats an error and its causes on one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_opened_and_programs_are_not() {
        for document in ["plan.pdf", "docs/Plan v2.DOCX", "a.b.md"] {
            assert!(is_document(document), "{document}");
        }
        for other in
            ["setup.exe", "a.pdf.lnk", "run.bat", "x.ps1", "x.desktop", "README", "a.md.", ".md", "a.docm"]
        {
            assert!(!is_document(other), "{other}");
        }
    }
}
