//! Lists of exports that were summed up, and the goods declaration that was made of them (汇总).

use clearance::history::{Event, Happening};
use model::CommitNo;
use serde::Serialize;
use utoipa::ToSchema;

/// What a declaration was made of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeOfListsView {
    /// 汇总申请编号.
    pub(crate) summary_no: String,
    pub(crate) n_lists: usize,
    pub(crate) lines: Vec<SummedLineView>,
}

/// A line of a list, and the line of the declaration that it went into.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummedLineView {
    pub(crate) list_no: String,
    pub(crate) waybill_no: String,
    /// 清单商品项号.
    pub(crate) number: u32,
    pub(crate) commodity_code: String,
    /// 商品序号 in the declaration.
    pub(crate) line: u32,
}

/// Into what a list was summed up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummedUpView {
    /// 报关单号.
    pub(crate) declaration_no: String,
    /// The line of the declaration for each of the list's, in its order.
    pub(crate) lines: Vec<u32>,
}

/// Nothing where somebody filed the declaration.
pub(super) fn made_of_lists(happenings: &[(CommitNo, Happening)]) -> Option<MadeOfListsView> {
    happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::MadeOfLists { summary_no, lines } => {
            let mut numbers: Vec<&str> = lines.iter().map(|it| it.list_no.as_str()).collect();
            numbers.dedup();
            let lines = lines.iter().map(|it| SummedLineView {
                list_no: it.list_no.clone(),
                waybill_no: it.waybill_no.clone(),
                number: it.number,
                commodity_code: it.commodity_code.clone(),
                line: it.line,
            });
            let (summary_no, n_lists) = (summary_no.clone(), numbers.len());
            Some(MadeOfListsView { summary_no, n_lists, lines: lines.collect() })
        }
        _ => None,
    })
}

/// The declaration of the last time; nothing before the first.
pub(super) fn summed_up(happenings: &[(CommitNo, Happening)]) -> Option<SummedUpView> {
    happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::SummedUp { declaration_no, lines } => {
            let (declaration_no, lines) = (declaration_no.clone(), lines.clone());
            Some(SummedUpView { declaration_no, lines })
        }
        _ => None,
    })
}
