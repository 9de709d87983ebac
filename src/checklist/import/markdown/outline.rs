//! PURE. The steps under their headings.

use super::blocks::{Document, Kind};
use super::{item, prose, table};
use crate::checklist::import::Options;
use crate::checklist::import::draft::{Draft, Head};
use crate::checklist::import::report::Report;
use crate::checklist::import::words::{self, excerpt};
use crate::text::count;

/// Bold words above a list are a heading below all others.
const BOLD: u8 = 7;

pub(super) fn read(document: &Document<'_>, options: &Options, report: &mut Report) -> (Head, Vec<Draft>) {
    let title = title_heading(document);
    let mut outline = Outline {
        document,
        options,
        report,
        title,
        head: Head { keep_ticks: options.keep_ticks, ..Head::default() },
        open: Vec::new(),
        steps: Vec::new(),
        root: Draft::default(),
        after_list: false,
        bold: 0,
    };
    outline.blocks(document.between(document.all()));
    outline.finish()
}

/// The heading that is the title of the whole list: the first one, if it is of the first level and
/// no other of that level has steps.
fn title_heading(document: &Document<'_>) -> Option<usize> {
    let top: Vec<usize> = document.between(document.all()).collect();
    let is_heading = |at: &usize| matches!(document.kind(*at), Kind::Heading(_));
    let first = top.iter().copied().find(is_heading)?;
    let mut current = None;
    for at in top {
        match document.kind(at) {
            Kind::Heading(1) => current = Some(at),
            _ if document.has_steps(at) && current.is_some_and(|current| current != first) => return None,
            _ => {}
        }
    }
    (*document.kind(first) == Kind::Heading(1)).then_some(first)
}

struct Outline<'o, 'd> {
    document: &'o Document<'d>,
    options: &'o Options,
    report: &'o mut Report,
    title: Option<usize>,
    head: Head,
    /// The sections that are not ended, the innermost last, each with the level of its heading.
    open: Vec<(u8, Draft)>,
    steps: Vec<Draft>,
    /// What stands under no heading.
    root: Draft,
    /// The block before this one was a list of steps.
    after_list: bool,
    /// How many bold words became headings.
    bold: usize,
}

impl Outline<'_, '_> {
    fn blocks(&mut self, blocks: impl Iterator<Item = usize>) {
        let mut blocks = blocks.peekable();
        while let Some(at) = blocks.next() {
            let after_list = std::mem::take(&mut self.after_list);
            match self.document.kind(at) {
                Kind::Heading(level) => self.heading(at, *level),
                Kind::List if self.document.has_steps(at) => self.list(at),
                Kind::Table if self.document.has_steps(at) => self.table(at),
                Kind::Other if self.document.has_steps(at) => self.container(at),
                Kind::Matter => self.matter(at),
                Kind::Rule => {}
                Kind::Code(_) if after_list => self.code_after_list(at),
                Kind::Paragraph if self.introduces(at, blocks.peek()) => self.bold_heading(at),
                _ => self.prose(at),
            }
        }
    }

    fn heading(&mut self, at: usize, level: u8) {
        self.close(level);
        if self.title == Some(at) {
            self.document.plain(at).clone_into(&mut self.head.title);
            return;
        }
        let mut section = Draft::section(self.document.line(at), "");
        item::title(self.document, at, &mut section);
        if !std::mem::take(&mut section.links).is_empty() {
            section.add_detail(section.words.clone().unwrap_or_default());
        }
        self.open.push((level, section));
    }

    /// Whether a paragraph is nothing but bold words, and the next block a list of steps.
    fn introduces(&self, at: usize, next: Option<&usize>) -> bool {
        let Some(inline) = self.document.get(at).map(|block| &block.inline) else { return false };
        let rest = inline.plain.get(inline.bold..).unwrap_or_default();
        let is_bold =
            inline.bold > 0 && rest.trim_matches(|c: char| c.is_whitespace() || ":：".contains(c)).is_empty();
        is_bold
            && next.is_some_and(|next| {
                *self.document.kind(*next) == Kind::List && self.document.has_steps(*next)
            })
    }

    fn bold_heading(&mut self, at: usize) {
        self.bold += 1;
        self.heading(at, BOLD);
        if let Some((_, section)) = self.open.last_mut() {
            let title = section.title.trim_end_matches([':', '：', ' ']);
            section.title = title.to_owned();
        }
    }

