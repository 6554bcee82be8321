//! Finds what SSIS files contain about mail, with the place of each fact in its file.
//!
//! The input is bytes and the output is [`Facts`]. Nothing here opens files, prints, or validates a connection string.
//! Connection managers are recognized by their type, never by their name. The modules, in the order in which data passes
//! through them:
//!
//! - `read`: a file of any kind, with `file_kind`, `limits`, and the entries of an `archive`;
//! - `search`: the byte search that skips most files before anything is parsed;
//! - `text`: decodes bytes to text, and `place`: maps offsets in that text to lines and columns;
//! - `parse`: parses XML to a `tree` within limits, and a malformed document up to its error, with the `characters` of XML;
//! - `document`: the walk through an XML document, which passes elements to `manager`, `task`, `parameter`, `variable`
//!   or `configuration`, and texts to `script`;
//! - `sql`: the strings in a script, and `sql_facts`: their facts;
//! - `xml`, `escape`, `name`: properties of elements, the escapes of XML and SQL, and long names;
//! - `property`, `expression`: the properties of a connection manager, and the expressions that set them;
//! - `facts`: the result;
//! - `rewrite`: changes texts in a file, with `layout`: the bytes of its characters;
//! - `replacement`: a part of a text as a replacement in its file;
//! - `references`: what refers to a parameter or variable.

mod archive;
mod characters;
mod configuration;
mod document;
mod escape;
mod expression;
mod facts;
mod file_kind;
mod layout;
mod limits;
mod manager;
mod name;
mod parameter;
mod parse;
mod place;
mod property;
mod read;
mod references;
mod replacement;
mod rewrite;
mod script;
mod search;
mod sql;
mod sql_facts;
mod task;
mod text;
mod tree;
mod variable;
mod xml;

pub use expression::{Meaning, Namespace, key as expression_key};
pub use facts::{
    Expression, Facts, FoundString, LoadedConfiguration, Manager, NamedValue, Places, Problem, ProblemKind,
    PropertySet, Scripts, Setting, Task, ThirdPartyManager,
};
pub use file_kind::{Kind, kind_of};
pub use limits::Limits;
pub use parameter::split as split_parameter_name;
pub use place::{LineColumn, LocatedText};
pub use property::{Origin, Property, PropertyValues, is_connection_string};
pub use read::{Reading, read};
pub use references::{count_references, known_references};
pub use replacement::{Replacement, replacement};
pub use rewrite::{Change, can_change, rewrite};
pub use search::may_mention_mail;
pub(crate) use text::decode;
