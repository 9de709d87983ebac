//! PURE. HTML within Markdown, of which the text is kept and the tags are not.

#[derive(Debug, PartialEq, Eq)]
pub(super) enum HtmlToken<'a> {
    Comment(&'a str),
    Tag(HtmlTag<'a>),
    Text(&'a str),
}

/// What a tag does to the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HtmlTag<'a> {
    /// Ends a line.
    Break,
    /// Starts a link to this address.
    Link(&'a str),
    LinkEnd,
    /// Shows an image, with its text and its address.
    Image(&'a str, &'a str),
    /// Shows a box, ticked or not.
    Checkbox(bool),
    /// Changes only how the text looks.
    Other,
}

pub(super) fn tokenize(html: &str) -> Vec<HtmlToken<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, from) = rest.split_at(at);
        let Some((token, after)) = next_token(from) else { break };
        if !words.is_empty() {
            tokens.push(HtmlToken::Text(words));
        }
        tokens.push(token);
        rest = after;
    }
    if !rest.is_empty() {
        tokens.push(HtmlToken::Text(rest));
    }
    tokens
}

fn next_token(from: &str) -> Option<(HtmlToken<'_>, &str)> {
    if let Some(comment) = from.strip_prefix("<!--") {
        // An unclosed comment reaches to the end of the block.
        let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
        return Some((HtmlToken::Comment(comment.trim()), after));
    }
    let is_tag =
        from.get(1..)?.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if !is_tag {
        // A `<` that starts no tag is text, up to the next one.
        let end = from.get(1..)?.find('<').map_or(from.len(), |at| at + 1);
        let (words, after) = from.split_at(end);
        return Some((HtmlToken::Text(words), after));
    }
    let (inner, after) = from.get(1..)?.split_once('>')?;
    if !is_html_element(inner) {
        // `<VERSION>` and `<Merge Request>` are placeholders.
        return Some((HtmlToken::Text(from.get(..from.len() - after.len())?), after));
    }
    Some((HtmlToken::Tag(parse_tag(inner)), after))
}

/// The names of the elements of HTML that people use in Markdown.
const KNOWN_ELEMENTS: &str = "\
    a abbr b blockquote body br center cite code dd del details dfn div dl dt em figcaption figure font \
    footer h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd li main mark nav ol p \
    picture pre q s samp script section small source span strike strong style sub summary sup svg table \
    tbody td tfoot th thead tr tt u ul video wbr";

/// Whether a tag, without its angle brackets, is one of HTML.
fn is_html_element(inner: &str) -> bool {
    let name = inner.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
    inner.starts_with(['!', '?']) || KNOWN_ELEMENTS.split(' ').any(|known| known == name)
}

/// Returns a link in Markdown.
pub(super) fn markdown_link(title: &str, address: &str) -> String {
    format!("[{title}{}", markdown_link_end(address))
}

/// Returns the end of a link in Markdown.
pub(super) fn markdown_link_end(address: &str) -> String {
    format!("](<{}>)", unescape(address).replace(['<', '>', '\n'], ""))
}

/// Reads a tag without its angle brackets.
fn parse_tag(inner: &str) -> HtmlTag<'_> {
    let name_end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
    let name = inner.get(..name_end).unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    match name.as_str() {
        "br" | "p" | "/p" | "/li" | "/div" | "/summary" | "/tr" | "hr" => HtmlTag::Break,
        "a" => attribute(inner, "href").map_or(HtmlTag::Other, HtmlTag::Link),
        "/a" => HtmlTag::LinkEnd,
        "img" => HtmlTag::Image(
            attribute(inner, "alt").unwrap_or_default(),
            attribute(inner, "src").unwrap_or_default(),
        ),
        "input" if attribute(inner, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
            let words = inner.split(|c: char| c.is_whitespace() || "/=".contains(c));
            HtmlTag::Checkbox(words.into_iter().any(|word| word.eq_ignore_ascii_case("checked")))
        }
        _ => HtmlTag::Other,
    }
}

/// Returns the character that stands for a box in text.
pub(super) fn checkbox_glyph(ticked: bool) -> &'static str {
    if ticked { "☑" } else { "☐" }
}

/// Returns HTML with only the line feeds of its comments.
pub(super) fn without_comments(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out + rest
}

/// Whether a line of HTML shows a box.
pub(super) fn has_checkbox(line: &str) -> bool {
    let has_tag = || tokenize(line).iter().any(|token| matches!(token, HtmlToken::Tag(HtmlTag::Checkbox(_))));
    line.contains("[ ]") || line.contains("[x]") || (line.contains("input") && has_tag())
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).unwrap_or_default();
        before.ends_with(char::is_whitespace)
            && lower.get(at + name.len()..).is_some_and(|r| r.trim_start().starts_with('='))
    })?;
    let value = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split(|c: char| c.is_whitespace()).next(),
    }
}

/// Replaces the entities in HTML by their characters.
pub(super) fn unescape(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    // The ampersand is last: `&amp;lt;` is the text `&lt;`.
    let pairs =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(words.to_owned(), |words, (entity, c)| words.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_comments_and_words_are_told_apart() {
        assert_eq!(
            tokenize("a<br/><a class=x href=\"u?a>b\">t</a><!-- c -->2 < 3<b>"),
            [
                HtmlToken::Text("a"),
                HtmlToken::Tag(HtmlTag::Break),
                HtmlToken::Tag(HtmlTag::Link("u?a")),
                HtmlToken::Text("b\">t"),
                HtmlToken::Tag(HtmlTag::LinkEnd),
                HtmlToken::Comment("c"),
                HtmlToken::Text("2 "),
                HtmlToken::Text("< 3"),
                HtmlToken::Tag(HtmlTag::Other),
            ]
        );
        assert_eq!(
            tokenize("<img src=a.png alt='An image'>"),
            [HtmlToken::Tag(HtmlTag::Image("An image", "a.png"))]
        );
        assert_eq!(tokenize("<!-- open"), [HtmlToken::Comment("open")]);
        assert_eq!(
            tokenize("a <VERSION> <Merge Request> b")[1..],
            [
                HtmlToken::Text("<VERSION>"),
                HtmlToken::Text(" "),
                HtmlToken::Text("<Merge Request>"),
                HtmlToken::Text(" b")
            ]
        );
        assert_eq!(tokenize("<b"), [HtmlToken::Text("<b")]);
        assert_eq!(unescape("a &amp;lt; &lt;b&gt;"), "a &lt; <b>");
    }
}
