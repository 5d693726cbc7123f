//! The binary as its users meet it: command line, HTTP door, and what a kill leaves.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod api;
mod bad_input;
mod commands;
mod ingest;
mod kill;
mod receipts;
mod returns;
mod support;
mod time;
mod verify;
