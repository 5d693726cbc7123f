//! What is filed with a goods declaration: containers, licences, attachments, and what inspection asks for.

use serde::{Deserialize, Serialize};

use crate::{Amount, Text};

/// A container of a declaration (报关单集装箱).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Container<'a> {
    /// 集装箱号: four letters and seven digits.
    pub number: Text<'a>,
    /// 集装箱规格.
    pub spec: Text<'a>,
    /// Numbers of the goods lines in it, joined with commas (商品项号).
    pub goods_lines: Text<'a>,
    /// 拼箱标识: `1` it holds goods of others too.
    pub is_shared: Text<'a>,
    /// 箱货重量.
    pub goods_weight_kg: Option<Amount>,
    /// 自重.
    pub own_weight_kg: Option<Amount>,
}

impl Container<'_> {
    /// The goods lines in it, as far as they are numbers.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.goods_lines.split([',', ';', '，']).filter_map(|it| it.trim().parse().ok())
    }
}

/// A supervision document presented (随附单证).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct LicenceDocument<'a> {
    /// 单证代码: the code of the supervision condition (监管证件代码) that it meets.
    pub kind: Text<'a>,
    /// 单证编号.
    pub number: Text<'a>,
}

/// A file attached (随附单据), named by the number under which it was or will be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AttachedDocument<'a> {
    /// 随附单据编号.
    pub id: Text<'a>,
    /// 随附单据类别: `00000001` invoice, `10000001` electronic authorisation …
    pub kind: Text<'a>,
    /// 随附单据格式类型: `US` structured or unstructured, `S` structured.
    pub format: Text<'a>,
    /// 随附单据文件企业名.
    pub file_name: Text<'a>,
    /// 所属单位海关编号 and its name.
    pub owner_code: Text<'a>,
    pub owner_name: Text<'a>,
    /// 签名单位代码.
    pub signer_code: Text<'a>,
    pub signed_at: Text<'a>,
    /// Bytes, as sent.
    pub size: Text<'a>,
    /// 操作说明.
    pub note: Text<'a>,
}

/// Which line of a document stands for which line of the declaration (随附单证对应关系).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OriginLink<'a> {
    /// 单证代码: `Y` a proof of origin.
    pub kind: Text<'a>,
    /// 报关单商品项号.
    pub item: u32,
    /// 单证编号.
    pub document_no: Text<'a>,
    /// 对应随附单证商品项号, as sent.
    pub document_item: Text<'a>,
}

/// A certificate that the declarant asks inspection for (申请单证).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct RequestedCertificate<'a> {
    pub kind: Text<'a>,
    pub originals: Text<'a>,
    pub copies: Text<'a>,
}

/// Other packaging beside that of the head (其他包装).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OtherPackage<'a> {
    pub quantity: Option<Amount>,
    /// 包装种类.
    pub kind: Text<'a>,
}

/// A qualification of an enterprise (企业资质).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Qualification<'a> {
    /// 企业资质类别代码.
    pub kind: Text<'a>,
    pub number: Text<'a>,
}

/// Whom to ask where the goods are used (使用单位联系人).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct UseContact<'a> {
    pub person: Text<'a>,
    pub telephone: Text<'a>,
}

/// A licence, approval or record of a product (产品许可/审批/备案), and what is written off of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GoodsLimit<'a> {
    /// 许可证类别代码.
    pub kind: Text<'a>,
    pub number: Text<'a>,
    /// 核销明细序号.
    pub detail_no: Text<'a>,
    pub quantity: Text<'a>,
    pub unit: Text<'a>,
    /// 车辆识别代码 of each vehicle.
    pub vins: Vec<VehicleNumber<'a>>,
}

/// A motor vehicle (VIN信息).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct VehicleNumber<'a> {
    /// VIN序号.
    pub number: Text<'a>,
    /// 车辆识别代码, seventeen characters.
    pub vin: Text<'a>,
    /// 发动机号或电机号.
    pub motor_no: Text<'a>,
    /// 底盘（车架）号.
    pub chassis_no: Text<'a>,
    /// 质量保质期.
    pub warranty: Text<'a>,
    /// 提/运单日期, as sent.
    pub billed_on: Text<'a>,
    pub invoice_no: Text<'a>,
    pub invoiced: Option<Amount>,
    pub price: Text<'a>,
    pub name_zh: Text<'a>,
    pub name_en: Text<'a>,
    pub model_en: Text<'a>,
}

/// What is asked for when goods are let in in two stages (两段准入申请).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct TwoStageRequest<'a> {
    /// 转场申请.
    pub wants_transfer: Text<'a>,
    /// 转入场所场地.
    pub transfer_site: Text<'a>,
    /// 附条件提离申请.
    pub wants_conditional_release: Text<'a>,
    /// 口岸与目的地合并检查申请.
    pub wants_merged_examination: Text<'a>,
}
