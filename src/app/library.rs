//! DISK. Finds checklists: built in, in the user's folder, at a path, or on standard input.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::files::{self, FileError};
use crate::checklist::ReaderOptions;
use crate::checklist::{Checklist, Parsed, Problem, parse_file};
use crate::import::{ImportError, ImportFormat, Imported, detect, import};
use crate::text::{Hint, Text, closest};

/// The built-in checklists: their ids and files.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("software-updates", include_str!("../../checklists/software-updates.json")),
    ("release-runsheet", include_str!("../../checklists/release-runsheet.json")),
];

/// The checklist of `start` without an argument.
pub const DEFAULT_CHECKLIST: &str = "software-updates";

/// The prefix before the id in the recorded source of a built-in checklist.
const BUILT_IN_PREFIX: &str = "builtin:";

/// The places where checklists are found.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The user's own folder of checklists.
    pub folder: Option<PathBuf>,
}

/// A valid checklist and its source.
#[derive(Debug, Clone)]
pub struct FoundChecklist {
    /// The source that a session records: `builtin:ID`, an absolute path, or `-`.
    pub source: String,
    /// How the source was read.
    pub reader_options: ReaderOptions,
    pub parsed: Parsed,
}

/// The bytes of a checklist that has not been parsed.
#[derive(Debug, Clone)]
pub struct SourceBytes {
    /// The name in messages: a path, `builtin:ID` or `-`.
    pub name: String,
    /// The source that a session records.
    pub source: String,
    pub bytes: Vec<u8>,
}

/// An error from finding or reading a checklist.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Nothing has this name; the second field is a similar one.
    #[error("there is no checklist `{}`", Text::line(.0))]
    NotFound(String, Option<String>),
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is a list of another format and cannot be imported.
    #[error("cannot import `{}`", Text::line(.0))]
    Import(String, #[source] ImportError),
    #[error("`{}` is not a valid checklist", Text::line(&.0.name))]
    Invalid(Box<SourceBytes>, Vec<Problem>),
}

impl Hint for LibraryError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotFound(_, Some(near)) => Some(format!("did you mean `{near}`?")),
            Self::NotFound(_, None) => Some(
                "name a built-in checklist (`runsheet checklists` shows them), a file, or `-` for standard input"
                    .to_owned(),
            ),
            Self::File(FileError::NotAFile { .. }) => {
                Some("name a checklist file, or `-` for standard input".to_owned())
            }
            Self::File(_) => None,
            Self::Invalid(bytes, _) => {
                Some(format!("`runsheet check {}` names every problem", Text::line(&bytes.name)))
            }
            Self::Import(_, error) => error.hint(),
        }
    }
}

impl Library {
    /// Finds a valid checklist by name: a built-in id, a path, an id in the user's folder, or `-` for
    /// `stdin`.
    pub fn find(&self, name: &str, stdin: &mut dyn Read) -> Result<FoundChecklist, LibraryError> {
        self.find_or_import(name, stdin, &ReaderOptions::default()).map(|(found, _)| found)
    }

    /// Finds a valid checklist by name, and imports a list of another format (Markdown, Azure review,
    /// STIG).
    pub fn find_or_import(
        &self,
        name: &str,
        stdin: &mut dyn Read,
        options: &ReaderOptions,
    ) -> Result<(FoundChecklist, Option<Imported>), LibraryError> {
        let bytes = self.read(name, stdin)?;
        let format = detect(&bytes.name, &bytes.bytes);
        if matches!(format, None | Some(ImportFormat::Native)) {
            return Ok((parse_native(bytes)?, None));
        }
        let imported = import(&bytes.name, &bytes.bytes, options)
            .map_err(|error| LibraryError::Import(bytes.name.clone(), error))?;
        match Checklist::from_raw(&imported.raw) {
            Ok(checklist) => {
                let parsed = Parsed { checklist: Arc::new(checklist), warnings: Vec::new() };
                let (source, reader_options) = (bytes.source, options.clone());
                Ok((FoundChecklist { source, reader_options, parsed }, Some(imported)))
            }
            Err(problems) => Err(LibraryError::Invalid(Box::new(bytes), problems)),
        }
    }

    /// Reads the bytes that a name stands for, valid or not.
    pub fn read(&self, name: &str, stdin: &mut dyn Read) -> Result<SourceBytes, LibraryError> {
        if name == "-" {
            let bytes = files::read_limited(stdin, "standard input", 0)?;
            return Ok(SourceBytes { name: "-".to_owned(), source: "-".to_owned(), bytes });
        }
        if let Some(bytes) = built_in(name) {
            return Ok(bytes);
        }
        let path = Path::new(name);
        if path.symlink_metadata().is_ok() {
            return read_file(path);
        }
        let own = self.folder.as_ref().map(|folder| folder.join(format!("{name}.json")));
        match own.filter(|path| is_file_name(name) && path.is_file()) {
            Some(path) => read_file(&path),
            None => Err(self.not_found(name)),
        }
    }

