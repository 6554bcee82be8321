//! Runs the law of `laws::oracle` on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::laws::oracle::law(data));
