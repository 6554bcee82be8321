//! The rules of `probe`, with all their texts, in one table.
//!
//! They are about a server, as seen from this machine at one moment.

use crate::rules::known_rule::{Example, KnownRule};
use crate::rules::table::table;

pub(crate) fn all() -> impl Iterator<Item = KnownRule> {
    ProbeRule::ALL.iter().map(|rule| wording(*rule).rule)
}

table! {
    /// A rule of `probe`.
    ProbeRule:

    Unreachable = "probe-unreachable", Error {
        summary: "The server cannot be reached from this machine.",
        why: "The Send Mail task fails if it runs on this machine. On another machine, the name may resolve and the \
              firewall may allow the connection.",
        remedy: "Check the name of the server and the firewall. The SMTP connection manager always connects to port 25, \
                 which many networks block. Run the probe on the machine that runs the package.",
        evidence: "The timeout of the client does not cover the connection: in a test with `Timeout=3000`, it waited for \
                   135 seconds for an address that does not answer.",
        message: "the server cannot be reached",
        help: "check the name of the server and whether this machine may connect to port 25",
    }

    Refused = "probe-refused", Error {
        summary: "The server answers with an error, or closes the connection, before the client can send mail.",
        why: "The client throws an exception, and the Send Mail task fails.",
        remedy: "Ask the administrator of the server to accept connections from this machine. Show them the transcript \
                 (`--transcript`).",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, an error reply to the connection or to EHLO ended the send. \
                   Only after 500 and 502 did the client continue with HELO.",
        message: "the server refuses to talk to this machine",
        help: "ask the administrator of the server to accept connections from this machine",
    }

    Protocol = "probe-protocol", Error {
        summary: "The server does not answer as an SMTP server does.",
        why: "The client cannot read the answer and throws an exception, or waits until its timeout.",
        remedy: "Make sure that an SMTP server listens on port 25 of this host, and not a server of another protocol or a \
                 proxy. Show the transcript (`--transcript`) to the administrator.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, a code without a following space or `-`, a carriage return \
                   without a line feed, and an unexpected code made the client throw. Lines that end in a line feed alone \
                   made it wait until its timeout.",
        message: "the server does not answer as an SMTP server does",
        help: "make sure that an SMTP server listens on port 25 of this host; see --transcript",
    }

    NoStarttls = "probe-no-starttls", Error {
        summary: "The server does not offer STARTTLS.",
        why: "With `EnableSsl=True`, the client throws an exception instead of falling back to cleartext. With \
              `EnableSsl=False`, this is a note: the connection cannot be encrypted.",
        remedy: "Configure the server to offer STARTTLS on port 25. Otherwise set `EnableSsl` to `False` in the connection \
                 manager; mail is then sent in cleartext.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, `EnableSsl` meant STARTTLS and never implicit TLS, and a send \
                   failed if the server did not offer STARTTLS.",
        message: "the server does not offer STARTTLS",
        help: "configure the server to offer STARTTLS on port 25",
    }

    StarttlsFailed = "probe-starttls-failed", Error {
        summary: "The server offers STARTTLS, but TLS cannot be started or the server does not continue after it.",
        why: "With `EnableSsl=True`, the client throws an exception. With `EnableSsl=False`, this is a note.",
        remedy: "Show the transcript (`--transcript`) to the administrator of the server. Often the server has no \
                 certificate, or requires one from the client.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, any answer to STARTTLS other than 220 and any failed \
                   handshake ended the send. If a TLS 1.3 server demands a client certificate, the error appears only at \
                   the first read after the handshake.",
        message: "TLS cannot be started",
        help: "show the output of --transcript to the administrator of the server",
    }

    CertificateUntrusted = "probe-certificate-untrusted", Error {
        summary: "The certificate of the server is not trusted on this machine.",
        why: "With `EnableSsl=True`, the client throws an exception. With `EnableSsl=False`, this is a note. Another machine \
              can trust other authorities.",
        remedy: "Install the certificate of the issuing authority on the machine that runs the package, or give the server a \
                 certificate of a known authority. `--ca-file` adds an authority for this run.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, a certificate of an unknown authority and one without the \
                   purpose serverAuth ended the send. The client does not check revocation.",
        message: "the certificate is not trusted on this machine",
        help: "install the certificate of its authority on the machine that runs the package",
    }

    CertificateName = "probe-certificate-name", Error {
        summary: "The certificate of the server is for other names.",
        why: "With `EnableSsl=True`, the client throws an exception. With `EnableSsl=False`, this is a note.",
        remedy: "Write one of the names in the certificate as `SmtpServer`, or give the server a certificate for this name.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, the common name counted only if the certificate had no \
                   alternative name of the server's kind, and a DNS name did not serve an IP address.",
        message: "the certificate is for other names",
        help: "write one of the names in the certificate as `SmtpServer`",
    }

    CertificateExpired = "probe-certificate-expired", Error {
        summary: "The certificate of the server has expired, is not yet valid, or expires soon.",
        why: "With `EnableSsl=True`, the client throws an exception as soon as the certificate has expired. This is a warning \
              if fewer than 30 days are left, and a note with `EnableSsl=False`.",
        remedy: "Ask the administrator of the server to renew the certificate.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, an expired certificate ended the send.",
        message: "the certificate has expired",
        help: "ask the administrator of the server to renew the certificate",
    }

    NoUsableMechanism = "probe-no-usable-mechanism", Error {
        summary: "The string asks for Windows authentication, but the server offers no mechanism that the client can use.",
        why: "The client sends the mail unauthenticated, without an error. Nobody notices until the server refuses such mail \
              or someone else uses it to send.",
        remedy: "Configure the server to offer GSSAPI or NTLM. If unauthenticated mail is intended, set \
                 `UseWindowsAuthentication` to `False` in the connection manager.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, only the mechanism names GSSAPI and NTLM were used with \
                   default credentials. NEGOTIATE, GSS-SPNEGO and X-EXPS were not.",
        message: "the server offers no mechanism that Windows authentication can use",
        help: "configure the server to offer GSSAPI or NTLM, or set `UseWindowsAuthentication` to `False`",
    }

    TlsAvailable = "probe-tls-available", Note {
        summary: "`EnableSsl` is `False`, but the server offers STARTTLS with a certificate that is valid for its name.",
        why: "Mail is sent in cleartext although it could be encrypted.",
        remedy: "Set `EnableSsl` to `True` in the connection manager. Probe on the machine that runs the package first, \
                 because the certificate has to be trusted there.",
        evidence: "The probe made the TLS handshake, verified the certificate, and compared the mechanisms before and after \
                   TLS.",
        message: "the connection can be encrypted",
        help: "set `EnableSsl` to `True` in the connection manager",
    }

    Slow = "probe-slow", Warning {
        summary: "The server needs most of the timeout, or more, before mail can be sent.",
        why: "The timeout of the client is one budget for the whole send. If the server is a little slower, the send fails.",
        remedy: "Increase `Timeout`, which is in milliseconds, or find out why the server is slow. Servers often wait for the \
                 reverse lookup of the client's address.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, the timeout covered all replies together, but not the \
                   connection. With `Timeout=0`, the send failed at an unpredictable time.",
        message: "the server needs more than half of the timeout before mail can be sent",
        help: "increase `Timeout`, which is in milliseconds",
    }

    BytesAfterStarttls = "probe-bytes-after-starttls", Warning {
        summary: "The server sends more bytes after its answer to STARTTLS, before TLS starts.",
        why: "Someone on the network path may have added them (command injection), or the server is faulty. The client \
              drops the bytes if they are in the same packet as the answer. Otherwise the handshake fails.",
        remedy: "Show the transcript (`--transcript`) to the administrator of the server, and probe from another network.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, up to 256 bytes in the same read were dropped.",
        message: "the server sends more bytes after its answer to STARTTLS",
        help: "show the output of --transcript to the administrator of the server",
    }

    AuthenticationNotTried = "probe-authentication-not-tried", Note {
        summary: "The server offers a mechanism that Windows authentication can use, but the probe does not authenticate.",
        why: "At run time, the client may authenticate, send unauthenticated, or fail. This depends on the account that runs \
              the package.",
        remedy: "Send a test mail with the account that runs the package, and check the log of the server.",
        evidence: "In tests with `System.Net.Mail.SmtpClient`, the client sent the mail unauthenticated after the server \
                   answered GSSAPI with 535.",
        message: "the probe does not authenticate, so it cannot tell whether the login works",
        help: "send a test mail with the account that runs the package, and check the log of the server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_form_of_the_other_rules() {
        crate::rules::table::tests::check(ProbeRule::ALL.iter().map(|rule| wording(*rule)));
    }
}
