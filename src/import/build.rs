//! PURE. From the tree that a format has read to a checklist that is valid, and the end of the report.

use super::clean::{self, escape_markdown};
use super::report::{ImportError, ImportReport, Imported, StepStatus};
use super::tree::{ImportNode, ParsedList, normalize};
use super::{ids, references};
use crate::checklist::Checklist;
use crate::checklist::validate::{FORMAT, MAX_STEPS, is_valid_url, is_web_url};
use crate::checklist::{RawChecklist, RawCommand, RawSource, RawStep};
use crate::text::{count, list};

/// The most line numbers that one remark names.
const MAX_LINES: usize = 20;

/// Builds the checklist of a list. The name is the file's.
pub(super) fn build_checklist(
    name: &str,
    mut list: ParsedList,
    keep_ticks: bool,
    mut report: ImportReport,
) -> Result<Imported, ImportError> {
    list.nodes = normalize(list.nodes, &mut report);
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
        status_count: 0,
        shortened_lines: Vec::new(),
    };
    let raw = builder.build(name, list);
    builder.report_dropped_statuses();
    builder.report_shortened_titles();
    let ChecklistBuilder { mut report, statuses, .. } = builder;
    report.sort_remarks();
    Checklist::from_raw(&raw).map_err(ImportError::Invalid)?;
    Ok(Imported { raw, statuses, report })
}

fn count_steps(nodes: &[ImportNode]) -> usize {
    nodes.iter().map(|node| node.children.as_deref().map_or(1, count_steps)).sum()
}

struct ChecklistBuilder {
    keep_long_titles: bool,
    keep_ticks: bool,
    report: ImportReport,
    statuses: Vec<StepStatus>,
    /// The number of steps with a status in the file.
    status_count: usize,
    /// The lines of titles that were shortened.
    shortened_lines: Vec<usize>,
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
            let detail = self.clean_detail(line, &node.detail);
            let steps = Some(steps.into_iter().map(|node| self.build_step(node)).collect());
            return RawStep { id, title, detail, steps, ..RawStep::default() };
        }
        self.report.steps += 1;
        self.record_status(&id, &node);
        let detail = self.clean_detail(line, &node.detail);
        let references = references::references(&node.links, line, &mut self.report);
        let commands: Vec<RawCommand> =
            node.commands.into_iter().filter_map(|command| self.clean_command(line, command)).collect();
        self.report.references += references.len();
        self.report.commands += commands.len();
        RawStep { id, title, detail, references, commands, ..RawStep::default() }
    }

    /// Returns the title; one that is too long is shortened, and added to the detail in full.
    fn take_title(&mut self, node: &mut ImportNode) -> String {
        let title = self.clean_line(node.line, "the title", &node.title);
        let Some(cut) = clean::shorten_title(&title).filter(|_| !self.keep_long_titles) else { return title };
        let whole = node.markdown_title.take().unwrap_or_else(|| escape_markdown(&title));
        node.detail.insert(0, whole);
        self.shortened_lines.push(node.line);
        cut
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

    fn report_dropped_statuses(&mut self) {
        if self.status_count > 0 && !self.keep_ticks {
            let message = format!(
                "the file gives {} a status; each starts as todo (`--keep-ticks` takes it over)",
                count(self.status_count, "step")
            );
            self.report.add_left_out(0, message);
        }
    }

    fn report_shortened_titles(&mut self) {
        if self.shortened_lines.is_empty() {
            return;
        }
        let mut lines: Vec<String> =
            self.shortened_lines.iter().take(MAX_LINES).map(ToString::to_string).collect();
        if self.shortened_lines.len() > MAX_LINES {
            lines.push(format!("{} more", self.shortened_lines.len() - MAX_LINES));
        }
        let message = format!(
            "{} too long, so all the words are in the detail as well: lines {}",
            count(self.shortened_lines.len(), "title"),
            list(&lines)
        );
        self.report.add_changed(0, message);
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
