//! The demand side: a need as a resident said it or a committee wrote it down.

use crate::area::AreaPath;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use std::fmt;

/// A calendar day of the proleptic Gregorian calendar. The engine reads no clock; dates come
/// in with the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-10-08`; none where it is not a day that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<u16> {
            let digits = bytes.get(range)?;
            digits
                .iter()
                .try_fold(0u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month: month as u8, day: day as u8 })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A need, as in the contract. Its text is as it was written or dictated: parse first, so
/// that nothing personal goes further than it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Unique in its file.
    pub id: String,
    /// May be empty.
    pub title: String,
    /// Colloquial, with typos, sometimes several wishes at once.
    pub text: String,
    /// The resident's community; it may stop at the subdistrict.
    pub area: AreaPath,
    /// Who posted it, usually a community committee.
    pub posted_by: String,
    /// When; none for words that nobody has posted yet.
    pub posted_at: Option<Date>,
    /// What the form-filler ticked; mostly empty, sometimes wrong.
    pub categories: Vec<ServiceCategory>,
    /// What the form-filler ticked; mostly empty, sometimes wrong.
    pub target_groups: Vec<TargetGroup>,
}

impl Need {
    /// A need that is only spoken: words and a place.
    pub fn spoken(text: String, area: AreaPath) -> Self {
        Self {
            id: "spoken".to_owned(),
            title: String::new(),
            text,
            area,
            posted_by: String::new(),
            posted_at: None,
            categories: Vec::new(),
            target_groups: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: only days that exist are read; a day is written as it is read.
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_days_that_exist_are_read() {
        for good in ["2026-10-08", "2024-02-29", "2000-02-29", "1970-01-01"] {
            assert_eq!(Date::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
        }
        for bad in ["2026-13-01", "2026-02-29", "1900-02-29", "2026-1-1", "2026/10/08", "", "昨天"]
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_day_is_written_as_it_is_read(year in 1900u16..2100, month in 1u8..=12, day in 1u8..=31) {
            let text = format!("{year:04}-{month:02}-{day:02}");
            if let Some(date) = Date::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
            } else {
                prop_assert!(day > 28);
            }
        }
    }
}
