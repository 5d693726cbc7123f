//! What officers were told with the tasks that were handed over to them.

use std::sync::Arc;

use anyhow::Result;
use axum::{Extension, Json, extract::State};
use clearance::{history::Event, ports::TaskRow};
use model::TaskRef;
use serde::Deserialize;
use store::{HouseRecords, TaskHolder, TaskOrder, TaskQuery};
use utoipa::IntoParams;

use super::{ApiState, extract::Query, problem::Failure};
use crate::{
    access::{Principal, acting},
    clock,
    tasks::task_id,
    view::{HandedOver, HandedOverPage, Problem, happenings},
};

/// Tasks that are looked at, the newest handed over first.
const LOOKED_AT: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HandedOverQuery {
    /// The officer who asks; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// What an officer was told with the tasks that he holds
///
/// Of each of his open tasks that another gave him with a word: from whom, when, and what he said.
#[utoipa::path(
    get, path = "/api/v1/tasks/handed-over", operation_id = "listHandedOver", tag = "tasks",
    params(HandedOverQuery),
    responses((status = 200, description = "Notes, newest first", body = HandedOverPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_handed_over(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Query(query): Query<HandedOverQuery>,
) -> Result<Json<HandedOverPage>, Failure> {
    let officer = acting(&principal, &query.by)?;
    let asked = TaskQuery {
        now: clock::now().max(state.intake().reached()),
        holder: TaskHolder::Of(officer.clone()),
        order: TaskOrder::Priority,
        limit: LOOKED_AT,
        ..TaskQuery::default()
    };
    let items = state.read(move |records, _| {
        let (rows, _) = records.tasks(&asked)?;
        let mut items = Vec::new();
        for row in &rows {
            items.extend(told(records, row, &officer)?);
        }
        items.sort_by(|one, other| other.at.cmp(&one.at));
        Ok(items)
    });
    Ok(Json(HandedOverPage { items: items.await? }))
}

/// How it came to him last; nothing where he took it himself, or nothing was said.
fn told(records: &HouseRecords, row: &TaskRow, officer: &str) -> Result<Option<HandedOver>> {
    let all = happenings(records, row.case)?;
    let last = all.iter().rev().find_map(|(_, it)| match &it.what {
        Event::TaskMoved { kind, to, by, reason, .. } if *kind == row.kind && to == officer => {
            Some((it.at, by, reason))
        }
        _ => None,
    });
    let said = last.filter(|(_, by, reason)| *by != officer && !reason.is_empty());
    Ok(said.map(|(at, by, reason)| HandedOver {
        id: task_id(TaskRef { case: row.case, kind: row.kind }),
        number: row.number.clone(),
        page_no: row.page_no.clone(),
        subject: row.kind.subject(),
        by: by.clone(),
        reason: reason.clone(),
        at: at.to_string(),
    }))
}
