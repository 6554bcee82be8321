//! Strings for the laws: valid ones in any spelling, and nearly valid ones with damage.
//!
//! Uniform noise hardly ever gets past the first segment; these strings reach every rule, alone and side by side.

#![allow(dead_code, unreachable_pub, reason = "several test binaries include this module, and none uses all of it")]

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use smtp_connection_string::{Authentication, SmtpConnection};

/// The same cases in every run, and no files of past failures: what failed once becomes a case of `tests/rules.rs`.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() }
}

/// White space of all kinds that the syntax knows: ASCII, C1, and beyond.
const SPACES: &[&str] = &["", "", "", " ", "\t", "\r\n", "\u{85}", "\u{a0}", "\u{2003}", " \u{3000} "];

/// Servers of every kind, valid as they stand.
const SERVERS: &[&str] = &[
    "mail",
    "smtp.contoso.com",
    "SMTP.Fabrikam.com.",
    "my_relay-01",
    "192.0.2.25",
    "2001:db8::25",
    "[2001:db8::25]",
    "MY_SMTP_SERVER",
    "mail.example.com",
    "smtp.office365.com",
];

/// Keywords that name no property: credentials, ports, schemes, synonyms, misspellings, and odd ones.
const FOREIGN: &[&str] = &[
    "Password",
    "user_id",
    "Pasword",
    "Password==x",
    "Port",
    "SmtpServerPort",
    "Authentication",
    "UseBasicAuthentication",
    "Host",
    "Data Source",
    "UseTls",
    "EnableSs",
    "Integrated Security",
    "Connect Timeout",
    "Foo",
    "é",
    "a==b",
    "==",
    "joe@host",
    "",
    "a\tb",
];

/// Values that some rule has something to say about.
const ODD_VALUES: &[&str] = &[
    "",
    "yes",
    "0",
    "1",
    "SSPI",
    "basic",
    "20",
    "-1",
    "2147483648",
    "007",
    "a b",
    "smtp://mail:25/x",
    "mail:587",
    "joe:pw@mail",
    "joe@mail",
    "[mail]",
    "fe80::1%eth0",
    "bücher",
    "<server name>",
    "a=b",
    "it's",
    "a\"b",
    "a..b",
    "192.0.2.256",
];

/// Characters that change what a string means where they are put.
const DAMAGE: &[char] = &[';', '=', '"', '\'', ' ', '\t', '\0', '\u{1}', '\u{85}', 'é', '@', ':', 'x', '\u{202e}'];

/// A server name: one of the listed, or a made-up host name or address.
pub fn server() -> impl Strategy<Value = String> {
    prop_oneof![
        select(SERVERS).prop_map(str::to_owned),
        "[a-z0-9_]([A-Za-z0-9_-]{0,8}[A-Za-z0-9_])?(\\.[a-z0-9]{1,5}){0,3}\\.[a-z]{1,4}\\.?",
        any::<std::net::IpAddr>().prop_map(|address| address.to_string()),
        any::<std::net::Ipv6Addr>().prop_map(|address| format!("[{address}]")),
    ]
}

/// A connection, as its builder makes it.
pub fn connection() -> impl Strategy<Value = SmtpConnection<'static>> {
    let authentication = select(vec![Authentication::Anonymous, Authentication::Windows]);
    let timeout = proptest::option::of(prop_oneof![0_u64..2000, 0_u64..=2_147_483_647]);
    (server(), authentication, any::<bool>(), timeout).prop_filter_map(
        "a made-up server can be none",
        |(server, authentication, enable_ssl, timeout)| {
            SmtpConnection::builder(server)
                .authentication(authentication)
                .enable_ssl(enable_ssl)
                .timeout(timeout.map(Duration::from_millis))
                .build()
                .ok()
        },
    )
}

/// How one pair is spelled.
#[derive(Clone, Debug)]
struct Spelling {
    casing: u32,
    spaces: [&'static str; 4],
    quote: &'static str,
    separator: &'static str,
}

fn spelling() -> impl Strategy<Value = Spelling> {
    let space = || select(SPACES);
    let separators = vec![";", ";", ";;", " ; ; ", ";\r\n"];
    (any::<u32>(), [space(), space(), space(), space()], select(vec!["", "", "\"", "'"]), select(separators))
        .prop_map(|(casing, spaces, quote, separator)| Spelling { casing, spaces, quote, separator })
}

impl Spelling {
    fn pair(&self, keyword: &str, value: &str) -> String {
        let Self { spaces: [before, after_keyword, before_value, after], quote, .. } = self;
        let value = value.replace(quote, &quote.repeat(2));
        format!("{before}{}{after_keyword}={before_value}{quote}{value}{quote}{after}", self.cased(keyword))
    }

