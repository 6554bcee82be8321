//! The result for one connection string, as the page shows it.
//!
//! Everything is redacted except the fixed string and the replacements, which the page only writes into the input.

use serde::Serialize;
use smtp_connection_string::{Applicability, Diagnostic, Fix, Property, Redacted, Report, Severity, check};
use smtp_connstr::reports::rule_url;

use crate::excerpt::{Excerpt, start};

/// The number of findings in a result, as in the human-readable format of the command line.
const MAX_FINDINGS: usize = 20;
/// The number of characters of the whole string that are shown.
const MAX_SHOWN: usize = 2000;
/// The maximum length of a string in a link, in bytes. Mail programs and chats cut off longer links.
const MAX_IN_LINK: usize = 1000;

/// The result for one connection string.
#[derive(Serialize)]
pub(crate) struct StringReport {
    valid: bool,
    redacted: String,
    /// Whether a link may hold the string: nothing in it is redacted or escaped.
    shareable: bool,
    canonical: Option<String>,
    /// The string after all fixes that need no review, if there are any. It is not redacted.
    fixed: Option<String>,
    properties: Vec<PropertyRow>,
    counts: Counts,
    /// The first findings.
    findings: Vec<FindingRow>,
}

#[derive(Default, Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    note: usize,
}

/// The value of a property, and where it is from.
#[derive(Serialize)]
struct PropertyRow {
    keyword: &'static str,
    value: Option<String>,
    source: &'static str,
}

#[derive(Serialize)]
struct FindingRow {
    rule: &'static str,
    url: String,
    severity: &'static str,
    message: &'static str,
    help: &'static str,
    excerpt: Excerpt,
    related: Vec<RelatedRow>,
    fixes: Vec<FixRow>,
}

#[derive(Serialize)]
struct RelatedRow {
    message: &'static str,
    excerpt: Excerpt,
}

/// An edit of the input.
#[derive(Serialize)]
struct FixRow {
    /// The positions in the input, in UTF-16 code units as JavaScript counts.
    start: usize,
    end: usize,
    /// What is replaced, redacted.
    old: String,
    /// The new text. It is not redacted, and contains no text that is redacted.
    replacement: String,
    needs_review: bool,
}

impl StringReport {
    /// Checks a string.
    pub(crate) fn new(text: &str) -> Self {
        let report = check(text);
        let redacted = Redacted::new(text);
        let mut counts = Counts::default();
        for diagnostic in report.diagnostics() {
            *match diagnostic.severity() {
                Severity::Error => &mut counts.error,
                Severity::Warning => &mut counts.warning,
                Severity::Note => &mut counts.note,
            } += 1;
        }
        let shown = report.diagnostics().iter().take(MAX_FINDINGS);
        Self {
            valid: report.is_valid(),
            redacted: start(redacted.as_str(), MAX_SHOWN),
            shareable: !text.is_empty() && text.len() <= MAX_IN_LINK && redacted.as_str() == text,
            canonical: report.connection().map(ToString::to_string),
            fixed: Some(report.fixed()).filter(|fixed| fixed != text),
            properties: properties(&report),
            counts,
            findings: shown.map(|diagnostic| FindingRow::new(diagnostic, text, &redacted)).collect(),
        }
    }
}

fn properties(report: &Report<'_>) -> Vec<PropertyRow> {
    const UNKNOWN: &str = "not stated, or not valid";
    let stated = report.properties();
    let is_valid = report.is_valid();
    let row = |property: Property, value: Option<String>, default: Option<&str>| {
        let (value, source) = match (value, default) {
            (Some(value), _) => (Some(value), "stated"),
            (None, Some(default)) if is_valid => (Some(default.to_owned()), "default"),
            (None, None) if is_valid => (None, "not stated"),
            (None, _) => (None, UNKNOWN),
        };
        PropertyRow { keyword: property.as_str(), value, source }
    };
    let boolean = |value: bool| if value { "True" } else { "False" }.to_owned();
    let windows = |authentication| authentication == smtp_connection_string::Authentication::Windows;
    vec![
        row(Property::SmtpServer, stated.server().map(ToString::to_string), None),
        row(Property::UseWindowsAuthentication, stated.authentication().map(windows).map(boolean), Some("False")),
        row(Property::EnableSsl, stated.enable_ssl().map(boolean), Some("False")),
        row(Property::Timeout, stated.timeout_ms().map(|timeout| format!("{timeout} ms")), None),
    ]
}

