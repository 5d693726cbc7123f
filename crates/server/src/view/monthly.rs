//! Monthly payment of tax as people see it: who may, what each month gathers, and what is overdue.

use anyhow::Result;
use clearance::{MonthlyFile, Registry, case_of_monthly_payer, history::Event, ports::Records};
use model::{DayStamp, EntryId, MonthlyPayer, MonthlyState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    TimelineEvent,
    duty_slip::{DutySlipView, duty_slip_view},
    entry::{answers, happenings, timeline},
    timeline::{Words, day},
    vocabulary,
};

/// Traders who pay tax month by month, by code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthlyPage {
    pub(crate) items: Vec<MonthlySummary>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A trader who pays tax month by month under a general guarantee (汇总征税).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthlySummary {
    pub(crate) code: String,
    #[schema(value_type = vocabulary::MonthlyState)]
    pub(crate) state: MonthlyState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    #[schema(format = Date)]
    pub(crate) valid_from: String,
    /// Null without an end.
    #[schema(required, format = Date)]
    pub(crate) valid_to: Option<String>,
    /// Months whose tax is not settled, oldest first.
    pub(crate) months: Vec<MonthView>,
    /// Slips that were not paid on their last day, and that the treasury does not have yet.
    pub(crate) n_missed: usize,
}

/// The tax of a month. Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthView {
    /// `2026-11`.
    pub(crate) month: String,
    /// Last day on which it is paid in time.
    #[schema(format = Date)]
    pub(crate) due_on: String,
    pub(crate) n_open: usize,
    /// Tax of the slips that are not paid.
    pub(crate) owed: String,
    pub(crate) n_paid: u32,
    pub(crate) paid: String,
}

/// A trader who pays month by month, with the slips that are open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthlyDetail {
    #[serde(flatten)]
    pub(crate) summary: MonthlySummary,
    /// Slips that are gathered and not paid, by month; then those that were missed.
    pub(crate) slips: Vec<DutySlipView>,
    pub(crate) timeline: Vec<TimelineEvent>,
}

pub(crate) fn monthly_summary(
    records: &dyn Records,
    place: usize,
    row: &MonthlyPayer,
) -> Result<MonthlySummary> {
    let case = records.entry(case_of_monthly_payer(place))?;
    let file = case.as_ref().map(MonthlyFile::from_row).transpose()?;
    Ok(summary_of(row, file.as_ref()))
}

fn summary_of(row: &MonthlyPayer, file: Option<&MonthlyFile<'_>>) -> MonthlySummary {
    let state = file.map_or(MonthlyState::InForce, |it| it.state);
    let months = file.map_or(&[][..], |it| &it.months).iter().map(|it| MonthView {
        month: day(it.month).get(..7).unwrap_or_default().to_owned(),
        due_on: day(it.due_on),
        n_open: it.open.len(),
        owed: it.owed().to_string(),
        n_paid: it.n_paid,
        paid: it.paid.to_string(),
    });
    MonthlySummary {
        code: row.code.clone(),
        state,
        state_title_zh: lifecycle::monthly_title_zh(state).to_owned(),
        state_title_en: lifecycle::monthly_title_en(state).to_owned(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.map(|it| it.to_string()),
        months: months.collect(),
        n_missed: file.map_or(0, |it| it.missed.len()),
    }
}

/// Nothing when no such trader is registered.
pub(crate) fn monthly_detail(
    records: &dyn Records,
    registry: &Registry,
    code: &str,
) -> Result<Option<MonthlyDetail>> {
    let Some((place, row)) = registry.monthly_payers().get(code) else { return Ok(None) };
    let id = case_of_monthly_payer(place);
    let case = records.entry(id)?;
    let file = case.as_ref().map(MonthlyFile::from_row).transpose()?;
    let months = file.iter().flat_map(|it| &it.months).flat_map(|it| &it.open);
    let mut open: Vec<EntryId> = months.map(|(slip, _)| *slip).collect();
    open.extend(file.iter().flat_map(|it| &it.missed).copied());
    open.dedup();
    let today = crate::clock::now().local_date();
    let mut slips = Vec::new();
    for id in open {
        let Some(row) = records.entry(id)? else { continue };
        slips.push(duty_slip_view(registry, &row, today)?);
    }
    let happenings = happenings(records, id)?;
    let answers = answers(records, &happenings)?;
    Ok(Some(MonthlyDetail {
        summary: summary_of(row, file.as_ref()),
        slips,
        timeline: timeline(&happenings, &answers),
    }))
}

/// What happens to a trader's monthly payment; nothing for other events.
pub(super) fn describe_monthly(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    let (kind, [zh, en], by, detail) = match event {
        Event::MonthlyRegistered { code, valid_from, valid_to } => {
            let detail = format!("{} – {}", day(*valid_from), day(*valid_to));
            let words = ["汇总征税备案", "registered for monthly payment"];
            ("monthly", words, code.clone(), detail)
        }
        Event::MonthlyMoved { to, .. } => {
            let words = [lifecycle::monthly_title_zh(*to), lifecycle::monthly_title_en(*to)];
            ("state", words, none(), none())
        }
        Event::MonthlyGathered { slip_no, amount, due_on } => {
            let detail = format!("{slip_no} · {amount} CNY · ≤ {}", day(*due_on));
            ("monthly", ["计入当月汇总", "gathered for the month"], none(), detail)
        }
        Event::MonthlyDone { month, owed } => {
            let detail = match *month == DayStamp::default() {
                true => none(),
                false => {
                    let month = day(*month);
                    format!("{} · {owed} CNY", month.get(..7).unwrap_or_default())
                }
            };
            ("monthly", ["缴款书办结", "a slip is done"], none(), detail)
        }
        _ => return None,
    };
    Some((kind, (zh.to_owned(), en.to_owned()), by, detail))
}
