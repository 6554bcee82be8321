//! Files with a secret in every place that a scan reads, around the bytes of a fuzzer, and what no report may contain.

use smtp_connstr::reports;
use smtp_connstr::ssis::Limits;

/// A secret. No report contains four of these letters in a row by chance.
const CANARY: &str = "QjZvKqJzVk";

/// The number of bytes of the fuzzer in a file. They occur several times in it.
const MAX_BYTES: usize = 512;

/// Returns the name and the content of a file with a secret and the text of the fuzzer.
type Template = fn(&str) -> (&'static str, String);

/// The files. The value of a credential keyword is never shown, whatever is before and after the pair; see `SECURITY.md`.
pub const TEMPLATES: &[Template] = &[
    |text| ("a.conmgr", manager("Mail", &string(text), "")),
    |text| ("a.conmgr", manager(&string(text), "SmtpServer=mail", "")),
    |text| ("a.conmgr", manager("Mail", "SmtpServer=mail", &expression("ConnectionString", &literal(text)))),
    |text| ("a.conmgr", manager("Mail", "SmtpServer=mail", &expression("SmtpServer", &literal(text)))),
    |text| ("a.conmgr", manager("Mail", "SmtpServer=mail", &expression("ConnectionString", &sum(text)))),
    |text| ("a.dtsx", package(text, "")),
    |text| ("a.dtsx", package(text, &script(text))),
    |text| ("Project.params", parameters(text)),
    |text| ("a.dtsConfig", configuration(text)),
    |text| ("a.sql", format!("SELECT N'{}';", string(text).replace('\'', "''"))),
];

/// Checks the reports about a file with a secret; the choice selects the file.
///
/// # Panics
///
/// Panics if a report shows a part of the secret.
pub fn check_secret(choice: usize, bytes: &[u8], limits: &Limits) {
    let Some(template) = TEMPLATES.get(choice % TEMPLATES.len()) else { return };
    let text = String::from_utf8_lossy(bytes.get(..MAX_BYTES).unwrap_or(bytes));
    // The text itself may be shown. Some characters are removed from it, or are not a part of the value that is read.
    if has_secret(&text.chars().filter(char::is_ascii_alphanumeric).collect::<String>()) {
        return;
    }
    let (name, content) = template(&text);
    for (format, report) in reports_of(name, content.as_bytes(), limits) {
        let leak = report.lines().find(|line| has_secret(line));
        assert_eq!(leak, None, "{format} shows the secret in {name}: {content}");
    }
}

/// Returns the reports about a file, and checks that they contain nothing that controls a terminal or a build server.
///
/// # Panics
///
/// Panics if a report contains that.
pub fn reports_of(name: &str, bytes: &[u8], limits: &Limits) -> Vec<(&'static str, String)> {
    let Ok(reports) = reports::all(name, bytes, true, limits) else { return Vec::new() };
    let checked = |(format, report)| {
        let Ok(text) = String::from_utf8(report) else { panic!("{format} is not UTF-8") };
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            assert!(!line.contains(is_control), "a control character in {format}: {line:?}");
            let line = without_own_command(format, line);
            assert!(!line.starts_with("::"), "a command in {format}: {line}");
            assert!(!line.to_ascii_lowercase().contains("##vso["), "a command in {format}: {line}");
        }
        (format, text)
    };
    reports.into_iter().map(checked).collect()
}

/// Removes the beginning of a command that a format for a build server writes, and checks the names of its properties.
fn without_own_command<'a>(format: &str, line: &'a str) -> &'a str {
    let (starts, separator, end): (&[&str], _, _) = match format {
        "github" => (&["::error ", "::warning ", "::notice "], ',', "::"),
        "azure" => (&["##vso[task.logissue "], ';', "]"),
        _ => return line,
    };
    let Some(rest) = starts.iter().find_map(|start| line.strip_prefix(start)) else { return line };
    let (properties, _) = rest.split_once(end).unwrap_or_default();
    let names: Vec<&str> = properties.split(separator).filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
    let known = ["file,line,col,title", "file,line,title", "type,sourcepath,linenumber,columnnumber,code"];
    assert!(known.contains(&names.join(",").as_str()), "{names:?} in {format}: {line}");
    rest
}

/// Returns whether a character is a control character other than a tab, or has no width, or changes the direction.
fn is_control(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_invisible || (c.is_control() && c != '\t')
}

/// Returns whether a text contains four consecutive characters of the secret.
fn has_secret(text: &str) -> bool {
    (4..=CANARY.len()).filter_map(|end| CANARY.get(end - 4..end)).any(|piece| text.contains(piece))
}

/// Returns a connection string with the secret after the text.
fn string(text: &str) -> String {
    format!("SmtpServer=a;{text};Password={CANARY};{text}")
}

/// Returns a literal of an expression.
fn literal(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"UserName={text};Password={CANARY};{text}\"")
}

/// Returns an expression that joins two literals and a variable.
fn sum(text: &str) -> String {
    format!("{} + @[User::{}] + \";Password={CANARY}\"", literal(text), text.replace(']', ""))
}

