//! The content of `smtp-connstr.toml`.

use std::path::Path;

use smtp_connection_string::Severity;
use toml::de::{DeTable, DeValue};

use crate::config::exception::Exception;
use crate::config::value::{Mistake, Text, Value, check_keys, date, path_pattern, pattern, sentence, strings};
use crate::near::{did_you_mean, near};
use crate::path_pattern::PathPattern;
use crate::policy::{Selector, Selectors};
use crate::rules;
use crate::rules::files::FileRule;
use crate::scan::excludes::Excludes;
use crate::scan::servers::ServerPattern;

const KEYS: [&str; 4] = ["deny", "allow", "exclude", "exception"];
const EXCEPTION_KEYS: [&str; 7] = ["rule", "path", "manager", "server", "reason", "owner", "until"];

/// The maximum number of patterns in a file. Each is compared with each file or record, so that more would slow down a scan.
const MAX_PATTERNS: usize = 10_000;
/// The maximum length of a reason, in characters.
const MAX_REASON: usize = 500;
/// The maximum length of an owner, in characters.
const MAX_OWNER: usize = 200;

/// The content of the file.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) selectors: Selectors,
    /// The patterns of files and folders that are not read.
    pub(crate) exclude: Vec<String>,
    pub(crate) exceptions: Vec<Exception>,
}

impl File {
    /// Parses the file. The error is `line:column: message`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|Mistake { offset, message }| {
            let before = text.get(..offset).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!("{line}:{column}: {message}")
        })
    }

    fn read(text: &str) -> Result<Self, Mistake> {
        // The messages of the crate are static, and do not contain text of the file.
        let document = DeTable::parse(text)
            .map_err(|error| Mistake::new(&error.span().unwrap_or_default(), error.message().replace('\n', " ")))?;
        let table = document.get_ref();
        check_keys(table, &KEYS)?;
        let mut file = Self::default();
        if let Some(value) = table.get("deny") {
            file.selectors.deny = selectors(value, "deny = [\"warning\"]")?;
        }
        if let Some(value) = table.get("allow") {
            file.selectors.allow = selectors(value, "allow = [\"third-party-manager\"]")?;
        }
        if let Some(value) = table.get("exclude") {
            file.exclude = excludes(value)?;
            limit(file.exclude.len(), value)?;
        }
        if let Some(value) = table.get("exception") {
            let wrong = |value: &Value<'_>| {
                Mistake::new(&value.span(), "expected a list of tables; write `[[exception]]` before the keys")
            };
            let DeValue::Array(values) = value.get_ref() else { return Err(wrong(value)) };
            let (mut line, mut counted) = (1, 0);
            let mut patterns = file.exclude.len();
            for value in values {
                let DeValue::Table(table) = value.get_ref() else { return Err(wrong(value)) };
                // Exceptions are in the order of the file, so each line is counted once.
                let start = value.span().start;
                line += text.get(counted..start).unwrap_or_default().matches('\n').count();
                counted = start;
                let exception = exception(line, value, table)?;
                patterns += exception.number_of_patterns();
                limit(patterns, value)?;
                file.exceptions.push(exception);
            }
        }
        Ok(file)
    }

    /// Returns whether the file changes anything.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { selectors: Selectors { deny, allow }, exclude, exceptions } = self;
        deny.is_empty() && allow.is_empty() && exclude.is_empty() && exceptions.is_empty()
    }
}

fn limit(patterns: usize, value: &Value<'_>) -> Result<(), Mistake> {
    if patterns > MAX_PATTERNS {
        return Err(Mistake::new(&value.span(), "the file has more than 10000 patterns"));
    }
    Ok(())
}

fn exception(line: usize, value: &Value<'_>, table: &DeTable<'_>) -> Result<Exception, Mistake> {
    let span = value.span();
    check_keys(table, &EXCEPTION_KEYS)?;
    let required = |key: &str, example: &str, max: usize| match table.get(key) {
        Some(value) => sentence(value, key, example, max),
        None => Err(Mistake::new(&span, format!("missing key `{key}`; write, for example, `{key} = \"{example}\"`"))),
    };
    let exception = Exception {
        line,
        rules: table.get("rule").map_or(Ok(Vec::new()), |value| nonempty(value, "rule", rules(value)?))?,
        paths: patterns(table, "path", "path = \"legacy/**\"", path)?,
        managers: patterns(table, "manager", "manager = \"Mail\"", pattern)?,
        servers: patterns(table, "server", "server = \"*.contoso.com\"", server)?,
        reason: required("reason", "relay on the same rack, ticket SEC-123", MAX_REASON)?,
        owner: required("owner", "dba@contoso.com", MAX_OWNER)?,
        until: table.get("until").map(date).transpose()?,
    };
    let Exception { rules, paths, managers, servers, .. } = &exception;
    if rules.is_empty() && paths.is_empty() && managers.is_empty() && servers.is_empty() {
        // It would accept everything.
        return Err(Mistake::new(&span, "an exception needs at least one of `rule`, `path`, `manager` and `server`"));
    }
    Ok(exception)
}

