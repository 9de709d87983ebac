//! PURE. Records with named fields as steps: the rows of CSV, and the objects in lists of JSON.

use std::collections::HashSet;

use super::clean::{LineIndex, escape_markdown, escape_markdown_inline};
use super::columns::{Role, delimiter, normalize_name, reader, roles, split_separator};
use super::json::{JsonDocument, JsonNode};
use super::report::{ImportError, ImportReport};
use super::tree::{ImportLink, ImportNode, ImportedStatus, ParsedList, Sections};
use crate::checklist::Status;
use crate::checklist::{ReaderOptions, TableSelector};

struct Record {
    line: usize,
    values: Vec<String>,
}

fn wanted_columns(options: &ReaderOptions) -> Option<&[String]> {
    match &options.table {
        Some(TableSelector::Columns(names)) => Some(names),
        _ => None,
    }
}

/// Reads a table with a header.
pub(super) fn read_csv(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    let (has_separator, body) = split_separator(text);
    let first_line = usize::from(has_separator);
    let lines = LineIndex::new(body);
    let mut reader = reader(body, delimiter(body));
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ImportError::Syntax { line: 0, message: error.to_string() })?;
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        let values: Vec<String> = record.iter().map(|value| value.trim().to_owned()).collect();
        if values.iter().any(|value| !value.is_empty()) {
            records.push(Record { line: lines.line_of(start) + first_line, values });
        }
    }
    let mut records = records.into_iter();
    let header = records.next().map(|record| record.values).unwrap_or_default();
    let names: Vec<String> = header.iter().map(|name| normalize_name(name)).collect();
    let wanted = wanted_columns(options);
    let roles = roles(&names, wanted).ok_or_else(|| no_columns(&header, wanted))?;
    for (name, _) in header.iter().zip(&roles).filter(|(_, role)| **role == Role::Unused) {
        report.add_left_out_text(1, "a column", name);
    }
    if roles.contains(&Role::Session) {
        report.add_left_out(1, "what the report says of its session: its title, times and people");
    }
    Ok(list_of(records, &header, &roles, (options.keep_ticks, report)))
}

fn no_columns(header: &[String], wanted: Option<&[String]>) -> ImportError {
    let quoted = |names: &[String]| {
        names.iter().map(|name| super::clean::excerpt(name)).collect::<Vec<_>>().join(", ")
    };
    let wanted = match wanted {
        Some(names) => format!("the columns {}", quoted(names)),
        None => "a column with a usual name for a title".to_owned(),
    };
    ImportError::NoSuchTable { wanted, found: quoted(header) }
}

/// Reads the objects in lists that have all members that `--table` names.
pub(super) fn read_json(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    let json = JsonDocument::parse(text)?;
    let mut objects = Vec::new();
    collect_objects(json.root(), &mut objects);
    let mut found: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for (name, _) in objects.iter().flat_map(|object| object.members()) {
        if seen.insert(name) {
            found.push(name.to_owned());
        }
    }
    let Some(wanted) = wanted_columns(options) else {
        found.truncate(MAX_FOUND);
        return Err(ImportError::NeedsMembers(found));
    };
    let has_all = |object: &JsonNode<'_, '_>| wanted.iter().all(|name| object.get(name).is_some());
    let records: Vec<Record> = objects
        .into_iter()
        .filter(has_all)
        .map(|object| Record {
            line: object.line(),
            values: wanted.iter().map(|name| object.text_of(name)).collect(),
        })
        .collect();
    if records.is_empty() {
        found.truncate(MAX_FOUND);
        return Err(no_columns(&found, Some(wanted)));
    }
    let names: Vec<String> = wanted.iter().map(|name| normalize_name(name)).collect();
    let roles = roles(&names, Some(wanted)).unwrap_or_default();
    let used: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    for name in found.iter().filter(|name| !used.contains(name.as_str())) {
        report.add_left_out_text(0, "a member", name);
    }
    Ok(list_of(records.into_iter(), wanted, &roles, (options.keep_ticks, report)))
}

