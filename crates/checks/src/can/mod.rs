//! Cancellation of a list (撤销申请).

mod can_7003;
mod can_7005;
mod can_7009;

pub(crate) use can_7005::is_before_release;

use crate::check::{Check, OnCancelling};

pub(crate) const CHECKS: &[Check<OnCancelling>] =
    &[can_7003::CHECK, can_7009::CHECK, can_7005::CHECK];
