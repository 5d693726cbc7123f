//! Withdrawal of a list (撤销申请).

mod can_7005;

pub(crate) use can_7005::{CHECK as CAN_7005, is_before_release};
