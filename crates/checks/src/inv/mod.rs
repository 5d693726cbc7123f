//! The list: what must agree within it, with the order's items, with limits and balances.

mod inv_2320;
mod inv_2321;
mod inv_4002;
mod inv_4003;
mod inv_4004;
mod inv_5005;
mod inv_5012;
mod inv_6305;
mod inv_6311;
mod inv_6312;
mod inv_6313;
mod inv_6314;
mod inv_6318;

use crate::check::{Check, OnAssessed, OnInventory, OnJoined};

pub(crate) const ALONE: &[Check<OnInventory>] =
    &[inv_4002::CHECK, inv_5005::CHECK, inv_5012::CHECK];

pub(crate) const JOINED: &[Check<OnJoined>] = &[inv_2320::CHECK, inv_2321::CHECK];

pub(crate) const ASSESSED: &[Check<OnAssessed>] = &[
    inv_4003::CHECK,
    inv_4004::CHECK,
    inv_6305::CHECK,
    inv_6313::CHECK,
    inv_6314::CHECK,
    inv_6311::CHECK,
    inv_6312::CHECK,
    inv_6318::CHECK,
];
