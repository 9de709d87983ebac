//! PURE. The one type for text that may be shown, and the one function that makes text safe.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Text that is safe to print on a terminal: control, bidirectional and invisible characters
/// have become visible forms such as `<U+202E>`.
///
/// What was recorded keeps its own bytes; this is the form for the eye.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text(Box<str>);

impl Text {
    /// Text of one line: line breaks and tabs become blanks.
    pub fn line(raw: &str) -> Self {
        if is_plain(raw) { Self(raw.into()) } else { Self::escaped_line(raw) }
    }

    /// The same of a string that nobody else needs.
    pub fn own_line(raw: String) -> Self {
        if is_plain(&raw) { Self(raw.into()) } else { Self::escaped_line(&raw) }
    }

    fn escaped_line(raw: &str) -> Self {
        let flat: String =
            visible(raw).chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).collect();
        Self(flat.into())
    }

    /// Text of several lines: line breaks stay, tabs become four blanks.
    pub fn block(raw: &str) -> Self {
        if is_plain(raw) { Self(raw.into()) } else { Self::escaped_block(raw) }
    }

    /// The same of a string that nobody else needs.
    pub fn own_block(raw: String) -> Self {
        if is_plain(&raw) { Self(raw.into()) } else { Self::escaped_block(&raw) }
    }

    fn escaped_block(raw: &str) -> Self {
        Self(visible(raw).replace('\t', "    ").into())
    }

    /// The safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
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

/// Whether the text is one line of ASCII that can be seen, as most is: the fast way, for eight bytes
/// at once. The highest bit of a byte tells what is not ASCII; below a blank it is set by taking a
/// blank away (a borrow from the byte before only happens where that one is below a blank itself),
/// and of the one character behind `~` by adding one.
pub(crate) fn is_plain(text: &str) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    let odd = eights.iter().fold(0, |odd, eight| {
        let x = u64::from_le_bytes(*eight);
        odd | x | x.wrapping_sub(EACH * 0x20) | x.wrapping_add(EACH)
    });
    odd & (EACH << 7) == 0 && rest.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// The text with every character that cannot be seen, or that moves others about, written out
/// as `<U+XXXX>`. Line feeds and tabs stay; a carriage return before a line feed goes.
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

/// Whether a character of a checklist would be invisible or would reorder the text around it.
/// A joiner where a script or an emoji needs it does not count; the caller passes the neighbours.
pub fn is_hidden(before: Option<char>, c: char, after: Option<char>) -> bool {
    needs_escape(c) && !is_joiner(before, c, after)
}

/// Joiners and variation selectors are part of how some scripts and emoji are written: they stay
/// where they stand behind, and the joiners also before, a character that is not ASCII.
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

/// Characters that are shown by their number: controls, bidirectional controls, invisible,
/// tag, private-use and non-characters (the classes of "Trojan Source" and Unicode TR 36).
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
