//! The embedded store: one SQLite file, one writer, many readers.
//!
//! [`SqliteStore`] is the writer and implements [`clearance::ports::Store`]; [`SqliteRecords`]
//! reads and implements [`clearance::ports::Records`]. [`prove`] re-computes the chain.
//! [`Deliveries`] is another file: how far each receiver of receipts has come.

#![deny(clippy::float_arithmetic)]

mod decided;
mod deliveries;
mod export;
mod filter;
mod load;
mod logged;
mod migrations;
mod prove;
mod records;
mod rows;
mod signing;
mod sqlite;
mod tasks;
mod write;

pub use deliveries::{
    Carried, Deliveries, FolderCursor, Intervention, Partner, Standing, Webhook, WebhookKey,
};
pub use export::export;
pub use load::SqliteLoader;
pub use migrations::{SCHEMA_VERSION, migrate};
pub use prove::{Proof, ProofFault, prove, prove_inputs};
pub use records::SqliteRecords;
pub use signing::{DocumentSignature, HeadSignature, verify_document, verify_head};
pub use sqlite::{InUse, Options, SqliteStore};
pub use tasks::{TaskHolder, TaskOrder, TaskPlace, TaskQuery, TaskQueue};
pub use write::Staged;
