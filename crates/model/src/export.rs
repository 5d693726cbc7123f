//! The documents of a retail export, as their senders declare them: order, receipt of money, waybill and
//! list; what follows a list: its cancellation, the goods' arrival in the site, their departure, the
//! master waybill that they travel under, and the summary that makes a goods declaration of lists. What comes back
//! is in `export_return`.
//!
//! Text is borrowed from the message. Amounts are in the currency beside them; weights are kilograms. Field
//! names are those of imports where the meaning is the same.

use serde::{Deserialize, Serialize};

use crate::{Action, Amount, DayStamp, DocumentHead, ExportReturn, ReturnTally, Stamp, Text};

/// Which document of a retail export. The order of variants is part of stored history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// 电子订单 (CEB303).
    Order,
    /// 收款单 (CEB403).
    Money,
    /// 物流运单 (CEB505).
    Waybill,
    /// 出口清单 (CEB603).
    List,
    /// 撤销申请单 (CEB605).
    Cancellation,
    /// 运抵单 (CEB507).
    Arrival,
    /// 离境单 (CEB509).
    Departure,
    /// 清单总分单 (CEB607).
    MasterWaybill,
    /// 汇总申请单 (CEB701).
    Summary,
    /// 退货申请单 (CEB213).
    Return,
    /// 退货理货明细单 (CEB215).
    Tally,
}

impl ExportKind {
    pub const ALL: [ExportKind; 11] = [
        ExportKind::Order,
        ExportKind::Money,
        ExportKind::Waybill,
        ExportKind::List,
        ExportKind::Cancellation,
        ExportKind::Arrival,
        ExportKind::Departure,
        ExportKind::MasterWaybill,
        ExportKind::Summary,
        ExportKind::Return,
        ExportKind::Tally,
    ];

    /// The first segment of pointers into a document of this kind.
    pub const fn name(self) -> &'static str {
        match self {
            ExportKind::Order => "export_order",
            ExportKind::Money => "export_money",
            ExportKind::Waybill => "export_waybill",
            ExportKind::List => "export_list",
            ExportKind::Cancellation => "export_cancellation",
            ExportKind::Arrival => "export_arrival",
            ExportKind::Departure => "export_departure",
            ExportKind::MasterWaybill => "master_waybill",
            ExportKind::Summary => "export_summary",
            ExportKind::Return => "export_return",
            ExportKind::Tally => "return_tally",
        }
    }
}

