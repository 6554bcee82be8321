//! The records of each fixture.

// The settings for tests apply only to test functions.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::case_sensitive_file_extension_comparisons
)]

#[path = "package/archives.rs"]
mod archives;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use smtp_connstr::ssis::{Limits, Origin, Record, ScanRule, What, is_candidate, may_hold_a_manager, read};

use archives::project;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn scan(name: &str, bytes: &[u8]) -> Vec<Record> {
    read(name, bytes, false, &Limits::default())
}

/// Returns one line for a record: `entry line:column kind manager | subject`, then expressions, rules and overrides.
fn line(record: &Record) -> String {
    let mut line = String::new();
    if let Some(entry) = &record.entry {
        write!(line, "{entry}:").unwrap();
    }
    let manager = record.connection_manager.as_deref().unwrap_or("-");
    write!(line, "{}:{} {} {manager} | ", record.place.line, record.place.column, record.kind).unwrap();
    match &record.what {
        What::ConnectionString(found) => {
            line += found.text.as_str();
            match found.origin {
                Origin::Stored => {}
                Origin::Assembled { complete: true } => line += " (assembled)",
                Origin::Assembled { complete: false } => line += " (partly assembled)",
            }
        }
        What::ThirdPartyManager { creation_name } => line += creation_name,
        What::EncryptedPackage => {}
        What::UnreadableFile { reason } => line += reason,
    }
    for property in &record.expressions {
        write!(line, " ={}", property.as_str()).unwrap();
    }
    for rule in record.rules() {
        write!(line, " [{}]", rule.id()).unwrap();
    }
    if let What::ConnectionString(found) = &record.what
        && let Some(overrider) = &found.overridden
    {
        let entry = overrider.entry.as_deref().unwrap_or("-");
        write!(line, " by {entry}:{}:{}", overrider.place.line, overrider.place.column).unwrap();
    }
    line
}

#[track_caller]
fn check_bytes(name: &str, bytes: &[u8], expected: &[&str]) {
    let records = scan(name, bytes);
    let lines: Vec<_> = records.iter().map(line).collect();
    assert_eq!(lines, expected, "{name}");
    assert!(expected.is_empty() || may_hold_a_manager(bytes), "{name}: skipped");
}

#[track_caller]
fn check(name: &str, expected: &[&str]) {
    check_bytes(name, &bytes(name), expected);
}

#[test]
fn strings_in_packages() {
    let relay2 = "SmtpServer=relay2.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;";
    check("format2.dtsx", &[&format!("8:115 package Mail relay | {relay2}")]);
    check("format3.dtsx", &[&format!("8:115 package Mail relay | {}", relay2.replace('2', "3"))]);
    check(
        "format6.dtsx",
        &[
            "16:29 package SMTP Connection Manager | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;",
        ],
    );
    check(
        "format8.dtsx",
        &[
            "16:29 package A | SmtpServer=a.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;Timeout=2000;",
            "26:29 package B | SmtpServer=b.fabrikam.com;UseWindowsAuthentication=False;EnableSsl=False;",
        ],
    );
    check(
        "free-places.dtsx",
        &[
            "16:35 package - | SmtpServer=parameter.contoso.com;EnableSsl=True;",
            "20:104 package - | smtpserver=variable.contoso.com",
        ],
    );
    check(
        "wrong-element.dtsx",
        &[
            "16:33 package Generated | SmtpServer=smtp.contoso.com;EnableSsl=True; [wrong-element]",
            "24:44 package Apart | SmtpServer=apart.contoso.com;UseWindowsAuthentication=True; (partly assembled) [wrong-element]",
            "27:5 package Nothing | ",
        ],
    );
}

const POST: &str = "SmtpServer=smtp.fabrikam.com;UseWindowsAuthentication=True;EnableSsl=True;";

#[test]
fn strings_in_connection_manager_files() {
    for name in ["bom.conmgr", "utf16le.conmgr", "utf16be.conmgr"] {
        check(name, &[&format!("8:25 connection-manager-file Post | {POST}")]);
    }
    check("crlf.conmgr", &[&format!("8:25 connection-manager-file Grüße | {POST}")]);
    check("empty.conmgr", &["8:25 connection-manager-file Mail | "]);
    check(
        "expression.conmgr",
        &["14:25 connection-manager-file Mail | SmtpServer=;UseWindowsAuthentication=True;EnableSsl=True; \
           =SmtpServer =EnableSsl [runtime-expression]"],
    );
    check(
        "escapes.conmgr",
        &["8:25 connection-manager-file Mail & more | \
           SmtpServer=\"smtp.contoso.com\";  UseWindowsAuthentication=True;\nEnableSsl=True;"],
    );
}

