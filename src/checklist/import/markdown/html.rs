//! PURE. HTML within Markdown: its words are kept, its tags are not.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// What nobody is to see.
    Comment(&'a str),
    /// A tag.
    Tag(Tag<'a>),
    /// Words.
    Words(&'a str),
}

/// A tag, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    /// The end of a line.
    Break,
    /// A link begins here.
    Link(&'a str),
    /// A link ends here.
    LinkEnd,
    /// A picture: its words and its address.
    Image(&'a str, &'a str),
    /// A tag that only changes the looks.
    Plain,
}

/// The pieces of HTML, in their order.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, from) = rest.split_at(at);
        let Some((piece, after)) = piece(from) else { break };
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

fn piece(from: &str) -> Option<(Piece<'_>, &str)> {
    if let Some(comment) = from.strip_prefix("<!--") {
        // An unfinished comment goes on to the end of the block.
        let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
        return Some((Piece::Comment(comment.trim()), after));
    }
    let is_tag =
        from.get(1..)?.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if !is_tag {
        // A `<` that begins nothing: it and what follows it up to the next one are words.
        let end = from.get(1..)?.find('<').map_or(from.len(), |at| at + 1);
        let (words, after) = from.split_at(end);
        return Some((Piece::Words(words), after));
    }
    let (inner, after) = from.get(1..)?.split_once('>')?;
    if !is_known(inner) {
        // `<VERSION>` and `<Merge Request>` stand for something that is to be filled in.
        return Some((Piece::Words(from.get(..from.len() - after.len())?), after));
    }
    Some((Piece::Tag(tag(inner)), after))
}

/// The elements of HTML that people use in Markdown.
const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];

/// Whether a tag, given without its angle brackets, is one of HTML.
fn is_known(inner: &str) -> bool {
    let name = inner.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
    inner.starts_with(['!', '?']) || KNOWN.contains(&name.as_str())
}

/// A link in Markdown.
pub(super) fn link(title: &str, address: &str) -> String {
    format!("[{title}{}", link_end(address))
}

/// The end of a link in Markdown.
pub(super) fn link_end(address: &str) -> String {
    format!("](<{}>)", unescaped(address).replace(['<', '>', '\n'], ""))
}

/// What a tag does; given without its angle brackets.
fn tag(inner: &str) -> Tag<'_> {
    let name_end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
    let name = inner.get(..name_end).unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    match name.as_str() {
        "br" | "p" | "/p" | "/li" | "/div" | "/summary" | "/tr" | "hr" => Tag::Break,
        "a" => attribute(inner, "href").map_or(Tag::Plain, Tag::Link),
        "/a" => Tag::LinkEnd,
        "img" => Tag::Image(
            attribute(inner, "alt").unwrap_or_default(),
            attribute(inner, "src").unwrap_or_default(),
        ),
        _ => Tag::Plain,
    }
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

/// Words of HTML with their entities read.
pub(super) fn unescaped(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    // The ampersand comes last: `&amp;lt;` is the text `&lt;`.
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
            pieces("a<br/><a class=x href=\"u?a>b\">t</a><!-- c -->2 < 3<b>"),
            [
                Piece::Words("a"),
                Piece::Tag(Tag::Break),
                Piece::Tag(Tag::Link("u?a")),
                Piece::Words("b\">t"),
                Piece::Tag(Tag::LinkEnd),
                Piece::Comment("c"),
                Piece::Words("2 "),
                Piece::Words("< 3"),
                Piece::Tag(Tag::Plain),
            ]
        );
        assert_eq!(pieces("<img src=a.png alt='An image'>"), [Piece::Tag(Tag::Image("An image", "a.png"))]);
        assert_eq!(pieces("<!-- open"), [Piece::Comment("open")]);
        assert_eq!(
            pieces("a <VERSION> <Merge Request> b")[1..],
            [
                Piece::Words("<VERSION>"),
                Piece::Words(" "),
                Piece::Words("<Merge Request>"),
                Piece::Words(" b")
            ]
        );
        assert_eq!(pieces("<b"), [Piece::Words("<b")]);
        assert_eq!(unescaped("a &amp;lt; &lt;b&gt;"), "a &lt; <b>");
    }
}
