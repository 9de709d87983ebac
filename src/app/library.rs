//! DISK. Finds checklists: built in, in the user's folder, at a path, or on standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::checklist::{Checklist, Parsed, Problem, parse_file};
use crate::import::{ImportError, ImportFormat, ImportOptions, Imported, detect, import};
use crate::session::is_device_name;
use crate::text::{Hint, Text, closest};

/// The checklists inside the program: their ids and their files.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("software-updates", include_str!("../../checklists/software-updates.json")),
    ("release-runsheet", include_str!("../../checklists/release-runsheet.json")),
];

/// What `start` takes where nothing is said.
pub const DEFAULT_CHECKLIST: &str = "software-updates";

/// What a built-in checklist's source is recorded as, before its id.
const BUILT_IN_PREFIX: &str = "builtin:";

/// The largest file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Where checklists are looked for.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The user's own folder of checklists.
    pub folder: Option<PathBuf>,
}

/// A checklist that was found and is valid.
#[derive(Debug, Clone)]
pub struct FoundChecklist {
    /// What a session records of where it came from: `builtin:ID`, an absolute path, or `-`.
    pub source: String,
    /// The checklist.
    pub parsed: Parsed,
}

/// The bytes of a checklist, before anything is known of them.
#[derive(Debug, Clone)]
pub struct SourceBytes {
    /// What it is called in messages: a path, `builtin:ID` or `-`.
    pub name: String,
    /// What a session records of where it came from.
    pub source: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why a checklist cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Nothing of this name.
    #[error("there is no checklist `{}`", Text::line(.0))]
    NotFound(String, Option<String>),
    /// Not something that is read.
    #[error("cannot read `{}`: it is {what}", Text::line(.name))]
    NotAFile {
        /// The path.
        name: String,
        /// What it is.
        what: &'static str,
    },
    /// Too much of it.
    #[error("cannot read `{}`: it is larger than {} MiB", Text::line(.0), MAX_FILE_BYTES / 1024 / 1024)]
    TooLarge(String),
    /// The system refused.
    #[error("cannot read `{}`", Text::line(.name))]
    Read {
        /// The path.
        name: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It is another list, and cannot be imported.
    #[error("cannot import `{}`", Text::line(.0))]
    Import(String, #[source] ImportError),
    /// It was read, but is no valid checklist.
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
            Self::NotAFile { .. } => Some("name a checklist file, or `-` for standard input".to_owned()),
            Self::Invalid(bytes, _) => {
                Some(format!("`runsheet check {}` names every problem", Text::line(&bytes.name)))
            }
            Self::Import(_, error) => error.hint(),
            Self::TooLarge(_) | Self::Read { .. } => None,
        }
    }
}

impl Library {
    /// The valid checklist of a name: a built-in id, a path, an id in the user's folder, or `-` for
    /// `stdin`.
    pub fn find(&self, name: &str, stdin: &mut dyn Read) -> Result<FoundChecklist, LibraryError> {
        self.find_or_import(name, stdin, &ImportOptions::default()).map(|(found, _)| found)
    }

    /// The valid checklist of a name; another list (Markdown, Azure review, STIG) is imported.
    pub fn find_or_import(
        &self,
        name: &str,
        stdin: &mut dyn Read,
        options: &ImportOptions,
    ) -> Result<(FoundChecklist, Option<Imported>), LibraryError> {
        let bytes = self.read(name, stdin)?;
        let format = detect(&bytes.name, &bytes.bytes);
        if !matches!(
            format,
            Some(ImportFormat::Markdown | ImportFormat::Azure | ImportFormat::Cklb | ImportFormat::Ckl)
        ) {
            return Ok((parse_native(bytes)?, None));
        }
        let imported = import(&bytes.name, &bytes.bytes, options)
            .map_err(|error| LibraryError::Import(bytes.name.clone(), error))?;
        match Checklist::from_raw(&imported.raw) {
            Ok(checklist) => {
                let parsed = Parsed { checklist: Arc::new(checklist), warnings: Vec::new() };
                Ok((FoundChecklist { source: bytes.source, parsed }, Some(imported)))
            }
            Err(problems) => Err(LibraryError::Invalid(Box::new(bytes), problems)),
        }
    }

