//! Which backups of a folder are kept: the last one of each of so many days, weeks, months or years.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File},
    io::{self, BufReader},
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::file::{Header, Reader};

/// What is kept: `7d,4w,12m`. Periods without a backup do not count, and the newest backup is always kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep(Vec<(usize, Period)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
    Hour,
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
    Year,
}

impl FromStr for Keep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rule = |part: &str| {
            let period = match part.chars().last() {
                Some('h') => Period::Hour,
                Some('d') => Period::Day,
                Some('w') => Period::Week,
                Some('m') => Period::Month,
                Some('y') => Period::Year,
                _ => return None,
            };
            Some((part[..part.len() - 1].parse().ok().filter(|count| *count > 0)?, period))
        };
        let rules = text.split(',').map(|part| {
            rule(part.trim()).ok_or_else(|| format!("`{part}` is none of 24h, 7d, 4w, 12m, 3y or the like"))
        });
        rules.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (count, period)) in self.0.iter().enumerate() {
            let letter = match period {
                Period::Hour => 'h',
                Period::Day => 'd',
                Period::Week => 'w',
                Period::Month => 'm',
                Period::Year => 'y',
            };
            write!(f, "{}{count}{letter}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// A moment as headers have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
}

impl Moment {
    /// Reads `2026-11-29T07:30:00Z`.
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let hour = time.split(':').next()?.parse().ok()?;
        (time.len() == 8 && parts.next().is_none()).then_some(Self { year, month, day, hour })
    }

    /// Days since 1970. Years begin in March, so that the day of a leap year is their last one.
    fn days(self) -> i64 {
        let (year, month) = if self.month > 2 { (self.year, self.month - 3) } else { (self.year - 1, self.month + 9) };
        let of_year = (153 * month + 2) / 5 + self.day - 1;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
    }

    /// A number that all moments of a period have.
    fn period(self, period: Period) -> i64 {
        match period {
            Period::Hour => self.days() * 24 + self.hour,
            Period::Day => self.days(),
            // 1970 began on a Thursday.
            Period::Week => (self.days() + 3).div_euclid(7),
            Period::Month => self.year * 12 + self.month,
            Period::Year => self.year,
        }
    }
}

impl Keep {
    /// Which of some times, as headers have them, are kept. What is no time is kept.
    pub fn kept(&self, times: &[&str]) -> Vec<bool> {
        let mut moments: Vec<(&str, usize, Moment)> = Vec::new();
        let mut kept = vec![false; times.len()];
        for (at, time) in times.iter().enumerate() {
            match Moment::parse(time) {
                Some(moment) => moments.push((time, at, moment)),
                None => kept[at] = true,
            }
        }
        moments.sort_unstable();
        if let Some((_, newest, _)) = moments.last() {
            kept[*newest] = true;
        }
        for (count, period) in &self.0 {
            // The last of each period.
            let last: BTreeMap<i64, usize> = moments.iter().map(|(_, at, own)| (own.period(*period), *at)).collect();
            for at in last.values().rev().take(*count) {
                kept[*at] = true;
            }
        }
        kept
    }
}

/// The name of a backup in a folder of backups: the database, and when it was.
pub fn file_name(header: &Header) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    let database: String = header.database.chars().map(safe).collect();
    let time: String = header.time.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{database}_{time}.backup")
}

/// Removes the backups of a database that are not kept, and says which. Only files with the name that this gave them, whose
/// header says the same, are looked at.
pub fn prune(folder: &Path, database: &str, keep: &Keep) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(header) = own(&path).filter(|header| header.database == database) {
            found.push((header.time, path));
        }
    }
    found.sort();
    let times: Vec<&str> = found.iter().map(|(time, _)| time.as_str()).collect();
    let kept = keep.kept(&times);
    let mut removed = Vec::new();
    for ((_, path), _) in found.iter().zip(kept).filter(|(_, is_kept)| !is_kept) {
        fs::remove_file(path)?;
        removed.push(path.clone());
    }
    Ok(removed)
}

/// The header of a file, if the file has the name of such a backup.
fn own(path: &Path) -> Option<Header> {
    let name = path.file_name()?.to_str()?;
    if !name.ends_with(".backup") || !path.is_file() {
        return None;
    }
    let header = Reader::new(BufReader::new(File::open(path).ok()?)).ok()?.header().clone();
    (file_name(&header) == name).then_some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read() {
        let keep: Keep = "7d, 4w,12m".parse().unwrap();
        assert_eq!(keep.to_string(), "7d,4w,12m");
        for wrong in ["", "7", "d", "0d", "7d,,4w", "7x"] {
            assert!(wrong.parse::<Keep>().is_err(), "{wrong}");
        }
    }
}
