//! The officers' worklist: what is to be done, and who does it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
};
use clearance::Registry;
use model::{Right, TASKS_MAX, TaskAct, TaskKind, TaskRef};
use serde::Deserialize;
use store::{HouseRecords, TaskHolder, TaskOrder, TaskPlace, TaskQuery, TaskReach};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::{Query, body},
    messages::tell_house,
    page,
    problem::Failure,
};
use crate::{
    access::{Principal, Reach, Who, acting, forbidden, roles_of},
    clock,
    tasks::{answers, held_by, task_id, task_of, words},
    view::{Problem, TaskAnswer, TaskAnswers, TaskPage, task_queue_view, task_view, vocabulary},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TasksQuery {
    /// Only tasks of this office (关区), four digits; by two digits, of all offices of a district.
    #[serde(default)]
    office: String,
    /// Only tasks of this kind.
    #[param(value_type = Option<vocabulary::TaskKind>)]
    kind: Option<TaskKind>,
    /// Only those that this officer does.
    holder: Option<String>,
    /// Only those that nobody does.
    #[serde(default)]
    nobodys: bool,
    /// Only those whose term has ended.
    #[serde(default)]
    overdue: bool,
    /// Part of a number, or of the name of whom it is about.
    #[serde(default)]
    q: String,
    /// In which order; by priority when absent, and by what is due first within one.
    #[serde(default)]
    #[param(value_type = Option<vocabulary::TaskOrder>)]
    order: TaskOrder,
    /// The officer who asks: his own tasks are counted apart.
    #[serde(default)]
    by: String,
    /// Count what is open in every queue.
    #[serde(default)]
    counts: bool,
    /// Where to go on: `next` of the page before, in the same order.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// What officers have to do
///
/// Which task a case has open follows from the case; it opens and ends with what is decided about it.
#[utoipa::path(
    get, path = "/api/v1/tasks", operation_id = "listTasks", tag = "tasks",
    params(TasksQuery),
    responses((status = 200, description = "Some tasks", body = TaskPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_tasks(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Query(query): Query<TasksQuery>,
) -> Result<Json<TaskPage>, Failure> {
    let after = query.after.as_deref().map(place_of).transpose()?;
    let now = clock::now().max(state.intake().reached());
    let mut asked = TaskQuery {
        now,
        office: query.office,
        kind: query.kind,
        reach: TaskReach::default(),
        holder: match (query.nobodys, query.holder) {
            (true, _) => TaskHolder::Nobodys,
            (false, Some(officer)) => TaskHolder::Of(officer),
            (false, None) => TaskHolder::Anybodys,
        },
        only_overdue: query.overdue,
        q: query.q.trim().to_owned(),
        order: query.order,
        after,
        limit: page::limit(query.limit),
    };
    let answer = state.read(move |records, state| {
        asked.reach = reach(&principal, records, state)?;
        let (rows, next) = records.tasks(&asked)?;
        let mut counted = query.counts.then(|| records.task_queues(now, &query.by)).transpose()?;
        if let Some((queues, _)) = &mut counted {
            queues.retain(|it| asked.reach.covers(&it.office, it.kind));
        }
        state.with_registry(records, |registry| {
            let law = &registry.law;
            let items = rows.into_iter().map(|it| task_view(law, it, now)).collect();
            let counts_are_exact = counted.as_ref().is_none_or(|(_, is_exact)| *is_exact);
            let queues = counted.map(|(queues, _)| {
                queues.into_iter().map(|it| task_queue_view(law, it, now)).collect()
            });
            let next = next.map(spelt);
            TaskPage { items, next, now: now.to_string(), queues, counts_are_exact }
        })
    });
    Ok(Json(answer.await?))
}

/// A place as `next` has it: four numbers.
fn spelt(place: TaskPlace) -> String {
    place.0.map(|it| it.to_string()).join("_")
}

fn place_of(text: &str) -> Result<TaskPlace, Failure> {
    let numbers: Option<Vec<i64>> = text.split('_').map(|it| it.parse().ok()).collect();
    let place = numbers.and_then(|it| it.try_into().ok()).map(TaskPlace);
    place.ok_or_else(|| Failure::bad_request("`after` is `next` of the page before"))
}

/// Which tasks an officer takes or gives back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakenTasks {
    /// The officer who does it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
    /// Their `id`s, 500 at most.
    tasks: Vec<String>,
}

/// Which tasks an officer assigns to whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignedTasks {
    /// The officer who does it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
    /// The officer who does them from now on.
    to: String,
    /// Why; needed where somebody else than the one who assigns them holds them, or nobody.
    #[serde(default)]
    reason: String,
    /// Their `id`s, 500 at most.
    #[serde(default)]
    tasks: Vec<String>,
    /// Instead of naming them: everything that this officer holds, as a shift is handed over.
    #[serde(default)]
    all_of: Option<String>,
}

/// Take tasks that nobody does
///
/// A task is one officer's: of two who take it at once one gets it, and the other is told whose it is.
#[utoipa::path(
    post, path = "/api/v1/tasks/take", operation_id = "takeTasks", tag = "tasks",
    request_body = TakenTasks,
    responses((status = 200, description = "What became of each", body = TaskAnswers),
        (status = 400, description = "Not understood", body = Problem),
        (status = 503, description = "Come again", body = Problem))
)]
pub(crate) async fn take_tasks(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<TakenTasks>, JsonRejection>,
) -> Result<Json<TaskAnswers>, Failure> {
    moved(&state, &principal, TaskAct::Take, body(asked)?).await
}

