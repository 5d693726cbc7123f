//! Answers to zone documents: 数据中心回执 (CommonResponeMessage), INV201, SAS221 and SAS223.
//!
//! Their layout is that of receipts seen, for there is no published schema. Elements that the house
//! has nothing to say in are left out.

use model::{
    Amount, ExitLine, ExitListReturn, ExitListState, GatePassReturn, GatePassState, ReceiptKind,
    Stamp, ZoneResponse, ZoneResult,
};

use crate::{
    receipt::{NOTE_MAX, WireTime, cut, spaced},
    xml::{self, field, nest},
};

/// The message type of a zone receipt; nothing for one that is no zone receipt.
pub(crate) const fn zone_root(kind: ReceiptKind) -> Option<&'static str> {
    match kind {
        ReceiptKind::ZoneResponse => Some("CommonResponeMessage"),
        ReceiptKind::ExitList => Some("INV201"),
        ReceiptKind::GatePass => Some("SAS221"),
        ReceiptKind::GatePassage => Some("SAS223"),
        _ => None,
    }
}

/// Appends a message of one zone receipt: bare for the data centre's answer, else in its package.
pub(crate) fn write_package(root: &str, guid: &str, fragment: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if root == "CommonResponeMessage" {
        out.extend_from_slice(fragment);
        return;
    }
    let hex: String = guid.chars().filter(|it| *it != '-').take(25).collect();
    let id = format!("CUS0000E010000{hex}");
    let suffix = if root == "INV201" { "INV" } else { "SAS" };
    nest("Package", out, |out| {
        nest("EnvelopInfo", out, |out| {
            field("version", "1.0", out);
            field("message_id", &id, out);
            field("file_name", &format!("{id}.{suffix}"), out);
            field("message_type", root, out);
            field("sender_id", "CUS0000", out);
            field("receiver_id", "E010000", out);
        });
        nest("DataInfo", out, |out| {
            nest("PocketInfo", out, |out| {
                field("pocket_id", guid, out);
                field("total_pocket_qty", "1", out);
                field("cur_pocket_no", "1", out);
                field("is_unstructured", "", out);
            });
            nest("BussinessData", out, |out| out.extend_from_slice(fragment));
        });
    });
}

/// The layout has no place for a time, so the words begin with it.
pub(crate) fn write_response(it: &ZoneResponse<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let info = format!("{} {}", spaced(at.as_str()), it.info);
    nest("CommonResponeMessage", out, |out| {
        field("SeqNo", &it.preliminary_no, out);
        field("EtpsPreentNo", &it.reference, out);
        field("CheckInfo", cut(&info, NOTE_MAX), out);
        field("DealFlag", if it.is_taken { "0" } else { "-1" }, out);
    });
}

pub(crate) fn write_exit_list(it: &ExitListReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("INV201", out, |out| {
        result(&it.preliminary_no, &it.list_no, it.result, at, out);
        note(&it.info, out);
        nest("BondInvtBsc", out, |out| exit_list_head(it, out));
        for line in &it.list.lines {
            nest("BondInvtDt", out, |out| exit_line(line, &it.list_no, out));
        }
    });
}

