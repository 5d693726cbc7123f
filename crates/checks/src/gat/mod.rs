//! Gate passes (核放单): alone, against what is held, beside the exit lists carried, at the gate.

mod alone;
mod carried;
mod passage;
mod state;

pub(crate) use alone::CHECKS as ALONE;
pub(crate) use carried::CHECKS as CARRIED;
pub(crate) use passage::CHECKS as PASSAGE;
pub(crate) use state::CHECKS as STATE;
