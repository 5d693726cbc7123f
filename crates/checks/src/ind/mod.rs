//! Goods that came into a supervised site (入库明细).

mod ind_7001;

use crate::check::{Check, OnReceiving};

pub(crate) const CHECKS: &[Check<OnReceiving>] = &[ind_7001::CHECK];
