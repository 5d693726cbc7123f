//! Guarantee instruments as people see them: what is left of each and until when, and who stands on it.

use anyhow::Result;
use clearance::{
    DeclarationFile, GuaranteeFile, Registry, claims::DrawersRecord, declaration_state_of,
    history::Event, ports::Records,
};
use matching::Keyring;
use model::{
    DeclarationState, GuaranteeCondition, GuaranteeInstrument, GuaranteeKind, GuaranteePurpose,
    GuaranteeState,
};
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{
    Seen, TimelineEvent,
    entry::{answers, happenings, timeline},
    timeline::Words,
    timeline::day,
    vocabulary,
};
use crate::access::Shown;

/// Some guarantee instruments, by number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuaranteePage {
    #[schema(value_type = Vec<GuaranteeSummary>)]
    pub(crate) items: Vec<Shown<GuaranteeSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A guarantee instrument (税款担保). Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuaranteeSummary {
    /// 担保备案编号.
    pub(crate) number: String,
    #[schema(value_type = vocabulary::GuaranteeKind)]
    pub(crate) kind: GuaranteeKind,
    pub(crate) kind_title_zh: String,
    pub(crate) kind_title_en: String,
    #[schema(value_type = vocabulary::GuaranteeState)]
    pub(crate) state: GuaranteeState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// The bank or insurer that answers for it; empty of a deposit.
    pub(crate) issuer: String,
    /// The trader whose tax it secures.
    pub(crate) holder_code: String,
    /// What it may stand for; nothing: any of it.
    #[schema(value_type = Vec<vocabulary::GuaranteePurpose>)]
    pub(crate) purposes: Vec<GuaranteePurpose>,
    /// The client's own number of the one declaration that it is for; empty: a general guarantee.
    pub(crate) reference: String,
    pub(crate) amount: String,
    /// For declarations that are not released.
    pub(crate) reserved: String,
    /// For goods that went on it.
    pub(crate) used: String,
    /// Less than nothing where the amount was lowered below what stands on it.
    pub(crate) left: String,
    #[schema(format = Date)]
    pub(crate) valid_from: String,
    #[schema(format = Date)]
    pub(crate) valid_to: String,
    pub(crate) is_withdrawn: bool,
    /// How often it was said that it ends while declarations stand on it.
    pub(crate) notices: u32,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// A guarantee instrument, and who stood on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuaranteeDetail {
    #[serde(flatten)]
    pub(crate) summary: GuaranteeSummary,
    /// Declarations that stood on it, in the order in which they first did.
    pub(crate) declarations: Vec<SecuredDeclaration>,
    pub(crate) timeline: Vec<TimelineEvent>,
}

/// A declaration that stands, or stood, on a guarantee.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecuredDeclaration {
    /// The house's number of the case.
    pub(crate) number: u64,
    pub(crate) declaration_no: String,
    pub(crate) reference: String,
    #[schema(value_type = vocabulary::DeclarationState)]
    pub(crate) state: DeclarationState,
    pub(crate) security: Option<SecurityView>,
}

/// What secures a declaration (担保). Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecurityView {
    /// Of the instrument; empty: the guarantee account of the trader's code.
    pub(crate) guarantee_no: String,
    pub(crate) amount: String,
    /// What is open of goods that went on it; nothing else than tax has to be paid by `until`.
    #[schema(value_type = Vec<vocabulary::GuaranteeCondition>)]
    pub(crate) conditions: Vec<GuaranteeCondition>,
    /// Last day, after which it is called; null while there is none.
    #[schema(required, format = Date)]
    pub(crate) until: Option<String>,
}

/// Nothing where no guarantee stands for a declaration.
pub(crate) fn security_view(file: &DeclarationFile<'_>) -> Option<SecurityView> {
    let held = file.guarantee?;
    let term = file.term.as_ref();
    Some(SecurityView {
        guarantee_no: file.guarantee_no.to_string(),
        amount: held.amount.to_string(),
        conditions: term.map(|it| it.conditions.clone()).unwrap_or_default(),
        until: term.and_then(|it| it.until.date()).map(|it| it.to_string()),
    })
}

