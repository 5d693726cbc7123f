//! The documents of a retail parcel, as their senders declare them: its four papers (order, payment,
//! waybill and list) here, those that follow a list in `follow_up`.
//!
//! Text is borrowed from the message. Amounts are yuan unless the name says otherwise; weights
//! are kilograms. Field names are our own: pointers in findings are made of them.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::{
    Amount, Cancellation, DayStamp, GoodsReturn, InboundDetail, Stamp, Text, WaybillStatus,
};

/// What a sender asks to be done with a document (`appType`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    #[default]
    New,
    Change,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Order,
    Payment,
    Waybill,
    Inventory,
    /// 运单状态.
    WaybillStatus,
    /// 撤销申请单.
    Cancellation,
    /// 退货申请单.
    GoodsReturn,
    /// 入库明细单.
    InboundDetail,
}

impl DocumentKind {
    pub const ALL: [DocumentKind; 8] = [
        DocumentKind::Order,
        DocumentKind::Payment,
        DocumentKind::Waybill,
        DocumentKind::Inventory,
        DocumentKind::WaybillStatus,
        DocumentKind::Cancellation,
        DocumentKind::GoodsReturn,
        DocumentKind::InboundDetail,
    ];

    /// A parcel's four papers, in the order in which they are laid side by side.
    pub const PAPERS: [DocumentKind; 4] = [
        DocumentKind::Order,
        DocumentKind::Payment,
        DocumentKind::Waybill,
        DocumentKind::Inventory,
    ];

    /// The first segment of pointers into a document of this kind.
    pub const fn name(self) -> &'static str {
        match self {
            DocumentKind::Order => "order",
            DocumentKind::Payment => "payment",
            DocumentKind::Waybill => "waybill",
            DocumentKind::Inventory => "inventory",
            DocumentKind::WaybillStatus => "waybill_status",
            DocumentKind::Cancellation => "cancellation",
            DocumentKind::GoodsReturn => "goods_return",
            DocumentKind::InboundDetail => "inbound_detail",
        }
    }
}

/// What every document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DocumentHead<'a> {
    /// The sender's identifier of this submission, 36 characters.
    pub guid: Text<'a>,
    pub action: Action,
    /// When the sender made it (`appTime`).
    pub sent_at: Stamp,
    /// Declared (`appStatus` 2); otherwise only saved (1).
    pub is_declared: bool,
}

/// A document's digest is of what it says; the submission that said it is not part of that, so a
/// document sent again under a new `guid` digests to the same.
impl Hash for DocumentHead<'_> {
    fn hash<H: Hasher>(&self, _state: &mut H) {}
}

/// Who carried the message here (基础报文传输实体).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Transfer<'a> {
    pub company_code: Text<'a>,
    pub company_name: Text<'a>,
    pub exchange_mode: Text<'a>,
    pub exchange_id: Text<'a>,
    pub note: Text<'a>,
}

/// Who else wants the receipts (基础回执订阅实体).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Subscription<'a> {
    /// The receipt statuses subscribed to, as sent.
    pub status: Text<'a>,
    pub exchange_mode: Text<'a>,
    pub address: Text<'a>,
    pub note: Text<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "snake_case")]
