//! The property of the target `rewrite`: a changed file contains the new texts, all other texts are the same, changing it
//! again changes nothing, and the reverse change restores the file if nothing in it is escaped.
//!
//! The tests of the command line replay it.

use smtp_connection_string::ConnectionString;
use smtp_connstr::ssis::{Change, Facts, Limits, LocatedText, Reading, read, rewrite};

/// One name for each kind of file that can be changed; the first byte selects one.
const NAMES: &[&str] = &["a.dtsx", "a.conmgr", "a.dtproj", "Project.params", "a.dtsConfig", "a.sql", "a"];

const LIMITS: Limits =
    Limits { entries: 64, entry_bytes: 1 << 18, archive_bytes: 1 << 20, nodes: 10_000, managers: 100, strings: 1_000 };

/// Changes one file: the first byte selects its name, the second one the change, and the others are its content.
///
/// # Panics
///
/// Panics if the property is violated.
pub fn check(data: &[u8]) {
    let [name, choice, bytes @ ..] = data else { return };
    let Some(name) = NAMES.get(usize::from(*name) % NAMES.len()) else { return };
    let Some(facts) = facts(name, bytes) else { return };
    let old: Vec<String> = facts.texts().map(|text| text.as_str().to_owned()).collect();
    let new: Vec<String> = old.iter().map(|text| changed(*choice, text).unwrap_or_else(|| text.clone())).collect();
    let Ok(rewritten) = rewrite(name, bytes, &LIMITS, &facts, &changes(&facts, &new)) else { return };
    let Some(again) = self::facts(name, &rewritten) else { panic!("the changed file cannot be read") };
    assert_eq!(texts(&again), new, "the texts of the changed file");
    assert_eq!(again.managers.len(), facts.managers.len());
    assert_eq!(
        rewrite(name, &rewritten, &LIMITS, &again, &changes(&again, &new)).as_ref(),
        Ok(&rewritten),
        "the same change again"
    );
    let restored = rewrite(name, &rewritten, &LIMITS, &again, &changes(&again, &old));
    // A file in a single-byte encoding whose only other characters are changed to ASCII is UTF-8 afterwards.
    let is_escaped = |c: char| !(c.is_ascii_alphanumeric() || "._-:;=[]".contains(c));
    let is_plain = !old.iter().zip(&new).any(|(old, new)| old != new && old.contains(is_escaped))
        && !["&", "<!", "<?p", "''", "\r", "\t"].iter().any(|escape| contains(bytes, escape));
    match restored {
        Ok(restored) if is_plain => assert_eq!(restored, bytes, "the reverse change"),
        Ok(restored) => assert_eq!(self::facts(name, &restored).map(|facts| texts(&facts)), Some(old)),
        // A value can be written where it cannot be written back, for example at a comment.
        Err(reason) => assert!(!is_plain, "{reason}"),
    }
}

fn facts(name: &str, bytes: &[u8]) -> Option<Facts> {
    match read(name, bytes, true, &LIMITS) {
        Reading::File(facts) => Some(*facts),
        _ => None,
    }
}

fn texts(facts: &Facts) -> Vec<String> {
    facts.texts().map(|text| text.as_str().to_owned()).collect()
}

fn changes<'a>(facts: &'a Facts, new: &[String]) -> Vec<Change<'a>> {
    let is_changed = |(text, new): &(&LocatedText, &String)| text.as_str() != new.as_str();
    facts.texts().zip(new).filter(is_changed).map(|(text, new)| Change { text, new: new.clone() }).collect()
}

/// Returns the new form of a text; `None` if it does not change.
fn changed(choice: u8, old: &str) -> Option<String> {
    let pairs: &[(&str, &str)] = match choice % 8 {
        0 => &[("SmtpServer", "relay.contoso.com")],
        1 => &[("EnableSsl", "True")],
        2 => &[("Timeout", "30000")],
        3 => &[("UseWindowsAuthentication", "False"), ("SmtpServer", "[::1]"), ("Timeout", "5")],
        // Values that have to be quoted and escaped.
        4 => &[("SmtpServer", "a&b<c>d\"e'f;ä€")],
        5 => return (old.trim() == "true").then(|| old.replace("true", "false")),
        6 => return old.contains("contoso").then(|| old.replace("contoso", "fabrikam")),
        _ => return (old.len() < 20 && !old.is_empty()).then(|| format!("x{old}")),
    };
    let mut string = ConnectionString::parse(old).ok().filter(|string| string.contains("SmtpServer"))?;
    for (keyword, value) in pairs {
        string.set(keyword, value).ok()?;
    }
    Some(string.as_str().to_owned())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}
