//! Calls `properties::round_trip` with the bytes that libFuzzer chooses.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::round_trip(data));
