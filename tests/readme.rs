//! The README's table of rules is the table of the code. (Its examples run as doctests.)

// A test may panic: that is how it fails.
#![allow(clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use smtp_connection_string::Rule;

const README: &str = include_str!("../README.md");

/// The head of the table, as it stands in the README.
const HEAD: &str = "| rule | severity | finds |\n|---|---|---|\n";

#[test]
fn the_table_of_rules_is_current() {
    let (_, from_table) = README.split_once(HEAD).expect("the table's head is as above");
    let (table, _) = from_table.split_once("\n\n").expect("something follows the table");
    let mut expected = String::new();
    for rule in Rule::ALL {
        writeln!(expected, "| `{rule}` | {} | {} |", rule.severity(), rule.summary()).expect("a String takes all");
    }
    // The whole table is printed, ready to be pasted.
    assert_eq!(table, expected.trim_end(), "the table in the README should be:\n\n{expected}");
}
