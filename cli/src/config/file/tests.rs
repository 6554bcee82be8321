use glob::Pattern;
use proptest::prelude::*;

use super::*;
use crate::date::Date;
use crate::path_pattern::PathPattern;

#[track_caller]
fn wrong(text: &str, expected: &str) {
    assert_eq!(File::parse(text).err().as_deref(), Some(expected), "{text}");
}

/// Checks the message for an exception with these lines and everything that is required.
#[track_caller]
fn wrong_exception(lines: &str, expected: &str) {
    wrong(&format!("[[exception]]\nreason = 'r'\nowner = 'o'\n{lines}"), expected);
}

#[test]
fn every_key_is_read() {
    let file = File::parse(
        "deny = ['warning', 'no-encryption']\nallow = 'implicit-default'\nexclude = ['archive/**', 'x.dtsx']\n\n\
         # An accepted risk.\n[[exception]]\nrule = ['no-encryption', 'port-not-supported']\npath = 'legacy/**/*.dtsx'\n\
         manager = ['A', 'B']\nserver = '*.internal.contoso.com'\nreason = 'relay'\nowner = 'dba@contoso.com'\n\
         until = 2027-03-31\n\n[[exception]]\nmanager = 'C'\nreason = 'r'\nowner = 'o'\nuntil = '2027-04-01'\n",
    )
    .unwrap();
    assert_eq!(file.selectors.deny, ["warning", "no-encryption"].map(|name| Selector::named(name).unwrap()));
    assert_eq!(file.selectors.allow, [Selector::named("implicit-default").unwrap()]);
    assert_eq!(file.exclude, ["archive/**", "x.dtsx"]);
    let [first, second] = file.exceptions.as_slice() else { panic!("{}", file.exceptions.len()) };
    assert_eq!((first.line, first.rules.as_slice()), (6, &["no-encryption", "port-not-supported"][..]));
    let texts = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(first.paths.iter().map(PathPattern::as_str).collect::<Vec<_>>(), ["legacy/**/*.dtsx"]);
    assert_eq!(texts(&first.managers), ["A", "B"]);
    let [server] = first.servers.as_slice() else { panic!("{:?}", first.servers) };
    assert!(server.matches("a.internal.contoso.com") && !server.matches("contoso.com"));
    assert_eq!((first.reason.as_str(), first.owner.as_str()), ("relay", "dba@contoso.com"));
    assert_eq!(first.until, Date::parse("2027-03-31"));
    assert_eq!((second.line, second.rules.len(), second.until), (15, 0, Date::parse("2027-04-01")));
}

#[test]
fn empty_file_changes_nothing() {
    for text in ["", "\u{a}# comment", "deny = []\nallow = []\nexclude = []\nexception = []"] {
        assert!(File::parse(text).unwrap().is_empty(), "{text}");
    }
    assert!(!File::parse("deny = 'note'").unwrap().is_empty());
}

#[test]
fn number_of_patterns_is_limited() {
    let list = |count: usize| format!("[{}]", "'a',".repeat(count));
    assert_eq!(File::parse(&format!("exclude = {}", list(MAX_PATTERNS))).unwrap().exclude.len(), MAX_PATTERNS);
    wrong(&format!("exclude = {}", list(MAX_PATTERNS + 1)), "1:11: the file has more than 10000 patterns");
    let exceptions = |count: usize| {
        let exception = format!("[[exception]]\nreason = 'r'\nowner = 'o'\npath = {0}\nserver = {0}\n", list(500));
        format!("exclude = {}\n{}", list(3000), exception.repeat(count))
    };
    assert_eq!(File::parse(&exceptions(7)).unwrap().exceptions.len(), 7);
    wrong(&exceptions(8), "37:1: the file has more than 10000 patterns");
}

#[test]
fn unknown_keys_have_suggestions() {
    wrong("\ndny = 1\nzzz = 1", "2:1: unknown key; did you mean `deny`?");
    wrong("exceptions = []", "1:1: unknown key; did you mean `exception`?");
    wrong("  hunter2 = 1", "1:3: unknown key; use `deny`, `allow`, `exclude` or `exception`");
    wrong_exception("rules = 'no-encryption'", "4:1: unknown key; did you mean `rule`?");
    wrong_exception("x = 1", "4:1: unknown key; use `rule`, `path`, `manager`, `server`, `reason`, `owner` or `until`");
}