/// Returns a text as the value of an attribute or element. XML does not allow most control characters.
fn xml(text: &str) -> String {
    let escaped = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\n' | '\t' | '\r' => format!("&#{};", u32::from(c)),
        '\0'..' ' | '\u{fffe}' | '\u{ffff}' => String::new(),
        _ => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

fn expression(property: &str, expression: &str) -> String {
    format!("<DTS:PropertyExpression DTS:Name=\"{property}\">{}</DTS:PropertyExpression>", xml(expression))
}

/// Returns a connection manager with a GUID.
fn manager(name: &str, string: &str, expressions: &str) -> String {
    let [name, string] = [name, string].map(xml);
    format!(
        "<DTS:ConnectionManager xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:ObjectName=\"{name}\" \
         DTS:DTSID=\"{{11111111-0000-0000-0000-000000000001}}\" DTS:CreationName=\"SMTP\">{expressions}<DTS:ObjectData>\
         <SmtpConnectionManager ConnectionString=\"{string}\" /></DTS:ObjectData></DTS:ConnectionManager>"
    )
}

/// Returns a package with two Send Mail tasks, of which one has no connection manager. The secret is in the names of all
/// objects, in a parameter and a variable that expressions use, and in the mail addresses.
fn package(text: &str, others: &str) -> String {
    let uses =
        ["ConnectionString", "SmtpServer"].map(|property| expression(property, "@[$Package::Whole] + @[User::Whole]"));
    let manager = manager(&string(text), &string(text), &uses.concat());
    let task = |name: &str, reference: &str| {
        format!(
            "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:ObjectName=\"{}\"><DTS:ObjectData>\
             <SendMailTask:SendMailTaskData xmlns:SendMailTask=\"www.microsoft.com/sqlserver/dts/tasks/sendmailtask\" \
             SendMailTask:SMTPServer=\"{}\" SendMailTask:From=\"{address}\" SendMailTask:To=\"{address}\" \
             SendMailTask:Subject=\"{address}\" /></DTS:ObjectData></DTS:Executable>",
            xml(name),
            xml(reference),
            address = xml(&format!("{CANARY}@contoso.com,{text}"))
        )
    };
    let tasks = [
        task(&string(text), "{11111111-0000-0000-0000-000000000001}"),
        task(&string(text), &string(text)),
        task(&format!("to {CANARY}@contoso.com"), "{22222222-0000-0000-0000-000000000002}"),
        task(&format!("{text} {CANARY}@contoso.com"), "{11111111-0000-0000-0000-000000000001}"),
    ];
    format!(
        "<DTS:Executable xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:CreationName=\"Microsoft.Package\" \
         DTS:ExecutableType=\"Microsoft.Package\" DTS:ObjectName=\"{name}\">\
         <DTS:Property DTS:Name=\"PackageFormatVersion\">8</DTS:Property>\
         <DTS:ConnectionManagers>{manager}</DTS:ConnectionManagers>\
         <DTS:PackageParameters><DTS:PackageParameter DTS:ObjectName=\"Whole\" DTS:DataType=\"8\">\
         <DTS:Property DTS:Name=\"ParameterValue\" DTS:DataType=\"8\">{name}</DTS:Property></DTS:PackageParameter>\
         </DTS:PackageParameters><DTS:Variables><DTS:Variable DTS:Namespace=\"User\" DTS:ObjectName=\"Whole\">\
         <DTS:VariableValue DTS:DataType=\"8\">{name}</DTS:VariableValue></DTS:Variable></DTS:Variables>\
         <DTS:Executables>{}{others}</DTS:Executables></DTS:Executable>",
        tasks.concat(),
        name = xml(&string(text)),
    )
}

/// Returns a Script task with a literal password.
fn script(text: &str) -> String {
    let code = format!(
        "{text}\nvar client = new SmtpClient(\"mail\");\n\
         client.Credentials = new NetworkCredential(\"joe\", \"{CANARY}\");\n{text}\n"
    );
    format!(
        "<DTS:Executable DTS:CreationName=\"Microsoft.ScriptTask\" DTS:ObjectName=\"Script\"><DTS:ObjectData><ScriptProject>\
         <ProjectItem Name=\"ScriptMain.cs\">{}</ProjectItem></ScriptProject></DTS:ObjectData></DTS:Executable>",
        xml(&code)
    )
}

/// Returns the parameters of a project. A sensitive value is not shown even if it looks like a server.
fn parameters(text: &str) -> String {
    let string = string(text);
    let hidden = format!("SmtpServer={CANARY};{text}");
    let parameter = |(name, value, sensitive): (&str, &str, u8)| {
        format!(
            "<SSIS:Parameter SSIS:Name=\"{}\"><SSIS:Properties><SSIS:Property SSIS:Name=\"Sensitive\">{sensitive}\
             </SSIS:Property><SSIS:Property SSIS:Name=\"Value\">{}</SSIS:Property></SSIS:Properties></SSIS:Parameter>",
            xml(name),
            xml(value)
        )
    };
    let parameters = [
        ("Whole", string.as_str(), 0),
        ("Sensitive", &hidden, 1),
        (&string, "SmtpServer=mail", 0),
        ("CM.Mail.ConnectionString", &string, 0),
        ("CM.Mail.SmtpServer", &string, 0),
        ("CM.Secret.SmtpServer", CANARY, 1),
        (&format!("CM.{string}.SmtpServer"), "mail", 0),
    ];
    format!(
        "<SSIS:Parameters xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\">{}</SSIS:Parameters>",
        parameters.map(parameter).concat()
    )
}

/// Returns a configuration of a connection manager whose name and values contain the secret.
fn configuration(text: &str) -> String {
    let string = string(text);
    let value = |name: &str, property: &str| {
        format!(
            "<Configuration Path=\"{}\"><ConfiguredValue>{}</ConfiguredValue></Configuration>",
            xml(&format!("\\Package.Connections[{name}].Properties[{property}]")),
            xml(&string)
        )
    };
    let values = [value("M", "ConnectionString"), value("N", "SmtpServer"), value(&string, "ConnectionString")];
    format!("<DTSConfiguration>{}</DTSConfiguration>", values.concat())
}
