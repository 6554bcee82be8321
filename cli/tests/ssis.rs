//! The facts of each fixture.

// The settings for tests apply only to test functions.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::case_sensitive_file_extension_comparisons
)]

#[path = "ssis/archives.rs"]
mod archives;
#[path = "ssis/input.rs"]
mod input;
#[path = "ssis/ispac.rs"]
mod ispac;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use smtp_connstr::ssis::{
    Facts, FoundString, Limits, LineColumn, LocatedText, Manager, Origin, ProblemKind, Reading, Scripts,
    is_connection_string, kind_of, may_mention_mail, read,
};

use archives::project;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// Returns the facts of a file.
fn facts(reading: Reading) -> Vec<Facts> {
    match reading {
        Reading::NotSsis | Reading::Dismissed(_) => Vec::new(),
        Reading::File(facts) => vec![*facts],
        Reading::Archive(entries) => entries,
    }
}

fn scan(name: &str, bytes: &[u8]) -> Vec<Facts> {
    facts(read(name, bytes, false, &Limits::default()))
}

/// Returns one line for each fact: `entry line:column kind name | subject`.
fn lines(all: &[Facts]) -> Vec<String> {
    let mut lines = Vec::new();
    for facts in all {
        let mut found: Vec<(LineColumn, String)> = Vec::new();
        let mut add = |place: LineColumn, name: Option<&str>, subject: String| {
            let entry = facts.entry.as_ref().map(|entry| format!("{entry}:")).unwrap_or_default();
            let (line, column, kind) = (place.line, place.column, facts.kind);
            found.push((place, format!("{entry}{line}:{column} {kind} {} | {subject}", name.unwrap_or("-"))));
        };
        for manager in &facts.managers {
            add(manager.string.text.place(0), manager.name.as_deref(), subject(manager));
            for other in &manager.others {
                add(other.text.place(0), manager.name.as_deref(), string(other));
            }
        }
        for manager in &facts.third_party {
            let name = manager.creation_name.as_deref().unwrap_or("-");
            add(manager.place, manager.name.as_deref(), format!("{name} (third party)"));
        }
        for set in facts.sets.iter().filter(|set| set.is_smtp) {
            let (text, origin) = match &set.values.connection_string {
                Some(text) => (text.clone(), Origin::Stored),
                None => set.values.assemble().unwrap(),
            };
            add(text.place(0), Some(&set.manager), string(&FoundString { origin, ..FoundString::stored(text) }));
        }
        for value in &facts.values {
            let text = value.value.as_ref().filter(|text| is_connection_string(text.as_str()));
            if let Some(text) = text {
                add(value.place, Some(&value.name), text.as_str().to_owned());
            }
        }
        for setting in facts.settings.iter().filter(|setting| is_connection_string(setting.value.as_str())) {
            add(setting.value.place(0), setting.name.as_deref(), setting.value.as_str().to_owned());
        }
        for found in &facts.strings {
            add(found.text.place(0), found.manager.as_deref(), string(found));
        }
        for mention in &facts.mentions.first {
            add(*mention, None, "mention".to_owned());
        }
        for problem in &facts.problems {
            add(
                problem.place,
                None,
                match problem.what {
                    ProblemKind::Encrypted => "encrypted".to_owned(),
                    ProblemKind::Unreadable(reason) => format!("unreadable: {reason}"),
                    ProblemKind::Damaged(reason) => format!("damaged: {reason}"),
                },
            );
        }
        found.sort();
        lines.extend(found.into_iter().map(|(_, line)| line));
    }
    lines
}

fn subject(manager: &Manager) -> String {
    let mut subject = string(&manager.string);
    for expression in &manager.expressions {
        write!(subject, " ={}", expression.property.as_str()).unwrap();
    }
    if manager.encrypted {
        subject += " (encrypted)";
    }
    subject
}

fn string(found: &FoundString) -> String {
    let origin = match found.origin {
        Origin::Stored => "",
        Origin::Assembled { complete: true } => " (assembled)",
        Origin::Assembled { complete: false } => " (partly assembled)",
        Origin::Incomplete => " (incomplete)",
    };
    format!("{}{origin}{}", found.text.as_str(), if found.wrong_element { " (wrong element)" } else { "" })
}

/// Returns all strings that a file stores as a whole.
fn stored(all: &[Facts]) -> Vec<&LocatedText> {
    let mut texts = Vec::new();
    for facts in all {
        for manager in &facts.managers {
            texts.extend(std::iter::once(&manager.string).chain(&manager.others));
        }
        texts.extend(&facts.strings);
    }
    texts.into_iter().filter(|found| found.origin == Origin::Stored).map(|found| &found.text).collect()
}

