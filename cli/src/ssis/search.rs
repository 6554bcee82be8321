//! The byte search that dismisses files before anything is parsed.
//!
//! A file with anything to report contains one of the [`WORDS`], is encrypted, is encoded in UTF-16, or is an archive.
//! Half of this module handles the ways in which XML can hide the words.

use memchr::{memchr3_iter, memmem};

use crate::ssis::escape;
use crate::ssis::text;

/// The words of which a file with anything to report contains at least one, in any ASCII case: a server or a script
/// that uses `SmtpClient`, a set of parameters whose server is set by an expression, `sp_send_dbmail`, and a Send Mail
/// task without a connection manager.
const WORDS: [&[u8]; 4] = [b"smtp", b"enablessl", b"dbmail", b"sendmailtask"];

/// The number of bytes that are searched for everything before the next ones. They fit into the fastest cache of any
/// processor, so only the first search of a block waits for memory. One search of the whole file after the other took
/// 1.7 times as long.
const BLOCK: usize = 32 << 10;

/// Returns whether a file may contain anything to report. `false` is certain.
///
/// It may return `true` for a file with nothing to report, for example a comment about mail. A dismissed file may be
/// malformed, but it contains no connection manager and no Send Mail task.
#[must_use]
pub fn may_mention_mail(bytes: &[u8]) -> bool {
    is_archive(bytes) || text::is_utf16(bytes) || is_encrypted_in_place(bytes) || is_any_block_relevant(bytes)
}

/// Returns whether the input contains `smtp` in any ASCII case.
pub(super) fn has_smtp(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|four| four.eq_ignore_ascii_case(b"smtp"))
}

/// Returns whether the file is an archive with the name of another file.
fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Returns whether the file may be encrypted by a tool that marks the root element, which is near the beginning.
fn is_encrypted_in_place(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    memmem::find(head, b"Encrypted").is_some() || memmem::find(head, b"Salt").is_some()
}

fn is_any_block_relevant(bytes: &[u8]) -> bool {
    // SSIS writes an element of this name, which other elements may precede.
    let encrypted = memmem::Finder::new("EncryptedData");
    let mut has_cdata = false;
    (0..bytes.len()).step_by(BLOCK).any(|from| {
        let to = (from + BLOCK).min(bytes.len());
        has_word(bytes, from, to)
            || encrypted.find(overlapping(bytes, from, to, "EncryptedData".len())).is_some()
            || may_hide_word(bytes, from, to, &mut has_cdata)
    })
}

/// Returns a block and the bytes after it that belong to a needle that begins in the block.
fn overlapping(bytes: &[u8], from: usize, to: usize, needle: usize) -> &[u8] {
    bytes.get(from..(to + needle - 1).min(bytes.len())).unwrap_or_default()
}

/// Returns whether a word has its [`has_pair`] between two offsets.
fn has_word(bytes: &[u8], from: usize, to: usize) -> bool {
    const WINDOW: usize = 128;
    let mut at = from;
    while at < to {
        let rest = bytes.get(at..).unwrap_or_default();
        let may_have_word = rest.first_chunk::<{ WINDOW + 1 }>().is_none_or(has_pair);
        if may_have_word && has_word_near(bytes, at, at + WINDOW) {
            return true;
        }
        at += WINDOW;
    }
    false
}

/// Returns whether an array contains, in any case, `sm`, `sl`, `bm` or `dm`, one of which each word contains.
///
/// The number of comparisons per byte decides about the speed of the search. These pairs share their letters, and few
/// other words have them. The compiler vectorizes the loop: it needs 1.5 instructions per byte.
fn has_pair<const N: usize>(window: &[u8; N]) -> bool {
    let mut hits = false;
    #[expect(clippy::indexing_slicing, reason = "`at + 1` is less than the length, and `get` would not be vectorized")]
    for at in 0..N - 1 {
        let (first, second) = (window[at] | 0x20, window[at + 1] | 0x20);
        let is_m = second == b'm';
        hits |= (first == b's' && (is_m || second == b'l')) || ((first == b'b' || first == b'd') && is_m);
    }
    hits
}

/// Returns whether a word has its pair between two offsets.
fn has_word_near(bytes: &[u8], from: usize, to: usize) -> bool {
    // The pair is at the beginning of `smtp`, in the middle of `essl`, and one letter before `mail`.
    let from = from.saturating_sub(2);
    let near = overlapping(bytes, from, (to + 1).min(bytes.len()), 4);
    near.windows(4).enumerate().any(|(index, four)| {
        let before = || bytes.get(..from + index).unwrap_or_default();
        let after = || bytes.get(from + index + 4..).unwrap_or_default();
        let [a, b, c, d] = four else { return false };
        match &[a | 0x20, b | 0x20, c | 0x20, d | 0x20] {
            b"smtp" => true,
            b"essl" => ends_with_folded(before(), b"enabl"),
            b"mail" => {
                let is_task = || after().get(..4).is_some_and(|after| after.eq_ignore_ascii_case(b"task"));
                ends_with_folded(before(), b"db") || (ends_with_folded(before(), b"send") && is_task())
            }
            _ => false,
        }
    })
}

