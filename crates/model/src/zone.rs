//! Documents by which bonded goods leave a zone: the exit list (出区核注清单, INV101), which gathers
//! released retail lists of one account book, and the gate pass (核放单, SAS121), which binds exit
//! lists to a vehicle.
//!
//! Weights are kilograms; amounts are in the line's currency. Social credit codes have 18
//! characters, customs codes of enterprises ten.

use serde::{Deserialize, Serialize};

use crate::{Action, Amount, DayStamp, Text};

/// An exit list (保税核注清单, type 8: bonded e-commerce).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExitList<'a> {
    /// 预录入统一编号, as sent.
    pub preliminary_no: Text<'a>,
    /// 清单编号, as sent; given when a list is changed or deleted.
    pub list_no: Text<'a>,
    /// 备案编号: the account book.
    pub book_no: Text<'a>,
    /// The declarant's own number (企业内部清单编号), by which it is filed.
    pub reference: Text<'a>,
    /// 申报类型: `1` new, `2` change, `3` delete; new when it is left out.
    pub action_code: Text<'a>,
    /// 经营企业: whose book it is.
    pub operator_credit_code: Text<'a>,
    pub operator_code: Text<'a>,
    pub operator_name: Text<'a>,
    /// 收发货企业.
    pub receiver_credit_code: Text<'a>,
    pub receiver_code: Text<'a>,
    pub receiver_name: Text<'a>,
    /// 申报企业.
    pub declarant_credit_code: Text<'a>,
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    /// 录入单位.
    pub typist_credit_code: Text<'a>,
    pub typist_code: Text<'a>,
    pub typist_name: Text<'a>,
    pub typed_at: Text<'a>,
    /// 清单申报时间, as sent.
    pub declared_at: Text<'a>,
    /// 清单类型: `8` bonded e-commerce.
    pub list_type: Text<'a>,
    /// 进出口标记: `E` out of the zone.
    pub direction: Text<'a>,
    /// 料件成品标记: `I` materials.
    pub goods_mark: Text<'a>,
    pub supervision_mode: Text<'a>,
    pub transport_mode: Text<'a>,
    /// 进出境关别.
    pub port_code: Text<'a>,
    /// 主管海关.
    pub customs_code: Text<'a>,
    /// 启运国（地区）, old numeric code.
    pub country: Text<'a>,
    /// 报关标志: `2` without a declaration.
    pub declaration_flag: Text<'a>,
    /// 报关类型: only with a declaration.
    pub declaration_type: Text<'a>,
    /// 是否生成报关单.
    pub generates_declaration: Text<'a>,
    pub note: Text<'a>,
    /// May be left out: then they are what the gathered lists come to.
    pub lines: Vec<ExitLine<'a>>,
    /// The retail lists that it gathers.
    pub links: Vec<ExitLink<'a>>,
}

/// One line of an exit list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExitLine<'a> {
    /// 商品序号.
    pub number: u32,
    /// 备案序号 of the book.
    pub book_line_no: Text<'a>,
    /// 商品料号: the record number in the book.
    pub record_no: Text<'a>,
    /// Ten digits.
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub model: Text<'a>,
    /// 申报计量单位.
    pub unit: Text<'a>,
    pub quantity: Amount,
    pub unit1: Text<'a>,
    pub quantity1: Amount,
    pub unit2: Text<'a>,
    pub quantity2: Option<Amount>,
    pub price: Amount,
    pub total_price: Amount,
    pub currency: Text<'a>,
    /// Country of origin.
    pub country: Text<'a>,
    pub destination: Text<'a>,
    pub levy_mode: Text<'a>,
    pub gross_weight_kg: Option<Amount>,
    pub net_weight_kg: Option<Amount>,
    /// 修改标志.
    pub change_mark: Text<'a>,
    pub note: Text<'a>,
}

