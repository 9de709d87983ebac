//! PURE. The briefing as the screen has room for it.

use ratatui::text::{Line, Span};

use super::page::COMFORTABLE;
use super::theme::Look;
use super::wrap;
use crate::session::{Briefing, BriefingLine};

/// A briefing, wrapped.
pub(super) struct BriefingPage {
    /// What can be scrolled.
    pub(super) above: Vec<Line<'static>>,
    /// How it stands: its last line, which is always in sight.
    pub(super) summary: Vec<Line<'static>>,
}

/// A briefing on a screen of this size: with air between its parts where there is room for it.
pub(super) fn page(briefing: &Briefing, width: usize, height: usize, look: Look) -> BriefingPage {
    let width = width.clamp(1, COMFORTABLE);
    let parts: Vec<Vec<Line<'static>>> =
        briefing.0.iter().map(|line| briefing_line(line, width, look)).collect();
    let begins = |line: &BriefingLine| matches!(line, BriefingLine::Heading(_) | BriefingLine::Summary(_));
    let gaps = briefing.0.iter().filter(|line| begins(line)).count();
    let airy = parts.iter().map(Vec::len).sum::<usize>() + gaps <= height;
    let mut page = BriefingPage { above: Vec::new(), summary: Vec::new() };
    for (line, part) in briefing.0.iter().zip(parts) {
        if airy && begins(line) {
            page.above.push(Line::default());
        }
        match line {
            BriefingLine::Summary(_) => page.summary.extend(part),
            _ => page.above.extend(part),
        }
    }
    page.summary = wrap::shorten(page.summary, (height / 3).max(1), width);
    page
}

fn briefing_line(line: &BriefingLine, width: usize, look: Look) -> Vec<Line<'static>> {
    let none = Span::raw("");
    let behind = |lead: &'static str, text: Span<'static>| {
        wrap::wrap(&[text], width, &Span::raw(lead), &Span::raw("  "))
    };
    match line {
        BriefingLine::Title(text) | BriefingLine::Summary(text) => {
            wrap::wrap(&[Span::styled(text.clone(), look.title())], width, &none, &none)
        }
        BriefingLine::Plain(text) => wrap::wrap(&[Span::raw(text.clone())], width, &none, &none),
        BriefingLine::Heading(text) => vec![Line::styled(*text, look.accent())],
        BriefingLine::Item(text) => behind("- ", Span::raw(text.clone())),
        BriefingLine::Alert(text) => behind("! ", Span::styled(text.clone(), look.alarm())),
    }
}
