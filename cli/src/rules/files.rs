//! The rules that only files have, with all their texts, in one table.
//!
//! They are not rules of the library, because a connection string alone cannot trigger them.

use crate::rules::known_rule::{Example, KnownRule};
use crate::rules::table::table;

pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    FileRule::ALL.iter().map(|rule| wording(*rule).rule)
}

table! {
    /// A rule that only files have.
    FileRule:

    WrongElement = "wrong-element", Warning {
        summary: "The connection string is on an element that SSIS ignores.",
        why: "SSIS reads the attribute `ConnectionString` of the element `SmtpConnectionManager` in `ObjectData`. \
              Some generators write it to a `DTS:ConnectionManager` or `DTS:SmtpConnectionManager` element there, or \
              write each property as a separate attribute. The string looks right, but it is not used, so the report \
              shows its value as not certain.",
        remedy: "Write `<SmtpConnectionManager ConnectionString=\"…\" />` in `ObjectData`, or open the package in the \
                 designer, correct the connection manager and save the package.",
        evidence: "In 1,754 public files, all 45 SMTP connection managers that the designer wrote have the string on \
                   this element. There is a report that a package with the other element fails to load with \
                   0xC0010018. It was not verified.",
        message: "the connection string is on an element that SSIS ignores",
        help: "write it as `ConnectionString` of the element `SmtpConnectionManager` in `ObjectData`",
        example: "<DTS:ObjectData>\n  \
                  <DTS:SmtpConnectionManager ConnectionString=\"SmtpServer=smtp.contoso.com;…\" />\n\
                  </DTS:ObjectData>",
    }

    RuntimeExpression = "runtime-expression", Note {
        summary: "An expression sets the connection string, or a part of it, at run time.",
        why: "The stored string is only the design-time value, so the findings about it may not apply. If the \
              expression is a literal, or refers to a parameter or variable, its value is checked too; a parameter or \
              variable can still be changed at run time. Any other expression is only located. An empty server is \
              common in the stored string, so it is a note instead of an error.",
        remedy: "Review the expression and the variables and parameters that it uses. Check the string that it \
                 returns with `smtp-connstr check -`.",
        evidence: "According to Microsoft's documentation, property expressions are evaluated when the package runs. \
                   Of 391 SMTP connection managers in 420 public repositories, ten have one. Each of these \
                   expressions is a single literal or a single reference.",
        message: "property expressions change this connection string at run time",
        help: "review the expression, and check the string that it returns",
        example: "<DTS:PropertyExpression DTS:Name=\"SmtpServer\">@[$Project::MailServer]</DTS:PropertyExpression>",
    }

    OverriddenValue = "overridden-value", Warning {
        summary: "A parameter or configuration overrides the connection string with a different value.",
        why: "A project has a parameter for each property of a connection manager (`CM.<name>.…`), and a package can \
              load a configuration file. Their value is the one that is used, so anyone who reads the package sees a \
              different server or a different setting. Errors and warnings about the value that is used are reported \
              for the connection manager.",
        remedy: "Make both values equal, or make sure that the difference is intended.",
        evidence: "Project files and archives in public repositories contain such parameters. A configuration of a \
                   `.dtproj` changes a parameter, and so the value of an expression that uses the parameter.",
        message: "a parameter or configuration overrides this with a different value",
        help: "make both values equal, or make sure that the difference is intended",
        example: "<SSIS:Parameter SSIS:Name=\"CM.Mail.EnableSsl\">\n  \
                  <SSIS:Properties>\n    \
                  <SSIS:Property SSIS:Name=\"Value\">false</SSIS:Property>\n  \
                  </SSIS:Properties>\n\
                  </SSIS:Parameter>",
    }

    ThirdPartyManager = "third-party-manager", Note {
        summary: "An SMTP connection manager is from another vendor.",
        why: "It also sends mail, but its connection string has a different grammar, so it was not checked. Auditors \
              need to know that it exists.",
        remedy: "Check its settings in the designer and in the documentation of its vendor.",
        evidence: "In public files, such connection managers have a different type (`CreationName`), for example \
                   `SMTP (KingswaySoft)`. In a project file they have parameters that the SMTP connection manager of \
                   SSIS does not have, for example `CM.<name>.SmtpServerPort`.",
        message: "third-party connection manager: its connection string is not checked",
        help: "check its settings in the designer",
        example: "<DTS:ConnectionManager DTS:CreationName=\"SMTP (KingswaySoft)\" DTS:ObjectName=\"Mail\">",
    }

    EncryptedPackage = "encrypted-package", Warning {
        summary: "A whole file, or the value of a connection manager, is encrypted.",
        why: "With the protection level `EncryptAllWithPassword` or `EncryptAllWithUserKey`, a package contains only \
              encrypted data. It may contain any number of connection managers, which are not in this report.",
        remedy: "Save a copy with another protection level, for example `DontSaveSensitive`, and scan the copy.",
        evidence: "The protection levels are described in Microsoft's documentation. Encrypted packages in public \
                   repositories contain only encrypted data.",
        message: "the whole file is encrypted, so its connection managers are unknown",
        help: "save a copy with another protection level, for example `DontSaveSensitive`, and scan the copy",
        example: "<DTS:Executable DTS:CreationName=\"Microsoft.Package\">\n  \
                  <EncryptedData xmlns=\"http://www.w3.org/2001/04/xmlenc#\">…</EncryptedData>\n\
                  </DTS:Executable>",
    }

    // The message is never shown: the reason is shown instead.
    UnreadableFile = "unreadable-file", Error {
        summary: "A file, a folder or an archive entry cannot be read.",
        why: "It may contain connection managers, which are not in this report. The exit code is 2, even with \
              `--allow`, unless a baseline lists the finding. If only a part of a file is damaged and the rest was \
              read, the finding is a note.",
        remedy: "Repair or remove the file, or grant read permission. If the file is damaged, restore it from version \
                 control. If its encoding is not supported, convert it to UTF-8.",
        evidence: "The scan rejects malformed XML, document type declarations, damaged archives, and files and \
                   archives that exceed a limit. The message states the reason.",
        message: "the file cannot be read",
        help: "repair or remove the file: its connection managers are unknown",
        example: "<DTS:Executable DTS:CreationName=\"Microsoft.Package\">\n  <DTS:ConnectionManagers>",
    }

    MissingManager = "missing-manager", Error {
        summary: "A Send Mail task has no reference to an SMTP connection manager, or one to an SMTP connection \
                  manager that does not exist.",
        why: "The task fails when it runs. Possible causes are that the connection manager was deleted, or that the \
              task was copied from another package. A connection manager of another package is never used, even if it \
              has the same GUID.",
        remedy: "Open the task in the designer and select a connection manager, or remove the task.",
        evidence: "Of 1,086 Send Mail tasks in public repositories, 43 refer to a GUID that no file of the project \
                   contains, and 38 have no reference. 23 GUIDs occur in several files, 12 of them with different \
                   servers.",
        message: "this task has no SMTP connection manager",
        help: "select a connection manager in the task, or remove the task",
        example: "<SendMailTask:SendMailTaskData \
                  SendMailTask:SMTPServer=\"{00000000-0000-0000-0000-000000000000}\" />",
    }

    DisabledTaskWithoutManager = "disabled-task-without-manager", Note {
        summary: "A Send Mail task without an SMTP connection manager is disabled, or an expression decides whether \
                  it is.",
        why: "The task fails if someone enables it, or if the expression on `Disable` returns `False`.",
        remedy: "Remove the task if it is no longer needed. Otherwise select a connection manager in it.",
        evidence: "141 of 1,086 Send Mail tasks in public repositories have an expression on `Disable`, or are in a \
                   container that has one.",
        message: "this task is or may be disabled, and has no SMTP connection manager",
        help: "remove the task, or select a connection manager in it",
        example: "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:Disabled=\"True\">\n  \
                  <DTS:ObjectData>\n    \
                  <SendMailTask:SendMailTaskData SendMailTask:Subject=\"…\" />\n  \
                  </DTS:ObjectData>\n\
                  </DTS:Executable>",
    }

    UnusedManager = "unused-manager", Note {
        summary: "No Send Mail task of the project uses the SMTP connection manager.",
        why: "No task sends mail through it, so it matters less than others. A component of another vendor, or a \
              script that finds connection managers by an index, can still use it.",
        remedy: "Remove the connection manager if nothing else uses it.",
        evidence: "The rule applies only if all packages that could use it were read, and no script in them names it. \
                   It does not apply to a connection manager of a folder without packages.",
        message: "no Send Mail task uses this connection manager",
        help: "remove the connection manager if nothing else uses it",
        example: "<DTS:Executable DTS:CreationName=\"Microsoft.Package\">\n  \
                  <DTS:ConnectionManagers>\n    \
                  <DTS:ConnectionManager DTS:CreationName=\"SMTP\">…</DTS:ConnectionManager>\n  \
                  </DTS:ConnectionManagers>\n  \
                  <DTS:Executables />\n\
                  </DTS:Executable>",
    }

    UsedOnlyByDisabledTasks = "used-only-by-disabled-tasks", Note {
        summary: "All Send Mail tasks that use the SMTP connection manager are disabled.",
        why: "No task sends mail through it now, but one does as soon as someone enables it.",
        remedy: "Remove the tasks and the connection manager if they are no longer needed. Otherwise treat the \
                 connection manager like one that is used.",
        evidence: "A task is disabled if it, or a container or event handler around it, is stored as disabled. A task \
                   with an expression on `Disable` does not count as disabled.",
        message: "only disabled tasks use this connection manager",
        help: "remove the tasks and the connection manager if they are no longer needed",
        example: "<DTS:Executable DTS:CreationName=\"STOCK:SEQUENCE\" DTS:Disabled=\"True\">\n  \
                  <DTS:Executables>\n    \
                  <DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\">…</DTS:Executable>\n  \
                  </DTS:Executables>\n\
                  </DTS:Executable>",
    }

    CopiesDisagree = "copies-disagree", Warning {
        summary: "Copies of the value of a connection manager disagree with each other.",
        why: "A project stores the value of a connection manager in several places: as parameters (`CM.<name>.…`) in \
              `.dtproj` and `@Project.manifest`, and in each of them as a whole string and as single properties. If \
              they differ, it is not known which value is used at run time.",
        remedy: "Open the project in the designer, set the connection manager to the intended value and save it, so \
                 that all copies are written again.",
        evidence: "SSIS writes `ConnectionString`, `SmtpServer`, `EnableSsl` and `UseWindowsAuthentication` for the \
                   same connection manager, except for properties that an expression sets. Which of two different \
                   values it uses was not tested.",
        message: "copies of the value of this connection manager disagree with each other",
        help: "set the value in the designer and save the project, so that all copies are equal",
        example: "CM.Mail.ConnectionString = SmtpServer=smtp.contoso.com;EnableSsl=True;\n\
                  CM.Mail.EnableSsl        = false",
    }

    OrphanParameters = "orphan-parameters", Note {
        summary: "Parameters refer to a connection manager that does not exist in the project.",
        why: "Someone who sets these parameters expects an effect, but nothing uses them. A possible cause is that \
              the connection manager was renamed or removed, and the project file was not saved.",
        remedy: "Open the project in the designer and save it, so that the parameters are written again.",
        evidence: "The connection manager is searched by the names of its package and of itself, ignoring case, in \
                   the files of the same folder or archive. The rule applies only if all of them were read.",
        message: "the connection manager of these parameters does not exist in the project",
        help: "open the project in the designer and save it",
        example: "<SSIS:PackageMetaData SSIS:Name=\"Billing.dtsx\">\n  \
                  <SSIS:Parameters>\n    \
                  <SSIS:Parameter SSIS:Name=\"CM.Old mail.SmtpServer\">…</SSIS:Parameter>\n  \
                  </SSIS:Parameters>\n\
                  </SSIS:PackageMetaData>",
    }

    LookalikeServer = "lookalike-server", Note {
        summary: "The server differs by one letter from one that is much more common in the same scan.",
        why: "One of the names is probably misspelled. Mail through a misspelled server fails, or reaches a server of \
              someone else.",
        remedy: "Compare both names, and correct the wrong one.",
        evidence: "The other name occurs in at least ten times as many connection managers. Names that differ only in \
                   digits, or in a label with fewer than four letters, are not compared. A public project has such a \
                   pair, with a missing letter.",
        message: "the server differs by one letter from a much more common one",
        help: "compare both names, and correct the wrong one",
        example: "smtp.contoso.com   10 connection managers\nsmtp.contso.com     1 connection manager",
    }

    MailByScript = "mail-by-script", Note {
        summary: "A package sends mail with code instead of a Send Mail task.",
        why: "The connection managers are not the only way in which the package sends mail, so the rest of the report \
              does not cover it. Code that uses `SmtpClient` has its own server and credentials, and `sp_send_dbmail` \
              uses the Database Mail of SQL Server.",
        remedy: "Review the script or the SQL statement.",
        evidence: "In 420 public repositories, 97 files use `SmtpClient` and 82 use `sp_send_dbmail`. The words are \
                   searched, and code is not parsed, so they may be in a comment.",
        message: "code in this package sends mail",
        help: "review the code: this report does not cover it",
        example: "EXEC msdb.dbo.sp_send_dbmail @profile_name = N'Reports', @recipients = @recipients;",
    }

    CredentialInScript = "credential-in-script", Warning {
        summary: "Code contains a literal password.",
        why: "Everyone who can read the package or its repository can read the password.",
        remedy: "Change the password, and read it from a sensitive parameter or a credential store.",
        evidence: "The code creates a `NetworkCredential` with a literal password. 23 packages in 420 public \
                   repositories do.",
        message: "code contains a literal password",
        help: "change the password, and read it from a sensitive parameter",
        example: "client.Credentials = new NetworkCredential(\"reports\", \"…\");",
    }

    UnreadMention = "unread-mention", Note {
        summary: "`SmtpServer=` occurs in a place that is not read as a connection string.",
        why: "It may be a connection string that this program does not recognize, so the report may be incomplete.",
        remedy: "Review the place. If it is a connection string, check it with `smtp-connstr check -`.",
        evidence: "Comments, descriptions, mail texts and code contain such text. The rule exists so that a string is \
                   never missed silently. At most 1,000 places per file are listed.",
        message: "this `SmtpServer=` is not in a string that was checked",
        help: "review this place, and check the string with `smtp-connstr check -`",
        example: "<!-- SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False; -->",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_form_of_the_rules_of_the_library() {
        crate::rules::table::tests::check(FileRule::ALL.iter().map(|rule| wording(*rule)));
    }
}
