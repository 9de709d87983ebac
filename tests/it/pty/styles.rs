//! Without colours nothing is lost: glyphs, bold and reversed text say the same.

use crate::support::TestEnv;

/// The numbers of all style codes that the program sends from its start to a blocked step.
fn style_codes(env: &TestEnv, args: &[&str]) -> Vec<u16> {
    let mut screen = env.open(args);
    screen.wait_for("? help");
    screen.wait_until("the step under the cursor, reversed", |screen| {
        fifth_cell(screen, 3, vt100::Cell::inverse)
    });
    screen.wait_until("the title, bold", |screen| fifth_cell(screen, 0, vt100::Cell::bold));
    screen.press("b", "Why is it blocked?");
    screen.press("no licence<enter>", "blocked: no licence");
    screen.keys("q");
    let bytes = screen.all_bytes();
    assert_eq!(screen.left().code, 0);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let codes = text.split("\x1b[").skip(1).filter_map(|code| {
        let (numbers, rest) = code.split_at(code.find(|c: char| !(c.is_ascii_digit() || c == ';'))?);
        rest.starts_with('m').then(|| numbers.to_owned())
    });
    codes
        .flat_map(|code| code.split(';').map(|number| number.parse().unwrap_or(0)).collect::<Vec<_>>())
        .collect()
}

/// Whether the fifth cell of a row is so.
fn fifth_cell(screen: &vt100::Screen, row: u16, so: impl Fn(&vt100::Cell) -> bool) -> bool {
    screen.cell(row, 5).is_some_and(so)
}

/// 39, 49 and 59 are the terminal's own colours.
fn is_colour(code: u16) -> bool {
    matches!(code, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
}

#[test]
fn colours_are_used_unless_they_are_unwanted() {
    let styles = style_codes(&TestEnv::new(), &["start"]);
    assert!(styles.iter().any(|code| is_colour(*code)), "{styles:?}");
    // In 38;5;6 a terminal of 8 colours sees the 5, and blinks.
    assert!(!styles.iter().any(|code| matches!(code, 5 | 38 | 48)), "{styles:?}");
}

#[test]
fn colours_that_are_asked_for_take_nothing_from_bold_and_reversed() {
    let styles = style_codes(&TestEnv::new().with_var("NO_COLOR", "1"), &["--color", "always", "start"]);
    assert!(styles.iter().any(|code| is_colour(*code)), "{styles:?}");
}

#[test]
fn without_colours_bold_and_reversed_are_kept() {
    let styles = style_codes(&TestEnv::new().with_var("NO_COLOR", "1"), &["start"]);
    let colours: Vec<_> = styles.iter().filter(|code| is_colour(**code)).collect();
    assert!(colours.is_empty(), "{colours:?}");
    assert!(styles.contains(&1) && styles.contains(&7), "{styles:?}");
}

#[test]
fn an_ascii_locale_gets_ascii() {
    let env = TestEnv::new().with_var("LANG", "C");
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", "1/12");
    let text = screen.screen();
    assert!(text.is_ascii(), "{text}");
    screen.keys("q");
    assert!(screen.all_bytes().is_ascii());
    assert_eq!(screen.left().code, 0);
}

/// GNU screen has none unless it is configured, nor have many consoles.
#[test]
fn without_an_alternate_screen_the_end_stands_below_the_frame() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("<space>", "1/12");
    screen.keys("q");
    let bytes =
        String::from_utf8_lossy(&screen.all_bytes()).replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    assert_eq!(screen.left().code, 0);
    let mut parser = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
    parser.process(bytes.as_bytes());
    let rows: Vec<String> = parser.screen().rows(0, 80).map(|row| row.trim_end().to_owned()).collect();
    let end = [
        "Planning and Preparing Software Updates: INCOMPLETE: 11 open",
        "runsheet resume software-updates",
        "",
    ];
    assert_eq!(rows[21..], end, "{rows:#?}");
    assert!(rows[..21].iter().any(|row| row.contains("[ ] Plan the test environment")), "{rows:#?}");
}

#[test]
fn a_terminal_that_only_prints_gets_lines_without_a_code() {
    for term in ["dumb", "unknown"] {
        let mut screen = TestEnv::new().with_var("TERM", term).open(&["start"]);
        screen.press("done<enter>", "recorded: review-concepts is done");
        screen.keys("q<enter>");
        let bytes = screen.all_bytes();
        assert!(!bytes.contains(&0x1b), "{term}: {}", String::from_utf8_lossy(&bytes));
        assert_eq!(screen.left().code, 0);
    }
}

#[test]
fn old_terminals_get_ascii_and_no_colours_they_do_not_have() {
    for (term, colours) in [("vt100", false), ("vt220", false), ("", false), ("linux", true)] {
        let styles = style_codes(&TestEnv::new().with_var("TERM", term), &["start"]);
        assert_eq!(styles.iter().any(|code| is_colour(*code)), colours, "{term}: {styles:?}");
        let mut screen = TestEnv::new().with_var("TERM", term).open(&["start"]);
        screen.wait_for("nothing recorded yet");
        screen.press("<space>", "1/12");
        screen.keys("q");
        assert!(screen.all_bytes().is_ascii(), "{term}");
        assert_eq!(screen.left().code, 0);
    }
}

#[test]
fn an_address_is_sent_as_a_hyperlink_where_the_terminal_knows_them() {
    let address = "https://learn.microsoft.com/";
    for (forced, linked) in [("1", true), ("0", false)] {
        let env = TestEnv::new().with_var("FORCE_HYPERLINK", forced);
        let mut screen = env.open(&["start"]);
        screen.wait_for(address);
        screen.keys("q");
        let bytes = screen.all_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(text.contains(&format!("\x1b]8;id=0;{address}")), linked, "{forced}");
        assert_eq!(text.matches("\x1b]8;;\x1b\\").count() > 0, linked, "each is closed again");
        assert_eq!(screen.left().code, 0);
    }
}
