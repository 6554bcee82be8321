//! The subcommand `fix` on generated files of all kinds, in all encodings and spellings.
//!
//! A file is generated for a server and a value of `EnableSsl`. So the file with other values shows which bytes a change may
//! affect.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::run::command;
use crate::scan::tree::Tree;

const OLD: Values = Values { server: "old.contoso.com", ssl: false };
const NEW: Values = Values { server: "relay.fabrikam.com", ssl: true };

#[derive(Clone, Copy)]
struct Values {
    server: &'static str,
    ssl: bool,
}

/// The server and the boolean are `{S}` and `{E}`.
const STRINGS: [&str; 5] = [
    "SmtpServer={S};UseWindowsAuthentication=True;EnableSsl={E};",
    "smtpserver = {S} ;  ENABLESSL={E}",
    "EnableSsl=\"{E}\";SmtpServer='{S}';UseWindowsAuthentication=false",
    ";;UseWindowsAuthentication=\"True\";SmtpServer={S};EnableSsl={E};Timeout=2000;;",
    "SmtpServer=\"{S}\"; EnableSsl = {E} ;",
];

#[derive(Clone, Copy, Debug)]
enum Kind {
    ConnectionManagerFile,
    OldPackage,
    Package,
    Project,
    Parameters,
    Configuration,
    Properties,
    Script,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16Le,
    Utf16Be,
    Utf16LeWithoutMark,
    /// XML has to declare it.
    Windows1252,
}

#[derive(Clone, Copy, Debug)]
enum Escapes {
    Needed,
    /// Every third character is a reference.
    Many,
    /// The value is in a CDATA section, where this is possible.
    Cdata,
}

#[derive(Clone, Debug)]
struct Sample {
    kind: Kind,
    string: &'static str,
    encoding: Encoding,
    escapes: Escapes,
    line_end: &'static str,
    quote: char,
}

fn sample() -> impl Strategy<Value = Sample> {
    use Kind::{Configuration, ConnectionManagerFile, OldPackage, Package, Parameters, Project, Properties, Script};
    let kind = select(vec![
        ConnectionManagerFile,
        OldPackage,
        Package,
        Project,
        Parameters,
        Configuration,
        Properties,
        Script,
    ]);
    let encoding = select(vec![
        Encoding::Utf8,
        Encoding::Utf8WithMark,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Utf16LeWithoutMark,
        Encoding::Windows1252,
    ]);
    let escapes = select(vec![Escapes::Needed, Escapes::Many, Escapes::Cdata]);
    let rest = (select(vec!["\n", "\r\n"]), select(vec!['"', '\'']));
    (kind, select(STRINGS.to_vec()), encoding, escapes, rest).prop_map(
        |(kind, string, encoding, escapes, (line_end, quote))| Sample {
            kind,
            string,
            encoding,
            escapes,
            line_end,
            quote,
        },
    )
}

