#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| explain_errors::properties::REDACT.holds(data));
