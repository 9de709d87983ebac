//! From a checklist's file to the first picture, against parsing that file.

use std::fs;
use std::io;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use runsheet::checklist::{Parsed, RawChecklist, parse_file};
use runsheet::journal::Home;
use runsheet::library::Library;
use runsheet::wizard::{Model, view};

use crate::alone;
use crate::made::{self, Place};
use crate::race::{Races, Runner};

/// From so many steps on, size is what counts, and not the work that every start needs.
const MANY: usize = 100_000;

pub(crate) fn run(races: &mut Races) {
    for steps in races.sizes(&[12, 10_000, MANY]) {
        let place = Place::new();
        let path = place.list(steps);
        let size = made::kilobytes(&path);
        let title = format!("load: {steps} steps, {size} KB");
        let ours = Runner::alone("read, checked and built", "load", &path);
        races.run(&title, 30, None, ours, floors(&path));
        let title = format!("load: {steps} steps, to the first picture");
        let ours = Runner::alone("found, a session begun, the first picture drawn", "load-first", &path);
        let bound = (steps >= MANY).then_some(2.0);
        races.run(&title, 30, bound, ours, floors(&path));
        if let (Some(peak), true) = (alone::sample("load-first", &path).peak, steps >= MANY) {
            races.memory(&format!("load: {steps} steps, memory"), (peak, size), 4.0);
        }
    }
}

fn floors(path: &Path) -> Vec<Runner<'_>> {
    vec![
        Runner::alone("read, serde_json into the structs of the format", "load-structs", path),
        Runner::alone("read, serde_json::Value", "load-value", path),
    ]
}

pub(crate) fn structs(path: &Path) -> RawChecklist {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn value(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn parsed(path: &Path) -> Parsed {
    parse_file(fs::read(path).unwrap()).unwrap_or_else(|(_, problems)| panic!("{problems:?}"))
}

/// What `start` does until its first frame is known.
pub(crate) fn first(path: &Path) -> (Model, Buffer) {
    let home = Home::new(path.with_extension("home"));
    let found = Library::default().find(path.to_str().unwrap(), &mut io::empty()).unwrap();
    let model = made::model(made::begun(&home, &made::name(), found));
    let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
    view(&model, &mut picture);
    (model, picture)
}
