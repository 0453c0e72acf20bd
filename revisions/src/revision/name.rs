//! Ids and names of folders.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A new id: twelve hexadecimal digits.
pub(super) fn new_id() -> String {
    const DIGITS: usize = 12;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    // `RandomState` has keys of its own from the system.
    let mut id = format!("{:016x}", RandomState::new().hash_one(now));
    id.truncate(DIGITS);
    id
}

/// `20261128_1432_add_rating_7f3a`.
pub(super) fn folder(at: SystemTime, message: &str, id: &str) -> String {
    let (date, time) = date_and_time(at);
    let slug = slug(message);
    let slug = if slug.is_empty() { slug } else { format!("{slug}_") };
    format!("{date}_{time}_{slug}{id}")
}

/// Words of a message, as far as there is room.
fn slug(message: &str) -> String {
    const LENGTH: usize = 40;
    let mut slug = String::new();
    for word in message.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() >= LENGTH && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.extend(word.chars().take(LENGTH).map(|c| c.to_ascii_lowercase()));
    }
    slug
}

/// `20261128` and `1432`, in UTC.
fn date_and_time(at: SystemTime) -> (String, String) {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days since 0000-03-01, in eras of 400 years.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year + u64::from(month < 3);
    (format!("{year:04}{month:02}{day:02}"), format!("{:02}{:02}", rest / 3600, rest % 3600 / 60))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::{folder, new_id};

    #[test]
    fn folders_are_named_after_time_and_message() {
        // `date -u -d @1795876320`: 2026-11-28 14:32:00
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(folder(at(1_795_876_320), "Add rating", "7f3a"), "20261128_1432_add_rating_7f3a");
        // `date -u -d @951827696`: 2000-02-29 12:34:56
        assert_eq!(folder(at(951_827_696), "été: a/b", "7f3a"), "20000229_1234_t_a_b_7f3a");
        assert_eq!(folder(at(0), "…", "7f3a"), "19700101_0000_7f3a");
    }

    #[test]
    fn ids_differ() {
        let ids = [new_id(), new_id()];
        assert!(ids[0] != ids[1] && ids.iter().all(|id| id.len() == 12), "{ids:?}");
    }
}