/// A retail list that an exit list gathers (电商清单关联).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExitLink<'a> {
    pub preliminary_no: Text<'a>,
    pub exit_list_no: Text<'a>,
    /// 电商清单编号: the number of the retail list.
    pub list_no: Text<'a>,
}

/// A gate pass (核放单).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GatePass<'a> {
    /// 预录入统一编号, as sent.
    pub preliminary_no: Text<'a>,
    /// 核放单编号, as sent.
    pub pass_no: Text<'a>,
    /// 核放单类型: `3` second line.
    pub pass_type: Text<'a>,
    /// 主管关区.
    pub customs_code: Text<'a>,
    /// 申报类型: `1` new, `3` delete; new when it is left out.
    pub action_code: Text<'a>,
    /// 进出标志: `E` out.
    pub direction: Text<'a>,
    /// 绑定类型: `1` one vehicle, several lists; `2` one and one; `3` one list, several vehicles.
    pub binding: Text<'a>,
    /// 关联单证类型: `1` lists.
    pub related_type: Text<'a>,
    /// 关联单证编号; several are joined with `\`.
    pub related_no: Text<'a>,
    /// 区内账册号.
    pub book_no: Text<'a>,
    /// 区内企业.
    pub operator_code: Text<'a>,
    pub operator_name: Text<'a>,
    pub operator_credit_code: Text<'a>,
    pub vehicle_no: Text<'a>,
    /// 电子车牌.
    pub vehicle_card_no: Text<'a>,
    pub container_no: Text<'a>,
    /// 车自重.
    pub vehicle_weight_kg: Amount,
    pub frame_no: Text<'a>,
    /// 车架重.
    pub frame_weight_kg: Option<Amount>,
    pub container_type: Text<'a>,
    pub container_weight_kg: Option<Amount>,
    /// Goods, vehicle, frame and container.
    pub total_weight_kg: Amount,
    /// 货物总毛重.
    pub gross_weight_kg: Amount,
    /// 货物总净重.
    pub net_weight_kg: Amount,
    /// 申请人及联系方式.
    pub contact: Text<'a>,
    /// 申报企业.
    pub declarant_code: Text<'a>,
    pub declarant_name: Text<'a>,
    pub declarant_credit_code: Text<'a>,
    /// 录入单位.
    pub typist_code: Text<'a>,
    pub typist_credit_code: Text<'a>,
    pub typist_name: Text<'a>,
    /// The declarant's own number (企业内部编号), by which it is filed.
    pub reference: Text<'a>,
    pub note: Text<'a>,
    /// What the vehicle takes of a list that goes on several vehicles.
    pub lines: Vec<GatePassLine<'a>>,
    pub links: Vec<GatePassLink<'a>>,
}

/// One line of a gate pass.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GatePassLine<'a> {
    pub number: u32,
    /// 关联商品序号: the line of the exit list.
    pub exit_line: u32,
    pub record_no: Text<'a>,
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub unit: Text<'a>,
    pub quantity: Amount,
    pub gross_weight_kg: Option<Amount>,
    pub net_weight_kg: Option<Amount>,
    pub note: Text<'a>,
}

/// A document that a gate pass carries (核放单关联单证).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GatePassLink<'a> {
    pub related_type: Text<'a>,
    /// The number of the exit list.
    pub exit_list_no: Text<'a>,
}

/// A document of a bonded zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "snake_case")]
pub enum ZoneDocument<'a> {
    ExitList(Box<ExitList<'a>>),
    GatePass(Box<GatePass<'a>>),
}

/// Which document of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    ExitList,
    GatePass,
}

