//! From a key to the cells that change, against a bare list that draws its visible rows only.
//!
//! The bare list has one pane and ours has two, with a header and a footer. What the terminal adds,
//! the bytes and the time to the screen, is measured from outside (`bench_tui.toml`).

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{List, ListState, StatefulWidget as _};
use runsheet::session::{Entry, Event};
use runsheet::tui::{Code, Effect, Key, Model, Msg, update, view};

use crate::compare::{Comparison, Contender, time};
use crate::fixtures::{self, TempHome, me, now};

/// Keys in one sample.
const KEYS: u32 = 20;
const ROUNDS: usize = 100;
const SCREEN: Rect = Rect::new(0, 0, 80, 24);
const DOWN: Key = Key { code: Code::Down, ctrl: false, alt: false, shift: false };
const UP: Key = Key { code: Code::Up, ..DOWN };
const SPACE: Key = Key { code: Code::Char(' '), ..DOWN };

/// The keys that are pressed in turns.
const KEY_PAIRS: [(&str, [Key; 2]); 3] =
    [("Down and Up", [DOWN, UP]), ("Space", [SPACE, SPACE]), ("Down, at the lower edge", [DOWN, DOWN])];

pub(crate) fn run(comparison: &mut Comparison) {
    for (name, keys) in KEY_PAIRS {
        let scrolls = keys == [DOWN, DOWN];
        for steps in
            comparison.sizes(&[12, 10_000, 100_000]).into_iter().filter(|steps| !scrolls || *steps > 12)
        {
            let (mut tui, mut bare) = (Tui::new(steps), BareList::new(steps));
            let ours = Contender::new("update, view and diff", || tui.press_all(keys));
            let baseline = Contender::new("a bare list", || bare.press_all(keys));
            comparison.run(&format!("key: {name}, {steps} steps"), ROUNDS, Some(2.0), ours, vec![baseline]);
        }
    }
    compare_with_few(comparison);
}

/// Compares a checklist of many steps with one of twelve.
fn compare_with_few(comparison: &mut Comparison) {
    let Some(most) = comparison.sizes(&[10_000, 100_000]).pop() else { return };
    for (name, keys) in KEY_PAIRS.into_iter().take(2) {
        let (mut many, mut few) = (Tui::new(most), Tui::new(12));
        let title = format!("key: {name}, many steps against few");
        let many_name = format!("update, view and diff: {most} steps");
        let ours = Contender::new(&many_name, || many.press_all(keys));
        let baseline = Contender::new("the same with 12 steps", || few.press_all(keys));
        comparison.run(&title, ROUNDS, Some(1.2), ours, vec![baseline]);
    }
}

/// The full screen, with a disk that saves at once.
pub(crate) struct Tui {
    model: Model,
    shown: Buffer,
    recorded: u64,
}

impl Tui {
    pub(crate) fn new(steps: usize) -> Self {
        let temp_home = TempHome::new();
        let session = fixtures::new_session(&temp_home.home(), &fixtures::name(), fixtures::checklist(steps));
        let mut tui = Self { model: fixtures::model(session), shown: Buffer::empty(SCREEN), recorded: 1 };
        tui.draw();
        tui
    }

    /// Returns the average time of a key.
    fn press_all(&mut self, keys: [Key; 2]) -> Duration {
        let pressed = keys.into_iter().cycle().take(KEYS as usize);
        time(|| pressed.for_each(|key| self.press(key))) / KEYS
    }

    pub(crate) fn press(&mut self, key: Key) {
        for effect in update(&mut self.model, Msg::Key(key)) {
            if let Effect::Record(events) = effect {
                self.save(events);
            }
        }
        self.draw();
    }

    fn save(&mut self, events: Vec<Event>) {
        let saved = events.into_iter().map(|event| {
            self.recorded += 1;
            (me(), Entry { seq: self.recorded, clock: self.recorded, at: now(), event })
        });
        let saved = saved.collect();
        update(&mut self.model, Msg::Recorded(saved));
    }

    fn draw(&mut self) {
        let mut next = Buffer::empty(SCREEN);
        view(&self.model, &mut next);
        std::hint::black_box(self.shown.diff(&next));
        self.shown = next;
    }
}

/// A list with ticks, and nothing else.
struct BareList {
    titles: Vec<String>,
    done: Vec<bool>,
    at: usize,
    top: usize,
    shown: Buffer,
}

impl BareList {
    fn new(steps: usize) -> Self {
        let list = fixtures::checklist(steps).parsed.checklist;
        let titles: Vec<String> = list.steps().iter().map(|step| step.title.as_str().to_owned()).collect();
        let done = vec![false; titles.len()];
        Self { titles, done, at: 0, top: 0, shown: Buffer::empty(SCREEN) }
    }

    fn press_all(&mut self, keys: [Key; 2]) -> Duration {
        let pressed = keys.into_iter().cycle().take(KEYS as usize);
        time(|| pressed.for_each(|key| self.press(key))) / KEYS
    }

    fn press(&mut self, key: Key) {
        match key.code {
            Code::Down => self.at = (self.at + 1).min(self.titles.len() - 1),
            Code::Up => self.at = self.at.saturating_sub(1),
            _ => self.done[self.at] ^= true,
        }
        self.draw();
    }

    fn draw(&mut self) {
        let rows = usize::from(SCREEN.height);
        self.top = self.top.clamp((self.at + 1).saturating_sub(rows), self.at);
        let until = (self.top + rows).min(self.titles.len());
        let lines = (self.top..until).map(|row| {
            let mark = if self.done[row] { 'x' } else { ' ' };
            format!("[{mark}] {}", self.titles[row])
        });
        let selected = Style::new().add_modifier(Modifier::REVERSED);
        let list = List::new(lines).highlight_style(selected);
        let mut state = ListState::default().with_selected(Some(self.at - self.top));
        let mut next = Buffer::empty(SCREEN);
        list.render(SCREEN, &mut next, &mut state);
        std::hint::black_box(self.shown.diff(&next));
        self.shown = next;
    }
}
