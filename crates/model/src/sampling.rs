//! What follows an instrument of customs besides its being served and answered: what a laboratory found in a sample
//! (化验), when and how goods are examined (查验预约), more time (延期).

use serde::{Deserialize, Serialize};

use crate::{DayStamp, Evidence, Moment};

/// What a laboratory found of a sample (化验结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaboratoryFinding {
    /// 相符.
    Conform,
    /// 归类不符: the goods belong under another code.
    Classification,
    /// 原产地不符.
    Origin,
    /// 品质不合格.
    Quality,
    /// 安全、卫生、环保不合格.
    Safety,
    /// 检疫不合格.
    Quarantine,
    /// 其他不符.
    Other,
}

impl LaboratoryFinding {
    pub const fn title_zh(self) -> &'static str {
        match self {
            LaboratoryFinding::Conform => "相符",
            LaboratoryFinding::Classification => "归类不符",
            LaboratoryFinding::Origin => "原产地不符",
            LaboratoryFinding::Quality => "品质不合格",
            LaboratoryFinding::Safety => "安全、卫生、环保不合格",
            LaboratoryFinding::Quarantine => "检疫不合格",
            LaboratoryFinding::Other => "其他不符",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            LaboratoryFinding::Conform => "as declared",
            LaboratoryFinding::Classification => "another classification",
            LaboratoryFinding::Origin => "another origin",
            LaboratoryFinding::Quality => "fails in quality",
            LaboratoryFinding::Safety => "fails in safety, health or environment",
            LaboratoryFinding::Quarantine => "fails in quarantine",
            LaboratoryFinding::Other => "differs otherwise",
        }
    }

    /// Whether goods are blocked until an officer disposes of them.
    pub const fn blocks(self) -> bool {
        matches!(self, LaboratoryFinding::Safety | LaboratoryFinding::Quarantine)
    }
}

/// What a laboratory reports of the sample that an order sent to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LaboratoryResult {
    /// 化验机构, as the order names it.
    pub laboratory: String,
    /// 样品编号, as the order has it.
    pub sample_no: String,
    pub finding: LaboratoryFinding,
    /// What was tested and found, in words.
    pub text: String,
    /// Of another classification: the code that the goods belong under.
    #[serde(default)]
    pub commodity_code: String,
    /// The report, by its digest.
    #[serde(default)]
    pub attachments: Vec<Evidence>,
    pub at: Moment,
}

/// How goods are examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExaminationWay {
    /// 现场查验.
    OnSite,
    /// 远程视频查验.
    Video,
}

impl ExaminationWay {
    pub const fn title_zh(self) -> &'static str {
        match self {
            ExaminationWay::OnSite => "现场查验",
            ExaminationWay::Video => "远程视频查验",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            ExaminationWay::OnSite => "on site",
            ExaminationWay::Video => "by remote video",
        }
    }
}

/// When and how goods are examined, as agreed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub way: ExaminationWay,
    pub at: Moment,
    /// Of a video: where both sides meet; begins with `https://`.
    pub link: String,
    pub officer: String,
}

/// More time for what an instrument asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The last day before, and the one after.
    pub before: DayStamp,
    pub until: DayStamp,
    pub reason: String,
    /// Who granted it, first and second where two have to.
    pub officers: Vec<String>,
    /// Whether all that have to granted it.
    pub is_in_force: bool,
}