impl ZoneDocument<'_> {
    pub fn kind(&self) -> ZoneKind {
        match self {
            ZoneDocument::ExitList(_) => ZoneKind::ExitList,
            ZoneDocument::GatePass(_) => ZoneKind::GatePass,
        }
    }

    pub fn action(&self) -> Action {
        match self {
            ZoneDocument::ExitList(it) => action_of(&it.action_code),
            ZoneDocument::GatePass(it) => action_of(&it.action_code),
        }
    }

    /// The declarant's own number.
    pub fn reference(&self) -> &str {
        match self {
            ZoneDocument::ExitList(it) => &it.reference,
            ZoneDocument::GatePass(it) => &it.reference,
        }
    }

    pub fn declarant_code(&self) -> &str {
        match self {
            ZoneDocument::ExitList(it) => &it.declarant_code,
            ZoneDocument::GatePass(it) => &it.declarant_code,
        }
    }

    /// Numbers of the documents that it gathers or carries.
    pub fn linked_nos(&self) -> Vec<&str> {
        match self {
            ZoneDocument::ExitList(it) => it.links.iter().map(|it| it.list_no.as_str()).collect(),
            ZoneDocument::GatePass(it) => it.exit_list_nos(),
        }
    }
}

impl GatePass<'_> {
    /// The exit lists that it carries: those linked, or else those of the head's one field.
    pub fn exit_list_nos(&self) -> Vec<&str> {
        if self.links.is_empty() {
            let joined = self.related_no.split(['\\', ',', ';']).map(str::trim);
            return joined.filter(|it| !it.is_empty()).collect();
        }
        self.links.iter().map(|it| it.exit_list_no.as_str()).collect()
    }
}

fn action_of(code: &str) -> Action {
    match code {
        "2" => Action::Change,
        "3" => Action::Delete,
        _ => Action::New,
    }
}

/// Where an exit list stands (核注清单状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitListState {
    /// 申报: it has come and is being looked at.
    Declared,
    /// 退单.
    Refused,
    /// 审核通过（预核扣）: its lists are gathered, and may go to the gate.
    Approved,
    /// 已核扣: all its goods have left.
    Deducted,
    /// 删单.
    Deleted,
}

/// Where a gate pass stands (核放单状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatePassState {
    /// 已申请.
    Declared,
    /// 退单.
    Refused,
    /// 已审批.
    Approved,
    /// 卡口拦截: what the weighbridge weighed is not what was declared.
    Held,
    /// 已过卡.
    Passed,
    /// 已删除.
    Deleted,
}

/// What customs has to say of a zone document (处理结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneResult {
    /// 通过; of an exit list: 通过（已核扣）.
    Passed,
    /// 转人工; of a gate: not let through.
    Manual,
    /// 退单.
    Refused,
    /// 预核扣.
    PreDeducted,
}

/// 数据中心回执 (CommonResponeMessage): whether a zone document could be taken at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ZoneResponse<'a> {
    /// 预录入统一编号; empty when it was not taken.
    pub preliminary_no: Text<'a>,
    pub reference: Text<'a>,
    pub info: Text<'a>,
    pub is_taken: bool,
}

/// 核注清单审核回执 (INV201).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExitListReturn<'a> {
    pub result: ZoneResult,
    pub preliminary_no: Text<'a>,
    /// Empty when it was refused.
    pub list_no: Text<'a>,
    pub state: ExitListState,
    /// Why it was refused; empty otherwise.
    pub info: Text<'a>,
    /// As declared; what the house summed stands in its lines.
    pub list: Box<ExitList<'a>>,
    /// Whether a gate pass carries it.
    pub is_on_pass: bool,
}

/// 核放单审核回执 (SAS221) and 过卡回执 (SAS223).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GatePassReturn<'a> {
    pub result: ZoneResult,
    pub preliminary_no: Text<'a>,
    pub pass_no: Text<'a>,
    pub state: GatePassState,
    pub info: Text<'a>,
    pub pass: Box<GatePass<'a>>,
    pub declared_on: DayStamp,
    /// What the gate saw; nothing before.
    pub passage: Option<Passage<'a>>,
}

/// What a gate saw of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Passage<'a> {
    pub gate: Text<'a>,
    pub weight_kg: Amount,
    /// Wall clock, `yyyymmddhhmmss`.
    pub at: crate::Stamp,
}