pub enum Document<'a> {
    Order(Box<Order<'a>>),
    Payment(Box<Payment<'a>>),
    Waybill(Box<Waybill<'a>>),
    Inventory(Box<Inventory<'a>>),
    WaybillStatus(Box<WaybillStatus<'a>>),
    Cancellation(Box<Cancellation<'a>>),
    GoodsReturn(Box<GoodsReturn<'a>>),
    InboundDetail(Box<InboundDetail<'a>>),
}

impl<'a> Document<'a> {
    pub fn kind(&self) -> DocumentKind {
        match self {
            Document::Order(_) => DocumentKind::Order,
            Document::Payment(_) => DocumentKind::Payment,
            Document::Waybill(_) => DocumentKind::Waybill,
            Document::Inventory(_) => DocumentKind::Inventory,
            Document::WaybillStatus(_) => DocumentKind::WaybillStatus,
            Document::Cancellation(_) => DocumentKind::Cancellation,
            Document::GoodsReturn(_) => DocumentKind::GoodsReturn,
            Document::InboundDetail(_) => DocumentKind::InboundDetail,
        }
    }

    pub fn head(&self) -> &DocumentHead<'a> {
        match self {
            Document::Order(it) => &it.head,
            Document::Payment(it) => &it.head,
            Document::Waybill(it) => &it.head,
            Document::Inventory(it) => &it.head,
            Document::WaybillStatus(it) => &it.head,
            Document::Cancellation(it) => &it.head,
            Document::GoodsReturn(it) => &it.head,
            Document::InboundDetail(it) => &it.head,
        }
    }

    /// The number of the order this document belongs to. What a carrier or a site says of
    /// waybills names no order.
    pub fn order_no(&self) -> &str {
        match self {
            Document::Order(it) => &it.order_no,
            Document::Payment(it) => &it.order_no,
            Document::Waybill(it) => &it.order_no,
            Document::Inventory(it) => &it.order_no,
            Document::Cancellation(it) => &it.order_no,
            Document::GoodsReturn(it) => &it.order_no,
            Document::WaybillStatus(_) | Document::InboundDetail(_) => "",
        }
    }
}

/// An electronic order (电子订单, CEB311).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Order<'a> {
    pub head: DocumentHead<'a>,
    /// `I`: import retail.
    pub order_type: Text<'a>,
    pub order_no: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub goods_value: Amount,
    pub freight: Amount,
    pub discount: Amount,
    pub tax_total: Amount,
    /// 实际支付金额.
    pub actual_paid: Amount,
    pub currency: Text<'a>,
    pub buyer_registration_no: Text<'a>,
    pub buyer_name: Text<'a>,
    pub buyer_telephone: Text<'a>,
    pub buyer_id_type: Text<'a>,
    pub buyer_id_number: Text<'a>,
    pub payment_company_code: Text<'a>,
    pub payment_company_name: Text<'a>,
    pub payment_transaction_no: Text<'a>,
    pub batch_numbers: Text<'a>,
    pub consignee: Text<'a>,
    pub consignee_telephone: Text<'a>,
    pub consignee_address: Text<'a>,
    pub consignee_district: Text<'a>,
    pub note: Text<'a>,
    pub items: Vec<OrderItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OrderItem<'a> {
    /// Sequence number within the document (`gnum`).
    pub number: u32,
    pub item_no: Text<'a>,
    pub name: Text<'a>,
    pub model: Text<'a>,
    pub description: Text<'a>,
    pub barcode: Text<'a>,
    pub unit: Text<'a>,
    pub quantity: Amount,
    pub price: Amount,
    pub total_price: Amount,
    pub currency: Text<'a>,
    pub country: Text<'a>,
    pub note: Text<'a>,
}

/// A payment voucher (支付凭证, CEB411).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Payment<'a> {
    pub head: DocumentHead<'a>,
    pub payment_company_code: Text<'a>,
    pub payment_company_name: Text<'a>,
    pub transaction_no: Text<'a>,
    pub order_no: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub payer_id_type: Text<'a>,
    pub payer_id_number: Text<'a>,
    pub payer_name: Text<'a>,
    pub telephone: Text<'a>,
    pub amount_paid: Amount,
    pub currency: Text<'a>,
    pub paid_at: Stamp,
    pub note: Text<'a>,
}

/// A waybill (物流运单, CEB511).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Waybill<'a> {
    pub head: DocumentHead<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub waybill_no: Text<'a>,
    pub bill_no: Text<'a>,
    pub order_no: Text<'a>,
    pub freight: Amount,
    pub insurance: Amount,
    pub currency: Text<'a>,
    pub weight_kg: Amount,
    pub packages: u32,
    pub goods_info: Text<'a>,
    pub consignee: Text<'a>,
    pub consignee_address: Text<'a>,
    pub consignee_telephone: Text<'a>,
    pub note: Text<'a>,
}

/// A retail import list (进口清单, CEB621).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Inventory<'a> {
    pub head: DocumentHead<'a>,
    pub order_no: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub waybill_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// The declarant's own number (企业内部编号, `copNo`).
    pub trader_reference: Text<'a>,
    /// 预录入编号, as sent; the house assigns it when empty.
    pub preliminary_no: Text<'a>,
    /// Who guarantees the tax (担保企业编号, `assureCode`).
    pub guarantor_code: Text<'a>,
    /// 账册编号 (1210).
    pub account_book_no: Text<'a>,
    /// 清单编号, as sent.
    pub list_no: Text<'a>,
    pub import_export_flag: Text<'a>,
    pub declared_on: DayStamp,
    pub customs_code: Text<'a>,
    pub port_code: Text<'a>,
    /// 进口日期; 0 when not given.
    pub imported_on: DayStamp,
    pub buyer_id_type: Text<'a>,
    pub buyer_id_number: Text<'a>,
    pub buyer_name: Text<'a>,
    pub buyer_telephone: Text<'a>,
    pub consignee_address: Text<'a>,
    /// 申报企业.
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub zone_code: Text<'a>,
    pub zone_name: Text<'a>,
    /// 监管方式: `9610` direct, `1210` bonded.
    pub supervision_mode: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    /// Supervised site (监管场所代码).
    pub site_code: Text<'a>,
    pub licence_no: Text<'a>,
    pub country: Text<'a>,
    pub freight: Amount,
    pub insurance: Amount,
    pub currency: Text<'a>,
    pub packaging: Text<'a>,
    pub packages: u32,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    pub note: Text<'a>,
    pub items: Vec<InventoryItem<'a>>,
}

impl Inventory<'_> {
    /// The account book that the list draws on: that of a bonded list (`1210`), when it names one.
    pub fn account_book(&self) -> Option<&str> {
        let is_bonded = self.supervision_mode == "1210";
        self.account_book_no.given().filter(|_| is_bonded)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct InventoryItem<'a> {
    /// Sequence number within the document (`gnum`).
    pub number: u32,
    /// 账册备案料号 (1210).
    pub record_no: Text<'a>,
    pub item_no: Text<'a>,
    pub item_name: Text<'a>,
    /// 商品编号, ten digits.
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub model: Text<'a>,
    pub barcode: Text<'a>,
    /// Country of origin (原产国), old numeric code.
    pub country: Text<'a>,
    pub trade_country: Text<'a>,
    pub currency: Text<'a>,
    pub quantity: Amount,
    pub unit: Text<'a>,
    /// In the first statutory unit.
    pub quantity1: Amount,
    pub unit1: Text<'a>,
    /// In the second statutory unit; nothing when the field is empty.
    pub quantity2: Option<Amount>,
    pub unit2: Text<'a>,
    pub price: Amount,
    pub total_price: Amount,
    pub note: Text<'a>,
}
