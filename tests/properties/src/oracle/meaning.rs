//! The meaning: the errors of a text in their order, the properties that it states, and the connection.

use std::ops::Range;

use smtp_connection_string::{Property, Rule};

use super::keyword;
use super::server;
use super::syntax::{Pair, Problem, Segment, segments};

/// A rule and a span.
pub type Finding = (Rule, Range<usize>);

/// What a text means.
#[derive(Debug, Default)]
pub struct Meaning {
    /// The errors, in the order of a report.
    pub errors: Vec<Finding>,
    /// What the text states validly.
    pub stated: Stated,
    /// The pairs of the properties that are stated.
    pub pairs: Vec<(Property, Pair)>,
    /// All keywords of properties, also those with a malformed value.
    keywords: Vec<Property>,
}

/// The properties that a text states validly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The server.
    pub server: Option<String>,
    /// Windows authentication.
    pub windows: Option<bool>,
    /// STARTTLS.
    pub ssl: Option<bool>,
    /// Milliseconds.
    pub timeout: Option<u32>,
}

/// All rules in the order of the design's table. Rules of the same severity and start are reported in this order.
pub const ORDER: &[Rule] = &[
    Rule::EmptyConnectionString,
    Rule::BareServerName,
    Rule::MissingEquals,
    Rule::EmptyKeyword,
    Rule::UnterminatedQuote,
    Rule::TextAfterQuote,
    Rule::StrayQuote,
    Rule::ControlCharacter,
    Rule::MissingServer,
    Rule::BasicAuthentication,
    Rule::PortNotSupported,
    Rule::UnknownKeyword,
    Rule::DuplicateKeyword,
    Rule::EmptyValue,
    Rule::UrlNotSupported,
    Rule::InvalidServerName,
    Rule::InvalidBoolean,
    Rule::InvalidTimeout,
    Rule::NoEncryption,
    Rule::WindowsAuthenticationUnencrypted,
    Rule::AddressAsServer,
    Rule::ProviderNeedsLogin,
    Rule::TimeoutZero,
    Rule::TimeoutInSeconds,
    Rule::PlaceholderServer,
    Rule::AnonymousAuthentication,
    Rule::WindowsAuthenticationFallback,
    Rule::LoopbackServer,
    Rule::ImplicitDefault,
    Rule::NotCanonical,
];

/// Returns the position of a rule in [`ORDER`].
#[must_use]
pub fn rank(rule: Rule) -> usize {
    ORDER.iter().position(|&other| other == rule).unwrap()
}

impl Meaning {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let segments = segments(text);
        let mut meaning = Self::default();
        // A segment that is a server, contains one or hides one.
        let mut has_server = segments.is_empty();
        for (index, segment) in segments.iter().enumerate() {
            match segment {
                Segment::Pair(pair) => has_server |= meaning.pair(text, pair),
                Segment::Malformed { refusal, span, keyword } => {
                    has_server = true;
                    if let Some(span) = keyword {
                        meaning.keyword(text, span, "");
                    }
                    let found = match refusal.problem {
                        Problem::MissingEquals => without_equals(text, span, index == 0 && segments.len() == 1),
                        problem => {
                            let character = text[refusal.at..].chars().next().unwrap();
                            (rule(problem), refusal.at..refusal.at + character.len_utf8())
                        }
                    };
                    meaning.errors.push(found);
                }
            }
        }
        if segments.is_empty() {
            meaning.errors.push((Rule::EmptyConnectionString, 0..text.len()));
        } else if !has_server {
            meaning.errors.push((Rule::MissingServer, text.len()..text.len()));
        }
        meaning.errors.sort_by_key(|(rule, span)| (span.start, rank(*rule)));
        let Self { keywords, pairs, .. } = &mut meaning;
        pairs.retain(|(property, _)| keywords.iter().filter(|&other| other == property).count() == 1);
        for (property, pair) in &meaning.pairs {
            meaning.stated.state(*property, &pair.value);
        }
        meaning
    }

    /// Returns the canonical form, if the text is valid.
    #[must_use]
    pub fn canonical(&self) -> Option<String> {
        let server = self.stated.server.as_ref().filter(|_| self.errors.is_empty())?;
        let word = |value: Option<bool>| if value == Some(true) { "True" } else { "False" };
        let (windows, ssl) = (word(self.stated.windows), word(self.stated.ssl));
        let timeout = self.stated.timeout.map_or(String::new(), |timeout| format!("Timeout={timeout};"));
        Some(format!("SmtpServer={server};UseWindowsAuthentication={windows};EnableSsl={ssl};{timeout}"))
    }

    /// Adds the findings of a pair, and returns whether it is about a server.
    fn pair(&mut self, text: &str, pair: &Pair) -> bool {
        let (property, is_server) = self.keyword(text, &pair.keyword_span, &pair.value);
        let Some(property) = property else { return is_server };
        let is_duplicate = self.keywords.iter().filter(|&&other| other == property).count() > 1;
        match value_rule(property, &pair.value) {
            Some(Rule::EmptyValue) if is_duplicate => {}
            Some(rule) => self.errors.push((rule, pair.value_span.clone())),
            None => self.pairs.push((property, pair.clone())),
        }
        is_server
    }

    /// Adds the finding of a keyword. Returns its property, and whether it is about a server.
    fn keyword(&mut self, text: &str, span: &Range<usize>, value: &str) -> (Option<Property>, bool) {
        let spelling = &text[span.clone()];
        let Some(property) = property(spelling) else {
            let (rule, is_server) = keyword::rule(spelling, value);
            self.errors.push((rule, span.clone()));
            return (None, is_server);
        };
        if self.keywords.contains(&property) {
            self.errors.push((Rule::DuplicateKeyword, span.clone()));
        }
        self.keywords.push(property);
        (Some(property), property == Property::SmtpServer)
    }
}

