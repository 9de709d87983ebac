//! PURE. Formats that are recognised by their content but not read, and what can be done with them.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A format that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherFormat {
    AsciiDoc,
    Org,
    Yaml,
    Html,
    Xml,
    /// A document or workbook of an office program, which is a ZIP archive.
    Office,
    /// The OWASP Application Security Verification Standard.
    OwaspAsvs,
    /// A compliance framework of Prowler.
    Prowler,
    Oscal,
    /// The export of a board.
    Trello,
    /// The report of a session that this program wrote.
    RunsheetReport,
}

impl OtherFormat {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::AsciiDoc => "AsciiDoc",
            Self::Org => "an Org file",
            Self::Yaml => "YAML",
            Self::Html => "HTML",
            Self::Xml => "XML of an unknown kind",
            Self::Office => "an office document (or another ZIP archive)",
            Self::OwaspAsvs => "the OWASP ASVS (JSON)",
            Self::Prowler => "a compliance framework of Prowler (JSON)",
            Self::Oscal => "OSCAL (JSON)",
            Self::Trello => "a Trello board (JSON)",
            Self::RunsheetReport => "a session's report of runsheet (JSON)",
        }
    }

    /// Returns what can be done to get its list in.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::AsciiDoc => {
                "convert it to Markdown: `asciidoctor -b docbook -o - FILE | pandoc -f docbook -t gfm -o FILE.md`"
            }
            Self::Org => "convert it to Markdown: `pandoc -f org -t gfm -o FILE.md FILE`",
            Self::Html => "convert it to Markdown: `pandoc -f html -t gfm -o FILE.md FILE`",
            Self::Yaml => "write the list as Markdown (`- [ ] what to do`), CSV or JSON",
            Self::Xml => "STIG checklists (`.ckl`) are read; save other lists as CSV, JSON or Markdown",
            Self::Office => {
                "save the list as CSV, or convert it to Markdown: `pandoc -t gfm -o FILE.md FILE`"
            }
            Self::OwaspAsvs => "name the members that make a step: `--table Description,Shortcode`",
            Self::Prowler => "name the members that make a step: `--table Description,Id`",
            Self::Oscal => "name the members that make a step: `--table title,id`",
            Self::Trello => "name the members that make a step: `--table name,desc`",
            Self::RunsheetReport => {
                "a report as Markdown can be imported: `runsheet export --format markdown`"
            }
        }
    }

    /// Whether its members can be named with `--table`.
    pub(super) fn is_json(self) -> bool {
        matches!(self, Self::OwaspAsvs | Self::Prowler | Self::Oscal | Self::Trello)
    }
}