/// Give tasks back: nobody does them again
#[utoipa::path(
    post, path = "/api/v1/tasks/release", operation_id = "releaseTasks", tag = "tasks",
    request_body = TakenTasks,
    responses((status = 200, description = "What became of each", body = TaskAnswers),
        (status = 400, description = "Not understood", body = Problem),
        (status = 503, description = "Come again", body = Problem))
)]
pub(crate) async fn release_tasks(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<TakenTasks>, JsonRejection>,
) -> Result<Json<TaskAnswers>, Failure> {
    moved(&state, &principal, TaskAct::Release, body(asked)?).await
}

/// Hand tasks over, or assign what another or nobody does
#[utoipa::path(
    post, path = "/api/v1/tasks/assign", operation_id = "assignTasks", tag = "tasks",
    request_body = AssignedTasks,
    responses((status = 200, description = "What became of each", body = TaskAnswers),
        (status = 400, description = "Not understood", body = Problem),
        (status = 503, description = "Come again", body = Problem))
)]
pub(crate) async fn assign_tasks(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<AssignedTasks>, JsonRejection>,
) -> Result<Json<TaskAnswers>, Failure> {
    let AssignedTasks { by, to, reason, tasks, all_of } = body(asked)?;
    let (officer, to) = (acting(&principal, &by)?, officer(&to)?);
    let tasks = match all_of {
        None => named(&tasks)?,
        Some(_) if !tasks.is_empty() => {
            return Err(Failure::bad_request("`tasks` are named, or `all_of`, not both"));
        }
        Some(holder) => state.read(move |records, _| held_by(records, holder.trim())).await?,
    };
    refuse_out_of_reach(&state, &principal, &tasks).await?;
    refuse_others_tasks(&state, &principal, &officer, &tasks).await?;
    said(&state, Word { act: TaskAct::Assign { to }, officer, reason }, tasks).await
}

/// An officer's word about tasks.
struct Word {
    act: TaskAct,
    officer: String,
    reason: String,
}

