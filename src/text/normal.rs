//! One-to-one normalisation of characters: full width to half width, Traditional to Simplified.
//! One code point always becomes one code point, so that offsets hold.

use std::sync::LazyLock;

/// Pairs of a Traditional character and its Simplified form, parted by white space; made by
/// `scripts/simplified_from_opencc.py`. One form for each character: 乾 is always 干 here, so the
/// normal form serves matching and is never shown.
const PAIRS: &str = include_str!("simplified.txt");

/// Characters of the basic plane.
const PLANE: usize = 0x1_0000;

/// The normal form of each character of the basic plane.
static NORMAL: LazyLock<Box<[u16; PLANE]>> = LazyLock::new(|| {
    let mut table = Box::new([0; PLANE]);
    for (at, cell) in table.iter_mut().enumerate() {
        let c = char::from_u32(at as u32).map_or(0, |c| half_width(c) as u32);
        *cell = u16::try_from(c).unwrap_or(at as u16);
    }
    for pair in PAIRS.split_whitespace() {
        let mut chars = pair.chars();
        if let (Some(from), Some(to)) = (chars.next(), chars.next())
            && let Some(cell) = table.get_mut(from as usize)
        {
            *cell = to as u16;
        }
    }
    table
});

/// The normal form of one character.
#[inline]
pub fn normal(c: char) -> char {
    if c.is_ascii() { c } else { folder()(c) }
}

/// [`normal`] for many characters, the table being looked up once.
#[inline]
pub fn folder() -> impl Fn(char) -> char + Copy {
    let table: &'static [u16; PLANE] = &NORMAL;
    move |c| table.get(c as usize).and_then(|&n| char::from_u32(n.into())).unwrap_or(c)
}

/// The half-width form of a full-width sign, the usual form of a rare one.
fn half_width(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '－'
        | '／'
        | '～'
        | '＄'
        | '．'
        | '（'
        | '）'
        | '＝'
        | '＜'
        | '＞'
        | '［'
        | '］'
        | '＃'
        | '＆'
        | '＊' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '￥' => '¥',
        '￡' => '£',
        '﹪' => '%',
        '−' | '﹣' | '‐' | '‑' => '-',
        '∶' => ':',
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2002}' | '\u{2003}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_simplified_form_for_each_traditional_character() {
        for (from, to) in "萬億兩幾數點個餘後隻週歲噸裏裡於".chars().zip("万亿两几数点个余后只周岁吨里里于".chars())
        {
            assert_eq!(normal(from), to);
        }
        let mut pairs = 0;
        for pair in PAIRS.split_whitespace() {
            let chars: Vec<char> = pair.chars().collect();
            assert_eq!(chars.len(), 2, "{pair}");
            assert!(chars.iter().all(|&c| (c as usize) < PLANE), "{pair} is outside of the table");
            assert_ne!(chars[0], chars[1], "{pair}");
            pairs += 1;
        }
        assert!(pairs > 2900);
    }

    #[test]
    fn full_width_becomes_half_width() {
        let got: String = "１２．５％＋ＨＫ＄￥５−３".chars().map(normal).collect();
        assert_eq!(got, "12.5%+HK$¥5-3");
    }
}
