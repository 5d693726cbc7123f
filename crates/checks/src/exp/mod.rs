//! Retail exports (跨境电商出口): a document alone, a list beside its partners, what moves beside its lists,
//! a cancellation beside its list, applications to sum lists up and to return goods beside theirs.
//!
//! Thousands of a code: 1 structure, 2 cross-document, 3 code lists and conditions, 4 licences and
//! inspection, 5 amounts and weights, 6 limits, 7 the house's state. An empty field is a format fault or may
//! be left out, and is not looked at, unless the rule is about its being empty.

/// A row: code, scope and source, title and fix in Chinese and English, its function.
macro_rules! check {
    ($code:literal, $rule:expr, [$zh:expr, $en:expr $(,)?], [$fix_zh:expr, $fix_en:expr $(,)?], $run:expr $(,)?) => {
        crate::check::Check { info: $rule.info($code, [$zh, $en], [$fix_zh, $fix_en]), run: $run }
    };
}

mod amounts;
mod conditions;
mod goods;
mod joined;
mod lists;
mod moved;
mod returned;
mod state;
mod structure;
mod summary;

pub(crate) use joined::{CHECKS as JOINED, WAITING};
pub(crate) use moved::{CANCELLING, CHECKS as MOVED};
pub(crate) use returned::CHECKS as RETURNING;
pub(crate) use state::CHECKS as STATE;
pub(crate) use summary::CHECKS as SUMMARY;

use crate::{
    ExportCase,
    check::{Check, OnExport},
};
use model::{ExportDocument, ExportList};

/// What is asked of a document alone.
pub(crate) static ALONE: &[&[Check<OnExport>]] = &[
    structure::CHECKS,
    summary::ALONE,
    lists::CHECKS,
    conditions::CHECKS,
    goods::CHECKS,
    amounts::CHECKS,
    returned::ALONE,
];

/// The list, where the document is one.
fn list<'a>(on: &ExportCase<'a>) -> Option<&'a ExportList<'a>> {
    match on.document {
        ExportDocument::List(list) => Some(list),
        _ => None,
    }
}
