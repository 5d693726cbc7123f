//! Messages of retail exports: what is read of them, what is wrong with their form, what they are answered.

use std::{fs, process::Command};

use expect_test::expect;
use messages::{
    ExportEnvelope, Limits, Message, WireTime, export_root, read, write_export_documents,
    write_message, write_receipt,
};
use model::{
    Amount, ApplicationReturn, ExportCancellationReturn, ExportDocument, ExportKind,
    ExportListReturn, ExportMoneyReturn, ExportMovementReturn, ExportSummaryReturn, Moment,
    OrderReturn, ReceiptBody, ReceiptKind, ReturnTallyReturn, SummaryResult, SummedLine, Text,
    WaybillReturn,
};

use crate::shared::{EXPORTS, official, refused};

const LIST: &str = EXPORTS[3];
const GUID: &str = "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F";

#[track_caller]
fn export(raw: &str) -> ExportEnvelope<'_> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Export(envelope)) => *envelope,
        other => panic!("no export: {other:?}"),
    }
}

/// One line a fault: code, pointer, observed, expected.
fn faults(raw: &str) -> String {
    let mut text = String::new();
    for fault in export(raw).readings.iter().flat_map(|it| &it.faults) {
        let (code, pointer) = (&fault.code, &fault.pointer);
        text += &format!("{code} {pointer} {:?} {:?}\n", fault.observed, fault.expected);
    }
    text
}

#[test]
fn every_document_is_read_and_written_back() {
    for (sample, kind) in EXPORTS.iter().zip(ExportKind::ALL) {
        let envelope = export(sample);
        assert_eq!(envelope.kind, kind);
        assert!(envelope.transfer.is_some() && envelope.signature.is_none());
        let [reading] = &*envelope.readings else { panic!("one document") };
        assert_eq!(reading.faults, [], "{}", export_root(kind));
        assert_eq!(reading.document.kind(), kind);
        assert!(reading.place.of(sample.as_bytes()).starts_with(b"<ceb:"));
        let mut out = Vec::new();
        let documents = [reading.document.clone()];
        let transfer = envelope.transfer.as_ref();
        write_export_documents(kind, &envelope.guid, &documents, transfer, &[], &mut out);
        let written = String::from_utf8(out).unwrap();
        let again = export(&written);
        assert_eq!(again.readings[0].document, reading.document);
        assert_eq!((&again.guid, &again.transfer), (&envelope.guid, &envelope.transfer));
    }
}

#[test]
fn the_fields_of_a_list() {
    let envelope = export(LIST);
    let ExportDocument::List(list) = &envelope.readings[0].document else { panic!("a list") };
    assert_eq!((&*list.port_abroad, &*list.freight_mark, list.packages), ("3154", "3", 1));
    assert_eq!(list.items.len(), 2);
    let item = &list.items[1];
    assert_eq!((&*item.commodity_code, &*item.unit2), ("6109100021", "035"));
    assert_eq!(item.quantity2.unwrap().to_string(), "0.60");
}

