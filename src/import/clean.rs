//! PURE. Text from files made fit for a checklist: visible, in one line where it must be, short, and escaped.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Text, is_hidden, is_markdown_mark, line_start_marker, visible};

/// The length from which a title of several sentences is a paragraph, in characters: two lines of a wide screen.
pub(super) const MAX_TITLE: usize = 160;

/// The shortest first sentence that may be a title, in characters.
const MIN_SENTENCE: usize = 12;

/// Returns the text on one line, and the number of hidden characters that became visible.
pub(super) fn clean_line(text: &str) -> (String, usize) {
    let flat: String =
        normalize_newlines(text).chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect();
    let (clean, hidden) = make_visible(flat.trim());
    (clean.trim().to_owned(), hidden)
}

/// Returns the text of several lines, and the number of hidden characters that became visible.
pub(super) fn clean_block(text: &str) -> (String, usize) {
    let (clean, hidden) = make_visible(&normalize_newlines(text));
    let lines: Vec<&str> = clean.lines().map(str::trim_end).collect();
    (lines.join("\n").trim_matches('\n').to_owned(), hidden)
}

/// Makes hidden characters visible.
///
/// A joiner that is visible only between certain neighbours may become hidden when one of these is replaced,
/// so there is a second pass. A text that still has hidden characters then was made to have them, and every
/// joiner in it is replaced.
fn make_visible(text: &str) -> (String, usize) {
    let hidden = count_hidden(text);
    if hidden == 0 {
        return (text.to_owned(), 0);
    }
    let twice = visible(&visible(text)).into_owned();
    let clean = if count_hidden(&twice) == 0 { twice } else { escape_all_hidden(&twice) };
    (clean, hidden)
}

fn count_hidden(text: &str) -> usize {
    let mut chars = text.chars().peekable();
    let (mut hidden, mut before) = (0, None);
    while let Some(c) = chars.next() {
        let is_layout = matches!(c, '\n' | '\t');
        hidden += usize::from(!is_layout && is_hidden(before, c, chars.peek().copied()));
        before = Some(c);
    }
    hidden
}

