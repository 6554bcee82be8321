//! `edit`: after any edits the text is the one that a naive model has, byte for byte, and reads as its pairs.

use arbitrary::{Result, Unstructured};
use smtp_connection_string::{ConnectionString, WriteError};

use super::model::Model;
use super::{oracle, reading, text};

/// What ends the text and begins the edits: never a byte of UTF-8.
const EDITS: u8 = 0xFE;

/// More edits reach nothing that fewer do not.
const MOST_EDITS: usize = 24;

/// The text before the mark, edited as the bytes behind it say.
pub fn law(data: &[u8]) {
    let mut parts = data.splitn(2, |&byte| byte == EDITS);
    let text = text::of(parts.next().unwrap_or_default());
    let mut u = Unstructured::new(parts.next().unwrap_or_default());
    // A text that cannot be read has no edits; these then begin with nothing.
    let string = ConnectionString::parse(&text).unwrap_or_default();
    let mut edited = Edited { values: values(&string), model: model_of(&string), string };
    edited.agree();
    for _ in 0..MOST_EDITS {
        if u.is_empty() || edited.edit(&mut u).is_err() {
            break;
        }
        edited.agree();
    }
}

fn model_of(string: &ConnectionString<'_>) -> Model {
    Model::of(string.as_str()).unwrap_or_else(|| panic!("the reading refuses {string}"))
}

/// The string and two models of it: its bytes, and its pairs.
struct Edited<'a> {
    string: ConnectionString<'a>,
    model: Model,
    values: Vec<(String, Option<String>)>,
}

/// Keywords with their values, none where it is not written.
fn values(string: &ConnectionString<'_>) -> Vec<(String, Option<String>)> {
    let value =
        |pair: smtp_connection_string::Pair<'_>| (!pair.value_span().is_empty()).then(|| pair.value().into_owned());
    string.pairs().map(|pair| (pair.keyword().into_owned(), value(pair))).collect()
}