#[test]
fn places_inside_a_string_take_escapes_into_account() {
    let records = scan("escapes.conmgr", &bytes("escapes.conmgr"));
    let What::ConnectionString(found) = &records[0].what else { panic!("{records:?}") };
    let place = |word: &str| {
        let place = found.text.place(found.text.as_str().find(word).unwrap());
        (place.line, place.column)
    };
    assert_eq!(place("smtp."), (8, 42), "after &quot;");
    assert_eq!(place("UseWindows"), (9, 2), "after a line break and a tab");
    assert_eq!(place("rue;"), (9, 32), "after &#84;");
    assert_eq!(place("EnableSsl"), (9, 41), "after &#xA;, which is not a line break of the file");
    assert_eq!(place("leSsl"), (9, 50), "after &#x62;");
}

#[test]
fn strings_of_other_components_are_not_reported() {
    check("traps.dtsx", &[]);
    check("third-party.dtsx", &["10:5 package Acme mail | SMTP (Acme <b>) [third-party-manager]"]);
}

#[test]
fn strings_in_parameters() {
    check(
        "Project.params",
        &[
            "9:27 parameters - | SmtpServer=\"a.contoso.com\";EnableSsl=True;",
            "27:36 parameters - | SmtpServer=cdata.contoso.com;",
        ],
    );
    check(
        "@Project.manifest",
        &[
            "10:31 project Mail | SmtpServer=prod.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;",
            "57:35 project My.Relay | SmtpServer=relay.fabrikam.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000; (assembled)",
            "133:35 project Dynamic | UseWindowsAuthentication=False;EnableSsl=True; (partly assembled)",
        ],
    );
    check(
        "Sample.dtproj",
        &[
            "15:37 project Mail | SmtpServer=prod.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;",
            "56:42 project Mail | SmtpServer=dev.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;",
        ],
    );
}

#[test]
fn strings_in_configurations_and_scripts() {
    check(
        "Mail.dtsConfig",
        &[
            "1:206 configuration Mail | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;",
            "4:136 configuration Relay | SmtpServer=relay.fabrikam.com;EnableSsl=True; (partly assembled)",
            "5:134 configuration - | SmtpServer=variable.contoso.com;",
        ],
    );
    check(
        "deploy.sql",
        &[
            "3:83 sql - | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;",
            "4:51 sql - | smtpserver='smtp.fabrikam.com';EnableSsl=True",
        ],
    );
}

#[test]
fn encrypted_files_are_reported() {
    check("encrypted-child.dtsx", &["1:22 package - |  [encrypted-package]"]);
    check("encrypted-root.dtsx", &["2:1 package - |  [encrypted-package]"]);
    check("encrypted.params", &["1:1 parameters - |  [encrypted-package]"]);
    // A single encrypted value does not make the package encrypted.
    check("sensitive.dtsx", &[&format!("16:29 package Mail | {POST}")]);
}

#[test]
fn unreadable_files_have_a_reason() {
    check("malformed.dtsx", &["19:27 package - | malformed XML: unexpected end of file [unreadable-file]"]);
    check("dtd.dtsx", &["1:1 package - | document type declarations are not supported [unreadable-file]"]);
    check(
        "latin1.dtsx",
        &["1:1 package - | the file is not valid UTF-8, and has no UTF-16 byte order mark [unreadable-file]"],
    );
    check_bytes(
        "a.ispac",
        b"PK\x03\x04",
        &["1:1 project - | the archive is damaged, truncated, or not a zip archive [unreadable-file]"],
    );
    let many = format!("<a SMTP=''{}/>", (0..30_000).fold(String::new(), |text, n| text + &format!(" a{n}=''")));
    check_bytes(
        "a.dtsx",
        many.as_bytes(),
        &["1:1 package - | an element has more than 1000 attributes [unreadable-file]"],
    );
    let deep = (0..10_000).fold("<SMTP/>".to_owned(), |inner, n| format!("<a xmlns:n{n}='u'>{inner}"));
    check_bytes(
        "a.dtsx",
        deep.as_bytes(),
        &["1:1 package - | the XML document declares more than 128 namespace prefixes [unreadable-file]"],
    );
}