/// One document of a retail export.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "snake_case")]
pub enum ExportDocument<'a> {
    Order(Box<ExportOrder<'a>>),
    Money(Box<ExportMoney<'a>>),
    Waybill(Box<ExportWaybill<'a>>),
    List(Box<ExportList<'a>>),
    Cancellation(Box<ExportCancellation<'a>>),
    Arrival(Box<ExportArrival<'a>>),
    Departure(Box<ExportDeparture<'a>>),
    MasterWaybill(Box<MasterWaybill<'a>>),
    Summary(Box<ExportSummary<'a>>),
    Return(Box<ExportReturn<'a>>),
    Tally(Box<ReturnTally<'a>>),
}

impl<'a> ExportDocument<'a> {
    pub fn kind(&self) -> ExportKind {
        match self {
            ExportDocument::Order(_) => ExportKind::Order,
            ExportDocument::Money(_) => ExportKind::Money,
            ExportDocument::Waybill(_) => ExportKind::Waybill,
            ExportDocument::List(_) => ExportKind::List,
            ExportDocument::Cancellation(_) => ExportKind::Cancellation,
            ExportDocument::Arrival(_) => ExportKind::Arrival,
            ExportDocument::Departure(_) => ExportKind::Departure,
            ExportDocument::MasterWaybill(_) => ExportKind::MasterWaybill,
            ExportDocument::Summary(_) => ExportKind::Summary,
            ExportDocument::Return(_) => ExportKind::Return,
            ExportDocument::Tally(_) => ExportKind::Tally,
        }
    }

    pub fn head(&self) -> &DocumentHead<'a> {
        match self {
            ExportDocument::Order(it) => &it.head,
            ExportDocument::Money(it) => &it.head,
            ExportDocument::Waybill(it) => &it.head,
            ExportDocument::List(it) => &it.head,
            ExportDocument::Cancellation(it) => &it.head,
            ExportDocument::Arrival(it) => &it.head,
            ExportDocument::Departure(it) => &it.head,
            ExportDocument::MasterWaybill(it) => &it.head,
            ExportDocument::Summary(it) => &it.head,
            ExportDocument::Return(it) => &it.head,
            ExportDocument::Tally(it) => &it.head,
        }
    }

    pub fn action(&self) -> Action {
        self.head().action
    }

    /// The company that speaks in it: platform (its seller where a platform abroad has no code), payment company, carrier, declarant or site operator. A seller
    /// may report the money himself.
    pub fn own_company(&self) -> &Text<'a> {
        match self {
            ExportDocument::Order(it) if it.platform_code == "无" => &it.seller_code,
            ExportDocument::Order(it) => &it.platform_code,
            ExportDocument::Money(it) if it.payment_company_code.is_empty() => &it.seller_code,
            ExportDocument::Money(it) => &it.payment_company_code,
            ExportDocument::Waybill(it) => &it.logistics_code,
            ExportDocument::List(it) => &it.declarant_code,
            ExportDocument::Cancellation(it) => &it.declarant_code,
            ExportDocument::Arrival(it) => &it.operator_code,
            ExportDocument::Departure(it) => &it.logistics_code,
            ExportDocument::MasterWaybill(it) => &it.declarant_code,
            ExportDocument::Summary(it) => &it.declarant_code,
            ExportDocument::Return(it) => &it.declarant_code,
            ExportDocument::Tally(it) => &it.operator_code,
        }
    }
}

/// An order (电子订单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportOrder<'a> {
    pub head: DocumentHead<'a>,
    /// `E` to a consumer, `B` to a business, `W` by a foreign-trade service.
    pub order_type: Text<'a>,
    pub order_no: Text<'a>,
    /// `无` where a platform abroad has no code.
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    /// 商品金额: what the goods fetch, freight left out.
    pub goods_value: Amount,
    pub freight: Amount,
    pub currency: Text<'a>,
    pub note: Text<'a>,
    pub items: Vec<ExportOrderItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportOrderItem<'a> {
    pub number: u32,
    pub item_no: Text<'a>,
    pub name: Text<'a>,
    pub description: Text<'a>,
    pub barcode: Text<'a>,
    pub unit: Text<'a>,
    pub currency: Text<'a>,
    pub quantity: Amount,
    pub price: Amount,
    pub total_price: Amount,
    pub note: Text<'a>,
}

/// A receipt of money (收款单): that the order was paid.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportMoney<'a> {
    pub head: DocumentHead<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub order_no: Text<'a>,
    pub payment_company_code: Text<'a>,
    pub payment_company_name: Text<'a>,
    pub transaction_no: Text<'a>,
    /// 收款金额.
    pub amount: Amount,
    pub currency: Text<'a>,
    /// 到账时间.
    pub received_at: Stamp,
    pub note: Text<'a>,
}

/// A waybill (物流运单). It names no order: the list joins the two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportWaybill<'a> {
    pub head: DocumentHead<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub waybill_no: Text<'a>,
    pub freight: Amount,
    pub insurance: Amount,
    pub currency: Text<'a>,
    pub gross_weight_kg: Amount,
    pub packages: u32,
    pub goods_info: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub seller_telephone: Text<'a>,
    pub note: Text<'a>,
}

/// An export list (出口清单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportList<'a> {
    pub head: DocumentHead<'a>,
    /// 申报地海关.
    pub customs_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub order_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub waybill_no: Text<'a>,
    /// The declarant's own number (企业内部编号).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub list_no: Text<'a>,
    /// `E`.
    pub import_export_flag: Text<'a>,
    /// 出境口岸.
    pub port_code: Text<'a>,
    pub exported_on: DayStamp,
    /// 申报业务类型: `A` simplified (简化申报), `B` to be summed up (汇总申报).
    pub statistics_flag: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    /// 电商企业: the consignor.
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    /// 生产销售单位.
    pub owner_code: Text<'a>,
    pub owner_name: Text<'a>,
    /// 区内企业; only from a zone.
    pub zone_code: Text<'a>,
    pub zone_name: Text<'a>,
    pub account_book_no: Text<'a>,
    pub supervision_mode: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    /// 总包号.
    pub package_no: Text<'a>,
    pub site_code: Text<'a>,
    pub licence_no: Text<'a>,
    /// 运抵国（地区）, old numeric code.
    pub country: Text<'a>,
    /// 指运港.
    pub port_abroad: Text<'a>,
    pub freight: Amount,
    pub freight_currency: Text<'a>,
    /// `3`: a total.
    pub freight_mark: Text<'a>,
    pub insurance: Amount,
    pub insurance_currency: Text<'a>,
    pub insurance_mark: Text<'a>,
    pub packaging: Text<'a>,
    pub packages: u32,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    pub note: Text<'a>,
    pub items: Vec<ExportListItem<'a>>,
}

impl ExportList<'_> {
    /// 简化申报.
    pub fn is_simplified(&self) -> bool {
        self.statistics_flag == "A"
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportListItem<'a> {
    pub number: u32,
    pub item_no: Text<'a>,
    /// 账册备案料号; only from a zone.
    pub record_no: Text<'a>,
    pub item_name: Text<'a>,
    /// Ten digits; of a simplified list the heading alone counts (its first four).
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub model: Text<'a>,
    pub barcode: Text<'a>,
    /// 最终目的国（地区）.
    pub country: Text<'a>,
    pub currency: Text<'a>,
    pub quantity: Amount,
    pub quantity1: Amount,
    pub quantity2: Option<Amount>,
    pub unit: Text<'a>,
    pub unit1: Text<'a>,
    pub unit2: Text<'a>,
    pub price: Amount,
    pub total_price: Amount,
    pub note: Text<'a>,
}

/// An application to cancel a list (撤销申请单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportCancellation<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub list_no: Text<'a>,
    pub reason: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub note: Text<'a>,
}

/// What a site's operator reports as arrived (运抵单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportArrival<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub operator_code: Text<'a>,
    pub operator_name: Text<'a>,
    pub site_code: Text<'a>,
    pub import_export_flag: Text<'a>,
    pub transport_mode: Text<'a>,
    pub bill_no: Text<'a>,
    /// 境内运输工具.
    pub domestic_transport_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// 报文总数, and which of them this one is, from 1.
    pub message_count: u32,
    pub message_number: u32,
    pub note: Text<'a>,
    pub items: Vec<MovedItem<'a>>,
}

/// What a carrier reports as having left the country (离境单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportDeparture<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    pub left_at: Stamp,
    pub message_count: u32,
    pub message_number: u32,
    pub note: Text<'a>,
    pub items: Vec<MovedItem<'a>>,
}

/// A waybill that arrived or left.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct MovedItem<'a> {
    pub number: u32,
    pub waybill_no: Text<'a>,
    pub package_no: Text<'a>,
    pub note: Text<'a>,
}