/// Whether a file's name has an ending, in any case.
pub(super) fn has_extension(name: &str, end: &str) -> bool {
    name.len() >= end.len()
        && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Returns the format of a text that is not Markdown.
pub(super) fn detect(name: &str, text: &str) -> Option<OtherFormat> {
    let named = |ends: &[&str]| ends.iter().any(|end| has_extension(name, end));
    if named(&[".adoc", ".asciidoc", ".asc"]) {
        return Some(OtherFormat::AsciiDoc);
    }
    if named(&[".org"]) {
        return Some(OtherFormat::Org);
    }
    if named(&[".yml", ".yaml"]) {
        return Some(OtherFormat::Yaml);
    }
    let signs = Signs::of(text);
    match signs {
        Signs { markdown: true, .. } => None,
        Signs { org: true, .. } => Some(OtherFormat::Org),
        Signs { asciidoc: true, .. } => Some(OtherFormat::AsciiDoc),
        Signs { starred: Some(boxed), .. } => {
            Some(if boxed { OtherFormat::AsciiDoc } else { OtherFormat::Org })
        }
        _ => is_yaml(text).then_some(OtherFormat::Yaml),
    }
}

/// What the lines of a text, outside of code, show of its format.
#[derive(Default)]
struct Signs {
    /// A heading of Markdown.
    markdown: bool,
    /// A keyword, drawer or task of Org.
    org: bool,
    /// A title or an attribute of `AsciiDoc`.
    asciidoc: bool,
    /// Lines that begin with several stars: items of `AsciiDoc` if any has a box, else headlines of Org.
    starred: Option<bool>,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut in_code = false;
        for line in text.lines() {
            if line.starts_with("```") || line.starts_with("~~~") {
                in_code = !in_code;
            } else if !in_code {
                signs.add(line);
            }
        }
        signs
    }

    fn add(&mut self, line: &str) {
        let after = |mark: char| {
            line.trim_start_matches(mark).strip_prefix(' ').filter(|rest| !rest.trim().is_empty())
        };
        match line.chars().next() {
            Some('#') => {
                self.markdown |= after('#').is_some();
                let word = line.strip_prefix("#+").and_then(|rest| rest.split_once(':'));
                self.org |= word.is_some_and(|(word, _)| is_word(word));
            }
            Some('=') => self.asciidoc |= after('=').is_some(),
            Some(':') => {
                let word = line.get(1..).and_then(|rest| rest.split_once(':')).map(|(word, _)| word);
                self.org |= word == Some("PROPERTIES");
                self.asciidoc |= word
                    .is_some_and(|word| word != "PROPERTIES" && is_word(word) && word == word.to_lowercase());
            }
            Some('*') => {
                let Some(words) = after('*') else { return };
                self.org |= words.starts_with(concat!("TO", "DO ")) || words.starts_with("DONE ");
                let boxed = ["[ ]", "[x]", "[*]"].iter().any(|mark| words.starts_with(mark));
                if line.starts_with("**") {
                    self.starred = Some(boxed || self.starred == Some(true));
                }
            }
            _ => {}
        }
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

/// Whether a text is an issue form of GitHub: it begins with a member, as no Markdown does, and has a body with checkboxes.
pub(super) fn is_issue_form(text: &str) -> bool {
    let first =
        text.lines().map(str::trim_end).find(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    let is_member = first.and_then(|line| line.split_once(':')).is_some_and(|(name, _)| {
        ["name", "description", "title", "labels", "assignees", "projects", "type", "body"].contains(&name)
    });
    is_member
        && text.lines().any(|line| line.trim_end() == "body:")
        && text.lines().any(|line| line.trim_start_matches([' ', '-']).starts_with("type: checkboxes"))
}

/// Whether every line is a member, an item or inside of one, and none is a box.
fn is_yaml(text: &str) -> bool {
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let mut members = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let is_member = line
            .split_once(':')
            .is_some_and(|(name, value)| is_word(name) && (value.is_empty() || value.starts_with(' ')));
        let item = line.trim_start().strip_prefix("- ");
        if item.is_some_and(|item| item.starts_with('['))
            || !(is_member || item.is_some() || line.starts_with(' '))
        {
            return false;
        }
        members += usize::from(is_member);
    }
    members >= 2
}

/// The members by which the other kinds of JSON are recognised.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct OtherMembers {
    requirements: Option<IgnoredAny>,
    framework: Option<IgnoredAny>,
    short_name: Option<IgnoredAny>,
    #[serde(rename = "report")]
    report: Option<IgnoredAny>,
    #[serde(rename = "cards")]
    cards: Option<IgnoredAny>,
    #[serde(rename = "lists")]
    lists: Option<IgnoredAny>,
    #[serde(
        rename = "catalog",
        alias = "profile",
        alias = "component-definition",
        alias = "system-security-plan",
        alias = "assessment-plan",
        alias = "assessment-results",
        alias = "plan-of-action-and-milestones"
    )]
    oscal: Option<IgnoredAny>,
}

/// Returns the format of a JSON object that is no list of the formats that are read.
pub(super) fn detect_json(text: &str) -> Option<OtherFormat> {
    match serde_json::from_str::<OtherMembers>(text).ok()? {
        OtherMembers { report: Some(_), .. } => Some(OtherFormat::RunsheetReport),
        OtherMembers { requirements: Some(_), framework: Some(_), .. } => Some(OtherFormat::Prowler),
        OtherMembers { requirements: Some(_), short_name: Some(_), .. } => Some(OtherFormat::OwaspAsvs),
        OtherMembers { oscal: Some(_), .. } => Some(OtherFormat::Oscal),
        OtherMembers { cards: Some(_), lists: Some(_), .. } => Some(OtherFormat::Trello),
        _ => None,
    }
}
