//! Forests that others grew, forests that this house grows, and tables week by week.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper that fails a test is as good as the test failing"
)]

mod evaluate;
mod foreign;
mod grown;
mod hostile;
mod public;
mod reasons;
mod saved;
