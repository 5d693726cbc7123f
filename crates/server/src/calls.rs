//! Calls to addresses that the operator named: a running house, a collector of traces. Any address, with or without TLS.

use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Request, header},
};
use http_body_util::{BodyExt as _, Limited};
use hyper::{Response, body::Incoming};
use tokio::time::timeout;

use crate::{
    delivery::Target,
    outbound::{Trust, connect, exchange},
};

/// Waited for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes read of one.
const ANSWER_MAX: usize = 256 * 1024;

/// Where to, and whom to trust there.
#[derive(Clone)]
pub(crate) struct Called {
    target: Target,
    trust: Trust,
}

impl Called {
    /// # Errors
    /// When it is no address of HTTP.
    pub(crate) fn new(url: &str) -> Result<Called> {
        Ok(Called { target: Target::parse(url)?, trust: Trust::default() })
    }

    /// The address, with something after its path.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.target.path.trim_end_matches('/'))
    }

    /// What is answered to a request, whose path and headers are its own.
    ///
    /// # Errors
    /// When nothing is, in time.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let (mut head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |it| it.as_str());
        head.uri = path.parse().context("the request cannot be made")?;
        let host = HeaderValue::from_str(&self.target.authority);
        head.headers.insert(header::HOST, host.context("the request cannot be made")?);
        head.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let asked = self.exchange(Request::from_parts(head, Body::from(body)));
        timeout(PATIENCE, asked).await.context("no answer in time")?
    }

    async fn exchange(&self, request: Request<Body>) -> Result<Response<Bytes>> {
        let Target { host, port, is_tls, .. } = &self.target;
        let found = tokio::net::lookup_host((host.as_str(), *port)).await;
        let addresses: Vec<_> = found.context("its name is not known")?.collect();
        let stream = connect(&addresses).await.context("cannot connect")?;
        if *is_tls {
            let stream = self.trust.secure(host, stream).await?;
            return exchange(stream, request, answer_of).await.context("the request failed")?;
        }
        exchange(stream, request, answer_of).await.context("the request failed")?
    }
}

async fn answer_of(answer: Response<Incoming>) -> Result<Response<Bytes>> {
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, ANSWER_MAX).collect().await;
    let body = body.map_err(anyhow::Error::from_boxed).context("the answer broke off")?;
    Ok(Response::from_parts(head, body.to_bytes()))
}
