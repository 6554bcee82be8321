//! What a stream may contain besides text: colors, and links.
//!
//! A link is the escape sequence OSC 8, which encloses the id of a rule. Everything in it is static text.

use std::fmt::{self, Display};

use crate::rules::PageUrl;

/// The escape sequences that a stream may contain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoration {
    pub(crate) colors: bool,
    pub(crate) links: bool,
}

impl Decoration {
    /// Only text.
    pub(crate) const PLAIN: Self = Self { colors: false, links: false };

    /// Returns the id of a rule, as a link to its documentation if links are allowed.
    pub(crate) fn rule(self, id: &'static str) -> RuleId {
        RuleId { id, is_link: self.links }
    }
}

/// The id of a rule.
pub(crate) struct RuleId {
    id: &'static str,
    is_link: bool,
}

impl Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, is_link } = *self;
        if is_link { write!(f, "\x1b]8;;{}\x1b\\{id}\x1b]8;;\x1b\\", PageUrl::of(id)) } else { f.write_str(id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKED: Decoration = Decoration { colors: true, links: true };

    #[test]
    fn link_encloses_the_id() {
        let link = LINKED.rule("timeout-zero").to_string();
        let url = PageUrl::of("timeout-zero");
        assert_eq!(link, format!("\u{1b}]8;;{url}\u{1b}\\timeout-zero\u{1b}]8;;\u{1b}\\"));
        assert_eq!(Decoration::PLAIN.rule("timeout-zero").to_string(), "timeout-zero");
    }

    /// anstream removes the whole sequence, with the URL, if a stream has no escape sequences.
    #[test]
    fn link_can_be_removed() {
        let block = format!("error[{}]: text", LINKED.rule("timeout-zero"));
        assert_eq!(anstream::adapter::strip_str(&block).to_string(), "error[timeout-zero]: text");
    }
}
