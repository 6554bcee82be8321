//! Malformed files and encodings.

use super::{bytes, check_bytes, lines, scan};

/// The part of a malformed file before its error is read.
#[test]
fn managers_before_an_error_are_reported() {
    let text = String::from_utf8(bytes("format8.dtsx")).unwrap();
    let managers: Vec<usize> = text
        .match_indices("<SmtpConnectionManager")
        .map(|(at, _)| {
            let end = "</DTS:ConnectionManager>";
            at + text.split_at(at).1.find(end).unwrap() + end.len()
        })
        .collect();
    assert_eq!(managers.len(), 2);
    let expected = lines(&scan("a.dtsx", text.as_bytes()));
    let root = text.rfind('>').unwrap() + 1;
    for end in text.find("SMTP").unwrap() + 4..root {
        // The string of an incomplete connection manager is only mentioned.
        let mut lines = lines(&scan("a.dtsx", &text.as_bytes()[..end]));
        lines.retain(|line| !line.ends_with("| mention"));
        let (last, before) = lines.split_last().unwrap();
        let complete = managers.iter().filter(|&&manager| manager <= end).count();
        assert_eq!(before, &expected[..complete], "truncated to {end} bytes");
        assert!(last.contains("| unreadable: "), "truncated to {end} bytes: {last}");
    }
    // Damage in the middle, also in the second manager.
    for at in (managers[0]..root).filter(|&at| text.is_char_boundary(at)) {
        let (before, after) = text.split_at(at);
        let damaged = format!("{before}<{after}");
        let lines = lines(&scan("a.dtsx", damaged.as_bytes()));
        assert_eq!(lines.first(), expected.first(), "damaged at {at}");
    }
}

#[test]
fn strings_are_found_in_every_encoding() {
    let xml = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><DTS:ConnectionManager xmlns:DTS='u' DTS:ObjectName='M\u{FC}ller' \
             DTS:CreationName='SMTP'><DTS:ObjectData><SmtpConnectionManager ConnectionString='SmtpServer=x'/>\
             </DTS:ObjectData></DTS:ConnectionManager>"
        )
    };
    let latin1 = |text: &str| text.chars().map(|character| u8::try_from(character).unwrap()).collect::<Vec<u8>>();
    for encoding in ["windows-1252", "iso-8859-1"] {
        let text = xml(encoding);
        let column = text.split("SmtpServer").next().unwrap().chars().count() + 1;
        let expected = format!("1:{column} connection-manager-file M\u{FC}ller | SmtpServer=x");
        check_bytes("a.conmgr", &latin1(&text), &[&expected]);
    }
    check_bytes(
        "a.conmgr",
        &latin1(&xml("windows-1251")),
        &["1:1 connection-manager-file - | unreadable: the encoding of the file is not supported"],
    );
    let sql = "-- f\u{FC}r die Post\r\nPRINT 'SmtpServer=x;'\r\n";
    let utf16: Vec<u8> = sql.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut converted = utf16.clone();
    for at in (0..utf16.len()).rev().filter(|&at| utf16[at] == b'\n') {
        converted.insert(at, b'\r');
    }
    for bytes in [latin1(sql), utf16] {
        check_bytes("a.sql", &bytes, &["2:8 sql - | SmtpServer=x;"]);
    }
    check_bytes(
        "a.sql",
        &converted,
        &[
            "1:1 sql - | damaged: the encoding of the file is damaged, and the file was read as far as possible",
            "2:8 sql - | SmtpServer=x;",
        ],
    );
}
