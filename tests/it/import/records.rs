//! Tables and lists of objects as steps: CSV as others write it, JSON by named members.

use super::{ids, import_error, keep_ticks, outline, read, statuses};
use runsheet::checklist::{ReaderOptions, TableSelector};
use runsheet::import::{ImportError, ImportFormat, detect, import};
use runsheet::text::Hint as _;

fn by_columns(columns: &str) -> ReaderOptions {
    ReaderOptions { table: Some(TableSelector::from_arg(columns)), keep_ticks: true, bullets: false }
}

#[test]
fn columns_are_known_by_their_usual_names() {
    let text = "Task Name,Bucket Name,Progress,Description,Priority,URL\r\n\
                \"Stop, then wait\",Night,Completed,\"Two\nlines\",High,https://a.example/1\r\n\
                Start,Night,In progress,,,\r\n,,,,,\r\nCall,Day,Odd,,,\r\n";
    let imported = read("plan.csv", text, &keep_ticks());
    assert_eq!(
        outline(&imported),
        "# Night\n  - Stop, then wait\n      | Two\\\n      | lines\n      |\n      | - Priority: High\n      > https://a.example/1 https://a.example/1\n  - Start\n# Day\n  - Call\n"
    );
    assert_eq!(statuses(&imported), ["stop-then-wait: done", "start: in_progress"]);
    let report = imported.report.to_string();
    assert!(report.starts_with("taken over from CSV: 3 steps"), "{report}");
    assert!(report.contains("line 6: its status is not known, it starts as todo: \"Odd\""), "{report}");
}

#[test]
fn separators_marks_and_encodings_are_told_apart() {
    for (separator, head) in [(";", ""), ("\t", ""), (",", ""), (";", "sep=;\n"), (";", "\u{feff}")] {
        let rows = ["Titel;Status;Kategorie", "Größe prüfen;offen;A", "Zu;erledigt;A"].join("\n");
        let text = format!("{head}{}\n", rows.replace(';', separator));
        let imported = read("-", &text, &keep_ticks());
        assert_eq!(outline(&imported), "# A\n  - Größe prüfen\n  - Zu\n", "{separator:?}");
        assert_eq!(statuses(&imported), ["zu: done"]);
    }
    let bytes = b"Titel;Status\nGr\xf6\xdfe \x96 pr\xfcfen;offen\n";
    assert_eq!(detect("x", bytes), Some(ImportFormat::Csv));
    let imported = import("x", bytes, &ReaderOptions::default()).unwrap();
    assert_eq!(outline(&imported), "- Größe – prüfen\n");
    assert!(imported.report.to_string().contains("no UTF-8 and was read as Windows-1252"));
    for bytes in [&b"Titel;Status\nGr\x81;x\n"[..], b"\xff\xfeT\0i\0", b"# List\n\n- [ ] Gr\xf6\n"] {
        let error = import("x", bytes, &ReaderOptions::default()).unwrap_err();
        assert!(matches!(error, ImportError::NotText(_)), "{error}");
    }
}

#[test]
fn named_columns_make_the_steps() {
    let text = "What,Who,Ref\nStop,ops,1\n";
    let error = import_error("a.csv", text);
    assert_eq!(
        error.to_string(),
        "no table has a column with a usual name for a title; the columns are: \"What\", \"Who\", \"Ref\""
    );
    assert!(error.hint().unwrap().contains("--table"));
    let imported = read("a.csv", text, &by_columns("what,who"));
    assert_eq!(outline(&imported), "- Stop\n    | - Who: ops\n");
    assert!(imported.report.to_string().contains("line 1: a column: \"Ref\""), "{}", imported.report);
    assert!(matches!(
        import("a.csv", text.as_bytes(), &by_columns("what,nobody")).unwrap_err(),
        ImportError::NoSuchTable { .. }
    ));
}

#[test]
fn the_report_of_this_program_comes_back() {
    let text = "session,title,mode,number,section,step,step_title,status,reason,by,at,notes,warnings\n\
                s,Site A,live,1,A > B,first,First,done,,alice,2026-11-22,,\n\
                s,Site A,live,2,A,second,Second,blocked,no disk,alice,2026-11-22,bob@x: call them,hot\n";
    let imported = read("s.csv", text, &keep_ticks());
    assert_eq!(outline(&imported), "# A\n  - Second\n  # B\n    - First\n");
    assert_eq!(ids(&imported), ["a", "second", "b", "first"]);
    assert_eq!(statuses(&imported), ["second: blocked (no disk)", "first: done"]);
    let notes: Vec<_> = imported.notes.iter().map(|note| format!("{}: {}", note.step, note.text)).collect();
    assert_eq!(notes, ["second: bob@x: call them"]);
}