/// What travels under one bill of lading (清单总分单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct MasterWaybill<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub site_code: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    pub domestic_transport_no: Text<'a>,
    pub gross_weight_kg: Amount,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub message_count: u32,
    pub message_number: u32,
    pub note: Text<'a>,
    pub items: Vec<MasterWaybillItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct MasterWaybillItem<'a> {
    pub number: u32,
    pub package_no: Text<'a>,
    pub waybill_no: Text<'a>,
    pub list_no: Text<'a>,
    pub note: Text<'a>,
}

/// An application to sum closed lists up in a goods declaration (汇总申请单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportSummary<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 汇总申请编号, as sent.
    pub summary_no: Text<'a>,
    /// 申报单位 of the application.
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    /// 收发货人: the consignor of the lists.
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    /// 报关单位: who files the goods declaration.
    pub filer_code: Text<'a>,
    pub filer_name: Text<'a>,
    /// Lists of a span of time instead of named ones; 0 when the fields are empty.
    pub from: Stamp,
    pub to: Stamp,
    pub site_code: Text<'a>,
    /// `1` by consignor, `2` by consignor and producer.
    pub summary_flag: Text<'a>,
    /// `1`: goods of other names stay apart.
    pub item_name_flag: Text<'a>,
    pub message_count: u32,
    pub message_number: u32,
    pub note: Text<'a>,
    pub items: Vec<SummaryItem<'a>>,
}

