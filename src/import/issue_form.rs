//! PURE. Issue forms of GitHub (YAML): the options of their checkboxes are steps.
//!
//! A form is written as Markdown, which its texts are anyway, and read as such. The syntax of forms:
//! <https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema>.

use saphyr_parser::{Event, Parser};

use super::clean::excerpt;
use super::markdown;
use super::report::{ImportError, ImportReport};
use super::tree::{ImportNode, ParsedList};
use crate::checklist::ReaderOptions;

/// The deepest nesting of a file; a form has four levels.
const MAX_YAML_DEPTH: usize = 32;

pub(super) fn read(
    text: &str,
    options: &ReaderOptions,
    report: &mut ImportReport,
) -> Result<ParsedList, ImportError> {
    let form = parse(text)?;
    let mut out = FormWriter::default();
    let title = form.get("name");
    out.block(title.map_or(0, |name| name.line), "# ", title.map_or("", Yaml::text));
    if let Some(about) = form.get("description") {
        out.block(about.line, "", about.text());
    }
    for element in form.get("body").into_iter().flat_map(Yaml::items) {
        out.element(element, report);
    }
    let mut from_markdown = ImportReport::new(report.format);
    let mut list = markdown::read(&out.markdown, options, &mut from_markdown)?;
    let line_of = |line: usize| out.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
    report.append_mapped(from_markdown, line_of);
    map_lines(&mut list.nodes, line_of);
    Ok(list)
}

/// A form as Markdown, with the line of the form for each of its lines.
#[derive(Default)]
struct FormWriter {
    markdown: String,
    lines: Vec<usize>,
}

impl FormWriter {
    fn line(&mut self, line: usize, text: &str) {
        self.markdown.push_str(text);
        self.markdown.push('\n');
        self.lines.push(line);
    }

    /// Writes a text behind a mark, and a blank line. Behind a mark it is one line.
    fn block(&mut self, line: usize, mark: &str, text: &str) {
        match text.trim() {
            "" => return,
            text if mark.is_empty() => text.lines().for_each(|text| self.line(line, text)),
            text => self.line(line, &format!("{mark}{}", text.replace('\n', " "))),
        }
        self.line(line, "");
    }

    fn element(&mut self, element: &Yaml, report: &mut ImportReport) {
        let Some(attributes) = element.get("attributes") else { return };
        let text = |name: &str| attributes.get(name).map_or("", Yaml::text);
        let kind = element.get("type").map_or("", Yaml::text);
        match kind {
            "markdown" => self.block(attributes.line, "", text("value")),
            "checkboxes" => {
                self.block(attributes.line, "## ", text("label"));
                self.block(attributes.line, "", text("description"));
                for option in attributes.get("options").into_iter().flat_map(Yaml::items) {
                    let label = option.get("label").map_or("", Yaml::text).replace('\n', " ");
                    self.line(option.line, &format!("- [ ] {label}"));
                }
                self.line(attributes.line, "");
            }
            // The text of a field may hold a list to be ticked.
            "textarea" if text("value").contains("- [") => {
                self.block(attributes.line, "## ", text("label"));
                self.block(attributes.line, "", text("value"));
            }
            _ => report.add_left_out(
                element.line,
                format!("a field to fill in ({}): {}", excerpt(kind), excerpt(text("label"))),
            ),
        }
    }
}

/// Gives all nodes the lines of the file.
fn map_lines(nodes: &mut [ImportNode], line_of: impl Fn(usize) -> usize) {
    let mut open: Vec<&mut ImportNode> = nodes.iter_mut().collect();
    while let Some(node) = open.pop() {
        node.line = line_of(node.line);
        open.extend(node.children.iter_mut().flatten());
    }
}

/// A value, with its line from 1.
#[derive(Debug)]
struct Yaml {
    line: usize,
    value: YamlValue,
}

#[derive(Debug)]
enum YamlValue {
    Scalar(String),
    List(Vec<Yaml>),
    /// Names and values in turn.
    Map(Vec<Yaml>),
}

impl Yaml {
    fn text(&self) -> &str {
        if let YamlValue::Scalar(text) = &self.value { text } else { "" }
    }

    fn items(&self) -> &[Yaml] {
        if let YamlValue::List(items) = &self.value { items } else { &[] }
    }

    fn get(&self, name: &str) -> Option<&Yaml> {
        let YamlValue::Map(members) = &self.value else { return None };
        members.chunks_exact(2).find_map(|member| match member {
            [key, value] if key.text() == name => Some(value),
            _ => None,
        })
    }
}

/// Parses the first document. Aliases are refused: a few lines of them can stand for gigabytes.
fn parse(text: &str) -> Result<Yaml, ImportError> {
    let mut open: Vec<Yaml> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let message = format!("this is no valid YAML: {}", error.info());
            ImportError::Syntax { line: error.marker().line(), message }
        })?;
        let line = span.start.line();
        let refused = |message: &str| ImportError::Syntax { line, message: message.to_owned() };
        let closed = match event {
            Event::Scalar(text, ..) => Yaml { line, value: YamlValue::Scalar(text.into_owned()) },
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() == MAX_YAML_DEPTH {
                    return Err(refused("this is nested too deeply for a form"));
                }
                let is_list = matches!(event, Event::SequenceStart(..));
                let value = if is_list { YamlValue::List(Vec::new()) } else { YamlValue::Map(Vec::new()) };
                open.push(Yaml { line, value });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(closed) => closed,
                None => continue,
            },
            Event::Alias(_) => return Err(refused("aliases of YAML are not read")),
            _ => continue,
        };
        match open.last_mut() {
            Some(Yaml { value: YamlValue::List(inside) | YamlValue::Map(inside), .. }) => inside.push(closed),
            _ => return Ok(closed),
        }
    }
    Err(ImportError::NoSteps)
}
