//! A rule as people write and keep it: a row with validity, owner and basis.

pub use model::{RiskChannel as Channel, RiskRule as RuleRow, RiskSeverity as RuleSeverity};
