//! The extensions that a server lists in its reply to EHLO, read as the client reads them.

use crate::probe::reply::Line;

/// An answer to EHLO or HELO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hello {
    /// The texts of the lines. The first is the greeting, which is not an extension.
    pub(crate) lines: Vec<String>,
    pub(crate) starttls: bool,
    /// The names after `AUTH`, as the server writes them.
    pub(crate) mechanisms: Vec<String>,
}

/// What the client can use of the mechanisms that a server offers. It uses GSSAPI and NTLM, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    Nothing,
    /// Only mechanisms that need a user name and a password.
    Login,
    /// WDIGEST, which only .NET Framework knows.
    Digest,
    Usable,
}

impl Hello {
    /// Reads the lines of an answer to EHLO. The client compares only the first 4 or 8 characters of an extension.
    pub(crate) fn of_ehlo(lines: Vec<Line>) -> Self {
        let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
        let extensions = || lines.iter().skip(1);
        let is_starttls = |line: &String| after(line, "STARTTLS").is_some();
        let mechanisms = extensions().filter_map(|line| after(line, "AUTH"));
        let mechanisms = mechanisms.flat_map(|names| names.split([' ', '='])).filter(|name| !name.is_empty());
        Self { starttls: extensions().any(is_starttls), mechanisms: mechanisms.map(str::to_owned).collect(), lines }
    }

    /// Returns an answer to HELO, which lists nothing.
    pub(crate) fn of_helo(line: Line) -> Self {
        Self { lines: vec![line.text], starttls: false, mechanisms: Vec::new() }
    }

    pub(crate) fn offer(&self) -> Offer {
        if self.client_would_use().is_some() {
            Offer::Usable
        } else if self.offers("WDIGEST") {
            Offer::Digest
        } else if self.mechanisms.is_empty() {
            Offer::Nothing
        } else {
            Offer::Login
        }
    }

    /// Returns the mechanism that the client tries with default credentials. NTLM is not tried after GSSAPI.
    pub(crate) fn client_would_use(&self) -> Option<&'static str> {
        ["GSSAPI", "NTLM"].into_iter().find(|name| self.offers(name))
    }

    fn offers(&self, mechanism: &str) -> bool {
        self.mechanisms.iter().any(|name| name.eq_ignore_ascii_case(mechanism))
    }
}

/// Returns the text after a prefix, ignoring ASCII case.
fn after<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = line.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(extensions: &[&str]) -> Hello {
        let line = |text: &&str| Line { code: 250, is_last: true, text: (*text).to_owned(), whole: String::new() };
        Hello::of_ehlo(std::iter::once(&"STARTTLS AUTH GSSAPI").chain(extensions).map(line).collect())
    }

    #[test]
    fn first_line_is_not_an_extension() {
        let hello = hello(&[]);
        assert_eq!((hello.starttls, hello.offer()), (false, Offer::Nothing));
    }

    #[test]
    fn extensions_match_by_their_first_characters() {
        for text in ["STARTTLS", "starttls", "STARTTLS REQUIRED", "STARTTLSX"] {
            assert!(hello(&["SIZE", text]).starttls, "{text}");
        }
        for text in ["START", "XSTARTTLS", " STARTTLS", "ſTARTTLS", ""] {
            assert!(!hello(&[text]).starttls, "{text}");
        }
    }

    #[test]
    fn mechanisms_are_those_that_the_client_can_use() {
        for (lines, offer, used) in [
            (&["AUTH"][..], Offer::Nothing, None),
            (&["XAUTH NTLM", "X-EXPS GSSAPI NTLM"], Offer::Nothing, None),
            (&["AUTH LOGIN PLAIN"], Offer::Login, None),
            (&["AUTH NEGOTIATE GSS-SPNEGO X-NTLM"], Offer::Login, None),
            (&["AUTH\tNTLM"], Offer::Login, None),
            (&["AUTH LOGIN WDIGEST"], Offer::Digest, None),
            (&["AUTH WDIGEST NTLM"], Offer::Usable, Some("NTLM")),
            (&["AUTH=ntlm"], Offer::Usable, Some("NTLM")),
            (&["AUTHX GSSAPI"], Offer::Usable, Some("GSSAPI")),
            (&["AUTHGSSAPI"], Offer::Usable, Some("GSSAPI")),
            (&["auth LOGIN", "AUTH NTLM"], Offer::Usable, Some("NTLM")),
            (&["AUTH NTLM GSSAPI"], Offer::Usable, Some("GSSAPI")),
        ] {
            let hello = hello(lines);
            assert_eq!((hello.offer(), hello.client_would_use()), (offer, used), "{lines:?}");
        }
    }
}
