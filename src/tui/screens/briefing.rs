//! PURE. The briefing: what a person who resumes a session reads first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::session::SessionScreen;
use super::session::unsaved::leave_session;
use crate::session::{Briefing, BriefingLine};
use crate::tui::draw::{MAX_TEXT_WIDTH, inner_width, truncate_lines, wrap};
use crate::tui::draw::{below, draw_lines, draw_more_marker, inset};
use crate::tui::keymap::Action;
use crate::tui::layout;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::theme::Theme;

pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Cmd {
    let page_rows = layout::page_rows(model.size);
    let body = layout::body(model.size);
    let Some(session) = &mut model.session else { return Cmd::none() };
    match action {
        Action::Activate => session.briefing = None,
        Action::Leave => return leave_session(model),
        Action::Adopt => {
            session.briefing = None;
            return Effect::ReadSource.into();
        }
        _ => {
            if let Some((briefing, scroll)) = &mut session.briefing {
                let page = BriefingPage::new(briefing, body, model.theme);
                let rows = page.scrollable.len() + page.summary.len();
                *scroll = action.scroll(*scroll, page_rows, rows.saturating_sub(page_rows));
            }
        }
    }
    Cmd::none()
}

pub(in crate::tui) fn draw(theme: Theme, session: &SessionScreen, buffer: &mut Buffer, area: Rect) {
    let Some((briefing, scroll)) = &session.briefing else { return };
    let page = BriefingPage::new(briefing, area, theme);
    let area = inset(area);
    let height = usize::from(area.height).saturating_sub(page.summary.len());
    let over = page.scrollable.len().saturating_sub(height);
    let from = (*scroll).min(over);
    let above = Rect { height: u16::try_from(height.min(page.scrollable.len())).unwrap_or(0), ..area };
    draw_lines(buffer, above, &page.scrollable, from);
    if from < over {
        draw_more_marker(theme, buffer, above, (over - from, "j scrolls"));
    }
    draw_lines(buffer, below(area, usize::from(above.height)), &page.summary, 0);
}

/// A briefing, wrapped to an area.
struct BriefingPage {
    scrollable: Vec<Line<'static>>,
    /// The last line of the briefing, which is always in sight.
    summary: Vec<Line<'static>>,
}

impl BriefingPage {
    /// Lays a briefing out, with blank lines between its parts if there is room for them.
    fn new(briefing: &Briefing, area: Rect, theme: Theme) -> Self {
        let height = usize::from(area.height);
        let width = inner_width(area.width).clamp(1, MAX_TEXT_WIDTH);
        let parts: Vec<Vec<Line<'static>>> =
            briefing.0.iter().map(|line| wrap_line(line, width, theme)).collect();
        let begins =
            |line: &BriefingLine| matches!(line, BriefingLine::Heading(_) | BriefingLine::Summary(_));
        let gaps = briefing.0.iter().filter(|line| begins(line)).count();
        let airy = parts.iter().map(Vec::len).sum::<usize>() + gaps <= height;
        let mut page = Self { scrollable: Vec::new(), summary: Vec::new() };
        for (line, part) in briefing.0.iter().zip(parts) {
            if airy && begins(line) {
                page.scrollable.push(Line::default());
            }
            match line {
                BriefingLine::Summary(_) => page.summary.extend(part),
                _ => page.scrollable.extend(part),
            }
        }
        page.summary = truncate_lines(page.summary, (height / 3).max(1), width);
        page
    }
}

fn wrap_line(line: &BriefingLine, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let none = Span::raw("");
    let behind =
        |lead: &'static str, text: Span<'static>| wrap(&[text], width, &Span::raw(lead), &Span::raw("  "));
    match line {
        BriefingLine::Title(text) | BriefingLine::Summary(text) => {
            wrap(&[Span::styled(text.clone(), theme.title())], width, &none, &none)
        }
        BriefingLine::Plain(text) => wrap(&[Span::raw(text.clone())], width, &none, &none),
        BriefingLine::Heading(text) => vec![Line::styled(*text, theme.accent())],
        BriefingLine::Item(text) => behind("- ", Span::raw(text.clone())),
        BriefingLine::Alert(text) => behind("! ", Span::styled(text.clone(), theme.alert())),
    }
}
