//! Cases of the rules for the syntax.

use smtp_connection_string::Rule;
use snapbox::str;

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            rule: Rule::EmptyConnectionString,
            source: " ;; ",
            found: "empty-connection-string 0..4",
            near_miss: " ;=; ",
            rendered: str![[r#"
error[empty-connection-string]: empty connection string
  |
  |  ;; 
  | ^^^^
  = help: write at least `SmtpServer=` and the name of the mail server
"#]],
        },
        Case {
            rule: Rule::BareServerName,
            source: "smtp.contoso.com",
            found: "bare-server-name 0..16",
            near_miss: "smtp contoso.com",
            rendered: str![[r#"
error[bare-server-name]: server name without a keyword
  |
  | smtp.contoso.com
  | ^^^^^^^^^^^^^^^^
  = help: write `SmtpServer=` before it
"#]],
        },
        // Quotes around the name are ignored.
        Case {
            rule: Rule::BareServerName,
            source: "\"smtp.contoso.com\";",
            found: "bare-server-name 0..19",
            near_miss: "mail;smtp.contoso.com",
            rendered: str![[r#"
error[bare-server-name]: server name without a keyword
  |
  | "smtp.contoso.com";
  | ^^^^^^^^^^^^^^^^^^^
  = help: write `SmtpServer=` before it
"#]],
        },
        // D1: .NET reads the keyword `text;EnableSsl`.
        Case {
            rule: Rule::MissingEquals,
            source: "SmtpServer=mail;text;EnableSsl=True",
            found: "missing-equals 16..20",
            near_miss: "SmtpServer=mail;text=;EnableSsl=True",
            rendered: str![[r#"
error[missing-equals]: missing `=`
  |
  | SmtpServer=mail;***;EnableSsl=True
  |                 ^^^
  = help: write `keyword=value`, or put a value that contains `;` in double quotes
"#]],
        },
        // A doubled `=` belongs to the keyword.
        Case {
            rule: Rule::MissingEquals,
            source: "SmtpServer==mail",
            found: "missing-equals 0..16",
            near_miss: "SmtpServer===mail",
            rendered: str![[r#"
error[missing-equals]: missing `=`
  |
  | SmtpServer==mail
  | ^^^^^^^^^^^^^^^^
  = help: write `keyword=value`, or put a value that contains `;` in double quotes
"#]],
        },
        Case {
            rule: Rule::MissingEquals,
            source: "mail.contoso.com;EnableSsl=True",
            found: "missing-equals 0..16",
            near_miss: "SmtpServer=mail.contoso.com;EnableSsl=True",
            rendered: str![[r#"
error[missing-equals]: server name without a keyword
  |
  | mail.contoso.com;EnableSsl=True
  | ^^^^^^^^^^^^^^^^
  = help: write `SmtpServer=` before the server name
"#]],
        },
        Case {
            rule: Rule::MissingEquals,
            source: "EnableSsl",
            found: "missing-equals 0..9",
            near_miss: "EnableSsl=",
            rendered: str![[r#"
error[missing-equals]: missing `=` after the keyword
  |
  | EnableSsl
  | ^^^^^^^^^
  = help: write `=` and a value after the keyword, or remove the keyword
"#]],
        },
        // Whitespace is not a keyword.
        Case {
            rule: Rule::EmptyKeyword,
            source: "SmtpServer=mail; = x",
            found: "empty-keyword 17..18",
            near_miss: "SmtpServer=mail; == x",
            rendered: str![[r#"
error[empty-keyword]: empty keyword
  |
  | SmtpServer=mail; = ***
  |                  ^
  = help: write a keyword before the `=`, or remove the pair
"#]],
        },
        Case {
            rule: Rule::UnterminatedQuote,
            source: "SmtpServer=\"mail;EnableSsl=True",
            found: "unterminated-quote 11..12",
            near_miss: "SmtpServer=\"mail\";EnableSsl=True",
            rendered: str![[r#"
error[unterminated-quote]: unterminated quote
  |
  | SmtpServer="mail;EnableSsl=True
  |            ^
  = help: add the closing quote, and double every quote of the same kind inside the value
"#]],
        },
        // A doubled quote does not close the value.
        Case {
            rule: Rule::UnterminatedQuote,
            source: "SmtpServer='mail''",
            found: "unterminated-quote 11..12",
            near_miss: "SmtpServer='mail'''",
            rendered: str![[r#"
error[unterminated-quote]: unterminated quote
  |
  | SmtpServer='mail''
  |            ^
  = help: add the closing quote, and double every quote of the same kind inside the value
"#]],
        },
        Case {
            rule: Rule::TextAfterQuote,
            source: "SmtpServer='mail' x;EnableSsl=True",
            found: "text-after-quote 18..19",
            near_miss: "SmtpServer='mail' ;EnableSsl=True",
            rendered: str![[r#"
error[text-after-quote]: unexpected text after the closing quote
  |
  | SmtpServer=***;EnableSsl=True
  |            ^^^
  = help: write `;` after the quote, move the quote to the end of the value, or double it
"#]],
        },
        // A quote can be inside an unquoted value, but not at its end.
        Case {
            rule: Rule::StrayQuote,
            source: "SmtpServer=mail\" ;EnableSsl=True",
            found: "stray-quote 15..16",
            near_miss: "SmtpServer=ma\"il ;EnableSsl=True",
            rendered: str![[r#"
error[stray-quote]: unexpected quote at the end of an unquoted value
  |
  | SmtpServer=mail" ;EnableSsl=True
  |                ^
  = help: add the opening quote, or remove this quote
"#]],
        },
        // A tab can be around a keyword, but not inside it. It is rendered as an escape sequence.
        Case {
            rule: Rule::ControlCharacter,
            source: "Smtp\tServer=mail",
            found: "control-character 4..5",
            near_miss: "\tSmtpServer\t=mail",
            rendered: str![[r#"
error[control-character]: unexpected control character
  |
  | ***=***
  | ^
  = help: remove it: a line break is allowed between pairs, but not inside a keyword
"#]],
        },
        // NUL is not allowed anywhere, not even in quotes.
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer='mail\0'",
            found: "control-character 16..17",
            near_miss: "SmtpServer='mail\u{1}'",
            rendered: str![[r#"
error[control-character]: unexpected control character
  |
  | SmtpServer='mail\0'
  |                 ^^
  = help: remove it: a line break is allowed between pairs, but not inside a keyword
"#]],
        },
        // D2: .NET ignores NUL at the end of the string.
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer=mail;\0",
            found: "control-character 16..17",
            near_miss: "SmtpServer=mail;\t",
            rendered: str![[r#"
error[control-character]: unexpected control character
  |
  | SmtpServer=mail;***
  |                 ^^^
  = help: remove it: a line break is allowed between pairs, but not inside a keyword
"#]],
        },
        // D3: .NET removes a pair without a value before it checks the keyword.
        Case {
            rule: Rule::ControlCharacter,
            source: "SmtpServer=mail;a\tb=",
            found: "control-character 17..18",
            near_miss: "SmtpServer=mail;a b=",
            rendered: str![[r#"
error[control-character]: unexpected control character
  |
  | SmtpServer=mail;***=
  |                 ^
  = help: remove it: a line break is allowed between pairs, but not inside a keyword
"#]],
        },
    ]
}
