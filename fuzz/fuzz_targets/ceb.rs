//! `attack::Reader::Ceb`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Ceb.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Ceb, bytes));
