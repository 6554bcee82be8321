//! Parses, checks, edits and writes connection strings with `core` and `alloc` only. The exit code is 0 if all results are
//! as expected.
//!
//! The panic handler makes sure that no dependency links `std`, because the compiler rejects a second one. The program
//! needs a C library for memory and startup. The library does not.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::ToString as _;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

use smtp_connection_string::{ConnectionString, Redacted, Rule, SmtpConnection, check};

#[link(name = "c")]
unsafe extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut u8;
    fn free(pointer: *mut u8);
    fn abort() -> !;
}

struct Libc;

// SAFETY: `alloc` returns memory of at least the size and the alignment of the layout, and `dealloc` frees it.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // In C, the size must be a multiple of the alignment.
        // SAFETY: the alignment is a power of two, and the padded size does not overflow.
        unsafe { aligned_alloc(layout.align().max(size_of::<usize>()), layout.pad_to_align().size()) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, _: Layout) {
        // SAFETY: the pointer is from `alloc`.
        unsafe { free(pointer) }
    }
}

#[global_allocator]
static ALLOCATOR: Libc = Libc;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: `abort` has no preconditions.
    unsafe { abort() }
}

/// The precompiled `core` refers to it. It is never called, because panics abort.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    i32::from(!results_are_as_expected())
}

fn results_are_as_expected() -> bool {
    let text = "smtpserver = mail; EnableSsl=True";
    let Ok(connection) = SmtpConnection::parse(text) else { return false };
    let canonical = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;";
    let report = check("SmtpServer=mail;Port=25");
    let Ok(mut string) = ConnectionString::parse(text) else { return false };
    connection.to_string() == canonical
        && report.errors().map(|error| error.rule()).eq([Rule::PortNotSupported])
        && "port-not-supported".parse() == Ok(Rule::PortNotSupported)
        && Redacted::new("Password=x").as_str() == "Password=***"
        && string.set("EnableSsl", "False").is_ok()
        && string.to_string() == "smtpserver = mail; EnableSsl=False"
}
