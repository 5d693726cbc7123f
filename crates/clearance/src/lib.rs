//! The procedures: inputs in, decisions out. Knows no XML, no HTTP and no database.
//!
//! [`House`] runs the commit protocol over the [`ports`]; its [`Office`] decides batches, each on a
//! `Desk`, the batch's working set. `take` and `list` file documents, `settle` matches, assesses and releases, `commands`
//! obeys officers, sites and the clock. Everything that decides is pure: moments and seeds come
//! with the inputs, so the inputs replayed in commit order come to the same states and receipts.

#![deny(clippy::float_arithmetic)]

mod accounts;
mod answer;
mod answers;
pub mod catalogue;
pub mod chain;
mod commands;
mod desk;
mod enquirer;
mod enterprises;
pub mod entry;
mod facts;
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
mod truth;

pub use answers::Policies;
pub use commands::entry_of_list_no;
pub use desk::UNIDENTIFIED;
pub use enquirer::{Buyer, Enquirer, IdentityService, LimitService, Unavailable};
pub use facts::{Foreseen, Load};
pub use house::House;
pub use office::{Decided, Office, Pending, Rooms, keys_ahead};
pub use outbox::{StoredReceipt, receipts_of};
pub use prepare::{Prepared, pack, prepare};
pub use registry::{Registry, Settings};
pub use tally::Tally;
pub use truth::{TruthAnswer, TruthPolicies, TruthProof};
