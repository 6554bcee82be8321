//! Counts the allocations of a parse: there are none, for valid and for invalid strings.

#![allow(unsafe_code, reason = "`GlobalAlloc` is an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write as _;
use std::hint::black_box;

use smtp_connection_string::{ParseError, Rule, ServerName, Severity, SmtpConnection, check};

/// The system allocator with a counter for each thread, because the test harness allocates on other threads.
struct Counting;

thread_local! {
    // Constant and without a destructor, so the first access does not allocate.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    COUNT.with(|count| count.set(count.get() + 1));
}

// SAFETY: each method passes its arguments to `System` unchanged. Counting only changes a `Cell` of the thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the contract is the same, and the caller satisfies it.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer is from `System`, because `alloc` and `realloc` return only such pointers.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as in `dealloc`, and the caller satisfies the contract for the size.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns how many times the closure allocates on this thread.
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
    assert_eq!(SmtpConnection::parse(text).map_err(ParseError::rule), Err(rule), "{text:?}");
    assert_eq!(allocations(|| SmtpConnection::parse(black_box(text))), 0, "{rule}: {text:?}");
}

#[test]
fn allocations_are_counted() {
    assert_eq!(allocations(|| Box::new(black_box(1))), 1);
    assert_eq!(allocations(|| String::from(black_box("a"))), 1);
    assert_eq!(allocations(|| black_box(1) + 1), 0);
}

#[test]
fn canonical_strings() {
    parses_without_allocation("SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;");
    parses_without_allocation(
        "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=100000;",
    );
}

#[test]
fn strings_in_other_forms() {
    // Another order and case, and whitespace other than spaces.
    parses_without_allocation(" ;enableSSL = true\u{2003};\r\n TIMEOUT\t= 007 ; smtpserver=\u{a0}MAIL");
    parses_without_allocation("SmtpServer=\"smtp.contoso.com\" ;EnableSsl='True'");
    parses_without_allocation("SmtpServer=192.0.2.25");
    parses_without_allocation("SmtpServer=2001:db8::25");
    parses_without_allocation("SmtpServer='[2001:db8::25]';");
    parses_without_allocation(&format!("{}SmtpServer={}com", ";".repeat(10_000), "contoso.".repeat(31)));
}

#[test]
fn server_names() {
    for name in ["smtp.contoso.com", "192.0.2.25", "[2001:db8::25]", "mail:25", "joe:x@mail", "a b"] {
        assert_eq!(allocations(|| ServerName::parse(black_box(name)).is_ok()), 0, "{name:?}");
    }
}

#[test]
fn invalid_strings() {
    for (rule, text) in [
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
        (Rule::BasicAuthentication, "SmtpServer=joe:x@mail"),
        (Rule::BasicAuthentication, "SmtpServer=mail;Contraseña=x"),
        (Rule::BasicAuthentication, "SmtpServer=mail;Authentication=' Basic x'"),
        (Rule::PortNotSupported, "SmtpServer=mail;Port=587"),
        (Rule::PortNotSupported, "SmtpServer=mail:587"),
        (Rule::UnknownKeyword, "Smtp==Servr=mail"),
        (Rule::UnknownKeyword, "SmtpServer=mail;Enable Tls=True"),
        (Rule::UnknownKeyword, "SmtpServer=mail;mail.smtp.starttls.enable=True"),
        (Rule::DuplicateKeyword, "SmtpServer=mail;SmtpServer=mail"),
        (Rule::EmptyValue, "SmtpServer=;EnableSsl=True"),
        (Rule::UrlNotSupported, "SmtpServer=smtp://mail"),
        (Rule::InvalidServerName, "SmtpServer=\"a b\"\"c\""),
        (Rule::InvalidServerName, "SmtpServer=@[User::SmtpServer]"),
        (Rule::InvalidBoolean, "SmtpServer=mail;EnableSsl=yes"),
        (Rule::InvalidTimeout, "SmtpServer=mail;Timeout=-1"),
    ] {
        fails_without_allocation(rule, text);
    }
}

#[test]
fn example_of_every_error() {
    for &rule in Rule::ALL.iter().filter(|rule| rule.severity() == Severity::Error) {
        fails_without_allocation(rule, rule.example());
    }
}

/// A valid string in the canonical form has one allocation: the list of its findings.
#[test]
fn check_of_a_canonical_string() {
    let text = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=True;";
    assert_eq!(check(text).diagnostics().len(), 1);
    assert_eq!(allocations(|| check(black_box(text))), 1);
}

#[test]
fn display_into_a_buffer_with_enough_capacity() {
    let connection = SmtpConnection::parse("SmtpServer=[2001:db8::25];EnableSsl=True;Timeout=2147483647").unwrap();
    let error = SmtpConnection::parse("SmtpServer=mail;Password=x").unwrap_err();
    let mut buffer = String::with_capacity(1000);
    assert_eq!(allocations(|| write!(buffer, "{connection}{error}")), 0);
    assert!(buffer.starts_with("SmtpServer=[2001:db8::25];"));
}
