//! PURE. Tests of the way from bytes to a checklist or to its problems.

mod built;
mod documents;
mod hostile;
mod kinds;
mod rendering;
mod schema;

use super::*;

/// A whole file around the given steps, on line 2.
fn file(steps: &str) -> String {
    format!("{{\"format\": 1, \"id\": \"c\", \"title\": \"C\", \"steps\": [\n{steps}\n]}}")
}

/// A file with one step `a` that has these members as well.
fn step(members: &str) -> String {
    file(&format!(r#"{{"id": "a", "title": "A", {members}}}"#))
}

fn problems(text: &str) -> Vec<Problem> {
    match parse(text.as_bytes()) {
        Ok(parsed) => parsed.warnings,
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
            problems
        }
    }
}

/// Each problem as `code line:column path "marked text"`.
fn brief_problems(text: &str) -> Vec<String> {
    let brief = |problem: &Problem| {
        let at = problem.position.clone().expect("every problem of a file has a place");
        let before = &text[..at.span.start];
        assert_eq!(at.line, before.matches('\n').count() + 1);
        assert_eq!(at.column, before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1);
        let marked = &text[at.span];
        let (code, path) = (problem.code, &problem.path);
        format!("{code} {}:{} {path} {marked}", at.line, at.column)
    };
    problems(text).iter().map(brief).collect()
}

fn rendered(text: &str) -> String {
    let problems = problems(text);
    let all: Vec<String> = problems.iter().map(|p| render(p, "list.json", text.as_bytes(), false)).collect();
    all.join("\n\n")
}
