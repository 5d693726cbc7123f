//! Goods of an export that come back (出口退货): the application, and the site's word that their parcel is in.

use serde::{Deserialize, Serialize};

use crate::{Amount, DocumentHead, Text};

/// An application to return goods of an export list (退货申请单, CEB213).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportReturn<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub site_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    /// The parcel that brings the goods back; it need not be the one that took them out.
    pub waybill_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// 企业内部标识 (`coElNo`).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 原清单号: the list under which the goods left.
    pub list_no: Text<'a>,
    /// 退货监管方式; may be empty.
    pub supervision_mode: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub bill_no: Text<'a>,
    /// `I`.
    pub import_export_flag: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub port_code: Text<'a>,
    pub reason: Text<'a>,
    /// 启运国（地区）, old numeric code.
    pub country: Text<'a>,
    pub voyage_no: Text<'a>,
    pub note: Text<'a>,
    pub items: Vec<ExportReturnItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportReturnItem<'a> {
    /// Sequence number of the original list's line.
    pub number: u32,
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub model: Text<'a>,
    pub quantity: Amount,
    pub quantity1: Amount,
    pub unit: Text<'a>,
    pub unit1: Text<'a>,
    pub quantity2: Option<Amount>,
    pub unit2: Text<'a>,
    pub note: Text<'a>,
}

/// That the parcel of a return is in a site (退货理货明细单, CEB215).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ReturnTally<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub operator_code: Text<'a>,
    pub operator_name: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub waybill_no: Text<'a>,
    /// The list whose goods came; empty: all that were to come in the parcel.
    pub list_no: Text<'a>,
    /// 企业内部编号 (`coElNo`).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    pub bill_no: Text<'a>,
    /// `I`.
    pub import_export_flag: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    /// 卸货堆货的仓储位置.
    pub place: Text<'a>,
    pub note: Text<'a>,
}

/// 退货理货明细单回执.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ReturnTallyReturn<'a> {
    pub guid: Text<'a>,
    pub operator_code: Text<'a>,
    pub logistics_code: Text<'a>,
    pub waybill_no: Text<'a>,
    pub trader_reference: Text<'a>,
    /// 18 characters.
    pub preliminary_no: Text<'a>,
    pub status: i32,
    pub info: Text<'a>,
}
