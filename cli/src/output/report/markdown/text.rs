//! Text in Markdown.

/// Returns a text from a file as a code span.
///
/// A backslash does not help against `@name` and `#1`, because sites look for them in the rendered text. They do not look
/// into code.
pub(super) fn code(text: &str) -> String {
    if text.trim().is_empty() {
        return "(no name)".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // The space separates the fence from backticks of the text. A reader removes it, and one of the text itself.
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let padding = if is_padded { " " } else { "" };
    format!("{fence}{padding}{text}{padding}{fence}")
}

/// Returns Markdown as the content of a cell. The pipes in it do not end the cell.
///
/// A table is split into cells before code spans are recognized, so a backslash is needed in them too. Some readers treat
/// two backslashes before a pipe as one escaped backslash, so their number must be odd.
pub(super) fn cell(markdown: &str) -> String {
    let mut cell = String::with_capacity(markdown.len());
    let mut backslashes = 0;
    for c in markdown.chars() {
        if c == '|' {
            cell.push_str(if backslashes % 2 == 0 { "\\" } else { "\\\\" });
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        cell.push(c);
    }
    cell
}

/// Returns a text of this program, in which only backticks have a meaning.
pub(crate) fn prose(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut is_code = false;
    for c in text.chars() {
        is_code ^= c == '`';
        if !is_code && matches!(c, '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '~' | '&') {
            prose.push('\\');
        }
        prose.push(c);
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_span_contains_backticks() {
        for (text, expected) in [
            ("Mail", "`Mail`"),
            ("a`b", "``a`b``"),
            ("`a``", "``` `a`` ```"),
            (" a ", "`  a  `"),
            ("@octocat #1 <b>", "`@octocat #1 <b>`"),
            (" ", "(no name)"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn pipe_does_not_end_a_cell() {
        for (text, expected) in
            [("a|b", "a\\|b"), ("a\\|b", "a\\\\\\|b"), ("a\\\\|b", "a\\\\\\|b"), ("||", "\\|\\|"), ("a\\b", "a\\b")]
        {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn prose_is_escaped_outside_of_code() {
        assert_eq!(prose("a <b> `c_<d>` *e*"), "a \\<b\\> `c_<d>` \\*e\\*");
    }
}
