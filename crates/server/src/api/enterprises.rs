//! The registry: rows in, enterprises out.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, header},
};
use clearance::{Registry, ports::Records};
use model::{Enterprise, GuaranteeRow, HouseMessage, Role};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    messages::{taken, unavailable},
    page,
    problem::Failure,
};
use crate::{
    access::Viewer,
    clock,
    intake::Refused,
    registry_file::{self, CellFault},
    view::{EnterprisePage, EnterpriseView, Problem, RegistryTaken, enterprise_view, vocabulary},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EnterpriseQuery {
    /// Part of a code or of a name.
    q: Option<String>,
    /// Only enterprises with this role.
    #[param(value_type = Option<vocabulary::Role>)]
    role: Option<Role>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Find registered enterprises
#[utoipa::path(
    get, path = "/api/v1/enterprises", operation_id = "listEnterprises", tag = "registry",
    params(EnterpriseQuery),
    responses((status = 200, description = "Some enterprises, by code", body = EnterprisePage))
)]
pub(crate) async fn list_enterprises(
    State(state): State<ApiState>,
    Query(query): Query<EnterpriseQuery>,
) -> Result<Json<EnterprisePage>, Failure> {
    let limit = page::limit(query.limit);
    let page = state.read(move |records, state| {
        let q = query.q.as_deref().unwrap_or_default().trim();
        let after = query.after.as_deref().unwrap_or_default();
        let fits = |it: &&Enterprise| {
            (q.is_empty() || it.name.contains(q) || it.codes().any(|code| code.contains(q)))
                && query.role.is_none_or(|role| it.roles.contains(&role))
                && it.code.as_str() > after
        };
        let today = clock::now().local_date();
        let mut items: Vec<EnterpriseView> = state.with_registry(records, |registry| {
            let found = registry.enterprises().filter(fits).take(limit + 1);
            found.map(|it| enterprise_view(registry, it, today, None)).collect()
        })?;
        let is_full = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| is_full).map(|it| it.code.clone());
        Ok(EnterprisePage { items, next })
    });
    Ok(Json(page.await?))
}

/// One enterprise, by either of its codes
///
/// A company's people see their own.
#[utoipa::path(
    get, path = "/api/v1/enterprises/{code}", operation_id = "getEnterprise", tag = "registry",
    params(("code" = String, Path, description = "Its 10- or 18-character code")),
    responses((status = 200, description = "The enterprise", body = EnterpriseView),
        (status = 404, description = "Not registered", body = Problem))
)]
pub(crate) async fn get_enterprise(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(code): Path<String>,
) -> Result<Json<EnterpriseView>, Failure> {
    let asked = code.clone();
    let missing = || Failure::not_found(format!("no enterprise has the code `{asked}`"));
    if viewer.codes().is_some_and(|own| !own.contains(&code)) {
        return Err(missing());
    }
    let view = state.read(move |records, state| {
        let Some(row) = state.with_registry(records, |it| it.enterprise(&code).cloned())? else {
            return Ok(None);
        };
        let guarantee = guarantee_of(records, state, &row)?;
        let today = clock::now().local_date();
        state.with_registry(records, |it| Some(enterprise_view(it, &row, today, guarantee)))
    });
    view.await?.map(Json).ok_or_else(missing)
}

/// The account under the first of its codes that has one.
pub(super) fn guarantee_of(
    records: &HouseRecords,
    state: &ApiState,
    row: &Enterprise,
) -> anyhow::Result<Option<model::Account>> {
    for code in row.codes() {
        if let Some(account) = records.account(state.keyring().guarantee(code))? {
            return Ok(Some(account.account));
        }
    }
    Ok(None)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Trial {
    /// Only say what is wrong; nothing is taken.
    #[serde(default)]
    check: bool,
}

/// Rows of the registry as JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    #[serde(default)]
    enterprises: Vec<Enterprise>,
    #[serde(default)]
    guarantees: Vec<GuaranteeRow>,
}

/// Register enterprises
///
/// JSON `{"enterprises": […], "guarantees": […]}`, or with `content-type: text/csv` a table whose
/// columns are those of `tongguan registry import`. A row whose code is known replaces it. Nothing
/// is taken when anything is wrong; the problem lists every fault.
#[utoipa::path(
    post, path = "/api/v1/registry", operation_id = "postRegistry", tag = "registry",
    params(Trial),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "Taken, or would be", body = RegistryTaken),
        (status = 422, description = "Every fault, by line and column", body = Problem),
        (status = 503, description = "Come again", body = Problem),
    )
)]
pub(crate) async fn post_registry(
    State(state): State<ApiState>,
    Query(trial): Query<Trial>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RegistryTaken>, Failure> {
    let bytes = taken(body)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let is_table = kind.is_some_and(|it| it.starts_with("text/csv"));
    let read = state.read(move |records, state| {
        state.with_registry(records, |registry| read_rows(&bytes, is_table, registry))
    });
    let message = read.await?.map_err(Failure::of_cells)?;
    let HouseMessage::Registry { enterprises, guarantees, .. } = &message else {
        return Err(Failure::internal("rows of the registry make another message"));
    };
    let (enterprises, guarantees) = (enterprises.len(), guarantees.len());
    let mut input = None;
    if !trial.check {
        let raw = clock::received_now(&message, "").map_err(Failure::internal)?;
        let answer = state.intake().submit(raw).map_err(unavailable)?;
        let closed = |_| unavailable(Refused::Closed);
        let accepted = answer.await.map_err(closed)?.map_err(unavailable)?;
        state.intake().decided(accepted.input).await.map_err(unavailable)?;
        input = Some(accepted.input.0);
    }
    Ok(Json(RegistryTaken { input, enterprises, guarantees }))
}

fn read_rows(
    bytes: &[u8],
    is_table: bool,
    registry: &Registry,
) -> Result<HouseMessage, Vec<CellFault>> {
    if is_table {
        return registry_file::read(bytes, registry).map(registry_file::Table::into_message);
    }
    let form = |line: usize, column: usize, observed: String| {
        vec![CellFault {
            line: line as u64,
            column: column.to_string(),
            observed,
            expected: "{\"enterprises\": [...], \"guarantees\": [...]}".to_owned(),
        }]
    };
    let rows: Rows = serde_json::from_slice(bytes)
        .map_err(|error| form(error.line(), error.column(), error.to_string()))?;
    if rows.enterprises.is_empty() && rows.guarantees.is_empty() {
        return Err(form(1, 1, "no rows".to_owned()));
    }
    let findings = registry.faults_of(&rows.enterprises);
    if !findings.is_empty() {
        let fault = |it: model::Finding| CellFault {
            line: 0,
            column: it.pointer,
            observed: it.observed,
            expected: it.expected,
        };
        return Err(findings.into_iter().map(fault).collect());
    }
    let Rows { enterprises, guarantees } = rows;
    Ok(HouseMessage::Registry {
        enterprises,
        guarantees,
        books: Vec::new(),
        watch: Vec::new(),
        positive_list: Vec::new(),
        signatories: Vec::new(),
    })
}
