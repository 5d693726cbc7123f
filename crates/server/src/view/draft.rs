//! Drafts as their company's people see them.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use store::Draft;
use utoipa::ToSchema;

/// What is not sent yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftSummary {
    pub(crate) id: u64,
    /// The company whose it is; empty where nobody signs in.
    pub(crate) company: String,
    /// Who wrote it last; empty where nobody signs in.
    pub(crate) by: String,
    pub(crate) name: String,
    /// Who puts it says which revision he changed.
    pub(crate) revision: u64,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftList {
    /// Changed last first.
    pub(crate) items: Vec<DraftSummary>,
}

/// A draft, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftView {
    #[serde(flatten)]
    pub(crate) summary: DraftSummary,
    /// By our own names, as far as it is written.
    #[schema(value_type = Object)]
    pub(crate) declaration: serde_json::Value,
}

/// What is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DraftKept {
    /// By which its people know it again; at most 100 characters.
    pub(crate) name: String,
    /// Whose it is; one's first company when absent. A draft stays its company's.
    pub(crate) company: Option<String>,
    /// Of one that there is: the revision that was changed.
    pub(crate) revision: Option<u64>,
    #[schema(value_type = Object)]
    pub(crate) declaration: serde_json::Map<String, serde_json::Value>,
}

pub(crate) fn draft_summary(draft: &Draft) -> DraftSummary {
    DraftSummary {
        id: draft.id,
        company: draft.company.clone(),
        by: draft.person.clone(),
        name: draft.name.clone(),
        revision: draft.revision,
        created_at: draft.created_at.to_string(),
        updated_at: draft.updated_at.to_string(),
    }
}

pub(crate) fn draft_view(draft: &Draft) -> Result<DraftView> {
    let declaration = serde_json::from_str(&draft.body).context("a draft that is no JSON")?;
    Ok(DraftView { summary: draft_summary(draft), declaration })
}
