//! The calendar: days as dates, and back; microseconds as the time of a day.

/// `12:34:56.789`, without zeros at the end of the fraction.
pub(in crate::value) fn clock(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        text.push('.');
        text.push_str(format!("{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// Days in 400 years, after which the Gregorian calendar repeats.
const CYCLE: i64 = 146_097;
/// The days from 0000-03-01, where the years of the reckoning begin, to 1970-01-01.
const SHIFT: i64 = 719_468;

/// Year, month and day of a day since 1970-01-01, in the proleptic Gregorian calendar; the year 0 is 1 BC.
///
/// Years begin in March here, so that a leap day is the last one: `days_from_civil` and its inverse of Howard Hinnant.
pub(in crate::value) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + SHIFT;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (year + cycle * 400 + i64::from(month <= 2), month, day)
}

/// The day since 1970-01-01 of a year, month and day.
#[cfg(any(test, feature = "jiff"))]
pub(in crate::value) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = if month > 2 { month - 3 } else { month + 9 };
    cycle * CYCLE + 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1 - SHIFT
}

#[cfg(test)]
mod tests {
    use super::{civil, days};

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-3_000_000..3_000_000).step_by(317) {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(days(year, month, day_of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(19_782), (2024, 2, 29));
    }
}