#[test]
fn all_faults_are_told_at_once() {
    let raw = LIST
        .replace(
            "<ceb:customsCode>5349</ceb:customsCode>",
            "<ceb:customsCode>534</ceb:customsCode>",
        )
        .replace(
            "<ceb:grossWeight>1.8</ceb:grossWeight>",
            "<ceb:grossWeight>heavy</ceb:grossWeight>",
        )
        .replace("<ceb:country>502</ceb:country>\n\t\t\t<ceb:POD>", "<ceb:POD>")
        .replace("<ceb:gcode>4202220000</ceb:gcode>", "<ceb:gcode></ceb:gcode>")
        .replace("<ceb:price>60</ceb:price>", "<ceb:price>60.123456</ceb:price>")
        .replace("<ceb:ieDate>20201123</ceb:ieDate>", "<ceb:ieDate>20201131</ceb:ieDate>");
    expect![[r#"
        FMT-1103 export_list.customs_code "534" "C4"
        FMT-1107 export_list.exported_on "20201131" "yyyymmdd"
        FMT-1101 export_list.country "" "C3"
        FMT-1104 export_list.gross_weight_kg "heavy" "N19,5"
        FMT-1101 export_list.items[0].commodity_code "" "C10"
        FMT-1105 export_list.items[1].price "60.123456" "N19,5"
    "#]]
    .assert_eq(&faults(&raw));
}

#[test]
fn a_document_without_its_head_says_so_once() {
    let start = LIST.find("<ceb:InventoryHead>").unwrap();
    let end = LIST.find("</ceb:InventoryHead>").unwrap() + "</ceb:InventoryHead>".len();
    let raw = format!("{}{}", &LIST[..start], &LIST[end..]);
    expect![[r#"
        FMT-1101 export_list "" "InventoryHead"
    "#]]
    .assert_eq(&faults(&raw));
    let envelope = export(&raw);
    let ExportDocument::List(list) = &envelope.readings[0].document else { panic!("a list") };
    assert_eq!(list.items.len(), 2, "its items are there all the same");
}

#[test]
fn items_may_stand_before_the_head() {
    let start = LIST.find("<ceb:InventoryHead>").unwrap();
    let end = LIST.find("</ceb:InventoryHead>").unwrap() + "</ceb:InventoryHead>".len();
    let (head, closing) = (&LIST[start..end], "</ceb:Inventory>\n");
    let without = format!("{}{}", &LIST[..start], &LIST[end..]);
    let raw = without.replacen(closing, &format!("{head}{closing}"), 1);
    assert_eq!(export(&raw).readings[0].document, export(LIST).readings[0].document);
}

#[test]
fn too_many_items_and_documents() {
    let limits = Limits { max_items: 0, max_documents: 1, ..Limits::default() };
    let Ok(Message::Export(envelope)) = read(LIST.as_bytes(), &limits) else { panic!("read") };
    let fault = &envelope.readings[0].faults[0];
    assert_eq!(
        (&*fault.pointer, &*fault.observed, &*fault.expected),
        ("export_list.items", "2", "<= 1")
    );
    let start = LIST.find("<ceb:Inventory>").unwrap();
    let end = LIST.find("</ceb:Inventory>").unwrap() + "</ceb:Inventory>".len();
    let twice =
        LIST.replacen("<ceb:BaseTransfer>", &format!("{}<ceb:BaseTransfer>", &LIST[start..end]), 1);
    let refusal = refused(twice.as_bytes(), &limits);
    assert_eq!((&*refusal.message_type, refusal.status), ("CEB603Message", -621_030));
}

#[test]
fn what_is_no_document_is_refused_under_its_name() {
    let empty = r#"<CEB507Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0"/>"#;
    let refusal = refused(empty.as_bytes(), &Limits::default());
    assert_eq!(
        (&*refusal.message_type, refusal.status, &*refusal.guid),
        ("CEB507Message", -800_002, GUID)
    );
    let cut = LIST.get(..LIST.len() / 2).unwrap();
    let refusal = refused(cut.as_bytes(), &Limits::default());
    assert_eq!((&*refusal.message_type, refusal.status), ("CEB603Message", -621_001));
    let unknown = "<CEB999Message><Order/></CEB999Message>";
    assert_eq!(refused(unknown.as_bytes(), &Limits::default()).message_type, "CEB999Message");
}

/// One receipt of each kind with this text wherever a sender's text may stand.
fn receipts(text: &'static str, guid: &'static str) -> Vec<ReceiptBody<'static>> {
    let any = || Text::borrowed(text);
    let movement = || {
        Box::new(ExportMovementReturn {
            guid: guid.into(),
            operator_code: any(),
            declarant_code: any(),
            logistics_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            bill_no: any(),
            message_number: 1,
            status: 120,
            info: any(),
        })
    };
    vec![
        ReceiptBody::ExportOrder(OrderReturn {
            guid: guid.into(),
            platform_code: any(),
            seller_code: any(),
            order_no: any(),
            status: 120,
            info: any(),
        }),
        ReceiptBody::ExportMoney(ExportMoneyReturn {
            guid: guid.into(),
            seller_code: any(),
            order_no: any(),
            transaction_no: any(),
            status: -401_007,
            info: any(),
        }),
        ReceiptBody::ExportWaybill(WaybillReturn {
            guid: guid.into(),
            logistics_code: any(),
            waybill_no: any(),
            status: 120,
            info: any(),
        }),
        ReceiptBody::ExportList(Box::new(ExportListReturn {
            guid: guid.into(),
            declarant_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            list_no: any(),
            seller_code: any(),
            platform_code: any(),
            order_no: any(),
            statistics_flag: any(),
            status: 800,
            info: any(),
        })),
        ReceiptBody::ExportCancellation(ExportCancellationReturn {
            guid: guid.into(),
            declarant_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            list_no: any(),
            status: 120,
            info: any(),
        }),
        ReceiptBody::ExportArrival(movement()),
        ReceiptBody::ExportDeparture(movement()),
        ReceiptBody::MasterWaybill(movement()),
    ]
}

/// Of applications to sum lists up, as [`receipts`].
fn receipts_of_summaries(text: &'static str, guid: &'static str) -> Vec<ReceiptBody<'static>> {
    let any = || Text::borrowed(text);
    vec![
        ReceiptBody::ExportSummary(Box::new(ExportSummaryReturn {
            guid: guid.into(),
            declarant_code: any(),
            seller_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            summary_no: any(),
            message_number: 1,
            status: 120,
            info: any(),
        })),
        ReceiptBody::SummaryResult(Box::new(SummaryResult {
            guid: guid.into(),
            customs_code: any(),
            summary_no: any(),
            preliminary_no: any(),
            declaration_no: any(),
            declaration_state: any(),
            declarant_code: any(),
            declarant_name: any(),
            seller_code: any(),
            seller_name: any(),
            filer_code: any(),
            filer_name: any(),
            gross_weight_kg: Amount::ONE,
            net_weight_kg: Amount::ONE,
            lines: vec![SummedLine {
                list_no: text.to_owned(),
                waybill_no: text.to_owned(),
                number: 2,
                commodity_code: text.to_owned(),
                line: 1,
            }],
        })),
    ]
}

/// Of what comes back, as [`receipts`].
fn receipts_of_returns(text: &'static str, guid: &'static str) -> Vec<ReceiptBody<'static>> {
    let any = || Text::borrowed(text);
    vec![
        ReceiptBody::ExportReturn(ApplicationReturn {
            guid: guid.into(),
            customs_code: any(),
            platform_code: any(),
            seller_code: any(),
            declarant_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            list_no: any(),
            status: 800,
            info: any(),
        }),
        ReceiptBody::ReturnTally(ReturnTallyReturn {
            guid: guid.into(),
            operator_code: any(),
            logistics_code: any(),
            waybill_no: any(),
            trader_reference: any(),
            preliminary_no: any(),
            status: 399,
            info: any(),
        }),
    ]
}

fn message(kind: ReceiptKind, body: &ReceiptBody<'_>) -> String {
    let at = WireTime::new(Moment::from_millis(1_767_628_800_123));
    let (mut fragment, mut out) = (Vec::new(), Vec::new());
    write_receipt(body, &at, &mut fragment);
    write_message(kind, GUID, &[&fragment], &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn receipts_of_a_list_and_of_an_arrival() {
    let bodies = receipts("甲<1>", GUID);
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <CEB604Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><InventoryReturn><guid>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</guid><agentCode>甲&lt;1&gt;</agentCode><copNo>甲&lt;1&gt;</copNo><preNo>000000000000000000</preNo><invtNo>甲&lt;1&gt;</invtNo><ebcCode>甲&lt;1&gt;</ebcCode><ebpCode>甲&lt;1&gt;</ebpCode><orderNo>甲&lt;1&gt;</orderNo><statisticsFlag>甲</statisticsFlag><returnStatus>800</returnStatus><returnTime>20260106000000123</returnTime><returnInfo>甲&lt;1&gt;</returnInfo></InventoryReturn></CEB604Message>"#]]
    .assert_eq(&message(ReceiptKind::ExportList, &bodies[3]));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <CEB508Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><ArrivalReturn><guid>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</guid><operatorCode>甲&lt;1&gt;</operatorCode><logisticsCode>甲&lt;1&gt;</logisticsCode><preNo>000000000000000000</preNo><copNo>甲&lt;1&gt;</copNo><billNo>甲&lt;1&gt;</billNo><msgSeqNo>1</msgSeqNo><returnStatus>120</returnStatus><returnTime>20260106000000123</returnTime><returnInfo>甲&lt;1&gt;</returnInfo></ArrivalReturn></CEB508Message>"#]]
    .assert_eq(&message(ReceiptKind::ExportArrival, &bodies[5]));
}

/// The export schema and a validator, where this machine has both.
fn validator() -> Option<impl Fn(&str)> {
    let schema =
        official()?.join("data/schema/ceb-202205").join("海关跨境出口业务节点报文定义202205.xsd");
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: xmllint is not installed (libxml2-utils)");
        return None;
    }
    Some(move |xml: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, xml).unwrap();
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(file.path());
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}\n{xml}");
    })
}