    /// The bytes of what a name stands for, valid or not.
    pub fn read(&self, name: &str, stdin: &mut dyn Read) -> Result<SourceBytes, LibraryError> {
        if name == "-" {
            let bytes = read_limited(stdin, "standard input", 0)?;
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

    /// The checklist a session was begun with, as its source is now. None where it cannot be looked
    /// at again: standard input, or a file that is gone.
    pub fn reread(&self, source: &str) -> Option<Result<FoundChecklist, LibraryError>> {
        if source == "-" {
            return None;
        }
        match self.find(source, &mut io::empty()) {
            Err(LibraryError::NotFound(..)) => None,
            other => Some(other),
        }
    }

    /// The files in the user's folder, sorted.
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

/// A checklist of our own format.
fn parse_native(bytes: SourceBytes) -> Result<FoundChecklist, LibraryError> {
    let SourceBytes { name, source, bytes } = bytes;
    match parse_file(bytes) {
        Ok(parsed) => Ok(FoundChecklist { source, parsed }),
        Err((bytes, problems)) => {
            Err(LibraryError::Invalid(Box::new(SourceBytes { name, source, bytes }), problems))
        }
    }
}

/// Whether a name can only be a file in one folder.
fn is_file_name(name: &str) -> bool {
    !name.starts_with('.') && !name.contains(['/', '\\', ':'])
}

fn built_in(name: &str) -> Option<SourceBytes> {
    let id = name.strip_prefix(BUILT_IN_PREFIX).unwrap_or(name);
    let (id, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == id)?;
    let name = format!("{BUILT_IN_PREFIX}{id}");
    Some(SourceBytes { source: name.clone(), name, bytes: text.as_bytes().to_vec() })
}

/// Reads a regular file, whatever else may lie under its name; never waits for a writer of a pipe.
pub fn read_file(path: &Path) -> Result<SourceBytes, LibraryError> {
    let name = path.to_string_lossy().into_owned();
    let failed = |source| LibraryError::Read { name: name.clone(), source };
    if is_device(path) {
        return Err(LibraryError::NotAFile { name, what: "a device" });
    }
    if cfg!(windows) && path.is_dir() {
        // There it cannot even be opened, for a missing right.
        return Err(LibraryError::NotAFile { name, what: "a folder" });
    }
    let mut file = open_without_blocking(path).map_err(failed)?;
    let data = file.metadata().map_err(failed)?;
    if data.is_dir() {
        return Err(LibraryError::NotAFile { name, what: "a folder" });
    }
    if !data.is_file() {
        return Err(LibraryError::NotAFile { name, what: "no regular file" });
    }
    let bytes = read_limited(&mut file, &name, data.len())?;
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Ok(SourceBytes { name, source: whole.to_string_lossy().into_owned(), bytes })
}

/// Whether Windows would open a device or a pipe, which std takes for files: a read may never end.
/// Elsewhere the open file tells.
pub(crate) fn is_device(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    let named = path.file_name().is_some_and(|name| is_device_name(&name.to_string_lossy()));
    let spaced = match path.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::DeviceNS(_) => true,
            // What looks like a share of this name holds the pipes of that machine.
            Prefix::UNC(_, share) | Prefix::VerbatimUNC(_, share) | Prefix::Verbatim(share) => {
                share.eq_ignore_ascii_case("pipe")
            }
            Prefix::VerbatimDisk(_) | Prefix::Disk(_) => false,
        },
        _ => false,
    };
    cfg!(windows) && (named || spaced)
}

#[cfg(unix)]
fn open_without_blocking(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    File::options().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Everything that can be read, if it is not too much: a file may grow while it is read.
fn read_limited(from: &mut dyn Read, name: &str, len: u64) -> Result<Vec<u8>, LibraryError> {
    // One more than there is, so that the end is found without another allocation.
    let mut bytes = Vec::with_capacity(usize::try_from(len.min(MAX_FILE_BYTES) + 1).unwrap_or(0));
    from.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| LibraryError::Read { name: name.to_owned(), source })?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(LibraryError::TooLarge(name.to_owned()));
    }
    Ok(bytes)
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
    fn what_is_no_file_is_named() {
        let error = find(&std::env::temp_dir().to_string_lossy()).unwrap_err();
        assert!(error.to_string().ends_with("it is a folder"), "{error}");
    }

    #[cfg(windows)]
    #[test]
    fn devices_and_pipes_are_not_read() {
        for device in [
            "CON",
            "nul.json",
            r"docs\aux",
            r"\\.\pipe\x",
            r"\\.\PhysicalDrive0",
            r"\\server\pipe\x",
            r"\\?\UNC\server\PIPE\x",
            r"\\?\pipe\x",
        ] {
            let error = read_file(Path::new(device)).unwrap_err();
            assert!(error.to_string().ends_with("it is a device"), "{error}");
        }
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
        assert!(matches!(error, LibraryError::TooLarge(_)), "{error}");
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
        assert!(library().reread(&found.source).unwrap().is_ok());
        std::fs::remove_file(&path).unwrap();
        assert!(library().reread(&found.source).is_none());
        let own = Library { folder: Some(folder.path().to_owned()) };
        std::fs::write(&path, BUILT_IN[0].1).unwrap();
        assert!(own.find("own", &mut io::empty()).is_ok());
        assert!(own.find("../own", &mut io::empty()).is_err());
    }
}
