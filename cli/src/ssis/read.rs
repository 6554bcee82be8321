//! Reads a file of any kind.

use std::borrow::Cow;

use crate::ssis::facts::{Facts, Problem, ProblemKind};
use crate::ssis::file_kind::{Form, Kind, by_content, form_and_kind};
use crate::ssis::limits::Limits;
use crate::ssis::place::{LineColumn, Source};
use crate::ssis::search::may_mention_mail;
use crate::ssis::text::Decoded;
use crate::ssis::{archive, document, name, sql_facts, text};

const TOO_MANY_STRINGS: &str = "the file has more than 50,000 connection strings";
const DAMAGED: &str = "the encoding of the file is damaged, and the file was read as far as possible";

/// A file that was read.
#[derive(Debug)]
pub enum Reading {
    /// The name is not that of an SSIS file.
    NotSsis,
    /// The byte search found that the file contains nothing about mail.
    Dismissed(Kind),
    /// The facts of the file.
    File(Box<Facts>),
    /// The facts of the entries of an archive, in their order. A problem of the archive as a whole has no entry.
    Archive(Vec<Facts>),
}

/// Reads one file.
///
/// `name` is the path, whose extension decides the kind. A file that was named explicitly (`given`) is read whatever its
/// name, according to its content.
#[must_use]
pub fn read(name: &str, bytes: &[u8], given: bool, limits: &Limits) -> Reading {
    let named = form_and_kind(name);
    let (form, kind) = match (named, given) {
        (None, false) => return Reading::NotSsis,
        (Some(named), false) => named,
        (named, true) => by_content(named, bytes),
    };
    if form == Form::Archive {
        return Reading::Archive(archive_facts(bytes, limits));
    }
    contents(form, kind, bytes, limits).map_or(Reading::Dismissed(kind), |facts| Reading::File(Box::new(facts)))
}

/// Returns the text of a file that was named explicitly, unless it is an archive or damaged.
pub(super) fn decoded<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, &'static str> {
    let decoded = match by_content(form_and_kind(name), bytes).0 {
        Form::Archive => return Err("the file is an archive; change the project, and build it again"),
        Form::Sql => text::decode_sql(bytes)?,
        Form::Xml => text::decode_xml(bytes)?,
    };
    if decoded.is_lossy { Err("the encoding of the file is damaged") } else { Ok(decoded.text) }
}

/// Reads a file or entry that is not an archive; `None` if it contains nothing about mail.
fn contents(form: Form, kind: Kind, bytes: &[u8], limits: &Limits) -> Option<Facts> {
    // Expressions of other files use the parameters of a project, which need not mention mail. A configuration that was
    // read is known, even if it does not mention mail.
    let is_needed = matches!(kind, Kind::Parameters | Kind::Configuration);
    let mut mentions_mail = may_mention_mail(bytes);
    if !is_needed && !mentions_mail {
        return None;
    }
    let decoded = match form {
        Form::Sql => text::decode_sql(bytes),
        Form::Xml | Form::Archive => text::decode_xml(bytes),
    };
    let Decoded { text: decoded, is_lossy } = match decoded {
        Ok(decoded) => decoded,
        Err(reason) => return mentions_mail.then(|| Facts::unreadable(kind, LineColumn::START, reason)),
    };
    if matches!(decoded, Cow::Owned(_)) {
        // The first search does not exclude UTF-16, so the decoded text is searched again.
        mentions_mail = may_mention_mail(decoded.as_bytes());
        if !is_needed && !mentions_mail {
            return None;
        }
    }
    let source = Source::new(&decoded);
    let mut facts = match form {
        Form::Sql => sql_facts::read(&source),
        Form::Xml | Form::Archive => document::read(&source, kind, limits),
    };
    if facts.strings() > limits.strings {
        // A record needs about 3 KB, so a script with millions of strings would fill the memory.
        facts.strings.truncate(limits.strings);
        facts.sets.truncate(limits.strings);
        facts.values.truncate(limits.strings);
        facts.problems.push(Problem { place: LineColumn::START, what: ProblemKind::Unreadable(TOO_MANY_STRINGS) });
    }
    if is_lossy {
        facts.problems.push(Problem { place: LineColumn::START, what: ProblemKind::Damaged(DAMAGED) });
    }
    // A malformed file without a trace of mail is not reported.
    (mentions_mail || facts.problems.is_empty()).then_some(facts)
}

/// Returns the facts of the entries of an archive. A problem of the archive as a whole has facts without an entry.
fn archive_facts(bytes: &[u8], limits: &Limits) -> Vec<Facts> {
    let mut all = Vec::new();
    // Archives do not contain archives.
    let wanted = |name: &str| form_and_kind(name).filter(|(form, _)| *form != Form::Archive);
    let problems = archive::visit(
        bytes,
        limits,
        |name| wanted(name).is_some(),
        |entry| {
            let Some((form, kind)) = wanted(&entry.name) else { return };
            let facts = match entry.content {
                // A dismissed entry is kept, so that its package is counted.
                Ok(content) => contents(form, kind, &content, limits).unwrap_or_else(|| Facts::new(kind)),
                Err(reason) => Facts::unreadable(kind, LineColumn::START, reason),
            };
            all.push(Facts { entry: Some(name::bounded(entry.name)), ..facts });
        },
    );
    all.extend(problems.into_iter().map(|reason| Facts::unreadable(Kind::Project, LineColumn::START, reason)));
    all
}
