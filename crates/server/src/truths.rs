//! The questions about payments that are open.

use anyhow::Result;
use clearance::{
    entry::{Entry, state_number},
    ports::{EntryRow, Records},
};
use model::{EntryId, EntryState};
use serde::Serialize;
use utoipa::ToSchema;

/// A question to a platform (`platDataOpen`): what it is asked, and until when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TruthQuestion {
    /// The house's number of the entry.
    pub(crate) entry: u64,
    pub(crate) platform_code: String,
    #[serde(rename = "orderNo")]
    pub(crate) order_no: String,
    #[serde(rename = "sessionID")]
    pub(crate) session_id: String,
    /// When it was asked, milliseconds since 1970.
    #[serde(rename = "serviceTime")]
    pub(crate) service_time: i64,
    /// A platform that has not answered by then is silent.
    #[schema(format = DateTime)]
    pub(crate) due_at: String,
}

/// Rows looked at in one go.
const PAGE: usize = 500;

/// Entries whose platform has not answered yet, newest first, at most so many.
pub(crate) fn open_rows(records: &dyn Records, limit: usize) -> Result<Vec<EntryRow>> {
    let mut open = Vec::new();
    for state in [EntryState::Accepted, EntryState::UnderReview] {
        let mut before = EntryId(0);
        loop {
            let page = records.entries(Some(state_number(state)), before, PAGE)?;
            let is_last = page.len() < PAGE;
            before = page.last().map_or(before, |it| it.id);
            for row in page {
                if Entry::from_row(&row)?.truth.is_some_and(|it| !it.is_answered) {
                    open.push(row);
                }
            }
            if is_last || open.len() >= limit {
                break;
            }
        }
    }
    open.truncate(limit);
    Ok(open)
}

/// The open questions, of one platform if given.
pub(crate) fn questions(
    records: &dyn Records,
    platform: Option<&str>,
    limit: usize,
) -> Result<Vec<TruthQuestion>> {
    let mut questions = Vec::new();
    for row in open_rows(records, if platform.is_some() { usize::MAX } else { limit })? {
        let entry = Entry::from_row(&row)?;
        let Some(request) = entry.truth else { continue };
        if platform.is_none_or(|it| it == entry.platform_code.as_str()) {
            questions.push(TruthQuestion {
                entry: row.id.0,
                platform_code: entry.platform_code.to_string(),
                order_no: entry.order_no.to_string(),
                session_id: request.session_id(),
                service_time: request.asked_at.millis(),
                due_at: request.due_at.to_string(),
            });
        }
    }
    questions.truncate(limit);
    Ok(questions)
}
