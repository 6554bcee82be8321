//! The same property as in `secrets`, for generated strings.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::tree::{Tree, manager, package, parameters, zipped};

/// No other text contains four of these letters in a row.
const LETTERS: &[char] = &['Q', 'J', 'Z', 'V', 'K', 'q', 'j', 'z', 'v', 'k'];

/// The placeholder for the secret.
const MARK: char = '¤';

/// Generates a pair with a secret, well-formed or malformed.
///
/// No secret contains `;SmtpServer=`: a server name after it is shown, because it could be the next pair. `SECURITY.md`
/// documents this.
fn secret_pair() -> impl Strategy<Value = String> {
    let keyword =
        select(vec!["Password", "User ID", "uid", "SMTP_PWD", "Login-Name", "ApiKey", "ClientSecret", "Pass word"]);
    let within = select(vec![
        "¤",
        "¤",
        "¤",
        ";",
        "=",
        " ",
        "\"\"",
        "''",
        "\"",
        "'",
        "\n",
        ":",
        "@",
        "&amp;",
        "<",
        "//",
        ";EnableSsl=",
        ";Foo=",
        "\u{a0}",
        "é",
    ]);
    let credential = (keyword, select(vec!["=", " = ", "=\"", "='", "=="]), vec(within, 1..6))
        .prop_map(|(keyword, equals, value)| format!("{keyword}{equals}{}", value.concat()));
    let user_information = select(vec![
        "SmtpServer=joe:¤@mail",
        "SmtpServer=smtp://¤:¤@mail:25",
        "Host=joe:¤",
        "Timeout=¤@mail",
        "joe:¤@mail",
    ]);
    prop_oneof![3 => credential, 1 => user_information.prop_map(str::to_owned)]
}

fn around() -> impl Strategy<Value = Vec<&'static str>> {
    let part = select(vec![
        "SmtpServer=mail",
        "SmtpServer=\"mail",
        "SmtpServer=mail\"",
        "EnableSsl=yes",
        "EnableSsl='",
        "Timeout=x",
        "Foo=1",
        "Foo",
        "=1",
        "a='b'c",
        "\"",
        "'",
        "a\tb=1",
        "Port=25",
        "UseWindowsAuthentication=basic",
        "UserName=",
        "",
    ]);
    vec(part, 0..4)
}

fn string() -> impl Strategy<Value = String> {
    (around(), secret_pair(), around(), vec(select(LETTERS), 6..14)).prop_map(|(before, pair, after, secret)| {
        let parts: Vec<&str> = before.into_iter().chain([pair.as_str()]).chain(after).collect();
        parts.join(";").replace(MARK, &String::from_iter(secret))
    })
}

/// Creates a tree with each string in every place that a scan reads.
fn tree(strings: &[String]) -> Tree {
    let tree = Tree::new();
    for (number, string) in strings.iter().enumerate() {
        let escaped = string.replace('&', "&amp;").replace('<', "&lt;");
        tree.add(&format!("{number}.conmgr"), manager("Mail", string));
        tree.add(&format!("{number}-name.conmgr"), manager(string, "SmtpServer=mail"));
        // If the string contains a quote or a `<`, the file is malformed. The error must not show the string either.
        tree.add(&format!("{number}-raw.conmgr"), manager("Mail", "¤").replace(MARK, string));
        tree.add(&format!("{number}.sql"), format!("SELECT N'SmtpServer=a;{}';", string.replace('\'', "''")));
        tree.add(
            &format!("{number}.dtsConfig"),
            format!(
                "<DTSConfiguration><Configuration Path=\"\\Package.Connections[M].Properties[ConnectionString]\">\
                 <ConfiguredValue>{escaped}</ConfiguredValue></Configuration></DTSConfiguration>"
            ),
        );
        tree.add(
            &format!("{number}-server.dtsConfig"),
            format!(
                "<DTSConfiguration><Configuration Path=\"\\Package.Connections[M].Properties[SmtpServer]\">\
                 <ConfiguredValue>{escaped}</ConfiguredValue></Configuration></DTSConfiguration>"
            ),
        );
        // An archive entry whose name contains a `/` is in a folder, of which only the last part is the name. The writer of
        // the archive also splits a name at the other characters, unless they are encoded.
        let entry = format!("{}.conmgr", string.replace('/', "").replace('\\', "%5C").replace(':', "%3A"));
        let literal = format!("\"{}\"", string.replace('\\', "\\\\").replace('"', "\\\""));
        let package = package(string, "SmtpServer=mail", &[("ConnectionString", &literal), ("SmtpServer", &literal)]);
        let parameters = parameters(&[
            (string, string, true),
            ("Value", string, false),
            (&format!("CM.{string}.SmtpServer"), "mail", false),
            ("CM.Mail.SmtpServer", string, false),
        ]);
        let manager = manager("Mail", "SmtpServer=mail;EnableSsl=x");
        tree.add(
            &format!("{number}.ispac"),
            zipped(&[(&entry, &manager), ("a.dtsx", &package), ("Project.params", &parameters)]),
        );
    }
    tree
}

fn leak(output: &[u8]) -> Option<String> {
    let leaks = |line: &&[u8]| {
        let is_letter = |byte: &u8| LETTERS.contains(&char::from(*byte));
        line.windows(4).any(|piece| piece.iter().all(is_letter))
    };
    output.split(|&byte| byte == b'\n').find(leaks).map(|line| String::from_utf8_lossy(line).into_owned())
}

#[test]
fn no_format_shows_secrets_in_generated_strings() {
    let mut runner = TestRunner::deterministic();
    let strings: Vec<String> = (0..150).map(|_| string().new_tree(&mut runner).unwrap().current()).collect();
    let tree = tree(&strings);
    let formats = ["human", "json", "sarif", "csv", "html", "markdown", "github", "azure", "junit"];
    let outputs = formats.iter().flat_map(|format| ["--format", format, "--output", format]);
    let output = tree.scan([".", "--notes", "--write-baseline", "baseline"].into_iter().chain(outputs));
    assert_eq!(leak(&output.stderr), None);
    for file in formats.into_iter().chain(["baseline"]) {
        assert_eq!(leak(&std::fs::read(tree.root.join(file)).unwrap()), None, "{file}");
    }
    // The strings were found and not skipped.
    let (records, _) = tree.records(&["."]);
    assert!(records.len() > 3 * strings.len(), "{}", records.len());
}
