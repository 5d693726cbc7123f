//! Spans as a collector takes them (OTLP over HTTP), over the connections that the house opens itself.

use std::{fmt, pin::Pin};

use anyhow::{Context as _, Result};
use axum::body::Bytes;
use opentelemetry::KeyValue;
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{SpanData, SpanExporter as _},
};
use tracing::warn;

use crate::calls::Called;

/// Gives spans to a collector.
#[derive(Debug)]
pub(crate) struct Exporter(SpanExporter);

impl Exporter {
    /// # Errors
    /// When it is no address.
    pub(crate) fn new(url: &str) -> Result<Exporter> {
        let client = Client(Called::new(url).context("`--otlp` is not an address")?);
        let mut exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_endpoint(format!("{}/v1/traces", url.trim_end_matches('/')))
            .build()
            .context("cannot tell traces")?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder_empty().with_service_name("tongguan");
        exporter.set_resource(&resource.with_attribute(version).build());
        Ok(Exporter(exporter))
    }

    /// What a collector does not take is lost: the house's record is elsewhere.
    pub(super) async fn give(&self, spans: Vec<SpanData>) {
        let n = spans.len();
        if let Err(error) = self.0.export(spans).await {
            warn!(spans = n, error = error.to_string(), "a collector did not take spans");
        }
    }
}

struct Client(Called);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

type Answered<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for Client {
    fn send_bytes<'s, 'a>(&'s self, request: Request<Bytes>) -> Answered<'a>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(async { Ok(self.0.send(request).await?) })
    }
}
