//! The laws of editing, by property tests against a naive model: a list of pairs.

// A test may panic: that is how it fails.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use smtp_connection_string::ConnectionString;

#[derive(Clone, Debug)]
enum Edit {
    Set(String, String),
    Remove(String),
    Rename(String, String),
}

/// Few keywords, so that edits meet pairs, duplicates and each other; some that cannot be written.
fn keyword() -> impl Strategy<Value = String> {
    let usual = prop_oneof![
        Just("a"),
        Just("A"),
        Just("b"),
        Just("c=d"),
        Just("=e"),
        Just("SmtpServer"),
        Just("smtpserver"),
        Just("EnableSsl"),
        Just("Data Source"),
        Just("é"),
    ];
    let unwritable = prop_oneof![Just(""), Just("a;b"), Just(" a"), Just("a\u{a0}"), Just("a\tb"), Just("\0")];
    prop_oneof![9 => usual, 1 => unwritable].prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,4}", "[a=;\"' \\t\\n\u{85}\u{a0}é\u{1}]{0,6}", Just("\0".to_owned()),]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (keyword(), value()).prop_map(|(keyword, value)| Edit::Set(keyword, value)),
        1 => keyword().prop_map(Edit::Remove),
        1 => (keyword(), keyword()).prop_map(|(old, new)| Edit::Rename(old, new)),
    ]
}

/// A text of pairs with odd spacing, quoting and separators.
fn text() -> impl Strategy<Value = String> {
    let pair = (
        prop_oneof![Just("a"), Just("A"), Just("b"), Just("c==d"), Just("SmtpServer"), Just("EnableSsl"), Just("é")],
        "[ \\t]{0,2}",
        "[ \u{a0}]{0,2}",
        prop_oneof![
            Just(""),
            Just("x"),
            Just("\"\""),
            Just("'it''s'"),
            Just("\"a;b\""),
            Just("u v"),
            Just("x=y"),
            Just("é")
        ],
        "[ \\n]{0,2}",
    );
    let pair =
        pair.prop_map(|(keyword, before, after, value, behind)| format!("{keyword}{before}={after}{value}{behind}"));
    (prop_oneof![Just(""), Just(";"), Just(" ; ")], proptest::collection::vec(pair, 0..5), "[; ]{0,3}")
        .prop_map(|(head, pairs, tail)| format!("{head}{}{tail}", pairs.join(";")))
}

fn pairs(string: &ConnectionString<'_>) -> Vec<(String, String)> {
    string.pairs().map(|pair| (pair.keyword().into_owned(), pair.value().into_owned())).collect()
}

/// What the edit makes of a list of pairs.
fn model(mut pairs: Vec<(String, String)>, edit: &Edit) -> Vec<(String, String)> {
    match edit {
        Edit::Set(keyword, value) => match pairs.iter().rposition(|(k, _)| k.eq_ignore_ascii_case(keyword)) {
            None => pairs.push((keyword.clone(), value.clone())),
            Some(last) => {
                pairs[last].1.clone_from(value);
                let mut index = 0;
                pairs.retain(|(k, _)| {
                    index += 1;
                    index == last + 1 || !k.eq_ignore_ascii_case(keyword)
                });
            }
        },
        Edit::Remove(keyword) => pairs.retain(|(k, _)| !k.eq_ignore_ascii_case(keyword)),
        Edit::Rename(old, new) => {
            for (keyword, _) in pairs.iter_mut().filter(|(k, _)| k.eq_ignore_ascii_case(old)) {
                keyword.clone_from(new);
            }
        }
    }
    pairs
}

/// The text without the pairs of these keywords and without any `;`: what no edit of them may change.
fn untouched(text: &str, keywords: &[&str]) -> String {
    let string = ConnectionString::parse(text).unwrap();
    let mut rest = String::new();
    let mut from = 0;
    for pair in string.pairs().filter(|pair| keywords.iter().any(|keyword| pair.is(keyword))) {
        rest.push_str(&text[from..pair.span().start]);
        from = pair.span().end;
    }
    rest.push_str(&text[from..]);
    rest.replace(';', "")
}

