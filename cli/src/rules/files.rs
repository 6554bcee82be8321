//! The rules that only files have, with all their texts, in one table.
//!
//! They are not rules of the library, because a connection string alone cannot trigger them.

use crate::ssis::ScanRule;
use smtp_connection_string::Severity;

use crate::rules::known_rule::KnownRule;

/// The texts of a rule.
pub(crate) struct Wording {
    pub(crate) rule: KnownRule,
    /// What is wrong, in one line. For an unreadable file, the reason is shown instead.
    pub(crate) message: &'static str,
    /// What to do about it, in one line.
    pub(crate) help: &'static str,
}

pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    ScanRule::ALL.into_iter().map(|rule| wording(rule).rule)
}

/// Generates [`wording`] from the table below. A rule without an entry does not compile.
macro_rules! rules {
    ($(
        $rule:ident = $severity:ident {
            summary: $summary:literal,
            why: $why:literal,
            remedy: $remedy:literal,
            evidence: $evidence:literal,
            message: $message:literal,
            help: $help:literal,
        }
    )+) => {
        /// Returns the texts of a rule.
        pub(crate) fn wording(rule: ScanRule) -> Wording {
            match rule {
                $(ScanRule::$rule => Wording {
                    rule: KnownRule {
                        id: rule.id(),
                        severity: Severity::$severity,
                        summary: $summary,
                        why: $why,
                        explanation: concat!(
                            $summary, "\n\nWhy: ", $why, "\n\nWhat to do: ", $remedy, "\n\nEvidence: ", $evidence,
                        ),
                        example: None,
                    },
                    message: $message,
                    help: $help,
                },)+
            }
        }
    };
}

rules! {
    WrongElement = Warning {
        summary: "The connection string is on an element that SSIS ignores.",
        why: "SSIS reads the attribute `ConnectionString` of the element `SmtpConnectionManager` in `ObjectData`. Some \
              generators write it to a `DTS:ConnectionManager` element there, or write each property as a separate \
              attribute. Such a package does not load, or loads with an empty connection string. The string looks \
              right, but it is not used.",
        remedy: "Write `<SmtpConnectionManager ConnectionString=\"…\" />` in `ObjectData`, or open the package in the \
                 designer, correct the connection manager and save the package.",
        evidence: "In 1,754 public files, all 45 SMTP connection managers that the designer wrote have the string on \
                   this element. There is a report that a package with the other element fails to load with \
                   0xC0010018. It was not verified.",
        message: "the connection string is on an element that SSIS ignores",
        help: "write it as `ConnectionString` of the element `SmtpConnectionManager` in `ObjectData`",
    }

    RuntimeExpression = Note {
        summary: "A property expression sets the connection string, or a part of it, at run time.",
        why: "The file contains only the design-time value. At run time, mail is sent to the server that the expression \
              returns, and the findings about the stored string may not apply. An empty server is common in such \
              strings, so it is a note instead of an error.",
        remedy: "Review the expression and the variables and parameters that it uses. Check the resulting string with \
                 `smtp-connstr check`.",
        evidence: "According to Microsoft's documentation, property expressions are evaluated when the package runs.",
        message: "property expressions change this connection string at run time",
        help: "review the expression, and check the string that it returns",
    }

    OverriddenValue = Warning {
        summary: "A parameter of the project overrides the connection string with a different value.",
        why: "A project has a parameter for each property of a connection manager (`CM.<name>.…`), and the value of the \
              parameter is the one that is used. Anyone who reads the package sees a different server or a different \
              setting.",
        remedy: "Make both values equal, or make sure that the difference is intended.",
        evidence: "Project files and archives in public repositories contain such parameters. The rule applies only \
                   inside archives (.ispac), where the parameter and the connection manager are known to belong \
                   together.",
        message: "a parameter of the project overrides this with a different value",
        help: "make both values equal, or make sure that the difference is intended",
    }

    ThirdPartyManager = Note {
        summary: "An SMTP connection manager is not the one of SSIS.",
        why: "It also sends mail, but its connection string has a different grammar, so it was not checked. Auditors \
              need to know that it exists.",
        remedy: "Check its settings in the designer and in the documentation of its vendor.",
        evidence: "In public files, such connection managers have a different type (`CreationName`), for example `SMTP \
                   (KingswaySoft)`.",
        message: "third-party connection manager: its connection string is not checked",
        help: "check its settings in the designer",
    }

    EncryptedPackage = Warning {
        summary: "The whole file is encrypted.",
        why: "With the protection level `EncryptAllWithPassword` or `EncryptAllWithUserKey`, a package contains only \
              encrypted data. It may contain any number of connection managers, which are not in this report.",
        remedy: "Save a copy with another protection level, for example `DontSaveSensitive`, and scan the copy.",
        evidence: "The protection levels are described in Microsoft's documentation. Encrypted packages in public \
                   repositories contain only encrypted data.",
        message: "the whole file is encrypted, so its connection managers are unknown",
        help: "save a copy with another protection level, for example `DontSaveSensitive`, and scan the copy",
    }

    // The message is never shown: the reason is shown instead.
    UnreadableFile = Error {
        summary: "A file, a folder or an archive entry cannot be read.",
        why: "It may contain connection managers, which are not in this report. The exit code is 2, even with \
              `--allow`, unless a baseline lists the finding.",
        remedy: "Repair or remove the file, or grant read permission. If the file is damaged, restore it from version \
                 control. If it is in an encoding other than UTF-8 or UTF-16, convert it.",
        evidence: "The scan rejects malformed XML, document type declarations, damaged archives, and files and archives \
                   that exceed a limit. The message states the reason.",
        message: "the file cannot be read",
        help: "repair or remove the file: its connection managers are unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_form_of_the_rules_of_the_library() {
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
