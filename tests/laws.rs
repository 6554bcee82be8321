//! The laws of the crate, as properties over noise, nearly valid and valid strings (`tests/generate`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

mod generate;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use generate::config;
use proptest::prelude::*;
use smtp_connection_string::{
    Applicability, Diagnostic, Masked, Rule, ServerName, Severity, SmtpConnection, apply_fixes, check,
};

fn is_place(text: &str, span: &Range<usize>) -> bool {
    // `get` answers for range and character boundaries alike.
    text.get(span.clone()).is_some()
}

/// The rules of the errors, sorted: what is left after a fix must be among them.
fn errors(text: &str) -> Vec<Rule> {
    let report = check(text);
    let errors = report.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    let mut rules: Vec<_> = errors.map(Diagnostic::rule).collect();
    rules.sort_unstable();
    rules
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(config(1000))]

    /// One walker, two policies: they cannot disagree.
    #[test]
    fn parse_and_check_say_the_same(text in generate::text()) {
        let report = check(&text);
        let first = report.diagnostics().iter().find(|diagnostic| diagnostic.severity() == Severity::Error);
        match (SmtpConnection::parse(&text), first) {
            (Ok(connection), None) => prop_assert_eq!(Some(&connection), report.connection()),
            (Err(error), Some(first)) => {
                prop_assert_eq!(report.connection(), None);
                prop_assert_eq!((error.rule(), error.span()), (first.rule(), first.span()));
                prop_assert_eq!((error.message(), error.help()), (first.message(), first.help()));
            }
            (parsed, first) => prop_assert!(false, "parse: {:?}, check: {:?}", parsed, first),
        }
    }

    /// Whoever slices with a span must not panic, in the text and in what is shown of it.
    #[test]
    fn spans_are_places(text in generate::text(), other in generate::text()) {
        let masked = Masked::new(&text);
        for diagnostic in check(&text).diagnostics() {
            let related = diagnostic.related().iter().map(smtp_connection_string::Related::span);
            for span in related.chain([diagnostic.span()]) {
                prop_assert!(is_place(&text, &span), "{:?}", diagnostic);
                prop_assert!(is_place(masked.as_str(), &masked.span(span)), "{:?}", diagnostic);
            }
            for fix in diagnostic.fixes(&text) {
                prop_assert!(is_place(&text, &fix.span()), "{:?}", fix);
            }
            // A source that the finding is not of gives nonsense, not a panic.
            let _ = diagnostic.fixes(&other);
        }
        if let Err(error) = SmtpConnection::parse(&text) {
            prop_assert!(!error.render(&text).is_empty() && !error.render(&other).is_empty());
        }
    }

    /// A caret under a mask would tell the length of what is hidden, or at least point into it.
    #[test]
    fn no_span_covers_what_is_masked(text in generate::text()) {
        // Where the text holds the mask's own characters, the two cannot be told apart.
        prop_assume!(!text.contains("***"));
        let masked = Masked::new(&text);
        for diagnostic in check(&text).diagnostics() {
            let span = diagnostic.span();
            let shown = &masked.as_str()[masked.span(span.clone())];
            prop_assert!(!shown.contains("***"), "{:?} in {}", diagnostic, masked);
            prop_assert_eq!(shown.is_empty(), span.is_empty(), "{:?} in {}", diagnostic, masked);
        }
    }

    /// The order is total in all that is seen, so that two runs and two versions agree.
    #[test]
    fn findings_are_sorted(text in generate::text()) {
        let report = check(&text);
        let order = |diagnostic: &Diagnostic| (diagnostic.span().start, diagnostic.severity(), diagnostic.rule());
        prop_assert!(report.diagnostics().windows(2).all(|pair| order(&pair[0]) <= order(&pair[1])));
    }

    /// Errors stand alone, and a string without errors has none but warnings and notes.
    #[test]
    fn errors_come_without_advice(text in generate::text()) {
        let report = check(&text);
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity() == Severity::Error;
        let errors = report.diagnostics().iter().filter(|diagnostic| is_error(diagnostic)).count();
        let expected = if report.is_valid() { 0 } else { report.diagnostics().len() };
        prop_assert_eq!(errors, expected);
        prop_assert!(report.is_valid() || errors > 0);
    }

    /// Each finding shows in the rendered text, in its place.
    #[test]
    fn every_finding_is_rendered(text in generate::text()) {
        let report = check(&text);
        let rendered = report.render();
        let mut rest = rendered.as_str();
        for diagnostic in report.diagnostics() {
            let headline = format!("{diagnostic}\n");
            let at = rest.find(&headline);
            prop_assert!(at.is_some(), "{:?} in {}", diagnostic, rest);
            rest = &rest[at.unwrap() + headline.len()..];
        }
        // A terminal must not be steered from within a string.
        prop_assert!(!rendered.contains(|c: char| c.is_control() && c != '\n'));
    }

    /// A certain fix is one that nobody need look at: it brings no error, and after it there is nothing left to fix.
    #[test]
    fn certain_fixes_bring_no_error_and_come_to_an_end(text in generate::text()) {
        let fixed = apply_fixes(&text);
        let mut before = errors(&text).into_iter();
        for rule in errors(&fixed) {
            prop_assert!(before.any(|other| other == rule), "{} is new in {:?}", rule, fixed);
        }
        prop_assert_eq!(&apply_fixes(&fixed), &fixed);
        let report = check(&fixed);
        let mut left = report.diagnostics().iter().flat_map(|diagnostic| diagnostic.fixes(&fixed));
        prop_assert!(left.all(|fix| fix.applicability() != Applicability::Certain), "{:?}", fixed);
        // A valid string says what it said, in the canonical spelling.
        if let Ok(connection) = SmtpConnection::parse(&text) {
            prop_assert_eq!(fixed, connection.to_string());
        }
    }

    /// A fix that needs a look may be wrong, and yet is an edit that can be made, alone.
    #[test]
    fn every_fix_can_be_applied(text in generate::text()) {
        for diagnostic in check(&text).diagnostics() {
            for fix in diagnostic.fixes(&text) {
                let mut fixed = text.clone();
                fixed.replace_range(fix.span(), fix.replacement());
                prop_assert_ne!(&fixed, &text);
                let same = check(&fixed).diagnostics().iter().any(|other| {
                    (other.rule(), other.message(), other.span()) == (diagnostic.rule(), diagnostic.message(), diagnostic.span())
                });
                prop_assert!(!same, "{:?} is still there in {:?}", diagnostic, fixed);
            }
        }
    }

    /// Nobody edits a string that holds a secret but its owner.
    #[test]
    fn a_secret_forbids_every_fix(text in generate::text()) {
        let holds_secret = Masked::new(&text).holds_secret();
        for diagnostic in check(&text).diagnostics() {
            prop_assert!(!holds_secret || diagnostic.fixes(&text).is_empty());
        }
    }

    /// Every spelling of a connection is read as it, and only the canonical one goes without the note.
    #[test]
    fn spellings_are_one_connection((connection, text) in generate::valid()) {
        let parsed = SmtpConnection::parse(&text);
        prop_assert_eq!(parsed.as_ref(), Ok(&connection));
        prop_assert_eq!(hash(&parsed.unwrap()), hash(&connection));
        let noted = check(&text).diagnostics().iter().any(|diagnostic| diagnostic.rule() == Rule::NotCanonical);
        prop_assert_eq!(noted, text != connection.to_string());
    }

    /// What the builder makes is written, read back as equal, and written the same again.
    #[test]
    fn display_is_a_fixed_point(connection in generate::connection()) {
        let canonical = connection.to_string();
        let again = SmtpConnection::parse(&canonical);
        prop_assert_eq!(again.as_ref(), Ok(&connection));
        prop_assert_eq!(again.unwrap().to_string(), canonical.clone());
        let report = check(&canonical);
        prop_assert!(report.diagnostics().iter().all(|diagnostic| diagnostic.rule() != Rule::NotCanonical));
        prop_assert_eq!(connection.clone().into_owned(), connection);
    }

    /// What one connection has, another has not: equality is no accident of the generator.
    #[test]
    fn another_property_is_another_connection((connection, text) in generate::valid(), milliseconds in 0_u64..9) {
        let timeout = std::time::Duration::from_millis(milliseconds);
        prop_assume!(connection.timeout() != Some(timeout));
        let other = SmtpConnection::builder(connection.server().clone())
            .authentication(connection.authentication())
            .enable_ssl(connection.enable_ssl())
            .timeout(timeout)
            .build();
        prop_assert_ne!(SmtpConnection::parse(&text).unwrap(), other.unwrap());
    }

    /// Addresses are those of `core::net`, with brackets as the one addition.
    #[test]
    fn addresses_are_those_of_core(address in any::<IpAddr>(), text in "[0-9a-f:.\\[\\]%x]{0,20}|\\PC{0,20}") {
        for written in [address.to_string(), text.clone()] {
            let read = ServerName::parse(&written).ok().and_then(|server| server.ip());
            let bare = written.parse::<IpAddr>().ok();
            let inner = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            let bracketed = inner.and_then(|inner| inner.parse::<Ipv6Addr>().ok()).map(IpAddr::V6);
            prop_assert_eq!(read, bare.or(bracketed));
        }
        if let Ok(server) = ServerName::parse(&text) {
            prop_assert_eq!(server.as_str(), text.as_str());
            let last = text.trim_end_matches('.').rsplit('.').next().unwrap();
            let numeric = last.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert!(!numeric || text.parse::<Ipv4Addr>().is_ok(), "a last label of digits is an address's");
        }
    }

    /// A server name is the same thing alone and in a string, as long as the syntax leaves its text alone.
    #[test]
    fn a_server_is_read_alone_as_in_a_string(text in "[A-Za-z0-9._:@/%<\\[\\]\u{e9} -]{1,20}") {
        prop_assume!(text.trim() == text);
        let alone = ServerName::parse(&text);
        let source = format!("SmtpServer={text}");
        let within = SmtpConnection::parse(&source);
        match (alone, within) {
            (Ok(server), Ok(connection)) => prop_assert_eq!(&server, connection.server()),
            (Err(alone), Err(within)) => prop_assert_eq!(alone.rule(), within.rule()),
            (alone, within) => prop_assert!(false, "alone: {:?}, within: {:?}", alone, within),
        }
    }
}

/// Laws that hold of nothing would be no laws: the generator must reach every rule.
#[test]
fn the_generator_reaches_every_rule() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::new(config(1));
    let strategy = generate::text();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..6000 {
        let text = strategy.new_tree(&mut runner).unwrap().current();
        reached.extend(check(&text).diagnostics().iter().map(Diagnostic::rule));
    }
    // A lone server name needs a string without any `=`, which pairs never are: it has its cases in tests/rules.
    let missed: Vec<_> = Rule::ALL.iter().filter(|rule| !reached.contains(rule)).collect();
    assert!(missed.iter().all(|&&rule| rule == Rule::BareServerName), "{missed:?}");
}
