//! Checks the property of `package` on the inputs of libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::package::check(data));
