//! `attack::Reader::Sad`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Sad.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Sad, bytes));
