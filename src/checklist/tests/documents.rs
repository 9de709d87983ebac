//! PURE. References to local documents that do not exist.

use super::*;

const LIST: &str = r#"{"format": 1, "id": "a", "title": "A", "steps": [{"id": "s", "title": "S", "steps": [
  {"id": "t", "title": "T", "references": [
    {"title": "There", "url": "docs/there.md"},
    {"title": "Gone", "url": "docs/gone.md"},
    {"title": "Far", "url": "https://a.example/x"},
    {"title": "Nowhere"}]}]}]}"#;

#[test]
fn a_document_that_is_not_there_is_named_at_its_place() {
    let problems = missing_documents(LIST.as_bytes(), &|file| file == "docs/there.md");
    assert_eq!(problems.len(), 1);
    let at = problems[0].position.as_ref().unwrap();
    assert_eq!((problems[0].code, at.line, at.column), ("missing-document", 4, 30));
    assert_eq!(problems[0].path.to_string(), "steps[0].steps[0].references[1].url");
}

#[test]
fn a_file_that_is_no_checklist_has_no_documents() {
    assert!(missing_documents(b"{", &|_| false).is_empty());
    assert!(missing_documents(&[0xff], &|_| false).is_empty());
}
