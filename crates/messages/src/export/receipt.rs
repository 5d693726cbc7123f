//! Receipts of exports that imports have no like of. Orders are answered in the same form.

use model::{
    ExportCancellationReturn, ExportListReturn, ExportMoneyReturn, ExportMovementReturn,
    WaybillReturn,
};

use crate::{
    receipt::{WireTime, guid, may, must, preliminary_no, result},
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
