//! Days of the calendar. A crate for dates would be far larger than these few lines.

use std::fmt;
use std::time::SystemTime;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;
/// The number of days from 1 March of the year 0 to 1 January 1970.
const EPOCH: i64 = 719_468;
/// The number of days in 400 years.
const ERA: i64 = 146_097;

/// A day of the Gregorian calendar, as the number of days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(i64);

impl Date {
    /// Returns a date, or `None` if there is no such day.
    pub(crate) fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        // `days_from_civil` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". A year begins in March, so
        // that the leap day is the last one.
        let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
        let year = year - i64::from(month <= 2);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        let date = Self(year.div_euclid(400) * ERA + days - EPOCH);
        // The 30th of February would be another day.
        (date.civil() == (year + i64::from(month <= 2), month, day)).then_some(date)
    }

    /// Parses `YYYY-MM-DD`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() != "YYYY-MM-DD".len() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let is_complete = parts.next().is_none() && [year, month, day].map(str::len) == [4, 2, 2];
        if is_complete { Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?) } else { None }
    }

    /// Returns today's date in UTC. With a clock before 1970, every exception has ended, because the other answer would hide
    /// findings.
    pub(crate) fn today() -> Self {
        match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(time) => Self(i64::try_from(time.as_secs() / SECONDS_PER_DAY).unwrap_or(i64::MAX)),
            Err(_) => Self(i64::MAX),
        }
    }

    /// Returns the number of days from this date to another one.
    pub(crate) fn days_until(self, other: Self) -> i64 {
        other.0.saturating_sub(self.0)
    }

    /// Returns the year, the month and the day: `civil_from_days`.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0.saturating_add(EPOCH);
        let of_era = days.rem_euclid(ERA);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = (month + 2) % 12 + 1;
        (year_of_era + days.div_euclid(ERA) * 400 + i64::from(month <= 2), month, day)
    }
}

/// Displays as `YYYY-MM-DD`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2027-03-31", 20_908),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(Date::parse(text), Some(Date(days)), "{text}");
            assert_eq!(Date(days).to_string(), text);
        }
    }

    #[test]
    fn every_day_follows_the_previous_one() {
        let mut expected = Date::parse("1896-01-01").unwrap();
        for year in 1896..=2104_u16 {
            let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for day in 1..=length {
                    assert_eq!(Date::new(year, month, day), Some(expected), "{year}-{month}-{day}");
                    assert_eq!(expected.to_string(), format!("{year}-{month:02}-{day:02}"));
                    expected = Date(expected.0 + 1);
                }
                assert_eq!(Date::new(year, month, length + 1), None);
            }
        }
    }

    #[test]
    fn other_texts_are_not_dates() {
        for text in [
            "",
            "2027-02-29",
            "2027-00-01",
            "2027-13-01",
            "2027-01-00",
            "2027-1-01",
            "+027-01-01",
            "20270101",
            "2027-01-01T00:00:00",
            "2027-01-0é",
            "----------",
            "2027-01--1",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn today_is_a_day_of_this_century() {
        let today = Date::today().to_string();
        assert!(today.starts_with("20") && Date::parse(&today) == Some(Date::today()), "{today}");
    }
}
