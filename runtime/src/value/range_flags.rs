//! The flags with which the binary form of a range begins.

pub(super) const EMPTY: u8 = 0x01;
pub(super) const LOWER_INCLUDED: u8 = 0x02;
pub(super) const UPPER_INCLUDED: u8 = 0x04;
pub(super) const LOWER_UNBOUNDED: u8 = 0x08;
pub(super) const UPPER_UNBOUNDED: u8 = 0x10;
