//! The documents that come beside and after a list: the site's word that goods are in, the carrier's
//! that they were handed over, the applications to cancel a list or to return its goods.

use serde::{Deserialize, Serialize};

use crate::{Amount, DocumentHead, Stamp, Text};

/// A waybill's status (物流运单状态, CEB513): the addressee signed for the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct WaybillStatus<'a> {
    pub head: DocumentHead<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    pub waybill_no: Text<'a>,
    /// `S`: signed for (签收).
    pub status: Text<'a>,
    pub status_at: Stamp,
    pub note: Text<'a>,
}

/// An application to cancel a list (撤销申请单, CEB623).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Cancellation<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub order_no: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub waybill_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// The applicant's own number (企业内部编号, `copNo`).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 清单编号 of the list that is to be cancelled.
    pub list_no: Text<'a>,
    pub buyer_id_type: Text<'a>,
    pub buyer_id_number: Text<'a>,
    pub buyer_name: Text<'a>,
    pub buyer_telephone: Text<'a>,
    /// 申报企业.
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub reason: Text<'a>,
    pub note: Text<'a>,
}

/// An application to return released goods (退货申请单, CEB625).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GoodsReturn<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    pub order_no: Text<'a>,
    pub platform_code: Text<'a>,
    pub platform_name: Text<'a>,
    pub seller_code: Text<'a>,
    pub seller_name: Text<'a>,
    pub waybill_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// The applicant's own number (企业内部编号, `copNo`).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 清单编号 of the list under which the goods were released.
    pub list_no: Text<'a>,
    pub buyer_id_type: Text<'a>,
    pub buyer_id_number: Text<'a>,
    pub buyer_name: Text<'a>,
    pub buyer_telephone: Text<'a>,
    /// 申报企业.
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub reason: Text<'a>,
    pub note: Text<'a>,
    pub items: Vec<GoodsReturnItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GoodsReturnItem<'a> {
    /// Sequence number of the original list's line (`gnum`).
    pub number: u32,
    /// 商品编号, ten digits.
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub quantity: Amount,
    pub unit: Text<'a>,
    pub note: Text<'a>,
}

/// What came into a supervised site (入库明细单, CEB711): the waybills of one flight, voyage or
/// lorry of one logistics company.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct InboundDetail<'a> {
    pub head: DocumentHead<'a>,
    pub customs_code: Text<'a>,
    /// The site's own number (企业内部编号, `copNo`).
    pub trader_reference: Text<'a>,
    pub preliminary_no: Text<'a>,
    /// 入库单编号, as sent; the house assigns it.
    pub inbound_no: Text<'a>,
    /// 监管场所经营人.
    pub operator_code: Text<'a>,
    pub operator_name: Text<'a>,
    pub import_export_flag: Text<'a>,
    pub transport_mode: Text<'a>,
    pub transport_name: Text<'a>,
    pub voyage_no: Text<'a>,
    pub bill_no: Text<'a>,
    pub logistics_code: Text<'a>,
    pub logistics_name: Text<'a>,
    /// 卸货库位.
    pub unloading_place: Text<'a>,
    pub note: Text<'a>,
    pub items: Vec<InboundItem<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct InboundItem<'a> {
    /// Ascending from 1 (`gnum`).
    pub number: u32,
    pub waybill_no: Text<'a>,
    pub note: Text<'a>,
}
