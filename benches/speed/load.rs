//! From a checklist's file to the first picture, against parsing that file.

use std::fs;
use std::io;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use runsheet::app::library::Library;
use runsheet::checklist::{Parsed, RawChecklist, parse_file};
use runsheet::journal::Home;
use runsheet::tui::{Model, view};

use crate::compare::{Comparison, Contender};
use crate::fixtures::{self, TempHome};
use crate::subprocess;

/// With this many steps, size counts and not the work that every start needs.
const MANY: usize = 100_000;

pub(crate) fn run(comparison: &mut Comparison) {
    for steps in comparison.sizes(&[12, 10_000, MANY]) {
        let temp_home = TempHome::new();
        let path = temp_home.write_list(steps);
        let size = fixtures::kilobytes(&path);
        let title = format!("load: {steps} steps, {size} KB");
        let ours = Contender::in_subprocess("read, checked and built", "load", &path);
        comparison.run(&title, 30, None, ours, baselines(&path));
        let title = format!("load: {steps} steps, to the first picture");
        let ours =
            Contender::in_subprocess("found, a session begun, the first picture drawn", "load-first", &path);
        let bound = (steps >= MANY).then_some(2.0);
        comparison.run(&title, 30, bound, ours, baselines(&path));
        if let (Some(peak), true) = (subprocess::sample("load-first", &path).peak, steps >= MANY) {
            comparison.memory(&format!("load: {steps} steps, memory"), (peak, size), 4.0);
        }
    }
}

fn baselines(path: &Path) -> Vec<Contender<'_>> {
    vec![
        Contender::in_subprocess("read, serde_json into the structs of the format", "load-structs", path),
        Contender::in_subprocess("read, serde_json::Value", "load-value", path),
    ]
}

pub(crate) fn parse_structs(path: &Path) -> RawChecklist {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn parse_value(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn parse_checklist(path: &Path) -> Parsed {
    parse_file(fs::read(path).unwrap()).unwrap_or_else(|(_, problems)| panic!("{problems:?}"))
}

/// Does what `start` does until its first frame.
pub(crate) fn first_frame(path: &Path) -> (Model, Buffer) {
    let home = Home::new(path.with_extension("home"));
    let found = Library::default().find(path.to_str().unwrap(), &mut io::empty()).unwrap();
    let model = fixtures::model(fixtures::new_session(&home, &fixtures::name(), found));
    let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
    view(&model, &mut picture);
    (model, picture)
}