fn escape_all_hidden(text: &str) -> String {
    text.chars()
        .map(|c| {
            let is_layout = matches!(c, '\n' | '\t');
            if !is_layout && is_hidden(None, c, None) {
                format!("<U+{:04X}>", u32::from(c))
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// Returns the first sentence of a title that is a whole paragraph; nothing for a title that may stay as it is.
pub(super) fn shorten_title(title: &str) -> Option<&str> {
    title.chars().nth(MAX_TITLE)?;
    first_sentence(title)
}

fn first_sentence(title: &str) -> Option<&str> {
    let mut word = 0;
    for (n, (at, c)) in title.char_indices().enumerate() {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' | '؟' | '।' | '۔' => true,
            '.' | '!' | '?' => starts_new_sentence(title, end) && !is_abbreviation(title, word..at),
            _ => false,
        };
        if ends && n + 1 >= MIN_SENTENCE {
            return title.get(..end).filter(|sentence| sentence.len() < title.len());
        }
        if !c.is_alphanumeric() {
            word = end;
        }
    }
    None
}

fn starts_new_sentence(title: &str, end: usize) -> bool {
    let after = title.get(end..).unwrap_or_default();
    let next = after.trim_start().chars().next();
    after.starts_with(char::is_whitespace) && next.is_some_and(|next| !next.is_lowercase())
}

/// Whether the word before a full stop is an abbreviation, as in `e.g.` and `No. 5`.
fn is_abbreviation(title: &str, word: std::ops::Range<usize>) -> bool {
    let word = title.get(word).unwrap_or_default().to_ascii_lowercase();
    word.chars().count() == 1
        || ["no", "nr", "cf", "vs", "ca", "etc", "approx", "fig", "sec"].contains(&word.as_str())
}

/// Returns the beginning of a text in quotation marks, for the report.
pub(super) fn excerpt(text: &str) -> String {
    const MAX_GRAPHEMES: usize = 60;
    // A text may be as long as the file and be quoted often, so only its beginning is processed.
    let end = text.char_indices().nth(10 * MAX_GRAPHEMES).map_or(text.len(), |(at, _)| at);
    let words: Vec<&str> = text.get(..end).unwrap_or_default().split_whitespace().collect();
    let words = Text::line(&words.join(" "));
    let mut graphemes = words.as_str().graphemes(true);
    let start: String = graphemes.by_ref().take(MAX_GRAPHEMES).collect();
    let more = if graphemes.next().is_some() || end < text.len() { "…" } else { "" };
    format!("\"{start}{more}\"")
}

/// Returns a whole text on one line in quotation marks, for the report.
pub(super) fn quote(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", Text::line(&words))
}

/// Returns plain text as Markdown that shows the same lines.
pub(super) fn escape_markdown(text: &str) -> String {
    let text = normalize_newlines(text);
    let lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for (n, line) in lines.iter().enumerate() {
        escape_line(line, &mut out);
        let Some(next) = lines.get(n + 1) else { break };
        // A line feed alone would be shown as a blank.
        if !line.is_empty() && !next.is_empty() {
            out.push('\\');
        }
        out.push('\n');
    }
    out
}

/// Returns plain text as Markdown within one line.
pub(super) fn escape_markdown_inline(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&text, None, &mut out);
    out
}

fn escape_line(line: &str, out: &mut String) {
    let words = line.trim_start();
    // An indent of four blanks would make it code.
    for c in line.get(..line.len() - words.len()).unwrap_or_default().chars() {
        out.push_str(if c == '\t' { "\u{A0}\u{A0}\u{A0}\u{A0}" } else { "\u{A0}" });
    }
    escape_into(words, line_start_marker(words), out);
}

/// Appends the text with its markup escaped, and the character at `marker`, which starts a list or the like.
fn escape_into(words: &str, marker: Option<usize>, out: &mut String) {
    let mut before = None;
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if marker == Some(at) || is_markup(before, c, after) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

fn is_markup(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '&' => after.is_some_and(|after| after.is_ascii_alphanumeric() || after == '#'),
        _ => is_markdown_mark(before, c, after),
    }
}

/// Returns the text with line feeds as its only line ends.
pub(super) fn normalize_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The starts of the lines of a text, but the first.
#[derive(Debug)]
pub(super) struct LineIndex(Vec<usize>);

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// Returns the line of a byte, from 1.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
    }

    /// Returns the start of the line of a byte.
    pub(super) fn line_start(&self, byte: usize) -> usize {
        let line = self.0.partition_point(|start| *start <= byte);
        line.checked_sub(1).and_then(|line| self.0.get(line)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible_whatever_stands_beside_them() {
        assert_eq!(clean_line("a\u{202e}b"), ("a<U+202E>b".to_owned(), 1));
        assert_eq!(clean_line(" می\u{200c}خواهم\n"), ("می\u{200c}خواهم".to_owned(), 0));
        for hostile in
            ["é\u{200d}\u{200b}", "é\u{200d}\u{200d}\u{200d}\u{200d}\u{200b}", "\r\u{0}", "\u{fe0f}"]
        {
            let (clean, hidden) = clean_line(hostile);
            assert!(hidden > 0 && count_hidden(&clean) == 0, "{hostile:?} {clean:?}");
        }
    }

    #[test]
    fn a_title_is_whole_or_the_first_sentence_of_its_paragraph() {
        assert_eq!(shorten_title("Short. And more."), None);
        let paragraph = format!("Agree to e.g. the guidelines of it. This {}", "goes on ".repeat(30));
        assert_eq!(shorten_title(&paragraph), Some("Agree to e.g. the guidelines of it."));
        let long_sentence = format!("{}end.", "word ".repeat(60));
        assert_eq!(shorten_title(&long_sentence), None);
        assert_eq!(shorten_title(&format!("{long_sentence} Next")), Some(long_sentence.as_str()));
        assert_eq!(
            shorten_title(&format!("检查是否所有的接口都包含必要都身份认证。{}", "字".repeat(200))),
            Some("检查是否所有的接口都包含必要都身份认证。")
        );
    }

    #[test]
    fn plain_text_stays_what_it_is_in_markdown() {
        let text = "# sudo x\n  [a] <b> *c* snake_case _d_\n\n1. one\n- two & three &amp; C:\\Temp";
        assert_eq!(
            escape_markdown(text),
            "\\# sudo x\\\n\u{a0}\u{a0}\\[a\\] \\<b> \\*c\\* snake_case \\_d\\_\n\n1\\. one\\\n\\- two & three \\&amp; C:\\Temp"
        );
    }
}
