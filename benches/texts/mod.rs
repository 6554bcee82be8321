//! The strings of both benchmarks.

#![allow(dead_code, reason = "the two benchmarks share this module, and neither uses all of it")]
#![allow(clippy::expect_used, reason = "a benchmark with a wrong string must stop")]

use smtp_connection_string::{Rule, Severity, SmtpConnection};

pub(crate) mod large;

/// The canonical string.
pub(crate) const CANONICAL: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;";

/// The same meaning in other spellings. The last one combines all of them.
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

/// One invalid string for each rule of severity error. Each is as long as the canonical string, so all counts are comparable,
/// and its error is as late as possible.
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

/// Returns the string with the given odd spelling, and checks that it has the meaning of the canonical one.
pub(crate) fn odd(name: &str) -> &'static str {
    let (_, text) = *ODD.iter().find(|(odd, _)| *odd == name).expect("an odd spelling of that name");
    let canonical = SmtpConnection::parse(CANONICAL).expect("the canonical string is valid");
    let spelled = SmtpConnection::parse(text).expect("an odd spelling is valid");
    assert_eq!(spelled.server(), canonical.server(), "{text}");
    assert_eq!(spelled.authentication(), canonical.authentication(), "{text}");
    assert_eq!(spelled.enable_ssl(), canonical.enable_ssl(), "{text}");
    text
}

/// Returns the string for a rule, and checks that parsing it reports that rule.
pub(crate) fn failing(rule: Rule) -> &'static str {
    for rule in Rule::ALL.iter().filter(|rule| rule.severity() == Severity::Error) {
        let bench = format!("#[bench::{}(", rule.as_str().replace('-', "_"));
        assert!(include_str!("../instructions.rs").contains(&bench), "no benchmark for {rule}");
    }
    let (_, text) = *FAILING.iter().find(|(failing, _)| *failing == rule).expect("a string for each rule");
    assert_refused(text, rule);
    text
}

/// Invalid strings whose classification takes more work than the string in [`FAILING`].
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
    (
        "unlisted keyword",
        Rule::UnknownKeyword,
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;Mechanism=False;",
    ),
    (
        "long keyword",
        Rule::UnknownKeyword,
        "SmtpServer=mail.corp;EnableSsl=True;RequireTransportLevelSecurity2=maybe1;",
    ),
    (
        "misspelled credential",
        Rule::BasicAuthentication,
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;Pasword=hunter2;",
    ),
    (
        "server template",
        Rule::InvalidServerName,
        "SmtpServer=<the smtp server>;UseWindowsAuthentication=True;EnableSsl=True;",
    ),
];

/// Returns the string with the given description, and checks that parsing it reports its rule.
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

/// Returns canonical strings, each different from the next one.
pub(crate) fn canonical_strings(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| {
            let windows = if index % 2 == 0 { "True" } else { "False" };
            let ssl = if index % 3 == 0 { "True" } else { "False" };
            format!("SmtpServer=relay{index:03}.corp;UseWindowsAuthentication={windows};EnableSsl={ssl};")
        })
        .collect()
}