#[test]
fn comments_are_notes_and_no_part_of_the_checklist() {
    let text = "Task,Comments\nStop,waits for Bob\n";
    let imported = read("a.csv", text, &keep_ticks());
    assert_eq!((outline(&imported).as_str(), imported.notes.len()), ("- Stop\n", 1));
    let imported = read("a.csv", text, &ReaderOptions::default());
    assert!(imported.notes.is_empty());
    let report = imported.report.to_string();
    assert!(
        report.contains("line 2: \"Comments\" (`--keep-ticks` takes it over): \"waits for Bob\""),
        "{report}"
    );
}

#[test]
fn markdown_is_no_table() {
    for text in
        ["Title, subtitle\n\n- [ ] a, b\n", "Title\n=====\n\n- [ ] a\n", "# Name, status\n- [ ] a, b\n"]
    {
        assert_eq!(detect("x", text.as_bytes()), Some(ImportFormat::Markdown), "{text}");
    }
}

#[test]
fn objects_are_steps_by_the_members_that_are_named() {
    let text = r#"{"catalog": 1, "groups": [{"requirements": [{"title": "One", "description": "*Do* it", "id": "R-1", "level": 1}, {"title": "Two", "description": "", "id": "R-2"}]}]}"#;
    let imported = read("a.json", text, &by_columns("title,description,id"));
    assert_eq!(outline(&imported), "- One\n    | \\*Do\\* it\n- Two\n");
    assert_eq!(ids(&imported), ["R-1", "R-2"]);
    assert!(imported.report.to_string().contains("a member: \"level\""), "{}", imported.report);
    let error = import_error("a.json", r#"[{"name": "One", "text": "x"}]"#);
    assert_eq!(error.to_string(), "this is JSON of an unknown kind; its lists have the members name, text");
    assert!(error.hint().unwrap().contains("`--table title,description,id`"));
}

#[test]
fn what_is_not_read_is_named_with_a_way_out() {
    for (name, text, label, way) in [
        ("a", "= Title\n\n* [ ] a\n", "AsciiDoc", "pandoc"),
        ("a.md", "== Steps\n\n* [ ] a\n** [x] b\n", "AsciiDoc", "pandoc"),
        ("a", ":toc:\n\n* [ ] a\n", "AsciiDoc", "pandoc"),
        ("a", "* [ ] a\n** [x] b\n", "AsciiDoc", "pandoc"),
        ("a.adoc", "* [ ] a\n", "AsciiDoc", "pandoc"),
        ("a.org", "- [ ] a\n", "an Org file", "pandoc -f org"),
        ("a", "#+TITLE: x\n\n- [ ] a\n", "an Org file", "pandoc -f org"),
        ("a", "* Steps [0/2]\n** DONE a\n- [ ] b\n", "an Org file", "pandoc -f org"),
        ("a", "* One\n** Two\n- [ ] b\n", "an Org file", "pandoc -f org"),
        ("a.yml", "a: 1\n", "YAML", "Markdown"),
        ("a", "---\nname: x\ntasks:\n  - a\n  - b\n", "YAML", "Markdown"),
        ("a", "<!DOCTYPE HTML>\n<ul></ul>", "HTML", "pandoc -f html"),
        ("a.xml", "<?xml version=\"1.0\"?><x/>", "XML of an unknown kind", ".ckl"),
        (
            "a.json",
            r#"{"Name": "ASVS", "ShortName": "ASVS", "Requirements": []}"#,
            "the OWASP ASVS (JSON)",
            "--table Description,Shortcode",
        ),
        (
            "a.json",
            r#"{"Framework": "CIS", "Provider": "AWS", "Requirements": []}"#,
            "a compliance framework of Prowler (JSON)",
            "--table Description,Id",
        ),
        ("a.json", r#"{"catalog": {"controls": []}}"#, "OSCAL (JSON)", "--table title,id"),
        (
            "a.json",
            r#"{"name": "b", "cards": [], "lists": []}"#,
            "a Trello board (JSON)",
            "--table name,desc",
        ),
        (
            "a.json",
            r#"{"report": 1, "session": "s", "steps": []}"#,
            "a session's report of runsheet (JSON)",
            "export --format markdown",
        ),
    ] {
        let error = import_error(name, text);
        assert_eq!(error.to_string(), format!("this is {label}, which cannot be imported"), "{text}");
        assert!(error.hint().unwrap().contains(way), "{:?}", error.hint());
    }
    let zip = import("a.xlsx", b"PK\x03\x04\xff\xff", &ReaderOptions::default()).unwrap_err();
    assert!(zip.to_string().contains("office document") && zip.hint().unwrap().contains("CSV"));
    for text in [
        "Heading\n=======\n\n- [ ] a\n",
        "# T\n\n**bold** text\n\n- [ ] a\n",
        "```\n= a\n```\n\n- [ ] a\n",
        "Note: x\n\n- [ ] a\n",
    ] {
        assert_eq!(detect("a", text.as_bytes()), Some(ImportFormat::Markdown), "{text}");
    }
}
