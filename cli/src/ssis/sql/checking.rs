//! Checks the strings of a script, for the tests of this module.

use crate::ssis::place::{LineColumn, Source};

use super::{SqlString, SqlValue, read};

/// Checks the strings of a script, in which `«` marks the place of each of them.
///
/// A whole string is expected as its text, a property as `SmtpServer: text`. `manager | ` and `package / ` precede it if
/// they are known. `…` follows an incomplete one.
#[track_caller]
pub(super) fn check(marked: &str, expected: &[&str]) {
    let script = marked.replace('«', "");
    let strings = read(&Source::new(&script));
    let found: Vec<_> = strings.iter().map(shown).collect();
    assert_eq!(found, expected, "{marked}");
    let places: Vec<_> = strings.iter().map(|string| string.text.place(0)).collect();
    assert_eq!(places, marks(marked), "{marked}");
    for string in &strings {
        check_characters(&script, string);
    }
}

fn shown(string: &SqlString) -> String {
    let package = string.package.as_ref().map(|package| format!("{package} / "));
    let manager = string.manager.as_ref().map(|manager| format!("{manager} | "));
    let property = match string.value {
        SqlValue::WholeString => None,
        SqlValue::Property(part) => Some(format!("{}: ", part.as_str())),
    };
    let known: String = [package, manager, property].into_iter().flatten().collect();
    known + string.text.as_str() + if string.incomplete { "…" } else { "" }
}

/// Returns the places of the marks in the script without them.
fn marks(marked: &str) -> Vec<LineColumn> {
    let mut place = LineColumn::START;
    let mut marks = Vec::new();
    for character in marked.chars() {
        match character {
            '«' => marks.push(place),
            '\n' => place = LineColumn { line: place.line + 1, column: 1 },
            _ => place.column += 1,
        }
    }
    marks
}

/// Checks that each character is at its place in the file. A `"` may be written as `\"` there.
#[track_caller]
pub(super) fn check_characters(script: &str, string: &SqlString) {
    for (offset, character) in string.text.as_str().char_indices() {
        let LineColumn { line, column } = string.text.place(offset);
        let line = script.split('\n').nth(line as usize - 1).unwrap();
        let found = line.chars().nth(column as usize - 1).unwrap_or('\n');
        assert_eq!(found, character, "{script}: {:?} at {offset}", string.text.as_str());
    }
}
