//! Counts instructions and allocations under valgrind. A benchmark that exceeds its limit fails the run.
//!
//! `benches/budgets.sh` runs this program, and `benches/README.md` explains the limits. `benches/instructions.py` checks the
//! limits that are ratios of two benchmarks.
#![allow(
    missing_docs,
    unused_qualifications,
    clippy::must_use_candidate,
    reason = "the macros generate public items and long paths"
)]
#![allow(clippy::expect_used, reason = "a benchmark whose setup fails must stop")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "an argument that is returned is not dropped while instructions are counted"
)]

mod contenders;
mod texts;

use std::fmt::Write as _;
use std::hint::black_box;

use connection_string::AdoNetString;
use contenders::Reading;
use gungraun::prelude::*;
use gungraun::{Callgrind, Dhat, DhatMetric, EventKind};
use smtp_connection_string::{ConnectionString, Diagnostic, ParseError, Redacted, Report, Rule, SmtpConnection, check};
use texts::{CANONICAL, also_failing, canonical_strings, failing, large, odd};

/// The limit for the canonical string of 74 bytes.
const CANONICAL_LIMIT: u64 = 500;
/// The limit for the same meaning in another spelling.
const ODD_LIMIT: u64 = 1_800;
/// The limit for an invalid string of 74 bytes.
const FAIL_LIMIT: u64 = 2_000;
/// The limit for a keyword of thirty letters. Folding it takes time, and no listed name is as long.
const LONG_KEYWORD_LIMIT: u64 = 2_200;
/// The limit for all odd spellings at once. Each alone has [`ODD_LIMIT`].
const ALL_ODD_LIMIT: u64 = 2_500;
const CHECK_LIMIT: u64 = 2_900;
const DISPLAY_LIMIT: u64 = 400;
/// This limit and the next two only show accidental increases.
const DOCUMENT_LIMIT: u64 = 1_550;
const SET_LIMIT: u64 = 4_900;
const APPEND_LIMIT: u64 = 4_000;

/// Limits the number of instructions and of allocations.
fn limits(instructions: u64, allocations: u64) -> LibraryBenchmarkConfig {
    let mut config = LibraryBenchmarkConfig::default();
    config
        .tool(Callgrind::default().hard_limits([(EventKind::Ir, instructions)]))
        .tool(Dhat::default().hard_limits([(DhatMetric::TotalBlocks, allocations)]));
    config
}

type Parsed = Result<SmtpConnection<'static>, ParseError>;

#[library_benchmark]
#[bench::canonical(args = (CANONICAL), config = limits(CANONICAL_LIMIT, 0))]
#[bench::casing(args = (odd("casing")), config = limits(ODD_LIMIT, 0))]
#[bench::spaces(args = (odd("spaces")), config = limits(ODD_LIMIT, 0))]
#[bench::quotes(args = (odd("quotes")), config = limits(ODD_LIMIT, 0))]
#[bench::order(args = (odd("order")), config = limits(ODD_LIMIT, 0))]
#[bench::timeout(args = (odd("timeout")), config = limits(ODD_LIMIT, 0))]
#[bench::all_odd(args = (odd("all")), config = limits(ALL_ODD_LIMIT, 0))]
fn parse(text: &'static str) -> Parsed {
    SmtpConnection::parse(black_box(text))
}

// Different strings, so that none of them is favored. The limit includes the loop.
#[library_benchmark]
#[bench::thousand(args = (canonical_strings(1_000)), config = limits(1_000 * CANONICAL_LIMIT, 0))]
fn parse_many(texts: Vec<String>) -> Vec<String> {
    for text in &texts {
        let _ = black_box(SmtpConnection::parse(black_box(text)));
    }
    texts
}

#[library_benchmark(config = limits(FAIL_LIMIT, 0))]
#[bench::empty_connection_string(failing(Rule::EmptyConnectionString))]
#[bench::bare_server_name(failing(Rule::BareServerName))]
#[bench::missing_equals(failing(Rule::MissingEquals))]
#[bench::empty_keyword(failing(Rule::EmptyKeyword))]
#[bench::unterminated_quote(failing(Rule::UnterminatedQuote))]
#[bench::text_after_quote(failing(Rule::TextAfterQuote))]
#[bench::stray_quote(failing(Rule::StrayQuote))]
#[bench::control_character(failing(Rule::ControlCharacter))]
#[bench::missing_server(failing(Rule::MissingServer))]
#[bench::basic_authentication(failing(Rule::BasicAuthentication))]
#[bench::port_not_supported(failing(Rule::PortNotSupported))]
#[bench::unknown_keyword(failing(Rule::UnknownKeyword))]
#[bench::duplicate_keyword(failing(Rule::DuplicateKeyword))]
#[bench::empty_value(failing(Rule::EmptyValue))]
#[bench::url_not_supported(failing(Rule::UrlNotSupported))]
#[bench::invalid_server_name(failing(Rule::InvalidServerName))]
#[bench::invalid_boolean(failing(Rule::InvalidBoolean))]
#[bench::invalid_timeout(failing(Rule::InvalidTimeout))]
#[bench::port_in_server(also_failing("port in server"))]
#[bench::misspelled_keyword(also_failing("misspelled keyword"))]
#[bench::unlisted_keyword(also_failing("unlisted keyword"))]
#[bench::long_keyword(args = (also_failing("long keyword")), config = limits(LONG_KEYWORD_LIMIT, 0))]
#[bench::misspelled_credential(also_failing("misspelled credential"))]
#[bench::server_template(also_failing("server template"))]
fn fail(text: &'static str) -> Parsed {
    SmtpConnection::parse(black_box(text))
}

