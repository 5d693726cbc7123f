//! How much risk analysis may select, and by what: budgets and models are rows and inputs of the house as rules are.

use serde::{Deserialize, Serialize};

use crate::{Credit, Date, Rate, RiskChannel, RiskProcedure};

/// What is to be found with the examinations that there are.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RiskAim {
    /// As many discrepancies as can be.
    #[default]
    Findings,
    /// As much duty: probability times what is at stake.
    Duty,
}

/// By what a score is multiplied before it is compared: the honest are looked at less, the dishonest more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditScale {
    pub advanced: Rate,
    pub ordinary: Rate,
    pub dishonest: Rate,
}

impl Default for CreditScale {
    fn default() -> CreditScale {
        CreditScale { advanced: Rate::ONE, ordinary: Rate::ONE, dishonest: Rate::ONE }
    }
}

impl CreditScale {
    /// Who is not registered counts as most do.
    pub fn of(&self, credit: Option<Credit>) -> Rate {
        match credit {
            Some(Credit::Advanced) => self.advanced,
            Some(Credit::Dishonest) => self.dishonest,
            Some(Credit::Ordinary) | None => self.ordinary,
        }
    }
}

/// How many cases may be selected at some customs offices, beside lots, watch rows and grave rules (布控预算).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskBudget {
    pub id: String,
    pub procedures: Vec<RiskProcedure>,
    /// Beginning of the codes of the offices of declaration; empty for all. Where several rows fit, that with the longest
    /// beginning holds.
    #[serde(default)]
    pub customs: String,
    /// The share of cases that the model may choose.
    pub share: Rate,
    /// Of these, the share that goes to cases of which little is known.
    #[serde(default)]
    pub explore: Rate,
    /// The share of cases that are released and looked at later.
    #[serde(default)]
    pub later_audit: Rate,
    #[serde(default)]
    pub aim: RiskAim,
    /// What is done with what the model chooses: documents or examination.
    pub channel: RiskChannel,
    /// So many at most, a day, of one office at one port, chosen by the model and by rules that are not grave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<u32>,
    #[serde(default)]
    pub credit: CreditScale,
    pub basis: String,
    /// Who answers for it.
    pub owner: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl RiskBudget {
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }

    /// Whether there is a case of which both speak, and neither more narrowly than the other: the same office, a kind of case and
    /// a day of force that they share.
    pub fn overlaps(&self, other: &RiskBudget) -> bool {
        let begins_by =
            |one: &RiskBudget, end: Option<Date>| end.is_none_or(|last| one.from <= last);
        self.customs == other.customs
            && self.procedures.iter().any(|it| other.procedures.contains(it))
            && begins_by(self, other.to)
            && begins_by(other, self.to)
    }
}

/// As what a model weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskModelRole {
    /// It chooses.
    Active,
    /// What it would say is kept, and nothing comes of it.
    Shadow,
}
