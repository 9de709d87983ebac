//! PURE. From the tree that a format has read to a checklist that is valid, and the end of the report.

use super::clean::{self, escape_markdown};
use super::report::{ImportError, ImportReport, Imported, StepNote, StepStatus};
use super::tree::{ImportNode, ParsedList, normalize};
use super::{ids, references};
use crate::checklist::Checklist;
use crate::checklist::validate::{FORMAT, MAX_STEPS, is_valid_url, is_web_url};
use crate::checklist::{RawChecklist, RawCommand, RawReference, RawSource, RawStep, escape_values};
use crate::text::count;

/// Builds the checklist of a list. The name is the file's.
pub(super) fn build_checklist(
    name: &str,
    mut list: ParsedList,
    keep_ticks: bool,
    mut report: ImportReport,
) -> Result<Imported, ImportError> {
    normalize(&mut list, &mut report);
    if list.nodes.is_empty() {
        return Err(ImportError::NoSteps);
    }
    let steps = count_steps(&list.nodes);
    if steps > MAX_STEPS {
        return Err(ImportError::TooLong(format!("it has {steps} steps, a checklist at most {MAX_STEPS}")));
    }
    ids::assign(&mut list.nodes, &mut report);
    let mut builder = ChecklistBuilder {
        keep_long_titles: list.keep_long_titles,
        keep_ticks,
        report,
        statuses: Vec::new(),
        notes: Vec::new(),
        status_count: 0,
    };
    let raw = builder.build(name, list);
    builder.report_dropped_statuses();
    let ChecklistBuilder { mut report, statuses, notes, .. } = builder;
    report.sum_up();
    Checklist::from_raw(&raw).map_err(ImportError::Invalid)?;
    Ok(Imported { raw, statuses, notes, report })
}

/// Returns a text of a list that knows no values, so that nothing in it stands for an answer.
fn literal(text: &str) -> String {
    escape_values(text).into_owned()
}

fn literal_reference(reference: RawReference) -> RawReference {
    // A backslash is no part of an address.
    let url = reference
        .url
        .map(|url| if url.contains("{{") { url.replace('{', "%7B").replace('}', "%7D") } else { url });
    RawReference { title: literal(&reference.title), url, ..reference }
}

fn literal_command(command: RawCommand) -> RawCommand {
    RawCommand { run: literal(&command.run), note: command.note.as_deref().map(literal), ..command }
}

fn count_steps(nodes: &[ImportNode]) -> usize {
    nodes.iter().map(|node| node.children.as_deref().map_or(1, count_steps)).sum()
}

struct ChecklistBuilder {
    keep_long_titles: bool,
    keep_ticks: bool,
    report: ImportReport,
    statuses: Vec<StepStatus>,
    notes: Vec<StepNote>,
    /// The number of steps with a status in the file.
    status_count: usize,
}

impl ChecklistBuilder {
    fn build(&mut self, name: &str, list: ParsedList) -> RawChecklist {
        let stem = file_stem(name);
        let title = self.clean_line(0, "the title of the list", &list.title);
        let title = if title.is_empty() { self.clean_line(0, "the name", stem) } else { title };
        let title = if title.is_empty() { "Imported checklist".to_owned() } else { title };
        let id = ids::slug(if stem.is_empty() { &title } else { stem });
        let summary = list.summary.map(|summary| self.clean_line(0, "the summary", &summary));
        RawChecklist {
            format: FORMAT,
            id,
            title,
            summary: summary.filter(|summary| !summary.is_empty()),
            detail: self.clean_detail(0, &list.detail),
            source: list.source.and_then(|source| self.clean_source(source)),
            steps: list.nodes.into_iter().map(|node| self.build_step(node)).collect(),
            ..RawChecklist::default()
        }
    }

    fn clean_source(&mut self, source: RawSource) -> Option<RawSource> {
        let title = self.clean_line(0, "the title of the source", &source.title);
        let url = source.url.filter(|url| is_web_url(url) && is_valid_url(url));
        (!title.is_empty()).then_some(RawSource { title, url })
    }

