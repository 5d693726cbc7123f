//! Declarations of houses that run ASYCUDA World (`<ASYCUDA>`), which `messages` reads: [`declare`] makes a
//! declaration of this house of one and says what it leaves out, [`filed`] the reverse; [`compare`] computes its taxes again under a
//! country's profile and says where its own figures differ.
//!
//! Pure: no clock, no files. Nothing that a SAD does not say is filled in.

#![deny(clippy::float_arithmetic)]

mod compare;
mod declare;
mod filed;
mod made;
mod plans;
mod profile;
mod sums;

pub use compare::{Check, Comparison, ItemComparison, Step, TaxComparison, compare};
pub use declare::{Declared, declare};
pub use filed::{Filed, LeftOut, filed};
pub use made::Remark;
pub use profile::{Country, Dialect, country};
