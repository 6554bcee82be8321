//! What to do about the findings of a rule, in one line.

/// Returns the title of an action. `these` is a phrase for the records, such as `these 31 connection managers`.
pub(super) fn title(rule: &str, these: &str) -> String {
    let title = TITLES.iter().find(|(id, _)| *id == rule).map_or("Review {}", |(_, title)| title);
    title.replace("{}", these)
}

const TITLES: &[(&str, &str)] = &[
    ("empty-connection-string", "Set the server of {}"),
    ("bare-server-name", "Write `SmtpServer=` before the server name of {}"),
    ("missing-equals", "Write each setting of {} as `keyword=value`"),
    ("empty-keyword", "Write the missing keyword in {}"),
    ("unterminated-quote", "Close the quote in {}"),
    ("text-after-quote", "Remove the text after the quote in {}"),
    ("stray-quote", "Remove the stray quote in {}"),
    ("control-character", "Remove the control character in {}"),
    ("missing-server", "Set the server of {}"),
    ("basic-authentication", "Remove the login from {}: Basic authentication is not supported"),
    ("port-not-supported", "Remove the port from {}"),
    ("unknown-keyword", "Correct or remove the unknown keyword in {}"),
    ("duplicate-keyword", "Remove the duplicate keyword from {}"),
    ("empty-value", "Set the empty value in {}"),
    ("url-not-supported", "Write a server name instead of a URL in {}"),
    ("invalid-server-name", "Correct the server name of {}"),
    ("invalid-boolean", "Write `True` or `False` in {}"),
    ("invalid-timeout", "Correct the timeout of {}"),
    ("no-encryption", "Switch {} to TLS"),
    ("windows-authentication-unencrypted", "Protect the Windows authentication of {} with TLS"),
    ("address-as-server", "Use a host name instead of an IP address in {}"),
    ("provider-needs-login", "Send through a relay: the public provider of {} needs a login"),
    ("timeout-zero", "Remove the timeout of 0 from {}"),
    ("timeout-in-seconds", "Write the timeout of {} in milliseconds"),
    ("placeholder-server", "Replace the placeholder server of {}"),
    ("anonymous-authentication", "Check who else can send mail anonymously through the server of {}"),
    ("windows-authentication-fallback", "Make sure that the server of {} refuses mail without a login"),
    ("loopback-server", "Check where the local mail server of {} delivers mail"),
    ("implicit-default", "Write the default values of {} explicitly"),
    ("not-canonical", "Write {} in the form that SSIS writes"),
    ("wrong-element", "Move the connection string of {} to the element that SSIS reads"),
    ("runtime-expression", "Check the values that expressions set in {}"),
    ("overridden-value", "Compare the different values that override {}"),
    ("third-party-manager", "Check the settings of {}, which SSIS does not provide"),
    ("encrypted-package", "Scan a copy of {} without encryption"),
    ("unreadable-file", "Repair {}, and scan again"),
    ("missing-manager", "Select a connection manager in {}"),
    ("disabled-task-without-manager", "Remove {}, or select a connection manager"),
    ("unused-manager", "Check whether {} can be removed: no Send Mail task is connected"),
    ("used-only-by-disabled-tasks", "Check whether {} can be removed: all Send Mail tasks are disabled"),
    ("copies-disagree", "Make the copies of {} agree"),
    ("orphan-parameters", "Check {} without a connection manager"),
    ("lookalike-server", "Compare the server of {} with a similar name that is more common"),
    ("mail-by-script", "Review the code that sends mail in {}"),
    ("credential-in-script", "Remove the literal password from {}"),
    ("unread-mention", "Review `SmtpServer=` in {}, which was not read as a connection string"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn every_rule_has_a_title() {
        for rule in rules::of_scan() {
            let title = title(rule.id, "this place");
            assert!(title.contains("this place") && title != "Review this place", "{}: {title}", rule.id);
            assert!(title.matches('`').count().is_multiple_of(2) && !title.ends_with('.'), "{title}");
        }
    }

    #[test]
    fn every_title_belongs_to_a_rule() {
        assert!(TITLES.iter().all(|(id, _)| rules::find(id).is_some()));
    }
}
