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
    /// Each takes the place of all rows of its name.
    pub budgets: Vec<RiskBudget>,
    /// Names of rows of the budget that hold no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped_budgets: Vec<String>,
    pub models: Vec<RiskModelChange>,
}

impl RiskChange {
    pub fn is_empty(&self) -> bool {
        self.n_rows() == 0
    }

    /// How many rows it names.
    pub fn n_rows(&self) -> usize {
        let RiskChange { rules, dropped, budgets, dropped_budgets, models } = self;
        rules.len() + dropped.len() + budgets.len() + dropped_budgets.len() + models.len()
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
