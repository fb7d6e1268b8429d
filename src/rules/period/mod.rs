//! The lexicon of times: `rules/period/`.
//!
//! `words.toml` holds the words that open, follow and join times, `holidays.toml` and `lunar.toml` the festivals,
//! `plans.toml` the five-year plans, `eras.toml` the calendars that count from an event, `names.toml` what only looks
//! like a time, `neighbours.toml` what must not stand beside a word, `examples.toml` what all of it must make of whole sentences.

mod rows;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::model::Message;
use crate::text::{Trie, normal};

use super::{RuleError, RuleFiles};
use rows::{BesideRow, File, Lasts, LunarYear, Whole};

/// What a word that can open a time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// A year counted from the publication (今年 0, 去年 -1).
    Year(i16),
    /// A year counted from the one last named (当年 0, 次年 1).
    ContextYear(i16),
    /// The year that the text is about (全年).
    WholeYear,
    /// A month counted from the publication.
    Month(i32),
    /// A month counted from the one last named.
    ContextMonth(i32),
    /// A quarter counted from the publication.
    Quarter(i32),
    /// A half year counted from the publication.
    HalfYear(i32),
    /// A week counted from the publication; a day of the week may follow.
    Week(i32),
    /// 周, 星期: a day of the week must follow.
    Weekday,
    /// A day counted from the publication.
    Day(i32),
    /// 今 and 昨, a day only before a date in brackets or a clock.
    BracketDay(i32),
    /// A day counted from the one last named.
    ContextDay(i32),
    /// A century counted from the publication's; decades may follow.
    Century(i16),
    /// The months last named, in a year counted from theirs (去年同期).
    SamePeriod(i16),
    /// The month or quarter before the one last named (前值).
    PreviousPeriod,
    /// Today's year and the next (今明两年).
    TwoYears,
    /// Tomorrow and the day after.
    TwoDays,
    /// The time of publication (目前).
    Now,
    /// A time without a date (近日).
    Vague,
    /// Months of a year, first and last (上半年).
    Months(u8, u8),
    /// Quarters of a year, first and last (首季).
    Quarters(u8, u8),
    /// 上旬, 月底 of the month that the text is about.
    PartOfMonth,
    /// A festival, by its place in [`PeriodLexicon::holidays`].
    Holiday(usize),
    /// The first and last year of a five-year plan; whether it needs no quotation marks.
    Plan(i16, i16, bool),
    /// An era: the year before its year 1, and its last year.
    Era(i16, u16),
    /// 近, 过去 (false), 未来 (true): a number of years, months or days must follow.
    Window(bool),
    /// A name that holds a word of time.
    Name,
}

/// A festival.
#[derive(Debug)]
pub struct Holiday {
    /// Month and day of the civil calendar, or of the Chinese one.
    pub day: FestivalDay,
    /// Whether the word stands for the month, as 春节 does for the holiday season, or for the day.
    pub month_only: bool,
    /// Whether it needs a cue to be a time (十一).
    pub needs_cue: bool,
}

/// When a festival is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FestivalDay {
    /// Month and day.
    Civil(i8, i8),
    /// Lunar month and day; 0 is the day before the first.
    Lunar(u8, i32),
}

/// Words of time.
#[derive(Debug)]
pub struct PeriodLexicon {
    /// Words that can open a time, each with its place in `neighbours`.
    pub heads: Trie<(Head, u16)>,
    neighbours: Vec<Neighbours>,
    /// Words for a part of a year, after a year: its first and last month.
    pub year_parts: Trie<(u8, u8)>,
    /// Words for a part of a month, after a month.
    pub month_parts: Trie<()>,
    /// Words for a part of a day.
    pub day_parts: Trie<()>,
    /// Words and dashes between two ends of a span.
    pub joiners: Trie<()>,
    /// 截至: a time up to which something was counted.
    pub untils: Trie<()>,
    /// 自, 从: the beginning of a span.
    pub froms: Trie<()>,
    /// 以来: from a time to the publication.
    pub sinces: Trie<()>,
    /// Festivals.
    pub holidays: Vec<Holiday>,
    /// Words that make a time of a festival's name that needs a cue.
    pub holiday_cues: Trie<()>,
    /// Lunar years in order.
    lunar: Vec<LunarYear>,
    /// Sentences with the times they hold.
    pub examples: Vec<Example>,
}

/// A sentence with the times that it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// The publication date.
    #[serde(default)]
    pub reference: Option<Date>,
    /// Each time as [text, norm]; an empty norm: not resolved.
    pub times: Vec<(String, String)>,
}

/// What must not stand beside a word.
#[derive(Debug, Default, PartialEq)]
struct Neighbours {
    not_after: Vec<char>,
    not_before: Vec<char>,
}

/// What `#` stands for in a list of neighbours.
const NUMERALS: &str = "0123456789〇零○一二三四五六七八九两十廿卅百";