pub(crate) fn guarantee_summary(
    records: &HouseRecords,
    keyring: &Keyring,
    row: &GuaranteeInstrument,
) -> Result<GuaranteeSummary> {
    let key = keyring.guarantee_instrument(&row.number);
    let account = records.account(key)?.map(|it| it.account).unwrap_or_default();
    let case = records.claim(key)?.map(|it| records.entry(it.entry)).transpose()?.flatten();
    let file = case.as_ref().map(GuaranteeFile::from_row).transpose()?;
    let state = file.as_ref().map_or(GuaranteeState::InForce, |it| it.state);
    Ok(GuaranteeSummary {
        seen: Seen::default(),
        number: row.number.clone(),
        kind: row.kind,
        kind_title_zh: row.kind.title_zh().to_owned(),
        kind_title_en: row.kind.title_en().to_owned(),
        state,
        state_title_zh: lifecycle::guarantee_title_zh(state).to_owned(),
        state_title_en: lifecycle::guarantee_title_en(state).to_owned(),
        issuer: row.issuer.clone(),
        holder_code: row.holder_code.clone(),
        purposes: row.purposes.clone(),
        reference: row.reference.clone(),
        amount: account.limit.to_string(),
        reserved: account.pending.to_string(),
        used: account.posted.to_string(),
        left: account.available().to_string(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.to_string(),
        is_withdrawn: row.is_withdrawn,
        notices: file.map_or(0, |it| it.notices),
    })
}

/// Nothing when no such instrument is registered.
pub(crate) fn guarantee_detail(
    records: &HouseRecords,
    registry: &Registry,
    number: &str,
) -> Result<Option<GuaranteeDetail>> {
    let Some(row) = registry.guarantees().get(number) else { return Ok(None) };
    let keyring = Keyring::new(records.keyring()?);
    let summary = guarantee_summary(records, &keyring, row)?;
    let mut declarations = Vec::new();
    if let Some(claim) = records.claim(keyring.guarantee_drawers(number))? {
        for case in DrawersRecord::from_row(&claim)?.cases {
            let Some(row) = records.entry(case)? else { continue };
            let Some(state) = declaration_state_of(row.state) else { continue };
            let file = DeclarationFile::from_row(&row)?;
            declarations.push(SecuredDeclaration {
                number: case.0,
                declaration_no: file.declaration_no.to_string(),
                reference: file.declaration.reference.to_string(),
                state,
                security: security_view(&file).filter(|it| it.guarantee_no == number),
            });
        }
    }
    let case = records.claim(keyring.guarantee_instrument(number))?.map(|it| it.entry);
    let timeline = match case {
        Some(case) => {
            let happenings = happenings(records, case)?;
            timeline(&happenings, &answers(records, &happenings)?)
        }
        None => Vec::new(),
    };
    Ok(Some(GuaranteeDetail { summary, declarations, timeline }))
}

/// What happens to a guarantee, and to what stands on one; nothing for other events.
pub(super) fn describe_guarantee(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    let conditions = |all: &[GuaranteeCondition]| {
        all.iter().map(|it| it.title_zh()).collect::<Vec<_>>().join("、")
    };
    let (kind, [zh, en], by, detail) = match event {
        Event::GuaranteeRegistered { number, holder_code, kind, amount, valid_to } => {
            let detail =
                format!("{} {number} · {amount} CNY · ≤ {}", kind.title_zh(), day(*valid_to));
            ("guarantee", ["担保备案", "guarantee registered"], holder_code.clone(), detail)
        }
        Event::GuaranteeState { to, .. } => {
            let words = [lifecycle::guarantee_title_zh(*to), lifecycle::guarantee_title_en(*to)];
            ("state", words, none(), none())
        }
        Event::GuaranteeEnding { held, valid_to, notices } => {
            let detail = format!("{held} CNY · ≤ {} · #{notices}", day(*valid_to));
            let words = ["到期提醒：仍有占用", "notice: declarations stand on it still"];
            ("guarantee", words, none(), detail)
        }
        Event::GuaranteedUntil { conditions: open, until, amount, officer, reason } => {
            let more = if amount.is_zero() { none() } else { format!(" · {amount} CNY") };
            let detail = format!("≤ {} · {}{more} {reason}", day(*until), conditions(open));
            let words = ["担保放行期限", "on guarantee until"];
            ("guarantee", words, officer.clone(), detail.trim_end().to_owned())
        }
        Event::GuaranteeConditionsMet { conditions: met, officer, reason } => {
            let detail = format!("{} {reason}", conditions(met));
            let words = ["担保事项办结", "open no more"];
            ("guarantee", words, officer.clone(), detail.trim_end().to_owned())
        }
        Event::GuaranteeCalled { guarantee_no, by, amount, conditions: open } => {
            let detail = format!("{guarantee_no} {amount} CNY · {}", conditions(open));
            ("guarantee", ["执行担保", "guarantee called"], by.clone(), detail.trim().to_owned())
        }
        Event::DutySlipDeferred { due_on } => {
            let words = ["准予延期缴纳", "payment deferred"];
            ("slip", words, none(), format!("≤ {}", day(*due_on)))
        }
        _ => return None,
    };
    Some((kind, (zh.to_owned(), en.to_owned()), by, detail))
}
