//! Receipts of exports that imports have no like of. Orders are answered in the same form.

use model::{
    ApplicationReturn, ExportCancellationReturn, ExportListReturn, ExportMoneyReturn,
    ExportMovementReturn, ExportSummaryReturn, ReturnTallyReturn, SummaryResult, WaybillReturn,
};

use crate::{
    receipt::{WireTime, guid, may, may_fixed, must, must_fixed, preliminary_no, result},
    xml::{self, nest},
};

pub(crate) fn write_money(it: &ExportMoneyReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("ReceiptsReturn", out, |out| {
        guid(&it.guid, out);
        must(b"ebcCode", &it.seller_code, 18, out);
        must(b"orderNo", &it.order_no, 60, out);
        may(b"payNo", &it.transaction_no, 60, out);
        result(it.status, at, &it.info, out);
    });
}

pub(crate) fn write_waybill(it: &WaybillReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("LogisticsReturn", out, |out| {
        guid(&it.guid, out);
        must(b"logisticsCode", &it.logistics_code, 18, out);
        must(b"logisticsNo", &it.waybill_no, 32, out);
        result(it.status, at, &it.info, out);
    });
}

pub(crate) fn write_list(it: &ExportListReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("InventoryReturn", out, |out| {
        guid(&it.guid, out);
        must(b"agentCode", &it.declarant_code, 18, out);
        must(b"copNo", &it.trader_reference, 30, out);
        preliminary_no(&it.preliminary_no, out);
        must(b"invtNo", &it.list_no, 20, out);
        must(b"ebcCode", &it.seller_code, 18, out);
        must(b"ebpCode", &it.platform_code, 18, out);
        must(b"orderNo", &it.order_no, 60, out);
        must(b"statisticsFlag", &it.statistics_flag, 1, out);
        result(it.status, at, &it.info, out);
    });
}

pub(crate) fn write_cancellation(
    it: &ExportCancellationReturn<'_>,
    at: &WireTime,
    out: &mut Vec<u8>,
) {
    nest("InvtCancelReturn", out, |out| {
        guid(&it.guid, out);
        must(b"agentCode", &it.declarant_code, 18, out);
        must(b"copNo", &it.trader_reference, 30, out);
        preliminary_no(&it.preliminary_no, out);
        must(b"invtNo", &it.list_no, 20, out);
        result(it.status, at, &it.info, out);
    });
}

/// Of an arrival, a departure, or a master waybill: `root` says which.
pub(crate) fn write_movement(
    root: &'static str,
    it: &ExportMovementReturn<'_>,
    at: &WireTime,
    out: &mut Vec<u8>,
) {
    let number = |out: &mut Vec<u8>| {
        nest("msgSeqNo", out, |out| xml::digits(u64::from(it.message_number), 1, out));
    };
    nest(root, out, |out| {
        guid(&it.guid, out);
        match root {
            "ArrivalReturn" => {
                must(b"operatorCode", &it.operator_code, 18, out);
                must(b"logisticsCode", &it.logistics_code, 18, out);
                preliminary_no(&it.preliminary_no, out);
                must(b"copNo", &it.trader_reference, 30, out);
                must(b"billNo", &it.bill_no, 37, out);
            }
            "DepartureReturn" => {
                must(b"logisticsCode", &it.logistics_code, 18, out);
                must(b"copNo", &it.trader_reference, 30, out);
                preliminary_no(&it.preliminary_no, out);
            }
            _ => {
                must(b"agentCode", &it.declarant_code, 18, out);
                must(b"logisticsCode", &it.logistics_code, 18, out);
                must(b"copNo", &it.trader_reference, 30, out);
                preliminary_no(&it.preliminary_no, out);
                must(b"billNo", &it.bill_no, 37, out);
            }
        }
        number(out);
        result(it.status, at, &it.info, out);
    });
}

fn count(name: &'static str, value: u32, out: &mut Vec<u8>) {
    nest(name, out, |out| xml::digits(u64::from(value), 1, out));
}

pub(crate) fn write_summary(it: &ExportSummaryReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("SummaryReturn", out, |out| {
        guid(&it.guid, out);
        must(b"agentCode", &it.declarant_code, 18, out);
        must(b"ebcCode", &it.seller_code, 18, out);
        must(b"copNo", &it.trader_reference, 30, out);
        preliminary_no(&it.preliminary_no, out);
        may_fixed(b"sumNo", &it.summary_no, 18, out);
        count("msgSeqNo", it.message_number, out);
        result(it.status, at, &it.info, out);
    });
}

pub(crate) fn write_return(it: &ApplicationReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("RefundReturn", out, |out| {
        guid(&it.guid, out);
        may(b"ebpCode", &it.platform_code, 18, out);
        may(b"ebcCode", &it.seller_code, 18, out);
        must(b"agentCode", &it.declarant_code, 18, out);
        must(b"coElNo", &it.trader_reference, 30, out);
        may(b"preNo", &it.preliminary_no, 18, out);
        must(b"invtNo", &it.list_no, 20, out);
        result(it.status, at, &it.info, out);
    });
}

pub(crate) fn write_tally(it: &ReturnTallyReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("InvtRefundDetailReturn", out, |out| {
        guid(&it.guid, out);
        must(b"operatorCode", &it.operator_code, 18, out);
        must(b"logisticsCode", &it.logistics_code, 18, out);
        must(b"logisticsNo", &it.waybill_no, 80, out);
        must(b"coElNo", &it.trader_reference, 30, out);
        may(b"preNo", &it.preliminary_no, 18, out);
        result(it.status, at, &it.info, out);
    });
}

/// In one message, whatever the number of its lines: the schema sets no end to them.
pub(crate) fn write_summary_result(it: &SummaryResult<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("SummaryResult", out, |out| {
        nest("SummaryResultHead", out, |out| {
            guid(&it.guid, out);
            must_fixed(b"customsCode", &it.customs_code, 4, out);
            must_fixed(b"sumNo", &it.summary_no, 18, out);
            must_fixed(b"opDate", at.as_str(), 17, out);
            must_fixed(b"declSeqNo", &it.preliminary_no, 18, out);
            may_fixed(b"entryId", &it.declaration_no, 18, out);
            must(b"decState", &it.declaration_state, 3, out);
            must(b"agentCode", &it.declarant_code, 18, out);
            must(b"agentName", &it.declarant_name, 100, out);
            must(b"ebcCode", &it.seller_code, 18, out);
            must(b"ebcName", &it.seller_name, 100, out);
            must(b"declAgentCode", &it.filer_code, 18, out);
            must(b"declAgentName", &it.filer_name, 100, out);
            must(b"grossWeight", &it.gross_weight_kg.to_string(), 20, out);
            must(b"netWeight", &it.net_weight_kg.to_string(), 20, out);
            count("msgCount", 1, out);
            count("msgSeqNo", 1, out);
        });
        for line in &it.lines {
            nest("SummaryResultList", out, |out| {
                must(b"invtNo", &line.list_no, 20, out);
                must(b"logisticsNo", &line.waybill_no, 32, out);
                count("gseqno", line.line, out);
                count("gnum", line.number, out);
                must_fixed(b"gcode", &line.commodity_code, 10, out);
            });
        }
    });
}
