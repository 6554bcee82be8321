//! An accepted risk.

use glob::{MatchOptions, Pattern};

use crate::date::Date;
use crate::path_pattern::PathPattern;
use crate::scan::servers::ServerPattern;

/// An accepted risk: the findings that do not count, and why.
pub(crate) struct Exception {
    /// The line of the exception in the file.
    pub(crate) line: usize,
    /// The rules; empty for every rule.
    pub(crate) rules: Vec<&'static str>,
    pub(crate) paths: Vec<PathPattern>,
    pub(crate) managers: Vec<Pattern>,
    pub(crate) servers: Vec<ServerPattern>,
    /// Not escaped.
    pub(crate) reason: String,
    /// Not escaped.
    pub(crate) owner: String,
    /// The last day on which the exception applies.
    pub(crate) until: Option<Date>,
}

/// What a finding is about, in the terms of exceptions.
#[derive(Clone, Copy, Default)]
pub(crate) struct Subject<'a> {
    /// The path of the file relative to the folder of the settings, with `/`.
    pub(crate) path: &'a str,
    pub(crate) entry: Option<&'a str>,
    /// The name of the connection manager or parameter.
    pub(crate) manager: Option<&'a str>,
    /// The effective server, or the stated one if it is not known.
    pub(crate) server: Option<&'a str>,
}

impl Exception {
    /// Returns whether an exception without rules would apply.
    pub(crate) fn matches(&self, subject: &Subject<'_>) -> bool {
        let Self { managers, servers, .. } = self;
        let is_manager = |name: &str| managers.iter().any(|pattern| matches_name(pattern, name));
        let is_server = |server: &str| servers.iter().any(|pattern| pattern.matches(server));
        self.is_in(subject.path, subject.entry)
            && (managers.is_empty() || subject.manager.is_some_and(is_manager))
            && (servers.is_empty() || subject.server.is_some_and(is_server))
    }

    /// Returns whether the exception may be about findings in a file, or in an entry of it.
    pub(crate) fn is_in(&self, path: &str, entry: Option<&str>) -> bool {
        let is_any = |path: &str| self.paths.iter().any(|pattern| matches_path(pattern, path));
        self.paths.is_empty() || is_any(path) || entry.is_some_and(|entry| is_any(&format!("{path}!/{entry}")))
    }

    /// Returns the number of patterns. An exception with rules only counts as one.
    pub(crate) fn number_of_patterns(&self) -> usize {
        (self.paths.len() + self.managers.len() + self.servers.len()).max(1)
    }

    /// Returns whether the exception is about a rule.
    pub(crate) fn is_about(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.contains(&rule)
    }

    /// Returns whether the exception names files without wildcards, so that it is clear whether a scan has read them.
    pub(crate) fn names_files(&self) -> bool {
        let is_name = |pattern: &PathPattern| !pattern.as_str().contains(['*', '?', '[']);
        !self.paths.is_empty() && self.paths.iter().all(is_name)
    }
}

// Patterns ignore case: SSIS runs on Windows, and the result must not depend on the system that scans. The brackets in the names
// of folders are also wildcards, so a pattern also matches its own text.

/// Returns whether a pattern matches a name. A wildcard matches any character.
fn matches_name(pattern: &Pattern, name: &str) -> bool {
    let options =
        MatchOptions { case_sensitive: false, require_literal_separator: false, require_literal_leading_dot: false };
    pattern.as_str().eq_ignore_ascii_case(name) || pattern.matches_with(name, options)
}

fn matches_path(pattern: &PathPattern, path: &str) -> bool {
    pattern.as_str().eq_ignore_ascii_case(path) || pattern.matches(path, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(paths: &[&str], managers: &[&str], servers: &[&str]) -> Exception {
        let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::new(text).unwrap()).collect();
        Exception {
            line: 1,
            rules: vec!["no-encryption"],
            paths: paths.iter().map(|text| PathPattern::new(text).unwrap()).collect(),
            managers: patterns(managers),
            servers: servers.iter().map(|text| ServerPattern::new(text).unwrap()).collect(),
            reason: String::new(),
            owner: String::new(),
            until: None,
        }
    }

    #[test]
    fn path_matches_the_whole_path() {
        for (pattern, path, entry, expected) in [
            ("a/*.dtsx", "a/Mail.DTSX", None, true),
            ("a/*.dtsx", "a/b/Mail.dtsx", None, false),
            ("a/**/*.dtsx", "a/Mail.dtsx", None, true),
            ("a/**/*.dtsx", "a/b/.c/Mail.dtsx", None, true),
            ("a/**", "a/b/Mail.dtsx", None, true),
            ("a/**", "ab/Mail.dtsx", None, false),
            ("*.dtsx", "a/Mail.dtsx", None, false),
            ("**/Mail.dtsx", "Mail.dtsx", None, true),
            ("../x.dtsx", "../x.dtsx", None, true),
            ("a.ispac", "a.ispac", Some("Mail.dtsx"), true),
            ("a.ispac!/Mail.dtsx", "a.ispac", Some("Mail.dtsx"), true),
            ("a.ispac!/Mail.dtsx", "a.ispac", Some("Other.dtsx"), false),
            ("a.ispac!/Mail.dtsx", "a.ispac", None, false),
        ] {
            let subject = Subject { path, entry, ..Subject::default() };
            assert_eq!(exception(&[pattern], &[], &[]).matches(&subject), expected, "{pattern} {path} {entry:?}");
        }
    }

    #[test]
    fn all_kinds_of_patterns_must_match() {
        let exception = exception(&["a", "b"], &["SMTP *"], &["*.contoso.com"]);
        let subject = Subject { path: "b", entry: None, manager: Some("smtp a/b"), server: Some("a.b.CONTOSO.com") };
        assert!(exception.matches(&subject));
        for other in [
            Subject { path: "c", ..subject },
            Subject { manager: Some("Mail"), ..subject },
            Subject { manager: None, ..subject },
            Subject { server: Some("contoso.com"), ..subject },
            Subject { server: None, ..subject },
        ] {
            assert!(!exception.matches(&other));
        }
    }

    #[test]
    fn server_may_be_an_address_or_end_with_a_dot() {
        for (pattern, server) in [
            ("[2001:DB8::1]", "[2001:db8::1]"),
            ("smtp.contoso.com", "smtp.contoso.com."),
            ("*.Contoso.com.", "smtp.contoso.com"),
        ] {
            let subject = Subject { server: Some(server), ..Subject::default() };
            assert!(exception(&[], &[], &[pattern]).matches(&subject), "{pattern}");
        }
    }

    #[test]
    fn exception_without_rules_is_about_every_rule() {
        let mut exception = exception(&[], &["*"], &[]);
        assert!(exception.is_about("no-encryption") && !exception.is_about("invalid-boolean"));
        exception.rules.clear();
        assert!(exception.is_about("invalid-boolean"));
    }

    #[test]
    fn wildcards_do_not_name_files() {
        assert!(exception(&["a/b.dtsx"], &[], &[]).names_files());
        assert!(!exception(&["a/b.dtsx", "c/*"], &[], &[]).names_files());
        assert!(!exception(&[], &["Mail"], &[]).names_files());
    }
}
