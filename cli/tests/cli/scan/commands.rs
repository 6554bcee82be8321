//! The commands in the formats `github` and `azure`, read as the runner of GitHub Actions and the agent of Azure Pipelines do.

/// A decoded command.
#[derive(Debug, PartialEq)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) properties: Vec<(String, String)>,
    pub(super) data: String,
}

impl Command {
    pub(super) fn property(&self, name: &str) -> &str {
        self.properties.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Checks that it is an annotation with the properties in the order in which they are written, and returns it.
    #[track_caller]
    pub(super) fn checked(self, format: &str) -> Self {
        let names: Vec<&str> = self.properties.iter().map(|(name, _)| name.as_str()).collect();
        if format == "github" {
            assert!(["error", "warning", "notice"].contains(&self.name.as_str()), "{self:?}");
            let expected: [&[&str]; 3] = [&["file", "line", "col", "title"], &["file", "line", "title"], &["title"]];
            assert!(expected.contains(&&names[..]), "{self:?}");
            assert!(self.property("title").starts_with("smtp-connstr"), "{self:?}");
        } else {
            assert_eq!(self.name, "task.logissue");
            assert!(["error", "warning"].contains(&self.property("type")), "{self:?}");
            let expected: [&[&str]; 2] = [&["type", "sourcepath", "linenumber", "columnnumber", "code"], &["type"]];
            assert!(expected.contains(&&names[..]), "{self:?}");
        }
        assert!(!self.data.contains(['\r', '\n']), "{self:?}");
        self
    }

    /// Returns the severity: 0 is an error.
    pub(super) fn rank(&self) -> Option<usize> {
        let kind = if self.name == "task.logissue" { self.property("type") } else { &self.name };
        ["error", "warning", "notice"].iter().position(|other| *other == kind)
    }

    pub(super) fn file(&self) -> &str {
        if self.name == "task.logissue" { self.property("sourcepath") } else { self.property("file") }
    }
}

/// Splits the output into the commands and the lines after them.
#[track_caller]
pub(super) fn commands(format: &str, output: &[u8]) -> (Vec<Command>, Vec<String>) {
    let text = std::str::from_utf8(output).unwrap();
    let read = if format == "github" { github } else { azure };
    let commands: Vec<Command> = text.lines().map_while(read).map(|command| command.checked(format)).collect();
    let rest: Vec<String> = text.lines().skip(commands.len()).map(str::to_owned).collect();
    for other in [github, azure] {
        assert_eq!(rest.iter().find_map(|line| other(line)), None, "a command after the first plain line");
    }
    (commands, rest)
}

/// Reads a line as `ActionCommand.TryParseV2` in actions/runner.
fn github(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let decode = |text: &str, pairs: &[(&str, &str)]| {
        pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let property = |property: &str| {
        let (name, value) = property.split_once('=')?;
        let pairs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        Some((name.to_owned(), decode(value, &pairs)))
    };
    Some(Command {
        name: name.to_owned(),
        properties: properties.trim().split(',').filter_map(property).collect(),
        data: decode(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]),
    })
}

/// Reads a line as `Command.TryParse` in microsoft/azure-pipelines-agent, which looks for a command anywhere in it.
fn azure(line: &str) -> Option<Command> {
    let (_, command) = line.split_once("##vso[")?;
    let (info, data) = command.split_once(']')?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let decode = |text: &str| {
        let pairs = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")];
        pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let property = |property: &str| {
        let (name, value) = property.split_once('=')?;
        Some((name.to_owned(), decode(value)))
    };
    Some(Command {
        name: name.to_owned(),
        properties: properties.split(';').filter_map(property).collect(),
        data: decode(data),
    })
}
