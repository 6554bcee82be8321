//! How a keyword and a value are written, so that .NET reads them back unchanged.

use alloc::borrow::Cow;
use alloc::string::String;

use super::grammar::Quote;

/// Why a keyword or a value cannot be written in a connection string.
///
/// It contains no text of either. `Display` is one line that says what is wrong and what to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}; {}", .0.message(), .0.help())]
pub struct WriteError(Unwritable);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unwritable {
    EmptyKeyword,
    SemicolonInKeyword,
    WhitespaceAroundKeyword,
    ControlCharacterInKeyword,
    NulInValue,
}

impl WriteError {
    /// What to write instead, in one line.
    #[must_use]
    pub const fn help(self) -> &'static str {
        self.0.help()
    }
}

impl Unwritable {
    const fn message(self) -> &'static str {
        match self {
            Self::EmptyKeyword => "empty keyword",
            Self::SemicolonInKeyword => "`;` in keyword",
            Self::WhitespaceAroundKeyword => "whitespace at an end of the keyword",
            Self::ControlCharacterInKeyword => "control character in keyword",
            Self::NulInValue => "NUL in value",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::EmptyKeyword => "write at least one character",
            Self::SemicolonInKeyword => "remove the `;`: a keyword cannot contain one, quoted or not",
            Self::WhitespaceAroundKeyword => "remove the whitespace: it is not read as part of the keyword",
            Self::ControlCharacterInKeyword => "remove the control character",
            Self::NulInValue => "remove the NUL: a value cannot contain one, quoted or not",
        }
    }
}

/// Writes a keyword: each `=` is doubled.
pub(crate) fn written_keyword(keyword: &str) -> Result<Cow<'_, str>, WriteError> {
    if keyword.is_empty() {
        Err(WriteError(Unwritable::EmptyKeyword))
    } else if keyword.contains(';') {
        Err(WriteError(Unwritable::SemicolonInKeyword))
    } else if keyword.contains(char::is_control) {
        Err(WriteError(Unwritable::ControlCharacterInKeyword))
    } else if keyword.trim() != keyword {
        Err(WriteError(Unwritable::WhitespaceAroundKeyword))
    } else if keyword.contains('=') {
        Ok(Cow::Owned(keyword.replace('=', "==")))
    } else {
        Ok(Cow::Borrowed(keyword))
    }
}

/// Writes a value with the given quotes, or with those that .NET chooses.
pub(crate) fn written_value(value: &str, quote: Option<Quote>) -> Result<Cow<'_, str>, WriteError> {
    if value.contains('\0') {
        return Err(WriteError(Unwritable::NulInValue));
    }
    Ok(match quote.or_else(|| dotnet_quote(value)) {
        None => Cow::Borrowed(value),
        Some(quote) => Cow::Owned(quoted(value, quote)),
    })
}

fn quoted(value: &str, quote: Quote) -> String {
    let inner = value.replace(quote.as_str(), quote.doubled());
    [quote.as_str(), &inner, quote.as_str()].concat()
}

/// The quotes that `DbConnectionStringBuilder` writes around a value: none if no character needs them, single quotes
/// around double ones, otherwise double quotes.
///
/// .NET writes two values in a form that it does not read back: an empty value, which it reads as not set, and a value
/// whose only special character is a line feed at its end. Both are quoted here.
fn dotnet_quote(value: &str) -> Option<Quote> {
    let special = |c: char| matches!(c, '"' | '\'' | '=' | ';') || c.is_whitespace() || c.is_control();
    if !value.is_empty() && !value.contains(special) {
        None
    } else if value.contains('"') && !value.contains('\'') {
        Some(Quote::Single)
    } else {
        Some(Quote::Double)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn value(value: &str, expected: &str) {
        assert_eq!(written_value(value, None).as_deref(), Ok(expected));
    }

    #[test]
    fn values_are_quoted_as_dotnet_quotes_them() {
        value("mail", "mail");
        value("é-_.:/@", "é-_.:/@");
        value("", "\"\"");
        value("a b", "\"a b\"");
        value("a=b", "\"a=b\"");
        value("a;b", "\"a;b\"");
        value("it's", "\"it's\"");
        value("say \"x\"", "'say \"x\"'");
        value("both ' and \"", "\"both ' and \"\"\"");
        value("a\u{1}", "\"a\u{1}\"");
        value("a\n", "\"a\n\"");
        value("a\u{a0}b", "\"a\u{a0}b\"");
        assert_eq!(written_value("a\0", None), Err(WriteError(Unwritable::NulInValue)));
    }

    #[test]
    fn existing_quotes_are_kept() {
        assert_eq!(written_value("a", Some(Quote::Single)).as_deref(), Ok("'a'"));
        assert_eq!(written_value("it's", Some(Quote::Single)).as_deref(), Ok("'it''s'"));
        assert_eq!(written_value("a\"", Some(Quote::Double)).as_deref(), Ok("\"a\"\"\""));
    }

    #[test]
    fn keywords_are_checked_and_escaped() {
        assert_eq!(written_keyword("Data Source").as_deref(), Ok("Data Source"));
        assert_eq!(written_keyword("=a=").as_deref(), Ok("==a=="));
        assert_eq!(written_keyword(""), Err(WriteError(Unwritable::EmptyKeyword)));
        assert_eq!(written_keyword("a;b"), Err(WriteError(Unwritable::SemicolonInKeyword)));
        assert_eq!(written_keyword(" a"), Err(WriteError(Unwritable::WhitespaceAroundKeyword)));
        assert_eq!(written_keyword("a\u{a0}"), Err(WriteError(Unwritable::WhitespaceAroundKeyword)));
        assert_eq!(written_keyword("a\tb"), Err(WriteError(Unwritable::ControlCharacterInKeyword)));
    }
}
