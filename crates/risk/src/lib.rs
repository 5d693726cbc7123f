//! Features in, selection and reasons out.
//!
//! A case is weighed by features, rules and a model within a budget (`engine`). Beside that stand lots and the rows that officers
//! watch (布控), which weigh nothing and know nothing of it (`selector`). All of it is data, and all of it says why.

pub mod backtest;
pub mod batch;
pub mod case;
pub mod description;
pub mod engine;
#[cfg(feature = "train")]
pub mod evaluate;
pub mod features;
pub mod figures;
pub mod lessons;
mod looked_at;
pub mod lots;
pub mod memory;
mod record;
pub mod rules;
mod selector;
mod share;
pub mod trees;
mod watch;

pub use looked_at::{Features, Goods};
pub use model::{Lane, Reason, Selection};
pub use record::{Field, Kind, Record, Schema, SchemaError, Slot};
pub use selector::{RANDOM, Selector};
pub use watch::WatchError;
