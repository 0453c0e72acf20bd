//! Where an object is in the system catalogs.

/// An object of a system catalog, or a part of it, such as a column of a relation.
pub(super) type Address = (u32, u32, i32);

/// OIDs of the system catalogs themselves, the same in every database.
pub(super) mod class {
    pub(in super::super) const TYPE: u32 = 1247;
    pub(in super::super) const PROC: u32 = 1255;
    pub(in super::super) const CLASS: u32 = 1259;
    pub(in super::super) const DATABASE: u32 = 1262;
    pub(in super::super) const DEFAULT: u32 = 2604;
    pub(in super::super) const CONSTRAINT: u32 = 2606;
    pub(in super::super) const NAMESPACE: u32 = 2615;
    pub(in super::super) const REWRITE: u32 = 2618;
    pub(in super::super) const TRIGGER: u32 = 2620;
    pub(in super::super) const EXTENSION: u32 = 3079;
    pub(in super::super) const POLICY: u32 = 3256;
}
