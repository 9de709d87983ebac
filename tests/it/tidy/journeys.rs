//! The two journeys on the crate's page lead through functions that exist, and the first one is short.

use std::collections::BTreeSet;
use std::fs;

use super::root;

/// The most hops from a key to the picture, and the most files that they lead through.
const MOST_HOPS: usize = 14;
const MOST_FILES: usize = 10;

/// Returns the hops of each numbered list on the crate's page: a file and a function in it.
fn journeys() -> Vec<Vec<(String, String)>> {
    let page = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut journeys: Vec<Vec<_>> = Vec::new();
    for line in page.lines().filter_map(|line| line.strip_prefix("//! ")) {
        let Some((number, hop)) = line.split_once(". ") else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        let mut names = hop.split('`').skip(1).step_by(2).map(str::to_owned);
        let (Some(file), Some(function)) = (names.next(), names.next()) else {
            panic!("hop {number} names no file and function: {hop}");
        };
        if number == 1 {
            journeys.push(Vec::new());
        }
        let journey = journeys.last_mut().expect("a list begins with 1");
        journey.push((file, function));
        assert_eq!(journey.len(), number, "the hops are counted wrong: {hop}");
    }
    journeys
}

#[test]
fn the_journeys_lead_through_functions_that_exist() {
    let journeys = journeys();
    assert_eq!(journeys.len(), 2);
    let mut faults = Vec::new();
    for (file, function) in journeys.iter().flatten() {
        let text = fs::read_to_string(root().join("src").join(file)).unwrap_or_default();
        let defines = |end: char| text.contains(&format!("fn {function}{end}"));
        if !defines('(') && !defines('<') {
            faults.push(format!("{file} has no function {function}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_key_reaches_the_picture_on_a_short_way() {
    let journeys = journeys();
    let files: BTreeSet<&String> = journeys[0].iter().map(|(file, _)| file).collect();
    assert!(journeys[0].len() <= MOST_HOPS, "{} hops", journeys[0].len());
    assert!(files.len() <= MOST_FILES, "{} files: {files:?}", files.len());
}