impl PeriodLexicon {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let mut lexicon = PeriodLexicon {
            heads: Trie::default(),
            neighbours: Vec::new(),
            year_parts: Trie::default(),
            month_parts: Trie::default(),
            day_parts: Trie::default(),
            joiners: Trie::default(),
            untils: Trie::default(),
            froms: Trie::default(),
            sinces: Trie::default(),
            holidays: Vec::new(),
            holiday_cues: Trie::default(),
            lunar: Vec::new(),
            examples: Vec::new(),
        };
        let (mut heads, mut beside) = (Vec::new(), Vec::new());
        for (path, mut file) in files.read_all::<File>("period/")? {
            beside.append(&mut file.beside);
            lexicon.add(file, &mut heads, |message| files.error_at(&path, 0, message))?;
        }
        for (word, head) in heads {
            let neighbours = lexicon.neighbours_of(&word, head, &beside);
            lexicon.heads.add(&word, (head, neighbours));
        }
        lexicon.lunar.sort_by_key(|y| y.first);
        Ok(lexicon)
    }

    fn add(
        &mut self,
        file: File,
        heads: &mut Vec<(String, Head)>,
        error: impl Fn(Message) -> RuleError,
    ) -> Result<(), RuleError> {
        let each = |list: &mut Trie<()>, words: &[String]| words.iter().for_each(|w| _ = list.add(w, ()));
        each(&mut self.holiday_cues, &file.after);
        heads.extend(file.names.iter().map(|name| (name.clone(), Head::Name)));
        for row in file.head {
            let head = row.head();
            heads.extend(row.words.iter().map(|w| (w.clone(), head)));
        }
        for row in file.window {
            heads.extend(row.words.iter().map(|w| (w.clone(), Head::Window(row.forward))));
        }
        for row in file.plans {
            heads.extend(row.words.iter().map(|w| (w.clone(), Head::Plan(row.years.0, row.years.1, row.bare))));
        }
        for row in file.eras {
            heads.extend(row.words.iter().map(|w| (w.clone(), Head::Era(row.first - 1, row.last))));
        }
        for row in file.holidays {
            let day = match (row.day, row.lunar) {
                (Some((month, day)), None) => FestivalDay::Civil(month, day),
                (None, Some((month, day))) => FestivalDay::Lunar(month, day),
                _ => {
                    return Err(error(Message::new(
                        "一个节日要么写 day，要么写 lunar",
                        "a holiday has either `day` or `lunar`; give one",
                    )));
                }
            };
            let month_only = row.lasts == Some(Lasts::Month);
            for word in &row.words {
                let needs_cue = file.needs_cue.contains(word);
                heads.push((word.clone(), Head::Holiday(self.holidays.len())));
                self.holidays.push(Holiday { day, month_only, needs_cue });
            }
        }
        for row in file.part {
            match row.of {
                Whole::Year => row.words.iter().for_each(|w| _ = self.year_parts.add(w, row.months)),
                Whole::Month => each(&mut self.month_parts, &row.words),
                Whole::Day => each(&mut self.day_parts, &row.words),
            }
        }
        for (list, rows) in [
            (&mut self.joiners, file.joiner),
            (&mut self.untils, file.until),
            (&mut self.froms, file.from),
            (&mut self.sinces, file.since),
        ] {
            rows.iter().for_each(|row| each(list, &row.words));
        }
        self.lunar.extend(file.years);
        self.examples.extend(file.example);
        Ok(())
    }

    /// The place of what must not stand beside a word.
    fn neighbours_of(&mut self, word: &str, head: Head, rows: &[BesideRow]) -> u16 {
        let mut found = Neighbours::default();
        let of_word = |row: &&BesideRow| {
            row.words.iter().any(|w| w == word) || row.begins.iter().any(|b| word.starts_with(b.as_str()))
        };
        for row in rows.iter().filter(of_word).filter(|_| head != Head::Name) {
            let numerals = if row.not_after.contains('#') { NUMERALS } else { "" };
            found.not_after.extend(row.not_after.chars().chain(numerals.chars()).map(normal));
            found.not_before.extend(row.not_before.chars().map(normal));
        }
        let place = self.neighbours.iter().position(|n| *n == found).unwrap_or_else(|| {
            self.neighbours.push(found);
            self.neighbours.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// Whether the characters beside a word of [`PeriodLexicon::heads`] leave it a word of time.
    pub fn fits_between(&self, neighbours: u16, before: Option<char>, after: Option<char>) -> bool {
        self.neighbours.get(usize::from(neighbours)).is_none_or(|n| {
            !before.is_some_and(|c| n.not_after.contains(&c)) && !after.is_some_and(|c| n.not_before.contains(&c))
        })
    }

    /// The civil date of a day of the Chinese calendar in the lunar year that begins in `year`.
    /// Day 0 is the day before the month begins. None outside of the years listed.
    pub fn lunar_date(&self, year: i16, month: u8, day: i32) -> Option<Date> {
        let row = self.lunar.iter().find(|row| row.first.year() == year)?;
        let months = usize::from(month.checked_sub(1)?) + usize::from(row.leap != 0 && month > row.leap);
        let days: i32 = row.long.bytes().take(months).map(|b| if b == b'1' { 30 } else { 29 }).sum();
        row.first.checked_add((days + day - 1).days()).ok()
    }
}
