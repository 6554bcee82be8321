//! Checks the property of `probe_reply` on the inputs of libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::probe_reply::check(data));
