//! A whole corpus: the same everywhere, readable, disordered as it should be, true to its truth.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;
use messages::{Limits, Message};
use model::{Date, Document, DocumentKind, HouseMessage, Rate};
use params::Law;
use sha2::{Digest, Sha256};
use testkit::{Fault, Outcome, Plan, TRUTH_FILE, Truth, generate, read_truth};

const DAY: Date = Date::constant(2026, 11, 21);

fn corpus(plan: &Plan) -> (Truth, BTreeMap<String, Vec<u8>>) {
    let law = Law::shipped().unwrap();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut names = Vec::new();
    let truth = generate(
        plan,
        &law,
        &mut |file| {
            if file.continues {
                files.get_mut(file.name).unwrap().extend_from_slice(file.bytes);
            } else {
                names.push(file.name.to_owned());
                let before = files.insert(file.name.to_owned(), file.bytes.to_vec());
                assert_eq!(before, None, "{}", file.name);
            }
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(names.pop().as_deref(), Some(TRUTH_FILE));
    assert!(names.is_sorted(), "files are written in the order of their names");
    (truth, files)
}

fn plan(parcels: u64, percent: i64) -> Plan {
    Plan::new(parcels, Rate::from_ppm(percent * 10_000), 42, DAY)
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let digest = |plan: &Plan| {
        let (_, files) = corpus(plan);
        let mut digest = Sha256::new();
        for (name, bytes) in &files {
            digest.update(name);
            digest.update(bytes);
        }
        digest.finalize().iter().map(|it| format!("{it:02x}")).collect::<String>()
    };
    let one = digest(&plan(700, 30));
    assert_eq!(one, digest(&plan(700, 30)));
    assert_ne!(one, digest(&Plan { seed: 43, ..plan(700, 30) }));
    expect!["a5a5c1dcfe57e04ebdc0e661c2c3d3427cdc383aace8a964bd42f6731c699028"].assert_eq(&one);
}

#[test]
fn what_is_written_is_counted() {
    let (truth, files) = corpus(&plan(4_000, 3));
    expect![[r#"
        Truth {
            parcels: 4000,
            faulty: 109,
            faults: {
                "annual_limit_at_once": 3,
                "annual_limit_first": 2,
                "annual_limit_second": 2,
                "book_unknown": 2,
                "buyer_identity": 2,
                "buyer_name": 3,
                "buyer_telephone": 1,
                "consignee_address": 3,
                "consignee_name": 2,
                "consignee_telephone": 2,
                "duplicate_order": 1,
                "gift_quantity": 3,
                "goods_value": 4,
                "guarantor": 2,
                "identity_number": 6,
                "indivisible": 1,
                "insurance": 2,
                "item_count": 1,
                "item_name": 1,
                "item_quantity": 1,
                "line_total": 4,
                "missing_field": 1,
                "negative_price": 5,
                "net_weight": 6,
                "no_account_book": 3,
                "no_voyage": 3,
                "not_a_number": 3,
                "order_arithmetic": 4,
                "order_missing": 2,
                "payer_identity": 4,
                "payment_amount": 1,
                "payment_company": 1,
                "payment_missing": 6,
                "record_unknown": 6,
                "seller": 2,
                "single_limit": 2,
                "statutory_unit": 5,
                "unregistered_payment": 2,
                "waybill_missing": 3,
                "waybill_order": 2,
            },
            documents: 16183,
            messages: 419,
            bytes: 34581948,
            repeated_messages: 6,
            resent_documents: 18,
            late_documents: 41,
            later: 0,
        }
    "#]]
    .assert_debug_eq(&truth);
    let bytes: usize = files.values().map(Vec::len).sum();
    assert_eq!(truth.bytes as usize + files[TRUTH_FILE].len(), bytes);
    let rows = read_truth(std::str::from_utf8(&files[TRUTH_FILE]).unwrap()).unwrap();
    assert_eq!(rows.len() as u64, truth.faulty);
    let mut by_fault: BTreeMap<String, u64> = BTreeMap::new();
    for row in &rows {
        *by_fault.entry(row.fault.clone()).or_default() += 1;
    }
    assert_eq!(by_fault, truth.faults);
}

#[test]
fn every_message_reads_back() {
    let (truth, files) = corpus(&plan(2_000, 40));
    let rows = read_truth(std::str::from_utf8(&files[TRUTH_FILE]).unwrap()).unwrap();
    let unreadable: BTreeMap<&str, &str> = rows
        .iter()
        .filter(|it| it.outcome == Outcome::Refused)
        .map(|it| (it.trader_reference.as_str(), it.codes[0].as_str()))
        .collect();
    assert!(unreadable.len() > 20);
    let mut guids: BTreeMap<String, usize> = BTreeMap::new();
    let mut n_documents = 0;
    for (name, raw) in files.iter().filter(|it| it.0.ends_with(".xml")) {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            panic!("{name} is XML");
        };
        *guids.entry(envelope.guid.to_string()).or_default() += 1;
        assert!((1..=100).contains(&envelope.readings.len()), "{name}");
        assert_eq!(envelope.signature.is_some(), name.contains("621") || name.contains("711"));
        let transfer = envelope.transfer.as_ref().unwrap();
        for reading in &envelope.readings {
            n_documents += 1;
            let sender = match &reading.document {
                Document::Order(it) => &it.platform_code,
                Document::Payment(it) => &it.payment_company_code,
                Document::Waybill(it) => &it.logistics_code,
                Document::Inventory(it) => &it.declarant_code,
                Document::InboundDetail(it) => &it.operator_code,
                other => panic!("{name}: {:?}", other.kind()),
            };
            assert_eq!(*sender, transfer.company_code, "{name}");
            let reference = match &reading.document {
                Document::Inventory(it) => it.trader_reference.as_str(),
                _ => "",
            };
            let faults: BTreeSet<&str> = reading.faults.iter().map(|it| &*it.code).collect();
            let expected: BTreeSet<&str> = unreadable.get(reference).copied().into_iter().collect();
            assert_eq!(faults, expected, "{name} {reference}");
        }
    }
    let repeated: u64 = guids.values().map(|it| *it as u64 - 1).sum();
    assert_eq!(repeated, truth.repeated_messages);
    assert!(repeated > 0);
    assert!(n_documents as u64 > truth.documents);
    assert!(truth.resent_documents > 0 && truth.late_documents > 0);
}

#[test]
fn house_messages_read_back() {
    let (_, files) = corpus(&plan(10, 0));
    let read = |name: &str| match messages::read(&files[name], &Limits::default()).unwrap() {
        Message::House(message) => message,
        _ => panic!("{name} is JSON"),
    };
    let HouseMessage::Registry { enterprises, guarantees, books, .. } =
        read("000000/000000-registry.json")
    else {
        panic!("a registry");
    };
    assert_eq!((enterprises.len(), guarantees.len()), (425, 40));
    assert!(books.len() > 1_000);
    let HouseMessage::ExtendLaw { table, to, basis } = read("000000/000001-law.json") else {
        panic!("law");
    };
    let mut law = Law::shipped().unwrap();
    law.extend(&table, to, &basis).unwrap();
    assert!(law.tariff.covered_to() >= DAY);
}

/// Every parcel of direct purchase is reported by its site once: some before their lists are
/// declared, some after, many in one message; no bonded one is.
#[test]
fn sites_report_what_comes_in() {
    let (_, files) = corpus(&plan(3_000, 0).tidy());
    let mut reported: BTreeMap<String, usize> = BTreeMap::new();
    let mut lists: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut longest = 0;
    for (place, raw) in files.iter().filter(|it| it.0.ends_with(".xml")).map(|it| it.1).enumerate()
    {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            continue;
        };
        for reading in envelope.readings {
            match reading.document {
                Document::InboundDetail(it) => {
                    longest = longest.max(it.items.len());
                    for line in &it.items {
                        let before = reported.insert(line.waybill_no.to_string(), place);
                        assert_eq!(before, None, "{}", line.waybill_no);
                    }
                }
                Document::Inventory(it) => {
                    let mode = it.supervision_mode.to_string();
                    lists.insert(it.waybill_no.to_string(), (place, mode));
                }
                _ => {}
            }
        }
    }
    assert!(longest > 100, "{longest}");
    let (mut before, mut after) = (0, 0);
    for (waybill_no, (place, mode)) in &lists {
        match reported.get(waybill_no) {
            Some(report) if report < place => before += 1,
            Some(_) => after += 1,
            None => {}
        }
        assert_eq!(reported.contains_key(waybill_no), mode == "9610", "{waybill_no}");
    }
    assert!(before > 1_000 && after > 300, "{before} before, {after} after");
}

/// What follows on lists is written last, and the same every time.
#[test]
fn returns_come_after_the_papers() {
    let plan = Plan { returns: Rate::from_ppm(300_000), ..plan(1_000, 5) };
    let (truth, files) = corpus(&plan);
    assert_eq!((&truth, &files), (&corpus(&plan).0, &corpus(&plan).1));
    let kinds = |what: &str| -> Vec<&str> {
        files.keys().filter(|it| it.contains(what)).map(String::as_str).collect()
    };
    let first_later = kinds("CEB623")[0];
    assert!(kinds("CEB7").iter().chain(&kinds("CEB621")).all(|it| *it < first_later));
    let n_back = kinds("goods-back").len();
    assert!(n_back > 100 && kinds("tick").len() == 7, "{n_back} {:?}", kinds("tick"));
    let (mut n_later, mut references) = (n_back as u64, BTreeSet::new());
    for raw in files.iter().filter(|it| it.0.ends_with(".xml")).map(|it| it.1) {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            continue;
        };
        for reading in envelope.readings {
            let reference = match &reading.document {
                Document::Cancellation(it) => it.trader_reference.to_string(),
                Document::GoodsReturn(it) => it.trader_reference.to_string(),
                _ => continue,
            };
            n_later += 1;
            assert_eq!(reading.faults, []);
            assert!(references.insert(reference.clone()), "{reference}");
        }
    }
    assert_eq!(truth.later, n_later);
}

/// Which document of a parcel comes first, second, …: with messages lagging, all orders occur.
#[test]
fn documents_arrive_in_every_order() {
    let (_, files) = corpus(&Plan { window: 6_000, ..plan(6_000, 0).tidy() });
    let mut arrivals: BTreeMap<String, Vec<DocumentKind>> = BTreeMap::new();
    for raw in files.iter().filter(|it| it.0.ends_with(".xml")).map(|it| it.1) {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            continue;
        };
        for reading in &envelope.readings {
            if reading.document.kind() == DocumentKind::InboundDetail {
                continue;
            }
            let order_no = reading.document.order_no().to_owned();
            arrivals.entry(order_no).or_default().push(reading.document.kind());
        }
    }
    assert_eq!(arrivals.len(), 6_000);
    assert!(arrivals.values().all(|it| it.len() == 4));
    let orders: BTreeSet<&[DocumentKind]> = arrivals.values().map(Vec::as_slice).collect();
    assert_eq!(orders.len(), 24);
}

