//! Calls `properties::server_name` with the bytes that libFuzzer chooses.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::server_name(data));