    /// Reads the source of a session's checklist again, as the session read it. Returns `None` for standard
    /// input and for a file that no longer exists.
    pub fn reread(
        &self,
        source: &str,
        options: &ReaderOptions,
    ) -> Option<Result<FoundChecklist, LibraryError>> {
        if source == "-" {
            return None;
        }
        match self.find_or_import(source, &mut io::empty(), options).map(|(found, _)| found) {
            Err(LibraryError::NotFound(..)) => None,
            other => Some(other),
        }
    }

    /// Returns the checklist files in the user's folder, sorted.
    pub fn user_files(&self) -> Vec<PathBuf> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        files.sort();
        files
    }

    fn not_found(&self, name: &str) -> LibraryError {
        let own: Vec<String> = self
            .user_files()
            .iter()
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect();
        let all = BUILT_IN.iter().map(|(id, _)| *id).chain(own.iter().map(String::as_str));
        let near = closest(name, all).map(|near| Text::line(near).to_string());
        LibraryError::NotFound(name.to_owned(), near)
    }
}

fn parse_native(bytes: SourceBytes) -> Result<FoundChecklist, LibraryError> {
    let SourceBytes { name, source, bytes } = bytes;
    match parse_file(bytes) {
        Ok(parsed) => Ok(FoundChecklist { source, reader_options: ReaderOptions::default(), parsed }),
        Err((bytes, problems)) => {
            Err(LibraryError::Invalid(Box::new(SourceBytes { name, source, bytes }), problems))
        }
    }
}

/// Returns true if a name contains no folder and is not hidden.
fn is_file_name(name: &str) -> bool {
    !name.starts_with('.') && !name.contains(['/', '\\', ':'])
}

fn built_in(name: &str) -> Option<SourceBytes> {
    let id = name.strip_prefix(BUILT_IN_PREFIX).unwrap_or(name);
    let (id, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == id)?;
    let name = format!("{BUILT_IN_PREFIX}{id}");
    Some(SourceBytes { source: name.clone(), name, bytes: text.as_bytes().to_vec() })
}

/// Reads a checklist file. Its source is recorded as an absolute path.
pub fn read_file(path: &Path) -> Result<SourceBytes, LibraryError> {
    let bytes = files::read(path)?;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = |path: &Path| path.to_string_lossy().into_owned();
    Ok(SourceBytes { name: text(path), source: text(&absolute), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        Library::default()
    }

    fn find(name: &str) -> Result<FoundChecklist, LibraryError> {
        library().find(name, &mut io::empty())
    }

    #[test]
    fn every_built_in_checklist_is_valid_and_has_no_warnings() {
        for (id, _) in BUILT_IN {
            let found = find(id).unwrap();
            assert_eq!(found.parsed.checklist.id().as_str(), *id);
            assert_eq!(found.source, format!("builtin:{id}"));
            assert_eq!(found.parsed.warnings, []);
        }
    }

    #[test]
    fn a_mistyped_name_is_suggested() {
        let error = find("software-update").unwrap_err();
        assert_eq!(error.to_string(), "there is no checklist `software-update`");
        assert_eq!(error.hint().as_deref(), Some("did you mean `software-updates`?"));
    }

    #[test]
    fn a_folder_is_no_checklist() {
        let error = find(&std::env::temp_dir().to_string_lossy()).unwrap_err();
        assert!(error.to_string().ends_with("it is a folder"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn endless_files_and_pipes_do_not_hang() {
        let error = find("/dev/zero").unwrap_err();
        assert!(error.to_string().ends_with("it is no regular file"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = find(&pipe.to_string_lossy()).unwrap_err();
        assert!(error.to_string().ends_with("it is no regular file"), "{error}");
    }

    #[test]
    fn too_much_is_refused() {
        let error = library().find("-", &mut io::repeat(b'[')).unwrap_err();
        assert!(matches!(error, LibraryError::File(FileError::TooLarge(_))), "{error}");
    }

    #[test]
    fn the_same_file_can_be_given_as_a_path_and_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.json");
        std::fs::write(&path, BUILT_IN[0].1).unwrap();
        let found = find(&path.to_string_lossy()).unwrap();
        assert_eq!(
            found.parsed.checklist.digest(),
            find(DEFAULT_CHECKLIST).unwrap().parsed.checklist.digest()
        );
        assert!(library().reread(&found.source, &found.reader_options).unwrap().is_ok());
        std::fs::remove_file(&path).unwrap();
        assert!(library().reread(&found.source, &found.reader_options).is_none());
        let own = Library { folder: Some(folder.path().to_owned()) };
        std::fs::write(&path, BUILT_IN[0].1).unwrap();
        assert!(own.find("own", &mut io::empty()).is_ok());
        assert!(own.find("../own", &mut io::empty()).is_err());
    }
}
