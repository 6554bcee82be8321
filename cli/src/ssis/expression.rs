//! Property expressions that are one literal or one reference. All ten real ones in 420 public repositories are; every
//! other expression can only be located.

use std::fmt;

use crate::ssis::place::LocatedText;

/// The namespace of a parameter or variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespace {
    /// A parameter of the project: `$Project`.
    Project,
    /// A parameter of the package: `$Package`.
    Package,
    /// A variable, with its namespace: usually `User`.
    Variable(String),
}

/// The meaning of an expression.
#[derive(Debug)]
pub enum Meaning {
    /// The text of a literal.
    Literal(LocatedText),
    /// A reference to a parameter or variable.
    Reference {
        /// The namespace; `User` if there is none.
        namespace: Namespace,
        /// The name.
        name: String,
    },
    /// An expression that has to be evaluated.
    Other,
}

/// Reads an expression.
pub(super) fn meaning(expression: &LocatedText) -> Meaning {
    let text = expression.as_str();
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    if let Some(reference) = trimmed.strip_prefix('@') {
        return self::reference(reference).unwrap_or(Meaning::Other);
    }
    if let Some(inside) = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return literal(expression, start + 1, inside).map_or(Meaning::Other, Meaning::Literal);
    }
    let is_number = !trimmed.is_empty() && trimmed.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || trimmed.eq_ignore_ascii_case("true") || trimmed.eq_ignore_ascii_case("false") {
        return Meaning::Literal(expression.slice(start, start + trimmed.len()));
    }
    Meaning::Other
}

/// Reads a reference without its `@`: `[User::Server]`, `[$Project::Server]` or `Server`.
fn reference(text: &str) -> Option<Meaning> {
    let inside = match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None => text,
    };
    // A `]` or a space outside of brackets begins something else. A name of SSIS contains neither brackets nor quotes.
    if inside.contains(['[', ']', '"', '@']) || (inside.len() == text.len() && inside.contains(|c: char| !is_name(c))) {
        return None;
    }
    let (namespace, name) = inside.split_once("::").unwrap_or(("User", inside));
    let (namespace, name) = (namespace.trim(), name.trim());
    if name.is_empty() {
        return None;
    }
    let namespace = match namespace {
        "$Project" => Namespace::Project,
        "$Package" => Namespace::Package,
        other => Namespace::Variable(other.to_owned()),
    };
    Some(Meaning::Reference { namespace, name: name.to_owned() })
}

/// Returns the namespace and name of a parameter or variable in the form in which they are compared.
#[must_use]
pub fn key(namespace: &Namespace, name: &str) -> String {
    format!("{namespace}::{name}").to_lowercase()
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("$Project"),
            Self::Package => f.write_str("$Package"),
            Self::Variable(namespace) => f.write_str(namespace),
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '$')
}

/// Decodes a literal between its quotes, with the places of its characters.
fn literal(expression: &LocatedText, start: usize, inside: &str) -> Option<LocatedText> {
    let mut text = expression.slice(start, start);
    let mut at = 0;
    let mut rest = inside.char_indices();
    while let Some((offset, c)) = rest.next() {
        if c == '"' {
            // The literal ends before the end of the expression.
            return None;
        }
        if c != '\\' {
            continue;
        }
        text.push(&expression.slice(start + at, start + offset));
        let place = expression.place(start + offset);
        let (next, escaped) = rest.next()?;
        let decoded = match escaped {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '"' => "\"",
            '\\' => "\\",
            // `\xhhhh` and the rest are not needed in a connection string.
            _ => return None,
        };
        text.push_generated(decoded, place);
        at = next + escaped.len_utf8();
    }
    text.push(&expression.slice(start + at, start + inside.len()));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::place::{Decoder, Source};

    fn located(text: &str) -> LocatedText {
        let source = Source::new(text);
        let mut decoder = Decoder::new(&source, 0);
        decoder.verbatim(text.len());
        decoder.finish()
    }

    #[track_caller]
    fn check(expression: &str, expected: &str) {
        let shown = match meaning(&located(expression)) {
            Meaning::Literal(text) => format!("{} at {}", text.as_str(), text.place(0).column),
            Meaning::Reference { namespace, name } => format!("{namespace}::{name}"),
            Meaning::Other => "other".to_owned(),
        };
        assert_eq!(shown, expected, "{expression}");
    }

    #[test]
    fn literals_are_decoded() {
        check("\"SmtpServer=mail;\"", "SmtpServer=mail; at 2");
        check("  \"a\" ", "a at 4");
        check(r#""a\"b\\c""#, r#"a"b\c at 2"#);
        check("\"\"", " at 2");
        check("TRUE", "TRUE at 1");
        check(" 2000", "2000 at 2");
    }

    #[test]
    fn places_in_a_literal_take_escapes_into_account() {
        let Meaning::Literal(text) = meaning(&located(r#""a\"b\tc""#)) else { panic!() };
        let columns: Vec<u32> = (0..=text.as_str().len()).map(|offset| text.place(offset).column).collect();
        assert_eq!((text.as_str(), columns), ("a\"b\tc", vec![2, 3, 5, 6, 8, 9]));
    }

    #[test]
    fn references_are_split() {
        check("@[$Project::Server]", "$Project::Server");
        check(" @[$Package::Server] ", "$Package::Server");
        check("@[User::Mail Server]", "User::Mail Server");
        check("@[Server]", "User::Server");
        check("@Server", "User::Server");
        check("@User::Server", "User::Server");
        check("@[System::MachineName]", "System::MachineName");
    }

    #[test]
    fn other_expressions_are_not_guessed() {
        for expression in [
            "",
            "\"a\" + \"b\"",
            "@[User::A] + @[User::B]",
            "@[User::A] == 1 ? \"a\" : \"b\"",
            "@A + \";\"",
            "(DT_WSTR, 10) @[User::A]",
            "LOWER(@[User::A])",
            "\"a\\x0041\"",
            "\"a\\\"",
            "\"",
            "@[]",
            "@",
            "smtp",
        ] {
            check(expression, "other");
        }
    }
}
