//! PURE. Which local documents a checklist refers to, and those of them that are not there.

use super::parse::{positions, strict};
use super::path::Path;
use super::problem::Problem;
use super::raw::{RawChecklist, RawStep};
use super::source::SourceText;
use crate::text::Text;

/// The problems of references to local documents that are not there, in the order of the file.
/// `exists` is asked for each path as it is written: only the caller knows where the file lies.
/// A file that cannot be read as a checklist has none; its own problems come first.
pub fn missing_documents(bytes: &[u8], exists: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let Ok(source) = SourceText::from_bytes(bytes) else { return Vec::new() };
    let Ok(raw) = strict::from_str::<RawChecklist>(source.text) else { return Vec::new() };
    let mut problems = Vec::new();
    collect_missing(&raw.steps, &Path::root().member("steps"), exists, &mut problems);
    if !problems.is_empty() {
        positions::assign_positions(&mut problems, positions::parse_tree(source.text).as_ref(), source);
    }
    problems
}

fn collect_missing(
    steps: &[RawStep],
    path: &Path,
    exists: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) {
    for (at, step) in steps.iter().enumerate() {
        let here = path.clone().item(at);
        for (number, reference) in step.references.iter().enumerate() {
            // What has a scheme is an address.
            let file = reference.url.as_deref().filter(|url| !url.contains("://"));
            if let Some(file) = file.filter(|file| !exists(file)) {
                let path = here.clone().member("references").item(number).member("url");
                let what = format!("there is no document `{}` beside the checklist", Text::line(file));
                let help = "put the document there, or leave `url` out where none is known";
                problems.push(Problem::error("missing-document", path, what).with_help(help));
            }
        }
        collect_missing(step.children(), &here.member("steps"), exists, problems);
    }
}

#[cfg(test)]
mod tests {
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
}
