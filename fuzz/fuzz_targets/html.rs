//! Any bytes as a page.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|data: &[u8]| reading::after(b"<!doctype html><html>", data));
