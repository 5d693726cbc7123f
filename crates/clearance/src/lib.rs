//! The procedures: inputs in, decisions out. Knows no XML, no HTTP and no database.
//!
//! [`House`] runs the commit protocol over the [`ports`]; its [`Office`] decides batches, each on a
//! `Desk`, the batch's working set. `take` and `list` file documents, `settle` matches, assesses and releases, `commands`
//! obeys officers, sites and the clock; `exit_list` and `gate_pass` let bonded goods leave their zone. Everything that decides is pure: moments and seeds come
//! with the inputs, so the inputs replayed in commit order come to the same states and receipts.

#![deny(clippy::float_arithmetic)]

mod accounts;
mod answer;
mod book;
pub mod catalogue;
pub mod chain;
mod commands;
mod desk;
pub mod entry;
mod exit_list;
mod gate_pass;
pub mod history;
mod house;
mod list;
mod office;
mod outbox;
pub mod ports;
mod prepare;
mod registry;
mod settle;
mod take;
mod tally;
mod zone;

pub use commands::entry_of_list_no;
pub use desk::UNIDENTIFIED;
pub use exit_list::{ExitListFile, Share};
pub use gate_pass::GatePassFile;
pub use house::House;
pub use office::{Decided, Load, Office};
pub use outbox::{StoredReceipt, receipts_of};
pub use prepare::{Prepared, pack, prepare};
pub use registry::{Registry, Settings};
pub use tally::Tally;
pub use zone::{
    FIRST_STATE, case_of_zone_no, exit_list_state_number, exit_list_state_of,
    gate_pass_state_number, gate_pass_state_of, zone_states,
};
