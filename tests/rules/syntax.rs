//! The rules of the syntax, and what is no string at all.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        // Separators alone are as empty as nothing.
        Case {
            rule: Rule::EmptyConnectionString,
            source: " ;; ",
            found: "empty-connection-string 0..4",
            near_miss: " ;=; ",
            rendered: str![[r#"
error[empty-connection-string]: expected `SmtpServer=…`, found an empty connection string
  |
  |  ;; 
  | ^^^^
  = help: write at least the server: `SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;`

"#]],
        },
        // The vendor's sample; a name that is none would be text without `=`.
        Case {
            rule: Rule::BareServerName,
            source: "smtp.contoso.com",
            found: "bare-server-name 0..16",
            near_miss: "smtp contoso.com",
            rendered: str![[r#"
error[bare-server-name]: expected `SmtpServer=…`, found a server name alone
  |
  | smtp.contoso.com
  | ^^^^^^^^^^^^^^^^
  = help: write the keyword: `SmtpServer=` and the name

"#]],
        },
        // The quotes of a lone name are looked through, since people quote what they do not understand.
        Case {
            rule: Rule::BareServerName,
            source: "\"smtp.contoso.com\";",
            found: "bare-server-name 0..19",
            near_miss: "mail;smtp.contoso.com",
            rendered: str![[r#"
error[bare-server-name]: expected `SmtpServer=…`, found a server name alone
  |
  | "smtp.contoso.com";
  | ^^^^^^^^^^^^^^^^^^^
  = help: write the keyword: `SmtpServer=` and the name

"#]],
        },
        // D1: .NET reads the keyword `text;EnableSsl`.
        Case {
            rule: Rule::MissingEquals,
            source: "SmtpServer=mail;text;EnableSsl=True",
            found: "missing-equals 16..20",
            near_miss: "SmtpServer=mail;text=;EnableSsl=True",
            rendered: str![[r#"
error[missing-equals]: expected `keyword=value`, found text without `=`
  |
  | SmtpServer=mail;text;EnableSsl=True
  |                 ^^^^
  = help: write the missing `=`; if this is the rest of a value that holds a `;`, put that value in double quotes

"#]],
        },
        // A doubled `=` is part of the keyword, which then has no end.
        Case {
            rule: Rule::MissingEquals,
            source: "SmtpServer==mail",
            found: "missing-equals 0..16",
            near_miss: "SmtpServer===mail",
            rendered: str![[r#"
error[missing-equals]: expected `keyword=value`, found text without `=`
  |
  | SmtpServer==mail
  | ^^^^^^^^^^^^^^^^
  = help: write the missing `=`; if this is the rest of a value that holds a `;`, put that value in double quotes

"#]],
        },
        // White space before `=` is no keyword.
        Case {
            rule: Rule::EmptyKeyword,
            source: "SmtpServer=mail; = x",
            found: "empty-keyword 17..18",
            near_miss: "SmtpServer=mail; == x",
            rendered: str![[r#"
error[empty-keyword]: expected a keyword, found `=`
  |
  | SmtpServer=mail; = x
  |                  ^
  = help: write the keyword before the `=`, or take this pair out

"#]],
        },
        // The quote swallows the rest of the string; the walk finds the rest all the same.
        Case {
            rule: Rule::UnterminatedQuote,
            source: "SmtpServer=\"mail;EnableSsl=True",
            found: "unterminated-quote 11..12",
            near_miss: "SmtpServer=\"mail\";EnableSsl=True",
            rendered: str![[r#"
error[unterminated-quote]: expected a closing quote, found the end of the string
  |
  | SmtpServer="mail;EnableSsl=True
  |            ^
  = help: close the quote; a quote within the value is written twice

"#]],
        },
        // A doubled quote does not close the value.
        Case {
            rule: Rule::UnterminatedQuote,
            source: "SmtpServer='mail''",
            found: "unterminated-quote 11..12",
            near_miss: "SmtpServer='mail'''",
            rendered: str![[r#"
error[unterminated-quote]: expected a closing quote, found the end of the string
  |
  | SmtpServer='mail''
  |            ^
  = help: close the quote; a quote within the value is written twice

"#]],
        },
        // Only white space may follow a closing quote.
        Case {
            rule: Rule::TextAfterQuote,
            source: "SmtpServer='mail' x;EnableSsl=True",
            found: "text-after-quote 18..19",
            near_miss: "SmtpServer='mail' ;EnableSsl=True",
            rendered: str![[r#"
error[text-after-quote]: expected `;` or the end after the closing quote, found other text
  |
  | SmtpServer='mail' x;EnableSsl=True
  |                   ^
  = help: write the missing `;`, or put the whole value in quotes; a quote within the value is written twice

"#]],
        },
        // A quote may stand in an unquoted value, only not at its end.
        Case {
            rule: Rule::StrayQuote,
            source: "SmtpServer=mail\" ;EnableSsl=True",
            found: "stray-quote 15..16",
            near_miss: "SmtpServer=ma\"il ;EnableSsl=True",
            rendered: str![[r#"
error[stray-quote]: expected no quote at the end of an unquoted value, found one
  |
  | SmtpServer=mail" ;EnableSsl=True
  |                ^
  = help: write the opening quote, or take this one out

"#]],
        },
        // A tab may stand around a keyword, not in it; and it is shown as an escape.
        Case {
            rule: Rule::ControlCharacter,
            source: "Smtp\tServer=mail",
            found: "control-character 4..5",
            near_miss: "\tSmtpServer\t=mail",
            rendered: str![[r#"
error[control-character]: expected printable text, found a control character
  |
  | Smtp\tServer=mail
  |     ^^
  = help: take the character out; a line break may stand between pairs, not in a keyword

"#]],
        },
        // NUL stands nowhere, not even in quotes or at the end (D2).
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer='mail\0'",
            found: "control-character 16..17",
            near_miss: "SmtpServer='mail\u{1}'",
            rendered: str![[r#"
error[control-character]: expected printable text, found a control character
  |
  | SmtpServer='mail\0'
  |                 ^^
  = help: take the character out; a line break may stand between pairs, not in a keyword

"#]],
        },
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer=mail;\0",
            found: "control-character 16..17",
            near_miss: "SmtpServer=mail;\t",
            rendered: str![[r#"
error[control-character]: expected printable text, found a control character
  |
  | SmtpServer=mail;\0
  |                 ^^
  = help: take the character out; a line break may stand between pairs, not in a keyword

"#]],
        },
        // D3: .NET drops a pair without a value before it looks at its keyword.
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer=mail;a\tb=",
            found: "control-character 17..18",
            near_miss: "SmtpServer=mail;a b=",
            rendered: str![[r#"
error[control-character]: expected printable text, found a control character
  |
  | SmtpServer=mail;a\tb=
  |                  ^^
  = help: take the character out; a line break may stand between pairs, not in a keyword

"#]],
        },
    ]
}
