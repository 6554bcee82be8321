//! Tests of whole reports: which findings are given together, where, and in which order.

use smtp_connection_string::{Authentication, SmtpConnection, check};
use snapbox::{IntoData, assert_data_eq, str};

use crate::{findings, finds};

#[test]
fn one_finding_per_keyword() {
    // The first that applies: Basic authentication, port, unknown, duplicate, empty.
    finds("SmtpServer=mail;UserName=", "basic-authentication 16..24");
    finds("SmtpServer=mail;PasswordPort=1", "basic-authentication 16..28");
    finds("SmtpServer=mail;Port=;Port=", "port-not-supported 16..20, port-not-supported 22..26");
    finds("SmtpServer=mail;Foo=;Foo=", "unknown-keyword 16..19, unknown-keyword 21..24");
    finds("SmtpServer=mail;SmtpServer=", "duplicate-keyword 16..26 related 0..10");
}

#[test]
fn nonempty_value_of_a_duplicate_is_checked() {
    finds(
        "SmtpServer=mail;EnableSsl=yes;EnableSsl=True",
        "invalid-boolean 26..29, duplicate-keyword 30..39 related 16..25",
    );
    finds(
        "SmtpServer=mail;EnableSsl=True;EnableSsl=yes",
        "duplicate-keyword 31..40 related 16..25, invalid-boolean 41..44",
    );
    finds("SmtpServer=a;SmtpServer=joe@b", "duplicate-keyword 13..23 related 0..10, basic-authentication 24..29");
}

#[test]
fn each_duplicate_is_related_to_the_first() {
    finds(
        "Timeout=1;timeout=2;SmtpServer=mail;TIMEOUT=3",
        "duplicate-keyword 10..17 related 0..7, duplicate-keyword 36..43 related 0..7",
    );
}

#[test]
fn span_of_the_whole_string_includes_separators() {
    finds("", "empty-connection-string 0..0");
    finds(" ; ;\t", "empty-connection-string 0..5");
    finds(" mail ; ", "bare-server-name 0..8");
}

#[test]
fn span_of_a_value_includes_quotes() {
    finds("SmtpServer= 'a b' ;", "invalid-server-name 12..17");
    finds("SmtpServer= ;EnableSsl=''", "empty-value 12..12, empty-value 23..25");
}

#[test]
fn span_of_a_pair_excludes_separators_and_whitespace() {
    finds(
        " SmtpServer = mail ; EnableSsl = 'False' ; UseWindowsAuthentication=True",
        "not-canonical 0..72, no-encryption 21..40, windows-authentication-unencrypted 43..72, \
         windows-authentication-fallback 43..72",
    );
}

#[test]
fn span_of_a_segment_excludes_whitespace() {
    finds("SmtpServer=mail; some text ;", "missing-equals 17..26");
    finds(" mail:25 ; ", "port-not-supported 1..8");
}

#[test]
fn span_of_something_missing_is_the_end() {
    finds("EnableSsl=True; ", "missing-server 16..16");
}

#[test]
fn spans_are_in_bytes() {
    finds("é=1;SmtpServer=ü", "unknown-keyword 0..2, invalid-server-name 16..18");
}

#[test]
fn findings_at_the_same_place_are_ordered_by_severity_and_rule() {
    finds(
        "SmtpServer=mail;",
        "not-canonical 0..16, no-encryption 16..16, anonymous-authentication 16..16, implicit-default 16..16, \
         implicit-default 16..16",
    );
    finds(
        "SmtpServer=mail;UseWindowsAuthentication=True;EnableSsl=False;",
        "windows-authentication-unencrypted 16..45, windows-authentication-fallback 16..45, no-encryption 46..61",
    );
    finds("EnableSsl=", "missing-server 10..10, empty-value 10..10");
    finds("EnableSsl=\t", "missing-server 11..11, empty-value 11..11");
    finds("Timeout=;EnableSsl=", "empty-value 8..8, missing-server 19..19, empty-value 19..19");
    finds("EnableSsl=;", "empty-value 10..10, missing-server 11..11");
}