fn run(law: impl Fn(String, Vec<Edit>) -> Result<(), TestCaseError>) {
    // A fixed seed: the same cases in every run, everywhere.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let strategy = (text(), proptest::collection::vec(edit(), 1..6));
    TestRunner::new_with_rng(config, rng).run(&strategy, |(text, edits)| law(text, edits)).unwrap();
}

fn apply(string: &mut ConnectionString<'_>, edit: &Edit) -> bool {
    match edit {
        Edit::Set(keyword, value) => string.set(keyword, value).is_ok(),
        Edit::Remove(keyword) => string.remove(keyword),
        Edit::Rename(old, new) => string.rename(old, new) == Ok(true),
    }
}

#[test]
fn edits_do_what_they_do_to_a_list_of_pairs() {
    run(|text, edits| {
        let mut string = ConnectionString::parse(&text).unwrap();
        for edit in &edits {
            let before = pairs(&string);
            let text_before = string.to_string();
            if apply(&mut string, edit) {
                prop_assert_eq!(pairs(&string), model(before, edit), "{:?} after {:?}", string.as_str(), edit);
            } else {
                prop_assert_eq!(string.as_str(), text_before, "an edit that fails changes nothing");
            }
            // The places that are kept are those that a new reading finds.
            let again = ConnectionString::parse(string.as_str());
            prop_assert!(again.is_ok(), "{:?} no longer parses after {:?}", string.as_str(), edit);
            prop_assert_eq!(&again.unwrap(), &string);
        }
        Ok(())
    });
}

#[test]
fn what_is_not_touched_keeps_every_byte() {
    run(|text, edits| {
        let mut string = ConnectionString::parse(&text).unwrap();
        for edit in &edits {
            let before = string.to_string();
            if !apply(&mut string, edit) {
                continue;
            }
            let after = string.to_string();
            let keywords: Vec<&str> = match edit {
                Edit::Set(keyword, _) | Edit::Remove(keyword) => vec![keyword],
                Edit::Rename(old, new) => vec![old, new],
            };
            prop_assert_eq!(untouched(&before, &keywords), untouched(&after, &keywords), "{:?}", edit);
            // Of the separators one goes with each pair, or comes with it.
            let count = |text: &str| ConnectionString::parse(text).unwrap().len();
            let semicolons = |text: &str| {
                let spans: Vec<_> = ConnectionString::parse(text).unwrap().pairs().map(|pair| pair.span()).collect();
                text.match_indices(';').filter(|(at, _)| !spans.iter().any(|span| span.contains(at))).count()
            };
            let gone = count(&before).saturating_sub(count(&after));
            let come = count(&after).saturating_sub(count(&before));
            let (was, is) = (semicolons(&before), semicolons(&after));
            prop_assert!(is <= was + come && was <= is + gone, "{:?} {:?} {:?}", before, after, edit);
        }
        Ok(())
    });
}

#[test]
fn what_was_set_is_what_is_got() {
    run(|text, edits| {
        let mut string = ConnectionString::parse(&text).unwrap();
        for edit in &edits {
            let done = apply(&mut string, edit);
            match edit {
                Edit::Set(keyword, value) if done => {
                    let got = string.get(keyword);
                    prop_assert_eq!(got.as_deref(), Some(value.as_str()));
                    prop_assert_eq!(string.get_all(keyword).count(), 1);
                    prop_assert!(string.contains(keyword));
                }
                Edit::Remove(keyword) => {
                    prop_assert_eq!(string.get(keyword), None);
                    prop_assert_eq!(string.get_all(keyword).count(), 0);
                }
                _ => {}
            }
        }
        Ok(())
    });
}

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
fn set_keeps_the_style_of_the_text() {
    set("a = 1 ; b=2", "A", "3", "a = 3 ; b=2"); // spelling and spacing stay
    set("a='1'", "a", "2", "a='2'"); // and so do quotes
    set("a='1'", "a", "it's", "a='it''s'"); // in which that quote is doubled
    set("a=1", "a", "b;c", "a=\"b;c\""); // none where none are needed, .NET's where they are
    set("a=1", "a", "say \"x\"", "a='say \"x\"'");
    set("a=1", "a", "", "a=\"\""); // `a=` would be none
    set("a= ;b=2", "a", "x", "a= x;b=2"); // an empty value has its place, too
    set("a=1;b=2;A=3", "a", "4", "b=2;A=4"); // the last one counts
    set("", "a", "1", "a=1;"); // as SSIS writes
    set("a=1", "b", "2", "a=1;b=2"); // without a last separator, as it was
    set("a=1;", "b", "2", "a=1;b=2;"); // with one, as it was
    set("a=1;\r\n", "b", "2", "a=1;\r\nb=2;");
    set("a=1", "=c", "2", "a=1;==c=2"); // a `=` in a keyword is doubled
    set("a=1;é=2", "É", "3", "a=1;é=2;É=3"); // only ASCII case is ignored
}

