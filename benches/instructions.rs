//! Instructions and allocations, counted by valgrind, each with a limit that fails the run.
//!
//! `benches/budgets.sh` runs it, and `benches/README.md` explains the numbers. The limits are the promises of the project;
//! where a promise is a ratio of two benchmarks, `benches/instructions.py` compares them after the run.
#![allow(
    missing_docs,
    unused_qualifications,
    clippy::must_use_candidate,
    reason = "the macros make public items that nobody sees, with paths to spare"
)]
#![allow(clippy::expect_used, reason = "a benchmark whose setup fails must not go on")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "an argument that is moved in and out is not dropped within the count"
)]

mod contenders;
mod texts;

use std::fmt::Write as _;
use std::hint::black_box;

use connection_string::AdoNetString;
use contenders::Reading;
use gungraun::prelude::*;
use gungraun::{Callgrind, Dhat, DhatMetric, EventKind};
use smtp_connection_string::{ConnectionString, Diagnostic, Masked, ParseError, Report, Rule, SmtpConnection, check};
use texts::{CANONICAL, also_failing, canonical_strings, failing, large, odd};

/// What the canonical string of 74 bytes may cost.
const CANONICAL_LIMIT: u64 = 900;
/// What the same meaning may cost in another spelling.
const ODD_LIMIT: u64 = 1_800;
/// What a refusal may cost: twice a valid string of that length. Each failing string is as long as the canonical one, so
/// that is twice the limit of that one. Twice what it really costs would be no fixed number: a faster parser would turn
/// refusals red that have not changed. `README.md` shows the ratio.
const FAIL_LIMIT: u64 = 2 * CANONICAL_LIMIT;
/// A keyword that is misspelled is compared letter by letter with what it may have been meant to be, a credential first. The
/// help is part of a `ParseError` and the error holds no text, so this cannot wait until somebody asks. No promise.
const MISSPELLED_LIMIT: u64 = 2_200;
/// All oddities at once; each alone keeps to [`ODD_LIMIT`].
const ALL_ODD_LIMIT: u64 = 2_500;
const CHECK_LIMIT: u64 = 3_000;
const DISPLAY_LIMIT: u64 = 400;
/// The next three are no promise: a tenth above what was measured, so that nobody makes them dearer unseen. An edit reads
/// the changed text anew, which is most of its cost; to move the places along was cheaper, and wrong.
const DOCUMENT_LIMIT: u64 = 1_550;
const SET_LIMIT: u64 = 4_900;
const APPEND_LIMIT: u64 = 4_000;

/// At most so many instructions and so many allocations.
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

// Strings that are not all one, so that nothing is won by knowing the one. The loop takes part of the budget too.
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
#[bench::misspelled_keyword(args = (also_failing("misspelled keyword")), config = limits(MISSPELLED_LIMIT, 0))]
fn fail(text: &'static str) -> Parsed {
    SmtpConnection::parse(black_box(text))
}

// One allocation: the list of the findings.
#[library_benchmark]
#[bench::canonical(args = (CANONICAL), config = limits(CHECK_LIMIT, 1))]
fn report(text: &'static str) -> Report<'static> {
    check(black_box(text))
}

/// A parsed string, and a buffer that has held its text before.
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

/// Allocations are bounded by what comes out: at most so many bytes in all, those included that a growing list leaves.
fn memory(bytes: usize) -> LibraryBenchmarkConfig {
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(Dhat::default().hard_limits([(DhatMetric::TotalBytes, bytes as u64)]));
    config
}

/// A text of that many bytes; it lives to the end, so that what borrows from it can be given back undropped.
/// `instructions.py` reads the number of bytes, the last argument, from the list of the benchmarks.
fn sized(text: String, bytes: usize) -> &'static str {
    assert_eq!(text.len(), bytes);
    text.leak()
}

/// What a list of so many things may take: the list, its growth by doubling (which allocates up to four times what is
/// needed, all told) and a copy to sort it by.
const fn list(things: usize, bytes_each: usize) -> usize {
    5 * if things < 4 { 4 } else { things } * bytes_each
}

/// What a connection string keeps of a pair: two ranges and a quote.
const PLACE: usize = 5 * size_of::<usize>();

// Of the value, one finding comes out; of the pairs, so many.
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

// What ends at the first error has its price here only where the whole of the text stands before that.
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
fn grow_redacted(text: &'static str) -> Masked {
    document_of(text).redacted()
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

// Fewer than elsewhere, here and with the errors of quotes: a cost that grows with the square would take minutes to count.
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

// The contenders have no limits: they are here to be compared with.
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
fn byte_loop(text: &'static str) -> Option<Reading<'static>> {
    contenders::byte_loop::read(black_box(text))
}

/// The canonical string, after `memchr` has found out what the processor can do, which it does once.
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
        grow_set,
        grow_remove,
        grow_rename
    ]
);
library_benchmark_group!(name = peers, benchmarks = [crate_ado, split, byte_loop, separators]);

main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = [budgets, growth, peers]
);
