//! The walk through an XML document, which passes elements to their modules.

use std::collections::HashSet;

use roxmltree::{Document, Node};

use crate::ssis::configuration::{self, Configured};
use crate::ssis::expression::{self, Meaning, Namespace};
use crate::ssis::facts::{Facts, NamedValue, Problem, ProblemKind};
use crate::ssis::file_kind::Kind;
use crate::ssis::limits::Limits;
use crate::ssis::parameter::{self, Parameters};
use crate::ssis::parse::{self, Break, Parsed};
use crate::ssis::place::{LocatedText, Source};
use crate::ssis::property::is_connection_string;
use crate::ssis::script::{self, Found};
use crate::ssis::task::Tasks;
use crate::ssis::xml::{self, attribute, object_property};
use crate::ssis::{escape, manager, name, variable};

const TOO_MANY_MANAGERS: &str = "the file has more than 50,000 connection managers and tasks";

/// Reads an XML document. `named` is the kind according to the file name. It is used if the root element does not show
/// the kind.
pub(super) fn read(source: &Source<'_>, named: Kind, limits: &Limits) -> Facts {
    let (facts, broken) = parse::parse(source, limits, |parsed| facts(source, parsed, named, limits));
    let mut facts = facts.unwrap_or_else(|| Facts::new(named));
    if let Some(Break { place, reason }) = broken {
        facts.problems.push(Problem { place, what: ProblemKind::Unreadable(reason) });
    }
    facts
}

/// Returns the facts of a document. Elements that a malformed document does not contain as a whole are left out.
fn facts(source: &Source<'_>, parsed: &Parsed<'_, '_>, named: Kind, limits: &Limits) -> Facts {
    let document = parsed.document;
    let root = document.root_element();
    let mut facts = Facts::new(kind(root).unwrap_or(named));
    if is_encrypted(root) {
        let place = source.place(root.range().start);
        facts.problems.push(Problem { place, what: ProblemKind::Encrypted });
        return facts;
    }
    let mut tasks = Tasks::default();
    let mut parameters = Parameters::default();
    let mut configured = Configured::default();
    for node in document.descendants().filter(|node| node.is_element() && parsed.is_complete(*node)) {
        if facts.managers.len() + facts.tasks.len() > limits.managers {
            let place = source.place(node.range().start);
            facts.problems.push(Problem { place, what: ProblemKind::Unreadable(TOO_MANY_MANAGERS) });
            break;
        }
        match node.tag_name().name() {
            "ConnectionManager" => manager::read(source, node, &mut facts),
            "Executable" | "SendMailTask" => tasks.read(source, node, &mut facts),
            "Parameter" => parameters.read(source, node, &mut facts),
            "PackageParameter" => variable::parameter(source, node, &mut facts),
            "Variable" => variable::variable(source, node, &mut facts),
            "Configuration" if facts.kind == Kind::Package => configuration::loaded(source, node, &mut facts),
            "Configuration" => configured.read(source, node, &mut facts),
            "ConfigurationSetting" => parameter::setting(source, node, &mut facts),
            _ => {}
        }
    }
    configured.finish(&mut facts);
    parameters.finish(&mut facts);
    if !object_property(source, root, "EnableConfig").as_deref().is_some_and(xml::is_true) {
        facts.configurations.clear();
    }
    retain_values(&mut facts);
    read_texts(source, document, &mut facts);
    facts.is_signed = is_signed(root);
    facts
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
fn read_texts(source: &Source<'_>, document: &Document<'_>, facts: &mut Facts) {
    let mut mentions = Vec::new();
    let mut texts = |text: &str, located: &dyn Fn() -> LocatedText| {
        let found = script::find(text);
        if found.is_empty() {
            return;
        }
        let located = located();
        for (offset, found) in found {
            let place = located.place(offset);
            match found {
                Found::Mail => facts.scripts.mail = Some(facts.scripts.mail.unwrap_or(place)),
                Found::Credential => facts.scripts.credentials.push(place),
                Found::Connection(name) => {
                    facts.scripts.connections.insert(name::bounded(name.to_lowercase()));
                }
                Found::Mention => mentions.push(place),
            }
        }
    };
    for node in document.descendants() {
        let range = node.range();
        match node.text() {
            Some(text) if node.is_text() => texts(text, &|| escape::content(source, range.start, range.end)),
            // A comment has no escapes.
            Some(text) if node.is_comment() => texts(text, &|| {
                let start = range.start + "<!--".len();
                source.verbatim(start, start + text.len())
            }),
            _ => {}
        }
        for attribute in node.attributes() {
            texts(attribute.value(), &|| xml::attribute_text(source, &attribute));
        }
    }
    facts.set_mentions(mentions);
}

fn kind(root: Node<'_, '_>) -> Option<Kind> {
    match root.tag_name().name() {
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
fn is_encrypted(root: Node<'_, '_>) -> bool {
    let is_data = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "EncryptedData";
    is_data(&root)
        || root.children().any(|child| is_data(&child))
        || attribute(root, "Salt").is_some()
        || xml::is_encrypted(root)
}

/// Returns whether the document has a digital signature, which any change would break.
///
/// The documentation of SSIS does not say where a package has it, so a signature of XML is recognized anywhere.
fn is_signed(root: Node<'_, '_>) -> bool {
    const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
    let is_signature = |node: Node<'_, '_>| node.is_element() && node.tag_name().name().ends_with("Signature");
    root.descendants().any(|node| node.tag_name().namespace() == Some(NAMESPACE)) || root.children().any(is_signature)
}
