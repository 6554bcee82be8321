//! Edits of connection strings, case by case. `tests/random.rs` compares random edits with a model.

#![allow(clippy::unwrap_used, missing_docs, reason = "a failed test panics")]

use smtp_connection_string::{ConnectionString, Rule, SmtpConnection};

#[track_caller]
fn set(text: &str, keyword: &str, value: &str, expected: &str) {
    let mut string = ConnectionString::parse(text).unwrap();
    string.set(keyword, value).unwrap();
    assert_eq!(string.to_string(), expected);
}

#[track_caller]
fn removed(text: &str, keyword: &str, expected: &str) {
    let mut string = ConnectionString::parse(text).unwrap();
    assert_eq!(string.remove(keyword), text != expected);
    assert_eq!(string.to_string(), expected);
}

#[test]
fn set_keeps_spelling_spacing_and_quotes() {
    set("a = 1 ; b=2", "A", "3", "a = 3 ; b=2");
    set("a='1'", "a", "2", "a='2'");
    set("a='1'", "a", "it's", "a='it''s'");
    set("a= ;b=2", "a", "x", "a= x;b=2");
}

#[test]
fn set_quotes_a_value_as_dotnet_does() {
    set("a=1", "a", "b;c", "a=\"b;c\"");
    set("a=1", "a", "say \"x\"", "a='say \"x\"'");
    // `a=` would be read as missing.
    set("a=1", "a", "", "a=\"\"");
}

#[test]
fn set_keeps_the_last_of_several_pairs() {
    set("a=1;b=2;A=3", "a", "4", "b=2;A=4");
}

#[test]
fn set_appends_a_new_keyword() {
    set("", "a", "1", "a=1;");
    set("a=1", "b", "2", "a=1;b=2");
    set("a=1;", "b", "2", "a=1;b=2;");
    set("a=1;\r\n", "b", "2", "a=1;\r\nb=2;");
    set("a=1", "=c", "2", "a=1;==c=2");
    // Only ASCII case is ignored.
    set("a=1;é=2", "É", "3", "a=1;é=2;É=3");
}

#[test]
fn remove_takes_one_separator_per_pair() {
    removed("a=1;b=2;c=3", "b", "a=1;c=3");
    removed("a=1;b=2", "b", "a=1");
    removed("a=1;b=2;", "b", "a=1;");
    removed("a=1", "a", "");
    removed("a=1;", "a", "");
    removed(";;a=1;;b=2;;", "a", ";;;b=2;;");
    removed("a=1 ; b=2", "a", "  b=2");
    removed("b=0;a=1;a=2", "a", "b=0");
    removed("a=1;a=2", "a", "");
    removed("a=\"1;2\";b=3", "a", "b=3");
    removed("a=1;b=2", "c", "a=1;b=2");
}

#[test]
fn extend_appends_pairs_as_they_are_written() {
    let other = ConnectionString::parse("a = 'x' ; b= =1").unwrap();
    let mut string = ConnectionString::parse("a=1").unwrap();
    string.extend(other.pairs());
    // Without the space before `=1`, the keyword would be `b=1`.
    assert_eq!(string.to_string(), "a=1;a='x';b= =1");
}

#[test]
fn text_that_cannot_be_written_is_rejected() {
    let mut string = ConnectionString::parse("a=1").unwrap();
    let mut error = |keyword, value| string.set(keyword, value).unwrap_err().to_string();
    assert_eq!(error("", "x"), "empty keyword; write at least one character");
    assert!(error("a;b", "x").starts_with("`;` in keyword; "));
    assert!(error("a ", "x").starts_with("whitespace at an end of the keyword; "));
    assert!(error("a\u{7f}", "x").starts_with("control character in keyword; "));
    assert!(error("a", "\0").starts_with("NUL in value; "));
    assert!(string.rename("a", "\n").unwrap_err().to_string().starts_with("control character in keyword; "));
    assert_eq!(string.to_string(), "a=1");
}

#[test]
fn connection_converts_to_a_string_and_back() {
    let connection = SmtpConnection::parse("EnableSsl=true;SMTPSERVER=mail").unwrap();
    let mut string = ConnectionString::from(&connection);
    assert_eq!(string.as_str(), "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;");
    assert_eq!(SmtpConnection::try_from(&string).unwrap(), connection);
    string.set("Port", "25").unwrap();
    assert_eq!(SmtpConnection::try_from(&string).unwrap_err().rule(), Rule::PortNotSupported);
    assert_eq!(ConnectionString::from(connection).len(), 3);
}

#[test]
fn pairs_are_counted_and_looked_up() {
    let string = ConnectionString::parse("a=1;B=").unwrap();
    assert_eq!((string.len(), string.is_empty(), string.pairs().size_hint()), (2, false, (2, Some(2))));
    assert!(ConnectionString::parse(" ; ").unwrap().is_empty());
    // An empty value without quotes counts as missing.
    assert_eq!(["A", "b", "c"].map(|keyword| string.contains(keyword)), [true, false, false]);
    assert_eq!(string.into_owned().as_str(), "a=1;B=");
}

#[test]
fn conversions_are_the_same_as_parse() {
    for text in ["SmtpServer=mail;", "a", "SmtpServer=mail;Password=x"] {
        assert_eq!(ConnectionString::try_from(text), ConnectionString::parse(text));
        assert_eq!(text.parse(), ConnectionString::parse(text).map(ConnectionString::into_owned));
    }
}

#[test]
fn iteration_by_reference_and_by_value() {
    let string = ConnectionString::parse("a=1;b='2'").unwrap();
    let keywords: Vec<_> = (&string).into_iter().map(|pair| pair.keyword()).collect();
    assert_eq!(keywords, ["a", "b"]);
    assert_eq!(string.iter().len(), 2);
    let owned: Vec<(String, String)> = string.into_iter().collect();
    assert_eq!(owned, [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
}

#[test]
fn debug_is_redacted() {
    let string = ConnectionString::parse("SmtpServer=mail;Password=x").unwrap();
    assert_eq!(format!("{string:?}"), "ConnectionString(\"SmtpServer=mail;Password=***\")");
    assert_eq!(
        format!("{:?}", string.pairs()),
        "[Pair { keyword_span: 0..10, .. }, Pair { keyword_span: 16..24, .. }]"
    );
}

#[test]
fn error_before_a_secret_has_its_own_span() {
    assert_eq!(ConnectionString::parse("Foo;Pasword=x").unwrap_err().span(), 0..3);
}
