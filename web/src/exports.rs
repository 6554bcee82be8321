//! The functions that JavaScript calls.
//!
//! JavaScript writes each input to memory from [`alloc`], and frees it with [`dealloc`]. The last result is at [`result_ptr`]
//! until the next call. A module has one scan; a worker ends with its scan.
#![expect(unsafe_code, reason = "exported names and the addresses from JavaScript")]

use std::cell::RefCell;
use std::slice;

use smtp_connstr::reports::MemoryScan;
use smtp_connstr::ssis::Limits;

use crate::string_report::StringReport;

/// Why a file could not be added, by the number that JavaScript passes.
const REASONS: [&str; 3] = [
    "the browser cannot read the file",
    "the file is larger than 128 MiB, the limit of this page",
    "the browser cannot list the folder",
];

thread_local! {
    static RESULT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static SCAN: RefCell<MemoryScan> = RefCell::new(MemoryScan::new(Limits::default()));
}

/// Allocates memory for an input. It is freed with [`dealloc`].
#[unsafe(no_mangle)]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; len].into_boxed_slice()).cast()
}

/// Frees memory.
///
/// # Safety
///
/// `ptr` is from [`alloc`] with the same `len`, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dealloc(ptr: *mut u8, len: usize) {
    // SAFETY: `alloc` returned this box, and the caller gives it up.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(ptr, len)) });
}

/// Checks a string in UTF-8. The result is a JSON object.
///
/// # Safety
///
/// `ptr` is from [`alloc`] with the same `len`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check(ptr: *const u8, len: usize) {
    // SAFETY: as required of the caller.
    let text = unsafe { text(ptr, len) };
    // Serializing to memory does not fail.
    set_result(serde_json::to_vec(&StringReport::new(&text)).unwrap_or_default());
}

/// Returns whether the scan skips a file or folder with this path.
///
/// # Safety
///
/// `path` is from [`alloc`] with the same `path_len`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scan_skips(path: *const u8, path_len: usize, is_folder: bool) -> bool {
    // SAFETY: as required of the caller.
    let path = unsafe { text(path, path_len) };
    SCAN.with_borrow_mut(|scan| scan.skips(&path, is_folder))
}

/// Adds a file to the scan. `given` is whether it was chosen itself, and not with its folder.
///
/// # Safety
///
/// `path` and `bytes` are from [`alloc`] with the same lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scan_add(path: *const u8, path_len: usize, bytes: *const u8, bytes_len: usize, given: bool) {
    // SAFETY: as required of the caller.
    let (path, bytes) = unsafe { (text(path, path_len), slice::from_raw_parts(bytes, bytes_len)) };
    SCAN.with_borrow_mut(|scan| scan.add(&path, bytes, given));
}

/// Adds a file or folder that cannot be read, with one of the reasons.
///
/// # Safety
///
/// `path` is from [`alloc`] with the same `path_len`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scan_add_unreadable(path: *const u8, path_len: usize, reason: usize) {
    // SAFETY: as required of the caller.
    let path = unsafe { text(path, path_len) };
    let reason = REASONS.get(reason).copied().unwrap_or(REASONS[0]);
    SCAN.with_borrow_mut(|scan| scan.add_unreadable(&path, reason));
}

/// Writes the report of the scan in JSON Lines.
#[unsafe(no_mangle)]
pub extern "C" fn scan_json() {
    report(MemoryScan::json);
}

/// Writes the report of the scan in CSV.
#[unsafe(no_mangle)]
pub extern "C" fn scan_csv() {
    report(MemoryScan::csv);
}

/// Writes the report of the scan in HTML.
#[unsafe(no_mangle)]
pub extern "C" fn scan_html() {
    report(MemoryScan::html);
}

/// Returns the address of the last result.
#[unsafe(no_mangle)]
pub extern "C" fn result_ptr() -> *const u8 {
    RESULT.with_borrow(Vec::as_ptr)
}

/// Returns the length of the last result.
#[unsafe(no_mangle)]
pub extern "C" fn result_len() -> usize {
    RESULT.with_borrow(Vec::len)
}

fn report(report: impl FnOnce(&MemoryScan) -> std::io::Result<Vec<u8>>) {
    // Writing to memory does not fail. JavaScript would report an empty result.
    set_result(SCAN.with_borrow(report).unwrap_or_default());
}

fn set_result(result: Vec<u8>) {
    RESULT.set(result);
}

/// Returns a text from JavaScript, whose encoder writes only UTF-8.
///
/// # Safety
///
/// `ptr` is from [`alloc`] with the same `len`.
unsafe fn text<'a>(ptr: *const u8, len: usize) -> std::borrow::Cow<'a, str> {
    // SAFETY: the bytes are initialized by `alloc`, and JavaScript, which runs in the same thread, does not change or free them
    // during the call.
    String::from_utf8_lossy(unsafe { slice::from_raw_parts(ptr, len) })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Calls a function with an input, as JavaScript does.
    fn with_input<T>(input: &[u8], call: impl FnOnce(*const u8, usize) -> T) -> T {
        let ptr = alloc(input.len());
        // SAFETY: the memory was allocated with this length.
        unsafe { ptr.copy_from_nonoverlapping(input.as_ptr(), input.len()) };
        let result = call(ptr, input.len());
        // SAFETY: the memory was allocated with this length, and is not used again.
        unsafe { dealloc(ptr, input.len()) };
        result
    }

    fn result() -> String {
        // SAFETY: no other function is called before the bytes are copied.
        let bytes = unsafe { slice::from_raw_parts(result_ptr(), result_len()) };
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn string_is_checked() {
        for (input, is_valid) in [("SmtpServer=mail", true), ("", false), ("SmtpServer=\u{fffd}", false)] {
            // SAFETY: the arguments are from `alloc`.
            with_input(input.as_bytes(), |ptr, len| unsafe { check(ptr, len) });
            let report: Value = serde_json::from_str(&result()).unwrap();
            assert_eq!(report["valid"], is_valid, "{input}");
        }
    }

    #[test]
    fn files_are_scanned() {
        // SAFETY: the arguments are from `alloc`.
        let skips = |path: &str| with_input(path.as_bytes(), |ptr, len| unsafe { scan_skips(ptr, len, false) });
        assert!(!skips("etl/Relay.conmgr") && skips("etl/readme.txt"));
        let content = "<DTS:ConnectionManager xmlns:DTS='www.microsoft.com/SqlServer/Dts' DTS:CreationName='SMTP'>\
            <DTS:ObjectData><SmtpConnectionManager ConnectionString='SmtpServer=mail;'/></DTS:ObjectData>\
            </DTS:ConnectionManager>";
        with_input(b"etl/Relay.conmgr", |path, path_len| {
            with_input(content.as_bytes(), |bytes, bytes_len| {
                // SAFETY: the arguments are from `alloc`.
                unsafe { scan_add(path, path_len, bytes, bytes_len, false) };
            });
        });
        // SAFETY: the arguments are from `alloc`.
        with_input(b"etl/Large.dtsx", |path, len| unsafe { scan_add_unreadable(path, len, 1) });

        scan_json();
        let json = result();
        let types = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone());
        assert_eq!(types.collect::<Vec<_>>(), ["file", "manager", "summary"]);
        assert!(json.contains("the limit of this page"), "{json}");
        scan_csv();
        assert!(result().contains("Relay.conmgr"));
        scan_html();
        assert!(result().starts_with("<!DOCTYPE html>"));
    }
}
