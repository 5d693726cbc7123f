//! `attack::Reader::Dxp`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Dxp.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Dxp, bytes));
