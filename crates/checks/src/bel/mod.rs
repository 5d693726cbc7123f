//! Exit lists (出区核注清单): alone, against what is held, and beside the retail lists gathered.

mod alone;
mod gathered;
mod state;

pub(crate) use alone::{CHECKS as ALONE, known, repeated};
pub(crate) use gathered::CHECKS as GATHERED;
pub(crate) use state::CHECKS as STATE;
