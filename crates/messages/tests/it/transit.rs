//! The transit inside a goods declaration: on the wire and in our own JSON.

use expect_test::expect;
use messages::{DeclarationHeader, wire_path, write_declaration};
use model::{Declaration, DeclaredTransit, Filing};
use proptest::{collection::vec, option, prelude::*};
use serde_json::json;

use crate::{
    declaration::{amount, declaration, faults, text},
    shared::DECLARATION,
};

const TRANSIT: &str = "<TrnHead><TrnPreId/><TurnNo>2248261000000002</TurnNo><NativeTrafMode>4</NativeTrafMode>\
    <TrafCustomsNo>沪A12345</TrafCustomsNo><ContractorCode>3122960011</ContractorCode><TransFlag>1G</TransFlag>\
    <ValidTime>2026-11-25</ValidTime><ESealFlag>Y</ESealFlag><TrnType>1</TrnType></TrnHead>\
    <TrnList><TrafMode>2</TrafMode><ShipNameEn>EXAMPLE ROSE</ShipNameEn><BillNo>B1</BillNo></TrnList>\
    <TrnContainers><TrnContainer><ContaNo>CSQU3054383</ContaNo><ContaSn>1</ContaSn><SealNo>E1;E2</SealNo>\
    <SealQty>2</SealQty></TrnContainer><TrnContainer><ContaNo/></TrnContainer></TrnContainers>\
    <TrnContaGoodsList><TrnContaGoods><ContaNo>CSQU3054383</ContaNo><GNo>1</GNo>\
    <ContaGoodsCount>40</ContaGoodsCount><ContaGoodsWeight>1260.5</ContaGoodsWeight></TrnContaGoods></TrnContaGoodsList>";

/// The fixture with these nodes behind its signature, and that operation.
fn with(nodes: &str, operation: &str) -> String {
    let nodes = nodes.replace("</", "\0").replace('<', "<dec:").replace('\0', "</dec:");
    DECLARATION
        .replace("</dec:DecSign>", &format!("</dec:DecSign>{nodes}"))
        .replace("OperType>C", &format!("OperType>{operation}"))
}

#[test]
fn every_part_of_it_is_read() {
    let raw = with(TRANSIT, "D");
    let reading = declaration(&raw);
    assert_eq!((faults(&reading).as_str(), reading.document.filing), ("", Filing::Declare));
    let it = reading.document.transit.unwrap();
    assert_eq!((&*it.kind, &*it.vehicle_no, &*it.uses_seals), ("1G", "沪A12345", "Y"));
    assert_eq!((&*it.transit_no, it.due_on.to_string()), ("2248261000000002", "20261125".into()));
    let border = it.border.unwrap();
    assert_eq!((&*border.transport_name, &*border.bill_no), ("EXAMPLE ROSE", "B1"));
    // The second one is blank, as clients send what they do not have.
    assert_eq!(it.containers.len(), 1);
    assert_eq!(it.containers[0].each_seal().collect::<Vec<_>>(), ["E1", "E2"]);
    let goods = &it.goods[0];
    assert_eq!((goods.item, goods.packages, goods.weight_kg), (1, Some(40), "1260.5".parse().ok()));
}

#[test]
fn our_own_json_says_the_same() {
    let wire = with(TRANSIT, "D");
    let wire = declaration(&wire).document;
    let raw = json!({ "tongguan": "declaration", "declaration": wire }).to_string();
    let ours = declaration(&raw);
    assert_eq!((faults(&ours).as_str(), &ours.document), ("", &wire));
    let said = json!({ "vehicle_no": 12345, "uses_seals": true, "border": null, "containers": [] });
    let mut given = serde_json::to_value(&wire).unwrap();
    given["transit"] = said;
    let raw = json!({ "tongguan": "declaration", "declaration": given }).to_string();
    let expected = DeclaredTransit {
        vehicle_no: "12345".into(),
        uses_seals: "Y".into(),
        ..DeclaredTransit::default()
    };
    assert_eq!(declaration(&raw).document.transit, Some(expected));
}

#[test]
fn who_declares_with_a_transit_brings_one() {
    for (nodes, operation) in [("", "D"), ("<TrnHead><ESealFlag>N</ESealFlag></TrnHead>", "D")] {
        let raw = with(nodes, operation);
        assert_eq!(faults(&declaration(&raw)), "FMT-1101 declaration.transit \"\" \"TrnHead\"\n");
    }
    for (nodes, operation) in
        [("", "B"), ("<TrnHead/><TrnList/><TrnContainers/><TrnContaGoodsList/>", "C")]
    {
        let raw = with(nodes, operation);
        let reading = declaration(&raw);
        assert_eq!((faults(&reading).as_str(), reading.document.transit), ("", None));
    }
}

