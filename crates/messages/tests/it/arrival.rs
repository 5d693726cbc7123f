//! Arrival reports in the old form, in either encoding, and their answer in fixed columns.

use std::fs;

use expect_test::expect;
use messages::{
    Limits, ManifestReading, Message, WireTime, is_flat, message_text, receipts_a_message,
    summarise_receipt, wire_path, write_message, write_receipt,
};
use model::{
    ArrivalHead, ArrivalReturn, ManifestFunction, ManifestMessage, ManifestReport, Moment,
    ReceiptBody, ReceiptKind, ReportKind,
};

use crate::shared::{official, refused};

pub(crate) const ARRIVAL: &str = include_str!("../fixtures/arrival.xml");

#[track_caller]
fn arrival(raw: &[u8]) -> Box<ManifestReading<'_>> {
    match messages::read(raw, &Limits::default()) {
        Ok(Message::Manifest(reading)) => reading,
        other => panic!("{other:?}"),
    }
}

fn report<'r, 'a>(reading: &'r ManifestReading<'a>) -> &'r ManifestReport<'a> {
    match &reading.message {
        ManifestMessage::ManifestReport { report } => report,
        other => panic!("{other:?}"),
    }
}

fn faults(reading: &ManifestReading<'_>) -> String {
    let line = |it: &model::Finding| {
        format!("{} {} {:?} {:?}\n", it.code, it.pointer, it.observed, it.expected)
    };
    reading.faults.iter().map(line).collect()
}

/// As its sender would write it in GBK.
fn in_gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

#[test]
fn bills_are_gathered_from_their_containers() {
    let reading = arrival(ARRIVAL.as_bytes());
    assert_eq!(faults(&reading), "");
    assert_eq!(
        (&*reading.header.message_type, &*reading.header.sender_id),
        ("ARRIVAL", "DE00460001")
    );
    let it = report(&reading);
    assert_eq!(
        (it.kind, it.function, &*it.port_customs),
        (ReportKind::Arrival, ManifestFunction::New, "2225")
    );
    assert_eq!((&*it.reporter_code, &*it.site, &*it.manifest_no), ("312296001", "WGQ01", ""));
    assert_eq!(it.at.to_string(), "2026-11-22T10:30:00.000+08:00");
    let voyage = it.voyage.as_ref().unwrap();
    assert_eq!((&*voyage.transport_name, &*voyage.voyage_no), ("EASTERN MODEL", "071E"));
    let bills: Vec<_> = it
        .bills
        .iter()
        .map(|it| {
            (
                &*it.bill_no,
                it.packages,
                it.gross_weight_kg.map(|it| it.to_string()),
                it.containers.len(),
            )
        })
        .collect();
    // Goods in bulk are in no container.
    assert_eq!(
        bills,
        [("B1", Some(56), Some("1200.58".to_owned()), 2), ("B2", None, Some("9.00".to_owned()), 0)]
    );
}

#[test]
fn both_encodings_say_the_same() {
    let utf8 = arrival(ARRIVAL.as_bytes());
    for declared in ["GBK", "gb2312", "GB18030"] {
        let raw = in_gbk(&ARRIVAL.replace("UTF-8", declared));
        let gbk = arrival(&raw);
        assert_eq!((&gbk.message, &gbk.faults), (&utf8.message, &utf8.faults), "{declared}");
        assert_eq!(gbk.place.of(&raw), raw);
    }
    // Without a declaration the bytes tell.
    let raw = in_gbk(&ARRIVAL.replace(" encoding=\"UTF-8\"", ""));
    assert_eq!(arrival(&raw).message, utf8.message);
    // A place is one of the file as it came.
    let broken = ARRIVAL.replace("</UNIT_NAME>", "</UNIT>");
    let utf8 = refused(broken.as_bytes(), &Limits::default());
    let raw = in_gbk(&broken.replace("UTF-8", "GBK"));
    let gbk = refused(&raw, &Limits::default());
    assert_eq!((&*gbk.finding.code, gbk.place.line), ("FMT-1001", utf8.place.line));
    // Other messages are in UTF-8.
    let other = in_gbk(&ARRIVAL.replace("ARRIVAL", "Manifest").replace("UTF-8", "GBK"));
    assert_eq!(refused(&other, &Limits::default()).finding.code, "FMT-1002");
}

