//! The error of parsing a name.

/// The error returned when a [`Rule`](crate::Rule), [`Severity`](crate::Severity), [`Property`](crate::Property) or
/// [`Authentication`](crate::Authentication) is parsed from an unknown name.
///
/// It does not contain the input.
///
/// ```
/// use smtp_connection_string::{Rule, Severity};
///
/// assert_eq!("no-encription".parse::<Rule>().unwrap_err().to_string(), "unknown rule");
/// assert_eq!("fatal".parse::<Severity>().unwrap_err().to_string(), "unknown severity");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("unknown {what}")]
pub struct UnknownName {
    what: &'static str,
}

impl UnknownName {
    pub(crate) const fn rule() -> Self {
        Self { what: "rule" }
    }

    pub(crate) const fn severity() -> Self {
        Self { what: "severity" }
    }

    pub(crate) const fn property() -> Self {
        Self { what: "property" }
    }

    pub(crate) const fn authentication() -> Self {
        Self { what: "authentication" }
    }
}