#[test]
fn all_errors_are_reported_after_a_credential() {
    finds(
        "SmtpServer=mail;Password=x;Foo=1;Port=2;=3;EnableSsl=yes",
        "basic-authentication 16..24, unknown-keyword 27..30, port-not-supported 33..37, empty-keyword 40..41, \
         invalid-boolean 53..56",
    );
    finds(
        "SmtpServer=joe:x@mail;Password=x;UserName=",
        "basic-authentication 11..21, basic-authentication 22..30, basic-authentication 33..41",
    );
    finds("Password=x;SmtpServer=mail", "basic-authentication 0..8");
    finds("Password=x", "basic-authentication 0..8, missing-server 10..10");
    finds("Password==x=y", "basic-authentication 0..11, missing-server 13..13");
    finds("Password=a;b", "basic-authentication 0..8, missing-equals 11..12");
}

#[test]
fn walk_continues_at_the_next_separator() {
    finds("=1;EnableSsl=yes", "empty-keyword 0..1, invalid-boolean 13..16");
    finds("SmtpServer=\"mail;EnableSsl=yes", "unterminated-quote 11..12, invalid-boolean 27..30");
    finds("SmtpServer='mail'x;EnableSsl=yes", "text-after-quote 17..18, invalid-boolean 29..32");
    finds("SmtpServer=mail\";EnableSsl=yes", "stray-quote 15..16, invalid-boolean 27..30");
    finds("SmtpServer=ma\u{1}il;EnableSsl=yes", "control-character 13..14, invalid-boolean 27..30");
    finds("SmtpServer=\"a;b\0c;EnableSsl=yes", "control-character 15..16, invalid-boolean 28..31");
    finds("text;EnableSsl=yes", "missing-equals 0..4, invalid-boolean 15..18");
    // The error is after the closing quote, so the walk does not continue inside the quotes.
    finds("SmtpServer=\"a;b\"c;EnableSsl=yes", "text-after-quote 16..17, invalid-boolean 28..31");
}

#[test]
fn keyword_of_a_malformed_value_is_classified_first() {
    finds("Password=\"x", "basic-authentication 0..8, unterminated-quote 9..10");
    finds("SmtpServer=mail;Port='25'x", "port-not-supported 16..20, text-after-quote 25..26");
    finds("Host=\"x", "unknown-keyword 0..4, unterminated-quote 5..6");
    finds("SmtpServer=\"x;SmtpServer=mail", "unterminated-quote 11..12, duplicate-keyword 14..24 related 0..10");
    finds("SmtpServer=mail;SmtpServer=x'", "duplicate-keyword 16..26 related 0..10, stray-quote 28..29");
}

#[test]
fn missing_server_is_reported() {
    finds("EnableSsl=True", "missing-server 14..14");
    finds("Foo=mail", "unknown-keyword 0..3, missing-server 8..8");
    finds("Port=25", "port-not-supported 0..4, missing-server 7..7");
    finds("EnableSsl=yes", "invalid-boolean 10..13, missing-server 13..13");
}

#[test]
fn missing_server_is_not_reported_beside_something_like_a_server() {
    // A pair of `SmtpServer`, whatever its value is.
    finds("SmtpServer=;EnableSsl=True", "empty-value 11..11");
    finds("SmtpServer=a b;EnableSsl=True", "invalid-server-name 11..14");
    // A lone server, or a URL as a keyword.
    finds("mail", "bare-server-name 0..4");
    finds("mail:25", "port-not-supported 0..7");
    finds("smtp://mail?a=1", "url-not-supported 0..13");
    finds("smtp://joe@mail?a=1", "basic-authentication 0..17");
    // A keyword for which `SmtpServer` is suggested.
    finds("Host=mail", "unknown-keyword 0..4");
    finds("EnableSsl=True;SmtpServr=", "unknown-keyword 15..24");
    // A syntax error, which may hide the server.
    finds("text;EnableSsl=True", "missing-equals 0..4");
    finds("EnableSsl=True;=mail", "empty-keyword 15..16");
    finds("EnableSsl='True", "unterminated-quote 10..11");
    finds("EnableSsl=True;Smtp\u{1}Server=mail", "control-character 19..20");
}

#[test]
fn warnings_are_given_beside_errors() {
    finds("SmtpServer=mail;EnableSsl=False;Timeout=-1", "no-encryption 16..31, invalid-timeout 40..42");
    finds(
        "SmtpServer=mail;UseWindowsAuthentication=False;Port=25",
        "anonymous-authentication 16..46, port-not-supported 47..51",
    );
    finds("UseWindowsAuthentication=True;mail", "windows-authentication-fallback 0..29, missing-equals 30..34");
    finds("SmtpServer=smtp.gmail.com;Password=x", "provider-needs-login 11..25, basic-authentication 26..34");
    finds("SmtpServer=changeme;Foo=1", "placeholder-server 11..19, unknown-keyword 20..23");
    finds("SmtpServer=localhost;Foo=1", "loopback-server 11..20, unknown-keyword 21..24");
    finds("Timeout=0", "timeout-zero 8..9, missing-server 9..9");
    finds("Timeout=20;EnableSsl='", "timeout-in-seconds 8..10, unterminated-quote 21..22");
}

