//! Secrets: no output shows four consecutive characters of one.
//!
//! A secret is the value of a keyword that is not a property, a synonym, a port or a scheme, with any damage after its
//! `=`: quotes, `;`, `=`, control characters, or a string that is cut off. The parts of a secret that are shown on purpose
//! are listed keywords and harmless values after them; see `generate::secret`.

use arbitrary::Unstructured;

use crate::generate::secret::planted;
use crate::outputs::{of_string, of_value};

/// Holds for every string with a secret: no output shows a part of it.
pub fn secrets(data: &[u8]) {
    let Ok(planted) = planted(&mut Unstructured::new(data)) else { return };
    assert_eq!(leak(&planted.text, &planted.value, &planted.pieces), None, "{:?}", planted.text);
}

/// Returns the first output about a string, or about a value of it, that shows one of the pieces.
#[must_use]
pub fn leak(text: &str, value: &str, pieces: &[String]) -> Option<String> {
    let outputs = of_string(text).into_iter().chain(of_value(value));
    outputs.into_iter().find_map(|(name, output)| {
        let piece = pieces.iter().find(|piece| output.contains(*piece))?;
        Some(format!("{piece:?} in {name}: {output}"))
    })
}