#[test]
fn given_file_is_read_according_to_its_content() {
    let limits = Limits::default();
    let lines = |name: &str, bytes: &[u8]| read(name, bytes, true, &limits).iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines("a.bin", &project()).len(), 9);
    assert_eq!(lines("a", &bytes("utf16be.conmgr")), [format!("8:25 connection-manager-file Post | {POST}")]);
    assert_eq!(lines("a.txt", &bytes("deploy.sql")).len(), 2);
    // A malformed file with nothing to report is skipped in a walk, and reported if it is given.
    assert_eq!(read("a.dtsx", b"<a>", false, &limits).len(), 0);
    assert_eq!(lines("a.dtsx", b"<a>"), ["1:4 package - | malformed XML: unexpected end of file [unreadable-file]"]);
    assert_eq!(lines("a.dtsx", b""), ["1:1 package - | malformed XML: no root element [unreadable-file]"]);
}

/// Returns the names and contents of all fixtures.
fn all() -> Vec<(String, Vec<u8>)> {
    let names = std::fs::read_dir(folder()).unwrap().chain(std::fs::read_dir(folder().join("project")).unwrap());
    let files = names.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut all: Vec<_> = files
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect();
    all.push(("Sample.ispac".to_owned(), project()));
    all.sort();
    all
}

#[test]
fn every_fixture_is_a_candidate() {
    for (name, _) in all() {
        assert!(is_candidate(&name), "{name}");
    }
}

/// Every character of a stored string is at its place in the file, or is escaped there.
#[test]
fn places_point_to_the_characters() {
    for (name, bytes) in all() {
        let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
        let lines: Vec<Vec<char>> =
            text.trim_start_matches('\u{FEFF}').split('\n').map(|line| line.chars().collect()).collect();
        for record in scan(&name, &bytes) {
            let What::ConnectionString(found) = &record.what else { continue };
            if found.origin != Origin::Stored {
                continue;
            }
            for (offset, character) in found.text.as_str().char_indices() {
                let place = found.text.place(offset);
                let line = &lines[place.line as usize - 1];
                let found = line.get(place.column as usize - 1).copied().unwrap_or('\n');
                assert!(
                    found == character || matches!(found, '&' | '\'' | '\t' | '\n'),
                    "{name} {place:?}: {character:?}"
                );
            }
        }
    }
}

/// Damaged files cause no panic, and all places are inside the file.
#[test]
fn damaged_files_cause_no_panic() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (below.max(1) as u64)).unwrap()
    };
    let splices: [&[u8]; 10] = [
        b"<",
        b">",
        b"\"",
        b"'",
        b"&#83;",
        b"]]>",
        b"<!--",
        b"\r",
        b"\xFF\xFE",
        b"<SmtpConnectionManager ConnectionString='",
    ];
    for (name, original) in all() {
        for _ in 0..200 {
            let mut bytes = original.clone();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                match random(4) {
                    0 => bytes.truncate(at),
                    1 if !bytes.is_empty() => bytes[at] = u8::try_from(random(256)).unwrap(),
                    2 => drop(bytes.drain(at..(at + random(40)).min(bytes.len()))),
                    _ => drop(bytes.splice(at..at, splices[random(splices.len())].iter().copied())),
                }
            }
            for given in [false, true] {
                let records = read(&name, &bytes, given, &Limits::default());
                if !given && !name.ends_with(".ispac") {
                    assert!(records.is_empty() || may_hold_a_manager(&bytes), "{name}");
                }
                for record in &records {
                    if let What::ConnectionString(found) = &record.what {
                        let end = found.text.place(usize::MAX);
                        assert!(record.place == found.text.place(0));
                        assert!(end.line as usize <= bytes.len() * 10 + 1);
                    }
                }
            }
            // A file that a walk would skip has nothing to report.
            if !may_hold_a_manager(&bytes) {
                let found = read(&name, &bytes, true, &Limits::default());
                assert!(found.iter().all(|record| record.rules() == [ScanRule::UnreadableFile]), "{name}: {found:?}");
            }
        }
    }
}
