//! What is to be said of a string whose server comes from elsewhere: an expression, or a parameter that is not there.
//!
//! The library gives warnings and notes for valid strings alone, and without a server none is valid. But whoever looks for
//! mail in clear text wants to know of `SmtpServer=;EnableSsl=False` too. So the rest is checked with another server in the
//! place of the missing one, in a text in which every other byte stands where it stood.

use smtp_connection_string::{ConnectionString, Rule, Severity, check};
use smtp_connstr::package::Property;

use crate::report::Finding;

const SERVER: &str = ";SmtpServer=server";

/// The warnings and notes about everything but the server and the spelling. None where there are errors beside it.
pub(crate) fn advice(source: &str) -> Vec<Finding> {
    let Ok(string) = ConnectionString::parse(source) else { return Vec::new() };
    let mut text = source.to_owned();
    for pair in string.pairs().filter(|pair| pair.keyword().eq_ignore_ascii_case(Property::SmtpServer.as_str())) {
        // White space between pairs means nothing. The library's spans are on character boundaries, and as the replacement
        // is as long as what it replaces, those of the other pairs stay so.
        text.replace_range(pair.span(), &" ".repeat(pair.span().len()));
    }
    text.push_str(SERVER);
    let report = check(&text);
    let advice = report
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.severity() != Severity::Error && diagnostic.rule() != Rule::NotCanonical);
    advice.filter_map(|diagnostic| moved_back(Finding::from(diagnostic), source.len(), text.len())).collect()
}

/// The finding in the text without the other server. `None` if it is about that server.
fn moved_back(mut finding: Finding, source_end: usize, text_end: usize) -> Option<Finding> {
    if finding.span.start == text_end {
        // About something absent: at the end.
        finding.span = source_end..source_end;
    }
    (finding.span.end <= source_end).then_some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn advised(source: &str, expected: &[(&str, std::ops::Range<usize>)]) {
        let found = advice(source);
        let found: Vec<_> = found.iter().map(|finding| (finding.rule, finding.span.clone())).collect();
        assert_eq!(found, expected, "{source:?}");
    }

    #[test]
    fn the_rest_is_checked() {
        advised(
            "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;",
            &[("anonymous-authentication", 12..42), ("no-encryption", 43..58)],
        );
        advised("UseWindowsAuthentication=True;EnableSsl=True", &[("windows-authentication-fallback", 0..29)]);
        advised(
            "SmtpServer = ; Timeout=5; EnableSsl=True;",
            &[("timeout-in-seconds", 23..24), ("anonymous-authentication", 41..41), ("implicit-default", 41..41)],
        );
    }

    #[test]
    fn errors_are_left_to_the_library() {
        advised("SmtpServer=;EnableSsl=yes", &[]);
        advised("SmtpServer=;Foo", &[]);
        advised("SmtpServer=;Password=x", &[]);
        advised("=", &[]);
    }
}
