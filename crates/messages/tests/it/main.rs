//! The wire formats from outside: what is read, what is refused, what is written.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails a test is as good as the test failing"
)]

mod amendment;
mod arrival;
mod attacks;
mod declaration;
mod declaration_json;
mod documents;
mod dxp;
mod export;
mod faults;
mod file;
mod growth;
mod limits;
mod manifest;
mod official;
mod panics;
mod port_json;
mod receipts;
mod sad;
mod samples;
mod shared;
mod supplement;
mod transit;
mod zone;
