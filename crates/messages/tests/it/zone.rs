//! Exit lists and gate passes: read in the styles of several clients, written, and answered.

use expect_test::{Expect, expect};
use messages::{
    Limits, Message, WireTime, ZoneReading, read, receipts_a_message, summarise_receipt,
    write_message, write_receipt, write_zone_document, zone_status,
};
use model::{
    Amount, DayStamp, ExitListReturn, ExitListState, GatePassReturn, GatePassState, Moment,
    Passage, ReceiptBody, ReceiptKind, Stamp, ZoneDocument, ZoneResponse, ZoneResult,
};

use crate::shared::{EXIT_LIST, GATE_PASS, refused};

#[track_caller]
fn zone(raw: &str) -> Box<ZoneReading<'_>> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Zone(reading)) => reading,
        other => panic!("{other:?}"),
    }
}

fn faults(raw: &str) -> String {
    let reading = zone(raw);
    let lines = reading
        .faults
        .iter()
        .map(|it| format!("{} {} {:?} {:?}\n", it.code, it.pointer, it.observed, it.expected));
    lines.collect()
}

#[test]
fn an_exit_list_as_clients_send_it() {
    let reading = zone(EXIT_LIST);
    assert_eq!(reading.faults, []);
    assert_eq!((reading.message_type(), reading.is_signed), ("INV101", true));
    assert_eq!(reading.header.message_id, "5349-EXIT-0001");
    assert_eq!(reading.sender_code, "4403960Z01");
    let ZoneDocument::ExitList(list) = &reading.document else { panic!("an exit list") };
    assert_eq!((&*list.list_type, &*list.note), ("8", "早班 & 晚班"));
    assert_eq!(list.lines.len(), 1);
    assert_eq!(list.lines[0].quantity1.to_string(), "0.75");
    let linked = reading.document.linked_nos();
    assert_eq!(linked, ["53492026I000000001", "53492026I000000005"]);
}

#[test]
fn a_gate_pass_as_clients_send_it() {
    let reading = zone(GATE_PASS);
    assert_eq!(reading.faults, []);
    assert_eq!((reading.message_type(), reading.is_signed), ("SAS121", false));
    let ZoneDocument::GatePass(pass) = &reading.document else { panic!("a gate pass") };
    assert_eq!(pass.exit_list_nos(), ["QD534926E000000007", "QD534926E000000008"]);
    assert_eq!(pass.vehicle_no, "粤B12345");
    // Without links, the head's one field counts.
    let (before, _) = GATE_PASS.split_once("<PassportAcmp>").unwrap();
    let bare = format!("{before}</PassPortMessage></BussinessData></DataInfo></Package>");
    let linked = zone(&bare);
    assert_eq!(linked.document.linked_nos(), ["QD534926E000000007", "QD534926E000000008"]);
}

#[test]
fn names_are_read_in_any_case_and_with_any_prefix() {
    let plain = zone(EXIT_LIST);
    let lower = EXIT_LIST
        .replace("InvtHeadType", "invtHeadType")
        .replace("PutrecNo", "putrecNo")
        .replace("<Object ", "<ds:Object ")
        .replace("</Object", "</ds:Object")
        .replace("<Signature ", "<ds:Signature ")
        .replace("</Signature>", "</ds:Signature>");
    assert_eq!(zone(&lower).document, plain.document);
}

#[test]
fn what_is_written_is_read_again() {
    for raw in [EXIT_LIST, GATE_PASS] {
        let reading = zone(raw);
        let mut out = Vec::new();
        write_zone_document(&reading.header, &reading.document, &reading.sender_code, &mut out);
        let written = String::from_utf8(out).unwrap();
        let again = zone(&written);
        assert_eq!(again.document, reading.document);
        assert_eq!(again.header, reading.header);
        assert_eq!(again.sender_code, reading.sender_code);
        assert_eq!((again.is_signed, &again.faults), (false, &vec![]));
    }
}

