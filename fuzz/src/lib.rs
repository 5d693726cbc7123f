//! What all targets do: give the reader the bytes, and stop where it did what it must not.
//!
//! The bodies are `testkit`'s, taken by their files, so that a fuzzer compiles the readers and nothing else.

#[path = "../../crates/testkit/src/attack/mod.rs"]
pub mod attack;

use attack::Reader;

/// # Panics
/// When the reader did what no reader may do.
pub fn attack(reader: Reader, bytes: &[u8]) {
    if let Err(why) = reader.try_out(bytes) {
        panic!("{}: {why}", reader.name());
    }
}
