//! `attack::Reader::Manifest`.

#![no_main]

use fuzz::attack::Reader;

libfuzzer_sys::fuzz_target!(init: Reader::Manifest.get_ready(), |bytes: &[u8]| fuzz::attack(Reader::Manifest, bytes));
