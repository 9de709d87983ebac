//! PURE. The tree as a checklist may have it: no empty section, not too deep, a title everywhere.

use super::clean::{escape_markdown, excerpt};
use super::node::ImportNode;
use super::report::ImportReport;
use crate::checklist::validate::MAX_DEPTH;
use crate::text::count;

/// Puts a list of drafts into shape. What a section without steps says goes into the detail of the
/// section around it; at the top there is none, so there it is left out.
pub(super) fn normalize(drafts: Vec<ImportNode>, report: &mut ImportReport) -> Vec<ImportNode> {
    let mut nowhere = Vec::new();
    normalize_level(drafts, 0, None, &mut nowhere, report)
}

fn normalize_level(
    drafts: Vec<ImportNode>,
    depth: usize,
    around: Option<&str>,
    detail: &mut Vec<String>,
    report: &mut ImportReport,
) -> Vec<ImportNode> {
    let mut out = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let Some(steps) = draft.children.take() else {
            out.extend(with_step_title(draft, report));
            continue;
        };
        let steps = normalize_level(steps, depth + 1, Some(&draft.title), &mut draft.detail, report);
        if steps.is_empty() {
            merge_into_parent(draft, around.is_some(), detail, report);
        } else if depth >= MAX_DEPTH {
            report.add_changed(
                draft.line,
                format!("nested too deep, its steps stand beside it: {}", excerpt(&draft.title)),
            );
            merge_into_parent(draft, around.is_some(), detail, report);
            out.extend(steps);
        } else {
            out.push(with_section_title(draft, steps, report));
        }
    }
    out
}

/// Moves what a section says into the section around it.
fn merge_into_parent(
    draft: ImportNode,
    has_around: bool,
    detail: &mut Vec<String>,
    report: &mut ImportReport,
) {
    let blocks = draft.detail.len();
    if draft.title.is_empty() && blocks == 0 {
        return;
    }
    if !has_around {
        let with = if blocks == 0 { String::new() } else { format!(" and {}", count(blocks, "paragraph")) };
        report.add_left_out(draft.line, format!("a heading without steps{with}: {}", excerpt(&draft.title)));
        for block in draft.detail {
            report.add_left_out(draft.line, format!("text under that heading: {}", excerpt(&block)));
        }
        return;
    }
    report.add_changed(
        draft.line,
        format!(
            "without steps of its own, so it stands in the detail of the section: {}",
            excerpt(&draft.title)
        ),
    );
    let title = draft.markdown_title.unwrap_or_else(|| escape_markdown(&draft.title));
    if !title.trim().is_empty() {
        detail.push(format!("**{}**", title.trim()));
    }
    detail.extend(draft.detail);
}

fn with_section_title(draft: ImportNode, steps: Vec<ImportNode>, report: &mut ImportReport) -> ImportNode {
    let title = match draft.title.trim() {
        "" => {
            report.add_changed(draft.line, "a section without a title got one: \"(no title)\"");
            "(no title)".to_owned()
        }
        title => title.to_owned(),
    };
    ImportNode { title, children: Some(steps), ..draft }
}

/// A step with a title: where it has none, the first words of what stands under it.
fn with_step_title(draft: ImportNode, report: &mut ImportReport) -> Option<ImportNode> {
    if !draft.title.trim().is_empty() {
        return Some(draft);
    }
    let Some(words) = first_text(&draft) else {
        report.add_left_out(draft.line, "an item without words");
        return None;
    };
    report.add_changed(draft.line, format!("without words of its own, it is called {}", excerpt(&words)));
    Some(ImportNode { title: words, ..draft })
}

fn first_text(draft: &ImportNode) -> Option<String> {
    let commands = draft.commands.iter().map(|command| command.run.as_str());
    let links =
        draft.links.iter().flat_map(|link| [Some(link.title.as_str()), link.address.as_deref()]).flatten();
    let detail = draft.detail.iter().flat_map(|block| block.lines());
    let mut all = links.chain(commands.flat_map(str::lines)).chain(detail).map(str::trim);
    all.find(|line| line.contains(char::is_alphanumeric)).map(str::to_owned)
}
