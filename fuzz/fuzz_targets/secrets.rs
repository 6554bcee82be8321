//! Calls `properties::secrets` with the bytes that libFuzzer chooses.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::secrets(data));