/// Rejects an empty list, which could mean both everything and nothing.
fn nonempty<T>(value: &Value<'_>, key: &str, values: Vec<T>) -> Result<Vec<T>, Mistake> {
    if values.is_empty() {
        Err(Mistake::new(&value.span(), format!("empty `{key}`; remove the key")))
    } else {
        Ok(values)
    }
}

fn excludes(value: &Value<'_>) -> Result<Vec<String>, Mistake> {
    let exclude = |text: &Text<'_>| {
        path_pattern(text)?;
        // The folder that it is relative to does not matter here.
        match Excludes::new([(Path::new(""), text.text)]) {
            Ok(_) => Ok(text.text.to_owned()),
            Err(message) => Err(Mistake::new(&text.span, message)),
        }
    };
    strings(value, "exclude = [\"archive/**\"]")?.iter().map(exclude).collect()
}

fn patterns<T>(
    table: &DeTable<'_>,
    key: &str,
    example: &str,
    compile: impl Fn(&Text<'_>) -> Result<T, Mistake>,
) -> Result<Vec<T>, Mistake> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    nonempty(value, key, strings(value, example)?.iter().map(compile).collect::<Result<_, _>>()?)
}

fn path(text: &Text<'_>) -> Result<PathPattern, Mistake> {
    let pattern = path_pattern(text)?;
    if cannot_match(text.text) {
        return Err(Mistake::new(
            &text.span,
            "this path matches no file; write, for example, `legacy/**`, relative to the folder of this file",
        ));
    }
    Ok(pattern)
}

/// Returns whether a pattern is not in the form of the paths of files, which are relative to the folder of the settings.
fn cannot_match(path: &str) -> bool {
    let mut parts = path.split('/').skip_while(|part| *part == "..");
    parts.any(|part| matches!(part, "" | "." | ".."))
}

fn server(text: &Text<'_>) -> Result<ServerPattern, Mistake> {
    // It has a message for each mistake.
    pattern(text)?;
    ServerPattern::new(text.text).ok_or_else(|| Mistake::new(&text.span, "empty pattern"))
}

fn selectors(value: &Value<'_>, example: &str) -> Result<Vec<Selector>, Mistake> {
    let selector = |text: &Text<'_>| {
        Selector::named(text.text).ok_or_else(|| unknown(text, "rule or severity", Selector::names()))
    };
    strings(value, example)?.iter().map(selector).collect()
}

fn rules(value: &Value<'_>) -> Result<Vec<&'static str>, Mistake> {
    let rule = |text: &Text<'_>| {
        let is_named = |rule: &rules::KnownRule| rule.id == text.text;
        let Some(rule) = rules::of_scan().find(is_named).map(|rule| rule.id) else {
            return Err(if rules::all().any(|rule| is_named(&rule)) {
                Mistake::new(&text.span, "exceptions do not apply to the rules of `probe`")
            } else if text.text.parse::<Severity>().is_ok() {
                Mistake::new(&text.span, "a severity would accept too much; write rules")
            } else {
                unknown(text, "rule", rules::of_scan().map(|rule| rule.id))
            });
        };
        if rule == FileRule::UnreadableFile.id() {
            return Err(Mistake::new(
                &text.span,
                "`unreadable-file` cannot be accepted; correct the file, or exclude it with `exclude`",
            ));
        }
        Ok(rule)
    };
    strings(value, "rule = \"no-encryption\"")?.iter().map(rule).collect()
}

fn unknown<'a>(text: &Text<'_>, what: &str, known: impl Iterator<Item = &'a str>) -> Mistake {
    let advice = did_you_mean(near(text.text, known))
        .unwrap_or_else(|| "run `smtp-connstr explain` to list the rules".to_owned());
    Mistake::new(&text.span, format!("unknown {what}; {advice}"))
}

#[cfg(test)]
mod tests;
