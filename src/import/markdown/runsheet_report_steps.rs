//! PURE. A step of a report: its title, how it stands, and what is linked and written under it.

use super::blocks::{BlockKind, Document};
use crate::checklist::Status;
use crate::import::ImportOptions;
use crate::import::clean::excerpt;
use crate::import::node::{ImportLink, ImportNode, ImportedStatus};
use crate::import::report::ImportReport;

/// The step of an item, and whether it applies.
pub(super) fn read_step(
    document: &Document<'_>,
    item: usize,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> (ImportNode, bool) {
    let line = document.line(item);
    let mut inside = document.children(item);
    let words = inside.next().and_then(|at| document.get(at)).map(|block| &block.inline);
    let (title, standing) = words.map(|words| words.plain.split_at(words.bold_len)).unwrap_or_default();
    let mut draft = ImportNode::new(line, strip_number(title.trim()));
    let person = words.map(|words| words.last_code.len()).unwrap_or_default();
    let standing = strip_stamp(standing, person).trim_start().trim_start_matches("- ");
    let applies = set_status(&mut draft, standing, options, report);
    for list in inside {
        for below in document.children(list) {
            add_item(document, below, &mut draft, options, report);
        }
    }
    (draft, applies)
}

/// `Title` of `12. Title`.
fn strip_number(title: &str) -> &str {
    let words = title.trim_start_matches(|c: char| c.is_ascii_digit());
    words.strip_prefix(". ").filter(|_| words.len() < title.len()).unwrap_or(title)
}

/// What stands behind the title: `blocked: no disk (alice@host, 2026-11-22 18:03 +01:00)`.
fn set_status(
    draft: &mut ImportNode,
    standing: &str,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> bool {
    if let Some(why) = standing.strip_prefix("done, re-check") {
        if options.keep_ticks {
            let what = format!("done, but to be re-checked{why}: it starts as todo");
            report.add_changed(draft.line, what);
        }
        return true;
    }
    let (words, rest) = match standing.find([',', ':']) {
        Some(at) => standing.split_at(at),
        None => (standing, ""),
    };
    let reason = reason(rest);
    let recorded = Status::ALL.into_iter().find(|status| status.label() == words);
    let status = recorded.filter(|status| *status != Status::Todo);
    if recorded.is_none() {
        report.add_changed(
            draft.line,
            format!("its status is unknown, it starts as todo: {}", excerpt(standing)),
        );
    } else if let Some(reason) = reason.filter(|_| status.is_none()) {
        report.add_left_out(draft.line, format!("why it is todo: {}", excerpt(reason)));
    }
    draft.status = status.map(|status| ImportedStatus { status, reason: reason.map(str::to_owned) });
    status != Some(Status::NotApplicable)
}

/// Why a step stands so: what a person gave as the reason, or what was answered.
fn reason(rest: &str) -> Option<&str> {
    if let Some(reason) = rest.strip_prefix(": ") {
        return Some(reason);
    }
    let derived = rest.strip_prefix(", ")?;
    match derived.strip_prefix("not decided yet whether it applies: ") {
        // A prompt ends in a question mark, as a rule.
        Some(asked) => asked.split_once("?: ").map(|(_, reason)| reason),
        None => Some(derived),
    }
}

/// Without the person and the time. The person's name is the last code of the line, so many bytes
/// long, unless it has characters that code cannot hold.
fn strip_stamp(standing: &str, person: usize) -> &str {
    let standing = standing.trim_end();
    let stamped = standing.strip_suffix(')').and_then(|words| {
        let at = words.len().checked_sub("2026-11-22 18:03 +01:00".len())?;
        let (before, time) = words.split_at_checked(at)?;
        let before = before.strip_suffix(", ").filter(|_| is_timestamp(time))?;
        let as_code = before.len().checked_sub(person).and_then(|at| before.get(..at)?.strip_suffix(" ("));
        as_code.or_else(|| before.rsplit_once(" (").map(|(standing, _)| standing))
    });
    stamped.unwrap_or(standing)
}

/// `2026-11-22 18:03 +01:00`
fn is_timestamp(time: &str) -> bool {
    time.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 | 16 => byte == b' ',
        13 | 20 => byte == b':',
        17 => matches!(byte, b'+' | b'-'),
        _ => byte.is_ascii_digit(),
    })
}

/// What stands under a step: a note, what was recorded before, or a reference.
fn add_item(
    document: &Document<'_>,
    item: usize,
    draft: &mut ImportNode,
    options: &ImportOptions,
    report: &mut ImportReport,
) {
    let mut inside = document.children(item);
    let Some(first) = inside.next() else { return };
    let words = document.plain_text(first);
    let has_quotation = inside.any(|at| *document.kind(at) == BlockKind::Container);
    if words.starts_with("Note by ") && has_quotation || words.starts_with("Recorded while it applied: ") {
        let source = document.source(item);
        let text = source.trim_start_matches("- ").trim();
        if options.keep_ticks {
            draft.add_detail(text.replace("\n  ", "\n"));
        } else {
            report
                .add_left_out(document.line(item), format!("what was recorded on a step: {}", excerpt(text)));
        }
        return;
    }
    draft.links.push(read_reference(document, first, words));
}

fn read_reference(document: &Document<'_>, at: usize, words: &str) -> ImportLink {
    let linked = document.get(at).and_then(|block| block.inline.collect_links().into_iter().next());
    let in_parentheses = words.strip_suffix(')').and_then(|words| words.rsplit_once(" ("));
    match (linked, in_parentheses) {
        (Some(link), _) if link.title == words => link,
        (_, Some((title, "no known address"))) => ImportLink { title: title.to_owned(), address: None },
        (_, Some((title, inner))) if inner.starts_with("file ") => {
            ImportLink { title: title.to_owned(), address: inner.strip_prefix("file ").map(str::to_owned) }
        }
        (linked, _) => linked.unwrap_or_else(|| ImportLink { title: words.to_owned(), address: None }),
    }
}
