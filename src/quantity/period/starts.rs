//! Where it pays to look closer.

use crate::rules::PeriodLexicon;
use crate::text::CharSet;

/// The characters at which it pays to look closer.
#[derive(Debug)]
pub struct Starts {
    /// Those that may begin a time.
    pub time: CharSet,
    /// Those that may follow the first number of a time.
    pub after_number: CharSet,
}

impl Starts {
    /// Gathers them from the lexicon.
    pub fn new(words: &PeriodLexicon) -> Self {
        let numerals = "0123456789〇零○一二三四五六七八九两十廿卅百".chars();
        let listed = words.heads.firsts().chain(words.day_parts.firsts());
        Starts {
            time: CharSet::of(numerals.chain("第首头Q最半".chars()).chain(listed)),
            after_number: CharSet::of(AFTER_NUMBER.chars().chain(words.joiners.firsts())),
        }
    }
}

/// Units of time, signs of dates and what may stand between a number and them.
const AFTER_NUMBER: &str = " 年月日号时点季世周星礼天个小分秒半多余来几万亿.-/:、和及至到";
