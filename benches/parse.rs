//! Times of the library's operations and of other implementations. A group is an operation, an id an implementation.
//!
//! `cargo bench --bench parse -- --test` runs every benchmark once and checks that comparable results are equal. Times have no
//! limits; `instructions.rs` has limits for counts.
#![allow(missing_docs, reason = "the macros of criterion generate public items")]
#![allow(clippy::expect_used, reason = "a benchmark with a wrong result must stop")]

mod contenders;
mod texts;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use contenders::{Reading, byte_loop, crate_ado, separators, split};
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use smtp_connection_string::{Authentication, ConnectionString, Rule, Severity, SmtpConnection, check};
use texts::{CANONICAL, FAILING, ODD, canonical_strings, failing, large, odd};

/// Sizes in bytes, from a short connection string to a hostile one.
const SIZES: &[usize] = &[40, 74, 128, 256, 1_024, 8_192, 65_536];

type Read = fn(&str) -> Option<Reading<'_>>;

/// The implementations in this folder that validate.
const BY_HAND: [(&str, Read); 2] = [("str-split", split::read), ("byte-loop", byte_loop::read)];

fn ours(text: &str) -> Option<Reading<'_>> {
    let connection = SmtpConnection::parse(text).ok()?;
    Some(Reading {
        // `as_str` borrows from the connection, but points into the input.
        server: text.get(server_range(text, connection.server().as_str()))?,
        windows: connection.authentication() == Authentication::Windows,
        ssl: connection.enable_ssl(),
        timeout_ms: connection.timeout().and_then(|timeout| u32::try_from(timeout.as_millis()).ok()),
    })
}

fn server_range(text: &str, server: &str) -> std::ops::Range<usize> {
    let start = server.as_ptr() as usize - text.as_ptr() as usize;
    start..start + server.len()
}

/// Returns a valid string of the given length: up to 256 bytes with a longer host name, then with whitespace between the pairs.
fn valid(bytes: usize) -> String {
    let (head, tail) = (
        "SmtpServer=",
        if bytes < 74 { ";EnableSsl=True;" } else { ";UseWindowsAuthentication=True;EnableSsl=False;" },
    );
    let room = bytes.min(256) - head.len() - tail.len();
    let host: String = "smtp.branch.contoso.com.".chars().cycle().take(room - 1).chain(['x']).collect();
    let text = format!("{head}{host}{}{tail}", " ".repeat(bytes.saturating_sub(256)));
    assert_eq!(text.len(), bytes);
    text
}

fn group<'c>(criterion: &'c mut Criterion, operation: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(operation);
    // Differences of a few percent do not matter, so short measurements are enough.
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group
}

/// Measures all implementations with one input, and checks that they agree.
fn readings(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, text: &str) {
    let expected = ours(text).expect("the text is valid");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(BenchmarkId::new("ours", name), |bencher| {
        bencher.iter(|| SmtpConnection::parse(black_box(text)));
    });
    for (contender, read) in BY_HAND {
        // They do not read all quotes.
        let Some(reading) = read(text) else {
            assert!(text.contains(['"', '\'']), "{contender} rejects {text}");
            continue;
        };
        assert_eq!(reading, expected, "{contender}");
        group.bench_function(BenchmarkId::new(contender, name), |bencher| bencher.iter(|| read(black_box(text))));
    }
    // The crate rejects whitespace after the last `;`.
    if let Some(pairs) = crate_ado::read(text) {
        assert_eq!(pairs.get("smtpserver").map(|server| server.trim()), Some(expected.server), "{text}");
        group.bench_function(BenchmarkId::new("connection-string", name), |bencher| {
            bencher.iter(|| crate_ado::read(black_box(text)));
        });
    } else {
        assert!(text.ends_with("; "), "the crate rejects {text}");
    }
    group.bench_function(BenchmarkId::new("separators", name), |bencher| {
        bencher.iter(|| separators::count(black_box(text)));
    });
}

fn parse_canonical(criterion: &mut Criterion) {
    let mut group = group(criterion, "parse canonical");
    assert_eq!(CANONICAL.len(), 74);
    for &bytes in SIZES {
        let text = if bytes == CANONICAL.len() { CANONICAL.to_owned() } else { valid(bytes) };
        readings(&mut group, &bytes.to_string(), &text);
    }
}

fn parse_odd(criterion: &mut Criterion) {
    let mut group = group(criterion, "parse odd");
    for (name, _) in ODD {
        readings(&mut group, name, odd(name));
    }
}

fn fail(criterion: &mut Criterion) {
    let mut group = group(criterion, "fail");
    let errors = Rule::ALL.iter().filter(|rule| rule.severity() == Severity::Error).count();
    assert_eq!(FAILING.len(), errors, "a failing string for each rule");
    for (rule, _) in FAILING {
        let text = failing(*rule);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("ours", rule), |bencher| {
            bencher.iter(|| SmtpConnection::parse(black_box(text)));
        });
        // The byte loop rejects the string too, but does not say why.
        assert_eq!(byte_loop::read(text), None, "{rule}");
        group.bench_function(BenchmarkId::new("byte-loop", rule), |bencher| {
            bencher.iter(|| byte_loop::read(black_box(text)));
        });
    }
}

