//! Every screen at every size: how it looks, that nothing panics, and that what is typed or chosen is
//! in sight.

use insta::assert_snapshot;
use ratatui::style::Modifier;
use runsheet::tui::Msg;

use super::scenes::SCENES;
use crate::support::play::Play;

/// The sizes that pictures are kept of.
const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (200, 60), (60, 15), (20, 5)];

#[test]
fn every_screen_at_every_size_that_people_use() {
    for scene in SCENES {
        let pictures: Vec<String> = SIZES
            .iter()
            .map(|(width, height)| {
                format!("== {width}x{height} ==\n{}", (scene.open)(*width, *height).screen())
            })
            .collect();
        assert_snapshot!(scene.name, pictures.join("\n"));
    }
}

/// All small sizes, and some of the others.
fn sizes(most: u16, small: u16, step: u16) -> impl Iterator<Item = u16> + Clone {
    (0..=small).chain((small..=most).step_by(usize::from(step)).skip(1))
}

#[test]
fn no_size_panics_on_any_screen() {
    for scene in SCENES {
        let mut play = (scene.open)(80, 24);
        for height in sizes(30, 12, 6) {
            for width in sizes(90, 24, 11) {
                play.msg(Msg::Resize(width, height));
                let _ = play.drawn();
            }
        }
        play.msg(Msg::Resize(300, 1000));
        let _ = play.drawn();
        play.msg(Msg::Resize(0, 0));
        let _ = play.drawn();
    }
}

#[test]
fn clicks_and_the_wheel_are_taken_at_every_size() {
    for scene in SCENES {
        for (width, height) in [(0, 0), (1, 1), (20, 5), (40, 12), (80, 24)] {
            for (x, y) in [(0, 0), (width / 2, height / 2), (width, height), (u16::MAX, u16::MAX)] {
                let mut play = (scene.open)(width, height);
                play.msg(Msg::Wheel(true, x, y)).msg(Msg::Wheel(false, x, y)).msg(Msg::Click(x, y));
                let _ = play.drawn();
            }
        }
    }
}

/// The text of the screen, row by row.
fn rows(play: &Play) -> Vec<String> {
    play.screen().lines().take(usize::from(play.model.size.1)).map(str::to_owned).collect()
}

#[test]
fn what_is_typed_is_in_sight_at_every_size() {
    for scene in SCENES.iter().filter(|scene| !scene.typed.is_empty()) {
        let mut play = (scene.open)(80, 24);
        for height in sizes(30, 16, 7) {
            for width in sizes(90, 24, 11) {
                play.msg(Msg::Resize(width, height));
                if width >= 20 && height >= 5 {
                    let rows = rows(&play);
                    // Not only in what is found or listed below.
                    let typed = rows.iter().any(|row| row.contains(scene.typed) && !row.contains(" of "));
                    assert!(typed, "{} at {width}x{height}:\n{}", scene.name, rows.join("\n"));
                }
            }
        }
    }
}

#[test]
fn what_is_chosen_is_in_sight_at_every_size() {
    for scene in
        SCENES.iter().filter(|scene| matches!(scene.name, "question_choice" | "answers" | "references"))
    {
        for height in sizes(30, 12, 6).filter(|height| *height >= 5) {
            for width in sizes(90, 24, 33).filter(|width| *width >= 20) {
                let mut play = (scene.open)(width, height);
                // In a list of answers nothing is chosen at first.
                let (to_first, last) = if scene.name == "question_choice" {
                    ("<Down>".to_owned(), 2)
                } else {
                    ("<Up>".repeat(12), 3)
                };
                play.keys(&to_first);
                for digit in 1..=last {
                    let chosen = chosen_row(&play);
                    let wanted = format!(" {digit} ");
                    assert!(
                        chosen.starts_with(&wanted),
                        "{} {digit} at {width}x{height}: {chosen}\n{}",
                        scene.name,
                        play.screen()
                    );
                    play.keys("<Down>");
                }
            }
        }
    }
}

/// The lowest row that is reversed as a whole: that of the list.
fn chosen_row(play: &Play) -> String {
    let buffer = play.drawn();
    let (width, height) = play.model.size;
    let reversed = |x: u16, y: u16| buffer[(x, y)].modifier.contains(Modifier::REVERSED);
    let row = (0..height).rev().find(|y| (0..width).all(|x| reversed(x, *y)));
    row.and_then(|y| rows(play).into_iter().nth(usize::from(y))).unwrap_or_default()
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    let mut play = Play::new(19, 5);
    assert!(play.screen().starts_with("too small"), "{}", play.screen());
    play.msg(Msg::Resize(20, 4));
    assert!(play.screen().starts_with("too small"), "{}", play.screen());
}

#[test]
fn the_cursor_is_in_sight_at_every_size() {
    for (width, height) in [(80, 24), (60, 15), (20, 5), (200, 8)] {
        let mut play = Play::new(width, height);
        for key in ["G", "g", "j", "j", "<PgDn>", "<PgUp>", "jjjjjj", "<Left>", "<Right>"] {
            play.keys(key);
            let buffer = play.drawn();
            let reversed = (0..height).any(|y| buffer[(2, y)].modifier.contains(Modifier::REVERSED));
            assert!(reversed, "{width}x{height} after {key}:\n{}", play.screen());
        }
    }
}
