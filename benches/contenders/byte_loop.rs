//! A loop over the bytes, without combinators, tables or a shortcut for the canonical form.

use super::Reading;

/// Reads and validates a string. Returns `None` if it is invalid.
pub(crate) fn read(text: &str) -> Option<Reading<'_>> {
    let bytes = text.as_bytes();
    let (mut server, mut windows, mut ssl, mut timeout_ms) = (None, None, None, None);
    let mut at = 0;
    loop {
        while bytes.get(at).is_some_and(|byte| matches!(byte, b';' | b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        if at == bytes.len() {
            break;
        }
        let keyword_start = at;
        while *bytes.get(at)? != b'=' {
            at += 1;
        }
        let keyword = text.get(keyword_start..at)?.trim_end();
        let value_start = at + 1;
        while bytes.get(at).is_some_and(|byte| *byte != b';') {
            at += 1;
        }
        let value = without_quotes(text.get(value_start..at)?.trim());
        let again = match keyword.len() {
            10 if keyword.eq_ignore_ascii_case("SmtpServer") => server.replace(host(value)?).is_some(),
            24 if keyword.eq_ignore_ascii_case("UseWindowsAuthentication") => {
                windows.replace(boolean(value)?).is_some()
            }
            9 if keyword.eq_ignore_ascii_case("EnableSsl") => ssl.replace(boolean(value)?).is_some(),
            7 if keyword.eq_ignore_ascii_case("Timeout") => timeout_ms.replace(milliseconds(value)?).is_some(),
            _ => return None,
        };
        if again {
            return None;
        }
    }
    Some(Reading { server: server?, windows: windows.unwrap_or(false), ssl: ssl.unwrap_or(false), timeout_ms })
}

/// Removes the quotes around a value. Doubled quotes and a `;` in quotes are not supported, which makes this reader faster.
fn without_quotes(value: &str) -> &str {
    let between = |quote| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
    between('"').or_else(|| between('\'')).unwrap_or(value)
}

/// Validates a host name. IPv6 addresses are not supported, which makes this reader faster.
fn host(value: &str) -> Option<&str> {
    let mut label = 0;
    let mut before = b'.';
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => label += 1,
            b'-' if before != b'.' => label += 1,
            b'.' if label > 0 && before != b'-' => label = 0,
            _ => return None,
        }
        if label > 63 {
            return None;
        }
        before = byte;
    }
    (label > 0 && before != b'-' && value.len() <= 253).then_some(value)
}

fn boolean(value: &str) -> Option<bool> {
    match value.len() {
        4 if value.eq_ignore_ascii_case("True") => Some(true),
        5 if value.eq_ignore_ascii_case("False") => Some(false),
        _ => None,
    }
}

fn milliseconds(value: &str) -> Option<u32> {
    let mut number = 0_u32;
    for byte in value.bytes() {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number = number.checked_mul(10)?.checked_add(digit)?;
    }
    (!value.is_empty() && number <= i32::MAX.unsigned_abs()).then_some(number)
}