fn exit_list_head(it: &ExitListReturn<'_>, out: &mut Vec<u8>) {
    let list = &*it.list;
    let (deducted, left) = match it.state {
        ExitListState::Approved => ("1", "0"),
        ExitListState::Deducted => ("2", "1"),
        ExitListState::Declared | ExitListState::Refused | ExitListState::Deleted => ("0", "0"),
    };
    let state = match it.state {
        ExitListState::Approved | ExitListState::Deducted => "0",
        ExitListState::Declared => "1",
        ExitListState::Refused => "2",
        ExitListState::Deleted => "3",
    };
    field("bondInvtNo", &it.list_no, out);
    field("chgTmsCnt", "0", out);
    field("invtPreentNo", &it.preliminary_no, out);
    field("putrecNo", &list.book_no, out);
    field("etpsInnerInvtNo", &list.reference, out);
    field("bizopEtpsSccd", &list.operator_credit_code, out);
    field("bizopEtpsno", &list.operator_code, out);
    field("bizopEtpsNm", &list.operator_name, out);
    field("rvsngdEtpsSccd", &list.receiver_credit_code, out);
    field("rcvgdEtpsno", &list.receiver_code, out);
    field("rcvgdEtpsNm", &list.receiver_name, out);
    field("dclEtpsSccd", &list.declarant_credit_code, out);
    field("dclEtpsno", &list.declarant_code, out);
    field("dclEtpsNm", &list.declarant_name, out);
    field("invtDclTime", &list.declared_at, out);
    field("impexpPortcd", &list.port_code, out);
    field("dclPlcCuscd", &list.customs_code, out);
    field("impexpMarkcd", &list.direction, out);
    field("mtpckEndprdMarkcd", &list.goods_mark, out);
    field("supvModecd", &list.supervision_mode, out);
    field("trspModecd", &list.transport_mode, out);
    field("stshipTrsarvNatcd", &list.country, out);
    field("dclcusFlag", &list.declaration_flag, out);
    field("dclcusTypecd", &list.declaration_type, out);
    field("invtIochkptStucd", left, out);
    field("vrfdedMarkcd", deducted, out);
    field("invtStucd", state, out);
    field("rmk", &list.note, out);
    field("bondInvtTypecd", &list.list_type, out);
    field("entryStucd", "0", out);
    field("passportUsedTypecd", if it.is_on_pass { "1" } else { "0" }, out);
    field("dclTypecd", action(&list.action_code), out);
}

fn exit_line(line: &ExitLine<'_>, list_no: &str, out: &mut Vec<u8>) {
    field("bondInvtNo", list_no, out);
    field("chgTmsCnt", "0", out);
    number("gdsSeqno", u64::from(line.number), out);
    field("putrecSeqno", &line.book_line_no, out);
    field("gdsMtno", &line.record_no, out);
    field("gdecd", &line.commodity_code, out);
    field("gdsNm", &line.name, out);
    field("gdsSpcfModelDesc", &line.model, out);
    field("dclUnitcd", &line.unit, out);
    field("lawfUnitcd", &line.unit1, out);
    field("secdLawfUnitcd", &line.unit2, out);
    field("natcd", &line.country, out);
    quantity("dclUprcAmt", Some(line.price), out);
    quantity("dclTotalAmt", Some(line.total_price), out);
    field("dclCurrcd", &line.currency, out);
    quantity("lawfQty", Some(line.quantity1), out);
    quantity("secdLawfQty", line.quantity2, out);
    quantity("dclQty", Some(line.quantity), out);
    quantity("grossWt", line.gross_weight_kg, out);
    quantity("netWt", line.net_weight_kg, out);
    field("lvyrlfModecd", &line.levy_mode, out);
    field("rmk", &line.note, out);
    field("destinationNatcd", &line.destination, out);
    field("modfMarkcd", &line.change_mark, out);
}

/// SAS221, or SAS223 when the gate has seen the vehicle.
pub(crate) fn write_gate_pass(
    root: &'static str,
    it: &GatePassReturn<'_>,
    at: &WireTime,
    out: &mut Vec<u8>,
) {
    nest(root, out, |out| {
        result(&it.preliminary_no, &it.pass_no, it.result, at, out);
        note(&it.info, out);
        nest("SasPassportBsc", out, |out| gate_pass_head(it, out));
        if root == "SAS223" {
            return;
        }
        for line in &it.pass.lines {
            nest("SasPassportDt", out, |out| {
                field("passportNo", &it.pass_no, out);
                field("chgTmsCnt", "0", out);
                number("passportSeqNo", u64::from(line.number), out);
                number("rltGdsSeqno", u64::from(line.exit_line), out);
                field("gdsMtno", &line.record_no, out);
                field("gdecd", &line.commodity_code, out);
                field("gdsNm", &line.name, out);
                field("dclUnitcd", &line.unit, out);
                quantity("dclQty", Some(line.quantity), out);
                quantity("grossWt", line.gross_weight_kg, out);
                quantity("netWt", line.net_weight_kg, out);
            });
        }
        for exit_list_no in it.pass.exit_list_nos() {
            nest("SasPassportRlt", out, |out| {
                field("passportNo", &it.pass_no, out);
                field("rltTbTypecd", &it.pass.related_type, out);
                field("rltNo", exit_list_no, out);
            });
        }
    });
}

