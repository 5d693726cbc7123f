//! `attack::Reader::Json`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Json.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Json, bytes));
