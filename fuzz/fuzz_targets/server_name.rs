//! Runs the law of `laws::server_name` on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| smtp_connection_string_fuzz::laws::server_name::law(data));
