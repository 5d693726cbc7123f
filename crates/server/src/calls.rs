//! Calls to addresses that the operator named: a running house, a collector of traces. Any address, with or without TLS.

use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
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

    /// What is answered to a request.
    ///
    /// # Errors
    /// When nothing is, in time.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.target.authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("tongguan/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close")
            .body(Body::from(body))
            .context("the request cannot be made")?;
        let asked = self.exchange(request);
        timeout(PATIENCE, asked).await.context("no answer in time")?
    }

    async fn exchange(&self, request: Request<Body>) -> Result<(StatusCode, Bytes)> {
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

async fn answer_of(answer: Response<Incoming>) -> Result<(StatusCode, Bytes)> {
    let status = answer.status();
    let body = Limited::new(answer.into_body(), ANSWER_MAX).collect().await;
    let body = body.map_err(anyhow::Error::from_boxed).context("the answer broke off")?;
    Ok((status, body.to_bytes()))
}
