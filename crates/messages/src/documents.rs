//! The field tables of a parcel's four papers and of the envelope's nodes, and with them how each is
//! built from and turned into text. `follow_up` has those of the documents that follow a list.
//!
//! Source: 海关跨境进口业务节点报文定义202205, read beside the 2018 edition; where the editions differ the
//! wider length is accepted (`itemNo`, `tradeCountry`).

use model::{Inventory, InventoryItem, Order, OrderItem, Payment, Subscription, Transfer, Waybill};

use crate::{
    declaration::{amendment, supplement, tables as declaration, transit},
    export::tables as export,
    follow_up::{
        CANCELLATION, GOODS_RETURN, GOODS_RETURN_ITEM, INBOUND_DETAIL, INBOUND_ITEM, WAYBILL_STATUS,
    },
    manifest::tables as manifest,
    slots::Taker,
    table::{Form, Form::*, Row, Table},
    xml::Putter,
    zone::tables as zone,
};

/// `appType`: 1 new, 2 change, 3 delete.
pub(crate) const ACTIONS: Form = OneOf(&["1", "2", "3"]);
/// `appStatus`: 1 saved, 2 declared.
pub(crate) const STATUSES: Form = OneOf(&["1", "2"]);

macro_rules! need {
    (must) => {
        crate::table::Need::Must
    };
    (may) => {
        crate::table::Need::May
    };
    (filed) => {
        crate::table::Need::Filed
    };
    (whole) => {
        crate::table::Need::Whole
    };
}

