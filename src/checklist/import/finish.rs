//! PURE. From drafts to a checklist that is valid, and the end of the report.

use super::draft::{Draft, Head};
use super::report::Report;
use super::words::{self, as_markdown};
use super::{ImportError, ImportStatus, Imported, StepStatus, ids, references, shape};
use crate::checklist::model::Checklist;
use crate::checklist::raw::{RawChecklist, RawCommand, RawSource, RawStep};
use crate::checklist::validate::{FORMAT, MOST_STEPS, is_good, is_web};
use crate::text::{count, list};

/// Makes the checklist. The name is the file's.
pub(super) fn finish(
    name: &str,
    head: Head,
    drafts: Vec<Draft>,
    report: Report,
) -> Result<Imported, ImportError> {
    let mut finish = Finish {
        exact: head.exact,
        keep: head.keep_ticks,
        report,
        statuses: Vec::new(),
        given: 0,
        cut: Vec::new(),
    };
    let mut drafts = shape::shaped(drafts, &mut finish.report);
    if drafts.is_empty() {
        return Err(ImportError::NoSteps);
    }
    let steps = number_of_steps(&drafts);
    if steps > MOST_STEPS {
        return Err(ImportError::TooLong(format!("it has {steps} steps, a checklist at most {MOST_STEPS}")));
    }
    ids::assign(&mut drafts, &mut finish.report);
    let raw = finish.checklist(name, head, drafts);
    finish.tell_statuses();
    finish.tell_cut();
    let mut report = finish.report;
    report.sort();
    match Checklist::from_raw(&raw) {
        Ok(_) => Ok(Imported { raw, statuses: finish.statuses, report }),
        Err(problems) => Err(ImportError::Invalid(problems)),
    }
}

fn number_of_steps(drafts: &[Draft]) -> usize {
    drafts.iter().map(|draft| draft.steps.as_deref().map_or(1, number_of_steps)).sum()
}

struct Finish {
    exact: bool,
    keep: bool,
    report: Report,
    statuses: Vec<StepStatus>,
    /// How many steps the file gives a status.
    given: usize,
    /// The lines of titles that were too long.
    cut: Vec<usize>,
}

impl Finish {
    fn checklist(&mut self, name: &str, head: Head, drafts: Vec<Draft>) -> RawChecklist {
        let stem = stem(name);
        let title = self.line(0, "the title of the list", &head.title);
        let title = if title.is_empty() { self.line(0, "the name", stem) } else { title };
        let title = if title.is_empty() { "Imported checklist".to_owned() } else { title };
        let id = ids::slug(if stem.is_empty() { &title } else { stem });
        let summary = head.summary.map(|summary| self.line(0, "the summary", &summary));
        RawChecklist {
            format: FORMAT,
            id,
            title,
            summary: summary.filter(|summary| !summary.is_empty()),
            source: head.source.and_then(|source| self.source(source)),
            steps: drafts.into_iter().map(|draft| self.node(draft)).collect(),
            ..RawChecklist::default()
        }
    }

    fn source(&mut self, source: RawSource) -> Option<RawSource> {
        let title = self.line(0, "the title of the source", &source.title);
        let url = source.url.filter(|url| is_web(url) && is_good(url));
        (!title.is_empty()).then_some(RawSource { title, url })
    }

    fn node(&mut self, mut draft: Draft) -> RawStep {
        let title = self.title(&mut draft);
        let line = draft.line;
        let id = draft.id.take().unwrap_or_default();
        if let Some(steps) = draft.steps.take() {
            self.report.sections += 1;
            let detail = self.detail(line, &draft.detail);
            let steps = Some(steps.into_iter().map(|draft| self.node(draft)).collect());
            return RawStep { id, title, detail, steps, ..RawStep::default() };
        }
        self.report.steps += 1;
        self.status(&id, &draft);
        let detail = self.detail(line, &draft.detail);
        let references = references::references(&draft.links, line, &mut self.report);
        let commands: Vec<RawCommand> =
            draft.commands.into_iter().filter_map(|command| self.command(line, command)).collect();
        self.report.references += references.len();
        self.report.commands += commands.len();
        RawStep { id, title, detail, references, commands, ..RawStep::default() }
    }

    /// The title, short enough. All its words stand in the detail where it is cut.
    fn title(&mut self, draft: &mut Draft) -> String {
        let title = self.line(draft.line, "the title", &draft.title);
        let Some(cut) = words::cut(&title).filter(|_| !self.exact) else { return title };
        let whole = draft.words.take().unwrap_or_else(|| as_markdown(&title));
        draft.detail.insert(0, whole);
        self.cut.push(draft.line);
        cut
    }

    fn status(&mut self, id: &str, draft: &Draft) {
        let Some(given) = &draft.status else { return };
        self.given += 1;
        if !self.keep {
            return;
        }
        let reason = given.reason.as_deref().map(|reason| words::line(reason).0);
        let mut reason = reason.filter(|reason| !reason.is_empty());
        if reason.is_none() && given.status.needs_reason() {
            let words = given.status.name().replace('_', " ");
            self.report
                .changed(draft.line, format!("`{words}` without a reason got one: \"imported as {words}\""));
            reason = Some(format!("imported as {words}"));
        }
        self.report.statuses += 1;
        self.statuses.push(StepStatus { step: id.to_owned(), status: given.status, reason });
    }

    fn tell_statuses(&mut self) {
        if self.given > 0 && !self.keep {
            let what = format!(
                "the file gives {} a status; each starts as todo (`--keep-ticks` takes it over)",
                count(self.given, "step")
            );
            self.report.left_out(0, what);
        }
    }

    fn tell_cut(&mut self) {
        const MOST: usize = 20;
        if self.cut.is_empty() {
            return;
        }
        let mut lines: Vec<String> = self.cut.iter().take(MOST).map(ToString::to_string).collect();
        if self.cut.len() > MOST {
            lines.push(format!("{} more", self.cut.len() - MOST));
        }
        let what = format!(
            "{} too long, so all the words are in the detail as well: lines {}",
            count(self.cut.len(), "title"),
            list(&lines)
        );
        self.report.changed(0, what);
    }

    fn detail(&mut self, line: usize, blocks: &[String]) -> Option<String> {
        let (detail, hidden) = words::block(&blocks.join("\n\n"));
        self.tell_hidden(line, "the detail", hidden);
        (!detail.trim().is_empty()).then_some(detail)
    }

    fn command(&mut self, line: usize, command: RawCommand) -> Option<RawCommand> {
        let (run, hidden) = words::block(&command.run);
        self.tell_hidden(line, "a command", hidden);
        let shell = command.shell.map(|shell| self.line(line, "the name of a shell", &shell));
        (!run.trim().is_empty()).then_some(RawCommand { run, shell, note: None })
    }

    fn line(&mut self, line: usize, place: &str, text: &str) -> String {
        let (clean, hidden) = words::line(text);
        self.tell_hidden(line, place, hidden);
        clean
    }

    fn tell_hidden(&mut self, line: usize, place: &str, hidden: usize) {
        if hidden > 0 {
            let what =
                format!("{} in {place} became visible, as <U+XXXX>", count(hidden, "hidden character"));
            self.report.changed(line, what);
        }
    }
}

/// The name of a file without its folders and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        _ if file == "-" => "",
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

impl ImportStatus {
    /// The status of these words, as a report writes them.
    pub(super) fn from_words(words: &str) -> Option<Self> {
        [Self::InProgress, Self::Done, Self::Deferred, Self::Blocked, Self::Skipped, Self::NotApplicable]
            .into_iter()
            .find(|status| status.name().replace('_', " ") == words)
    }
}
