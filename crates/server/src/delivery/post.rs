//! One request to one receiver: to an address that was checked, over TLS, without a redirect.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hyper::{Response, body::Incoming};
use tokio::time::timeout;

use super::address::{BadAddress, Policy, Target};
use crate::outbound::{NoTls, Trust, connect, exchange};

/// Waited for a receiver, from the first look-up to the end of his answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes read of an answer, and how long; it only serves to say why a receiver refuses.
const ANSWER_MAX: usize = 2048;
const ANSWER_PATIENCE: Duration = Duration::from_secs(2);
/// Characters of it that are kept.
const WORDS_MAX: usize = 200;

/// Calls receivers.
#[derive(Clone)]
pub(crate) struct Caller {
    policy: Policy,
    trust: Trust,
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// The beginning of what it said, in one line.
    pub(crate) words: String,
    /// When it wants to be called again, in seconds from now.
    pub(crate) retry_after: Option<u32>,
}

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Silent {
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    #[error(transparent)]
    Tls(#[from] NoTls),
    #[error("the request failed: {0}")]
    Http(#[source] hyper::Error),
    #[error("the request cannot be made: {0}")]
    Request(#[source] axum::http::Error),
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Late,
}

impl Caller {
    pub(crate) fn new(policy: Policy) -> Caller {
        Caller { policy, trust: Trust::default() }
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// Posts a body. Headers are given by name and value; those of HTTP itself are set here.
    ///
    /// # Errors
    /// When the address may not be called, or no whole answer came in time.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<Answer, Silent> {
        let target = Target::parse(url)?;
        let call = self.call(&target, headers, body);
        timeout(PATIENCE, call).await.unwrap_or(Err(Silent::Late))
    }

    async fn call(
        &self,
        target: &Target,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<Answer, Silent> {
        let addresses = target.resolve(self.policy).await?;
        let stream = connect(&addresses).await.map_err(Silent::Connect)?;
        let request = request(target, headers, body).map_err(Silent::Request)?;
        if !target.is_tls {
            return exchange(stream, request, answer_of).await.map_err(Silent::Http);
        }
        let stream = self.trust.secure(&target.host, stream).await?;
        exchange(stream, request, answer_of).await.map_err(Silent::Http)
    }
}

fn request(
    target: &Target,
    headers: &[(&'static str, String)],
    body: Bytes,
) -> Result<Request<Body>, axum::http::Error> {
    let mut request = Request::post(&target.path)
        .header(header::HOST, &target.authority)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("tongguan/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close");
    for (name, value) in headers {
        request = request.header(*name, HeaderValue::from_str(value)?);
    }
    request.body(Body::from(body))
}

async fn answer_of(answer: Response<Incoming>) -> Answer {
    let retry_after = answer.headers().get(header::RETRY_AFTER);
    let retry_after = retry_after.and_then(|it| it.to_str().ok()?.trim().parse().ok());
    let status = answer.status();
    let words = words(answer.into_body()).await;
    Answer { status, words, retry_after }
}

/// The beginning of an answer. What is cut off, or breaks off, does not matter: its status said
/// what there is to know.
async fn words(mut body: Incoming) -> String {
    let mut bytes = Vec::new();
    let read = async {
        while bytes.len() < ANSWER_MAX {
            match body.frame().await {
                Some(Ok(frame)) => bytes.extend(frame.into_data().unwrap_or_default()),
                Some(Err(_)) | None => break,
            }
        }
    };
    // What was read until then does.
    let _ = timeout(ANSWER_PATIENCE, read).await;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().filter(|it| !it.is_control()).take(WORDS_MAX).collect()
}
