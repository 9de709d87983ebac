//! Each letter of a word that is searched for, against one pass over the same texts.

use std::time::Duration;

use runsheet::tui::{Code, Key};

use crate::compare::{Comparison, Contender, time};
use crate::fixtures;
use crate::key::Tui;

/// It stands in every detail; as letters that lie apart, in most titles.
const WORD: &str = "outside";

pub(crate) fn run(races: &mut Comparison) {
    let Some(steps) = races.sizes(&[10_000, 100_000]).pop() else { return };
    let mut wizard = Tui::new(steps);
    let texts = texts(steps);
    for letters in 1..=WORD.len() {
        let typed = &WORD[..letters];
        let title = format!("search: {steps} steps, the last letter of `{typed}`");
        let ours =
            Contender::new("the letter typed, looked up and drawn", || last_letter(&mut wizard, typed));
        let floor = Contender::timed("str::contains in each title and detail", || {
            texts.iter().filter(|text| text.contains(typed)).count()
        });
        races.run(&title, 8, None, ours, vec![floor]);
    }
}

fn texts(steps: usize) -> Vec<String> {
    let list = fixtures::checklist(steps).parsed.checklist;
    let texts = list.steps().iter().flat_map(|step| std::iter::once(&step.title).chain(&step.detail));
    texts.map(|text| text.as_str().to_owned()).collect()
}

/// Opens the search, types a word, and leaves it again; the last letter counts.
fn last_letter(wizard: &mut Tui, word: &str) -> Duration {
    wizard.press(Key::char('/'));
    let mut took = Duration::ZERO;
    for letter in word.chars() {
        took = time(|| wizard.press(Key::char(letter)));
    }
    wizard.press(Key::plain(Code::Esc));
    took
}
