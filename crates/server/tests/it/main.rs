//! The binary as its users meet it: command line, HTTP door, and what a kill leaves.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod api;
mod assess;
mod asycuda;
mod audits;
mod bad_input;
mod books;
mod collective;
mod commands;
mod declarations;
mod documents;
mod duty_slips;
mod enquiries;
mod exchange;
mod exports;
mod files;
mod folder;
mod guarantees;
mod ingest;
mod kill;
mod licences;
mod manifests;
mod monthly;
mod peak;
mod people;
mod public;
mod pull;
mod receipts;
mod registry;
mod returns;
mod sign;
mod streams;
mod supplements;
mod support;
mod tasks;
mod tick;
mod time;
mod tls;
mod transits;
mod truths;
mod verify;
mod views;
mod wall;
mod webhooks;
mod zone;
