//! Drafts (草稿): what a company's people have not sent yet.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use store::{Draft, NewDraft, NotKept};

use super::{
    ApiState,
    extract::{Path, body},
    problem::Failure,
};
use crate::{
    access::{Principal, Reach, Who, forbidden},
    clock,
    view::{DraftKept, DraftList, DraftView, Problem, draft_summary, draft_view},
};

/// Bytes of a draft: some hundred lines with all that is said of them.
const DRAFT_BYTES: usize = 512 * 1024;
/// Characters of its name.
const NAME_MAX: usize = 100;
/// Drafts that a company may have.
const DRAFTS_MAX: u32 = 200;

/// Whose drafts somebody sees: his companies', and where nobody signs in those of nobody.
fn companies(principal: &Principal) -> Vec<String> {
    match &principal.reach {
        Reach::Companies(own) => own.clone(),
        Reach::Customs(_) => vec![String::new()],
    }
}

fn writer(principal: &Principal) -> String {
    match &principal.who {
        Who::Person { person, .. } => person.login.clone(),
        Who::Key { id } => format!("key {id}"),
        Who::Anybody => String::new(),
    }
}

/// One's companies' drafts
#[utoipa::path(
    get, path = "/api/v1/drafts", operation_id = "listDrafts", tag = "drafts",
    responses((status = 200, description = "Changed last first, without what they say", body = DraftList))
)]
pub(crate) async fn list_drafts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
) -> Result<Json<DraftList>, Failure> {
    let listed = state.with_drafts(move |drafts| {
        let mut all: Vec<Draft> = Vec::new();
        for company in companies(&principal) {
            all.extend(drafts.of_company(&company)?);
        }
        all.sort_by_key(|it| std::cmp::Reverse((it.updated_at, it.id)));
        Ok(DraftList { items: all.iter().map(draft_summary).collect() })
    });
    Ok(Json(listed.await?))
}

/// Keep a new draft
#[utoipa::path(
    post, path = "/api/v1/drafts", operation_id = "addDraft", tag = "drafts",
    request_body = DraftKept,
    responses((status = 201, description = "Kept", body = DraftView),
        (status = 403, description = "Another's company", body = Problem),
        (status = 409, description = "The company has as many as it may have", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "Not a draft", body = Problem))
)]
pub(crate) async fn add_draft(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<DraftKept>, JsonRejection>,
) -> Result<(StatusCode, Json<DraftView>), Failure> {
    let asked = body(asked)?;
    let own = companies(&principal);
    let company = asked.company.clone().or_else(|| own.first().cloned());
    let company = company.filter(|it| own.contains(it));
    let company = company.ok_or_else(|| forbidden("forbidden", "`company` is none of yours"))?;
    let draft = new_draft(&principal, asked, company)?;
    let kept = state.with_drafts(move |drafts| Ok(drafts.add(&draft, DRAFTS_MAX, clock::now())?));
    let view = draft_view(&kept.await?.map_err(not_kept)?)?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// One draft, whole
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}", operation_id = "getDraft", tag = "drafts",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "The draft", body = DraftView),
        (status = 404, description = "None of one's companies has it", body = Problem))
)]
pub(crate) async fn get_draft(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
) -> Result<Json<DraftView>, Failure> {
    let draft = find(&state, &principal, id).await?;
    Ok(Json(draft_view(&draft)?))
}

/// Keep a draft as it is now
#[utoipa::path(
    put, path = "/api/v1/drafts/{id}", operation_id = "putDraft", tag = "drafts",
    params(("id" = u64, Path, description = "Its number")),
    request_body = DraftKept,
    responses((status = 200, description = "Kept", body = DraftView),
        (status = 404, description = "None of one's companies has it", body = Problem),
        (status = 409, description = "Somebody else changed it meanwhile", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "Not a draft", body = Problem))
)]
pub(crate) async fn put_draft(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
    asked: Result<Json<DraftKept>, JsonRejection>,
) -> Result<Json<DraftView>, Failure> {
    let asked = body(asked)?;
    let company = find(&state, &principal, id).await?.company;
    let revision = asked.revision.ok_or_else(|| bad_draft("`revision` says what was changed"))?;
    let draft = new_draft(&principal, asked, company)?;
    let kept =
        state.with_drafts(move |drafts| Ok(drafts.put(id, revision, &draft, clock::now())?));
    Ok(Json(draft_view(&kept.await?.map_err(not_kept)?)?))
}

/// Throw a draft away
#[utoipa::path(
    delete, path = "/api/v1/drafts/{id}", operation_id = "removeDraft", tag = "drafts",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 204, description = "It is gone"),
        (status = 404, description = "None of one's companies has it", body = Problem))
)]
pub(crate) async fn remove_draft(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
) -> Result<StatusCode, Failure> {
    let company = find(&state, &principal, id).await?.company;
    let removed = state.with_drafts(move |drafts| Ok(drafts.remove(id, &company)?));
    removed.await?.then_some(StatusCode::NO_CONTENT).ok_or_else(|| missing(id))
}

async fn find(state: &ApiState, principal: &Principal, id: u64) -> Result<Draft, Failure> {
    let own = companies(principal);
    let draft = state.with_drafts(move |drafts| Ok(drafts.draft(id)?)).await?;
    draft.filter(|it| own.contains(&it.company)).ok_or_else(|| missing(id))
}

fn new_draft(
    principal: &Principal,
    asked: DraftKept,
    company: String,
) -> Result<NewDraft, Failure> {
    let name = asked.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(bad_draft("`name` has 1 to 100 characters"));
    }
    let body = serde_json::Value::Object(asked.declaration).to_string();
    if body.len() > DRAFT_BYTES {
        let (status, title) = (StatusCode::PAYLOAD_TOO_LARGE, "the draft is too large");
        return Err(Failure::new(
            status,
            "too_large",
            title,
            format!("at most {DRAFT_BYTES} bytes"),
        ));
    }
    Ok(NewDraft { company, person: writer(principal), name, body })
}

fn missing(id: u64) -> Failure {
    Failure::not_found(format!("there is no draft {id}"))
}

fn bad_draft(detail: &str) -> Failure {
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_draft", "this is not a draft", detail)
}

fn not_kept(why: NotKept) -> Failure {
    let (code, title) = match why {
        NotKept::NoSuch => return Failure::not_found("there is no such draft"),
        NotKept::Changed => ("draft_changed", "somebody else changed it meanwhile"),
        NotKept::TooMany => ("too_many_drafts", "there are as many drafts as there may be"),
    };
    let detail = match why {
        NotKept::Changed => "read it again; what you have is not kept".to_owned(),
        _ => format!("a company has at most {DRAFTS_MAX}; throw some away"),
    };
    Failure::new(StatusCode::CONFLICT, code, title, detail)
}
