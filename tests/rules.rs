//! Every rule with a string that breaks it, the whole report on that string, a near miss, and the text that people see.
//!
//! A case is a line of data and a snapshot; `SNAPSHOTS=overwrite cargo test --test rules` writes the snapshots anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]
#![allow(clippy::too_many_lines, reason = "a table of cases is one function, however long it is")]
#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes its snapshots with them")]

#[path = "rules/advice.rs"]
mod advice;
#[path = "rules/meaning.rs"]
mod meaning;
#[path = "rules/syntax.rs"]
mod syntax;
#[path = "rules/values.rs"]
mod values;

use std::collections::BTreeSet;

use smtp_connection_string::{Diagnostic, Rule, Severity, SmtpConnection, check};
use snapbox::data::Inline;
use snapbox::{IntoData, assert_data_eq};

/// A string that breaks a rule.
struct Case {
    rule: Rule,
    source: &'static str,
    /// The whole report: `rule start..end`, with ` related start..end`, separated by commas.
    found: &'static str,
    /// A string as close as possible that does not break the rule.
    near_miss: &'static str,
    rendered: Inline,
}

fn cases() -> Vec<Case> {
    [syntax::cases(), meaning::cases(), values::cases(), advice::cases()].into_iter().flatten().collect()
}

/// The report in one line.
fn found(source: &str) -> String {
    let place = |span: std::ops::Range<usize>| format!("{}..{}", span.start, span.end);
    let one = |diagnostic: &Diagnostic| {
        let related = diagnostic.related().iter().map(|other| format!(" related {}", place(other.span())));
        format!("{} {}", diagnostic.rule(), place(diagnostic.span())) + &related.collect::<Vec<_>>().concat()
    };
    check(source).diagnostics().iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The whole report, and that a plain parse gives its first error.
#[track_caller]
fn finds(source: &str, expected: &str) {
    assert_eq!(found(source), expected, "{source:?}");
    let first = check(source).diagnostics().first().filter(|first| first.severity() == Severity::Error).cloned();
    let parsed = SmtpConnection::parse(source).err().map(|error| (error.rule(), error.span()));
    assert_eq!(parsed, first.map(|first| (first.rule(), first.span())), "{source:?}");
}

#[test]
fn every_case_is_found_and_shown() {
    for Case { rule, source, found, rendered, .. } in cases() {
        finds(source, found);
        assert!(found.contains(rule.id()), "{source:?} is no case of {rule}");
        // Raw: no pattern in a snapshot stands for anything but itself.
        assert_data_eq!(check(source).render(), rendered.raw());
    }
}

#[test]
fn a_near_miss_is_another_thing() {
    for Case { rule, near_miss, source, .. } in cases() {
        let report = check(near_miss);
        let rules: Vec<_> = report.diagnostics().iter().map(Diagnostic::rule).collect();
        assert!(!rules.contains(&rule), "{near_miss:?}, the near miss of {source:?}, breaks {rule}");
    }
}

/// A case has a near miss and a snapshot by its type; what can be missing is the case, or what is in it.
#[test]
fn no_rule_is_without_its_case() {
    let covered: BTreeSet<_> = cases().iter().map(|case| case.rule).collect();
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    for Case { rule, source, near_miss, rendered, .. } in cases() {
        assert_ne!(source, near_miss, "{rule}");
        let snapshot = rendered.raw().to_string();
        assert!(snapshot.contains(rule.id()), "the snapshot of {source:?} does not show {rule}");
    }
}

#[test]
fn one_finding_per_keyword_the_first_that_matches() {
    // Basic authentication beats the empty value and the port.
    finds("SmtpServer=mail;UserName=", "basic-authentication 16..24");
    finds("SmtpServer=mail;PasswordPort=1", "basic-authentication 16..28");
    // An unknown keyword is not also empty, and never a duplicate.
    finds("SmtpServer=mail;Foo=;Foo=", "unknown-keyword 16..19, unknown-keyword 21..24");
    finds("SmtpServer=mail;Port=;Port=", "port-not-supported 16..20, port-not-supported 22..26");
    // A duplicate keyword is not also empty, but its value is looked at.
    finds("SmtpServer=mail;SmtpServer=", "duplicate-keyword 16..26 related 0..10");
    finds(
        "SmtpServer=mail;EnableSsl=yes;EnableSsl=True",
        "invalid-boolean 26..29, duplicate-keyword 30..39 related 16..25",
    );
    finds(
        "SmtpServer=mail;EnableSsl=True;EnableSsl=yes",
        "duplicate-keyword 31..40 related 16..25, invalid-boolean 41..44",
    );
    // The first one is what each further one is related to.
    finds(
        "Timeout=1;timeout=2;SmtpServer=mail;TIMEOUT=3",
        "duplicate-keyword 10..17 related 0..7, duplicate-keyword 36..43 related 0..7",
    );
    // An `auth…` keyword is a scheme or unknown, and not both.
    finds("SmtpServer=mail;AuthType=plain", "basic-authentication 16..24");
    finds("SmtpServer=mail;AuthType=ntlm", "unknown-keyword 16..24");
    // So is the boolean that asks for a scheme: the keyword is at fault, and its value not a second time.
    finds("SmtpServer=mail;UseWindowsAuthentication=Basic", "basic-authentication 16..40");
    finds(
        "SmtpServer=mail;UseWindowsAuthentication=True;UseWindowsAuthentication=Login",
        "basic-authentication 46..70",
    );
}

#[test]
fn a_server_is_read_in_one_order() {
    // Address before everything: the last group is no port.
    finds(
        "SmtpServer=fe80::1:25;UseWindowsAuthentication=False;EnableSsl=False;",
        "anonymous-authentication 22..52, no-encryption 53..68",
    );
    // User information before URL and port.
    finds("SmtpServer=smtp://joe:pw@host", "basic-authentication 11..11");
    finds("SmtpServer=joe@host:587", "basic-authentication 11..11");
    finds("SmtpServer=joe:pw", "basic-authentication 11..11");
    // URL before port.
    finds("SmtpServer=smtp://host:25", "url-not-supported 11..25");
    finds("SmtpServer=smtp://[2001:db8::25]:25/x", "url-not-supported 11..37");
    // Port before host name.
    finds("SmtpServer=bad name:25", "port-not-supported 11..22");
    finds("SmtpServer=[2001:db8::25]:25", "port-not-supported 11..28");
}

#[test]
fn spans_are_those_of_the_table() {
    // A, the whole string: separators and white space included.
    finds("", "empty-connection-string 0..0");
    finds(" ; ;\t", "empty-connection-string 0..5");
    finds(" mail ; ", "bare-server-name 0..8");
    // V with its quotes; an empty one is the empty span where it would stand.
    finds("SmtpServer= 'a b' ;", "invalid-server-name 12..17");
    finds("SmtpServer= ;EnableSsl=''", "empty-value 12..12, empty-value 23..25");
    // E: what is absent is missed at the end, after all separators.
    finds("EnableSsl=True; ", "missing-server 16..16");
    // P without its `;` and without the white space around it.
    finds(
        " SmtpServer = mail ; EnableSsl = 'False' ; UseWindowsAuthentication=True",
        "not-canonical 0..72, no-encryption 21..40, windows-authentication-unencrypted 43..72, windows-authentication-fallback 43..72",
    );
    // The segment without its white space.
    finds("SmtpServer=mail; some text ;", "missing-equals 17..26");
    // Bytes, not characters.
    finds("é=1;SmtpServer=ü", "unknown-keyword 0..2, invalid-server-name 16..18");
}

#[test]
fn the_order_is_place_then_gravity_then_the_table() {
    // The same place: the span at the end, a warning before the notes.
    finds(
        "SmtpServer=mail;",
        "not-canonical 0..16, no-encryption 16..16, anonymous-authentication 16..16, implicit-default 16..16, implicit-default 16..16",
    );
    // An error about the end and an empty value at the end: the table decides.
    finds("EnableSsl=", "missing-server 10..10, empty-value 10..10");
    // A secret that begins with its keyword: a server may be in it, so none is missed.
    finds("Password==x=y", "basic-authentication 0..0");
    // A secret that begins where a value does: what is behind it is not read.
    finds("UseWindowsAuthentication=joe:pw;Password=x", "invalid-boolean 25..25");
}

#[test]
fn the_walk_goes_on_at_the_next_separator() {
    // After each kind of syntax error the rest is still looked at.
    finds("=1;EnableSsl=yes", "empty-keyword 0..1, invalid-boolean 13..16");
    finds("SmtpServer=\"mail;EnableSsl=yes", "unterminated-quote 11..12, invalid-boolean 27..30");
    finds("SmtpServer='mail'x;EnableSsl=yes", "text-after-quote 17..18, invalid-boolean 29..32");
    finds("SmtpServer=mail\";EnableSsl=yes", "stray-quote 15..16, invalid-boolean 27..30");
    finds("SmtpServer=ma\u{1}il;EnableSsl=yes", "control-character 13..14, invalid-boolean 27..30");
    finds("SmtpServer=\"a;b\0c;EnableSsl=yes", "control-character 15..16, invalid-boolean 28..31");
    finds("text;EnableSsl=yes", "missing-equals 0..4, invalid-boolean 15..18");
    // A syntax error may hide the server: none is reported missing.
    finds("text;more", "missing-equals 0..4, missing-equals 5..9");
    // A keyword before a bad value counts: the second one is a duplicate.
    finds("SmtpServer=\"x;SmtpServer=mail", "unterminated-quote 11..12, duplicate-keyword 14..24 related 0..10");
    // With an error there is no advice.
    finds("SmtpServer=mail;EnableSsl=False;Foo=1", "unknown-keyword 32..35");
}

#[test]
fn nothing_is_said_from_within_a_secret() {
    // The rest of a password with `;` is no keyword, whatever it looks like.
    finds("SmtpServer=mail;Password=x;Foo=1;Port=2;=3;EnableSsl=yes", "basic-authentication 16..24");
    // A property behind it counts all the same: no server is missing.
    finds("Password=x;SmtpServer=mail", "basic-authentication 0..8");
    finds("Password=x;Host=mail", "basic-authentication 0..8");
    // What is missing is missed where the secret begins, since the end would tell its length.
    finds("Password=x", "basic-authentication 0..8, missing-server 9..9");
    // The value of another property with user information hides the rest too.
    finds("SmtpServer=mail;EnableSsl=a@b;Foo=1", "invalid-boolean 26..26");
}

#[test]
fn a_suggested_server_is_not_missing() {
    finds("Host=mail", "unknown-keyword 0..4");
    finds("SmtpServr=mail", "unknown-keyword 0..9");
    finds("Foo=mail", "unknown-keyword 0..3, missing-server 8..8");
}

#[test]
fn debug_shows_what_is_meant_and_found() {
    let report = check("SmtpServer=mail;EnableSsl=True");
    assert_eq!(
        format!("{:?}", report.connection().unwrap()),
        "SmtpConnection { server: \"mail\", authentication: Anonymous, enable_ssl: true, timeout: None }"
    );
    let report = check("=1");
    assert!(
        format!("{:?}", report.diagnostics()).starts_with("[Diagnostic { rule: EmptyKeyword, span: 0..1, message: ")
    );
}

#[test]
fn debug_of_a_report_and_of_an_error_says_what_they_found() {
    let report = check("EnableSsl=yes;SmtpServer=mail");
    let said = format!("{report:?}");
    assert!(
        said.starts_with("Report { connection: None, diagnostics: [Diagnostic") && said.contains("InvalidBoolean"),
        "{said}"
    );
    let error = SmtpConnection::parse("EnableSsl=yes").unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "ParseError { rule: InvalidBoolean, span: 10..13, \
         message: \"expected `True` or `False`, found another word for true\" }"
    );
}
