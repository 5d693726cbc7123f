//! A goods declaration (进出口货物报关单), as its declarant files it.
//!
//! Text is borrowed from the message. Amounts of money are in the currency named beside them, weights are
//! kilograms, countries and currencies have three letters, ports three letters and three digits. Of
//! an export too `origin` is where the goods come from and `destination` where they go, whatever the
//! wire calls them. What is filed with a declaration stands in `filed_with`.

use serde::{Deserialize, Serialize};

use crate::{
    Amount, AttachedDocument, Container, DayStamp, DeclaredTransit, GoodsLimit, LicenceDocument,
    OriginLink, OtherPackage, OwnTax, Qualification, RequestedCertificate, Supplement, Text,
    TwoStageRequest, UseContact,
};

/// Which way the goods go (进出口标志).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    #[default]
    Import,
    Export,
}

/// What a client asks of the house with a declaration (`OperType`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    /// 暂存, 上载: keep it, it is not declared.
    Save,
    /// 申报.
    #[default]
    Declare,
}

/// Which step it is of a declaration that takes several: in two steps (两步申报) the third character of `Type`
/// says so; what is declared collectively (集中申报) names its lists.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DeclarationStep {
    /// 一次申报.
    #[default]
    Whole,
    /// 概要申报.
    Summary,
    /// 完整申报.
    Full,
    /// 集中申报清单: goods go on it, and it is declared with the others of its month.
    List,
    /// 集中申报: the declaration that gathers lists of a month.
    Gathered,
}

/// A charge in the head (运费, 保费, 杂费): by rate, by tonne, or in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Charge<'a> {
    /// `1` rate in per cent, `2` price of a tonne, `3` total; empty: no such charge.
    pub mark: Text<'a>,
    /// Per cent, or money of `currency`.
    pub amount: Option<Amount>,
    pub currency: Text<'a>,
}

/// An enterprise that a declaration names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Trader<'a> {
    /// Customs code (海关注册编码), ten characters.
    pub code: Text<'a>,
    /// Social credit code (统一社会信用代码), eighteen characters.
    pub credit_code: Text<'a>,
    /// 检验检疫编码.
    pub inspection_code: Text<'a>,
    pub name: Text<'a>,
}

/// The party abroad (境外收发货人): consignor of an import, consignee of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct PartyAbroad<'a> {
    /// AEO code, or what it goes by.
    pub code: Text<'a>,
    pub name: Text<'a>,
    pub name_en: Text<'a>,
    pub address: Text<'a>,
}

/// Confirmations of price (价格说明): `1` yes, `0` no, `9` or empty not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct PriceConfirmations<'a> {
    /// 特殊关系确认.
    pub special_relation: Text<'a>,
    /// 价格影响确认.
    pub price_influence: Text<'a>,
    /// 支付特许权使用费确认.
    pub royalties: Text<'a>,
    /// 公式定价确认.
    pub formula_pricing: Text<'a>,
    /// 暂定价格确认.
    pub provisional_price: Text<'a>,
}