/// The most names of members that an error lists.
const MAX_FOUND: usize = 12;

/// Collects the objects that are items of arrays, in the order of the file. The parser limits the depth.
fn collect_objects<'t, 'a>(node: JsonNode<'t, 'a>, out: &mut Vec<JsonNode<'t, 'a>>) {
    for item in node.items() {
        if item.members().next().is_some() {
            out.push(item);
        }
        collect_objects(item, out);
    }
    for (_, member) in node.members() {
        collect_objects(member, out);
    }
}

fn list_of(
    records: impl Iterator<Item = Record>,
    names: &[String],
    roles: &[Role],
    (keep_ticks, report): (bool, &mut ImportReport),
) -> ParsedList {
    let mut sections = Sections::default();
    for record in records {
        let mut node = ImportNode::new(record.line, "");
        let (mut path, mut facts, mut status, mut reason) =
            (String::new(), Vec::new(), String::new(), String::new());
        for ((value, role), name) in
            record.values.iter().zip(roles).zip(names).filter(|((value, _), _)| !value.is_empty())
        {
            match role {
                Role::Title => node.title.clone_from(value),
                Role::Detail => node.add_detail(escape_markdown(value)),
                Role::Section => path.clone_from(value),
                Role::Status => status.clone_from(value),
                Role::Reason => reason.clone_from(value),
                Role::Note => {
                    node.notes.push(value.clone());
                    if !keep_ticks {
                        let message =
                            format!("{} (`--keep-ticks` takes it over)", super::clean::excerpt(name));
                        report.add_left_out_text(record.line, message, value);
                    }
                }
                Role::Id => node.id = Some(value.clone()),
                Role::Reference => {
                    let addresses = value.split([' ', '\n', ',']).filter(|address| !address.is_empty());
                    node.links.extend(addresses.map(|address| ImportLink {
                        title: address.to_owned(),
                        address: Some(address.to_owned()),
                    }));
                }
                Role::Fact => facts.push(format!(
                    "- {}: {}",
                    escape_markdown_inline(name),
                    escape_markdown_inline(value)
                )),
                Role::Unused | Role::Session => {}
            }
        }
        for value in record.values.iter().skip(roles.len()).filter(|value| !value.is_empty()) {
            report.add_left_out_text(record.line, "a field without a name", value);
        }
        node.add_detail(facts.join("\n"));
        node.status = status_of(&status, reason, record.line, report);
        let names: Vec<&str> = path.split(" > ").map(str::trim).collect();
        sections.add(&names, node);
    }
    ParsedList { nodes: sections.into_nodes(), ..ParsedList::default() }
}

/// Returns the status that words stand for, in this program and in those of others.
fn status_of(words: &str, reason: String, line: usize, report: &mut ImportReport) -> Option<ImportedStatus> {
    let plain = words.to_lowercase().replace('_', " ");
    let status = match plain.trim() {
        "" | "todo" | "to do" | "open" | "new" | "no" | "false" | "0" | "0%" | "not started" | "backlog"
        | "pending" => None,
        "done" | "complete" | "completed" | "closed" | "resolved" | "finished" | "x" | "yes" | "true"
        | "1" | "100" | "100%" | "✓" | "✔" | "passed" | "erledigt" => Some(Status::Done),
        "in progress" | "doing" | "started" | "active" | "in review" => Some(Status::InProgress),
        "blocked" | "on hold" | "waiting" => Some(Status::Blocked),
        "deferred" | "postponed" | "later" => Some(Status::Deferred),
        "skipped" => Some(Status::Skipped),
        "not applicable" | "n/a" | "na" | "not required" | "cancelled" | "canceled" | "won't do" => {
            Some(Status::NotApplicable)
        }
        _ => {
            report.add_changed_text(line, "its status is not known, it starts as todo", words);
            None
        }
    };
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    status.map(|status| ImportedStatus { status, reason })
}
