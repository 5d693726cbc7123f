//! What becomes of a released list: its tax bill, the payment slip, its returns.

use anyhow::{Context, Result};
use clearance::{
    cleared::{Cleared, Return, ReturnLine},
    entry::Entry,
    history::{Event, Happening},
    ports::{EntryRow, Records},
    slip::Slip,
};
use model::{CommitNo, DayStamp, ReturnState, SlipState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Seen, TimelineEvent,
    entry::happenings,
    timeline::timeline_event,
    vocabulary::{BillState, ReturnState as ReturnName, SlipState as SlipName},
};
use crate::access::Shown;

/// The tax bill that stands (电子税单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxBillView {
    /// 电子税单编号; a bill that is made anew after a return has the next number.
    pub(crate) tax_no: String,
    pub(crate) state: BillState,
    /// Yuan, a decimal string; so are the taxes. What came back is taken off.
    pub(crate) customs_value: String,
    pub(crate) duty: String,
    pub(crate) consumption_tax: String,
    pub(crate) vat: String,
    pub(crate) total: String,
    /// The slip that it was summed up under.
    #[schema(required)]
    pub(crate) slip: Option<SlipView>,
}

/// A payment slip (税款缴款书): the bills of one guarantor that fell due on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlipView {
    /// The house's number of it, among the entries'.
    pub(crate) number: u64,
    /// 缴款书编号 (`entDutyNo`).
    pub(crate) slip_no: String,
    #[schema(value_type = SlipName)]
    pub(crate) state: SlipState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) guarantor_code: String,
    #[schema(format = Date)]
    pub(crate) made_on: String,
    /// Last day on which it can be paid.
    #[schema(format = Date)]
    pub(crate) due_on: String,
    pub(crate) bills: u32,
    /// Yuan, a decimal string.
    pub(crate) amount: String,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Some slips, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlipPage {
    #[schema(value_type = Vec<SlipView>)]
    pub(crate) items: Vec<Shown<SlipView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// One slip with what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlipDetail {
    #[serde(flatten)]
    pub(crate) slip: SlipView,
    pub(crate) timeline: Vec<TimelineEvent>,
}

/// A return of goods of the list (退货).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnView {
    /// 退货申请预录入编号: by it the site reports what is back.
    pub(crate) return_no: String,
    #[schema(value_type = ReturnName)]
    pub(crate) state: ReturnState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    #[schema(format = Date)]
    pub(crate) applied_on: String,
    /// Last day on which its goods can come back.
    #[schema(format = Date)]
    pub(crate) until: String,
    /// The applicant's own number (企业内部编号).
    pub(crate) trader_reference: String,
    pub(crate) declarant_code: String,
    pub(crate) lines: Vec<ReturnLineView>,
}

/// So much of a line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnLineView {
    /// The line's number in the list, from 1.
    pub(crate) number: u32,
    /// Pieces of the line's unit, decimal strings.
    pub(crate) quantity: String,
    /// Of them, back in the site.
    pub(crate) back: String,
    pub(crate) unit: String,
}

/// The bill of an entry; none before release.
pub(super) fn bill_view(records: &dyn Records, entry: &Entry<'_>) -> Result<Option<TaxBillView>> {
    let Some(cleared) = &entry.cleared else { return Ok(None) };
    let slip = slip_row(records, cleared)?.map(|it| slip_view(&it)).transpose()?;
    let state = match (&slip, cleared.bill.is_void) {
        (_, true) => BillState::Void,
        (Some(_), _) => BillState::Summarised,
        (None, _) => BillState::Generated,
    };
    let totals = cleared.totals();
    Ok(Some(TaxBillView {
        tax_no: cleared.tax_no(&entry.list_no()),
        state,
        customs_value: totals.customs_value.to_string(),
        duty: totals.duty.to_string(),
        consumption_tax: totals.consumption_tax.to_string(),
        vat: totals.vat.to_string(),
        total: totals.tax().to_string(),
        slip,
    }))
}

