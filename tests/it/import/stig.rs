//! STIG checklists, as JSON and as XML.

use super::{ids, import_error, keep_ticks, notes, outline, read, statuses};
use runsheet::checklist::ReaderOptions;
use runsheet::import::{ImportError, ImportFormat, detect};

const CKLB: &str = r#"{
 "title": "Host A", "cklb_version": "1.0", "target_data": {"host_name": "sccm01", "is_web_database": false},
 "stigs": [{"stig_name": "OS Guide", "version": "2", "release_info": "Release: 1", "rules": [
  {"group_id": "V-1", "rule_id": "SV-1", "rule_version": "OS-01", "severity": "high", "rule_title": "Must be\nsupported.",
   "discussion": "Old is # bad.", "check_content": "Run:\n\n# cat x\n    deep", "fix_text": "Upgrade.", "ccis": ["CCI-1", "CCI-2"],
   "status": "not_a_finding", "comments": "seen", "finding_details": "ok", "uuid": "u", "overrides": {"severity": {"severity": "low", "reason": "lab"}}},
  {"group_id": "V-2", "rule_title": "Two", "status": "open", "ccis": "['CCI-3']"},
  {"group_id": "V-3", "rule_title": "Three", "status": "not_applicable", "comments": "no web"},
  {"group_id": "V-1", "rule_title": "Again", "status": "not_applicable"},
  {"group_id": "V-4", "rule_title": "Four", "status": "not_reviewed", "more": {"a": 1}},
  {"group_id": "V-5", "rule_title": "Five", "status": "perhaps"}]}]}"#;

#[test]
fn rules_come_over_and_what_belongs_to_one_host_only_on_request() {
    assert_eq!(detect("x", CKLB.as_bytes()), Some(ImportFormat::Cklb));
    let imported = read("a.cklb", CKLB, &ReaderOptions::default());
    assert_eq!(
        (imported.raw.title.as_str(), imported.raw.summary.as_deref()),
        ("OS Guide", Some("Version 2, Release: 1"))
    );
    assert_eq!(ids(&imported), ["V-1", "V-2", "V-3", "V-1-2", "V-4", "V-5"]);
    assert!(
        outline(&imported).starts_with(
            "- V-1 (high): Must be supported. (SV-1)\n    | - Severity: high (CAT I)\n    | - Rule: SV-1\n    | - STIG ID: OS-01\n    | - CCI: CCI-1, CCI-2\n    |\n    | **Discussion**\n    |\n    | Old is # bad.\n    |\n    | **Check**\n    |\n    | Run:\n    |\n    | \\# cat x\\\n    | \u{a0}\u{a0}\u{a0}\u{a0}deep\n    |\n    | **Fix**\n    |\n    | Upgrade.\n- V-2: Two\n"
        ),
        "{}",
        outline(&imported)
    );
    let report = imported.report.to_string();
    for line in [
        "line 2: what it says of the target: host_name sccm01",
        "line 4: the comments of V-1 (`--keep-ticks` takes them over): \"seen\"",
        "line 4: the finding details of V-1",
        "line 4: the severity override of V-1 (`--keep-ticks` takes them over): \"severity: low\"",
        "line 9: another step has the same id, so this one has the id `V-1-2`: \"V-1: Again\"",
        "line 10: the member \"more\" of a rule",
        "line 11: the status \"perhaps\" of V-5 is unknown, it starts as todo",
        "members of rules for programs: `uuid` (1 rule)",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
}

#[test]
fn statuses_come_with_their_reasons_and_findings() {
    let imported = read("a.cklb", CKLB, &keep_ticks());
    assert_eq!(
        statuses(&imported),
        ["V-1: done", "V-3: not_applicable (no web)", "V-1-2: not_applicable (imported as not applicable)"]
    );
    let notes = notes(&imported);
    assert_eq!(notes[..2], ["V-1: Finding details: ok", "V-1: Comments: seen"]);
    assert!(notes.iter().any(|note| note.contains("Severity justification: ")), "{notes:?}");
    assert_eq!(imported.raw, read("a.cklb", CKLB, &ReaderOptions::default()).raw);
    let report = imported.report.to_string();
    assert!(report.contains("line 7: V-2 is open, a finding to be mended: it starts as todo"), "{report}");
    assert!(report.contains("line 9: `not applicable` without a reason got one"), "{report}");
}

#[test]
fn json_in_a_json_text_is_the_same() {
    let wrapped = serde_json::to_string(CKLB).unwrap();
    assert_eq!(detect("x", wrapped.as_bytes()), Some(ImportFormat::Cklb));
    assert_eq!(outline(&read("a", &wrapped, &keep_ticks())), outline(&read("a", CKLB, &keep_ticks())));
}

fn ckl(guides: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!--made by-->\n<CHECKLIST><ASSET><HOST_NAME>h</HOST_NAME></ASSET><STIGS>\n{guides}</STIGS></CHECKLIST>"
    )
}

