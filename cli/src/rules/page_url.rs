//! The address of the documentation of a rule.

use std::cell::RefCell;
use std::fmt::{self, Display};

use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// The page with all rules. The text after it is the anchor of a rule, which is its id.
const PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md#");

/// The URL of the documentation of a rule. It is public and stable, because it is built from the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageUrl(&'static str);

impl PageUrl {
    /// Returns the URL for the id of a rule.
    pub(crate) fn of(rule: &'static str) -> Self {
        Self(rule)
    }
}

impl Display for PageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PAGE)?;
        f.write_str(self.0)
    }
}

thread_local! {
    /// The URLs that were serialized, as JSON. There are about 60 rules, so a linear search is fast enough.
    static JSON: RefCell<Vec<(&'static str, Box<RawValue>)>> = const { RefCell::new(Vec::new()) };
}

impl Serialize for PageUrl {
    /// Serializes JSON that needs no escapes. Every finding has a URL, and looking for characters to escape in each of them
    /// made `check --format json` slower by a ninth.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        JSON.with_borrow_mut(|known| {
            if let Some((_, json)) = known.iter().find(|(rule, _)| *rule == self.0) {
                return json.serialize(serializer);
            }
            let json = RawValue::from_string(format!("\"{self}\"")).map_err(S::Error::custom)?;
            let result = json.serialize(serializer);
            known.push((self.0, json));
            result
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_is_that_of_the_repository() {
        let url = PageUrl::of("no-encryption").to_string();
        assert_eq!(
            url,
            "https://github.com/smtp-connection-string/smtp-connection-string/blob/main/docs/rules.md#no-encryption"
        );
        for _ in 0..2 {
            let urls = [PageUrl::of("no-encryption"), PageUrl::of("not-canonical")];
            let json = serde_json::to_value(urls).unwrap();
            assert_eq!(json[0], url);
            assert_eq!(json[1], url.replace("no-encryption", "not-canonical"));
        }
    }
}
