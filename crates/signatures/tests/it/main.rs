//! What a caller sees: canonical forms, verdicts, keys that others made.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]

mod attacks;
mod bad;
mod c14n;
mod keys;
mod official;
mod openssl;
mod support;
mod verify;
