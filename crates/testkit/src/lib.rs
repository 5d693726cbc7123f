//! Fixtures and lifelike retail traffic.
//!
//! [`generate`] writes a corpus of parcels, each of four documents, as the traders of a day would
//! send them: batched per company, out of order, some late, some twice, some with one of the known
//! faults ([`Fault`]) planted, and a truth file that says which. A corpus is a function of its
//! [`Plan`]: integers only, no clock, the same bytes on every machine. A parcel is a function of
//! its index, so memory does not grow with their number.
//!
//! People, companies and brands are made up. Identity numbers carry a valid check digit, since
//! customs checks it; telephones begin with `100`, which no network uses.
//!
//! Parcels go in ([`Flow::Import`]) or out ([`Flow::Export`]) of the country, in the same companies'
//! hands and in the same disorder.

#![deny(clippy::float_arithmetic)]

mod alter;
mod arrival;
pub mod attack;
mod banks;
mod companies;
mod corpus;
pub mod declarations;
mod digits;
mod divisions;
mod draw;
mod exports;
mod faults;
pub mod fixtures;
pub mod fraud;
pub mod gate_out;
mod generate;
mod goods;
mod goods_table;
mod inbound;
mod later;
mod later_part;
mod mended;
mod owned;
mod papers;
mod parcel;
mod people;
mod plan;
mod platforms;
pub mod postgres;
#[cfg(test)]
mod proof;
mod services;
mod truth;
mod world;

pub use banks::{BANK, SimulatedBanks};
pub use corpus::write_corpus;
pub use faults::{Fault, FaultInfo, Outcome};
pub use gate_out::{GateOut, ZoneMessage};
pub use generate::{GenerateError, GeneratedFile, MONTH_LATER, generate};
pub use goods::NoGoods;
pub use mended::{Mended, mended_payment};
pub use plan::{Flow, Plan};
pub use platforms::{PlatformAnswer, SimulatedPlatforms, TruthSigner};
pub use services::{RowError, SimulatedIdentities, SimulatedLimits};
pub use truth::{TRUTH_FILE, Truth, TruthError, TruthRow, read_truth};

pub(crate) use world::World;