#[test]
fn values_of_another_type_are_rejected() {
    wrong("deny = 1", "1:8: expected a string or a list of strings; write `deny = [\"warning\"]`");
    wrong("deny = ['note', true]", "1:17: expected a string or a list of strings; write `deny = [\"warning\"]`");
    wrong("allow = 1.5", "1:9: expected a string or a list of strings; write `allow = [\"third-party-manager\"]`");
    wrong("exclude = {}", "1:11: expected a string or a list of strings; write `exclude = [\"archive/**\"]`");
    wrong("exception = 'x'", "1:13: expected a list of tables; write `[[exception]]` before the keys");
    wrong("[exception]\nrule = 'x'", "1:1: expected a list of tables; write `[[exception]]` before the keys");
    wrong("exception = [1]", "1:14: expected a list of tables; write `[[exception]]` before the keys");
    wrong_exception("rule = 1", "4:8: expected a string or a list of strings; write `rule = \"no-encryption\"`");
    wrong_exception("path = 1", "4:8: expected a string or a list of strings; write `path = \"legacy/**\"`");
    wrong_exception("manager = 1", "4:11: expected a string or a list of strings; write `manager = \"Mail\"`");
    wrong_exception("server = 1", "4:10: expected a string or a list of strings; write `server = \"*.contoso.com\"`");
    for until in ["1", "''", "2027-03-31T00:00:00Z", "12:00:00", "'2027-02-30'", "'31.3.2027'"] {
        let lines = format!("rule = 'no-encryption'\nuntil = {until}");
        wrong_exception(&lines, "5:9: expected a date; write, for example, `until = 2027-03-31`");
    }
    wrong(
        "[[exception]]\nrule = 'no-encryption'\nreason = 1\nowner = 'o'",
        "3:10: expected a string; write `reason = \"relay on the same rack, ticket SEC-123\"`",
    );
    wrong(
        "[[exception]]\nrule = 'no-encryption'\nreason = 'r'\nowner = ['o']",
        "4:9: expected a string; write `owner = \"dba@contoso.com\"`",
    );
}

#[test]
fn unknown_rules_have_suggestions() {
    wrong("deny = ['note', 'wraning']", "1:17: unknown rule or severity; did you mean `warning`?");
    wrong("allow = 'zzz'", "1:9: unknown rule or severity; run `smtp-connstr explain` to list the rules");
    wrong_exception("rule = 'no-encrytpion'", "4:8: unknown rule; did you mean `no-encryption`?");
    wrong_exception("rule = 'zzz'", "4:8: unknown rule; run `smtp-connstr explain` to list the rules");
    wrong_exception("rule = 'error'", "4:8: a severity would accept too much; write rules");
    #[cfg(feature = "probe")]
    wrong_exception("rule = 'probe-slow'", "4:8: exceptions do not apply to the rules of `probe`");
}

#[test]
fn unreadable_file_cannot_be_accepted() {
    wrong_exception(
        "rule = ['no-encryption', 'unreadable-file']",
        "4:26: `unreadable-file` cannot be accepted; correct the file, or exclude it with `exclude`",
    );
}

#[test]
fn required_keys_must_not_be_missing_or_empty() {
    wrong(
        "deny = []\n[[exception]]\nrule = 'no-encryption'\nowner = 'o'",
        "2:1: missing key `reason`; write, for example, `reason = \"relay on the same rack, ticket SEC-123\"`",
    );
    wrong(
        "[[exception]]\nrule = 'no-encryption'\nreason = 'r'",
        "1:1: missing key `owner`; write, for example, `owner = \"dba@contoso.com\"`",
    );
    wrong(
        "[[exception]]\nrule = 'no-encryption'\nreason = ' \\t'\nowner = 'o'".replace("' \\t'", "\" \\t\"").as_str(),
        "3:10: empty `reason`; write, for example, `reason = \"relay on the same rack, ticket SEC-123\"`",
    );
    wrong(
        "[[exception]]\nrule = 'no-encryption'\nreason = 'r'\nowner = ''",
        "4:9: empty `owner`; write, for example, `owner = \"dba@contoso.com\"`",
    );
    wrong(
        &format!("[[exception]]\nrule = 'no-encryption'\nreason = '{}'\nowner = 'o'", "é".repeat(501)),
        "3:10: `reason` is longer than 500 characters",
    );
    wrong(
        &format!(
            "[[exception]]\nrule = 'no-encryption'\nreason = '{}'\nowner = '{}'",
            "é".repeat(500),
            "o".repeat(201)
        ),
        "4:9: `owner` is longer than 200 characters",
    );
}