impl Edited<'_> {
    /// String, models, a fresh parse and the slow reading say the same.
    fn agree(&mut self) {
        let text = self.string.as_str();
        assert_eq!(text, self.model.text());
        assert_eq!(values(&self.string), self.values, "{text:?}");
        let fresh = ConnectionString::parse(text);
        assert_eq!(fresh.as_ref(), Ok(&self.string), "{text:?}");
        let places = |string: &ConnectionString<'_>| -> Vec<_> {
            string.pairs().map(|pair| (pair.keyword_span(), pair.value_span(), pair.span())).collect()
        };
        assert_eq!(fresh.as_ref().map(places), Ok(places(&self.string)), "{text:?}");
        match reading::read(text) {
            Ok(pairs) => {
                oracle::same_pairs(&self.string, &pairs);
                oracle::same_lookup(&self.string, &pairs);
            }
            Err(refusal) => panic!("{refusal:?} of {text:?}"),
        }
        // White space behind a pair that went can now stand before an empty value, and so belong to its pair.
        self.model = model_of(&self.string);
    }

    fn edit(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let kind = u.int_in_range(0..=4)?;
        let keyword = self.keyword(u)?;
        match kind {
            0 => {
                let was_there = self.string.pairs().any(|pair| pair.is(&keyword));
                assert_eq!(self.string.remove(&keyword), was_there);
                assert_eq!(self.model.remove(&keyword), was_there);
                self.values.retain(|(other, _)| !other.eq_ignore_ascii_case(&keyword));
                assert!(!self.string.contains(&keyword));
            }
            1 => {
                let new = self.keyword(u)?;
                self.rename(&keyword, &new);
            }
            _ => {
                let value = value(u)?;
                self.set(&keyword, &value);
            }
        }
        Ok(())
    }

    fn set(&mut self, keyword: &str, value: &str) {
        let before = self.string.clone();
        match self.string.set(keyword, value) {
            Ok(()) => {
                assert_eq!(keyword_fault(keyword), None, "{keyword:?}");
                assert!(!value.contains('\0'));
                assert_eq!(self.string.get(keyword).as_deref(), Some(value));
                self.model.set(keyword, value);
                let same = |(other, _): &(String, _)| other.eq_ignore_ascii_case(keyword);
                match self.values.iter().rposition(same) {
                    None => self.values.push((keyword.to_owned(), Some(value.to_owned()))),
                    Some(last) => {
                        let mut index = 0;
                        self.values.retain_mut(|pair| {
                            if index == last {
                                pair.1 = Some(value.to_owned());
                            }
                            index += 1;
                            index > last || !same(pair)
                        });
                    }
                }
            }
            Err(error) => {
                let faults = [keyword_fault(keyword), value.contains('\0').then_some(WriteError::NulInValue)];
                assert!(faults.contains(&Some(error)), "{error:?} of {keyword:?} and {value:?}");
                assert_eq!(self.string, before, "an edit that fails changes nothing");
            }
        }
    }

    fn rename(&mut self, keyword: &str, new: &str) {
        let before = self.string.clone();
        match self.string.rename(keyword, new) {
            Ok(renamed) => {
                assert_eq!(keyword_fault(new), None, "{new:?}");
                assert_eq!(renamed, self.model.rename(keyword, new));
                for pair in self.values.iter_mut().filter(|(other, _)| other.eq_ignore_ascii_case(keyword)) {
                    new.clone_into(&mut pair.0);
                }
            }
            Err(error) => {
                assert_eq!(keyword_fault(new), Some(error), "{new:?}");
                assert_eq!(self.string, before, "an edit that fails changes nothing");
            }
        }
    }

    /// A keyword of the string, in some case, more often than a new one.
    fn keyword(&self, u: &mut Unstructured<'_>) -> Result<String> {
        const NEW: &[&str] = &[
            "SmtpServer",
            "Timeout",
            "a",
            "b",
            "A",
            "=",
            "a=",
            "=a",
            "a b",
            "é",
            "'",
            "",
            " a",
            "a\u{a0}",
            "a;b",
            "a\tb",
        ];
        match u.int_in_range(0..=7)? {
            0 => u.arbitrary::<&str>().map(str::to_owned),
            1 | 2 => u.choose(NEW).map(|&keyword| keyword.to_owned()),
            _ if self.model.pieces.is_empty() => Ok("a".to_owned()),
            kind => {
                let keyword = u.choose(&self.model.pieces)?.keyword();
                Ok(if kind == 3 { keyword.to_ascii_uppercase() } else { keyword })
            }
        }
    }
}

fn value(u: &mut Unstructured<'_>) -> Result<String> {
    const VALUES: &[&str] = &[
        "",
        "mail",
        "True",
        "1",
        "a b",
        " ",
        "a;b",
        "a=b",
        "=",
        "it's",
        "'",
        "\"",
        "''\"\"",
        "say \"x\"",
        "a\n",
        "\u{1}",
        "é",
        "\u{2003}",
        "a\0",
        "x\"",
        "'x'",
    ];
    match u.int_in_range(0..=3)? {
        0 => u.arbitrary::<&str>().map(str::to_owned),
        _ => u.choose(VALUES).map(|&value| value.to_owned()),
    }
}

/// Why a keyword cannot be written, asked one rule after the other.
fn keyword_fault(keyword: &str) -> Option<WriteError> {
    let ends = [keyword.chars().next(), keyword.chars().next_back()];
    if keyword.is_empty() {
        Some(WriteError::EmptyKeyword)
    } else if keyword.chars().any(|c| c == ';') {
        Some(WriteError::SemicolonInKeyword)
    } else if keyword.chars().any(char::is_control) {
        Some(WriteError::ControlCharacterInKeyword)
    } else if ends.into_iter().flatten().any(char::is_whitespace) {
        Some(WriteError::WhiteSpaceAroundKeyword)
    } else {
        None
    }
}
