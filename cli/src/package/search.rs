//! The byte search that dismisses files before anything is parsed.
//!
//! Everything that this module tree reports has `smtp` in it in some ASCII case, or the whole word `EnableSsl` (a
//! parameter set whose server an expression sets), or is encrypted, or is no ASCII superset (UTF-16), or is an archive.
//! The rest of this room is about the ways in which XML can hide those words.

use memchr::memmem;

use super::escape;
use super::text;

/// Whether a file can hold anything to report; `false` is certain.
///
/// It may say `true` for nothing: script source that sends mail, say. What it dismisses is not known to be well-formed,
/// only to hold no connection manager that a reader of the intact text could see.
#[must_use]
pub fn may_hold_a_manager(bytes: &[u8]) -> bool {
    is_archive(bytes) || text::is_utf16(bytes) || is_encrypted(bytes) || has_a_word(bytes) || may_hide_a_word(bytes)
}

/// Whether the text has `smtp` in any ASCII case.
pub(super) fn has_smtp(bytes: &[u8]) -> bool {
    folded(bytes, |_, needle| needle == SMTP)
}

/// An archive begins with an entry, but is read from its directory, which stands at the end; something else may stand
/// in front of it.
fn is_archive(bytes: &[u8]) -> bool {
    // The directory's last record has 22 bytes and a comment of 65,535 at most.
    let end = bytes.get(bytes.len().saturating_sub(22 + 65_535)..).unwrap_or(bytes);
    bytes.starts_with(b"PK\x03\x04") || memmem::find(end, b"PK\x05\x06").is_some()
}

/// Tools that encrypt a document in place mark its root element, which stands near the beginning; SSIS itself writes an
/// `EncryptedData` element, in front of which others may stand.
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
            // The Send Mail task refers to its manager by GUID in an attribute of this name: one package in ten has it,
            // and most of those have no manager of their own. As an attribute's name it can't be part of a string.
            !before.ends_with(b"SendMailTask:")
        } else {
            ends_with_folded(before, b"enabl")
        }
    })
}

/// Whether the words can be spelt in a way that the plain search does not see: with a character reference for a letter,
/// cut in two by a comment or by the border of a CDATA section, or by an entity that a DTD defines.
fn may_hide_a_word(bytes: &[u8]) -> bool {
    let after = |at: usize| bytes.get(at..).unwrap_or_default();
    let before = |at: usize| bytes.get(..at).unwrap_or_default();
    memmem::find_iter(bytes, b"&#").any(|at| may_be_a_letter(after(at + 1)))
        || memmem::find_iter(bytes, b"<!").any(|at| after(at).starts_with(b"<!DOCTYPE") || is_cut(before(at)))
        || memmem::find_iter(bytes, b"<?").any(|at| is_cut(before(at)))
        || memmem::find_iter(bytes, b"]]>").any(|at| is_cut(before(at)))
}

/// Whether a character reference, from its `#`, stands for an ASCII letter. One that is absurdly long may.
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

/// Whether text ends in the beginning of one of the words.
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

/// Offers each place of `smtp` or `essl`, in any ASCII case, until one is accepted.
///
/// `memmem` is case-sensitive, and sixteen or more searches, or one for a pair of single letters, are slower than this:
/// the inner loop has no branch, so that the compiler turns it into vector instructions.
fn folded(bytes: &[u8], mut accept: impl FnMut(usize, [u8; 4]) -> bool) -> bool {
    const BLOCK: usize = 128;
    let mut offset = 0;
    while let Some(window) = bytes.get(offset..).and_then(<[u8]>::first_chunk::<{ BLOCK + 3 }>) {
        let mut hits = 0;
        #[expect(
            clippy::indexing_slicing,
            reason = "`at + 3` is below the array's length; `get` would not be vectorised"
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

/// Offers the hits of a short piece of text.
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
        assert!(may_hold_a_manager(text.as_bytes()), "{text:?} was dismissed");
    }

    #[track_caller]
    fn dismissed(text: &str) {
        assert!(!may_hold_a_manager(text.as_bytes()), "{text:?} was kept");
    }

    #[test]
    fn what_can_be_reported_is_kept() {
        kept("DTS:CreationName=\"SMTP\"");
        kept("CreationName=\"Acme Smtp Manager\"");
        kept("N'sMtPsErVeR=x'");
        kept("CM.Mail.EnableSsl");
        kept("<a/><EncryptedData>");
        kept("<a:b xmlns:a='x' a:Salt='AAAA'>AAAA</a:b>");
        kept("<!DOCTYPE a [<!ENTITY s 'Sm'>]><a>&s;tpServer</a>");
        assert!(may_hold_a_manager(b"\xFF\xFES\0"), "UTF-16");
        assert!(may_hold_a_manager(b"PK\x03\x04"), "an archive");
        assert!(may_hold_a_manager(b"MZ PK\x05\x06"), "an archive behind something else");
    }

    #[test]
    fn a_word_is_found_at_every_offset() {
        for length in 0..400 {
            kept(&format!("{}sMTp{}", "x".repeat(length), "s".repeat(400 - length)));
            dismissed(&"smt-essl".repeat(length / 8));
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
    fn what_has_nothing_is_dismissed() {
        dismissed("");
        dismissed("<a b='x&#10;y&#xA;&#8364;'><!-- c --><![CDATA[ d ]]></a>");
        dismissed("<SendMailTask:SendMailTaskData SendMailTask:SMTPServer=\"{7A1B}\"/>");
        dismissed("needlessly painless; EnableTls");
        dismissed(&format!("{}Salt", " ".repeat(5000)));
    }
}
