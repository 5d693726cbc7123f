//! The console, embedded: what `npm run build` left in `console/dist` when this was compiled.

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../console/dist"]
#[allow_missing = true]
struct Assets;

/// How files are kept besides as they are, the smallest first: what a browser says of it, and how their names end.
const COMPRESSED: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Whether this was compiled with the console.
pub(crate) fn is_built() -> bool {
    Assets::get("index.html").is_some()
}

/// A file of the console, or its page for any other path.
pub(crate) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    // Names under assets/ carry a digest of their content.
    let is_asset = path.starts_with("assets/");
    let caching = if is_asset { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    if let Some(file) = file(path, kind.as_ref(), caching, &headers) {
        return file;
    }
    if is_asset {
        return StatusCode::NOT_FOUND.into_response();
    }
    let page = file("index.html", "text/html; charset=utf-8", "no-cache", &headers);
    page.unwrap_or_else(|| Html(NOT_BUILT).into_response())
}

/// A file as small as the browser takes it; nothing where there is none.
fn file(path: &str, kind: &str, caching: &str, asked: &HeaderMap) -> Option<Response> {
    let taken = asked.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    let takes = |coding: &str| is_among(taken.unwrap_or_default(), coding);
    let smaller =
        COMPRESSED.iter().filter(|(coding, _)| takes(coding)).find_map(|(coding, ending)| {
            Assets::get(&format!("{path}{ending}")).map(|it| (Some(*coding), it))
        });
    let (coding, file) = smaller.or_else(|| Assets::get(path).map(|it| (None, it)))?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "accept-encoding"),
    ];
    let coded = coding.map(|it| [(header::CONTENT_ENCODING, it)]);
    let body = Body::from(file.data);
    Some(match coded {
        Some(coded) => (headers, coded, body).into_response(),
        None => (headers, body).into_response(),
    })
}

/// Whether a coding is among those that a browser takes.
fn is_among(taken: &str, coding: &str) -> bool {
    taken.split(',').any(|it| {
        let (name, weight) = it.split_once(';').unwrap_or((it, ""));
        name.trim() == coding && !matches!(weight.trim(), "q=0" | "q=0.0")
    })
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>Tongguan 通关</title><body style=\"font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto\">\
<h1>通关 Tongguan</h1><p>The house is running and its API answers under <code>/api/v1</code>. \
This binary was built without the console.</p><p>To have it: install Node.js 20 or newer, run \
<code>make console</code>, build again. <code>make demo</code> does all of it.</p></body></html>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_where_it_is_named_and_not_refused() {
        assert!(is_among("gzip, deflate, br", "br"));
        assert!(is_among("br;q=1.0, gzip;q=0.8", "gzip"));
        assert!(!is_among("gzip;q=0, br", "gzip"));
        assert!(!is_among("gzipped", "gzip"));
        assert!(!is_among("", "br"));
    }
}
