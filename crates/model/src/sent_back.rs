//! Goods that were sent back in their condition (原状复运): what a payer claims of their tax, and what is kept of it.

use serde::{Deserialize, Serialize};

use crate::{Amount, BasisId, TaxKind};

/// Why goods went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentBackGround {
    /// 品质原因.
    Quality,
    /// 规格原因.
    Specification,
    /// 不可抗力.
    ForceMajeure,
}

impl SentBackGround {
    pub const fn title_zh(self) -> &'static str {
        match self {
            SentBackGround::Quality => "品质原因",
            SentBackGround::Specification => "规格原因",
            SentBackGround::ForceMajeure => "不可抗力",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            SentBackGround::Quality => "quality",
            SentBackGround::Specification => "specification",
            SentBackGround::ForceMajeure => "force majeure",
        }
    }
}

/// 原状复运退税: goods of a released declaration left again, or came back, as whoever paid says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentBack {
    /// The declaration by which they left again (复运出境), or came back (复运进境).
    pub declaration_no: String,
    pub ground: SentBackGround,
    pub lines: Vec<SentBackLine>,
    /// Of an import: 进口环节税未抵扣. Taxes beside the duty are given back too.
    #[serde(default)]
    pub not_deducted: bool,
    /// Of an export: 已补缴因出口而退还的国内环节税收.
    #[serde(default)]
    pub rebate_repaid: bool,
}

/// So much of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentBackLine {
    /// Of the declaration whose tax is claimed.
    pub line: u32,
    /// Of the declaration by which goods went back.
    pub back_line: u32,
    /// In the unit in which both are declared.
    pub quantity: Amount,
}

/// Goods of a line for which tax was given back, as both declarations keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBackPart {
    /// Of the declaration that keeps it.
    pub line: u32,
    pub quantity: Amount,
    /// The other declaration, and its line.
    pub other_no: String,
    pub other_line: u32,
    /// Taxes beside the duty were given back too.
    pub with_taxes: bool,
    pub basis: BasisId,
}

/// What is given back of one tax of a line, all its goods that went back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBack {
    pub line: u32,
    pub tax: TaxKind,
    /// What was levied on the line.
    pub of: Amount,
    /// What the line declares, and what is left of it.
    pub declared: Amount,
    pub left: Amount,
    pub amount: Amount,
    pub basis: BasisId,
}
