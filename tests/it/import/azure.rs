//! Review checklists in the form of Azure/review-checklists.

use super::{ids, import_error, keep_ticks, notes, outline, read, statuses};
use runsheet::checklist::ReaderOptions;
use runsheet::import::{ImportError, ImportFormat, detect};

const LIST: &str = r#"{
  "items": [
    {"category": "Netz", "subcategory": "DNS", "text": "Zonen prüfen", "guid": "g-1", "id": "01.01", "severity": "Hoch",
     "waf": "Sicherheit", "link": "https://a.example/dns", "training": "https://b.example/t", "cost": 1, "status": "Erfüllt"},
    {"category": "Kosten", "text": "Budget *setzen*", "guid": "g-2", "description": "Je Abo.", "status": "Nicht erforderlich", "comments": "bezahlt\nder Kunde"},
    {"category": "Netz", "subcategory": "DNS", "text": "Server", "guid": "g-1", "graph": "resources | where `x`", "status": "Offen"},
    {"subcategory": "Rest", "text": "Ohne", "status": "Vielleicht", "nested": {"a": 1}},
    {"category": "Netz", "text": ""}
  ],
  "status": [{"name": "Nicht überprüft"}, {"name": "Offen"}, {"name": "Erfüllt"}, {"name": "Nicht erforderlich"}, {"name": "N/V"}],
  "severities": [], "categories": [], "yesno": [], "waf": [], "own": 1,
  "metadata": {"name": "Prüfung", "state": "GA", "timestamp": "May 09, 2024"}
}"#;

#[test]
fn categories_facts_and_links_come_over() {
    assert_eq!(detect("x", LIST.as_bytes()), Some(ImportFormat::Azure));
    let imported = read("pruefung.json", LIST, &ReaderOptions::default());
    assert_eq!(
        (imported.raw.title.as_str(), imported.raw.summary.as_deref()),
        ("Prüfung", Some("GA, May 09, 2024"))
    );
    assert_eq!(
        outline(&imported),
        "# Netz\n  # DNS\n    - Zonen prüfen\n        | - Number: 01.01\n        | - Severity: Hoch\n        | - Pillar: Sicherheit\n        | - cost: 1\n        > More information https://a.example/dns\n        > Training https://b.example/t\n    - Server\n        | Azure Resource Graph:\n        |\n        | ```kusto\n        | resources | where `x`\n        | ```\n# Kosten\n  - Budget *setzen*\n      | Je Abo.\n# Rest\n  - Ohne\n"
    );
    assert_eq!(ids(&imported)[2..4], ["g-1", "g-1-2"]);
    assert!(imported.statuses.is_empty());
    assert_eq!(
        imported.report.to_string(),
        "taken over from an Azure review checklist: 4 steps, 4 sections and 2 references\n\
         changed:\n\
         \u{20} line 6: another step has the same id, so this one has the id `g-1-2`: \"Server\"\n\
         \u{20} line 7: its status \"Vielleicht\" is unknown, it starts as todo\n\
         \u{20} line 7: it has no category: \"Ohne\"\n\
         left out:\n\
         \u{20} the file gives 2 steps a status; each starts as todo (`--keep-ticks` takes it over)\n\
         \u{20} line 5: a comment on the status (`--keep-ticks` takes it over): \"bezahlt der Kunde\"\n\
         \u{20} line 7: the member \"nested\" of an item\n\
         \u{20} line 8: an item without a text\n\
         \u{20} line 11: the member \"own\"\n"
    );
}

#[test]
fn statuses_are_known_by_their_place_in_any_language() {
    let imported = read("x", LIST, &keep_ticks());
    assert_eq!(statuses(&imported), ["g-1: done", "g-2: not_applicable (bezahlt der Kunde)"]);
    let report = imported.report.to_string();
    assert!(report.contains("line 6: it is \"Offen\", so it starts as todo"), "{report}");
    assert_eq!(notes(&imported), ["g-2: Comment: bezahlt\nder Kunde"]);
    assert_eq!(imported.raw, read("x", LIST, &ReaderOptions::default()).raw);
    let english = LIST
        .replace("\"Erfüllt\", \"", "\"x\", \"")
        .replace("\"status\": \"Erfüllt\"", "\"status\": \"N/A\"");
    assert_eq!(statuses(&read("x", &english, &keep_ticks()))[0], "g-1: not_applicable (N/A)");
}

#[test]
fn damaged_and_empty_ones_are_refused() {
    assert!(matches!(import_error("x", r#"{"items": []}"#), ImportError::NoSteps));
    assert!(matches!(import_error("x", r#"{"items": "no"}"#), ImportError::NoSteps));
    assert!(matches!(import_error("x.json", "{\"items\": [}"), ImportError::Native));
    assert!(matches!(import_error("x.json", r#"{"format": 1}"#), ImportError::Native));
}

#[test]
fn items_without_a_category_are_grouped_by_pillar_and_service() {
    let text = r#"{"items": [{"text": "A", "guid": "a", "waf": "Security", "service": "AKS"},
        {"text": "B", "guid": "b", "waf": "Security", "service": "SQL"}, {"text": "C", "guid": "c"}]}"#;
    let imported = read("x", text, &ReaderOptions::default());
    let outline = outline(&imported);
    let titles: Vec<&str> = outline.lines().filter(|line| !line.contains(" | ")).collect();
    assert_eq!(titles, ["- C", "# Security", "  # AKS", "    - A", "  # SQL", "    - B"]);
    assert!(imported.report.to_string().contains("line 2: it has no category: \"C\""), "{}", imported.report);
}