#[test]
fn every_fault_of_form_is_said_at_once() {
    let raw = EXIT_LIST
        .replace("<PutrecNo>T5349W000001</PutrecNo>", "")
        .replace("<DclQty>3</DclQty>", "<DclQty>drei</DclQty>")
        .replace("<ImpexpMarkcd>E</ImpexpMarkcd>", "<ImpexpMarkcd>X</ImpexpMarkcd>")
        .replace("<CbecBillNo>53492026I000000005</CbecBillNo>", "<CbecBillNo>1</CbecBillNo>")
        .replace("<InvtListType>", "<InvtHeadType/><InvtHeadType></InvtHeadType><InvtListType>");
    expect![[r#"
        FMT-1101 exit_list.book_no "" "C..64"
        FMT-1108 exit_list.direction "X" "I|E"
        FMT-1109 exit_list "2" "0..1"
        FMT-1104 exit_list.lines[0].quantity "drei" "N19,5"
        FMT-1103 exit_list.links[1].list_no "1" "C18"
    "#]]
    .assert_eq(&faults(&raw));
    let raw = GATE_PASS.replace("<PassportAcmp>", "<PassportAcmp/><PassportAcmp>");
    expect![[r#"
        FMT-1101 gate_pass.links[0].exit_list_no "" "C..64"
        FMT-1101 gate_pass.links[2].exit_list_no "" "C..64"
    "#]]
    .assert_eq(&faults(&raw));
}

#[test]
fn lines_beyond_the_limit_are_one_fault() {
    let one = EXIT_LIST.find("<InvtCbecBill>").unwrap();
    let end = EXIT_LIST.find("</InvtCbecBill>").unwrap() + "</InvtCbecBill>".len();
    let many = EXIT_LIST[one..end].repeat(5);
    let raw = EXIT_LIST.replace(&EXIT_LIST[one..end], &many);
    let limits = Limits { max_lines: 3, ..Limits::default() };
    let Ok(Message::Zone(reading)) = read(raw.as_bytes(), &limits) else {
        panic!("a zone message")
    };
    assert_eq!(reading.document.linked_nos().len(), 3);
    let codes: Vec<_> = reading.faults.iter().map(|it| (&*it.code, &*it.pointer)).collect();
    assert_eq!(codes, [("FMT-1111", "exit_list.links")]);
}

#[test]
fn a_package_of_something_else_is_refused_by_its_root() {
    for raw in [
        "<Package><DataInfo><BussinessData><NemsMessage/></BussinessData></DataInfo></Package>",
        "<Signature/>",
    ] {
        let refused = refused(raw.as_bytes(), &Limits::default());
        assert_eq!(refused.finding.code, "FMT-1004", "{raw}");
        assert_eq!(refused.finding.expected, "INV101, SAS121");
    }
    let cut = refused(&EXIT_LIST.as_bytes()[..900], &Limits::default());
    assert_eq!(cut.finding.code, "FMT-1001");
}

fn message(body: &ReceiptBody<'_>) -> String {
    let at = WireTime::new(Moment::from_millis(1_767_663_000_123));
    let mut fragment = Vec::new();
    write_receipt(body, &at, &mut fragment);
    let summary = summarise_receipt(std::str::from_utf8(&fragment).unwrap());
    assert_eq!(summary.at, Moment::from_millis(1_767_663_000_000), "to the second");
    assert_eq!(receipts_a_message(body.kind()), 1);
    let mut out = Vec::new();
    let guid = "7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F";
    write_message(body.kind(), guid, &[&fragment], &mut out);
    String::from_utf8(out).unwrap()
}

fn check(body: &ReceiptBody<'_>, expected: Expect) {
    expected.assert_eq(&message(body));
}

#[test]
fn the_answer_to_the_form() {
    let body = ReceiptBody::ZoneResponse(ZoneResponse {
        preliminary_no: "".into(),
        reference: "EXIT<1>".into(),
        info: "[Code:2301;Desc:关联的电商清单不存在]".into(),
        is_taken: false,
    });
    check(
        &body,
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <CommonResponeMessage><SeqNo></SeqNo><EtpsPreentNo>EXIT&lt;1&gt;</EtpsPreentNo><CheckInfo>2026-01-06 09:30:00 [Code:2301;Desc:关联的电商清单不存在]</CheckInfo><DealFlag>-1</DealFlag></CommonResponeMessage>"#]],
    );
}

#[test]
fn the_answer_to_an_exit_list() {
    let reading = zone(EXIT_LIST);
    let ZoneDocument::ExitList(list) = reading.document else { panic!("an exit list") };
    let body = ReceiptBody::ExitList(Box::new(ExitListReturn {
        result: ZoneResult::PreDeducted,
        preliminary_no: "202600000000000007".into(),
        list_no: "QD534926E000000007".into(),
        state: ExitListState::Approved,
        info: "".into(),
        list,
        is_on_pass: false,
    }));
    check(
        &body,
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <Package><EnvelopInfo><version>1.0</version><message_id>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2</message_id><file_name>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2.INV</file_name><message_type>INV201</message_type><sender_id>CUS0000</sender_id><receiver_id>E010000</receiver_id></EnvelopInfo><DataInfo><PocketInfo><pocket_id>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</pocket_id><total_pocket_qty>1</total_pocket_qty><cur_pocket_no>1</cur_pocket_no><is_unstructured></is_unstructured></PocketInfo><BussinessData><INV201><HdeApprResult><etpsPreentNo>202600000000000007</etpsPreentNo><businessId>QD534926E000000007</businessId><tmsCnt>0</tmsCnt><typecd>1</typecd><manageResult>4</manageResult><manageDate>2026-01-06 09:30:00</manageDate><rmk></rmk></HdeApprResult><BondInvtBsc><bondInvtNo>QD534926E000000007</bondInvtNo><chgTmsCnt>0</chgTmsCnt><invtPreentNo>202600000000000007</invtPreentNo><putrecNo>T5349W000001</putrecNo><etpsInnerInvtNo>EXIT-2026-0001</etpsInnerInvtNo><bizopEtpsSccd>914403001234567890</bizopEtpsSccd><bizopEtpsno>4403960Z01</bizopEtpsno><bizopEtpsNm>前海保税仓储有限公司</bizopEtpsNm><rvsngdEtpsSccd>914403001234567890</rvsngdEtpsSccd><rcvgdEtpsno>4403960Z01</rcvgdEtpsno><rcvgdEtpsNm>前海保税仓储有限公司</rcvgdEtpsNm><dclEtpsSccd>914403001234567890</dclEtpsSccd><dclEtpsno>4403960Z01</dclEtpsno><dclEtpsNm>前海保税仓储有限公司</dclEtpsNm><invtDclTime>20260106</invtDclTime><impexpPortcd>5349</impexpPortcd><dclPlcCuscd>5349</dclPlcCuscd><impexpMarkcd>E</impexpMarkcd><mtpckEndprdMarkcd>I</mtpckEndprdMarkcd><supvModecd>5000</supvModecd><trspModecd>9</trspModecd><stshipTrsarvNatcd>142</stshipTrsarvNatcd><dclcusFlag>2</dclcusFlag><dclcusTypecd></dclcusTypecd><invtIochkptStucd>0</invtIochkptStucd><vrfdedMarkcd>1</vrfdedMarkcd><invtStucd>0</invtStucd><rmk>早班 &amp; 晚班</rmk><bondInvtTypecd>8</bondInvtTypecd><entryStucd>0</entryStucd><passportUsedTypecd>0</passportUsedTypecd><dclTypecd>1</dclTypecd></BondInvtBsc><BondInvtDt><bondInvtNo>QD534926E000000007</bondInvtNo><chgTmsCnt>0</chgTmsCnt><gdsSeqno>1</gdsSeqno><putrecSeqno>1</putrecSeqno><gdsMtno>MASK-01</gdsMtno><gdecd>3304990039</gdecd><gdsNm>面膜</gdsNm><gdsSpcfModelDesc>10片</gdsSpcfModelDesc><dclUnitcd>007</dclUnitcd><lawfUnitcd>035</lawfUnitcd><secdLawfUnitcd>007</secdLawfUnitcd><natcd>133</natcd><dclUprcAmt>80.00</dclUprcAmt><dclTotalAmt>240.00</dclTotalAmt><dclCurrcd>142</dclCurrcd><lawfQty>0.75</lawfQty><secdLawfQty>3.00</secdLawfQty><dclQty>3.00</dclQty><grossWt>1.20</grossWt><netWt>0.75</netWt><lvyrlfModecd>1</lvyrlfModecd><rmk></rmk><destinationNatcd>142</destinationNatcd><modfMarkcd></modfMarkcd></BondInvtDt></INV201></BussinessData></DataInfo></Package>"#]],
    );
}

#[test]
fn the_answers_to_a_gate_pass() {
    let pass = || {
        let reading = zone(GATE_PASS);
        let ZoneDocument::GatePass(pass) = reading.document else { panic!("a gate pass") };
        pass
    };
    let answer = |state, passage| GatePassReturn {
        result: ZoneResult::Manual,
        preliminary_no: "202600000000000009".into(),
        pass_no: "Z5349E260106000000000009".into(),
        state,
        info: "实际重量与申报不符".into(),
        pass: pass(),
        declared_on: DayStamp::parse("20260106").unwrap(),
        passage,
    };
    let approved = answer(GatePassState::Approved, None);
    check(
        &ReceiptBody::GatePass(Box::new(approved)),
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <Package><EnvelopInfo><version>1.0</version><message_id>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2</message_id><file_name>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2.SAS</file_name><message_type>SAS221</message_type><sender_id>CUS0000</sender_id><receiver_id>E010000</receiver_id></EnvelopInfo><DataInfo><PocketInfo><pocket_id>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</pocket_id><total_pocket_qty>1</total_pocket_qty><cur_pocket_no>1</cur_pocket_no><is_unstructured></is_unstructured></PocketInfo><BussinessData><SAS221><HdeApprResult><etpsPreentNo>202600000000000009</etpsPreentNo><businessId>Z5349E260106000000000009</businessId><tmsCnt>0</tmsCnt><typecd>1</typecd><manageResult>2</manageResult><manageDate>2026-01-06 09:30:00</manageDate><rmk></rmk></HdeApprResult><CheckInfo><note>实际重量与申报不符</note></CheckInfo><SasPassportBsc><passportNo>Z5349E260106000000000009</passportNo><chgTmsCnt>0</chgTmsCnt><passportTypecd>3</passportTypecd><sasPassportPreentNo>202600000000000009</sasPassportPreentNo><dclTypecd>1</dclTypecd><ioTypecd>E</ioTypecd><bindTypecd>1</bindTypecd><masterCuscd>5349</masterCuscd><rltTbTypecd>1</rltTbTypecd><rltNo>QD534926E000000007\QD534926E000000008</rltNo><areainEtpsno>4403960Z01</areainEtpsno><areainEtpsNm>前海保税仓储有限公司</areainEtpsNm><areainEtpsSccd>914403001234567890</areainEtpsSccd><vehicleNo>粤B12345</vehicleNo><vehicleIcNo></vehicleIcNo><containerNo></containerNo><vehicleWt>2500.00</vehicleWt><vehicleFrameNo></vehicleFrameNo><vehicleFrameWt>0.00</vehicleFrameWt><containerType></containerType><containerWt></containerWt><totalWt>2510.00</totalWt><passCollectWt></passCollectWt><wtError></wtError><totalGrossWt>10.00</totalGrossWt><totalNetWt>7.50</totalNetWt><dclErConc></dclErConc><dclTime>20260106</dclTime><passID></passID><passTime></passTime><stucd>1</stucd><emapvMarkcd>2</emapvMarkcd><ownerSystem>1</ownerSystem><rmk></rmk></SasPassportBsc><SasPassportRlt><passportNo>Z5349E260106000000000009</passportNo><rltTbTypecd>1</rltTbTypecd><rltNo>QD534926E000000007</rltNo></SasPassportRlt><SasPassportRlt><passportNo>Z5349E260106000000000009</passportNo><rltTbTypecd>1</rltTbTypecd><rltNo>QD534926E000000008</rltNo></SasPassportRlt></SAS221></BussinessData></DataInfo></Package>"#]],
    );
    let passage = Passage {
        gate: "G1".into(),
        weight_kg: Amount::from_units(2_900),
        at: Stamp::parse("20260106111500").unwrap(),
    };
    let held = answer(GatePassState::Held, Some(passage));
    check(
        &ReceiptBody::GatePassage(Box::new(held)),
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <Package><EnvelopInfo><version>1.0</version><message_id>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2</message_id><file_name>CUS0000E0100007B0A6C523D1E4F7A9C550A1B2.SAS</file_name><message_type>SAS223</message_type><sender_id>CUS0000</sender_id><receiver_id>E010000</receiver_id></EnvelopInfo><DataInfo><PocketInfo><pocket_id>7B0A6C52-3D1E-4F7A-9C55-0A1B2C3D4E5F</pocket_id><total_pocket_qty>1</total_pocket_qty><cur_pocket_no>1</cur_pocket_no><is_unstructured></is_unstructured></PocketInfo><BussinessData><SAS223><HdeApprResult><etpsPreentNo>202600000000000009</etpsPreentNo><businessId>Z5349E260106000000000009</businessId><tmsCnt>0</tmsCnt><typecd>1</typecd><manageResult>2</manageResult><manageDate>2026-01-06 09:30:00</manageDate><rmk></rmk></HdeApprResult><CheckInfo><note>实际重量与申报不符</note></CheckInfo><SasPassportBsc><passportNo>Z5349E260106000000000009</passportNo><chgTmsCnt>0</chgTmsCnt><passportTypecd>3</passportTypecd><sasPassportPreentNo>202600000000000009</sasPassportPreentNo><dclTypecd>1</dclTypecd><ioTypecd>E</ioTypecd><bindTypecd>1</bindTypecd><masterCuscd>5349</masterCuscd><rltTbTypecd>1</rltTbTypecd><rltNo>QD534926E000000007\QD534926E000000008</rltNo><areainEtpsno>4403960Z01</areainEtpsno><areainEtpsNm>前海保税仓储有限公司</areainEtpsNm><areainEtpsSccd>914403001234567890</areainEtpsSccd><vehicleNo>粤B12345</vehicleNo><vehicleIcNo></vehicleIcNo><containerNo></containerNo><vehicleWt>2500.00</vehicleWt><vehicleFrameNo></vehicleFrameNo><vehicleFrameWt>0.00</vehicleFrameWt><containerType></containerType><containerWt></containerWt><totalWt>2510.00</totalWt><passCollectWt>2900.00</passCollectWt><wtError>-390.00</wtError><totalGrossWt>10.00</totalGrossWt><totalNetWt>7.50</totalNetWt><dclErConc></dclErConc><dclTime>20260106</dclTime><passID>G1</passID><passTime>2026-01-06 11:15:00</passTime><stucd>1</stucd><emapvMarkcd>2</emapvMarkcd><ownerSystem>1</ownerSystem><rmk></rmk></SasPassportBsc></SAS223></BussinessData></DataInfo></Package>"#]],
    );
}

#[test]
fn results_have_their_numbers() {
    use ZoneResult::*;
    assert_eq!([Passed, Manual, Refused, PreDeducted].map(zone_status), [1, 2, 3, 4]);
    assert_eq!(receipts_a_message(ReceiptKind::Inventory), 100);
}
