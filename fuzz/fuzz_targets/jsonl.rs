//! Any bytes as JSON lines.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|data: &[u8]| reading::after(b"{\"id\": \"a\", \"text\": \"\xe7\x94\xb2\"}\n", data));
