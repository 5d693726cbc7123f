//! Goods declarations (报关单): alone, beside the register of licences, beside the manifest.
//!
//! Thousands of a code: 1 structure and shapes, 2 parties and agency, 3 code lists and conditions,
//! 4 classification, units and elements, 5 amounts and weights, 6 compatibility and obligations,
//! 7 state. An empty field is a format fault or may be left out, and is not looked at, unless the
//! rule is about its being empty.

mod licences;
mod manifest;
mod state;

use model::DeclarationStep;

pub(crate) use licences::CHECKS as LICENCES;
pub use licences::draws;
pub(crate) use manifest::CHECKS as MANIFEST;
pub(crate) use state::CHECKS as STATE;

use crate::check::{Check, Declared, OnDeclaration};
use crate::{DeclarationCase, rules::tariff::Lines};

/// What is asked of a whole declaration.
pub(crate) static WHOLE: &[&[Check<OnDeclaration>]] = &[];

/// What is asked of a summary (概要申报) too: it has few of the fields.
static SUMMARY: &[&[Check<OnDeclaration>]] = &[];

pub(crate) fn tables(step: DeclarationStep) -> &'static [&'static [Check<OnDeclaration>]] {
    if step == DeclarationStep::Summary { SUMMARY } else { WHOLE }
}

impl<'a> Declared<'a> {
    pub(crate) fn of(case: &'a DeclarationCase<'a>) -> Declared<'a> {
        let it = case.declaration;
        let codes = it.items.iter().map(|it| it.commodity_code.as_str());
        Declared { it, case, lines: Lines::of_codes(codes, case.law, case.on) }
    }
}