/// Tasks that come to whoever acts, or go from him.
async fn moved(
    state: &ApiState,
    principal: &Arc<Principal>,
    act: TaskAct,
    TakenTasks { by, tasks }: TakenTasks,
) -> Result<Json<TaskAnswers>, Failure> {
    let word = Word { act, officer: acting(principal, &by)?, reason: String::new() };
    let tasks = named(&tasks)?;
    refuse_out_of_reach(state, principal, &tasks).await?;
    said(state, word, tasks).await
}

/// Whom tasks are given to.
fn officer(to: &str) -> Result<String, Failure> {
    match to.trim() {
        "" => Err(Failure::bad_request("an officer is named")),
        it => Ok(it.to_owned()),
    }
}

/// Which tasks somebody has to do with: those of his districts, and of his roles' queues unless he assigns tasks.
fn reach(
    principal: &Principal,
    records: &HouseRecords,
    state: &ApiState,
) -> anyhow::Result<TaskReach> {
    let offices = match &principal.reach {
        Reach::Customs(districts) => districts.clone(),
        Reach::Companies(_) => Vec::new(),
    };
    let kinds = match &principal.who {
        Who::Person { person, .. } if !principal.has(Right::AssignTasks) => {
            let (roles, day) = (roles_of(person), clock::now().local_date());
            let kinds = |it: &Registry| it.law.worklist.kinds_of(&roles, day);
            Some(state.with_registry(records, kinds)?)
        }
        _ => None,
    };
    Ok(TaskReach { offices, kinds })
}

/// Nobody moves what is of another district or queue.
async fn refuse_out_of_reach(
    state: &ApiState,
    principal: &Arc<Principal>,
    tasks: &[TaskRef],
) -> Result<(), Failure> {
    let (principal, tasks) = (Arc::clone(principal), tasks.to_vec());
    let read = state.read(move |records, state| {
        let reach = reach(&principal, records, state)?;
        for task in tasks {
            let open = records.tasks_of(task.case)?;
            let row = open.iter().find(|it| it.kind == task.kind);
            if row.is_some_and(|it| !reach.covers(&it.office, it.kind)) {
                return Ok(Some(task_id(task)));
            }
        }
        Ok(None)
    });
    match read.await? {
        Some(id) => Err(forbidden("forbidden", format!("`{id}` is of another district or queue"))),
        None => Ok(()),
    }
}

/// Whoever does not assign others' tasks hands over his own.
async fn refuse_others_tasks(
    state: &ApiState,
    principal: &Principal,
    officer: &str,
    tasks: &[TaskRef],
) -> Result<(), Failure> {
    if principal.has(Right::AssignTasks) {
        return Ok(());
    }
    let holder = officer.to_owned();
    let own = state.read(move |records, _| held_by(records, &holder)).await?;
    let is_own = tasks.iter().all(|it| own.contains(it));
    is_own.then_some(()).ok_or_else(|| forbidden("forbidden", "these are not all tasks of yours"))
}

fn named(ids: &[String]) -> Result<Vec<TaskRef>, Failure> {
    if ids.is_empty() || ids.len() > TASKS_MAX {
        return Err(Failure::bad_request(format!("1 to {TASKS_MAX} tasks are named at once")));
    }
    let task = |id: &String| {
        task_of(id).ok_or_else(|| Failure::bad_request(format!("`{id}` is no task's id")))
    };
    ids.iter().map(task).collect()
}

/// Gives the house an officer's word, waits until it is decided, and tells what became of each task.
async fn said(
    state: &ApiState,
    word: Word,
    tasks: Vec<TaskRef>,
) -> Result<Json<TaskAnswers>, Failure> {
    let Word { act, officer, reason } = word;
    let mut items = Vec::<TaskAnswer>::with_capacity(tasks.len());
    for (tasks, message) in words(&act, &tasks, &officer, &reason) {
        let input = tell_house(state, &message, &officer).await?;
        let (act, officer) = (act.clone(), officer.clone());
        let told = state.read(move |records, _| answers(records, input, &tasks, &act, &officer));
        items.extend(told.await?);
    }
    Ok(Json(TaskAnswers { items }))
}
