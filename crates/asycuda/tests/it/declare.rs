//! A SAD as a declaration that can be posted.

use asycuda::{Declared, declare};
use expect_test::{Expect, expect};
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

fn shown(declared: &Declared, expected: Expect, remarks: Expect) {
    expected.assert_eq(&serde_json::to_string_pretty(&declared.message["declaration"]).unwrap());
    let mut text = String::new();
    for it in &declared.remarks {
        let to = it.pointer.as_deref().unwrap_or("left out");
        text += &format!("{} {} {:?} → {to}: {}\n", it.line, it.path, it.observed, it.what);
    }
    for it in &declared.faults {
        text += &format!("{it:?}\n");
    }
    remarks.assert_eq(&text);
}

#[test]
fn an_import_with_two_items() {
    shown(
        &declared(ISLAND, ISLAND_PROFILE),
        expect![[r#"
        {
          "bill_no": "NGBSUV550071",
          "declarant": {
            "code": "500100777",
            "name": "HARBOUR BROKERS"
          },
          "declarant_person": "A. EXAMPLE",
          "direction": "import",
          "freight": {
            "amount": "260",
            "currency": "USD",
            "mark": "3"
          },
          "gross_weight_kg": "590",
          "insurance": {
            "amount": "26",
            "currency": "USD",
            "mark": "3"
          },
          "items": [
            {
              "commodity_code": "871160",
              "currency": "USD",
              "destination": "FJI",
              "name": "ELECTRIC BICYCLE MODEL R2",
              "number": "1",
              "origin": "CHN",
              "quantity1": "20",
              "total_price": "4000",
              "unit1": "007"
            },
            {
              "commodity_code": "940542",
              "currency": "USD",
              "destination": "FJI",
              "name": "LED GARDEN LAMP 12 W",
              "number": "2",
              "origin": "CHN",
              "quantity1": "130",
              "total_price": "1200",
              "unit1": "035"
            }
          ],
          "marks": "REEF STAR 1 REEF STAR 2",
          "net_weight_kg": "528.5",
          "packages": "26",
          "party_abroad": {
            "name_en": "NINGBO LANTIAN CYCLES CO 8 INVENTED ROAD NINGBO"
          },
          "reference": "HB-0317",
          "shipping_country": "CHN",
          "storage_place": "RH-07",
          "trade_country": "CHN",
          "trader": {
            "code": "500100200",
            "name": "REEF STAR TRADING LTD"
          },
          "transaction_mode": "3",
          "transport_mode": "2",
          "transport_name": "CORAL TRADER 25W"
        }"#]],
        expect![[r#"
        32 Identification/Office_segment/Customs_clearance_office_code "ISL01" → left out: no customs office here means the same
        39 Identification/Manifest_reference_number "2025 411" → left out: a manifest is found by the bill of its goods here
        118 Transport/Border_office/Code "ISL01" → left out: no customs office here means the same
        122 Transport/Place_of_loading/Code "CNNGB" → left out: ports abroad have codes of their own here, not UN/LOCODE
        200 Item[1]/Attached_documents[1]/Attached_document_reference "RS-2025-0117" → left out: 380 Invoice RS-2025-0117: documents are attached as files here (USF001), or named by kinds of licences
        206 Item[1]/Attached_documents[2]/Attached_document_reference "NGBSUV550071" → left out: 705 Bill of lading NGBSUV550071: documents are attached as files here (USF001), or named by kinds of licences
        213 Item[1]/Packages/Kind_of_packages_code "CT" → left out: kinds of packages have codes of their own here
        223 Item[1]/Tarification/HScode/Commodity_code "8711600000" → declaration.items[0].commodity_code: the house's tariff has no such code; 871160 is what all countries share
        230 Item[1]/Tarification/Extended_customs_procedure "4000" → left out: procedures are supervision modes here, which a trader must choose
        355 Item[2]/Attached_documents[1]/Attached_document_reference "RS-2025-0117" → left out: 380 Invoice RS-2025-0117: documents are attached as files here (USF001), or named by kinds of licences
        362 Item[2]/Packages/Kind_of_packages_code "CT" → left out: kinds of packages have codes of their own here
        372 Item[2]/Tarification/HScode/Commodity_code "9405420000" → declaration.items[1].commodity_code: the house's tariff has no such code; 940542 is what all countries share
        379 Item[2]/Tarification/Extended_customs_procedure "4000" → left out: procedures are supervision modes here, which a trader must choose
    "#]],
    );
}

#[test]
fn whatever_the_order_the_encoding_and_the_marks() {
    shown(
        &declared(MOUNTAIN, ""),
        expect![[r#"
        {
          "bill_no": "CMR 739015",
          "bonded_site": "BW0042",
          "containers": [
            {
              "goods_lines": "1",
              "number": "CSQU3054383"
            }
          ],
          "declarant": {
            "name": "Agjenci Shembull"
          },
          "direction": "import",
          "freight": {
            "amount": "250",
            "currency": "EUR",
            "mark": "3"
          },
          "gross_weight_kg": "612.5",
          "items": [
            {
              "commodity_code": "2204210000",
              "currency": "EUR",
              "destination": "ALB",
              "name": "VIN ROUGE CHÂTEAU INVENTÉ",
              "number": "1",
              "origin": "FRA",
              "quantity1": "500",
              "total_price": "21095.5",
              "unit1": "095"
            }
          ],
          "licence_no": "AK-77",
          "net_weight_kg": "500.125",
          "packages": "42",
          "party_abroad": {
            "name_en": "Domaine Inventé"
          },
          "reference": "MT-99",
          "related_document_no": "T1 75606",
          "shipping_country": "FRA",
          "trade_country": "FRA",
          "trader": {
            "code": "K00000001A",
            "name": "Kantina Shembull"
          },
          "transaction_mode": "2",
          "transport_mode": "4",
          "transport_name": "PG EU 559 / PG 84 11"
        }"#]],
        expect![[r#"
        21 Item[1]/Tarification/HScode/Commodity_code "22042100000" → declaration.items[0].commodity_code: the house's tariff has this code: what stands behind the sixth digit may be other goods there
        22 Item[1]/Tarification/Extended_customs_procedure "4071" → left out: procedures are supervision modes here, which a trader must choose
        25 Item[1]/Packages/Kind_of_packages_code "CT" → left out: kinds of packages have codes of their own here
        27 Item[1]/Attached_documents[1]/Attached_document_reference "FV 16/694" → left out: 380  FV 16/694: documents are attached as files here (USF001), or named by kinds of licences
        30 Container[1]/Container_type "20DC" → left out: sizes of containers have codes of their own here
    "#]],
    );
}

#[test]
fn an_export_whose_reference_is_too_long() {
    shown(
        &declared(GULF, ""),
        expect![[r#"
        {
          "declarant": {
            "code": "B9",
            "name": "DHOW AGENTS"
          },
          "direction": "export",
          "gross_weight_kg": "402",
          "items": [
            {
              "commodity_code": "760110",
              "currency": "BHD",
              "destination": "CHN",
              "name": "Aluminium, not alloyed",
              "number": "1",
              "origin": "BHR",
              "quantity1": "400",
              "total_price": "1000.125",
              "unit1": "035"
            }
          ],
          "net_weight_kg": "400",
          "other_charges": {
            "amount": "2.25",
            "currency": "BHD",
            "mark": "3"
          },
          "packages": "4",
          "party_abroad": {
            "name_en": "GUANGZHOU INVENTED CO"
          },
          "shipping_country": "CHN",
          "trader": {
            "code": "GX-1",
            "name": "PEARL EXAMPLE WLL"
          },
          "transaction_mode": "1",
          "transport_mode": "5"
        }"#]],
        expect![[r#"
        6 Declarant/Reference/Number "GX/2026/000000000000077" → left out: it does not fit `declaration.reference`: C..18
        9 Valuation/Gs_deduction/Amount_foreign_currency "1.25" → declaration.other_charges.amount: other costs of 3.5 less deductions of 1.25 are 2.25
        10 Item[1]/Tarification/HScode/Commodity_code "76011000" → declaration.items[0].commodity_code: the house's tariff has no such code; 760110 is what all countries share
    "#]],
    );
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
