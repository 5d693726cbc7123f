//! Who says that the buyer is who he is, and who keeps his annual limit.

use anyhow::Result;
use clearance::ports::Records;
use messages::{Limits, Message};
use model::{Elsewhere, HouseMessage, IdentityAnswer, Known};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary;

/// What was verified of an entry's buyer, by whom, and what was not, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerificationView {
    /// Null where no identity is required.
    #[schema(required, value_type = Option<vocabulary::IdentityAnswer>)]
    pub(crate) identity: Option<IdentityAnswer>,
    /// The service that said so; empty where nobody was asked.
    pub(crate) identity_service: String,
    /// No answer that is relied on is older; null where nobody was asked.
    #[schema(required, format = DateTime)]
    pub(crate) identity_since: Option<String>,
    pub(crate) identity_zh: String,
    pub(crate) identity_en: String,
    /// The national service that was asked; empty where this house's ledger keeps the limit.
    pub(crate) limit_service: String,
    /// Used in other houses, yuan; null where that is not known or not asked.
    #[schema(required)]
    pub(crate) used_elsewhere: Option<String>,
    pub(crate) limit_zh: String,
    pub(crate) limit_en: String,
}

pub(super) fn verification_view(
    records: &dyn Records,
    known: Option<Known>,
) -> Result<VerificationView> {
    let message = match known.filter(|it| it.enquiry.0 != 0) {
        Some(known) => records.input(known.enquiry)?,
        None => None,
    };
    let message =
        message.as_ref().and_then(|it| messages::read(&it.bytes, &Limits::default()).ok());
    let (who, limit) = match message {
        Some(Message::House(HouseMessage::Enquiry { identity, limit, .. })) => (identity, limit),
        _ => (None, None),
    };
    let identity = known.and_then(|it| it.identity);
    let elsewhere = known.map(|it| it.elsewhere).unwrap_or_default();
    let identity_service = who.as_ref().map(|it| it.service.clone()).unwrap_or_default();
    let limit_service = limit.map(|it| it.service).unwrap_or_default();
    let (identity_zh, identity_en) = identity_words(identity, &identity_service);
    let (limit_zh, limit_en) = limit_words(elsewhere, &limit_service);
    Ok(VerificationView {
        identity,
        identity_since: who.map(|it| it.oldest.to_string()),
        identity_service,
        identity_zh,
        identity_en,
        limit_service,
        used_elsewhere: match elsewhere {
            Elsewhere::Used(amount) => Some(amount.to_string()),
            Elsewhere::NotAsked | Elsewhere::Unknown => None,
        },
        limit_zh,
        limit_en,
    })
}

fn identity_words(identity: Option<IdentityAnswer>, service: &str) -> (String, String) {
    let (zh, en) = match identity {
        None => {
            let zh = "订购人身份未核验：本系统未要求核验（仅校验号码校验码）";
            let en = "identity not verified: this house does not require it (check digit only)";
            return (zh.to_owned(), en.to_owned());
        }
        Some(IdentityAnswer::Match) => ("一致", "match"),
        Some(IdentityAnswer::Mismatch) => ("不一致", "mismatch"),
        Some(IdentityAnswer::Unknown) => ("未知", "unknown"),
    };
    match service.is_empty() {
        true => (format!("订购人身份：{zh}（未获答复）"), format!("identity: {en} (no answer)")),
        false => (format!("订购人身份：{zh}（{service}）"), format!("identity: {en} ({service})")),
    }
}

fn limit_words(elsewhere: Elsewhere, service: &str) -> (String, String) {
    match elsewhere {
        Elsewhere::NotAsked => {
            let en = "annual limit: kept by this house's ledger";
            ("年度限额：本系统账户".to_owned(), en.to_owned())
        }
        Elsewhere::Used(amount) => (
            format!("年度限额：{service}（他处已用 {amount}）"),
            format!("annual limit: {service} (used elsewhere {amount})"),
        ),
        Elsewhere::Unknown => (
            "年度限额：本系统账户；全国额度未获答复".to_owned(),
            "annual limit: this house's ledger; the national service gave no answer".to_owned(),
        ),
    }
}
