//! Features in, selection and reasons out.
//!
//! Two kinds of rule today: a seeded random share and the rows officers watch (布控). Both are data.
//! A full engine takes the same [`Features`] and answers the same [`Selection`].

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
