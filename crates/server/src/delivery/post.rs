//! One request to one receiver: to an address that was checked, over TLS, without a redirect.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{self, ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::address::{BadAddress, Policy, Target};

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
    tls: Arc<OnceLock<Result<TlsConnector, String>>>,
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
    #[error("cannot agree on TLS: {0}")]
    Tls(#[source] io::Error),
    #[error("no certificates to trust: {0}")]
    NoTrust(String),
    #[error("the request failed: {0}")]
    Http(#[source] hyper::Error),
    #[error("the request cannot be made: {0}")]
    Request(#[source] axum::http::Error),
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Late,
}

impl Caller {
    pub(crate) fn new(policy: Policy) -> Caller {
        Caller { policy, tls: Arc::default() }
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
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host.clone())
            .map_err(|cause| Silent::Tls(io::Error::other(cause)))?;
        let stream = self.tls()?.connect(name, stream).await.map_err(Silent::Tls)?;
        exchange(stream, request).await
    }

    /// With the certificates that this machine trusts (or those that `SSL_CERT_FILE` names), read
    /// when the first receiver is called.
    fn tls(&self) -> Result<&TlsConnector, Silent> {
        let tls = self.tls.get_or_init(|| trust().map_err(|it| it.to_string()));
        tls.as_ref().map_err(|it| Silent::NoTrust(it.clone()))
    }
}

fn trust() -> Result<TlsConnector, rustls::Error> {
    let mut roots = RootCertStore::empty();
    // One certificate that cannot be read does no harm; none at all is said when it is missed.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// To the first of the checked addresses that takes the connection.
async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::AddrNotAvailable.into();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
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

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Body>,
) -> Result<Answer, Silent> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(Silent::Http)?;
    let answer = async {
        let answer = sender.send_request(request).await.map_err(Silent::Http)?;
        let retry_after = answer.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|it| it.to_str().ok()?.trim().parse().ok());
        let status = answer.status();
        let words = words(answer.into_body()).await;
        Ok(Answer { status, words, retry_after })
    };
    // The connection moves the bytes, and both end together.
    let both = async { tokio::join!(answer, connection).0 };
    both.await
}

/// The beginning of an answer. What is cut off, or breaks off, does not matter: its status said
/// what there is to know.
async fn words(mut body: hyper::body::Incoming) -> String {
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
