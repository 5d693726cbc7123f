//! Applications to amend or withdraw a declaration as people see them, and their events in words.

use anyhow::Result;
use clearance::{AmendmentFile, history::Event, ports::EntryRow};
use model::{AmendmentKind, AmendmentOperation, AmendmentState, AppliedAmendment, DocumentState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Seen, vocabulary};
use crate::access::Shown;

/// Some applications, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmendmentPage {
    #[schema(value_type = Vec<AmendmentView>)]
    pub(crate) items: Vec<Shown<AmendmentView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An application to amend or withdraw a declaration (修撤单). Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmendmentView {
    /// 修撤单统一编号; of what customs asked, 确认书编号. An officer's order names it.
    pub(crate) request_no: String,
    /// 报关单号.
    pub(crate) declaration_no: String,
    #[schema(value_type = vocabulary::AmendmentKind)]
    pub(crate) kind: AmendmentKind,
    #[schema(value_type = vocabulary::AmendmentState)]
    pub(crate) state: AmendmentState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Why it is asked for.
    pub(crate) reason: String,
    /// The ground that it stands on (修撤事由); empty while it is only kept.
    pub(crate) ground: String,
    /// Customs asked, and the trader has to confirm.
    pub(crate) is_asked_by_customs: bool,
    /// The applicant's code, or the officer that asked.
    pub(crate) asked_by: String,
    #[schema(format = DateTime)]
    pub(crate) asked_at: String,
    /// Last day on which the trader can confirm; null when he asked himself.
    #[schema(required, format = Date)]
    pub(crate) confirm_by: Option<String>,
    /// So many officers have to approve.
    pub(crate) approvers: u8,
    pub(crate) approved_by: Vec<String>,
    pub(crate) changes: Vec<FieldChangeView>,
    /// Kinds of the attachments that prove it.
    pub(crate) evidence: Vec<String>,
    /// Tax and deposits as they stood.
    pub(crate) tax_before: String,
    /// And with it.
    pub(crate) tax_after: String,
    /// Why it was refused or declined; empty otherwise.
    pub(crate) note: String,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// A field that changes. Values are as the wire spells them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldChangeView {
    /// By our own names: `items[0].quantity`.
    pub(crate) field: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

pub(crate) fn amendment_view(row: &EntryRow) -> Result<AmendmentView> {
    let file = AmendmentFile::from_row(row)?;
    let is_asked_by_customs = file.is_asked_by_customs();
    let AmendmentFile { state, request, .. } = file;
    let change =
        |it: model::FieldChange| FieldChangeView { field: it.field, old: it.old, new: it.new };
    Ok(AmendmentView {
        seen: Seen::default(),
        request_no: file.request_no.to_string(),
        declaration_no: request.declaration_no.to_string(),
        kind: request.kind,
        state,
        state_title_zh: lifecycle::amendment_title_zh(state).to_owned(),
        state_title_en: lifecycle::amendment_title_en(state).to_owned(),
        reason: request.reason.to_string(),
        ground: file.ground.to_string(),
        is_asked_by_customs,
        asked_by: file.asked_by,
        asked_at: file.asked_at.to_string(),
        confirm_by: file.confirm_by.date().map(|it| it.to_string()),
        approvers: file.approvers,
        approved_by: file.approved_by,
        changes: file.changes.into_iter().map(change).collect(),
        evidence: request.attachments.iter().map(|it| it.kind.to_string()).collect(),
        tax_before: file.tax_before.to_string(),
        tax_after: file.tax_after.to_string(),
        note: file.note,
    })
}

/// What an event is: its kind, its words, by whom, and more.
type Described = (&'static str, (String, String), String, String);

/// What happens with applications about a declaration; nothing for other events.
pub(crate) fn describe_amendment(event: &Event) -> Option<Described> {
    let none = String::new;
    let (words, by, detail): ([String; 2], String, String) = match event {
        Event::AmendmentFiled { request_no, kind, operation, outcome, findings, .. } => {
            let codes: Vec<&str> = findings.iter().map(|it| &*it.code).collect();
            let detail = format!("{request_no} {}", codes.join(" ")).trim().to_owned();
            (filed_words(*kind, *operation, *outcome, findings.is_empty()), none(), detail)
        }
        Event::AmendmentAsked { request_no, kind, officer, reason, confirm_by } => {
            let [zh, en] = kind_words(*kind);
            let last = confirm_by.date().map(|it| it.to_string()).unwrap_or_default();
            let words = [format!("海关要求{zh}"), format!("customs asks to {en}")];
            (words, officer.clone(), format!("{request_no} · ≤ {last} · {reason}"))
        }
        Event::AmendmentMoved { request_no, to, by, note } => {
            let detail = format!("{request_no} {note}").trim().to_owned();
            (state_words(*to), by.clone(), detail)
        }
        Event::AmendmentOpened { declaration_no, state } => {
            (state_words(*state), none(), declaration_no.clone())
        }
        Event::AmendmentState { to, by, note, .. } => (state_words(*to), by.clone(), note.clone()),
        Event::Amended(applied) => {
            let [zh, en] = match applied.kind {
                AmendmentKind::Amend => ["报关单修改", "declaration amended"],
                AmendmentKind::Withdraw => ["报关单撤销", "declaration withdrawn"],
            };
            let words = [zh.to_owned(), en.to_owned()];
            (words, applied.asked_by.clone(), applied_detail(applied))
        }
        Event::RefundDue { request_no, amount } => {
            let words = ["应退税款".to_owned(), "tax to be given back".to_owned()];
            (words, none(), format!("{amount} CNY · {request_no}"))
        }
        _ => return None,
    };
    let [zh, en] = words;
    Some(("amendment", (zh, en), by, detail))
}

fn filed_words(
    kind: AmendmentKind,
    operation: AmendmentOperation,
    outcome: Option<DocumentState>,
    is_sound: bool,
) -> [String; 2] {
    let [zh, en] = kind_words(kind);
    let [what_zh, what_en] = match operation {
        AmendmentOperation::Save => [format!("{zh}申请暂存"), format!("application to {en} kept")],
        AmendmentOperation::Declare => [format!("{zh}申请"), format!("application to {en}")],
        AmendmentOperation::Confirm => {
            [format!("{zh}确认"), format!("answer to being asked to {en}")]
        }
    };
    match outcome {
        Some(_) => [what_zh, what_en],
        None if is_sound => {
            [format!("{what_zh}重复报送，未变更"), format!("{what_en} repeated, nothing changed")]
        }
        None => [format!("{what_zh}未受理"), format!("{what_en} not taken")],
    }
}

fn kind_words(kind: AmendmentKind) -> [&'static str; 2] {
    match kind {
        AmendmentKind::Amend => ["修改", "amend"],
        AmendmentKind::Withdraw => ["撤销", "withdraw"],
    }
}

fn state_words(state: AmendmentState) -> [String; 2] {
    let (zh, en) = (lifecycle::amendment_title_zh(state), lifecycle::amendment_title_en(state));
    [format!("修撤申请{zh}"), format!("application {en}")]
}

/// `items[0].quantity 153.00 → 100.00; … · 2321.89 → 1800.00 CNY · A, B`.
fn applied_detail(applied: &AppliedAmendment) -> String {
    let one = |it: &model::FieldChange| format!("{} {} → {}", it.field, it.old, it.new);
    let changes: Vec<String> = applied.changes.iter().map(one).collect();
    let mut parts = vec![changes.join("; ")];
    if applied.tax_before != applied.tax_after {
        parts.push(format!("{} → {} CNY", applied.tax_before, applied.tax_after));
    }
    parts.push(applied.approved_by.join(", "));
    parts.push(applied.request_no.clone());
    parts.retain(|it| !it.is_empty());
    parts.join(" · ")
}
