//! The field tables of zone documents: exit list (INV101) and gate pass (SAS121).
//!
//! Source: the structures that zone clients exchange (金关二期特殊区域系统), known from clients and receipts and
//! not from a published schema. What every client at hand sends is mandatory; the rest may be left
//! out. Names are read in any case, because clients differ in it.

use model::{ExitLine, ExitLink, ExitList, GatePass, GatePassLine, GatePassLink};

use super::ZoneHeader;
use crate::{
    documents::{need, node},
    slots::Taker,
    table::{Form::*, Row, Table},
    xml::Putter,
};

node! {
    /// 核注清单表头.
    EXIT_LIST, take_exit_list, put_exit_list:
    "InvtHeadType" is ExitList at "exit_list" and lines and links {
        preliminary_no "SeqNo" may UpTo(18);
        list_no "BondInvtNo" may UpTo(64);
        book_no "PutrecNo" must UpTo(64);
        reference "EtpsInnerInvtNo" must UpTo(64);
        action_code "DclTypecd" may OneOf(&["1", "2", "3"]);
        operator_credit_code "BizopEtpsSccd" may Fixed(18);
        operator_code "BizopEtpsno" must Fixed(10);
        operator_name "BizopEtpsNm" must UpTo(512);
        receiver_credit_code "RvsngdEtpsSccd" may Fixed(18);
        receiver_code "RcvgdEtpsno" must Fixed(10);
        receiver_name "RcvgdEtpsNm" must UpTo(512);
        declarant_credit_code "DclEtpsSccd" may Fixed(18);
        declarant_code "DclEtpsno" must Fixed(10);
        declarant_name "DclEtpsNm" must UpTo(512);
        typist_credit_code "InputCreditCode" may Fixed(18);
        typist_code "InputCode" may Fixed(10);
        typist_name "InputName" may UpTo(512);
        typed_at "InputTime" may UpTo(19);
        declared_at "InvtDclTime" may UpTo(19);
        list_type "InvtType" must Fixed(1);
        direction "ImpexpMarkcd" must OneOf(&["I", "E"]);
        goods_mark "MtpckEndprdMarkcd" must OneOf(&["I", "E"]);
        supervision_mode "SupvModecd" must Fixed(4);
        transport_mode "TrspModecd" must Fixed(1);
        port_code "ImpexpPortcd" must Fixed(4);
        customs_code "DclPlcCuscd" must Fixed(4);
        country "StshipTrsarvNatcd" must Fixed(3);
        declaration_flag "DclcusFlag" must OneOf(&["1", "2"]);
        declaration_type "DclcusTypecd" may OneOf(&["1", "2"]);
        generates_declaration "GenDecFlag" may OneOf(&["1", "2"]);
        note "Rmk" may UpTo(4000);
    }
}

node! {
    /// 核注清单表体.
    EXIT_LINE, take_exit_line, put_exit_line: "InvtListType" is ExitLine at "exit_list.lines" {
        number "GdsSeqno" must Count;
        book_line_no "PutrecSeqno" may UpTo(19);
        record_no "GdsMtno" must UpTo(32);
        commodity_code "Gdecd" must Fixed(10);
        name "GdsNm" must UpTo(512);
        model "GdsSpcfModelDesc" may UpTo(512);
        unit "DclUnitcd" must Fixed(3);
        quantity "DclQty" must Number;
        unit1 "LawfUnitcd" must Fixed(3);
        quantity1 "LawfQty" must Number;
        unit2 "SecdLawfUnitcd" may Fixed(3);
        quantity2 "SecdLawfQty" may Number;
        price "DclUprcAmt" must Number;
        total_price "DclTotalAmt" must Number;
        currency "DclCurrcd" must Fixed(3);
        country "Natcd" must Fixed(3);
        destination "DestinationNatcd" may Fixed(3);
        levy_mode "LvyrlfModecd" may Fixed(1);
        gross_weight_kg "GrossWt" may Number;
        net_weight_kg "NetWt" may Number;
        change_mark "ModfMarkcd" may OneOf(&["0", "1", "2", "3"]);
        note "Rmk" may UpTo(4000);
    }
}