fn report(criterion: &mut Criterion) {
    let mut group = group(criterion, "check");
    let valid = SIZES.iter().map(|&bytes| (format!("valid/{bytes}"), valid(bytes), None));
    // Each unknown keyword is one finding. The warnings of a valid string are not counted here.
    let unknown = SIZES.iter().map(|&bytes| {
        let count = (bytes - 16) / 15;
        (format!("unknown keywords/{bytes}"), large::unknown(count), Some(count))
    });
    for (name, text, errors) in valid.chain(unknown) {
        let report = check(&text);
        assert_eq!(report.is_valid(), errors.is_none(), "{name}");
        assert!(errors.is_none_or(|errors| report.diagnostics().len() == errors), "{name}");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("ours", name), |bencher| bencher.iter(|| check(black_box(&text))));
    }
}

fn display(criterion: &mut Criterion) {
    let mut group = group(criterion, "display");
    let connection = SmtpConnection::parse(CANONICAL).expect("the canonical string is valid");
    let mut buffer = String::with_capacity(CANONICAL.len());
    let by_format = |buffer: &mut String, connection: &SmtpConnection<'_>| {
        let windows = if connection.authentication() == Authentication::Windows { "True" } else { "False" };
        let ssl = if connection.enable_ssl() { "True" } else { "False" };
        let server = connection.server().as_str();
        let _ = write!(buffer, "SmtpServer={server};UseWindowsAuthentication={windows};EnableSsl={ssl};");
    };
    by_format(&mut buffer, &connection);
    assert_eq!(buffer, connection.to_string());
    group.throughput(Throughput::Bytes(CANONICAL.len() as u64));
    group.bench_function("ours", |bencher| {
        bencher.iter(|| {
            buffer.clear();
            let _ = write!(buffer, "{}", black_box(&connection));
        });
    });
    group.bench_function("format", |bencher| {
        bencher.iter(|| {
            buffer.clear();
            by_format(&mut buffer, black_box(&connection));
        });
    });
}

/// Parses a string, sets one keyword and writes the string.
fn edit(criterion: &mut Criterion) {
    let mut group = group(criterion, "edit");
    for &pairs in &[1_usize, 100, 3_000] {
        let text = format!("{}{CANONICAL}", large::pairs(pairs));
        let edited = |text: &str| {
            let mut string = ConnectionString::parse(text).expect("the string is valid");
            string.set("EnableSsl", "True").expect("the value can be written");
            string.to_string()
        };
        assert_eq!(edited(&text), text.replace("EnableSsl=False", "EnableSsl=True"));
        let by_crate = |text: &str| {
            let mut pairs = crate_ado::read(text).expect("the crate reads the text");
            pairs.insert("enablessl".to_owned(), "True".to_owned());
            pairs.to_string()
        };
        // The crate writes pairs in random order with lowercase keywords, so only the length can be compared.
        assert_eq!(by_crate(&text).len(), text.len() - "False;".len() + "True".len());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("ours", text.len()), |bencher| bencher.iter(|| edited(black_box(&text))));
        group.bench_function(BenchmarkId::new("connection-string", text.len()), |bencher| {
            bencher.iter(|| by_crate(black_box(&text)));
        });
    }
}

/// Parses any connection string into its pairs, without validation.
fn pairs(criterion: &mut Criterion) {
    let mut group = group(criterion, "pairs");
    for &bytes in SIZES {
        let count = bytes / large::pairs(1).len();
        let text = large::pairs(count);
        assert_eq!(ConnectionString::parse(&text).map(|string| string.len()).ok(), Some(count));
        assert_eq!(crate_ado::read(&text).map(|pairs| pairs.len()), Some(count));
        assert_eq!(separators::count(&text), 2 * count);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("ours", text.len()), |bencher| {
            bencher.iter(|| ConnectionString::parse(black_box(&text)));
        });
        group.bench_function(BenchmarkId::new("connection-string", text.len()), |bencher| {
            bencher.iter(|| crate_ado::read(black_box(&text)));
        });
        group.bench_function(BenchmarkId::new("separators", text.len()), |bencher| {
            bencher.iter(|| separators::count(black_box(&text)));
        });
    }
}

/// Reads a file with one string per line.
fn scan(criterion: &mut Criterion) {
    // A thousand lines are enough for a test.
    let lines = if std::env::args().any(|argument| argument == "--test") { 1_000 } else { 1_000_000 };
    let text = canonical_strings(1_000).join("\n").lines().cycle().take(lines).collect::<Vec<_>>().join("\n");
    let mut group = group(criterion, "scan");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    let with_ssl = |read: Read| text.lines().filter(|line| read(line).is_some_and(|reading| reading.ssl)).count();
    let ours_with_ssl = || {
        let encrypted = |line: &&str| SmtpConnection::parse(line).is_ok_and(|connection| connection.enable_ssl());
        text.lines().filter(encrypted).count()
    };
    // Every third of a thousand strings, starting with the first.
    let expected = 334 * lines / 1_000;
    assert_eq!(ours_with_ssl(), expected);
    let id = |contender| BenchmarkId::new(contender, format!("{lines} lines"));
    group.bench_function(id("ours"), |bencher| bencher.iter(ours_with_ssl));
    for (contender, read) in BY_HAND {
        assert_eq!(with_ssl(read), expected, "{contender}");
        group.bench_function(id(contender), |bencher| bencher.iter(|| with_ssl(read)));
    }
    group.bench_function(id("separators"), |bencher| bencher.iter(|| separators::count(black_box(&text))));
}

criterion_group!(benches, parse_canonical, parse_odd, fail, report, display, edit, pairs, scan);
criterion_main!(benches);