#[test]
fn a_pair_goes_with_one_separator() {
    removed("a=1;b=2;c=3", "b", "a=1;c=3");
    removed("a=1;b=2", "b", "a=1"); // the last takes the one before it
    removed("a=1;b=2;", "b", "a=1;");
    removed("a=1", "a", "");
    removed("a=1;", "a", "");
    removed(";;a=1;;b=2;;", "a", ";;;b=2;;");
    removed("a=1 ; b=2", "a", "  b=2"); // white space is nobody's
    removed("b=0;a=1;a=2", "a", "b=0"); // each its own
    removed("a=1;a=2", "a", "");
    removed("a=\"1;2\";b=3", "a", "b=3"); // a `;` in quotes is none
    removed("a=1;b=2", "c", "a=1;b=2");
}

#[test]
fn what_cannot_be_written_is_refused_by_name() {
    use smtp_connection_string::WriteError;
    let mut string = ConnectionString::parse("a=1").unwrap();
    assert_eq!(string.set("", "x"), Err(WriteError::EmptyKeyword));
    assert_eq!(string.set("a;b", "x"), Err(WriteError::SemicolonInKeyword));
    assert_eq!(string.set("a ", "x"), Err(WriteError::WhiteSpaceAroundKeyword));
    assert_eq!(string.set("a\u{7f}", "x"), Err(WriteError::ControlCharacterInKeyword));
    assert_eq!(string.set("a", "\0"), Err(WriteError::NulInValue));
    assert_eq!(string.rename("a", "\n"), Err(WriteError::ControlCharacterInKeyword));
    assert_eq!(string.to_string(), "a=1");
    assert_eq!(
        WriteError::SemicolonInKeyword.to_string(),
        "expected a keyword without `;`, found one; no keyword can hold it, quoted or not"
    );
}

#[test]
fn a_connection_becomes_a_string_and_back() {
    use smtp_connection_string::{Rule, SmtpConnection};
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
    // An unquoted empty value is none.
    assert_eq!(["A", "b", "c"].map(|keyword| string.contains(keyword)), [true, false, false]);
    assert_eq!(string.into_owned().as_str(), "a=1;B=");
}

#[test]
fn debug_masks_the_text() {
    let string = ConnectionString::parse("SmtpServer=mail;Password=x").unwrap();
    assert_eq!(format!("{string:?}"), "ConnectionString(\"SmtpServer=mail;Password=***\")");
}

#[test]
fn an_error_before_a_secret_keeps_its_place() {
    assert_eq!(ConnectionString::parse("Foo;Pasword=x").unwrap_err().span(), 0..3);
}

#[test]
fn the_usual_conversions_are_the_same_as_parse() {
    use smtp_connection_string::SmtpConnection;
    for text in ["SmtpServer=mail;", "a", "SmtpServer=mail;Password=x"] {
        assert_eq!(ConnectionString::try_from(text), ConnectionString::parse(text));
        assert_eq!(text.parse(), ConnectionString::parse(text).map(ConnectionString::into_owned));
        assert_eq!(SmtpConnection::try_from(text), SmtpConnection::parse(text));
        assert_eq!(text.parse(), SmtpConnection::parse(text).map(SmtpConnection::into_owned));
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
fn debug_shows_what_is_no_secret() {
    let string = ConnectionString::parse("SmtpServer=mail;Password=x").unwrap();
    assert_eq!(format!("{string:?}"), "ConnectionString(\"SmtpServer=mail;Password=***\")");
    assert_eq!(format!("{:?}", string.pairs().next().unwrap()), "Pair { keyword_span: 0..10, .. }");
    assert_eq!(
        format!("{:?}", string.pairs()),
        "[Pair { keyword_span: 0..10, .. }, Pair { keyword_span: 16..24, .. }]"
    );
}
