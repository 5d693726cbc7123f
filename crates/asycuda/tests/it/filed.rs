//! Declarations as SADs, and back.

use asycuda::{LeftOut, declare, filed};
use messages::{Limits, Message, Sad, SadStyle, SadText, read_sad, write_sad};
use params::Law;
use proptest::prelude::*;

use crate::{GULF, ISLAND, ISLAND_PROFILE, MOUNTAIN, reading};

/// A SAD as it is read from what is written of it.
fn again(sad: &Sad) -> Sad {
    let mut raw = Vec::new();
    write_sad(sad, &mut raw);
    let reading = read_sad(&raw, SadStyle::default()).unwrap();
    assert_eq!(reading.faults, [], "{}", String::from_utf8_lossy(&raw));
    reading.sad
}

/// Its words, without the places where they stood.
fn words(sad: &Sad) -> String {
    serde_json::to_string(sad).unwrap()
}

#[test]
fn what_is_read_of_a_sad_is_read_again_of_what_is_written_of_it() {
    for (raw, profile) in [(ISLAND, ISLAND_PROFILE), (MOUNTAIN, ""), (GULF, "")] {
        let sad = reading(raw, profile).sad;
        assert_eq!(words(&again(&sad)), words(&sad));
    }
}

#[test]
fn a_declaration_made_of_a_sad_comes_back_from_its_own() {
    let law = Law::shipped().unwrap();
    for (raw, profile) in [(ISLAND, ISLAND_PROFILE), (MOUNTAIN, ""), (GULF, "")] {
        let message = declare(&reading(raw, profile).sad, &law).message;
        let text = message.to_string();
        let Ok(Message::Declaration(declared)) =
            messages::read(text.as_bytes(), &Limits::default())
        else {
            panic!("no declaration: {text}");
        };
        let made = filed(&declared.document, &law);
        let back = declare(&again(&made.sad), &law).message;
        let lost: Vec<&str> = made.left_out.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(lost, [""; 0], "{text}");
        let again = back.to_string();
        let Ok(Message::Declaration(read)) = messages::read(again.as_bytes(), &Limits::default())
        else {
            panic!("no declaration: {again}");
        };
        assert_eq!(read.document, declared.document);
    }
}

#[test]
fn what_a_sad_cannot_say_is_said_to_be_left_out() {
    let law = Law::shipped().unwrap();
    let text = declare(&reading(ISLAND, ISLAND_PROFILE).sad, &law).message.to_string();
    let Ok(Message::Declaration(mut declared)) =
        messages::read(text.as_bytes(), &Limits::default())
    else {
        panic!("no declaration: {text}");
    };
    let it = &mut declared.document;
    it.supervision_mode = "0110".into();
    it.transport_mode = "9".into();
    it.items[0].model = "1|0|牌".into();
    let left_out = filed(it, &law).left_out;
    let said = |it: &LeftOut| format!("{} {}", it.pointer, it.value);
    let said: Vec<String> = left_out.iter().map(said).collect();
    assert_eq!(
        said,
        [
            "declaration.items[0].model 1|0|牌",
            "declaration.supervision_mode 0110",
            "declaration.transport_mode 9",
        ]
    );
}

proptest! {
    /// Any words, white space folded, any amounts.
    #[test]
    fn whatever_is_written_is_read(
        words_of in prop::collection::vec("[a-zA-Z0-9<>&\"'长é]{0,8}( [a-z]{1,4})?", 6),
        numbers in prop::collection::vec((0u32..10_000_000, 0u32..1_000), 4),
        n_items in 0usize..4,
    ) {
        let text = |nth: usize| SadText { text: words_of[nth].trim().to_owned(), ..SadText::default() };
        let number = |nth: usize| {
            let (whole, fraction) = numbers[nth];
            let text = format!("{whole}.{fraction:03}");
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            SadText { text, ..SadText::default() }
        };
        let mut sad = Sad { reference: text(0), comments: text(1), gross_weight: number(0), ..Sad::default() };
        sad.exporter.name = text(2);
        sad.insurance.foreign = number(1);
        sad.insurance.currency = text(3);
        for _ in 0..n_items {
            let mut item = messages::SadItem { name: text(4), price: number(2), ..Default::default() };
            item.invoice.foreign = number(3);
            item.previous.summary = text(5);
            sad.items.push(item);
        }
        prop_assert_eq!(words(&again(&sad)), words(&sad));
    }
}
