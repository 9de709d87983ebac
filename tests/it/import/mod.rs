//! Other people's lists read into checklists: what is imported, what is reported, and what cannot happen.

mod azure;
mod boxes;
mod corpus;
mod hostile;
mod issue_forms;
mod languages;
mod markdown;
mod outline;
mod records;
mod runsheet_report;
mod stig;
mod tables;

use runsheet::checklist::ReaderOptions;
use runsheet::checklist::{Checklist, RawStep};
use runsheet::import::{ImportError, Imported, import};
use runsheet::text::Hint as _;

/// Reads a list that is good.
#[track_caller]
fn read(name: &str, text: &str, options: &ReaderOptions) -> Imported {
    match import(name, text.as_bytes(), options) {
        Ok(imported) => {
            assert!(Checklist::from_raw(&imported.raw).is_ok());
            imported
        }
        Err(error) => panic!("{error}; {:?}", error.hint()),
    }
}

#[track_caller]
fn markdown(text: &str) -> Imported {
    read("list.md", text, &ReaderOptions::default())
}

#[track_caller]
fn markdown_with_ticks(text: &str) -> Imported {
    read("list.md", text, &keep_ticks())
}

fn keep_ticks() -> ReaderOptions {
    ReaderOptions { keep_ticks: true, ..ReaderOptions::default() }
}

fn import_error(name: &str, text: &str) -> ImportError {
    import(name, text.as_bytes(), &ReaderOptions::default()).unwrap_err()
}

/// The tree, a line for each section (`#`) and step, with all that belongs to it.
fn outline(imported: &Imported) -> String {
    let mut out = String::new();
    nodes(&imported.raw.steps, 0, &mut out);
    out
}

fn nodes(steps: &[RawStep], depth: usize, out: &mut String) {
    for step in steps {
        let pad = "  ".repeat(depth);
        let mark = if step.is_section() { '#' } else { '-' };
        let mut line = |text: String| out.extend([pad.as_str(), text.as_str(), "\n"]);
        line(format!("{mark} {}", step.title));
        for detail in step.detail.iter().flat_map(|detail| detail.lines()) {
            line(format!("    | {detail}").trim_end().to_owned());
        }
        for reference in &step.references {
            line(format!("    > {} {}", reference.title, reference.url.as_deref().unwrap_or("(none)")));
        }
        for command in &step.commands {
            line(format!(
                "    $ {} ({})",
                command.run.replace('\n', "; "),
                command.shell.as_deref().unwrap_or("")
            ));
        }
        nodes(step.children(), depth + 1, out);
    }
}

/// The statuses: `id: status (reason)`.
fn statuses(imported: &Imported) -> Vec<String> {
    let status = |status: &runsheet::import::StepStatus| {
        let reason = status.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{}: {}{reason}", status.step, status.status.name())
    };
    imported.statuses.iter().map(status).collect()
}

/// The notes: `id: text`.
fn notes(imported: &Imported) -> Vec<String> {
    imported.notes.iter().map(|note| format!("{}: {}", note.step, note.text)).collect()
}

/// The ids of all steps and sections.
fn ids(imported: &Imported) -> Vec<String> {
    fn collect(steps: &[RawStep], out: &mut Vec<String>) {
        for step in steps {
            out.push(step.id.clone());
            collect(step.children(), out);
        }
    }
    let mut out = Vec::new();
    collect(&imported.raw.steps, &mut out);
    out
}
