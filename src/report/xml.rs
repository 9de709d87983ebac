//! PURE. Writes elements. Tags and names of attributes are the program's own; every text and every
//! value passes the one function that escapes, so that there is no way around it.

/// Markup in the making: what was opened is closed in its order.
#[derive(Debug, Default)]
pub(super) struct XmlWriter {
    out: String,
    open: Vec<&'static str>,
}

/// The attributes of an element.
pub(super) type Attributes<'a> = [(&'static str, &'a str)];

impl XmlWriter {
    /// Begins an element.
    pub(super) fn open(&mut self, tag: &'static str, attributes: &Attributes<'_>) -> &mut Self {
        self.start_tag(tag, attributes);
        self.out.push('>');
        self.open.push(tag);
        self
    }

    /// Ends the element that was begun last.
    pub(super) fn close(&mut self) -> &mut Self {
        if let Some(tag) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(tag);
            self.out.push('>');
        }
        self
    }

    /// An element without content.
    pub(super) fn empty(&mut self, tag: &'static str, attributes: &Attributes<'_>) -> &mut Self {
        self.start_tag(tag, attributes);
        self.out.push_str("/>");
        self
    }

    /// An element of text.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).close()
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, text);
        self
    }

    /// A line feed in the source, for those who read it.
    pub(super) fn newline(&mut self) -> &mut Self {
        self.out.push('\n');
        self
    }

    /// Something of the program's own that is markup already: its style sheet.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// The markup, with everything closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn start_tag(&mut self, tag: &'static str, attributes: &Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
    }
}

/// What may stand in text and in a quoted value alike. Characters that no XML may hold were made
/// visible when the text was read; a replacement is for those that came another way.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_and_value_is_escaped_and_everything_is_closed() {
        let mut xml = XmlWriter::default();
        xml.open("p", &[("title", "\"><script>'")]).open("b", &[]).text("a & <b>\u{0}").empty("br", &[]);
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;&#39;\"><b>a &amp; &lt;b&gt;\u{FFFD}<br/></b></p>";
        assert_eq!(xml.finish(), expected);
    }
}
