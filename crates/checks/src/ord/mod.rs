//! Figures of the order that must follow from one another.

mod ord_5002;
mod ord_5004;
mod ord_5005;

use crate::check::{Check, OnOrder};

pub(crate) const CHECKS: &[Check<OnOrder>] = &[ord_5002::CHECK, ord_5004::CHECK, ord_5005::CHECK];
