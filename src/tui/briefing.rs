//! PURE. The briefing as the screen has room for it.

use ratatui::text::{Line, Span};

use super::step_page::MAX_TEXT_WIDTH;
use super::theme::Theme;
use super::wrap;
use crate::session::{Briefing, BriefingLine};

/// A briefing, wrapped.
pub(super) struct BriefingPage {
    /// What can be scrolled.
    pub(super) scrollable: Vec<Line<'static>>,
    /// How it stands: its last line, which is always in sight.
    pub(super) summary: Vec<Line<'static>>,
}

/// A briefing on a screen of this size: with air between its parts where there is room for it.
pub(super) fn lay_out(briefing: &Briefing, width: usize, height: usize, look: Theme) -> BriefingPage {
    let width = width.clamp(1, MAX_TEXT_WIDTH);
    let parts: Vec<Vec<Line<'static>>> =
        briefing.0.iter().map(|line| briefing_line(line, width, look)).collect();
    let begins = |line: &BriefingLine| matches!(line, BriefingLine::Heading(_) | BriefingLine::Summary(_));
    let gaps = briefing.0.iter().filter(|line| begins(line)).count();
    let airy = parts.iter().map(Vec::len).sum::<usize>() + gaps <= height;
    let mut page = BriefingPage { scrollable: Vec::new(), summary: Vec::new() };
    for (line, part) in briefing.0.iter().zip(parts) {
        if airy && begins(line) {
            page.scrollable.push(Line::default());
        }
        match line {
            BriefingLine::Summary(_) => page.summary.extend(part),
            _ => page.scrollable.extend(part),
        }
    }
    page.summary = wrap::truncate_lines(page.summary, (height / 3).max(1), width);
    page
}

fn briefing_line(line: &BriefingLine, width: usize, look: Theme) -> Vec<Line<'static>> {
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
        BriefingLine::Alert(text) => behind("! ", Span::styled(text.clone(), look.alert())),
    }
}
