//! PURE. From drafts to a checklist that is valid, and the end of the report.

use super::clean::{self, escape_markdown};
use super::node::{ImportHeader, ImportNode};
use super::report::ImportReport;
use super::{ImportError, Imported, StepStatus, ids, normalize, references};
use crate::checklist::Checklist;
use crate::checklist::validate::{FORMAT, MAX_STEPS, is_valid_url, is_web_url};
use crate::checklist::{RawChecklist, RawCommand, RawSource, RawStep};
use crate::text::{count, list};

/// Makes the checklist. The name is the file's.
pub(super) fn build_checklist(
    name: &str,
    head: ImportHeader,
    drafts: Vec<ImportNode>,
    report: ImportReport,
) -> Result<Imported, ImportError> {
    let mut finish = ChecklistBuilder {
        keep_long_titles: head.keep_long_titles,
        keep_ticks: head.keep_ticks,
        report,
        statuses: Vec::new(),
        status_count: 0,
        shortened_lines: Vec::new(),
    };
    let mut drafts = normalize::normalize(drafts, &mut finish.report);
    if drafts.is_empty() {
        return Err(ImportError::NoSteps);
    }
    let steps = count_steps(&drafts);
    if steps > MAX_STEPS {
        return Err(ImportError::TooLong(format!("it has {steps} steps, a checklist at most {MAX_STEPS}")));
    }
    ids::assign(&mut drafts, &mut finish.report);
    let raw = finish.build(name, head, drafts);
    finish.report_dropped_statuses();
    finish.report_shortened_titles();
    let mut report = finish.report;
    report.sort_remarks();
    match Checklist::from_raw(&raw) {
        Ok(_) => Ok(Imported { raw, statuses: finish.statuses, report }),
        Err(problems) => Err(ImportError::Invalid(problems)),
    }
}

fn count_steps(drafts: &[ImportNode]) -> usize {
    drafts.iter().map(|draft| draft.children.as_deref().map_or(1, count_steps)).sum()
}

struct ChecklistBuilder {
    keep_long_titles: bool,
    keep_ticks: bool,
    report: ImportReport,
    statuses: Vec<StepStatus>,
    /// How many steps the file gives a status.
    status_count: usize,
    /// The lines of titles that were too long.
    shortened_lines: Vec<usize>,
}

impl ChecklistBuilder {
    fn build(&mut self, name: &str, head: ImportHeader, drafts: Vec<ImportNode>) -> RawChecklist {
        let stem = file_stem(name);
        let title = self.clean_line(0, "the title of the list", &head.title);
        let title = if title.is_empty() { self.clean_line(0, "the name", stem) } else { title };
        let title = if title.is_empty() { "Imported checklist".to_owned() } else { title };
        let id = ids::slug(if stem.is_empty() { &title } else { stem });
        let summary = head.summary.map(|summary| self.clean_line(0, "the summary", &summary));
        RawChecklist {
            format: FORMAT,
            id,
            title,
            summary: summary.filter(|summary| !summary.is_empty()),
            source: head.source.and_then(|source| self.clean_source(source)),
            steps: drafts.into_iter().map(|draft| self.build_step(draft)).collect(),
            ..RawChecklist::default()
        }
    }

    fn clean_source(&mut self, source: RawSource) -> Option<RawSource> {
        let title = self.clean_line(0, "the title of the source", &source.title);
        let url = source.url.filter(|url| is_web_url(url) && is_valid_url(url));
        (!title.is_empty()).then_some(RawSource { title, url })
    }

    fn build_step(&mut self, mut draft: ImportNode) -> RawStep {
        let title = self.take_title(&mut draft);
        let line = draft.line;
        let id = draft.id.take().unwrap_or_default();
        if let Some(steps) = draft.children.take() {
            self.report.sections += 1;
            let detail = self.clean_detail(line, &draft.detail);
            let steps = Some(steps.into_iter().map(|draft| self.build_step(draft)).collect());
            return RawStep { id, title, detail, steps, ..RawStep::default() };
        }
        self.report.steps += 1;
        self.record_status(&id, &draft);
        let detail = self.clean_detail(line, &draft.detail);
        let references = references::references(&draft.links, line, &mut self.report);
        let commands: Vec<RawCommand> =
            draft.commands.into_iter().filter_map(|command| self.clean_command(line, command)).collect();
        self.report.references += references.len();
        self.report.commands += commands.len();
        RawStep { id, title, detail, references, commands, ..RawStep::default() }
    }

    /// The title, short enough. All its words stand in the detail where it is cut.
    fn take_title(&mut self, draft: &mut ImportNode) -> String {
        let title = self.clean_line(draft.line, "the title", &draft.title);
        let Some(cut) = clean::shorten_title(&title).filter(|_| !self.keep_long_titles) else { return title };
        let whole = draft.markdown_title.take().unwrap_or_else(|| escape_markdown(&title));
        draft.detail.insert(0, whole);
        self.shortened_lines.push(draft.line);
        cut
    }

    fn record_status(&mut self, id: &str, draft: &ImportNode) {
        let Some(given) = &draft.status else { return };
        self.status_count += 1;
        if !self.keep_ticks {
            return;
        }
        let reason = given.reason.as_deref().map(|reason| clean::clean_line(reason).0);
        let mut reason = reason.filter(|reason| !reason.is_empty());
        if reason.is_none() && given.status.needs_reason() {
            let words = given.status.label();
            self.report.add_changed(
                draft.line,
                format!("`{words}` without a reason got one: \"imported as {words}\""),
            );
            reason = Some(format!("imported as {words}"));
        }
        self.report.statuses += 1;
        self.statuses.push(StepStatus { step: id.to_owned(), status: given.status, reason });
    }

    fn report_dropped_statuses(&mut self) {
        if self.status_count > 0 && !self.keep_ticks {
            let what = format!(
                "the file gives {} a status; each starts as todo (`--keep-ticks` takes it over)",
                count(self.status_count, "step")
            );
            self.report.add_left_out(0, what);
        }
    }

    fn report_shortened_titles(&mut self) {
        const MOST: usize = 20;
        if self.shortened_lines.is_empty() {
            return;
        }
        let mut lines: Vec<String> =
            self.shortened_lines.iter().take(MOST).map(ToString::to_string).collect();
        if self.shortened_lines.len() > MOST {
            lines.push(format!("{} more", self.shortened_lines.len() - MOST));
        }
        let what = format!(
            "{} too long, so all the words are in the detail as well: lines {}",
            count(self.shortened_lines.len(), "title"),
            list(&lines)
        );
        self.report.add_changed(0, what);
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
            let what =
                format!("{} in {place} became visible, as <U+XXXX>", count(hidden, "hidden character"));
            self.report.add_changed(line, what);
        }
    }
}

/// The name of a file without its folders and its ending.
fn file_stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        _ if file == "-" => "",
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}
