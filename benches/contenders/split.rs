//! A simple reader with `str::split`, `split_once` and `trim`.

use super::Reading;

/// Reads and validates a string without quotes. Returns `None` if it is invalid.
pub(crate) fn read(text: &str) -> Option<Reading<'_>> {
    let (mut server, mut windows, mut ssl, mut timeout_ms) = (None, None, None, None);
    for segment in text.split(';') {
        if segment.trim().is_empty() {
            continue;
        }
        let (keyword, value) = segment.split_once('=')?;
        let (keyword, value) = (keyword.trim(), value.trim());
        let again = if keyword.eq_ignore_ascii_case("SmtpServer") {
            server.replace(host(value)?).is_some()
        } else if keyword.eq_ignore_ascii_case("UseWindowsAuthentication") {
            windows.replace(boolean(value)?).is_some()
        } else if keyword.eq_ignore_ascii_case("EnableSsl") {
            ssl.replace(boolean(value)?).is_some()
        } else if keyword.eq_ignore_ascii_case("Timeout") {
            timeout_ms.replace(milliseconds(value)?).is_some()
        } else {
            return None;
        };
        if again {
            return None;
        }
    }
    Some(Reading { server: server?, windows: windows.unwrap_or(false), ssl: ssl.unwrap_or(false), timeout_ms })
}

/// Validates a host name. IPv6 addresses are not supported, which makes this reader faster.
fn host(value: &str) -> Option<&str> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    (value.len() <= 253 && value.split('.').all(label)).then_some(value)
}

fn boolean(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("True") {
        Some(true)
    } else if value.eq_ignore_ascii_case("False") {
        Some(false)
    } else {
        None
    }
}

fn milliseconds(value: &str) -> Option<u32> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|number| digits && *number <= i32::MAX.unsigned_abs())
}
