//! PURE. The tree as a checklist may have it: no empty section, not too deep, a title everywhere.

use super::draft::Draft;
use super::report::Report;
use super::words::{as_markdown, excerpt};
use crate::checklist::validate::DEEPEST;
use crate::text::count;

/// Puts a list of drafts into shape. What a section without steps says goes into the detail of the
/// section around it; at the top there is none, so there it is left out.
pub(super) fn shaped(drafts: Vec<Draft>, report: &mut Report) -> Vec<Draft> {
    let mut nowhere = Vec::new();
    level(drafts, 0, None, &mut nowhere, report)
}

fn level(
    drafts: Vec<Draft>,
    depth: usize,
    around: Option<&str>,
    detail: &mut Vec<String>,
    report: &mut Report,
) -> Vec<Draft> {
    let mut out = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let Some(steps) = draft.steps.take() else {
            out.extend(titled(draft, report));
            continue;
        };
        let steps = level(steps, depth + 1, Some(&draft.title), &mut draft.detail, report);
        if steps.is_empty() {
            fold(draft, around.is_some(), detail, report);
        } else if depth >= DEEPEST {
            report.changed(
                draft.line,
                format!("nested too deep, its steps stand beside it: {}", excerpt(&draft.title)),
            );
            fold(draft, around.is_some(), detail, report);
            out.extend(steps);
        } else {
            out.push(section(draft, steps, report));
        }
    }
    out
}

/// Moves what a section says into the section around it.
fn fold(draft: Draft, has_around: bool, detail: &mut Vec<String>, report: &mut Report) {
    let blocks = draft.detail.len();
    if draft.title.is_empty() && blocks == 0 {
        return;
    }
    if !has_around {
        let with = if blocks == 0 { String::new() } else { format!(" and {}", count(blocks, "paragraph")) };
        report.left_out(draft.line, format!("a heading without steps{with}: {}", excerpt(&draft.title)));
        for block in draft.detail {
            report.left_out(draft.line, format!("text under that heading: {}", excerpt(&block)));
        }
        return;
    }
    report.changed(
        draft.line,
        format!(
            "without steps of its own, so it stands in the detail of the section: {}",
            excerpt(&draft.title)
        ),
    );
    let title = draft.words.unwrap_or_else(|| as_markdown(&draft.title));
    if !title.trim().is_empty() {
        detail.push(format!("**{}**", title.trim()));
    }
    detail.extend(draft.detail);
}

fn section(draft: Draft, steps: Vec<Draft>, report: &mut Report) -> Draft {
    let title = match draft.title.trim() {
        "" => {
            report.changed(draft.line, "a section without a title got one: \"(no title)\"");
            "(no title)".to_owned()
        }
        title => title.to_owned(),
    };
    Draft { title, steps: Some(steps), ..draft }
}

/// A step with a title: where it has none, the first words of what stands under it.
fn titled(draft: Draft, report: &mut Report) -> Option<Draft> {
    if !draft.title.trim().is_empty() {
        return Some(draft);
    }
    let Some(words) = words_under(&draft) else {
        report.left_out(draft.line, "an item without words");
        return None;
    };
    report.changed(draft.line, format!("without words of its own, it is called {}", excerpt(&words)));
    Some(Draft { title: words, ..draft })
}

fn words_under(draft: &Draft) -> Option<String> {
    let commands = draft.commands.iter().map(|command| command.run.as_str());
    let links =
        draft.links.iter().flat_map(|link| [Some(link.title.as_str()), link.address.as_deref()]).flatten();
    let detail = draft.detail.iter().flat_map(|block| block.lines());
    let mut all = links.chain(commands.flat_map(str::lines)).chain(detail).map(str::trim);
    all.find(|line| line.contains(char::is_alphanumeric)).map(str::to_owned)
}
