//! Enterprises that a document names, against the registry (备案).

mod reg_4001;
mod reg_4002;
mod reg_4003;
mod reg_4004;

use crate::check::{Check, OnParties};

pub(crate) const CHECKS: &[Check<OnParties>] =
    &[reg_4001::CHECK, reg_4002::CHECK, reg_4003::CHECK, reg_4004::CHECK];
