//! The console, embedded: what `npm run build` left in `console/dist` when this was compiled.

use axum::{
    body::Body,
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../console/dist"]
#[allow_missing = true]
struct Assets;

/// A file of the console, or its page for any other path.
pub(crate) async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Assets::get(path) {
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        // Names under assets/ carry a digest of their content.
        let caching = if path.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let headers = [(header::CONTENT_TYPE, kind.as_ref()), (header::CACHE_CONTROL, caching)];
        return (headers, Body::from(file.data)).into_response();
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Assets::get("index.html") {
        Some(page) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (headers, Body::from(page.data)).into_response()
        }
        None => Html(NOT_BUILT).into_response(),
    }
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>Tongguan 通关</title><body style=\"font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto\">\
<h1>通关 Tongguan</h1><p>The house is running and its API answers under <code>/api/v1</code>. \
This binary was built without the console.</p><p>To have it: install Node.js 20 or newer, run \
<code>make console</code>, build again. <code>make demo</code> does all of it.</p></body></html>";
