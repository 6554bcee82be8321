//! The byte search that skips files before anything is parsed.
//!
//! A file with anything to report contains `smtp` in any ASCII case, contains `EnableSsl` (a set of parameters whose
//! server is set by an expression), is encrypted, is encoded in UTF-16, or is an archive. Most of this module handles
//! the ways in which XML can hide these words.

use memchr::memmem;

use crate::ssis::escape;
use crate::ssis::text;

/// Returns whether a file may contain anything to report. `false` is certain.
///
/// It may return `true` for a file with nothing to report, for example a script that sends mail. A file that is skipped
/// may be malformed, but it contains no connection manager.
#[must_use]
pub fn may_hold_a_manager(bytes: &[u8]) -> bool {
    is_archive(bytes) || text::is_utf16(bytes) || is_encrypted(bytes) || has_a_word(bytes) || may_hide_a_word(bytes)
}

/// Returns whether the input contains `smtp` in any ASCII case.
pub(super) fn has_smtp(bytes: &[u8]) -> bool {
    folded(bytes, |_, needle| needle == SMTP)
}

/// Returns whether the file is an archive. Its directory is at the end, and other data may precede the first entry.
fn is_archive(bytes: &[u8]) -> bool {
    // The last record of the directory has 22 bytes and a comment of at most 65,535 bytes.
    let end = bytes.get(bytes.len().saturating_sub(22 + 65_535)..).unwrap_or(bytes);
    bytes.starts_with(b"PK\x03\x04") || memmem::find(end, b"PK\x05\x06").is_some()
}

/// Returns whether the file may be encrypted. Tools that encrypt a document in place mark its root element, which is
/// near the beginning. SSIS writes an `EncryptedData` element, which other elements may precede.
fn is_encrypted(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    memmem::find(head, b"Encrypted").is_some()
        || memmem::find(head, b"Salt").is_some()
        || memmem::find(bytes, b"EncryptedData").is_some()
}

fn has_a_word(bytes: &[u8]) -> bool {
    folded(bytes, |at, needle| {
        let before = bytes.get(..at).unwrap_or_default();
        if needle == SMTP {
            // The Send Mail task refers to its connection manager in an attribute of this name. One package in ten has
            // it, and most of them contain no connection manager. The name of an attribute cannot be part of a
            // connection string.
            !before.ends_with(b"SendMailTask:")
        } else {
            ends_with_folded(before, b"enabl")
        }
    })
}

/// Returns whether the words may be written in a form that the search does not find: with a character reference for a
/// letter, split by a comment or by the border of a CDATA section, or in an entity that a DTD defines.
fn may_hide_a_word(bytes: &[u8]) -> bool {
    let after = |at: usize| bytes.get(at..).unwrap_or_default();
    let before = |at: usize| bytes.get(..at).unwrap_or_default();
    memmem::find_iter(bytes, b"&#").any(|at| may_be_a_letter(after(at + 1)))
        || memmem::find_iter(bytes, b"<!").any(|at| after(at).starts_with(b"<!DOCTYPE") || is_cut(before(at)))
        || memmem::find_iter(bytes, b"<?").any(|at| is_cut(before(at)))
        || memmem::find_iter(bytes, b"]]>").any(|at| is_cut(before(at)))
}

/// Returns whether a character reference, from its `#`, may be an ASCII letter. An extremely long one may be.
fn may_be_a_letter(bytes: &[u8]) -> bool {
    let body = bytes.get(..32).unwrap_or(bytes);
    match body.iter().position(|&byte| byte == b';') {
        Some(end) => body
            .get(..end)
            .and_then(|body| std::str::from_utf8(body).ok())
            .and_then(escape::character)
            .is_some_and(|character| character.is_ascii_alphabetic()),
        None => body.iter().skip(1).all(u8::is_ascii_hexdigit),
    }
}

/// Returns whether the input ends with the beginning of one of the words.
fn is_cut(before: &[u8]) -> bool {
    [b"smtp".as_slice(), b"enablessl"].iter().any(|word| {
        (1..word.len()).any(|length| word.get(..length).is_some_and(|start| ends_with_folded(before, start)))
    })
}

fn ends_with_folded(text: &[u8], end: &[u8]) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

const SMTP: [u8; 4] = *b"smtp";
/// The rarest four letters of `EnableSsl`.
const ESSL: [u8; 4] = *b"essl";

