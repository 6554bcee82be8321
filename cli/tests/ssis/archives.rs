//! Project archives: their facts and limits.

use smtp_connstr::ssis::{Limits, read};

use super::ispac::archive;
use super::{POST, bytes, check_bytes, facts, lines};

/// Returns a project with each kind of entry.
pub(super) fn project() -> Vec<u8> {
    archive(&[
        ("Load%20all.dtsx", bytes("project/Load%20all.dtsx")),
        ("Other.dtsx", bytes("project/Other.dtsx")),
        ("Mail.conmgr", bytes("project/Mail.conmgr")),
        ("Secret.dtsx", bytes("encrypted-child.dtsx")),
        ("Broken.dtsx", bytes("malformed.dtsx")),
        ("[Content_Types].xml", b"<Types SMTP='SmtpServer=x'/>".to_vec()),
        ("Inner.ispac", b"PK\x03\x04".to_vec()),
        ("@Project.manifest", bytes("@Project.manifest")),
    ])
}

#[test]
fn entries_of_an_archive_are_read() {
    check_bytes(
        "Sample.ispac",
        &project(),
        &[
            "Load all.dtsx:16:29 package My.Relay | SmtpServer=relay.fabrikam.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000;",
            &format!("Load all.dtsx:25:29 package Mail | {POST}"),
            "Other.dtsx:17:29 package Dynamic | SmtpServer=;UseWindowsAuthentication=True;EnableSsl=True; =SmtpServer",
            "Mail.conmgr:8:25 connection-manager-file Mail | SmtpServer=dev.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;",
            "Secret.dtsx:1:22 package - | encrypted",
            &format!("Broken.dtsx:16:29 package Mail | {POST}"),
            "Broken.dtsx:19:27 package - | unreadable: malformed XML: unexpected end of file",
            "@Project.manifest:10:31 project Mail | SmtpServer=prod.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;",
            "@Project.manifest:57:35 project My.Relay | \
             SmtpServer=relay.fabrikam.com;UseWindowsAuthentication=True;EnableSsl=False;Timeout=2000; (assembled)",
            "@Project.manifest:133:35 project Dynamic | UseWindowsAuthentication=False;EnableSsl=True; (partly assembled)",
        ],
    );
}

#[track_caller]
fn check_limits(entries: &[(&str, Vec<u8>)], limits: Limits, expected: &[&str]) {
    let facts = facts(read("a.ispac", &archive(entries), false, &limits));
    assert_eq!(lines(&facts), expected);
}

#[test]
fn archives_above_a_limit_are_unreadable() {
    let mail = || bytes("project/Mail.conmgr");
    let size = mail().len() as u64;
    let two = [("a.conmgr", mail()), ("b.conmgr", mail())];
    let found = |entry: &str| {
        format!(
            "{entry}:8:25 connection-manager-file Mail | SmtpServer=dev.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;"
        )
    };
    let limits = Limits::default();
    check_limits(
        &two,
        Limits { entry_bytes: size, archive_bytes: 2 * size, entries: 2, ..limits },
        &[&found("a.conmgr"), &found("b.conmgr")],
    );
    check_limits(
        &two,
        Limits { entries: 1, ..limits },
        &["1:1 project - | unreadable: the archive has too many entries"],
    );
    check_limits(
        &two,
        Limits { archive_bytes: 2 * size - 1, ..limits },
        &[&found("a.conmgr"), "1:1 project - | unreadable: the uncompressed archive is larger than the limit"],
    );
    // An entry that is too large does not hide the next one.
    let bomb = [("a.conmgr", vec![b' '; 10_000_000]), ("b.conmgr", mail())];
    check_limits(
        &bomb,
        Limits { entry_bytes: size, ..limits },
        &[
            "a.conmgr:1:1 connection-manager-file - | unreadable: the uncompressed entry is larger than the limit",
            &found("b.conmgr"),
        ],
    );
}
