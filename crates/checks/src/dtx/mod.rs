//! The tax of a goods declaration (报关单计税): what its assessment lacks, and what it should be told of.
//!
//! A declaration that lacks anything here is not assessed. Its code and its quantities are looked at
//! by checks on the document, which speak first: what they return is not taxed.

mod faults;
mod notices;
mod own;

pub(crate) use faults::CHECKS as FAULTS;
pub(crate) use notices::CHECKS as NOTICES;
pub(crate) use own::CHECKS as OWN;

use model::{Date, Declaration, DeclarationAssessment, TaxFault};
use params::Law;

use crate::Tolerance;

/// A declaration whose tax was to be worked out.
#[derive(Debug, Clone, Copy)]
pub struct TaxedCase<'a> {
    pub declaration: &'a Declaration<'a>,
    /// Everything that the assessment lacked; empty where there is one.
    pub faults: &'a [TaxFault],
    pub assessment: Option<&'a DeclarationAssessment>,
    pub on: Date,
    pub law: &'a Law,
    /// By how much the declarant's own tax may differ. The house's own setting, not law.
    pub tolerance: Tolerance,
}