/// Returns whether a word may be written in a form that the search does not find: with a character reference for a
/// letter, split by a comment or by the border of a CDATA section, or in an entity that a DTD defines.
fn may_hide_word(bytes: &[u8], from: usize, to: usize, has_cdata: &mut bool) -> bool {
    let after = |at: usize| bytes.get(at..).unwrap_or_default();
    let before = |at: usize| bytes.get(..at).unwrap_or_default();
    let is_hidden = memchr3_iter(b'!', b'?', b'#', overlapping(bytes, from, to, 1)).any(|found| {
        let at = from + found;
        match (before(at).last(), bytes.get(at)) {
            (Some(b'&'), Some(b'#')) => may_be_letter(after(at)),
            (Some(b'<'), Some(b'!' | b'?')) => {
                *has_cdata |= after(at).starts_with(b"![");
                after(at).starts_with(b"!DOCTYPE") || is_cut(before(at - 1))
            }
            _ => false,
        }
    });
    // Only a document with a CDATA section can have its end.
    let has_end =
        || memmem::find_iter(overlapping(bytes, from, to, 3), b"]]>").any(|found| is_cut(before(from + found)));
    is_hidden || (*has_cdata && has_end())
}

/// Returns whether a character reference, from its `#`, may be an ASCII letter. An extremely long one may be.
fn may_be_letter(bytes: &[u8]) -> bool {
    let body = bytes.get(..32).unwrap_or(bytes);
    match body.iter().position(|&byte| byte == b';') {
        Some(end) => body
            .get(..end)
            .and_then(|body| std::str::from_utf8(body).ok())
            .and_then(escape::character)
            .is_some_and(|character| character.is_ascii_alphabetic()),
        None => body.iter().skip(1).all(|byte| byte.is_ascii_hexdigit() || *byte == b'x'),
    }
}

/// Returns whether the input ends with the beginning of one of the words.
fn is_cut(before: &[u8]) -> bool {
    WORDS.iter().any(|word| {
        (1..word.len()).any(|length| word.get(..length).is_some_and(|start| ends_with_folded(before, start)))
    })
}

fn ends_with_folded(text: &[u8], end: &[u8]) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn kept(text: &str) {
        assert!(may_mention_mail(text.as_bytes()), "{text:?} was dismissed");
    }

    #[track_caller]
    fn dismissed(text: &str) {
        assert!(!may_mention_mail(text.as_bytes()), "{text:?} was kept");
    }

    #[test]
    fn files_with_anything_to_report_are_kept() {
        kept("DTS:CreationName=\"SMTP\"");
        kept("CreationName=\"Acme Smtp Manager\"");
        kept("N'sMtPsErVeR=x'");
        kept("CM.Mail.EnableSsl");
        kept("DTS:CreationName=\"Microsoft.SendMailTask\"");
        kept("<SendMailTask:SendMailTaskData SendMailTask:SMTPServer=\"{7A1B}\"/>");
        kept("EXEC msdb.dbo.SP_SEND_DBMAIL");
        kept("new SmtpClient(host)");
        kept("<a/><EncryptedData>");
        kept("<a:b xmlns:a='x' a:Salt='AAAA'>AAAA</a:b>");
        kept("<!DOCTYPE a [<!ENTITY s 'Sm'>]><a>&s;tpServer</a>");
        assert!(may_mention_mail(b"\xFF\xFES\0"), "UTF-16");
        assert!(may_mention_mail(b"S\0E\0L\0E\0C\0T\0"), "UTF-16 without a byte order mark");
        assert!(may_mention_mail(b"PK\x03\x04"), "an archive");
    }

    #[test]
    fn everything_is_found_at_every_offset() {
        let words = ["sMTp", "EnableSSL", "DbMail", "sendMAILtask", "EncryptedData", "&#83;", "e<!-- -->", "<!DOCTYPE"];
        // The offsets around the borders of windows and of a block.
        for offset in (0..300).chain(BLOCK - 15..BLOCK + 4) {
            for word in words {
                kept(&format!("{}{word}", "x".repeat(offset)));
                kept(&format!("{}{word}{}", "x".repeat(offset), "s".repeat(200)));
            }
            kept(&format!("{}<![CDATA[s{}e]]>", "x".repeat(offset % 7), "x".repeat(offset)));
            dismissed(&format!("{}smt-essl-mail-sendmail-task-encrypteddata&#10;", "x".repeat(offset)));
        }
    }

    #[test]
    fn hidden_words_are_kept() {
        kept("&#83;MTP");
        kept("S&#x4D;TP");
        kept("SM&#00000000000000000000000000000000000000000084;P");
        kept("SM&#x00000000000000000000000000000000000000000054;P");
        kept("<a>S<!-- -->MTP</a>");
        kept("<a>SM<![CDATA[TP]]></a>");
        kept("<a><![CDATA[SMT]]>P</a>");
        kept("<a>SM<?p?>TP</a>");
        kept("<a>sp_send_dbm<!-- -->ail</a>");
    }

    #[test]
    fn files_with_nothing_to_report_are_dismissed() {
        dismissed("");
        dismissed("<a b='x&#10;y&#xA;&#8364;'><!-- c --><![CDATA[ d ]]></a>");
        dismissed("needlessly painless; EnableTls; an email; sendmail");
        dismissed(&format!("{}Salt", " ".repeat(5000)));
        dismissed("a b ]]> e]]>");
    }
}
