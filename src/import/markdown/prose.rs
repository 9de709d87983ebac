//! PURE. What is no step: text, quotations, code, tables. It becomes the detail of what it stands under.

use super::blocks::{BlockKind, Document};
use crate::checklist::RawCommand;
use crate::import::node::{ImportLink, ImportNode};

/// The words behind a fence that make code a command, and the shell each stands for.
const SHELLS: &[(&str, &str)] = &[
    ("sh", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("console", "sh"),
    ("terminal", "sh"),
    ("bash", "bash"),
    ("zsh", "zsh"),
    ("fish", "fish"),
    ("powershell", "powershell"),
    ("pwsh", "powershell"),
    ("ps1", "powershell"),
    ("cmd", "cmd"),
    ("bat", "cmd"),
    ("batch", "cmd"),
    ("dosbatch", "cmd"),
];

/// The command in a block of code, if it is one of a shell.
pub(super) fn command(document: &Document<'_>, at: usize) -> Option<RawCommand> {
    let BlockKind::Code(Some(word)) = document.kind(at) else { return None };
    let (_, shell) = SHELLS.iter().find(|(name, _)| name == word)?;
    let code = &document.get(at)?.inline.plain;
    (!code.trim().is_empty()).then(|| RawCommand {
        run: code.trim_matches('\n').to_owned(),
        shell: Some((*shell).to_owned()),
        note: None,
    })
}

/// Adds a block to what a step says. Its links become references as well.
pub(super) fn add_to_step(document: &Document<'_>, at: usize, step: &mut ImportNode) {
    if let Some(command) = command(document, at) {
        step.commands.push(command);
        return;
    }
    add_to_section(document, at, step);
    step.links.extend(links(document, at));
}

/// Adds a block to what a section says, which has neither commands nor references of its own.
pub(super) fn add_to_section(document: &Document<'_>, at: usize, draft: &mut ImportNode) {
    if !matches!(document.kind(at), BlockKind::ThematicBreak | BlockKind::FrontMatter) {
        draft.add_detail(document.source(at));
    }
}

/// All links in a block, at any depth.
fn links(document: &Document<'_>, at: usize) -> Vec<ImportLink> {
    let blocks = document.blocks.get(at..document.next(at)).unwrap_or_default();
    let words = blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Code(_)));
    words.flat_map(|block| block.inline.collect_links()).collect()
}
