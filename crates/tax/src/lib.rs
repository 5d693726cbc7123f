//! From customs value to assessment: every step with formula, rate and basis.
//!
//! [`assess`] makes numbers and bases, exact in integers; [`explain`] puts them into sentences when
//! somebody reads them. Each figure is rounded once, from the exact value of its formula; the
//! formula's operands are figures of the assessment, so a reader can compute it again. [`rest_of`]
//! says what is left of a figure when goods go back.

#![deny(clippy::float_arithmetic)]

mod apportion;
mod assess;
mod explain;
mod levy;
mod rest;

pub use assess::{RetailCase, TaxError, assess};
pub use explain::explain;
pub use rest::rest_of;
