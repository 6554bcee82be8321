//! The optional features, one module each.

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "lettre")]
pub(crate) mod lettre;
#[cfg(feature = "serde")]
pub mod serde;
