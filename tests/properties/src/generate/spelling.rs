//! Valid spellings of a connection.

use arbitrary::{Result, Unstructured};
use smtp_connection_string::{Authentication, SmtpConnection};

use super::{cased, space};

/// Returns the connection string in any order, case, spacing and quoting. Defaults may be missing.
pub(crate) fn spelling(connection: &SmtpConnection<'_>, u: &mut Unstructured<'_>) -> Result<String> {
    let windows = connection.authentication() == Authentication::Windows;
    let mut pairs = vec![("SmtpServer", connection.server().to_string())];
    for (keyword, value) in [("UseWindowsAuthentication", windows), ("EnableSsl", connection.enable_ssl())] {
        if value || u.arbitrary()? {
            pairs.push((keyword, cased(if value { "True" } else { "False" }, u)?));
        }
    }
    if let Some(milliseconds) = connection.timeout_ms() {
        let zeros = u.int_in_range(0..=12)?;
        pairs.push(("Timeout", format!("{}{milliseconds}", "0".repeat(zeros))));
    }
    let mut text = space(u)?.to_owned();
    while !pairs.is_empty() {
        let (keyword, value) = pairs.swap_remove(u.choose_index(pairs.len())?);
        let quote = *u.choose(&["", "\"", "'"])?;
        text.push_str(&cased(keyword, u)?);
        for part in [space(u)?, "=", space(u)?, quote, &value, quote, space(u)?] {
            text.push_str(part);
        }
        let is_last = pairs.is_empty();
        text.push_str(if is_last && u.arbitrary()? { "" } else { u.choose(&[";", ";;", " ; ; ", ";\r\n"])? });
    }
    Ok(text)
}
