//! Runs the law of `package` on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::package::law(data));