impl Stated {
    fn state(&mut self, property: Property, value: &str) {
        match property {
            Property::SmtpServer => self.server = Some(value.to_owned()),
            Property::UseWindowsAuthentication => self.windows = boolean(value),
            Property::EnableSsl => self.ssl = boolean(value),
            Property::Timeout => self.timeout = timeout(value),
        }
    }
}

/// Returns the property with this keyword.
#[must_use]
pub fn property(keyword: &str) -> Option<Property> {
    match keyword.to_ascii_lowercase().as_str() {
        "smtpserver" => Some(Property::SmtpServer),
        "usewindowsauthentication" => Some(Property::UseWindowsAuthentication),
        "enablessl" => Some(Property::EnableSsl),
        "timeout" => Some(Property::Timeout),
        _ => None,
    }
}

/// The rule that a value of a property violates.
fn value_rule(property: Property, value: &str) -> Option<Rule> {
    if value.is_empty() {
        return Some(Rule::EmptyValue);
    }
    match property {
        Property::SmtpServer => (!server::is_server_name(value)).then(|| server::rule_of_rejected(value)),
        Property::UseWindowsAuthentication if keyword::is_basic_scheme(value) => Some(Rule::BasicAuthentication),
        Property::UseWindowsAuthentication | Property::EnableSsl => {
            boolean(value).is_none().then_some(Rule::InvalidBoolean)
        }
        Property::Timeout => timeout(value).is_none().then_some(Rule::InvalidTimeout),
    }
}

fn boolean(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Digits only, from 0 to 2147483647. Leading zeros do not count, so that a longer number is too large.
fn timeout(value: &str) -> Option<u32> {
    let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
    let digits = value.trim_start_matches('0');
    let milliseconds = if digits.is_empty() { 0 } else { digits.parse::<u32>().ok()? };
    (is_number && milliseconds <= 2_147_483_647).then_some(milliseconds)
}

/// The finding about a segment without `=`; a lone server may be in quotes.
fn without_equals(text: &str, span: &Range<usize>, is_only: bool) -> Finding {
    let segment = &text[span.clone()];
    let between = |quote| segment.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let value = between('"').or_else(|| between('\'')).unwrap_or(segment);
    if !is_only || value.is_empty() || property(value).is_some() {
        (Rule::MissingEquals, span.clone())
    } else if server::is_server_name(value) {
        (Rule::BareServerName, 0..text.len())
    } else {
        match server::rule_of_rejected(value) {
            Rule::InvalidServerName => (Rule::MissingEquals, span.clone()),
            rule => (rule, span.clone()),
        }
    }
}

/// The rule of a syntax error.
#[must_use]
pub fn rule(problem: Problem) -> Rule {
    match problem {
        Problem::MissingEquals => Rule::MissingEquals,
        Problem::EmptyKeyword => Rule::EmptyKeyword,
        Problem::UnterminatedQuote => Rule::UnterminatedQuote,
        Problem::TextAfterQuote => Rule::TextAfterQuote,
        Problem::StrayQuote => Rule::StrayQuote,
        Problem::ControlCharacter => Rule::ControlCharacter,
    }
}