#[test]
fn exception_needs_a_condition() {
    wrong_exception(
        "until = 2027-03-31",
        "1:1: an exception needs at least one of `rule`, `path`, `manager` and `server`",
    );
    for key in ["rule", "path", "manager", "server"] {
        let column = key.len() + 4;
        wrong_exception(&format!("{key} = []"), &format!("4:{column}: empty `{key}`; remove the key"));
    }
}

#[test]
fn invalid_patterns_are_rejected() {
    wrong_exception("path = ''", "4:8: empty pattern");
    wrong_exception("path = 'a\\b'", "4:8: `\\` in a path; write `/` on every system");
    wrong("exclude = ['a', 'b\\*']", "1:17: `\\` in a path; write `/` on every system");
    wrong_exception("path = 'a**'", "4:8: invalid pattern: recursive wildcards must form a single path component");
    wrong_exception("manager = '***'", "4:11: invalid pattern: wildcards are either regular `*` or recursive `**`");
    wrong_exception("server = '[a'", "4:10: invalid pattern: invalid range pattern");
    wrong_exception("server = '.'", "4:10: empty pattern");
    for path in ["/legacy/**", "./legacy/**", "legacy/", "../a/", ".", "a/./b", "a//b", "a/../b"] {
        wrong_exception(
            &format!("path = '{path}'"),
            "4:8: this path matches no file; write, for example, `legacy/**`, relative to the folder of this file",
        );
    }
    let message =
        "invalid exclude pattern; `*`, `?`, `[…]` and `**/` are wildcards, `{…}` is not one, and `[[]` is a `[`";
    wrong("exclude = '{a'", &format!("1:11: {message}"));
    for key in ["path", "manager", "server"] {
        let column = key.len() + 4;
        let message = format!("4:{column}: the pattern is longer than 1000 characters");
        wrong_exception(&format!("{key} = '{}'", "*a".repeat(501)), &message);
    }
    wrong(&format!("exclude = '{}'", "*é".repeat(501)), "1:11: the pattern is longer than 1000 characters");
    assert!(File::parse("[[exception]]\nreason = 'r'\nowner = 'o'\nmanager = 'a\\b'").is_ok());
}

#[test]
fn syntax_errors_have_a_place_and_no_text_of_the_file() {
    wrong("deny = [\n  'note'\nallow = 'hunter2'", "3:1: missing comma between array elements, expected `,`");
    wrong("deny = 'a'\ndeny = 'b'", "2:1: duplicate key");
    wrong("\u{e9}hunter2", "1:9: key with no value, expected `=`");
    wrong("reason = hunter2", "1:10: string values must be quoted, expected literal string");
    // Lines end with LF or CR LF, and columns are characters.
    wrong(
        "deny = ['note']\r\nallow = ['note', 'é']",
        "2:18: unknown rule or severity; run `smtp-connstr explain` to list the rules",
    );
    wrong(
        "allow = ['note', 'é', 1]",
        "1:23: expected a string or a list of strings; write `allow = [\"third-party-manager\"]`",
    );
}

/// Text of the file could be a secret if the wrong file was named.
fn is_static(message: &str, text: &str) -> bool {
    !text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.starts_with("secret") && message.contains(word))
}

proptest! {
    #[test]
    fn random_text_does_not_panic(text in "(?s).{0,200}") {
        let _ = File::parse(&text);
    }

    #[test]
    fn random_documents_do_not_panic(
        lines in proptest::collection::vec(
            "(\\[\\[exception\\]\\]|\\[exception\\]|(deny|allow|exclude|rule|path|manager|server|reason|owner|until|secret1) = \
             ('note'|'no-encryption'|'secret2'|\\[\\]|\\['a', 1\\]|2027-03-31|1|true|'[*?a/\\[\\]!\\\\]{0,8}'|secret3))",
            0..12,
        )
    ) {
        let text = lines.join("\n");
        if let Err(message) = File::parse(&text) {
            prop_assert!(is_static(&message, &text) && !message.contains('\n'), "{}", message);
        }
    }
}
