//! Where a house is kept ([`Place`]): in SQLite files of a folder, or in a PostgreSQL database. One writes, many read.
//!
//! [`HouseStore`] is who decides, and implements [`clearance::ports::Store`] over [`SqliteStore`] or [`PostgresStore`];
//! [`HouseRecords`] reads either and implements [`clearance::ports::Records`]. [`prove`] re-computes the chain, [`carry`]
//! takes a house from one place to another. Beside it stand [`Deliveries`], how far each receiver of receipts has come;
//! [`People`], who signs in; [`Drafts`], what traders have not sent yet; and, in a folder whatever the place is,
//! [`Named`], which cases name whom, and [`Precedents`], earlier declarations by company and goods.

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
