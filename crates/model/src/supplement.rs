//! A supplementary declaration (补充申报单): what a trader says of the price, the classification or the origin of one
//! goods line beyond the declaration, with it or after it.
//!
//! Source: 报关单系统补充申报导入数据接口 (DecSdImport). Codes are as sent; `SupplementRules` of `params` says what
//! they mean and which fields a kind has. Money is in the currency named beside it.

use serde::{Deserialize, Serialize};

use crate::{Amount, Text};

/// A party to the sale, or the maker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct SupplementParty<'a> {
    pub name: Text<'a>,
    pub contact: Text<'a>,
    pub address: Text<'a>,
    pub telephone: Text<'a>,
}

/// A part of the price: of one unit, of the line in all, and what is to be said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct SupplementCharge<'a> {
    pub unit: Option<Amount>,
    pub total: Option<Amount>,
    pub note: Text<'a>,
}

/// What of a supplementary declaration can be named and shown.
trait Said {
    fn say(&self, name: &str, to: &mut Vec<(String, String)>);
}

impl Said for Text<'_> {
    fn say(&self, name: &str, to: &mut Vec<(String, String)>) {
        if !self.is_empty() {
            to.push((name.to_owned(), self.to_string()));
        }
    }
}

impl Said for Option<Amount> {
    fn say(&self, name: &str, to: &mut Vec<(String, String)>) {
        to.extend(self.map(|it| (name.to_owned(), it.to_string())));
    }
}

impl Said for SupplementParty<'_> {
    fn say(&self, name: &str, to: &mut Vec<(String, String)>) {
        self.name.say(&format!("{name}.name"), to);
        self.contact.say(&format!("{name}.contact"), to);
        self.address.say(&format!("{name}.address"), to);
        self.telephone.say(&format!("{name}.telephone"), to);
    }
}

impl Said for SupplementCharge<'_> {
    fn say(&self, name: &str, to: &mut Vec<(String, String)>) {
        self.unit.say(&format!("{name}.unit"), to);
        self.total.say(&format!("{name}.total"), to);
        self.note.say(&format!("{name}.note"), to);
    }
}

/// Declares the form with its fields, and how they are listed.
macro_rules! form {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// A supplementary declaration of one kind about one goods line.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(default, bound(deserialize = "'de: 'a"))]
        pub struct Supplement<'a> {
            /// 商品序号 of the declaration's line.
            pub number: u32,
            /// `A` price, `B` classification, `C` origin.
            pub kind: Text<'a>,
            $($(#[$doc])* pub $name: $type,)+
        }

        impl Supplement<'_> {
            /// Every field that is filled in, by our own name (`buyer.name`), in the order of the form; line and kind
            /// are none of them.
            pub fn said(&self) -> Vec<(String, String)> {
                let mut said = Vec::new();
                $(self.$name.say(stringify!($name), &mut said);)+
                said
            }
        }
    };
}

