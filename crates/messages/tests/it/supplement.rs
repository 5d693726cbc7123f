//! Supplementary declarations: within a declaration, and apart from it.

use expect_test::expect;
use messages::{
    Limits, Message, SupplementReading, WireTime, read, write_declaration, write_receipt,
    write_supplement,
};
use model::{
    Moment, ReceiptBody, Supplement, SupplementCharge, SupplementMessage, SupplementNumber,
    SupplementParty, SupplementReturn,
};

use crate::shared::{DECLARATION, official, refused};

fn sent() -> SupplementMessage<'static> {
    SupplementMessage {
        preliminary_no: "202600000000000042".into(),
        operation: "C".into(),
        lines: vec![
            Supplement {
                number: 1,
                kind: "A".into(),
                seller: SupplementParty { name: "ABC & SONS".into(), ..SupplementParty::default() },
                relations: "00000000".into(),
                currency: "USD".into(),
                invoice: SupplementCharge {
                    unit: "2.5".parse().ok(),
                    total: "2500".parse().ok(),
                    note: "见发票".into(),
                },
                ..Supplement::default()
            },
            Supplement {
                number: 2,
                kind: "C".into(),
                is_direct: "0".into(),
                transit_country: "新加坡".into(),
                filer_telephone: "10055556666".into(),
                ..Supplement::default()
            },
        ],
        ..SupplementMessage::default()
    }
}

fn written(message: &SupplementMessage<'_>) -> String {
    let mut raw = Vec::new();
    write_supplement(message, &mut raw);
    String::from_utf8(raw).unwrap()
}

#[track_caller]
fn supplement(raw: &str) -> SupplementReading<'_> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Supplement(reading)) => *reading,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn faults(raw: &str) -> Vec<String> {
    let reading = supplement(raw);
    reading.faults.iter().map(|it| format!("{} {} {}", it.code, it.pointer, it.observed)).collect()
}

#[test]
fn what_is_written_is_read() {
    let raw = written(&sent());
    let reading = supplement(&raw);
    assert_eq!(reading.faults, []);
    assert_eq!(reading.document, sent());
}

#[test]
fn they_come_with_a_declaration() {
    let Ok(Message::Declaration(mut reading)) = read(DECLARATION.as_bytes(), &Limits::default())
    else {
        panic!("a declaration")
    };
    reading.document.supplements = sent().lines;
    let mut raw = Vec::new();
    write_declaration(&reading.header, &reading.document, &mut raw);
    let Ok(Message::Declaration(again)) = read(&raw, &Limits::default()) else {
        panic!("a declaration")
    };
    assert_eq!(again.document.supplements, sent().lines);
    assert_eq!(again.faults, []);
}

#[test]
fn every_fault_of_form_is_said_where_it_stands() {
    let raw = written(&sent());
    let wrong = raw
        .replace("<SupType>A<", "<SupType>F<")
        .replace("<InvoiceAmount>2500.00<", "<InvoiceAmount>String<")
        .replace("<ClientSeqNo>202600000000000042</ClientSeqNo>", "");
    assert_eq!(
        faults(&wrong),
        [
            "FMT-1108 declaration.supplements[0].kind F",
            "FMT-1104 declaration.supplements[0].invoice.total String",
            "FMT-1101 supplement.preliminary_no ",
        ]
    );
    let one = "<DecSupplementList><GNo>1</GNo><SupType>B</SupType></DecSupplementList>";
    let many = raw.replace("</DecSupplement>", &(one.repeat(60) + "</DecSupplement>"));
    assert_eq!(faults(&many), ["FMT-1111 declaration.supplements > 60"]);
}

#[test]
fn one_without_any_is_refused() {
    let none = written(&SupplementMessage { lines: Vec::new(), ..sent() });
    for raw in [none.as_str(), "<DecSDMessage/>"] {
        let refused = refused(raw.as_bytes(), &Limits::default());
        assert_eq!(&*refused.finding.code, "FMT-1008", "{raw}");
    }
    let torn = written(&sent()).replace("</DecSDMessage>", "");
    assert_eq!(&*refused(torn.as_bytes(), &Limits::default()).finding.code, "FMT-1001");
}

#[test]
fn the_answer_has_their_numbers() {
    let body = |is_taken| {
        let number =
            SupplementNumber { number: "S0000000000004201A".into(), line: 1, kind: "A".into() };
        ReceiptBody::Supplement(SupplementReturn {
            preliminary_no: "202600000000000042".into(),
            is_taken,
            info: "补充申报单已接收".into(),
            numbers: if is_taken { vec![number] } else { Vec::new() },
        })
    };
    let message = |is_taken| {
        let at = WireTime::new("2026-01-06T09:30:00+08:00".parse::<Moment>().unwrap());
        let mut out = Vec::new();
        write_receipt(&body(is_taken), &at, &mut out);
        String::from_utf8(out).unwrap()
    };
    expect![[r#"<DecSDImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>0</ResponseCode><ErrorMessage>2026-01-06 09:30:00 补充申报单已接收</ErrorMessage><ClientSeqNo>202600000000000042</ClientSeqNo><SupResult><PreSupId>S0000000000004201A</PreSupId><GNo>1</GNo><SupType>A</SupType></SupResult></DecSDImportResponse>"#]]
    .assert_eq(&message(true));
    assert!(message(false).contains("<ResponseCode>-1<"));
}

/// Its schema has every field as text; where ours are amounts, the sample's placeholders are none.
#[test]
fn the_official_sample_is_refused_for_its_placeholders_alone() {
    let Some(folder) = official() else { return };
    let path = folder.join("data/messages/DecSdMessage/hxt_official.xml");
    let Ok(raw) = std::fs::read_to_string(path) else { return };
    let reading = supplement(&raw);
    let is_placeholder = |it: &model::Finding| matches!(it.observed.as_str(), "S" | "String");
    assert!(reading.faults.iter().all(is_placeholder), "{:?}", reading.faults);
    let it = &reading.document.lines[0];
    assert_eq!((it.number, it.kind.as_str(), it.origin.as_str()), (1, "C", "101"));
    assert_eq!(reading.document.preliminary_no, "000000032003491590");
}