impl Sample {
    /// Returns the files of the sample with these values, each with its name.
    fn files(&self, values: Values) -> Vec<(&'static str, Vec<u8>)> {
        let Values { server, ssl } = values;
        let (attribute, element) = (self.attribute(values), self.element(values));
        let quote = self.quote;
        let (lower, number) = if ssl { ("true", "1") } else { ("false", "0") };
        let conmgr = format!(
            "<?xml version={quote}1.0{quote}?>\n<!-- ä€𝄞 -->\n<D:ConnectionManager xmlns:D='d' D:ObjectName='Mäil' \
             D:CreationName='SMTP'>\n<D:ObjectData><SmtpConnectionManager\tConnectionString = {attribute}\n/></D:ObjectData>\n\
             </D:ConnectionManager>\n"
        );
        let parameter = |name: &str, value: &str| {
            format!(
                "<S:Parameter S:Name='{name}'><S:Properties><S:Property S:Name='Value'>{value}</S:Property></S:Properties>\
                 </S:Parameter>\n"
            )
        };
        let configured = |property: &str, value: &str| {
            format!(
                "<Configuration Path='\\Package.Connections[M].Properties[{property}]'><ConfiguredValue>{value}\
                 </ConfiguredValue></Configuration>"
            )
        };
        let root =
            |list: &str| format!("<?xml version='1.0'?>\n<S:Parameters xmlns:S='s'>\n{list}<!--é--></S:Parameters>");
        let files = match self.kind {
            Kind::ConnectionManagerFile => vec![("Mail.conmgr", conmgr)],
            Kind::OldPackage => vec![(
                "a.dtsx",
                format!(
                    "<D:Executable xmlns:D='d'><D:ConnectionManager><D:Property D:Name='CreationName'>SMTP</D:Property>\
                     <D:ObjectData><SmtpConnectionManager ConnectionString={attribute}/></D:ObjectData>\
                     <D:Property D:Name='ObjectName'>é</D:Property></D:ConnectionManager></D:Executable>"
                ),
            )],
            Kind::Package => vec![(
                "a.dtsx",
                format!(
                    "<?xml version='1.0'?>\n<D:Executable xmlns:D='d' D:ObjectName='ü'>\n<D:ConnectionManagers>\n\
                     <D:ConnectionManager D:CreationName='SMTP' D:ObjectName='A'><D:ObjectData><SmtpConnectionManager\n  \
                     ConnectionString={attribute} ConnectByProxy='False'/></D:ObjectData></D:ConnectionManager>\n\
                     </D:ConnectionManagers>\n<D:Variables><D:Variable D:Namespace='User' D:ObjectName='V'>\
                     <D:VariableValue>{element}</D:VariableValue></D:Variable></D:Variables></D:Executable>"
                ),
            )],
            Kind::Project => {
                let list = [
                    parameter("CM.Mäil.ConnectionString", &element),
                    parameter("CM.Mäil.EnableSsl", lower),
                    parameter("CM.Mäil.SmtpServer", &format!("\n  {server}\n  ")),
                    // A property of another kind of connection manager.
                    parameter("CM.Mäil.ServerName", OLD.server),
                ];
                vec![("Mail.conmgr", conmgr), ("p.dtproj", root(&list.concat()))]
            }
            Kind::Parameters => vec![("Project.params", root(&parameter("Mail", &element)))],
            Kind::Configuration => vec![(
                "c.dtsConfig",
                format!("<DTSConfiguration>{}</DTSConfiguration>", configured("ConnectionString", &element)),
            )],
            Kind::Properties => vec![(
                "c.dtsConfig",
                format!(
                    "<DTSConfiguration>\n{}{}</DTSConfiguration>",
                    configured("EnableSsl", number),
                    configured("SmtpServer", server)
                ),
            )],
            Kind::Script => vec![(
                "s.sql",
                format!(
                    "-- it's é\nEXEC p N'{}', N'x'\nGO\n-- 'SmtpServer=comment'",
                    self.string(values).replace('\'', "''")
                ),
            )],
        };
        files.into_iter().map(|(name, text)| (name, self.encoded(&text))).collect()
    }

    fn string(&self, values: Values) -> String {
        self.string.replace("{S}", values.server).replace("{E}", if values.ssl { "True" } else { "False" })
    }

    fn attribute(&self, values: Values) -> String {
        format!("{0}{1}{0}", self.quote, self.escaped(values))
    }

    fn element(&self, values: Values) -> String {
        match self.escapes {
            Escapes::Cdata => format!("<![CDATA[{}]]>", self.string(values)),
            _ => self.escaped(values),
        }
    }

