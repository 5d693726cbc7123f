//! Who asks over HTTP, and how long he waits.

use std::time::{Duration, Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use prometheus_client::{
    metrics::{counter::Counter, family::Family},
    registry::{Registry, Unit},
};
use tracing::debug;

use super::{Labels, Metrics, Times, seconds};

pub(super) struct DoorFigures {
    requests: Family<Labels<3>, Counter>,
    times: Times<2>,
}

impl DoorFigures {
    pub(super) fn new(registry: &mut Registry) -> DoorFigures {
        let it = DoorFigures {
            requests: Family::default(),
            times: Family::new_with_constructor(seconds),
        };
        registry.register("http_requests", "Requests answered", it.requests.clone());
        registry.register_with_unit(
            "http_request",
            "From a request to the beginning of its answer",
            Unit::Seconds,
            it.times.clone(),
        );
        it
    }

    pub(super) fn saw(&self, of: Labels<2>, status: u16, took: Duration) {
        self.times.get_or_create(&of).observe(took.as_secs_f64());
        let [method, route] = of;
        self.requests.get_or_create(&[method, route, ("status", status.to_string())]).inc();
    }
}

/// Counts a request under its route, never under its path: paths name cases.
pub(crate) async fn count_requests(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = method_of(&request);
    let route = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned());
    let route = route.unwrap_or_else(|| "console".to_owned());
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    debug!(method, route, status, us = took.as_micros(), "a request is answered");
    let of = [("method", method.to_owned()), ("route", route)];
    metrics.kept.door.saw(of, status, took);
    response
}

/// Methods that nobody serves are one: whoever makes them up makes no figures.
fn method_of(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
