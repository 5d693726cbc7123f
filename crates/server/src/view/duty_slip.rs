//! Payment slips of declarations as people see them, and what does not balance among them.

use anyhow::{Context, Result};
use clearance::{
    DutySlip, Registry, duty_slip_state_number, duty_slip_state_of, duty_slip_states,
    history::Event,
    late_fee,
    ports::{EntryRow, Records},
};
use model::{Amount, Date, DayStamp, DutySlipState, EntryId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Seen, TimelineEvent,
    entry::{answers, happenings, timeline},
    vocabulary,
};
use crate::access::Shown;

/// Some payment slips of declarations, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutySlipPage {
    #[schema(value_type = Vec<DutySlipView>)]
    pub(crate) items: Vec<Shown<DutySlipView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A payment slip of a declaration (税款缴款书). Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutySlipView {
    /// 缴款书编号.
    pub(crate) slip_no: String,
    pub(crate) declaration_no: String,
    /// Who owes it (境内收发货人).
    pub(crate) payer_code: String,
    #[schema(value_type = vocabulary::DutySlipState)]
    pub(crate) state: DutySlipState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Tax.
    pub(crate) amount: String,
    /// 滞纳金: what was paid, or what it comes to on the day while it is unpaid.
    pub(crate) late_fee: String,
    #[schema(format = Date)]
    pub(crate) issued_on: String,
    /// Last day on which it is paid in time.
    #[schema(format = Date)]
    pub(crate) due_on: String,
    /// Day from which the fee for paying late runs where a violation left the tax unpaid (追征); null: from `due_on`.
    #[schema(required, format = Date)]
    pub(crate) fee_from: Option<String>,
    /// When it came to its state.
    #[schema(format = DateTime)]
    pub(crate) since: String,
    /// The bank that was asked last; empty before.
    pub(crate) bank: String,
    /// What the bank debited, and what the treasury says that it has; null before.
    #[schema(required)]
    pub(crate) debited: Option<String>,
    #[schema(required)]
    pub(crate) confirmed: Option<String>,
    pub(crate) refunds: Vec<RefundView>,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// An order to give back what was paid (退税).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefundView {
    pub(crate) refund_no: String,
    /// Tax.
    pub(crate) amount: String,
    /// On it (退税利息); the treasury pays both.
    pub(crate) interest: String,
    #[schema(format = Date)]
    pub(crate) ordered_on: String,
    /// Last day on which its payer collects it (办理退还手续); null where none is known.
    #[schema(required, format = Date)]
    pub(crate) collect_by: Option<String>,
    /// Day on which he did; null before.
    #[schema(required, format = Date)]
    pub(crate) collected_on: Option<String>,
    /// He did not in time: it is not paid before he does, with a reason, and an officer agrees.
    pub(crate) has_lapsed: bool,
    /// Day on which the treasury paid it; null before.
    #[schema(required, format = Date)]
    pub(crate) paid_on: Option<String>,
}

/// One slip with what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutySlipDetail {
    #[serde(flatten)]
    pub(crate) slip: DutySlipView,
    pub(crate) timeline: Vec<TimelineEvent>,
}

/// What does not balance on a day (对账).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reconciliation {
    #[schema(format = Date)]
    pub(crate) on: String,
    pub(crate) totals: Vec<DutySlipTotal>,
    pub(crate) breaks: Vec<DutySlipBreak>,
}

/// The slips in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutySlipTotal {
    #[schema(value_type = vocabulary::DutySlipState)]
    pub(crate) state: DutySlipState,
    pub(crate) count: u64,
    pub(crate) amount: String,
}

/// Why a slip does not balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BreakKind {
    /// The bank was asked on an earlier day and did not answer.
    NotAnswered,
    /// The bank could not debit.
    Failed,
    /// Debited on an earlier day, and the treasury did not confirm.
    NotConfirmed,
    /// The treasury has another amount.
    Differs,
    /// The last day has passed, and it is unpaid.
    Overdue,
    /// A refund is ordered and not paid.
    RefundOpen,
}

/// A slip that does not balance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutySlipBreak {
    pub(crate) kind: BreakKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Of what there should be, and what there is.
    pub(crate) expected: String,
    pub(crate) found: String,
    pub(crate) slip: DutySlipView,
}

fn day(day: DayStamp) -> String {
    day.date().map(|it| it.to_string()).unwrap_or_default()
}

