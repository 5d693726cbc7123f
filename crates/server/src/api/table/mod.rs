//! Lists as tables: whatever a list shows, as CSV or as a workbook of Excel, for the same reader.
//!
//! It is one layer before every list. The list itself is asked, page after page, by the same principal with the same
//! question, so a table cannot show what the list does not. Columns come from the list's schema, headings and their
//! order from `words.csv`.

mod columns;
mod write;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context as _, Result};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc};

use self::{columns::schemas, write::Writer};
use super::{BODY_MAX, problem::Failure};
use crate::clock;

pub(super) use columns::Columns;

/// Rows of a table at most; what is longer says so.
const ROWS_MAX: usize = 100_000;
/// Pages that are asked for one table: of a company most rows of a page may be others'.
const PAGES_MAX: usize = 1_000;
/// Rows that a page is asked for; as many as a list gives at once.
const PAGE_ROWS: usize = 500;
/// Tables that are made at once; whoever comes next waits. Together with the rows this bounds what they may hold.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// In what a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
}

impl Format {
    fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// What was asked for: by the address, else by the header; nothing where it is JSON.
    fn asked(uri: &Uri, headers: &HeaderMap) -> Result<Option<Format>, Failure> {
        let named = pairs(uri).find_map(|it| it.strip_prefix("format="));
        match named {
            Some("csv") => return Ok(Some(Format::Csv)),
            Some("xlsx") => return Ok(Some(Format::Xlsx)),
            Some("json") => return Ok(None),
            Some(_) => return Err(Failure::bad_request("`format` is `csv`, `xlsx` or `json`")),
            None => {}
        }
        let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or("");
        let mut kinds = accept.split(',').filter_map(|it| it.split(';').next()).map(str::trim);
        let first = kinds.find_map(|kind| match kind {
            "application/json" => Some(None),
            _ => {
                [Format::Csv, Format::Xlsx].into_iter().find(|it| it.media_type() == kind).map(Some)
            }
        });
        Ok(first.flatten())
    }
}

/// The language of headings, titles and of yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    English,
}

impl Language {
    /// Chinese, unless English stands before it.
    fn asked(headers: &HeaderMap) -> Language {
        let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        let first = text.unwrap_or("").split(',').map(str::trim).find_map(|it| it.get(..2));
        if first.is_some_and(|it| it.eq_ignore_ascii_case("en")) {
            Language::English
        } else {
            Language::Chinese
        }
    }
}

/// The lists among the routes, with the columns of each.
pub(super) fn lists(openapi: &Value) -> BTreeMap<String, Arc<Columns>> {
    schemas(openapi)
}

/// One page of a list, as every list answers.
#[derive(Deserialize)]
struct Page {
    items: Vec<Value>,
    next: Option<Value>,
}

/// Answers with a table where one was asked for.
pub(super) async fn tabulate(
    State(columns): State<Arc<Columns>>,
    request: Request,
    next: Next,
) -> Response {
    match Format::asked(request.uri(), request.headers()) {
        Err(refused) => refused.into_response(),
        Ok(None) => next.run(request).await,
        Ok(Some(format)) => {
            let (parts, _) = request.into_parts();
            match table(columns, format, &parts, &next).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(refused)) => refused,
                Err(failed) => Failure::internal(failed).into_response(),
            }
        }
    }
}

/// The table, or the list's own refusal.
async fn table(
    columns: Arc<Columns>,
    format: Format,
    parts: &Parts,
    next: &Next,
) -> Result<Result<Response, Response>> {
    let _turn = AT_ONCE.acquire().await?;
    let language = Language::asked(&parts.headers);
    let (to_writer, mut pages) = mpsc::channel::<Vec<Value>>(1);
    let writing = tokio::task::spawn_blocking(move || -> Result<Vec<u8>> {
        let mut writer = Writer::new(format, &columns, language)?;
        while let Some(rows) = pages.blocking_recv() {
            for row in &rows {
                writer.row(row)?;
            }
        }
        writer.end()
    });
    let begin = pairs(&parts.uri).find_map(|it| it.strip_prefix("after="));
    let (mut after, mut n_rows, mut n_pages) = (begin.map(str::to_owned), 0, 0);
    let is_whole = loop {
        let answer = next.clone().run(asking(parts, after.as_deref())?).await;
        if answer.status() != StatusCode::OK {
            return Ok(Err(answer));
        }
        let bytes = to_bytes(answer.into_body(), BODY_MAX).await?;
        let mut page: Page = serde_json::from_slice(&bytes).context("a list without `items`")?;
        let is_cut = page.items.len() > ROWS_MAX - n_rows;
        page.items.truncate(ROWS_MAX - n_rows);
        n_rows += page.items.len();
        n_pages += 1;
        to_writer.send(page.items).await.context("the writer ended")?;
        let following = page.next.map(|it| escaped(it.as_str().unwrap_or(&it.to_string())));
        if is_cut {
            break false;
        }
        match following {
            // Lists of receipts say where to go on even at their end.
            Some(next) if after.as_ref() != Some(&next) => after = Some(next),
            _ => break true,
        }
        if n_rows == ROWS_MAX || n_pages == PAGES_MAX {
            break false;
        }
    };
    drop(to_writer);
    let bytes = writing.await??;
    Ok(Ok(answer(
        format,
        &file_name(parts.uri.path(), format, n_rows, is_whole),
        n_rows,
        is_whole,
        bytes,
    )))
}