// One allocation: the list of findings.
#[library_benchmark]
#[bench::canonical(args = (CANONICAL), config = limits(CHECK_LIMIT, 1))]
fn report(text: &'static str) -> Report<'static> {
    check(black_box(text))
}

/// Returns a connection, and a buffer with enough capacity for its text.
fn written_before() -> (SmtpConnection<'static>, String) {
    let connection = SmtpConnection::parse(CANONICAL).expect("the canonical string is valid");
    let mut buffer = connection.to_string();
    buffer.clear();
    (connection, buffer)
}

#[library_benchmark]
#[bench::canonical(args = (written_before()), config = limits(DISPLAY_LIMIT, 0))]
fn display((connection, mut buffer): (SmtpConnection<'static>, String)) -> (SmtpConnection<'static>, String) {
    let _ = write!(buffer, "{}", black_box(&connection));
    (connection, buffer)
}

#[library_benchmark]
#[bench::canonical(args = (CANONICAL), config = limits(DOCUMENT_LIMIT, 1))]
fn document(text: &'static str) -> Result<ConnectionString<'static>, ParseError> {
    ConnectionString::parse(black_box(text))
}

fn document_of(text: &'static str) -> ConnectionString<'static> {
    ConnectionString::parse(text).expect("the string is valid")
}

#[library_benchmark]
#[bench::in_place(args = (document_of(CANONICAL), "SmtpServer", "relay.contoso.com"), config = limits(SET_LIMIT, 5))]
#[bench::appended(args = (document_of(CANONICAL), "Timeout", "30000"), config = limits(APPEND_LIMIT, 4))]
fn set(mut string: ConnectionString<'static>, keyword: &str, value: &str) -> ConnectionString<'static> {
    let _ = black_box(string.set(black_box(keyword), black_box(value)));
    string
}

/// Limits the total number of allocated bytes, including those that a growing list frees again.
fn memory(bytes: usize) -> LibraryBenchmarkConfig {
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(Dhat::default().hard_limits([(DhatMetric::TotalBytes, bytes as u64)]));
    config
}

/// Returns an input of the given length. It is leaked, because the results borrow from it and are returned.
///
/// `instructions.py` reads the number of bytes, the last argument, from the details of the benchmark.
fn sized(text: String, bytes: usize) -> &'static str {
    assert_eq!(text.len(), bytes);
    text.leak()
}

/// The limit for a list of the given length: growing by doubling allocates up to four times its size in total, and sorting may
/// need a copy.
const fn list(things: usize, bytes_each: usize) -> usize {
    5 * if things < 4 { 4 } else { things } * bytes_each
}

/// The size of a pair in a `ConnectionString`: two ranges and a quote.
const PLACE: usize = 5 * size_of::<usize>();

// The inputs with one value have one finding, the inputs with many pairs have as many findings.
#[library_benchmark]
#[bench::value(args = (sized(large::value(65_500), 65_527)), config = memory(list(1, size_of::<Diagnostic>())))]
#[bench::without_equals(args = (sized(large::without_equals(65_700), 65_700)), config = memory(list(1, size_of::<Diagnostic>())))]
#[bench::unknown(args = (sized(large::unknown(10_000), 150_016)), config = memory(list(10_000, size_of::<Diagnostic>())))]
#[bench::duplicates(args = (sized(large::duplicates(10_000), 150_016)), config = memory(list(9_999, size_of::<Diagnostic>())))]
#[bench::quote_errors(args = (sized(large::quote_errors(1_000), 5_016)), config = memory(list(1_000, size_of::<Diagnostic>())))]
fn memory_check(text: &'static str) -> Report<'static> {
    check(black_box(text))
}

#[library_benchmark]
#[bench::value(args = (sized(large::value(65_500), 65_527)), config = memory(0))]
#[bench::separators(args = (sized(large::separators(10_000), 20_015)), config = memory(0))]
#[bench::doubled_quotes(args = (sized(large::doubled_quotes(32_700), 65_428)), config = memory(0))]
fn memory_parse(text: &'static str) -> Parsed {
    SmtpConnection::parse(black_box(text))
}

#[library_benchmark]
#[bench::value(args = (sized(large::value(65_500), 65_527)), config = memory(list(2, PLACE)))]
#[bench::pairs(args = (sized(large::pairs(10_000), 190_000)), config = memory(list(10_000, PLACE)))]
fn memory_document(text: &'static str) -> Result<ConnectionString<'static>, ParseError> {
    ConnectionString::parse(black_box(text))
}

// Parsing stops at the first error, so these inputs are valid or have their error at the end.
#[library_benchmark]
#[bench::value_small(sized(large::value(655), 682))]
#[bench::value_large(sized(large::value(65_500), 65_527))]
#[bench::quoted_value_small(sized(large::quoted_value(656), 684))]
#[bench::quoted_value_large(sized(large::quoted_value(65_600), 65_628))]
#[bench::doubled_quotes_small(sized(large::doubled_quotes(327), 682))]
#[bench::doubled_quotes_large(sized(large::doubled_quotes(32_700), 65_428))]
#[bench::keyword_small(sized(large::keyword(655), 677))]
#[bench::keyword_large(sized(large::keyword(65_500), 65_522))]
#[bench::without_equals_small(sized(large::without_equals(657), 657))]
#[bench::without_equals_large(sized(large::without_equals(65_700), 65_700))]
#[bench::separators_small(sized(large::separators(100), 215))]
#[bench::separators_large(sized(large::separators(10_000), 20_015))]
fn grow_parse(text: &'static str) -> Parsed {
    SmtpConnection::parse(black_box(text))
}

#[library_benchmark]
#[bench::value_small(sized(large::value(655), 682))]
#[bench::value_large(sized(large::value(65_500), 65_527))]
#[bench::quoted_value_small(sized(large::quoted_value(656), 684))]
#[bench::quoted_value_large(sized(large::quoted_value(65_600), 65_628))]
#[bench::doubled_quotes_small(sized(large::doubled_quotes(327), 682))]
#[bench::doubled_quotes_large(sized(large::doubled_quotes(32_700), 65_428))]
#[bench::keyword_small(sized(large::keyword(655), 677))]
#[bench::keyword_large(sized(large::keyword(65_500), 65_522))]
#[bench::without_equals_small(sized(large::without_equals(657), 657))]
#[bench::without_equals_large(sized(large::without_equals(65_700), 65_700))]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::duplicates_small(sized(large::duplicates(100), 1_516))]
#[bench::duplicates_large(sized(large::duplicates(10_000), 150_016))]
#[bench::unknown_small(sized(large::unknown(100), 1_516))]
#[bench::unknown_large(sized(large::unknown(10_000), 150_016))]
#[bench::separators_small(sized(large::separators(100), 215))]
#[bench::separators_large(sized(large::separators(10_000), 20_015))]
#[bench::quote_errors_small(sized(large::quote_errors(20), 116))]
#[bench::quote_errors_large(sized(large::quote_errors(2_000), 10_016))]
fn grow_check(text: &'static str) -> Report<'static> {
    check(black_box(text))
}

#[library_benchmark]
#[bench::value_small(sized(large::value(655), 682))]
#[bench::value_large(sized(large::value(65_500), 65_527))]
#[bench::quoted_value_small(sized(large::quoted_value(656), 684))]
#[bench::quoted_value_large(sized(large::quoted_value(65_600), 65_628))]
#[bench::doubled_quotes_small(sized(large::doubled_quotes(327), 682))]
#[bench::doubled_quotes_large(sized(large::doubled_quotes(32_700), 65_428))]
#[bench::keyword_small(sized(large::keyword(655), 677))]
#[bench::keyword_large(sized(large::keyword(65_500), 65_522))]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::separators_small(sized(large::separators(100), 215))]
#[bench::separators_large(sized(large::separators(10_000), 20_015))]
fn grow_document(text: &'static str) -> Result<ConnectionString<'static>, ParseError> {
    ConnectionString::parse(black_box(text))
}

#[library_benchmark]
#[bench::value_small(sized(large::value(655), 682))]
#[bench::value_large(sized(large::value(65_500), 65_527))]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::duplicates_small(sized(large::duplicates(100), 1_516))]
#[bench::duplicates_large(sized(large::duplicates(10_000), 150_016))]
#[bench::unknown_small(sized(large::unknown(100), 1_516))]
#[bench::unknown_large(sized(large::unknown(10_000), 150_016))]
#[bench::quote_errors_small(sized(large::quote_errors(20), 116))]
#[bench::quote_errors_large(sized(large::quote_errors(2_000), 10_016))]
#[bench::without_equals_small(sized(large::without_equals(657), 657))]
#[bench::without_equals_large(sized(large::without_equals(65_700), 65_700))]
fn grow_redacted(text: &'static str) -> Redacted {
    Redacted::new(text)
}

// A report renders at most twenty findings, so only the redaction depends on the length.
#[library_benchmark]
#[bench::value_small(check(sized(large::value(655), 682)))]
#[bench::value_large(check(sized(large::value(65_500), 65_527)))]
#[bench::unknown_small(check(sized(large::unknown(100), 1_516)))]
#[bench::unknown_large(check(sized(large::unknown(10_000), 150_016)))]
fn grow_render(report: Report<'static>) -> (Report<'static>, String) {
    let rendered = report.render();
    (report, rendered)
}

// Sets many keywords once each. Searching all pairs for each keyword would take quadratic time.
#[library_benchmark]
#[bench::appended_small(100)]
#[bench::appended_large(8_000)]
fn grow_set_many(count: usize) -> ConnectionString<'static> {
    let mut string = ConnectionString::default();
    for index in 0..count {
        let _ = black_box(string.set(&format!("keyword{index:06}"), black_box("value")));
    }
    string
}

#[library_benchmark]
#[bench::value_small(sized(large::value(655), 682))]
#[bench::value_large(sized(large::value(65_500), 65_527))]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::duplicates_small(sized(large::duplicates(100), 1_516))]
#[bench::duplicates_large(sized(large::duplicates(10_000), 150_016))]
fn grow_set(text: &'static str) -> ConnectionString<'static> {
    let mut string = document_of(text);
    let _ = black_box(string.set(black_box("EnableSsl"), black_box("False")));
    string
}

#[library_benchmark]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::duplicates_small(sized(large::duplicates(100), 1_516))]
#[bench::duplicates_large(sized(large::duplicates(10_000), 150_016))]
fn grow_remove(text: &'static str) -> ConnectionString<'static> {
    let mut string = document_of(text);
    let _ = black_box(string.remove(black_box("EnableSsl")));
    string
}

// Fewer duplicates than in the other benchmarks, because a quadratic implementation would take minutes under valgrind.
#[library_benchmark]
#[bench::pairs_small(sized(large::pairs(100), 1_900))]
#[bench::pairs_large(sized(large::pairs(10_000), 190_000))]
#[bench::duplicates_small(sized(large::duplicates(20), 316))]
#[bench::duplicates_large(sized(large::duplicates(2_000), 30_016))]
fn grow_rename(text: &'static str) -> ConnectionString<'static> {
    let mut string = document_of(text);
    let _ = black_box(string.rename(black_box("EnableSsl"), black_box("UseSsl")));
    string
}

// The other readers have no limits.
#[library_benchmark]
#[bench::canonical(CANONICAL)]
fn crate_ado(text: &'static str) -> Option<AdoNetString> {
    contenders::crate_ado::read(black_box(text))
}

#[library_benchmark]
#[bench::canonical(CANONICAL)]
fn split(text: &'static str) -> Option<Reading<'static>> {
    contenders::split::read(black_box(text))
}

#[library_benchmark]
#[bench::canonical(CANONICAL)]
#[bench::casing(odd("casing"))]
#[bench::spaces(odd("spaces"))]
#[bench::quotes(odd("quotes"))]
#[bench::order(odd("order"))]
#[bench::timeout(odd("timeout"))]
#[bench::all_odd(odd("all"))]
fn byte_loop(text: &'static str) -> Option<Reading<'static>> {
    contenders::byte_loop::read(black_box(text))
}

/// Returns the canonical string after a first call of `memchr`, which detects the features of the processor.
fn known_processor() -> &'static str {
    assert_eq!(contenders::separators::count(CANONICAL), 6);
    CANONICAL
}

#[library_benchmark]
#[bench::canonical(known_processor())]
fn separators(text: &'static str) -> usize {
    contenders::separators::count(black_box(text))
}

library_benchmark_group!(name = budgets, benchmarks = [parse, parse_many, fail, report, display, document, set]);
library_benchmark_group!(
    name = growth,
    benchmarks = [
        memory_check,
        memory_parse,
        memory_document,
        grow_parse,
        grow_check,
        grow_document,
        grow_redacted,
        grow_render,
        grow_set,
        grow_set_many,
        grow_remove,
        grow_rename
    ]
);
library_benchmark_group!(name = peers, benchmarks = [crate_ado, split, byte_loop, separators]);

main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = [budgets, growth, peers]
);