/// A list to be summed up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SummaryItem<'a> {
    pub list_no: Text<'a>,
}

/// Where a retail export stands. The numbers it is kept under are in `clearance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// 未申报: its order or receipt of money came first.
    Expected,
    /// 申报中: the list is there and waits for its partners.
    Declared,
    /// 退单.
    Rejected,
    /// 入库: checked and on record.
    Accepted,
    /// 人工审核.
    UnderReview,
    /// 查验.
    UnderExamination,
    /// 审结: nothing stands against release but that the goods are not in the site.
    Reviewed,
    /// 放行.
    Released,
    /// 结关: the goods have left the country.
    Closed,
    /// 撤单.
    Withdrawn,
    /// 扣留.
    Detained,
    /// 退运: goods that may not leave.
    Refused,
}

/// 出口清单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportListReturn<'a> {
    pub guid: Text<'a>,
    pub declarant_code: Text<'a>,
    pub trader_reference: Text<'a>,
    /// 18 characters.
    pub preliminary_no: Text<'a>,
    /// 18 characters once it was accepted, before that empty.
    pub list_no: Text<'a>,
    pub seller_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub order_no: Text<'a>,
    pub statistics_flag: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 收款单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportMoneyReturn<'a> {
    pub guid: Text<'a>,
    pub seller_code: Text<'a>,
    pub order_no: Text<'a>,
    pub transaction_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 撤销申请单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportCancellationReturn<'a> {
    pub guid: Text<'a>,
    pub declarant_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub list_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}

/// 运抵单, 离境单 and 清单总分单回执: each carries the fields that its own wire form has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportMovementReturn<'a> {
    pub guid: Text<'a>,
    /// Of an arrival.
    pub operator_code: Text<'a>,
    /// Of a master waybill.
    pub declarant_code: Text<'a>,
    pub logistics_code: Text<'a>,
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub bill_no: Text<'a>,
    pub message_number: u32,
    pub status: i32,
    pub info: Text<'a>,
}

/// 汇总申请单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportSummaryReturn<'a> {
    pub guid: Text<'a>,
    pub declarant_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub trader_reference: Text<'a>,
    /// 18 characters.
    pub preliminary_no: Text<'a>,
    /// 汇总申请编号: 18 characters; empty when it was refused.
    pub summary_no: Text<'a>,
    pub message_number: u32,
    pub status: i32,
    pub info: Text<'a>,
}

/// 汇总结果单: which declaration was made of lists, and which of its lines of each of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SummaryResult<'a> {
    pub guid: Text<'a>,
    pub customs_code: Text<'a>,
    pub summary_no: Text<'a>,
    /// 汇总统一编号: the declaration's preliminary number.
    pub preliminary_no: Text<'a>,
    /// 报关单编号; empty when it has none yet.
    pub declaration_no: Text<'a>,
    /// 报关单状态, by the codes of `DEC_RESULT`.
    pub declaration_state: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub filer_code: Text<'a>,
    pub filer_name: Text<'a>,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    pub lines: Vec<SummedLine>,
}

/// A line of a list, and the line of the declaration that it went into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummedLine {
    pub list_no: String,
    pub waybill_no: String,
    /// 清单商品项号.
    pub number: u32,
    pub commodity_code: String,
    /// 商品序号 in the declaration.
    pub line: u32,
}
