//! The form of the tables of rules that the command line has besides those of the library.

use crate::rules::known_rule::KnownRule;

/// The texts of a rule.
pub(crate) struct Wording {
    pub(crate) rule: KnownRule,
    /// What is wrong, in one line. Some findings have a more specific message.
    pub(crate) message: &'static str,
    /// What to do about it, in one line.
    pub(crate) help: &'static str,
}

/// Generates an enum of rules and the function `wording` from a table. An incomplete entry does not compile.
macro_rules! table {
    (
        $(#[$about:meta])+
        $Name:ident:
        $(
            $rule:ident = $id:literal, $severity:ident {
                summary: $summary:literal,
                why: $why:literal,
                remedy: $remedy:literal,
                evidence: $evidence:literal,
                message: $message:literal,
                help: $help:literal,
                $(example: $example:literal,)?
            }
        )+
    ) => {
        $(#[$about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $Name {
            $(#[doc = $summary] $rule,)+
        }

        impl $Name {
            /// All rules, in the order in which they are documented.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// Returns the id of the rule. Ids are public and stable.
            pub(crate) fn id(self) -> &'static str {
                match self {
                    $(Self::$rule => $id,)+
                }
            }
        }

        /// Returns the texts of a rule.
        pub(crate) fn wording(rule: $Name) -> crate::rules::table::Wording {
            match rule {
                $($Name::$rule => crate::rules::table::Wording {
                    rule: KnownRule {
                        id: rule.id(),
                        severity: smtp_connection_string::Severity::$severity,
                        summary: $summary,
                        why: $why,
                        explanation: concat!(
                            $summary, "\n\nWhy: ", $why, "\n\nWhat to do: ", $remedy, "\n\nEvidence: ", $evidence,
                        ),
                        example: [$(Example::File($example),)? Example::None][0],
                    },
                    message: $message,
                    help: $help,
                },)+
            }
        }
    };
}

pub(super) use table;

#[cfg(test)]
pub(super) mod tests {
    use super::Wording;

    /// Checks that the texts have the form of the rules of the library.
    pub(in crate::rules) fn check(wordings: impl Iterator<Item = Wording>) {
        for Wording { rule, message, help } in wordings {
            let paragraphs: Vec<&str> = rule.explanation.split("\n\n").collect();
            let [summary, why, remedy, evidence] = paragraphs[..] else { panic!("{}", rule.id) };
            assert_eq!((summary, why.strip_prefix("Why: ")), (rule.summary, Some(rule.why)));
            assert!(remedy.starts_with("What to do: ") && evidence.starts_with("Evidence: "));
            assert!(paragraphs.iter().all(|paragraph| paragraph.ends_with('.')), "{}", rule.id);
            assert!(message.len() <= 80, "{message}");
            for line in [message, help] {
                // `TLS` may be the first word.
                let is_capitalized = line.starts_with(char::is_uppercase) && !line.starts_with("TLS ");
                assert!(!line.ends_with('.') && !line.contains('\n') && !is_capitalized, "{line}");
            }
        }
    }
}
