//! A sender's side of the HTTP door: one connection, opened again when it breaks.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

pub(super) struct Client {
    address: SocketAddr,
    open: Option<http1::SendRequest<Full<Bytes>>>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Client {
        Client { address, open: None }
    }

    /// The JSON behind a path.
    pub(super) async fn get(&mut self, path: &str) -> Result<Value> {
        let (status, body) = self.send(Method::GET, path, Bytes::new()).await?;
        ensure!(status == StatusCode::OK, "{path}: {status}");
        Ok(body)
    }

    /// Gives the house a message. Nothing when it said to come again.
    pub(super) async fn post(&mut self, path: &str, message: Bytes) -> Result<Option<Value>> {
        let (status, body) = self.send(Method::POST, path, message).await?;
        match status {
            StatusCode::ACCEPTED => Ok(Some(body)),
            StatusCode::SERVICE_UNAVAILABLE => Ok(None),
            _ => anyhow::bail!("{path}: {status}: {body}"),
        }
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Value)> {
        let kept = match self.open.take() {
            Some(mut open) => open.ready().await.ok().map(|()| open),
            None => None,
        };
        let mut open = match kept {
            Some(open) => open,
            None => self.connect().await?,
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .body(Full::new(body))?;
        let response = open.send_request(request).await.context("the connection broke")?;
        let status = response.status();
        let body = response.into_body().collect().await.context("the connection broke")?;
        self.open = Some(open);
        Ok((status, serde_json::from_slice(&body.to_bytes()).unwrap_or_default()))
    }

    async fn connect(&self) -> Result<http1::SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await.context("nobody listens")?;
        stream.set_nodelay(true)?;
        let (open, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends with the connection; what broke it is told to whoever sends.
        tokio::spawn(connection);
        Ok(open)
    }
}
