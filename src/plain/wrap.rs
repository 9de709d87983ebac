//! PURE. Folds long lines at blanks. A word is never cut: an address stays one that can be copied.

use unicode_width::UnicodeWidthStr as _;

/// A text of at least this many blanks in front is code: it is left as it is.
const CODE_INDENT: usize = 4;

/// A line in lines of at most `width` cells, as far as its words allow; those after the first are
/// indented as far as the first one's text.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let mark = marker_width(text);
    if line.width() <= width || (indent >= CODE_INDENT && mark == 0) {
        return vec![line.to_owned()];
    }
    let hang = " ".repeat(indent + mark);
    crate::text::wrap(text.split(' '), &" ".repeat(indent), &hang, width)
}

/// How wide the mark of a list's item is: `- `, `? `, `12. `.
fn marker_width(text: &str) -> usize {
    let Some((mark, _)) = text.split_once(' ') else { return 0 };
    let number = mark.strip_suffix('.').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if number || matches!(mark, "-" | "?" | "*") { mark.len() + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_hang_below_their_text() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("  - one two three", 11), ["  - one two", "    three"]);
        assert_eq!(wrap("12. one two", 8), ["12. one", "    two"]);
        assert_eq!(wrap("日本 語テ", 5), ["日本", "語テ"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn addresses_and_code_are_never_cut() {
        let address = "https://example.org/a/very/long/address";
        assert_eq!(wrap(address, 10), [address]);
        assert_eq!(wrap(&format!("see {address} there"), 10), ["see", address, "there"]);
        assert_eq!(wrap("    Get-Service -Name WsusService", 10), ["    Get-Service -Name WsusService"]);
    }
}
