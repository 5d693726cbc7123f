//! Who examines goods (查验关员), and what devices say of them (查验设备).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Date, Evidence, Moment};

/// An officer who examines goods. A row with a known number replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExaminerRow {
    /// 工号.
    pub id: String,
    pub name: String,
    /// Customs (关区) at which he examines.
    pub posts: Vec<String>,
    /// Customs codes of enterprises whose goods he does not examine (回避).
    #[serde(default)]
    pub conflicts: Vec<String>,
    pub from: Date,
    #[serde(default)]
    pub to: Option<Date>,
}

impl ExaminerRow {
    /// Whether he may be drawn for goods of these enterprises there on that day.
    pub fn may_examine(&self, customs: &str, enterprises: &[&str], on: Date) -> bool {
        let is_there = self.posts.iter().any(|it| it == customs);
        let is_in_force = self.from <= on && self.to.is_none_or(|it| on <= it);
        let conflicts = |it: &String| enterprises.contains(&it.as_str());
        is_there && is_in_force && !self.conflicts.iter().any(conflicts)
    }
}

/// What kind of device looked at goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// 集装箱检查设备: an image of a container.
    Scanner,
    /// CT.
    Tomograph,
    /// 光谱仪.
    Spectrometer,
    /// 辐射探测门.
    RadiationPortal,
    /// 地磅.
    Weighbridge,
    /// 查验机器人.
    Robot,
}

/// What a device, or whoever reads it, makes of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceVerdict {
    Normal,
    /// 嫌疑.
    Suspicious,
}

/// What a device said of a declaration's goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReading {
    pub device: String,
    pub kind: DeviceKind,
    pub verdict: DeviceVerdict,
    /// In its own words and figures.
    pub reading: String,
    pub attachments: Vec<Evidence>,
    pub at: Moment,
}

/// Whether the trader is there when his goods are examined (到场、放弃到场).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    pub by_code: String,
    /// Who comes; of one who waives, who says so.
    pub name: String,
    pub is_waived: bool,
    pub at: Moment,
}

/// A decision that may take a second officer (复核). From which day each does are rows of
/// `params/declaration/second_officer.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondWord {
    /// 降低税款的审价.
    LowerValue,
    /// 解除扣留.
    DetentionLifted,
    /// 查验结果 by which goods go on.
    ExaminationResult,
    /// 风险规则 and 布控预算 that officers change at the desk: by a plan that another approves.
    RiskChange,
}

/// What one officer found when he examined goods, as long as another has not confirmed it (查验结果待复核).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredResult {
    pub officer: String,
    pub reason: String,
    /// What its record is going to say, by our own names.
    pub fields: BTreeMap<String, String>,
    pub attachments: Vec<Evidence>,
    pub at: Moment,
}

/// A second officer's word on a result that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultWord {
    pub entered_by: String,
    pub entered_at: Moment,
    /// Otherwise the goods are to be examined once more.
    pub is_confirmed: bool,
    pub officer: String,
    pub reason: String,
}
