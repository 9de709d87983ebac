//! PURE. The lines of a text to read, laid out for the screen: documents, the log, the keys, an
//! address with its QR code.

use ratatui::text::{Line, Span};

use super::dialog::{Pager, PagerBody};
use super::layout::inner_width;
use super::model::Model;
use super::{help, markdown, wrap};

/// The least columns that an address has beside a QR code.
const MIN_ADDRESS_WIDTH: usize = 20;

/// The columns between a QR code and what stands beside it.
const GAP: usize = 2;

/// The lines of a text.
pub(super) fn lines(model: &Model, text: &Pager) -> Vec<Line<'static>> {
    let width = inner_width(model.size.0);
    match &text.body {
        PagerBody::Lines(lines, hang) => {
            // Where there is little room, the text itself needs it.
            let hang = if width > 3 * hang { *hang } else { 2 };
            let (none, rest) = (Span::raw(""), Span::raw(" ".repeat(hang)));
            lines
                .iter()
                .flat_map(|line| wrap::wrap(&[Span::raw(line.as_str())], width, &none, &rest))
                .collect()
        }
        PagerBody::Markdown(text) => markdown::render(text, width, model.theme),
        PagerBody::Help(place, said) => {
            let width = usize::from(model.size.0).saturating_sub(2).max(1);
            help::lines(*place, said.as_deref(), width, model.theme)
        }
        PagerBody::QrCode(address, rows) => QrView::new(model, address, rows).lines(),
    }
}

/// The rows that a text has at least, however wide the screen is.
pub(super) fn min_rows(text: &Pager) -> usize {
    match &text.body {
        PagerBody::Lines(lines, _) => lines.len(),
        PagerBody::Markdown(_) | PagerBody::Help(..) | PagerBody::QrCode(..) => 1,
    }
}

/// Whether a QR code is drawn.
pub(super) fn shows_qr_code(model: &Model, text: &Pager) -> bool {
    match &text.body {
        PagerBody::QrCode(address, rows) => {
            QrView::new(model, address, rows).placement() != QrPlacement::Hidden
        }
        PagerBody::Lines(..) | PagerBody::Markdown(_) | PagerBody::Help(..) => false,
    }
}

/// Whether lines begin at the very left, so that what is wrapped can still be copied.
pub(super) fn is_flush_left(text: &Pager) -> bool {
    matches!(text.body, PagerBody::QrCode(..))
}

/// Where a QR code has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QrPlacement {
    /// With the address below.
    Above,
    /// With the address beside it.
    Left,
    /// Nowhere.
    Hidden,
}

/// An address with its QR code, on a screen.
struct QrView<'a> {
    model: &'a Model,
    address: &'a str,
    rows: &'a [String],
}

impl<'a> QrView<'a> {
    fn new(model: &'a Model, address: &'a str, rows: &'a [String]) -> Self {
        Self { model, address, rows }
    }

    /// How wide the code is.
    fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.chars().count())
    }

    /// The address as it stands alone: at the very left, so that it can be copied.
    fn address_lines(&self, width: usize) -> Vec<Line<'static>> {
        wrap::wrap_text(self.address, width.max(1), self.model.theme.link())
    }

    fn columns(&self) -> usize {
        usize::from(self.model.size.0)
    }

    fn placement(&self) -> QrPlacement {
        let (columns, rows) = (self.columns(), usize::from(self.model.size.1).saturating_sub(1));
        if self.rows.is_empty() || self.model.theme.ascii || self.width() > columns || self.rows.len() > rows
        {
            QrPlacement::Hidden
        } else if self.rows.len() + self.address_lines(columns).len() <= rows {
            QrPlacement::Above
        } else if self.width() + GAP + MIN_ADDRESS_WIDTH <= columns {
            QrPlacement::Left
        } else {
            QrPlacement::Hidden
        }
    }

    fn lines(&self) -> Vec<Line<'static>> {
        let look = self.model.theme;
        let code = || self.rows.iter().map(|row| Span::styled(row.clone(), look.qr_code()));
        match self.placement() {
            QrPlacement::Above => code().map(Line::from).chain(self.address_lines(self.columns())).collect(),
            QrPlacement::Left => {
                let beside = self.address_lines(self.columns() - self.width() - GAP);
                let beside = beside.into_iter().map(Some).chain(std::iter::repeat(None));
                let line = |(code, beside): (Span<'static>, Option<Line<'static>>)| {
                    let gap = Span::raw(" ".repeat(GAP));
                    let beside = beside.map(|line| line.spans).unwrap_or_default();
                    Line::from([vec![code, gap], beside].concat())
                };
                code().zip(beside).map(line).collect()
            }
            QrPlacement::Hidden => {
                let mut lines = self.address_lines(self.columns());
                lines.push(Line::default());
                lines.extend(wrap::wrap_text(
                    &self.hidden_reason(),
                    inner_width(self.model.size.0),
                    look.dim(),
                ));
                lines
            }
        }
    }

    /// Why there is no code.
    fn hidden_reason(&self) -> String {
        if self.rows.is_empty() {
            return "It is too long for a QR code. y copies it.".to_owned();
        }
        if self.model.theme.ascii {
            return "A QR code needs a terminal that shows more than ASCII. y copies the address.".to_owned();
        }
        let columns = self.columns().max(self.width());
        let beside = self.width() + GAP + MIN_ADDRESS_WIDTH <= columns;
        let below = if beside { 0 } else { self.address_lines(columns).len() };
        let (height, (wide, tall)) = (self.rows.len() + below + 1, self.model.size);
        format!(
            "Its QR code needs a window of {columns} columns and {height} rows; this one has {wide} and {tall}. y copies the address."
        )
    }
}
