//! Runs the law of `laws::parse` on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::laws::parse::law(data));