#[track_caller]
fn check_bytes(name: &str, bytes: &[u8], expected: &[&str]) {
    assert_eq!(lines(&scan(name, bytes)), expected, "{name}");
    assert!(expected.is_empty() || may_mention_mail(bytes), "{name}: skipped");
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
            "16:35 package Mail | SmtpServer=parameter.contoso.com;EnableSsl=True;",
            "20:104 package Connection | smtpserver=variable.contoso.com",
        ],
    );
    check(
        "wrong-element.dtsx",
        &[
            "16:33 package Generated | SmtpServer=smtp.contoso.com;EnableSsl=True; (wrong element)",
            "24:44 package Apart | SmtpServer=apart.contoso.com;UseWindowsAuthentication=True; (partly assembled) (wrong element)",
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
           =SmtpServer =EnableSsl"],
    );
    check(
        "escapes.conmgr",
        &["8:25 connection-manager-file Mail & more | \
           SmtpServer=\"smtp.contoso.com\";  UseWindowsAuthentication=True;\nEnableSsl=True;"],
    );
}

#[test]
fn places_inside_a_string_take_escapes_into_account() {
    let facts = scan("escapes.conmgr", &bytes("escapes.conmgr"));
    let text = stored(&facts)[0];
    let place = |word: &str| {
        let place = text.place(text.as_str().find(word).unwrap());
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
    check(
        "traps.dtsx",
        &[
            "20:49 package - | mention",
            "30:14 package - | mention",
            "31:20 package - | mention",
            "37:79 package - | mention",
        ],
    );
    check("third-party.dtsx", &["10:5 package Acme mail | SMTP (Acme <b>) (third party)"]);
}

#[test]
fn strings_in_parameters() {
    check(
        "Project.params",
        &[
            "9:27 parameters Mail | SmtpServer=\"a.contoso.com\";EnableSsl=True;",
            "27:36 parameters Cdata | SmtpServer=cdata.contoso.com;",
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
            "56:42 project CM.Mail.ConnectionString | SmtpServer=dev.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;",
        ],
    );
}

#[test]
fn strings_in_configurations_and_scripts() {
    check(
        "Mail.dtsConfig",
        &[
            "1:206 configuration Mail | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;",
            "2:145 configuration - | mention",
            "4:136 configuration Relay | SmtpServer=relay.fabrikam.com;EnableSsl=True; (partly assembled)",
            "5:134 configuration - | SmtpServer=variable.contoso.com;",
        ],
    );
    check(
        "deploy.sql",
        &[
            "1:6 sql - | mention",
            "2:23 sql - | mention",
            "3:83 sql - | SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;",
            "4:51 sql - | smtpserver='smtp.fabrikam.com';EnableSsl=True",
            "4:102 sql - | mention",
        ],
    );
}

#[test]
fn code_is_found_in_escaped_and_divided_text() {
    // The column of each fact is on the second line.
    let found = |xml: &str| {
        let text = format!("<Executable><!-- smtp -->\n{xml}</Executable>");
        let facts = facts(read("a.dtsx", text.as_bytes(), true, &Limits::default())).remove(0);
        let column = |place: Option<&LineColumn>| place.map_or(0, |place| place.column);
        let Scripts { mail, credentials, .. } = &facts.scripts;
        [column(mail.as_ref()), column(credentials.first.first()), column(facts.mentions.first.first())]
    };
    let code = "new NetworkCredential(&quot;u&quot;, &quot;p&quot;)";
    assert_eq!(found(&format!("<a b='{code}'/>")), [0, 11, 0]);
    assert_eq!(found(&format!("<a>{code}</a>")), [0, 8, 0]);
    assert_eq!(found("<a b='SmtpServer=x'/>"), [0, 0, 7]);
    assert_eq!(found("<a b='SmtpServer&#61;x'/>"), [0, 0, 7]);
    assert_eq!(found("<a b='SmtpServer' c='=x' SmtpServer=''/>"), [0, 0, 0]);
    assert_eq!(found("<a xmlns:b='SmtpServer=x'/>"), [0, 0, 0]);
    assert_eq!(found("<a>Smtp<![CDATA[Client]]></a>"), [4, 0, 0]);
    assert_eq!(found("<a>Smtp<b/>Client</a>"), [0, 0, 0]);
    assert_eq!(found("<!-- new SmtpClient(&quot;) -->"), [10, 0, 0]);
    // Both are within 2,000 characters, but not within 2,000 bytes of the source.
    let distant = format!("new NetworkCredential {{{}Password = \"p\" }}", "\r\n".repeat(1_500));
    assert_eq!(found(&format!("<a>{distant}</a>")), [0, 8, 0]);
    assert_eq!(found(&format!("<a b='{distant}'/>")), [0, 11, 0]);
}

#[test]
fn encrypted_files_are_reported() {
    check("encrypted-child.dtsx", &["1:22 package - | encrypted"]);
    check("encrypted-root.dtsx", &["2:1 package - | encrypted"]);
    check("encrypted.params", &["1:1 parameters - | encrypted"]);
    // A single encrypted value does not make the package encrypted.
    check("sensitive.dtsx", &[&format!("16:29 package Mail | {POST}")]);
}

#[test]
fn unreadable_files_have_a_reason() {
    // What precedes the error is reported too.
    check(
        "malformed.dtsx",
        &[
            &format!("16:29 package Mail | {POST}"),
            "19:27 package - | unreadable: malformed XML: unexpected end of file",
        ],
    );
    check("dtd.dtsx", &["2:1 package - | unreadable: document type declarations are not supported"]);
    check(
        "latin1.dtsx",
        &["1:1 package - | unreadable: the file is not valid UTF-8, and has no UTF-16 byte order mark"],
    );
    check_bytes(
        "a.ispac",
        b"PK\x03\x04",
        &["1:1 project - | unreadable: the archive is damaged, truncated, or not a zip archive"],
    );
    let deep = (0..10_000).fold("<SMTP/>".to_owned(), |inner, n| format!("<a xmlns:n{n}='u'>{inner}"));
    check_bytes(
        "a.dtsx",
        deep.as_bytes(),
        &["1:2433 package - | unreadable: more than 128 namespace prefixes are in scope in the XML document"],
    );
}

#[test]
fn given_file_is_read_according_to_its_content() {
    let limits = Limits::default();
    let lines = |name: &str, bytes: &[u8]| lines(&facts(read(name, bytes, true, &limits)));
    assert_eq!(lines("a.bin", &project()).len(), 10);
    assert_eq!(lines("a", &bytes("utf16be.conmgr")), [format!("8:25 connection-manager-file Post | {POST}")]);
    assert_eq!(lines("a.txt", &bytes("deploy.sql")).len(), 5);
    // A malformed file without a trace of mail is dismissed, even if it is given.
    assert!(matches!(read("a.dtsx", b"<a>", true, &limits), Reading::Dismissed(_)));
    // Parameters and configurations are read without a trace of mail.
    for name in ["a.params", "a.dtsConfig"] {
        for bytes in [&b"<a>"[..], b"\xFF\xFE<\0a\0>\0"] {
            assert!(matches!(read(name, bytes, false, &limits), Reading::Dismissed(_)), "{name}");
        }
        assert!(matches!(read(name, b"<a/>", false, &limits), Reading::File(_)), "{name}");
    }
}

#[test]
fn files_with_too_many_strings_are_read_in_part() {
    let limits = Limits { strings: 2, managers: 1, ..Limits::default() };
    let lines = |name: &str, bytes: &[u8]| lines(&facts(read(name, bytes, false, &limits)));
    assert_eq!(
        lines("a.sql", b"SELECT 'SmtpServer=a', 'SmtpServer=b', 'SmtpServer=c'"),
        [
            "1:1 sql - | unreadable: the file has more than 50,000 connection strings",
            "1:9 sql - | SmtpServer=a",
            "1:25 sql - | SmtpServer=b",
        ]
    );
    let found = lines("format8.dtsx", &bytes("format8.dtsx"));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].ends_with("unreadable: the file has more than 50,000 connection managers and tasks"), "{found:?}");
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
        assert!(kind_of(&name).is_some(), "{name}");
    }
}

/// Every character of a stored string is at its place in the file, or is escaped there.
#[test]
fn places_point_to_the_characters() {
    for (name, bytes) in all() {
        let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
        let lines: Vec<Vec<char>> =
            text.trim_start_matches('\u{FEFF}').split('\n').map(|line| line.chars().collect()).collect();
        for located in stored(&scan(&name, &bytes)) {
            for (offset, character) in located.as_str().char_indices() {
                let place = located.place(offset);
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
                let reading = read(&name, &bytes, given, &Limits::default());
                if !may_mention_mail(&bytes) && !name.ends_with(".ispac") && !name.ends_with(".params") {
                    assert!(matches!(reading, Reading::Dismissed(_)), "{name}: {reading:?}");
                }
                for text in stored(&facts(reading)) {
                    assert!(text.place(usize::MAX).line as usize <= bytes.len() * 10 + 1);
                }
            }
        }
    }
}
