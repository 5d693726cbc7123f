//! Retail exports as people see them.

use anyhow::{Context, Result};
use clearance::{
    ExportFile, ExportReturned, Registry, export_state_of,
    history::{Event, Happening},
    ports::{EntryRow, Records},
};
use model::{CommitNo, ExportListItem, ExportState};
use params::Law;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ExplainedFinding, ReceiptView, ReturnView, Seen, Selection, TimelineEvent,
    after_release::return_view,
    entry::{answers, explained, happenings, last_selection, timeline},
    summed::{SummedUpView, summed_up},
    vocabulary,
};
use crate::access::Shown;

/// Some exports, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportPage {
    #[schema(value_type = Vec<ExportSummary>)]
    pub(crate) items: Vec<Shown<ExportSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An export in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportSummary {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// 清单编号; empty until its list was accepted.
    pub(crate) list_no: String,
    pub(crate) order_no: String,
    pub(crate) platform_code: String,
    pub(crate) seller_code: String,
    /// Empty before its list came, as are the fields that follow.
    pub(crate) declarant_code: String,
    pub(crate) waybill_no: String,
    /// 提运单号.
    pub(crate) bill_no: String,
    pub(crate) supervision_mode: String,
    /// 申报业务类型: `A` simplified, `B` to be summed up.
    pub(crate) statistics_flag: String,
    /// 运抵国（地区）.
    pub(crate) country: String,
    #[schema(value_type = vocabulary::ExportState)]
    pub(crate) state: ExportState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) n_lines: u32,
    pub(crate) n_findings: u32,
    /// It is closed, and was not summed up (汇总) in time.
    pub(crate) is_overdue: bool,
    /// Day on which the house took the list; null before.
    #[schema(required, format = Date)]
    pub(crate) taken_on: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Everything about one export (跨境电商出口).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportView {
    #[serde(flatten)]
    pub(crate) summary: ExportSummary,
    pub(crate) has_order: bool,
    pub(crate) has_money: bool,
    pub(crate) gross_weight_kg: String,
    pub(crate) packages: u32,
    /// The bill that a master waybill says it travels under; empty when none has said.
    pub(crate) master_bill_no: String,
    pub(crate) lines: Vec<ExportLineView>,
    /// When its goods were reported as arrived in the site, as far as that let them go; null before.
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
    /// When its goods left the country; null before.
    #[schema(required, format = DateTime)]
    pub(crate) left_at: Option<String>,
    /// The goods declaration that it was summed up in (汇总); null before.
    #[schema(required)]
    pub(crate) summed_up: Option<SummedUpView>,
    /// First and last day on which it is to be summed up; null where it is not, and before it is closed.
    #[schema(required)]
    pub(crate) to_sum_up: Option<ToSumUpView>,
    /// Goods of it that come back (退货), in the order in which that was applied for.
    pub(crate) returns: Vec<ReturnView>,
    #[schema(required)]
    pub(crate) selection: Option<Selection>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) findings: Vec<ExplainedFinding>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// A line of an export list. Quantities and money are decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportLineView {
    pub(crate) number: u32,
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) country: String,
    pub(crate) quantity: String,
    pub(crate) unit: String,
    pub(crate) price: String,
    pub(crate) total_price: String,
    pub(crate) currency: String,
}

pub(crate) fn export_summary(row: &EntryRow) -> Result<ExportSummary> {
    let file = ExportFile::from_row(row)?;
    summary_of(row, &file)
}

fn summary_of(row: &EntryRow, file: &ExportFile<'_>) -> Result<ExportSummary> {
    let state = export_state_of(row.state).context("not the state of an export")?;
    let list = file.listed();
    let text = |it: Option<&model::Text<'_>>| it.map(|it| it.to_string()).unwrap_or_default();
    Ok(ExportSummary {
        number: row.id.0,
        list_no: file.list_no(),
        order_no: file.order_no.to_string(),
        platform_code: file.platform_code.to_string(),
        seller_code: file.seller_code.to_string(),
        declarant_code: text(list.map(|it| &it.declarant_code)),
        waybill_no: text(list.map(|it| &it.waybill_no)),
        bill_no: text(list.map(|it| &it.bill_no)),
        supervision_mode: text(list.map(|it| &it.supervision_mode)),
        statistics_flag: text(list.map(|it| &it.statistics_flag)),
        country: text(list.map(|it| &it.country)),
        state,
        state_title_zh: lifecycle::export_title_zh(state).to_owned(),
        state_title_en: lifecycle::export_title_en(state).to_owned(),
        n_lines: list.map_or(0, |it| u32::try_from(it.items.len()).unwrap_or(u32::MAX)),
        n_findings: row.n_findings,
        is_overdue: file.is_overdue,
        taken_on: file.taken_on.date().map(|it| it.to_string()),
        updated_at: row.updated_at.to_string(),
        seen: Seen::default(),
    })
}

