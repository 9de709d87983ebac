//! PURE. Texts of strangers made fit for a checklist: one line, nothing hidden, not too long.

use unicode_segmentation::UnicodeSegmentation;

use super::line_index::normalize_newlines;
use crate::text::{Text, is_hidden, is_markdown_mark, line_start_marker, visible};

/// The longest title, in characters: two lines of a wide screen.
pub(super) const MAX_TITLE: usize = 160;

/// A first sentence shorter than this says too little to be a title.
const MIN_SENTENCE: usize = 12;

/// The words on one line, and how many hidden characters have become visible.
pub(super) fn clean_line(text: &str) -> (String, usize) {
    let flat: String =
        normalize_newlines(text).chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect();
    let (clean, hidden) = make_visible(flat.trim());
    (clean.trim().to_owned(), hidden)
}

/// The text of several lines, and how many hidden characters have become visible.
pub(super) fn clean_block(text: &str) -> (String, usize) {
    let (clean, hidden) = make_visible(&normalize_newlines(text));
    let lines: Vec<&str> = clean.lines().map(str::trim_end).collect();
    (lines.join("\n").trim_matches('\n').to_owned(), hidden)
}

/// Makes hidden characters visible until none is left. One that becomes visible can leave a joiner
/// beside it without the neighbour it needs, so that a second look is needed; a text that is made to
/// need many looks gets no third one.
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

/// A title that is not too long: the first sentence of these words, or as many of them as fit.
/// None where they are short enough.
pub(super) fn shorten_title(title: &str) -> Option<String> {
    title.chars().nth(MAX_TITLE)?;
    Some(first_sentence(title).map_or_else(|| truncate_words(title, MAX_TITLE), str::to_owned))
}

/// As many of the words as fit into so many characters.
pub(super) fn truncate_words(words: &str, longest: usize) -> String {
    if words.chars().nth(longest).is_none() {
        return words.to_owned();
    }
    let mut end = 0;
    let mut blank = None;
    for (n, (at, grapheme)) in words.grapheme_indices(true).enumerate() {
        // Marks without end on one letter are cut off as well.
        if n + 1 >= longest || at >= 4 * longest {
            break;
        }
        if grapheme.chars().all(char::is_whitespace) {
            blank = Some(at);
        }
        end = at + grapheme.len();
    }
    let end = blank.filter(|blank| *blank * 2 > end).unwrap_or(end);
    let kept = words.get(..end).unwrap_or_default();
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:-–(".contains(c)))
}

fn first_sentence(title: &str) -> Option<&str> {
    let mut word = 0;
    for (n, (at, c)) in title.char_indices().enumerate().take(MAX_TITLE) {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' | '؟' | '।' | '۔' => true,
            '.' | '!' | '?' => starts_new_sentence(title, end) && !is_abbreviation(title, word..at),
            _ => false,
        };
        if ends && n + 1 >= MIN_SENTENCE {
            return title.get(..end).map(str::trim_end);
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

/// `e.g.` and `No. 5` do not end a sentence.
fn is_abbreviation(title: &str, word: std::ops::Range<usize>) -> bool {
    let word = title.get(word).unwrap_or_default().to_ascii_lowercase();
    word.chars().count() == 1
        || ["no", "nr", "cf", "vs", "ca", "etc", "approx", "fig", "sec"].contains(&word.as_str())
}

/// The beginning of a text between quotation marks, for the report.
pub(super) fn excerpt(text: &str) -> String {
    const MAX_GRAPHEMES: usize = 60;
    // A text may be as long as the file, and told of often: no more of it is looked at than is shown.
    let end = text.char_indices().nth(10 * MAX_GRAPHEMES).map_or(text.len(), |(at, _)| at);
    let words: Vec<&str> = text.get(..end).unwrap_or_default().split_whitespace().collect();
    let words = Text::line(&words.join(" "));
    let mut graphemes = words.as_str().graphemes(true);
    let start: String = graphemes.by_ref().take(MAX_GRAPHEMES).collect();
    let more = if graphemes.next().is_some() || end < text.len() { "…" } else { "" };
    format!("\"{start}{more}\"")
}

/// Plain text as Markdown that shows the same lines.
pub(super) fn escape_markdown(text: &str) -> String {
    let text = normalize_newlines(text);
    let lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for (n, line) in lines.iter().enumerate() {
        escape_line(line, &mut out);
        let Some(next) = lines.get(n + 1) else { break };
        // A break that is only a line feed would be shown as a blank.
        if !line.is_empty() && !next.is_empty() {
            out.push('\\');
        }
        out.push('\n');
    }
    out
}

/// Plain text as Markdown in the middle of a line.
pub(super) fn escape_markdown_inline(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&text, None, &mut out);
    out
}

fn escape_line(line: &str, out: &mut String) {
    let words = line.trim_start();
    // Four blanks would begin code.
    for c in line.get(..line.len() - words.len()).unwrap_or_default().chars() {
        out.push_str(if c == '\t' { "\u{A0}\u{A0}\u{A0}\u{A0}" } else { "\u{A0}" });
    }
    escape_into(words, line_start_marker(words), out);
}

/// Escapes what means something, and the character at the place of a marker.
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
    fn a_long_title_is_its_first_sentence_or_as_many_words_as_fit() {
        assert_eq!(shorten_title("Short."), None);
        let long = format!("Agree to e.g. the guidelines of it. This {}", "goes on ".repeat(30));
        assert_eq!(shorten_title(&long).unwrap(), "Agree to e.g. the guidelines of it.");
        let cut_off = shorten_title(&"word ".repeat(60)).unwrap();
        assert!(cut_off.ends_with("word…") && cut_off.chars().count() <= MAX_TITLE, "{cut_off}");
        assert_eq!(shorten_title(&"字".repeat(200)).unwrap().chars().count(), MAX_TITLE);
        assert_eq!(
            shorten_title(&format!("检查是否所有的接口都包含必要都身份认证。{}", "字".repeat(200))).unwrap(),
            "检查是否所有的接口都包含必要都身份认证。"
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
