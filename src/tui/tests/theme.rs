//! PURE. Glyphs.

use std::collections::HashSet;

use unicode_width::UnicodeWidthStr;

use crate::session::{Status, StepState};
use crate::tui::theme::Theme;

#[test]
fn every_status_has_its_own_glyph_of_unambiguous_width() {
    for ascii in [true, false] {
        let theme = Theme { colour: false, ascii, hyperlinks: false };
        let glyph = |status, recheck| {
            let mut state = StepState::default();
            (state.status, state.recheck) = (status, recheck);
            theme.status_glyph(&state)
        };
        let mut glyphs = Status::ALL.map(|status| glyph(status, false)).to_vec();
        glyphs.push(glyph(Status::Done, true));
        assert_eq!(glyphs.iter().collect::<HashSet<_>>().len(), glyphs.len());
        glyphs.extend([theme.fold_glyph(true), theme.fold_glyph(false)]);
        for glyph in glyphs {
            assert_eq!(glyph.width(), glyph.width_cjk(), "{glyph} is of ambiguous width");
            assert!(!ascii || glyph.is_ascii());
        }
    }
}
