//! The binary as its users meet it: command line, HTTP door, and what a kill leaves.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod api;
mod bad_input;
mod books;
mod commands;
mod ingest;
mod kill;
mod receipts;
mod support;
mod verify;
mod zone;
