//! Forests that others grew, and forests that this house grows.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper that fails a test is as good as the test failing"
)]

mod foreign;
mod grown;
mod hostile;
mod reasons;
mod saved;
