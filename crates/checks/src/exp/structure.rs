//! Lines, their numbers, and the parts that a report of what moves is sent in.

use std::collections::BTreeSet;

use model::ExportDocument;

use crate::{
    ExportCase,
    check::{Check, Findings, OnExport, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    check!(
        "EXP-1301",
        Rule::cross(Source::field("出口报文表体")),
        ["单证表体不存在", "the document has no lines"],
        ["请补充表体后重新申报", "declare at least one line"],
        has_lines,
    ),
    check!(
        "EXP-1302",
        Rule::cross(Source::field("gnum")),
        ["单证表体内有重复序号", "a line number of the document is used twice"],
        ["序号应从1开始且不重复", "number the lines from 1, each once"],
        lines_have_their_own_numbers,
    ),
    check!(
        "EXP-1303",
        Rule::cross(Source::field("logisticsNo")),
        ["单证内运单编号重复", "the document names a waybill twice"],
        ["请删除重复的运单编号后重新申报", "leave the repeated waybill out and send it again"],
        waybills_are_distinct,
    ),
    check!(
        "EXP-1304",
        Rule::cross(Source::field("msgSeqNo")),
        ["报文序号超出报文总数", "the message's number is not among those announced"],
        ["报文序号应从1开始、不大于报文总数", "number the parts from 1 up to how many there are",],
        part_is_among_the_announced,
    ),
];

fn numbers(document: &ExportDocument<'_>) -> Option<Vec<u32>> {
    Some(match document {
        ExportDocument::Order(it) => it.items.iter().map(|it| it.number).collect(),
        ExportDocument::List(it) => it.items.iter().map(|it| it.number).collect(),
        ExportDocument::Arrival(it) => it.items.iter().map(|it| it.number).collect(),
        ExportDocument::Departure(it) => it.items.iter().map(|it| it.number).collect(),
        ExportDocument::MasterWaybill(it) => it.items.iter().map(|it| it.number).collect(),
        // Its lines have no numbers of their own.
        ExportDocument::Summary(it) => (1..).take(it.items.len()).collect(),
        ExportDocument::Return(it) => it.items.iter().map(|it| it.number).collect(),
        ExportDocument::Money(_)
        | ExportDocument::Waybill(_)
        | ExportDocument::Cancellation(_)
        | ExportDocument::Tally(_) => return None,
    })
}

/// An arrival may be empty on the wire, for all that its bill has; this house is told which waybills.
fn has_lines(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    if numbers(on.document).is_some_and(|it| it.is_empty()) {
        to.report(format_args!("{}.items", on.document.kind().name()), 0, "1 or more");
    }
}

fn lines_have_their_own_numbers(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let mut seen = BTreeSet::new();
    for (idx, number) in numbers(on.document).unwrap_or_default().into_iter().enumerate() {
        if !seen.insert(number) {
            let at = format_args!("{}.items[{idx}].number", on.document.kind().name());
            to.report(at, number, "不重复的序号 (a number of its own)");
        }
    }
}

fn waybills_are_distinct(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let waybills: Vec<&str> = match on.document {
        ExportDocument::Arrival(it) => it.items.iter().map(|it| &*it.waybill_no).collect(),
        ExportDocument::Departure(it) => it.items.iter().map(|it| &*it.waybill_no).collect(),
        ExportDocument::MasterWaybill(it) => it.items.iter().map(|it| &*it.waybill_no).collect(),
        _ => return,
    };
    let mut seen = BTreeSet::new();
    for (idx, waybill) in waybills.into_iter().enumerate() {
        if !waybill.is_empty() && !seen.insert(waybill) {
            let at = format_args!("{}.items[{idx}].waybill_no", on.document.kind().name());
            to.report(at, waybill, "不重复的运单编号 (each waybill once)");
        }
    }
}

fn part_is_among_the_announced(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let (number, count) = match on.document {
        ExportDocument::Arrival(it) => (it.message_number, it.message_count),
        ExportDocument::Departure(it) => (it.message_number, it.message_count),
        ExportDocument::MasterWaybill(it) => (it.message_number, it.message_count),
        ExportDocument::Summary(it) => (it.message_number, it.message_count),
        _ => return,
    };
    if number == 0 || number > count {
        let at = format_args!("{}.message_number", on.document.kind().name());
        to.report(at, number, format_args!("1..{count}"));
    }
}