fn slip_row(records: &dyn Records, cleared: &Cleared<'_>) -> Result<Option<EntryRow>> {
    match cleared.bill.slip.0 {
        0 => Ok(None),
        _ => Ok(records.entry(cleared.bill.slip)?),
    }
}

pub(crate) fn slip_view(row: &EntryRow) -> Result<SlipView> {
    let slip = Slip::from_row(row).context("a payment slip cannot be read")?;
    Ok(SlipView {
        number: row.id.0,
        slip_no: slip.slip_no(),
        state: slip.state,
        state_title_zh: lifecycle::slip_title_zh(slip.state).to_owned(),
        state_title_en: lifecycle::slip_title_en(slip.state).to_owned(),
        guarantor_code: slip.guarantor_code.to_string(),
        made_on: day(slip.made_on),
        due_on: day(slip.due_on),
        bills: slip.bills,
        amount: slip.amount.to_string(),
        seen: Seen::default(),
    })
}

/// A slip with its whole history.
pub(crate) fn slip_detail(records: &dyn Records, row: &EntryRow) -> Result<SlipDetail> {
    let happenings = happenings(records, row.id)?;
    let timeline = happenings.iter().map(|(commit, it)| timeline_event(*commit, it, "")).collect();
    Ok(SlipDetail { slip: slip_view(row)?, timeline })
}

/// The steps of the slip under which an entry's bill goes, by commit: they are the entry's too.
pub(super) fn slip_steps(
    records: &dyn Records,
    entry: &Entry<'_>,
) -> Result<Vec<(CommitNo, TimelineEvent)>> {
    let Some(cleared) = &entry.cleared else { return Ok(Vec::new()) };
    let Some(row) = slip_row(records, cleared)? else { return Ok(Vec::new()) };
    let slip_no = Slip::from_row(&row)?.slip_no();
    let is_step = |it: &&(CommitNo, Happening)| {
        matches!(
            it.1.what,
            Event::SlipOpened { .. } | Event::SlipPaid { .. } | Event::SlipState { .. }
        )
    };
    let step = |(commit, it): &(CommitNo, Happening)| {
        let mut event = timeline_event(*commit, it, "");
        let detail = std::mem::take(&mut event.detail);
        event.detail = [&*slip_no, &*detail]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        (*commit, event)
    };
    Ok(happenings(records, row.id)?.iter().filter(is_step).map(step).collect())
}

/// The returns of an entry, in the order in which they were applied for.
pub(super) fn return_views(
    entry: &Entry<'_>,
    happenings: &[(CommitNo, Happening)],
) -> Vec<ReturnView> {
    let Some(cleared) = &entry.cleared else { return Vec::new() };
    let unit = |number: u32| {
        let line = cleared.lines.iter().find(|it| it.number == number);
        line.map(|it| it.unit.to_string()).unwrap_or_default()
    };
    let view = |(at, it): (usize, &Return<'_>)| {
        return_view(cleared.return_no(at, entry.id), it, happenings, unit)
    };
    cleared.returns.iter().enumerate().map(view).collect()
}

/// One return, of whichever way the goods went; `unit` is that of a line by its number.
pub(super) fn return_view(
    return_no: String,
    it: &Return<'_>,
    happenings: &[(CommitNo, Happening)],
    unit: impl Fn(u32) -> String,
) -> ReturnView {
    let until = happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::Return { no, until, .. } if *no == return_no => Some(*until),
        _ => None,
    });
    let line = |line: &ReturnLine| ReturnLineView {
        number: line.number,
        quantity: line.quantity.to_string(),
        back: line.back.to_string(),
        unit: unit(line.number),
    };
    ReturnView {
        state: it.state,
        state_title_zh: lifecycle::return_title_zh(it.state).to_owned(),
        state_title_en: lifecycle::return_title_en(it.state).to_owned(),
        applied_on: day(it.applied_on),
        until: day(until.unwrap_or_default()),
        trader_reference: it.reference.to_string(),
        declarant_code: it.declarant_code.to_string(),
        lines: it.lines.iter().map(line).collect(),
        return_no,
    }
}

fn day(day: DayStamp) -> String {
    day.date().map(|it| it.to_string()).unwrap_or_default()
}