/// A goods declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Declaration<'a> {
    pub direction: Direction,
    pub filing: Filing,
    pub step: DeclarationStep,
    /// 客户端报关单编号: the client's own number, by which it is filed.
    pub reference: Text<'a>,
    /// 数据中心统一编号, as sent.
    pub preliminary_no: Text<'a>,
    /// 海关编号, as sent: given when a returned declaration is filed anew.
    pub declaration_no: Text<'a>,
    /// 单据类型, as sent: the third character is the step, the seventh `Z` a combined port.
    pub kind: Text<'a>,
    /// 报关单类型: `0` paper, `M` paperless …
    pub entry_type: Text<'a>,
    /// 报关标志.
    pub filing_mark: Text<'a>,
    /// 报关/转关关系标志: `1` with a transit declaration.
    pub transit_mark: Text<'a>,
    /// 备案清单类型.
    pub bonded_list_type: Text<'a>,
    /// 申报地海关.
    pub declaring_customs: Text<'a>,
    /// 进出境关别.
    pub port_customs: Text<'a>,
    /// 目的地海关.
    pub destination_customs: Text<'a>,
    /// 境内收发货人: consignee of an import, consignor of an export.
    pub trader: Trader<'a>,
    pub trader_name_en: Text<'a>,
    /// 消费使用单位 of an import, 生产销售单位 of an export.
    pub owner: Trader<'a>,
    /// 申报单位.
    pub declarant: Trader<'a>,
    /// 录入单位: organisation code of nine characters.
    pub keyer: Trader<'a>,
    /// 录入员.
    pub keyer_name: Text<'a>,
    /// 录入员IC卡号.
    pub keyer_card: Text<'a>,
    /// 申报人员姓名.
    pub declarant_person: Text<'a>,
    pub party_abroad: PartyAbroad<'a>,
    /// 进出口日期; 0 when not given.
    pub moved_on: DayStamp,
    /// 启运日期; 0 when not given.
    pub departed_on: DayStamp,
    /// 卸毕日期; 0 when not given.
    pub unloaded_on: DayStamp,
    pub transport_mode: Text<'a>,
    /// 运输工具名称.
    pub transport_name: Text<'a>,
    /// 航次号.
    pub voyage_no: Text<'a>,
    /// 提运单号.
    pub bill_no: Text<'a>,
    /// B/L号: 提货单.
    pub delivery_bill_no: Text<'a>,
    /// 货物存放地点.
    pub storage_place: Text<'a>,
    pub supervision_mode: Text<'a>,
    /// 征免性质.
    pub levy_nature: Text<'a>,
    /// 备案号.
    pub manual_no: Text<'a>,
    pub licence_no: Text<'a>,
    pub contract_no: Text<'a>,
    /// 批准文号.
    pub approval_no: Text<'a>,
    /// 贸易国.
    pub trade_country: Text<'a>,
    /// 启运国 of an import, 运抵国 of an export.
    pub shipping_country: Text<'a>,
    /// 经停港 of an import, 指运港 of an export.
    pub port_abroad: Text<'a>,
    /// 启运港.
    pub departure_port: Text<'a>,
    /// 入境口岸 of an import, 离境口岸 of an export.
    pub domestic_port: Text<'a>,
    pub packaging: Text<'a>,
    pub packages: u32,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    /// 成交方式.
    pub transaction_mode: Text<'a>,
    pub freight: Charge<'a>,
    pub insurance: Charge<'a>,
    /// 杂费: may be taken off, then it is negative.
    pub other_charges: Charge<'a>,
    pub confirmations: PriceConfirmations<'a>,
    /// 担保验放.
    pub wants_guarantee: Text<'a>,
    /// 税收征管标记: what the declarant does about tax by himself.
    pub tax_mark: Text<'a>,
    /// 查验分流.
    pub examination_flow: Text<'a>,
    pub marks: Text<'a>,
    pub note: Text<'a>,
    /// 关联号码 and its reason (关联理由).
    pub related_no: Text<'a>,
    pub related_reason: Text<'a>,
    /// 关联报关单.
    pub related_declaration_no: Text<'a>,
    /// 关联备案.
    pub related_manual_no: Text<'a>,
    /// 关联单据号.
    pub related_document_no: Text<'a>,
    /// 监管仓号, 保税监管场所.
    pub bonded_site: Text<'a>,
    /// 货场代码.
    pub yard: Text<'a>,
    /// 特种业务标识.
    pub special_business: Text<'a>,
    /// 原集装箱标识.
    pub original_container: Text<'a>,
    /// 口岸检验检疫机关.
    pub port_inspection: Text<'a>,
    /// 检验检疫受理机关.
    pub inspection_office: Text<'a>,
    /// 领证机关.
    pub certificate_office: Text<'a>,
    pub items: Vec<GoodsItem<'a>>,
    pub containers: Vec<Container<'a>>,
    /// 随附单证.
    pub documents: Vec<LicenceDocument<'a>>,
    /// 随附单据.
    pub attachments: Vec<AttachedDocument<'a>>,
    /// 原产地证明 and other documents, line by line.
    pub origin_links: Vec<OriginLink<'a>>,
    /// 所需单证.
    pub requested_certificates: Vec<RequestedCertificate<'a>>,
    pub other_packages: Vec<OtherPackage<'a>>,
    pub qualifications: Vec<Qualification<'a>>,
    pub use_contacts: Vec<UseContact<'a>>,
    /// 企业承诺.
    pub promises: Vec<Text<'a>>,
    /// 两段准入申请.
    pub two_stage: Option<TwoStageRequest<'a>>,
    /// 自报自缴.
    pub own_tax: Option<OwnTax<'a>>,
    /// 集中申报清单: the numbers of the lists that it gathers.
    pub lists: Vec<Text<'a>>,
    /// 补充申报单 of its lines, filed with it or after it.
    pub supplements: Vec<Supplement<'a>>,
    /// 转关单: the transit of its goods, declared with it.
    pub transit: Option<DeclaredTransit<'a>>,
}