fn guide(title: &str, vulns: &str) -> String {
    format!(
        "<iSTIG><STIG_INFO><SI_DATA><SID_NAME>title</SID_NAME><SID_DATA>{title}</SID_DATA></SI_DATA><SI_DATA><SID_NAME>version</SID_NAME><SID_DATA>1</SID_DATA></SI_DATA></STIG_INFO>\n{vulns}</iSTIG>\n"
    )
}

fn vuln(id: &str, status: &str, comment: &str) -> String {
    let data = [
        ("Vuln_Num", id),
        ("Rule_Title", "Set &amp; check <![CDATA[<x>]]>"),
        ("CCI_REF", "CCI-1"),
        ("CCI_REF", "CCI-2"),
        ("Severity", "low"),
    ];
    let data: Vec<String> = data
        .iter()
        .map(|(name, value)| format!("<STIG_DATA><VULN_ATTRIBUTE>{name}</VULN_ATTRIBUTE><ATTRIBUTE_DATA>{value}</ATTRIBUTE_DATA></STIG_DATA>"))
        .collect();
    let data = data.concat();
    format!("<VULN>{data}<STATUS>{status}</STATUS><COMMENTS>{comment}</COMMENTS></VULN>\n")
}

#[test]
fn xml_of_one_guide_is_its_rules_and_of_several_a_section_each() {
    let rules = format!(
        "{}{}{}",
        vuln("V-1", "NotAFinding", ""),
        vuln("V-2", "Not_Applicable", "no"),
        vuln("V-3", "Not_Reviewed", "")
    );
    let one = ckl(&guide("G", &rules));
    assert_eq!(detect("x.md", one.as_bytes()), Some(ImportFormat::Ckl));
    let imported = read("h.ckl", &one, &keep_ticks());
    assert_eq!(imported.raw.title, "G");
    assert_eq!(statuses(&imported), ["V-1: done", "V-2: not_applicable (no)"]);
    assert!(outline(&imported).starts_with(
        "- V-1 (low): Set & check <x>\n    | - Severity: low (CAT III)\n    | - CCI: CCI-1, CCI-2\n"
    ));
    assert!(imported.report.to_string().contains("line 3: what it says of the target: HOST_NAME h"));
    let two =
        ckl(&format!("{}{}", guide("A", &vuln("V-1", "Open", "")), guide("B", &vuln("V-1", "Open", ""))));
    let imported = read("h.ckl", &two, &ReaderOptions::default());
    assert_eq!(imported.raw.title, "h");
    assert_eq!(ids(&imported), ["a", "V-1", "b", "V-1-2"]);
}

#[test]
fn entities_that_grow_and_damage_are_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><CHECKLIST>&b;</CHECKLIST>";
    let error = import_error("x.ckl", bomb);
    assert!(matches!(&error, ImportError::Syntax { line: 1, .. }), "{error}");
    assert!(matches!(import_error("x.ckl", "<CHECKLIST><STIGS>"), ImportError::Syntax { .. }));
    assert!(matches!(import_error("x.ckl", "<CHECKLIST/>"), ImportError::NoSteps));
    assert!(matches!(import_error("x.xml", "<?xml version=\"1.0\"?><Benchmark/>"), ImportError::Other(_)));
}
