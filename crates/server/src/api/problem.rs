//! Refusals as RFC 9457 problems.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tracing::error;
use utoipa::{
    Modify,
    openapi::{Content, OpenApi, RefOr, Response as Answer},
};

use crate::{
    registry_file::CellFault,
    view::{Problem, ProblemFault},
};

/// Why a request got no answer.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    faults: Vec<CellFault>,
    /// After how many seconds to come again.
    retry_after: Option<u64>,
}

impl Failure {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Failure {
        Failure {
            status,
            code,
            title,
            detail: detail.into(),
            faults: Vec::new(),
            retry_after: None,
        }
    }

    /// Rows that cannot be taken, with everything that is wrong with them.
    pub(crate) fn of_cells(faults: Vec<CellFault>) -> Failure {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let detail = format!("{} faults; nothing is taken", faults.len());
        let failure = Failure::new(status, "bad_rows", "the rows cannot be taken", detail);
        Failure { faults, ..failure }
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Failure {
        Failure::new(StatusCode::NOT_FOUND, "not_found", "not found", detail)
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Failure {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "the request is not understood",
            detail,
        )
    }

    /// Whoever asks too often is told when to come again.
    pub(crate) fn too_many(seconds: u64) -> Failure {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let detail = format!("come again in {seconds} s");
        let failure = Failure::new(status, "too_many", "asked too often", detail);
        Failure { retry_after: Some(seconds), ..failure }
    }

    /// There is no house to ask yet.
    pub(crate) fn opening() -> Failure {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let failure =
            Failure::new(status, "unavailable", "the house is being opened", "come again");
        Failure { retry_after: Some(5), ..failure }
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Failure {
        error!(error = format!("{error:#}"), "a request failed");
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the house failed",
            "the operator's log says more",
        )
    }
}

/// What failed with all its causes, for the operator's log.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure::internal(format!("{error:#}"))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Failure { status, code, title, detail, faults, retry_after } = self;
        let problem = Problem {
            kind: format!("urn:tongguan:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            code: code.to_owned(),
            faults: faults.into_iter().map(ProblemFault::from).collect(),
        };
        let mut response = (status, Json(problem)).into_response();
        let kind = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(crate) async fn no_such_route() -> Failure {
    Failure::not_found("the API has no such path; /api/v1/openapi.json lists them")
}

/// Says of each answer that is a problem that it is one: it comes as `application/problem+json`.
pub(crate) struct ProblemsByName;

impl Modify for ProblemsByName {
    fn modify(&self, document: &mut OpenApi) {
        let paths = document.paths.paths.values_mut();
        let operations = paths
            .flat_map(|it| [&mut it.get, &mut it.put, &mut it.post, &mut it.patch, &mut it.delete]);
        for operation in operations.flatten() {
            for response in operation.responses.responses.values_mut() {
                let RefOr::T(Answer { content, .. }) = response else { continue };
                if content.get("application/json").is_some_and(is_problem)
                    && let Some(it) = content.shift_remove("application/json")
                {
                    content.insert("application/problem+json".to_owned(), it);
                }
            }
        }
    }
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) = content else { return false };
    schema.ref_location.ends_with("/Problem")
}
