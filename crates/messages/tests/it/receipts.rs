//! Receipts: what they look like, and that the official schema accepts them.

use std::{fs, process::Command};

use expect_test::expect;
use messages::{
    MessageType, PLACEHOLDER_SIGNATURE, WireTime, write_message, write_receipt,
    write_signed_documents,
};
use model::{
    Amount, ApplicationReturn, DayStamp, FormatReturn, InboundReturn, InventoryReturn, Moment,
    Notice, NoticeSubject, OrderReturn, PaymentReturn, ReceiptBody, ReceiptKind, SlipNotice,
    SlipState, TaxBill, TaxBillLine, TaxStatus, Text, TruthNotice, WaybillReturn,
    WaybillStatusReturn,
};

use crate::shared::{ALL, envelope, official};

const GUID: &str = "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F";

fn at() -> WireTime {
    WireTime::new(Moment::from_millis(1_767_628_800_123))
}

/// One receipt of each kind with this text wherever a sender's text may stand.
#[expect(clippy::too_many_lines, reason = "one of each receipt")]
fn receipts(text: &'static str, guid: &'static str) -> Vec<ReceiptBody<'static>> {
    let any = || Text::borrowed(text);
    let guid = || Text::borrowed(guid);
    let line = TaxBillLine {
        number: 1,
        commodity_code: 9_619_001_100,
        customs_value: Amount::from_fen(41_000),
        duty: Amount::ZERO,
        vat: Amount::from_scaled(3_731_001),
        consumption_tax: Amount::ZERO,
    };
    vec![
        ReceiptBody::Order(OrderReturn {
            guid: guid(),
            platform_code: any(),
            seller_code: any(),
            order_no: any(),
            status: 120,
            info: any(),
        }),
        ReceiptBody::Payment(PaymentReturn {
            guid: guid(),
            payment_company_code: any(),
            transaction_no: any(),
            status: -401_007,
            info: any(),
        }),
        ReceiptBody::Waybill(WaybillReturn {
            guid: guid(),
            logistics_code: any(),
            waybill_no: any(),
            status: 100,
            info: any(),
        }),
        ReceiptBody::Inventory(InventoryReturn {
            guid: guid(),
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
        ReceiptBody::TaxBill(Box::new(TaxBill {
            guid: guid(),
            list_no: any(),
            tax_no: any(),
            duty: Amount::ZERO,
            vat: Amount::from_scaled(3_731_001),
            consumption_tax: Amount::ZERO,
            status: 1,
            payment_slip_no: any(),
            note: any(),
            guarantor_code: any(),
            seller_code: any(),
            logistics_code: any(),
            declarant_code: any(),
            customs_code: any(),
            lines: vec![line.clone(), line],
        })),
        ReceiptBody::Format(FormatReturn {
            guid: guid(),
            status: -1_201_001,
            info: any(),
            original_message_id: any(),
            original_message_type: any(),
            original_message: any(),
        }),
        ReceiptBody::WaybillStatus(WaybillStatusReturn {
            guid: guid(),
            logistics_code: any(),
            waybill_no: any(),
            waybill_status: any(),
            status: -505_012,
            info: any(),
        }),
        ReceiptBody::Cancellation(application(text, 399)),
        ReceiptBody::GoodsReturn(application(text, -625_209)),
        ReceiptBody::InboundDetail(InboundReturn {
            guid: guid(),
            customs_code: any(),
            operator_code: any(),
            trader_reference: any(),
            preliminary_no: any(),
            inbound_no: any(),
            status: 120,
            info: any(),
        }),
        ReceiptBody::TaxStatus(TaxStatus {
            guid: guid(),
            list_no: any(),
            tax_no: any(),
            status: 2,
            payment_slip_no: any(),
            guarantor_code: any(),
        }),
    ]
}

fn application(text: &'static str, status: i32) -> ApplicationReturn<'static> {
    let any = || Text::borrowed(text);
    ApplicationReturn {
        guid: any(),
        customs_code: any(),
        platform_code: any(),
        seller_code: any(),
        declarant_code: any(),
        trader_reference: any(),
        preliminary_no: any(),
        list_no: any(),
        status,
        info: any(),
    }
}

fn message(kind: ReceiptKind, bodies: &[ReceiptBody<'_>]) -> String {
    let fragments: Vec<Vec<u8>> = bodies
        .iter()
        .map(|body| {
            let mut out = Vec::new();
            write_receipt(body, &at(), &mut out);
            out
        })
        .collect();
    let fragments: Vec<&[u8]> = fragments.iter().map(Vec::as_slice).collect();
    let mut out = Vec::new();
    write_message(kind, GUID, &fragments, &mut out);
    String::from_utf8(out).unwrap()
}

/// The wire has no message for it, so no schema either.
#[test]
fn the_notice_of_a_payment_slip() {
    let body = ReceiptBody::PaymentSlip(SlipNotice {
        slip_no: "S20260205000000042".into(),
        guarantor_code: "4403960A01".into(),
        state: SlipState::Called,
        bills: 3,
        amount: Amount::from_fen(12_345),
        due_on: DayStamp::parse("20260219").unwrap(),
        info: "逾期<未缴>".into(),
    });
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <PaymentSlipMessage guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="urn:tongguan:message:1"><PaymentSlip><slipNo>S20260205000000042</slipNo><guarantorCode>4403960A01</guarantorCode><state>called</state><bills>3</bills><amount>123.45</amount><dueOn>20260219</dueOn><returnTime>20260106000000123</returnTime><returnInfo>逾期&lt;未缴&gt;</returnInfo></PaymentSlip></PaymentSlipMessage>"#]]
    .assert_eq(&message(ReceiptKind::PaymentSlip, &[body]));
}

#[test]
fn a_notice_of_the_house() {
    let mut notice = Notice {
        about: NoticeSubject::Authorisation,
        number: "WT1".into(),
        state: "offered".into(),
        status: 0,
        amount: None,
        due_on: DayStamp::parse("20271031").unwrap(),
        info: "请确认".into(),
    };
    let receipt =
        |it: &Notice<'static>| message(ReceiptKind::Notice, &[ReceiptBody::Notice(it.clone())]);
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <NoticeMessage guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="urn:tongguan:message:1"><Notice><about>authorisation</about><number>WT1</number><state>offered</state><dueOn>20271031</dueOn><returnStatus>0</returnStatus><returnTime>20260106000000123</returnTime><returnInfo>请确认</returnInfo></Notice></NoticeMessage>"#]].assert_eq(&receipt(&notice));
    notice.about = NoticeSubject::DutySlip;
    (notice.amount, notice.due_on) = (Some(Amount::from_fen(5_000)), DayStamp::default());
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <NoticeMessage guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="urn:tongguan:message:1"><Notice><about>duty_slip</about><number>WT1</number><state>offered</state><amount>50.00</amount><returnStatus>0</returnStatus><returnTime>20260106000000123</returnTime><returnInfo>请确认</returnInfo></Notice></NoticeMessage>"#]].assert_eq(&receipt(&notice));
}

#[test]
fn what_a_platform_is_asked() {
    let body = ReceiptBody::TruthQuestion(TruthNotice {
        platform_code: "4403960P01".into(),
        order_no: "DD<1>".into(),
        session: "0123456789abcdef0123456789abcdef".into(),
        asked_at: Moment::from_millis(1_767_628_800_123),
        due_at: Moment::from_millis(1_767_632_400_123),
    });
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <PlatDataOpenMessage guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="urn:tongguan:message:1"><PlatDataOpen><ebpCode>4403960P01</ebpCode><orderNo>DD&lt;1&gt;</orderNo><sessionID>0123456789abcdef0123456789abcdef</sessionID><serviceTime>1767628800123</serviceTime><dueTime>20260106010000123</dueTime><returnTime>20260106000000123</returnTime></PlatDataOpen></PlatDataOpenMessage>"#]]
    .assert_eq(&message(ReceiptKind::TruthQuestion, &[body]));
}

#[test]
fn a_list_receipt() {
    let body = ReceiptBody::Inventory(InventoryReturn {
        guid: GUID.into(),
        customs_code: "5349".into(),
        platform_code: "4403960A01".into(),
        seller_code: "4403960B02".into(),
        declarant_code: "4403960D05".into(),
        trader_reference: "A&B".into(),
        preliminary_no: "B20260105000000001".into(),
        list_no: "534920261000000001".into(),
        status: 800,
        info: messages::RELEASED.into(),
    });
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <CEB622Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><InventoryReturn><guid>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</guid><customsCode>5349</customsCode><ebpCode>4403960A01</ebpCode><ebcCode>4403960B02</ebcCode><agentCode>4403960D05</agentCode><copNo>A&amp;B</copNo><preNo>B20260105000000001</preNo><invtNo>534920261000000001</invtNo><returnStatus>800</returnStatus><returnTime>20260106000000123</returnTime><returnInfo>[Code:2600;Desc:放行]</returnInfo></InventoryReturn></CEB622Message>"#]]
    .assert_eq(&message(ReceiptKind::Inventory, &[body]));
}

#[test]
fn a_tax_bill_and_a_format_receipt() {
    let bodies = receipts("<坏&>", GUID);
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <CEB816Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><Tax><TaxHeadRd><guid>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</guid><returnTime>20260106000000123</returnTime><invtNo>&lt;坏&amp;&gt;</invtNo><taxNo>&lt;坏&amp;&gt;</taxNo><customsTax>0.00</customsTax><valueAddedTax>37.31001</valueAddedTax><consumptionTax>0.00</consumptionTax><status>1</status><entDutyNo>&lt;坏&amp;&gt;</entDutyNo><note>&lt;坏&amp;&gt;</note><assureCode>&lt;坏&amp;&gt;</assureCode><ebcCode>&lt;坏&amp;&gt;</ebcCode><logisticsCode>&lt;坏&amp;&gt;</logisticsCode><agentCode>&lt;坏&amp;&gt;</agentCode><customsCode>&lt;坏&amp;&gt;</customsCode></TaxHeadRd><TaxListRd><gnum>1</gnum><gcode>9619001100</gcode><taxPrice>410.00</taxPrice><customsTax>0.00</customsTax><valueAddedTax>37.31001</valueAddedTax><consumptionTax>0.00</consumptionTax></TaxListRd><TaxListRd><gnum>1</gnum><gcode>9619001100</gcode><taxPrice>410.00</taxPrice><customsTax>0.00</customsTax><valueAddedTax>37.31001</valueAddedTax><consumptionTax>0.00</consumptionTax></TaxListRd></Tax></CEB816Message>"#]]
    .assert_eq(&message(ReceiptKind::TaxBill, &bodies[4..5]));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <CEB900Message guid="7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><MessageReturn><guid>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</guid><returnStatus>-1201001</returnStatus><returnInfo>&lt;坏&amp;&gt;</returnInfo><returnTime>20260106000000123</returnTime><oriCopMsgId>&lt;坏&amp;&gt;</oriCopMsgId><oriMessageType>&lt;坏&amp;&gt;</oriMessageType><oriBizMessage>&lt;坏&amp;&gt;</oriBizMessage></MessageReturn></CEB900Message>"#]]
    .assert_eq(&message(ReceiptKind::Format, &bodies[5..6]));
}

/// The import schema and a validator, where this machine has both.
fn validator() -> Option<impl Fn(&str)> {
    let schema =
        official()?.join("data/schema/ceb-202205").join("海关跨境进口业务节点报文定义202205.xsd");
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
fn every_receipt_is_valid_whatever_it_carries() {
    let Some(validate) = validator() else { return };
    let long: &'static str = "长<&".repeat(4000).leak();
    for text in ["", "4403", "534920261000000001", long, "\u{1}\u{FFFE}a"] {
        for guid in [GUID, "", "short"] {
            for body in receipts(text, guid) {
                validate(&message(body.kind(), &[body]));
            }
        }
    }
    let hundred = vec![receipts("a", GUID).remove(3); 100];
    validate(&message(ReceiptKind::Inventory, &hundred));
}

#[test]
fn every_document_written_is_valid() {
    let Some(validate) = validator() else { return };
    let orders = envelope(ALL[0]);
    let transfer = orders.transfer.as_ref();
    for sample in ALL {
        let sample = envelope(sample);
        let document = sample.readings[0].document.clone();
        let mut out = Vec::new();
        let is_unsigned = [
            MessageType::Order,
            MessageType::Payment,
            MessageType::Waybill,
            MessageType::WaybillStatus,
        ]
        .contains(&sample.kind);
        let signature = if is_unsigned { "" } else { PLACEHOLDER_SIGNATURE };
        write_signed_documents(
            sample.kind,
            &sample.guid,
            &[document],
            transfer,
            &orders.subscriptions,
            signature,
            &mut out,
        );
        validate(&String::from_utf8(out).unwrap());
    }
}
