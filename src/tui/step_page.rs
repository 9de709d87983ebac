//! PURE. The page of a step: everything that is known of it, as lines.

use jiff::tz::TimeZone;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::draw::{MAX_TEXT_WIDTH, wrap};
use super::markdown;
use super::theme::{Theme, note_label, status_label};
use crate::checklist::{Checklist, LinkTarget, Note, QuestionIx, ShellCommand, Step, StepIx};
use crate::session::{Progress, Stamp, StepState, TextPart};
use crate::text::{Text, count, format_minute};

/// A width that no line reaches.
const NO_WRAP: usize = u32::MAX as usize;

pub(super) struct StepPage {
    /// Title and status, which stay in sight while the body is scrolled.
    pub(super) head: Vec<Line<'static>>,
    /// The number of lines of the head that are the title.
    pub(super) title_rows: usize,
    /// The head in one line, not yet cut to a width.
    pub(super) compact_head: Line<'static>,
    pub(super) body: Vec<Line<'static>>,
    pub(super) links: Vec<Link>,
}

/// An address on a page.
pub(super) struct Link {
    /// The lines of the body that show the address, and nothing else.
    pub(super) lines: std::ops::Range<usize>,
    pub(super) address: Text,
}

impl StepPage {
    /// Returns how far the text can be scrolled in a window of this height.
    pub(super) fn overflow(&self, height: usize) -> usize {
        self.scrollable_rows(height).saturating_sub(height.saturating_sub(self.pinned_rows(height)))
    }

    /// Returns the rows that stay: those of the head, or one if they would take most of the window.
    pub(super) fn pinned_rows(&self, height: usize) -> usize {
        if self.is_cramped(height) { 1 } else { self.head.len() }
    }

    /// Whether the head is too high to stay in sight, and is scrolled with the body.
    pub(super) fn is_cramped(&self, height: usize) -> bool {
        self.head.len() > height / 2
    }

    fn scrollable_rows(&self, height: usize) -> usize {
        self.body.len() + if self.is_cramped(height) { self.head.len() } else { 0 }
    }
}

/// Lays out the page of a step.
pub(super) fn step_page(
    progress: &Progress,
    ix: StepIx,
    width: usize,
    theme: Theme,
    zone: &TimeZone,
) -> StepPage {
    let width = width.clamp(1, MAX_TEXT_WIDTH);
    PageBuilder::new(progress, ix, (theme, zone), width).build()
}

/// Returns the page of a step as unwrapped lines of plain text. References and commands are numbered.
pub fn step_text(progress: &Progress, ix: StepIx, zone: &TimeZone) -> Vec<String> {
    let theme = Theme { colour: false, ascii: true, hyperlinks: false };
    let page = PageBuilder { plain: true, ..PageBuilder::new(progress, ix, (theme, zone), NO_WRAP) }.build();
    page.head.iter().chain(&page.body).map(ToString::to_string).collect()
}

struct PageBuilder<'a> {
    progress: &'a Progress,
    ix: StepIx,
    width: usize,
    theme: Theme,
    zone: &'a TimeZone,
    /// Whether the page is plain text: without glyphs, and with numbers.
    plain: bool,
    lines: Vec<Line<'static>>,
    links: Vec<Link>,
}

