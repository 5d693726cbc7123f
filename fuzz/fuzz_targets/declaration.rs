//! `attack::Reader::Declaration`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Declaration.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Declaration, bytes));