#[test]
fn findings_about_defaults_and_form_need_a_valid_string() {
    finds("smtpserver = mail;Foo=1", "unknown-keyword 18..21");
    finds("SmtpServer=mail;UseWindowsAuthentication=;", "empty-value 41..41");
    finds(
        "smtpserver = mail",
        "not-canonical 0..17, no-encryption 17..17, anonymous-authentication 17..17, implicit-default 17..17, \
         implicit-default 17..17",
    );
}

#[test]
fn invalid_value_is_not_stated() {
    finds("SmtpServer=smtp.gmail.com:587;EnableSsl=yes", "port-not-supported 11..29, invalid-boolean 40..43");
    let report = check("SmtpServer=a b;UseWindowsAuthentication=yes;EnableSsl=False;Timeout=-1");
    let stated = report.properties();
    assert_eq!((stated.server(), stated.authentication(), stated.timeout_ms()), (None, None, None));
    assert_eq!(stated.enable_ssl(), Some(false));
}

#[test]
fn duplicate_property_is_not_stated() {
    finds("SmtpServer=mail;EnableSsl=False;EnableSsl=False", "duplicate-keyword 32..41 related 16..25");
    finds("SmtpServer=smtp.gmail.com;SmtpServer=mail", "duplicate-keyword 26..36 related 0..10");
    finds("SmtpServer=mail;Timeout=;Timeout=0", "empty-value 24..24, duplicate-keyword 25..32 related 16..23");
    // The other properties are.
    finds(
        "SmtpServer=a;SmtpServer=b;EnableSsl=False;UseWindowsAuthentication=True",
        "duplicate-keyword 13..23 related 0..10, no-encryption 26..41, \
         windows-authentication-unencrypted 42..71, windows-authentication-fallback 42..71",
    );
    // Neither is one whose other pair is not valid.
    finds(
        "SmtpServer=mail;EnableSsl=yes;EnableSsl=False",
        "invalid-boolean 26..29, duplicate-keyword 30..39 related 16..25",
    );
    finds(
        "SmtpServer=mail;EnableSsl='x;EnableSsl=False",
        "unterminated-quote 26..27, duplicate-keyword 29..38 related 16..25",
    );
    let report = check("SmtpServer=a;UseWindowsAuthentication=True;SmtpServer=a");
    assert_eq!(report.properties().server(), None);
    assert_eq!(report.properties().authentication(), Some(Authentication::Windows));
}

#[test]
fn duplicate_property_with_an_empty_value_is_not_stated() {
    finds("SmtpServer=mail;Timeout=0;Timeout=", "duplicate-keyword 26..33 related 16..23");
    finds("SmtpServer=mail;EnableSsl=False;EnableSsl=''", "duplicate-keyword 32..41 related 16..25");
    finds("SmtpServer=localhost;SmtpServer=;EnableSsl=True", "duplicate-keyword 21..31 related 0..10");
    assert_eq!(check("SmtpServer=mail;SmtpServer=").properties().server(), None);
}

#[test]
fn warnings_about_two_properties_need_both_in_an_invalid_string() {
    // `EnableSsl` is not stated, so its default is not assumed.
    finds(
        "SmtpServer=mail;UseWindowsAuthentication=True;Foo=1",
        "windows-authentication-fallback 16..45, unknown-keyword 46..49",
    );
    finds(
        "EnableSsl=False;UseWindowsAuthentication=yes",
        "no-encryption 0..15, invalid-boolean 41..44, missing-server 44..44",
    );
    finds(
        "EnableSsl=False;UseWindowsAuthentication=True",
        "no-encryption 0..15, windows-authentication-unencrypted 16..45, windows-authentication-fallback 16..45, \
         missing-server 45..45",
    );
    finds("SmtpServer=192.0.2.25;Foo=1", "unknown-keyword 22..25");
    finds("SmtpServer=192.0.2.25;EnableSsl=yes", "invalid-boolean 32..35");
    finds("SmtpServer=192.0.2.25;EnableSsl=True;Foo=1", "address-as-server 11..21, unknown-keyword 37..40");
    finds(
        "SmtpServer=192.0.2.25;EnableSsl=yes;UseWindowsAuthentication=True",
        "address-as-server 11..21, invalid-boolean 32..35, windows-authentication-fallback 36..65",
    );
}

