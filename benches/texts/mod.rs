//! The strings that both benchmarks measure.

#![allow(dead_code, reason = "the two benchmarks share this module, and neither uses all of it")]
#![allow(clippy::expect_used, reason = "a benchmark of a string that is not what it should be must not go on")]

use smtp_connection_string::{Rule, Severity, SmtpConnection};

pub(crate) mod large;

/// As SSIS writes it: the string of every number in `README.md`.
pub(crate) const CANONICAL: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;";

/// The same meaning, each spelled in one other way, and at last in all of them.
pub(crate) const ODD: &[(&str, &str)] = &[
    ("casing", "smtpserver=smtp.contoso.com;USEWINDOWSAUTHENTICATION=true;enableSSL=FALSE;"),
    ("spaces", " SmtpServer = smtp.contoso.com ; UseWindowsAuthentication = True ; EnableSsl = False ; "),
    ("quotes", "SmtpServer=\"smtp.contoso.com\";UseWindowsAuthentication='True';EnableSsl=\"False\";"),
    ("order", "EnableSsl=False;UseWindowsAuthentication=True;SmtpServer=smtp.contoso.com;"),
    ("timeout", "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=30000;"),
    (
        "all",
        " timeout = '30000' ; ENABLESSL = false ; usewindowsauthentication = \"TRUE\" ; smtpserver = 'smtp.contoso.com'",
    ),
];

/// One string for each rule that refuses a string, each exactly as long as the canonical one, with the fault as far back
/// as it will go: so "twice the cost of a valid string of that length" is one number.
pub(crate) const FAILING: &[(Rule, &str)] = &[
    (Rule::EmptyConnectionString, " ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ;  ; ; "),
    (Rule::BareServerName, "mailrelay.branch-office.europe.internal.networks.contoso-international.com"),
    (Rule::MissingEquals, "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl False;"),
    (Rule::EmptyKeyword, "SmtpServer=smtp.mailrela.contoso.com;UseWindowsAuthentication=True;=False;"),
    (Rule::UnterminatedQuote, "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=\"True;"),
    (Rule::TextAfterQuote, "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl='No's;"),
    (Rule::StrayQuote, "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True';"),
    (Rule::ControlCharacter, "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True\u{1};"),
    (Rule::MissingServer, "UseWindowsAuthentication=True;EnableSsl=False;Timeout=0000000000000002000;"),
    (Rule::BasicAuthentication, "SmtpServer=smtp.mai.contoso.com;EnableSsl=False;User=joe;Password=hunter2;"),
    (Rule::PortNotSupported, "SmtpServer=smtp.mailre.contoso.com;UseWindowsAuthentication=True;Port=587;"),
    (Rule::UnknownKeyword, "SmtpServer=smtp.ma.contoso.com;UseWindowsAuthentication=True;UseSsl=False;"),
    (Rule::DuplicateKeyword, "SmtpServer=smtp.m.contoso.com;EnableSsl=True;Timeout=2000;EnableSsl=False;"),
    (Rule::EmptyValue, "SmtpServer=smtp.mail.contoso.com;UseWindowsAuthentication=True;EnableSsl=;"),
    (Rule::UrlNotSupported, "SmtpServer=smtp://mail.corp;UseWindowsAuthentication=True;EnableSsl=False;"),
    (Rule::InvalidServerName, "SmtpServer=smtp.contoso.co-;UseWindowsAuthentication=True;EnableSsl=False;"),
    (Rule::InvalidBoolean, "SmtpServer=smtp.m.contoso.com;UseWindowsAuthentication=True;EnableSsl=yes;"),
    (Rule::InvalidTimeout, "SmtpServer=smtp.mai.contoso.com;UseWindowsAuthentication=True;Timeout=30s;"),
];

/// The string with this odd spelling; it must mean what the canonical one does.
pub(crate) fn odd(name: &str) -> &'static str {
    let (_, text) = *ODD.iter().find(|(odd, _)| *odd == name).expect("an odd spelling of that name");
    let canonical = SmtpConnection::parse(CANONICAL).expect("the canonical string is valid");
    let spelled = SmtpConnection::parse(text).expect("an odd spelling is valid");
    assert_eq!(spelled.server(), canonical.server(), "{text}");
    assert_eq!(spelled.authentication(), canonical.authentication(), "{text}");
    assert_eq!(spelled.enable_ssl(), canonical.enable_ssl(), "{text}");
    text
}

/// The string that this rule refuses; it must be refused for that.
pub(crate) fn failing(rule: Rule) -> &'static str {
    for rule in Rule::ALL.iter().filter(|rule| rule.severity() == Severity::Error) {
        let bench = format!("#[bench::{}(", rule.id().replace('-', "_"));
        assert!(include_str!("../instructions.rs").contains(&bench), "no budget for {rule}");
    }
    let (_, text) = *FAILING.iter().find(|(failing, _)| *failing == rule).expect("a string for each rule");
    assert_refused(text, rule);
    text
}

/// Refusals that do more than their rule needs.
const ALSO_FAILING: &[(&str, Rule, &str)] = &[
    (
        "port in server",
        Rule::PortNotSupported,
        "SmtpServer=smtp.contoso:587;UseWindowsAuthentication=True;EnableSsl=False;",
    ),
    (
        "misspelled keyword",
        Rule::UnknownKeyword,
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnabelSsl=False;",
    ),
];

/// The string of this description.
pub(crate) fn also_failing(description: &str) -> &'static str {
    let &(_, rule, text) = ALSO_FAILING.iter().find(|(name, ..)| *name == description).expect("a string for it");
    assert_refused(text, rule);
    text
}

fn assert_refused(text: &str, rule: Rule) {
    assert_eq!(text.len(), CANONICAL.len(), "{text}");
    let refused = SmtpConnection::parse(text).expect_err("the string is refused");
    assert_eq!(refused.rule(), rule, "{text}");
}

/// So many canonical strings, one after the other, no two next to each other alike.
pub(crate) fn canonical_strings(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| {
            let windows = if index % 2 == 0 { "True" } else { "False" };
            let ssl = if index % 3 == 0 { "True" } else { "False" };
            format!("SmtpServer=relay{index:03}.corp;UseWindowsAuthentication={windows};EnableSsl={ssl};")
        })
        .collect()
}
