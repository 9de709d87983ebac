//! PURE. From the bytes of a file to its text: the byte order mark, and encodings that are not UTF-8.

use super::problem::{Path, Position, Problem, ValuePart};
use crate::text::BOM;

/// The text of a file, and how many bytes of a byte order mark stand before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceText<'a> {
    pub(crate) text: &'a str,
    pub(crate) bom_len: usize,
}

impl<'a> SourceText<'a> {
    /// The text, or what is wrong with the encoding. Windows' Notepad writes a byte order mark,
    /// and old versions of it and of `PowerShell` write UTF-16.
    pub(crate) fn from_bytes(bytes: &'a [u8]) -> Result<Self, Box<Problem>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::from_text(text),
            Err(_) if is_utf16(bytes) => Err(Box::new(utf16())),
            Err(error) => {
                let mark = if bytes.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 };
                let rest = bytes.get(mark..).unwrap_or_default();
                Err(Box::new(invalid_utf8(rest, error.valid_up_to().saturating_sub(mark), mark)))
            }
        }
    }

    /// The same of a text that is UTF-8 as far as its bytes go.
    pub(crate) fn from_text(text: &'a str) -> Result<Self, Box<Problem>> {
        if is_utf16(text.as_bytes()) {
            return Err(Box::new(utf16()));
        }
        match text.strip_prefix(BOM) {
            Some(text) => Ok(Self { text, bom_len: BOM.len() }),
            None => Ok(Self { text, bom_len: 0 }),
        }
    }
}

fn utf16() -> Problem {
    encoding_problem("this file is UTF-16, not UTF-8", 0..0, (1, 1))
}

fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{', 0, ..] | [0, b'{', ..])
}

fn invalid_utf8(bytes: &[u8], at: usize, mark: usize) -> Problem {
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    encoding_problem(
        &format!("this file is not UTF-8: byte 0x{byte:02X}"),
        at + mark..at + mark + 1,
        (line, column),
    )
}

fn encoding_problem(what: &str, span: std::ops::Range<usize>, (line, column): (usize, usize)) -> Problem {
    let mut problem = Problem::error("not-utf-8", Path::root(), what)
        .with_help("save the file as UTF-8")
        .with_part(ValuePart::Value);
    problem.position = Some(Position { span, line, column });
    problem
}