    /// Ends the sections whose headings are not above this level.
    fn close(&mut self, level: u8) {
        while let Some((_, section)) = self.open.pop_if(|(open, _)| *open >= level) {
            self.add(section);
        }
    }

    fn add(&mut self, draft: Draft) {
        let steps = match self.open.last_mut() {
            Some((_, section)) => section.steps.get_or_insert_default(),
            None => &mut self.steps,
        };
        steps.push(draft);
    }

    fn here(&mut self) -> &mut Draft {
        match self.open.last_mut() {
            Some((_, section)) => section,
            None => &mut self.root,
        }
    }

    fn list(&mut self, at: usize) {
        let document = self.document;
        let mut here = Draft { detail: std::mem::take(&mut self.here().detail), ..Draft::default() };
        let drafts = item::list(document, at, &mut here, 0, self.report);
        self.here().detail = here.detail;
        for draft in drafts {
            self.add(draft);
        }
        self.after_list = true;
    }

    fn table(&mut self, at: usize) {
        let Some(wanted) = &self.options.table else { return };
        for draft in table::rows(self.document, at, wanted, self.report) {
            self.add(draft);
        }
        self.after_list = true;
    }

    fn container(&mut self, at: usize) {
        let mut inner: Vec<usize> = vec![at];
        // Quotations may be nested as deep as somebody likes, so this does not call itself.
        while let Some(at) = inner.pop() {
            if *self.document.kind(at) == Kind::Other && self.document.has_steps(at) {
                let inside: Vec<usize> = self.document.inside(at).collect();
                inner.extend(inside.into_iter().rev());
            } else {
                self.blocks(std::iter::once(at));
            }
        }
    }

    /// A fence that is not indented ends the list it was meant to be in.
    fn code_after_list(&mut self, at: usize) {
        let document = self.document;
        let steps = match self.open.last_mut() {
            Some((_, section)) => section.steps.as_mut(),
            None => Some(&mut self.steps),
        };
        let Some(step) = steps.and_then(|steps| steps.last_mut()).and_then(Draft::last_step) else {
            return self.prose(at);
        };
        prose::add_to_step(document, at, step);
        let what = format!("code behind a list went to the step before it: {}", excerpt(&step.title));
        self.report.changed(document.line(at), what);
        // Another fence belongs to the same step.
        self.after_list = true;
    }

    fn prose(&mut self, at: usize) {
        let document = self.document;
        if !self.open.is_empty() {
            return prose::add(document, at, self.here());
        }
        let words = document.plain(at);
        let has_title = self.title.is_none() || !self.head.title.is_empty();
        if has_title
            && self.head.summary.is_none()
            && *document.kind(at) == Kind::Paragraph
            && !words.is_empty()
        {
            self.head.summary = Some(words.to_owned());
            return;
        }
        let source = document.source(at);
        if !source.trim().is_empty() {
            self.report.left_out(document.line(at), format!("text under no section: {}", excerpt(&source)));
        }
    }

    /// Front matter: a title for lists that have none.
    fn matter(&mut self, at: usize) {
        let text = self.document.plain(at).to_owned();
        let value = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix([':', '=']))?;
            let value = line.trim().trim_matches(['"', '\'']).trim();
            (!value.is_empty() && !value.starts_with(['[', '{', '|', '>'])).then(|| value.to_owned())
        };
        self.head.title = value("title").or_else(|| value("name")).unwrap_or_default();
        self.head.summary = value("description").or_else(|| value("about"));
        self.report.left_out(self.document.line(at), format!("front matter: {}", excerpt(&text)));
    }

    fn finish(mut self) -> (Head, Vec<Draft>) {
        self.close(0);
        for block in std::mem::take(&mut self.root.detail) {
            self.report.left_out(0, format!("text under no section: {}", excerpt(&block)));
        }
        if self.bold > 0 {
            let what = format!("{} above lists became headings of sections", count(self.bold, "bold line"));
            self.report.changed(0, what);
        }
        self.head.summary = self.head.summary.map(|summary| words::cut_to(&summary, LONGEST_SUMMARY));
        (self.head, self.steps)
    }
}

/// A summary is one or two sentences.
const LONGEST_SUMMARY: usize = 400;
