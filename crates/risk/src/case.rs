//! What is weighed: one case before customs, of any procedure, in one shape.

use model::{Amount, Credit, KeyPair, Moment};

/// What kind of case it is. Each has features and rules of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// A retail parcel (跨境电商零售进口).
    Parcel,
    /// A goods declaration (报关单).
    Declaration,
}

impl Procedure {
    pub const ALL: [Procedure; 2] = [Procedure::Parcel, Procedure::Declaration];
}

/// As what somebody or something stands in a case. The order is that of [`Case::parties`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 订购人, by identity number.
    Buyer,
    /// 订购人电话.
    Telephone,
    /// 收货地址.
    Address,
    /// 电商平台.
    Platform,
    /// 电商企业.
    Seller,
    /// 物流企业.
    Courier,
    /// 支付企业.
    PaymentCompany,
    /// 境内收发货人.
    Trader,
    /// 消费使用单位, 生产销售单位.
    Owner,
    /// 境外收发货人.
    Abroad,
    /// 申报单位.
    Declarant,
    /// 运输工具, with its voyage.
    Vehicle,
    /// 监管场所, 存放地点.
    Site,
}

impl Role {
    pub const ALL: [Role; 13] = [
        Role::Buyer,
        Role::Telephone,
        Role::Address,
        Role::Platform,
        Role::Seller,
        Role::Courier,
        Role::PaymentCompany,
        Role::Trader,
        Role::Owner,
        Role::Abroad,
        Role::Declarant,
        Role::Vehicle,
        Role::Site,
    ];
}

/// What each role is in a case: a code, a number, a name. Empty where nobody is.
pub type Parties<'a> = [&'a str; Role::ALL.len()];

/// A case as it stands when it is weighed. What is not known is empty or nothing, which is never taken for zero.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    pub procedure: Procedure,
    /// Its natural key: by it the random share draws.
    pub key: KeyPair,
    /// When the house decides on it.
    pub at: Moment,
    pub parties: Parties<'a>,
    /// Of the trader or, of a parcel, of who declares it.
    pub credit: Option<Credit>,
    /// 申报地海关.
    pub customs: &'a str,
    /// 进出境关别.
    pub port: &'a str,
    pub supervision_mode: &'a str,
    pub transport_mode: &'a str,
    /// Whence the goods come: 启运国.
    pub shipping_country: &'a str,
    /// 贸易国.
    pub trade_country: &'a str,
    pub packaging: &'a str,
    pub figures: Figures,
    pub times: Times,
    pub counts: Counts,
    pub note: &'a str,
    pub lines: Vec<Line<'a>>,
}

impl<'a> Case<'a> {
    pub fn party(&self, role: Role) -> Option<&'a str> {
        self.parties.get(role as usize).copied().filter(|it| !it.is_empty())
    }
}

/// Amounts in yuan, weights in kilograms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Customs value of all lines.
    pub value: Option<Amount>,
    pub freight: Option<Amount>,
    pub insurance: Option<Amount>,
    pub discount: Option<Amount>,
    /// What the buyer paid.
    pub paid: Option<Amount>,
    /// All duties and taxes as assessed.
    pub tax: Option<Amount>,
    pub gross_kg: Option<Amount>,
    pub net_kg: Option<Amount>,
    /// What the carrier says that it weighs.
    pub carried_kg: Option<Amount>,
    pub packages: Option<u32>,
    /// What the carrier says.
    pub carried_packages: Option<u32>,
    /// Of a parcel: how much one may be worth.
    pub single_limit: Option<Amount>,
    /// Of a parcel: what the buyer's year has left.
    pub year_left: Option<Amount>,
}

/// When things were done, as far as papers say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    pub sent: Option<Moment>,
    pub ordered: Option<Moment>,
    pub paid: Option<Moment>,
    /// When the goods arrived, or came over the border.
    pub arrived: Option<Moment>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub containers: Option<u32>,
    /// Licences and certificates that it presents.
    pub licences: Option<u32>,
    /// Papers attached.
    pub papers: Option<u32>,
    /// How often it was sent back before.
    pub returns: Option<u32>,
}

/// A line of goods.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line<'a> {
    /// Ten digits.
    pub commodity: &'a str,
    pub origin: &'a str,
    pub name: &'a str,
    pub model: &'a str,
    /// What the tariff calls goods of this code; empty where it is not at hand.
    pub tariff_text: &'a str,
    pub unit: &'a str,
    /// In the unit that it is traded in.
    pub quantity: Amount,
    pub statutory_unit: &'a str,
    /// In the first unit of the law.
    pub statutory_quantity: Amount,
    /// What all of it weighs net, as far as it can be told of this line.
    pub weight_kg: Option<Amount>,
    /// Customs value in yuan.
    pub value: Option<Amount>,
    /// Duties and taxes of the line as assessed.
    pub tax: Option<Amount>,
    pub currency: &'a str,
}
