//! Delivery of parcels (运单状态).

mod sta_7018;

use crate::check::{Check, OnWaybillStatus};

pub(crate) const CHECKS: &[Check<OnWaybillStatus>] = &[sta_7018::CHECK];