node! {
    /// 电商清单关联.
    EXIT_LINK, take_exit_link, put_exit_link: "InvtCbecBillType" is ExitLink at "exit_list.links" {
        preliminary_no "SeqNo" may UpTo(18);
        exit_list_no "BondInvtNo" may UpTo(64);
        list_no "CbecBillNo" must Fixed(18);
    }
}

node! {
    /// 核放单表头.
    GATE_PASS, take_gate_pass, put_gate_pass:
    "PassportHead" is GatePass at "gate_pass" and lines and links {
        preliminary_no "SeqNo" may UpTo(18);
        pass_no "PassportNo" may UpTo(64);
        pass_type "PassportTypecd" must Fixed(1);
        customs_code "MasterCuscd" must Fixed(4);
        action_code "DclTypecd" may OneOf(&["1", "3"]);
        direction "IoTypecd" must OneOf(&["I", "E"]);
        binding "BindTypecd" must OneOf(&["1", "2", "3"]);
        related_type "RltTbTypecd" must Fixed(1);
        related_no "RltNo" may UpTo(4000);
        book_no "AreainOriactNo" may UpTo(64);
        operator_code "AreainEtpsno" must Fixed(10);
        operator_name "AreainEtpsNm" must UpTo(512);
        operator_credit_code "AreainEtpsSccd" may Fixed(18);
        vehicle_no "VehicleNo" must UpTo(32);
        vehicle_card_no "VehicleIcNo" may UpTo(64);
        container_no "ContainerNo" may UpTo(64);
        vehicle_weight_kg "VehicleWt" must Number;
        frame_no "VehicleFrameNo" may UpTo(32);
        frame_weight_kg "VehicleFrameWt" may Number;
        container_type "ContainerType" may UpTo(32);
        container_weight_kg "ContainerWt" may Number;
        total_weight_kg "TotalWt" must Number;
        gross_weight_kg "TotalGrossWt" must Number;
        net_weight_kg "TotalNetWt" must Number;
        contact "DclErConc" may UpTo(255);
        declarant_code "DclEtpsno" must Fixed(10);
        declarant_name "DclEtpsNm" must UpTo(512);
        declarant_credit_code "DclEtpsSccd" may Fixed(18);
        typist_code "InputCode" may Fixed(10);
        typist_credit_code "InputSccd" may Fixed(18);
        typist_name "InputName" may UpTo(512);
        reference "EtpsPreentNo" must UpTo(64);
        note "Rmk" may UpTo(4000);
    }
}

node! {
    /// 核放单表体.
    GATE_PASS_LINE, take_gate_pass_line, put_gate_pass_line:
    "PassportList" is GatePassLine at "gate_pass.lines" {
        number "PassportSeqNo" must Count;
        exit_line "RltGdsSeqno" must Count;
        record_no "GdsMtno" may UpTo(32);
        commodity_code "Gdecd" may Fixed(10);
        name "GdsNm" may UpTo(512);
        unit "DclUnitcd" may Fixed(3);
        quantity "DclQty" must Number;
        gross_weight_kg "GrossWt" may Number;
        net_weight_kg "NetWt" may Number;
        note "Rmk" may UpTo(4000);
    }
}

node! {
    /// 核放单关联单证.
    GATE_PASS_LINK, take_gate_pass_link, put_gate_pass_link:
    "PassportAcmp" is GatePassLink at "gate_pass.links" {
        related_type "RtlBillTypecd" may UpTo(1);
        exit_list_no "RtlBillNo" must UpTo(64);
    }
}

node! {
    /// 信封.
    HEADER, take_header, put_header: "EnvelopInfo" is ZoneHeader at "message.envelope" {
        version "version" may UpTo(20);
        message_id "message_id" may UpTo(255);
        file_name "file_name" may UpTo(255);
        message_type "message_type" may UpTo(20);
        sender_id "sender_id" may UpTo(40);
        receiver_id "receiver_id" may UpTo(40);
        send_time "send_time" may UpTo(40);
    }
}

/// Other names under which clients send a field.
pub(crate) fn alias(element: &str) -> Option<&'static str> {
    match element {
        "rlttbtypecd" | "rtltbtypecd" => Some("RtlBillTypecd"),
        "rltno" | "rtlno" => Some("RtlBillNo"),
        "bondinvttypecd" => Some("InvtType"),
        _ => None,
    }
}
