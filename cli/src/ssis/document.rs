//! The walk through an XML document, which passes elements to their modules.

use std::collections::HashSet;

use memchr::{memchr2, memchr3};

use crate::ssis::configuration::{self, Configured};
use crate::ssis::expression::{self, Meaning, Namespace};
use crate::ssis::facts::{Facts, NamedValue, Problem, ProblemKind};
use crate::ssis::file_kind::Kind;
use crate::ssis::limits::Limits;
use crate::ssis::parameter::{self, Parameters};
use crate::ssis::parse::{self, Break};
use crate::ssis::place::{LocatedText, Source};
use crate::ssis::property::is_connection_string;
use crate::ssis::script::{self, Found};
use crate::ssis::task::Tasks;
use crate::ssis::tree::{Document, Element, Text};
use crate::ssis::xml::{self, object_property};
use crate::ssis::{escape, manager, name, variable};

const TOO_MANY_MANAGERS: &str = "the file has more than 50,000 connection managers and tasks";

/// Reads an XML document. `named` is the kind according to the file name. It is used if the root element does not show
/// the kind.
pub(super) fn read(source: &Source<'_>, named: Kind, limits: &Limits) -> Facts {
    let (document, broken) = parse::parse(source, limits);
    let mut facts = facts(&document, named, limits).unwrap_or_else(|| Facts::new(named));
    if let Some(Break { place, reason }) = broken {
        facts.problems.push(Problem { place, what: ProblemKind::Unreadable(reason) });
    }
    facts
}

/// Returns the facts of a document, or `None` if it has no element. Elements that a malformed document does not contain as a
/// whole are left out.
fn facts(document: &Document<'_>, named: Kind, limits: &Limits) -> Option<Facts> {
    let root = document.root()?;
    let mut facts = Facts::new(kind(root).unwrap_or(named));
    if is_encrypted(root) {
        facts.problems.push(Problem { place: root.place(), what: ProblemKind::Encrypted });
        return Some(facts);
    }
    let mut tasks = Tasks::default();
    let mut parameters = Parameters::default();
    let mut configured = Configured::default();
    for element in document.elements().filter(|element| element.is_complete()) {
        if facts.managers.len() + facts.tasks.len() > limits.managers {
            let what = ProblemKind::Unreadable(TOO_MANY_MANAGERS);
            facts.problems.push(Problem { place: element.place(), what });
            break;
        }
        match element.name() {
            "ConnectionManager" => manager::read(element, &mut facts),
            "Executable" | "SendMailTask" => tasks.read(element, &mut facts),
            "Parameter" => parameters.read(element, &mut facts),
            "PackageParameter" => variable::parameter(element, &mut facts),
            "Variable" => variable::variable(element, &mut facts),
            "Configuration" if facts.kind == Kind::Package => configuration::loaded(element, &mut facts),
            "Configuration" => configured.read(element, &mut facts),
            "ConfigurationSetting" => parameter::setting(element, &mut facts),
            _ => {}
        }
    }
    configured.finish(&mut facts);
    parameters.finish(&mut facts);
    if !object_property(root, "EnableConfig").as_deref().is_some_and(xml::is_true) {
        facts.configurations.clear();
    }
    retain_values(&mut facts);
    read_texts(document, &mut facts);
    facts.is_signed = is_signed(document, root);
    Some(facts)
}

/// Removes the parameters and variables that no expression can use, because a package can have thousands.
fn retain_values(facts: &mut Facts) {
    let mut used = HashSet::new();
    for expression in facts.managers.iter().flat_map(|manager| &manager.expressions) {
        if let Meaning::Reference { namespace, name } = &expression.meaning {
            used.insert(expression::key(namespace, name));
        }
    }
    let is_string = |value: &NamedValue| value.value.as_ref().is_some_and(|text| is_connection_string(text.as_str()));
    facts
        .values
        .retain(|value| value.namespace == Namespace::Project || is_string(value) || used.contains(&value.key()));
}

/// Reads all texts and attribute values: what scripts do, and what none of the facts contains.
fn read_texts(document: &Document<'_>, facts: &mut Facts) {
    let source = document.source;
    // Searching a tag, or the text before it, is faster than searching each of thousands of short values. A word in a value
    // without escapes is also found in its tag, because the characters around a value end a word. What is found there may
    // continue after the value, so the value is searched again.
    let mut hits = Vec::new();
    let mut start = 0;
    for piece in source.text.split('<') {
        hits.extend(script::find(piece).into_iter().map(|(at, _)| start + at));
        start += piece.len() + "<".len();
    }
    let has_hit = |from: usize, to: usize| {
        let first = hits.partition_point(|hit| *hit < from);
        hits.get(first).is_some_and(|hit| *hit < to)
    };
    let mut found = Vec::new();
    let mut search = |text: &LocatedText| {
        found.extend(script::find(text.as_str()).into_iter().map(|(at, what)| (text.place(at), what)));
    };
    for attribute in document.attributes().iter().filter(|attribute| !attribute.name.is_declaration()) {
        let is_shortened = memchr2(b'&', b'\r', attribute.raw.as_bytes()).is_some();
        if is_shortened || has_hit(attribute.offset, attribute.offset + attribute.raw.len()) {
            search(&attribute.text(source));
        }
    }
    for &Text { from, to, is_comment } in document.texts() {
        // A comment begins with `<`, so it is always searched.
        let is_divided = memchr3(b'&', b'\r', b'<', source.slice(from, to).as_bytes()).is_some();
        if is_divided || has_hit(from, to) {
            search(&if is_comment { source.verbatim(from, to) } else { escape::content(source, from, to) });
        }
    }
    found.sort_by_key(|(place, _)| *place);
    let mut mentions = Vec::new();
    for (place, what) in found {
        match what {
            Found::Mail => facts.scripts.mail = Some(facts.scripts.mail.unwrap_or(place)),
            Found::Credential => facts.scripts.credentials.push(place),
            Found::Connection(name) => {
                facts.scripts.connections.insert(name::bounded(name.to_lowercase()));
            }
            Found::Mention => mentions.push(place),
        }
    }
    facts.set_mentions(mentions);
}

fn kind(root: Element<'_>) -> Option<Kind> {
    match root.name() {
        "Executable" => Some(Kind::Package),
        "ConnectionManager" => Some(Kind::ConnectionManagerFile),
        "Project" => Some(Kind::Project),
        "Parameters" => Some(Kind::Parameters),
        "DTSConfiguration" => Some(Kind::Configuration),
        _ => None,
    }
}

/// Returns whether the whole document is encrypted. A single encrypted value (`EncryptSensitive…`) is deeper in the
/// tree.
fn is_encrypted(root: Element<'_>) -> bool {
    let is_data = |element: &Element<'_>| element.name() == "EncryptedData";
    is_data(&root)
        || root.children().any(|child| is_data(&child))
        || root.attribute("Salt").is_some()
        || xml::is_encrypted(root)
}

/// Returns whether the document has a digital signature, which any change would break.
///
/// The documentation of SSIS does not say where a package has it, so a signature of XML is recognized anywhere, by the
/// declaration of its namespace.
fn is_signed(document: &Document<'_>, root: Element<'_>) -> bool {
    const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
    let mut attributes = document.attributes().iter();
    attributes.any(|attribute| attribute.name.is_declaration() && attribute.value() == NAMESPACE)
        || root.children().any(|child| child.name().ends_with("Signature"))
}
