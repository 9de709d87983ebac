//! QR codes on a small screen.

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
fn a_text_that_is_too_long_has_no_code() {
    assert!(qr_rows(&"x".repeat(4000)).is_empty());
}
