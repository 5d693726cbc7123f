//! Rules: rows whose condition is written in CEL syntax over named features, examined when they are saved and compiled to
//! a flat typed program (ADR 0077). docs/risk-rules.md has the language.
//!
//! The way of a condition: `scan` bounds it, `parse` asks the parser, `lower` gives it types and negation normal form in
//! the `pool`, `areas` and `pairs` reason about it, `columns` and `program` make it fast, `run` runs it.

mod areas;
mod columns;
mod complete;
mod examine;
mod finding;
mod judge;
mod limited;
mod lower;
mod pairs;
mod parse;
mod pool;
mod program;
mod row;
mod run;
mod scan;
mod set;
#[cfg(test)]
mod tests;

pub use complete::{Completion, CompletionItem, complete};
pub use examine::examine;
pub use finding::{RuleFault, RuleFinding};
pub use judge::{Judged, is_hard, judge};
pub use limited::limited_to;
pub use row::{Channel, RuleRow, RuleSeverity};
pub use run::Scratch;
pub use set::{Feature, Fired, Observed, RuleSet, Value, features_used};