#[test]
fn what_is_written_is_valid() {
    let Some(validate) = validator() else { return };
    for sample in EXPORTS {
        validate(sample);
        let envelope = export(sample);
        let mut out = Vec::new();
        let documents = [envelope.readings[0].document.clone()];
        let (kind, transfer) = (envelope.kind, envelope.transfer.as_ref());
        write_export_documents(kind, &envelope.guid, &documents, transfer, &[], &mut out);
        validate(&String::from_utf8(out).unwrap());
    }
    let long: &'static str = "长<&".repeat(4000).leak();
    for text in ["", "4403", "53492026E000000001", long, "\u{1}\u{FFFE}a"] {
        for guid in [GUID, "", "short"] {
            let all = receipts(text, guid).into_iter().chain(receipts_of_summaries(text, guid));
            for body in all.chain(receipts_of_returns(text, guid)) {
                validate(&message(body.kind(), &body));
            }
        }
    }
}

/// The official samples have faults of their own (an import flag `a`, units of letters), which are checks'
/// to find: their form is right.
#[test]
fn every_official_sample_is_read_without_a_fault() {
    let Some(shared) = official() else { return };
    let mut n_samples = 0;
    for kind in ExportKind::ALL {
        for file in fs::read_dir(shared.join("data/messages").join(export_root(kind))).unwrap() {
            let path = file.unwrap().path();
            let raw = fs::read_to_string(&path).unwrap();
            let envelope = export(&raw);
            let name = path.display();
            assert_eq!(envelope.kind, kind, "{name}");
            assert!(envelope.signature.is_some(), "{name}");
            let faults: Vec<_> = envelope.readings.iter().flat_map(|it| &it.faults).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
            n_samples += 1;
        }
    }
    assert!(n_samples >= 18, "both editions of nine messages");
}
