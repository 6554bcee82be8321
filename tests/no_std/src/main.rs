//! Parses, checks, edits and writes with `core` and `alloc` alone, and ends with 0 if all of it holds.
//!
//! The panic handler is the proof: with `std` anywhere in the graph there would be two, which the compiler refuses
//! (`./run.sh` sees to it that it does). It needs a C library for memory and for its start; the library needs neither.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::ToString as _;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

use smtp_connection_string::{ConnectionString, Rule, SmtpConnection, check};

#[link(name = "c")]
unsafe extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut u8;
    fn free(pointer: *mut u8);
    fn abort() -> !;
}

struct Libc;

// SAFETY: memory comes from `aligned_alloc` with at least the size and the alignment of the layout, and goes back to `free`.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // C wants a size that is a multiple of the alignment.
        // SAFETY: a layout's alignment is a power of two, and its size, padded so, does not overflow.
        unsafe { aligned_alloc(layout.align().max(size_of::<usize>()), layout.pad_to_align().size()) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, _: Layout) {
        // SAFETY: the pointer came from `alloc` above.
        unsafe { free(pointer) }
    }
}

#[global_allocator]
static ALLOCATOR: Libc = Libc;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: it takes nothing and does not return.
    unsafe { abort() }
}

/// Named by the precompiled `core`, and never called: panics abort.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    i32::from(!everything_holds())
}

fn everything_holds() -> bool {
    let text = "smtpserver = mail; EnableSsl=True";
    let Ok(connection) = SmtpConnection::parse(text) else { return false };
    let canonical = "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;";
    let Ok(mut string) = ConnectionString::parse(text) else { return false };
    connection.to_string() == canonical
        && check("SmtpServer=mail;Port=25").diagnostics().iter().any(|found| found.rule() == Rule::PortNotSupported)
        && string.set("EnableSsl", "False").is_ok()
        && string.to_string() == "smtpserver = mail; EnableSsl=False"
}
