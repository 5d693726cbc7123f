//! The readers under attack, without a fuzzer: the kept corpus and seeded changes of it go through the same
//! bodies as the fuzz targets (`fuzz/`).

use std::{collections::BTreeSet, fs, path::Path};

use expect_test::expect_file;
use testkit::attack::{Changer, Reader};

/// Changes tried of each reader's corpus. What takes minutes is `make fuzz`.
const CHANGES: u64 = 5_000;

/// The kept inputs of a reader, by name.
fn corpus(reader: Reader) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut kept: Vec<(String, Vec<u8>)> = fs::read_dir(folder.join(reader.name()))
        .unwrap()
        .map(|it| it.unwrap().path())
        .map(|it| (it.file_name().unwrap().to_string_lossy().into_owned(), fs::read(it).unwrap()))
        .collect();
    kept.sort();
    kept
}

#[track_caller]
fn tried(reader: Reader, bytes: &[u8], which: &str) {
    if let Err(why) = reader.try_out(bytes) {
        panic!("{} {which}: {why}\n{}", reader.name(), String::from_utf8_lossy(bytes));
    }
}

#[test]
fn no_kept_input_and_no_change_of_one_does_what_it_must_not() {
    let mut n_bytes = 0;
    for reader in Reader::ALL {
        let kept = corpus(reader);
        assert!(kept.len() >= 4, "{} has a corpus", reader.name());
        for (name, bytes) in &kept {
            n_bytes += bytes.len();
            tried(reader, bytes, name);
        }
        let changer = Changer::new(7);
        for number in 0..CHANGES {
            let (one, other) = (number as usize % kept.len(), number as usize * 7 % kept.len());
            let changed = changer.change(number, &kept[one].1, &kept[other].1);
            tried(reader, &changed, &format!("{} changed ({number})", kept[one].0));
        }
    }
    assert!(n_bytes <= 2_000_000, "the corpus is small: {n_bytes} bytes");
}

/// The words that a fuzzer puts together: made from the tables by which messages are read.
#[test]
fn the_dictionary_has_every_name_of_the_tables() {
    let names: BTreeSet<&str> =
        messages::element_names().chain(messages::message_kinds()).collect();
    assert!(names.len() > 500, "{}", names.len());
    let mut words =
        String::from("# Names of elements and kinds of messages; a test writes this file.\n");
    for name in names {
        words.push_str(&format!("\"{name}\"\n"));
    }
    expect_file!["../../../../fuzz/messages.dict"].assert_eq(&words);
}

#[test]
fn a_change_is_a_function_of_its_number_and_most_change_something() {
    let kept = corpus(Reader::Ceb);
    let (changer, same) = (Changer::new(7), Changer::new(7));
    let change = |it: &Changer, number| it.change(number, &kept[0].1, &kept[1].1);
    let changed = (0..100).filter(|it| change(&changer, *it) != kept[0].1).count();
    assert!(changed > 80, "{changed}");
    assert!((0..100).all(|it| change(&changer, it) == change(&same, it)));
    assert!((0..100).any(|it| change(&changer, it) != change(&Changer::new(8), it)));
}