impl FindingRow {
    fn new(diagnostic: &Diagnostic, text: &str, redacted: &Redacted) -> Self {
        let related = diagnostic
            .related()
            .iter()
            .map(|related| RelatedRow { message: related.message(), excerpt: Excerpt::new(redacted, related.span()) });
        let rule = diagnostic.rule().as_str();
        Self {
            rule,
            url: rule_url(rule),
            severity: diagnostic.severity().as_str(),
            message: diagnostic.message(),
            help: diagnostic.help(),
            excerpt: Excerpt::new(redacted, diagnostic.span()),
            related: related.collect(),
            fixes: diagnostic.fixes(text).iter().map(|fix| FixRow::new(fix, text, redacted)).collect(),
        }
    }
}

impl FixRow {
    fn new(fix: &Fix, text: &str, redacted: &Redacted) -> Self {
        let span = fix.span();
        let shown = redacted.as_str().get(redacted.span(span.clone())).unwrap_or_default();
        Self {
            start: utf16_offset(text, span.start),
            end: utf16_offset(text, span.end),
            old: start(shown, 80),
            replacement: fix.replacement().to_owned(),
            needs_review: fix.applicability() != Applicability::MachineApplicable,
        }
    }
}

fn utf16_offset(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn report(text: &str) -> Value {
        serde_json::to_value(StringReport::new(text)).unwrap()
    }

    #[test]
    fn finding_has_its_place_and_its_fix() {
        let report = report("SmtpServer=𝕞;EnableSsl=yes");
        assert_eq!(report["valid"], false);
        let finding = report["findings"].as_array().unwrap().iter().find(|found| found["rule"] == "invalid-boolean");
        let finding = finding.unwrap();
        assert_eq!(finding["severity"], "error");
        assert_eq!(finding["url"], rule_url("invalid-boolean"));
        assert_eq!(finding["excerpt"], json!({ "before": "SmtpServer=𝕞;EnableSsl=", "marked": "yes", "after": "" }));
        // The letter before it has two UTF-16 code units.
        let fix = json!({ "start": 24, "end": 27, "old": "yes", "replacement": "True", "needs_review": false });
        assert_eq!(finding["fixes"], json!([fix]));
        assert_eq!(report["fixed"], "SmtpServer=𝕞;EnableSsl=True");
    }

    #[test]
    fn related_place_has_an_excerpt() {
        let report = report("SmtpServer=a;SmtpServer=b");
        let related = json!({ "before": "", "marked": "SmtpServer", "after": "=a;SmtpServer=b" });
        assert_eq!(report["findings"][0]["related"][0]["excerpt"], related);
    }

    #[test]
    fn properties_of_a_valid_string_have_defaults() {
        let rows = |text: &str| {
            let rows = report(text)["properties"].as_array().unwrap().clone();
            rows.iter().map(|row| format!("{} {}", row["value"], row["source"])).collect::<Vec<_>>()
        };
        assert_eq!(
            rows("SmtpServer=mail;UseWindowsAuthentication=True;"),
            ["\"mail\" \"stated\"", "\"True\" \"stated\"", "\"False\" \"default\"", "null \"not stated\""]
        );
        let unknown = "null \"not stated, or not valid\"";
        assert_eq!(
            rows("SmtpServer=mail:25;EnableSsl=True;Timeout=5"),
            [unknown, unknown, "\"True\" \"stated\"", "\"5 ms\" \"stated\""]
        );
    }

    #[test]
    fn only_a_string_that_is_shown_in_full_is_shareable() {
        assert_eq!(report("SmtpServer=mail;EnableSsl=yes")["shareable"], true);
        assert_eq!(report("SmtpServer=mail;Password=hunter2")["shareable"], false);
        assert_eq!(report("SmtpServer=\u{202e}mail")["shareable"], false);
        assert_eq!(report("")["shareable"], false);
        assert_eq!(report(&format!("SmtpServer={}", "a".repeat(MAX_IN_LINK)))["shareable"], false);
    }

    #[test]
    fn secret_is_only_in_the_fixed_string() {
        let mut report = report("SmtpServer=mail:25;EnableSsl=yes;Password=hunter2;Kennwort='hunter2;hunter2");
        let fixed = report.as_object_mut().unwrap().remove("fixed").unwrap();
        assert!(fixed.as_str().unwrap().contains("hunter2"));
        let text = report.to_string();
        assert!(!text.contains("hunt") && text.contains("Password=***"), "{text}");
    }

    #[test]
    fn size_of_a_result_is_bounded() {
        let text = "EnableSsl=yes;".repeat(10_000);
        let report = report(&text);
        assert_eq!(report["findings"].as_array().unwrap().len(), MAX_FINDINGS);
        assert!(report["counts"]["error"].as_u64().unwrap() >= 10_000);
        assert_eq!(report["redacted"].as_str().unwrap().chars().count(), MAX_SHOWN + 1);
    }
}
