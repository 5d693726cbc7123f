//! The embedded store: one SQLite file, one writer, many readers.
//!
//! [`SqliteStore`] is the writer and implements [`clearance::ports::Store`]; [`HouseRecords`]
//! reads and implements [`clearance::ports::Records`]. [`prove`] re-computes the chain.
//! [`Deliveries`] is another file: how far each receiver of receipts has come; [`People`] a third: who signs in;
//! [`Drafts`] a fourth: what traders have not sent yet; [`Named`] a fifth: which cases name whom; [`Precedents`] a sixth:
//! earlier declarations by company and goods.

#![deny(clippy::float_arithmetic)]

mod beside;
mod carry;
mod decided;
mod deliveries;
mod drafts;
mod examine;
mod export;
mod filter;
mod house;
mod load;
mod logged;
mod migrations;
mod named;
mod people;
mod pg;
mod place;
mod precedents;
mod prove;
mod records;
mod rows;
mod signing;
mod sql;
mod sqlite;
mod tasks;
mod write;

pub use carry::{Moved, carry};
pub use deliveries::{
    Carried, Deliveries, FolderCursor, Intervention, Partner, Standing, Webhook, WebhookKey,
};
pub use drafts::{Draft, Drafts, NewDraft, NotKept};
pub use examine::{faults_of_pages, is_in_use, keeps_checksums, schema_of};
pub use export::export;
pub use house::{HouseStore, Loader, inbox};
pub use load::SqliteLoader;
pub use migrations::{SCHEMA_VERSION, migrate};
pub use named::{Named, Naming, Progress};
pub use people::{ApiKey, NewApiKey, NewPerson, Occurrence, People, Person, PersonChange, Session};
pub use pg::{HouseWatch, PostgresInbox, PostgresStore};
pub use place::{NotAPlace, Place};
pub use precedents::{
    ChangedCase, EarlierCase, EarlierLine, GoodsQuery, NamedAs, Outcome, Precedent, PrecedentLine,
    Precedents,
};
pub use prove::{Proof, ProofFault, first_state, prove, prove_inputs, step_of};
pub use records::HouseRecords;
pub use rows::pack;
pub use signing::{DocumentSignature, HeadSignature, verify_document, verify_head};
pub use sqlite::{InUse, Options, SqliteStore};
pub use tasks::{TaskHolder, TaskOrder, TaskPlace, TaskQuery, TaskQueue, TaskReach};
pub use write::Staged;