    /// Escapes the string. The values are not escaped, because a change does not escape the new ones.
    fn escaped(&self, values: Values) -> String {
        let is_reference = |index: usize, c: char| match c {
            '"' | '\'' => true,
            '{' | '}' | 'S' | 'E' => false,
            _ => matches!(self.escapes, Escapes::Many) && index.is_multiple_of(3),
        };
        let escape = |(index, c): (usize, char)| {
            if is_reference(index, c) { format!("&#x{:X};", u32::from(c)) } else { c.to_string() }
        };
        let escaped: String = self.string.chars().enumerate().map(escape).collect();
        Self { string: escaped.leak(), ..self.clone() }.string(values)
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        let text = text.replace('\n', self.line_end);
        let utf16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| {
            mark.encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8WithMark => format!("\u{FEFF}{text}").into_bytes(),
            Encoding::Utf16LeWithoutMark if text.starts_with('<') => utf16("", u16::to_le_bytes),
            Encoding::Utf16Le | Encoding::Utf16LeWithoutMark => utf16("\u{FEFF}", u16::to_le_bytes),
            Encoding::Windows1252 => {
                let declaration = "<?xml version='1.0' encoding='windows-1252'?>";
                let text = match text.split_once("?>") {
                    Some((_, rest)) => format!("{declaration}{rest}"),
                    None if text.starts_with('<') => format!("{declaration}{text}"),
                    None => text,
                };
                let byte = |c| if c == '€' { 0x80 } else { u8::try_from(c).unwrap_or(b'?') };
                text.chars().map(byte).collect()
            }
            Encoding::Utf16Be => utf16("\u{FEFF}", u16::to_be_bytes),
        }
    }
}

/// Checks that each folder of the tree contains a sample with these values, and nothing else.
fn check(tree: &Tree, samples: &[Sample], values: Values, when: &str) {
    for (number, sample) in samples.iter().enumerate() {
        let folder = tree.root.join(number.to_string());
        let files = sample.files(values);
        for (name, content) in &files {
            let found = fs::read(folder.join(name)).unwrap();
            assert!(
                found == *content,
                "{when}: {sample:?}\n{}\n{}",
                String::from_utf8_lossy(&found),
                String::from_utf8_lossy(content)
            );
        }
        assert_eq!(fs::read_dir(folder).unwrap().count(), files.len(), "{when}: {sample:?}");
    }
}

fn fix(tree: &Tree, arguments: &[&str]) -> i32 {
    let output = command().args(["fix", "."]).args(arguments).current_dir(&tree.root).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.status.code().unwrap()
}

#[test]
fn change_affects_only_the_values_and_can_be_reversed() {
    let to_new = ["--server", "OLD.contoso.com=relay.fabrikam.com", "--set", "EnableSsl=True"];
    let to_old = ["--server", "relay.fabrikam.com=old.contoso.com", "--set", "EnableSsl=False"];
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let samples = vec(sample(), 20).new_tree(&mut runner).unwrap().current();
        let tree = Tree::new();
        for (number, sample) in samples.iter().enumerate() {
            for (name, content) in sample.files(OLD) {
                tree.add(&format!("{number}/{name}"), content);
            }
        }
        assert_eq!(fix(&tree, &[&to_new[..], &["--check"]].concat()), 1);
        check(&tree, &samples, OLD, "nothing is written");
        assert_eq!(fix(&tree, &[&to_new[..], &["--write"]].concat()), 0);
        check(&tree, &samples, NEW, "after the change");
        assert_eq!(fix(&tree, &[&to_new[..], &["--check"]].concat()), 0);
        let (records, _) = tree.records(&["."]);
        assert!(records.len() >= samples.len());
        for record in records.iter().filter(|record| record["type"] != "file") {
            let effective = &record["effective"];
            assert_eq!(
                (effective["server"].as_str(), effective["enable_ssl"].as_bool()),
                (Some(NEW.server), Some(true))
            );
            let copies = record["copies"].as_array().into_iter().flatten();
            assert!(copies.clone().all(|copy| copy["agrees"] == true));
        }
        assert_eq!(fix(&tree, &[&to_old[..], &["--write"]].concat()), 0);
        check(&tree, &samples, OLD, "after the reverse change");
    }
}