#[test]
fn every_fault_of_its_form_is_said_where_it_stands() {
    let wrong = TRANSIT
        .replace("<NativeTrafMode>4", "<NativeTrafMode>40")
        .replace("2026-11-25", "2026-11-31")
        .replace("<ESealFlag>Y", "<ESealFlag>1")
        .replace("<TrafMode>2", "<TrafMode>22")
        .replace("<ContaSn>1", "<ContaSn>一")
        .replace("<ContaGoodsCount>40", "<ContaGoodsCount>")
        .replace("<GNo>1", "<GNo>");
    let raw = with(&format!("{wrong}{TRANSIT}"), "D");
    let reading = declaration(&raw);
    expect![[r#"
        FMT-1103 declaration.transit.transport_mode "40" "C1"
        FMT-1107 declaration.transit.due_on "2026-11-31" "yyyymmdd"
        FMT-1108 declaration.transit.uses_seals "1" "Y|N"
        FMT-1103 declaration.transit.border.transport_mode "22" "C1"
        FMT-1104 declaration.transit.containers[0].place "一" "N9"
        FMT-1101 declaration.transit.goods[0].item "" "N9"
        FMT-1101 declaration.transit.goods[0].packages "" "N9"
        FMT-1109 declaration.transit "2" "0..1"
        FMT-1109 declaration.transit.border "2" "0..1"
    "#]]
    .assert_eq(&faults(&reading));
    let paths: Vec<_> = reading.faults.iter().map(|it| wire_path(&it.pointer)).collect();
    let path = |index: usize| paths[index].as_deref();
    assert_eq!(path(0), Some("TrnHead.NativeTrafMode"));
    assert_eq!(path(3), Some("TrnList.TrafMode"));
    assert_eq!(path(6), Some("TrnContaGoods[1].ContaGoodsCount"));
    assert_eq!((path(7), path(8)), (Some("TrnHead"), Some("TrnList")));
    // What is only kept may leave out how much is in a container.
    let kept = with(&TRANSIT.replace("<ContaGoodsCount>40", "<ContaGoodsCount>"), "B");
    assert_eq!(faults(&declaration(&kept)), "");
    let ours = json!({ "tongguan": "declaration", "declaration": { "transit": 7 } }).to_string();
    let said = faults(&declaration(&ours));
    assert!(said.contains("FMT-1112 declaration.transit \"7\" \"{}\""), "{said}");
    let ours = json!({ "tongguan": "declaration", "declaration": { "transit": { "lock_no": 7 } } });
    let ours = ours.to_string();
    let said = faults(&declaration(&ours));
    assert!(said.contains("FMT-1112 declaration.transit.lock_no \"7\""), "{said}");
}

#[test]
fn the_operation_says_whether_it_comes_with_one() {
    let raw = with(TRANSIT, "D");
    let mut it = declaration(&raw).document;
    let operation = |it: &Declaration<'_>| {
        let mut out = Vec::new();
        write_declaration(&DeclarationHeader::default(), it, &mut out);
        let out = String::from_utf8(out).unwrap();
        declaration(&out).header.operation.to_string()
    };
    assert_eq!(operation(&it), "D");
    it.filing = Filing::Save;
    assert_eq!(operation(&it), "B");
    it.transit = None;
    assert_eq!(operation(&it), "G");
}

/// One that says something besides its marks.
pub(crate) fn any_transit() -> impl Strategy<Value = DeclaredTransit<'static>> {
    let border = [text(32), text(32), text(32)].prop_map(|[name, voyage_no, bill_no]| {
        model::TransitBorder {
            transport_mode: "2".into(),
            transport_name: name.into(),
            voyage_no: voyage_no.into(),
            bill_no: bill_no.into(),
            ..model::TransitBorder::default()
        }
    });
    let container = ("[A-Z]{4}[0-9]{7}", text(30), option::of(1..99u32), option::of(amount()))
        .prop_map(|(number, seals, place, vehicle_weight_kg)| model::SealedContainer {
            number: number.into(),
            seals: seals.into(),
            place,
            vehicle_weight_kg,
            ..model::SealedContainer::default()
        });
    let goods = ("[A-Z]{4}[0-9]{7}", 1..50u32, option::of(1..99u32), option::of(amount()))
        .prop_map(|(container, item, packages, weight_kg)| model::ContainerGoods {
            container: container.into(),
            item,
            packages,
            weight_kg,
        });
    (
        [text(12), text(70), text(100)],
        prop_oneof![Just("Y"), Just("N"), Just("")],
        option::of(border),
        vec(container, 0..4),
        vec(goods, 0..4),
    )
        .prop_map(|([vehicle, carrier, note], seals, border, containers, goods)| {
            DeclaredTransit {
                kind: "AA".into(),
                vehicle_no: vehicle.into(),
                carrier_name: carrier.into(),
                uses_seals: seals.into(),
                note: note.into(),
                border,
                containers,
                goods,
                ..DeclaredTransit::default()
            }
        })
}
