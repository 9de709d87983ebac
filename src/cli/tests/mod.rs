//! Unit tests of the command line: the complete texts of errors, and the parts that no command shows alone.

mod errors;

use super::context::TextTable;

#[test]
fn columns_stand_below_each_other_whatever_the_script() {
    let mut table = TextTable::new(["NAME", "N"]);
    table.push_row(["日本".to_owned(), "1".to_owned()]);
    table.push_row(["lengthy".to_owned(), String::new()]);
    assert_eq!(table.lines().collect::<Vec<_>>(), ["NAME     N", "日本     1", "lengthy"]);
}
