//! A house's addresses before it is open: whoever asks hears that it opens, and is served as soon as it does.
//!
//! A house that was killed decides on opening what it had acknowledged, which may take a while. Until then `/healthz` says that
//! it lives and `/readyz` that nothing should be sent here; whoever wants anything else is asked to come again.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context as _, Result};
use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Response},
    serve::Listener as _,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower_service::Service as _;

use crate::{api::Failure, health, public::Remote, stall::Door};

/// What is served at an address, once there is something to serve.
type Opened = Arc<OnceLock<Router>>;

/// An address at which somebody answers.
pub(crate) struct Opening {
    pub(crate) address: SocketAddr,
    opened: Opened,
    close: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Opening {
    /// Answers at an address from now on.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub(crate) async fn begin(address: SocketAddr) -> Result<Opening> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr().context("cannot tell the address")?;
        let opened = Opened::default();
        let (close, closing) = oneshot::channel();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&opened));
        let closing = async {
            // Whoever forgot the address closes it too.
            let _ = closing.await;
        };
        let served = tokio::spawn(serve(Door(listener), router, closing));
        Ok(Opening { address, opened, close, served })
    }

    /// Whoever asks from now on is served.
    pub(crate) fn open(&self, router: Router) {
        // It is opened once.
        let _ = self.opened.set(router);
    }

    /// Answers whoever is being answered, and nobody else.
    ///
    /// # Errors
    /// When it could not be listened any more.
    pub(crate) async fn close(self) -> Result<()> {
        // Whoever serves no more is closed already.
        let _ = self.close.send(());
        self.served.await.context("an answer failed")
    }
}

/// How long the head of a request may be on its way, counted from when the connection is ready for it. Whoever sends it
/// a byte at a time, or nothing, is cut.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// Answers whoever connects, until it is to close; then whoever is being answered to the end.
async fn serve(mut door: Door, router: Router, closing: impl Future<Output = ()>) {
    let connections = GracefulShutdown::new();
    let mut closing = pin!(closing);
    loop {
        let (stream, address) = tokio::select! {
            it = door.accept() => it,
            () = &mut closing => break,
        };
        let router = router.clone().layer(Extension(ConnectInfo(Remote(address))));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_PATIENCE)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // Whoever went away is answered no more.
            let _ = connection.await;
        });
    }
    drop(door);
    connections.shutdown().await;
}

async fn answer(State(opened): State<Opened>, request: Request) -> Response {
    if let Some(router) = opened.get() {
        let Ok(response) = router.clone().call(request).await;
        return response;
    }
    match request.uri().path() {
        "/healthz" => health::alive().into_response(),
        "/readyz" => health::opening().into_response(),
        _ => Failure::opening().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    /// The whole answer, in a connection of its own.
    async fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: house\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// The clock stands still, and goes on by itself when everybody waits.
    #[tokio::test(start_paused = true)]
    async fn who_never_ends_his_request_is_cut() {
        let opening = Opening::begin(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
        let mut stream = TcpStream::connect(opening.address).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: hou").await.unwrap();
        let began = tokio::time::Instant::now();
        let mut answer = Vec::new();
        // Cut, or told so before.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
        assert!(began.elapsed() >= HEAD_PATIENCE);
        opening.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_house_that_opens_lives_and_is_not_ready_and_then_serves_at_the_same_address() {
        let opening = Opening::begin(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
        let address = opening.address;
        assert!(ask(address, "/healthz").await.starts_with("HTTP/1.1 200"));
        let ready = ask(address, "/readyz").await;
        assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
        assert!(ready.contains("the house is being opened"), "{ready}");
        let asked = ask(address, "/api/v1/summary").await;
        assert!(asked.starts_with("HTTP/1.1 503"), "{asked}");
        assert!(asked.to_lowercase().contains("\r\nretry-after: "), "{asked}");

        opening.open(Router::new().route("/readyz", get(async || "it is")));
        assert!(ask(address, "/readyz").await.ends_with("\r\n\r\nit is"));
        assert!(ask(address, "/healthz").await.starts_with("HTTP/1.1 404"));
        opening.close().await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
