//! The reports of a scan for readers who do not run it: HTML and Markdown.
//!
//! Both begin with the answer, which is known only after the last project, so the records are kept as compact rows. The
//! modules, in the order in which they depend on each other:
//!
//! - `rows`: what is kept of each record;
//! - `answer`: the headline and the counts of managers;
//! - `titles`: what to do about a rule, in one line;
//! - `actions`: the findings, grouped by what to do;
//! - `accepted`: the risks that exceptions accept;
//! - `limits`: what a scan cannot know;
//! - `invocation`: the command line;
//! - `html`, `markdown`: the formats.

mod accepted;
mod actions;
pub(crate) mod answer;
pub(crate) mod html;
pub(crate) mod invocation;
mod limits;
pub(crate) mod markdown;
mod rows;
mod titles;