pub(crate) fn duty_slip_view(
    registry: &Registry,
    row: &EntryRow,
    on: Date,
) -> Result<DutySlipView> {
    let slip = DutySlip::from_row(row)?;
    let state = duty_slip_state_of(row.state).context("not the state of a payment slip")?;
    Ok(view_of(registry, &slip, state, on))
}

fn view_of(
    registry: &Registry,
    slip: &DutySlip<'_>,
    state: DutySlipState,
    on: Date,
) -> DutySlipView {
    let is_payable = lifecycle::is_payable(state);
    let fee = if is_payable { late_fee(&registry.law, slip, on) } else { slip.late_fee };
    let given = |it: Amount| it.is_positive().then(|| it.to_string());
    let refunds = slip.refunds.iter().map(|it| RefundView {
        refund_no: it.number.clone(),
        amount: it.amount.to_string(),
        interest: it.interest.to_string(),
        ordered_on: day(it.ordered_on),
        collect_by: it.collect_by.date().map(|it| it.to_string()),
        collected_on: it.collected_on.date().map(|it| it.to_string()),
        has_lapsed: it.has_lapsed,
        paid_on: it.paid_on.date().map(|it| it.to_string()),
    });
    DutySlipView {
        slip_no: slip.slip_no(),
        seen: Seen::default(),
        declaration_no: slip.declaration_no.to_string(),
        payer_code: slip.payer_code.to_string(),
        state,
        state_title_zh: lifecycle::duty_slip_title_zh(state).to_owned(),
        state_title_en: lifecycle::duty_slip_title_en(state).to_owned(),
        amount: slip.amount.to_string(),
        late_fee: fee.to_string(),
        issued_on: day(slip.issued_on),
        due_on: day(slip.due_on),
        fee_from: slip.fee_from.date().map(|it| it.to_string()),
        since: slip.since.to_string(),
        bank: slip.bank.clone(),
        debited: given(slip.debited),
        confirmed: given(slip.confirmed),
        refunds: refunds.collect(),
    }
}

pub(crate) fn duty_slip_detail(
    records: &dyn Records,
    registry: &Registry,
    row: &EntryRow,
    on: Date,
) -> Result<DutySlipDetail> {
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let slip = duty_slip_view(registry, row, on)?;
    Ok(DutySlipDetail { slip, timeline: timeline(&happenings, &answers) })
}

/// Every slip with that ground for a look, as of a day. Reads all slips, a page at a time.
pub(crate) fn reconciliation(
    records: &dyn Records,
    registry: &Registry,
    on: Date,
) -> Result<Reconciliation> {
    const PAGE: usize = 500;
    let (mut totals, mut breaks) = (Vec::new(), Vec::new());
    for number in duty_slip_states() {
        let Some(state) = duty_slip_state_of(number) else { continue };
        let (mut before, mut count, mut amount) = (EntryId(0), 0, Amount::ZERO);
        loop {
            let rows = records.entries(Some(duty_slip_state_number(state)), before, PAGE)?;
            for row in &rows {
                let slip = DutySlip::from_row(row)?;
                count += 1;
                amount += slip.amount;
                let found = breaks_of(registry, &slip, state, on);
                breaks.extend(found.into_iter().map(|(kind, expected, found)| {
                    let [title_zh, title_en] = titles(kind).map(str::to_owned);
                    let slip = view_of(registry, &slip, state, on);
                    DutySlipBreak { kind, title_zh, title_en, expected, found, slip }
                }));
            }
            let Some(last) = rows.last().filter(|_| rows.len() == PAGE) else { break };
            before = last.id;
        }
        totals.push(DutySlipTotal { state, count, amount: amount.to_string() });
    }
    breaks.sort_by(|one, other| one.slip.slip_no.cmp(&other.slip.slip_no));
    Ok(Reconciliation { on: on.to_string(), totals, breaks })
}

/// What is wrong with a slip: what there should be and what there is.
fn breaks_of(
    registry: &Registry,
    slip: &DutySlip<'_>,
    state: DutySlipState,
    on: Date,
) -> Vec<(BreakKind, String, String)> {
    let is_earlier = slip.since.local_date() < on;
    let nothing = || Amount::ZERO.to_string();
    let mut breaks = Vec::new();
    match state {
        DutySlipState::Sent if is_earlier => {
            breaks.push((BreakKind::NotAnswered, slip.amount.to_string(), nothing()));
        }
        DutySlipState::Failed => {
            breaks.push((BreakKind::Failed, slip.amount.to_string(), nothing()));
        }
        DutySlipState::Debited if is_earlier => {
            breaks.push((BreakKind::NotConfirmed, slip.debited.to_string(), nothing()));
        }
        DutySlipState::Confirmed => {
            let [expected, found] = [slip.debited, slip.confirmed].map(|it| it.to_string());
            breaks.push((BreakKind::Differs, expected, found));
        }
        _ => {}
    }
    let is_overdue = slip.due_on.date().is_some_and(|it| it < on);
    if is_overdue && lifecycle::is_payable(state) {
        let owed = slip.amount + late_fee(&registry.law, slip, on);
        breaks.push((BreakKind::Overdue, owed.to_string(), nothing()));
    }
    let open = slip.refund_open();
    if open.is_positive() {
        breaks.push((BreakKind::RefundOpen, open.to_string(), nothing()));
    }
    breaks
}

