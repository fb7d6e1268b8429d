//! Any bytes in any encoding: plain text with and without a declaration that may be wrong.
#![no_main]

mod reading;

const DECLARED: [&str; 8] = ["utf-8", "gbk", "gb18030", "big5", "utf-16", "shift_jis", "x-user-defined", "nonsense"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    match first % 4 {
        0 => reading::after(b"", rest),
        1 => reading::after(b"\xff\xfe", rest),
        2 => reading::after(b"\xef\xbb\xbf", rest),
        _ => {
            let charset = DECLARED[usize::from(first >> 2) % DECLARED.len()];
            reading::after(format!("<html><meta charset=\"{charset}\"><body><p>").as_bytes(), rest);
        }
    }
});