    /// The word with the casing of its letters flipped where a bit says so.
    fn cased(&self, word: &str) -> String {
        let flip = |(index, c): (usize, char)| match self.casing >> (index % 32) & 1 {
            0 => c,
            _ if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
            _ => c.to_ascii_lowercase(),
        };
        word.chars().enumerate().map(flip).collect()
    }
}

/// The strings of one connection: spelled in a random order, casing, spacing and quoting, defaults now and then left
/// out.
pub fn spelled(connection: &SmtpConnection<'_>) -> impl Strategy<Value = String> + use<> {
    let bool_text = |value: bool| if value { "True" } else { "False" };
    let windows = connection.authentication() == Authentication::Windows;
    let mut pairs = vec![
        ("SmtpServer", connection.server().to_string()),
        ("UseWindowsAuthentication", bool_text(windows).to_owned()),
        ("EnableSsl", bool_text(connection.enable_ssl()).to_owned()),
    ];
    // Leading zeros are the one freedom in a number.
    pairs.extend(connection.timeout().map(|timeout| ("Timeout", format!("00{}", timeout.as_millis()))));
    let leave_out = [any::<bool>(), any::<bool>()];
    (Just(pairs).prop_shuffle(), vec(spelling(), 4), leave_out).prop_map(|(pairs, spellings, [no_windows, no_ssl])| {
        let default = |keyword: &str, value: &str| {
            value == "False" && ((no_windows && keyword.starts_with('U')) || (no_ssl && keyword.starts_with('E')))
        };
        let kept = pairs.iter().filter(|(keyword, value)| !default(keyword, value));
        let written = kept.zip(&spellings).map(|((keyword, value), spelling)| {
            // Only the booleans' values may be spelled in another case: a server keeps its text.
            let value = if value == "True" || value == "False" { spelling.cased(value) } else { value.clone() };
            spelling.pair(keyword, &value) + spelling.separator
        });
        written.collect()
    })
}

/// A valid string in any spelling, with the connection that it means.
pub fn valid() -> impl Strategy<Value = (SmtpConnection<'static>, String)> {
    connection().prop_flat_map(|connection| {
        let strings = spelled(&connection);
        (Just(connection), strings)
    })
}

/// A nearly valid string: known and foreign keywords, good and odd values, in any spelling, with up to three places of
/// damage.
pub fn nearly_valid() -> impl Strategy<Value = String> {
    let booleans = vec!["UseWindowsAuthentication", "EnableSsl"];
    let numbers = vec!["0", "20", "999", "1000", "30000"];
    let keywords = vec!["SmtpServer", "UseWindowsAuthentication", "EnableSsl", "Timeout"];
    let owned = |words: Vec<&'static str>| select(words).prop_map(str::to_owned);
    // A keyword with a value of its kind, or of any kind.
    let pair = prop_oneof![
        3 => (Just("SmtpServer"), server()),
        2 => (select(booleans), owned(vec!["True", "False"])),
        1 => (Just("Timeout"), owned(numbers)),
        3 => (select(keywords), select(ODD_VALUES).prop_map(str::to_owned)),
        1 => (select(FOREIGN), select(ODD_VALUES).prop_map(str::to_owned)),
    ];
    let pairs = vec((pair, spelling()), 0..5);
    let damage = prop_oneof![2 => Just(Vec::new()), 1 => vec((any::<Index>(), select(DAMAGE), 0..3), 1..4)];
    (pairs, damage).prop_map(|(pairs, damage)| {
        let written =
            pairs.iter().map(|((keyword, value), spelling)| spelling.pair(keyword, value) + spelling.separator);
        let mut text: Vec<char> = written.collect::<String>().chars().collect();
        for (index, c, kind) in damage {
            let at = index.index(text.len() + 1);
            match kind {
                0 => text.insert(at, c),
                1 => text.truncate(at),
                _ if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
        }
        text.into_iter().collect()
    })
}

/// Any string: noise of all of Unicode, noise of the characters that matter, and nearly valid ones.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        1 => vec(prop_oneof![select(DAMAGE), any::<char>()], 0..24).prop_map(String::from_iter),
        6 => nearly_valid(),
    ]
}