fn answer(format: Format, name: &str, n_rows: usize, is_whole: bool, bytes: Vec<u8>) -> Response {
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => format.media_type(),
    };
    let headers = [
        (header::CONTENT_TYPE.as_str(), kind.to_owned()),
        (header::CONTENT_DISPOSITION.as_str(), format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL.as_str(), "no-store".to_owned()),
        (header::VARY.as_str(), "Accept, Accept-Language".to_owned()),
        ("x-table-rows", n_rows.to_string()),
        ("x-table-whole", if is_whole { "yes" } else { "no" }.to_owned()),
    ];
    (headers, Body::from(bytes)).into_response()
}

/// What the file is called: the list, the day, and that it is not whole where it is not.
fn file_name(path: &str, format: Format, n_rows: usize, is_whole: bool) -> String {
    let list: Vec<&str> = path.split('/').skip(3).collect();
    let cut = if is_whole { String::new() } else { format!("-first-{n_rows}") };
    let kept = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
    let list: String = list.join("-").chars().map(kept).collect();
    format!("{list}-{}{cut}.{}", clock::now().local_date(), format.extension())
}

/// The same question for one page in JSON, by the same principal. Where to go on is spelt as it stands in an address.
fn asking(parts: &Parts, after: Option<&str>) -> Result<Request> {
    let own = ["format=", "limit=", "after=", "wait="];
    let mut query: Vec<String> = pairs(&parts.uri)
        .filter(|pair| !own.iter().any(|it| pair.starts_with(it)))
        .map(str::to_owned)
        .collect();
    query.push(format!("limit={PAGE_ROWS}"));
    query.extend(after.map(|it| format!("after={it}")));
    let uri = format!("{}?{}", parts.uri.path(), query.join("&"));
    let mut request = Request::builder().uri(uri).body(Body::empty())?;
    *request.headers_mut() = parts.headers.clone();
    request.headers_mut().remove(header::ACCEPT);
    *request.extensions_mut() = parts.extensions.clone();
    Ok(request)
}

fn pairs(uri: &Uri) -> impl Iterator<Item = &str> {
    uri.query().unwrap_or("").split('&').filter(|it| !it.is_empty())
}

/// As it may stand in an address.
fn escaped(text: &str) -> String {
    let spelt = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(spelt).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(uri: &'static str, accept: &'static str) -> Option<Option<Format>> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        Format::asked(&Uri::from_static(uri), &headers).ok()
    }

    #[test]
    fn a_table_is_asked_for_by_address_or_header() {
        assert_eq!(asked("/x", "*/*"), Some(None));
        assert_eq!(asked("/x?format=csv", "*/*"), Some(Some(Format::Csv)));
        assert_eq!(asked("/x?a=1&format=xlsx", "application/json"), Some(Some(Format::Xlsx)));
        assert_eq!(asked("/x", "text/csv;q=0.9, */*"), Some(Some(Format::Csv)));
        assert_eq!(asked("/x", "application/json, text/csv"), Some(None));
        assert_eq!(asked("/x?format=json", "text/csv"), Some(None));
        assert_eq!(asked("/x?format=pdf", "*/*"), None);
    }

    #[test]
    fn the_next_page_is_asked_for_with_the_same_question() {
        let request = Request::builder()
            .uri("/api/v1/tasks?kind=a%20b&format=csv&after=9&limit=2")
            .header(header::ACCEPT, "text/csv")
            .body(())
            .unwrap();
        let (parts, ()) = request.into_parts();
        let asked = asking(&parts, Some(&escaped("2 &x"))).unwrap();
        assert_eq!(asked.uri(), "/api/v1/tasks?kind=a%20b&limit=500&after=2%20%26x");
        assert!(asked.headers().get(header::ACCEPT).is_none());
    }

    #[test]
    fn a_file_that_is_not_whole_says_so() {
        let name = file_name("/api/v1/recipients/4403/receipts", Format::Csv, 7, false);
        assert!(name.starts_with("recipients-4403-receipts-20") && name.ends_with("-first-7.csv"));
    }
}
