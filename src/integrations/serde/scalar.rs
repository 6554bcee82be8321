//! Values that are read from one scalar, with errors that do not repeat the input.
//!
//! Serde's standard error for a value of the wrong type contains that value: "invalid type: string "…", expected a map".
//! A default method of the visitor or the format itself creates it, and calls [`Visitor::expecting`] for the last part. A
//! [`Watch`] records that call, and the error is replaced. Overriding every method of the visitor instead would not be
//! enough: if `serde_json` is asked for a string and finds a number, it calls no other method of the visitor.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;

use serde_core::de::{self, Deserialize, Deserializer, Visitor};

/// A value that can be read from one scalar.
pub(super) trait Scalar<'de>: Sized {
    type Error: fmt::Display;
    /// The message for a scalar of another type, a list or a map.
    const EXPECTED: &'static str;
    /// Whether the value borrows from the input if the format allows it.
    const BORROWS: bool = false;

    fn from_text(text: &str) -> Result<Self, Self::Error>;

    fn from_borrowed_text(text: &'de str) -> Result<Self, Self::Error> {
        Self::from_text(text)
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    fn from_number(_: u64) -> Option<Self> {
        None
    }

    fn from_null() -> Option<Self> {
        None
    }
}

/// Reads a string, in formats that do not describe themselves as well.
pub(super) fn from_string<'de, T: Scalar<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let watch = Watch::default();
    // The binary format ciborium prints a value of the wrong type without calling `expecting`. So an error of a binary
    // format is kept only if the visitor has returned it, although this also replaces errors such as the end of the input.
    watch.distrust.set(!deserializer.is_human_readable());
    let visitor = ScalarVisitor { watch: &watch, value: PhantomData };
    // With `deserialize_str`, ciborium refuses strings of more than 4 KiB. With `deserialize_string`, bincode copies.
    let result =
        if T::BORROWS { deserializer.deserialize_str(visitor) } else { deserializer.deserialize_string(visitor) };
    result.map_err(|error| watch.checked(error, T::EXPECTED))
}

/// A [`Scalar`] as the key or value of a map, read whatever its type is.
pub(super) struct Any<T>(pub(super) T);

impl<'de, T: Scalar<'de>> Deserialize<'de> for Any<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let watch = Watch::default();
        deserializer
            .deserialize_any(ScalarVisitor { watch: &watch, value: PhantomData })
            .map(Self)
            .map_err(|error| watch.checked(error, T::EXPECTED))
    }
}

/// A record of whether the error of a format may contain a value.
#[derive(Default)]
pub(super) struct Watch {
    distrust: Cell<bool>,
}

impl Watch {
    /// Implements [`Visitor::expecting`], which is called for an error that contains the value.
    pub(super) fn expecting(&self, f: &mut fmt::Formatter<'_>, expected: &str) -> fmt::Result {
        self.distrust.set(true);
        f.write_str(expected)
    }

    /// Returns the error, or a new one if the error may contain a value.
    pub(super) fn checked<E: de::Error>(&self, error: E, expected: &str) -> E {
        if self.distrust.get() { E::custom(expected) } else { error }
    }
}

struct ScalarVisitor<'w, T> {
    watch: &'w Watch,
    value: PhantomData<T>,
}

impl<T> ScalarVisitor<'_, T> {
    /// Returns the result, whose error contains no input.
    fn trusted<E: de::Error>(&self, result: Result<T, impl fmt::Display>) -> Result<T, E> {
        self.watch.distrust.set(false);
        result.map_err(E::custom)
    }
}

/// Everything else is left to the default methods, whose errors are replaced.
impl<'de, T: Scalar<'de>> Visitor<'de> for ScalarVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watch.expecting(f, T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        self.trusted(T::from_text(text))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<T, E> {
        self.trusted(T::from_borrowed_text(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        self.trusted(T::from_bool(value).ok_or(T::EXPECTED))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.trusted(T::from_number(number).ok_or(T::EXPECTED))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        self.trusted(u64::try_from(number).ok().and_then(T::from_number).ok_or(T::EXPECTED))
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        self.trusted(T::from_null().ok_or(T::EXPECTED))
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}
