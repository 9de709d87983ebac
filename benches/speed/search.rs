//! Each letter of a word that is searched for, against one pass over the same texts.

use std::time::Duration;

use runsheet::tui::{Code, Key};

use crate::compare::{Comparison, Contender, time};
use crate::fixtures;
use crate::key::Tui;

/// A word that is in every detail, and as scattered letters in most titles.
const WORD: &str = "outside";

pub(crate) fn run(comparison: &mut Comparison) {
    let Some(steps) = comparison.sizes(&[10_000, 100_000]).pop() else { return };
    let mut tui = Tui::new(steps);
    let texts = texts(steps);
    for letters in 1..=WORD.len() {
        let typed = &WORD[..letters];
        let title = format!("search: {steps} steps, the last letter of `{typed}`");
        let ours = Contender::new("the letter typed, looked up and drawn", || last_letter(&mut tui, typed));
        let baseline = Contender::timed("str::contains in each title and detail", || {
            texts.iter().filter(|text| text.contains(typed)).count()
        });
        comparison.run(&title, 8, None, ours, vec![baseline]);
    }
}

fn texts(steps: usize) -> Vec<String> {
    let list = fixtures::checklist(steps).parsed.checklist;
    let texts = list.steps().iter().flat_map(|step| std::iter::once(&step.title).chain(&step.detail));
    texts.map(|text| text.as_str().to_owned()).collect()
}

/// Opens the search, types a word and closes the search; returns the time of the last letter.
fn last_letter(tui: &mut Tui, word: &str) -> Duration {
    tui.press(Key::char('/'));
    let mut took = Duration::ZERO;
    for letter in word.chars() {
        took = time(|| tui.press(Key::char(letter)));
    }
    tui.press(Key::plain(Code::Esc));
    took
}
