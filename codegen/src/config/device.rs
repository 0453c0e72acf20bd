//! Names that Windows keeps for devices.

/// Windows has a device of that name in every folder: no file or folder can be called so, whatever follows a dot.
pub(crate) fn is_device(file_name: &str) -> bool {
    let numbered = |prefix: &str| {
        file_name
            .strip_prefix(prefix)
            .is_some_and(|number| number.len() == 1 && number.starts_with(|c: char| c.is_ascii_digit()))
    };
    matches!(file_name, "aux" | "con" | "nul" | "prn") || numbered("com") || numbered("lpt")
}
