//! The rules that only a scan has: about where a string stands, and about files. One table.
//!
//! They are no rules of the library: a string alone cannot break them.

use smtp_connection_string::Severity;
use smtp_connstr::package::ScanRule;

use crate::rules::KnownRule;

/// What is told of a finding of one of these rules, beside what every rule has.
pub(crate) struct Wording {
    pub(crate) rule: KnownRule,
    /// What was found, in one line. An unreadable file has the reason instead.
    pub(crate) message: &'static str,
    /// What to do about it, in one line.
    pub(crate) help: &'static str,
}

pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    ScanRule::ALL.into_iter().map(|rule| wording(rule).rule)
}

/// Makes the wordings from one table, as the library makes its rules: a rule without a row does not compile.
macro_rules! wordings {
    ($($name:ident = $severity:ident,
        what: $what:literal, why: $why:literal, remedy: $remedy:literal, evidence: $evidence:literal,
        message: $message:literal, help: $help:literal;)+) => {
        pub(crate) fn wording(rule: ScanRule) -> Wording {
            match rule {
                $(ScanRule::$name => Wording {
                    rule: KnownRule {
                        id: rule.id(),
                        severity: Severity::$severity,
                        summary: $what,
                        why: $why,
                        explanation: concat!(
                            $what, "\n\nWhy: ", $why, "\n\nWhat to do: ", $remedy, "\n\nEvidence: ", $evidence,
                        ),
                    },
                    message: $message,
                    help: $help,
                },)+
            }
        }
    };
}

wordings! {
    WrongElement = Warning,
        what: "The connection string stands on an element where SSIS does not read it.",
        why: "SSIS reads the attribute `ConnectionString` of the element `SmtpConnectionManager` below `ObjectData`. \
              Some generators of packages write it to a `DTS:ConnectionManager` element there, as other connection \
              managers have it, or write the properties one by one. Such a package does not load, or loads with an \
              empty connection manager, so the string looks right and is not used.",
        remedy: "Write `<SmtpConnectionManager ConnectionString=\"…\" />` within `ObjectData`, or save the package \
                 with the designer once.",
        evidence: "All 45 SMTP connection managers that the designer wrote in 1,754 public files have the string \
                   there. Loading the other element is reported to fail with 0xC0010018; that report was not run.",
        message: "the connection string stands on an element where SSIS does not read it",
        help: "write it as `ConnectionString` of the element `SmtpConnectionManager` within `ObjectData`";
    RuntimeExpression = Note,
        what: "A property expression sets the connection string, or a part of it, at run time.",
        why: "What stands in the file is then only the design-time value. The mail goes where the expression says, \
              and what is right or wrong with the stored string need not be so with the one that is used. An empty \
              server is common there, and is a note instead of an error.",
        remedy: "Look at the expression, and at the variables and parameters that it uses. Check the string that it \
                 gives with `smtp-connstr check`.",
        evidence: "Property expressions are evaluated when the package runs (vendor documentation).",
        message: "a property expression sets this at run time: what stands here is the design-time value",
        help: "look at the expression, and check the string that it gives";
    OverriddenValue = Warning,
        what: "A design-time string disagrees with the parameter that overrides it.",
        why: "A deployed project has a parameter for each property of a connection manager (`CM.<name>.…`), and its \
              value wins. Who reads the package sees another server or another setting than the one that is used.",
        remedy: "Make the two agree, or see that the difference is meant. Both are findings of their own where they \
                 are wrong in themselves.",
        evidence: "Parameters of connection managers stand in the project files and archives of public projects. \
                   Checked within archives (.ispac) only, where both are sure to belong together.",
        message: "a parameter of the project overrides this with another value",
        help: "make the two agree, or see that the difference is meant";
    ThirdPartyManager = Note,
        what: "A connection manager for SMTP that is not the one of SSIS.",
        why: "It sends mail as well, but its connection string has a grammar of its own, so nothing in it was \
              checked. Who audits how mail is sent has to know that it is there.",
        remedy: "Look at its settings in the designer, with the documentation of its vendor.",
        evidence: "Such managers have a type (`CreationName`) of their own, such as `SMTP (KingswaySoft)` (public \
                   files).",
        message: "a connection manager for SMTP that is not the one of SSIS: its string has another grammar, and is \
                  not checked",
        help: "look at its settings in the designer";
    EncryptedPackage = Warning,
        what: "The file is encrypted as a whole.",
        why: "A package with the protection level EncryptAllWithPassword or EncryptAllWithUserKey holds nothing but \
              encrypted data. It may hold any number of connection managers; a report without it would be a false \
              all-clear.",
        remedy: "Save a copy with another protection level, such as DontSaveSensitive, and scan that one.",
        evidence: "The protection levels are vendor documentation; what such files hold was seen in public ones.",
        message: "the file is encrypted as a whole: what it holds is not known",
        help: "save a copy with another protection level, such as DontSaveSensitive, and scan that one";
    // Its message is never shown: the reason stands in its place.
    UnreadableFile = Error,
        what: "A file, an entry of an archive or a folder cannot be read.",
        why: "It may hold connection managers, and nothing can be said about them. The exit code is 2, which \
              `--allow` does not change; a baseline that lists the finding does.",
        remedy: "Mend the file, take it out, or give the permission to read it. A damaged file should be restored \
                 from version control; one in another encoding than UTF-8 and UTF-16 should be converted.",
        evidence: "XML that is not well-formed, has a document type declaration, or exceeds the limits on its size \
                   is refused, as are damaged and oversized archives; the message says which.",
        message: "the file cannot be read",
        help: "nothing is known about what it holds: mend the file, or take it out";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_told_as_the_rules_of_the_library_are() {
        for rule in all() {
            let paragraphs: Vec<&str> = rule.explanation.split("\n\n").collect();
            let [summary, why, remedy, evidence] = paragraphs[..] else { panic!("{}", rule.id) };
            assert_eq!((summary, why.strip_prefix("Why: ")), (rule.summary, Some(rule.why)));
            assert!(remedy.starts_with("What to do: ") && evidence.starts_with("Evidence: "));
            assert!(paragraphs.iter().all(|paragraph| paragraph.ends_with('.')), "{}", rule.id);
        }
        for rule in ScanRule::ALL {
            let Wording { message, help, .. } = wording(rule);
            for line in [message, help] {
                assert!(!line.ends_with('.') && !line.contains('\n') && line.starts_with(char::is_lowercase), "{line}");
            }
        }
    }
}
