//! PURE. Text that is safe to show: the type for it, the function that makes it safe for a terminal, and the
//! rules that keep it plain text in Markdown.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::path::Path;

/// Text that is safe to print on a terminal: control, bidirectional and invisible characters are written as
/// visible forms such as `<U+202E>`.
///
/// Records keep the original bytes; this is the form that people see.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text(Box<str>);

impl Text {
    /// Creates a text of one line: line breaks and tabs become blanks.
    pub fn line(raw: &str) -> Self {
        if is_plain(raw) { Self(raw.into()) } else { Self::escaped_line(raw) }
    }

    /// Does the same as [`Text::line`], but reuses the string where it is safe already.
    pub fn own_line(raw: String) -> Self {
        if is_plain(&raw) { Self(raw.into()) } else { Self::escaped_line(&raw) }
    }

    fn escaped_line(raw: &str) -> Self {
        let flat: String =
            visible(raw).chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).collect();
        Self(flat.into())
    }

    /// Creates a text of several lines: line breaks stay, tabs become four blanks.
    pub fn block(raw: &str) -> Self {
        if is_plain(raw) { Self(raw.into()) } else { Self::escaped_block(raw) }
    }

    /// Does the same as [`Text::block`], but reuses the string where it is safe already.
    pub fn own_block(raw: String) -> Self {
        if is_plain(&raw) { Self(raw.into()) } else { Self::escaped_block(&raw) }
    }

    fn escaped_block(raw: &str) -> Self {
        Self(visible(raw).replace('\t', "    ").into())
    }

    /// Creates a text of one line from a path.
    pub fn path(path: &Path) -> Self {
        Self::line(&path.to_string_lossy())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Whether the text is one line of visible ASCII, as most texts are.
///
/// Each text of a checklist is read by this, so it looks at eight bytes at once, which takes a fifth of the time:
/// the highest bit of a byte is set in what is not ASCII; below a blank, subtracting a blank sets it (a borrow
/// comes only from a byte that is below a blank itself); and above `~`, adding one does.
pub(crate) fn is_plain(text: &str) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    let odd = eights.iter().fold(0, |odd, eight| {
        let x = u64::from_le_bytes(*eight);
        odd | x | x.wrapping_sub(EACH * 0x20) | x.wrapping_add(EACH)
    });
    odd & (EACH << 7) == 0 && rest.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// Returns the text with every character that is invisible or reorders others written as `<U+XXXX>`. Line
/// feeds and tabs stay; a carriage return before a line feed is removed.
pub fn visible(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(|c| c == '\n' || c == '\t' || !needs_escape(c)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len() + 16);
    let mut chars = raw.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        match c {
            '\n' | '\t' => out.push(c),
            '\r' if after == Some('\n') => {}
            _ if is_joiner(before, c, after) || !needs_escape(c) => out.push(c),
            _ => {
                let _ = write!(out, "<U+{:04X}>", u32::from(c));
            }
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

/// Whether a character would be invisible or would reorder the text around it. A joiner between neighbours
/// that need it does not count.
pub fn is_hidden(before: Option<char>, c: char, after: Option<char>) -> bool {
    needs_escape(c) && !is_joiner(before, c, after)
}

/// Whether a character is a joiner or variation selector that a script or an emoji needs: one that follows,
/// and for joiners also precedes, a character that is not ASCII.
fn is_joiner(before: Option<char>, c: char, after: Option<char>) -> bool {
    let foreign = |side: Option<char>| side.is_some_and(|s| !s.is_ascii() && !is_bidi_control(s));
    match c {
        '\u{200C}' | '\u{200D}' => foreign(before) && foreign(after),
        '\u{FE0E}' | '\u{FE0F}' => {
            foreign(before) || before.is_some_and(|b| b.is_ascii_digit() || "#*".contains(b))
        }
        _ => false,
    }
}

/// Bidirectional marks, embeddings, overrides and isolates.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is written by its number: controls, bidirectional controls, invisible, tag, private-use
/// and non-characters (the classes of "Trojan Source" and Unicode TR 36).
fn needs_escape(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    is_bidi_control(c)
        || matches!(c,
            '\u{80}'..='\u{9F}'
            | '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2028}' | '\u{2029}'
            | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{3164}' | '\u{E000}'..='\u{F8FF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
            | '\u{F0000}'..='\u{10FFFF}')
}

/// Returns the byte offset of the character that Markdown would read as a marker at the start of a line, such
/// as a list's or a heading's.
pub(crate) fn line_start_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_marker = match digits {
        0 => line.starts_with(['-', '+', '=', '#', '>', ':', '|']),
        _ => line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])),
    };
    is_marker.then_some(digits)
}

/// Whether every dialect of Markdown would read a character between these neighbours as a mark. Entities and
/// the extensions of a dialect are left to the caller.
pub(crate) fn is_markdown_mark(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '`' | '*' | '[' | ']' | '<' | '~' => true,
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation() || after == '\n'),
        '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
        _ => false,
    }
}

/// Its schema is that of a string.
#[cfg(test)]
impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_overrides_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a<U+001B>[31mb");
        assert_eq!(visible("x\u{202e}y\u{9b}z\u{7f}"), "x<U+202E>y<U+009B>z<U+007F>");
        assert_eq!(visible("zero\u{200b}width"), "zero<U+200B>width");
        assert_eq!(visible("tag\u{e0041}\u{f8ff}"), "tag<U+E0041><U+F8FF>");
    }

    #[test]
    fn plain_text_is_recognised_at_every_offset() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = [b' '; 20];
                bytes[at] = byte;
                let Ok(text) = str::from_utf8(&bytes) else { continue };
                assert_eq!(is_plain(text), (0x20..0x7f).contains(&byte), "{byte:#x} at {at}");
            }
        }
        assert!(
            is_plain("")
                && is_plain("~~~~~~~~~")
                && !is_plain("seven+one\u{e9}")
                && !is_plain("aaaaaaa\u{7f}~")
        );
    }

    #[test]
    fn line_ends_are_unified_and_lone_returns_shown() {
        assert_eq!(visible("a\r\nb\rc"), "a\nb<U+000D>c");
        assert_eq!(Text::line("a\r\nb\tc").as_str(), "a b c");
        assert_eq!(Text::block("a\tb\n").as_str(), "a    b\n");
    }

    #[test]
    fn joiners_stay_where_a_script_needs_them() {
        for kept in
            ["👩\u{200d}💻", "می\u{200c}خواهم", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "日本語", "e\u{301}"]
        {
            assert_eq!(visible(kept), kept);
        }
        assert_eq!(visible("a\u{200d}b"), "a<U+200D>b");
        assert_eq!(visible("\u{200d}"), "<U+200D>");
    }
}