#[test]
fn every_fault_is_said_where_it_stands() {
    let raw = ARRIVAL
        .replace("<TRAF_MODE>2", "<TRAF_MODE>4")
        .replace("2026-11-25T00:00:00", "2026-11-31T00:00:00")
        .replacen("<TOTAL_PACK_NO>36", "<TOTAL_PACK_NO>卅六", 1)
        .replacen("<IN_PORT_FLAG>Y", "<IN_PORT_FLAG>N", 1)
        .replacen("<BILL_NO>B1", "<BILL_NO>", 1)
        .replace("<POST_APPID>DE00460001", "<POST_APPID>");
    let reading = arrival(raw.as_bytes());
    expect![[r#"
        FMT-1101 arrival.sender.mailbox "" "C..18"
        FMT-1108 arrival.transport_mode "4" "2"
        FMT-1107 arrival.moved_on "2026-11-31T00:00:00" "yyyy-mm-ddThh:mm:ss"
        FMT-1101 arrival.containers[0].bill_no "" "C..32"
        FMT-1108 arrival.containers[0].is_in "N" "Y"
        FMT-1104 arrival.containers[0].packages "卅六" "N19,4"
    "#]]
    .assert_eq(&faults(&reading));
    let paths: Vec<_> = reading.faults.iter().filter_map(|it| wire_path(&it.pointer)).collect();
    assert_eq!(paths.len(), 6, "{paths:?}");
    assert_eq!(paths[3], "arrival_conta[1].BILL_NO");
    let deleted = ARRIVAL.replace("<OP_MODE>ADD", "<OP_MODE>DEL").replace("FLAG>Y", "FLAG>N");
    let reading = arrival(deleted.as_bytes());
    assert_eq!(
        (faults(&reading), report(&reading).function),
        (String::new(), ManifestFunction::Delete)
    );
    let empty = "<ARRIVAL><post_info/></ARRIVAL>";
    assert_eq!(refused(empty.as_bytes(), &Limits::default()).finding.code, "FMT-1008");
}

#[test]
fn the_official_sample_is_read() {
    let Some(shared) = official() else { return };
    let raw = fs::read(shared.join("data/messages/ARRIVAL/hxt_official.xml")).unwrap();
    let reading = arrival(&raw);
    assert_eq!(faults(&reading), "");
    let bill = &report(&reading).bills[0];
    assert_eq!((&*bill.bill_no, bill.packages, bill.containers.len()), ("CLT1405247", Some(55), 1));
    assert_eq!(bill.gross_weight_kg.map(|it| it.to_string()).as_deref(), Some("23.00"));
}

fn answer(is_taken: bool, info: &str) -> Vec<u8> {
    let of = ArrivalHead {
        mailbox: "DE00460001".into(),
        transport_no: "5341550070".into(),
        manifest_no: "".into(),
        transport_name: "BO SHI YUN 26".into(),
        voyage_no: "140528000009".into(),
        customs: "5163".into(),
        transport_mode: "2".into(),
        moved_on: "2015-03-28T00:00:00".into(),
        operation: "ADD".into(),
    };
    let answer = ArrivalReturn { of, is_taken, info: info.to_owned().into() };
    let body = ReceiptBody::ArrivalReport(Box::new(answer));
    let at = WireTime::new(Moment::from_millis(1_767_663_000_123));
    let mut fragment = Vec::new();
    write_receipt(&body, &at, &mut fragment);
    let summary = summarise_receipt(std::str::from_utf8(&fragment).unwrap());
    assert_eq!(summary.at, Moment::from_millis(1_767_663_000_000), "to the second");
    let mut out = Vec::new();
    write_message(ReceiptKind::ArrivalReport, "", &[&fragment], &mut out);
    out
}

#[test]
fn the_answer_has_its_columns_in_gbk() {
    let kind = ReceiptKind::ArrivalReport;
    assert_eq!((is_flat(kind), receipts_a_message(kind)), (true, 1));
    let out = answer(true, "B1 运抵 <成功> & 放行");
    let lines: Vec<&[u8]> = out.split(|it| *it == b'\n').collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0], b"<ELEMENT             >");
    assert_eq!(lines[1], b"<POST_APPID          >DE00460001");
    assert_eq!(lines[2], b"<VERSION             >001");
    assert_eq!((lines[3].len(), lines[4]), (22 + 430, &b"</ELEMENT            >"[..]));
    let column = |from: usize, to: usize| {
        let bytes = &lines[3][22 + from..22 + to];
        encoding_rs::GBK.decode_without_bom_handling(bytes).0.trim_end().to_owned()
    };
    assert_eq!((column(0, 32), column(32, 50)), ("5341550070".into(), String::new()));
    assert_eq!(
        (column(50, 100), column(100, 132)),
        ("BO SHI YUN 26".into(), "140528000009".into())
    );
    assert_eq!((column(132, 136), column(136, 137)), ("5163".into(), "2".into()));
    assert_eq!((column(137, 154), column(154, 157)), ("20150328T00000000".into(), "ADD".into()));
    assert_eq!((column(157, 174), column(174, 175)), ("20260106 093000".into(), "T".into()));
    assert_eq!(column(175, 430), "B1 运抵 <成功> & 放行");
    assert!(message_text(kind, &out).contains("运抵"));
    // What does not fit is left out, no character in half; what GBK has not is marked.
    let long = answer(false, &format!("a{}", "货".repeat(300)));
    let line = long.split(|it| *it == b'\n').nth(3).unwrap();
    let last = encoding_rs::GBK.encode("货").0[1];
    assert_eq!((line.len(), line[22 + 174], line[22 + 429]), (452, b'D', last));
    assert!(message_text(kind, &answer(false, "😀")).contains("D?"));
}
