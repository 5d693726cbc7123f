//! The field tables of the documents that follow a list: waybill status, cancellation, return,
//! inbound detail. The first and the second have no node of their own for their head: the document's
//! element holds the fields itself.
//!
//! Source: 海关跨境进口业务节点报文定义202205. Where its text and its schema differ (`copNo`, which only the text
//! wants), the schema's wider form is accepted.

use model::{
    Cancellation, GoodsReturn, GoodsReturnItem, InboundDetail, InboundItem, WaybillStatus,
};

use crate::{
    documents::{ACTIONS, STATUSES, need, node},
    slots::Taker,
    table::{Form::*, Row, Table},
    xml::Putter,
};

node! {
    /// 物流运单状态.
    WAYBILL_STATUS, take_waybill_status, put_waybill_status:
    "LogisticsStatus" is WaybillStatus at "waybill_status" with head {
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(60);
        status "logisticsStatus" must Fixed(1);
        status_at "logisticsTime" must Stamp;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 撤销申请单.
    CANCELLATION, take_cancellation, put_cancellation:
    "InvtCancel" is Cancellation at "cancellation" with head {
        customs_code "customsCode" must Fixed(4);
        order_no "orderNo" must UpTo(60);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(60);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        trader_reference "copNo" may UpTo(20);
        preliminary_no "preNo" may UpTo(18);
        list_no "invtNo" must UpTo(18);
        buyer_id_type "buyerIdType" must Fixed(1);
        buyer_id_number "buyerIdNumber" must UpTo(60);
        buyer_name "buyerName" must UpTo(60);
        buyer_telephone "buyerTelephone" must UpTo(30);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        reason "reason" must UpTo(1000);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 退货申请单表头.
    GOODS_RETURN, take_goods_return, put_goods_return:
    "InvtRefundHead" is GoodsReturn at "goods_return" with head and items {
        customs_code "customsCode" must Fixed(4);
        order_no "orderNo" must UpTo(60);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(60);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        trader_reference "copNo" may UpTo(20);
        preliminary_no "preNo" may UpTo(18);
        list_no "invtNo" must UpTo(18);
        buyer_id_type "buyerIdType" must Fixed(1);
        buyer_id_number "buyerIdNumber" must UpTo(60);
        buyer_name "buyerName" must UpTo(60);
        buyer_telephone "buyerTelephone" must UpTo(30);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        reason "reason" must UpTo(1000);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 退货申请单表体.
    GOODS_RETURN_ITEM, take_goods_return_item, put_goods_return_item:
    "InvtRefundList" is GoodsReturnItem at "goods_return.items" {
        number "gnum" must Count;
        commodity_code "gcode" must Fixed(10);
        name "gname" must UpTo(250);
        quantity "qty" must Number;
        unit "unit" must Fixed(3);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 入库明细单表头.
    INBOUND_DETAIL, take_inbound_detail, put_inbound_detail:
    "DeliveryHead" is InboundDetail at "inbound_detail" with head and items {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" may UpTo(20);
        preliminary_no "preNo" may UpTo(18);
        inbound_no "rkdNo" may UpTo(18);
        operator_code "operatorCode" must UpTo(18);
        operator_name "operatorName" must UpTo(100);
        import_export_flag "ieFlag" must Fixed(1);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafNo" must UpTo(100);
        voyage_no "voyageNo" must UpTo(32);
        bill_no "billNo" must UpTo(37);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        unloading_place "unloadLocation" may UpTo(100);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 入库明细单表体.
    INBOUND_ITEM, take_inbound_item, put_inbound_item:
    "DeliveryList" is InboundItem at "inbound_detail.items" {
        number "gnum" must Count;
        waybill_no "logisticsNo" must UpTo(60);
        note "note" may UpTo(1000);
    }
}
