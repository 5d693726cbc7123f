//! `attack::Reader::Signature`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Signature.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Signature, bytes));
