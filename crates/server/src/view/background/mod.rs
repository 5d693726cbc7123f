//! What stands behind a declaration for whoever decides about it: why it was selected, what is known of its companies and
//! its goods from earlier ones, and its papers side by side (ADR 0075).

mod companies;
mod compared;
mod goods;
mod selected;

use anyhow::Result;
use clearance::{DeclarationFile, Registry, ports::EntryRow};
use serde::Serialize;
use store::{HouseRecords, Precedents};
use utoipa::ToSchema;

use self::{
    companies::{CompanyPast, companies},
    compared::{ComparedView, compared},
    goods::{LinePast, lines_past},
    selected::{SelectedView, selected_view},
};
use super::{Seen, entry::happenings};
use crate::{access::Viewer, clock};

/// What stands behind a declaration. Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackgroundView {
    /// The house's number of the case.
    pub(crate) number: u64,
    pub(crate) declaration_no: String,
    /// Why it was selected, or not (选查); null: left out.
    #[schema(required)]
    pub(crate) selected: Option<SelectedView>,
    /// Earlier declarations of each company that it names.
    pub(crate) companies: Vec<CompanyPast>,
    /// Earlier declarations of the goods of each of its lines.
    pub(crate) goods: Vec<LinePast>,
    /// It beside the manifest of its bill; null where there is none.
    #[schema(required)]
    pub(crate) compared: Option<ComparedView>,
    /// Rows of the house's history of which earlier declarations are not told yet; 0: what is said of them is whole. Null:
    /// left out.
    #[schema(nullable)]
    pub(crate) behind: u64,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Where it is read from.
pub(crate) struct Sources<'s> {
    pub(crate) records: &'s HouseRecords,
    pub(crate) registry: &'s Registry,
    pub(crate) kept: &'s Precedents,
    pub(crate) viewer: &'s Viewer,
}

pub(crate) fn background_view(
    sources: &Sources<'_>,
    row: &EntryRow,
    behind: u64,
) -> Result<BackgroundView> {
    let Sources { records, registry, kept, viewer } = sources;
    let file = DeclarationFile::from_row(row)?;
    let all: Vec<_> = happenings(*records, row.id)?.into_iter().map(|(_, it)| it).collect();
    let today = clock::now().max(registry.reached()).local_date();
    Ok(BackgroundView {
        number: row.id.0,
        declaration_no: file.declaration_no.to_string(),
        selected: Some(selected_view(registry, &file, &all)),
        companies: companies(sources, &file, today)?,
        goods: lines_past(kept, &file)?,
        compared: compared(*records, registry, viewer, &file, today)?,
        behind,
        seen: Seen::default(),
    })
}