#[test]
fn loopback_server_needs_no_encryption() {
    for server in ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.255.255.254", "::1", "[::1]", "[0:0::1]"] {
        let end = 11 + server.len();
        finds(
            &format!("SmtpServer={server};UseWindowsAuthentication=True;EnableSsl=False;"),
            &format!("loopback-server 11..{end}, windows-authentication-fallback {}..{}", end + 1, end + 30),
        );
    }
    finds(
        "SmtpServer=127.0.0.1;UseWindowsAuthentication=True;EnableSsl=True;",
        "loopback-server 11..20, windows-authentication-fallback 21..50",
    );
    finds("SmtpServer=localhost;EnableSsl=False;Foo=1", "loopback-server 11..20, unknown-keyword 37..40");
}

#[test]
fn other_servers_need_encryption() {
    for server in ["localhost.contoso.com", "localhost1", "128.0.0.1", "::2"] {
        let report = findings(&format!("SmtpServer={server};UseWindowsAuthentication=False;EnableSsl=False;"));
        assert!(report.contains("no-encryption") && !report.contains("loopback-server"), "{server}: {report}");
    }
    // A server that is not stated validly counts as another one.
    finds("SmtpServer=localhost:25;EnableSsl=False", "port-not-supported 11..23, no-encryption 24..39");
    finds("Host=localhost;EnableSsl=False", "unknown-keyword 0..4, no-encryption 15..30");
    finds(
        "SmtpServer=localhost;SmtpServer=localhost;EnableSsl=False",
        "duplicate-keyword 21..31 related 0..10, no-encryption 42..57",
    );
}

#[test]
fn report_is_rendered_in_order() {
    let report = check("SmtpServer=mail;EnableSsl=False;Password=x;Timeout=-1");
    assert_data_eq!(
        report.render(),
        str![[r#"
warning[no-encryption]: mail is sent in cleartext because `EnableSsl` is `False`
  |
  | SmtpServer=mail;EnableSsl=False;Password=***;Timeout=-1
  |                 ^^^^^^^^^^^^^^^
  = help: write `EnableSsl=True` if the server offers STARTTLS on port 25

error[basic-authentication]: unsupported credential keyword
  |
  | SmtpServer=mail;EnableSsl=False;Password=***;Timeout=-1
  |                                 ^^^^^^^^
  = help: remove the pair: only anonymous and Windows authentication are supported, not Basic authentication

error[invalid-timeout]: invalid timeout
  |
  | SmtpServer=mail;EnableSsl=False;Password=***;Timeout=-1
  |                                                      ^^
  = help: write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`

"#]]
        .raw()
    );
}

#[test]
fn rendered_parse_error_is_one_finding() {
    let source = "SmtpServer=mail;EnableSsl=yes;Timeout=-1";
    let error = SmtpConnection::parse(source).unwrap_err();
    assert_data_eq!(
        error.render(source),
        str![[r#"
error[invalid-boolean]: invalid boolean
  |
  | SmtpServer=mail;EnableSsl=yes;Timeout=-1
  |                           ^^^
  = help: write `True`

"#]]
        .raw()
    );
}

#[test]
fn debug_shows_rules_and_spans() {
    let report = check("SmtpServer=mail;EnableSsl=yes;enablessl=True");
    assert_data_eq!(
        format!("{report:#?}"),
        str![[r#"
Report {
    connection: None,
    properties: Properties {
        server: Some(
            ServerName(
                "mail",
            ),
        ),
        authentication: None,
        enable_ssl: None,
        timeout_ms: None,
    },
    diagnostics: [
        Diagnostic {
            rule: InvalidBoolean,
            span: 26..29,
            message: "invalid boolean",
            related: [],
        },
        Diagnostic {
            rule: DuplicateKeyword,
            span: 30..39,
            message: "duplicate keyword",
            related: [
                Related {
                    span: 16..25,
                    message: "first occurrence of the keyword",
                },
            ],
        },
    ],
    ..
}
"#]]
        .raw()
    );
    let error = SmtpConnection::parse(report.source()).unwrap_err();
    assert_data_eq!(
        format!("{error:?}"),
        str![[r#"ParseError { rule: InvalidBoolean, span: 26..29, message: "invalid boolean" }"#]].raw()
    );
}
