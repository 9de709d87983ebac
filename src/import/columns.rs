//! PURE. The columns of tables with a header: what each is taken for, and whether a text is such a table.

use std::collections::HashSet;

use csv::ReaderBuilder;

use crate::text::BOM;

/// What a field is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Detail,
    Section,
    Status,
    Reason,
    Reference,
    Id,
    /// What people wrote about the step; no part of the checklist.
    Note,
    /// Listed in the detail with its name.
    Fact,
    /// Left out, as a person did not name it.
    Unused,
    /// About a session of this program.
    Session,
}

/// The usual names of fields, the best ones for a title first. They are those of Excel and Planner, Jira,
/// Trello, GitHub and of this program.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Title,
        &[
            "step_title",
            "title",
            "task name",
            "task",
            "card name",
            "summary",
            "subject",
            "step",
            "name",
            "action",
            "item",
            "to do",
            "todo",
            "requirement",
            "check",
            "control",
            "activity",
            "titel",
            "aufgabe",
            "description",
        ],
    ),
    (
        Role::Detail,
        &[
            "description",
            "card description",
            "details",
            "detail",
            "instructions",
            "body",
            "text",
            "beschreibung",
        ],
    ),
    (
        Role::Section,
        &[
            "section",
            "category",
            "bucket name",
            "bucket",
            "list name",
            "list",
            "phase",
            "group",
            "area",
            "epic",
            "kategorie",
        ],
    ),
    (Role::Status, &["status", "state", "progress", "done", "completed", "complete", "checked"]),
    (Role::Reason, &["reason"]),
    (Role::Reference, &["url", "link", "reference", "references", "card url", "links", "documentation"]),
    (Role::Id, &["id", "key", "issue key", "task id", "card id"]),
    (Role::Note, &["comments", "comment", "kommentar"]),
];

/// The header of the report that this program writes.
const OWN_REPORT: [&str; 7] = ["session", "title", "mode", "number", "section", "step", "step_title"];

/// Whether a text is a table with a header by its content: the first line names a title, and the second record
/// has as many fields.
pub(super) fn is_csv(text: &str) -> bool {
    let (_, text) = split_separator(text.strip_prefix(BOM).unwrap_or(text));
    let first = text.lines().next().unwrap_or_default();
    if first.starts_with(['#', '|', '-', '*']) {
        return false;
    }
    let mut reader = reader(text, delimiter(text));
    let mut records = reader.records().map_while(Result::ok).take(2);
    let (Some(header), Some(row)) = (records.next(), records.next()) else { return false };
    let names: Vec<String> = header.iter().map(normalize_name).collect();
    names.len() > 1
        && row.len() == names.len()
        && roles(&names, None).is_some_and(|roles| {
            names.iter().all(|name| name.len() < 40)
                && roles.iter().any(|role| !matches!(role, Role::Title | Role::Fact))
        })
}

/// Returns whether a line with the separator precedes the header, as Excel writes it, and the table.
pub(super) fn split_separator(text: &str) -> (bool, &str) {
    let first = text.lines().next().unwrap_or_default();
    let has_separator = first.len() == 5 && first.starts_with("sep=");
    (has_separator, if has_separator { text.get(6..).unwrap_or_default() } else { text })
}

pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// Returns the separator that the header has most of.
pub(super) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

pub(super) fn normalize_name(name: &str) -> String {
    name.trim().trim_start_matches(BOM).trim().to_lowercase()
}

/// Returns the role of each field; nothing if none is a title.
pub(super) fn roles(names: &[String], wanted: Option<&[String]>) -> Option<Vec<Role>> {
    let mut roles = vec![if wanted.is_some() { Role::Unused } else { Role::Fact }; names.len()];
    let place = |wanted: &str| names.iter().position(|name| *name == normalize_name(wanted));
    let mut taken = HashSet::new();
    let mut set = |at: usize, role: Role| {
        if let Some(place) = roles.get_mut(at).filter(|_| taken.insert(at)) {
            *place = role;
        }
    };
    if let Some(wanted) = wanted {
        for (nth, name) in wanted.iter().enumerate() {
            let role = if nth == 0 { Role::Title } else { role_of(&normalize_name(name)) };
            set(place(name)?, role);
        }
        return Some(roles);
    }
    if names.iter().map(String::as_str).take(OWN_REPORT.len()).eq(OWN_REPORT) {
        for at in
            [0, 1, 2, 3].into_iter().chain(["by", "at", "warnings"].iter().filter_map(|name| place(name)))
        {
            set(at, Role::Session);
        }
        set(5, Role::Id);
        if let Some(notes) = place("notes") {
            set(notes, Role::Note);
        }
    }
    for (role, known) in NAMES {
        let found = known.iter().find_map(|name| place(name));
        match (role, found) {
            (Role::Title, None) => return None,
            (_, Some(at)) => set(at, *role),
            (_, None) => {}
        }
    }
    roles.contains(&Role::Title).then_some(roles)
}

/// Returns the role of a field that a person named.
fn role_of(name: &str) -> Role {
    let known = NAMES.iter().skip(1).find(|(_, names)| names.contains(&name));
    known.map_or(Role::Fact, |(role, _)| *role)
}
