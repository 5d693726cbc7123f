//! A SAD as a declaration that can be posted.

use asycuda::{Declared, declare};
use messages::{Limits, Message};
use params::Law;

use crate::{GULF, ISLAND, ISLAND_PROFILE, MOUNTAIN, reading};

fn declared(raw: &[u8], profile: &str) -> Declared {
    let declared = declare(&reading(raw, profile).sad, &Law::shipped().unwrap());
    // Whatever is left in it has the right form.
    let text = declared.message.to_string();
    let Ok(Message::Declaration(read)) = messages::read(text.as_bytes(), &Limits::default()) else {
        panic!("no declaration: {text}");
    };
    assert_eq!(read.faults, declared.missing, "what is not missing fits");
    declared
}

/// The declaration and what is said of it stand in files of its name.
fn shown(name: &str, declared: &Declared) {
    let declaration = serde_json::to_string_pretty(&declared.message["declaration"]).unwrap();
    let mut text = String::new();
    for it in &declared.remarks {
        let to = it.pointer.as_deref().unwrap_or("left out");
        text += &format!("{} {} {:?} → {to}: {}\n", it.line, it.path, it.observed, it.what);
    }
    assert_eq!(declared.faults, []);
    let file = |kind: &str| format!("{}/tests/declared/{name}.{kind}", env!("CARGO_MANIFEST_DIR"));
    expect_test::expect_file![file("json")].assert_eq(&(declaration + "\n"));
    expect_test::expect_file![file("txt")].assert_eq(&text);
}

#[test]
fn an_import_with_two_items() {
    shown("island", &declared(ISLAND, ISLAND_PROFILE));
}

#[test]
fn whatever_the_order_the_encoding_and_the_marks() {
    shown("mountain", &declared(MOUNTAIN, ""));
}

#[test]
fn an_export_whose_reference_is_too_long() {
    shown("gulf", &declared(GULF, ""));
}

#[test]
fn what_is_missing_is_said_and_not_filled_in() {
    let declared = declared(ISLAND, ISLAND_PROFILE);
    let pointers: Vec<&str> = declared.missing.iter().map(|it| it.pointer.as_str()).collect();
    for pointer in ["declaration.supervision_mode", "declaration.declaring_customs"] {
        assert!(pointers.contains(&pointer), "{pointer}: {pointers:?}");
    }
    assert!(declared.message["declaration"].get("supervision_mode").is_none());
}

#[test]
fn a_file_that_says_nothing_is_said_to() {
    let declared = declared(b"<ASYCUDA/>", "");
    let paths: Vec<&str> = declared.faults.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["Property/Sad_flow", "Item"]);
}