form! {
    brand: Text<'a>,
    brand_en: Text<'a>,
    buyer: SupplementParty<'a>,
    seller: SupplementParty<'a>,
    maker: SupplementParty<'a>,
    contract_no: Text<'a>,
    /// 签约日期, as sent.
    contracted_on: Text<'a>,
    invoice_no: Text<'a>,
    /// 发票日期, as sent.
    invoiced_on: Text<'a>,
    /// 买卖双方关系: eight digits, each `1` when that relation exists.
    relations: Text<'a>,
    /// 关系是否影响成交价格.
    price_influence: Text<'a>,
    /// 成交价格相近情况.
    price_close_to: Text<'a>,
    /// 处置或使用是否受限制.
    is_restricted: Text<'a>,
    /// 价格是否受条件或因素影响.
    is_conditioned: Text<'a>,
    /// 限制、条件或因素的内容.
    conditions: Text<'a>,
    /// 是否支付特许权使用费.
    pays_royalties: Text<'a>,
    /// 卖方是否获得转售收益.
    shares_proceeds: Text<'a>,
    /// Royalties and proceeds whose amount is not known yet.
    unsettled: Text<'a>,
    currency: Text<'a>,
    invoice: SupplementCharge<'a>,
    /// 间接支付、收取的货款.
    indirect: SupplementCharge<'a>,
    commission: SupplementCharge<'a>,
    containers: SupplementCharge<'a>,
    packing: SupplementCharge<'a>,
    parts: SupplementCharge<'a>,
    tools: SupplementCharge<'a>,
    consumed: SupplementCharge<'a>,
    design: SupplementCharge<'a>,
    royalties: SupplementCharge<'a>,
    proceeds: SupplementCharge<'a>,
    freight: SupplementCharge<'a>,
    /// 运输相关费用.
    handling: SupplementCharge<'a>,
    insurance: SupplementCharge<'a>,
    /// 出口关税是否已从申报价格中扣除.
    duty_deducted: Text<'a>,
    other_name: Text<'a>,
    /// 进出口国（地区）海关商品编码.
    code_abroad: Text<'a>,
    /// 是否取得预归类决定书.
    has_ruling: Text<'a>,
    ruling_no: Text<'a>,
    ruling_code: Text<'a>,
    ruling_customs: Text<'a>,
    /// 是否曾被取样化验.
    was_sampled: Text<'a>,
    /// 商品信息选项: thirteen digits, each `1` when that is explained.
    explained: Text<'a>,
    transport_mode: Text<'a>,
    is_direct: Text<'a>,
    transit_country: Text<'a>,
    /// 到货口岸.
    arrival_customs: Text<'a>,
    /// 申报口岸.
    declaring_customs: Text<'a>,
    bill_no: Text<'a>,
    /// 原产国, three letters or the older three digits.
    origin: Text<'a>,
    /// 原产国标记的位置.
    origin_mark: Text<'a>,
    certificate_issuer: Text<'a>,
    certificate_no: Text<'a>,
    /// 原产地标准.
    origin_criterion: Text<'a>,
    note: Text<'a>,
    /// 是否需要保密.
    is_secret: Text<'a>,
    /// 申报单位类型.
    filer_type: Text<'a>,
    filer_address: Text<'a>,
    filer_postcode: Text<'a>,
    filer_telephone: Text<'a>,
}

/// Supplementary declarations that come apart from their declaration (`DecSDMessage`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SupplementMessage<'a> {
    /// 报关单数据中心统一编号: the declaration's preliminary number.
    pub preliminary_no: Text<'a>,
    /// 操作类型, as sent.
    pub operation: Text<'a>,
    /// 操作员IC卡号.
    pub operator_card: Text<'a>,
    pub signed_at: Text<'a>,
    /// Whether it is good is not decided here.
    pub signature: Text<'a>,
    pub lines: Vec<Supplement<'a>>,
}

/// By which number a supplementary declaration goes (SupResult).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SupplementNumber<'a> {
    /// 补充申报单统一编号.
    pub number: Text<'a>,
    /// 商品序号.
    pub line: u32,
    pub kind: Text<'a>,
}

/// The answer to supplementary declarations that came apart (DecSDImportResponse).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct SupplementReturn<'a> {
    pub preliminary_no: Text<'a>,
    pub is_taken: bool,
    pub info: Text<'a>,
    pub numbers: Vec<SupplementNumber<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_listed_by_name() {
        let supplement = Supplement {
            number: 1,
            kind: "A".into(),
            buyer: SupplementParty { name: "甲".into(), ..SupplementParty::default() },
            currency: "USD".into(),
            invoice: SupplementCharge { total: "2500".parse().ok(), ..SupplementCharge::default() },
            ..Supplement::default()
        };
        let said = supplement.said();
        let names: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["buyer.name", "currency", "invoice.total"]);
        assert!(Supplement::default().said().is_empty());
    }
}
