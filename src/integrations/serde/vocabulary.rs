//! The names and words that only this crate's parser knows, as far as maps need them.

use crate::diagnostic::Rule;
use crate::smtp::property::Property;
use crate::smtp::unknown_keyword;

/// The meaning of a key that is not a property.
pub(super) enum UnknownKey {
    /// It holds a credential, or selects Basic authentication.
    BasicAuthentication,
    Port,
    /// It is the keyword of a property, a synonym of one or a misspelling.
    Similar(Property),
    Other,
}

pub(super) fn classify(name: &str) -> UnknownKey {
    if let Some(property) = Property::from_keyword(name) {
        return UnknownKey::Similar(property);
    }
    let kind = unknown_keyword::classify(name, "");
    match kind.rule() {
        Rule::BasicAuthentication => UnknownKey::BasicAuthentication,
        Rule::PortNotSupported => UnknownKey::Port,
        _ => unknown_keyword::suggestion(kind).map_or(UnknownKey::Other, UnknownKey::Similar),
    }
}

/// Returns whether the word is the name of a scheme of Basic authentication.
pub(super) fn is_basic_scheme(word: &str) -> bool {
    unknown_keyword::is_basic_scheme(word)
}
