//! The field tables of a retail export's documents.
//!
//! Source: 海关跨境出口业务节点报文定义202205, read beside the 2018 edition; where clients of the two differ the
//! wider form is accepted.

use model::{
    ExportArrival, ExportCancellation, ExportDeparture, ExportList, ExportListItem, ExportMoney,
    ExportOrder, ExportOrderItem, ExportReturn, ExportReturnItem, ExportSummary, ExportWaybill,
    MasterWaybill, MasterWaybillItem, MovedItem, ReturnTally, SummaryItem,
};

use crate::{
    documents::{ACTIONS, STATUSES, need, node},
    slots::Taker,
    table::{Form::*, Row, Table},
    xml::Putter,
};

node! {
    /// 电子订单表头.
    ORDER, take_order, put_order: "OrderHead" is ExportOrder at "export_order" with head and items {
        order_type "orderType" must Fixed(1);
        order_no "orderNo" must UpTo(60);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        goods_value "goodsValue" must Number;
        freight "freight" must Number;
        currency "currency" must Fixed(3);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 电子订单商品.
    ORDER_ITEM, take_order_item, put_order_item:
    "OrderList" is ExportOrderItem at "export_order.items" {
        number "gnum" must Count;
        item_no "itemNo" must UpTo(30);
        name "itemName" must UpTo(250);
        description "itemDescribe" may UpTo(1000);
        barcode "barCode" may UpTo(50);
        unit "unit" must Fixed(3);
        currency "currency" must Fixed(3);
        quantity "qty" must Number;
        price "price" must Number;
        total_price "totalPrice" must Number;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 收款单.
    MONEY, take_money, put_money: "Receipts" is ExportMoney at "export_money" with head {
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        order_no "orderNo" must UpTo(60);
        payment_company_code "payCode" may UpTo(18);
        payment_company_name "payName" must UpTo(100);
        transaction_no "payNo" may UpTo(60);
        amount "charge" must Number;
        currency "currency" must Fixed(3);
        received_at "accountingDate" must Stamp;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流运单.
    WAYBILL, take_waybill, put_waybill: "Logistics" is ExportWaybill at "export_waybill" with head {
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(32);
        freight "freight" must Number;
        insurance "insuredFee" must Number;
        currency "currency" must Fixed(3);
        gross_weight_kg "grossWeight" must Number;
        packages "packNo" must Count;
        goods_info "goodsInfo" must UpTo(200);
        seller_code "ebcCode" may UpTo(18);
        seller_name "ebcName" may UpTo(100);
        seller_telephone "ebcTelephone" may UpTo(50);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 出口清单表头.
    LIST, take_list, put_list: "InventoryHead" is ExportList at "export_list" with head and items {
        customs_code "customsCode" must Fixed(4);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        order_no "orderNo" must UpTo(60);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(32);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may Fixed(18);
        list_no "invtNo" may UpTo(20);
        import_export_flag "ieFlag" must Fixed(1);
        port_code "portCode" must Fixed(4);
        exported_on "ieDate" must Day;
        statistics_flag "statisticsFlag" must Fixed(1);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        owner_code "ownerCode" must UpTo(18);
        owner_name "ownerName" must UpTo(100);
        zone_code "iacCode" may UpTo(18);
        zone_name "iacName" may UpTo(100);
        account_book_no "emsNo" may UpTo(30);
        supervision_mode "tradeMode" must Fixed(4);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafName" may UpTo(100);
        voyage_no "voyageNo" may UpTo(32);
        bill_no "billNo" may UpTo(37);
        package_no "totalPackageNo" may UpTo(37);
        site_code "loctNo" may UpTo(10);
        licence_no "licenseNo" may UpTo(19);
        country "country" must Fixed(3);
        port_abroad "POD" must UpTo(4);
        freight "freight" must Number;
        freight_currency "fCurrency" must Fixed(3);
        freight_mark "fFlag" must Fixed(1);
        insurance "insuredFee" must Number;
        insurance_currency "iCurrency" must Fixed(3);
        insurance_mark "iFlag" must Fixed(1);
        packaging "wrapType" must Fixed(1);
        packages "packNo" must Count;
        gross_weight_kg "grossWeight" must Number;
        net_weight_kg "netWeight" must Number;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 出口清单表体.
    LIST_ITEM, take_list_item, put_list_item:
    "InventoryList" is ExportListItem at "export_list.items" {
        number "gnum" must Count;
        item_no "itemNo" must UpTo(20);
        record_no "itemRecordNo" may UpTo(30);
        item_name "itemName" may UpTo(250);
        commodity_code "gcode" must Fixed(10);
        name "gname" must UpTo(250);
        model "gmodel" must UpTo(250);
        barcode "barCode" must UpTo(50);
        country "country" must Fixed(3);
        currency "currency" must Fixed(3);
        quantity "qty" must Number;
        quantity1 "qty1" must Number;
        quantity2 "qty2" may Number;
        unit "unit" must Fixed(3);
        unit1 "unit1" must Fixed(3);
        unit2 "unit2" may UpTo(3);
        price "price" must Number;
        total_price "totalPrice" must Number;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 撤销申请单.
    CANCELLATION, take_cancellation, put_cancellation:
    "InvtCancel" is ExportCancellation at "export_cancellation" with head {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may Fixed(18);
        list_no "invtNo" must UpTo(20);
        reason "reason" must UpTo(1000);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流运抵单表头.
    ARRIVAL, take_arrival, put_arrival:
    "ArrivalHead" is ExportArrival at "export_arrival" with head and items {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may Fixed(18);
        operator_code "operatorCode" must UpTo(18);
        operator_name "operatorName" must UpTo(100);
        site_code "loctNo" may UpTo(10);
        import_export_flag "ieFlag" must Fixed(1);
        transport_mode "trafMode" must Fixed(1);
        bill_no "billNo" may UpTo(37);
        domestic_transport_no "domesticTrafNo" must UpTo(100);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        message_count "msgCount" must Count;
        message_number "msgSeqNo" must Count;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流运抵单表体.
    ARRIVAL_ITEM, take_arrival_item, put_arrival_item:
    "ArrivalList" is MovedItem at "export_arrival.items" {
        number "gnum" must Count;
        waybill_no "logisticsNo" must UpTo(32);
        package_no "totalPackageNo" may UpTo(37);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流离境单表头.
    DEPARTURE, take_departure, put_departure:
    "DepartureHead" is ExportDeparture at "export_departure" with head and items {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may Fixed(18);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafName" may UpTo(100);
        voyage_no "voyageNo" may UpTo(32);
        bill_no "billNo" may UpTo(37);
        left_at "leaveTime" must Stamp;
        message_count "msgCount" must Count;
        message_number "msgSeqNo" must Count;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流离境单表体.
    DEPARTURE_ITEM, take_departure_item, put_departure_item:
    "DepartureList" is MovedItem at "export_departure.items" {
        number "gnum" must Count;
        package_no "totalPackageNo" may UpTo(37);
        waybill_no "logisticsNo" must UpTo(32);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 清单总分单表头.
    MASTER, take_master, put_master:
    "WayBillHead" is MasterWaybill at "master_waybill" with head and items {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may Fixed(18);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        site_code "loctNo" may UpTo(10);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafName" must UpTo(100);
        voyage_no "voyageNo" must UpTo(32);
        bill_no "billNo" must UpTo(37);
        domestic_transport_no "domesticTrafNo" may UpTo(100);
        gross_weight_kg "grossWeight" must Number;
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        message_count "msgCount" must Count;
        message_number "msgSeqNo" must Count;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 清单总分单表体.
    MASTER_ITEM, take_master_item, put_master_item:
    "WayBillList" is MasterWaybillItem at "master_waybill.items" {
        number "gnum" must Count;
        package_no "totalPackageNo" may UpTo(60);
        waybill_no "logisticsNo" must UpTo(32);
        list_no "invtNo" may UpTo(20);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 汇总申请单表头.
    SUMMARY, take_summary, put_summary:
    "SummaryApplyHead" is ExportSummary at "export_summary" with head and items {
        customs_code "customsCode" must Fixed(4);
        trader_reference "copNo" must UpTo(30);
        preliminary_no "preNo" may UpTo(18);
        summary_no "sumNo" may UpTo(18);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        filer_code "declAgentCode" must UpTo(18);
        filer_name "declAgentName" must UpTo(100);
        from "startTime" may Stamp;
        to "endTime" may Stamp;
        site_code "loctNo" may UpTo(10);
        summary_flag "summaryFlag" must Fixed(1);
        item_name_flag "itemNameFlag" may UpTo(1);
        message_count "msgCount" must Count;
        message_number "msgSeqNo" must Count;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 汇总申请单数据表体.
    SUMMARY_ITEM, take_summary_item, put_summary_item:
    "SummaryApplyList" is SummaryItem at "export_summary.items" {
        list_no "invtNo" must UpTo(20);
    }
}

node! {
    /// 退货申请单表头. The official sample leaves `tradeMode` out, which the text has as mandatory.
    RETURN, take_return, put_return:
    "InvtRefundHead" is ExportReturn at "export_return" with head and items {
        customs_code "customsCode" must Fixed(4);
        site_code "loctNo" may UpTo(10);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(80);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        trader_reference "coElNo" must UpTo(30);
        preliminary_no "preNo" may UpTo(18);
        list_no "invtNo" must UpTo(20);
        supervision_mode "tradeMode" may Fixed(4);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        bill_no "billNo" must UpTo(37);
        import_export_flag "ieFlag" must Fixed(1);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafName" must UpTo(100);
        port_code "portCode" must Fixed(4);
        reason "reason" must UpTo(1000);
        country "country" must Fixed(3);
        voyage_no "voyageNo" must UpTo(32);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 退货申请单商品表体.
    RETURN_ITEM, take_return_item, put_return_item:
    "InvtRefundList" is ExportReturnItem at "export_return.items" {
        number "gnum" must Count;
        commodity_code "gcode" must Fixed(10);
        name "gname" must UpTo(250);
        model "gmodel" must UpTo(250);
        quantity "qty" must Number;
        quantity1 "qty1" must Number;
        unit "unit" must Fixed(3);
        unit1 "unit1" must Fixed(3);
        quantity2 "qty2" may Number;
        unit2 "unit2" may UpTo(3);
        note "note" may UpTo(500);
    }
}

node! {
    /// 退货理货明细单.
    TALLY, take_tally, put_tally: "InvtRefundDetail" is ReturnTally at "return_tally" with head {
        customs_code "customsCode" must Fixed(4);
        operator_code "operatorCode" must UpTo(18);
        operator_name "operatorName" must UpTo(100);
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(80);
        list_no "invtNo" may UpTo(20);
        trader_reference "coElNo" must UpTo(30);
        preliminary_no "preNo" may UpTo(18);
        bill_no "billNo" must UpTo(37);
        import_export_flag "ieFlag" must Fixed(1);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafName" must UpTo(100);
        voyage_no "voyageNo" must UpTo(32);
        place "location" may UpTo(250);
        note "note" may UpTo(250);
    }
}
