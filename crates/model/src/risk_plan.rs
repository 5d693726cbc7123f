//! Changes of risk analysis are planned: proposed, tried on history, approved by another person, and in force at a moment.

use serde::{Deserialize, Serialize};

use crate::{RiskBudget, RiskModelRole, RiskProcedure, RiskRule};

/// What a plan changes; what it does not name stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RiskChange {
    /// Each takes the place of all rows of its name.
    pub rules: Vec<RiskRule>,
    /// Names of rules that stop.
    pub dropped: Vec<String>,
    pub budgets: Vec<RiskBudget>,
    pub models: Vec<RiskModelChange>,
}

impl RiskChange {
    pub fn is_empty(&self) -> bool {
        let RiskChange { rules, dropped, budgets, models } = self;
        rules.is_empty() && dropped.is_empty() && budgets.is_empty() && models.is_empty()
    }
}

/// A model takes a role, or leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskModelChange {
    pub procedure: RiskProcedure,
    pub role: RiskModelRole,
    /// As `tongguan risk train` writes it; nothing: none weighs in that role any more.
    #[serde(default)]
    pub model: Option<String>,
}

/// What is said of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskPlanAct {
    /// By another person than who proposed it.
    Approve,
    Refuse,
    /// By who proposed it, as long as it is not in force.
    Withdraw,
}
