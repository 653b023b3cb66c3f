#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| explain_errors::properties::PIPELINE.holds(data));