fn gate_pass_head(it: &GatePassReturn<'_>, out: &mut Vec<u8>) {
    let pass = &*it.pass;
    let state = match it.state {
        GatePassState::Declared => "0",
        GatePassState::Approved | GatePassState::Held => "1",
        GatePassState::Passed => "2",
        GatePassState::Deleted => "5",
        GatePassState::Refused => "6",
    };
    let mark = match it.result {
        ZoneResult::Passed | ZoneResult::PreDeducted => "1",
        ZoneResult::Manual => "2",
        ZoneResult::Refused => "3",
    };
    field("passportNo", &it.pass_no, out);
    field("chgTmsCnt", "0", out);
    field("passportTypecd", &pass.pass_type, out);
    field("sasPassportPreentNo", &it.preliminary_no, out);
    field("dclTypecd", action(&pass.action_code), out);
    field("ioTypecd", &pass.direction, out);
    field("bindTypecd", &pass.binding, out);
    field("masterCuscd", &pass.customs_code, out);
    field("rltTbTypecd", &pass.related_type, out);
    field("rltNo", &pass.exit_list_nos().join("\\"), out);
    field("areainEtpsno", &pass.operator_code, out);
    field("areainEtpsNm", &pass.operator_name, out);
    field("areainEtpsSccd", &pass.operator_credit_code, out);
    field("vehicleNo", &pass.vehicle_no, out);
    field("vehicleIcNo", &pass.vehicle_card_no, out);
    field("containerNo", &pass.container_no, out);
    quantity("vehicleWt", Some(pass.vehicle_weight_kg), out);
    field("vehicleFrameNo", &pass.frame_no, out);
    quantity("vehicleFrameWt", pass.frame_weight_kg, out);
    field("containerType", &pass.container_type, out);
    quantity("containerWt", pass.container_weight_kg, out);
    quantity("totalWt", Some(pass.total_weight_kg), out);
    let passage = it.passage.as_ref();
    quantity("passCollectWt", passage.map(|it| it.weight_kg), out);
    quantity("wtError", passage.map(|it| pass.total_weight_kg - it.weight_kg), out);
    quantity("totalGrossWt", Some(pass.gross_weight_kg), out);
    quantity("totalNetWt", Some(pass.net_weight_kg), out);
    field("dclErConc", &pass.contact, out);
    field("dclTime", &it.declared_on.to_string(), out);
    field("passID", passage.map_or("", |it| it.gate.as_str()), out);
    field("passTime", &passage.map(|it| spaced_stamp(it.at)).unwrap_or_default(), out);
    field("stucd", state, out);
    field("emapvMarkcd", mark, out);
    field("ownerSystem", "1", out);
    field("rmk", &pass.note, out);
}

fn result(
    preliminary_no: &str,
    business_no: &str,
    result: ZoneResult,
    at: &WireTime,
    out: &mut Vec<u8>,
) {
    nest("HdeApprResult", out, |out| {
        field("etpsPreentNo", preliminary_no, out);
        field("businessId", business_no, out);
        field("tmsCnt", "0", out);
        field("typecd", "1", out);
        field("manageResult", &zone_status(result).to_string(), out);
        field("manageDate", &spaced(at.as_str()), out);
        field("rmk", "", out);
    });
}

/// The number of a result on the wire (`manageResult`).
pub fn zone_status(result: ZoneResult) -> i32 {
    match result {
        ZoneResult::Passed => 1,
        ZoneResult::Manual => 2,
        ZoneResult::Refused => 3,
        ZoneResult::PreDeducted => 4,
    }
}

fn note(info: &str, out: &mut Vec<u8>) {
    if !info.is_empty() {
        nest("CheckInfo", out, |out| field("note", cut(info, NOTE_MAX), out));
    }
}

fn action(code: &str) -> &str {
    if code.is_empty() { "1" } else { code }
}

fn spaced_stamp(at: Stamp) -> String {
    spaced(&at.to_string())
}

fn quantity(name: &str, amount: Option<Amount>, out: &mut Vec<u8>) {
    nest(name, out, |out| {
        if let Some(amount) = amount {
            xml::amount(amount, out);
        }
    });
}

fn number(name: &str, number: u64, out: &mut Vec<u8>) {
    nest(name, out, |out| xml::digits(number, 1, out));
}
