//! Presented documents against the register of licences (监管证件联网核查).

use crate::{
    LicenceDraw, LicencesCase,
    check::{Check, OnLicences},
};

pub(crate) const CHECKS: &[Check<OnLicences>] = &[];

/// What the declaration writes off of the licences that it presents.
pub fn draws(_case: &LicencesCase<'_>) -> Vec<LicenceDraw> {
    Vec::new()
}
