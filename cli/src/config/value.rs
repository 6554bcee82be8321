//! The values of TOML, with messages that say what to write.
//!
//! The file is walked by hand, because the messages of serde repeat the values, and do not say what to write instead.

use std::ops::Range;

use glob::{Pattern, PatternError};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::date::Date;
use crate::near::{did_you_mean, near, quoted};
use crate::path_pattern::PathPattern;

/// The maximum length of a pattern, in characters.
const MAX_PATTERN: usize = 1000;

/// What is wrong with the file, as one line without text of the file, and the offset where.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) offset: usize,
    pub(super) message: String,
}

impl Mistake {
    pub(super) fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self { offset: span.start, message: message.into() }
    }
}

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// Returns the error about the first key that is not known.
pub(super) fn check_keys(table: &DeTable<'_>, known: &[&str]) -> Result<(), Mistake> {
    let unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
    let Some(key) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
    let advice = did_you_mean(near(key.get_ref(), known.iter().copied()))
        .unwrap_or_else(|| format!("use {}", quoted(known, "or")));
    Err(Mistake::new(&key.span(), format!("unknown key; {advice}")))
}

/// A string with its place.
pub(super) struct Text<'a> {
    pub(super) span: Range<usize>,
    pub(super) text: &'a str,
}

/// Returns the strings of a key: one string, or a list of them. `example` says what to write.
pub(super) fn strings<'a>(value: &'a Value<'_>, example: &str) -> Result<Vec<Text<'a>>, Mistake> {
    let text = |value: &'a Value<'_>| match value.get_ref() {
        DeValue::String(text) => Ok(Text { span: value.span(), text }),
        _ => Err(Mistake::new(&value.span(), format!("expected a string or a list of strings; write `{example}`"))),
    };
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(text).collect(),
        _ => Ok(vec![text(value)?]),
    }
}

/// Returns a pattern for names.
pub(super) fn pattern(text: &Text<'_>) -> Result<Pattern, Mistake> {
    compiled(text, Pattern::new)
}

/// Returns a pattern for paths, in which `\` would be a mistake.
pub(super) fn path_pattern(text: &Text<'_>) -> Result<PathPattern, Mistake> {
    if text.text.contains('\\') {
        return Err(Mistake::new(&text.span, "`\\` in a path; write `/` on every system"));
    }
    compiled(text, PathPattern::new)
}

fn compiled<T>(text: &Text<'_>, compile: impl FnOnce(&str) -> Result<T, PatternError>) -> Result<T, Mistake> {
    let mistake = |message: String| Mistake::new(&text.span, message);
    if text.text.is_empty() {
        return Err(mistake("empty pattern".to_owned()));
    }
    // The crate calls itself for each `*`, so a long pattern could exhaust the stack.
    if text.text.chars().count() > MAX_PATTERN {
        return Err(mistake(format!("the pattern is longer than {MAX_PATTERN} characters")));
    }
    // The messages of the crate are static.
    compile(text.text).map_err(|error| mistake(format!("invalid pattern: {}", error.msg)))
}

/// Returns a text for people, which must not be empty.
pub(super) fn sentence(value: &Value<'_>, key: &str, example: &str, max: usize) -> Result<String, Mistake> {
    let mistake = |message: String| Mistake::new(&value.span(), message);
    let DeValue::String(text) = value.get_ref() else {
        return Err(mistake(format!("expected a string; write `{key} = \"{example}\"`")));
    };
    if text.trim().is_empty() {
        return Err(mistake(format!("empty `{key}`; write, for example, `{key} = \"{example}\"`")));
    }
    // Reports repeat the text for every finding.
    if text.chars().count() > max {
        return Err(mistake(format!("`{key}` is longer than {max} characters")));
    }
    Ok(text.clone().into_owned())
}

/// Returns a date. A quoted one is accepted, because a JSON schema cannot tell them apart.
pub(super) fn date(value: &Value<'_>) -> Result<Date, Mistake> {
    let date = match value.get_ref() {
        DeValue::Datetime(datetime) if datetime.time.is_none() => {
            datetime.date.and_then(|date| Date::new(date.year, date.month, date.day))
        }
        DeValue::String(text) => Date::parse(text),
        _ => None,
    };
    date.ok_or_else(|| Mistake::new(&value.span(), "expected a date; write, for example, `until = 2027-03-31`"))
}
