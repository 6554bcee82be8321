//! How a keyword and a value are written, so that .NET reads them back as they are.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::syntax::grammar::Quote;

/// Why a keyword or a value cannot be written in a connection string.
///
/// It holds no text of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The keyword is empty.
    #[error("expected a keyword, found an empty one; write at least one character")]
    EmptyKeyword,
    /// The keyword holds a `;`.
    #[error("expected a keyword without `;`, found one; no keyword can hold it, quoted or not")]
    SemicolonInKeyword,
    /// The keyword begins or ends with white space.
    #[error("expected a keyword without white space at its ends, found some; trim it, since reading it would")]
    WhiteSpaceAroundKeyword,
    /// The keyword holds a control character.
    #[error("expected a keyword without control characters, found one; take it out")]
    ControlCharacterInKeyword,
    /// The value holds NUL.
    #[error("expected a value without NUL, found one; no value can hold it, quoted or not")]
    NulInValue,
}

/// The keyword as it is written: a `=` in it is doubled.
pub(crate) fn written_keyword(keyword: &str) -> Result<Cow<'_, str>, WriteError> {
    if keyword.is_empty() {
        Err(WriteError::EmptyKeyword)
    } else if keyword.contains(';') {
        Err(WriteError::SemicolonInKeyword)
    } else if keyword.contains(char::is_control) {
        Err(WriteError::ControlCharacterInKeyword)
    } else if keyword.trim() != keyword {
        Err(WriteError::WhiteSpaceAroundKeyword)
    } else if keyword.contains('=') {
        Ok(Cow::Owned(keyword.replace('=', "==")))
    } else {
        Ok(Cow::Borrowed(keyword))
    }
}

/// The value as it is written, in quotes of the kind that its place has already, or else in those that .NET chooses.
pub(crate) fn written_value(value: &str, quote: Option<Quote>) -> Result<Cow<'_, str>, WriteError> {
    if value.contains('\0') {
        return Err(WriteError::NulInValue);
    }
    Ok(match quote.or_else(|| dotnet_quote(value)) {
        None => Cow::Borrowed(value),
        Some(Quote::Double) => Cow::Owned(quoted(value, "\"", "\"\"")),
        Some(Quote::Single) => Cow::Owned(quoted(value, "'", "''")),
    })
}

fn quoted(value: &str, quote: &str, doubled: &str) -> String {
    let inner = value.replace(quote, doubled);
    [quote, &inner, quote].concat()
}

/// The quotes that `DbConnectionStringBuilder` writes around a value: none where nothing in it needs them, single ones
/// around double ones, else double ones.
///
/// Two values .NET writes so that it does not read them back: an empty one, which it reads as no value at all, and one
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
    fn values_are_quoted_where_dotnet_quotes() {
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
        assert_eq!(written_value("a\0", None), Err(WriteError::NulInValue));
    }

    #[test]
    fn quotes_that_are_there_stay() {
        assert_eq!(written_value("a", Some(Quote::Single)).as_deref(), Ok("'a'"));
        assert_eq!(written_value("it's", Some(Quote::Single)).as_deref(), Ok("'it''s'"));
        assert_eq!(written_value("a\"", Some(Quote::Double)).as_deref(), Ok("\"a\"\"\""));
    }

    #[test]
    fn keywords() {
        assert_eq!(written_keyword("Data Source").as_deref(), Ok("Data Source"));
        assert_eq!(written_keyword("=a=").as_deref(), Ok("==a=="));
        assert_eq!(written_keyword(""), Err(WriteError::EmptyKeyword));
        assert_eq!(written_keyword("a;b"), Err(WriteError::SemicolonInKeyword));
        assert_eq!(written_keyword(" a"), Err(WriteError::WhiteSpaceAroundKeyword));
        assert_eq!(written_keyword("a\u{a0}"), Err(WriteError::WhiteSpaceAroundKeyword));
        assert_eq!(written_keyword("a\tb"), Err(WriteError::ControlCharacterInKeyword));
    }
}
