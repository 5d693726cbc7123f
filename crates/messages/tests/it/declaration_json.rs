//! Goods declarations in our own JSON.

use expect_test::expect;
use messages::Limits;
use model::{Declaration, Direction, Filing};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    declaration::{any_declaration, declaration, faults},
    shared::{DECLARATION, refused},
};

fn spelt(declaration: &Value) -> String {
    json!({ "tongguan": "declaration", "declaration": declaration }).to_string()
}

/// A declaration that has what it must have.
fn sound() -> Value {
    serde_json::to_value(&declaration(DECLARATION).document).unwrap()
}

#[test]
fn it_says_what_the_wire_says() {
    let wire = declaration(DECLARATION);
    let raw = spelt(&sound());
    let ours = declaration(&raw);
    assert_eq!(ours.document, wire.document);
    assert_eq!(ours.faults, []);
    assert_eq!(ours.header.reference, wire.header.reference);
    assert_eq!((ours.message_type(), wire.message_type()), ("declaration", "DecMessage"));
    assert!(!ours.is_signed());
    assert_eq!(ours.place.of(raw.as_bytes()), raw.as_bytes());
}

#[test]
fn numbers_and_yes_and_no_are_taken_as_such() {
    let mut given = sound();
    given["direction"] = json!("export");
    given["filing"] = json!("save");
    given["wants_guarantee"] = json!(true);
    given["packages"] = json!(12);
    given["gross_weight_kg"] = json!(1200.5);
    given["items"][0]["origin"] = json!("CHN");
    given["items"][0]["destination"] = json!("USA");
    given["containers"] = json!([{ "number": "CSQU3054383", "spec": "11", "goods_lines": [1, 2] }]);
    given["promises"] = json!(["1", "2"]);
    let raw = spelt(&given);
    let Declaration { direction, filing, items, containers, promises, .. } =
        declaration(&raw).document;
    assert_eq!((direction, filing), (Direction::Export, Filing::Save));
    assert_eq!((items[0].origin.as_str(), items[0].destination.as_str()), ("CHN", "USA"));
    assert_eq!(containers[0].goods_lines.as_str(), "1,2");
    assert_eq!(promises.len(), 2);
    let read = declaration(&raw).document;
    assert_eq!((read.packages, read.gross_weight_kg.to_string()), (12, "1200.50".to_owned()));
    assert_eq!(read.wants_guarantee.as_str(), "1");
}

#[test]
fn a_summary_is_named_by_its_step() {
    let mut given = sound();
    given["kind"] = json!("");
    for (step, kind) in [("summary", "005"), ("full", "006"), ("whole", "")] {
        given["step"] = json!(step);
        let raw = spelt(&given);
        let read = declaration(&raw).document;
        assert_eq!(serde_json::to_value(read.step).unwrap(), step);
        assert_eq!(read.kind.as_str(), kind);
    }
}

#[test]
fn every_fault_is_said_at_once_where_it_stands() {
    let mut given = sound();
    given["direction"] = json!("sideways");
    given["declaring_customs"] = json!("53");
    given["transport_mod"] = json!("2");
    given["trader"]["nickname"] = json!("甲");
    given["freight"] = json!({ "mark": "9", "amount": "much" });
    given["items"][0]["quantity"] = json!({ "value": 1 });
    given["items"][0]["name"] = json!(null);
    given["items"][0]["limits"] =
        json!([{ "kind": "420", "number": "A1", "vins": [{ "vin": "1", "colour": "red" }, 7] }]);
    given["containers"] = json!({ "number": "CSQU3054383" });
    expect![[r#"
        FMT-1112 declaration.items[0].quantity "{}" "N19,5"
        FMT-1101 declaration.items[0].name "" "C..255"
        FMT-1112 declaration.items[0].limits[0].vins[1] "7" "{}"
        FMT-1112 declaration.items[0].limits[0].vins[0].colour "red" "本系统的字段名 (a field's name)"
        FMT-1112 declaration.containers "{\"number\":\"CSQU3054383\"}" "[]"
        FMT-1108 declaration.direction "sideways" "I|E"
        FMT-1103 declaration.declaring_customs "53" "C4"
        FMT-1108 declaration.freight.mark "9" "1|2|3"
        FMT-1104 declaration.freight.amount "much" "N19,5"
        FMT-1112 declaration.trader.nickname "甲" "本系统的字段名 (a field's name)"
        FMT-1112 declaration.transport_mod "2" "本系统的字段名 (a field's name)"
    "#]]
    .assert_eq(&faults(&declaration(&spelt(&given))));
}

#[test]
fn more_than_a_declaration_may_hold_is_said() {
    let mut given = sound();
    given["items"] = json!(vec![given["items"][0].clone(); 51]);
    let raw = spelt(&given);
    let reading = declaration(&raw);
    assert_eq!(reading.document.items.len(), 50);
    assert!(faults(&reading).contains("FMT-1111 declaration.items"), "{}", faults(&reading));
}

#[test]
fn what_is_no_declaration_is_refused() {
    let limits = Limits::default();
    for raw in [
        r#"{"tongguan":"declaration"}"#,
        r#"{"tongguan":"declaration","declaration":[]}"#,
        r#"{"tongguan":"declaration","declaration":{},"more":1}"#,
        r#"{"tongguan":"declaration","declaration":{"#,
    ] {
        assert_eq!(refused(raw.as_bytes(), &limits).finding.code, "FMT-1010", "{raw}");
    }
    let raw = spelt(&json!({}));
    let empty = declaration(&raw);
    assert!(faults(&empty).contains("FMT-1101 declaration.reference"), "{}", faults(&empty));
}

proptest! {
    #[test]
    fn any_declarations_own_json_is_read_as_itself(document in any_declaration()) {
        let raw = spelt(&serde_json::to_value(&document).unwrap());
        let reading = declaration(&raw);
        let faults: Vec<_> = reading.faults.iter().filter(|it| it.code != "FMT-1101").collect();
        prop_assert_eq!(faults, Vec::<&model::Finding>::new(), "{}", raw);
        prop_assert_eq!(&reading.document, &document, "{}", raw);
    }
}
