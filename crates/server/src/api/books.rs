//! Account books and what is left of them.

use axum::{Json, extract::State};

use super::{ApiState, extract::Path, problem::Failure};
use crate::view::{BookView, Problem, book_view};

/// An account book, line by line, with what is left
#[utoipa::path(
    get, path = "/api/v1/books/{number}", operation_id = "getBook", tag = "books",
    params(("number" = String, Path, description = "The book's number (账册编号)")),
    responses((status = 200, description = "The book", body = BookView),
        (status = 404, description = "No such book", body = Problem))
)]
pub(crate) async fn get_book(
    State(state): State<ApiState>,
    Path(number): Path<String>,
) -> Result<Json<BookView>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| {
        state.with_registry(records, |registry| book_view(records, registry, &number))?
    });
    let missing = || Failure::not_found(format!("no book `{asked}` is registered here"));
    view.await?.map(Json).ok_or_else(missing)
}
