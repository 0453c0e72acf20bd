//! Numbers as people read them.

/// `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group));
    groups.collect::<Vec<_>>().join(",")
}

/// `8 kB`, `1.5 MB`.
pub(super) fn bytes(size: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = units.iter().scan(1_u64, |scale, unit| {
        let at = *scale;
        *scale = scale.saturating_mul(1024);
        Some((at, *unit))
    });
    let (scale, unit) = unit.take_while(|(scale, _)| *scale <= size.max(1)).last().unwrap_or((1, "B"));
    let (whole, tenth) = (size / scale, size % scale * 10 / scale);
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth} {unit}") } else { format!("{whole} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        let sizes = [0, 1_000, 8_192, 1_600_000, 50_000_000, 3 << 40];
        assert_eq!(sizes.map(bytes), ["0 B", "1000 B", "8 kB", "1.5 MB", "47 MB", "3 TB"]);
    }
}
