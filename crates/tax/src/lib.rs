//! From customs value to assessment: every step with formula, rate and basis.
//!
//! [`assess`] makes numbers and bases, exact in integers; [`explain`] puts them into sentences when
//! somebody reads them. Each figure is rounded once, from the exact value of its formula; the
//! formula's operands are figures of the assessment, so a reader can compute it again. [`rest_of`]
//! says what is left of a figure when goods go back.
//!
//! Goods of any country are taxed by a profile (`params/tax/profiles`): [`Plan`] reads its formulas,
//! [`Plan::levy`] computes them exactly and says how. Retail parcels, of which there are thousands a
//! second, keep formulas of their own in integers; a test holds the two against each other.

#![deny(clippy::float_arithmetic)]

mod apportion;
mod assess;
mod dates;
mod declared;
mod exact;
mod explain;
mod fees;
mod formula;
mod levies;
mod levy;
mod plan;
mod rest;
mod shown;

pub use assess::{RetailCase, TaxError, assess};
pub use dates::rate_dates;
pub use declared::{DeclarationTaxCase, assess_declaration, explain_declaration, less_sent_back};
pub use exact::{Exact, NotANumber};
pub use explain::{explain, titles as tax_titles};
pub use fees::{
    Fee, FeeError, late_declaration_fee, late_declaration_from, late_payment_fee,
    monthly_payment_due_on, payment_due_on, refund_interest,
};
pub use formula::{ComputeError, Formula, FormulaError};
pub use levies::{LeviedTax, Levies, LevyLine, LineRate, TaxTotal};
pub use plan::{LevyFault, Plan, Step};
pub use rest::rest_of;