/// Calls `accept` for each occurrence of `smtp` or `essl`, in any ASCII case, until it returns `true`.
///
/// `memmem` is case-sensitive, and 16 or more searches, or a search for pairs of letters, are slower. The inner loop
/// has no branch, so the compiler vectorizes it.
fn folded(bytes: &[u8], mut accept: impl FnMut(usize, [u8; 4]) -> bool) -> bool {
    const BLOCK: usize = 128;
    let mut offset = 0;
    while let Some(window) = bytes.get(offset..).and_then(<[u8]>::first_chunk::<{ BLOCK + 3 }>) {
        let mut hits = 0;
        #[expect(
            clippy::indexing_slicing,
            reason = "`at + 3` is less than the length of the array, and `get` would not be vectorized"
        )]
        for at in 0..BLOCK {
            let four = [window[at] | 0x20, window[at + 1] | 0x20, window[at + 2] | 0x20, window[at + 3] | 0x20];
            let is_smtp = u8::from(four[0] == b's')
                & u8::from(four[1] == b'm')
                & u8::from(four[2] == b't')
                & u8::from(four[3] == b'p');
            let is_essl = u8::from(four[0] == b'e')
                & u8::from(four[1] == b's')
                & u8::from(four[2] == b's')
                & u8::from(four[3] == b'l');
            hits |= is_smtp | is_essl;
        }
        if hits != 0 && offer(window, offset, &mut accept) {
            return true;
        }
        offset += BLOCK;
    }
    offer(bytes.get(offset..).unwrap_or_default(), offset, &mut accept)
}

/// Calls `accept` for the occurrences in a short slice.
fn offer(piece: &[u8], offset: usize, accept: &mut impl FnMut(usize, [u8; 4]) -> bool) -> bool {
    piece.windows(4).enumerate().any(|(at, four)| {
        [SMTP, ESSL].into_iter().any(|needle| four.eq_ignore_ascii_case(&needle) && accept(offset + at, needle))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn kept(text: &str) {
        assert!(may_hold_a_manager(text.as_bytes()), "{text:?} was skipped");
    }

    #[track_caller]
    fn skipped(text: &str) {
        assert!(!may_hold_a_manager(text.as_bytes()), "{text:?} was kept");
    }

    #[test]
    fn files_with_anything_to_report_are_kept() {
        kept("DTS:CreationName=\"SMTP\"");
        kept("CreationName=\"Acme Smtp Manager\"");
        kept("N'sMtPsErVeR=x'");
        kept("CM.Mail.EnableSsl");
        kept("<a/><EncryptedData>");
        kept("<a:b xmlns:a='x' a:Salt='AAAA'>AAAA</a:b>");
        kept("<!DOCTYPE a [<!ENTITY s 'Sm'>]><a>&s;tpServer</a>");
        assert!(may_hold_a_manager(b"\xFF\xFES\0"), "UTF-16");
        assert!(may_hold_a_manager(b"PK\x03\x04"), "an archive");
        assert!(may_hold_a_manager(b"MZ PK\x05\x06"), "an archive after other data");
    }

    #[test]
    fn word_is_found_at_every_offset() {
        for length in 0..400 {
            kept(&format!("{}sMTp{}", "x".repeat(length), "s".repeat(400 - length)));
            skipped(&"smt-essl".repeat(length / 8));
        }
    }

    #[test]
    fn hidden_words_are_kept() {
        kept("&#83;MTP");
        kept("S&#x4D;TP");
        kept("SM&#00000000000000000000000000000000000000000084;P");
        kept("<a>S<!-- -->MTP</a>");
        kept("<a>SM<![CDATA[TP]]></a>");
        kept("<a><![CDATA[SMT]]>P</a>");
        kept("<a>SM<?p?>TP</a>");
    }

    #[test]
    fn files_with_nothing_to_report_are_skipped() {
        skipped("");
        skipped("<a b='x&#10;y&#xA;&#8364;'><!-- c --><![CDATA[ d ]]></a>");
        skipped("<SendMailTask:SendMailTaskData SendMailTask:SMTPServer=\"{7A1B}\"/>");
        skipped("needlessly painless; EnableTls");
        skipped(&format!("{}Salt", " ".repeat(5000)));
    }
}