fn titles(kind: BreakKind) -> [&'static str; 2] {
    match kind {
        BreakKind::NotAnswered => ["银行未答复", "the bank did not answer"],
        BreakKind::Failed => ["扣款失败", "the bank could not debit"],
        BreakKind::NotConfirmed => ["国库未确认", "the treasury did not confirm"],
        BreakKind::Differs => ["国库金额不符", "the treasury has another amount"],
        BreakKind::Overdue => ["逾期未缴", "overdue"],
        BreakKind::RefundOpen => ["退税未退库", "refund not paid"],
    }
}

/// What happens to a declaration's payment slip; nothing for other events.
pub(super) fn describe_duty_slip(
    event: &Event,
) -> Option<(&'static str, (String, String), String, String)> {
    let none = String::new;
    let (kind, [zh, en], by, detail) = match event {
        Event::DutySlipIssued { slip_no, amount, due_on, .. } => {
            let detail = format!("{slip_no} · {amount} CNY · ≤ {}", day(*due_on));
            ("slip", ["缴款书开具", "payment slip made"], none(), detail)
        }
        Event::DutySlipState { to, .. } => {
            let words = [lifecycle::duty_slip_title_zh(*to), lifecycle::duty_slip_title_en(*to)];
            ("state", words, none(), none())
        }
        Event::DutySlipSent { bank } => {
            ("slip", ["发送银行扣款", "the bank is asked to debit"], bank.clone(), none())
        }
        Event::DutySlipOrdered { by_code, bank, account } => {
            let detail = format!("{bank} · {}", last_digits(account));
            ("slip", ["企业指令扣款", "the payer has his account debited"], by_code.clone(), detail)
        }
        Event::DutySlipFailed { bank, reason } => {
            ("slip", ["银行扣款失败", "the bank could not debit"], bank.clone(), reason.clone())
        }
        Event::DutySlipDebited { bank, amount, late_fee, .. } => {
            let detail = match late_fee.is_zero() {
                true => format!("{amount} CNY"),
                false => format!("{amount} CNY · 滞纳金 (late fee) {late_fee}"),
            };
            ("slip", ["银行扣款成功", "debited"], bank.clone(), detail)
        }
        Event::DutySlipConfirmed { treasury, amount } => {
            let words = ["国库确认入库", "the treasury confirms"];
            ("slip", words, treasury.clone(), format!("{amount} CNY"))
        }
        Event::DutySlipOverdue => {
            let words =
                ["缴款期限届满未缴，加收滞纳金", "overdue: a fee for every day from now on"];
            ("slip", words, none(), none())
        }
        Event::RefundOrdered { refund_no, amount, interest } => {
            let detail = format!("{refund_no} · {amount} CNY · 利息 (interest) {interest}");
            ("refund", ["开具退税决定", "refund ordered"], none(), detail)
        }
        Event::RefundCollected { refund_no, account, officer, reason } => {
            let detail = [refund_no.as_str(), account, reason].join(" · ");
            let detail = detail.trim_end_matches(" · ").to_owned();
            ("refund", ["纳税人办理退还手续", "collected by its payer"], officer.clone(), detail)
        }
        Event::RefundLapsed { refund_no } => {
            let words = ["逾期未办理退还手续", "not collected in time"];
            ("refund", words, none(), refund_no.clone())
        }
        Event::RefundPaid { treasury, amount } => {
            ("refund", ["退税退库", "refund paid"], treasury.clone(), format!("{amount} CNY"))
        }
        _ => return None,
    };
    Some((kind, (zh.to_owned(), en.to_owned()), by, detail))
}

/// Of an account's number as much as tells it from the payer's others.
fn last_digits(account: &str) -> String {
    let skipped = account.chars().count().saturating_sub(4);
    format!("…{}", account.chars().skip(skipped).collect::<String>())
}
