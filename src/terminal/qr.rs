//! TTY. An address as a QR code, for the phone beside the console.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code, so that a camera finds its edges. The standard asks for four; two
/// are enough for phones, and let the code of a long address fit on a screen of 24 rows.
const MARGIN: usize = 2;

/// The rows of a text's code, two modules to a cell: a lit half is a light module. None for a text
/// that is too long for a code.
pub(super) fn qr_rows(text: &str) -> Vec<String> {
    // Little error correction: a screen has no scratches, and fewer modules are larger ones.
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::L) else {
        return Vec::new();
    };
    let (width, colors) = (code.width(), code.to_colors());
    let all = width + 2 * MARGIN;
    let light = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < width);
        let module = inside(x).zip(inside(y)).and_then(|(x, y)| colors.get(y * width + x));
        module.is_none_or(|color| *color == Color::Light)
    };
    let cell = |x: usize, y: usize| match (light(x, y), y + 1 < all && light(x, y + 1)) {
        (true, true) => '\u{2588}',
        (true, false) => '\u{2580}',
        (false, true) => '\u{2584}',
        (false, false) => ' ',
    };
    (0..all).step_by(2).map(|y| (0..all).map(|x| cell(x, y)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_long_address_fits_on_a_screen_of_24_rows() {
        let address = "https://learn.microsoft.com/en-us/previous-versions/system-center/configuration-manager-2007/bb694059(v=technet.10)";
        let rows = qr_rows(address);
        assert_eq!(rows.len(), 23, "and one for the footer");
        assert!(rows.iter().all(|row| row.chars().count() == 45));
        assert!(rows[0].chars().all(|c| c == '\u{2588}'), "a light margin");
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert!(qr_rows(&"x".repeat(4000)).is_empty());
    }
}
