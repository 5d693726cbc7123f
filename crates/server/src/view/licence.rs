//! Licences as people see them: what is left of each, and who drew on it.

use anyhow::Result;
use clearance::{
    DeclarationFile, DrawnLicence, Registry, claims::DrawersRecord, declaration_state_of,
    ports::Records,
};
use matching::Keyring;
use model::{DeclarationState, LicenceRow};
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::vocabulary;

/// Some licences, by kind and number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicencePage {
    pub(crate) items: Vec<LicenceSummary>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A licence as its issuer registered it (监管证件).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenceSummary {
    /// 监管证件代码.
    pub(crate) kind: String,
    pub(crate) number: String,
    /// Whom it was issued to; empty: whoever presents it.
    pub(crate) holder_code: String,
    #[schema(format = Date)]
    pub(crate) valid_from: String,
    #[schema(format = Date)]
    pub(crate) valid_to: String,
    /// Withdrawn by its issuer.
    pub(crate) is_revoked: bool,
    pub(crate) goods: Vec<LicenceGoodsView>,
}

/// Goods that a licence covers. Quantities are decimal strings; null when it is not used up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenceGoodsView {
    /// First digits of the commodity codes.
    pub(crate) commodity: String,
    pub(crate) unit: String,
    #[schema(required)]
    pub(crate) quantity: Option<String>,
    /// Spoken for by declarations that are not released.
    #[schema(required)]
    pub(crate) reserved: Option<String>,
    /// Written off (核销).
    #[schema(required)]
    pub(crate) used: Option<String>,
    #[schema(required)]
    pub(crate) left: Option<String>,
}

/// A licence, and who drew on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenceView {
    #[serde(flatten)]
    pub(crate) summary: LicenceSummary,
    /// Declarations that drew on it, in the order in which they first did.
    pub(crate) drawers: Vec<LicenceDrawerView>,
}

/// A declaration that drew on a licence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LicenceDrawerView {
    /// The house's number of the case.
    pub(crate) number: u64,
    pub(crate) declaration_no: String,
    pub(crate) reference: String,
    #[schema(value_type = vocabulary::DeclarationState)]
    pub(crate) state: DeclarationState,
    /// What it holds of the licence; nothing when it gave it back.
    pub(crate) drawn: Vec<DrawnLicenceView>,
}

/// What a declaration writes off of goods of a licence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawnLicenceView {
    pub(crate) kind: String,
    pub(crate) number: String,
    /// First digits of the licence's goods.
    pub(crate) commodity: String,
    /// Decimal string, in `unit`.
    pub(crate) quantity: String,
    pub(crate) unit: String,
    /// Its goods were released; reserved before.
    pub(crate) is_written_off: bool,
}

pub(crate) fn drawn_view(it: &DrawnLicence<'_>) -> DrawnLicenceView {
    DrawnLicenceView {
        kind: it.kind.to_string(),
        number: it.number.to_string(),
        commodity: it.commodity.to_string(),
        quantity: it.quantity.to_string(),
        unit: it.unit.to_string(),
        is_written_off: it.is_written_off,
    }
}

pub(crate) fn licence_summary(
    records: &HouseRecords,
    keyring: &Keyring,
    row: &LicenceRow,
) -> Result<LicenceSummary> {
    let mut goods = Vec::with_capacity(row.goods.len());
    for it in &row.goods {
        let key = keyring.licence(&row.kind, &row.number, &it.commodity);
        let account = match it.quantity {
            Some(_) => Some(records.account(key)?.map(|it| it.account).unwrap_or_default()),
            None => None,
        };
        goods.push(LicenceGoodsView {
            commodity: it.commodity.clone(),
            unit: it.unit.clone(),
            quantity: account.map(|it| it.limit.to_string()),
            reserved: account.map(|it| it.pending.to_string()),
            used: account.map(|it| it.posted.to_string()),
            left: account.map(|it| it.available().to_string()),
        });
    }
    Ok(LicenceSummary {
        kind: row.kind.clone(),
        number: row.number.clone(),
        holder_code: row.holder_code.clone(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.to_string(),
        is_revoked: row.is_revoked,
        goods,
    })
}

/// Nothing when no such licence is registered.
pub(crate) fn licence_view(
    records: &HouseRecords,
    registry: &Registry,
    kind: &str,
    number: &str,
) -> Result<Option<LicenceView>> {
    let Some(row) = registry.licences().get(kind, number) else { return Ok(None) };
    let keyring = Keyring::new(records.keyring()?);
    let summary = licence_summary(records, &keyring, row)?;
    let mut drawers = Vec::new();
    if let Some(claim) = records.claim(keyring.licence_drawers(kind, number))? {
        for case in DrawersRecord::from_row(&claim)?.cases {
            let Some(row) = records.entry(case)? else { continue };
            let Some(state) = declaration_state_of(row.state) else { continue };
            let file = DeclarationFile::from_row(&row)?;
            let of_it = |it: &&DrawnLicence<'_>| it.kind == kind && it.number == number;
            drawers.push(LicenceDrawerView {
                number: case.0,
                declaration_no: file.declaration_no.to_string(),
                reference: file.declaration.reference.to_string(),
                state,
                drawn: file.licences.iter().filter(of_it).map(drawn_view).collect(),
            });
        }
    }
    Ok(Some(LicenceView { summary, drawers }))
}