    fn build_step(&mut self, mut node: ImportNode) -> RawStep {
        let title = self.take_title(&mut node);
        let line = node.line;
        let id = node.id.take().unwrap_or_default();
        if let Some(steps) = node.children.take() {
            self.report.sections += 1;
            let detail = self.clean_detail(line, &node.detail).as_deref().map(literal);
            let steps = Some(steps.into_iter().map(|node| self.build_step(node)).collect());
            return RawStep { id, title, detail, steps, ..RawStep::default() };
        }
        self.report.steps += 1;
        self.record_status(&id, &node);
        self.record_notes(&id, line, &node.notes);
        let detail = self.clean_detail(line, &node.detail).as_deref().map(literal);
        let references = references::references(&node.links, line, &mut self.report);
        let commands: Vec<RawCommand> =
            node.commands.into_iter().filter_map(|command| self.clean_command(line, command)).collect();
        let references = references.into_iter().map(literal_reference).collect::<Vec<_>>();
        let commands = commands.into_iter().map(literal_command).collect::<Vec<_>>();
        self.report.references += references.len();
        self.report.commands += commands.len();
        RawStep { id, title, detail, references, commands, ..RawStep::default() }
    }

    /// Returns the title; of a paragraph it is the first sentence, and all of it goes into the detail.
    fn take_title(&mut self, node: &mut ImportNode) -> String {
        let title = self.clean_line(node.line, "the title", &node.title);
        let sentence = clean::shorten_title(&title).filter(|_| !self.keep_long_titles).map(str::to_owned);
        let Some(sentence) = sentence else { return title };
        let whole = node.markdown_title.take().unwrap_or_else(|| escape_markdown(&title));
        node.detail.insert(0, whole);
        self.report.add_changed(
            node.line,
            "a whole paragraph: its first sentence is the title, all of it is in the detail",
        );
        sentence
    }

    fn record_status(&mut self, id: &str, node: &ImportNode) {
        let Some(imported) = &node.status else { return };
        self.status_count += 1;
        if !self.keep_ticks {
            return;
        }
        let reason = imported.reason.as_deref().map(|reason| clean::clean_line(reason).0);
        let mut reason = reason.filter(|reason| !reason.is_empty());
        if reason.is_none() && imported.status.needs_reason() {
            let words = imported.status.label();
            self.report.add_changed(
                node.line,
                format!("`{words}` without a reason got one: \"imported as {words}\""),
            );
            reason = Some(format!("imported as {words}"));
        }
        self.report.statuses += 1;
        self.statuses.push(StepStatus { step: id.to_owned(), status: imported.status, reason });
    }

    fn record_notes(&mut self, id: &str, line: usize, notes: &[String]) {
        let kept = if self.keep_ticks { notes } else { &[] };
        for note in kept.iter().filter(|note| !note.trim().is_empty()) {
            let (text, hidden) = clean::clean_block(note);
            self.report_hidden(line, "a note", hidden);
            self.report.notes += 1;
            self.notes.push(StepNote { step: id.to_owned(), text });
        }
    }

    fn report_dropped_statuses(&mut self) {
        if self.status_count > 0 && !self.keep_ticks {
            let message = format!(
                "the file gives {} a status; each starts as todo (`--keep-ticks` takes it over)",
                count(self.status_count, "step")
            );
            self.report.add_left_out(0, message);
        }
    }

    fn clean_detail(&mut self, line: usize, blocks: &[String]) -> Option<String> {
        let (detail, hidden) = clean::clean_block(&blocks.join("\n\n"));
        self.report_hidden(line, "the detail", hidden);
        (!detail.trim().is_empty()).then_some(detail)
    }

    fn clean_command(&mut self, line: usize, command: RawCommand) -> Option<RawCommand> {
        let (run, hidden) = clean::clean_block(&command.run);
        self.report_hidden(line, "a command", hidden);
        let shell = command.shell.map(|shell| self.clean_line(line, "the name of a shell", &shell));
        (!run.trim().is_empty()).then_some(RawCommand { run, shell, note: None })
    }

    fn clean_line(&mut self, line: usize, place: &str, text: &str) -> String {
        let (clean, hidden) = clean::clean_line(text);
        self.report_hidden(line, place, hidden);
        clean
    }

    fn report_hidden(&mut self, line: usize, place: &str, hidden: usize) {
        if hidden > 0 {
            let message =
                format!("{} in {place} became visible, as <U+XXXX>", count(hidden, "hidden character"));
            self.report.add_changed(line, message);
        }
    }
}

/// Returns the name of a file without its folders and its extension; nothing for standard input.
fn file_stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        _ if file == "-" => "",
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}
