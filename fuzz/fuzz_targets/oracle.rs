//! Calls `properties::agreement` with the bytes that libFuzzer chooses.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::agreement(data));