impl<'a> PageBuilder<'a> {
    fn new(progress: &'a Progress, ix: StepIx, (theme, zone): (Theme, &'a TimeZone), width: usize) -> Self {
        Self { progress, ix, width, theme, zone, plain: false, lines: Vec::new(), links: Vec::new() }
    }

    fn build(mut self) -> StepPage {
        let title_rows = self.head();
        let head = std::mem::take(&mut self.lines);
        self.warnings();
        self.context();
        self.detail();
        self.checklist_notes();
        self.questions();
        self.references();
        self.commands();
        self.session_notes();
        // The first screen of a new session.
        if self.ix == StepIx(0) && self.progress.entries() <= 1 && !self.plain {
            self.about_checklist();
        }
        let (state, number) = (self.state(), self.ix.index() + 1);
        let compact_head = Line::from(vec![
            Span::styled(self.theme.status_glyph(state), self.theme.status(state)),
            Span::styled(format!(" {number}. {}", self.step().title), self.theme.title()),
        ]);
        StepPage { head, title_rows, compact_head, body: self.lines, links: self.links }
    }

    fn checklist(&self) -> &'a Checklist {
        self.progress.checklist()
    }

    fn step(&self) -> &'a Step {
        self.progress.checklist().step(self.ix)
    }

    fn state(&self) -> &'a StepState {
        self.progress.step(self.ix)
    }

    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.lines.push(Line::styled(text.to_owned(), self.theme.accent()));
    }

    /// Appends text behind a lead; further lines are indented by the lead's width.
    fn item(&mut self, lead: &Span<'static>, pieces: &[Span<'static>]) {
        let rest = Span::raw(" ".repeat(lead.width()));
        self.lines.extend(wrap(pieces, self.width, lead, &rest));
    }

    fn text(&mut self, text: String, style: Style) {
        self.item(&Span::raw(""), &[Span::styled(text, style)]);
    }

    /// Returns a text with the answers in it; one that is not there yet stands out.
    fn values(&self, text: &str, style: Style) -> Vec<Span<'static>> {
        let span = |part: TextPart<'_>| match part {
            TextPart::Unanswered(id) => Span::styled(id, self.theme.unanswered()),
            TextPart::Text(text) | TextPart::Literal(text) | TextPart::Answer(text) => {
                Span::styled(text.to_owned(), style)
            }
        };
        self.progress.value_parts(text).into_iter().map(span).collect()
    }

    fn dim(&mut self, text: String) {
        self.text(text, self.theme.dim());
    }

    /// Appends title and status. Returns the number of lines of the title.
    fn head(&mut self) -> usize {
        let lead = Span::styled(format!("{}. ", self.ix.index() + 1), self.theme.title());
        self.item(&lead, &[Span::styled(self.step().title.to_string(), self.theme.title())]);
        let title = self.lines.len();
        self.status();
        title
    }

    fn status(&mut self) {
        let state = self.state();
        let style = self.theme.status(state);
        let glyph = if self.plain { "Status: " } else { self.theme.status_glyph(state) };
        let lead = Span::styled(format!("{} ", glyph.trim_end()), style);
        let mut pieces = vec![Span::styled(status_label(state), style)];
        if state.needs_recheck() && !state.recheck {
            pieces.push(Span::raw(", as a warning came into force"));
        }
        if let (Some(reason), true) = (&state.reason, !self.is_not_applicable()) {
            pieces.push(Span::raw(format!(": {reason}")));
        }
        let stamp =
            state.stamp.as_ref().filter(|_| !self.is_not_applicable()).map(|stamp| self.format_stamp(stamp));
        let Some(stamp) = stamp else { return self.item(&lead, &pieces) };
        let used: usize = pieces.iter().map(Span::width).sum();
        if lead.width() + used + 2 + stamp.width() <= self.width {
            pieces.push(Span::styled(format!("  {stamp}"), self.theme.dim()));
            self.item(&lead, &pieces);
        } else {
            let indent = Span::raw(" ".repeat(lead.width()));
            self.item(&lead, &pieces);
            self.item(&indent, &[Span::styled(stamp, self.theme.dim())]);
        }
    }

    /// Appends the section, the reason why the step does not apply, and unmet requirements.
    fn context(&mut self) {
        let path = self.checklist().section_path(self.ix);
        if !path.is_empty() {
            self.dim(path);
        }
        let state = self.state();
        if let Some(why) = self.progress.inapplicable_because(self.ix) {
            self.dim(format!("Does not apply: {why}"));
            if state.is_touched() {
                let kept = format!("What was recorded is kept: {}", state.status.label());
                self.dim(kept);
            }
        }
        for missing in self.progress.unmet_requirements(self.ix) {
            let title = &self.checklist().step(missing).title;
            self.dim(format!("Comes after {}. {title}", missing.index() + 1));
        }
    }

    /// Appends what the checklist is for, before anything is recorded.
    fn about_checklist(&mut self) {
        let about = about_checklist(self.checklist());
        if !about.is_empty() {
            self.heading("About the checklist");
        }
        for line in about {
            self.text(line, Style::new());
        }
    }

    fn is_not_applicable(&self) -> bool {
        self.state().applies == crate::checklist::Truth::No
    }

    fn format_stamp(&self, stamp: &Stamp) -> String {
        format!("{}, {}", stamp.by, format_minute(stamp.at, self.zone))
    }

    fn detail(&mut self) {
        if let Some(detail) = &self.step().detail {
            self.gap();
            let detail = markdown::with_values(self.progress, detail);
            self.lines.extend(markdown::render(&detail, self.width, self.theme));
        }
    }

    fn checklist_notes(&mut self) {
        let notes: Vec<_> =
            self.progress.notes_at(self.ix).filter(|note| !note.is_conditional_warning()).collect();
        for note in notes {
            self.gap();
            self.note(note_label(note.kind), note);
        }
        let undecided = self.progress.undecided_notes_at(self.ix);
        for (note, condition, _) in undecided.filter(|(_, _, is_own)| !is_own) {
            self.gap();
            self.note(&format!("{} {condition}", note_label(note.kind)), note);
        }
    }

    /// Appends the warnings in force, each with why it is all right.
    fn warnings(&mut self) {
        for warning in self.progress.warnings_at(self.ix) {
            self.note(&format!("{} in force", note_label(warning.note.kind)), warning.note);
            match warning.reason {
                Some(reason) => self.text(format!("  Accepted: {reason}"), self.theme.title()),
                None => self.text("  Not accepted yet: done needs a reason.".to_owned(), self.theme.alert()),
            }
            self.gap();
        }
    }

    fn note(&mut self, label: &str, note: &Note) {
        self.lines.push(Line::styled(format!("{label}:"), self.theme.note(note.kind)));
        let text = markdown::with_values(self.progress, &note.text);
        for mut line in markdown::render(&text, self.width.saturating_sub(2), self.theme) {
            line.spans.insert(0, Span::raw("  "));
            self.lines.push(line);
        }
    }

    fn questions(&mut self) {
        let deciding = self.progress.deciding_question(self.ix);
        let elsewhere = deciding.filter(|ix| self.checklist().question(*ix).step != self.ix);
        let own: Vec<QuestionIx> = self.progress.asked_at(self.ix).collect();
        if own.is_empty() && elsewhere.is_none() {
            return;
        }
        self.heading("Questions");
        for ix in elsewhere.into_iter().chain(own) {
            self.question(ix);
        }
        let waiting = self.progress.undecided_notes_at(self.ix).filter(|(_, _, is_own)| *is_own).count();
        if waiting > 0 {
            self.dim(format!("{} may follow from the answers.", count(waiting, "more note")));
        }
    }

    fn question(&mut self, ix: QuestionIx) {
        let question = self.checklist().question(ix);
        let lead = Span::styled("? ", self.theme.accent());
        let answer = self.progress.answer(ix);
        let mut pieces = match &question.label {
            Some(label) if answer.is_some() => vec![Span::raw(format!("{label}:"))],
            _ => self.values(question.prompt.as_str(), Style::new()),
        };
        pieces.push(Span::raw(" "));
        match answer {
            Some(answer) => {
                pieces.push(Span::styled(answer.value.to_string(), self.theme.title()));
                pieces
                    .push(Span::styled(format!("  {}", self.format_stamp(&answer.stamp)), self.theme.dim()));
            }
            None if question.required => pieces.push(Span::styled("not answered", self.theme.unanswered())),
            None => pieces.push(Span::styled("not answered (optional)", self.theme.dim())),
        }
        self.item(&lead, &pieces);
    }

    fn references(&mut self) {
        let references: Vec<_> = self.progress.references_at(self.ix).collect();
        if references.is_empty() {
            return;
        }
        self.heading("References");
        for (number, reference) in (1..).zip(references) {
            let lead = if self.plain { format!("{number}. ") } else { "- ".to_owned() };
            let mut title = vec![Span::raw(reference.title.to_string())];
            if let Some(condition) = reference.condition {
                title.push(Span::styled(format!(" ({condition})"), self.theme.dim()));
            }
            self.item(&Span::raw(lead), &title);
            match reference.shown.as_ref() {
                LinkTarget::Address(address) if reference.target.is_ok() => {
                    self.address(&Text::line(address));
                }
                LinkTarget::Address(address) => {
                    self.text(Text::line(address).to_string(), self.theme.unanswered());
                }
                LinkTarget::File(path) => {
                    self.text(format!("  file {}", Text::line(path)), self.theme.link());
                }
                LinkTarget::Unknown => self.dim("  no known address".to_owned()),
            }
        }
    }

    /// Appends an address without indent, so that a wrapped one can still be copied.
    fn address(&mut self, address: &Text) {
        let first = self.lines.len();
        self.text(address.to_string(), self.theme.link());
        self.links.push(Link { lines: first..self.lines.len(), address: address.clone() });
    }

    fn commands(&mut self) {
        let commands = &self.step().commands;
        if commands.is_empty() {
            return;
        }
        self.heading("Commands (to copy; never run)");
        let before = self.progress.references_at(self.ix).count();
        for (number, command) in (before + 1..).zip(commands) {
            if number > before + 1 && !self.plain {
                self.gap();
            }
            if let Some(note) = &command.note {
                let note = self.values(note.as_str(), self.theme.dim());
                self.item(&Span::raw(""), &note);
            }
            if self.plain { self.numbered_command(number, command) } else { self.command(command) }
        }
    }

    /// Appends a command, its first line behind the shell's name. The rest of a line that is too long is
    /// indented further, so that it does not look like the next one.
    fn command(&mut self, command: &ShellCommand) {
        let shell = command.shell.as_ref().map_or("$ ".to_owned(), |shell| format!("{shell}> "));
        let blank = " ".repeat(shell.width());
        let parts = self.values(command.run.as_str(), self.theme.code());
        for (row, code) in lines_of(parts).into_iter().enumerate() {
            let lead = if row == 0 { shell.clone() } else { blank.clone() };
            let (lead, rest) = (Span::styled(lead, self.theme.dim()), Span::raw(format!("{blank}  ")));
            self.lines.extend(wrap(&code, self.width, &lead, &rest));
        }
    }

    /// Appends a command with the number that copies it; the numbers continue those of the references.
    fn numbered_command(&mut self, number: usize, command: &ShellCommand) {
        let shell = command.shell.as_ref().map_or("command", |shell| shell.as_str());
        self.dim(format!("{number}. {shell}:"));
        let run = self.progress.resolve(&command.run);
        self.lines.extend(run.as_str().lines().map(|line| Line::raw(format!("    {line}"))));
    }

    fn session_notes(&mut self) {
        let notes = &self.state().notes;
        if notes.is_empty() {
            return;
        }
        self.heading("Notes");
        for (number, note) in (1..).zip(notes) {
            let number = if self.plain { format!("{number}. ") } else { String::new() };
            self.dim(format!("{number}{}", self.format_stamp(&note.stamp)));
            self.item(&Span::raw("  "), &[Span::raw(note.text.to_string())]);
        }
    }
}

/// Describes what a checklist is for, and where it comes from.
pub fn about_checklist(checklist: &Checklist) -> Vec<String> {
    let summary = checklist.summary().map(ToString::to_string);
    let products: Vec<&str> = checklist.applies_to().iter().map(Text::as_str).collect();
    let applies_to = (!products.is_empty()).then(|| format!("Applies to: {}", products.join(", ")));
    let source = checklist.source().map(|source| format!("Source: {}", source.title));
    summary.into_iter().chain(applies_to).chain(source).collect()
}

/// Splits styled text at its line feeds.
fn lines_of(spans: Vec<Span<'static>>) -> Vec<Vec<Span<'static>>> {
    let mut lines = vec![Vec::new()];
    for span in spans {
        for (nth, part) in span.content.split('\n').enumerate() {
            if nth > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(Span::styled(part.to_owned(), span.style));
            }
        }
    }
    lines
}