/// Everything about one export.
pub(crate) fn export_view(
    records: &dyn Records,
    registry: &Registry,
    row: &EntryRow,
) -> Result<ExportView> {
    let file = ExportFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let newest = || happenings.iter().rev().map(|(_, it)| &it.what);
    let selection = last_selection(registry, &happenings);
    let arrived_at = newest().find_map(|it| match it {
        Event::Arrived { on, .. } => Some(on.to_string()),
        _ => None,
    });
    let left_at = newest().find_map(|it| match it {
        Event::Departed { on, .. } => Some(on.moment()?.to_string()),
        _ => None,
    });
    let list = file.listed();
    Ok(ExportView {
        summary: summary_of(row, &file)?,
        has_order: file.order.is_some(),
        has_money: file.money.is_some(),
        gross_weight_kg: list.map(|it| it.gross_weight_kg.to_string()).unwrap_or_default(),
        packages: list.map_or(0, |it| it.packages),
        master_bill_no: file.master_bill_no.to_string(),
        lines: list.iter().flat_map(|it| &it.items).map(line_view).collect(),
        arrived_at,
        left_at,
        summed_up: summed_up(&happenings),
        to_sum_up: to_sum_up(&registry.law, &file),
        returns: return_views(&file, &happenings),
        selection,
        timeline: timeline(&happenings, &answers),
        findings: current_findings(&happenings),
        receipts: answers.into_iter().flatten().collect(),
    })
}

fn return_views(file: &ExportFile<'_>, happenings: &[(CommitNo, Happening)]) -> Vec<ReturnView> {
    let unit = |number: u32| {
        let line = file.listed().and_then(|it| it.items.iter().find(|it| it.number == number));
        line.map(|it| it.unit.to_string()).unwrap_or_default()
    };
    let view = |(at, it): (usize, &ExportReturned<'_>)| {
        return_view(file.return_no(at), &it.asked, happenings, unit)
    };
    file.returns.iter().enumerate().map(view).collect()
}

/// When a list is to be summed up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToSumUpView {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
}

fn to_sum_up(law: &Law, file: &ExportFile<'_>) -> Option<ToSumUpView> {
    let is_one = file.state == ExportState::Closed && file.listed()?.statistics_flag == "B";
    let left_on = file.left_at.moment().filter(|_| is_one)?.local_date();
    let (from, to) = law.export_summary_days(left_on).ok()?;
    Some(ToSumUpView { from: from.to_string(), to: to.to_string() })
}

fn line_view(item: &ExportListItem<'_>) -> ExportLineView {
    ExportLineView {
        number: item.number,
        commodity_code: item.commodity_code.to_string(),
        name: item.name.to_string(),
        model: item.model.to_string(),
        country: item.country.to_string(),
        quantity: item.quantity.to_string(),
        unit: item.unit.to_string(),
        price: item.price.to_string(),
        total_price: item.total_price.to_string(),
        currency: item.currency.to_string(),
    }
}

/// What was found since its list came last, each once.
fn current_findings(happenings: &[(CommitNo, Happening)]) -> Vec<ExplainedFinding> {
    let mut current: Vec<ExplainedFinding> = Vec::new();
    for (_, happening) in happenings {
        let findings = match &happening.what {
            Event::ExportState { from, to: ExportState::Declared, .. }
                if *from != ExportState::Declared =>
            {
                current.clear();
                continue;
            }
            Event::ExportDocument { findings, .. } | Event::ExportState { findings, .. } => {
                findings
            }
            _ => continue,
        };
        for finding in explained(findings) {
            if !current.contains(&finding) {
                current.push(finding);
            }
        }
    }
    current
}
