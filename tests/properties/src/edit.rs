//! Edits: the text is that of a naive model, byte for byte, and its pairs are those of a fresh parse.

use arbitrary::Unstructured;
use smtp_connection_string::{ConnectionString, Pair};

use crate::agreement::{same_lookup, same_pairs};
use crate::generate;
use crate::generate::edit::Edit;
use crate::model::Model;
use crate::oracle::syntax;

/// The byte at which the text ends and the edits begin. It does not occur in UTF-8.
const EDITS: u8 = 0xFE;

const MOST_EDITS: usize = 24;

/// Holds for every string and every sequence of edits: an edit changes what it names and leaves every other byte.
pub fn edit(data: &[u8]) {
    let mut parts = data.splitn(2, |&byte| byte == EDITS);
    let text = generate::text(parts.next().unwrap());
    let mut u = Unstructured::new(parts.next().unwrap_or_default());
    // The edits of a malformed text begin with nothing.
    let string = ConnectionString::parse(&text).unwrap_or_default();
    let mut edited = Edited { values: values(&string), model: Model::new(string.as_str()), string };
    edited.is_consistent();
    for _ in 0..MOST_EDITS {
        if u.is_empty() {
            break;
        }
        let Ok(edit) = generate::edit::edit(&edited.model.keywords(), &mut u) else { break };
        edited.apply(&edit);
        edited.is_consistent();
    }
}

/// A keyword and its value; an empty value without quotes counts as missing.
type KeywordAndValue = (String, Option<String>);

/// The string, a model of its bytes, and a model of its pairs.
struct Edited<'a> {
    string: ConnectionString<'a>,
    model: Model,
    values: Vec<KeywordAndValue>,
}

fn values(string: &ConnectionString<'_>) -> Vec<KeywordAndValue> {
    let value = |pair: Pair<'_>| (!pair.value_span().is_empty()).then(|| pair.value().into_owned());
    string.pairs().map(|pair| (pair.keyword().into_owned(), value(pair))).collect()
}

impl Edited<'_> {
    /// The string, the models, a fresh parse and the oracle agree.
    fn is_consistent(&mut self) {
        let text = self.string.as_str();
        assert_eq!(text, self.model.text());
        assert_eq!(values(&self.string), self.values, "{text:?}");
        let fresh = ConnectionString::parse(text);
        assert_eq!(fresh.as_ref(), Ok(&self.string), "{text:?}");
        let spans = |string: &ConnectionString<'_>| -> Vec<_> {
            string.pairs().map(|pair| (pair.keyword_span(), pair.value_span(), pair.span())).collect()
        };
        assert_eq!(fresh.as_ref().map(spans), Ok(spans(&self.string)), "{text:?}");
        let pairs = syntax::read(text).unwrap();
        same_pairs(&self.string, &pairs);
        same_lookup(&self.string, &pairs);
        // Whitespace after a removed pair can now be before an empty value and belong to its pair.
        self.model = Model::new(text);
    }

    fn apply(&mut self, edit: &Edit) {
        let before = self.string.clone();
        let error = match edit {
            Edit::Set(keyword, value) => self.set(keyword, value),
            Edit::Rename(keyword, new) => self.rename(keyword, new),
            Edit::Remove(keyword) => {
                let exists = before.pairs().any(|pair| pair.is(keyword));
                assert_eq!(self.string.remove(keyword), exists);
                assert_eq!(self.model.remove(keyword), exists);
                self.values.retain(|(other, _)| !other.eq_ignore_ascii_case(keyword));
                assert!(!self.string.contains(keyword));
                None
            }
            Edit::Extend(text) => {
                let other = ConnectionString::parse(text).unwrap();
                self.string.extend(other.pairs());
                self.model.extend(&Model::new(text));
                self.values.extend(values(&other));
                None
            }
        };
        assert!(error.is_none() || self.string == before, "{error:?} changed {before} to {}", self.string);
    }

    fn set(&mut self, keyword: &str, value: &str) -> Option<String> {
        let expected = keyword_error(keyword).or_else(|| value.contains('\0').then_some("NUL in value"));
        let error = self.string.set(keyword, value).err().map(|error| error.to_string());
        assert!(is_about(error.as_deref(), expected), "{error:?} for {keyword:?} and {value:?}");
        if error.is_none() {
            assert_eq!(self.string.get(keyword).as_deref(), Some(value));
            self.model.set(keyword, value);
            let is_same = |(other, _): &KeywordAndValue| other.eq_ignore_ascii_case(keyword);
            let new = Some(value.to_owned());
            match self.values.iter().rposition(is_same) {
                None => self.values.push((keyword.to_owned(), new)),
                Some(last) => {
                    self.values[last].1 = new;
                    let after = self.values.split_off(last);
                    self.values.retain(|pair| !is_same(pair));
                    self.values.extend(after);
                }
            }
        }
        error
    }

    fn rename(&mut self, keyword: &str, new: &str) -> Option<String> {
        let renamed = self.string.rename(keyword, new);
        let error = renamed.err().map(|error| error.to_string());
        assert!(is_about(error.as_deref(), keyword_error(new)), "{error:?} for {new:?}");
        if let Ok(renamed) = renamed {
            assert_eq!(renamed, self.model.rename(keyword, new));
            for (other, _) in self.values.iter_mut().filter(|(other, _)| other.eq_ignore_ascii_case(keyword)) {
                new.clone_into(other);
            }
        }
        error
    }
}

/// Why a keyword cannot be written.
fn keyword_error(keyword: &str) -> Option<&'static str> {
    if keyword.is_empty() {
        Some("empty keyword")
    } else if keyword.contains(';') {
        Some("`;` in keyword")
    } else if keyword.contains(char::is_control) {
        Some("control character in keyword")
    } else if keyword.starts_with(char::is_whitespace) || keyword.ends_with(char::is_whitespace) {
        Some("whitespace at an end of the keyword")
    } else {
        None
    }
}

fn is_about(error: Option<&str>, expected: Option<&str>) -> bool {
    match (error, expected) {
        (Some(error), Some(expected)) => error.starts_with(&format!("{expected}; ")),
        (error, expected) => error == expected,
    }
}