#[test]
fn a_second_order_comes_after_the_first_and_a_second_purchase_too() {
    let (_, files) = corpus(&plan(2_000, 60));
    let rows = read_truth(std::str::from_utf8(&files[TRUTH_FILE]).unwrap()).unwrap();
    let of = |fault: Fault| -> Vec<&str> {
        let name = fault.info().name;
        rows.iter().filter(|it| it.fault == name).map(|it| it.order_no.as_str()).collect()
    };
    let mut orders: BTreeMap<String, Vec<model::Amount>> = BTreeMap::new();
    let mut lists: Vec<String> = Vec::new();
    for raw in files.iter().filter(|it| it.0.ends_with(".xml")).map(|it| it.1) {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            continue;
        };
        for reading in envelope.readings {
            match reading.document {
                Document::Order(it) => {
                    orders.entry(it.order_no.to_string()).or_default().push(it.actual_paid);
                }
                Document::Inventory(it) => lists.push(it.order_no.to_string()),
                _ => {}
            }
        }
    }
    let duplicates = of(Fault::DuplicateOrder);
    assert!(duplicates.len() > 10);
    for order_no in duplicates {
        let paid: BTreeSet<_> = orders[order_no].iter().collect();
        assert_eq!(paid.len(), 2, "{order_no}");
        assert_eq!(orders[order_no].iter().max(), orders[order_no].last());
    }
    let place = |order_no: &str| lists.iter().position(|it| it == order_no).unwrap();
    let (first, second) = (of(Fault::AnnualLimitFirst), of(Fault::AnnualLimitSecond));
    assert_eq!(first.len(), second.len());
    assert!(first.len() > 5);
    for (first, second) in first.iter().zip(&second) {
        assert!(place(first) < place(second), "{first} {second}");
    }
}
