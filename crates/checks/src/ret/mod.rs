//! Return of goods that were released (退货申请).

mod ret_2209;
mod ret_2210;
mod ret_5001;
mod ret_7001;
mod ret_7002;

use crate::check::{Check, OnReturn};

pub(crate) const CHECKS: &[Check<OnReturn>] =
    &[ret_7001::CHECK, ret_7002::CHECK, ret_2209::CHECK, ret_2210::CHECK, ret_5001::CHECK];
