//! The declarant's own tax (自报自缴): what he worked out himself and filed with his declaration (SddTax).

use serde::{Deserialize, Serialize};

use crate::{Amount, Text};

/// 报税单.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OwnTax<'a> {
    /// 报税单编号.
    pub number: Text<'a>,
    /// 海关计税服务编号.
    pub service_no: Text<'a>,
    /// 法律责任: the words by which he answers for it.
    pub liability: Text<'a>,
    /// 税费计征结果.
    pub details: Vec<OwnTaxDetail<'a>>,
}

/// One tax of one goods line, as its declarant worked it out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OwnTaxDetail<'a> {
    /// 商品序号.
    pub item: u32,
    /// 税种, as sent.
    pub kind: Text<'a>,
    /// Yuan.
    pub amount: Amount,
}
