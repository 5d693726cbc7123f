//! `attack::Reader::Csv`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Csv.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Csv, bytes));