/// Declares the table of a node together with its `take` (text to value) and `put` (value to
/// text), so that the three cannot disagree.
macro_rules! node {
    (
        $(#[$doc:meta])*
        $table:ident, $take:ident, $put:ident:
        $element:literal is $type:ident at $pointer:literal $(with $head:ident)? $(and $items:ident)* {
            $($name:ident $wire:literal $need:ident $form:expr;)+
        }
    ) => {
        $(#[$doc])*
        pub(crate) static $table: Table = Table {
            element: $element,
            pointer: $pointer,
            rows: &[
                $(
                    Row {
                        element: "guid",
                        name: concat!(stringify!($head), ".guid"),
                        need: need!(must),
                        form: Fixed(36),
                    },
                    Row {
                        element: "appType",
                        name: concat!(stringify!($head), ".action"),
                        need: need!(must),
                        form: ACTIONS,
                    },
                    Row {
                        element: "appTime",
                        name: concat!(stringify!($head), ".sent_at"),
                        need: need!(must),
                        form: Stamp,
                    },
                    Row {
                        element: "appStatus",
                        name: concat!(stringify!($head), ".is_declared"),
                        need: need!(must),
                        form: STATUSES,
                    },
                )?
                $(Row {
                    element: $wire,
                    name: stringify!($name),
                    need: need!($need),
                    form: $form,
                },)+
            ],
        };

        pub(crate) fn $take<'a>(take: &mut Taker<'_, 'a>) -> $type<'a> {
            $type {
                $($head: take.head(),)?
                $($name: take.next(),)+
                $($items: Vec::new(),)*
            }
        }

        pub(crate) fn $put(it: &$type<'_>, put: &mut Putter<'_>) {
            $(put.head(&it.$head);)?
            $(put.next(&it.$name);)+
        }
    };
}

pub(crate) use {need, node};

node! {
    /// 电子订单表头.
    ORDER, take_order, put_order: "OrderHead" is Order at "order" with head and items {
        order_type "orderType" must Fixed(1);
        order_no "orderNo" must UpTo(60);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        seller_code "ebcCode" must UpTo(18);
        seller_name "ebcName" must UpTo(100);
        goods_value "goodsValue" must Number;
        freight "freight" must Number;
        discount "discount" must Number;
        tax_total "taxTotal" must Number;
        actual_paid "acturalPaid" must Number;
        currency "currency" must Fixed(3);
        buyer_registration_no "buyerRegNo" must UpTo(60);
        buyer_name "buyerName" must UpTo(60);
        buyer_telephone "buyerTelephone" must UpTo(30);
        buyer_id_type "buyerIdType" must Fixed(1);
        buyer_id_number "buyerIdNumber" must UpTo(60);
        payment_company_code "payCode" may UpTo(18);
        payment_company_name "payName" may UpTo(100);
        payment_transaction_no "payTransactionId" may UpTo(60);
        batch_numbers "batchNumbers" may UpTo(100);
        consignee "consignee" must UpTo(100);
        consignee_telephone "consigneeTelephone" must UpTo(50);
        consignee_address "consigneeAddress" must UpTo(200);
        consignee_district "consigneeDistrict" may Fixed(6);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 电子订单商品.
    ORDER_ITEM, take_order_item, put_order_item: "OrderList" is OrderItem at "order.items" {
        number "gnum" must Count;
        item_no "itemNo" may UpTo(30);
        name "itemName" must UpTo(250);
        model "gmodel" must UpTo(510);
        description "itemDescribe" may UpTo(1000);
        barcode "barCode" may UpTo(50);
        unit "unit" must Fixed(3);
        quantity "qty" must Number;
        price "price" must Number;
        total_price "totalPrice" must Number;
        currency "currency" must Fixed(3);
        country "country" must Fixed(3);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 支付凭证.
    PAYMENT, take_payment, put_payment: "PaymentHead" is Payment at "payment" with head {
        payment_company_code "payCode" must UpTo(18);
        payment_company_name "payName" must UpTo(100);
        transaction_no "payTransactionId" must UpTo(60);
        order_no "orderNo" must UpTo(60);
        platform_code "ebpCode" must UpTo(18);
        platform_name "ebpName" must UpTo(100);
        payer_id_type "payerIdType" must Fixed(1);
        payer_id_number "payerIdNumber" must UpTo(60);
        payer_name "payerName" must UpTo(60);
        telephone "telephone" may UpTo(60);
        amount_paid "amountPaid" must Number;
        currency "currency" must Fixed(3);
        paid_at "payTime" must Stamp;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 物流运单.
    WAYBILL, take_waybill, put_waybill: "LogisticsHead" is Waybill at "waybill" with head {
        logistics_code "logisticsCode" must UpTo(18);
        logistics_name "logisticsName" must UpTo(100);
        waybill_no "logisticsNo" must UpTo(60);
        bill_no "billNo" may UpTo(37);
        order_no "orderNo" must UpTo(60);
        freight "freight" may Number;
        insurance "insuredFee" may Number;
        currency "currency" must Fixed(3);
        weight_kg "weight" must Number;
        packages "packNo" must Count;
        goods_info "goodsInfo" may UpTo(200);
        consignee "consignee" must UpTo(100);
        consignee_address "consigneeAddress" must UpTo(200);
        consignee_telephone "consigneeTelephone" must UpTo(50);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 进口清单表头.
    INVENTORY, take_inventory, put_inventory:
    "InventoryHead" is Inventory at "inventory" with head and items {
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
        guarantor_code "assureCode" must UpTo(30);
        account_book_no "emsNo" may UpTo(30);
        list_no "invtNo" may UpTo(18);
        import_export_flag "ieFlag" must Fixed(1);
        declared_on "declTime" must Day;
        customs_code "customsCode" must Fixed(4);
        port_code "portCode" must Fixed(4);
        imported_on "ieDate" may Day;
        buyer_id_type "buyerIdType" must Fixed(1);
        buyer_id_number "buyerIdNumber" must UpTo(60);
        buyer_name "buyerName" must UpTo(60);
        buyer_telephone "buyerTelephone" must UpTo(30);
        consignee_address "consigneeAddress" must UpTo(200);
        declarant_code "agentCode" must UpTo(18);
        declarant_name "agentName" must UpTo(100);
        zone_code "areaCode" may UpTo(18);
        zone_name "areaName" may UpTo(100);
        supervision_mode "tradeMode" must Fixed(4);
        transport_mode "trafMode" must Fixed(1);
        transport_name "trafNo" may UpTo(100);
        voyage_no "voyageNo" may UpTo(32);
        bill_no "billNo" may UpTo(37);
        site_code "loctNo" may UpTo(10);
        licence_no "licenseNo" may UpTo(19);
        country "country" must Fixed(3);
        freight "freight" must Number;
        insurance "insuredFee" must Number;
        currency "currency" must Fixed(3);
        packaging "wrapType" may Fixed(1);
        packages "packNo" must Count;
        gross_weight_kg "grossWeight" must Number;
        net_weight_kg "netWeight" must Number;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 进口清单表体.
    INVENTORY_ITEM, take_inventory_item, put_inventory_item:
    "InventoryList" is InventoryItem at "inventory.items" {
        number "gnum" must Count;
        record_no "itemRecordNo" may UpTo(30);
        item_no "itemNo" may UpTo(30);
        item_name "itemName" may UpTo(250);
        commodity_code "gcode" must Fixed(10);
        name "gname" must UpTo(250);
        model "gmodel" must UpTo(510);
        barcode "barCode" may UpTo(50);
        country "country" must Fixed(3);
        trade_country "tradeCountry" may UpTo(3);
        currency "currency" must Fixed(3);
        quantity "qty" must Number;
        unit "unit" must Fixed(3);
        quantity1 "qty1" must Number;
        unit1 "unit1" must Fixed(3);
        quantity2 "qty2" may Number;
        unit2 "unit2" may Fixed(3);
        price "price" must Number;
        total_price "totalPrice" must Number;
        note "note" may UpTo(1000);
    }
}

node! {
    /// 基础报文传输实体.
    TRANSFER, take_transfer, put_transfer: "BaseTransfer" is Transfer at "message.transfer" {
        company_code "copCode" must UpTo(18);
        company_name "copName" must UpTo(100);
        exchange_mode "dxpMode" must Fixed(3);
        exchange_id "dxpId" must UpTo(30);
        note "note" may UpTo(1000);
    }
}

node! {
    /// 基础回执订阅实体.
    SUBSCRIPTION, take_subscription, put_subscription:
    "BaseSubscribe" is Subscription at "message.subscriptions" {
        status "status" must UpTo(100);
        exchange_mode "dxpMode" must Fixed(3);
        address "dxpAddress" must UpTo(100);
        note "note" may UpTo(1000);
    }
}

/// The tables whose fields findings point at.
pub(crate) static TABLES: &[&Table] = &[
    &ORDER,
    &ORDER_ITEM,
    &PAYMENT,
    &WAYBILL,
    &INVENTORY,
    &INVENTORY_ITEM,
    &WAYBILL_STATUS,
    &CANCELLATION,
    &GOODS_RETURN,
    &GOODS_RETURN_ITEM,
    &INBOUND_DETAIL,
    &INBOUND_ITEM,
    &TRANSFER,
    &SUBSCRIPTION,
    &zone::EXIT_LIST,
    &zone::EXIT_LINE,
    &zone::EXIT_LINK,
    &zone::GATE_PASS,
    &zone::GATE_PASS_LINE,
    &zone::GATE_PASS_LINK,
    &declaration::HEAD,
    &declaration::FREE_TEXT,
    &declaration::SIGN,
    &declaration::ITEM,
    &declaration::LIMIT,
    &declaration::VEHICLE,
    &declaration::CONTAINER,
    &declaration::DOCUMENT,
    &declaration::ATTACHMENT,
    &declaration::ORIGIN_LINK,
    &declaration::REQUESTED_CERTIFICATE,
    &declaration::OTHER_PACKAGE,
    &declaration::QUALIFICATION,
    &declaration::USE_CONTACT,
    &declaration::PROMISE,
    &declaration::TWO_STAGE,
    &declaration::OWN_TAX,
    &declaration::OWN_TAX_DETAIL,
    &transit::TRANSIT_HEAD,
    &transit::TRANSIT_BORDER,
    &transit::TRANSIT_CONTAINER,
    &transit::TRANSIT_GOODS,
    &supplement::SUPPLEMENT,
    &supplement::SIGN,
    &amendment::REQUEST,
    &amendment::FIELD,
    &amendment::PLACE,
    &amendment::EVIDENCE,
    &amendment::CONFIRMATION,
    &manifest::HEAD,
    &manifest::BATCH,
    &manifest::BILL,
    &manifest::GOODS,
    &manifest::CONTAINER,
    &manifest::REPORT,
    &manifest::COUNTED,
    &manifest::MOVE,
    &manifest::MOVED,
    &manifest::VEHICLE,
    &manifest::ARRIVAL_SENDER,
    &manifest::ARRIVAL_SHIP,
    &manifest::ARRIVAL_CONTAINER,
    &export::ORDER,
    &export::ORDER_ITEM,
    &export::MONEY,
    &export::WAYBILL,
    &export::LIST,
    &export::LIST_ITEM,
    &export::CANCELLATION,
    &export::ARRIVAL,
    &export::ARRIVAL_ITEM,
    &export::DEPARTURE,
    &export::DEPARTURE_ITEM,
    &export::MASTER,
    &export::MASTER_ITEM,
];