impl Declaration<'_> {
    /// Customs code of whoever files it: the declarant, or the trader who declares himself.
    pub fn filer_code(&self) -> &str {
        self.declarant.code.given().unwrap_or(&self.trader.code)
    }

    /// The bill that a manifest has: in transit its own field may be left empty, and the transit names it.
    pub fn carried_bill_no(&self) -> &str {
        let border = self.transit.as_ref().and_then(|it| it.border.as_ref());
        let other = border.map_or("", |it| it.bill_no.as_str());
        self.bill_no.given().unwrap_or(other)
    }
}

/// One goods line of a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GoodsItem<'a> {
    /// 商品序号.
    pub number: u32,
    /// 备案序号 in the manual; nothing when the field is empty.
    pub manual_item: Option<u32>,
    /// 商品编号, ten digits; of a summary declaration at least six.
    pub commodity_code: Text<'a>,
    /// 检验检疫编码: three digits behind the commodity code.
    pub inspection_code: Text<'a>,
    /// 检验检疫名称.
    pub inspection_name: Text<'a>,
    pub name: Text<'a>,
    pub name_en: Text<'a>,
    /// 规格型号: the declaration elements, joined with `|`.
    pub model: Text<'a>,
    /// 成交数量.
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
    pub currency: Text<'a>,
    /// 原产国.
    pub origin: Text<'a>,
    /// 最终目的国.
    pub destination: Text<'a>,
    /// 原产地区.
    pub origin_region: Text<'a>,
    /// 境内目的地 of an import, 境内货源地 of an export: district of five digits.
    pub district: Text<'a>,
    /// 目的地代码: administrative division of six digits.
    pub division: Text<'a>,
    /// 征免方式.
    pub levy_mode: Text<'a>,
    /// 优惠贸易协定项下原产地.
    pub preferential_origin: Text<'a>,
    /// 货号.
    pub goods_no: Text<'a>,
    /// 版本号.
    pub version_no: Text<'a>,
    /// 用途/生产厂家.
    pub use_to: Text<'a>,
    /// 用途代码.
    pub purpose: Text<'a>,
    /// 工缴费.
    pub processing_fee: Option<Amount>,
    /// 货物属性代码, joined with commas.
    pub attributes: Text<'a>,
    /// 成份/原料/组份.
    pub ingredients: Text<'a>,
    /// 产品有效期.
    pub valid_until: Text<'a>,
    /// 产品保质期.
    pub shelf_life: Text<'a>,
    /// 境外生产企业名称.
    pub maker_abroad: Text<'a>,
    /// 检验检疫货物规格, 型号, 品牌.
    pub inspection_spec: Text<'a>,
    pub inspection_model: Text<'a>,
    pub brand: Text<'a>,
    pub made_on: Text<'a>,
    /// 生产批号.
    pub batch_no: Text<'a>,
    /// UN编码.
    pub un_code: Text<'a>,
    pub danger_name: Text<'a>,
    /// 危包类别.
    pub danger_class: Text<'a>,
    /// 危包规格.
    pub danger_spec: Text<'a>,
    /// 非危险化学品: `1` it is none.
    pub not_dangerous: Text<'a>,
    /// 生产单位注册号 and its name.
    pub maker_no: Text<'a>,
    pub maker_name: Text<'a>,
    /// 禁限管制识别码.
    pub control_code: Text<'a>,
    /// 产品资质.
    pub limits: Vec<GoodsLimit<'a>>,
}

/// Where a declaration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclarationState {
    /// 暂存: kept for the client, not declared.
    Saved,
    /// 海关入库: it has come and is being looked at.
    Declared,
    /// 退单: to be corrected and filed anew.
    Returned,
    /// 转人工审单: an officer reviews the documents.
    Reviewing,
    /// 待缴税: tax is assessed and not paid.
    AwaitingTax,
    /// 查验.
    Examination,
    /// 放行.
    Released,
    /// 担保放行: released while a guarantee stands for what is open.
    ReleasedOnGuarantee,
    /// 结关.
    Cleared,
    /// 扣留.
    Detained,
    /// 撤销.
    Withdrawn,
    /// 待核舱单: it waits for the manifest of its bill.
    AwaitingManifest,
    /// 待运抵: nothing stands against release but that its goods have not arrived.
    AwaitingArrival,
    /// 概要放行: the goods are released on a summary, and the full declaration is wanted.
    SummaryReleased,
    /// 清单放行: the goods are released on a collective list, and it is to be declared with the others of its month.
    ListReleased,
    /// 已集中申报: a declaration gathered the list.
    ListDeclared,
    /// 待传输随附单据: nothing stands against release but that attached files have not come.
    AwaitingFiles,
}
