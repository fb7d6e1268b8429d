//! Any bytes as an archive of a crawl: as records, and as what a server said in one of them.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    reading::after(b"WARC/1.1\r\n", data);
    let length = data.len();
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n\
         Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    record.extend(data);
    reading::after(&record, b"\r\n\r\n");
});
