//! Connections that the house opens itself: HTTP/1.1, one request each, over TLS with the certificates that this machine trusts.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use axum::{body::Body, http::Request};
use hyper::{Response, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{self, ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// Whom the house trusts: the certificates of this machine (or those that `SSL_CERT_FILE` names), read when they are first needed.
#[derive(Clone, Default)]
pub(crate) struct Trust(Arc<OnceLock<Result<TlsConnector, String>>>);

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTls {
    #[error("cannot agree on TLS: {0}")]
    Tls(#[source] io::Error),
    #[error("no certificates to trust: {0}")]
    NoTrust(String),
}

impl Trust {
    /// TLS over a connection, with whoever has that name.
    ///
    /// # Errors
    /// When nothing is trusted, or he is not.
    pub(crate) async fn secure(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, NoTls> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|cause| NoTls::Tls(io::Error::other(cause)))?;
        let connector = self.0.get_or_init(|| trust().map_err(|it| it.to_string()));
        let connector = connector.as_ref().map_err(|it| NoTls::NoTrust(it.clone()))?;
        connector.connect(name, stream).await.map_err(NoTls::Tls)
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

/// To the first of some addresses that takes the connection.
///
/// # Errors
/// When none does.
pub(crate) async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::AddrNotAvailable.into();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Sends a request and reads its answer, whose body may be read as far as the reader likes.
///
/// # Errors
/// When there is no answer.
pub(crate) async fn exchange<T: Future>(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Body>,
    read: impl FnOnce(Response<Incoming>) -> T,
) -> Result<T::Output, hyper::Error> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let answer = async {
        let answer = sender.send_request(request).await?;
        Ok(read(answer).await)
    };
    // The connection moves the bytes, and both end together.
    let both = async { tokio::join!(answer, connection).0 };
    both.await
}
