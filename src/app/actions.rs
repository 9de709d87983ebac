//! DISK. Errands that both faces run: the report into a file, a document into the browser, a local
//! document or the log as text. What came of one is a sentence for the person who asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::app::files::{self, FileError};
use crate::app::library::{Library, read_file};
use crate::app::open_session;
use crate::checklist::{Checklist, LinkTarget};
use crate::journal::{Home, SessionLogs};
use crate::report::{ReportInput, markdown};
use crate::session::{
    Entry, Event, Progress, SessionName, UndoIndex, Writer, describe, describe_with_titles,
};
use crate::text::{Text, format_minute};

/// What both faces work with.
#[derive(Debug, Clone)]
pub struct SessionActions {
    /// Where sessions are kept.
    pub home: Home,
    /// Where checklists are found.
    pub library: Library,
    /// Who is at work.
    pub me: Writer,
    /// The zone that times are told in.
    pub zone: TimeZone,
    /// Whether there is a display on which a browser could open.
    pub has_display: bool,
}

/// Why an errand was not done.
#[derive(Debug, PartialEq, Eq)]
pub enum ActionError {
    /// The report would replace this file.
    FileExists(PathBuf),
    /// What went wrong, in a sentence.
    Failed(String),
}

impl From<String> for ActionError {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// Whether a browser could open here: a display, and not one at the far end of an SSH line.
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
        let logs = self.home.read(name).ok();
        let heads = logs.as_ref().map(open_session::log_heads_of).unwrap_or_default();
        let entries = logs.as_ref().map(SessionLogs::entries).unwrap_or_default();
        let sound = logs.as_ref().is_none_or(SessionLogs::is_sound);
        let (logs, entries) = (heads.as_slice(), entries.as_slice());
        let about = ReportInput::new(progress, name, &self.zone);
        let text = markdown(&ReportInput { logs, entries, problems, sound, ..about });
        match files::write(path, text.as_bytes(), replace) {
            Ok(()) => Ok(format!("the report is in {}", Text::line(&path.to_string_lossy()))),
            Err(FileError::Exists(path)) => Err(ActionError::FileExists(path)),
            Err(error) => {
                Err(ActionError::Failed(format!("the report was not written: {}", with_causes(&error))))
            }
        }
    }

    /// Opens an address in the browser, or a local document of the checklist from this source in
    /// whatever shows it.
    pub fn open_target(&self, source: &str, target: &LinkTarget) -> Result<String, String> {
        let place = match target {
            LinkTarget::Address(address) => address.to_string(),
            LinkTarget::File(path) => {
                let place = document_path(source, path)?.to_string_lossy().into_owned();
                if !is_document(path) {
                    let shown = Text::line(&place);
                    return Err(format!("not opened, as it may be a program: {shown}; v shows a text here"));
                }
                place
            }
            LinkTarget::Unknown => return Ok("no known address".to_owned()),
        };
        let shown = Text::line(&place);
        if !self.has_display {
            return Ok(format!("no display here to open {shown} on: y copies it, v shows it whole"));
        }
        match open::that_detached(&place) {
            Ok(()) => Ok(format!("opened {shown}")),
            Err(error) => Err(format!("cannot open {shown}: {error}")),
        }
    }

    /// The lines of a local document of the checklist from this source.
    pub fn read_document(&self, source: &str, path: &str) -> Result<Vec<String>, String> {
        let file = read_file(&document_path(source, path)?).map_err(|error| with_causes(&error))?;
        let text = Text::block(&String::from_utf8_lossy(&file.bytes));
        Ok(text.as_str().lines().map(str::to_owned).collect())
    }

    /// Who did what, when: a line for each entry; none for a session that is not on disk yet.
    pub fn log_lines(&self, name: &SessionName) -> Result<Vec<String>, String> {
        if !self.home.exists(name) {
            return Ok(Vec::new());
        }
        let logs = self.home.read(name).map_err(|error| with_causes(&error))?;
        let entries = logs.entries();
        let undoing = UndoIndex::of(&entries);
        let progress = open_session::progress_from_logs(&logs, &self.me).ok();
        let told = |event: &Event| match &progress {
            Some(progress) => describe_with_titles(progress, event),
            None => describe(event),
        };
        let line = |(writer, entry): &(&Writer, &Entry)| {
            let undone = if undoing.is_undone(writer, entry) { "  (undone)" } else { "" };
            let (at, role) = (format_minute(entry.at, &self.zone), undoing.role(writer, entry));
            format!("{at}  {writer}  {role}{}{undone}", told(&entry.event))
        };
        Ok(entries.iter().map(line).collect())
    }

    /// The session replayed from its logs.
    pub fn replay(&self, name: &SessionName) -> Result<Progress, String> {
        let logs = self.home.read(name).map_err(|error| with_causes(&error))?;
        open_session::progress_from_logs(&logs, &self.me).map_err(|error| with_causes(&error))
    }

    /// The checklist's source as it is now.
    pub fn current_checklist(&self, source: &str) -> Result<Arc<Checklist>, String> {
        match self.library.reread(source) {
            None => Err(format!("the checklist's source is not there: {}", Text::line(source))),
            Some(Ok(found)) => Ok(found.parsed.checklist),
            Some(Err(error)) => Err(with_causes(&error)),
        }
    }
}

/// What is opened by what shows it, and is run by nothing. Of anything else nobody can say: to
/// open a `.bat`, a `.lnk`, a `.command` or a `.desktop` is to run it, and a checklist runs nothing.
const DOCUMENT_EXTENSIONS: [&str; 38] = [
    "bmp", "csv", "doc", "docx", "epub", "gif", "htm", "html", "jpeg", "jpg", "json", "log", "markdown",
    "md", "odg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rst", "rtf", "svg", "tif", "tiff",
    "toml", "tsv", "txt", "vsd", "vsdx", "webp", "xls", "xlsx", "xml", "yaml", "yml",
];

fn is_document(path: &str) -> bool {
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| DOCUMENT_EXTENSIONS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Where a local document lies: beside the checklist's file.
fn document_path(source: &str, path: &str) -> Result<PathBuf, String> {
    let folder = Path::new(source).parent().filter(|folder| folder.is_absolute());
    folder.map(|folder| folder.join(path)).ok_or_else(|| {
        "where this document lies is not known: the checklist did not come from a file".to_owned()
    })
}

/// An error with its causes, in one line.
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
