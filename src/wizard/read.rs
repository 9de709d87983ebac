//! PURE. The lines of a text to read, laid out for the screen: documents, the log, the keys, an
//! address with its QR code.

use ratatui::text::{Line, Span};

use super::layout::inner;
use super::model::Model;
use super::sheet::{Body, ReadSheet};
use super::{help, markdown, wrap};

/// The least columns that an address has beside a QR code.
const BESIDE: usize = 20;

/// The columns between a QR code and what stands beside it.
const GAP: usize = 2;

/// The lines of a text.
pub(super) fn lines(model: &Model, text: &ReadSheet) -> Vec<Line<'static>> {
    let width = inner(model.size.0);
    match &text.body {
        Body::Lines(lines, hang) => {
            // Where there is little room, the text itself needs it.
            let hang = if width > 3 * hang { *hang } else { 2 };
            let (none, rest) = (Span::raw(""), Span::raw(" ".repeat(hang)));
            lines
                .iter()
                .flat_map(|line| wrap::wrap(&[Span::raw(line.as_str())], width, &none, &rest))
                .collect()
        }
        Body::Markdown(text) => markdown::lines(text, width, model.look),
        Body::Keys(place, said) => {
            let width = usize::from(model.size.0).saturating_sub(2).max(1);
            help::lines(*place, said.as_deref(), width, model.look)
        }
        Body::Code(address, rows) => Code::of(model, address, rows).lines(),
    }
}

/// The rows that a text has at least, however wide the screen is.
pub(super) fn least(text: &ReadSheet) -> usize {
    match &text.body {
        Body::Lines(lines, _) => lines.len(),
        Body::Markdown(_) | Body::Keys(..) | Body::Code(..) => 1,
    }
}

/// Whether a QR code is drawn.
pub(super) fn is_code(model: &Model, text: &ReadSheet) -> bool {
    match &text.body {
        Body::Code(address, rows) => Code::of(model, address, rows).place() != Place::Nowhere,
        Body::Lines(..) | Body::Markdown(_) | Body::Keys(..) => false,
    }
}

/// Whether lines begin at the very left, so that what is wrapped can still be copied.
pub(super) fn from_the_edge(text: &ReadSheet) -> bool {
    matches!(text.body, Body::Code(..))
}

/// Where a QR code has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// With the address below.
    Above,
    /// With the address beside it.
    Left,
    /// Nowhere.
    Nowhere,
}

/// An address with its QR code, on a screen.
struct Code<'a> {
    model: &'a Model,
    address: &'a str,
    rows: &'a [String],
}

impl<'a> Code<'a> {
    fn of(model: &'a Model, address: &'a str, rows: &'a [String]) -> Self {
        Self { model, address, rows }
    }

    /// How wide the code is.
    fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.chars().count())
    }

    /// The address as it stands alone: at the very left, so that it can be copied.
    fn alone(&self, width: usize) -> Vec<Line<'static>> {
        wrap::wrap_text(self.address, width.max(1), self.model.look.link())
    }

    fn columns(&self) -> usize {
        usize::from(self.model.size.0)
    }

    fn place(&self) -> Place {
        let (columns, rows) = (self.columns(), usize::from(self.model.size.1).saturating_sub(1));
        if self.rows.is_empty() || self.model.look.ascii || self.width() > columns || self.rows.len() > rows {
            Place::Nowhere
        } else if self.rows.len() + self.alone(columns).len() <= rows {
            Place::Above
        } else if self.width() + GAP + BESIDE <= columns {
            Place::Left
        } else {
            Place::Nowhere
        }
    }

    fn lines(&self) -> Vec<Line<'static>> {
        let look = self.model.look;
        let code = || self.rows.iter().map(|row| Span::styled(row.clone(), look.code_of_light()));
        match self.place() {
            Place::Above => code().map(Line::from).chain(self.alone(self.columns())).collect(),
            Place::Left => {
                let beside = self.alone(self.columns() - self.width() - GAP);
                let beside = beside.into_iter().map(Some).chain(std::iter::repeat(None));
                let line = |(code, beside): (Span<'static>, Option<Line<'static>>)| {
                    let gap = Span::raw(" ".repeat(GAP));
                    let beside = beside.map(|line| line.spans).unwrap_or_default();
                    Line::from([vec![code, gap], beside].concat())
                };
                code().zip(beside).map(line).collect()
            }
            Place::Nowhere => {
                let mut lines = self.alone(self.columns());
                lines.push(Line::default());
                lines.extend(wrap::wrap_text(&self.why_not(), inner(self.model.size.0), look.dim()));
                lines
            }
        }
    }

    /// Why there is no code.
    fn why_not(&self) -> String {
        if self.rows.is_empty() {
            return "It is too long for a QR code. y copies it.".to_owned();
        }
        if self.model.look.ascii {
            return "A QR code needs a terminal that shows more than ASCII. y copies the address.".to_owned();
        }
        let columns = self.columns().max(self.width());
        let beside = self.width() + GAP + BESIDE <= columns;
        let below = if beside { 0 } else { self.alone(columns).len() };
        let (height, (wide, tall)) = (self.rows.len() + below + 1, self.model.size);
        format!(
            "Its QR code needs a window of {columns} columns and {height} rows; this one has {wide} and {tall}. y copies the address."
        )
    }
}
