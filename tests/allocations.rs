//! Parsing allocates nothing, counted: neither for a valid string nor for the first error of a bad one.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "`GlobalAlloc` is an unsafe trait; and a failed test may panic, and there is no reader of its documentation"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write as _;
use std::hint::black_box;

use smtp_connection_string::{Rule, ServerName, SmtpConnection};

/// The system's allocator, with a count for each thread: the test harness allocates on its own threads meanwhile.
struct Counting;

thread_local! {
    // Const and without a destructor, so that reaching it allocates nothing itself.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    COUNT.with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is handed on to `System` as it came, so its contract is kept; counting touches no memory but a
// `Cell` of the thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`, which is the same one.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `System`, by `alloc` or `realloc` above and below, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as for `dealloc`, and the caller keeps the contract about the size.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many times the closure allocates on this thread.
fn allocations<T>(run: impl FnOnce() -> T) -> usize {
    let before = COUNT.get();
    let result = black_box(run());
    let after = COUNT.get();
    drop(result);
    after - before
}

#[track_caller]
fn parses_without_allocation(text: &str) {
    assert!(SmtpConnection::parse(text).is_ok(), "{text:?}");
    assert_eq!(allocations(|| SmtpConnection::parse(black_box(text))), 0, "{text:?}");
}

#[track_caller]
fn fails_without_allocation(rule: Rule, text: &str) {
    assert_eq!(SmtpConnection::parse(text).map_err(smtp_connection_string::ParseError::rule), Err(rule), "{text:?}");
    assert_eq!(allocations(|| SmtpConnection::parse(black_box(text))), 0, "{rule}: {text:?}");
}

/// A counter that counts nothing would let everything pass.
#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| Box::new(black_box(1))), 1);
    assert_eq!(allocations(|| String::from(black_box("a"))), 1);
    assert_eq!(allocations(|| black_box(1) + 1), 0);
}

#[test]
fn valid_strings() {
    parses_without_allocation("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;");
    parses_without_allocation(
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=100000;",
    );
    // Any order, casing and spacing, and white space beyond ASCII.
    parses_without_allocation(" ;enableSSL = true\u{2003};\r\n TIMEOUT\t= 007 ; smtpserver=\u{a0}MAIL");
    parses_without_allocation("SmtpServer=\"smtp.contoso.com\" ;EnableSsl='True'");
    parses_without_allocation("SmtpServer=192.0.2.25");
    parses_without_allocation("SmtpServer=2001:db8::25");
    parses_without_allocation("SmtpServer='[2001:db8::25]';");
    // A long one: the length decides nothing.
    parses_without_allocation(&format!("{}SmtpServer={}com", ";".repeat(10_000), "contoso.".repeat(31)));
    assert_eq!(allocations(|| ServerName::parse(black_box("smtp.contoso.com")).is_ok()), 0);
}

/// One for each rule that is an error.
#[test]
fn bad_strings() {
    let cases = [
        (Rule::EmptyConnectionString, " ; "),
        (Rule::BareServerName, "smtp.contoso.com"),
        (Rule::MissingEquals, "SmtpServer=mail;text"),
        (Rule::EmptyKeyword, "SmtpServer=mail;=1"),
        (Rule::UnterminatedQuote, "SmtpServer=\"mail"),
        (Rule::TextAfterQuote, "SmtpServer='mail'x"),
        (Rule::StrayQuote, "SmtpServer=mail'"),
        (Rule::ControlCharacter, "SmtpServer=ma\u{1}il"),
        (Rule::MissingServer, "EnableSsl=True"),
        (Rule::BasicAuthentication, "SmtpServer=mail;Password=x;y"),
        (Rule::BasicAuthentication, "SmtpServer=joe:pw@mail"),
        (Rule::PortNotSupported, "SmtpServer=mail;Port=587"),
        (Rule::PortNotSupported, "SmtpServer=mail:587"),
        (Rule::UnknownKeyword, "Smtp==Servr=mail"),
        (Rule::UnknownKeyword, "SmtpServer=mail;Enable Tls=True"),
        (Rule::DuplicateKeyword, "SmtpServer=mail;SmtpServer=mail"),
        (Rule::EmptyValue, "SmtpServer=;EnableSsl=True"),
        (Rule::UrlNotSupported, "SmtpServer=smtp://mail"),
        (Rule::InvalidServerName, "SmtpServer=\"a b\"\"c\""),
        (Rule::InvalidBoolean, "SmtpServer=mail;EnableSsl=yes"),
        (Rule::InvalidTimeout, "SmtpServer=mail;Timeout=-1"),
    ];
    for (rule, text) in cases {
        fails_without_allocation(rule, text);
    }
    for &rule in Rule::ALL.iter().filter(|rule| rule.severity() == smtp_connection_string::Severity::Error) {
        assert!(cases.iter().any(|&(other, _)| other == rule), "no case for {rule}");
    }
}

/// Into a buffer that has room, writing is free.
#[test]
fn display() {
    let connection = SmtpConnection::parse("SmtpServer=[2001:db8::25];EnableSsl=True;Timeout=2147483647").unwrap();
    let error = SmtpConnection::parse("SmtpServer=mail;Password=x").unwrap_err();
    let mut buffer = String::with_capacity(1000);
    assert_eq!(allocations(|| write!(buffer, "{connection}{error}")), 0);
    assert!(buffer.starts_with("SmtpServer=[2001:db8::25];"));
}
